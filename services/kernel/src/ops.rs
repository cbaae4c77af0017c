//! For those who run it: health, metrics, and the log as the relay's outbox.

use std::{
    net::SocketAddr,
    sync::{Arc, OnceLock},
    task::{Context, Poll},
    time::Duration,
};

use axum::{Router, http::StatusCode, routing::get};
use futures::future::BoxFuture;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use rustls::ServerConfig;
use tokio::{
    net::TcpListener,
    sync::{mpsc, watch},
};
use tokio_util::sync::CancellationToken;
use tonic_health::{ServingStatus, server::HealthReporter};
use tower::{Layer, Service};

use crate::{
    log::{EventLog, ReadError, SledLog},
    principal::rpcs,
    relay::{Confirmed, Cursor, RelayHandle, Source, Stored},
    service::StartError,
    status::chain,
    tls::{Incoming, accept},
};

/// Under which name the relay's cursor is kept.
const RELAY_CURSOR: &str = "relay";

/// How many connections wait to be served.
const WAITING: usize = 16;

/// A log, as the relay reads it and remembers how far it came.
#[derive(Clone, Debug)]
pub struct Outbox(pub Arc<SledLog>);

impl Source for Outbox {
    type Error = ReadError;

    async fn read_all(&self, from: u64, limit: usize) -> Result<Vec<Stored>, ReadError> {
        let records = self.0.read_all(from, limit).await?;
        Ok(records
            .into_iter()
            .map(|record| Stored { position: record.position, bytes: record.bytes })
            .collect())
    }

    fn head(&self) -> watch::Receiver<u64> {
        self.0.head()
    }
}

impl Cursor for Outbox {
    fn load(&self) -> Option<Confirmed> {
        let bytes = self.0.cursor(RELAY_CURSOR).ok().flatten()?;
        serde_json::from_slice(&bytes).ok()
    }

    fn save(&self, confirmed: Confirmed) {
        let Ok(bytes) = serde_json::to_vec(&confirmed) else { return };
        if let Err(error) = self.0.set_cursor(RELAY_CURSOR, &bytes) {
            tracing::warn!(error = chain(&error), "the relay's cursor was not kept");
        }
    }
}

/// A log that is watched, for those who run it.
#[derive(Debug)]
pub struct Watched {
    /// Its context.
    pub context: &'static str,
    /// The log.
    pub log: Arc<SledLog>,
    /// What publishes it.
    pub relay: RelayHandle,
    /// The full names of the rpc services over it.
    pub names: Vec<&'static str>,
}

/// Tells by gRPC health when a log refuses writes, and by metrics how the logs fare.
pub async fn watch(health: HealthReporter, watched: Vec<Watched>, stop: CancellationToken) {
    while !stop.is_cancelled() {
        for Watched { context, log, relay, names } in &watched {
            let refuses = log.refuses_writes();
            for name in names.iter().filter(|_| refuses) {
                health.set_service_status(name, ServingStatus::NotServing).await;
            }
            let (stored, published) = (*log.head().borrow(), relay.status().borrow().published);
            let told = [
                ("candour_log_refuses_writes", u64::from(refuses)),
                ("candour_log_events", stored),
                ("candour_log_unpublished", stored.saturating_sub(published)),
            ];
            for (name, value) in told {
                metrics::gauge!(name, "context" => *context).set(value as f64);
            }
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

/// What is counted from the start on: of a count that is first told when it is one,
/// Prometheus sees no increase.
const COUNTED: [&str; 5] = [
    "candour_calls_limited_total",
    "candour_handshakes_failed_total",
    "candour_panics_total",
    "candour_set_aside_total",
    "candour_tasks_broken_total",
];

/// Begins to keep metrics. What is told before is lost.
pub fn begin() {
    if prometheus().is_some() {
        for name in COUNTED {
            metrics::counter!(name).increment(0);
        }
    }
}

fn prometheus() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE.get_or_init(|| PrometheusBuilder::new().install_recorder().ok()).as_ref()
}

/// Takes an address for `/healthz` and `/metrics` over HTTP; what it gives back
/// serves them until told to stop. Beyond this machine TLS is spoken, as gRPC does.
///
/// # Errors
/// If the address cannot be had, or lies beyond this machine and there is no mutual TLS.
pub async fn serve(
    at: SocketAddr,
    tls: Option<watch::Receiver<Arc<ServerConfig>>>,
    logs: Vec<Arc<SledLog>>,
    stop: CancellationToken,
) -> Result<impl Future<Output = ()> + use<>, StartError> {
    let tls = tls.filter(|_| !at.ip().is_loopback());
    let listener = TcpListener::bind(at).await.map_err(|e| StartError::Listen(at, e))?;
    let handle = prometheus();
    let healthy = move || {
        let refusing = logs.iter().any(|log| log.refuses_writes());
        async move {
            if refusing {
                (StatusCode::SERVICE_UNAVAILABLE, "a log refuses writes; restart the service\n")
            } else {
                (StatusCode::OK, "ok\n")
            }
        }
    };
    let metrics = move || async move { handle.map(PrometheusHandle::render).unwrap_or_default() };
    let app = Router::new().route("/healthz", get(healthy)).route("/metrics", get(metrics));
    let (send, wires) = mpsc::channel(WAITING);
    let incoming = Incoming { wires, at };
    Ok(async move {
        let accepting = accept(listener, tls, send, stop.clone());
        let serving = axum::serve(incoming, app).with_graceful_shutdown(stop.cancelled_owned());
        let (served, ()) = tokio::join!(serving.into_future(), accepting);
        if let Err(error) = served {
            tracing::error!(error = chain(&error), "health and metrics ended");
        }
    })
}

/// Counts calls by method and outcome.
#[derive(Clone, Copy, Debug)]
pub struct CountLayer;

impl<S> Layer<S> for CountLayer {
    type Service = Count<S>;

    fn layer(&self, inner: S) -> Count<S> {
        Count { inner }
    }
}

/// Counts calls.
#[derive(Clone, Debug)]
pub struct Count<S> {
    inner: S,
}

impl<S, B, R> Service<http::Request<B>> for Count<S>
where
    S: Service<http::Request<B>, Response = http::Response<R>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    R: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<S::Response, S::Error>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        // Only paths of the contract become labels: anybody can send any path.
        let path = request.uri().path().trim_start_matches('/').to_owned();
        let method = rpcs::named(&path).map_or("other", |rpc| rpc.name.as_str());
        let answer = self.inner.call(request);
        Box::pin(async move {
            let answer = answer.await;
            let code = match &answer {
                Ok(response) => response
                    .headers()
                    .get("grpc-status")
                    .and_then(|value| value.to_str().ok())
                    .unwrap_or("0")
                    .to_owned(),
                Err(_) => "failed".to_owned(),
            };
            metrics::counter!("candour_calls_total", "method" => method, "code" => code)
                .increment(1);
            answer
        })
    }
}
