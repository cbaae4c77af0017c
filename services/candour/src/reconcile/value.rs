//! What a publication gives as a figure: a count, none, all, words, or nothing.

use std::fmt;

/// A figure as it was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A count; "none" is nought.
    Count(u64),
    /// Everybody or everything.
    Every,
    /// Words that say that there are some and not how many.
    Some(String),
    /// No figure.
    NotGiven,
}

const NONE: &[&str] = &["none", "no", "nil", "nobody"];
const EVERY: &[&str] = &["every", "all", "everybody", "everyone"];
const SOME: &[&str] = &[
    "several",
    "some",
    "many",
    "most",
    "few",
    "a few",
    "a small number",
    "a number",
    "multiple",
    "at least one",
];
const NOT_GIVEN: &[&str] = &["", "not given", "not gathered", "not collected", "not recorded"];

impl Value {
    /// Reads it; `None` if it is nothing of the kind.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let is = |words: &[&str]| words.contains(&text.as_str());
        if let Some(count) = count(&text) {
            return Some(Self::Count(count));
        }
        if is(NONE) {
            Some(Self::Count(0))
        } else if is(EVERY) {
            Some(Self::Every)
        } else if is(NOT_GIVEN) {
            Some(Self::NotGiven)
        } else {
            is(SOME).then_some(Self::Some(text))
        }
    }

    /// True if both cannot be so at once.
    #[must_use]
    pub fn contradicts(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Count(a), Self::Count(b)) => a != b,
            (Self::Count(0), Self::Every | Self::Some(_))
            | (Self::Every | Self::Some(_), Self::Count(0)) => true,
            _ => false,
        }
    }

    /// True if it says that there is one at least.
    #[must_use]
    pub fn is_above_nought(&self) -> bool {
        matches!(self, Self::Every | Self::Some(_)) || matches!(self, Self::Count(1..))
    }
}

/// A count in digits.
#[must_use]
pub fn count(text: &str) -> Option<u64> {
    let digits = text.trim().replace(',', "");
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(0) => f.write_str("none"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Every => f.write_str("all"),
            Self::Some(words) => f.write_str(words),
            Self::NotGiven => f.write_str("no figure"),
        }
    }
}
