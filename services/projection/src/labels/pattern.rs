//! Patterns over concepts: how a direction is put together.
//!
//! A pattern is a line of steps, read left to right within one sentence:
//!
//! ```text
//! CARE            a word or phrase of that class (see `lexicon`)
//! CARE.ed         the same, as a participle; also .b (base), .s, .ing
//! word|two_words  these very words
//! STEP?           may be absent
//! !STEP           must not come next
//! ~  ~5           up to two (five) other words, within the clause
//! ~~ ~~9          up to eight (nine) other words, commas and dashes included
//! ...             up to fourteen words, whatever is between
//! ^ $             the beginning, the end of a clause
//! ```
//!
//! Words without weight ("the", "any", "please") and marks such as quotes and
//! brackets may stand between any two steps. A gap never swallows a word that
//! turns the meaning (`TURNS`: "refuse", "unless", "without").

use super::{lexicon::Builder, text::Kind};

pub(super) type Class = u16;

/// How many words `...` passes over at most: what stands further apart in a
/// sentence seldom belongs together.
const FAR: u8 = 14;

#[derive(Debug, Clone)]
enum Step {
    /// Any of these classes.
    Is {
        any: Vec<Class>,
        optional: bool,
    },
    /// None of these classes comes next.
    IsNot(Vec<Class>),
    Gap {
        most: u8,
        across: Across,
    },
    Begins,
    Ends,
}

/// What a gap may pass over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Across {
    Words,
    Commas,
    Everything,
}

#[derive(Debug, Clone)]
pub(super) struct Pattern {
    steps: Vec<Step>,
    /// Whether a "not" between two steps parts them.
    parted_by_not: bool,
    /// The classes of the first step that must be there: where to look.
    pub heads: Vec<Class>,
    head_at: usize,
}

/// One word of a sentence and the classes that begin at it.
#[derive(Debug)]
pub(super) struct Word<'a> {
    pub kind: Kind,
    /// Class and the number of tokens it covers.
    pub marks: &'a [(Class, u8)],
    pub filler: bool,
    pub turns: bool,
    pub negates: bool,
}

/// A sentence ready to be read.
#[derive(Debug)]
pub(super) struct Sentence<'a> {
    pub words: Vec<Word<'a>>,
    pub present: Present,
}

/// Which classes there are, a bit for each.
#[derive(Debug, Default)]
pub(super) struct Present(Vec<u64>);

impl Present {
    /// Room for so many classes, none of them there.
    pub(super) fn none_of(classes: usize) -> Self {
        Self(vec![0; classes / 64 + 1])
    }

    /// What is in any of these sentences.
    pub(super) fn in_any(sentences: &[Sentence<'_>]) -> Self {
        let mut all = Self::default();
        for sentence in sentences {
            let Present(bits) = &sentence.present;
            all.0.resize(bits.len().max(all.0.len()), 0);
            for (all, bits) in all.0.iter_mut().zip(bits) {
                *all |= bits;
            }
        }
        all
    }

    pub(super) fn add(&mut self, class: Class) {
        if let Some(bits) = self.0.get_mut(usize::from(class / 64)) {
            *bits |= 1 << (class % 64);
        }
    }

    pub(super) fn has(&self, class: Class) -> bool {
        self.0.get(usize::from(class / 64)).is_some_and(|bits| bits >> (class % 64) & 1 == 1)
    }

    /// The classes that are there, in order.
    pub(super) fn classes(&self) -> impl Iterator<Item = Class> + '_ {
        (0..=Class::MAX).zip(self.0.iter()).flat_map(|(word, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        })
    }
}

impl Sentence<'_> {
    pub(super) fn has(&self, class: Class) -> bool {
        self.present.has(class)
    }

    pub(super) fn is_at(&self, at: usize, class: Class) -> bool {
        self.words.get(at).is_some_and(|w| w.marks.iter().any(|(c, _)| *c == class))
    }

    /// Whether it ends with a question mark.
    pub(super) fn is_asked(&self) -> bool {
        self.words.last().is_some_and(|word| word.kind == Kind::Question)
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.words.get(at).map(|w| w.kind)
    }
}

