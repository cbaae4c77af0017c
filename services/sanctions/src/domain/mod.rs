//! Sanctions and police involvement: what may be done, and what was.

mod apply_sanction;
mod grounds;
mod involve_police;
pub mod refusal;
mod review_sanction;
pub mod state;
mod threaten_sanction;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    envelope::Recorded,
    sanctions::{Event, PoliceInvolved, SanctionApplied, SanctionReviewed, SanctionThreatened},
};

pub use state::{Involvement, Sanction};

type Decision = Result<Vec<Event>, Refusal>;

/// What may be asked about a sanction.
#[derive(Clone, Debug)]
pub enum SanctionCommand {
    /// Threaten it.
    Threaten(SanctionThreatened),
    /// Apply it.
    Apply(SanctionApplied),
    /// Record a review of its grounds.
    Review(SanctionReviewed),
}

impl Decider for Sanction {
    type Event = Event;
    type Command = SanctionCommand;
    const NOUN: &'static str = "sanction";

    fn decide(&self, command: SanctionCommand, said: &Circumstances) -> Decision {
        match command {
            SanctionCommand::Threaten(fact) => threaten_sanction::decide(self, fact, said),
            SanctionCommand::Apply(fact) => apply_sanction::decide(self, fact, said),
            SanctionCommand::Review(fact) => review_sanction::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}

/// What may be asked about an involvement.
#[derive(Clone, Debug)]
pub enum InvolvementCommand {
    /// Record that police took part.
    InvolvePolice(PoliceInvolved),
}

impl Decider for Involvement {
    type Event = Event;
    type Command = InvolvementCommand;
    const NOUN: &'static str = "involvement";

    fn decide(&self, command: InvolvementCommand, said: &Circumstances) -> Decision {
        match command {
            InvolvementCommand::InvolvePolice(fact) => involve_police::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}
