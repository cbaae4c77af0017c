//! The rules, on this tree and on trees that break them.

use super::*;

#[test]
fn the_tree_is_found() {
    let files = files();
    assert!(files.contains_key("Cargo.toml") && files.contains_key("tests/tidy.rs"));
    let walked = paths_from_a_walk(&root());
    assert!(walked.contains(&"proto/src/lib.rs".to_owned()));
}

#[test]
fn the_top_level_holds_nothing_unheard_of() {
    none(strangers_at_the_top(&files()));
    let bad = tree([("utils/lib.rs", ""), ("NOTES.md", ""), (".ci/run", ""), ("README.md", "")]);
    assert_eq!(strangers_at_the_top(&bad).len(), 2);
}

#[test]
fn the_documents_stand_together() {
    none(missing_documents(&files()));
    assert_eq!(missing_documents(&tree([("README.md", ""), ("LICENSE", "")])).len(), 5);
}

#[test]
fn services_meet_in_events_and_share_the_kernel_alone() {
    let files = files();
    assert!(services(&files).len() > 6);
    none(services_that_know_each_other(&files));
    let bad = tree([
        ("services/kernel/Cargo.toml", "package.name = 'kernel'\ndependencies.panel = '1'"),
        ("services/panel/Cargo.toml", "package.name = 'panel'\ndependencies.kernel = '1'"),
        (
            "services/referrals/Cargo.toml",
            "package.name = 'referrals'\n[target.x.dev-dependencies]\np.package = 'panel'",
        ),
        ("services/candour/Cargo.toml", "package.name = 'candour'\ndependencies.panel = '1'"),
    ]);
    assert_eq!(services_that_know_each_other(&bad).len(), 2);
}

#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    none(crates_without_the_lints(&files()));
    assert_eq!(crates_without_the_lints(&tree([("proto/Cargo.toml", "")])).len(), 1);
}

#[test]
fn domains_and_rules_are_pure() {
    none(impurities(&files()));
    let complaints = |code| impurities(&tree([("services/x/src/domain/y.rs", code)])).len();
    for good in ["// tokio", "f(\"await\")", "Precision::Instant", "std::{fmt, mem};", "brand::X"] {
        assert_eq!(complaints(good), 0, "{good}");
    }
    for bad in [
        "async fn f() {}",
        "x.await",
        "use tokio_stream::X;",
        "std::fs::read(x)",
        "use std::{fmt,\n fs};",
        "use std::net::IpAddr;",
        "SystemTime::UNIX_EPOCH",
        "Instant::X",
        "Timestamp::now()",
        "rand::random()",
        "eprintln!(\"\")",
        "sled::open(x)",
    ] {
        assert!(complaints(bad) > 0, "{bad}");
    }
    assert_eq!(impurities(&tree([("services/x/src/grpc.rs", "async fn f() {}")])).len(), 0);
}

#[test]
fn no_file_grows_long_without_a_reason() {
    none(long_files(&files()));
    let long = "x\n".repeat(LONG + 1);
    let excused = format!("// Long because it is one table.\n{long}");
    let unreasoned = format!("// Long because\n{long}");
    assert_eq!(long_files(&tree([("a.rs", &long), ("b.rs", &unreasoned)])).len(), 2);
    assert_eq!(long_files(&tree([("a.rs", &excused), ("a.txt", &long)])).len(), 0);
}

#[test]
fn every_rule_has_its_histories_beside_it() {
    none(incomplete_rules(&files()));
    let text = |name: &str| format!("{RULES}a_rule/{name}");
    let (code, fires) = (text("mod.rs"), text("fires.txt"));
    assert_eq!(incomplete_rules(&tree([(&code, "x"), (&fires, " ")])).len(), 2);
}

#[test]
fn every_event_has_its_golden_bytes() {
    none(events_without_golden_bytes(&files()));
    let events = ("proto/candour/panel/v1/events.proto", "message Heard {\n}");
    let golden = ("proto/golden/candour.panel.v1.Heard.json", "{}");
    assert_eq!(events_without_golden_bytes(&tree([events])).len(), 1);
    assert_eq!(events_without_golden_bytes(&tree([events, golden])).len(), 0);
}

#[test]
fn the_map_shows_the_land_as_it_is() {
    none(wrong_in_the_map(&files()));
    let bad = tree([
        ("ARCHITECTURE.md", "`panel/`, `panel/src/lib.rs`, `gone.rs`, `<x>/`\n```\n`a/`\n```"),
        ("services/panel/Cargo.toml", ""),
        ("services/panel/src/lib.rs", ""),
    ]);
    // `services` is not mentioned, `gone.rs` does not exist.
    assert_eq!(wrong_in_the_map(&bad).len(), 2);
}

#[test]
fn no_file_carries_traces_of_a_machine() {
    none(traces_of_a_machine(&files()));
    for (a, b) in TRACES {
        let text = format!("see {a}{b}x");
        assert_eq!(traces_of_a_machine(&tree([("a.md", &text)])).len(), 1, "{text}");
    }
    let page = format!("https://www.example.org{}{}page", "/ho", "me/");
    assert_eq!(traces_of_a_machine(&tree([("a.md", &page)])).len(), 0);
    let lock = tree([("Cargo.lock", "source = \"registry+https://elsewhere\"")]);
    assert_eq!(traces_of_a_machine(&lock).len(), 1);
}

#[test]
fn every_script_stops_at_its_first_error() {
    none(careless_scripts(&files()));
    let good = "#!/usr/bin/env bash\n# Why.\nset -euo pipefail\n";
    let bad = "#!/bin/sh\ncd x\nset -euo pipefail\n";
    assert_eq!(careless_scripts(&tree([("a", good), ("b", bad), ("c.sh", "set -e")])).len(), 2);
}

#[test]
#[cfg(unix)]
fn every_script_can_be_run() {
    let files = files();
    assert!(scripts(&files).count() >= 4);
    let idle = scripts(&files).filter(|(path, _)| !is_executable(&root().join(path)));
    none(idle.map(|(path, _)| format!("{path}: it is not executable")).collect());
}
