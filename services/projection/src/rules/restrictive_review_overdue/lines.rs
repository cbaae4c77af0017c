//! What of a plan is to be reviewed: each version of it, and each restriction
//! in it for as long as it stands.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proto::{
    careplans::{
        ChallengeDecided, ChallengeLodged, ChallengeOutcome, InstructionIssued, InstructionKind,
        InstructionLapsed, InstructionWithdrawn, PlanPublished, ReviewHeld, ReviewOutcome,
    },
    time,
};

use super::{
    super::{
        Grounds,
        once::shown_once,
        versions::{Version, versions},
    },
    PLAN_REVIEWED_WITHIN_DAYS, RESTRICTION_REVIEWED_WITHIN_DAYS,
};
use crate::{
    calendar::after_days,
    history::{History, Seen},
};

/// A version, or a restriction in it, while it stood.
pub(super) struct Term<'a> {
    /// From when the days count.
    pub(super) from: Timestamp,
    until: Option<Timestamp>,
    pub(super) is_restriction: bool,
    version: Seen<'a, PlanPublished>,
    line: Option<Seen<'a, InstructionIssued>>,
}

impl Term<'_> {
    /// Within how many days it is to be reviewed.
    pub(super) fn within(&self, history: &History) -> u32 {
        let parameter = if self.is_restriction {
            &RESTRICTION_REVIEWED_WITHIN_DAYS
        } else {
            &PLAN_REVIEWED_WITHIN_DAYS
        };
        history.value(parameter, self.from)
    }

    /// True if it need no longer have stood when the deadline passed.
    pub(super) fn ended_by(&self, due: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= due)
    }

    /// Who answers for it.
    pub(super) fn agency_id(&self) -> &str {
        &self.version.event.agency_id
    }

    /// A version and its restrictions may both be overdue; each is shown once.
    pub(super) fn add_to(&self, grounds: Grounds) -> Grounds {
        let grounds = shown_once(grounds, self.version, "A version of the plan was put in force.");
        let grounds = match self.line {
            Some(line) => shown_once(grounds, line, "A restriction was put in the plan."),
            None => grounds,
        };
        grounds.answered_by(self.agency_id())
    }
}

/// What there is to review.
pub(super) fn terms(history: &History) -> Vec<Term<'_>> {
    let lines = restrictions(history);
    versions(history).iter().flat_map(|version| of_version(version, &lines)).collect()
}

/// A restriction from when until when it stood. One that was challenged and
/// confirmed stood twice.
struct Line<'a> {
    issued: Seen<'a, InstructionIssued>,
    from: Timestamp,
    until: Option<Timestamp>,
}

impl Line<'_> {
    fn stands(&self, at: Timestamp) -> bool {
        self.from <= at && self.until.is_none_or(|until| until > at)
    }
}

fn of_version<'a>(version: &Version<'a>, lines: &[Line<'a>]) -> Vec<Term<'a>> {
    let from = version.published.meta.occurred.end;
    let term = |from, until, is_restriction, line| Term {
        from,
        until,
        is_restriction,
        version: version.published,
        line,
    };
    let mut terms = vec![term(from, version.until, false, None)];
    // What the record says of the version holds where it gives no lines.
    let named = lines.iter().any(|line| line.stands(from));
    if version.published.event.restrictive && !named {
        terms.push(term(from, version.until, true, None));
    }
    for line in lines {
        let from = from.max(line.from);
        let until = [version.until, line.until].into_iter().flatten().min();
        if until.is_none_or(|until| until > from) {
            terms.push(term(from, until, true, Some(line.issued)));
        }
    }
    terms
}

fn restrictions(history: &History) -> Vec<Line<'_>> {
    // The earliest moment that the record allows.
    let mut withdrawn: BTreeMap<&str, Timestamp> = BTreeMap::new();
    for seen in history.anchored::<InstructionWithdrawn>() {
        let at = seen.meta.occurred.start;
        withdrawn
            .entry(&seen.event.instruction_id)
            .and_modify(|known| *known = at.min(*known))
            .or_insert(at);
    }
    // Once it is on record that one lapsed, no review that is recorded later revives it.
    for seen in history.anchored::<InstructionLapsed>() {
        let at = time::maybe(seen.event.lapsed.as_ref()).unwrap_or(seen.meta.occurred.start);
        withdrawn
            .entry(&seen.event.instruction_id)
            .and_modify(|known| *known = at.min(*known))
            .or_insert(at);
    }
    let continued: Vec<Timestamp> = history
        .anchored::<ReviewHeld>()
        .filter(|review| review.event.outcome() == ReviewOutcome::Continued)
        .map(|review| review.meta.occurred.end)
        .collect();
    let restrictions = history
        .anchored::<InstructionIssued>()
        .filter(|issued| issued.event.kind() == InstructionKind::Restriction);
    restrictions
        .flat_map(|issued| {
            let withdrawn = withdrawn.get(issued.event.instruction_id.as_str()).copied();
            let until = [withdrawn, lapse(history, issued, &continued)].into_iter().flatten().min();
            unsuspended(history, issued, until)
        })
        .collect()
}

