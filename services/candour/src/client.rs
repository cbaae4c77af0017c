//! Reaching services: where they are, and the token that is shown to them.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use anyhow::Context as _;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use kernel::{
    encoded,
    principal::{Principal, SigningKey, roles},
    tls::{ClientFiles, TlsError, Way},
};
use proto::{
    common::Role,
    ledger::{
        ledger_service_client::LedgerServiceClient,
        master_key_service_client::MasterKeyServiceClient,
        proof_service_client::ProofServiceClient,
    },
    oversight::{AsAt, oversight_service_client::OversightServiceClient},
    referrals::referrals_service_client::ReferralsServiceClient,
};
use tonic::{
    Request, Response, Status,
    codegen::http::uri::PathAndQuery,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

use crate::{exit::Misuse, names};

/// How long a call may take; services end one after thirty seconds themselves.
pub const PATIENCE: Duration = Duration::from_secs(35);

/// The largest answer that is taken, in bytes.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// For how long a token is good that a verb makes for itself.
const OWN_TOKEN: Duration = Duration::from_secs(15 * 60);

/// Where the installation's token keys are.
#[derive(Clone, Debug, clap::Args)]
pub struct Keys {
    /// The folder in which everything is kept.
    #[arg(long, env = "CANDOUR_DATA", default_value = "data/candour")]
    pub data: PathBuf,

    /// The folder of the token keys; `auth` under the data folder if absent.
    #[arg(long, env = "CANDOUR_AUTH")]
    pub auth: Option<PathBuf>,
}

impl Keys {
    /// The folder of the token keys.
    pub fn folder(&self) -> PathBuf {
        self.auth.clone().unwrap_or_else(|| self.data.join("auth"))
    }

    /// The key that signs tokens.
    ///
    /// # Errors
    /// If it is not there or may be read by others.
    pub fn signing(&self) -> anyhow::Result<SigningKey> {
        let folder = self.folder();
        SigningKey::load(&folder).with_context(|| {
            format!(
                "no token can be signed with the keys in `{}`: give --auth, or a token",
                folder.display()
            )
        })
    }
}

/// Where a service is and as whom it is asked.
#[derive(Clone, Debug, clap::Args)]
pub struct Access {
    /// Where the service is.
    #[arg(long, env = "CANDOUR_SERVER", default_value = "http://127.0.0.1:7400")]
    pub server: String,

    /// The token to show; if absent one is made with the local keys.
    #[arg(long, env = "CANDOUR_TOKEN", hide_env_values = true)]
    pub token: Option<String>,

    /// The role for which a token is made, if none is given.
    #[arg(long = "as", value_name = "ROLE", value_parser = role, default_value = "oversight")]
    pub role: Role,

    #[command(flatten)]
    pub tls: Tls,

    #[command(flatten)]
    pub keys: Keys,
}

/// How a service is known and what is shown to it, where its URL says `https`.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Tls {
    /// The certificates of the CA by which services are known, as a PEM file; the system's
    /// if absent.
    #[arg(long, env = "CANDOUR_TLS_CA", value_name = "FILE")]
    pub ca: Option<PathBuf>,

    /// The certificate to show, as a PEM file.
    #[arg(long, env = "CANDOUR_TLS_CERT", value_name = "FILE", requires = "key")]
    pub cert: Option<PathBuf>,

    /// The certificate's private key, as a PEM file for its owner only.
    #[arg(long, env = "CANDOUR_TLS_KEY", value_name = "FILE", requires = "cert")]
    pub key: Option<PathBuf>,
}

impl Tls {
    /// The files.
    pub fn files(&self) -> ClientFiles {
        let Self { ca, cert, key } = self.clone();
        ClientFiles { ca, cert, key }
    }
}

/// A client of the logs.
pub type Ledger = LedgerServiceClient<InterceptedService<Channel, Bearer>>;

/// A client of what proves the logs.
pub type Proof = ProofServiceClient<InterceptedService<Channel, Bearer>>;

/// A client of the master key.
pub type MasterKey = MasterKeyServiceClient<InterceptedService<Channel, Bearer>>;

