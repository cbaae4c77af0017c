//! Reading a story's steps and expectations, with the line of each slip.

use std::{cell::Cell, collections::BTreeMap};

use jiff::Timestamp;
use kernel::principal::Principal;
use proto::common::Mode;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::{
    file::{GroupFile, Scalar, StepFile},
    lines::{Lines, Place},
    load::{ExpectedAnswer, Step},
    moment,
    request::{self, Contract},
    strings::{each_string, filled, weight},
};
use crate::names;

/// How much all calls of a story may take in memory: some fixed amount, and so much
/// for each letter of it. Groups multiply what they say, and are what it is for;
/// calls that are written out take a third of it at most.
const MOST: usize = 2 * 1024 * 1024;
const MOST_A_LETTER: usize = 64;

/// What a call takes beside what it says.
const A_CALL: usize = 512;

/// How much is told that is wrong.
const MOST_PROBLEMS: usize = 100;

/// One thing that is wrong, and where.
#[derive(Debug)]
pub struct Problem {
    line: Option<usize>,
    place: String,
    says: String,
}

impl Problem {
    /// Something wrong on no line in particular.
    pub fn new(place: &str, says: impl Into<String>) -> Self {
        Self { line: None, place: place.to_owned(), says: says.into() }
    }

    /// It in a line, as compilers write it.
    pub fn in_file(self, file: &str) -> String {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        let place = if self.place.is_empty() { String::new() } else { format!(" {}:", self.place) };
        format!("{file}{line}:{place} {}", self.says)
    }
}

