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
pub const NOBODY_PRESENT: Refusal = Refusal::new(
    Kind::BadField,
    "NOBODY_PRESENT",
    "fact.present",
    "a review names the workers who were there",
    "name them in present; if no source does, record it with MODE_RECORD and its source",
);

/// All of them, for the catalogue of errors.
pub const ALL: &[Refusal] = &[
    PLAN_NOT_FOUND,
    PLAN_ALREADY_DRAFTED,
    PLAN_CLOSED,
    PLAN_TOO_LONG,
    INSTRUCTION_NOT_FOUND,
    INSTRUCTION_WITHDRAWN,
    INSTRUCTION_LAPSED,
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
    NOBODY_PRESENT,
];
