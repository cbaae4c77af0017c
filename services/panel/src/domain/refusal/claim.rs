//! Refusals about a claim.

use kernel::decider::{Kind, Refusal};

/// Something was claimed under this id.
pub const CLAIM_ALREADY_MADE: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "CLAIM_ALREADY_MADE",
    "fact.claim_id",
    "something was claimed under this id",
    "leave the id empty to have one assigned",
);

/// A published claim with neither a figure nor the word that none was given.
pub const FIGURE_MISSING: Refusal = Refusal::new(
    Kind::BadField,
    "FIGURE_MISSING",
    "fact.figure",
    "a published claim gives its figure, or says that the count was not given",
    "give figure, or set count_not_given",
);

/// A figure that is said not to have been given.
pub const FIGURE_GIVEN_AND_NOT_GIVEN: Refusal = Refusal::new(
    Kind::BadField,
    "FIGURE_GIVEN_AND_NOT_GIVEN",
    "fact.count_not_given",
    "a figure is given or not given, not both",
    "leave out figure or count_not_given",
);
