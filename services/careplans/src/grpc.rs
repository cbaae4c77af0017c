//! The network's way in: a line a command.

use std::sync::Arc;

use kernel::{
    execute::{Desk, Executor},
    log::SledLog,
};
use proto::careplans::{
    AcknowledgeCopyRecallRequest, AcknowledgeCopyRequest, AddResponseRequest, ApprovePlanRequest,
    ClosePlanRequest, DecideChallengeRequest, DraftPlanRequest, GiveCopyRequest, HoldReviewRequest,
    IssueInstructionRequest, LapseInstructionRequest, LodgeChallengeRequest, PublishPlanRequest,
    RecallCopyRequest, RecordViewRequest, ReviseInstructionRequest, TransferPlanRequest,
    WithdrawInstructionRequest, WithdrawResponseRequest,
    care_plans_service_server::CarePlansService,
};

use crate::{
    carry_out::Carrier,
    domain::{Plan, PlanCommand as OfPlan},
};

/// The service's executors, one a kind of stream.
#[derive(Debug)]
pub struct Grpc {
    plans: Arc<Executor<Plan, SledLog>>,
}

impl Grpc {
    /// The service over its log.
    #[must_use]
    pub fn new(desk: &Desk<SledLog>) -> Self {
        Self { plans: Arc::new(Executor::new(desk.clone())) }
    }

    /// What carries reactions out on the same plans.
    #[must_use]
    pub fn carrier(&self) -> Carrier {
        Carrier(Arc::clone(&self.plans))
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
        add_response(AddResponseRequest) => plans, OfPlan::AddResponse;
        withdraw_response(WithdrawResponseRequest) => plans, OfPlan::WithdrawResponse;
        acknowledge_copy(AcknowledgeCopyRequest) => plans, OfPlan::AcknowledgeCopy;
        recall_copy(RecallCopyRequest) => plans, OfPlan::RecallCopy;
        acknowledge_copy_recall(AcknowledgeCopyRecallRequest) => plans, OfPlan::AcknowledgeCopyRecall;
        lodge_challenge(LodgeChallengeRequest) => plans, OfPlan::LodgeChallenge;
        decide_challenge(DecideChallengeRequest) => plans, OfPlan::DecideChallenge;
        lapse_instruction(LapseInstructionRequest) => plans, OfPlan::LapseInstruction;
        transfer_plan(TransferPlanRequest) => plans, OfPlan::TransferPlan;
    }
}
