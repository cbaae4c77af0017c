//! Whether something was done by a deadline, as far as a vague record tells.
//!
//! What happened "in March" may lie on either side of a deadline in March.
//! Nobody is held to a day that the record does not give, and nobody is
//! cleared by one: the answer is then neither.

use jiff::Timestamp;
use proto::{common::Mode, envelope::Meta, time::Span};

use crate::calendar::{after_days, after_working_days};

/// Whether something was done in time. The best of several is the greatest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum InTime {
    /// It was not.
    No,
    /// The record cannot tell.
    Unclear,
    /// It was.
    Yes,
}

impl InTime {
    /// Whether what happened within `span` happened by `due`.
    pub(super) fn by(due: Timestamp, span: Span) -> Self {
        if span.end <= due {
            Self::Yes
        } else if span.start <= due {
            Self::Unclear
        } else {
            Self::No
        }
    }

    /// Whether any of these happened by `due`.
    pub(super) fn any_by(due: Timestamp, spans: impl Iterator<Item = Span>) -> Self {
        spans.map(|span| Self::by(due, span)).max().unwrap_or(Self::No)
    }
}

/// When something counts as done: what is done here, when it is said, so that nobody sets
/// the day of their own act; what is recorded of elsewhere, when it happened.
pub(crate) fn counted(meta: &Meta) -> Span {
    match meta.mode {
        Mode::Record => meta.occurred,
        Mode::Act | Mode::Unspecified => Span::instant(meta.recorded_at),
    }
}

/// A deadline in working days.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    /// When it is, or the earliest moment at which it can be.
    pub(super) due: Timestamp,
    is_known: bool,
}

/// What came of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kept {
    /// It was done in time.
    Yes,
    /// It may yet be.
    NotDue,
    /// The bank holidays are not known by which it would be told.
    NoCalendar,
    /// The record cannot tell.
    DayNotSaid,
    /// It was not done in time.
    No,
}

impl Deadline {
    /// So many working days after something.
    pub(super) fn after(from: Timestamp, working_days: u32) -> Self {
        let known = after_working_days(from, working_days);
        // No working day is shorter than a day: it is not due before.
        let due = known.unwrap_or_else(|| after_days(from, working_days));
        Self { due, is_known: known.is_some() }
    }

    /// What came of it by now, where what would have kept it was done within these spans.
    pub(super) fn kept(self, now: Timestamp, done: impl Iterator<Item = Span>) -> Kept {
        match InTime::any_by(self.due, done) {
            InTime::Yes => Kept::Yes,
            _ if now < self.due => Kept::NotDue,
            _ if !self.is_known => Kept::NoCalendar,
            InTime::Unclear => Kept::DayNotSaid,
            InTime::No => Kept::No,
        }
    }
}
