//! Serving: one address, every service of the process, until told to stop.

use std::{
    future::Future, net::SocketAddr, panic::AssertUnwindSafe, pin::Pin, process::ExitCode,
    sync::Arc, time::Duration,
};

use clap::Parser;
use futures::FutureExt as _;
use http::{
    HeaderName, HeaderValue, Method, Response,
    header::{AUTHORIZATION, CONTENT_TYPE},
};
use proto::ledger::{
    keys_service_server::KeysServiceServer, ledger_service_server::LedgerServiceServer,
    master_key_service_server::MasterKeyServiceServer, proof_service_server::ProofServiceServer,
    sandbox_service_server::SandboxServiceServer,
};
use tokio::{net::TcpListener, sync::mpsc, task::JoinHandle};
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tonic::{Code, body::Body, transport::Server};
use tonic_web::GrpcWebLayer;
use tower_http::{
    catch_panic::CatchPanicLayer,
    cors::{AllowOrigin, CorsLayer},
};

use crate::{
    GUARDED,
    config::Config,
    contract::MOST_BYTES,
    ledger::{KeyDesk, Ledger, MasterKeyDesk},
    log::EventLog as _,
    ops,
    principal::{AuthLayer, Limits, PURPOSE, Rates},
    proof::{Keeper, ProofDesk},
    pseudonym::PseudonymLayer,
    react::Together,
    relay::{Relay, RelayOptions},
    sandbox::SandboxDesk,
    seal::SharedRoots,
    service::{Home, Kept, SANDBOX_CLOCK, Service, StartError, routes},
    status::{chain, with_reason},
    tls::{Current, accept},
};

/// How long a call may take that names no deadline of its own.
const LONGEST_CALL: Duration = Duration::from_secs(30);

/// How many calls of one connection may run at once.
const CALLS_PER_CONNECTION: usize = 256;

/// How often a client that says nothing is asked whether it is there.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// How long it may take to answer that.
const KEEP_ALIVE_ANSWER: Duration = Duration::from_secs(20);

/// How many connections wait to be served.
const WAITING: usize = 16;

/// For how long a browser need not ask again whether a page may call.
const PREFLIGHT: Duration = Duration::from_secs(600);

/// How long open calls may go on after the process is told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Services that are being served.
#[derive(Debug)]
pub struct Running {
    /// Where.
    pub address: SocketAddr,
    stop: CancellationToken,
    broken: CancellationToken,
    server: JoinHandle<()>,
    tasks: Vec<JoinHandle<()>>,
    logs: Vec<Arc<crate::log::SledLog>>,
}

