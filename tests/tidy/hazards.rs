//! The hazard log: every control names tests that are there, and every risk is what
//! its severity and likelihood come to.

use std::collections::BTreeSet;

use super::{Files, files, none, tree};

const LOG: &str = "deploy/safety/hazards.toml";

/// The log that a change may add to and take nothing from has at least so many.
const KNOWN: usize = 12;

const SEVERITIES: [&str; 5] = ["minor", "significant", "considerable", "major", "catastrophic"];
const LIKELIHOODS: [&str; 5] = ["very low", "low", "medium", "high", "very high"];

/// By likelihood, then by severity.
const RISKS: [[u8; 5]; 5] =
    [[1, 1, 2, 2, 3], [1, 2, 2, 3, 4], [2, 2, 3, 3, 4], [2, 3, 3, 4, 5], [3, 4, 4, 5, 5]];

/// A risk that is not left as it is.
const UNACCEPTABLE: u8 = 5;

fn text<'a>(table: &'a toml::Table, key: &str) -> Option<&'a str> {
    table.get(key).and_then(toml::Value::as_str).filter(|text| !text.trim().is_empty())
}

/// The risk under `before` or `after`.
fn risk(hazard: &toml::Table, key: &str) -> Option<u8> {
    let told = hazard.get(key)?.as_table()?;
    let place = |names: [&str; 5], key| {
        let name = text(told, key)?;
        names.iter().position(|known| *known == name)
    };
    let likely = RISKS.get(place(LIKELIHOODS, "likelihood")?)?;
    likely.get(place(SEVERITIES, "severity")?).copied()
}

/// True if a test, as `file::function`, a story or an outside client is there.
fn is_there(files: &Files, test: &str) -> bool {
    match test.split_once("::") {
        Some((file, function)) => {
            files.get(file).is_some_and(|text| text.contains(&format!("fn {function}(")))
        }
        None => {
            let whole = ["tests/stories/", "tests/outside/"];
            whole.iter().any(|place| test.starts_with(place)) && files.contains_key(test)
        }
    }
}

fn tables<'a>(table: &'a toml::Table, key: &str) -> Vec<&'a toml::Table> {
    let all = table.get(key).and_then(toml::Value::as_array).into_iter().flatten();
    all.filter_map(toml::Value::as_table).collect()
}

fn wrong_in_the_hazard_log(files: &Files) -> Vec<String> {
    let Some(log) = files.get(LOG) else { return vec![format!("{LOG}: it is missing")] };
    let log: toml::Table = match log.parse() {
        Ok(log) => log,
        Err(error) => return vec![format!("{LOG}: {error}")],
    };
    let mut complaints = Vec::new();
    let mut ids = BTreeSet::new();
    for hazard in tables(&log, "hazard") {
        let id = text(hazard, "id").unwrap_or("a hazard without an id");
        let mut complain = |of: &str| complaints.push(format!("{LOG}: {id}: {of}"));
        if !ids.insert(id) {
            complain("the id is there twice");
        }
        for key in ["title", "cause", "harm", "left"] {
            if text(hazard, key).is_none() {
                complain(&format!("it says no `{key}`"));
            }
        }
        match (risk(hazard, "before"), risk(hazard, "after")) {
            (Some(before), Some(after)) if after >= before => complain("no control helps"),
            (Some(_), Some(UNACCEPTABLE)) => complain("the risk that is left is unacceptable"),
            (Some(_), Some(_)) => {}
            _ => complain("`before` or `after` has no severity and likelihood of the matrix"),
        }
        let controls = tables(hazard, "control");
        if controls.is_empty() {
            complain("it has no control");
        }
        for control in controls {
            let says = text(control, "says").unwrap_or("a control that says nothing");
            let tests = control.get("tests").and_then(toml::Value::as_array);
            let tests: Vec<&str> =
                tests.into_iter().flatten().filter_map(toml::Value::as_str).collect();
            if tests.is_empty() {
                complain(&format!("no test shows that: {says}"));
            }
            for test in tests.into_iter().filter(|test| !is_there(files, test)) {
                complain(&format!("there is no test `{test}`"));
            }
        }
    }
    complaints
}

#[test]
fn every_control_of_a_hazard_has_tests_that_are_there() {
    let files = files();
    none(wrong_in_the_hazard_log(&files));
    let hazards = files.get(LOG).map(|log| log.matches("[[hazard]]").count());
    assert!(hazards.is_some_and(|hazards| hazards >= KNOWN), "hazards were taken away");
}

#[test]
fn what_is_wrong_in_a_hazard_log_is_told() {
    let log = r#"
        [[hazard]]
        id = "H01"
        title = "t"
        cause = "c"
        harm = "h"
        left = "l"
        before = { severity = "major", likelihood = "high" }
        after = { severity = "major", likelihood = "low" }
        [[hazard.control]]
        says = "s"
        tests = ["tests/x.rs::it_holds", "tests/stories/y.yaml"]
    "#;
    let with = |log: &str| {
        let code = "#[test]\nfn it_holds() {}";
        let files = tree([(LOG, log), ("tests/x.rs", code), ("tests/stories/y.yaml", "")]);
        wrong_in_the_hazard_log(&files)
    };
    none(with(log));
    for (good, bad) in [
        ("it_holds", "it_held"),
        ("stories/y", "stories/z"),
        ("tests/stories/y.yaml", "tests/x.rs"),
        ("\"low\"", "\"high\""),
        ("\"low\"", "\"seldom\""),
        ("\"major\", likelihood = \"high\"", "\"catastrophic\", likelihood = \"very\""),
        ("left = \"l\"", "left = \"\""),
        ("[[hazard.control]]", "[[hazard.other]]"),
        ("tests = [\"tests/x.rs::it_holds\", \"tests/stories/y.yaml\"]", "tests = []"),
        ("id =", "id"),
    ] {
        assert_eq!(with(&log.replace(good, bad)).len(), 1, "{bad}");
    }
    assert_eq!(with(&format!("{log}{log}")).len(), 1, "one id twice");
    assert_eq!(wrong_in_the_hazard_log(&tree([])).len(), 1);
}
