//! Whether words that look like a direction are one.
//!
//! Around a direction stand cues: "withdrawn", "she says", "do not", "for
//! training". Each has a reach, and what lies within it is not directed here
//! and now about this person's care.

use super::{
    lexicon::Builder,
    pattern::{Pattern, Sentence},
};

mod cues;

/// How far a cue reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// What follows in the sentence, up to a turn.
    After,
    /// What came before in the sentence, back to a turn.
    Before,
    /// The whole sentence.
    Sentence,
    /// This sentence and the next ones, until the text comes back to the present.
    Onward,
    /// This sentence and the one before, which it comments on.
    Back,
    /// The whole text.
    Text,
    /// No cue but a turn: the present begins again here.
    Present,
    /// A turn within the sentence.
    Turn,
}

impl Reach {
    /// What a text that has such a cue is marked with.
    pub(super) fn flag(self) -> &'static str {
        match self {
            Self::After => "#after",
            Self::Before => "#before",
            Self::Sentence => "#sentence",
            Self::Onward => "#onward",
            Self::Back => "#back",
            Self::Text => "#text",
            Self::Present => "#present",
            Self::Turn => "#turn",
        }
    }
}

/// A cue found: its reach and where it stands in its sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    pub reach: Reach,
    pub start: usize,
    pub end: usize,
}

/// All cues, ready to be found.
#[derive(Debug)]
pub(super) struct Cues {
    all: Vec<(Reach, Pattern)>,
}

impl Cues {
    pub(super) fn new(names: &mut Builder, faults: &mut Vec<String>) -> Self {
        let mut all = Vec::new();
        for (reach, lines) in cues::CUES {
            for line in *lines {
                match Pattern::parse(line, false, names) {
                    Ok(pattern) => all.push((*reach, pattern)),
                    Err(fault) => faults.push(fault),
                }
            }
        }
        Self { all }
    }

    pub(super) fn find(&self, sentence: &Sentence<'_>) -> Vec<Found> {
        let mut found = Vec::new();
        let mut spans = Vec::new();
        for (reach, pattern) in &self.all {
            spans.clear();
            pattern.find(sentence, &mut spans);
            found.extend(spans.iter().map(|(start, end)| Found {
                reach: *reach,
                start: *start,
                end: *end,
            }));
        }
        found
    }
}

/// Which sentences direct nothing, whatever they say: they are asked, or told
/// of another day, or shown as an example.
pub(super) fn frames(sentences: &[Sentence<'_>], found: &[Vec<Found>]) -> Vec<bool> {
    let reaches = |at: usize, reach: Reach| {
        found.get(at).is_some_and(|cues| cues.iter().any(|cue| cue.reach == reach))
    };
    let whole = (0..found.len()).any(|at| reaches(at, Reach::Text));
    let mut onward = false;
    sentences
        .iter()
        .enumerate()
        .map(|(at, sentence)| {
            onward = (onward && !reaches(at, Reach::Present)) || reaches(at, Reach::Onward);
            whole || onward || sentence.is_asked() || reaches(at + 1, Reach::Back)
        })
        .collect()
}
