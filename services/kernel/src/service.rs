//! What a service is, before it is served: its log, its rpcs, its tasks.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use futures::future::BoxFuture;
use jiff::Timestamp;
use proto::common::Role;
use tokio_util::sync::CancellationToken;
use tonic::{
    server::NamedService,
    service::{Routes, RoutesBuilder},
};

use crate::{
    access::{Access, PolicyError},
    clock::Clock,
    config::Config,
    execute::Desk,
    log::{OpenError, SledLog, SledOptions},
    nats::{NatsOptions, NkeyError},
    principal::{ISSUER, Issuers, IssuersError, JWKS_FILE, SigningError, SigningKey, Verifier},
    proof::{KeyError, ProofError, ProofKey},
    react::{CarryOut, React, Reactor, Reacts},
    seal::{
        BlindIndex, KeyError as SealKeyError, Keys, KeysOpenError, LocalKeys, MasterKey,
        MasterKeyError, MasterKeys, PseudonymKey, RemoteKeys, RequestMac, Roots, Sealer,
        SharedRoots,
    },
    tls::{TlsError, Way},
};

/// The environment variable that may hold the master key, in hexadecimal.
pub const MASTER_KEY_VARIABLE: &str = "CANDOUR_MASTER_KEY";

/// The file that says where a sandbox's clock stands.
pub(crate) const SANDBOX_CLOCK: &str = "sandbox.clock";

/// How long a call for a key may take.
const KEYS_PATIENCE: Duration = Duration::from_secs(2);

