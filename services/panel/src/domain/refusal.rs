//! Every reason for which this context refuses.

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

/// No scheme is registered under this id.
pub const SCHEME_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "SCHEME_NOT_FOUND",
    "fact.scheme_id",
    "no scheme is registered under this id",
    "register the scheme first, or mend the id",
);

/// A scheme is registered under this id.
pub const SCHEME_ALREADY_REGISTERED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "SCHEME_ALREADY_REGISTERED",
    "fact.scheme_id",
    "a scheme is registered under this id",
    "leave the id empty to have one assigned",
);

/// A scheme that would follow itself.
pub const SCHEME_ITS_OWN_SUCCESSOR: Refusal = Refusal::new(
    Kind::BadField,
    "SCHEME_ITS_OWN_SUCCESSOR",
    "fact.successor_of_scheme_id",
    "a scheme does not follow itself",
    "name the scheme before it, or leave it out",
);

/// Somebody else holds the post.
pub const POST_HELD: Refusal = Refusal::new(
    Kind::WrongState,
    "POST_HELD",
    "fact.post_id",
    "a post has one holder at a time",
    "vacate the post first, or leave the id empty for another post",
);

/// Nobody ever held such a post in this scheme.
pub const POST_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "POST_NOT_FOUND",
    "fact.post_id",
    "nobody ever held a post of this id in this scheme",
    "assign the post first, or mend the id",
);

/// A panel is constituted under this id.
pub const PANEL_ALREADY_CONSTITUTED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "PANEL_ALREADY_CONSTITUTED",
    "fact.panel_id",
    "a panel is constituted under this id",
    "leave the id empty to have one assigned",
);

/// A panel of nobody, constituted today.
pub const PANEL_WITHOUT_MEMBERS: Refusal = Refusal::new(
    Kind::BadField,
    "PANEL_WITHOUT_MEMBERS",
    "fact.member_agency_ids",
    "a panel has members",
    "name the member agencies; of an older panel record what the source gives with MODE_RECORD",
);

/// No meeting was arranged or held under this id.
pub const MEETING_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "MEETING_NOT_FOUND",
    "fact.meeting_id",
    "no meeting was arranged or held under this id",
    "record the meeting first, or mend the id",
);

/// A meeting was arranged or held under this id.
pub const MEETING_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "MEETING_ALREADY_ON_RECORD",
    "fact.meeting_id",
    "a meeting was arranged or held under this id",
    "leave the id empty to have one assigned",
);

/// A meeting arranged for no possible time.
pub const SCHEDULED_FOR_WRONG: Refusal = Refusal::new(
    Kind::BadField,
    "SCHEDULED_FOR_WRONG",
    "fact.scheduled_for",
    "the day of a meeting is in the calendar and does not end before it starts",
    "mend the start or the end",
);

/// The meeting of this id is another panel's or scheme's.
pub const MEETING_OF_ANOTHER_PANEL: Refusal = Refusal::new(
    Kind::WrongState,
    "MEETING_OF_ANOTHER_PANEL",
    "fact.panel_id",
    "a meeting is held by the panel and for the scheme for which it was arranged",
    "mend the panel or scheme, or leave the meeting id empty for another meeting",
);

/// A meeting of today at which nobody was.
pub const NOBODY_PRESENT: Refusal = Refusal::new(
    Kind::BadField,
    "NOBODY_PRESENT",
    "fact.present",
    "a meeting has people present",
    "say who was there; of an older meeting record what the source gives with MODE_RECORD",
);

/// The meeting is arranged and was not held.
pub const MEETING_NOT_HELD: Refusal = Refusal::new(
    Kind::WrongState,
    "MEETING_NOT_HELD",
    "fact.meeting_id",
    "only a meeting that was held decides, assigns actions and has minutes",
    "record first that it was held",
);

/// A decision that would ratify itself.
pub const DECISION_RATIFIES_ITSELF: Refusal = Refusal::new(
    Kind::BadField,
    "DECISION_RATIFIES_ITSELF",
    "fact.ratifies_decision_id",
    "a decision is ratified by a later one",
    "name the earlier decision, or leave it out",
);

