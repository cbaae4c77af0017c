//! Every reason for which this context refuses.

use kernel::decider::{Kind, Refusal};

/// There is no such plan.
pub const PLAN_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "PLAN_NOT_FOUND",
    "fact.plan_id",
    "no plan was drafted under this id",
    "draft the plan first, or mend the id",
);

/// There is such a plan.
pub const PLAN_ALREADY_DRAFTED: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "PLAN_ALREADY_DRAFTED",
    "fact.plan_id",
    "a plan was drafted under this id",
    "leave the id empty to have one assigned",
);

/// The plan is closed.
pub const PLAN_CLOSED: Refusal = Refusal::new(
    Kind::WrongState,
    "PLAN_CLOSED",
    "fact.plan_id",
    "nothing is added to a plan that was closed",
    "draft a new plan",
);

/// Somebody who speaks as a person, of a plan about another.
pub const PLAN_OF_ANOTHER_PERSON: Refusal = Refusal::new(
    Kind::WrongState,
    "PLAN_OF_ANOTHER_PERSON",
    "fact.plan_id",
    "a person, or who acts for them, speaks of plans about that person only",
    "mend the id, or ask a worker to record it",
);

/// The plan has as many lines as a plan can have.
pub const PLAN_TOO_LONG: Refusal = Refusal::new(
    Kind::WrongState,
    "PLAN_TOO_LONG",
    "fact.plan_id",
    "a plan has 200 lines at most, the withdrawn ones included",
    "close this plan and draft another with the lines that still stand",
);

/// The plan has no such line.
pub const INSTRUCTION_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "INSTRUCTION_NOT_FOUND",
    "fact.instruction_id",
    "the plan has no line under this id",
    "issue the line first, or mend the id",
);

/// The line was taken out of the plan.
pub const INSTRUCTION_WITHDRAWN: Refusal = Refusal::new(
    Kind::WrongState,
    "INSTRUCTION_WITHDRAWN",
    "fact.instruction_id",
    "this line was withdrawn, and what was withdrawn does not come back under its id",
    "issue a new line: leave instruction_id empty to have an id assigned",
);

/// The restriction lapsed.
pub const INSTRUCTION_LAPSED: Refusal = Refusal::new(
    Kind::WrongState,
    "INSTRUCTION_LAPSED",
    "fact.instruction_id",
    "this restriction lapsed: its expiry passed without a review that continued it",
    "if it is still needed, issue it as a new line with its own reasons and expiry",
);

/// The line was struck out.
pub const INSTRUCTION_STRUCK_OUT: Refusal = Refusal::new(
    Kind::WrongState,
    "INSTRUCTION_STRUCK_OUT",
    "fact.instruction_id",
    "a challenge to this line was upheld, and what was struck out does not come back",
    "if something else is needed, issue it as a new line with its own reasons",
);

/// The line did not lapse.
pub const INSTRUCTION_NOT_LAPSED: Refusal = Refusal::new(
    Kind::WrongState,
    "INSTRUCTION_NOT_LAPSED",
    "fact.instruction_id",
    "a line lapses if it is a restriction whose expiry, as reviews moved it, has passed while it \
     was in the plan",
    "mend the id, or wait until the expiry has passed",
);

/// A restriction for which no clinician answers.
pub const RESTRICTION_WITHOUT_CLINICIAN: Refusal = Refusal::new(
    Kind::BadField,
    "RESTRICTION_WITHOUT_CLINICIAN",
    "fact.clinician",
    "a named clinician or care coordinator answers for a restriction, and nobody else does",
    "name one in clinician, with ROLE_CLINICIAN or ROLE_CARE_COORDINATOR",
);

/// A restriction that does not say why it is needed.
pub const RESTRICTION_WITHOUT_RATIONALE: Refusal = Refusal::new(
    Kind::BadField,
    "RESTRICTION_WITHOUT_RATIONALE",
    "fact.rationale",
    "a restriction says why it is needed",
    "give the reason in rationale",
);

/// A restriction that does not say what was tried before it.
pub const RESTRICTION_WITHOUT_ALTERNATIVE: Refusal = Refusal::new(
    Kind::BadField,
    "RESTRICTION_WITHOUT_ALTERNATIVE",
    "fact.less_restrictive_tried",
    "a less restrictive option is tried before a restriction",
    "say in less_restrictive_tried what was tried and how it went",
);

