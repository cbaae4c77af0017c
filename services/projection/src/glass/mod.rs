//! Emergency access: somebody whom nothing ties to a person opens their record, because
//! it cannot wait.
//!
//! It is modelled on the Summary Care Record, where an emergency access alerts a privacy
//! officer, who must look into it. Here the reason is on record before anything is shown,
//! it ends after some hours, the alert goes out at once, somebody else must say whether it
//! had to be, and the person is told, unless that would harm them.
//!
//! It opens what `record-break-glass` in the policies permits, and nothing that the limits
//! forbid: police see no clinical facts by it.

mod break_glass;
pub mod refusal;
mod review_glass;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    any::AnyEvent,
    common::Mode,
    envelope::Recorded,
    oversight::{Event, GlassBroken, GlassReviewed, GlassTold},
};

pub use break_glass::Opens;

/// An emergency access.
#[derive(Clone, Debug, Default)]
pub struct Glass {
    broken: Option<Broken>,
    reviewed: Option<GlassReviewed>,
}

/// Who opened whose record.
#[derive(Clone, Debug)]
struct Broken {
    person_id: String,
    agency_id: String,
    worker_id: String,
    /// Whether it was opened here, and not recorded of elsewhere.
    here: bool,
}

/// What may be done about an emergency access.
#[derive(Clone, Debug)]
pub enum GlassCommand {
    /// Open a record; with what that would open.
    Break(GlassBroken, Opens),
    /// Say whether it had to be.
    Review(GlassReviewed),
}

/// Whether an event is a review that says that the person does not know yet, and why. Its
/// words are for them once they do.
#[must_use]
pub fn is_not_told_yet(event: &AnyEvent) -> bool {
    event.get::<GlassReviewed>().is_some_and(|review| review.told() != GlassTold::Yes)
}

impl Decider for Glass {
    type Event = Event;
    type Command = GlassCommand;
    const NOUN: &'static str = "glass";

    fn decide(&self, command: GlassCommand, said: &Circumstances) -> Result<Vec<Event>, Refusal> {
        match command {
            GlassCommand::Break(fact, opens) => break_glass::decide(self, fact, opens, said),
            GlassCommand::Review(fact) => review_glass::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::GlassBroken(e) => {
                self.broken = Some(Broken {
                    person_id: e.person_id.clone(),
                    agency_id: recorded.meta.agency.clone(),
                    worker_id: recorded.meta.worker.clone(),
                    here: recorded.meta.mode != Mode::Record,
                });
            }
            Event::GlassReviewed(e) => self.reviewed = Some(e.clone()),
            _ => {}
        }
    }

    fn key_id(&self) -> Option<&str> {
        self.broken.as_ref().map(|broken| broken.person_id.as_str())
    }
}
