//! The reasons for which a row is refused before the domain is asked.

use kernel::decider::{Kind, Refusal};

/// A row with neither.
pub const ROW_IS_NOTHING: Refusal = Refusal::new(
    Kind::BadField,
    "ROW_IS_NOTHING",
    "contact",
    "a row is a contact or a referral",
    "give contact or referral",
);

/// A row with both.
pub const ROW_IS_TWO_THINGS: Refusal = Refusal::new(
    Kind::BadField,
    "ROW_IS_TWO_THINGS",
    "referral",
    "a row is a contact or a referral, and not both",
    "make two rows of it, each with a request_id of its own",
);

/// A row about nobody.
pub const ROW_NAMES_NOBODY: Refusal = Refusal::new(
    Kind::BadField,
    "ROW_NAMES_NOBODY",
    "nhs_number",
    "a row says whom it is about, by the person's id or NHS number",
    "give person_id or nhs_number; a person without either is registered first, by RegisterPerson",
);

/// Nobody has this NHS number.
pub const NHS_NUMBER_UNKNOWN: Refusal = Refusal::new(
    Kind::NotFound,
    "NHS_NUMBER_UNKNOWN",
    "nhs_number",
    "nobody is registered under this NHS number",
    "give the person as they are to be registered, register them first, or mend the number",
);

/// Several entries have this NHS number, and nobody said that they are one person.
pub const NHS_NUMBER_OF_SEVERAL: Refusal = Refusal::new(
    Kind::WrongState,
    "NHS_NUMBER_OF_SEVERAL",
    "nhs_number",
    "several entries of the register have this NHS number and are not linked",
    "link them if they are one person, or give the person_id of the one whom the row is about",
);

/// A person and an NHS number that is another's.
pub const NHS_NUMBER_OF_ANOTHER: Refusal = Refusal::new(
    Kind::WrongState,
    "NHS_NUMBER_OF_ANOTHER",
    "nhs_number",
    "this NHS number is another person's than the one whom the row names",
    "mend the number or the id; what goes on the wrong record is hard to undo",
);
