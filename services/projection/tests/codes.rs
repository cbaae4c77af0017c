//! Keeps `codes.json`, the code systems that exports use, in step with the contract and the
//! rules.
//!
//! `UPDATE_CODES=1` writes it anew.
#![allow(clippy::expect_used, clippy::panic)]

use std::{collections::BTreeSet, path::Path};

use projection::exports::codes;

#[test]
fn codes_json_is_written_to_the_letter() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/exports/codes.json");
    let mut wanted = serde_json::to_string_pretty(&codes::systems()).expect("they have a form");
    wanted.push('\n');
    if std::env::var_os("UPDATE_CODES").is_some() {
        std::fs::write(&path, &wanted).expect("it is written");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(there == wanted, "run UPDATE_CODES=1 cargo test -p projection --test codes");
}

#[test]
fn each_system_has_one_url_and_each_code_a_meaning() {
    let systems = codes::systems();
    let all = systems["entry"].as_array().expect("there are some");
    let urls: BTreeSet<&str> =
        all.iter().filter_map(|entry| entry["resource"]["url"].as_str()).collect();
    assert_eq!(urls.len(), all.len());
    for entry in all {
        for concept in entry["resource"]["concept"].as_array().expect("each has codes") {
            let meaning = concept["definition"].as_str().unwrap_or_default();
            assert!(!meaning.is_empty(), "{}: {concept}", entry["resource"]["url"]);
        }
    }
}
