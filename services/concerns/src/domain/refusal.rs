//! Every reason for which this context refuses.

use kernel::decider::{Kind, Refusal};

/// No concern was raised under this id.
pub const CONCERN_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "CONCERN_NOT_FOUND",
    "fact.concern_id",
    "no concern was raised under this id",
    "raise the complaint first, or mend the id",
);

/// A concern was raised under this id.
pub const CONCERN_ALREADY_RAISED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "CONCERN_ALREADY_RAISED",
    "fact.concern_id",
    "a complaint or safeguarding concern was raised under this id",
    "leave the id empty to have one assigned",
);

/// The concern of this id is a safeguarding concern.
pub const NOT_A_COMPLAINT: Refusal = Refusal::new(
    Kind::WrongState,
    "NOT_A_COMPLAINT",
    "fact.concern_id",
    "complaints are acknowledged and closed; a safeguarding concern is decided upon",
    "mend the id",
);

/// A complaint closed today that nobody acknowledged.
pub const COMPLAINT_NOT_ACKNOWLEDGED: Refusal = Refusal::new(
    Kind::WrongState,
    "COMPLAINT_NOT_ACKNOWLEDGED",
    "fact.concern_id",
    "a complaint is acknowledged before it is closed",
    "acknowledge the complaint first",
);

/// The complaint is closed.
pub const COMPLAINT_ALREADY_CLOSED: Refusal = Refusal::new(
    Kind::WrongState,
    "COMPLAINT_ALREADY_CLOSED",
    "fact.concern_id",
    "a closed complaint stays as it was closed",
    "raise a new complaint",
);

/// A complaint closed today by the agency complained of.
pub const CLOSED_BY_THE_ACCUSED: Refusal = Refusal::new(
    Kind::WrongState,
    "CLOSED_BY_THE_ACCUSED",
    "fact.agency_id",
    "the agency complained of does not decide its own complaint",
    "have it decided by somebody outside the team complained of, and say so in independent",
);

/// An incident was reported under this id.
pub const INCIDENT_ALREADY_REPORTED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "INCIDENT_ALREADY_REPORTED",
    "fact.incident_id",
    "an incident was reported under this id",
    "leave the id empty to have one assigned",
);

/// A death or harm reported today, of nobody.
pub const PERSON_NOT_NAMED: Refusal = Refusal::new(
    Kind::BadField,
    "PERSON_NOT_NAMED",
    "fact.person_id",
    "a report of harm or death says whom it befell",
    "give person_id; of an older incident record what the source gives with MODE_RECORD",
);

/// All of them, for the catalogue of errors.
pub const ALL: &[Refusal] = &[
    CONCERN_NOT_FOUND,
    CONCERN_ALREADY_RAISED,
    NOT_A_COMPLAINT,
    COMPLAINT_NOT_ACKNOWLEDGED,
    COMPLAINT_ALREADY_CLOSED,
    CLOSED_BY_THE_ACCUSED,
    INCIDENT_ALREADY_REPORTED,
    PERSON_NOT_NAMED,
];
