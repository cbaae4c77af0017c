//! What is judged when, of what had been said before the projection started.

use std::collections::BTreeMap;

use proto::{Event as _, any::AnyEvent, envelope::Recorded, oversight::Event};

use super::{
    everyone::is_one_persons,
    touched::{Others, Touched, touch},
};
use crate::{
    events::Events,
    own_log,
    store::{StoreError, Work},
};

/// Under which key it stands that all that is kept has been judged.
const JUDGED: &[u8] = b"mjudged";

/// What is judged when.
#[derive(Debug)]
pub enum CatchingUp {
    /// Nothing was ever judged: all is, once it is there.
    Anew,
    /// What was said after these positions, by context, is judged once it is there.
    From(BTreeMap<String, u64>),
    /// All has been judged, and what comes is judged as it comes.
    Done,
}

impl CatchingUp {
    /// As the store is found; `positions` are those up to which it holds each context.
    ///
    /// # Errors
    /// If the store fails.
    pub fn begin(work: &Work<'_>, positions: &BTreeMap<String, u64>) -> Result<Self, StoreError> {
        if work.get(JUDGED)?.is_none() {
            return Ok(Self::Anew);
        }
        let mut positions = positions.clone();
        positions.insert(Event::CONTEXT.to_owned(), own_log::position(work)?);
        Ok(Self::From(positions))
    }

    /// True once all has been judged.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done)
    }

    /// Keeps that all has been judged.
    pub fn end(work: &mut Work<'_>) {
        work.put(JUDGED.to_vec(), Vec::new());
    }

    /// Adds what is to be judged because of an event that has been kept.
    ///
    /// # Errors
    /// If the store fails.
    pub fn touch(
        &self,
        touched: &mut Touched,
        events: &mut Events,
        work: &Work<'_>,
        recorded: &Recorded<AnyEvent>,
    ) -> Result<(), StoreError> {
        let others = match self {
            Self::Anew if is_one_persons(recorded) => return Ok(()),
            Self::Anew => Others::None,
            Self::From(positions) => Others::UpTo(positions),
            Self::Done => Others::All,
        };
        touch(touched, events, work, recorded, others)
    }
}
