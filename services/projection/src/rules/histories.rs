//! Histories as plain text that a caseworker can write.
//!
//! A heading line that begins with `#`, then an event a line:
//!
//! ```text
//! # an agreed review                                     (a case)
//! day 0      plan_published  plan=p1 person=p recipient_agencies=trust
//! day 3-5    information_given  person=p kind=plan about=plan:p1
//! day 9 recorded 30  copy_given  plan=p1 version=1
//! day 9 done  plan_published  plan=p1                     (done here, not recorded)
//! now 200                                                 (complete up to day 200)
//! not evidenced                                           (in silent.txt: must say so)
//! ```
//!
//! `key=value` names a field without its `_id`; ids are short names; enum
//! values go without their prefix; a worker is `name/agency/role`; lists have
//! commas; a moment is `day:7` or `day:7+5h`, a period `day:0..day:30`; a quorum is
//! `chair+members:6`; words are any text; another event of the case is named by
//! its number, counted from 1. `each 1..25 day 0 … person=p{n}` is 25 lines.

use std::sync::Arc;

use jiff::{Timestamp, ToSpan as _};
use prost_reflect::{DescriptorPool, DynamicMessage, FieldDescriptor, Kind, MessageDescriptor};
use proto::{
    any::{AnyEvent, LOGS},
    common::{Mode, Precision, Role},
    envelope::{Envelope, Meta, Recorded},
    ids::StreamId,
    time::Span,
};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::history::Entry;

/// Why a file of histories cannot be read.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct ParseError(pub(super) String);

/// A case of a history file.
#[derive(Debug)]
pub(crate) struct Case {
    /// What it tells.
    pub(super) title: String,
    /// Its events.
    pub(crate) entries: Vec<Entry>,
    /// Up to when it is complete.
    pub(crate) now: Timestamp,
    /// True if the rule must say that something is not evidenced.
    pub(super) not_evidenced: bool,
}

/// A Monday without a bank holiday near it.
const FIRST_DAY: Timestamp = Timestamp::constant(1_610_355_600, 0);

/// A moment: `12` is twelve days after the first, `12+5h` five hours later.
fn moment(text: &str) -> Result<Timestamp, String> {
    let wrong = || format!("`{text}` is no day");
    let (days, hours) = match text.split_once('+') {
        Some((days, hours)) => (days, hours.strip_suffix('h').ok_or_else(wrong)?),
        None => (text, "0"),
    };
    let (days, hours): (i32, i32) =
        (days.parse().map_err(|_| wrong())?, hours.parse().map_err(|_| wrong())?);
    let hours = i64::from(days) * 24 + i64::from(hours);
    FIRST_DAY.checked_add(hours.hours()).map_err(|_| wrong())
}

fn uuid_of(text: &str) -> Uuid {
    let hash = Sha256::digest(text.as_bytes());
    let bytes: [u8; 16] = std::array::from_fn(|i| hash.get(i).copied().unwrap_or(0));
    Uuid::from_bytes(bytes)
}

pub(crate) fn id_of(noun: &str, name: &str) -> String {
    StreamId::new(noun, uuid_of(&format!("{noun}.{name}"))).to_string()
}

/// Reads a file of histories.
///
/// # Errors
/// With the line that cannot be read, and why.
pub(crate) fn parse(text: &str) -> Result<Vec<Case>, ParseError> {
    read(text).map_err(ParseError)
}

fn read(text: &str) -> Result<Vec<Case>, String> {
    let pool = DescriptorPool::decode(proto::DESCRIPTORS).map_err(|e| e.to_string())?;
    let mut cases: Vec<Case> = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        let at = |what: &str| format!("line {number}: {what}: {line}");
        if line.is_empty() {
            continue;
        }
        if let Some(title) = line.strip_prefix('#') {
            cases.push(Case {
                title: title.trim().into(),
                entries: vec![],
                now: FIRST_DAY,
                not_evidenced: false,
            });
            continue;
        }
        let Some(case) = cases.last_mut() else {
            return Err(at("an event before any heading"));
        };
        if line == "not evidenced" {
            case.not_evidenced = true;
        } else if let Some(rest) = line.strip_prefix("now ") {
            case.now = moment(rest.trim()).map_err(|e| at(&e))?;
        } else {
            for line in repeated(line).ok_or_else(|| at("no numbers"))? {
                let position = u64::try_from(case.entries.len() + 1).unwrap_or(u64::MAX);
                let entry = event(&pool, &line, position, &case.entries).map_err(|e| at(&e))?;
                case.now = case.now.max(entry.meta.recorded_at);
                case.entries.push(Arc::new(entry));
            }
        }
    }
    Ok(cases)
}

