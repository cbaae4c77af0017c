//! The words of an instruction, where each begins, and where a sentence ends.
//!
//! Notes are written in haste: bullets without stops, `pt.` and `s.136`, a
//! missing space after a full stop. A sentence ends where a reader would end
//! it. Offsets count Unicode scalar values, as the reader of a flag does, and
//! not bytes.
//!
//! Nothing is corrected here and nothing is understood here.

mod shorthand;

use std::{collections::HashMap, ops::Range, sync::LazyLock};

use shorthand::{ABBREVIATIONS, OPENED, SLASHED};

/// What a token is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Comma,
    /// A dash with room around it, which divides a sentence as a comma does.
    Dash,
    Colon,
    Semicolon,
    Quote,
    Open,
    Close,
    Question,
    /// A full stop, or what stands for one: a new line, a bullet.
    Stop,
}

impl Kind {
    /// Marks that a reading passes over: `"do not" convey` is `do not convey`.
    pub(super) fn is_transparent(self) -> bool {
        matches!(self, Self::Quote | Self::Open | Self::Close)
    }

    /// What a pattern calls the mark.
    fn sign(self) -> &'static str {
        match self {
            Self::Comma => "commamark",
            Self::Dash => "dashmark",
            Self::Colon => "colonmark",
            Self::Semicolon => "semicolonmark",
            Self::Quote => "quotemark",
            Self::Question => "questionmark",
            Self::Word | Self::Open | Self::Close | Self::Stop => "",
        }
    }

    /// Where a clause may end.
    pub(super) fn divides(self) -> bool {
        !matches!(self, Self::Word) && !self.is_transparent()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// Lower case, contractions opened, hyphens gone.
    pub norm: String,
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

static OPENED_BY: LazyLock<HashMap<&str, &[&str]>> =
    LazyLock::new(|| OPENED.iter().map(|(short, words)| (*short, *words)).collect());

/// The tokens of a text, in order.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0, out: Vec::with_capacity(chars.len() / 5 + 4) };
    while let Some(c) = reader.peek(0) {
        reader.step(c);
    }
    reader.out
}

/// The sentences, as ranges of tokens without the stops between them.
pub(super) fn sentences(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut from = 0;
    for (at, token) in tokens.iter().enumerate() {
        let ends = match token.kind {
            Kind::Stop | Kind::Semicolon => Some(at),
            Kind::Question => Some(at + 1), // The mark stays: it makes a question of it.
            _ => None,
        };
        if let Some(end) = ends {
            if end > from {
                out.push(from..end);
            }
            from = at + 1;
        }
    }
    if from < tokens.len() {
        out.push(from..tokens.len());
    }
    out
}

