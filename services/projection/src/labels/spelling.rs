//! Misspelt words: which word of the lexicon was meant.
//!
//! Only long words are mended, only by one slip (two in very long ones), only
//! when the first letter stands, and never a word that is English in its own
//! right: "convoy" is not "convey", "change" is not "charge".

use std::collections::{HashMap, HashSet};

/// The shortest word that is mended. Below it nearly every slip is a word.
const SHORTEST: usize = 5;
/// From this length on, two slips are forgiven.
const LONG: usize = 9;
const SLIPS: usize = 2;

/// English words one slip away from a word of the lexicon.
const GUARDED: &str = include_str!("spelling_guard.txt");

#[derive(Debug, Default)]
pub(super) struct Speller {
    /// A word with one letter left out, and the words that leave it.
    gaps: HashMap<Box<str>, Vec<Box<str>>>,
    guarded: HashSet<&'static str>,
    /// The length of the longest word that can be meant, in letters.
    longest: usize,
}

impl Speller {
    pub(super) fn new<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut speller = Self { guarded: GUARDED.split_whitespace().collect(), ..Self::default() };
        let mut words: Vec<&str> = words
            .filter(|w| w.chars().count() >= SHORTEST && w.chars().all(|c| c.is_ascii_lowercase()))
            .collect();
        words.sort_unstable(); // So that ties are settled the same way each time.
        for word in words {
            speller.longest = speller.longest.max(word.len());
            for gap in shortened(word) {
                let list = speller.gaps.entry(gap.into()).or_default();
                if !list.iter().any(|known| **known == *word) {
                    list.push(word.into());
                }
            }
        }
        speller
    }

    /// The word meant, if there is just one nearest.
    pub(super) fn meant(&self, word: &str) -> Option<&str> {
        let long = word.len();
        if !(SHORTEST..=self.longest + SLIPS).contains(&long)
            || !word.chars().all(|c| c.is_ascii_lowercase())
            || self.guarded.contains(word)
        {
            return None;
        }
        let most = if long >= LONG { SLIPS } else { 1 };
        let mut best: Option<(usize, &str)> = None;
        for gap in shortened(word) {
            for known in self.gaps.get(gap.as_str()).into_iter().flatten() {
                if known.as_bytes().first() != word.as_bytes().first() {
                    continue;
                }
                let far = slips(word, known);
                let better = best.is_none_or(|(least, held)| {
                    far < least
                        || (far == least
                            && (known.len().abs_diff(long), &**known)
                                < (held.len().abs_diff(long), held))
                });
                if far <= most && better {
                    best = Some((far, known));
                }
            }
        }
        best.map(|(_, known)| known)
    }
}

/// The word itself, and the word without each of its letters in turn.
fn shortened(word: &str) -> Vec<String> {
    let without = |left_out: usize| {
        word.chars().enumerate().filter(|(i, _)| *i != left_out).map(|(_, c)| c).collect()
    };
    std::iter::once(word.to_owned()).chain((0..word.len()).map(without)).collect()
}

/// How many slips lie between two words: a letter missing, too many, wrong, or
/// two neighbours exchanged.
fn slips(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let at = |row: &[usize], i: usize| row.get(i).copied().unwrap_or(usize::MAX / 2);
    let mut older: Vec<usize> = vec![];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut fewest =
                (at(&last, j + 1) + 1).min(at(&row, j) + 1).min(at(&last, j) + usize::from(x != y));
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                fewest = fewest.min(at(&older, j - 1) + 1);
            }
            row.push(fewest);
        }
        older = std::mem::replace(&mut last, row);
    }
    at(&last, b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn speller() -> Speller {
        Speller::new(["convey", "ambulance", "assessment", "charge", "consent"].into_iter())
    }

    #[test]
    fn a_slip_is_mended() {
        assert_eq!(speller().meant("ambulence"), Some("ambulance"));
        assert_eq!(speller().meant("assesment"), Some("assessment"));
        assert_eq!(speller().meant("covney"), Some("convey"));
    }

    #[test]
    fn an_english_word_is_left_alone() {
        assert_eq!(speller().meant("change"), None);
        assert_eq!(speller().meant("convoy"), None);
        assert_eq!(speller().meant("content"), None);
    }

    #[test]
    fn a_short_word_is_left_alone() {
        assert_eq!(speller().meant("call"), None);
    }
}
