//! Weighing: each clue of a text counts for or against each label.
//!
//! A pattern says exactly what it looks for and misses what nobody thought of.
//! Here every word counts a little, alone, with its neighbours, or with the
//! family of a word near it; so does what the patterns found, and what a cue
//! undid. The weights stand in the tables beside this file, words to be read,
//! and were fitted to labelled texts (`tests/labels/`). A score is their sum, each
//! counting for less in a long text, so what earned a label can be shown: the
//! words that weighed most.

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    ops::Range,
    sync::LazyLock,
};

use super::Label;

pub(super) mod clues;
mod stem;

pub(super) use clues::{Clue, Weighed};
pub(super) use stem::stem;

/// The labels, and a place for `refer` after them.
pub(super) const PLACES: usize = Label::ALL.len() + 1;

/// One table a place, in the order of [`Label::ALL`].
const TABLES: [&str; PLACES] = [
    include_str!("weights/care_denial.txt"),
    include_str!("weights/conditional_care.txt"),
    include_str!("weights/sanction_threat.txt"),
    include_str!("weights/sanction_use.txt"),
    include_str!("weights/police_therapeutic_role.txt"),
    include_str!("weights/information_sharing_without_consent.txt"),
    include_str!("weights/response_removed_without_replacement.txt"),
    include_str!("weights/refer.txt"),
];

/// The name under which a table holds what no clue adds.
const BIAS: &str = "BIAS";

/// Weights are written in hundredths.
const UNIT: f32 = 100.0;

/// So many words at most show what earned a label.
const SHOWN: usize = 12;

static WEIGHTS: LazyLock<Weights> = LazyLock::new(|| Weights::of(&TABLES));

/// The name of a class with its hash.
pub(super) type Name = (u64, String);

