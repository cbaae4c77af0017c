//! Plans, line by line: what may be written, promised, approved, published,
//! challenged and reviewed, and who holds it.

mod acknowledge_copy;
mod acknowledge_copy_recall;
mod add_response;
mod approve_plan;
mod close_plan;
mod decide_challenge;
mod draft_plan;
mod give_copy;
mod hold_review;
mod issue_instruction;
mod lapse_instruction;
#[cfg(test)]
pub(crate) mod laws;
mod lodge_challenge;
mod publish_plan;
mod recall_copy;
mod record_view;
pub mod refusal;
mod revise_instruction;
pub mod state;
mod transfer_plan;
mod withdraw_instruction;
mod withdraw_response;

use kernel::decider::{Circumstances, Decider, Refusal};
use proto::{
    careplans::{
        ChallengeDecided, ChallengeLodged, CopyAcknowledged, CopyGiven, CopyRecallAcknowledged,
        CopyRecalled, Event, InstructionIssued, InstructionLapsed, InstructionRevised,
        InstructionWithdrawn, PlanApproved, PlanClosed, PlanDrafted, PlanPublished,
        PlanTransferred, ResponseAdded, ResponseWithdrawn, ReviewHeld, ViewRecorded,
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
    /// Add a response, or an acceptance of one.
    AddResponse(ResponseAdded),
    /// End a response.
    WithdrawResponse(ResponseWithdrawn),
    /// Record that a recipient holds a version.
    AcknowledgeCopy(CopyAcknowledged),
    /// Call copies back.
    RecallCopy(CopyRecalled),
    /// Record what a recipient did with a copy that was called back.
    AcknowledgeCopyRecall(CopyRecallAcknowledged),
    /// Challenge a line.
    LodgeChallenge(ChallengeLodged),
    /// Decide a challenge.
    DecideChallenge(ChallengeDecided),
    /// Record that a restriction's end has passed.
    LapseInstruction(InstructionLapsed),
    /// Take it over into another scheme.
    TransferPlan(PlanTransferred),
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
            PlanCommand::RecordView(fact) => record_view::decide(self, fact, said),
            PlanCommand::HoldReview(fact) => hold_review::decide(self, fact, said),
            PlanCommand::Close(fact) => close_plan::decide(self, fact),
            PlanCommand::AddResponse(fact) => add_response::decide(self, fact, said),
            PlanCommand::WithdrawResponse(fact) => withdraw_response::decide(self, fact),
            PlanCommand::AcknowledgeCopy(fact) => acknowledge_copy::decide(self, fact, said),
            PlanCommand::RecallCopy(fact) => recall_copy::decide(self, fact),
            PlanCommand::AcknowledgeCopyRecall(fact) => {
                acknowledge_copy_recall::decide(self, fact, said)
            }
            PlanCommand::LodgeChallenge(fact) => lodge_challenge::decide(self, fact, said),
            PlanCommand::DecideChallenge(fact) => decide_challenge::decide(self, fact, said),
            PlanCommand::LapseInstruction(fact) => lapse_instruction::decide(self, fact, said),
            PlanCommand::TransferPlan(fact) => transfer_plan::decide(self, fact, said),
        }
    }

    fn evolve(&mut self, event: &Recorded<Event>) {
        self.evolve(event);
    }

    fn key_id(&self) -> Option<&str> {
        self.person_id()
    }
}
