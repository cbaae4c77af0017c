//! The bytes of every event ever released, held to the letter.
//!
//! A released event lies in logs that nobody can rewrite. So each type has its
//! bytes in `golden/`: they must be read for good, and the same event must be
//! written to the same bytes today. The sample is made from the descriptors,
//! every field filled, so that no field escapes.
//!
//! `UPDATE_GOLDEN=1` (`just golden`) writes what is missing and never touches
//! what is there. An event that gained a field gets a second file, `<type>.2.json`;
//! the first one stays, and must still be read.

use std::{collections::BTreeSet, fs, path::PathBuf, sync::LazyLock};

use jiff::Timestamp;
use prost_reflect::{DescriptorPool, FieldDescriptor, Kind, MessageDescriptor};
use proto::{
    DESCRIPTORS, Event,
    common::{Mode, Precision, Role, Source},
    envelope::{Draft, Envelope, Meta},
    ids::{NOUNS, StreamId},
    time::Span,
};
use serde_json::{Value, json, value::RawValue};
use uuid::Uuid;

/// The contract's descriptors, decoded once.
static POOL: LazyLock<Result<DescriptorPool, String>> =
    LazyLock::new(|| DescriptorPool::decode(DESCRIPTORS).map_err(|e| e.to_string()));

/// Calls a generic test for the events of every context.
macro_rules! in_every_context {
    ($test:ident($($given:expr),*)) => {
        [
            $test::<proto::referrals::Event>($($given),*),
            $test::<proto::panel::Event>($($given),*),
            $test::<proto::careplans::Event>($($given),*),
            $test::<proto::sanctions::Event>($($given),*),
            $test::<proto::concerns::Event>($($given),*),
            $test::<proto::oversight::Event>($($given),*),
        ]
        .concat()
    };
}

/// Shows everything that is wrong at once.
#[track_caller]
fn none(complaints: &[String]) {
    assert!(complaints.is_empty(), "\n{}\n", complaints.join("\n"));
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden")
}

/// The golden files as (name without `.json`, bytes), sorted by name.
fn golden_files() -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder())
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            Some((name.strip_suffix(".json").unwrap_or(&name).to_owned(), entry.path()))
        })
        .filter_map(|(name, path)| Some((name, fs::read(path).ok()?)))
        .collect();
    files.sort();
    files
}

/// The type and number of a golden file: `a.b.C` is the first of `a.b.C`, `a.b.C.2` the second.
fn type_and_number(stem: &str) -> (&str, u32) {
    stem.rsplit_once('.')
        .and_then(|(name, number)| Some((name, number.parse().ok()?)))
        .unwrap_or((stem, 1))
}

/// A type's golden files, the oldest first.
fn golden_of(type_name: &str) -> Vec<(u32, Vec<u8>)> {
    let mut files: Vec<_> = golden_files()
        .into_iter()
        .filter_map(|(stem, bytes)| {
            let (name, number) = type_and_number(&stem);
            (name == type_name).then_some((number, bytes))
        })
        .collect();
    files.sort();
    files
}

/// The id of the `n`th thing of a kind, the same in every run.
fn id(noun: &str, n: u128) -> String {
    StreamId::new(noun, Uuid::from_u128(0x0180_0000_0000_7000_8000_0000_0000_0000 + n)).to_string()
}

/// What the id field `name` points to: `lead_agency_ids` to an agency.
fn noun_of(name: &str) -> Option<&'static str> {
    let stem = name.strip_suffix("_id").or_else(|| name.strip_suffix("_ids"))?;
    let last = stem.rsplit('_').next()?;
    Some(NOUNS.iter().copied().find(|noun| *noun == last).unwrap_or("person"))
}

fn text(name: &str, n: u128) -> String {
    match name {
        "event_id" | "evidence_event_ids" => Uuid::from_u128(n).to_string(),
        "rule_id" => "penalty-after-contact".to_owned(),
        "representative_id" => id("worker", n),
        _ => match noun_of(name) {
            Some(noun) => id(noun, n),
            None => format!("{} {n}", name.replace('_', " ")),
        },
    }
}

/// The `n`th value of a field in proto3 JSON; never the default, which would not be written.
fn value(field: &FieldDescriptor, n: u128) -> Value {
    match field.kind() {
        Kind::Message(message) => match message.full_name() {
            "google.protobuf.Timestamp" => json!(format!("2021-03-0{n}T05:06:07Z")),
            "candour.common.v1.Text" => json!({ "sealed": {
                "key_id": id("person", 1),
                "nonce": "AAECAwQFBgcICQoL",
                "ciphertext": "3q2+7w==",
            }}),
            _ => sample(&message),
        },
        Kind::Enum(values) => {
            // The value 0 is "unspecified" and would not be written.
            let names: Vec<_> = values.values().map(|v| v.name().to_owned()).collect();
            let at = usize::try_from(n).unwrap_or(1);
            json!(names.get(at).or(names.get(1)))
        }
        Kind::String => json!(text(field.name(), n)),
        Kind::Bytes => json!("AQID"),
        Kind::Bool => json!(true),
        Kind::Double | Kind::Float => json!(0.5),
        // Numbers of 64 bits are text in proto3 JSON.
        Kind::Int64 | Kind::Sint64 | Kind::Sfixed64 | Kind::Uint64 | Kind::Fixed64 => {
            json!((n + 40).to_string())
        }
        _ => json!(u64::try_from(n + 40).unwrap_or(1)),
    }
}

