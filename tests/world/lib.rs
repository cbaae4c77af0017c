//! A world for stories: a real nats-server and every service, on free ports
//! and in a folder that goes away.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a world that cannot start, or in which a check fails, fails its test at once"
)]

pub mod asked;
pub mod checks;
pub mod child;
pub mod history;
pub mod labelled;
pub mod load;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use kernel::{
    config::{Config, NatsLogin},
    nats::{connect, server::NatsServer, users},
    principal::{Principal, Rates, SigningKey},
    serve::{self, Running},
    service::{Home, Service, StartError},
    tls::TlsFiles,
};
use proto::{
    common::{Act, Mode, Role, Source, Worker},
    ids::StreamId,
    ledger::{AdvanceRequest, sandbox_service_client::SandboxServiceClient},
    panel::{
        AccessGranted, AccessInstrument, AgencyKind, AgencyRegistered, DisclosedItem,
        GrantAccessRequest, RegisterAgencyRequest,
    },
};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tonic::{
    Request, Status,
    metadata::MetadataValue,
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};
use uuid::Uuid;

/// A channel that shows a token.
pub type Signed = InterceptedService<Channel, Token>;

/// Everything that runs in production, in one process.
pub struct World {
    folder: TempDir,
    /// The broker.
    pub nats: NatsServer,
    config: Config,
    running: Option<Running>,
    caller: Caller,
}

/// Whoever calls an installation: where it is, and how tokens for it are signed.
#[derive(Clone)]
pub struct Caller {
    channel: Channel,
    signing: Arc<SigningKey>,
}

impl Caller {
    /// Calls what is served at an address, with the token key of its folder.
    #[must_use]
    pub fn new(address: &str, auth: &Path) -> Self {
        let channel =
            Endpoint::from_shared(format!("http://{address}")).expect("an address").connect_lazy();
        // Tests speak of one person as several agencies.
        let signing = SigningKey::load(auth).expect("the signing key").with_register_ids();
        Self { channel, signing: Arc::new(signing) }
    }

    /// A token of a worker of an agency in a role.
    #[must_use]
    pub fn token(&self, agency: &str, role: Role) -> String {
        let principal = Principal {
            worker_id: id("worker", agency),
            agency_id: id("agency", agency),
            role,
            purpose: "a_story".into(),
        };
        self.token_of(&principal)
    }

    /// A token of somebody.
    #[must_use]
    pub fn token_of(&self, principal: &Principal) -> String {
        self.signing.mint(principal, Duration::from_secs(3600)).expect("a token")
    }

    /// A channel on which a worker of an agency speaks.
    #[must_use]
    pub fn by(&self, agency: &str, role: Role) -> Signed {
        let value = format!("Bearer {}", self.token(agency, role));
        let value = MetadataValue::try_from(value).expect("a header");
        InterceptedService::new(self.channel.clone(), Token(value))
    }
}

/// Shows a token with every call.
#[derive(Clone)]
pub struct Token(MetadataValue<tonic::metadata::Ascii>);

impl Interceptor for Token {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

/// Where the nats-server of this checkout is, unless the environment says otherwise.
#[must_use]
pub fn nats_binary() -> Option<PathBuf> {
    if std::env::var_os("CANDOUR_NATS_SERVER").is_some() {
        return None;
    }
    let ours = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../.tools/py/bin/nats-server");
    ours.exists().then_some(ours)
}

impl World {
    /// Starts a world whose clock is the machine's.
    pub async fn start() -> Self {
        Self::open(false).await
    }

    /// Starts a world whose clock stands still until it is moved.
    pub async fn sandbox() -> Self {
        Self::open(true).await
    }

    async fn open(sandbox: bool) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let nats = NatsServer::start(nats_binary(), folder.path().join("nats"), None)
            .await
            .expect("nats-server starts");
        let mut config = config(folder.path().join("candour"), &nats);
        config.sandbox = sandbox;
        let running = run(config.clone()).await.expect("the services start");
        let caller = Caller::new(&running.address.to_string(), &config.auth_folder());
        Self { folder, nats, config, running: Some(running), caller }
    }

    /// Stops the services, does something to their data folder while nobody
    /// uses it, and starts them again. NATS goes on.
    pub async fn restart(&mut self, meanwhile: impl FnOnce(&Path)) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        meanwhile(&self.config.data);
        let running = run(self.config.clone()).await.expect("the services start again");
        self.caller = Caller::new(&running.address.to_string(), &self.config.auth_folder());
        self.running = Some(running);
    }

    /// How the services are set up.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Whoever calls them, until they are started again.
    #[must_use]
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// The folder in which everything is kept.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Where it is served.
    #[must_use]
    pub fn address(&self) -> String {
        self.running.as_ref().map(|r| r.address.to_string()).unwrap_or_default()
    }

    /// A token of a worker of an agency in a role.
    #[must_use]
    pub fn token(&self, agency: &str, role: Role) -> String {
        self.caller.token(agency, role)
    }

    /// A channel on which a worker of an agency speaks.
    #[must_use]
    pub fn by(&self, agency: &str, role: Role) -> Signed {
        self.caller.by(agency, role)
    }

    /// A channel without a token.
    #[must_use]
    pub fn nobody(&self) -> Channel {
        self.caller.channel.clone()
    }

    /// Moves a sandbox's clock and waits for what falls due.
    pub async fn advance(&self, to: jiff::Timestamp) {
        let mut sandbox = SandboxServiceClient::new(self.by("operator", Role::Operator));
        let request = AdvanceRequest { to: Some(proto::time::wire(to)) };
        sandbox.advance(request).await.expect("the clock moves");
    }

    /// Stops everything.
    pub async fn stop(mut self) {
        if let Some(running) = self.running.take() {
            running.stop().await;
        }
        self.nats.stop().await;
    }
}

