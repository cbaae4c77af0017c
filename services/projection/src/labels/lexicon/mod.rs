//! What the words of the field mean: classes of words and phrases.
//!
//! A class is a list of words that do the same work in a direction: all the
//! names of the police, all the ways to take somebody to hospital. The lists
//! are in the files beside this one; here they are put together, once.
//!
//! Notation of an entry: `convey*` is a verb in all its forms, `refer+*` one
//! that doubles its last letter, `@CARE` all the entries of another class.

mod build;
mod care;
mod conduct;
mod consequences;
mod families;
mod forms;
mod frames;
mod people;
mod scope;
mod senses;
mod sharing;
mod wide;

pub(super) use build::{Builder, Lexicon, Rank};

/// A class by name, and its entries, divided by commas.
type Entry = (&'static str, &'static str);

/// All classes, in the order in which one may build upon another.
fn entries() -> impl Iterator<Item = &'static Entry> {
    [
        people::CLASSES,
        care::CLASSES,
        consequences::CLASSES,
        conduct::CLASSES,
        sharing::CLASSES,
        scope::CLASSES,
        frames::CLASSES,
        wide::CLASSES,
        families::CLASSES,
        senses::CLASSES,
    ]
    .into_iter()
    .flatten()
}
