//! Reading a text: words to classes, classes to directions, and what scope
//! leaves standing.

use std::sync::LazyLock;

use super::{
    Because, Label, Reading,
    clashes::{self, Sense},
    directions::{self, Polarity},
    lexicon::{Builder, Lexicon},
    pattern::{Class, Pattern, Present, Sentence, Word},
    scope::{Cues, Found, Reach},
    text::{self, Kind, Token},
};

/// From this many words on, a text tells more than it directs, and a single
/// phrase must not outweigh all that is told beside it.
const LONG: usize = 45;

/// Lexicon and patterns, put together once.
static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

/// Reads an instruction.
#[must_use]
pub fn read(text: &str) -> Reading {
    READER.read(text)
}

struct Direction {
    label: Label,
    polarity: Polarity,
    with: Vec<Class>,
    unless: Vec<Class>,
    unless_here: Vec<Class>,
    with_here: Vec<Vec<Class>>,
    pattern: Pattern,
}

struct Reader {
    lexicon: Lexicon,
    directions: Vec<Direction>,
    /// By class, the directions that may begin with it, as places in `directions`.
    begun_by: Vec<Vec<usize>>,
    refers: Vec<Pattern>,
    cues: Cues,
    filler: Option<Class>,
    turns: Option<Class>,
    negation: Option<Class>,
    past: Option<Class>,
    speaker: Option<Class>,
    told_of: Option<Class>,
    /// Lines that could not be read; a test proves there are none.
    #[cfg_attr(not(test), allow(dead_code, reason = "only the test asks"))]
    faults: Vec<String>,
}

impl Reader {
    fn new() -> Self {
        let mut names = Builder::new();
        let mut faults = Vec::new();
        let mut all = Vec::new();
        for (label, groups) in directions::DIRECTIONS {
            for group in *groups {
                let mut listed = |list: &[&str]| -> Vec<Class> {
                    list.iter()
                        .filter_map(|name| names.class(name).map_err(|f| faults.push(f)).ok())
                        .collect()
                };
                let with = listed(group.with);
                let unless = listed(group.unless);
                let unless_here = listed(group.unless_here);
                let with_here: Vec<_> = group.with_here.iter().map(|list| listed(list)).collect();
                let plain = group.polarity == Polarity::Plain;
                for line in group.lines {
                    match Pattern::parse(line, plain, &mut names) {
                        Ok(pattern) => all.push(Direction {
                            label: *label,
                            polarity: group.polarity,
                            with: with.clone(),
                            unless: unless.clone(),
                            unless_here: unless_here.clone(),
                            with_here: with_here.clone(),
                            pattern,
                        }),
                        Err(fault) => faults.push(fault),
                    }
                }
            }
        }
        let mut refers = Vec::new();
        for line in directions::REFER {
            match Pattern::parse(line, false, &mut names) {
                Ok(pattern) => refers.push(pattern),
                Err(fault) => faults.push(fault),
            }
        }
        let cues = Cues::new(&mut names, &mut faults);
        let lexicon = names.finish();
        let class = |name: &str| lexicon.class(name);
        let mut begun_by = vec![Vec::new(); lexicon.class_count()];
        for (place, direction) in all.iter().enumerate() {
            for head in &direction.pattern.heads {
                if let Some(places) = begun_by.get_mut(usize::from(*head)) {
                    places.push(place);
                }
            }
        }
        Self {
            filler: class("FILLER"),
            turns: class("TURNS"),
            negation: class("NEG"),
            past: class("PAST"),
            speaker: class("SPEAKER"),
            told_of: class("TOLD_OF"),
            lexicon,
            directions: all,
            begun_by,
            refers,
            cues,
            faults,
        }
    }

    fn read(&self, text: &str) -> Reading {
        let tokens = text::tokens(text);
        let ids: Vec<_> = tokens
            .iter()
            .map(|t| if t.norm.is_empty() { None } else { self.lexicon.id(&t.norm) })
            .collect();
        let mut marks = Vec::with_capacity(tokens.len() * 6);
        let mut spans = Vec::with_capacity(tokens.len());
        for at in 0..tokens.len() {
            let from = marks.len();
            self.lexicon.marks(&ids, at, &mut marks);
            self.settle(&tokens, at, from, &mut marks);
            spans.push(from..marks.len());
        }
        let ranges = text::sentences(&tokens);
        let sentences: Vec<Sentence<'_>> = ranges
            .iter()
            .map(|range| {
                let mut present = Present::none_of(self.lexicon.class_count());
                let words = range
                    .clone()
                    .filter_map(|at| Some((tokens.get(at)?, marks.get(spans.get(at)?.clone())?)))
                    .map(|(token, marks)| {
                        for (class, _) in marks {
                            present.add(*class);
                        }
                        let is = |class: Option<Class>| {
                            class.is_some_and(|c| marks.iter().any(|(m, _)| *m == c))
                        };
                        Word {
                            kind: token.kind,
                            marks,
                            filler: is(self.filler),
                            turns: is(self.turns),
                            negates: is(self.negation),
                        }
                    })
                    .collect();
                Sentence { words, present }
            })
            .collect();
        let found: Vec<Vec<Found>> = sentences.iter().map(|s| self.cues.find(s)).collect();
        self.judge(text, &tokens, &ranges, &sentences, &found)
    }

