//! A story's file, as it is written down.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoryFile {
    /// Its short name, from which request ids are made.
    pub story: String,
    /// What it is about.
    #[serde(default)]
    pub title: String,
    /// The document that tells it.
    pub source: String,
    /// Whether its steps are done or recorded, where they do not say; recorded if absent.
    #[serde(default)]
    pub mode: Option<String>,
    /// Who takes part.
    pub cast: BTreeMap<String, CastFile>,
    /// What is called, in order.
    #[serde(deserialize_with = "list")]
    pub steps: Vec<Value>,
    /// What should be flagged. Required, since it stands at the end: a file
    /// without it was cut off.
    #[serde(deserialize_with = "list")]
    pub expect_flags: Vec<Value>,
    /// What should not be flagged.
    #[serde(default, deserialize_with = "list")]
    pub expect_no_flags: Vec<Value>,
    /// True if nothing else may be flagged, or found to lack evidence, than what
    /// is expected.
    #[serde(default)]
    pub and_nothing_else: bool,
}

/// A list that is there. YAML takes a key with nothing behind it for an empty
/// one, and that is also how a file looks that was cut off.
fn list<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Value>, D::Error> {
    match Value::deserialize(from)? {
        Value::Array(items) => Ok(items),
        _ => Err(D::Error::custom("a list is needed; write `[]` if there is nothing in it")),
    }
}

/// Somebody who takes part.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastFile {
    /// Their agency.
    pub agency: String,
    /// They themselves.
    pub worker: String,
    /// As what they act.
    pub role: String,
    /// For what purpose.
    #[serde(default)]
    pub purpose: Option<String>,
}

/// One call.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepFile {
    /// On which day, or when; as before if absent.
    #[serde(default)]
    pub at: Option<String>,
    /// By whom.
    #[serde(rename = "as")]
    pub by: String,
    /// The rpc.
    pub call: String,
    /// When it happened; the day itself if absent.
    #[serde(default)]
    pub occurred: Option<Value>,
    /// Whether it is done or recorded.
    #[serde(default)]
    pub mode: Option<String>,
    /// The paragraph of the source.
    #[serde(default)]
    pub para: Option<Scalar>,
    /// True for a stand-in that no source names.
    #[serde(default)]
    pub synthetic: bool,
    /// The request, without what surrounds it.
    #[serde(default)]
    pub with: Option<Value>,
    /// `ok`, or the reason of a refusal.
    #[serde(default)]
    pub expect: Option<String>,
    /// What the answer should say, as far as it is written here: a list has as
    /// many entries as are written.
    #[serde(default)]
    pub answer: Option<Value>,
}

/// Calls that are repeated for each row of some columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupFile {
    /// The columns.
    #[serde(rename = "for")]
    pub columns: BTreeMap<String, Vec<Scalar>>,
    /// The calls.
    pub steps: Vec<Value>,
}

/// A flag that should be raised.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagFile {
    /// The row of the table of failures.
    pub row: Scalar,
    /// The failure, in words.
    pub failure: String,
    /// The rule.
    #[serde(default)]
    pub rule: Option<String>,
    /// What the flag is about; any if absent.
    #[serde(default)]
    pub anchor: Option<String>,
    /// Since which day the flag should stand.
    #[serde(default)]
    pub first_day: Option<String>,
    /// When it was found in fact.
    #[serde(default)]
    pub found: Option<String>,
    /// What the rule should say.
    #[serde(default)]
    pub verdict: Expected,
}

/// What a rule should say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Expected {
    /// It fires.
    #[default]
    Fires,
    /// It says what the record lacks.
    NotEvidenced,
    /// Nothing yet: there is no rule for it.
    NotYet,
}

/// A flag that should not be raised.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoFlagFile {
    /// The rule.
    pub rule: String,
    /// What it would be about; anything if absent.
    #[serde(default)]
    pub anchor: Option<String>,
    /// Why it should not.
    #[serde(default)]
    pub why: String,
}

/// A short value, whatever YAML takes it for: `2.4` is a paragraph.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Scalar {
    /// A word.
    Text(String),
    /// A number.
    Number(serde_json::Number),
    /// Yes or no.
    Truth(bool),
}

impl std::fmt::Display for Scalar {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => write!(f, "{number}"),
            Self::Truth(truth) => write!(f, "{truth}"),
        }
    }
}
