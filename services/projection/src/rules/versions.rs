//! The versions of a plan, each from its publication until it was replaced or
//! the plan was closed.

use jiff::Timestamp;
use proto::careplans::{PlanClosed, PlanPublished};

use crate::history::{History, Seen};

/// A version of a plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Version<'a> {
    /// What put it in force; deadlines count from its end.
    pub(super) published: Seen<'a, PlanPublished>,
    /// From when it need no longer have stood; `None` while it stands.
    ///
    /// The earliest moment that the record allows, so that nobody answers for
    /// a plan that may have been out of force.
    pub(super) until: Option<Timestamp>,
}

impl Version<'_> {
    /// True if it need no longer have stood when the deadline passed.
    pub(super) fn ended_by(&self, due: Timestamp) -> bool {
        self.until.is_some_and(|until| until <= due)
    }
}

/// The versions of the plan that is judged, oldest first.
pub(super) fn versions(history: &History) -> Vec<Version<'_>> {
    versions_of(history, history.anchor())
}

/// The same of any plan that a rule sees.
pub(super) fn versions_of<'a>(history: &'a History, plan: &'a str) -> Vec<Version<'a>> {
    let closed = history.in_stream::<PlanClosed>(plan).map(|c| c.meta.occurred.start).min();
    let published: Vec<_> = history.in_stream::<PlanPublished>(plan).collect();
    let replaced = published.iter().skip(1).map(|next| Some(next.meta.occurred.start));
    let untils = replaced.chain([None]).map(|replaced| match (replaced, closed) {
        (Some(replaced), Some(closed)) => Some(replaced.min(closed)),
        (one, other) => one.or(other),
    });
    published.iter().zip(untils).map(|(&published, until)| Version { published, until }).collect()
}