struct Reader<'a> {
    chars: &'a [char],
    at: usize,
    out: Vec<Token>,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn before(&self) -> Option<char> {
        self.at.checked_sub(1).and_then(|i| self.chars.get(i)).copied()
    }

    fn mark(&mut self, kind: Kind) {
        let start = self.at;
        self.at += 1;
        self.out.push(Token { norm: kind.sign().to_owned(), kind, start, end: self.at });
    }

    fn step(&mut self, c: char) {
        match c {
            _ if c.is_alphanumeric() => self.word(),
            '\n' | '\r' => self.line(),
            _ if c.is_whitespace() => self.at += 1,
            '.' | '!' | '…' => self.full_stop(),
            '?' => self.mark(Kind::Question),
            ',' => self.mark(Kind::Comma),
            ';' => self.mark(Kind::Semicolon),
            ':' => self.mark(Kind::Colon),
            '"' | '“' | '”' | '„' | '«' | '»' | '`' | '‘' | '\'' | '’' => {
                self.mark(Kind::Quote);
            }
            '(' | '[' | '{' => self.mark(Kind::Open),
            ')' | ']' | '}' => self.mark(Kind::Close),
            '•' | '●' | '▪' | '·' | '‣' | '|' => self.mark(Kind::Stop),
            '-' | '–' | '—' | '→' | '>' => self.dash(),
            '&' | '+' => self.stands_for("and"),
            '=' => self.stands_for("means"),
            '@' => self.stands_for("at"),
            _ => self.at += 1,
        }
    }

    fn stands_for(&mut self, word: &str) {
        let start = self.at;
        self.at += 1;
        self.push_word(word, start);
    }

    fn push_word(&mut self, norm: &str, start: usize) {
        self.out.push(Token { norm: norm.to_owned(), kind: Kind::Word, start, end: self.at });
    }

    /// A dash between letters joins them; one at the head of a line is a bullet.
    fn dash(&mut self) {
        let spaced = self.before().is_none_or(char::is_whitespace)
            || self.peek(1).is_none_or(char::is_whitespace)
            || self.peek(0).is_some_and(|c| matches!(c, '—' | '→' | '>'));
        let bullet = self.out.last().is_none_or(|last| last.kind == Kind::Stop);
        if spaced && !bullet { self.mark(Kind::Dash) } else { self.at += 1 }
    }

    /// A new line ends a sentence unless the next line plainly goes on with it.
    fn line(&mut self) {
        let mut ahead = 1;
        let mut breaks = 1;
        while let Some(c) = self.peek(ahead).filter(|c| c.is_whitespace()) {
            breaks += usize::from(c == '\n');
            ahead += 1;
        }
        let goes_on = self.peek(ahead).is_some_and(char::is_lowercase);
        if breaks > 1 || !goes_on {
            self.mark(Kind::Stop);
        } else {
            self.at += 1;
        }
    }

    fn full_stop(&mut self) {
        let next = self.peek(1);
        let glued = next.is_some_and(char::is_alphanumeric);
        // "call.Do not" lost its space; "3.5" and "v.2" did not.
        if glued && !next.is_some_and(char::is_uppercase) {
            self.at += 1;
            return;
        }
        let abbreviated = self.peek(0) == Some('.')
            && self.out.last().is_some_and(|last| {
                last.kind == Kind::Word
                    && last.end == self.at
                    && self.is_abbreviation(last.start, last.end)
            });
        if abbreviated && next.is_some() && !self.begins_afresh() {
            self.at += 1;
        } else {
            self.mark(Kind::Stop);
        }
    }

    fn is_abbreviation(&self, start: usize, end: usize) -> bool {
        let raw: String = self
            .chars
            .iter()
            .skip(start)
            .take(end - start)
            .flat_map(|c| c.to_lowercase())
            .collect();
        ABBREVIATIONS.contains(&raw.as_str())
    }

    /// "4 hrs. Do not": a shorthand, and the sentence ends all the same. A
    /// title ("Dr. Shah") goes on.
    fn begins_afresh(&self) -> bool {
        let titled = self.out.last().is_some_and(|last| {
            matches!(
                last.norm.as_str(),
                "dr" | "mr"
                    | "mrs"
                    | "ms"
                    | "prof"
                    | "sgt"
                    | "insp"
                    | "supt"
                    | "cllr"
                    | "st"
                    | "eg"
                    | "ie"
                    | "e.g"
                    | "i.e"
                    | "vs"
                    | "s"
                    | "approx"
            )
        });
        let next = (1..).map_while(|i| self.peek(i)).find(|c| !c.is_whitespace());
        !titled && next.is_some_and(char::is_uppercase)
    }

    /// One word, from here to where letters and digits end.
    fn word(&mut self) {
        let start = self.at;
        let mut raw = String::new();
        while let Some(c) = self.peek(0) {
            let next = self.peek(1);
            let inner = next.is_some_and(char::is_alphanumeric);
            let joins = match c {
                '\'' | '’' => inner && raw.chars().all(char::is_alphabetic),
                '&' => inner && raw.chars().count() == 1,
                '/' => inner && self.slash_joins(&raw),
                '.' => inner && self.point_joins(&raw),
                ':' => inner && is_digits(&raw) && next.is_some_and(|n| n.is_ascii_digit()),
                _ => c.is_alphanumeric(),
            };
            // "24h" is a number and a unit; "s136" and "f2f" are words.
            if !joins || (c.is_alphabetic() && is_digits(&raw)) {
                break;
            }
            if c == '’' {
                raw.push('\'');
            } else {
                raw.extend(c.to_lowercase());
            }
            self.at += 1;
        }
        self.push_opened(&raw, start);
    }

    fn slash_joins(&self, raw: &str) -> bool {
        let digits = is_digits(raw) && self.peek(1).is_some_and(|c| c.is_ascii_digit());
        let mut whole = raw.to_owned();
        whole.push('/');
        whole.extend((1..=3).map_while(|i| self.peek(i)).take_while(|c| c.is_alphabetic()));
        let lower = whole.to_lowercase();
        digits || SLASHED.iter().any(|known| lower == *known)
    }

    /// "3.5", "s.136", "e.g.": the point belongs to the word.
    fn point_joins(&self, raw: &str) -> bool {
        let last_piece = raw.rsplit('.').next().unwrap_or_default();
        let next = self.peek(1);
        let after = self.peek(2);
        (is_digits(last_piece) && next.is_some_and(|c| c.is_ascii_digit()))
            || (raw == "s" && next.is_some_and(|c| c.is_ascii_digit()))
            || (last_piece.chars().count() == 1
                && next.is_some_and(char::is_alphabetic)
                && after.is_none_or(|c| !c.is_alphanumeric()))
    }

    fn push_opened(&mut self, raw: &str, start: usize) {
        // A word that cannot be read any further still moves the reader on.
        if raw.is_empty() {
            self.at += 1;
            return;
        }
        if let Some(words) = OPENED_BY.get(raw) {
            for word in *words {
                self.push_word(word, start);
            }
            return;
        }
        let (stem, tail) = raw.split_once('\'').unwrap_or((raw, ""));
        match tail {
            "t" if stem.ends_with('n') => {
                self.push_word(stem.strip_suffix('n').unwrap_or(stem), start);
                self.push_word("not", start);
            }
            "ll" => {
                self.push_word(stem, start);
                self.push_word("will", start);
            }
            "re" => {
                self.push_word(stem, start);
                self.push_word("are", start);
            }
            "ve" => {
                self.push_word(stem, start);
                self.push_word("have", start);
            }
            "" | "s" | "d" | "m" => self.push_word(stem, start),
            _ => self.push_word(&raw.replace('\'', ""), start),
        }
        // "s.136" and "s136" are one.
        if let Some(last) = self.out.last_mut()
            && last.norm.starts_with("s.")
        {
            last.norm = last.norm.replacen("s.", "s", 1);
        }
    }
}

