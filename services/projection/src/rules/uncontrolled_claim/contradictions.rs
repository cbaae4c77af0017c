//! Figures of one publication that cannot all be right.

use proto::panel::ClaimPublished;

use super::super::{
    Grounds,
    claims::{count, is_total, measure, publication, rows, words},
    says::Says,
};
use crate::history::{History, Seen};

/// Rows that add up to more than their total.
pub(super) fn with_rows(history: &History, total: Seen<'_, ClaimPublished>) -> Says {
    let counted = count(&total.event.figure).filter(|_| is_total(total.event));
    let Some(counted) = counted else {
        return Says::Nothing;
    };
    let rows: Vec<_> = rows(history, total)
        .into_iter()
        .filter_map(|row| count(&row.event.figure).map(|counted| (row, counted.count)))
        .collect();
    let sum = rows.iter().fold(0_u64, |sum, (_, count)| sum.saturating_add(*count));
    if sum <= counted.count {
        return Says::Nothing;
    }
    let because = "The rows of a publication add up to more than their total.";
    let grounds = Grounds::since(total.meta.occurred.end, because)
        .shown_by(total, "The total was published.")
        .answered_by(&total.event.agency_id);
    let show = |grounds: Grounds, (row, _): (Seen<'_, ClaimPublished>, u64)| {
        grounds.shown_by(row, "A row of it was published.")
    };
    Says::Stands(rows.into_iter().fold(grounds, show))
}

/// Another figure for the same in the same publication. The first of them
/// speaks for all.
pub(super) fn with_another(history: &History, claim: Seen<'_, ClaimPublished>) -> Says {
    let same: Vec<_> = publication(history, claim)
        .into_iter()
        .filter(|other| is_same(claim.event, other.event))
        .collect();
    let is_first = same.first().is_some_and(|first| first.meta.id == claim.meta.id);
    let differ = same.iter().any(|other| contradict(claim.event, other.event));
    if !is_first || !differ {
        return Says::Nothing;
    }
    let because = "A publication gives two figures for the same thing.";
    let grounds =
        Grounds::since(claim.meta.occurred.end, because).answered_by(&claim.event.agency_id);
    Says::Stands(same.into_iter().fold(grounds, |grounds, other| {
        grounds.shown_by(other, "One of the figures was published.")
    }))
}

/// True if two counts of one thing differ, or of how many they are.
fn contradict(one: &ClaimPublished, other: &ClaimPublished) -> bool {
    let (Some(one), Some(other)) = (count(&one.figure), count(&other.figure)) else {
        return false;
    };
    let of_others = one.of.zip(other.of).is_some_and(|(one, other)| one != other);
    one.count != other.count || of_others
}

/// True if both give a count of the same thing among the same people.
fn is_same(one: &ClaimPublished, other: &ClaimPublished) -> bool {
    let ((measured, group), (measured_too, group_too)) = (measure(one), measure(other));
    let both_total = is_total(one) && is_total(other);
    measured == measured_too
        && (group == group_too || both_total)
        && words(&one.denominator) == words(&other.denominator)
        && count(&one.figure).is_some()
        && count(&other.figure).is_some()
}
