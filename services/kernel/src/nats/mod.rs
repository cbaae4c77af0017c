//! NATS: how it is reached, and the streams that must be there.
//!
//! NATS carries what the logs hold to whoever follows. It is a second copy,
//! never the record: a server may lose all its data, and [`ensure_streams`]
//! makes the streams anew while the relays fill them again.

mod beyond;
mod feed;
mod link;
mod nkey;
pub mod server;
pub mod users;

use std::{path::PathBuf, time::Duration};

use async_nats::jetstream::{
    Context, ErrorCode,
    context::{GetStreamError, GetStreamErrorKind},
    stream::{Config, DiscardPolicy, RetentionPolicy, StorageType},
};
use jiff::Timestamp;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

pub use self::{
    beyond::beyond,
    link::{chance, connect},
    nkey::{Nkey, NkeyError},
};
pub(crate) use self::{
    feed::{Feed, position_of},
    link::{Backoff, Link},
};

/// The stream of all events.
pub const EVENTS: &str = "CANDOUR";

/// The stream of all alerts.
pub const ALERTS: &str = "CANDOUR_ALERTS";

/// What every event's subject begins with.
pub const EVENT_SUBJECTS: &str = "candour.events.>";

/// What every alert's subject begins with.
pub const ALERT_SUBJECTS: &str = "candour.alerts.>";

/// The stream of all checkpoints.
pub const CHECKPOINTS: &str = "CANDOUR_CHECKPOINTS";

/// What every checkpoint's subject begins with.
pub const CHECKPOINT_SUBJECTS: &str = "candour.checkpoints.>";

/// The header that tells an event's position to those who cannot read it.
pub const POSITION_HEADER: &str = "Candour-Position";

/// For how long NATS knows an event's id again.
const DUPLICATE_WINDOW: Duration = Duration::from_secs(120);

/// Anything that went wrong below.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// How NATS is reached.
#[derive(Clone, Debug)]
pub struct NatsOptions {
    /// The servers, tried in turn, such as `nats://127.0.0.1:4222`.
    pub urls: Vec<String>,
    /// How one proves who one is.
    pub login: Login,
    /// The certificates to trust, as a PEM file; the system's if absent.
    pub root_certificates: Option<PathBuf>,
    /// Our own certificate and its key, as PEM files.
    pub certificate: Option<(PathBuf, PathBuf)>,
    /// How many servers keep a copy of each stream when it is created.
    pub replicas: usize,
    /// How long one attempt to connect may take.
    pub connect_timeout: Duration,
}

impl NatsOptions {
    /// One server without login.
    #[must_use]
    pub fn at(url: impl Into<String>) -> Self {
        Self {
            urls: vec![url.into()],
            login: Login::Open,
            root_certificates: None,
            certificate: None,
            replicas: 1,
            connect_timeout: Duration::from_secs(2),
        }
    }
}

/// How one proves to NATS who one is.
#[derive(Clone, Debug)]
pub enum Login {
    /// The server asks for nothing, or what it asks for is in the URL.
    Open,
    /// A token.
    Token(SecretString),
    /// A name and a password.
    Password {
        /// The name.
        user: String,
        /// The password.
        password: SecretString,
    },
    /// A key of one's own, with which what the server asks is signed.
    Nkey(Nkey),
}

/// Why NATS could not be used.
#[derive(Debug, thiserror::Error)]
pub enum NatsError {
    /// An address cannot be read.
    #[error("`{url}` is no address of a NATS server")]
    Address {
        /// The address, without what is secret in it.
        url: String,
        /// What is wrong with it.
        #[source]
        source: std::io::Error,
    },
    /// No server answered.
    #[error("no NATS server answered")]
    NoServer(#[source] Cause),
    /// The connection ended.
    #[error("the connection to NATS ended: {0}")]
    Lost(String),
    /// The server refused a request or did not answer it.
    #[error("NATS did not {what}")]
    Request {
        /// What was asked for.
        what: &'static str,
        /// What came of it.
        #[source]
        source: Cause,
    },
    /// Messages stopped coming, or came out of step.
    #[error("the stream's messages {0}")]
    OutOfStep(&'static str),
}

impl NatsError {
    pub(crate) fn request(what: &'static str) -> impl Fn(Cause) -> Self {
        move |source| Self::Request { what, source }
    }
}

/// What a relay says while all of its log is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watermark {
    /// The context.
    pub context: String,
    /// The log's last position at `time`.
    pub position: u64,
    /// The time up to which the log was published.
    pub time: Timestamp,
}

impl Watermark {
    /// What every watermark's subject begins with.
    pub const SUBJECTS: &str = "candour.watermarks.*";

