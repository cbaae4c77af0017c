//! Complaints, safeguarding concerns and incidents: what may be said of them.

mod acknowledge_complaint;
mod close_complaint;
mod raise_complaint;
mod raise_safeguarding;
pub mod refusal;
mod report_incident;
pub mod state;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    concerns::{
        ComplaintAcknowledged, ComplaintClosed, ComplaintRaised, Event, IncidentReported,
        SafeguardingRaised,
    },
    envelope::Recorded,
};

pub use state::{Concern, Incident};

type Decision = Result<Vec<Event>, Refusal>;

/// What may be asked about a concern.
#[derive(Clone, Debug)]
pub enum ConcernCommand {
    /// Raise a complaint.
    RaiseComplaint(ComplaintRaised),
    /// Acknowledge a complaint.
    AcknowledgeComplaint(ComplaintAcknowledged),
    /// Close a complaint.
    CloseComplaint(ComplaintClosed),
    /// Raise a safeguarding concern.
    RaiseSafeguarding(SafeguardingRaised),
}

impl Decider for Concern {
    type Event = Event;
    type Command = ConcernCommand;
    const NOUN: &'static str = "concern";

    fn decide(&self, command: ConcernCommand, said: &Circumstances) -> Decision {
        match command {
            ConcernCommand::RaiseComplaint(fact) => raise_complaint::decide(self, fact),
            ConcernCommand::AcknowledgeComplaint(fact) => {
                acknowledge_complaint::decide(self, fact, said)
            }
            ConcernCommand::CloseComplaint(fact) => close_complaint::decide(self, fact, said),
            ConcernCommand::RaiseSafeguarding(fact) => raise_safeguarding::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.about()
    }
}

/// What may be asked about an incident.
#[derive(Clone, Debug)]
pub enum IncidentCommand {
    /// Report it.
    Report(IncidentReported),
}

impl Decider for Incident {
    type Event = Event;
    type Command = IncidentCommand;
    const NOUN: &'static str = "incident";

    fn decide(&self, command: IncidentCommand, said: &Circumstances) -> Decision {
        match command {
            IncidentCommand::Report(fact) => report_incident::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.about()
    }
}
