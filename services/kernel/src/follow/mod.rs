//! Following the event stream: every event once, each context in its order.
//!
//! The stream may repeat events, be cut short by a crash, or be made anew and
//! filled in another order. What a follower believes are positions in the
//! contexts' logs, never sequences of the stream. It drops what it has applied,
//! waits at a gap until the event is published again, and starts reading over
//! whenever the stream is not the one that it knows.
//!
//! It does not know what events mean: that is for whoever implements [`Apply`].

mod delivered;
mod order;
mod session;
mod watermarks;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{
    sync::watch,
    time::{Instant, sleep},
};
use tokio_util::sync::CancellationToken;

pub use self::delivered::{Batch, Checkpoint, Delivered};
use self::{order::Limits, session::End, watermarks::Watermarks};
use crate::{
    nats::{Backoff, Cause, NatsError, NatsOptions},
    relay::chain,
};

/// Whoever wants to know what happened.
pub trait Apply: Send {
    /// Why events could not be applied.
    type Error: std::error::Error + Send + Sync + 'static;

    /// How far it is, as it was stored with the last batch.
    fn checkpoint(&self) -> Checkpoint;

    /// Applies a batch and stores its checkpoint in the same transaction.
    ///
    /// An event that cannot be read is set aside here, and so is one that can
    /// be read and makes no sense; an error means that nothing was stored, and
    /// the same events come again.
    ///
    /// # Errors
    /// If the store fails.
    fn apply(&mut self, batch: Batch) -> impl Future<Output = Result<(), Self::Error>> + Send;

    /// Learns that every event of a context up to a time has been applied.
    ///
    /// # Errors
    /// If the store fails.
    fn watermark(
        &mut self,
        context: &str,
        time: Timestamp,
    ) -> impl Future<Output = Result<(), Self::Error>> + Send;
}

/// How one follows.
#[derive(Clone, Debug)]
pub struct FollowOptions {
    /// How NATS is reached.
    pub nats: NatsOptions,
    /// Who follows, for the server's lists of connections.
    pub name: String,
    /// How many events make a batch at most.
    pub batch: usize,
    /// How many batches may wait in memory.
    pub waiting: usize,
    /// How many events of a context are held beyond a gap.
    pub held: usize,
    /// How many bytes those may have.
    pub held_bytes: usize,
    /// How long a gap may last before the stream is read from its start.
    pub gap_patience: Duration,
    /// How long at most lies between two attempts.
    pub longest_wait: Duration,
}

impl FollowOptions {
    /// The usual settings.
    #[must_use]
    pub fn new(nats: NatsOptions, name: impl Into<String>) -> Self {
        Self {
            nats,
            name: name.into(),
            batch: 4_000,
            waiting: 1,
            held: 10_000,
            held_bytes: 64 * 1024 * 1024,
            gap_patience: Duration::from_secs(3),
            longest_wait: Duration::from_secs(2),
        }
    }
}

/// How a follower fares.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FollowStatus {
    /// By context, the position up to which every event is applied.
    pub positions: BTreeMap<String, u64>,
    /// How many events are held beyond gaps.
    pub held: usize,
    /// The contexts that wait at a gap.
    pub gaps: Vec<String>,
    /// How many messages could not be read, since it started.
    pub unreadable: u64,
    /// Whether it reads the stream.
    pub connected: bool,
    /// Why it does not, or last did not.
    pub last_error: Option<String>,
}

/// Why a follower had to start over.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FollowError {
    #[error("NATS cannot be used")]
    Nats(#[from] NatsError),
    #[error("events could not be applied")]
    Apply(#[source] Cause),
}

/// Follows the event stream.
pub struct Follow<A> {
    apply: A,
    options: FollowOptions,
    limits: Limits,
    watermarks: Watermarks,
    /// The gaps for which the stream has been searched: context and position.
    searched: BTreeSet<(String, u64)>,
    status: watch::Sender<FollowStatus>,
}

impl<A: Apply> Follow<A> {
    /// A follower that hands everything to `apply`.
    #[must_use]
    pub fn new(apply: A, options: FollowOptions) -> Self {
        let limits = Limits { held: options.held, held_bytes: options.held_bytes };
        let positions = apply.checkpoint().positions;
        Self {
            apply,
            options,
            limits,
            watermarks: Watermarks::default(),
            searched: BTreeSet::new(),
            status: watch::Sender::new(FollowStatus { positions, ..FollowStatus::default() }),
        }
    }

    /// How it fares.
    #[must_use]
    pub fn status(&self) -> watch::Receiver<FollowStatus> {
        self.status.subscribe()
    }

    /// Follows until told to stop, and gives back whom it was for.
    pub async fn run(mut self, shutdown: CancellationToken) -> A {
        let mut backoff = Backoff::new(self.options.longest_wait);
        let mut away = false;
        let mut from = None;
        loop {
            let begun = Instant::now();
            let error = match self.session(from.take(), &shutdown).await {
                Ok(End::Stopped) => break,
                Ok(End::ReadFrom(sequence)) => {
                    from = Some(sequence);
                    continue;
                }
                Err(error) => error,
            };
            // One that fails at once each time is still the same trouble.
            if begun.elapsed() > self.options.longest_wait {
                backoff.reset();
                away = false;
            }
            let text = chain(&error);
            if !away {
                tracing::warn!(follower = self.options.name, error = text, "following stopped");
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
        self.status.send_modify(|status| status.connected = false);
        self.apply
    }
}