/// The lines that a line stands for: itself, or one for each number.
fn repeated(line: &str) -> Option<Vec<String>> {
    let Some(rest) = line.strip_prefix("each ") else { return Some(vec![line.to_owned()]) };
    let (numbers, line) = rest.split_once(' ')?;
    let (first, last) = numbers.split_once("..")?;
    let numbers = first.parse::<u32>().ok()?..=last.parse::<u32>().ok()?;
    Some(numbers.map(|n| line.trim_start().replace("{n}", &n.to_string())).collect())
}

fn event(
    pool: &DescriptorPool,
    line: &str,
    position: u64,
    earlier: &[Entry],
) -> Result<Recorded<AnyEvent>, String> {
    let mut words = line.split_whitespace().peekable();
    if words.next() != Some("day") {
        return Err("a line begins with `day`, `now`, `not evidenced` or `#`".into());
    }
    let days = words.next().unwrap_or_default();
    let (start, end) = days.split_once('-').unwrap_or((days, days));
    let (start, end) = (moment(start)?, moment(end)?);
    let recorded = if words.peek() == Some(&"recorded") {
        words.next();
        moment(words.next().unwrap_or_default())?
    } else {
        end
    };
    let done = words.next_if_eq(&"done").is_some();
    let name = words.next().unwrap_or_default();
    let message = message_named(pool, name).ok_or(format!("no event `{name}`"))?;
    let mut fields = Map::new();
    for word in words {
        let (key, value) = word.split_once('=').ok_or(format!("`{word}` is no key=value"))?;
        let field = field_named(&message, key).ok_or(format!("`{name}` has no `{key}`"))?;
        let value = if field.name().ends_with("_event_id") {
            json!(event_of(value, earlier)?)
        } else {
            json_of(&field, value)?
        };
        fields.insert(field.name().to_owned(), value);
    }
    let data = Value::Object(fields);
    // Through the descriptor first: the message names a wrong field or value best.
    DynamicMessage::deserialize(message.clone(), &data).map_err(|e| e.to_string())?;
    let full = message.full_name().to_owned();
    let context = full.split('.').nth(1).unwrap_or_default();
    let noun = stream_noun(&message);
    let stream = data
        .get(format!("{noun}_id"))
        .and_then(Value::as_str)
        .and_then(|id| id.parse().ok())
        .unwrap_or_else(|| StreamId::new(noun, uuid_of(line)));
    let envelope = Envelope {
        meta: Meta {
            id: uuid_of(&format!("{position}{line}")),
            type_name: full.clone(),
            stream,
            version: position,
            position,
            occurred: Span { start, end, precision: Precision::Instant },
            recorded_at: recorded,
            person: data.get("person_id").and_then(Value::as_str).unwrap_or_default().into(),
            agency: id_of("agency", "sayer"),
            worker: id_of("worker", "sayer"),
            role: Role::CareCoordinator,
            mode: if done { Mode::Act } else { Mode::Record },
            source: None,
            causation: None,
            correlation: String::new(),
        },
        data: serde_json::value::to_raw_value(&data).map_err(|e| e.to_string())?,
    };
    if !LOGS.contains(&context) {
        return Err(format!("`{name}` is no event of a context"));
    }
    AnyEvent::read(envelope).map_err(|e| kernel::status::chain(&e))
}

/// The id of the case's event of this number, counted from 1.
fn event_of(number: &str, earlier: &[Entry]) -> Result<String, String> {
    let index = number.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let entry = index.and_then(|n| earlier.get(n));
    entry.map(|e| e.meta.id.to_string()).ok_or(format!("no earlier event `{number}`"))
}

/// The noun of the stream, as the event's comment in the contract names it.
fn stream_noun(message: &MessageDescriptor) -> &'static str {
    let file = message.parent_file();
    let comment = file.file_descriptor_proto().source_code_info.as_ref().and_then(|source| {
        let here = source.location.iter().find(|l| l.path == message.path())?;
        here.leading_comments.clone()
    });
    let comment = comment.unwrap_or_default();
    let noun = comment.rsplit("Stream: ").next().unwrap_or_default().trim().trim_end_matches('.');
    proto::ids::NOUNS.iter().copied().find(|known| *known == noun).unwrap_or("unknown")
}

fn message_named(pool: &DescriptorPool, snake: &str) -> Option<MessageDescriptor> {
    let camel: String = snake
        .split('_')
        .map(|part| {
            let mut letters = part.chars();
            letters.next().map(|c| c.to_uppercase().chain(letters).collect::<String>())
        })
        .map(Option::unwrap_or_default)
        .collect();
    LOGS.iter()
        .find_map(|context| pool.get_message_by_name(&format!("candour.{context}.v1.{camel}")))
}

fn field_named(message: &MessageDescriptor, key: &str) -> Option<FieldDescriptor> {
    let singular = key.strip_suffix("ies").map(|stem| format!("{stem}y_ids"));
    [key.to_owned(), format!("{key}_id"), format!("{key}_ids")]
        .into_iter()
        .chain(singular)
        .find_map(|name| message.get_field_by_name(&name))
}

