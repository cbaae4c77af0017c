//! Rules run over all history at other thresholds.

use kernel::{
    principal::{Principal, may_see_flag},
    status::{Violation, chain, invalid, with_reason},
};
use proto::oversight::{BacktestChange, BacktestRuleRequest, BacktestRuleResponse};
use tokio::{runtime::Handle, sync::mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status};

use super::{Grpc, failed};
use crate::{
    backtest::{self, Difference, Found},
    history::Tried,
    rules::{Rule, RuleIndex},
    wire::shown,
};

impl Grpc {
    /// Runs a rule, and tells what it finds until it is done or the caller is gone.
    pub(super) fn backtest(
        self,
        asker: Principal,
        request: &BacktestRuleRequest,
    ) -> Result<ReceiverStream<Result<BacktestRuleResponse, Status>>, Status> {
        let unknown = || no_such("rule_id", "no rule has this id");
        let index = RuleIndex::of(&request.rule_id).ok_or_else(unknown)?;
        let tried = tried(index.rule().ok_or_else(unknown)?, request)?;
        let complete = self.progress.borrow().watermarks.clone();
        let (told, answers) = mpsc::channel(64);
        let here = Handle::current();
        // It reads all there is, which would hold up others on a thread of theirs.
        tokio::task::spawn_blocking(move || {
            let tell = |answer| told.blocking_send(answer).is_ok();
            let outcome = backtest::run(&self.store, index, &tried, &complete, |found| match self
                .answer(&asker, found, &here)
            {
                Ok(Some(answer)) => tell(Ok(answer)),
                Ok(None) => true,
                Err(status) => {
                    tell(Err(status));
                    false
                }
            });
            tell(match outcome {
                Ok(done) => Ok(BacktestRuleResponse {
                    events: done.events,
                    judged: done.judged,
                    ..Default::default()
                }),
                Err(error) => Err(failed(&error)),
            });
        });
        Ok(ReceiverStream::new(answers))
    }

    /// What is told of something found; nothing of what the asker may not see.
    fn answer(
        &self,
        asker: &Principal,
        found: Found,
        here: &Handle,
    ) -> Result<Option<BacktestRuleResponse>, Status> {
        let Difference { newly, verdict, .. } = match found {
            Found::Progress(done) => {
                return Ok(Some(BacktestRuleResponse {
                    events: done.events,
                    judged: done.judged,
                    ..Default::default()
                }));
            }
            Found::Difference(difference) => *difference,
        };
        let flag = shown(&self.store.work(), &verdict).map_err(|error| {
            tracing::error!(error = chain(&error), "a finding could not be shown");
            with_reason(Code::Internal, "VIEW_UNREADABLE", "the view could not be read", [])
        })?;
        if !may_see_flag(asker, &flag.agency_ids) {
            return Ok(None);
        }
        let person = [flag.subject_id.as_str()];
        here.block_on(self.looked(asker, "oversight.BacktestRule", person, None))?;
        let change = if newly { BacktestChange::NewlyFlagged } else { BacktestChange::Missed };
        Ok(Some(BacktestRuleResponse {
            change: change.into(),
            flag: Some(flag),
            ..Default::default()
        }))
    }
}

/// The thresholds that a request tries, each of which the rule has.
fn tried(rule: &Rule, request: &BacktestRuleRequest) -> Result<Tried, Status> {
    let mut tried = Tried::new();
    for threshold in &request.thresholds {
        if !rule.parameters.iter().any(|known| known.name == threshold.name) {
            let names: Vec<&str> = rule.parameters.iter().map(|known| known.name).collect();
            let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            return Err(no_such(
                "thresholds.name",
                &format!("the rule has no such threshold; it has {names}"),
            ));
        }
        tried.insert(threshold.name.clone(), threshold.value);
    }
    Ok(tried)
}

fn no_such(field: &str, says: &str) -> Status {
    invalid(&[Violation::new(field, "known", says)])
}
