//! What the patterns find in a text, and what scope leaves standing.

use super::{Direction, LONG, Read, Reader, because};
use crate::labels::{
    Because, Label,
    directions::Polarity,
    pattern::{Present, Sentence},
    scope::{Found, Reach},
    text::Kind,
};

/// In a text of more words than this, what points elsewhere is an aside.
const BRIEF: usize = 24;

/// What the patterns found, by label in the order of [`Label::ALL`], then
/// `refer`.
#[derive(Debug, Default)]
pub(super) struct Verdict {
    pub because: Vec<Because>,
    pub refer: bool,
    /// A cue undid a direction that was found.
    pub undone: [bool; Label::ALL.len()],
}

impl Verdict {
    pub(super) fn found(&self, place: usize) -> bool {
        Label::ALL
            .get(place)
            .map_or(self.refer, |label| self.because.iter().any(|b| b.label == *label))
    }
}

impl Reader {
    pub(super) fn judge(&self, read: &Read<'_>) -> Verdict {
        let mut verdict = Verdict::default();
        let words = read.tokens.iter().filter(|t| t.kind == Kind::Word).count();
        let text_wide = Present::in_any(read.sentences);
        let mut hits = Vec::new();
        let mut undone = 0_usize;
        for (at, sentence) in read.sentences.iter().enumerate() {
            let framed = read.framed.get(at).copied().unwrap_or_default();
            let cues = read.found.get(at).map_or(&[][..], Vec::as_slice);
            for direction in self.directions_of(sentence) {
                if !direction.may_be_meant(sentence, &text_wide) {
                    continue;
                }
                hits.clear();
                direction.pattern.find(sentence, &mut hits);
                for (start, end) in &hits {
                    let polarity = direction.polarity;
                    if framed || !self.stands(sentence, cues, polarity, *start, *end) {
                        undone += 1;
                        if let Some(one) = verdict.undone.get_mut(direction.label as usize) {
                            *one = true;
                        }
                    } else if !(direction.label.is_act_to_come()
                        && self.narrated(sentence, *start, *end))
                        && let Some(range) = read.ranges.get(at)
                    {
                        let (from, to) = (range.start + start, range.start + end);
                        verdict.because.extend(because(read, direction.label, from, to));
                    }
                }
            }
            if !framed && !verdict.refer && words <= BRIEF {
                hits.clear();
                for pattern in &self.refers {
                    pattern.find(sentence, &mut hits);
                }
                verdict.refer = hits.iter().any(|(start, end)| {
                    self.stands(sentence, cues, Polarity::Either, *start, *end)
                });
            }
        }
        if words > LONG && undone >= verdict.because.len() {
            verdict.because.clear();
        }
        verdict.because = settled(verdict.because);
        verdict
    }

    /// The directions of which this sentence has a beginning, in their order.
    fn directions_of(&self, sentence: &Sentence<'_>) -> Vec<&Direction> {
        let mut places: Vec<usize> = sentence
            .present
            .classes()
            .filter_map(|class| self.begun_by.get(usize::from(class)))
            .flatten()
            .copied()
            .collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| self.directions.get(place)).collect()
    }

    /// Whether no cue undoes the direction found from `start` to `end`.
    fn stands(
        &self,
        sentence: &Sentence<'_>,
        cues: &[Found],
        polarity: Polarity,
        start: usize,
        end: usize,
    ) -> bool {
        let turned = |from: usize, to: usize| {
            cues.iter().any(|cue| cue.reach == Reach::Turn && from <= cue.start && cue.start < to)
        };
        let undone = cues.iter().any(|cue| match cue.reach {
            Reach::Sentence | Reach::Back => {
                if cue.end <= start {
                    !turned(cue.end, start)
                } else {
                    !turned(end, cue.start)
                }
            }
            Reach::After => cue.start < start && !turned(cue.end, start),
            Reach::Before => cue.end > end && cue.start > start && !turned(end, cue.start),
            _ => false,
        });
        !undone && (polarity == Polarity::Either || !self.negated(sentence, start))
    }

    /// Told as something that happened: "was refused", "had been read to him".
    fn narrated(&self, sentence: &Sentence<'_>, start: usize, end: usize) -> bool {
        let spoken = (start.saturating_sub(2)..start)
            .any(|at| self.speaker.is_some_and(|class| sentence.is_at(at, class)));
        let told = (0..start).any(|at| self.told_of.is_some_and(|class| sentence.is_at(at, class)));
        spoken
            || told
            || (start.saturating_sub(2)..end)
                .any(|at| self.past.is_some_and(|class| sentence.is_at(at, class)))
    }

    /// A negation within three words before, in the same clause.
    pub(super) fn negated(&self, sentence: &Sentence<'_>, start: usize) -> bool {
        let mut left = 3;
        for at in (0..start).rev() {
            let Some(word) = sentence.words.get(at) else { return false };
            if word.kind.divides() {
                return false;
            }
            if word.kind.is_transparent() || word.filler {
                continue;
            }
            if self.negation.is_some_and(|class| sentence.is_at(at, class)) {
                return true;
            }
            if left == 0 {
                return false;
            }
            left -= 1;
        }
        false
    }
}

impl Direction {
    /// Whether the text and the sentence have what the direction asks for
    /// besides its pattern.
    fn may_be_meant(&self, sentence: &Sentence<'_>, text: &Present) -> bool {
        (self.with.is_empty() || self.with.iter().any(|class| text.has(*class)))
            && !self.unless.iter().any(|class| text.has(*class))
            && !self.unless_here.iter().any(|class| sentence.has(*class))
            && self.with_here.iter().all(|list| list.iter().any(|class| sentence.has(*class)))
    }
}

/// The evidence in order, without what lies within other evidence.
fn settled(mut all: Vec<Because>) -> Vec<Because> {
    all.sort_by_key(|b| (b.label, b.start, std::cmp::Reverse(b.end)));
    // Words that a narrower label accounts for earn no care_denial besides.
    let narrower: Vec<(usize, usize)> = all
        .iter()
        .filter(|b| {
            matches!(
                b.label,
                Label::ConditionalCare
                    | Label::SanctionUse
                    | Label::ResponseRemovedWithoutReplacement
            )
        })
        .map(|b| (b.start, b.end))
        .collect();
    all.retain(|b| {
        b.label != Label::CareDenial
            || !narrower.iter().any(|(start, end)| *start <= b.start && b.end <= *end)
    });
    let mut kept: Vec<Because> = Vec::new();
    for one in all {
        let covered =
            kept.last().is_some_and(|last| last.label == one.label && one.start < last.end);
        if !covered {
            kept.push(one);
        }
    }
    kept
}