/// Reads steps and expectations, and collects what is wrong.
pub struct Reader<'a> {
    contract: Contract,
    lines: Lines<'a>,
    /// Who takes part.
    pub cast: BTreeMap<String, Principal>,
    name: &'a str,
    source: &'a str,
    /// How a step is said that does not say.
    mode: &'a str,
    count: usize,
    /// How much the calls take so far.
    taken: usize,
    /// How much they may take.
    most: usize,
    /// What is wrong so far.
    pub problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    /// Reads what stands in a text.
    pub fn new(
        contract: Contract,
        text: &'a str,
        name: &'a str,
        source: &'a str,
        mode: &'a str,
    ) -> Self {
        let lines = Lines::of(text);
        let (cast, problems) = (BTreeMap::new(), Vec::new());
        let most = MOST.saturating_add(text.len().saturating_mul(MOST_A_LETTER));
        Self { contract, lines, cast, name, source, mode, count: 0, taken: 0, most, problems }
    }

    /// All steps, those of groups in a row each.
    pub fn steps(&mut self, items: &[Value]) -> Vec<Step> {
        let places = self.places("steps", self.lines.whole(), items.len());
        let mut steps: Vec<Step> = Vec::new();
        let mut at = None;
        for (n, (item, place)) in items.iter().zip(places).enumerate() {
            let title = format!("step {}", n + 1);
            if !self.goes_on() {
                break;
            }
            let read = if item.get("for").is_some() {
                self.group(item, at, &title, place)
            } else {
                self.step(item, &mut at.clone(), &title, place).into_iter().collect()
            };
            for step in read {
                if at.is_some_and(|known| step.at < known) {
                    self.complain(
                        &title,
                        place,
                        "at",
                        &format!("at: {} lies before the step before; time goes forward", step.at),
                    );
                }
                at = Some(step.at);
                steps.push(step);
            }
        }
        steps
    }

    /// The steps of all rows, in order of time. Each row begins at the time
    /// before the group.
    fn group(
        &mut self,
        item: &Value,
        at: Option<Timestamp>,
        title: &str,
        place: Option<Place>,
    ) -> Vec<Step> {
        let group: GroupFile = match serde_json::from_value(item.clone()) {
            Ok(group) => group,
            Err(e) => {
                self.complain(title, place, "for", &e.to_string());
                return Vec::new();
            }
        };
        let lengths: Vec<usize> = group.columns.values().map(Vec::len).collect();
        let rows = lengths.first().copied().unwrap_or_default();
        if rows == 0 || lengths.iter().any(|length| *length != rows) {
            let told: Vec<String> =
                group.columns.iter().map(|(name, row)| format!("{name} {}", row.len())).collect();
            let says = format!(
                "for: the lists are zipped, so they need the same length: {}",
                told.join(", ")
            );
            self.complain(title, place, "for", &says);
            return Vec::new();
        }
        let count = group.steps.len();
        let places = place.map(|place| self.places("steps", place, count));
        let places = places.unwrap_or_else(|| vec![None; count]);
        let mut steps = Vec::new();
        for row in 0..rows {
            let values: BTreeMap<&str, String> = group
                .columns
                .iter()
                .filter_map(|(name, row_values)| {
                    Some((name.as_str(), row_values.get(row)?.to_string()))
                })
                .collect();
            let mut at = at;
            for (n, (item, place)) in group.steps.iter().zip(&places).enumerate() {
                if !self.goes_on() {
                    return steps;
                }
                let title = format!("{title}.{}, row {}", n + 1, row + 1);
                let mut item = item.clone();
                let room = Cell::new(kernel::contract::MOST_BYTES);
                let fill = |text: &str| {
                    let text = filled(text, &values, room.get())?;
                    room.set(room.get().saturating_sub(text.len()));
                    Ok(text)
                };
                match each_string(&mut item, &fill) {
                    Ok(()) => steps.extend(self.step(&item, &mut at, &title, *place)),
                    Err((path, says)) => {
                        self.complain(&title, *place, last(&path), &format!("{path}: {says}"));
                    }
                }
            }
        }
        // Rows go side by side through time; within a moment they keep their order.
        steps.sort_by_key(|step| step.at);
        steps
    }

    fn step(
        &mut self,
        item: &Value,
        at: &mut Option<Timestamp>,
        title: &str,
        place: Option<Place>,
    ) -> Option<Step> {
        self.count += 1;
        self.taken += A_CALL + weight(item);
        match self.read_step(item, at, title, place) {
            Ok(step) => {
                self.taken += step.body.len();
                Some(step)
            }
            Err((key, says)) => {
                self.complain(title, place, last(&key), &says);
                None
            }
        }
    }

    /// Whether there is room for another call, and for what may be wrong with it.
    fn goes_on(&mut self) -> bool {
        if self.taken > self.most {
            let says = "its groups make more calls than are told at once; tell several stories";
            self.problem(Problem::new("steps", says));
        }
        self.taken <= self.most && self.problems.len() <= MOST_PROBLEMS
    }

    /// Notes what is wrong, up to so much of it.
    pub fn problem(&mut self, problem: Problem) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem);
        } else if self.problems.len() == MOST_PROBLEMS {
            self.problems.push(Problem::new("", "there is more that is wrong; mend this first"));
        }
    }

    /// The error is the key to look for, and what to say.
    fn read_step(
        &self,
        item: &Value,
        at: &mut Option<Timestamp>,
        title: &str,
        place: Option<Place>,
    ) -> Result<Step, (String, String)> {
        let wrong = |key: &str| {
            let key = key.to_owned();
            move |says: String| (key.clone(), format!("{key}: {says}"))
        };
        let step: StepFile = serde_json::from_value(item.clone()).map_err(|e| {
            let says = e.to_string();
            (says.split('`').nth(1).unwrap_or_default().to_owned(), says)
        })?;
        if let Some(text) = &step.at {
            *at = Some(moment::at(text).map_err(wrong("at"))?);
        }
        let at = at.ok_or_else(|| wrong("at")("the first step must say when".into()))?;
        let by = self.cast.get(&step.by).cloned().ok_or_else(|| {
            let names: Vec<&str> = self.cast.keys().map(String::as_str).collect();
            wrong("as")(format!("`{}` is none of the cast: {}", step.by, names.join(", ")))
        })?;
        let rpc = self.contract.find(&step.call).map_err(wrong("call"))?;
        let mut message = step.with.clone().unwrap_or_else(|| json!({}));
        let fields = message
            .as_object_mut()
            .ok_or_else(|| wrong("with")("it should be a request's fields".into()))?;
        if rpc.input().get_field_by_name("act").is_some() {
            let act = self.act(&step, at)?;
            let given = fields.remove("act");
            let own = given.and_then(|v| v.as_object().cloned()).unwrap_or_default();
            fields.insert("act".to_owned(), Value::Object(merged(act, own)));
        } else if step.occurred.is_some() || step.mode.is_some() || step.para.is_some() {
            return Err(wrong("call")(
                "it puts nothing on record, so it takes no occurred, mode or para".into(),
            ));
        }
        each_string(&mut message, &names::replace)
            .map_err(|(path, says)| (path.clone(), format!("with.{path}: {says}")))?;
        let body = request::encode(&rpc.input(), &message)
            .map_err(|bad| (bad.path.clone(), format!("with.{}: {}", bad.path, bad.says)))?;
        let path = format!("/{}", step.call);
        let answer = match step.answer {
            None => None,
            Some(mut says) => {
                each_string(&mut says, &names::replace)
                    .map_err(|(path, says)| (path.clone(), format!("answer.{path}: {says}")))?;
                Some(ExpectedAnswer { message: rpc.output(), says })
            }
        };
        let line = place.map(|place| format!("line {}, ", place.first)).unwrap_or_default();
        Ok(Step {
            place: format!("{line}{title}"),
            at,
            by,
            context: step.call.split('.').nth(1).unwrap_or_default().to_owned(),
            path: path.parse().map_err(|_| wrong("call")("it is no path".into()))?,
            call: step.call,
            body,
            refusal: step.expect.filter(|expected| expected != "ok"),
            answer,
        })
    }

    fn act(&self, step: &StepFile, at: Timestamp) -> Result<Map<String, Value>, (String, String)> {
        let occurred = moment::occurred(step.occurred.as_ref(), at)
            .map_err(|says| ("occurred".to_owned(), format!("occurred: {says}")))?;
        let mode = step.mode.as_deref().unwrap_or(self.mode);
        if Mode::from_str_name(mode).is_none() {
            let says = format!("mode: `{mode}` is neither MODE_RECORD nor MODE_ACT");
            return Err(("mode".to_owned(), says));
        }
        let mut act = json!({
            "request_id": names::request_id(self.name, self.count),
            "occurred": occurred,
            "mode": mode,
        });
        if mode == "MODE_RECORD" || step.para.is_some() || step.synthetic {
            let place = step.para.as_ref().map(para).unwrap_or_default();
            let source =
                json!({ "title": self.source, "place": place, "synthetic": step.synthetic });
            if let Some(act) = act.as_object_mut() {
                act.insert("source".to_owned(), source);
            }
        }
        Ok(act.as_object().cloned().unwrap_or_default())
    }

    /// What is expected, item by item.
    pub fn expectations<F: DeserializeOwned, T>(
        &mut self,
        key: &str,
        items: Vec<Value>,
        read: impl Fn(F) -> Result<T, (&'static str, String)>,
    ) -> Vec<T> {
        let places = self.places(key, self.lines.whole(), items.len());
        let mut found = Vec::new();
        for (n, (item, place)) in items.into_iter().zip(places).enumerate() {
            let title = format!("{key} {}", n + 1);
            match serde_json::from_value::<F>(item) {
                Err(e) => {
                    let says = e.to_string();
                    let key = says.split('`').nth(1).unwrap_or_default().to_owned();
                    self.complain(&title, place, &key, &says);
                }
                Ok(item) => match read(item) {
                    Ok(item) => found.push(item),
                    Err((field, says)) => {
                        self.complain(&title, place, field, &format!("{field}: {says}"));
                    }
                },
            }
        }
        found
    }

    /// Where the items of a list stand, if that can be told.
    fn places(&self, key: &str, within: Place, count: usize) -> Vec<Option<Place>> {
        let places = self.lines.items(key, within);
        if places.len() == count {
            places.into_iter().map(Some).collect()
        } else {
            vec![None; count]
        }
    }

    /// Notes what is wrong, on the line of the key if it is found.
    fn complain(&mut self, title: &str, place: Option<Place>, key: &str, says: &str) {
        if self.problems.len() > MOST_PROBLEMS {
            return;
        }
        let line = place.map(|place| {
            let found = if key.is_empty() { None } else { self.lines.key(key, place) };
            found.map_or(place.first, |(line, _)| line)
        });
        self.problem(Problem { line, place: title.to_owned(), says: says.to_owned() });
    }
}

/// A paragraph as a place in a document: `para 2.4`, or whatever else it says.
fn para(para: &Scalar) -> String {
    let text = para.to_string();
    if text.starts_with(|c: char| c.is_ascii_digit()) { format!("para {text}") } else { text }
}

/// The last name of a path, which is the key that stands in the file.
fn last(path: &str) -> &str {
    let name = path.rsplit('.').next().unwrap_or(path);
    name.split('[').next().unwrap_or(name)
}

fn merged(mut act: Map<String, Value>, own: Map<String, Value>) -> Map<String, Value> {
    act.extend(own);
    act
}
