//! Plans, line by line: what may be written, approved, published and reviewed.

mod approve_plan;
mod close_plan;
mod draft_plan;
mod give_copy;
mod hold_review;
mod issue_instruction;
mod publish_plan;
mod record_view;
pub mod refusal;
mod revise_instruction;
pub mod state;
mod withdraw_instruction;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    careplans::{
        CopyGiven, Event, InstructionIssued, InstructionRevised, InstructionWithdrawn,
        PlanApproved, PlanClosed, PlanDrafted, PlanPublished, ReviewHeld, ViewRecorded,
    },
    envelope::Recorded,
};

pub use state::Plan;

type Decision = Result<Vec<Event>, Refusal>;

/// What may be asked about a plan.
#[derive(Clone, Debug)]
#[expect(clippy::large_enum_variant, reason = "one command at a time, and taken apart at once")]
pub enum PlanCommand {
    /// Draft it.
    Draft(PlanDrafted),
    /// Add a line.
    IssueInstruction(InstructionIssued),
    /// Reword a line.
    ReviseInstruction(InstructionRevised),
    /// Take a line out.
    WithdrawInstruction(InstructionWithdrawn),
    /// Approve it as it stands.
    Approve(PlanApproved),
    /// Put it in force as it stands.
    Publish(PlanPublished),
    /// Record that the person has a copy.
    GiveCopy(CopyGiven),
    /// Record what the person says of it.
    RecordView(ViewRecorded),
    /// Record a review.
    HoldReview(ReviewHeld),
    /// Close it.
    Close(PlanClosed),
}

impl Decider for Plan {
    type Event = Event;
    type Command = PlanCommand;
    const NOUN: &'static str = "plan";

    fn decide(&self, command: PlanCommand, said: &Circumstances) -> Decision {
        match command {
            PlanCommand::Draft(fact) => draft_plan::decide(self, fact),
            PlanCommand::IssueInstruction(fact) => issue_instruction::decide(self, fact, said),
            PlanCommand::ReviseInstruction(fact) => revise_instruction::decide(self, fact),
            PlanCommand::WithdrawInstruction(fact) => withdraw_instruction::decide(self, fact),
            PlanCommand::Approve(fact) => approve_plan::decide(self, fact, said),
            PlanCommand::Publish(fact) => publish_plan::decide(self, fact, said),
            PlanCommand::GiveCopy(fact) => give_copy::decide(self, fact),
            PlanCommand::RecordView(fact) => record_view::decide(self, fact),
            PlanCommand::HoldReview(fact) => hold_review::decide(self, fact, said),
            PlanCommand::Close(fact) => close_plan::decide(self, fact),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}
