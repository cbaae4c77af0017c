//! What every domain is: a state, the commands it may be given, the events
//! that follow.
//!
//! Both functions are pure. Time, ids and the asker arrive with the command;
//! what was stored has happened, so `evolve` cannot refuse.

use jiff::Timestamp;
use proto::{common::Mode, envelope::Recorded, time::Span};
use uuid::Uuid;

use crate::principal::Principal;

/// The state of one stream, and what may be done with it.
pub trait Decider: Default + Clone + Send + Sync + 'static {
    /// The context's events.
    type Event: proto::Event;
    /// What may be asked of this stream.
    type Command: Clone + Send + Sync + 'static;
    /// What the stream is about, as in its ids.
    const NOUN: &'static str;

    /// The events that follow from a command; none if there is nothing new to say.
    ///
    /// # Errors
    /// If the domain refuses, with the reason and the remedy.
    fn decide(
        &self,
        command: Self::Command,
        said: &Circumstances,
    ) -> Result<Vec<Self::Event>, Refusal>;

    /// Takes an event into the state. Events that mean nothing here change nothing.
    fn evolve(&mut self, event: &Recorded<Self::Event>);

    /// Whose key seals the words of this stream: a person's, scheme's or
    /// agency's id, once the state knows it.
    fn key_id(&self) -> Option<&str>;
}

/// All that a decision may know besides the state.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// Who says it.
    pub by: Principal,
    /// When it happened.
    pub occurred: Span,
    /// When it is said.
    pub recorded_at: Timestamp,
    /// Whether it is done now or recorded as having happened.
    pub mode: Mode,
    /// For an id that the request left empty.
    pub fresh: Uuid,
}

impl Circumstances {
    /// True if it is done here and now, so that refusals of practice apply.
    #[must_use]
    pub fn is_act(&self) -> bool {
        self.mode != Mode::Record
    }

    /// True if it is done here and now in the name of an agency that the speaker does not act for.
    #[must_use]
    pub fn speaks_for_another(&self, agency_id: &str) -> bool {
        self.is_act() && self.by.agency_id != agency_id
    }
}

/// What kind of no a refusal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What is named is not there.
    NotFound,
    /// What is to be made is there already.
    AlreadyThere,
    /// The state does not allow it.
    WrongState,
    /// A field cannot be accepted as it is.
    BadField,
}

/// An answer from the domain: no, why not, and what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{rule}; {remedy}")]
pub struct Refusal {
    /// What kind of no it is.
    pub kind: Kind,
    /// The reason's code, such as `CONSENT_NOT_RECORDED`.
    pub reason: &'static str,
    /// The field that it is about.
    pub field: &'static str,
    /// The rule that would be broken.
    pub rule: &'static str,
    /// What to do.
    pub remedy: &'static str,
}

impl Refusal {
    /// A refusal; each context keeps its own in `domain/refusal.rs`.
    #[must_use]
    pub const fn new(
        kind: Kind,
        reason: &'static str,
        field: &'static str,
        rule: &'static str,
        remedy: &'static str,
    ) -> Self {
        Self { kind, reason, field, rule, remedy }
    }
}
