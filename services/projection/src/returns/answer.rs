//! A figure that is counted, apart from the events that it was counted from.

use jiff::Timestamp;
use proto::{
    oversight::{
        Completeness, Figure as Wire, FigureRow, FigureState, FigureUnit, PublishedFigure,
    },
    time::wire,
};

use super::{
    complete::{Habits, Record, judged},
    figure::Figure,
    known::Known,
    published::{self, Published},
    suppress::suppressed,
    tally::Rows,
};

/// What is said of a difference where numbers are suppressed: it would give them away.
const NOT_COMPARED: &str = "It is not compared here, where numbers are rounded or not shown.";

/// A figure with its rows, and how complete it is.
#[derive(Clone, Debug)]
pub struct Answered {
    part: u32,
    id: String,
    label: String,
    definition: String,
    unit: FigureUnit,
    rows: Rows,
    rows_by: &'static str,
    of: Option<(Rows, &'static str)>,
    state: FigureState,
    completeness: Completeness,
    reason: String,
    says: Vec<String>,
    published: Vec<Published>,
}

impl Answered {
    /// A figure of a part, as it is counted.
    #[must_use]
    pub fn new(part: u32, figure: &Figure<'_>, known: &Known<'_>, by: (&Habits, Record)) -> Self {
        let rows = figure.rows(known);
        let (state, completeness, reason) = judged(figure, known, by);
        Self {
            part,
            id: figure.id.clone(),
            label: figure.label.clone(),
            definition: figure.definition.clone(),
            unit: figure.unit,
            published: published::about(figure, &rows, known),
            rows,
            rows_by: figure.rows_by,
            of: figure.of.clone(),
            state,
            completeness,
            reason,
            says: figure.says.clone(),
        }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// True if it counts people or what was done to them.
    #[must_use]
    pub fn finds_people(&self) -> bool {
        self.unit != FigureUnit::Things
    }

    /// The figure as clients see it, with all its numbers or as it may be published.
    #[must_use]
    pub fn to_wire(&self, as_at: Timestamp, suppressing: bool) -> Wire {
        let suppressing = suppressing && self.finds_people();
        let mut figure = Wire {
            figure_id: self.id.clone(),
            part: self.part,
            label: self.label.clone(),
            definition: self.definition.clone(),
            unit: self.unit.into(),
            state: self.state.into(),
            rounded: suppressing,
            as_at: Some(wire(as_at)),
            completeness: self.completeness.into(),
            completeness_reason: self.reason.clone(),
            rows_by: self.rows_by.to_owned(),
            says: self.says.clone(),
            published: self.published.iter().map(|p| shown(p, suppressing)).collect(),
            ..Wire::default()
        };
        if self.state != FigureState::NotCollected {
            if suppressing {
                self.suppress(&mut figure);
            } else {
                self.number(&mut figure);
            }
        }
        figure
    }

    fn number(&self, figure: &mut Wire) {
        figure.number = Some(self.rows.total());
        if let Some((of, label)) = &self.of {
            figure.denominator = Some(of.total());
            figure.denominator_label = (*label).to_owned();
        }
        let row = |(label, number): (&str, u64)| FigureRow {
            label: label.to_owned(),
            number: Some(number),
            denominator: self.of_row(label),
        };
        if !self.rows_by.is_empty() {
            figure.rows = self.rows.iter().map(row).collect();
        }
    }

    /// Of how many a row is, where what it is a share of has such a row.
    fn of_row(&self, label: &str) -> Option<u64> {
        let (of, _) = self.of.as_ref()?;
        Some(of.of(label)).filter(|number| *number > 0)
    }

    fn suppress(&self, figure: &mut Wire) {
        let shown = suppressed(&self.rows, self.of.as_ref().map(|(of, _)| of.total()));
        figure.number = shown.total;
        figure.denominator = shown.of;
        figure.denominator_label = self.of.as_ref().map_or("", |(_, label)| *label).to_owned();
        if shown.total.is_none() {
            figure.set_state(FigureState::NotShown);
        }
        if !self.rows_by.is_empty() {
            figure.rows_not_shown = shown.rows_left_out;
            let row = |(label, number)| FigureRow { label, number, denominator: None };
            figure.rows = shown.rows.into_iter().map(row).collect();
        }
    }
}

fn shown(published: &Published, suppressing: bool) -> PublishedFigure {
    let claim = &published.claim;
    let difference =
        if suppressing { NOT_COMPARED.to_owned() } else { published.difference.clone() };
    PublishedFigure {
        claim_id: claim.thing.text("claim"),
        event_id: claim.about.text(""),
        agency_id: claim.agency.text("agency"),
        published: Some(wire(claim.when.happened)),
        measure: claim.word(0).to_owned(),
        figure: claim.word(1).to_owned(),
        row: if suppressing { String::new() } else { published.row.clone() },
        difference,
    }
}

/// An event behind a figure.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown {
    happened: Timestamp,
    /// Its context.
    pub context: &'static str,
    /// Its position in the context's log.
    pub position: u64,
    /// What is counted by it.
    pub counted_id: String,
    /// The row in which that is counted.
    pub row: String,
    /// The person whom it is about.
    pub person_id: String,
}

impl Shown {
    /// The events behind a figure, oldest first.
    #[must_use]
    pub fn of(figure: &Figure<'_>, known: &Known<'_>) -> Vec<Self> {
        let shown = figure.tally.shown_by().map(|(thing, row, fact)| Self {
            happened: fact.when.happened,
            context: fact.context,
            position: fact.position,
            counted_id: thing.text(figure.noun),
            row: figure.row_label(known, row),
            person_id: fact.person.text("person"),
        });
        let mut shown: Vec<Self> = shown.collect();
        shown.sort();
        shown
    }
}