/// What is left of a restriction's time once that is taken out in which a
/// challenge suspended it. A challenge that somebody independent turned down
/// has examined it: the days count anew from there. One who had a part in the
/// plan decides nothing.
fn unsuspended<'a>(
    history: &'a History,
    issued: Seen<'a, InstructionIssued>,
    until: Option<Timestamp>,
) -> Vec<Line<'a>> {
    let line = issued.event.instruction_id.as_str();
    let lodged = history
        .anchored::<ChallengeLodged>()
        .filter(|seen| seen.event.instruction_id == line)
        .map(|seen| (seen.meta.occurred.start, seen.event.challenge_id.as_str(), None));
    let decided = history
        .anchored::<ChallengeDecided>()
        .filter(|seen| seen.event.instruction_id == line && seen.event.independent)
        .map(|seen| {
            let stands = seen.event.outcome() == ChallengeOutcome::NotUpheld;
            (seen.meta.occurred.end, seen.event.challenge_id.as_str(), Some(stands))
        });
    let mut turns: Vec<_> = lodged.chain(decided).collect();
    turns.sort();
    let mut open = BTreeSet::new();
    let mut from = Some(issued.meta.occurred.end);
    let mut stints = vec![];
    for (at, challenge, stands) in turns {
        match stands {
            None => {
                open.insert(challenge);
                stints.extend(from.take().map(|from| (from, Some(at))));
            }
            Some(false) => return lines(issued, stints, until),
            Some(true) => {
                let was_open = open.remove(challenge);
                if was_open && open.is_empty() {
                    from = Some(at);
                }
            }
        }
    }
    stints.extend(from.map(|from| (from, None)));
    lines(issued, stints, until)
}

fn lines<'a>(
    issued: Seen<'a, InstructionIssued>,
    stints: Vec<(Timestamp, Option<Timestamp>)>,
    until: Option<Timestamp>,
) -> Vec<Line<'a>> {
    let line = |(from, suspended): (Timestamp, Option<Timestamp>)| Line {
        issued,
        from,
        until: [suspended, until].into_iter().flatten().min(),
    };
    stints.into_iter().map(line).collect()
}

/// When a restriction lapses. A review that lets the plan go on keeps it from
/// lapsing for as long again as one may stand unreviewed, and revives none.
fn lapse(
    history: &History,
    issued: Seen<'_, InstructionIssued>,
    continued: &[Timestamp],
) -> Option<Timestamp> {
    let expires = time::maybe(issued.event.expires.as_ref())?;
    let since = continued.iter().copied().filter(|held| *held >= issued.meta.occurred.end);
    Some(since.fold(expires, |expires, held| {
        if held < expires {
            let days = history.value(&RESTRICTION_REVIEWED_WITHIN_DAYS, held);
            expires.max(after_days(held, days))
        } else {
            expires
        }
    }))
}