/// A restriction with no end, or one too far off.
pub const RESTRICTION_EXPIRY: Refusal = Refusal::new(
    Kind::BadField,
    "RESTRICTION_EXPIRY",
    "fact.expires",
    "a restriction lapses after it is issued, and 28 days after it at the latest",
    "give an expiry within 28 days; a review can continue the restriction",
);

/// The approver is an author.
pub const APPROVED_BY_ITS_AUTHOR: Refusal = Refusal::new(
    Kind::WrongState,
    "APPROVED_BY_ITS_AUTHOR",
    "fact.approver",
    "nobody approves a plan that they wrote",
    "have it approved by somebody else; if it happened so, record it with MODE_RECORD and its \
     source",
);

/// The approver is a police officer.
pub const APPROVED_BY_POLICE: Refusal = Refusal::new(
    Kind::WrongState,
    "APPROVED_BY_POLICE",
    "fact.approver",
    "police do not approve care (NHS England, position on SIM and similar models, 10 March 2023, \
     element (a))",
    "have it approved by a clinician; if it happened so, record it with MODE_RECORD and its source",
);

/// The plan was not approved as it stands.
pub const PLAN_NOT_APPROVED: Refusal = Refusal::new(
    Kind::WrongState,
    "PLAN_NOT_APPROVED",
    "fact.plan_id",
    "before a plan is published, it is approved as it stands by somebody who did not write it and \
     is no police officer",
    "have it approved since its last change; if it happened so, record it with MODE_RECORD and \
     its source",
);

/// No line of the plan stands.
pub const PLAN_EMPTY: Refusal = Refusal::new(
    Kind::WrongState,
    "PLAN_EMPTY",
    "fact.plan_id",
    "a plan that is published says something: at least one line of it stands",
    "issue a line first",
);

/// The plan has no such version.
pub const VERSION_NOT_PUBLISHED: Refusal = Refusal::new(
    Kind::NotFound,
    "VERSION_NOT_PUBLISHED",
    "fact.version",
    "a copy is of a version that was published",
    "publish the plan first, or mend the version",
);

/// The plan was never in force.
pub const PLAN_NEVER_PUBLISHED: Refusal = Refusal::new(
    Kind::WrongState,
    "PLAN_NEVER_PUBLISHED",
    "fact.plan_id",
    "a review is of a plan that was published",
    "publish the plan first; if it happened so, record it with MODE_RECORD and its source",
);

/// A review that nobody held.
pub const REVIEW_WITHOUT_ANYBODY: Refusal = Refusal::new(
    Kind::BadField,
    "REVIEW_WITHOUT_ANYBODY",
    "fact.present",
    "a review names the workers who were there",
    "name them in present; if no source does, record it with MODE_RECORD and its source",
);

/// There is no such response.
pub const RESPONSE_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "RESPONSE_NOT_FOUND",
    "fact.response_id",
    "the plan has no response under this id",
    "add the response first, or mend the id",
);

/// The response ended.
pub const RESPONSE_WITHDRAWN: Refusal = Refusal::new(
    Kind::WrongState,
    "RESPONSE_WITHDRAWN",
    "fact.response_id",
    "this response was withdrawn, and what was withdrawn does not come back under its id",
    "add a new response: leave response_id empty to have an id assigned",
);

/// The response on record is another one.
pub const RESPONSE_TERMS_DIFFER: Refusal = Refusal::new(
    Kind::WrongState,
    "RESPONSE_TERMS_DIFFER",
    "fact.response_id",
    "an acceptance that comes later is of the response on record: the same need and hours, by the \
     same agency, in the place of the same response",
    "give them as they are on record, or add another response under an id of its own",
);

/// Somebody of another agency accepted.
pub const RESPONSE_ACCEPTED_FOR_ANOTHER: Refusal = Refusal::new(
    Kind::BadField,
    "RESPONSE_ACCEPTED_FOR_ANOTHER",
    "fact.accepted_by",
    "a response is accepted by a worker of the agency that is to give it",
    "name a worker of by_agency_id in accepted_by, or leave it empty while nobody has accepted",
);

/// The response to be replaced is not there.
pub const REPLACED_RESPONSE_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "REPLACED_RESPONSE_NOT_FOUND",
    "fact.replaces_response_id",
    "a response takes the place of one that the plan has or had",
    "mend replaces_response_id, or leave it empty",
);

