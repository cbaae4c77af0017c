//! Counting so that rows cannot differ from their total.

use std::collections::{BTreeMap, HashMap};

use super::fact::{Fact, Id};

/// What puts a counted thing in its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Row<'f> {
    /// A value of an enum.
    Code(u8),
    /// Words, such as a borough.
    Words(&'f str),
    /// An agency.
    Agency(Id),
}

/// The rows of a figure: how many in each. The total is their sum and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rows(BTreeMap<String, u64>);

impl Rows {
    /// How many in all.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.values().sum()
    }

    /// Each row's label and number, by label.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, u64)> {
        self.0.iter().map(|(label, number)| (label.as_str(), *number))
    }

    /// A row's number; nought where there is no such row.
    #[must_use]
    pub fn of(&self, label: &str) -> u64 {
        self.0.get(label).copied().unwrap_or_default()
    }

    /// Counts so many more in a row.
    pub fn add(&mut self, label: String, number: u64) {
        *self.0.entry(label).or_default() += number;
    }
}

/// Things that are counted, each once and in one row, and the events that show them.
#[derive(Clone, Debug, Default)]
pub struct Tally<'f> {
    things: HashMap<Id, Row<'f>>,
    shown_by: Vec<(Id, &'f Fact)>,
}

impl<'f> Tally<'f> {
    /// Counts a thing. One that is counted already stays in its row, and is shown by one
    /// event more.
    pub fn add(&mut self, thing: Id, row: Row<'f>, fact: &'f Fact) {
        self.things.entry(thing).or_insert(row);
        self.shown_by.push((thing, fact));
    }

    /// How many things there are.
    #[must_use]
    pub fn number(&self) -> usize {
        self.things.len()
    }

    /// The things in their rows, by what each row is called.
    pub fn rows(&self, label: impl Fn(Row<'f>) -> String) -> Rows {
        let mut counts: HashMap<Row<'f>, u64> = HashMap::new();
        for row in self.things.values() {
            *counts.entry(*row).or_default() += 1;
        }
        let mut rows = Rows::default();
        for (row, number) in counts {
            rows.add(label(row), number);
        }
        rows
    }

    /// The events behind it, each with what is counted by it and in which row.
    pub fn shown_by(&self) -> impl Iterator<Item = (Id, Row<'f>, &'f Fact)> {
        self.shown_by
            .iter()
            .filter_map(|(thing, fact)| self.things.get(thing).map(|row| (*thing, *row, *fact)))
    }
}
