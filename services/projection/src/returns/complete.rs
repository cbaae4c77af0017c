//! How complete an answer is, and what "none" needs.
//!
//! A nought is an answer only where the record would know of one: where such things are put
//! on record for the scheme as they are done, all that was said was heard and can be read;
//! or where somebody looked, and published that there was none. Anything else is not
//! collected.

use std::collections::BTreeMap;

use proto::oversight::{Completeness, FigureState};

use super::{
    figure::{Figure, Source},
    known::Known,
    published::said_none,
};

/// What is known of the record as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record {
    /// True if all that was said by the day was heard.
    pub heard: bool,
    /// True if nothing of the scheme was set aside because it cannot be read.
    pub readable: bool,
}

/// How each context of a scheme is put on record: so many as they were done, so many
/// afterwards.
#[derive(Clone, Debug, Default)]
pub struct Habits(BTreeMap<&'static str, (u64, u64)>);

impl Habits {
    /// Those of a scheme.
    #[must_use]
    pub fn of(known: &Known<'_>) -> Self {
        let mut habits = Self::default();
        for fact in known.all() {
            let (acted, recorded) = habits.0.entry(fact.context).or_default();
            *if fact.acted { acted } else { recorded } += 1;
        }
        habits
    }
}

/// Whether there is an answer, how complete it is, and why.
#[must_use]
pub fn judged(
    figure: &Figure<'_>,
    known: &Known<'_>,
    (habits, record): (&Habits, Record),
) -> (FigureState, Completeness, String) {
    let (context, area) = match figure.source {
        Source::Nowhere(why) => {
            return (FigureState::NotCollected, Completeness::NotCollected, why.to_owned());
        }
        Source::Context(context, area) => (context, area),
    };
    let (acted, recorded) = habits.0.get(context).copied().unwrap_or_default();
    let lacks = if !record.heard {
        Some("Not all that was said by this day has been heard here yet.".to_owned())
    } else if !record.readable {
        Some(
            "Something that was said could not be read and was set aside; whether it is about \
              the scheme nobody can say."
                .to_owned(),
        )
    } else if recorded > 0 {
        Some(format!("What the record holds of {area} was put there afterwards, all or in part."))
    } else if acted == 0 {
        Some(format!("Nothing about {area} was ever put on record for the scheme."))
    } else {
        None
    };
    let found = figure.tally.number() > 0;
    match (found, lacks) {
        (true, None) => (
            FigureState::Counted,
            Completeness::Complete,
            format!("What concerns {area} is put on record here as it is done."),
        ),
        (true, Some(why)) => {
            (FigureState::Counted, Completeness::Partly, format!("{why} There may be more."))
        }
        (false, None) => (
            FigureState::None,
            Completeness::Complete,
            format!("What concerns {area} is put on record here as it is done, and there is none."),
        ),
        (false, Some(why)) => match said_none(figure, known) {
            Some(claim) => (
                FigureState::None,
                Completeness::Partly,
                format!(
                    "{} looked and published that there was none. {why}",
                    known.name(claim.agency)
                ),
            ),
            None => (
                FigureState::NotCollected,
                Completeness::NotCollected,
                format!("No event says so, and nothing shows that anybody looked. {why}"),
            ),
        },
    }
}
