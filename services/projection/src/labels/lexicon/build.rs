//! Putting the lexicon together, and finding a word's classes in it.

use std::collections::HashMap;

use super::{entries, forms};
use crate::labels::{
    pattern::Class,
    spelling::Speller,
    weigh::{self, Name},
};

/// A phrase after its first word, and the classes it has as a whole.
#[derive(Debug, Default, Clone)]
struct Phrase {
    rest: Vec<u32>,
    classes: Vec<Class>,
}

/// What begins with a word.
#[derive(Debug, Default, Clone)]
struct Known {
    alone: Vec<(Class, u8)>,
    phrases: Vec<Phrase>,
}

/// The lexicon while patterns may still add words of their own.
#[derive(Debug, Default)]
pub(in crate::labels) struct Builder {
    ids: HashMap<String, u32>,
    known: Vec<Known>,
    classes: HashMap<String, Class>,
    /// Entries by class, for classes that take in others.
    listed: HashMap<&'static str, &'static str>,
}

/// The finished lexicon.
#[derive(Debug)]
pub(in crate::labels) struct Lexicon {
    ids: HashMap<String, u32>,
    known: Vec<Known>,
    classes: HashMap<String, Class>,
    /// What each class is called, by its number, and how it is weighed.
    names: Vec<Name>,
    ranks: Vec<Rank>,
    speller: Speller,
}

impl Builder {
    /// All classes of the lists.
    pub(in crate::labels) fn new() -> Self {
        let mut builder = Self::default();
        for (name, words) in entries() {
            builder.listed.insert(name, words);
            builder.list(name, words, 0);
        }
        builder
    }

    /// A class by its name in a pattern; small letters are words themselves.
    pub(in crate::labels) fn class(&mut self, name: &str) -> Result<Class, String> {
        if name.starts_with(|c: char| c.is_ascii_uppercase()) {
            return self.classes.get(name).copied().ok_or_else(|| format!("no class `{name}`"));
        }
        let words = name.replace('_', " ");
        let class = self.intern(&format!("={words}"));
        self.add(&words, class);
        Ok(class)
    }

    pub(in crate::labels) fn finish(self) -> Lexicon {
        let speller = Speller::new(self.ids.keys().map(String::as_str));
        let mut names = vec![Name::default(); self.classes.len()];
        for (name, class) in &self.classes {
            if let Some(place) = names.get_mut(usize::from(*class)) {
                *place = (weigh::hash(name), name.clone());
            }
        }
        let ranks = names.iter().map(|(_, name)| Rank::of(name)).collect();
        Lexicon { ids: self.ids, known: self.known, classes: self.classes, names, ranks, speller }
    }

    fn list(&mut self, name: &'static str, words: &'static str, depth: u8) {
        let whole = self.intern(name);
        for entry in words.split(',').map(str::trim).filter(|e| !e.is_empty()) {
            if let Some(other) = entry.strip_prefix('@') {
                // A class that names itself in a ring is read no deeper.
                if let Some(inner) = self.listed.get(other).copied()
                    && depth < 5
                {
                    self.list(name, inner, depth + 1);
                }
                continue;
            }
            for (form, spelled) in forms::of(entry) {
                let class = form.map(|form| self.intern(&format!("{name}.{form}")));
                self.add(&spelled, whole);
                if let Some(class) = class {
                    self.add(&spelled, class);
                }
            }
        }
    }

    fn intern(&mut self, name: &str) -> Class {
        let next = Class::try_from(self.classes.len()).unwrap_or(Class::MAX);
        *self.classes.entry(name.to_owned()).or_insert(next)
    }

    fn id(&mut self, word: &str) -> u32 {
        if let Some(id) = self.ids.get(word) {
            return *id;
        }
        let id = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        self.ids.insert(word.to_owned(), id);
        self.known.push(Known::default());
        id
    }

    /// A word or phrase in a class. Two words are also known written as one.
    fn add(&mut self, spelled: &str, class: Class) {
        let ids: Vec<u32> = spelled.split_whitespace().map(|word| self.id(word)).collect();
        let Some((first, rest)) = ids.split_first() else {
            return;
        };
        if rest.len() == 1 && spelled.len() > 7 {
            let joined = spelled.replace(' ', "");
            let id = self.id(&joined);
            self.add_to(id, &[], class);
        }
        self.add_to(*first, rest, class);
    }

    fn add_to(&mut self, first: u32, rest: &[u32], class: Class) {
        let Some(known) = usize::try_from(first).ok().and_then(|i| self.known.get_mut(i)) else {
            return;
        };
        if rest.is_empty() {
            if !known.alone.iter().any(|(c, _)| *c == class) {
                known.alone.push((class, 1));
            }
            return;
        }
        match known.phrases.iter_mut().find(|p| p.rest == rest) {
            Some(phrase) if phrase.classes.contains(&class) => {}
            Some(phrase) => phrase.classes.push(class),
            None => known.phrases.push(Phrase { rest: rest.to_vec(), classes: vec![class] }),
        }
    }
}

/// What a class is to the weighing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::labels) enum Rank {
    /// Weighed with its neighbours; so is a form of it, which tells "refuse"
    /// from "refused".
    Family,
    /// A concept of the patterns, weighed alone.
    Concept,
    /// A form of a concept, or the very word of a pattern.
    Other,
}

impl Rank {
    fn of(name: &str) -> Self {
        if name.starts_with("F_") {
            Self::Family
        } else if name.contains(['=', '.']) {
            Self::Other
        } else {
            Self::Concept
        }
    }
}

/// A word of the text as the lexicon knows it.
pub(in crate::labels) type Id = Option<u32>;

impl Lexicon {
    pub(in crate::labels) fn class(&self, name: &str) -> Option<Class> {
        self.classes.get(name).copied()
    }

    pub(in crate::labels) fn class_count(&self) -> usize {
        self.classes.len()
    }

    pub(in crate::labels) fn rank(&self, class: Class) -> Rank {
        self.ranks.get(usize::from(class)).copied().unwrap_or(Rank::Other)
    }

    pub(in crate::labels) fn names(&self) -> &[Name] {
        &self.names
    }

    /// The word, or the one word of the lexicon it must have been meant for.
    pub(in crate::labels) fn id<'a>(&'a self, word: &'a str) -> (Id, &'a str) {
        if let Some(id) = self.ids.get(word) {
            return (Some(*id), word);
        }
        let meant = self.speller.meant(word);
        (meant.and_then(|meant| self.ids.get(meant)).copied(), meant.unwrap_or(word))
    }

    /// Puts the classes that begin at `at` into `out`.
    pub(in crate::labels) fn marks(&self, ids: &[Id], at: usize, out: &mut Vec<(Class, u8)>) {
        let known =
            ids.get(at).copied().flatten().and_then(|id| self.known.get(usize::try_from(id).ok()?));
        let Some(known) = known else {
            return;
        };
        // The longest first: "crisis line" before "crisis".
        for phrase in &known.phrases {
            let len = phrase.rest.len();
            let here = ids.get(at + 1..=at + len);
            let same =
                here.is_some_and(|ids| ids.iter().zip(&phrase.rest).all(|(a, b)| *a == Some(*b)));
            if same {
                let len = u8::try_from(len + 1).unwrap_or(u8::MAX);
                out.extend(phrase.classes.iter().map(|class| (*class, len)));
            }
        }
        out.extend_from_slice(&known.alone);
    }
}
