//! The network's way in: a line a command.

use kernel::{
    execute::{Desk, Executor},
    log::SledLog,
};
use proto::careplans::{
    ApprovePlanRequest, ClosePlanRequest, DraftPlanRequest, GiveCopyRequest, HoldReviewRequest,
    IssueInstructionRequest, PublishPlanRequest, RecordViewRequest, ReviseInstructionRequest,
    WithdrawInstructionRequest, care_plans_service_server::CarePlansService,
};

use crate::domain::{Plan, PlanCommand as OfPlan};

/// The service's executors, one a kind of stream.
#[derive(Debug)]
pub struct Grpc {
    plans: Executor<Plan, SledLog>,
}

impl Grpc {
    /// The service over its log.
    #[must_use]
    pub fn new(desk: &Desk<SledLog>) -> Self {
        Self { plans: Executor::new(desk.clone()) }
    }
}

kernel::commands! {
    impl CarePlansService for Grpc {
        draft_plan(DraftPlanRequest) => plans, OfPlan::Draft;
        issue_instruction(IssueInstructionRequest) => plans, OfPlan::IssueInstruction;
        revise_instruction(ReviseInstructionRequest) => plans, OfPlan::ReviseInstruction;
        withdraw_instruction(WithdrawInstructionRequest) => plans, OfPlan::WithdrawInstruction;
        approve_plan(ApprovePlanRequest) => plans, OfPlan::Approve;
        publish_plan(PublishPlanRequest) => plans, OfPlan::Publish;
        give_copy(GiveCopyRequest) => plans, OfPlan::GiveCopy;
        record_view(RecordViewRequest) => plans, OfPlan::RecordView;
        hold_review(HoldReviewRequest) => plans, OfPlan::HoldReview;
        close_plan(ClosePlanRequest) => plans, OfPlan::Close;
    }
}
