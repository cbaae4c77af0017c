//! Why a person is not erased, or a record not held.

use kernel::decider::{Kind, Refusal};

/// An erasure that is recorded as having happened.
pub const ERASURE_NOT_OF_THE_PAST: Refusal = Refusal::new(
    Kind::BadField,
    "ERASURE_NOT_OF_THE_PAST",
    "act.mode",
    "a person is erased here and now, by this installation, or not at all",
    "use MODE_ACT",
);

/// The person was erased.
pub const PERSON_ERASED: Refusal = Refusal::new(
    Kind::WrongState,
    "PERSON_ERASED",
    "fact.person_id",
    "this person was erased, and no words about them are kept any more",
    "leave it; what is on record without words stays",
);

/// An erasure was asked for on another ground.
pub const ERASURE_ALREADY_REQUESTED: Refusal = Refusal::new(
    Kind::WrongState,
    "ERASURE_ALREADY_REQUESTED",
    "fact.person_id",
    "the erasure of this person was asked for already",
    "have it confirmed, or withdraw it first",
);

/// Nobody asked for an erasure.
pub const ERASURE_NOT_REQUESTED: Refusal = Refusal::new(
    Kind::WrongState,
    "ERASURE_NOT_REQUESTED",
    "fact.person_id",
    "nobody asked that this person be erased, or it was withdrawn",
    "ask for it with RequestErasure, and have somebody else confirm it",
);

/// Who asked for an erasure confirms it.
pub const ERASURE_CONFIRMED_BY_ITS_REQUESTER: Refusal = Refusal::new(
    Kind::WrongState,
    "ERASURE_CONFIRMED_BY_ITS_REQUESTER",
    "fact.person_id",
    "an erasure takes two people: who asked for it does not confirm it",
    "have another worker of information governance look at it and confirm it",
);

/// A complaint is open.
pub const ERASURE_WITH_OPEN_COMPLAINT: Refusal = Refusal::new(
    Kind::WrongState,
    "ERASURE_WITH_OPEN_COMPLAINT",
    "fact.person_id",
    "while a complaint about what was done to a person is open, their record is its evidence",
    "wait until it is closed; GetErasure names it",
);

/// A flag is not resolved.
pub const ERASURE_WITH_OPEN_FLAG: Refusal = Refusal::new(
    Kind::WrongState,
    "ERASURE_WITH_OPEN_FLAG",
    "fact.person_id",
    "while a flag that concerns a person is not resolved, their record is its evidence",
    "have it resolved by somebody independent; GetErasure names it",
);

/// Something about the person was said that this build cannot read.
pub const ERASURE_WITH_SOMETHING_UNREAD: Refusal = Refusal::new(
    Kind::WrongState,
    "ERASURE_WITH_SOMETHING_UNREAD",
    "fact.person_id",
    "a complaint or a flag was put on record that this build cannot read",
    "run the build of referrals that the other services run, and ask again",
);

/// An agency holds the record.
pub const ERASURE_HELD: Refusal = Refusal::new(
    Kind::WrongState,
    "ERASURE_HELD",
    "fact.person_id",
    "an agency holds this record, and what is held is not erased",
    "wait until the agency releases it; GetErasure names it",
);

/// The record is not held so.
pub const RECORD_NOT_HELD: Refusal = Refusal::new(
    Kind::WrongState,
    "RECORD_NOT_HELD",
    "fact.ground",
    "an agency releases what it holds itself, on the ground on which it holds it",
    "mend the ground, or leave it to the agency that holds it",
);
