//! Refusals about an agency.

use kernel::decider::{Kind, Refusal};

/// No agency is registered under this id.
pub const AGENCY_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "AGENCY_NOT_FOUND",
    "fact.agency_id",
    "no agency is registered under this id",
    "register the agency first, or mend the id",
);

/// An agency is registered under this id.
pub const AGENCY_ALREADY_REGISTERED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "AGENCY_ALREADY_REGISTERED",
    "fact.agency_id",
    "an agency is registered under this id",
    "leave the id empty to have one assigned",
);

/// An agency that would belong to itself.
pub const AGENCY_ITS_OWN_PARENT: Refusal = Refusal::new(
    Kind::BadField,
    "AGENCY_ITS_OWN_PARENT",
    "fact.parent_agency_id",
    "an agency does not belong to itself",
    "name the agency above it, or leave it out",
);
