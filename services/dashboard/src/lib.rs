//! The web pages: for safeguarding leads, panels, oversight bodies and the person concerned.
//!
//! They are a gRPC client and nothing else: what a page shows the services answered to the
//! token of whoever looks, and what a form sends goes through the same rpcs as every other
//! client's. A page is written whole by the server and is of use without JavaScript.
//!
//! What is deliberately not done here: deciding who may see or do what. Services decide;
//! pages only leave out what a role may never call.

mod assets;
mod cookies;
mod facts;
mod forms;
mod live;
pub mod local;
mod marks;
mod names;
mod pages;
mod problem;
mod random;
pub mod return_file;
mod services;
mod sessions;
pub mod settings;
mod shell;
mod sign_in;
mod sign_in_pages;
mod web;
mod words;

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use kernel::{clock::Clock, https, status::chain};
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;

use crate::{
    local::LocalIssuer, names::KeptNames, services::Services, sessions::Sessions,
    settings::Settings, sign_in::SignIn,
};

/// How long open requests may go on after the pages are told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Why pages cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address cannot be had.
    #[error("pages cannot be served at {0}")]
    Listen(SocketAddr, #[source] std::io::Error),
    /// It lies beyond this machine.
    #[error(
        "pages are served to this machine alone, not at {0}: put a proxy that speaks TLS before \
         them, and say with --dashboard-url under which address people reach it"
    )]
    NotLoopback(SocketAddr),
    /// A way to a service cannot be used.
    #[error("the service at `{0}` cannot be asked")]
    Service(String, #[source] kernel::tls::TlsError),
    /// The file of issuers cannot be used.
    #[error("nobody could sign in")]
    Issuers(#[from] sign_in::IssuersError),
    /// The operating system gives no randomness.
    #[error("there is no randomness")]
    Random(#[from] random::NoRandomness),
    /// Requests cannot be sent to issuers.
    #[error("issuers cannot be asked")]
    Https(#[from] https::TlsError),
    /// The issuer for this machine cannot be had.
    #[error("the issuer for this machine cannot be had")]
    Local(#[from] local::LocalError),
}

/// What all requests share.
pub(crate) struct App {
    pub(crate) services: Services,
    pub(crate) sessions: Mutex<Sessions>,
    pub(crate) sign_in: SignIn,
    /// The address under which people reach the pages, without a slash at its end.
    pub(crate) origin: String,
    /// Ends what goes on for long, such as live updates, when the pages are to stop.
    pub(crate) stop: CancellationToken,
    /// What agencies and schemes are called.
    pub(crate) names: KeptNames,
    /// What day it is for what is shown: in a sandbox a story's.
    pub(crate) clock: Clock,
    /// What time it is for who is signed in.
    pub(crate) system: Clock,
}

/// Pages that are being served.
#[derive(Debug)]
pub struct Running {
    /// Under which address people reach them.
    pub origin: String,
    stop: CancellationToken,
    server: JoinHandle<()>,
}

impl Running {
    /// Stops: open requests end, live updates are cut.
    pub async fn stop(self) {
        self.stop.cancel();
        if tokio::time::timeout(GRACE, self.server).await.is_err() {
            tracing::warn!("open pages were cut off after the grace period");
        }
    }
}

/// Serves the pages until they are stopped. With `local`, one may sign in by the issuer for
/// this machine, too. `clock` says what day it is: in a sandbox a story's.
///
/// # Errors
/// If the address cannot be had or lies beyond this machine, or what is set does not hold.
pub async fn start(
    settings: Settings,
    local: Option<LocalIssuer>,
    clock: Clock,
) -> Result<Running, StartError> {
    let listen = settings.dashboard;
    if !listen.ip().is_loopback() {
        return Err(StartError::NotLoopback(listen));
    }
    let listener = TcpListener::bind(listen).await.map_err(|e| StartError::Listen(listen, e))?;
    let address = listener.local_addr().map_err(|e| StartError::Listen(listen, e))?;
    let origin = match &settings.dashboard_url {
        Some(url) => url.clone(),
        None => format!("http://{address}"),
    };
    let stop = CancellationToken::new();
    let services = Services::to(&settings)?;
    let mut sign_in = SignIn::new(settings.dashboard_issuers.as_deref(), &origin)?;
    let local = local.map(|issuer| issuer.at(&origin, services.clone())).transpose()?;
    if let Some(local) = &local {
        sign_in.add_local(local)?;
    }
    let app = Arc::new(App {
        services,
        sessions: Mutex::default(),
        sign_in,
        origin: origin.clone(),
        stop: stop.clone(),
        names: KeptNames::default(),
        clock,
        system: Clock::system(),
    });
    let router = web::router(app, local);
    let stopped = stop.clone();
    let server = tokio::spawn(async move {
        let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
            stopped.cancelled_owned().await;
        });
        if let Err(error) = serving.await {
            tracing::error!(error = chain(&error), "pages are served no more");
        }
    });
    tracing::info!(%address, "serving pages");
    Ok(Running { origin, stop, server })
}