/// A message with every field filled, the same in every run.
fn sample(message: &MessageDescriptor) -> Value {
    let mut fields = serde_json::Map::new();
    let mut oneofs = BTreeSet::new();
    for field in message.fields() {
        // Only one member of a oneof can be set: the first.
        if let Some(oneof) = field.containing_oneof()
            && !oneofs.insert(oneof.full_name().to_owned())
        {
            continue;
        }
        let filled = if field.is_map() {
            json!({ "key": value(&field, 1) })
        } else if field.is_list() {
            json!([value(&field, 1), value(&field, 2)])
        } else {
            value(&field, 1)
        };
        fields.insert(field.name().to_owned(), filled);
    }
    Value::Object(fields)
}

/// The sample of a type by its full name.
fn sample_of(type_name: &str) -> Result<Value, String> {
    let pool = POOL.as_ref().map_err(Clone::clone)?;
    let message = pool.get_message_by_name(type_name).ok_or("it is in no descriptor")?;
    Ok(sample(&message))
}

fn read<E: Event>(type_name: &str, data: &Value) -> Result<E, String> {
    let data = RawValue::from_string(data.to_string()).map_err(|e| e.to_string())?;
    E::from_json(type_name, &data)
        .map_err(|e| e.to_string())?
        .ok_or_else(|| "the context does not know it".to_owned())
}

/// What surrounds every sample.
fn meta(type_name: &str, person: &str) -> Result<Meta, String> {
    let at = |text: &str| text.parse::<Timestamp>().map_err(|e| e.to_string());
    Ok(Meta {
        id: Uuid::from_u128(0x0178_0000_0000_7000_8000_0000_0000_0007),
        type_name: type_name.to_owned(),
        stream: StreamId::new("person", Uuid::from_u128(1)),
        version: 3,
        position: 12,
        occurred: Span {
            start: at("2021-03-01T00:00:00Z")?,
            end: at("2021-03-01T23:59:59Z")?,
            precision: Precision::Day,
        },
        recorded_at: at("2021-03-02T09:10:11.123456Z")?,
        person: person.to_owned(),
        agency: id("agency", 1),
        worker: id("worker", 1),
        role: Role::CareCoordinator,
        mode: Mode::Record,
        source: Some(Source {
            title: "A review".to_owned(),
            place: "para 4.11".to_owned(),
            synthetic: true,
        }),
        causation: Some(Uuid::from_u128(8).to_string()),
        correlation: Uuid::from_u128(9).to_string(),
    })
}

/// The bytes in which a type's sample is stored today.
fn bytes_of<E: Event>(type_name: &str) -> Result<Vec<u8>, String> {
    let event: E = read(type_name, &sample_of(type_name)?)?;
    let meta = meta(type_name, event.person_id())?;
    let draft = Draft::new(&meta, &event).map_err(|e| e.to_string())?;
    Ok(draft.finish(meta.position, meta.version))
}

fn held_to_golden<E: Event>(update: bool) -> Vec<String> {
    let check = |type_name: &str| -> Result<(), String> {
        let now = bytes_of::<E>(type_name)?;
        let golden = golden_of(type_name);
        let newest = golden.last();
        if newest.is_some_and(|(_, bytes)| *bytes == now) {
            return Ok(());
        }
        if !update {
            return Err(match newest {
                None => "it has no golden bytes; `just golden` writes them".to_owned(),
                Some((_, bytes)) => format!(
                    "its encoding changed. If it gained a field, `just golden` adds the next \
                     file; if not, undo the change: the old bytes lie in logs.\n  golden {}\n  \
                     now    {}",
                    String::from_utf8_lossy(bytes),
                    String::from_utf8_lossy(&now),
                ),
            });
        }
        let name = match newest {
            None => format!("{type_name}.json"),
            Some((number, _)) => format!("{type_name}.{}.json", number + 1),
        };
        // `create_new` fails where there is a file: released bytes are never changed.
        fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(folder().join(name))
            .and_then(|mut file| std::io::Write::write_all(&mut file, &now))
            .map_err(|e| e.to_string())
    };
    E::TYPES
        .iter()
        .filter_map(|name| check(name).err().map(|why| format!("{name}: {why}")))
        .collect()
}

/// Reads a golden file and writes its event again.
fn read_and_written_again<E: Event>(bytes: &[u8]) -> Result<(), String> {
    let envelope = Envelope::parse(bytes).map_err(|e| e.to_string())?;
    let data = envelope.data.get().to_owned();
    let recorded = envelope.read::<E>().map_err(|e| e.to_string())?;
    if recorded.meta.person != recorded.event.person_id() {
        return Err("its envelope names another person than its data".to_owned());
    }
    let again = recorded.event.to_json().map_err(|e| e.to_string())?;
    if again.get() != data {
        return Err(format!("it is read and not written back\n  golden {data}\n  now    {again}"));
    }
    Ok(())
}

