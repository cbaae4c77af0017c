//! Complaints, safeguarding concerns, incidents and statements: what may be said of them.

mod acknowledge_complaint;
mod categorise_complaint;
mod close_complaint;
mod decide_s42;
#[cfg(test)]
mod laws;
mod notify_candour;
mod raise_complaint;
mod raise_safeguarding;
mod record_statement;
pub mod refusal;
mod report_incident;
pub mod state;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    concerns::{
        CandourNotified, ComplaintAcknowledged, ComplaintCategorised, ComplaintClosed,
        ComplaintRaised, Event, IncidentReported, S42Decided, SafeguardingRaised,
        StatementRecorded,
    },
    envelope::Recorded,
};

pub use state::{Concern, Incident, Statement};

type Decision = Result<Vec<Event>, Refusal>;

/// What may be asked about a concern.
#[derive(Clone, Debug)]
pub enum ConcernCommand {
    /// Raise a complaint.
    RaiseComplaint(ComplaintRaised),
    /// Acknowledge a complaint.
    AcknowledgeComplaint(ComplaintAcknowledged),
    /// Put a complaint in a category.
    CategoriseComplaint(ComplaintCategorised),
    /// Close a complaint.
    CloseComplaint(ComplaintClosed),
    /// Raise a safeguarding concern.
    RaiseSafeguarding(SafeguardingRaised),
    /// Decide whether a safeguarding concern is enquired into.
    DecideS42(S42Decided),
}

impl Decider for Concern {
    type Event = Event;
    type Command = ConcernCommand;
    const NOUN: &'static str = "concern";

    fn decide(&self, command: ConcernCommand, said: &Circumstances) -> Decision {
        match command {
            ConcernCommand::RaiseComplaint(fact) => raise_complaint::decide(self, fact, said),
            ConcernCommand::AcknowledgeComplaint(fact) => {
                acknowledge_complaint::decide(self, fact, said)
            }
            ConcernCommand::CategoriseComplaint(fact) => {
                categorise_complaint::decide(self, fact, said)
            }
            ConcernCommand::CloseComplaint(fact) => close_complaint::decide(self, fact, said),
            ConcernCommand::RaiseSafeguarding(fact) => raise_safeguarding::decide(self, fact),
            ConcernCommand::DecideS42(fact) => decide_s42::decide(self, fact, said),
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
    /// Record that the person was told.
    NotifyCandour(CandourNotified),
}

impl Decider for Incident {
    type Event = Event;
    type Command = IncidentCommand;
    const NOUN: &'static str = "incident";

    fn decide(&self, command: IncidentCommand, said: &Circumstances) -> Decision {
        match command {
            IncidentCommand::Report(fact) => report_incident::decide(self, fact, said),
            IncidentCommand::NotifyCandour(fact) => notify_candour::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.about()
    }
}

/// What may be asked about a statement.
#[derive(Clone, Debug)]
pub enum StatementCommand {
    /// Put it on record.
    Record(StatementRecorded),
}

impl Decider for Statement {
    type Event = Event;
    type Command = StatementCommand;
    const NOUN: &'static str = "statement";

    fn decide(&self, command: StatementCommand, said: &Circumstances) -> Decision {
        match command {
            StatementCommand::Record(fact) => record_statement::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}
