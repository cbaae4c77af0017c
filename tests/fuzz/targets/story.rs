//! Stories, which are written by hand: their YAML, and what they would call.

use std::path::Path;

use candour::story::{LoadError, Step, Story, read};

use super::{Form, imported::lines};

pub const FORM: Form = Form::Bytes;

/// All calls of a story together have no more.
const MOST: usize = 16 << 20;

pub fn seeds() -> Vec<Vec<u8>> {
    let stories = Path::new(env!("CARGO_MANIFEST_DIR"));
    let stories = stories.ancestors().map(|folder| folder.join("tests/stories"));
    let mut files: Vec<_> = stories
        .filter_map(|folder| std::fs::read_dir(folder).ok())
        .flatten()
        .flatten()
        .map(|file| file.path())
        .filter(|path| path.extension().is_some_and(|of| of == "yaml"))
        .collect();
    files.sort();
    // Their beginnings are read quickest.
    let begins = |text: String| {
        let steps = text.split_once("\nsteps:\n")?.1;
        let few: Vec<&str> = steps.split_inclusive("\n  - ").take(6).collect();
        let few = few.concat();
        let few = few.trim_end_matches(['-', ' ']);
        Some(format!("{}\nsteps:\n{few}expect_flags: []\n", text.split_once("\nsteps:\n")?.0))
    };
    let texts = files.iter().filter_map(|file| std::fs::read_to_string(file).ok());
    let mut seeds: Vec<Vec<u8>> = texts.filter_map(begins).map(String::into_bytes).collect();
    seeds.push(GROUPS.as_bytes().to_vec());
    seeds
}

const GROUPS: &str = r#"story: a
source: b
cast: {ig: {agency: "@agency.a", worker: "@worker.a", role: ROLE_INFORMATION_GOVERNANCE}}
steps:
  - for: {agency: [met, las], kind: &kinds [1, 2.5], again: *kinds}
    steps:
      - at: 2018-05-01
        as: ig
        call: candour.panel.v1.PanelService/RegisterAgency
        occurred: {start: 2018-04, end: 2018-05-01, precision: period}
        with: {fact: {agency_id: "@agency.{agency}", name: "{agency} {kind}", kind: AGENCY_KIND_POLICE}}
        answer: {receipt: {}}
expect_flags:
  - {row: 1, failure: no consent, rule: consent-not-evidenced, anchor: "@disclosure.x", first_day: 2019-12-31, found: 2020-03}
  - {row: 2, failure: something else, verdict: not_yet}
expect_no_flags: [{rule: consent-not-evidenced, why: "it stands"}]
"#;

pub fn run(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match read("a.yaml", text) {
        Ok(story) => in_order(&story),
        Err(error) => told(&error, lines(bytes, false)),
    }
}

fn in_order(story: &Story) {
    assert!(!story.name.trim().is_empty(), "a story has a name");
    assert!(story.steps.is_sorted_by_key(|step| step.at), "time goes forward");
    assert!(story.steps.iter().map(|step| step.body.len()).sum::<usize>() <= MOST);
    for Step { place, call, path, context, .. } in &story.steps {
        assert!(!place.is_empty(), "a call says where it stands");
        assert_eq!(path.as_str(), format!("/{call}"));
        assert!(call.starts_with(&format!("candour.{context}.")), "{call} of {context}");
    }
}

/// What is wrong is told with lines that the file has.
fn told(error: &LoadError, lines: u64) {
    let told = error.to_string();
    assert!(told.starts_with("a.yaml"), "{told}");
    for line in told.lines().filter_map(|told| told.strip_prefix("a.yaml:")) {
        let number = line.split_once(':').and_then(|(line, _)| line.parse::<u64>().ok());
        if let Some(number) = number {
            assert!((1..=lines).contains(&number), "line {number} of {lines}: {told}");
        }
    }
}
