//! Every reason for which this context refuses.

mod erasure;

use kernel::decider::{Kind, Refusal};

pub use erasure::*;

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

/// There is no such contact of this person.
pub const CONTACT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "CONTACT_NOT_FOUND",
    "fact.contact_id",
    "no contact of this person is recorded under this id",
    "record the contact first, or mend the ids",
);

/// The contact was entered in error.
pub const CONTACT_ENTERED_IN_ERROR: Refusal = Refusal::new(
    Kind::WrongState,
    "CONTACT_ENTERED_IN_ERROR",
    "fact.contact_id",
    "this contact was entered in error, and that is final",
    "if there was such a contact after all, record it anew and leave contact_id empty",
);

/// A correction that corrects nothing.
pub const CORRECTION_OF_NOTHING: Refusal = Refusal::new(
    Kind::BadField,
    "CORRECTION_OF_NOTHING",
    "fact",
    "a correction says what is right: the contact as it should read, when it was, or that there was none",
    "give the contact's fields, happened, or entered_in_error",
);

/// A correction of what, by its own words, never was.
pub const CORRECTION_CONTRADICTS_ITSELF: Refusal = Refusal::new(
    Kind::BadField,
    "CORRECTION_CONTRADICTS_ITSELF",
    "fact.entered_in_error",
    "a contact that never was has neither content nor time",
    "leave out all fields but why, or do not set entered_in_error",
);

/// A correction that gives a contact in part.
pub const CORRECTION_INCOMPLETE: Refusal = Refusal::new(
    Kind::BadField,
    "CORRECTION_INCOMPLETE",
    "fact.service",
    "a correction of what a contact was gives the whole of it as it should read",
    "give service, agency_id, reason and disposal, and all else that holds of it",
);

/// A contact's corrected time is no time at which it can have been.
pub const CONTACT_TIME_WRONG: Refusal = Refusal::new(
    Kind::BadField,
    "CONTACT_TIME_WRONG",
    "fact.happened",
    "a contact begins before it ends and does not lie in the future",
    "mend the moment, or leave it out if it was right",
);

/// The referral was withdrawn.
pub const REFERRAL_WITHDRAWN: Refusal = Refusal::new(
    Kind::WrongState,
    "REFERRAL_WITHDRAWN",
    "fact.referral_id",
    "this referral was withdrawn before it was answered",
    "ask whoever withdrew it; a new referral can be made",
);

/// A referral for no other reason than a count.
pub const COUNT_IS_NO_REASON: Refusal = Refusal::new(
    Kind::BadField,
    "COUNT_IS_NO_REASON",
    "fact.reason",
    "how often somebody sought help is shown with a referral and is never sufficient for one",
    "say in words what the person needs, or do not refer them",
);

/// The case was closed.
pub const CASE_ALREADY_CLOSED: Refusal = Refusal::new(
    Kind::WrongState,
    "CASE_ALREADY_CLOSED",
    "fact.referral_id",
    "a case that is closed cannot be handed on",
    "ask the person, and make a new referral",
);

/// The case was handed to another scheme.
pub const CASE_ALREADY_TRANSFERRED: Refusal = Refusal::new(
    Kind::WrongState,
    "CASE_ALREADY_TRANSFERRED",
    "fact.referral_id",
    "this case was handed to another scheme and ended here with that",
    "act on the referral by which the other scheme has it",
);

/// A case handed to the scheme that holds it.
pub const TRANSFERRED_TO_ITSELF: Refusal = Refusal::new(
    Kind::BadField,
    "TRANSFERRED_TO_ITSELF",
    "fact.to_scheme_id",
    "a case is handed to another scheme than the one that holds it",
    "mend to_scheme_id",
);

/// A transfer whose new referral is the old one.
pub const NEW_REFERRAL_NOT_NEW: Refusal = Refusal::new(
    Kind::BadField,
    "NEW_REFERRAL_NOT_NEW",
    "fact.new_referral_id",
    "the other scheme has the case by a referral of its own",
    "leave new_referral_id empty to have one assigned",
);

/// A person handed on without being asked.
pub const TRANSFER_NOT_ASKED: Refusal = Refusal::new(
    Kind::BadField,
    "TRANSFER_NOT_ASKED",
    "fact.person_agrees",
    "a person is asked before their case is handed on, and the record says what they answered",
    "ask the person; a transfer that was made without is recorded with MODE_RECORD and its source",
);

/// Telling somebody of nothing in particular.
pub const INFORMED_OF_NOTHING: Refusal = Refusal::new(
    Kind::BadField,
    "INFORMED_OF_NOTHING",
    "fact.about_id",
    "the record says of which referral, plan, decision or other thing the person was told",
    "give about_id",
);

/// More representatives than a person can have at once.
pub const REPRESENTATIVES_TOO_MANY: Refusal = Refusal::new(
    Kind::WrongState,
    "REPRESENTATIVES_TOO_MANY",
    "fact.representative_id",
    "no more than sixteen people represent a person at once",
    "end the representations that have ended",
);

