//! Carrying out what follows from what happened elsewhere: a line a reaction.

use std::sync::Arc;

use futures::future::BoxFuture;
use kernel::{
    execute::{ExecuteError, Executor},
    log::SledLog,
    react::{CarryOut, Cause},
};

use crate::{
    domain::{Disclosure, DisclosureCommand, Meeting, MeetingCommand},
    reactions::Reaction,
};

/// The executors that reactions need.
#[derive(Clone, Debug)]
pub struct Carrier {
    pub(crate) meetings: Arc<Executor<Meeting, SledLog>>,
    pub(crate) disclosures: Arc<Executor<Disclosure, SledLog>>,
}

impl CarryOut<Reaction> for Carrier {
    fn carry_out(
        &self,
        reaction: Reaction,
        cause: &Cause,
    ) -> BoxFuture<'_, Result<(), ExecuteError>> {
        let (to, cause) = (self, cause.clone());
        Box::pin(async move {
            match reaction {
                Reaction::Recall(fact) => {
                    let command = DisclosureCommand::Recall;
                    to.disclosures.follow_up("recall_disclosure", &cause, None, fact, command).await
                }
                Reaction::Complete(fact) => {
                    // Nobody was held to it from the day on which the person died or
                    // moved, whenever that was heard.
                    let since = Some(cause.occurred);
                    let command = MeetingCommand::CompleteAction;
                    to.meetings.follow_up("complete_action", &cause, since, fact, command).await
                }
            }
        })
    }
}
