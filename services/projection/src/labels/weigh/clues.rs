//! The clues of a text: words and families of words, alone and together.
//!
//! A clue is written as it stands in the tables:
//!
//! ```text
//! refus          a word, by its stem        F_END        a family or concept
//! !convey        under a "not"              ~convey      under a cue that undoes it
//! ^offer         first of a clause          $alon        last of a sentence
//! not+convey     one next to the other      no>visit     one after the other, near
//! %_conv         some letters of a word, whose ends are marked by _
//! ```
//!
//! Families are in `lexicon/families.rs` (wide) and `lexicon/senses.rs`
//! (narrow), concepts are those of the patterns.

use std::ops::RangeInclusive;

use super::{Name, hash};
use crate::labels::pattern::Class;

/// How near two families, a word and a family, two words must be to count
/// together.
const FAMILIES_NEAR: usize = 7;
const FAMILY_NEAR: usize = 4;
const WORDS_NEAR: usize = 5;

/// How many letters, ends included, make a part of a word: what its forms and its
/// misspellings have in common.
const LETTERS: RangeInclusive<usize> = 3..=5;

/// A word of a text as it is weighed.
#[derive(Debug, Default)]
pub(in crate::labels) struct Weighed {
    pub stem: String,
    /// The word between marks of its ends; empty where its letters say nothing.
    pub letters: String,
    /// Stands under a "not".
    pub negated: bool,
    /// Stands under a "not", or under a cue that undoes what is said.
    pub undone: bool,
    /// The first of a sentence or clause.
    pub first: bool,
    /// Which sentence it is in.
    pub sentence: usize,
    /// Its families with their lengths in words, and the concepts of the
    /// patterns.
    pub families: Vec<(Class, u8)>,
    pub concepts: Vec<Class>,
}

/// What two parts of a clue have to do with each other, or one part alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::labels) enum Kind {
    Is,
    Negated,
    Undone,
    First,
    Last,
    Letters,
    Next,
    Near,
}

/// A part of a clue: its hash, and how it is written.
#[derive(Clone, Copy, Debug)]
pub(in crate::labels) struct Part<'a> {
    hash: u64,
    name: &'a str,
}

/// A clue, and the one or two words it comes from.
#[derive(Clone, Copy, Debug)]
pub(in crate::labels) struct Clue<'a> {
    kind: Kind,
    parts: (Part<'a>, Option<Part<'a>>),
    pub words: (usize, usize),
}

impl Kind {
    /// The sign before a single part, or between two.
    fn sign(self) -> &'static str {
        match self {
            Self::Is => "",
            Self::Negated => "!",
            Self::Undone => "~",
            Self::First => "^",
            Self::Last => "$",
            Self::Letters => "%",
            Self::Next => "+",
            Self::Near => ">",
        }
    }

    fn key(self, first: u64, second: u64) -> u64 {
        let mixed = first.rotate_left(23)
            ^ second.wrapping_mul(0x9e37_79b9_7f4a_7c15)
            ^ u64::from(self as u8);
        let mixed = (mixed ^ mixed >> 32).wrapping_mul(0xff51_afd7_ed55_8ccd);
        mixed ^ mixed >> 29
    }
}

impl<'a> Part<'a> {
    fn of(name: &'a str) -> Self {
        Self { hash: hash(name), name }
    }

    fn named(names: &'a [Name], class: Class) -> Self {
        names
            .get(usize::from(class))
            .map_or(Part { hash: 0, name: "" }, |(hash, name)| Part { hash: *hash, name })
    }
}

impl Clue<'_> {
    /// What finds the clue in the tables.
    pub(in crate::labels) fn key(&self) -> u64 {
        self.kind.key(self.parts.0.hash, self.parts.1.map_or(0, |part| part.hash))
    }

    /// How it is written in the tables.
    pub(in crate::labels) fn written(&self) -> String {
        let (sign, first) = (self.kind.sign(), self.parts.0.name);
        match self.parts.1 {
            Some(second) => format!("{first}{sign}{}", second.name),
            None => format!("{sign}{first}"),
        }
    }
}