/// A client of the register of people.
pub type Referrals = ReferralsServiceClient<InterceptedService<Channel, Bearer>>;

/// A client of the projection.
pub type Oversight = OversightServiceClient<InterceptedService<Channel, Bearer>>;

impl Access {
    /// The token that is shown.
    ///
    /// # Errors
    /// If there is none and none can be made.
    pub fn bearer(&self) -> anyhow::Result<Bearer> {
        match &self.token {
            Some(token) => Bearer::new(token.trim()),
            None => Bearer::mint(&self.keys.signing()?, &own(self.role)),
        }
    }

    /// A client of the logs; its token is an operator's if it is made here.
    ///
    /// # Errors
    /// If nobody answers, or there is no token.
    pub async fn ledger(&self) -> anyhow::Result<Ledger> {
        let bearer = self.operator()?;
        let channel = connect(&self.server, &self.tls.files()).await?;
        Ok(LedgerServiceClient::with_interceptor(channel, bearer)
            .max_decoding_message_size(LARGEST_ANSWER))
    }

    /// A client of the master key; its token is an operator's if it is made here.
    ///
    /// # Errors
    /// If nobody answers, or there is no token.
    pub async fn master_key(&self) -> anyhow::Result<MasterKey> {
        let bearer = self.operator()?;
        let channel = connect(&self.server, &self.tls.files()).await?;
        Ok(MasterKeyServiceClient::with_interceptor(channel, bearer))
    }

    fn operator(&self) -> anyhow::Result<Bearer> {
        match &self.token {
            Some(_) => self.bearer(),
            None => Bearer::mint(&self.keys.signing()?, &own(Role::Operator)),
        }
    }

    /// A client of the register of people.
    ///
    /// # Errors
    /// If nobody answers, or there is no token.
    pub async fn referrals(&self) -> anyhow::Result<Referrals> {
        let bearer = self.bearer()?;
        let channel = connect(&self.server, &self.tls.files()).await?;
        Ok(ReferralsServiceClient::with_interceptor(channel, bearer))
    }

    /// A client of what proves the logs.
    ///
    /// # Errors
    /// If nobody answers, or there is no token.
    pub async fn proof(&self) -> anyhow::Result<Proof> {
        let bearer = self.bearer()?;
        let channel = connect(&self.server, &self.tls.files()).await?;
        Ok(ProofServiceClient::with_interceptor(channel, bearer))
    }

    /// A client of the projection.
    ///
    /// # Errors
    /// If nobody answers, or there is no token.
    pub async fn oversight(&self) -> anyhow::Result<Oversight> {
        let bearer = self.bearer()?;
        let channel = connect(&self.server, &self.tls.files()).await?;
        Ok(oversight(channel, bearer))
    }
}

/// A client of the projection over a connection.
pub fn oversight(channel: Channel, bearer: Bearer) -> Oversight {
    OversightServiceClient::with_interceptor(channel, bearer)
        .max_decoding_message_size(LARGEST_ANSWER)
}

/// Reads a role as the contract names it, or as people write it.
///
/// # Errors
/// If there is no such role.
pub fn role(text: &str) -> Result<Role, String> {
    roles::role_named(text).ok_or_else(|| {
        let names: Vec<String> = roles::all()
            .map(|role| role.as_str_name().trim_start_matches("ROLE_").to_lowercase())
            .collect();
        format!("it is none of {}", names.join(", "))
    })
}

/// As whom this program asks when it makes its own token.
pub fn own(role: Role) -> Principal {
    Principal {
        worker_id: names::id("worker", "candour-terminal"),
        agency_id: names::id("agency", "candour-terminal"),
        role,
        purpose: "asked_at_the_terminal".to_owned(),
    }
}