/// More votes than people present.
pub const MORE_VOTES_THAN_PRESENT: Refusal = Refusal::new(
    Kind::BadField,
    "MORE_VOTES_THAN_PRESENT",
    "fact.votes_for",
    "those who were present vote, once each",
    "mend the votes, or who was present at the meeting",
);

/// A decision of today about a person, without reasons.
pub const DECISION_WITHOUT_REASONS: Refusal = Refusal::new(
    Kind::BadField,
    "DECISION_WITHOUT_REASONS",
    "fact.reasons",
    "a decision about a person gives its reasons",
    "give the reasons; of an older decision record what the source gives with MODE_RECORD",
);

/// A decision of today about a person that does not say what was heard of them.
pub const DECISION_WITHOUT_VOICE: Refusal = Refusal::new(
    Kind::BadField,
    "DECISION_WITHOUT_VOICE",
    "fact.voice",
    "a decision about a person says whether they took part and, if not, why",
    "give the voice with the person's presence",
);

/// A decision of today about a person, with nobody present who answers for their care.
pub const DECISION_WITHOUT_CLINICIAN: Refusal = Refusal::new(
    Kind::WrongState,
    "DECISION_WITHOUT_CLINICIAN",
    "fact.meeting_id",
    "a decision about a person is made with a clinician or care coordinator present",
    "decide at a meeting that one of them attends",
);

/// An action of today that is nobody's.
pub const ACTION_WITHOUT_OWNER: Refusal = Refusal::new(
    Kind::BadField,
    "ACTION_WITHOUT_OWNER",
    "fact.owner",
    "an action has an owner",
    "name the worker who is to do it",
);

/// An action of today without a day.
pub const ACTION_WITHOUT_DUE_DATE: Refusal = Refusal::new(
    Kind::BadField,
    "ACTION_WITHOUT_DUE_DATE",
    "fact.due",
    "an action is due by a day",
    "give the day by which it is due",
);

/// An action due before the meeting that assigned it.
pub const ACTION_DUE_BEFORE_MEETING: Refusal = Refusal::new(
    Kind::BadField,
    "ACTION_DUE_BEFORE_MEETING",
    "fact.due",
    "an action is due after the meeting that assigned it",
    "mend the day",
);

/// Other minutes of this meeting were approved.
pub const MINUTES_ALREADY_APPROVED: Refusal = Refusal::new(
    Kind::WrongState,
    "MINUTES_ALREADY_APPROVED",
    "fact.digest",
    "a meeting's minutes are approved once",
    "record what has changed as a decision of the next meeting",
);

/// No agreement was drafted or signed under this id.
pub const AGREEMENT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "AGREEMENT_NOT_FOUND",
    "fact.agreement_id",
    "no agreement was drafted or signed under this id",
    "sign the agreement first, or mend the id",
);

/// An agreement was drafted or signed under this id.
pub const AGREEMENT_ALREADY_ON_RECORD: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "AGREEMENT_ALREADY_ON_RECORD",
    "fact.agreement_id",
    "an agreement was drafted or signed under this id",
    "leave the id empty to have one assigned",
);

/// The agreement of this id is of another kind.
pub const AGREEMENT_OF_ANOTHER_KIND: Refusal = Refusal::new(
    Kind::WrongState,
    "AGREEMENT_OF_ANOTHER_KIND",
    "fact.kind",
    "what is signed is of the kind that was drafted",
    "mend the kind, or leave the id empty for another agreement",
);

/// A later signature under other terms than those signed.
pub const AGREEMENT_TERMS_DIFFER: Refusal = Refusal::new(
    Kind::WrongState,
    "AGREEMENT_TERMS_DIFFER",
    "fact.agreement_id",
    "a later signature stands under the terms, period and document that were signed before",
    "repeat the terms as they were signed, or leave the id empty for another agreement",
);

/// A period that ends before it starts.
pub const PERIOD_WRONG: Refusal = Refusal::new(
    Kind::BadField,
    "PERIOD_WRONG",
    "fact.period",
    "a period starts in the calendar and ends after it starts",
    "mend the start or the end; leave the end out if it is open",
);

