//! Sanctions, contracts, reductions and police involvement: what may be done, and what was.

mod apply_sanction;
mod end_behavioural_contract;
mod end_sanction;
mod grounds;
mod impose_behavioural_contract;
mod involve_police;
#[cfg(test)]
mod laws;
mod overturn_sanction;
mod reduce_service;
pub mod refusal;
mod review_sanction;
pub mod state;
mod threaten_sanction;
mod vary_sanction;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    envelope::Recorded,
    sanctions::{
        BehaviouralContractEnded, BehaviouralContractImposed, Event, PoliceInvolved,
        SanctionApplied, SanctionEnded, SanctionOverturned, SanctionReviewed, SanctionThreatened,
        SanctionVaried, ServiceReduced,
    },
};

pub use state::{Contract, Involvement, Reduction, Sanction};

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
    /// Record that its terms were changed.
    Vary(SanctionVaried),
    /// Record that it ended.
    End(SanctionEnded),
    /// Record that it was overturned.
    Overturn(SanctionOverturned),
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
            SanctionCommand::Vary(fact) => vary_sanction::decide(self, fact, said),
            SanctionCommand::End(fact) => end_sanction::decide(self, fact),
            SanctionCommand::Overturn(fact) => overturn_sanction::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}

/// What may be asked about a behavioural contract.
#[derive(Clone, Debug)]
pub enum ContractCommand {
    /// Put it to the person.
    Impose(BehaviouralContractImposed),
    /// Record that it ended.
    End(BehaviouralContractEnded),
}

impl Decider for Contract {
    type Event = Event;
    type Command = ContractCommand;
    const NOUN: &'static str = "contract";

    fn decide(&self, command: ContractCommand, said: &Circumstances) -> Decision {
        match command {
            ContractCommand::Impose(fact) => impose_behavioural_contract::decide(self, fact, said),
            ContractCommand::End(fact) => end_behavioural_contract::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}

/// What may be asked about a reduction of a service.
#[derive(Clone, Debug)]
pub enum ReductionCommand {
    /// Record it.
    Reduce(ServiceReduced),
}

impl Decider for Reduction {
    type Event = Event;
    type Command = ReductionCommand;
    const NOUN: &'static str = "reduction";

    fn decide(&self, command: ReductionCommand, said: &Circumstances) -> Decision {
        match command {
            ReductionCommand::Reduce(fact) => reduce_service::decide(self, fact, said),
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
