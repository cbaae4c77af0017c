//! Why something about an emergency access is refused, and what to do.

use kernel::decider::{
    Kind::{AlreadyThere, BadField, NotFound, WrongState},
    Refusal,
};

/// Nobody is on record under this id.
pub const GLASS_OF_NOBODY: Refusal = Refusal::new(
    NotFound,
    "GLASS_OF_NOBODY",
    "fact.person_id",
    "nothing is on record here about a person of this id",
    "look the person up with FindPersons",
);

/// What is seen already needs no emergency.
pub const GLASS_NOT_NEEDED: Refusal = Refusal::new(
    WrongState,
    "GLASS_NOT_NEEDED",
    "fact.person_id",
    "you see of this record already what an emergency would open",
    "ask for it as usual",
);

/// The policies open nothing by it.
pub const GLASS_OPENS_NOTHING: Refusal = Refusal::new(
    WrongState,
    "GLASS_OPENS_NOTHING",
    "fact.person_id",
    "in your role and agency an emergency opens no record",
    "ask those who care for the person; police are told what they need by a disclosure",
);

/// An access is opened once.
pub const GLASS_ALREADY_BROKEN: Refusal = Refusal::new(
    AlreadyThere,
    "GLASS_ALREADY_BROKEN",
    "fact.glass_id",
    "an access of this id is on record",
    "leave glass_id empty, and it is given one",
);

/// There is none, or it is another agency's to review.
pub const GLASS_NOT_FOUND: Refusal = Refusal::new(
    NotFound,
    "GLASS_NOT_FOUND",
    "fact.glass_id",
    "no emergency access that is yours to review has this id",
    "look it up with ListBrokenGlass",
);

/// Nobody reviews themselves.
pub const GLASS_OF_ONES_OWN: Refusal = Refusal::new(
    WrongState,
    "GLASS_OF_ONES_OWN",
    "fact.glass_id",
    "whoever opened a record does not review that it was opened",
    "let your agency's privacy officer do it, or an oversight body",
);

/// A review is made once.
pub const GLASS_ALREADY_REVIEWED: Refusal = Refusal::new(
    WrongState,
    "GLASS_ALREADY_REVIEWED",
    "fact.glass_id",
    "the access was reviewed before, with another outcome",
    "what was found stays on record; tell an oversight body what it missed",
);

/// Not telling somebody takes a reason.
pub const GLASS_NOT_TOLD_WITHOUT_REASON: Refusal = Refusal::new(
    BadField,
    "GLASS_NOT_TOLD_WITHOUT_REASON",
    "fact.not_told_because",
    "where the person was not told, the review says why",
    "say why in not_told_because, or tell the person",
);
