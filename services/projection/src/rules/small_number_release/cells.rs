//! Small counts in a claim and in what is published with it.

use proto::panel::ClaimPublished;

use super::super::claims::{any_of, count, is_total, measure, only_number, rows, words};
use crate::history::{History, Seen};

/// How a figure gives a small count away.
pub(super) enum Small<'a> {
    /// It is one.
    Shown,
    /// It is left when what is shown is taken from its total.
    Derived {
        /// The rows that were taken from the total, if it took some.
        rows: Vec<Seen<'a, ClaimPublished>>,
    },
}

impl<'a> Small<'a> {
    pub(super) fn shows(&self) -> &'static str {
        match self {
            Self::Shown => "A small count was published.",
            Self::Derived { rows } if rows.is_empty() => {
                "The count taken from its total leaves a small one."
            }
            Self::Derived { .. } => "The total without its rows leaves a small count.",
        }
    }

    pub(super) fn rows(&self) -> &[Seen<'a, ClaimPublished>] {
        match self {
            Self::Shown => &[],
            Self::Derived { rows } => rows,
        }
    }
}

/// What is counted if it is not people: they are named first in a measure.
const NOT_PEOPLE: &[&str] = &[
    "agreements",
    "boroughs",
    "checklists",
    "days",
    "exports",
    "forces",
    "hours",
    "meetings",
    "minutes",
    "months",
    "panels",
    "policies",
    "posts",
    "reports",
    "schemes",
    "sessions",
    "teams",
    "trusts",
    "versions",
    "weeks",
    "years",
];

/// What people do again and again: as many of them as of people means nothing.
const CONTACTS: &[&str] = &[
    "admissions",
    "attendances",
    "calls",
    "contacts",
    "conveyances",
    "detentions",
    "journeys",
    "visits",
];

/// How a claim gives a small count away, by itself or with its rows.
pub(super) fn small<'a>(
    history: &'a History,
    claim: Seen<'a, ClaimPublished>,
    limit: u64,
) -> Option<Small<'a>> {
    let is_small = |count: u64| (1..=limit).contains(&count);
    let figure = count(&claim.event.figure).filter(|_| counts_people(claim.event));
    let people = u64::from(claim.event.people);
    let shown = figure.into_iter().flat_map(|figure| [Some(figure.count), figure.of]).flatten();
    if shown.chain([people]).any(is_small) {
        return Some(Small::Shown);
    }
    let figure = figure?;
    let contacts = any_of(&words(&claim.event.measure), CONTACTS);
    let totals = [Some(people), only_number(&claim.event.denominator)];
    let mut totals = totals.into_iter().flatten().filter(|_| !contacts).chain(figure.of);
    if totals.any(|total| is_small(total.saturating_sub(figure.count))) {
        return Some(Small::Derived { rows: vec![] });
    }
    left_by_rows(history, claim, figure.count, is_small)
}

/// What is left of a total without its rows, where at most one row is not shown.
fn left_by_rows<'a>(
    history: &'a History,
    total: Seen<'a, ClaimPublished>,
    counted: u64,
    is_small: impl Fn(u64) -> bool,
) -> Option<Small<'a>> {
    if !is_total(total.event) {
        return None;
    }
    let rows = rows(history, total);
    let sum = rows.iter().filter_map(|row| count(&row.event.figure)).map(|row| row.count);
    let left = counted.saturating_sub(sum.fold(0, u64::saturating_add));
    let hidden = rows.iter().filter(|row| count(&row.event.figure).is_none()).count();
    let shown = rows.len().saturating_sub(hidden);
    (shown > 0 && hidden < 2 && is_small(left)).then_some(Small::Derived { rows })
}

fn counts_people(claim: &ClaimPublished) -> bool {
    let (measure, _) = measure(claim);
    let first = measure.first().map_or("", String::as_str);
    !NOT_PEOPLE.contains(&first) && !any_of(&words(&claim.figure), NOT_PEOPLE)
}
