//! An installation in this process, whose logs can be added to as its services would.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use dashboard::{
    local::LocalIssuer,
    settings::{Places, Settings},
};
use jiff::Timestamp;
use kernel::{
    clock::Clock,
    log::SledLog,
    nats::server::NatsServer,
    serve::{self, Running},
    service::Home,
};
use proto::{any::CONTEXTS, time};
use tokio::time::{Instant, sleep};
use world::{Caller, checks, nats_binary, services};

use crate::histories::Logs;

/// How long it may take to apply and judge all that is stored.
const PATIENCE: Duration = Duration::from_secs(7_200);

/// How often it is asked how far it is.
const LOOKED_EVERY: Duration = Duration::from_millis(50);

/// In which part of a fresh folder the services' data are.
pub const DATA: &str = "candour";

/// Starts a nats-server over a folder.
pub async fn nats_over(folder: PathBuf) -> NatsServer {
    NatsServer::start(nats_binary(), folder, None).await.expect("nats-server starts")
}

/// Every service over a NATS of its own, in a folder; their data are in [`DATA`] there.
pub async fn fresh(folder: &Path) -> (NatsServer, Installed) {
    let nats = nats_over(folder.join("nats")).await;
    let installed = Installed::start(&folder.join(DATA), &nats).await;
    (nats, installed)
}

/// Every service, served.
pub struct Installed {
    /// Whoever calls it.
    pub caller: Caller,
    running: Running,
    logs: [Arc<SledLog>; 5],
}

impl Installed {
    /// Starts every service over a folder.
    pub async fn start(data: &Path, nats: &NatsServer) -> Self {
        let home = Home::open(world::config(data.to_owned(), nats)).expect("a home");
        let services = services(&home).expect("services");
        let logs = CONTEXTS.map(|context| {
            let service = services.iter().find(|service| service.context == context);
            Arc::clone(&service.expect("each context has a service").log)
        });
        let running = serve::start(&home, services).await.expect("served");
        let caller = Caller::new(&running.address.to_string(), &home.config.auth_folder());
        Self { caller, running, logs }
    }

    /// The logs of its contexts.
    pub fn logs(&self) -> Logs<'_> {
        let [referrals, panel, careplans, sanctions, concerns] = &self.logs;
        Logs { referrals, panel, careplans, sanctions, concerns }
    }

    /// Waits until so many events are applied and judged, and what falls due by
    /// `until` as well if that is named.
    pub async fn has_judged(&self, events: usize, until: Option<Timestamp>) {
        let events = u64::try_from(events).unwrap_or(u64::MAX);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let status = checks::status(&self.caller).await;
            let applied = status.contexts.iter().map(|context| context.position).sum::<u64>();
            let judged = time::maybe(status.judged_up_to.as_ref());
            if applied >= events && judged.is_some_and(|at| until.is_none_or(|until| at >= until)) {
                return;
            }
            assert!(Instant::now() < deadline, "the projection lags: {:?}", status.contexts);
            sleep(LOOKED_EVERY).await;
        }
    }

    /// How many flags there are.
    pub async fn flags(&self) -> usize {
        usize::try_from(checks::status(&self.caller).await.flags).unwrap_or(usize::MAX)
    }

    /// Serves its pages, to which one signs in with a token.
    pub async fn pages(&self, clock: Clock) -> dashboard::Running {
        let server = format!("http://{}", self.running.address);
        let settings = Settings {
            dashboard: ([127, 0, 0, 1], 0).into(),
            dashboard_url: None,
            dashboard_issuers: None,
            services: Places { server, ..Places::default() },
        };
        let local = Some(LocalIssuer::installation());
        dashboard::start(settings, local, clock).await.expect("the pages are served")
    }

    /// Stops it.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}
