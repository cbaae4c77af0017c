//! Every reason for which this context refuses.

use kernel::decider::{Kind, Refusal};

/// Nobody is registered under this id.
pub const PERSON_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "PERSON_NOT_FOUND",
    "fact.person_id",
    "nobody is registered under this id",
    "register the person first, or mend the id",
);

/// Somebody is registered under this id.
pub const PERSON_ALREADY_REGISTERED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "PERSON_ALREADY_REGISTERED",
    "fact.person_id",
    "somebody is registered under this id",
    "leave the id empty to have one assigned",
);

/// The NHS number fails its check.
pub const NHS_NUMBER_WRONG: Refusal = Refusal::new(
    Kind::BadField,
    "NHS_NUMBER_WRONG",
    "fact.nhs_number",
    "an NHS number has ten digits, the last of which checks the others",
    "read it again from the source",
);

/// The date of birth is no date.
pub const DATE_OF_BIRTH_WRONG: Refusal = Refusal::new(
    Kind::BadField,
    "DATE_OF_BIRTH_WRONG",
    "fact.date_of_birth",
    "a date of birth reads YYYY-MM-DD and lies in the past",
    "mend it, or leave it out if it is not known",
);

/// A refusal of help without who refused and why.
pub const REFUSAL_NOT_EXPLAINED: Refusal = Refusal::new(
    Kind::BadField,
    "REFUSAL_NOT_EXPLAINED",
    "fact.refusal_reason",
    "where help was refused, the record says by whom and why",
    "give refused_by_agency_id and refusal_reason",
);

/// A reason for refusing at a contact that was not refused.
pub const NOTHING_WAS_REFUSED: Refusal = Refusal::new(
    Kind::BadField,
    "NOTHING_WAS_REFUSED",
    "fact.refusal_reason",
    "a reason for refusing belongs to a contact whose disposal is refused",
    "set the disposal to CONTACT_DISPOSAL_REFUSED or leave the reason out",
);

/// A plan's version without the plan.
pub const PLAN_VERSION_WITHOUT_PLAN: Refusal = Refusal::new(
    Kind::BadField,
    "PLAN_VERSION_WITHOUT_PLAN",
    "fact.plan_id",
    "a version is a version of a plan",
    "give plan_id beside plan_version",
);

/// There is no such referral.
pub const REFERRAL_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "REFERRAL_NOT_FOUND",
    "fact.referral_id",
    "no referral was made under this id",
    "make the referral first, or mend the id",
);

/// There is such a referral.
pub const REFERRAL_ALREADY_MADE: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "REFERRAL_ALREADY_MADE",
    "fact.referral_id",
    "a referral was made under this id",
    "leave the id empty to have one assigned",
);

/// An agency's referral that names no agency.
pub const REFERRER_NOT_NAMED: Refusal = Refusal::new(
    Kind::BadField,
    "REFERRER_NOT_NAMED",
    "fact.from_agency_id",
    "a referral by an agency names the agency",
    "give from_agency_id",
);

/// The referral was answered otherwise.
pub const REFERRAL_ALREADY_ANSWERED: Refusal = Refusal::new(
    Kind::WrongState,
    "REFERRAL_ALREADY_ANSWERED",
    "fact.referral_id",
    "this referral was answered already",
    "make a new referral",
);

/// The case is not open.
pub const CASE_NOT_OPEN: Refusal = Refusal::new(
    Kind::WrongState,
    "CASE_NOT_OPEN",
    "fact.referral_id",
    "only a case that an accepted referral opened can be closed",
    "accept the referral first, or decline it",
);

/// There is no such consent.
pub const CONSENT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "CONSENT_NOT_FOUND",
    "fact.consent_id",
    "no consent is recorded under this id",
    "record the consent first, or mend the id",
);

/// There is such a consent.
pub const CONSENT_ALREADY_RECORDED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "CONSENT_ALREADY_RECORDED",
    "fact.consent_id",
    "an answer is recorded under this id",
    "leave the id empty to have one assigned",
);

/// Consent by proxy or implied, put on record as an act of today.
pub const CONSENT_NOT_THE_PERSONS: Refusal = Refusal::new(
    Kind::WrongState,
    "CONSENT_NOT_THE_PERSONS",
    "fact.method",
    "consent is the person's own: it is neither implied nor given by somebody else",
    "ask the person; if it was taken so, record it with MODE_RECORD and its source",
);

/// The consent was refused, so it cannot be withdrawn.
pub const CONSENT_NEVER_GIVEN: Refusal = Refusal::new(
    Kind::WrongState,
    "CONSENT_NEVER_GIVEN",
    "fact.consent_id",
    "what was refused cannot be withdrawn",
    "nothing needs to be done: the refusal stands",
);

/// All of them, for the catalogue of errors.
pub const ALL: &[Refusal] = &[
    PERSON_NOT_FOUND,
    PERSON_ALREADY_REGISTERED,
    NHS_NUMBER_WRONG,
    DATE_OF_BIRTH_WRONG,
    REFUSAL_NOT_EXPLAINED,
    NOTHING_WAS_REFUSED,
    PLAN_VERSION_WITHOUT_PLAN,
    REFERRAL_NOT_FOUND,
    REFERRAL_ALREADY_MADE,
    REFERRER_NOT_NAMED,
    REFERRAL_ALREADY_ANSWERED,
    CASE_NOT_OPEN,
    CONSENT_NOT_FOUND,
    CONSENT_ALREADY_RECORDED,
    CONSENT_NOT_THE_PERSONS,
    CONSENT_NEVER_GIVEN,
];
