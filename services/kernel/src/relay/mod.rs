//! Publishing what the log holds: everything, in order, in the end.
//!
//! The log is the outbox. A relay reads one context's log and publishes it to
//! NATS, byte for byte. It keeps to the order by starting over at the first
//! publish that was not acknowledged, on a new connection, after asking the
//! stream how much it holds. So a follower may see an event twice, never a
//! later one without finding the earlier one in the end.
//!
//! It decides nothing about events and never holds up the log: while NATS is
//! away, events wait where they are.

mod locate;
mod session;
mod source;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::{
    sync::{mpsc, oneshot, watch},
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

use self::session::Again;
pub use self::source::{Confirmed, Cursor, NoCursor, Source, Stored};
use crate::nats::{Backoff, Cause, NatsError, NatsOptions};

/// What time it is.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// How a relay works.
#[derive(Clone, Debug)]
pub struct RelayOptions {
    /// How NATS is reached.
    pub nats: NatsOptions,
    /// How many events may be published and not yet acknowledged.
    pub window: usize,
    /// How many bytes those may have.
    pub window_bytes: usize,
    /// How long an acknowledgement may take.
    pub ack_timeout: Duration,
    /// How often a watermark is published when nothing changes.
    pub watermark_idle: Duration,
    /// How long at least lies between two watermarks.
    pub watermark_busy: Duration,
    /// How long at most lies between two attempts.
    pub longest_wait: Duration,
}

impl RelayOptions {
    /// The usual settings.
    #[must_use]
    pub fn new(nats: NatsOptions) -> Self {
        Self {
            nats,
            window: 512,
            window_bytes: 8 * 1024 * 1024,
            ack_timeout: Duration::from_secs(5),
            watermark_idle: Duration::from_millis(100),
            watermark_busy: Duration::from_millis(5),
            longest_wait: Duration::from_secs(2),
        }
    }
}

/// How a relay fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelayStatus {
    /// The position up to which the stream holds everything.
    pub published: u64,
    /// Whether it is publishing, or could.
    pub connected: bool,
    /// Why it is not, or last was not.
    pub last_error: Option<String>,
    /// How many stored events could not be read and were set aside.
    pub unreadable: u64,
}

/// Why a relay had to start over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RelayError {
    #[error("NATS cannot be used")]
    Nats(#[from] NatsError),
    #[error("the log cannot be read")]
    Log(#[source] Cause),
    #[error("position {0} is missing from the log")]
    Missing(u64),
    #[error("position {position} was not acknowledged")]
    NotAcknowledged {
        position: u64,
        #[source]
        source: Cause,
    },
    #[error(
        "the stream holds another event at position {position} than the log: \
         restore the log, or purge the context's subjects"
    )]
    OtherLog { position: u64 },
}

/// The relay is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the relay has stopped")]
pub struct RelayGone;

pub(crate) struct Request {
    from: u64,
    done: oneshot::Sender<u64>,
}

/// A way to talk to a running relay.
#[derive(Clone, Debug)]
pub struct RelayHandle {
    requests: mpsc::Sender<Request>,
    status: watch::Receiver<RelayStatus>,
}

impl RelayHandle {
    /// Publishes again everything that was published from a position on, past
    /// the window in which NATS drops what it knows. Returns once all of it is
    /// acknowledged, with the last position that was.
    ///
    /// # Errors
    /// If the relay has stopped.
    pub async fn republish(&self, from: u64) -> Result<u64, RelayGone> {
        let (done, answer) = oneshot::channel();
        self.requests.send(Request { from, done }).await.map_err(|_| RelayGone)?;
        answer.await.map_err(|_| RelayGone)
    }

    /// How it fares.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<RelayStatus> {
        self.status.clone()
    }
}

/// Publishes one context's log.
pub struct Relay<S> {
    context: &'static str,
    source: S,
    options: RelayOptions,
    clock: Clock,
    cursor: Box<dyn Cursor>,
    confirmed: Option<Confirmed>,
    /// The last position that was ever confirmed.
    highest: u64,
    again: Option<Again>,
    requests: mpsc::Receiver<Request>,
    handle: RelayHandle,
    status: watch::Sender<RelayStatus>,
    /// The last position that was counted as unreadable.
    unreadable_to: u64,
}

impl<S: Source> Relay<S> {
    /// A relay of the log of `context`.
    ///
    /// Watermarks carry the time of `clock`: it must not run ahead of an
    /// event that is still to be stored with an earlier time of recording.
    #[must_use]
    pub fn new(context: &'static str, source: S, options: RelayOptions, clock: Clock) -> Self {
        let (send, requests) = mpsc::channel(8);
        let (status, seen) = watch::channel(RelayStatus::default());
        let handle = RelayHandle { requests: send, status: seen };
        Self {
            context,
            source,
            options,
            clock,
            cursor: Box::new(NoCursor),
            confirmed: None,
            highest: 0,
            again: None,
            requests,
            handle,
            status,
            unreadable_to: 0,
        }
    }

    /// Remembers across starts how far it came.
    #[must_use]
    pub fn with_cursor(mut self, cursor: impl Cursor) -> Self {
        self.cursor = Box::new(cursor);
        self
    }

    /// A way to talk to it once it runs.
    #[must_use]
    pub fn handle(&self) -> RelayHandle {
        self.handle.clone()
    }

    /// Publishes until told to stop.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut backoff = Backoff::new(self.options.longest_wait);
        let mut away = false;
        loop {
            let begun = Instant::now();
            let Err(error) = self.session(&shutdown).await else { break };
            // One that fails at once each time is still the same trouble.
            if begun.elapsed() > self.options.longest_wait {
                backoff.reset();
                away = false;
            }
            let text = chain(&error);
            if !away {
                let position = self.confirmed.unwrap_or_default().position;
                tracing::warn!(
                    context = self.context,
                    position,
                    error = text,
                    "publishing stopped; events wait in the log"
                );
                away = true;
            }
            self.status.send_modify(|status| {
                status.connected = false;
                status.last_error = Some(text);
            });
            tokio::select! {
                () = shutdown.cancelled() => break,
                () = sleep(backoff.next()) => {}
            }
        }
        if let Some(confirmed) = self.confirmed {
            self.cursor.save(confirmed);
        }
        self.status.send_modify(|status| status.connected = false);
    }
}

/// An error with everything beneath it.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}
