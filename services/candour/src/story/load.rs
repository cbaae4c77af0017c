//! Reading a story: every name, call and field is checked before anything is sent.

use std::{fmt, path::Path};

use jiff::{Timestamp, civil::Date};
use kernel::principal::{Principal, roles};
use prost_reflect::MessageDescriptor;
use proto::ids::StreamId;
use serde_json::Value;
use tonic::codegen::http::uri::PathAndQuery;

use super::{
    file::{CastFile, Expected, FlagFile, NoFlagFile, StoryFile},
    moment, nodes,
    reader::{Problem, Reader},
    request::Contract,
};
use crate::names;

/// A story that is in order.
#[derive(Debug)]
pub struct Story {
    /// Its short name.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// Its calls, in order of time.
    pub steps: Vec<Step>,
    /// The flags that should be raised.
    pub flags: Vec<ExpectedFlag>,
    /// Those that should not.
    pub silences: Vec<ExpectedSilence>,
    /// True if nothing else may be flagged or lack evidence.
    pub nothing_else: bool,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it stands in the file, for messages.
    pub place: String,
    /// When it is made.
    pub at: Timestamp,
    /// By whom.
    pub by: Principal,
    /// The rpc's full name.
    pub call: String,
    /// The context that serves it.
    pub context: String,
    /// Where it is posted.
    pub path: PathAndQuery,
    /// The request.
    pub body: Vec<u8>,
    /// The reason of the refusal that is expected, if one is.
    pub refusal: Option<String>,
    /// What the answer should say, if that is expected.
    pub answer: Option<ExpectedAnswer>,
}

/// What an answer should say.
#[derive(Clone, Debug)]
pub struct ExpectedAnswer {
    /// The answer's type.
    pub message: MessageDescriptor,
    /// What of it is looked at.
    pub says: Value,
}

/// A flag that should be raised.
#[derive(Clone, Debug)]
pub struct ExpectedFlag {
    /// The row of the table of failures.
    pub row: String,
    /// The failure, in words.
    pub failure: String,
    /// The rule.
    pub rule: String,
    /// What it is about; empty for anything.
    pub anchor: String,
    /// Since when it should stand.
    pub first_day: Option<Date>,
    /// When it was found in fact.
    pub found: Option<Date>,
    /// What the rule should say.
    pub verdict: Expected,
}

/// A flag that should not be raised.
#[derive(Clone, Debug)]
pub struct ExpectedSilence {
    /// The rule.
    pub rule: String,
    /// What it would be about; empty for anything.
    pub anchor: String,
    /// Why it should not.
    pub why: String,
}

/// Why a file is no story: all that is wrong with it.
#[derive(Debug, thiserror::Error)]
pub struct LoadError(Vec<String>);

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// Reads the story in a file.
///
/// # Errors
/// If the file cannot be read, or anything in it is not in order.
pub fn load(path: &Path) -> Result<Story, LoadError> {
    let name = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|e| LoadError(vec![format!("{name}: it cannot be read: {e}")]))?;
    read(&name.to_string(), &text)
}

/// Reads the story that a file of this name holds.
///
/// # Errors
/// If anything in it is not in order.
pub fn read(name: &str, text: &str) -> Result<Story, LoadError> {
    parse(text).map_err(|problems| {
        LoadError(problems.into_iter().map(|problem| problem.in_file(name)).collect())
    })
}

/// Reads a story.
pub(super) fn parse(text: &str) -> Result<Story, Vec<Problem>> {
    let whole = |says: String| vec![Problem::new("", says)];
    if !text.ends_with('\n') {
        let last = text.lines().count();
        return Err(whole(format!("its last line, {last}, does not end; the file was cut off")));
    }
    nodes::count(text).map_err(|e| whole(format!("it is no YAML: {e}")))?;
    let file: StoryFile = serde_yaml_ng::from_str(text).map_err(|e| whole(e.to_string()))?;
    let contract =
        Contract::read().map_err(|e| whole(format!("the contract cannot be read: {e}")))?;
    let mode = file.mode.as_deref().unwrap_or("MODE_RECORD");
    let mut reader = Reader::new(contract, text, &file.story, &file.source, mode);
    if file.story.trim().is_empty() || file.source.trim().is_empty() {
        reader.problems.push(Problem::new("story, source", "they name the story; fill them"));
    }
    for (name, member) in file.cast {
        match principal(&member) {
            Ok(principal) => drop(reader.cast.insert(name, principal)),
            Err(says) => reader.problem(Problem::new(&format!("cast {name}"), says)),
        }
    }
    let steps = reader.steps(&file.steps);
    let flags = reader.expectations("expect_flags", file.expect_flags, flag);
    let silences = reader.expectations("expect_no_flags", file.expect_no_flags, silence);
    if reader.problems.is_empty() {
        let nothing_else = file.and_nothing_else;
        Ok(Story { name: file.story, title: file.title, steps, flags, silences, nothing_else })
    } else {
        Err(reader.problems)
    }
}

fn principal(member: &CastFile) -> Result<Principal, String> {
    let role = roles::role_named(&member.role)
        .ok_or_else(|| format!("role: `{}` is no role", member.role))?;
    let id = |field: &str, noun: &str, text: &str| {
        let id = names::replace(text).map_err(|e| format!("{field}: {e}"))?;
        StreamId::parse(noun, &id).map(|id| id.to_string()).map_err(|e| format!("{field}: {e}"))
    };
    Ok(Principal {
        worker_id: names::worker(role, &member.worker).map_err(|e| format!("worker: {}", e.0))?,
        agency_id: id("agency", "agency", &member.agency)?,
        role,
        purpose: member.purpose.clone().unwrap_or_else(|| "direct_care".to_owned()),
    })
}

fn flag(file: FlagFile) -> Result<ExpectedFlag, (&'static str, String)> {
    let day = |field, text: Option<String>| {
        text.map(|text| moment::day(&text).map_err(|says| (field, says))).transpose()
    };
    if file.rule.is_none() && file.verdict != Expected::NotYet {
        return Err(("rule", "a flag needs its rule; without one say `verdict: not_yet`".into()));
    }
    Ok(ExpectedFlag {
        row: file.row.to_string(),
        failure: file.failure,
        rule: file.rule.unwrap_or_default(),
        anchor: anchor(file.anchor)?,
        first_day: day("first_day", file.first_day)?,
        found: day("found", file.found)?,
        verdict: file.verdict,
    })
}

fn silence(file: NoFlagFile) -> Result<ExpectedSilence, (&'static str, String)> {
    Ok(ExpectedSilence { rule: file.rule, anchor: anchor(file.anchor)?, why: file.why })
}

fn anchor(text: Option<String>) -> Result<String, (&'static str, String)> {
    names::replace(&text.unwrap_or_default()).map_err(|says| ("anchor", says))
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
