//! What the rules about sanctions share: what a sanction was for, and what a
//! review of its grounds found.

use proto::sanctions::{Predicate, SanctionApplied, SanctionReviewOutcome, SanctionReviewed};

use super::Grounds;
use crate::history::History;

/// What a sanction, or the threat of one, was for. The greatest decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WhatFor {
    /// Something that has nothing to do with care.
    Apart,
    /// No record says.
    Unsaid,
    /// Seeking help, or being in danger.
    SeekingHelp,
}

/// What was sanctioned.
#[must_use]
pub fn what_for(predicate: Predicate) -> WhatFor {
    match predicate {
        Predicate::SeparateOffence => WhatFor::Apart,
        Predicate::NotRecorded | Predicate::Unspecified => WhatFor::Unsaid,
        Predicate::Calling
        | Predicate::Attending
        | Predicate::SelfHarm
        | Predicate::Suicidality
        | Predicate::PlaceOfRisk => WhatFor::SeekingHelp,
    }
}

/// What a sanction that was applied was for. A term that limits contact with care
/// keeps somebody from help whatever it was for.
#[must_use]
pub fn what_applied_for(applied: &SanctionApplied) -> WhatFor {
    if applied.limits_care_contact { WhatFor::SeekingHelp } else { what_for(applied.predicate()) }
}

impl WhatFor {
    /// What the record lacks to say that it was for seeking help, if it does; `None`
    /// if it was for something apart.
    #[must_use]
    pub fn lacks(self, unsaid: &'static str) -> Option<Option<&'static str>> {
        match self {
            Self::Apart => None,
            Self::Unsaid => Some(Some(unsaid)),
            Self::SeekingHelp => Some(None),
        }
    }
}

/// The same in words, to go on from "was applied" or "was threatened".
#[must_use]
pub fn in_words(predicate: Predicate) -> &'static str {
    match predicate {
        Predicate::Calling => "for calling an emergency or crisis service",
        Predicate::Attending => "for attending a service",
        Predicate::SelfHarm => "for self-harm",
        Predicate::Suicidality => "for being suicidal or saying so",
        Predicate::PlaceOfRisk => "for being in a place of risk",
        Predicate::SeparateOffence => "for an offence apart from care",
        Predicate::NotRecorded | Predicate::Unspecified => "for a reason that no record gives",
    }
}

/// Adds what reviews of the sanction that is judged found of its grounds.
#[must_use]
pub fn with_reviews(grounds: Grounds, history: &History) -> Grounds {
    history.anchored::<SanctionReviewed>().fold(grounds, |grounds, review| {
        match review.event.outcome() {
            SanctionReviewOutcome::Upheld => {
                grounds.despite(review, "A review found that its grounds stand.")
            }
            SanctionReviewOutcome::NotJustified => {
                grounds.shown_by(review, "A review found that its grounds do not stand.")
            }
            SanctionReviewOutcome::Inconclusive | SanctionReviewOutcome::Unspecified => {
                grounds.shown_by(review, "A review could not say whether its grounds stand.")
            }
        }
    })
}
