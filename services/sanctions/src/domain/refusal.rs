//! Every reason for which this context refuses.

use kernel::decider::{Kind, Refusal};

/// There is no such sanction.
pub const SANCTION_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "SANCTION_NOT_FOUND",
    "fact.sanction_id",
    "no sanction is on record under this id",
    "record the threat or the sanction first, or mend the id",
);

/// There is another sanction under this id.
pub const SANCTION_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "SANCTION_ALREADY_ON_RECORD",
    "fact.sanction_id",
    "another sanction is on record under this id",
    "leave the id empty to have one assigned",
);

/// The sanction on record is another person's.
pub const SANCTION_OF_ANOTHER_PERSON: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_OF_ANOTHER_PERSON",
    "fact.person_id",
    "a threat is carried out against the person who was threatened",
    "mend the person or the id; for another person, leave the id empty to have one assigned",
);

/// A sanction for seeking help or being in distress.
pub const SANCTION_FOR_SEEKING_HELP: Refusal = Refusal::new(
    Kind::WrongState,
    "SANCTION_FOR_SEEKING_HELP",
    "fact.predicate",
    "nobody is sanctioned, or threatened with it, for calling, attending, harming themselves, \
     being suicidal or being where they are at risk (NHS England, position on SIM and similar \
     models, 10 March 2023, element (b); NICE NG225)",
    "do not do it; if it was done, record it with MODE_RECORD and its source",
);

/// A sanction that does not say what the person was doing.
pub const PREDICATE_REQUIRED: Refusal = Refusal::new(
    Kind::BadField,
    "PREDICATE_REQUIRED",
    "fact.predicate",
    "whoever sanctions or threatens says what the person was doing",
    "say it in predicate; if no source does, record it with MODE_RECORD and its source",
);

/// There is such an involvement.
pub const INVOLVEMENT_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "INVOLVEMENT_ALREADY_ON_RECORD",
    "fact.involvement_id",
    "an involvement is on record under this id",
    "leave the id empty to have one assigned",
);

/// Police in a therapeutic role in planned care.
pub const POLICE_IN_PLANNED_CARE: Refusal = Refusal::new(
    Kind::WrongState,
    "POLICE_IN_PLANNED_CARE",
    "fact.role",
    "police do not mentor, work with, write for or decide upon a person in planned care (NHS \
     England, position on SIM and similar models, 10 March 2023, element (a))",
    "name the trigger that brought them in, if there is one; if it happened so, record it with \
     MODE_RECORD and its source",
);

/// All of them, for the catalogue of errors.
pub const ALL: &[Refusal] = &[
    SANCTION_NOT_FOUND,
    SANCTION_ALREADY_ON_RECORD,
    SANCTION_OF_ANOTHER_PERSON,
    SANCTION_FOR_SEEKING_HELP,
    PREDICATE_REQUIRED,
    INVOLVEMENT_ALREADY_ON_RECORD,
    POLICE_IN_PLANNED_CARE,
];
