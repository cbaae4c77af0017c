//! A figure of a return, as it is counted.

use proto::oversight::FigureUnit;

use super::{
    fact::{Fact, Id},
    known::{Known, NOT_RECORDED},
    tally::{Row, Rows, Tally},
};

/// Where the events of a figure would be said, or why none could say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// In a context, named, and in plain English.
    Context(&'static str, &'static str),
    /// Nowhere: no event says this.
    Nowhere(&'static str),
}

/// What the scheme is, its people and their referrals.
pub const REFERRALS: Source = Source::Context("referrals", "referrals and cases");
/// How it is run and governed.
pub const PANEL: Source = Source::Context("panel", "the scheme's governance");
/// Plans.
pub const PLANS: Source = Source::Context("careplans", "care plans");
/// Sanctions and what police did.
pub const SANCTIONS: Source = Source::Context("sanctions", "sanctions and police involvement");
/// Complaints, safeguarding, incidents.
pub const CONCERNS: Source = Source::Context("concerns", "complaints and safeguarding");

/// What the value of an enum is called.
pub type Label = fn(u8) -> String;

/// A figure, as it is counted.
#[derive(Clone, Debug)]
pub struct Figure<'f> {
    /// Its id, the same in every return.
    pub id: String,
    /// What it is.
    pub label: String,
    /// What exactly is counted.
    pub definition: String,
    /// What it counts.
    pub unit: FigureUnit,
    /// The noun of what it counts.
    pub noun: &'static str,
    /// What is counted.
    pub tally: Tally<'f>,
    /// By what its rows divide it.
    pub rows_by: &'static str,
    code_label: Label,
    /// Of how many, and what those are.
    pub of: Option<(Rows, &'static str)>,
    /// Where its events would be said.
    pub source: Source,
    /// What the record says besides.
    pub says: Vec<String>,
    /// By which words a published figure is about the same: any of these, of each all words.
    pub published_as: &'static [&'static [&'static str]],
}

/// What a part of a return adds: a thing, its row, and the event that shows it.
pub type Counted<'f> = (Id, Row<'f>, &'f Fact);

impl<'f> Figure<'f> {
    fn of_unit(
        unit: FigureUnit,
        noun: &'static str,
        source: Source,
        (id, label, definition): (&str, &str, &str),
    ) -> Self {
        Self {
            id: id.to_owned(),
            label: label.to_owned(),
            definition: definition.to_owned(),
            unit,
            noun,
            tally: Tally::default(),
            rows_by: "",
            code_label: |_| NOT_RECORDED.to_owned(),
            of: None,
            source,
            says: Vec::new(),
            published_as: &[],
        }
    }

    /// A count of people.
    #[must_use]
    pub fn people(source: Source, named: (&str, &str, &str)) -> Self {
        Self::of_unit(FigureUnit::People, "person", source, named)
    }

    /// A count of what was done to people, or by them, each with an id of this noun.
    #[must_use]
    pub fn acts(source: Source, noun: &'static str, named: (&str, &str, &str)) -> Self {
        Self::of_unit(FigureUnit::Acts, noun, source, named)
    }

    /// A count of what finds nobody.
    #[must_use]
    pub fn things(source: Source, noun: &'static str, named: (&str, &str, &str)) -> Self {
        Self::of_unit(FigureUnit::Things, noun, source, named)
    }

    /// What no event says, and why.
    #[must_use]
    pub fn not_collected(id: &str, label: &str, why: &'static str) -> Self {
        let named = (id, label, "What the scheme's record says of this, if it says anything.");
        Self::of_unit(FigureUnit::Things, "", Source::Nowhere(why), named)
    }

    /// Counts these.
    #[must_use]
    pub fn counting(mut self, counted: impl IntoIterator<Item = Counted<'f>>) -> Self {
        for (thing, row, fact) in counted {
            self.tally.add(thing, row, fact);
        }
        self
    }

    /// Rows by something that is a word, or an agency.
    #[must_use]
    pub fn by(self, rows_by: &'static str) -> Self {
        Self { rows_by, ..self }
    }

    /// Rows by the values of an enum.
    #[must_use]
    pub fn by_code(self, rows_by: &'static str, code_label: Label) -> Self {
        Self { rows_by, code_label, ..self }
    }

    /// A share of these.
    #[must_use]
    pub fn of(self, of: &Self, known: &Known<'_>, what: &'static str) -> Self {
        Self { of: Some((of.rows(known), what)), ..self }
    }

    /// Said in another place.
    #[must_use]
    pub fn said_in(self, source: Source) -> Self {
        Self { source, ..self }
    }

    /// With what else the record says.
    #[must_use]
    pub fn saying(self, says: impl IntoIterator<Item = String>) -> Self {
        Self { says: says.into_iter().collect(), ..self }
    }

    /// With the words by which it is published elsewhere.
    #[must_use]
    pub fn published_as(self, published_as: &'static [&'static [&'static str]]) -> Self {
        Self { published_as, ..self }
    }

    /// What a row is called.
    #[must_use]
    pub fn row_label(&self, known: &Known<'_>, row: Row<'_>) -> String {
        match row {
            Row::Code(code) => (self.code_label)(code),
            Row::Words(words) => words.to_owned(),
            Row::Agency(agency) => known.name(agency),
        }
    }

    /// The rows, of which the total is the sum.
    #[must_use]
    pub fn rows(&self, known: &Known<'_>) -> Rows {
        self.tally.rows(|row| self.row_label(known, row))
    }
}

/// The name of an enum's value in plain English: `SANCTION_KIND_BAIL_CONDITION` is
/// "Bail condition".
#[must_use]
pub fn plain(name: &str, prefix: &str) -> String {
    let words = name.strip_prefix(prefix).unwrap_or(name).to_lowercase().replace('_', " ");
    if matches!(words.as_str(), "unspecified" | "not recorded" | "not stated") {
        return NOT_RECORDED.to_owned();
    }
    capitalised(&words)
}

/// Words with a capital at their beginning.
#[must_use]
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// The plain name of an enum's value by its code.
macro_rules! label {
    ($kind:ty, $prefix:literal) => {
        |code| {
            let value = <$kind>::try_from(i32::from(code)).unwrap_or_default();
            $crate::returns::figure::plain(value.as_str_name(), $prefix)
        }
    };
}

pub(super) use label;