/// The response that takes the place is not there.
pub const REPLACEMENT_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "REPLACEMENT_NOT_FOUND",
    "fact.replaced_by_response_id",
    "what takes the place of a response is another response of the plan",
    "add it first, or leave replaced_by_response_id empty: the record then says that nothing took \
     its place",
);

/// A response in the place of itself.
pub const RESPONSE_ITS_OWN_REPLACEMENT: Refusal = Refusal::new(
    Kind::BadField,
    "RESPONSE_ITS_OWN_REPLACEMENT",
    "fact.response_id",
    "no response takes the place of itself",
    "name another response, or none",
);

/// The plan has as many responses as a plan can have.
pub const TOO_MANY_RESPONSES: Refusal = Refusal::new(
    Kind::WrongState,
    "TOO_MANY_RESPONSES",
    "fact.plan_id",
    "a plan has 200 responses at most, the withdrawn ones included",
    "close this plan and draft another with the responses that still stand",
);

/// More agencies would hold the plan than can.
pub const HELD_BY_TOO_MANY: Refusal = Refusal::new(
    Kind::WrongState,
    "HELD_BY_TOO_MANY",
    "fact.recipient_agency_ids",
    "64 agencies at most hold a plan at once, so that all of them can be called back from",
    "call back the copies that are needed no longer and record the answers",
);

/// The agency never received this version.
pub const COPY_NOT_RECEIVED: Refusal = Refusal::new(
    Kind::NotFound,
    "COPY_NOT_RECEIVED",
    "fact.agency_id",
    "an agency acknowledges a version that was published to it",
    "mend agency_id or version; if the copy came another way, record how with Disclose",
);

/// Nothing was called back from the agency.
pub const COPY_NOT_RECALLED: Refusal = Refusal::new(
    Kind::NotFound,
    "COPY_NOT_RECALLED",
    "fact.agency_id",
    "an agency answers a recall that was made of it",
    "recall its copy first, or mend agency_id",
);

/// The agency answered that it has the copy no longer.
pub const COPY_ALREADY_GIVEN_UP: Refusal = Refusal::new(
    Kind::WrongState,
    "COPY_ALREADY_GIVEN_UP",
    "fact.disposal",
    "a copy that was destroyed, returned or replaced cannot be disposed of again",
    "leave what was answered as it is; only a copy that was retained can still be given up",
);

/// Nothing can have taken the place of the copy.
pub const COPY_NOT_REPLACED: Refusal = Refusal::new(
    Kind::WrongState,
    "COPY_NOT_REPLACED",
    "fact.disposal",
    "a copy is replaced by the version in force, which the agency received after it",
    "publish a newer version to this agency first, or say what it did with the copy",
);

/// An agency speaks for what another holds.
pub const COPY_ANSWER_NOT_THEIRS: Refusal = Refusal::new(
    Kind::BadField,
    "COPY_ANSWER_NOT_THEIRS",
    "fact.agency_id",
    "a recipient says itself that it holds a copy, and what it did with it",
    "have that agency say so, or record what it said with its source",
);

/// A copy is kept, and nobody says on what ground.
pub const COPY_RETAINED_WITHOUT_GROUND: Refusal = Refusal::new(
    Kind::BadField,
    "COPY_RETAINED_WITHOUT_GROUND",
    "fact.ground",
    "an agency that keeps a copy that was called back says on what ground",
    "give the ground, or have the copy destroyed or returned; if none was given, record it with \
     MODE_RECORD and its source",
);

/// There is no such challenge.
pub const CHALLENGE_NOT_FOUND: Refusal = Refusal::new(
    Kind::NotFound,
    "CHALLENGE_NOT_FOUND",
    "fact.challenge_id",
    "no line of the plan was challenged under this id",
    "lodge the challenge first, or mend the id",
);

/// The challenge is to another line.
pub const CHALLENGE_OF_ANOTHER_LINE: Refusal = Refusal::new(
    Kind::AlreadyThere,
    "CHALLENGE_OF_ANOTHER_LINE",
    "fact.challenge_id",
    "another line was challenged under this id",
    "leave challenge_id empty to have an id assigned",
);

/// The challenged line is in the plan no longer.
pub const CHALLENGE_OF_A_WITHDRAWN_LINE: Refusal = Refusal::new(
    Kind::WrongState,
    "CHALLENGE_OF_A_WITHDRAWN_LINE",
    "fact.instruction_id",
    "this line was withdrawn, so there is nothing to decide about it",
    "record what is said of it with RecordView, or raise it as a complaint",
);

