//! A finding about something of which several parts are judged one by one:
//! each copy of a plan, each disclosure under a consent.

use jiff::Timestamp;

use super::{Finding, Grounds};
use crate::history::Seen;

/// What is to be said of one part.
pub(super) enum Says {
    /// Nothing, now or later.
    Nothing,
    /// Nothing before then.
    AskAt(Timestamp),
    /// The record lacks this.
    Lacks(&'static str, Grounds),
    /// The pattern stands in it.
    Stands(Grounds),
}

impl Says {
    /// The same, but that what stands is not evidenced where something speaks against it.
    pub(super) fn unless<E>(
        self,
        against: Option<Seen<'_, E>>,
        missing: &'static str,
        shows: &'static str,
    ) -> Self {
        match (self, against) {
            (Self::Stands(grounds), Some(seen)) => {
                Self::Lacks(missing, grounds.despite(seen, shows))
            }
            (said, _) => said,
        }
    }
}

/// All parts in one finding. What stands is not weakened by what is lacking
/// elsewhere.
pub(super) fn sum_up(parts: impl IntoIterator<Item = Says>) -> Finding {
    let mut standing = vec![];
    let mut lacking = vec![];
    let mut again = vec![];
    for part in parts {
        match part {
            Says::Nothing => {}
            Says::AskAt(at) => again.push(at),
            Says::Lacks(missing, grounds) => lacking.push((missing, grounds)),
            Says::Stands(grounds) => standing.push(grounds),
        }
    }
    lacking.sort_by_key(|(_, grounds)| grounds.since);
    let missing = lacking.first().map(|(missing, _)| *missing);
    let lacking = together(lacking.into_iter().map(|(_, grounds)| grounds).collect());
    let found = match (together(standing), lacking, missing) {
        (Some(grounds), ..) => Finding::fires(grounds),
        (None, Some(grounds), Some(missing)) => Finding::not_evidenced(missing, grounds),
        _ => Finding::silent(),
    };
    again.into_iter().fold(found, Finding::and_again)
}

fn together(mut all: Vec<Grounds>) -> Option<Grounds> {
    all.sort_by_key(|grounds| grounds.since);
    all.into_iter().reduce(Grounds::and)
}
