//! The log: what was said, in the order in which it was said, for good.
//!
//! One log a context. An append names the stream and the version that the
//! caller saw; all of its events are stored or none. Positions count every
//! event of the log from 1 without a gap, versions every event of a stream.
//! An append that was acknowledged survives `kill -9` and loss of power.
//!
//! The log knows nothing of what events mean.

mod sled;

use std::{path::PathBuf, time::Duration};

use proto::{envelope::Draft, ids::StreamId};
use tokio::sync::watch;

pub use self::sled::{Held, Restore, RestoreError, SledLog, SledOptions};

/// The most events of one append; JetStream takes no more in one batch.
pub const MAX_APPEND_EVENTS: usize = 1_000;

/// The most bytes of one append, all records together. What is stored at once
/// has to stay small enough to be stored wholly or not at all.
pub const MAX_APPEND_BYTES: usize = 384 * 1024;

/// What one command adds to one stream: all of it or nothing.
#[derive(Clone, Debug)]
pub struct Append {
    /// The stream.
    pub stream: StreamId,
    /// The version that the decision was based on; 0 for a stream without events.
    pub expected: u64,
    /// The events; none at all is stored as an answer to the request only.
    pub drafts: Vec<Draft>,
    /// The request that asked for it.
    pub request: RequestKey,
}

/// By which a repeated request is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestKey {
    /// A keyed hash of who asks, what for, and the request id.
    pub id: [u8; 32],
    /// A keyed hash of the request's body.
    pub body: [u8; 32],
}

/// What an append came to. The same request is answered the same twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appended {
    /// The stream.
    pub stream: StreamId,
    /// The stream's version after it.
    pub version: u64,
    /// The position of its last event; of the log's last event if it has none.
    pub position: u64,
    /// How many events it added.
    pub events: u32,
    /// True if this request had been answered before.
    pub repeated: bool,
}

/// A stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its number in the log, from 1.
    pub position: u64,
    /// The CloudEvent, byte for byte as it is published.
    pub bytes: bytes::Bytes,
}

/// Why an append stored nothing.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else was faster.
    #[error("stream `{stream}` moved from {expected} to {actual} while deciding")]
    Conflict {
        /// The stream.
        stream: StreamId,
        /// The version that the decision was based on.
        expected: u64,
        /// The version that the stream has.
        actual: u64,
    },
    /// The request id was used for another body.
    #[error("the request id was used before with another body")]
    RequestReused,
    /// A record is larger than the log takes.
    #[error("a record of {size} bytes is over the limit of {limit}")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// An append of many events is larger than the log takes.
    #[error(
        "an append of {events} events and {bytes} bytes is over the limit of {MAX_APPEND_EVENTS} and {MAX_APPEND_BYTES}"
    )]
    TooMuch {
        /// How many events it has.
        events: usize,
        /// Their size in bytes.
        bytes: usize,
    },
    /// The store refuses writes since one failed, until it is opened anew.
    ///
    /// Alone among these it leaves open whether the append is stored; the same
    /// request made after a restart tells.
    #[error("the log refuses writes since one failed; restart the service")]
    Poisoned,
    /// Too many appends are waiting.
    #[error("the log has more to write than it can; try again later")]
    Busy,
    /// The log is shutting down.
    #[error("the log is closed")]
    Closed,
    /// What was asked could not be looked up.
    #[error("could not read from the log")]
    Storage(#[source] ::sled::Error),
}

/// Why stored events could not be had.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The store failed.
    #[error("could not read from the log")]
    Storage(#[source] ::sled::Error),
    /// An index leads to nothing.
    #[error("position {0} is missing from the log")]
    Missing(u64),
    /// A long read ended without a result: it panicked, or the service stops.
    #[error("a read of the log broke off")]
    BrokenOff,
}

/// Why a cursor was not stored.
#[derive(Debug, thiserror::Error)]
pub enum CursorError {
    /// The store refuses writes since one failed, until it is opened anew.
    #[error("the log refuses writes since one failed; restart the service")]
    Poisoned,
    /// The value is larger than a cursor may be.
    #[error("a cursor of {size} bytes is over the limit of {limit}")]
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// The store failed.
    #[error("could not store the cursor")]
    Storage(#[source] ::sled::Error),
}

/// Why a log could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// There is none.
    #[error("there is no log in `{0}`")]
    NoLog(PathBuf),
    /// Another process holds the folder.
    #[error("the data folder `{0}` is in use by another process")]
    InUse(PathBuf),
    /// The folder was written by an older build, whose format is no longer read.
    #[error("the data folder `{folder}` has format {found}; this build reads {known} alone")]
    OlderFormat {
        /// The folder.
        folder: PathBuf,
        /// Its format.
        found: u32,
        /// The format that this build reads.
        known: u32,
    },
    /// The folder was written by a newer build.
    #[error("the data folder `{folder}` has format {found}; this build reads up to {known}")]
    NewerFormat {
        /// The folder.
        folder: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format that this build reads.
        known: u32,
    },
    /// The database is damaged.
    #[error("the database in `{folder}` is damaged: {reason}")]
    Damaged {
        /// The folder.
        folder: PathBuf,
        /// What the store said.
        reason: String,
    },
    /// The store failed.
    #[error("could not open the database in `{folder}`")]
    Storage {
        /// The folder.
        folder: PathBuf,
        /// What failed.
        #[source]
        source: ::sled::Error,
    },
    /// The file system failed.
    #[error("could not prepare the folder `{folder}`")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What failed.
        #[source]
        source: std::io::Error,
    },
    /// The thread that writes did not start.
    #[error("could not start the thread that writes the log")]
    Thread(#[source] std::io::Error),
}

/// A log of one context.
///
/// Readers see only what would survive loss of power. Every engine passes the
/// same conformance suite (`tests/`).
pub trait EventLog: Send + Sync + 'static {
    /// Adds events to a stream and returns once they survive loss of power.
    ///
    /// A caller that stops waiting does not take the append back.
    fn append(&self, append: Append) -> impl Future<Output = Result<Appended, AppendError>> + Send;

    /// A stream's events after `version`, oldest first.
    ///
    /// # Errors
    /// If the store fails.
    fn read(
        &self,
        stream: &StreamId,
        after: u64,
    ) -> impl Future<Output = Result<Vec<Record>, ReadError>> + Send;

    /// Up to `limit` events of the log from position `from` on, in order.
    ///
    /// # Errors
    /// If the store fails.
    fn read_all(
        &self,
        from: u64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Record>, ReadError>> + Send;

    /// What an earlier request was answered, if it was made.
    ///
    /// # Errors
    /// If it was made with another body, or the store fails.
    fn answered(
        &self,
        request: &RequestKey,
    ) -> impl Future<Output = Result<Option<Appended>, AppendError>> + Send;

    /// The last position, as it grows.
    fn head(&self) -> watch::Receiver<u64>;

    /// True once the store refuses writes.
    fn refuses_writes(&self) -> bool;
}

/// How long an append may wait for room in the committer's queue before the
/// caller is told that the service is too busy.
pub const QUEUE_PATIENCE: Duration = Duration::from_secs(5);
