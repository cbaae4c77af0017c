//! Whether an agreement or a consent stood when something was done.
//!
//! Records are vague: of two things that happened "in March" nobody can say
//! which came first. So the answer has three values, and only what stood, or
//! did not stand, at every moment that the record allows is said to have done so.

use jiff::Timestamp;
use proto::{
    common::Period,
    envelope::Meta,
    time::{self, Span},
};

/// Whether something stood. The lesser of two is what both together allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It did not.
    No,
    /// The record cannot tell.
    Unclear,
    /// It did.
    Yes,
}

/// From when until when something stood; each end lies between two moments.
#[derive(Clone, Copy, Debug)]
pub struct Term {
    from: (Timestamp, Timestamp),
    /// The first moment at which it no longer stood.
    until: (Timestamp, Timestamp),
}

impl Term {
    /// It stood since this event, open-ended.
    #[must_use]
    pub fn since(meta: &Meta) -> Self {
        let Span { start, end, .. } = meta.occurred;
        Self { from: (start, end), until: (Timestamp::MAX, Timestamp::MAX) }
    }

    /// And within this period only. A period does not reach back behind the
    /// signature or the words that began it.
    #[must_use]
    pub fn within(mut self, period: Option<&Period>) -> Self {
        if let Some((start, end)) = period.and_then(time::period) {
            self.from = (self.from.0.max(start), self.from.1.max(start));
            self = self.until(end.unwrap_or(Timestamp::MAX), end.unwrap_or(Timestamp::MAX));
        }
        self
    }

    /// And until this event, if there is one.
    #[must_use]
    pub fn ended_by(self, meta: Option<&Meta>) -> Self {
        match meta {
            Some(meta) => self.until(meta.occurred.start, meta.occurred.end),
            None => self,
        }
    }

    fn until(mut self, earliest: Timestamp, latest: Timestamp) -> Self {
        self.until = (self.until.0.min(earliest), self.until.1.min(latest));
        self
    }

    /// Whether it stood when that was done.
    #[must_use]
    pub fn at(&self, done: &Span) -> Standing {
        if self.from.1 <= done.start && done.end < self.until.0 {
            Standing::Yes
        } else if self.from.0 <= done.end && done.start < self.until.1 {
            Standing::Unclear
        } else {
            Standing::No
        }
    }

    /// Whether it began only after that was done.
    #[must_use]
    pub fn began_after(&self, done: &Span) -> bool {
        self.from.0 > done.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::constant(second, 0)
    }

    fn term(from: (i64, i64), until: (i64, i64)) -> Term {
        Term { from: (at(from.0), at(from.1)), until: (at(until.0), at(until.1)) }
    }

    #[test]
    fn what_began_and_ended_at_known_moments_stood_between_them() {
        let term = term((10, 10), (20, 20));
        assert_eq!(term.at(&Span::instant(at(9))), Standing::No);
        assert_eq!(term.at(&Span::instant(at(10))), Standing::Yes);
        assert_eq!(term.at(&Span::instant(at(19))), Standing::Yes);
        assert_eq!(term.at(&Span::instant(at(20))), Standing::No);
    }

    #[test]
    fn vague_moments_that_overlap_tell_nothing() {
        let done = |start, end| Span { start: at(start), end: at(end), ..Span::instant(at(start)) };
        assert_eq!(term((10, 15), (50, 50)).at(&done(12, 20)), Standing::Unclear);
        assert_eq!(term((10, 15), (50, 50)).at(&done(15, 20)), Standing::Yes);
        assert_eq!(term((10, 10), (30, 40)).at(&done(31, 35)), Standing::Unclear);
        assert_eq!(term((10, 10), (30, 40)).at(&done(40, 45)), Standing::No);
    }
}
