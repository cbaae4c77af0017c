//! What answered an objection.

use proto::{
    careplans::{
        Agreement, ChallengeDecided, ChallengeLodged, InstructionLapsed, InstructionRevised,
        InstructionWithdrawn, PlanClosed, ReviewHeld, ReviewOutcome, ViewRecorded,
    },
    envelope::Meta,
    panel::DecisionMade,
    time::{self, Span},
};

use super::plans::Objection;
use crate::history::{History, Seen};

/// Something that answered an objection, or tried to.
pub(super) struct Answer<'a> {
    pub(super) seen: Seen<'a, ()>,
    pub(super) during: Span,
    /// False if it was given by somebody who had a part in the plan.
    pub(super) settles: bool,
    pub(super) shows: &'static str,
}

/// All that answered, in whatever time.
pub(super) fn answers<'a>(history: &'a History, objection: &Objection<'_>) -> Vec<Answer<'a>> {
    let mut answers = of_line(history, objection);
    answers.extend(of_challenges(history, objection));
    answers.extend(of_plan(history, objection));
    let before = objection.at().start;
    answers.retain(|answer| answer.during.end >= before);
    answers
}

fn settling<'a>(seen: Seen<'a, ()>, shows: &'static str) -> Answer<'a> {
    Answer { seen, during: seen.meta.occurred, settles: true, shows }
}

/// What became of the line itself.
fn of_line<'a>(history: &'a History, objection: &Objection<'_>) -> Vec<Answer<'a>> {
    let line = objection.line;
    if line.is_empty() {
        return vec![];
    }
    let withdrawn = history
        .anchored::<InstructionWithdrawn>()
        .filter(|seen| seen.event.instruction_id == line)
        .map(|seen| settling(seen.of_any_kind(), "The line was taken out."));
    let revised = history
        .anchored::<InstructionRevised>()
        .filter(|seen| seen.event.instruction_id == line)
        .map(|seen| settling(seen.of_any_kind(), "The line was reworded."));
    let lapsed = history
        .anchored::<InstructionLapsed>()
        .filter(|seen| seen.event.instruction_id == line)
        .map(|seen| Answer {
            during: time::maybe(seen.event.lapsed.as_ref())
                .map_or(seen.meta.occurred, Span::instant),
            ..settling(seen.of_any_kind(), "The restriction lapsed.")
        });
    withdrawn.chain(revised).chain(lapsed).collect()
}

/// What became of challenges to the line.
fn of_challenges<'a>(history: &'a History, objection: &Objection<'_>) -> Vec<Answer<'a>> {
    let line = objection.line;
    if line.is_empty() {
        return vec![];
    }
    let lodged = history
        .anchored::<ChallengeLodged>()
        .filter(|seen| seen.event.instruction_id == line && seen.event.suspends)
        .filter(|seen| !was_decided(history, *seen, objection))
        .map(|seen| {
            let answer = settling(seen.of_any_kind(), "A challenge suspended the line.");
            // One that was open suspended the line when the objection was made.
            let open = answer.during.end < objection.at().start;
            let during = if open { objection.at() } else { answer.during };
            Answer { during, ..answer }
        });
    let decided = history
        .anchored::<ChallengeDecided>()
        .filter(|seen| seen.event.instruction_id == line)
        .map(|seen| {
            let settles = seen.event.independent;
            let shows = if settles {
                "Somebody who had no part in the plan decided a challenge and gave reasons."
            } else {
                "Somebody who had a part in the plan decided a challenge."
            };
            Answer { settles, ..settling(seen.of_any_kind(), shows) }
        });
    lodged.chain(decided).collect()
}

/// True of a challenge that suspended the line no longer when the objection was made.
fn was_decided(
    history: &History,
    lodged: Seen<'_, ChallengeLodged>,
    objection: &Objection<'_>,
) -> bool {
    history.anchored::<ChallengeDecided>().any(|decided| {
        decided.event.challenge_id == lodged.event.challenge_id
            && decided.event.independent
            && decided.meta.occurred.end <= objection.at().start
    })
}

/// What became of the plan, and what was said of it.
fn of_plan<'a>(history: &'a History, objection: &Objection<'_>) -> Vec<Answer<'a>> {
    let closed = history
        .anchored::<PlanClosed>()
        .map(|seen| settling(seen.of_any_kind(), "The plan was closed."));
    let is_later = |meta: &Meta| meta.id != objection.seen.meta.id;
    let agreed = history
        .anchored::<ViewRecorded>()
        .filter(|seen| is_later(seen.meta) && seen.event.agreement() == Agreement::Agrees)
        .filter(|seen| {
            let about = seen.event.instruction_id.as_str();
            about.is_empty() || about == objection.line
        })
        .map(|seen| settling(seen.of_any_kind(), "The person came to agree."));
    let decided = history
        .of::<DecisionMade>()
        .filter(|seen| seen.event.plan_id == history.anchor() && seen.event.reasons.is_some())
        .map(|seen| {
            settling(seen.of_any_kind(), "A panel decided about the plan and gave reasons.")
        });
    let reviewed = history.anchored::<ReviewHeld>().filter_map(|seen| match seen.event.outcome() {
        ReviewOutcome::Continued if objection.has_reason => {
            Some(settling(seen.of_any_kind(), "A review held the reason up."))
        }
        ReviewOutcome::Changed | ReviewOutcome::Ended => {
            Some(settling(seen.of_any_kind(), "A review found that the plan is to change or end."))
        }
        ReviewOutcome::Continued | ReviewOutcome::Unspecified => None,
    });
    closed.chain(agreed).chain(decided).chain(reviewed).collect()
}
