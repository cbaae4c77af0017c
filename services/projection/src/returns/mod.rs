//! The oversight return: what a scheme answers for, counted from what is on record.
//!
//! All of it is computed from the facts of the scheme alone: no store, no clock. Which facts
//! those are is `views/returns.rs`'s.

mod answer;
mod complete;
mod fact;
mod figure;
mod groups;
mod heard;
mod known;
mod parts;
mod published;
pub(crate) mod suppress;
mod tally;

pub use answer::{Answered, Shown};
pub use complete::Record;
pub use fact::{Fact, Id, What};
pub use groups::{Compared, POPULATION, compared};
pub use heard::{Heard, heard};
pub(crate) use tally::Rows;

use std::collections::HashMap;

use complete::Habits;
use known::Known;
use parts::PARTS;

use crate::views::moment::AsOf;

/// The part of a figure that stands in none.
const NO_PART: u32 = 0;

/// What a return is computed from.
#[derive(Debug)]
pub struct Asked<'f> {
    /// What is known of the scheme.
    pub facts: &'f [Fact],
    /// What agencies are called.
    pub names: HashMap<Id, String>,
    /// The day asked about.
    pub as_of: AsOf,
    /// What is known of the record as a whole.
    pub record: Record,
}

/// The ten parts, each with its figures.
#[must_use]
pub fn answered(asked: Asked<'_>) -> Vec<Vec<Answered>> {
    let known = Known::new(asked.facts, asked.names, asked.as_of);
    let habits = Habits::of(&known);
    let judged_by = (&habits, asked.record);
    let of_part = |(place, part): (usize, &parts::Part)| {
        let number = u32::try_from(place).unwrap_or_default().saturating_add(1);
        let figures = (part.figures)(&known).into_iter();
        figures.map(|figure| Answered::new(number, &figure, &known, judged_by)).collect()
    };
    PARTS.iter().enumerate().map(of_part).collect()
}

/// The events behind a figure, oldest first; `None` if there is no such figure.
#[must_use]
pub fn shown(asked: Asked<'_>, figure_id: &str) -> Option<(Answered, Vec<Shown>)> {
    let known = Known::new(asked.facts, asked.names, asked.as_of);
    let habits = Habits::of(&known);
    let of_part = |(number, part): (u32, &parts::Part)| {
        (part.figures)(&known).into_iter().map(move |figure| (number, figure)).collect()
    };
    let mut found: Vec<(u32, figure::Figure<'_>)> = if figure_id.starts_with(groups::FIGURES) {
        groups::figures(&known, (&habits, asked.record))
            .into_iter()
            .map(|figure| (NO_PART, figure))
            .collect()
    } else {
        (1..).zip(PARTS).flat_map(|part| -> Vec<_> { of_part(part) }).collect()
    };
    found.retain(|(_, figure)| figure.id == figure_id);
    let (number, figure) = found.pop()?;
    let answered = Answered::new(number, &figure, &known, (&habits, asked.record));
    Some((answered, Shown::of(&figure, &known)))
}

/// The title of each part, and what it asks.
pub fn titles() -> impl Iterator<Item = (&'static str, &'static str)> {
    PARTS.iter().map(|part| (part.title, part.asks))
}

#[cfg(test)]
mod laws;
