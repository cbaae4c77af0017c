//! Flags about one agency were closed fast and without being upheld, were set
//! aside again and again, or were closed by the agency itself.
//!
//! Each of these has an innocent form: one false alarm is closed in an hour, one
//! flag waits for a panel. What buries flags is that it happens in a row. An
//! agency never closes a flag about itself through this product; that it stands
//! in the record all the same is judged here.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use proto::{
    Named as _,
    oversight::{FlagOutcome, FlagResolved, FlagSnoozed},
    time,
};

use super::{
    Dated, Family, Finding, Grounds, RecommendedAct, Rule, Severity, Since, Windows,
    sources::{KENDALL_2021_THEMES, SLP_2021_CONCERNS},
    watch::by_agency,
};
use crate::history::{History, Seen};

static CLOSED_FAST_WITHIN_HOURS: Dated = Dated {
    name: "closed_fast_within_hours",
    values: &[Since::ours(
        24,
        "no source gives a time; within a day of a flag nobody can have heard the person and read the notes",
    )],
};

static CLOSED_FAST_FLAGS: Dated = Dated {
    name: "closed_fast_flags_in_28_days",
    values: &[Since::ours(
        3,
        "no source gives a number; two false alarms in a month happen, a third is a habit",
    )],
};

static SNOOZES_IN_A_ROW: Dated = Dated {
    name: "snoozes_in_a_row",
    values: &[Since::ours(
        3,
        "no source gives a number; a flag of the second severity is due in a week, and three weeks are most of the month between two panels",
    )],
};

/// How long a row of closed flags may stretch, in days: the month between two panels.
const ROW_DAYS: u32 = 28;

pub static RULE: Rule = Rule {
    id: "flag-burial",
    pattern: "Flags about one agency were closed fast, by its own people, or set aside in a row.",
    sources: &[&SLP_2021_CONCERNS, &KENDALL_2021_THEMES],
    parameters: &[&CLOSED_FAST_WITHIN_HOURS, &CLOSED_FAST_FLAGS, &SNOOZES_IN_A_ROW],
    acts: &[RecommendedAct::Safeguarding, RecommendedAct::BoardAndReturn],
    anchors: &[FlagResolved::KIND, FlagSnoozed::KIND],
    watches: &[by_agency(FlagResolved::KIND), by_agency(FlagSnoozed::KIND)],
    windows: Some(Windows {
        of: "agency_",
        days: ROW_DAYS,
        before_days: ROW_DAYS,
        after_days: 0,
        context_days: 0,
    }),
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ComplaintsAndSafeguarding, Severity::S2)
};

fn detect(history: &History) -> Finding {
    let found = [closed_fast(history), closed_by_itself(history), set_aside(history)];
    let found = found.into_iter().flatten().reduce(Grounds::and);
    found.map_or_else(Finding::silent, Finding::fires)
}

/// Shows a resolution and who answers: whoever closed the flag, and whom it was about.
fn closed(grounds: Grounds, seen: Seen<'_, FlagResolved>, shows: &str) -> Grounds {
    let grounds = grounds.shown_by(seen, shows).answered_by(&seen.meta.agency);
    seen.event.answering_agency_ids.iter().fold(grounds, |grounds, id| grounds.answered_by(id))
}

/// Flags that were closed fast and not upheld, several within a month.
fn closed_fast(history: &History) -> Option<Grounds> {
    let fast: Vec<Seen<'_, FlagResolved>> = history
        .of::<FlagResolved>()
        .filter(|seen| seen.event.outcome() != FlagOutcome::Upheld)
        .filter(|seen| {
            let at = seen.meta.occurred.end;
            let hours = i64::from(history.value(&CLOSED_FAST_WITHIN_HOURS, at));
            let raised = time::maybe(seen.event.raised.as_ref());
            raised.is_some_and(|raised| {
                at.duration_since(raised) <= SignedDuration::from_hours(hours)
            })
        })
        .collect();
    let row = SignedDuration::from_hours(i64::from(ROW_DAYS) * 24);
    let third = fast.iter().enumerate().find_map(|(n, last)| {
        let at = last.meta.occurred.end;
        let number = usize::try_from(history.value(&CLOSED_FAST_FLAGS, at)).unwrap_or(usize::MAX);
        let first = (n + 1).checked_sub(number.max(1)).and_then(|first| fast.get(first))?;
        let within = at.duration_since(first.meta.occurred.end) <= row;
        (within && history.judges(at)).then(|| fast.get((n + 1).saturating_sub(number)..=n))
    });
    let flags = third.flatten()?;
    let since = flags.last()?.meta.occurred.end;
    let because = "Several flags about one agency were closed within hours of being raised, and none was upheld.";
    let shows = "A flag was closed within hours of being raised, and not upheld.";
    Some(flags.iter().fold(Grounds::since(since, because), |g, seen| closed(g, *seen, shows)))
}

/// Flags that an agency closed about itself.
fn closed_by_itself(history: &History) -> Option<Grounds> {
    let own = history.of::<FlagResolved>().filter(|seen| {
        history.judges(seen.meta.occurred.end)
            && seen.event.answering_agency_ids.contains(&seen.meta.agency)
    });
    let own: Vec<_> = own.collect();
    let since = own.first()?.meta.occurred.end;
    let grounds = Grounds::since(since, "An agency closed a flag about itself.");
    Some(own.into_iter().fold(grounds, |grounds, seen| {
        closed(grounds, seen, "A flag was closed by an agency that answers for it.")
    }))
}

/// A flag that was set aside again and again, and not closed in between.
fn set_aside(history: &History) -> Option<Grounds> {
    let mut rows: BTreeMap<&str, Vec<Seen<'_, FlagSnoozed>>> = BTreeMap::new();
    let mut found: Option<(Timestamp, Vec<Seen<'_, FlagSnoozed>>)> = None;
    let closings: Vec<_> = history.of::<FlagResolved>().collect();
    for seen in history.of::<FlagSnoozed>() {
        let at = seen.meta.occurred.end;
        let row = rows.entry(&seen.event.flag_id).or_default();
        let before = row.last().map(|last| last.meta.occurred.end);
        let closed_since = |since: Timestamp| {
            closings.iter().any(|closing| {
                closing.event.flag_id == seen.event.flag_id
                    && closing.meta.occurred.end >= since
                    && closing.meta.occurred.end <= at
            })
        };
        if before.is_some_and(closed_since) {
            row.clear();
        }
        row.push(seen);
        let number = usize::try_from(history.value(&SNOOZES_IN_A_ROW, at)).unwrap_or(usize::MAX);
        if row.len() >= number && found.is_none() && history.judges(at) {
            found = Some((at, row.clone()));
        }
    }
    let (since, row) = found?;
    let grounds = Grounds::since(since, "A flag was set aside several times in a row.");
    Some(row.into_iter().fold(grounds, |grounds, seen| {
        let grounds =
            grounds.shown_by(seen, "A flag was set aside.").answered_by(&seen.meta.agency);
        seen.event.answering_agency_ids.iter().fold(grounds, |g, id| g.answered_by(id))
    }))
}
