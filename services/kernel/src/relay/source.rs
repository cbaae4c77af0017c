//! What a relay reads from and where it remembers how far it came.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

/// A stored event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Its number in the log, from 1.
    pub position: u64,
    /// The bytes to publish, exactly so.
    pub bytes: Bytes,
}

/// What a relay reads from: the part of a log that it needs.
pub trait Source: Send + Sync + 'static {
    /// Why events could not be read.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Up to `limit` events from position `from` on, in order.
    ///
    /// # Errors
    /// If the store fails.
    fn read_all(
        &self,
        from: u64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, Self::Error>> + Send;

    /// The last position, as it grows.
    fn head(&self) -> watch::Receiver<u64>;
}

impl<S: Source> Source for std::sync::Arc<S> {
    type Error = S::Error;

    fn read_all(
        &self,
        from: u64,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Stored>, Self::Error>> + Send {
        (**self).read_all(from, limit)
    }

    fn head(&self) -> watch::Receiver<u64> {
        (**self).head()
    }
}

/// How far NATS has confirmed a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmed {
    /// The position up to which the stream holds every event.
    pub position: u64,
    /// The stream sequence of the event at that position.
    pub stream_seq: u64,
}

/// Where a relay remembers how far it came, so that the next start need not
/// look through the stream. It is a hint: the stream decides.
pub trait Cursor: Send + 'static {
    /// What was saved last.
    fn load(&self) -> Option<Confirmed>;

    /// Saves; about once a second, and a failure may be swallowed.
    fn save(&self, confirmed: Confirmed);
}

/// Remembers nothing beyond the process.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCursor;

impl Cursor for NoCursor {
    fn load(&self) -> Option<Confirmed> {
        None
    }

    fn save(&self, _: Confirmed) {}
}
