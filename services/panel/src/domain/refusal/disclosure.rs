//! Refusals about a disclosure and its being called back.

use kernel::decider::{Kind, Refusal};

/// A disclosure is recorded under this id.
pub const DISCLOSURE_ALREADY_MADE: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "DISCLOSURE_ALREADY_MADE",
    "fact.disclosure_id",
    "a disclosure is recorded under this id",
    "leave the id empty to have one assigned",
);

/// A disclosure from an agency to itself.
pub const DISCLOSED_TO_ITSELF: Refusal = Refusal::new(
    Kind::BadField,
    "DISCLOSED_TO_ITSELF",
    "fact.to_agency_id",
    "a disclosure goes from one agency to another",
    "mend from_agency_id or to_agency_id",
);

/// The person is said to have been told at a time that has not come.
pub const TOLD_IN_THE_FUTURE: Refusal = Refusal::new(
    Kind::BadField,
    "TOLD_IN_THE_FUTURE",
    "fact.person_told",
    "the person was told at a time that has passed",
    "mend person_told, or leave it out until they are told",
);

/// Identifiable information disclosed today, about nobody.
pub const PERSON_NOT_NAMED: Refusal = Refusal::new(
    Kind::BadField,
    "PERSON_NOT_NAMED",
    "fact.person_id",
    "a disclosure that identifies somebody, and a report of harm or death, says who it is",
    "give person_id, a disclosure each person",
);

/// A disclosure of today that does not say of what.
pub const ITEMS_NOT_NAMED: Refusal = Refusal::new(
    Kind::BadField,
    "ITEMS_NOT_NAMED",
    "fact.items",
    "who discloses says what is disclosed",
    "name the items",
);

/// A disclosure of today that does not say to whom.
pub const RECIPIENT_NOT_NAMED: Refusal = Refusal::new(
    Kind::BadField,
    "RECIPIENT_NOT_NAMED",
    "fact.to_agency_id",
    "who discloses says to whom",
    "give to_agency_id, to_worker_id or to_kind",
);

/// Identifiable information disclosed today without a complete basis.
pub const DISCLOSURE_BASIS_MISSING: Refusal = Refusal::new(
    Kind::WrongState,
    "DISCLOSURE_BASIS_MISSING",
    "fact.article_6",
    "what identifies a person needs an Article 6 basis, an Article 9 condition and a ground",
    "do not disclose until all three can be stated; record what was disclosed with MODE_RECORD",
);

/// A disclosure of today that relies on consent and does not say which.
pub const CONSENT_NOT_NAMED: Refusal = Refusal::new(
    Kind::BadField,
    "CONSENT_NOT_NAMED",
    "fact.consent_id",
    "who relies on consent names the consent",
    "give consent_id",
);

/// No disclosure is recorded under this id.
pub const DISCLOSURE_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "DISCLOSURE_NOT_FOUND",
    "fact.disclosure_id",
    "no disclosure is recorded under this id",
    "record the disclosure first, or mend the id",
);

/// A disclosure called back for a consent that is not named.
pub const RECALL_WITHOUT_CONSENT: Refusal = Refusal::new(
    Kind::BadField,
    "RECALL_WITHOUT_CONSENT",
    "fact.consent_id",
    "what is called back because consent was withdrawn names the consent",
    "give consent_id",
);

/// A disclosure called back for a consent on which it did not rest.
pub const RECALL_OF_ANOTHER_CONSENT: Refusal = Refusal::new(
    Kind::WrongState,
    "RECALL_OF_ANOTHER_CONSENT",
    "fact.consent_id",
    "the disclosure rested on another consent",
    "mend the consent or the disclosure, or give another ground",
);

/// An agency that was not asked to give anything back.
pub const RECALL_NOT_ASKED: Refusal = Refusal::new(
    Kind::WrongState,
    "RECALL_NOT_ASKED",
    "fact.agency_id",
    "only an agency that was asked answers a recall: a recipient, or one to whom it was passed on",
    "call the disclosure back first; have whoever passed it on say to whom; or mend the agency",
);

/// An agency that destroyed or returned what it had says that something else became of it.
pub const RECALL_ALREADY_ANSWERED: Refusal = Refusal::new(
    Kind::WrongState,
    "RECALL_ALREADY_ANSWERED",
    "fact.result",
    "what an agency destroyed or returned it does not have any more",
    "report a copy that was found afterwards as an incident, a breach of this disclosure",
);

/// An agency answers for what another holds.
pub const RECALL_ANSWER_NOT_THEIRS: Refusal = Refusal::new(
    Kind::BadField,
    "RECALL_ANSWER_NOT_THEIRS",
    "fact.agency_id",
    "an agency that was asked answers for what it holds itself",
    "have that agency answer, or record its answer with its source",
);

/// Something kept today on no ground.
pub const RETAINED_WITHOUT_GROUND: Refusal = Refusal::new(
    Kind::BadField,
    "RETAINED_WITHOUT_GROUND",
    "fact.ground",
    "who keeps what was called back says on what ground",
    "give the ground, or destroy or return it",
);

/// Something passed on to nobody.
pub const PASSED_ON_TO_NOBODY: Refusal = Refusal::new(
    Kind::BadField,
    "PASSED_ON_TO_NOBODY",
    "fact.passed_on_to_agency_ids",
    "who passed something on says to whom",
    "name the agencies",
);

/// Agencies to which something was passed on, with another result.
pub const PASSED_ON_NOT_SAID: Refusal = Refusal::new(
    Kind::BadField,
    "PASSED_ON_NOT_SAID",
    "fact.result",
    "to whom it was passed on is an answer of its own",
    "answer with PASSED_ON first, then say what became of the agency's own copy",
);

/// Something passed on to the one who had it, or to the one who disclosed it.
pub const PASSED_ON_TO_ITSELF: Refusal = Refusal::new(
    Kind::BadField,
    "PASSED_ON_TO_ITSELF",
    "fact.passed_on_to_agency_ids",
    "what is passed on goes to others than the one who had it and the one who disclosed it",
    "leave that agency out; what went back was returned",
);

/// A disclosure that went to more agencies than are followed.
pub const TOO_MANY_RECIPIENTS: Refusal = Refusal::new(
    Kind::WrongState,
    "TOO_MANY_RECIPIENTS",
    "fact.passed_on_to_agency_ids",
    "a disclosure is followed to 64 agencies at most",
    "record what went further as disclosures of their own, and call those back",
);
