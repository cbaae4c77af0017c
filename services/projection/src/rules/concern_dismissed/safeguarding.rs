//! Whether a safeguarding concern met every part of the test and was not
//! enquired into all the same.

use proto::{
    common::Answer,
    concerns::{S42Decided, S42Decision, SafeguardingRaised},
};

use super::{Bears, Leg};
use crate::{
    history::{History, Seen},
    rules::{Severity, says::Says},
};

const TEST_NOT_SAID: &str = "The record does not say which part of the test was not met.";

pub(super) fn judge<'a>(
    history: &'a History,
    raised: Seen<'a, SafeguardingRaised>,
) -> Option<Says> {
    // An enquiry that was decided on at any time is one.
    let decided: Vec<_> = history.anchored::<S42Decided>().collect();
    if decided.iter().any(|decided| decided.event.decision() != S42Decision::NoEnquiry) {
        return None;
    }
    let gravest = decided.iter().copied().rev().max_by_key(|decided| met(decided.event))?;
    let leg = |because: &str| Leg {
        since: gravest.meta.occurred.end,
        because: because.into(),
        severity: Severity::S1,
        evidence: vec![
            Bears::shows(raised, "A safeguarding concern was raised."),
            Bears::shows(gravest, "It was decided not to enquire."),
        ],
        agencies: vec![&gravest.event.agency_id],
    };
    match met(gravest.event) {
        Met::No => None,
        Met::Unclear => Some(Says::Lacks(
            TEST_NOT_SAID,
            leg("A safeguarding concern was not enquired into, and no record says why the test \
                 was not met.")
            .grounds(),
        )),
        Met::Yes => Some(Says::Stands(
            leg("A safeguarding concern met every part of the test, and was not enquired into.")
                .grounds(),
        )),
    }
}

/// Whether every part of the test was met.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Met {
    No,
    Unclear,
    Yes,
}

fn met(decided: &S42Decided) -> Met {
    let parts = [decided.needs(), decided.abuse_or_neglect(), decided.cannot_protect_self()];
    if parts.contains(&Answer::No) {
        Met::No
    } else if parts.iter().all(|part| *part == Answer::Yes) {
        Met::Yes
    } else {
        Met::Unclear
    }
}