impl Pattern {
    /// Reads one line; `Err` names what it could not read.
    pub(super) fn parse(
        line: &str,
        parted_by_not: bool,
        names: &mut Builder,
    ) -> Result<Self, String> {
        let mut steps = line
            .split_whitespace()
            .map(|word| step(word, names))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|what| format!("{what} in `{line}`"))?;
        // Room after the last step means nothing.
        while matches!(steps.last(), Some(Step::Gap { .. })) {
            steps.pop();
        }
        let head_at = steps
            .iter()
            .position(|s| matches!(s, Step::Is { .. }))
            .ok_or_else(|| format!("nothing to find in `{line}`"))?;
        let heads = match steps.get(head_at) {
            Some(Step::Is { any, optional: false }) => any.clone(),
            _ => return Err(format!("`{line}` begins with what may be absent")),
        };
        Ok(Self { steps, parted_by_not, heads, head_at })
    }

    /// Every place where the pattern is found: ranges of tokens.
    pub(super) fn find(&self, s: &Sentence<'_>, out: &mut Vec<(usize, usize)>) {
        if !self.may_be_in(s) {
            return;
        }
        for at in 0..s.words.len() {
            let begins = self.heads.iter().any(|head| s.is_at(at, *head));
            if begins
                && self.steps.iter().take(self.head_at).all(|lead| holds(lead, s, at))
                && let Some(end) = self.run(s, self.head_at, at)
            {
                out.push((at, end));
            }
        }
    }

    fn may_be_in(&self, s: &Sentence<'_>) -> bool {
        self.steps.iter().all(|step| match step {
            Step::Is { any, optional: false } => any.iter().any(|class| s.has(*class)),
            _ => true,
        })
    }

    fn run(&self, s: &Sentence<'_>, at_step: usize, at: usize) -> Option<usize> {
        let Some(step) = self.steps.get(at_step) else {
            return Some(at);
        };
        match step {
            Step::Gap { most, across } => self.gap(s, at_step + 1, at, *most, *across),
            Step::Is { optional, .. } => {
                let found = self.gap(s, at_step, at, 0, Across::Words);
                if found.is_none() && *optional { self.run(s, at_step + 1, at) } else { found }
            }
            _ => holds(step, s, at).then(|| self.run(s, at_step + 1, at))?,
        }
    }

    /// Tries the step at every place the gap before it reaches, nearest first.
    fn gap(
        &self,
        s: &Sentence<'_>,
        at_step: usize,
        from: usize,
        most: u8,
        across: Across,
    ) -> Option<usize> {
        let mut left = most;
        let mut fillers = 6;
        let mut at = from;
        loop {
            if let Some(end) = self.take(s, at_step, at) {
                return Some(end);
            }
            let word = s.words.get(at)?;
            let passes = if word.kind.is_transparent() {
                true
            } else if word.kind.divides() {
                across != Across::Words && !matches!(word.kind, Kind::Stop | Kind::Question)
            } else if (word.negates && self.parted_by_not)
                || (word.turns && across != Across::Everything)
            {
                false
            } else if word.filler && fillers > 0 {
                fillers -= 1;
                true
            } else {
                let room = left > 0;
                left = left.saturating_sub(1);
                room
            };
            if !passes {
                return None;
            }
            at += 1;
        }
    }

    /// The step just here, and all that follows it.
    fn take(&self, s: &Sentence<'_>, at_step: usize, at: usize) -> Option<usize> {
        match self.steps.get(at_step)? {
            Step::Is { any, optional } => {
                let word = s.words.get(at)?;
                let found = word
                    .marks
                    .iter()
                    .filter(|(class, _)| any.contains(class))
                    .find_map(|(_, len)| self.run(s, at_step + 1, at + usize::from(*len)));
                if found.is_none() && *optional { self.take(s, at_step + 1, at) } else { found }
            }
            step => {
                if holds(step, s, at) {
                    self.run(s, at_step + 1, at)
                } else {
                    None
                }
            }
        }
    }
}

/// A step that takes no words.
fn holds(step: &Step, s: &Sentence<'_>, at: usize) -> bool {
    let next = (at..s.words.len())
        .find(|i| s.words.get(*i).is_some_and(|w| !w.kind.is_transparent() && !w.filler));
    match step {
        Step::Begins => {
            let before = (0..at)
                .rev()
                .find(|i| s.words.get(*i).is_some_and(|w| !w.kind.is_transparent() && !w.filler));
            before.is_none_or(|i| s.kind(i).is_some_and(Kind::divides))
        }
        Step::Ends => next.is_none_or(|i| s.kind(i).is_some_and(Kind::divides)),
        Step::IsNot(any) => next.is_none_or(|i| !any.iter().any(|class| s.is_at(i, *class))),
        _ => true,
    }
}

fn step(word: &str, names: &mut Builder) -> Result<Step, String> {
    let number = |text: &str, default: u8| {
        if text.is_empty() { Ok(default) } else { text.parse().map_err(|_| word.to_owned()) }
    };
    if word == "^" {
        return Ok(Step::Begins);
    }
    if word == "$" {
        return Ok(Step::Ends);
    }
    if word == "..." {
        return Ok(Step::Gap { most: FAR, across: Across::Everything });
    }
    if let Some(most) = word.strip_prefix("~~") {
        return Ok(Step::Gap { most: number(most, 8)?, across: Across::Commas });
    }
    if let Some(most) = word.strip_prefix('~') {
        return Ok(Step::Gap { most: number(most, 2)?, across: Across::Words });
    }
    let (word, not) = word.strip_prefix('!').map_or((word, false), |rest| (rest, true));
    let (word, optional) = word.strip_suffix('?').map_or((word, false), |rest| (rest, true));
    let any = word.split('|').map(|name| names.class(name)).collect::<Result<Vec<_>, _>>()?;
    Ok(if not { Step::IsNot(any) } else { Step::Is { any, optional } })
}
