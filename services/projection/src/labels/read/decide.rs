//! The sum of what patterns found and what words weigh, and the words to show
//! for it.

use super::{Read, Reader, because, judge::Verdict};
use crate::labels::{
    Label, Reading,
    lexicon::Rank,
    pattern::Sentence,
    scope::{Found, Reach},
    text::Kind,
    weigh::{self, Balance, PLACES, Weighed, clues},
};

/// What the patterns found, by label, then `refer`.
const FOUND: [&str; PLACES] = [
    "FOUND_care_denial",
    "FOUND_conditional_care",
    "FOUND_sanction_threat",
    "FOUND_sanction_use",
    "FOUND_police_therapeutic_role",
    "FOUND_information_sharing_without_consent",
    "FOUND_response_removed_without_replacement",
    "FOUND_refer",
];
/// What a cue undid.
const UNDONE: [&str; Label::ALL.len()] = [
    "UNDONE_care_denial",
    "UNDONE_conditional_care",
    "UNDONE_sanction_threat",
    "UNDONE_sanction_use",
    "UNDONE_police_therapeutic_role",
    "UNDONE_information_sharing_without_consent",
    "UNDONE_response_removed_without_replacement",
];

impl Reader {
    /// Patterns and weights together.
    pub(super) fn decide(&self, read: &Read<'_>) -> Reading {
        let verdict = self.judge(read);
        let (words, places) = self.weighed(read);
        let balance = Balance::of(&words, &flags(read, &verdict), self.lexicon.names());
        let mut reading = Reading::default();
        for (place, score) in balance.scores.iter().enumerate() {
            if *score <= 0.0 {
                continue;
            }
            let Some(label) = Label::ALL.get(place).copied() else {
                reading.refer = true;
                continue;
            };
            let before = reading.because.len();
            reading.because.extend(verdict.because.iter().filter(|b| b.label == label).cloned());
            if reading.because.len() == before {
                let heaviest = balance.words(place, &words).and_then(|run| {
                    let (first, last) =
                        (places.get(run.start)?, places.get(run.end.checked_sub(1)?)?);
                    because(read, label, *first, *last + 1)
                });
                reading.because.extend(heaviest);
            }
            // No label without words that earn it.
            if reading.because.len() > before {
                reading.labels.push(label);
            }
        }
        reading.because.sort_by_key(|b| (b.start, b.end, b.label));
        reading
    }

    /// Every clue of the text, as it is written in the tables.
    pub(super) fn clues(&self, read: &Read<'_>) -> Vec<String> {
        let (words, _) = self.weighed(read);
        let mut out = Vec::new();
        clues::each(&words, self.lexicon.names(), |clue| out.push(clue.written()));
        out.extend(flags(read, &self.judge(read)).into_iter().map(ToOwned::to_owned));
        out
    }

    /// The words as they are weighed, and where each stands among the tokens.
    fn weighed(&self, read: &Read<'_>) -> (Vec<Weighed>, Vec<usize>) {
        let mut words = Vec::with_capacity(read.tokens.len());
        let mut places = Vec::with_capacity(read.tokens.len());
        for (number, (sentence, range)) in read.sentences.iter().zip(read.ranges).enumerate() {
            let framed = read.framed.get(number).copied().unwrap_or_default();
            let cues = read.found.get(number).map_or(&[][..], Vec::as_slice);
            let mut first = true;
            for ((at, word), place) in sentence.words.iter().enumerate().zip(range.clone()) {
                let meant = read.meant.get(place).copied().unwrap_or_default();
                if meant.is_empty() {
                    continue;
                }
                let negated = self.negated(sentence, at);
                let mut one = Weighed {
                    stem: weigh::stem(meant),
                    letters: letters_of(meant),
                    negated,
                    undone: negated || framed || undone(cues, at),
                    first,
                    sentence: number,
                    ..Weighed::default()
                };
                for (class, len) in word.marks {
                    match self.lexicon.rank(*class) {
                        Rank::Family => one.families.push((*class, *len)),
                        Rank::Concept => one.concepts.push(*class),
                        Rank::Other => {}
                    }
                }
                first = word.kind != Kind::Word;
                words.push(one);
                places.push(place);
            }
        }
        (words, places)
    }
}

/// A word between marks of its ends, where it has letters to tell it by.
fn letters_of(word: &str) -> String {
    let told = word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    if told { format!("_{word}_") } else { String::new() }
}

/// Whether a cue of its sentence reaches the word.
fn undone(cues: &[Found], at: usize) -> bool {
    cues.iter().any(|cue| match cue.reach {
        Reach::Sentence | Reach::Back => true,
        Reach::After => cue.start < at,
        Reach::Before => cue.end > at,
        _ => false,
    })
}

/// What is known of the text as a whole.
fn flags(read: &Read<'_>, verdict: &Verdict) -> Vec<&'static str> {
    let asked = read.sentences.iter().any(Sentence::is_asked).then_some("#asked");
    let cues = read.found.iter().flatten().map(|cue| cue.reach.flag());
    let found = FOUND.iter().enumerate().filter(|(place, _)| verdict.found(*place));
    let undone = UNDONE.iter().zip(verdict.undone).filter(|(_, undone)| *undone);
    let mut flags: Vec<_> = asked
        .into_iter()
        .chain(cues)
        .chain(found.map(|(_, flag)| *flag))
        .chain(undone.map(|(flag, _)| *flag))
        .collect();
    flags.sort_unstable();
    flags.dedup();
    flags
}