    /// Takes or gives the classes of a word with two meanings.
    fn settle(&self, tokens: &[Token], at: usize, from: usize, marks: &mut Vec<(Class, u8)>) {
        match clashes::sense(tokens, at) {
            Sense::Plain => {}
            Sense::Sanction => {
                for name in ["ORDER", "SANCTION", "LEGALSTEP"] {
                    if let Some(class) = self.lexicon.class(name) {
                        marks.push((class, 1));
                    }
                }
            }
            Sense::Innocent => {
                // Phrases keep their meaning: "charge nurse", "SIM card".
                let kept: Vec<_> = marks.drain(from..).filter(|(_, len)| *len > 1).collect();
                marks.extend(kept);
            }
        }
    }

    fn judge(
        &self,
        text: &str,
        tokens: &[Token],
        ranges: &[std::ops::Range<usize>],
        sentences: &[Sentence<'_>],
        found: &[Vec<Found>],
    ) -> Reading {
        let mut reading = Reading::default();
        let reaches = |at: usize, reach: Reach| {
            found.get(at).is_some_and(|cues| cues.iter().any(|cue| cue.reach == reach))
        };
        if (0..found.len()).any(|at| reaches(at, Reach::Text)) {
            return reading;
        }
        let words = tokens.iter().filter(|t| t.kind == Kind::Word).count();
        let brief = words <= 24;
        let text_wide = Present::in_any(sentences);
        let mut framed = false;
        let mut hits = Vec::new();
        let mut undone = 0usize;
        for (at, sentence) in sentences.iter().enumerate() {
            if reaches(at, Reach::Present) {
                framed = false;
            }
            if reaches(at, Reach::Onward) {
                framed = true;
            }
            let asked = sentence.words.last().is_some_and(|w| w.kind == Kind::Question);
            if framed || asked || reaches(at + 1, Reach::Back) {
                continue;
            }
            let cues = found.get(at).map_or(&[][..], Vec::as_slice);
            for direction in self.directions_of(sentence) {
                if !direction.with.is_empty() && !direction.with.iter().any(|c| text_wide.has(*c))
                    || direction.unless.iter().any(|c| text_wide.has(*c))
                    || direction.unless_here.iter().any(|c| sentence.has(*c))
                    || !direction.with_here.iter().all(|list| list.iter().any(|c| sentence.has(*c)))
                {
                    continue;
                }
                hits.clear();
                direction.pattern.find(sentence, &mut hits);
                for (start, end) in &hits {
                    let stands = self.stands(sentence, cues, direction.polarity, *start, *end);
                    undone += usize::from(!stands);
                    if stands
                        && !(direction.label.is_act_to_come()
                            && self.narrated(sentence, *start, *end))
                        && let Some(range) = ranges.get(at)
                    {
                        let because = because(
                            text,
                            tokens,
                            direction.label,
                            range.start + start,
                            range.start + end,
                        );
                        reading.because.extend(because);
                    }
                }
            }
            // What points elsewhere is short; in a long sentence it is an aside.
            if !reading.refer && brief {
                hits.clear();
                for pattern in &self.refers {
                    pattern.find(sentence, &mut hits);
                }
                reading.refer = hits.iter().any(|(start, end)| {
                    self.stands(sentence, cues, Polarity::Either, *start, *end)
                });
            }
        }
        if !brief && words > LONG && undone >= reading.because.len() {
            reading.because.clear();
        }
        finish(&mut reading);
        reading
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
    fn negated(&self, sentence: &Sentence<'_>, start: usize) -> bool {
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

fn because(
    text: &str,
    tokens: &[Token],
    label: Label,
    first: usize,
    after: usize,
) -> Option<Because> {
    let start = tokens.get(first)?.start;
    let end = tokens.get(after.checked_sub(1)?)?.end;
    let words = text.chars().skip(start).take(end.checked_sub(start)?).collect();
    Some(Because { label, words, start, end })
}

/// Puts the evidence in order and leaves out what lies within other evidence.
fn finish(reading: &mut Reading) {
    let mut all = std::mem::take(&mut reading.because);
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
    kept.sort_by_key(|b| (b.start, b.end, b.label));
    reading.labels =
        Label::ALL.into_iter().filter(|label| kept.iter().any(|b| b.label == *label)).collect();
    reading.because = kept;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read() {
        assert_eq!(READER.faults, Vec::<String>::new());
    }
}
