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

/// How many findings wait for each other, at most, to be told together.
const AT_ONCE: usize = 200;

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
            // One look says of many that they are shown.
            let mut waiting: Vec<BacktestRuleResponse> = Vec::new();
            let tell_all = |waiting: &mut Vec<BacktestRuleResponse>| {
                let flags = waiting.iter().filter_map(|answer| answer.flag.as_ref());
                let people = flags.map(|flag| flag.subject_id.as_str());
                let looked = self.looked(&asker, "oversight.BacktestRule", people, None);
                match here.block_on(looked) {
                    Ok(()) => waiting.drain(..).all(|answer| tell(Ok(answer))),
                    Err(status) => {
                        tell(Err(status));
                        false
                    }
                }
            };
            let outcome = backtest::run(&self.store, index, &tried, &complete, |found| {
                let is_progress = matches!(found, Found::Progress(_));
                match self.answer(&asker, found) {
                    Ok(answer) => {
                        waiting.extend(answer);
                        let ready = is_progress || waiting.len() >= AT_ONCE;
                        !ready || tell_all(&mut waiting)
                    }
                    Err(status) => {
                        tell(Err(status));
                        false
                    }
                }
            });
            if !tell_all(&mut waiting) {
                return;
            }
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