/// A power to decide for somebody, without what gives it.
pub const REPRESENTATIVE_WITHOUT_EVIDENCE: Refusal = Refusal::new(
    Kind::BadField,
    "REPRESENTATIVE_WITHOUT_EVIDENCE",
    "fact.evidence",
    "an attorney acts by an instrument and a deputy by a court's order, and somebody has seen it",
    "say in evidence which it is",
);

/// A representative of the person's choice, without whether they could choose.
pub const CAPACITY_NOT_ASKED: Refusal = Refusal::new(
    Kind::BadField,
    "CAPACITY_NOT_ASKED",
    "fact.capacity",
    "where the person chose, the record says whether they had capacity to choose",
    "answer yes or no; capacity is presumed unless there is reason to doubt it",
);

/// A representation that ends before it begins.
pub const REPRESENTATION_PERIOD_WRONG: Refusal = Refusal::new(
    Kind::BadField,
    "REPRESENTATION_PERIOD_WRONG",
    "fact.period",
    "a representation begins before it ends",
    "mend the period, or leave its end out if it is open",
);

/// Nobody of this id represents the person.
pub const REPRESENTATIVE_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "REPRESENTATIVE_NOT_FOUND",
    "fact.representative_id",
    "nobody was appointed under this id to represent this person",
    "record the appointment first, or mend the id",
);

/// An entry linked to itself.
pub const LINKED_TO_ITSELF: Refusal = Refusal::new(
    Kind::BadField,
    "LINKED_TO_ITSELF",
    "fact.other_person_id",
    "a link is between two entries of the register",
    "mend other_person_id",
);

/// Nobody is registered under the other id.
pub const OTHER_PERSON_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "PERSON_NOT_FOUND",
    "fact.other_person_id",
    "nobody is registered under this id",
    "register the person first, or mend the id",
);

/// More links than an entry can have.
pub const LINKS_TOO_MANY: Refusal = Refusal::new(
    Kind::WrongState,
    "LINKS_TOO_MANY",
    "fact.person_id",
    "an entry is linked to sixty-four others at most",
    "undo links that are wrong; so many entries for one person have another cause",
);

/// The link is on the other entry's record.
pub const LINKED_THE_OTHER_WAY_ROUND: Refusal = Refusal::new(
    Kind::WrongState,
    "LINKED_THE_OTHER_WAY_ROUND",
    "fact.person_id",
    "the two are linked on the other entry's record",
    "exchange person_id and other_person_id",
);

/// A reason to know who somebody is that this role cannot have.
pub const PURPOSE_NOT_OF_THE_ROLE: Refusal = Refusal::new(
    Kind::WrongState,
    "PURPOSE_NOT_OF_THE_ROLE",
    "fact.purpose",
    "an identity is shown for what one's role is there to do",
    "name the purpose that it is really needed for, or ask whoever has that purpose",
);

/// A search that would leaf through the register.
pub const SEARCH_TOO_WIDE: Refusal = Refusal::new(
    Kind::BadField,
    "SEARCH_TOO_WIDE",
    "nhs_number",
    "people are found by an NHS number, or by a name and a date of birth",
    "give nhs_number, or both name and date_of_birth",
);

/// Somebody who speaks as a person, about another person.
pub const NOT_YOUR_RECORD: Refusal = Refusal::new(
    Kind::WrongState,
    "NOT_YOUR_RECORD",
    "fact.person_id",
    "a person, or who acts for them, speaks for that person only",
    "mend the id, or ask a worker to record it",
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
    CONTACT_NOT_FOUND,
    CONTACT_ENTERED_IN_ERROR,
    CORRECTION_OF_NOTHING,
    CORRECTION_CONTRADICTS_ITSELF,
    CORRECTION_INCOMPLETE,
    CONTACT_TIME_WRONG,
    REFERRAL_WITHDRAWN,
    COUNT_IS_NO_REASON,
    CASE_ALREADY_CLOSED,
    CASE_ALREADY_TRANSFERRED,
    TRANSFERRED_TO_ITSELF,
    NEW_REFERRAL_NOT_NEW,
    TRANSFER_NOT_ASKED,
    INFORMED_OF_NOTHING,
    REPRESENTATIVES_TOO_MANY,
    REPRESENTATIVE_WITHOUT_EVIDENCE,
    CAPACITY_NOT_ASKED,
    REPRESENTATION_PERIOD_WRONG,
    REPRESENTATIVE_NOT_FOUND,
    LINKED_TO_ITSELF,
    OTHER_PERSON_NOT_FOUND,
    LINKS_TOO_MANY,
    LINKED_THE_OTHER_WAY_ROUND,
    PURPOSE_NOT_OF_THE_ROLE,
    SEARCH_TOO_WIDE,
    NOT_YOUR_RECORD,
];
