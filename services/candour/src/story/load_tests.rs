//! What reading a story promises.

use std::collections::BTreeMap;

use prost::Message as _;
use proto::common::{Mode, Precision};

use super::*;

const GOOD: &str = r#"story: test
title: A test
source: A review
cast:
  ig: {agency: "@agency.slam", worker: "@worker.ig", role: ROLE_INFORMATION_GOVERNANCE}
  police: {agency: "@agency.met", worker: "@worker.pc", role: police-officer}
steps:
  - at: 2018-04-03
    as: ig
    call: candour.panel.v1.PanelService/RegisterAgency
    occurred: 2018-04
    para: 2.4
    synthetic: true
    with:
      fact: {agency_id: "@agency.slam", name: SLaM, kind: AGENCY_KIND_MENTAL_HEALTH_TRUST}
  - for: {agency: [met, las], name: [Met Police, LAS]}
    steps:
      - at: 2018-05-01
        as: ig
        call: candour.panel.v1.PanelService/RegisterAgency
        with:
          fact:
            agency_id: "@agency.{agency}"
            name: "{name}"
            kind: AGENCY_KIND_POLICE
      - at: 2018-06-01
        as: ig
        call: candour.panel.v1.PanelService/ChangeAgency
        with: {fact: {agency_id: "@agency.{agency}", name: "{name} again"}}
  - as: police
    call: candour.panel.v1.PanelService/RegisterAgency
    mode: MODE_ACT
    expect: ROLE_NOT_ALLOWED
expect_flags:
  - {row: 1, failure: no consent, rule: consent-not-evidenced, anchor: "@disclosure.x", first_day: 2019-12-31, found: 2020-03}
  - {row: 2, failure: something else, verdict: not_yet}
expect_no_flags:
  - {rule: consent-not-evidenced, anchor: "@disclosure.y", why: consent stands}
"#;

fn wrong(text: &str) -> String {
    let problems = parse(text).unwrap_err();
    problems.into_iter().map(|p| p.in_file("story.yaml")).collect::<Vec<_>>().join("\n")
}

fn changed(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    wrong(&GOOD.replace(from, to))
}

#[test]
fn a_good_file_becomes_calls_in_order_of_time() {
    let story = parse(GOOD).unwrap();
    let told: Vec<String> = story
        .steps
        .iter()
        .map(|s| format!("{} {}", s.at.strftime("%F"), s.call.rsplit('/').next().unwrap()))
        .collect();
    assert_eq!(
        told,
        [
            "2018-04-03 RegisterAgency",
            "2018-05-01 RegisterAgency",
            "2018-05-01 RegisterAgency",
            "2018-06-01 ChangeAgency",
            "2018-06-01 ChangeAgency",
            "2018-06-01 RegisterAgency",
        ]
    );
    assert!(story.steps.iter().all(|s| s.context == "panel"));
    assert_eq!(story.steps[5].refusal.as_deref(), Some("ROLE_NOT_ALLOWED"));
    assert_eq!(story.flags[0].anchor, names::id("disclosure", "x"));
    assert_eq!(story.flags[0].found.unwrap().to_string(), "2020-03-31");
    assert_eq!(story.flags[1].verdict, Expected::NotYet);
    assert_eq!(story.silences.len(), 1);
}

#[test]
fn a_call_says_when_as_what_and_from_where() {
    let story = parse(GOOD).unwrap();
    let read = |n: usize| {
        proto::panel::RegisterAgencyRequest::decode(story.steps[n].body.as_slice()).unwrap()
    };
    let first = read(0);
    let act = first.act.unwrap();
    let occurred = act.occurred.unwrap();
    assert_eq!(act.mode(), Mode::Record);
    assert_eq!(occurred.precision(), Precision::Month);
    assert_eq!(proto::time::maybe(occurred.end.as_ref()), Some(story.steps[0].at), "cut to `at`");
    let source = act.source.unwrap();
    assert_eq!((source.title.as_str(), source.place.as_str()), ("A review", "para 2.4"));
    assert!(source.synthetic);
    assert_eq!(first.fact.unwrap().agency_id, names::id("agency", "slam"));
    let second = read(2).fact.unwrap();
    assert_eq!((second.name.as_str(), second.agency_id), ("LAS", names::id("agency", "las")));
    let acted = read(5).act.unwrap();
    assert_eq!((acted.mode(), acted.source), (Mode::Act, None));
}

#[test]
fn every_call_has_an_id_of_its_own_and_the_same_each_time() {
    let ids = || -> Vec<String> {
        let story = parse(GOOD).unwrap();
        let read = |s: &Step| proto::panel::RegisterAgencyRequest::decode(s.body.as_slice());
        let calls = story.steps.iter().filter(|s| s.call.ends_with("RegisterAgency"));
        calls.map(|s| read(s).unwrap().act.unwrap().request_id).collect()
    };
    let mut once = ids();
    assert_eq!(once, ids());
    once.sort();
    once.dedup();
    assert_eq!(once.len(), 4);
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let says = changed("    para: 2.4", "    paragraph: 2.4");
    assert!(says.starts_with("story.yaml:12: step 1: unknown field `paragraph`"), "{says}");
    let says = changed("title: A test", "titel: A test");
    assert!(says.contains("unknown field `titel`"), "{says}");
    let says = changed("why: consent stands", "because: it does");
    assert!(says.starts_with("story.yaml:38: expect_no_flags 1: unknown field"), "{says}");
}

