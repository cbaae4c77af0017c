//! A response that a plan promised ended, and nothing took its place.
//!
//! > "Never remove a response without replacing it with another plan"
//! > the scheme's own rule, as the SLP review 2021 gives it in para 3.2
//!
//! What takes its place meets the same need whenever the other one did, and
//! somebody had accepted to give it when the other one ended, by the days on
//! which these things took effect. A promise that nobody accepted is none, and
//! one that comes later leaves a gap that cannot be undone. Two may share the hours
//! of what ended. Whether what took its place is any good is not asked here.
//!
//! A plan that ends with its purpose met, at the person's wish, because they
//! moved away or died, takes its responses along, and that is no gap. No record
//! says of a single response that the person wished it to end, so such an end is
//! flagged and a person must answer.
//!
//! A line of a plan in force may say that a response ends, though nobody recorded
//! the end itself. What it names in its place is the labeller's to read; where the
//! plan holds a response that somebody accepted, the line may mean that one.

mod responses;

use proto::{
    Named as _,
    careplans::{PlanOutcome, PlanPublished, ResponseAdded, ResponseWithdrawn},
    common::Answer,
    oversight::Label,
};

use self::responses::{Ended, Left, WHETHER_INSTEAD, ended};
use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    instruction::{self, Asked},
    once::{despite_once, shown_once},
    responses::accepted_responses,
    says::{Says, sum_up},
    sources::{NICE_CG78, SLP_2021_REPLACING},
    watch::own,
    wordings::watches,
};
use crate::history::History;

pub static RULE: Rule = Rule {
    id: "response-removed-no-replacement",
    pattern: "A response that a plan promised ended, and nothing that anybody had accepted to \
              give took its place for the same need and hours, or a plan in force says so.",
    sources: &[&SLP_2021_REPLACING, &NICE_CG78],
    acts: &[RecommendedAct::SuspendAndRecall],
    anchors: &[ResponseWithdrawn::KIND, PlanPublished::KIND],
    watches: watches![own(ResponseAdded::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CareDenial, Severity::S1)
};

fn detect(history: &History) -> Finding {
    sum_up([of_responses(history), of_words(history)])
}

fn of_words(history: &History) -> Says {
    let said = instruction::says(
        history,
        &Asked {
            labels: &[Label::ResponseRemovedWithoutReplacement],
            shows: "A line of the plan ends a response and names nothing in its place.",
            because: "A plan in force ends a response, and its words name nothing accepted in its place.",
            ..Asked::USUAL
        },
    );
    let accepted = accepted_responses(history).next();
    said.unless(accepted, WHETHER_INSTEAD, "The plan holds a response that was accepted.")
}

fn of_responses(history: &History) -> Says {
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
        return Says::Stands(gaps.into_iter().fold(grounds, |g, ended| add(g, ended)));
    }
    let unclear = || {
        ended.iter().filter_map(|ended| match ended.left {
            Left::Unclear(missing) => Some((ended, missing)),
            _ => None,
        })
    };
    let Some((first, missing)) = unclear().next() else {
        return Says::Nothing;
    };
    let since = first.withdrawn.meta.occurred.end;
    let because = format!("{} ended, and no record shows {missing}.", described(first));
    let grounds = Grounds::since(since, because);
    Says::Lacks(missing, unclear().fold(grounds, |g, (ended, _)| add(g, ended)))
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