/// A client of a NATS server, of one of its users.
pub async fn nats_client(nats: &NatsServer, user: &str) -> async_nats::Client {
    let options = nats.options(user).expect("the user's key");
    connect(&options, "a test").await.expect("NATS answers").client()
}

/// The settings of an installation on any free port.
#[must_use]
pub fn config(data: PathBuf, nats: &NatsServer) -> Config {
    config_of(data, nats.url(), Some(nats.seed(users::UP)))
}

/// The same, of which only is known where NATS is and who one is there.
#[must_use]
pub fn config_of(data: PathBuf, nats_url: String, nkey: Option<PathBuf>) -> Config {
    Config {
        data,
        listen: ([127, 0, 0, 1], 0).into(),
        ops: None,
        allow_origin: Vec::new(),
        nats_url,
        nats_login: NatsLogin { nats_nkey_file: nkey, nats_ca: None },
        tls: TlsFiles::default(),
        keys_url: None,
        service_token_file: None,
        auth: None,
        issuers: None,
        policies: None,
        master_key_file: None,
        alerts: None,
        // Tests and measurements call as fast as they can.
        rates: Rates::NONE,
        sandbox: false,
    }
}

/// Starts every service of an installation in this process.
///
/// # Errors
/// If one of them cannot start.
pub async fn run(config: Config) -> Result<Running, StartError> {
    let home = Home::open(config)?;
    let services = services(&home)?;
    serve::start(&home, services).await
}

/// Every service of an installation, ready to be served.
///
/// # Errors
/// If one of them cannot be made ready.
pub fn services(home: &Home) -> Result<Vec<Service>, StartError> {
    Ok(vec![
        referrals::start(home)?,
        panel::start(home)?,
        careplans::start(home)?,
        sanctions::start(home)?,
        concerns::start(home)?,
        projection::start(home)?,
    ])
}

/// An id for a story: the same name gives the same id.
#[must_use]
pub fn id(noun: &str, name: &str) -> String {
    let hash = Sha256::digest(format!("{noun}.{name}"));
    let bytes: [u8; 16] = std::array::from_fn(|i| hash.get(i).copied().unwrap_or(0));
    StreamId::new(noun, Uuid::from_bytes(bytes)).to_string()
}

/// How something is said that is done now; each name is a request of its own.
#[must_use]
pub fn act(request: &str) -> Option<Act> {
    let hash = Sha256::digest(request.as_bytes());
    let bytes: [u8; 16] = std::array::from_fn(|i| hash.get(i).copied().unwrap_or(0));
    Some(Act {
        request_id: uuid::Builder::from_custom_bytes(bytes).into_uuid().to_string(),
        mode: Mode::Act.into(),
        ..Act::default()
    })
}

/// How something is recorded as having happened.
#[must_use]
pub fn record(request: &str) -> Option<Act> {
    let source = Source { title: "a_story".into(), ..Source::default() };
    act(request).map(|act| Act { mode: Mode::Record.into(), source: Some(source), ..act })
}

/// A police officer's standing access to a trust's records: it is flagged at once.
#[must_use]
pub fn police_access(name: &str) -> GrantAccessRequest {
    GrantAccessRequest {
        act: record(&format!("access {name}")),
        fact: Some(AccessGranted {
            access_id: id("access", name),
            from_agency_id: id("agency", "trust"),
            to: Some(Worker {
                worker_id: id("worker", "officer"),
                agency_id: id("agency", "police"),
                role: Role::PoliceOfficer.into(),
            }),
            to_kind: AgencyKind::Police.into(),
            instrument: AccessInstrument::HonoraryContract.into(),
            items: vec![DisclosedItem::ClinicalNotes.into()],
            ..Default::default()
        }),
    }
}

/// The entry of an oversight body in the register, to which alerts go.
#[must_use]
pub fn oversight_body() -> RegisterAgencyRequest {
    RegisterAgencyRequest {
        act: act("register body"),
        fact: Some(AgencyRegistered {
            agency_id: id("agency", "body"),
            name: "An oversight body".into(),
            kind: AgencyKind::Oversight.into(),
            ..Default::default()
        }),
    }
}
