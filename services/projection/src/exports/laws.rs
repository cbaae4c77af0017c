//! What holds of every export, whatever happened and whatever of it is shown: of every
//! kind of event there is, in any order, with any of its parts hidden.

use std::{path::Path, sync::LazyLock};

use proptest::prelude::*;
use proto::{
    any::AnyEvent,
    common::{Class, EventRecord},
    envelope::Envelope,
    oversight::{Evidence, Flag, Look, Restriction},
};
use serde_json::Value;

use super::{fhir::tests::bundle_of, *};

/// The golden events, one of each kind and form.
static GOLDEN: LazyLock<Vec<EventRecord>> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto/golden");
    let mut files: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path| Envelope::parse(&std::fs::read(path).unwrap()).unwrap().to_record();
    files.into_iter().map(read).collect()
});

fn parts() -> impl Strategy<Value = Vec<Class>> {
    use kernel::access::CLASSES;
    prop::sample::subsequence(CLASSES.to_vec(), 0..=CLASSES.len())
}

/// An event, when it is said to have been, and what of it is hidden.
fn event() -> impl Strategy<Value = Seen> {
    let of = (0..GOLDEN.len(), any::<u8>(), -300_000_000_000_i64..200_000_000_000, parts());
    of.prop_map(|(which, stream, seconds, hidden)| {
        let mut record = GOLDEN[which].clone();
        let at = proto::WireTime { seconds, nanos: 0 };
        record.event_id = format!("{which}-{stream}-{seconds}");
        record.occurred.get_or_insert_default().start = Some(at);
        record.hidden = hidden.into_iter().map(Into::into).collect();
        Seen::new(record)
    })
}

fn case() -> impl Strategy<Value = Case> {
    let events = prop::collection::vec(event(), 0..40);
    let around = prop::collection::vec(event(), 0..6);
    let looks = prop::option::of(prop::collection::vec(any::<u32>(), 0..4));
    let flags = prop::option::of(prop::collection::vec("[a-z-]{0,9}", 0..4));
    (events, around, flags, looks, parts(), any::<[i32; 3]>()).prop_map(
        |(events, around, flags, looks, hidden, numbers)| {
            let evidence = |seen: &Seen| Evidence {
                event_id: seen.record.event_id.clone(),
                bearing: numbers[0],
                ..Evidence::default()
            };
            let flag = |(n, rule_id): (usize, String)| Flag {
                flag_id: format!("flag_{n}"),
                rule_id,
                evidence: events.iter().map(evidence).collect(),
                ..Flag::default()
            };
            let look = |(n, policy): (usize, u32)| Look {
                event_id: format!("look-{n}"),
                policy_ids: vec![policy.to_string()],
                role: numbers[1],
                ..Look::default()
            };
            let flags = flags.map(|all| all.into_iter().enumerate().map(flag).collect());
            let looks = looks.map(|all| all.into_iter().enumerate().map(look).collect());
            let restriction = |seen: &Seen| Restriction {
                plan_id: seen.record.stream_id.clone(),
                state: numbers[2],
                ..Restriction::default()
            };
            let restrictions = events.iter().map(restriction).collect();
            let person_id = seen::tests::id("person", 1);
            Case {
                person_id,
                events,
                around,
                flags,
                looks,
                hidden,
                restrictions,
                ..Case::default()
            }
        },
    )
}

/// Nothing in it is empty: no list, no object, no text.
fn is_full(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(all) => !all.is_empty() && all.iter().all(is_full),
        Value::Object(fields) => !fields.is_empty() && fields.values().all(is_full),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

#[test]
fn every_kind_of_event_is_read_and_told_of() {
    for record in GOLDEN.iter() {
        let data: Box<serde_json::value::RawValue> = serde_json::from_str(&record.data).unwrap();
        assert!(AnyEvent::from_json(&record.r#type, &data).is_some(), "{}", record.r#type);
        let case = Case { events: vec![Seen::new(record.clone())], ..Case::default() };
        assert!(bundle_of(&case).to_string().contains(&record.event_id), "{}", record.r#type);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_reference_of_a_bundle_leads_to_one_entry_and_nothing_is_empty(case in case()) {
        // That references are resolved is seen to by `bundle_of`.
        let bundle = bundle_of(&case);
        prop_assert!(is_full(&bundle), "{bundle:#}");
        let entries = bundle["entry"].as_array().unwrap();
        let mut addresses: Vec<&str> =
            entries.iter().filter_map(|entry| entry["fullUrl"].as_str()).collect();
        addresses.sort_unstable();
        addresses.dedup();
        prop_assert_eq!(addresses.len(), entries.len());
    }

    #[test]
    fn a_table_and_lines_tell_each_event_once(case in case()) {
        let table = write(&case, ExportFormat::Csv).unwrap();
        let rows = ::csv::Reader::from_reader(table.as_slice()).into_records().count();
        let lines = write(&case, ExportFormat::Ndjson).unwrap();
        let lines = lines.iter().filter(|byte| **byte == b'\n').count();
        prop_assert_eq!((rows, lines), (case.events.len(), case.events.len()));
    }
}
