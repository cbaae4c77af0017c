//! Reactions: what happened elsewhere, or came to its time, makes something due here.
//!
//! A person's death closes plans; a consent that is withdrawn calls back what
//! was sent on it. Each context says in its `reactions.rs`, purely, what
//! follows from what. This module hears what the other contexts publish, keeps
//! the small index that the answer needs, and carries the commands out in the
//! service's own way, so that the domain has the last word.
//!
//! A reaction is carried out at least once and counts once: its request id is
//! made of the event that caused it and of what it asks for. What the domain
//! refuses is dropped, since the world has moved on. What the machine fails at
//! is tried again.
//!
//! Only what is done through us has consequences here. What is recorded of the
//! past had those that the world gave it, and the rules judge them; each
//! `reactions.rs` looks at the cause's mode.

mod follow_up;
mod kept;
mod reactor;
mod together;

use futures::future::BoxFuture;
use jiff::Timestamp;
use proto::{any::AnyEvent, envelope::Recorded, time::Span};
use serde::{Serialize, de::DeserializeOwned};

pub use self::reactor::Reactor;
pub(crate) use self::together::Together;
use crate::{
    execute::ExecuteError,
    follow::{Checkpoint, Delivered},
    log::ReadError,
};

/// What follows here from what happens here and elsewhere. Pure.
pub trait React: Default + Serialize + DeserializeOwned + Send + 'static {
    /// The events of the service's own context.
    type Event: proto::Event;
    /// A command that follows.
    type Reaction: Send + 'static;
    /// Raised when the index changes its form or its meaning: it is then made anew.
    const FORMAT: u32;
    /// The full names of the types from which something follows.
    const HEARS: &'static [&'static str];

    /// Takes an event of the own context into the index.
    fn evolve(&mut self, own: &Recorded<Self::Event>);

    /// What follows from an event, of another context or the own one.
    fn react(&self, to: &Recorded<AnyEvent>) -> Vec<Self::Reaction>;

    /// What has fallen due by this moment.
    fn due(&self, _now: Timestamp) -> Vec<Self::Reaction> {
        Vec::new()
    }
}

/// Whoever carries reactions out: a service's executors.
pub trait CarryOut<R>: Send + Sync + 'static {
    /// Carries one out; `Executor::follow_up` does it.
    fn carry_out(&self, reaction: R, cause: &Cause) -> BoxFuture<'_, Result<(), ExecuteError>>;
}

/// What brought a reaction about.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The event; empty if time alone did.
    pub event_id: String,
    /// The agency whose act it was; empty if time alone did.
    pub agency: String,
    /// The worker whose act it was; empty if time alone did.
    pub worker: String,
    /// What it belongs together with.
    pub correlation: String,
    /// When it happened; for what fell due, the moment at which one looked.
    pub occurred: Span,
}

/// Why reactions could not go on; they are tried again.
#[derive(Debug, thiserror::Error)]
pub enum ReactError {
    /// The service could not carry one out.
    #[error("a reaction could not be carried out")]
    CarryOut(#[from] ExecuteError),
    /// The service's own log could not be read.
    #[error("the service's own log could not be read")]
    Log(#[from] ReadError),
}

/// One service's reactions, as the process runs them.
pub trait Reacts: Send + Sync {
    /// How far it has heard the other contexts.
    fn checkpoint(&self) -> Checkpoint;

    /// Hears what was published, and does what follows.
    fn hear<'a>(
        &'a self,
        events: &'a [Delivered],
        checkpoint: &'a Checkpoint,
    ) -> BoxFuture<'a, Result<(), ReactError>>;

    /// Learns that all of a context up to a time was heard.
    fn complete(&self, _context: &str, _up_to: Timestamp) {}

    /// Does what follows from its own log, and what has fallen due.
    fn catch_up(&self) -> BoxFuture<'_, Result<(), ReactError>>;

    /// Returns once all that others had said up to these positions was heard.
    fn heard<'a>(&'a self, seen: &'a [(String, u64)]) -> BoxFuture<'a, ()>;

    /// Keeps what it knows, so that a restart need not begin anew.
    fn keep(&self) -> BoxFuture<'_, ()>;
}