/// What finds a written clue.
pub(super) fn key_of(written: &str) -> u64 {
    for kind in [Kind::Next, Kind::Near] {
        if let Some((first, second)) = written.split_once(kind.sign()) {
            return kind.key(hash(first), hash(second));
        }
    }
    [Kind::Negated, Kind::Undone, Kind::First, Kind::Last, Kind::Letters]
        .into_iter()
        .find_map(|kind| Some(kind.key(hash(written.strip_prefix(kind.sign())?), 0)))
        .unwrap_or_else(|| Kind::Is.key(hash(written), 0))
}

/// The clue of a flag of the whole text, which comes from no word.
pub(in crate::labels) fn flag(name: &str) -> Clue<'_> {
    Clue { kind: Kind::Is, parts: (Part::of(name), None), words: (usize::MAX, usize::MAX) }
}

/// Gives every clue of a text to a taker. One may come more than once.
pub(in crate::labels) fn each(words: &[Weighed], names: &[Name], mut take: impl FnMut(Clue<'_>)) {
    let stems: Vec<Part<'_>> = words.iter().map(|word| Part::of(&word.stem)).collect();
    let families: Vec<Vec<(Part<'_>, usize)>> = words
        .iter()
        .map(|word| {
            let part = |(class, len): &(Class, u8)| (Part::named(names, *class), usize::from(*len));
            word.families.iter().map(part).collect()
        })
        .collect();
    for (at, ((word, stem), here)) in words.iter().zip(&stems).zip(&families).enumerate() {
        let alone = |part: Part<'_>, take: &mut dyn FnMut(Clue<'_>)| {
            let mut one = |kind| take(Clue { kind, parts: (part, None), words: (at, at) });
            one(Kind::Is);
            if word.negated {
                one(Kind::Negated);
            }
            if word.undone {
                one(Kind::Undone);
            }
        };
        alone(*stem, &mut take);
        for (family, _) in here {
            alone(*family, &mut take);
        }
        for concept in &word.concepts {
            alone(Part::named(names, *concept), &mut take);
        }
        let in_sentence =
            |near: usize| words.get(near).is_some_and(|w| w.sentence == word.sentence);
        let mut both = |kind, first, second, to| {
            take(Clue { kind, parts: (first, Some(second)), words: (at, to) });
        };
        for near in (at + 1..=at + FAMILIES_NEAR).take_while(|near| in_sentence(*near)) {
            let (Some(other), Some(there)) = (stems.get(near), families.get(near)) else { break };
            let far = near - at;
            if far == 1 {
                both(Kind::Next, *stem, *other, near);
            } else if far <= WORDS_NEAR {
                both(Kind::Near, *stem, *other, near);
            }
            for (family, _) in here.iter().filter(|(_, len)| at + len <= near) {
                for (second, _) in there {
                    both(Kind::Near, *family, *second, near);
                }
                if far <= FAMILY_NEAR {
                    both(Kind::Near, *family, *other, near);
                }
            }
            if far <= FAMILY_NEAR {
                for (second, _) in there {
                    both(Kind::Near, *stem, *second, near);
                }
            }
        }
        for letters in parts_of(&word.letters) {
            take(Clue { kind: Kind::Letters, parts: (Part::of(letters), None), words: (at, at) });
        }
        if word.first {
            take(Clue { kind: Kind::First, parts: (*stem, None), words: (at, at) });
        }
        if !in_sentence(at + 1) {
            take(Clue { kind: Kind::Last, parts: (*stem, None), words: (at, at) });
        }
    }
}

/// Every part of a word that has so many letters.
fn parts_of(word: &str) -> impl Iterator<Item = &str> {
    LETTERS.flat_map(move |length| {
        (0..=word.len().saturating_sub(length)).filter_map(move |at| word.get(at..at + length))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clue_is_found_by_how_it_is_written() {
        let words: Vec<Weighed> = ["put", "the", "phone", "down"]
            .into_iter()
            .map(|stem| Weighed {
                stem: stem.to_owned(),
                letters: format!("_{stem}_"),
                negated: true,
                ..Weighed::default()
            })
            .collect();
        let mut count = 0;
        each(&words, &[], |clue| {
            assert_eq!(key_of(&clue.written()), clue.key(), "{}", clue.written());
            count += 1;
        });
        let letters: usize = ["put", "the", "phone", "down"].map(|w| 3 * w.len() - 3).iter().sum();
        assert_eq!(count, 4 + 4 + 3 + 3 + 1 + letters);
    }
}
