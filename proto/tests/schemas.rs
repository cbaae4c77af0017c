//! What an integrator reads: a JSON Schema of every event as it is published
//! (`schemas/`), and an AsyncAPI document of all that NATS carries
//! (`asyncapi.json`).
//!
//! Both are written from the descriptors and held to the letter here, so that
//! they say what the contract says. That they are what they claim to be, and
//! fit what a running installation publishes, is checked by others' parsers in
//! `tests/outside/events.py`.
//!
//! `UPDATE_SCHEMAS=1 cargo test -p proto --test schemas` writes them.

#[path = "schemas/asyncapi.rs"]
mod asyncapi;
#[path = "schemas/contract.rs"]
mod contract;
#[path = "schemas/envelope.rs"]
mod envelope;
#[path = "schemas/event.rs"]
mod event;
#[path = "schemas/json.rs"]
mod json;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use contract::Contract;

/// How the files are written.
const COMMAND: &str = "UPDATE_SCHEMAS=1 cargo test -p proto --test schemas";

/// What every file says of itself.
fn written() -> json::Node {
    format!("Written from the proto files; do not edit. `{COMMAND}` writes it anew.").into()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file as it should be, by its path in the crate.
fn wanted() -> Result<BTreeMap<String, String>, String> {
    let contract = Contract::read()?;
    let mut shared = event::Parts::default();
    let mut files = BTreeMap::new();
    for (context, file) in contract.events() {
        for message in file.messages() {
            let schema = event::schema(&contract, &context, &message, &mut shared)?;
            files.insert(format!("schemas/{}.json", message.full_name()), schema.file()?);
        }
    }
    files.insert("schemas/common.json".to_owned(), shared.common(&contract)?.file()?);
    files.insert("asyncapi.json".to_owned(), asyncapi::document(&contract)?.file()?);
    Ok(files)
}

/// The files that are there.
fn present() -> BTreeMap<String, String> {
    let schemas = fs::read_dir(root().join("schemas")).into_iter().flatten().flatten();
    schemas
        .filter_map(|entry| entry.file_name().into_string().ok())
        .map(|name| format!("schemas/{name}"))
        .chain(["asyncapi.json".to_owned()])
        .filter_map(|path| Some((path.clone(), fs::read_to_string(root().join(&path)).ok()?)))
        .collect()
}

/// The first line in which two files differ, and its number.
fn first_difference(wanted: &str, present: &str) -> String {
    let mut lines = wanted.lines().zip(present.lines()).enumerate();
    match lines.find(|(_, (wanted, present))| wanted != present) {
        Some((number, (wanted, present))) => {
            format!("line {}: it reads `{}`, not `{}`", number + 1, present.trim(), wanted.trim())
        }
        None => "one of them ends before the other".to_owned(),
    }
}

fn stale(wanted: &BTreeMap<String, String>, present: &BTreeMap<String, String>) -> Vec<String> {
    let names: BTreeSet<&String> = wanted.keys().chain(present.keys()).collect();
    names
        .into_iter()
        .filter_map(|name| match (wanted.get(name), present.get(name)) {
            (Some(wanted), Some(present)) if wanted == present => None,
            (Some(wanted), Some(present)) => {
                Some(format!("proto/{name}: {}", first_difference(wanted, present)))
            }
            (Some(_), None) => Some(format!("proto/{name}: it is missing")),
            _ => Some(format!("proto/{name}: no event of this build has this type")),
        })
        .collect()
}

fn write(files: &BTreeMap<String, String>) -> std::io::Result<()> {
    fs::create_dir_all(root().join("schemas"))?;
    for gone in present().keys().filter(|name| !files.contains_key(*name)) {
        fs::remove_file(root().join(gone))?;
    }
    for (name, text) in files {
        fs::write(root().join(name), text)?;
    }
    Ok(())
}

#[test]
fn schemas_and_asyncapi_say_what_the_contract_says() -> Result<(), String> {
    let wanted = wanted()?;
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        write(&wanted).map_err(|e| e.to_string())?;
    }
    let complaints = stale(&wanted, &present());
    assert!(complaints.is_empty(), "\n{}\n`{COMMAND}` writes them\n", complaints.join("\n"));
    Ok(())
}

#[test]
fn a_file_that_is_stale_missing_or_left_over_is_named() {
    let files = |files: &[(&str, &str)]| {
        files.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect::<BTreeMap<_, _>>()
    };
    let wanted = files(&[("a", "1\n2"), ("b", ""), ("c", "1")]);
    let present = files(&[("a", "1\n3"), ("c", "1"), ("d", "")]);
    let complaints = stale(&wanted, &present);
    assert_eq!(complaints.len(), 3, "{complaints:?}");
    assert!(complaints[0].contains("line 2: it reads `3`, not `2`"), "{complaints:?}");
    assert!(stale(&wanted, &wanted).is_empty());
}

/// The attributes of an envelope as a golden file holds them, all filled.
fn attributes_of(golden: &Path) -> Result<BTreeSet<String>, String> {
    let bytes = fs::read(golden).map_err(|e| e.to_string())?;
    let envelope: serde_json::Map<String, serde_json::Value> =
        serde_json::from_slice(&bytes).map_err(|e| e.to_string())?;
    Ok(envelope.into_iter().map(|(name, _)| name).collect())
}

#[test]
fn the_schemas_name_every_attribute_that_an_envelope_has() -> Result<(), String> {
    let golden = root().join("golden/candour.referrals.v1.ContactRecorded.json");
    let written = attributes_of(&golden)?;
    let described: BTreeSet<String> =
        envelope::attributes().into_iter().map(|(name, ..)| name.to_owned()).collect();
    assert_eq!(described, written);
    Ok(())
}