fn is_digits(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '/' | ':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().filter(|t| t.kind == Kind::Word).map(|t| t.norm).collect()
    }

    fn spoken(text: &str) -> Vec<String> {
        let all = tokens(text);
        sentences(&all)
            .into_iter()
            .map(|range| {
                let part: Vec<&str> =
                    all[range].iter().map(|t| t.norm.as_str()).filter(|n| !n.is_empty()).collect();
                part.join(" ")
            })
            .collect()
    }

    #[test]
    fn contractions_are_opened() {
        assert_eq!(
            words("Don’t convey, she won't come"),
            ["do", "not", "convey", "she", "will", "not", "come"]
        );
    }

    #[test]
    fn shorthand_keeps_its_shape() {
        assert_eq!(
            words("A&E s.136 24h F2F self-harm e.g. w/o"),
            ["a&e", "s136", "24", "h", "f2f", "self", "harm", "e.g", "without"]
        );
    }

    #[test]
    fn an_abbreviation_ends_no_sentence() {
        assert_eq!(
            spoken("Seen by Dr. Shah. no bed. max. one call"),
            ["seen by dr shah", "no bed", "max one call"]
        );
    }

    #[test]
    fn bullets_and_lost_spaces_end_sentences() {
        assert_eq!(
            spoken("- Do not call\n- Offer tea\n1) Ring CMHT.Then wait"),
            ["do not call", "offer tea", "1 ring cmht", "then wait"]
        );
    }

    #[test]
    fn a_wrapped_line_goes_on() {
        assert_eq!(spoken("do not\nconvey"), ["do not convey"]);
    }
}