/// As many challenges are open as can be.
pub const TOO_MANY_OPEN_CHALLENGES: Refusal = Refusal::new(
    Kind::WrongState,
    "TOO_MANY_OPEN_CHALLENGES",
    "fact.plan_id",
    "200 challenges at most are open at once in a plan",
    "have those that are open decided first",
);

/// The one who decides had a part in the plan.
pub const CHALLENGE_NOT_INDEPENDENT: Refusal = Refusal::new(
    Kind::WrongState,
    "CHALLENGE_NOT_INDEPENDENT",
    "fact.decided_by",
    "a challenge is decided by somebody who neither wrote nor approved the plan, answers for no \
     part of it, is of no agency that does, and is no police officer",
    "have it decided by somebody independent; if it happened so, record it with MODE_RECORD and \
     its source: the restriction stays suspended",
);

/// The challenge was decided otherwise.
pub const CHALLENGE_ALREADY_DECIDED: Refusal = Refusal::new(
    Kind::WrongState,
    "CHALLENGE_ALREADY_DECIDED",
    "fact.challenge_id",
    "somebody independent has decided this challenge otherwise",
    "lodge a new challenge to have the line looked at again",
);

/// The decision lies before the challenge.
pub const CHALLENGE_DECIDED_BEFORE_LODGED: Refusal = Refusal::new(
    Kind::BadField,
    "CHALLENGE_DECIDED_BEFORE_LODGED",
    "act.occurred",
    "a challenge is decided after it was lodged",
    "mend the moment",
);

/// The plan is in that scheme.
pub const TRANSFERRED_TO_ITS_OWN_SCHEME: Refusal = Refusal::new(
    Kind::WrongState,
    "TRANSFERRED_TO_ITS_OWN_SCHEME",
    "fact.to_scheme_id",
    "a plan comes to another scheme than the one it is in",
    "mend to_scheme_id",
);

/// All of them, for the catalogue of errors.
pub const ALL: &[Refusal] = &[
    PLAN_NOT_FOUND,
    PLAN_ALREADY_DRAFTED,
    PLAN_CLOSED,
    PLAN_OF_ANOTHER_PERSON,
    PLAN_TOO_LONG,
    INSTRUCTION_NOT_FOUND,
    INSTRUCTION_WITHDRAWN,
    INSTRUCTION_LAPSED,
    INSTRUCTION_STRUCK_OUT,
    INSTRUCTION_NOT_LAPSED,
    RESTRICTION_WITHOUT_CLINICIAN,
    RESTRICTION_WITHOUT_RATIONALE,
    RESTRICTION_WITHOUT_ALTERNATIVE,
    RESTRICTION_EXPIRY,
    APPROVED_BY_ITS_AUTHOR,
    APPROVED_BY_POLICE,
    PLAN_NOT_APPROVED,
    PLAN_EMPTY,
    VERSION_NOT_PUBLISHED,
    PLAN_NEVER_PUBLISHED,
    REVIEW_WITHOUT_ANYBODY,
    RESPONSE_NOT_FOUND,
    RESPONSE_WITHDRAWN,
    RESPONSE_TERMS_DIFFER,
    RESPONSE_ACCEPTED_FOR_ANOTHER,
    REPLACED_RESPONSE_NOT_FOUND,
    REPLACEMENT_NOT_FOUND,
    RESPONSE_ITS_OWN_REPLACEMENT,
    TOO_MANY_RESPONSES,
    HELD_BY_TOO_MANY,
    COPY_NOT_RECEIVED,
    COPY_NOT_RECALLED,
    COPY_ALREADY_GIVEN_UP,
    COPY_NOT_REPLACED,
    COPY_ANSWER_NOT_THEIRS,
    COPY_RETAINED_WITHOUT_GROUND,
    CHALLENGE_NOT_FOUND,
    CHALLENGE_OF_ANOTHER_LINE,
    CHALLENGE_OF_A_WITHDRAWN_LINE,
    TOO_MANY_OPEN_CHALLENGES,
    CHALLENGE_NOT_INDEPENDENT,
    CHALLENGE_ALREADY_DECIDED,
    CHALLENGE_DECIDED_BEFORE_LODGED,
    TRANSFERRED_TO_ITS_OWN_SCHEME,
];