    /// The subject of a context's watermarks.
    #[must_use]
    pub fn subject(context: &str) -> String {
        format!("candour.watermarks.{context}")
    }
}

/// The subjects of all events of a context.
#[must_use]
pub fn subjects_of(context: &str) -> String {
    format!("candour.events.{context}.>")
}

/// The subject of a context's checkpoints.
#[must_use]
pub fn checkpoints_of(context: &str) -> String {
    format!("candour.checkpoints.{context}")
}

/// The context that a subject names, if it is an event's.
#[must_use]
pub fn context_of(subject: &str) -> Option<&str> {
    subject.strip_prefix("candour.events.")?.split('.').next().filter(|c| !c.is_empty())
}

/// Creates the streams of events and of checkpoints if they are missing, and mends them
/// if they differ.
///
/// What an operator set beyond our own settings, such as the number of
/// replicas, stays.
///
/// # Errors
/// If NATS does not answer or refuses.
pub async fn ensure_streams(context: &Context, replicas: usize) -> Result<(), NatsError> {
    ensure(context, EVENTS, EVENT_SUBJECTS, replicas).await?;
    ensure(context, CHECKPOINTS, CHECKPOINT_SUBJECTS, replicas).await
}

/// The same for the stream of alerts, of which only those know who alert.
///
/// # Errors
/// If NATS does not answer or refuses.
pub async fn ensure_alerts(context: &Context, replicas: usize) -> Result<(), NatsError> {
    ensure(context, ALERTS, ALERT_SUBJECTS, replicas).await
}

async fn ensure(
    context: &Context,
    name: &str,
    subjects: &str,
    replicas: usize,
) -> Result<(), NatsError> {
    match context.get_stream(name).await {
        Ok(stream) => {
            let present = &stream.cached_info().config;
            let wanted = settings(present.clone(), name, subjects);
            if *present == wanted {
                return Ok(());
            }
            let changed = context.update_stream(&wanted).await;
            changed.map(|_| ()).map_err(|e| NatsError::request("change a stream")(e.into()))
        }
        Err(e) if is_missing(&e) => {
            let fresh = Config { num_replicas: replicas.max(1), ..Config::default() };
            let made = context.create_stream(settings(fresh, name, subjects)).await;
            made.map(|_| ()).map_err(|e| NatsError::request("create a stream")(e.into()))
        }
        Err(e) => Err(NatsError::request("describe a stream")(e.into())),
    }
}

fn is_missing(error: &GetStreamError) -> bool {
    match error.kind() {
        GetStreamErrorKind::JetStream(cause) => cause.error_code() == ErrorCode::STREAM_NOT_FOUND,
        _ => false,
    }
}

/// Nothing is ever discarded. Deleting stays possible for operators, since a
/// stream that holds what it should not can be purged and filled again.
fn settings(base: Config, name: &str, subjects: &str) -> Config {
    Config {
        name: name.to_owned(),
        subjects: vec![subjects.to_owned()],
        storage: StorageType::File,
        retention: RetentionPolicy::Limits,
        max_messages: -1,
        max_messages_per_subject: -1,
        max_bytes: -1,
        max_age: Duration::ZERO,
        discard: DiscardPolicy::New,
        duplicate_window: DUPLICATE_WINDOW,
        allow_direct: true,
        ..base
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_names_its_context() {
        assert_eq!(context_of("candour.events.panel.7.meeting_1"), Some("panel"));
        assert_eq!(context_of("candour.events.panel"), Some("panel"));
        assert_eq!(context_of("candour.events."), None);
        assert_eq!(context_of("candour.alerts.panel.S1"), None);
    }
}
