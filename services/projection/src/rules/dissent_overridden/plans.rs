//! Objections of the person to a plan or to a line of it.

use jiff::Timestamp;
use proto::{
    careplans::{
        Agreement, ChallengeLodged, ChallengedBy, InstructionIssued, PlanPublished, ReviewHeld,
        ReviewOutcome, ViewRecorded,
    },
    common::Mode,
    time::Span,
};

use super::{
    super::{Grounds, in_time::InTime, says::Says},
    ANSWERED_WITHIN_DAYS,
    answers::{Answer, answers},
};
use crate::{
    calendar::{after_days, end_of_day},
    history::{History, Seen},
};

/// That the person does not agree.
#[derive(Clone, Copy)]
pub(super) struct Objection<'a> {
    pub(super) seen: Seen<'a, ()>,
    /// The line; empty for the plan as a whole.
    pub(super) line: &'a str,
    /// True if only a part is objected to, and the record does not say which.
    in_part: bool,
    /// True if the reason for the line is on record.
    pub(super) has_reason: bool,
}

impl Objection<'_> {
    pub(super) fn at(&self) -> Span {
        self.seen.meta.occurred
    }
}

pub(super) fn objections(history: &History) -> impl Iterator<Item = Says> {
    let views = history.anchored::<ViewRecorded>().filter_map(|view| {
        let line = view.event.instruction_id.as_str();
        let in_part = match view.event.agreement() {
            Agreement::Disagrees => false,
            Agreement::Partly => line.is_empty(),
            Agreement::Agrees | Agreement::Unspecified => return None,
        };
        Some((view.of_any_kind(), line, in_part))
    });
    let challenges = history.anchored::<ChallengeLodged>().filter_map(|challenge| {
        let event = challenge.event;
        let is_theirs = matches!(
            event.lodged_by(),
            ChallengedBy::Person | ChallengedBy::Representative | ChallengedBy::Advocate
        );
        // One that suspends a line has its way until it is decided.
        (is_theirs && !event.suspends)
            .then(|| (challenge.of_any_kind(), event.instruction_id.as_str(), false))
    });
    views.chain(challenges).map(|(seen, line, in_part)| {
        let has_reason = history
            .anchored::<InstructionIssued>()
            .any(|issued| issued.event.instruction_id == line && issued.event.rationale.is_some());
        judge(history, Objection { seen, line, in_part, has_reason })
    })
}

fn judge(history: &History, objection: Objection<'_>) -> Says {
    let Some(first) = history.anchored::<PlanPublished>().next() else {
        return Says::Nothing; // A draft binds nobody.
    };
    let from = objection.at().end.max(first.meta.occurred.end);
    let days = history.value(&ANSWERED_WITHIN_DAYS, from);
    let kept = kept(history, &objection);
    let due = kept
        .iter()
        .filter(|kept| kept.without_reason && !objection.has_reason)
        .filter_map(|kept| end_of_day(kept.seen.meta.occurred.end))
        .chain([after_days(from, days)])
        .min()
        .unwrap_or(from);
    let answers = answers(history, &objection);
    let settling = answers.iter().filter(|answer| answer.settles);
    let in_time = InTime::any_by(due, settling.map(|answer| answer.during));
    if in_time == InTime::Yes {
        return Says::Nothing;
    }
    if history.now() < due {
        return Says::AskAt(due);
    }
    let grounds = grounds(history, &objection, due, &kept, &answers);
    let by = |kept: &&Kept<'_>| kept.seen.meta.occurred.start <= due;
    let noted = kept.iter().filter(by).any(|kept| !kept.without_reason);
    let overridden = kept.iter().filter(by).any(|kept| kept.without_reason);
    if in_time == InTime::Unclear {
        Says::Lacks("whether the objection was answered by then", grounds)
    } else if objection.in_part {
        Says::Lacks("with which part of the plan the person did not agree", grounds)
    } else if noted && !objection.has_reason {
        Says::Lacks("whether the notes of a review give a reason", grounds)
    } else if !overridden && objection.seen.meta.mode == Mode::Record {
        Says::Lacks("whether the objection was answered", grounds)
    } else {
        Says::Stands(grounds)
    }
}

/// What kept in force what the person objected to.
struct Kept<'a> {
    seen: Seen<'a, ()>,
    /// False if notes were taken, which may hold a reason.
    without_reason: bool,
    shows: &'static str,
}

/// What came after the objection and let it all go on.
fn kept<'a>(history: &'a History, objection: &Objection<'_>) -> Vec<Kept<'a>> {
    let after = |at: Timestamp| at >= objection.at().end;
    let published = history
        .anchored::<PlanPublished>()
        .filter(|published| after(published.meta.occurred.start))
        .map(|published| Kept {
            seen: published.of_any_kind(),
            without_reason: true,
            shows: "The plan was put in force after that.",
        });
    let reviewed = history
        .anchored::<ReviewHeld>()
        .filter(|review| after(review.meta.occurred.start))
        .filter(|review| review.event.outcome() == ReviewOutcome::Continued)
        .map(|review| Kept {
            seen: review.of_any_kind(),
            without_reason: review.event.notes.is_none(),
            shows: if review.event.notes.is_none() {
                "A review went on with it and noted nothing."
            } else {
                "A review went on with it and took notes."
            },
        });
    published.chain(reviewed).collect()
}

fn grounds(
    history: &History,
    objection: &Objection<'_>,
    due: Timestamp,
    kept: &[Kept<'_>],
    answers: &[Answer<'_>],
) -> Grounds {
    let because = if objection.line.is_empty() {
        "The person objected to a plan, and it was kept without a reason."
    } else {
        "The person objected to a line of a plan, and it was kept without a reason."
    };
    let mut grounds =
        Grounds::since(due, because).shown_by(objection.seen, "The person did not agree.");
    if let Some(issued) = history
        .anchored::<InstructionIssued>()
        .find(|issued| issued.event.instruction_id == objection.line)
    {
        grounds = if objection.has_reason {
            grounds.despite(issued, "The line was issued with a reason.")
        } else {
            grounds.shown_by(issued, "The line was issued without a reason.")
        };
    }
    for kept in kept {
        grounds = if kept.without_reason {
            grounds.shown_by(kept.seen, kept.shows)
        } else {
            grounds.despite(kept.seen, kept.shows)
        };
    }
    for answer in answers {
        grounds = grounds.despite(answer.seen, answer.shows);
    }
    for published in history.anchored::<PlanPublished>() {
        grounds = grounds.answered_by(&published.event.agency_id);
    }
    grounds
}
