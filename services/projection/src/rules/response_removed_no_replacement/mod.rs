//! A response that a plan promised ended, and nothing took its place.
//!
//! > "Never remove a response without replacing it with another plan"
//! > the scheme's own rule, as the SLP review 2021 gives it in para 3.2
//!
//! What takes its place meets the same need whenever the other one did, and
//! somebody had accepted to give it when the other one ended, by the days on
//! which these things took effect. A promise that nobody accepted is none, and
//! one that comes later leaves a gap that cannot be undone. Whether what took
//! its place is any good is not asked here.
//!
//! A plan that ends with its purpose met, at the person's wish, because they
//! moved away or died, takes its responses along, and that is no gap. No record
//! says of a single response that the person wished it to end, so such an end is
//! flagged and a person must answer.

mod responses;

use proto::{
    Named as _,
    careplans::{PlanClosed, PlanOutcome, ResponseAdded, ResponseWithdrawn},
    common::Answer,
};

use self::responses::{Ended, Left, ended};
use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    once::{despite_once, shown_once},
    sources::{NICE_CG78, SLP_2021_REPLACING},
    watch::own,
};
use crate::history::History;

pub static RULE: Rule = Rule {
    id: "response-removed-no-replacement",
    pattern: "A response that a plan promised ended, and nothing that anybody had accepted to \
              give took its place for the same need and hours.",
    family: Family::CareDenial,
    severity: Severity::S1,
    sources: &[&SLP_2021_REPLACING, &NICE_CG78],
    acts: &[RecommendedAct::SuspendAndRecall],
    anchors: &[ResponseWithdrawn::KIND],
    watches: &[own(PlanClosed::KIND), own(ResponseAdded::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::USUAL
};

fn detect(history: &History) -> Finding {
    let ended = ended(history);
    let gaps: Vec<_> = ended.iter().filter(|ended| ended.left == Left::Nothing).collect();
    if let Some(first) = gaps.first() {
        let since = first.withdrawn.meta.occurred.end;
        let mut because =
            format!("{} ended, and nothing accepted took its place.", described(first));
        if gaps.len() > 1 {
            because.push_str(" So did others of the plan.");
        }
        let grounds = Grounds::since(since, because);
        return Finding::fires(gaps.into_iter().fold(grounds, |g, ended| add(g, ended)));
    }
    let unclear = || {
        ended.iter().filter_map(|ended| match ended.left {
            Left::Unclear(missing) => Some((ended, missing)),
            _ => None,
        })
    };
    let Some((first, missing)) = unclear().next() else {
        return Finding::silent();
    };
    let since = first.withdrawn.meta.occurred.end;
    let because = format!("{} ended, and no record shows {missing}.", described(first));
    let grounds = Grounds::since(since, because);
    Finding::not_evidenced(missing, unclear().fold(grounds, |g, (ended, _)| add(g, ended)))
}

fn described(ended: &Ended<'_>) -> String {
    format!("A response for {}, {},", ended.met.need_in_words(), ended.met.hours_in_words())
}

fn add(mut grounds: Grounds, ended: &Ended<'_>) -> Grounds {
    let told = match ended.withdrawn.event.person_told() {
        Answer::Yes => "A response ended; the person had been told beforehand.",
        Answer::No => "A response ended; the person had not been told.",
        Answer::Unspecified | Answer::Unknown | Answer::NotRecorded => "A response ended.",
    };
    grounds = shown_once(grounds, ended.withdrawn, told);
    if let Some(added) = ended.added {
        grounds = shown_once(grounds, added, "The plan had promised the response.");
    }
    for other in &ended.others {
        grounds = if other.against {
            despite_once(grounds, other.seen, other.shows)
        } else {
            shown_once(grounds, other.seen, other.shows)
        };
    }
    if let Some(closed) = ended.closed {
        grounds = match closed.event.outcome() {
            PlanOutcome::SchemeClosed => {
                shown_once(grounds, closed, "The plan was closed because its scheme ended.")
            }
            _ => despite_once(grounds, closed, "The plan was closed."),
        };
    }
    grounds.answered_by(ended.by_agency_id)
}