/// The hash of a word or of the name of a class (FNV-1a).
pub(super) fn hash(name: &str) -> u64 {
    name.bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// A key is mixed already; hashing it once more would only cost time.
#[derive(Default)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// Which keys may be in the tables: most clues of a text are in none, and this
/// says so from memory near at hand.
#[derive(Debug)]
struct Sieve(Vec<u64>);

impl Sieve {
    const BITS: u64 = 1 << 21;

    fn place(key: u64) -> (usize, u64) {
        let bit = (key >> 24) % Self::BITS;
        (usize::try_from(bit / 64).unwrap_or(usize::MAX), 1 << (bit % 64))
    }

    fn add(&mut self, key: u64) {
        let (word, bit) = Self::place(key);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    fn passes(&self, key: u64) -> bool {
        let (word, bit) = Self::place(key);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }
}

impl Default for Sieve {
    fn default() -> Self {
        Self(vec![0; usize::try_from(Self::BITS / 64).unwrap_or_default()])
    }
}

/// The weights of one clue, by place.
type Row = [f32; PLACES];

/// The tables, ready to be asked.
#[derive(Debug, Default)]
struct Weights {
    sieve: Sieve,
    /// The row of each clue, by its key.
    by_clue: HashMap<u64, u32, BuildHasherDefault<Mixed>>,
    rows: Vec<Row>,
    bias: Row,
}

impl Weights {
    /// Tables of `clue weight` pairs, divided by white space.
    fn of(tables: &[&str; PLACES]) -> Self {
        let mut weights = Self::default();
        for (place, table) in tables.iter().enumerate() {
            let mut words = table.split_ascii_whitespace();
            while let (Some(clue), Some(weight)) = (words.next(), words.next()) {
                let weight = weight.parse::<f32>().unwrap_or_default() / UNIT;
                let row = if clue == BIAS { Some(&mut weights.bias) } else { weights.row(clue) };
                if let Some(one) = row.and_then(|row| row.get_mut(place)) {
                    *one = weight;
                }
            }
        }
        weights
    }

    fn row(&mut self, clue: &str) -> Option<&mut Row> {
        let next = u32::try_from(self.rows.len()).ok()?;
        let key = clues::key_of(clue);
        self.sieve.add(key);
        let number = *self.by_clue.entry(key).or_insert(next);
        if number == next {
            self.rows.push(Row::default());
        }
        self.rows.get_mut(usize::try_from(number).ok()?)
    }
}

/// A row of the tables and the words that brought it up.
#[derive(Debug)]
struct Share {
    row: &'static Row,
    words: (usize, usize),
}

/// What a text weighs for each label.
#[derive(Debug)]
pub(super) struct Balance {
    pub scores: Row,
    shares: Vec<Share>,
}

impl Balance {
    /// The sum over some words and flags. A clue that comes twice counts once;
    /// and in a long text, each counts for less.
    pub(super) fn of(words: &[Weighed], flags: &[&str], names: &[Name]) -> Self {
        let weights = &*WEIGHTS;
        let mut shares = Vec::with_capacity(256);
        let mut seen = vec![0_u64; weights.rows.len() / 64 + 1];
        let mut scores = Row::default();
        let mut size = 0_u16;
        let mut take = |clue: Clue<'_>| {
            size = size.saturating_add(1);
            let key = clue.key();
            if !weights.sieve.passes(key) {
                return;
            }
            let Some(number) = weights.by_clue.get(&key) else { return };
            let at = usize::try_from(*number).unwrap_or(usize::MAX);
            let (Some(row), Some(bits)) = (weights.rows.get(at), seen.get_mut(at / 64)) else {
                return;
            };
            if *bits >> (at % 64) & 1 == 0 {
                *bits |= 1 << (at % 64);
                scores.iter_mut().zip(row).for_each(|(score, weight)| *score += weight);
                shares.push(Share { row, words: clue.words });
            }
        };
        clues::each(words, names, &mut take);
        for flag in flags {
            take(clues::flag(flag));
        }
        let root = f32::from(size.max(1)).sqrt();
        for (score, bias) in scores.iter_mut().zip(weights.bias) {
            *score = *score / root + bias;
        }
        Self { scores, shares }
    }

    /// The run of words within one sentence that weighs most for a label.
    pub(super) fn words(&self, place: usize, words: &[Weighed]) -> Option<Range<usize>> {
        let mut by_word = vec![0.0_f32; words.len()];
        for Share { row, words: (first, last) } in &self.shares {
            let half = row.get(place).copied().unwrap_or_default() / 2.0;
            for at in [*first, *last] {
                if let Some(word) = by_word.get_mut(at) {
                    *word += half;
                }
            }
        }
        let mut best: Option<(f32, Range<usize>)> = None;
        for (from, word) in words.iter().enumerate() {
            let run = by_word.iter().zip(words).enumerate().skip(from).take(SHOWN);
            let mut sum = 0.0;
            for (at, (weight, _)) in run.take_while(|(_, (_, w))| w.sentence == word.sentence) {
                sum += weight;
                if best.as_ref().is_none_or(|(most, _)| sum > *most) {
                    best = Some((sum, from..at + 1));
                }
            }
        }
        best.map(|(_, range)| range)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_weight_can_be_read() {
        for table in TABLES {
            let words: Vec<&str> = table.split_ascii_whitespace().collect();
            assert_eq!(words.first(), Some(&BIAS));
            assert!(words.len() > 1000 && words.len().is_multiple_of(2));
            for weight in words.iter().skip(1).step_by(2) {
                assert!(weight.parse::<f32>().is_ok(), "{weight}");
            }
        }
    }

    #[test]
    fn no_two_clues_share_a_row() {
        let mut clues: Vec<&str> =
            TABLES.iter().flat_map(|t| t.split_ascii_whitespace().step_by(2)).collect();
        clues.sort_unstable();
        clues.dedup();
        assert_eq!(WEIGHTS.rows.len() + 1, clues.len());
    }
}
