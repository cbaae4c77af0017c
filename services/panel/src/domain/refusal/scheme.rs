//! Refusals about a scheme and its posts.

use kernel::decider::{Kind, Refusal};

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

/// A post taken up today in a scheme that closed.
pub const SCHEME_CLOSED: Refusal = Refusal::new(
    Kind::WrongState,
    "SCHEME_CLOSED",
    "fact.scheme_id",
    "nobody takes up a post in a scheme that closed",
    "name the scheme that goes on; if the post was taken up all the same, record it with \
     MODE_RECORD and its source",
);

/// The scheme closed, and otherwise than is said now.
pub const SCHEME_ALREADY_CLOSED: Refusal = Refusal::new(
    Kind::WrongState,
    "SCHEME_ALREADY_CLOSED",
    "fact.scheme_id",
    "a scheme closes once, for one reason and with one successor",
    "read how it closed; a scheme that follows it later says so in successor_of_scheme_id when \
     it is registered",
);

/// A scheme that would be followed by itself.
pub const SUCCEEDED_BY_ITSELF: Refusal = Refusal::new(
    Kind::BadField,
    "SUCCEEDED_BY_ITSELF",
    "fact.successor_scheme_id",
    "a scheme does not take its own place",
    "name the scheme that takes its place, or leave it out",
);

/// A scheme closed today whose successor nobody answers for.
pub const SUCCESSOR_AGENCY_NOT_NAMED: Refusal = Refusal::new(
    Kind::BadField,
    "SUCCESSOR_AGENCY_NOT_NAMED",
    "fact.successor_agency_id",
    "where a scheme takes another's place, some agency answers for it",
    "give successor_agency_id; of an older scheme record what the source gives with MODE_RECORD",
);