fn every_golden_file_is_read<E: Event>() -> Vec<String> {
    golden_files()
        .into_iter()
        .filter(|(stem, _)| E::TYPES.contains(&type_and_number(stem).0))
        .filter_map(|(stem, bytes)| {
            read_and_written_again::<E>(&bytes).err().map(|why| format!("{stem}: {why}"))
        })
        .collect()
}

/// What a sample loses on the way through the typed event.
fn lost_fields<E: Event>() -> Vec<String> {
    let check = |type_name: &str| -> Result<(), String> {
        let sample = sample_of(type_name)?;
        let event: E = read(type_name, &sample)?;
        let json = event.to_json().map_err(|e| e.to_string())?;
        let back: Value = serde_json::from_str(json.get()).map_err(|e| e.to_string())?;
        match (sample.as_object(), back.as_object()) {
            (Some(sample), Some(back)) => match sample.keys().find(|k| !back.contains_key(*k)) {
                Some(lost) => Err(format!("`{lost}` was filled and is not written")),
                None => Ok(()),
            },
            _ => Err("it is no object".to_owned()),
        }
    };
    E::TYPES
        .iter()
        .filter_map(|name| check(name).err().map(|why| format!("{name}: {why}")))
        .collect()
}

fn misread_when_a_field_is_unknown<E: Event>() -> Vec<String> {
    let check = |type_name: &str| -> Result<(), String> {
        let known = bytes_of::<E>(type_name)?;
        let mut wire: Value = serde_json::from_slice(&known).map_err(|e| e.to_string())?;
        let tomorrow = json!({ "words": ["of", "tomorrow"], "n": 1 });
        for place in ["", "/data"] {
            let object = wire.pointer_mut(place).and_then(Value::as_object_mut);
            let object = object.ok_or("it is no object")?;
            object.insert("a_field_of_tomorrow".to_owned(), tomorrow.clone());
        }
        let read = |bytes: &[u8]| {
            Envelope::parse(bytes).and_then(Envelope::read::<E>).map_err(|e| e.to_string())
        };
        let (now, then) = (read(&known)?, read(wire.to_string().as_bytes())?);
        let json = |event: &E| event.to_json().map(|j| j.get().to_owned()).ok();
        if now.meta == then.meta && json(&now.event) == json(&then.event) {
            Ok(())
        } else {
            Err("it is read as something else".to_owned())
        }
    };
    E::TYPES
        .iter()
        .filter_map(|name| check(name).err().map(|why| format!("{name}: {why}")))
        .collect()
}

fn types<E: Event>() -> Vec<String> {
    E::TYPES.iter().map(|&name| name.to_owned()).collect()
}

#[test]
fn every_event_is_written_to_its_golden_bytes() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    none(&in_every_context!(held_to_golden(update)));
}

#[test]
fn every_golden_file_is_read_and_written_back_to_the_same_data() {
    assert!(!golden_files().is_empty(), "there are no golden files; `just golden` writes them");
    none(&in_every_context!(every_golden_file_is_read()));
}

#[test]
fn no_golden_file_is_left_without_a_type() {
    let known: BTreeSet<String> = in_every_context!(types()).into_iter().collect();
    let orphans: Vec<String> = golden_files()
        .into_iter()
        .map(|(stem, _)| stem)
        .filter(|stem| !known.contains(type_and_number(stem).0))
        .map(|stem| format!("{stem}: no event of this build has this type"))
        .collect();
    none(&orphans);
}

#[test]
fn every_message_of_an_events_file_is_an_event_that_is_tested_here() -> Result<(), String> {
    let pool = POOL.as_ref().map_err(Clone::clone)?;
    let written: BTreeSet<String> = pool
        .files()
        .filter(|file| file.name().ends_with("/events.proto"))
        .flat_map(|file| file.messages().map(|m| m.full_name().to_owned()).collect::<Vec<_>>())
        .collect();
    let tested: BTreeSet<String> = in_every_context!(types()).into_iter().collect();
    assert_eq!(tested, written);
    Ok(())
}

#[test]
fn no_field_is_lost_between_the_wire_and_the_typed_event() {
    none(&in_every_context!(lost_fields()));
}

#[test]
fn a_field_of_tomorrow_is_ignored() {
    none(&in_every_context!(misread_when_a_field_is_unknown()));
}

#[test]
fn an_enum_value_of_tomorrow_is_held_back_and_not_read_as_another() -> Result<(), String> {
    let name = "candour.referrals.v1.ContactRecorded";
    let mut data = sample_of(name)?;
    data["service"] = json!("CONTACT_SERVICE_OF_TOMORROW");
    assert!(read::<proto::referrals::Event>(name, &data).is_err());
    Ok(())
}