/// Why a process could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// A folder could not be made.
    #[error("could not make the folder `{0}`")]
    Folder(PathBuf, #[source] std::io::Error),
    /// The log could not be opened.
    #[error("could not open the log of {0}")]
    Log(&'static str, #[source] OpenError),
    /// The master key could not be had.
    #[error("could not get the master key")]
    MasterKey(#[from] MasterKeyError),
    /// The keys could not be opened.
    #[error("could not open the keys")]
    Keys(#[from] KeysOpenError),
    /// What services share could not be had.
    #[error("could not get what whoever keeps the keys shares with services")]
    Roots(#[source] SealKeyError),
    /// The token keys could not be had.
    #[error("could not get the keys by which tokens are checked")]
    Tokens(#[from] SigningError),
    /// The policies could not be had.
    #[error("could not take the policies")]
    Policies(#[from] PolicyError),
    /// The file of issuers is not in order.
    #[error("could not use the file of issuers")]
    Issuers(#[from] IssuersError),
    /// The key that signs checkpoints could not be had.
    #[error("could not get the key that signs checkpoints")]
    ProofKey(#[from] KeyError),
    /// What proves a log could not be opened.
    #[error("could not open what proves the log of {0}")]
    Proof(&'static str, #[source] ProofError),
    /// The key that NATS asks for could not be had.
    #[error("could not get the key for NATS")]
    Nats(#[from] NkeyError),
    /// Something must be given.
    #[error("{0}")]
    Missing(&'static str),
    /// TLS cannot be spoken.
    #[error("could not set up TLS")]
    Tls(#[from] TlsError),
    /// The address lies beyond this machine.
    #[error(
        "`{0}` can be reached from other machines: give --tls-cert, --tls-key and --tls-ca, or a \
         loopback address"
    )]
    NotLoopback(std::net::SocketAddr),
    /// The address cannot be had.
    #[error("could not listen on `{0}`: choose another with --listen if it is in use")]
    Listen(std::net::SocketAddr, #[source] std::io::Error),
    /// The reflection service could not be made.
    #[error("could not prepare reflection")]
    Reflection(#[source] tonic_reflection::server::Error),
    /// A part of one service could not start.
    #[error("{0} could not start")]
    Part(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What the services of a process share.
#[derive(Clone, Debug)]
pub struct Home {
    /// How the process is set up.
    pub config: Config,
    /// The clock.
    pub clock: Clock,
    /// Seals and opens words.
    pub sealer: Arc<Sealer>,
    /// Recognises repeated requests.
    pub macs: Arc<RequestMac>,
    /// Shows each agency ids of its own.
    pub pseudonyms: PseudonymKey,
    /// Checks tokens.
    pub verifier: Arc<Verifier>,
    /// Decides what those who have one may.
    pub access: Access,
    /// Signs what the logs come to.
    pub proof_key: ProofKey,
    /// What only the process has that holds the keys.
    pub(crate) kept: Option<Kept>,
    nats: NatsOptions,
}

/// What only the process has that holds the keys.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// The master key, and what is wrapped under it.
    pub master: MasterKeys,
    /// The keys.
    pub keys: LocalKeys,
    /// Finds people by what identifies them without keeping it.
    blind_index: BlindIndex,
}

impl Home {
    /// Prepares the data folder, the keys and the clock of a process that holds the keys.
    ///
    /// # Errors
    /// If any of them cannot be had.
    pub fn open(config: Config) -> Result<Self, StartError> {
        make(&config.data)?;
        let (master, roots) = master_keys(&config)?;
        let shared = SharedRoots::from(&roots);
        let keys = LocalKeys::new(master.folder());
        let sealing = Arc::new(keys.clone());
        let kept = Kept { master, keys, blind_index: roots.blind_index };
        Self::with(config, sealing, shared, Some(kept))
    }

    /// The same of any process: one with `--keys-url` waits for what whoever keeps the keys
    /// shares with it, and has no master key.
    ///
    /// # Errors
    /// If any of them cannot be had.
    pub async fn join(config: Config) -> Result<Self, StartError> {
        let Some(url) = &config.keys_url else { return Self::open(config) };
        if config.master_key_file.is_some() || std::env::var_os(MASTER_KEY_VARIABLE).is_some() {
            return Err(StartError::Missing(
                "with --keys-url the master key stays with whoever keeps the keys: leave \
                 --master-key-file and CANDOUR_MASTER_KEY out",
            ));
        }
        make(&config.data)?;
        let keys = remote_keys(&config, url)?;
        let shared = keys.roots().await.map_err(StartError::Roots)?;
        Self::with(config, Arc::new(keys), shared, None)
    }

    fn with(
        config: Config,
        keys: Arc<dyn Keys>,
        shared: SharedRoots,
        kept: Option<Kept>,
    ) -> Result<Self, StartError> {
        let auth = config.auth_folder();
        make(&auth)?;
        if !auth.join(JWKS_FILE).exists() {
            SigningKey::create(&auth)?;
        }
        let access = match &config.policies {
            Some(folder) => Access::from_folder(folder)?,
            None => Access::shipped()?,
        };
        let issuers = config.issuers.as_deref().map(Issuers::read).transpose()?;
        let verifier = Verifier::from_jwks_file(auth.join(JWKS_FILE), ISSUER)?
            .with_issuers(issuers.unwrap_or_default());
        let clock =
            if config.sandbox { Clock::sandbox(stood_at(&config.data)) } else { Clock::system() };
        let proof_key = ProofKey::open(&config.data.join("proof"))?;
        let nats = config.nats_login.at(&config.nats_url)?;
        Ok(Self {
            config,
            clock,
            sealer: Arc::new(Sealer::new(keys)),
            macs: Arc::new(shared.requests),
            pseudonyms: shared.pseudonyms,
            verifier: Arc::new(verifier),
            access,
            proof_key,
            kept,
            nats,
        })
    }

    /// The keys under which words are sealed, in the process that holds them.
    #[must_use]
    pub fn keys(&self) -> Option<&LocalKeys> {
        self.kept.as_ref().map(|kept| &kept.keys)
    }

    /// Finds people by what identifies them without keeping it; in the process that holds
    /// the keys.
    #[must_use]
    pub fn blind_index(&self) -> Option<&BlindIndex> {
        self.kept.as_ref().map(|kept| &kept.blind_index)
    }

    /// How NATS is reached.
    #[must_use]
    pub fn nats(&self) -> NatsOptions {
        self.nats.clone()
    }

    /// Opens the log of a context.
    ///
    /// # Errors
    /// If it is in use, damaged or of a newer format.
    pub fn desk(&self, context: &'static str) -> Result<Desk<SledLog>, StartError> {
        let folder = self.config.data.join(context);
        make(&folder)?;
        let log = SledLog::open(folder.join("log"), SledOptions::default())
            .map_err(|e| StartError::Log(context, e))?;
        Ok(Desk {
            log: Arc::new(log),
            clock: self.clock.clone(),
            sealer: Arc::clone(&self.sealer),
            macs: Arc::clone(&self.macs),
            owns_person_keys: self.kept.is_some(),
        })
    }
}

/// A service ready to be served.
pub struct Service {
    /// The context whose log it keeps.
    pub context: &'static str,
    /// Its log.
    pub log: Arc<SledLog>,
    /// The full names of its rpc services, for health.
    pub names: Vec<&'static str>,
    pub(crate) routes: Vec<AddRoutes>,
    pub(crate) tasks: Vec<Task>,
    pub(crate) first: Vec<First>,
    pub(crate) settles: Option<Arc<dyn Settles>>,
    pub(crate) reacts: Vec<Arc<dyn Reacts>>,
}

/// Adds an rpc service to those of the process.
pub(crate) type AddRoutes = Box<dyn FnOnce(&mut RoutesBuilder) + Send>;

/// What is done before anybody is answered.
pub(crate) type First = BoxFuture<'static, Result<(), StartError>>;

type Task = Box<dyn FnOnce(CancellationToken) -> BoxFuture<'static, ()> + Send>;

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Service({})", self.context)
    }
}

/// Somebody whose work follows the clock.
pub trait Settles: Send + Sync {
    /// Waits until all that falls due before `until` has been done.
    fn settled(&self, until: Timestamp) -> BoxFuture<'_, ()>;
}

impl Service {
    /// A service over a log, without rpcs yet.
    #[must_use]
    pub fn new(context: &'static str, log: Arc<SledLog>) -> Self {
        Self {
            context,
            log,
            names: vec![],
            routes: vec![],
            tasks: vec![],
            first: vec![],
            settles: None,
            reacts: vec![],
        }
    }

    /// Adds an rpc service.
    #[must_use]
    pub fn with_rpcs<S>(mut self, rpcs: S) -> Self
    where
        S: tower::Service<http::Request<tonic::body::Body>, Error = std::convert::Infallible>
            + NamedService
            + Clone
            + Send
            + Sync
            + 'static,
        S::Response: axum::response::IntoResponse,
        S::Future: Send + 'static,
    {
        self.names.push(S::NAME);
        self.routes.push(Box::new(move |routes| {
            routes.add_service(rpcs);
        }));
        self
    }

    /// Adds work that goes on until the process stops.
    #[must_use]
    pub fn with_task<F>(
        mut self,
        task: impl FnOnce(CancellationToken) -> F + Send + 'static,
    ) -> Self
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.push(Box::new(move |stop| Box::pin(task(stop))));
        self
    }

    /// Adds what has to be done before anything of the process is served; if it fails,
    /// nothing is.
    #[must_use]
    pub fn first(
        mut self,
        work: impl Future<Output = Result<(), StartError>> + Send + 'static,
    ) -> Self {
        self.first.push(Box::pin(work));
        self
    }

    /// Says what follows here from what happens elsewhere.
    #[must_use]
    pub fn with_reactions<R: React, C: CarryOut<R::Reaction>>(
        self,
        home: &Home,
        carrier: C,
    ) -> Self {
        let file = home.config.data.join(self.context).join("reactions.json");
        let log = Arc::clone(&self.log);
        self.heard_by(Arc::new(Reactor::<R, C>::new(log, home.clock.clone(), carrier, file)))
    }

    /// Adds somebody who hears what is published.
    #[must_use]
    pub fn heard_by(mut self, hears: Arc<dyn Reacts>) -> Self {
        self.reacts.push(hears);
        self
    }

    /// Says whose work follows the clock.
    #[must_use]
    pub fn settled_by(mut self, settles: Arc<dyn Settles>) -> Self {
        self.settles = Some(settles);
        self
    }
}

/// The routes of several services.
pub(crate) fn routes(parts: Vec<AddRoutes>) -> Routes {
    let mut builder = Routes::builder();
    for part in parts {
        part(&mut builder);
    }
    builder.routes()
}

fn make(folder: &Path) -> Result<(), StartError> {
    std::fs::create_dir_all(folder).map_err(|e| StartError::Folder(folder.to_owned(), e))
}

/// Where a sandbox's clock stood when it was last moved. It never goes back,
/// or what has fallen due would be undone by starting again.
fn stood_at(data: &Path) -> Timestamp {
    let text = std::fs::read_to_string(data.join(SANDBOX_CLOCK)).unwrap_or_default();
    text.trim().parse().unwrap_or(Timestamp::UNIX_EPOCH)
}

/// The master key, and what is wrapped under it: people's keys and the roots.
fn master_keys(config: &Config) -> Result<(MasterKeys, Roots), StartError> {
    let folder = config.data.join("keys");
    let file = match &config.master_key_file {
        Some(file) => file.clone(),
        None if std::env::var_os(MASTER_KEY_VARIABLE).is_some() => {
            let master = MasterKey::from_env(MASTER_KEY_VARIABLE)?;
            return Ok(MasterKeys::given(&master, &folder)?);
        }
        None => {
            let file = config.data.join("master.key");
            if !file.exists() {
                MasterKey::create_file(&file)?;
            }
            file
        }
    };
    Ok(MasterKeys::in_file(&file, &folder)?)
}

fn remote_keys(config: &Config, url: &str) -> Result<RemoteKeys, StartError> {
    let way = Way::to(url, &config.tls.as_client(), KEYS_PATIENCE)?;
    let file = config.service_token_file.clone().ok_or(StartError::Missing(
        "with --keys-url a token is needed: give --service-token-file",
    ))?;
    let token =
        move || std::fs::read_to_string(&file).map(|t| t.trim().to_owned()).map_err(Into::into);
    Ok(RemoteKeys::new(way.when_needed(), Arc::new(token)))
}

/// A principal for a service's own doings.
#[must_use]
pub fn service_principal(agency_id: &str, worker_id: &str) -> crate::principal::Principal {
    crate::principal::Principal {
        worker_id: worker_id.to_owned(),
        agency_id: agency_id.to_owned(),
        role: Role::Service,
        purpose: "running_the_service".to_owned(),
    }
}

/// Writes the rpcs of a service: a line a command. After `and` come those that
/// are written by hand, as methods of the same name, and after `and streams`
/// those of them that are asked and answered by a stream each.
#[macro_export]
macro_rules! commands {
    (impl $service:ident for $grpc:ident {
        $($method:ident($request:ident) => $executor:ident, $command:path;)*
    } $(and {
        $($by_hand:ident($asked:ident) -> $answer:ident;)*
    })? $(and streams {
        $($both_ways:ident($each:ident) -> $told:ident as $stream:ident;)*
    })?) => {
        #[tonic::async_trait]
        impl $service for $grpc {
            $(
                async fn $method(
                    &self,
                    request: tonic::Request<$request>,
                ) -> Result<
                    tonic::Response<<$request as proto::Command>::Response>,
                    tonic::Status,
                > {
                    self.$executor.call(stringify!($method), request, $command).await
                }
            )*
            $($(
                async fn $by_hand(
                    &self,
                    request: tonic::Request<$asked>,
                ) -> Result<tonic::Response<$answer>, tonic::Status> {
                    $grpc::$by_hand(self, request).await
                }
            )*)?
            $($(
                type $stream = tonic::codegen::BoxStream<$told>;

                async fn $both_ways(
                    &self,
                    request: tonic::Request<tonic::Streaming<$each>>,
                ) -> Result<tonic::Response<Self::$stream>, tonic::Status> {
                    $grpc::$both_ways(self, request).await
                }
            )*)?
        }
    };
}
