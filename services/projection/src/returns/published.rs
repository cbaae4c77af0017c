//! What was published about the same thing as a figure, and how it differs.

use super::{
    fact::{Fact, What},
    figure::Figure,
    known::Known,
    tally::Rows,
};
use crate::rules::claims::{count, is_all, measure_and_group, words};

/// What was published.
#[derive(Clone, Debug)]
pub struct Published {
    /// The claim, in codes and words.
    pub claim: Fact,
    /// The row of which it speaks; empty of the whole figure, or where there is no such row.
    pub row: String,
    /// How it differs from what is counted; empty if it does not.
    pub difference: String,
}

/// What was published about the same as a figure, oldest first.
#[must_use]
pub fn about(figure: &Figure<'_>, rows: &Rows, known: &Known<'_>) -> Vec<Published> {
    let claims = known.of(What::Published).filter(|claim| is_about(figure, claim));
    claims.map(|claim| compared(rows, claim)).collect()
}

/// True if somebody published of the whole scheme that there is none.
#[must_use]
pub fn said_none<'f>(figure: &Figure<'_>, known: &Known<'f>) -> Option<&'f Fact> {
    let mut claims = known.of(What::Published).filter(|claim| is_about(figure, claim));
    claims.find(|claim| {
        is_all(&measure_and_group(claim.word(0)).1)
            && count(claim.word(1)).is_some_and(|published| published.count == 0)
    })
}

/// Whether a claim is about the same, by its words alone. A word may go on: "plan" is
/// "plans", too.
fn is_about(figure: &Figure<'_>, claim: &Fact) -> bool {
    let said = words(claim.word(0));
    let says = |word: &&str| said.iter().any(|said| said.starts_with(word));
    figure.published_as.iter().any(|all| all.iter().all(says))
}

fn compared(rows: &Rows, claim: &Fact) -> Published {
    let (_, group) = measure_and_group(claim.word(0));
    let whole = is_all(&group);
    let is_row = |label: &str| {
        let label = words(label);
        group.iter().all(|word| label.contains(word))
    };
    let row = rows.iter().find(|(label, _)| !whole && is_row(label));
    let row = row.map(|(label, number)| (label.to_owned(), number));
    let difference = match (count(claim.word(1)), &row) {
        (None, _) if claim.code(0) != 0 => {
            "It was published without a count: it is no answer.".to_owned()
        }
        (_, None) if !whole => {
            format!(
                "It speaks of “{}”, which is no row here: the two cannot be compared.",
                group.join(" ")
            )
        }
        (None, _) => "It is no plain count: the two cannot be compared.".to_owned(),
        (Some(published), row) => {
            let counted = row.as_ref().map_or(rows.total(), |(_, number)| *number);
            let of = row.as_ref().map(|(label, _)| format!(" of {label}")).unwrap_or_default();
            told(published.count, counted, &of)
        }
    };
    let row = row.map(|(label, _)| label).unwrap_or_default();
    Published { claim: claim.clone(), row, difference }
}

/// How a published count differs from what is counted.
fn told(published: u64, counted: u64, of: &str) -> String {
    if published == counted {
        return String::new();
    }
    let by = published.abs_diff(counted);
    let more = if published > counted { "more" } else { "fewer" };
    format!("Published was {published}{of}, {by} {more} than the {counted} that the record shows.")
}
