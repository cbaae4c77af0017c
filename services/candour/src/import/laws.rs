//! What holds of every file: whatever its bytes are it is read to its end, and
//! what was written into one comes out of it as it was, on the line on which it
//! was written.

use std::sync::Arc;

use proptest::prelude::*;
use proto::Plain as _;
use serde_json::{Value, json};

use super::{
    Item, Kind, Plan,
    columns::template,
    fhir::{Bundles, EXAMPLE},
    json::Elements,
    named::Named,
    table::Table,
    tests::plan,
};

/// Reads a table to its end; how many rows came out.
fn table(plan: &Plan, bytes: &[u8]) -> usize {
    let file = Arc::from("a.csv");
    let Ok(mut table) = Table::open(plan, &file, bytes) else { return 0 };
    std::iter::from_fn(|| table.next(plan).ok().flatten()).map(|item| lines(&item)).count()
}

/// Reads bundles to their end; how many rows came out.
fn bundles(plan: &Plan, bytes: &[u8]) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    std::fs::write(&path, bytes).unwrap();
    let named = Arc::new(Named::of(vec![path]));
    let mut bundles = Bundles::open(&Arc::from("a.json"), 0, bytes, named);
    std::iter::from_fn(|| bundles.next(plan).ok().flatten()).map(|item| lines(&item)).count()
}

fn lines(item: &Item) {
    match item {
        Item::Row(request, original) => {
            assert!(original.line > 0 && !request.row.is_empty());
        }
        Item::Bad(faults, original) => {
            assert!(original.line > 0 && !faults.is_empty());
            assert!(faults.iter().all(|fault| !fault.text.is_empty()));
        }
    }
}

fn plans() -> impl Strategy<Value = Plan> {
    let kind = prop_oneof![Just(Kind::Contacts), Just(Kind::Referrals)];
    (kind, any::<bool>()).prop_map(|(kind, register_people)| Plan { register_people, ..plan(kind) })
}

/// Some bytes of a text put in another's place, repeated, or taken out.
fn changed(text: String) -> impl Strategy<Value = Vec<u8>> {
    let telling = prop_oneof![
        proptest::sample::select(b"\"\",;\n\r{}[]:\\#\xEF\xBB\xBF\xFF\0 ".to_vec())
            .prop_map(|b| vec![b]),
        prop::collection::vec(any::<u8>(), 0..8),
    ];
    let change = (any::<prop::sample::Index>(), 0_usize..40, telling);
    prop::collection::vec(change, 0..12).prop_map(move |changes| {
        let mut bytes = text.clone().into_bytes();
        for (at, length, new) in changes {
            let from = at.index(bytes.len() + 1);
            let until = bytes.len().min(from + length);
            bytes.splice(from..until, new);
        }
        bytes
    })
}

/// JSON of any shape.
fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        // A number that is read back to the last digit.
        any::<i16>().prop_map(|n| Value::from(f64::from(n) / 4.0)),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"{}\\[\\]]{0,6}|entry|resourceType", inner, 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// Words as people and systems write them.
fn words() -> impl Strategy<Value = String> {
    "([a-z\",;#' \n\r\t]|\r\n|é|\u{1F600}){0,20}"
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(
        plan in plans(),
        bytes in prop::collection::vec(any::<u8>(), 0..400),
    ) {
        table(&plan, &bytes);
        bundles(&plan, &bytes);
        let header = b"key,nhs_number,occurred,service,agency,reason,disposal,notes\n";
        table(&plan, &[header.as_slice(), &bytes].concat());
    }

    #[test]
    fn a_good_file_with_a_few_changes_is_read_to_its_end(
        plan in plans(),
        of_contacts in changed(template(Kind::Contacts)),
        of_referrals in changed(template(Kind::Referrals)),
        bundle in changed(EXAMPLE.to_owned()),
    ) {
        table(&plan, &of_contacts);
        table(&plan, &of_referrals);
        bundles(&plan, &bundle);
    }

    #[test]
    fn what_was_written_into_a_table_comes_out_of_it_on_its_line(
        rows in prop::collection::vec(words(), 0..12),
        windows in any::<bool>(),
        mark in any::<bool>(),
    ) {
        let plan = plan(Kind::Contacts);
        let mut writer = csv::WriterBuilder::new();
        writer.terminator(if windows { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') });
        let mut writer = writer.from_writer(Vec::new());
        writer.write_record(["key", "notes", "nhs_number", "occurred", "service", "agency", "reason", "disposal"]).unwrap();
        for (n, words) in rows.iter().enumerate() {
            let key = n.to_string();
            writer.write_record([&key, words, "9990000018", "2021-03-04", "ed", "@agency.a", "distress", "left"]).unwrap();
        }
        let written = writer.into_inner().unwrap();
        let text = if mark { [b"\xEF\xBB\xBF", written.as_slice()].concat() } else { written };
        let file = Arc::from("a.csv");
        let mut table = Table::open(&plan, &file, text.as_slice()).unwrap();
        let mut line = 2;
        for words in &rows {
            let item = table.next(&plan).unwrap();
            let Some(Item::Row(request, original)) = item else { panic!("{item:?}") };
            let contact = request.contact.unwrap();
            prop_assert_eq!(contact.notes.plain().unwrap_or_default(), words.trim());
            prop_assert_eq!(original.line, line);
            let ends = words.replace("\r\n", "\n");
            line += 1 + u64::try_from(ends.matches(['\n', '\r']).count()).unwrap();
        }
        prop_assert!(table.next(&plan).unwrap().is_none());
    }

    #[test]
    fn what_was_written_into_a_bundle_comes_out_of_it(
        entries in prop::collection::vec(values(), 0..6),
        before in values(),
        pretty in any::<bool>(),
    ) {
        let bundle = json!({ "a": before, "entry": entries, "z": before });
        let text = if pretty { serde_json::to_string_pretty(&bundle) } else { serde_json::to_string(&bundle) };
        let text = text.unwrap();
        let mut elements = Elements::new(text.as_bytes());
        for (n, entry) in entries.iter().enumerate() {
            let element = elements.next().unwrap().unwrap();
            prop_assert_eq!(&element.path, &format!("entry[{n}]"));
            let read: Value = serde_json::from_slice(&element.bytes).unwrap();
            prop_assert_eq!(&read, entry);
            let from = usize::try_from(element.offset).unwrap();
            prop_assert!(text.as_bytes()[from..].starts_with(&element.bytes));
            let lines = 1 + text[..from].matches('\n').count();
            prop_assert_eq!(element.line, u64::try_from(lines).unwrap());
        }
        prop_assert!(elements.next().unwrap().is_none());
    }

    #[test]
    fn resources_a_line_come_out_of_a_file_one_by_one(
        resources in prop::collection::vec(values().prop_filter("an object", Value::is_object), 0..6),
    ) {
        let resources: Vec<Value> = resources.into_iter().map(|mut resource| {
            // One with entries would be a bundle.
            resource.as_object_mut().unwrap().remove("entry");
            resource
        }).collect();
        let lines: Vec<String> = resources.iter().map(Value::to_string).collect();
        let text = lines.join("\n");
        let mut elements = Elements::new(text.as_bytes());
        for (n, resource) in (1..).zip(&resources) {
            let element = elements.next().unwrap().unwrap();
            prop_assert_eq!(element.line, n);
            prop_assert_eq!(&serde_json::from_slice::<Value>(&element.bytes).unwrap(), resource);
        }
        prop_assert!(elements.next().unwrap().is_none());
    }
}