fn json_of(field: &FieldDescriptor, text: &str) -> Result<Value, String> {
    if field.is_list() {
        let items: Result<Vec<Value>, String> =
            text.split(',').map(|item| single(field, item)).collect();
        return items.map(Value::Array);
    }
    single(field, text)
}

fn single(field: &FieldDescriptor, text: &str) -> Result<Value, String> {
    let moment = |text: &str| -> Result<Value, String> {
        let named = text.strip_prefix("day:").ok_or(format!("`{text}` is no `day:N`"))?;
        Ok(json!(moment(named)?.to_string()))
    };
    match field.kind() {
        Kind::String => {
            let name = field.name();
            let stem = name.strip_suffix("_ids").or_else(|| name.strip_suffix("_id"));
            let Some(stem) = stem else { return Ok(json!(text)) };
            // `about=plan:p1` names the noun itself.
            if let Some((noun, name)) = text.split_once(':') {
                return Ok(json!(id_of(noun, name)));
            }
            let noun = stem.rsplit('_').next().unwrap_or(stem);
            Ok(json!(id_of(noun, text)))
        }
        Kind::Enum(kind) => {
            let wanted = format!("_{}", text.to_uppercase());
            let value = kind.values().find(|v| {
                let prefix = v.name().len().saturating_sub(wanted.len());
                v.name().ends_with(&wanted)
                    && kind.values().all(|other| {
                        other.name().starts_with(v.name().get(..=prefix).unwrap_or_default())
                    })
            });
            value.map(|v| json!(v.name())).ok_or(format!("`{}` has no `{text}`", kind.name()))
        }
        Kind::Bool => Ok(json!(text == "true" || text == "yes")),
        Kind::Uint32 | Kind::Int32 => {
            text.parse::<u32>().map(|n| json!(n)).map_err(|e| e.to_string())
        }
        Kind::Message(inner) => match inner.full_name() {
            "google.protobuf.Timestamp" => moment(text),
            "candour.common.v1.Text" => Ok(json!({"sealed": {"key_id": text}})),
            "candour.common.v1.Worker" => {
                let mut parts = text.split('/');
                let mut next = || parts.next().unwrap_or_default();
                let (worker, agency, role) = (next(), next(), next());
                Ok(json!({
                    "worker_id": id_of("worker", worker),
                    "agency_id": id_of("agency", agency),
                    "role": format!("ROLE_{}", role.to_uppercase()),
                }))
            }
            "candour.common.v1.Period" => {
                let (start, end) = text.split_once("..").unwrap_or((text, ""));
                let mut period = Map::new();
                period.insert("start".into(), moment(start)?);
                if !end.is_empty() {
                    period.insert("end".into(), moment(end)?);
                }
                Ok(Value::Object(period))
            }
            "candour.common.v1.Occurred" => Ok(json!({"start": moment(text)?})),
            "candour.panel.v1.Signature" => Ok(json!({"agency_id": id_of("agency", text)})),
            "candour.panel.v1.Voice" => {
                Ok(json!({"presence": format!("PERSON_PRESENCE_{}", text.to_uppercase())}))
            }
            "candour.panel.v1.QuorumRule" => {
                let need = |part: &str| match part.split_once(':') {
                    Some((key, number)) => (key.to_owned(), json!(number.parse::<u32>().ok())),
                    None => (part.to_owned(), json!(true)),
                };
                Ok(Value::Object(text.split('+').map(need).collect()))
            }
            // `care_denial/caps/emergency`
            "candour.oversight.v1.LabelledWords" => {
                let mut parts = text.split('/');
                let label = parts.next().unwrap_or_default().to_uppercase();
                let mut words = Map::new();
                words.insert("label".into(), json!(format!("LABEL_{label}")));
                words.extend(parts.map(|part| (part.to_owned(), json!(true))));
                Ok(Value::Object(words))
            }
            other => Err(format!("no short form for `{other}`")),
        },
        other => Err(format!("no short form for {other:?}")),
    }
}

/// What is stored of an entry.
#[cfg(test)]
pub(crate) fn bytes_of(entry: &Entry) -> Vec<u8> {
    use proto::envelope::Draft;

    let meta = &entry.meta;
    let draft = match &entry.event {
        AnyEvent::Referrals(e) => Draft::new(meta, e),
        AnyEvent::Panel(e) => Draft::new(meta, e),
        AnyEvent::CarePlans(e) => Draft::new(meta, e),
        AnyEvent::Sanctions(e) => Draft::new(meta, e),
        AnyEvent::Concerns(e) => Draft::new(meta, e),
        AnyEvent::Oversight(e) => Draft::new(meta, e),
    };
    draft.map(|draft| draft.finish(meta.position, meta.version)).unwrap_or_default()
}
