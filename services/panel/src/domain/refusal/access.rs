//! Refusals about an access to records.

use kernel::decider::{Kind, Refusal};

/// No access was granted under this id.
pub const ACCESS_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "ACCESS_NOT_FOUND",
    "fact.access_id",
    "no access was granted under this id",
    "mend the id",
);

/// Access was granted under this id.
pub const ACCESS_ALREADY_GRANTED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "ACCESS_ALREADY_GRANTED",
    "fact.access_id",
    "access was granted under this id",
    "leave the id empty to have one assigned",
);

/// Records opened today to the police or to a vendor.
pub const ACCESS_NOT_TO_BE_GRANTED: Refusal = Refusal::new(
    Kind::WrongState,
    "ACCESS_NOT_TO_BE_GRANTED",
    "fact.to_kind",
    "police and vendors are not given access to records, only what is disclosed by item",
    "disclose each item with its basis; record access that was granted with MODE_RECORD",
);