/// The moment of a day or of an RFC 3339 text; a day means its end.
///
/// # Errors
/// If it is neither.
pub fn moment(text: &str) -> Result<Timestamp, String> {
    let date =
        Some(text).filter(|text| text.len() == 10).and_then(|text| text.parse::<Date>().ok());
    let Some(date) = date else {
        return text
            .parse()
            .map_err(|_| "it is neither a day (2018-04-03) nor RFC 3339".to_owned());
    };
    date.tomorrow()
        .and_then(|next| next.to_zoned(TimeZone::UTC))
        .and_then(|next| next.timestamp().checked_sub(1.microsecond()))
        .map_err(|_| "it is beyond the calendar".to_owned())
}

/// Which day is asked about, and as known on which day.
#[derive(Clone, Debug, clap::Args)]
pub struct Days {
    /// As it was on this day or at this moment; now if absent.
    #[arg(long, value_parser = moment)]
    as_at: Option<Timestamp>,

    /// As it was known on this day or at this moment; now if absent.
    #[arg(long, value_parser = moment)]
    as_known_at: Option<Timestamp>,
}

impl Days {
    /// As requests say it.
    pub fn wire(&self) -> AsAt {
        AsAt {
            as_at: self.as_at.map(proto::time::wire),
            as_known_at: self.as_known_at.map(proto::time::wire),
        }
    }
}

/// Connects to a service.
///
/// # Errors
/// If the URL is none, the files cannot be used, or nobody answers who is expected.
pub async fn connect(url: &str, files: &ClientFiles) -> anyhow::Result<Channel> {
    let whole = if url.contains("://") { url.to_owned() } else { format!("http://{url}") };
    let way = Way::to(&whole, files, PATIENCE).map_err(|error| match error {
        TlsError::Url(_) => Misuse(format!("`{url}` is no URL")).into(),
        error => anyhow::Error::from(error),
    })?;
    way.connect().await.with_context(|| format!("no service answers at `{url}`"))
}

/// Shows a token with every call.
#[derive(Clone)]
pub struct Bearer(MetadataValue<Ascii>);

impl Bearer {
    fn new(token: &str) -> anyhow::Result<Self> {
        let mut value = MetadataValue::try_from(format!("Bearer {token}"))
            .map_err(|_| Misuse("the token holds what no token holds".to_owned()))?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    /// A fresh token of one's own. Whoever holds the key may speak as any agency, so it
    /// shows the register's ids.
    ///
    /// # Errors
    /// If the principal is not in order.
    pub fn mint(key: &SigningKey, principal: &Principal) -> anyhow::Result<Self> {
        Self::new(&key.clone().with_register_ids().mint(principal, OWN_TOKEN)?)
    }
}

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        request.metadata_mut().insert("authorization", self.0.clone());
        Ok(request)
    }
}

/// How far each context has come, as answers told us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen(BTreeMap<String, u64>);

impl Seen {
    /// Remembers what an answer tells.
    pub fn note<T>(&mut self, response: &Response<T>) {
        for value in response.metadata().get_all(kernel::seen::SEEN) {
            for part in value.to_str().unwrap_or_default().split(',') {
                let Some((context, position)) = part.trim().split_once('=') else { continue };
                let Ok(position) = position.parse::<u64>() else { continue };
                let known = self.0.entry(context.to_owned()).or_default();
                *known = position.max(*known);
            }
        }
    }

    /// Remembers what an answer tells of the agencies' logs. The log of flags is
    /// no place where one act follows from another.
    pub fn note_acts<T>(&mut self, response: &Response<T>) {
        self.note(response);
        self.0.remove("oversight");
    }

    /// Asks that an answer take all of it into account.
    pub fn ask<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        for (context, position) in &self.0 {
            if let Ok(value) = MetadataValue::try_from(format!("{context}={position}")) {
                request.metadata_mut().append(kernel::seen::SEEN, value);
            }
        }
        request.set_timeout(PATIENCE);
        request
    }
}

/// Calls an rpc with a message that is encoded already.
///
/// # Errors
/// If it is refused, or nobody answers.
pub async fn call(
    channel: &Channel,
    bearer: Bearer,
    path: PathAndQuery,
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, Status> {
    encoded::call(InterceptedService::new(channel.clone(), bearer), path, request).await
}
