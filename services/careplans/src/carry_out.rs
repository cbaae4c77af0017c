//! Carrying out what `reactions.rs` says: each as a command of this service.

use std::sync::Arc;

use futures::future::BoxFuture;
use kernel::{
    execute::{ExecuteError, Executor},
    log::SledLog,
    react::{CarryOut, Cause},
};
use proto::time::{self, Span};

use crate::{
    domain::{Plan, PlanCommand},
    reactions::Reaction,
};

/// Carries reactions out on the service's plans.
#[derive(Debug)]
pub struct Carrier(pub Arc<Executor<Plan, SledLog>>);

impl CarryOut<Reaction> for Carrier {
    fn carry_out(
        &self,
        reaction: Reaction,
        cause: &Cause,
    ) -> BoxFuture<'_, Result<(), ExecuteError>> {
        let (plans, cause) = (&self.0, cause.clone());
        Box::pin(async move {
            match reaction {
                Reaction::Close(fact) => {
                    plans.follow_up("close_plan", &cause, None, fact, PlanCommand::Close).await
                }
                Reaction::Transfer(fact) => {
                    let command = PlanCommand::TransferPlan;
                    plans.follow_up("transfer_plan", &cause, None, fact, command).await
                }
                Reaction::Recall(fact) => {
                    let command = PlanCommand::RecallCopy;
                    plans.follow_up("recall_copy", &cause, None, fact, command).await
                }
                Reaction::Lapse(fact) => {
                    // It lapsed at its end, and not when somebody looked.
                    let lapsed = time::maybe(fact.lapsed.as_ref()).map(Span::instant);
                    let command = PlanCommand::LapseInstruction;
                    plans.follow_up("lapse_instruction", &cause, lapsed, fact, command).await
                }
            }
        })
    }
}