#[test]
fn a_field_that_the_request_does_not_have_is_named_with_its_line() {
    let says = changed("            name: \"{name}\"", "            nme: \"{name}\"");
    assert!(says.starts_with("story.yaml:24: step 2.1, row 1: with.fact.nme: "), "{says}");
    assert_eq!(says.lines().count(), 2, "a row each: {says}");
}

#[test]
fn a_call_that_is_not_there_is_named_with_its_line() {
    let says = changed("PanelService/ChangeAgency", "PanelService/RenameAgency");
    assert!(says.starts_with("story.yaml:28: step 2.2, row 1: call: `RenameAgency`"), "{says}");
}

#[test]
fn a_file_that_was_cut_off_is_never_run() {
    for end in 1..GOOD.len() {
        let Some(part) = GOOD.get(..end) else { continue };
        // After the list of expected flags has begun, whole lines cannot be told apart.
        let whole = part.ends_with('\n') && part.contains("expect_flags:\n  - {row: 1");
        assert!(whole || parse(part).is_err(), "{part}");
    }
    let says = wrong(&GOOD[..GOOD.len() - 1]);
    let last =
        format!("its last line, {}, does not end; the file was cut off", GOOD.lines().count());
    assert!(says.contains(&last), "{says}");
    let without = &GOOD[..GOOD.find("expect_flags").unwrap()];
    assert!(wrong(without).contains("missing field `expect_flags`"));
}

#[test]
fn lists_of_unequal_length_are_refused() {
    let says = changed("name: [Met Police, LAS]", "name: [Met Police]");
    assert!(says.starts_with("story.yaml:16: step 2: for: the lists are zipped"), "{says}");
    assert!(says.contains("agency 2, name 1"), "{says}");
}

#[test]
fn a_name_of_an_unknown_noun_or_column_is_refused() {
    let says = changed("agency_id: \"@agency.slam\"", "agency_id: \"@agenzy.slam\"");
    assert!(
        says.starts_with("story.yaml:15: step 1: with.fact.agency_id: `@agenzy.slam`"),
        "{says}"
    );
    let says = changed("\"{name} again\"", "\"{nme} again\"");
    assert!(says.contains("`{nme}` is no column; there are agency, name"), "{says}");
    let says = changed("worker: \"@worker.ig\"", "worker: \"@person.ig\"");
    assert!(says.contains("cast ig: worker: "), "{says}");
}

#[test]
fn time_goes_forward_only() {
    let says = changed("at: 2018-04-03", "at: 2019-04-03");
    assert!(says.contains("step 2: at: 2018-05-01T09:00:00Z lies before"), "{says}");
}

#[test]
fn somebody_who_is_not_in_the_cast_says_nothing() {
    let says = changed("as: police", "as: polcie");
    assert!(says.contains("step 3: as: `polcie` is none of the cast: ig, police"), "{says}");
}

#[test]
fn a_key_that_stands_twice_is_refused() {
    let says = changed("    synthetic: true", "    synthetic: true\n    synthetic: true");
    assert!(says.contains("duplicate"), "{says}");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let text = GOOD.replace("as: police", "as: nobody").replace("occurred: 2018-04", "occurred: x");
    assert_eq!(parse(&text).unwrap_err().len(), 2);
}

#[test]
fn what_groups_multiply_without_measure_is_refused() {
    let rows = vec!["met"; 20_000].join(", ");
    let many = GOOD.replace(
        "agency: [met, las], name: [Met Police, LAS]",
        &format!("agency: [{rows}], name: [{rows}]"),
    );
    assert!(wrong(&many).contains("more calls than are told at once"));
    let long = format!("name: [{}, LAS]", "x".repeat(60_000));
    let filled = GOOD
        .replace("name: [Met Police, LAS]", &long)
        .replace("\"{name}\"", "\"{name}{name}{name}\"");
    assert!(wrong(&filled).contains("longer than any request"));
}

#[test]
fn of_many_things_that_are_wrong_the_first_are_told() {
    let many =
        GOOD.replace("expect_no_flags:\n", &format!("expect_no_flags:\n{}", "  - 1\n".repeat(500)));
    assert_eq!(parse(&many).unwrap_err().len(), 101);
    assert!(wrong(&many).ends_with("there is more that is wrong; mend this first"));
}

#[test]
fn braces_that_name_nothing_stay() {
    let values = BTreeMap::from([("a", "1".to_owned())]);
    let filled = |text| super::super::strings::filled(text, &values, 20);
    assert_eq!(filled("{a}{ a } {A} {"), Ok("1{ a } {A} {".to_owned()));
}