/// Serves services until they are stopped.
///
/// # Errors
/// If the address cannot be had, or lies beyond this machine and there is no mutual TLS, or
/// if what has to be done first cannot be done.
pub async fn start(home: &Home, mut services: Vec<Service>) -> Result<Running, StartError> {
    let listen = home.config.listen;
    let addresses = [Some(listen), home.config.ops];
    if let Some(open) = addresses.into_iter().flatten().find(|at| !home.config.tls.allow(*at)) {
        return Err(StartError::NotLoopback(open));
    }
    let tls = home.config.tls.is_on().then(|| Current::open(&home.config.tls)).transpose()?;
    for work in services.iter_mut().flat_map(|service| std::mem::take(&mut service.first)) {
        work.await?;
    }
    let listener = TcpListener::bind(listen).await.map_err(|e| StartError::Listen(listen, e))?;
    let address = listener.local_addr().map_err(|e| StartError::Listen(listen, e))?;

    if home.config.ops.is_some() {
        ops::begin();
    }
    let stop = CancellationToken::new();
    let (health, health_rpcs) = tonic_health::server::health_reporter();
    let (mut parts, mut tasks, mut logs, mut settles) = (vec![], vec![], vec![], vec![]);
    let (mut reacts, mut heads) = (vec![], vec![]);
    let (mut ledger, mut proofs) = (Ledger::default(), ProofDesk::default());
    let mut watched = Vec::new();
    let broken = CancellationToken::new();
    let run = |what, task: Task| tokio::spawn(to_its_end(what, task, stop.clone(), broken.clone()));
    for service in services {
        let Service {
            context,
            log,
            names,
            routes,
            tasks: own,
            settles: own_settles,
            reacts: own_reacts,
            first: _,
        } = service;
        let mut options = RelayOptions::new(home.nats());
        if home.clock.is_sandbox() {
            // A story waits for watermarks at each of its days.
            options.watermark_idle = Duration::from_millis(10);
        }
        let clock = home.clock.clone();
        let outbox = ops::Outbox(Arc::clone(&log));
        let relay = Relay::new(context, outbox.clone(), options, Arc::new(move || clock.now()))
            .with_cursor(outbox);
        let handle = relay.handle();
        ledger.add(context, Arc::clone(&log), handle.clone());
        if GUARDED {
            let folder = home.config.data.join(context);
            let keeper = Keeper::open(context, Arc::clone(&log), home.proof_key.clone(), &folder);
            let keeper = Arc::new(keeper.map_err(|error| StartError::Proof(context, error))?);
            proofs.add(Arc::clone(&keeper));
            tasks.push(run("proof", Box::pin(keeper.run(home.nats(), stop.clone()))));
        }
        let token = stop.clone();
        tasks.push(run("relay", Box::pin(async move { relay.run(token).await })));
        for task in own {
            tasks.push(run(context, task(stop.clone())));
        }
        for name in &names {
            health.set_service_status(name, tonic_health::ServingStatus::Serving).await;
        }
        watched.push(ops::Watched { context, log: Arc::clone(&log), relay: handle, names });
        heads.push((context, log.head()));
        logs.push(log);
        parts.extend(routes);
        settles.extend(own_settles);
        reacts.extend(own_reacts);
    }
    let reactions = Together::new(reacts);
    if !reactions.is_empty() {
        let reactions = reactions.clone().run(home.nats(), stop.clone());
        tasks.push(run("reactions", Box::pin(reactions)));
    }
    for fetching in home.verifier.keep(&stop) {
        tasks.push(run("issuer keys", fetching));
    }
    let health = ops::watch(health, watched, stop.clone());
    tasks.push(run("health", Box::pin(health)));
    if let Some(at) = home.config.ops {
        let ops =
            ops::serve(at, tls.as_ref().map(Current::config), logs.clone(), stop.clone()).await?;
        tasks.push(run("health and metrics", Box::pin(ops)));
    }

    parts.push(Box::new(move |routes| {
        let rpcs = LedgerServiceServer::new(ledger).max_decoding_message_size(MOST_BYTES);
        routes.add_service(rpcs);
    }));
    parts.push(Box::new(move |routes| {
        let rpcs = ProofServiceServer::new(proofs).max_decoding_message_size(MOST_BYTES);
        routes.add_service(rpcs);
    }));
    if let Some(Kept { master, keys, .. }) = home.kept.clone() {
        let desk = MasterKeyDesk(master.clone());
        // An exchange of the master key that was interrupted goes on.
        drop(tokio::task::spawn_blocking(move || master.go_on()));
        let roots =
            SharedRoots { pseudonyms: home.pseudonyms.clone(), requests: (*home.macs).clone() };
        let keys = KeyDesk { keys, roots };
        parts.push(Box::new(move |routes| {
            let rpcs = MasterKeyServiceServer::new(desk).max_decoding_message_size(MOST_BYTES);
            routes.add_service(rpcs);
            let rpcs = KeysServiceServer::new(keys).max_decoding_message_size(MOST_BYTES);
            routes.add_service(rpcs);
        }));
    }
    if home.clock.is_sandbox() {
        let file = home.config.data.join(SANDBOX_CLOCK);
        let clock = home.clock.clone();
        let desk = SandboxDesk { clock, file, heads, reactions, settles };
        parts.push(Box::new(move |routes| {
            let rpcs = SandboxServiceServer::new(desk).max_decoding_message_size(MOST_BYTES);
            routes.add_service(rpcs);
        }));
    }
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let v1 = reflection().build_v1().map_err(StartError::Reflection)?;
    let v1alpha = reflection().build_v1alpha().map_err(StartError::Reflection)?;

    // A story calls as fast as it can.
    let rates = if home.clock.is_sandbox() { Rates::NONE } else { home.config.rates };
    let server = Server::builder()
        .accept_http1(true)
        .timeout(LONGEST_CALL)
        .concurrency_limit_per_connection(CALLS_PER_CONNECTION)
        .http2_keepalive_interval(Some(KEEP_ALIVE))
        .http2_keepalive_timeout(Some(KEEP_ALIVE_ANSWER))
        .layer(cors(&home.config.allow_origin))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(ops::CountLayer)
        .layer(GrpcWebLayer::new())
        .layer(AuthLayer::new(Arc::clone(&home.verifier), home.access.clone(), Limits::new(rates)))
        .layer(PseudonymLayer::new(home.pseudonyms.clone()))
        .add_routes(routes(parts))
        .add_service(health_rpcs)
        .add_service(v1)
        .add_service(v1alpha);
    let (wires, incoming) = mpsc::channel(WAITING);
    let config = tls.as_ref().map(Current::config);
    tasks.push(run("connections", Box::pin(accept(listener, config, wires, stop.clone()))));
    if let Some(tls) = tls {
        tasks.push(run("certificates", Box::pin(tls.keep(stop.clone()))));
    }
    let stopped = stop.clone();
    let serving = server
        .serve_with_incoming_shutdown(ReceiverStream::new(incoming), stopped.cancelled_owned());
    let serving = async move {
        if let Err(error) = serving.await {
            tracing::error!(error = chain(&error), "the server failed");
        }
    };
    let server = run("the server", Box::pin(serving));
    tracing::info!(%address, "serving");
    Ok(Running { address, stop, broken, server, tasks, logs })
}

