//! When the person died, as far as the record tells.
//!
//! A report of the death says when it was. A case or plan that was closed
//! because of it says only that it was by then, and after the person was last
//! seen alive.

use jiff::Timestamp;
use proto::{
    careplans::{PlanClosed, PlanOutcome},
    concerns::{IncidentKind, IncidentReported},
    referrals::{CaseClosed, CaseOutcome},
    time::Span,
};

use super::contacts::Contact;
use crate::history::{History, Seen};

/// The person's death.
#[derive(Clone, Copy, Debug)]
pub(super) struct Death<'a> {
    /// What tells of it.
    pub(super) seen: Seen<'a, ()>,
    /// When it was.
    pub(super) when: Span,
    /// What that shows.
    pub(super) shows: &'static str,
}

/// The person's death, by the record that tells most exactly when it was.
pub(super) fn death<'a>(history: &'a History, contacts: &[Contact<'a>]) -> Option<Death<'a>> {
    let mut reported =
        history.of::<IncidentReported>().filter(|seen| seen.event.kind() == IncidentKind::Death);
    if let Some(seen) = reported.next() {
        return Some(Death {
            seen: seen.of_any_kind(),
            when: seen.meta.occurred,
            shows: "The person's death was reported.",
        });
    }
    let cases = history
        .of::<CaseClosed>()
        .filter(|seen| seen.event.outcome() == CaseOutcome::Died)
        .map(Seen::of_any_kind);
    let plans = history
        .of::<PlanClosed>()
        .filter(|seen| seen.event.outcome() == PlanOutcome::Died)
        .map(Seen::of_any_kind);
    let seen = cases.chain(plans).min_by_key(|seen| {
        let meta = seen.meta;
        (meta.occurred.end, meta.occurred.start, meta.context(), meta.position)
    })?;
    let Span { end, .. } = seen.meta.occurred;
    let alive = contacts.iter().map(|contact| contact.when.end).filter(|at| *at <= end).max();
    Some(Death {
        seen,
        when: Span { start: alive.unwrap_or(Timestamp::MIN), ..seen.meta.occurred },
        shows: "The record was closed because the person had died.",
    })
}
