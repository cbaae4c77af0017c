//! Reading a text: words to classes, classes to directions, and what scope
//! leaves standing.

use std::{ops::Range, sync::LazyLock};

use super::{
    Because, Label, Reading,
    clashes::{self, Sense},
    directions::{self, Polarity},
    lexicon::{Builder, Lexicon},
    pattern::{Class, Pattern, Present, Sentence, Word},
    scope::{self, Cues, Found},
    text::{self, Token},
};

mod decide;
mod judge;

/// From this many words on, a text tells more than it directs, and a single
/// phrase must not outweigh all that is told beside it.
const LONG: usize = 45;

/// Lexicon and patterns, put together once.
static READER: LazyLock<Reader> = LazyLock::new(Reader::new);

/// Reads an instruction.
#[must_use]
pub fn read(text: &str) -> Reading {
    READER.read(text, |read| READER.decide(read))
}

/// The clues of a text, for whoever fits the weights. One may be there twice.
#[must_use]
pub fn clues(text: &str) -> Vec<String> {
    READER.read(text, |read| READER.clues(read))
}

/// A text on its way to a reading.
struct Read<'a> {
    text: &'a str,
    tokens: &'a [Token],
    /// Each token as it was meant, without slips of spelling.
    meant: &'a [&'a str],
    ranges: &'a [Range<usize>],
    sentences: &'a [Sentence<'a>],
    found: &'a [Vec<Found>],
    /// Which sentences are told, asked or shown, and direct nothing.
    framed: &'a [bool],
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
        let mut begun_by = vec![Vec::new(); lexicon.class_count()];
        for (place, direction) in all.iter().enumerate() {
            for head in &direction.pattern.heads {
                if let Some(places) = begun_by.get_mut(usize::from(*head)) {
                    places.push(place);
                }
            }
        }
        let class = |name: &str| lexicon.class(name);
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

    fn read<T>(&self, text: &str, then: impl FnOnce(&Read<'_>) -> T) -> T {
        let tokens = text::tokens(text);
        let (ids, meant): (Vec<_>, Vec<_>) = tokens
            .iter()
            .map(|t| if t.norm.is_empty() { (None, "") } else { self.lexicon.id(&t.norm) })
            .unzip();
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
        let framed = scope::frames(&sentences, &found);
        then(&Read {
            text,
            tokens: &tokens,
            meant: &meant,
            ranges: &ranges,
            sentences: &sentences,
            found: &found,
            framed: &framed,
        })
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
}

/// The words of the tokens from `first` up to `after`.
fn because(read: &Read<'_>, label: Label, first: usize, after: usize) -> Option<Because> {
    let start = read.tokens.get(first)?.start;
    let end = read.tokens.get(after.checked_sub(1)?)?.end;
    let words = read.text.chars().skip(start).take(end.checked_sub(start)?).collect();
    Some(Because { label, words, start, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_can_be_read() {
        assert_eq!(READER.faults, Vec::<String>::new());
    }
}
