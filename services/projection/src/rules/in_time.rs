//! Whether something was done by a deadline, as far as a vague record tells.
//!
//! What happened "in March" may lie on either side of a deadline in March.
//! Nobody is held to a day that the record does not give, and nobody is
//! cleared by one: the answer is then neither.

use jiff::Timestamp;
use proto::time::Span;

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