/// Something that goes on until the services are stopped.
type Task = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs a task to its end. One that ends before it is told to, by a panic for
/// instance, would leave a service that looks well and does not do its work.
async fn to_its_end(
    what: &'static str,
    task: Task,
    stop: CancellationToken,
    broken: CancellationToken,
) {
    let ended = AssertUnwindSafe(task).catch_unwind().await;
    if !stop.is_cancelled() {
        let panicked = ended.is_err();
        tracing::error!(what, panicked, "a part of the services ended by itself");
        metrics::counter!("candour_tasks_broken_total").increment(1);
        broken.cancel();
    }
}

impl Running {
    /// Stops: no new calls, open ones end, everything stored is synced.
    pub async fn stop(self) {
        let Self { stop, server, tasks, logs, .. } = self;
        stop.cancel();
        if tokio::time::timeout(GRACE, server).await.is_err() {
            tracing::warn!("open calls were cut off after the grace period");
        }
        for task in tasks {
            if tokio::time::timeout(GRACE, task).await.is_err() {
                tracing::warn!("a task did not end in time");
            }
        }
        for log in logs {
            log.close().await;
        }
        tracing::info!("stopped");
    }

    /// Resolves when a part of the services ended that should not have: whoever runs
    /// them stops them, so that they are started anew as a whole.
    pub async fn broken(&self) {
        self.broken.cancelled().await;
    }

    /// A token that ends when the services are stopped.
    #[must_use]
    pub fn stopping(&self) -> CancellationToken {
        self.stop.clone()
    }
}

/// What pages of these origins may send and read; pages of others may nothing.
///
/// It stands outside all else: a browser asks before it shows a token, and
/// reads no answer, a refusal or a broken call's included, that does not name it.
fn cors(origins: &[HeaderValue]) -> CorsLayer {
    let named = |names: &[&'static str]| -> Vec<HeaderName> {
        names.iter().copied().map(HeaderName::from_static).collect()
    };
    let sent = named(&["x-grpc-web", "x-user-agent", "grpc-timeout", "candour-seen", PURPOSE]);
    CorsLayer::new()
        .allow_origin(AllowOrigin::list(origins.iter().cloned()))
        .allow_methods([Method::POST])
        .allow_headers(sent.into_iter().chain([AUTHORIZATION, CONTENT_TYPE]).collect::<Vec<_>>())
        .expose_headers(named(&[
            "grpc-status",
            "grpc-message",
            "grpc-status-details-bin",
            "candour-seen",
        ]))
        .max_age(PREFLIGHT)
}

/// What a caller is told when a handler panicked; the panic itself is logged.
fn panicked(payload: Box<dyn std::any::Any + Send>) -> Response<Body> {
    let text = payload
        .downcast_ref::<&str>()
        .map(|s| (*s).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    tracing::error!(panic = text, "a call panicked");
    metrics::counter!("candour_panics_total").increment(1);
    with_reason(Code::Internal, "BROKEN", "the service failed on this call", []).into_http()
}

/// Logs as JSON on standard error, filtered by `RUST_LOG`.
pub fn log_to_stderr() {
    use tracing_subscriber::{EnvFilter, fmt};
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let started = fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
    if started.is_err() {
        tracing::debug!("logging was set up before");
    }
}

/// Resolves when the process is told to stop.
pub async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        tracing::warn!("SIGTERM cannot be heard");
        return std::future::pending().await;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        result = tokio::signal::ctrl_c() => {
            if result.is_err() {
                tracing::warn!("SIGINT cannot be heard");
            }
        }
    }
}

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    config: Config,
}

type Starting = Pin<Box<dyn Future<Output = Result<Service, StartError>> + Send>>;

/// The main function of a service that is a process of its own.
pub fn main(name: &'static str, service: impl FnOnce(Home) -> Starting) -> ExitCode {
    let config = Cli::parse().config;
    log_to_stderr();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(name, error = chain(&error), "no runtime could be had");
            return ExitCode::FAILURE;
        }
    };
    let outcome = runtime.block_on(async {
        let home = Home::join(config).await?;
        let service = service(home.clone()).await?;
        let running = start(&home, vec![service]).await?;
        let broken = tokio::select! {
            () = told_to_stop() => false,
            () = running.broken() => true,
        };
        running.stop().await;
        Ok::<bool, StartError>(broken)
    });
    match outcome {
        Ok(false) => ExitCode::SUCCESS,
        Ok(true) => ExitCode::FAILURE,
        Err(error) => {
            tracing::error!(name, error = chain(&error), "the service could not start");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn breaks(task: Task, stopped: bool) -> bool {
        let (stop, broken) = (CancellationToken::new(), CancellationToken::new());
        if stopped {
            stop.cancel();
        }
        to_its_end("a task", task, stop, broken.clone()).await;
        broken.is_cancelled()
    }

    #[tokio::test]
    #[allow(clippy::panic, reason = "a task that panics is what is tested")]
    async fn a_task_that_ends_before_it_is_told_to_breaks_the_service() {
        assert!(breaks(Box::pin(async {}), false).await);
        assert!(breaks(Box::pin(async { panic!("as if") }), false).await);
        assert!(!breaks(Box::pin(async {}), true).await);
    }
}