/// A signature for an agency that is no party.
pub const SIGNATURE_NOT_OF_A_PARTY: Refusal = Refusal::new(
    Kind::BadField,
    "SIGNATURE_NOT_OF_A_PARTY",
    "fact.signatures",
    "those sign who are parties",
    "name the agency among the parties, or leave the signature out",
);

/// An agreement of today that nobody signed.
pub const AGREEMENT_WITHOUT_SIGNATURE: Refusal = Refusal::new(
    Kind::BadField,
    "AGREEMENT_WITHOUT_SIGNATURE",
    "fact.signatures",
    "an agreement is signed by somebody",
    "give a signature, or draft the agreement",
);

/// An agreement of today without its document.
pub const AGREEMENT_WITHOUT_EVIDENCE: Refusal = Refusal::new(
    Kind::BadField,
    "AGREEMENT_WITHOUT_EVIDENCE",
    "fact.evidence_digest",
    "the signed document is held, and its digest recorded",
    "give evidence_digest; of an older agreement record what the source gives with MODE_RECORD",
);

/// An agreement that ended cannot be signed today.
pub const AGREEMENT_ENDED: Refusal = Refusal::new(
    Kind::WrongState,
    "AGREEMENT_ENDED",
    "fact.agreement_id",
    "what has ended is not signed",
    "make a new agreement",
);

/// A draft cannot end, since it never held.
pub const AGREEMENT_NOT_SIGNED: Refusal = Refusal::new(
    Kind::WrongState,
    "AGREEMENT_NOT_SIGNED",
    "fact.agreement_id",
    "only what was signed can end",
    "nothing needs to be done: a draft binds nobody",
);

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
    "who discloses what identifies a person says which person",
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

/// All of them, for the catalogue of errors.
pub const ALL: &[Refusal] = &[
    AGENCY_NOT_FOUND,
    AGENCY_ALREADY_REGISTERED,
    AGENCY_ITS_OWN_PARENT,
    SCHEME_NOT_FOUND,
    SCHEME_ALREADY_REGISTERED,
    SCHEME_ITS_OWN_SUCCESSOR,
    POST_HELD,
    POST_NOT_FOUND,
    PANEL_ALREADY_CONSTITUTED,
    PANEL_WITHOUT_MEMBERS,
    MEETING_NOT_FOUND,
    MEETING_ALREADY_ON_RECORD,
    SCHEDULED_FOR_WRONG,
    MEETING_OF_ANOTHER_PANEL,
    NOBODY_PRESENT,
    MEETING_NOT_HELD,
    DECISION_RATIFIES_ITSELF,
    MORE_VOTES_THAN_PRESENT,
    DECISION_WITHOUT_REASONS,
    DECISION_WITHOUT_VOICE,
    DECISION_WITHOUT_CLINICIAN,
    ACTION_WITHOUT_OWNER,
    ACTION_WITHOUT_DUE_DATE,
    ACTION_DUE_BEFORE_MEETING,
    MINUTES_ALREADY_APPROVED,
    AGREEMENT_NOT_FOUND,
    AGREEMENT_ALREADY_ON_RECORD,
    AGREEMENT_OF_ANOTHER_KIND,
    AGREEMENT_TERMS_DIFFER,
    PERIOD_WRONG,
    SIGNATURE_NOT_OF_A_PARTY,
    AGREEMENT_WITHOUT_SIGNATURE,
    AGREEMENT_WITHOUT_EVIDENCE,
    AGREEMENT_ENDED,
    AGREEMENT_NOT_SIGNED,
    CLAIM_ALREADY_MADE,
    FIGURE_MISSING,
    FIGURE_GIVEN_AND_NOT_GIVEN,
    DISCLOSURE_ALREADY_MADE,
    DISCLOSED_TO_ITSELF,
    TOLD_IN_THE_FUTURE,
    PERSON_NOT_NAMED,
    ITEMS_NOT_NAMED,
    RECIPIENT_NOT_NAMED,
    DISCLOSURE_BASIS_MISSING,
    CONSENT_NOT_NAMED,
    ACCESS_NOT_FOUND,
    ACCESS_ALREADY_GRANTED,
    ACCESS_NOT_TO_BE_GRANTED,
];
