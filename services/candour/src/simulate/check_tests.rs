//! What comparing flags with the truth promises.

use proto::oversight::Verdict;

use super::*;
use crate::output::tests::Written;

const RULE: &str = "plan-unseen";

fn line(anchor: &str, expected: Expected) -> Expectation {
    let since = (expected != Expected::Silent).then_some(Date::constant(2022, 3, 4));
    Expectation {
        history: format!("history of {anchor}"),
        rule: RULE,
        variant: "a-variant",
        tells: "A plan was not shown.",
        expected,
        anchor: anchor.into(),
        subject: "person".into(),
        request_id: String::new(),
        recorded_on: Date::constant(2022, 3, 1),
        since,
        meanwhile: false,
        anchor_name: format!("@plan.{anchor}"),
    }
}

fn flag(anchor: &str, state: FlagState) -> Flag {
    Flag {
        rule_id: RULE.into(),
        verdict: Verdict::Fires.into(),
        state: state.into(),
        subject_id: "person".into(),
        anchor_id: anchor.into(),
        because: "not shown".into(),
        missing: "a word of it".into(),
        stands_since: Some(proto::time::wire("2022-03-04T10:00:00Z".parse().unwrap())),
        ..Flag::default()
    }
}

fn raised(anchor: &str) -> Flag {
    flag(anchor, FlagState::Raised)
}

fn compared(truth: &[Expectation], raised: &[Flag], lacking: &[Flag]) -> Compared {
    Compared::new(truth, raised, lacking, Vec::new(), 7)
}

fn kinds(compared: &Compared) -> Vec<(&str, &str)> {
    compared.differences.iter().map(|d| (d.kind, d.anchor.as_str())).collect()
}

#[test]
fn what_is_as_it_should_be_is_met() {
    let truth = [
        line("a", Expected::Fires),
        line("b", Expected::NotEvidenced),
        line("c", Expected::Silent),
    ];
    let compared = compared(&truth, &[raised("a")], &[raised("b")]);
    assert!(compared.is_met(), "{compared:?}");
    let rule = &compared.rules[RULE];
    assert_eq!((rule.planted, rule.found, rule.alike, rule.alike_met), (1, 1, 2, 2));
    assert!((rule.recall - 1.0).abs() < 1e-9 && (rule.precision - 1.0).abs() < 1e-9);
}

#[test]
fn what_is_missed_and_what_is_surplus_is_named() {
    let truth = [line("a", Expected::Fires), line("c", Expected::Silent)];
    let compared = compared(&truth, &[raised("c"), raised("stranger")], &[raised("a")]);
    assert_eq!(
        kinds(&compared),
        [("missed", "a"), ("surplus", "c"), ("surplus", "stranger"), ("lacks", "a")]
    );
    // The look-alike that was taken for the real thing is named.
    assert_eq!(compared.differences[1].history, "history of c");
    let rule = &compared.rules[RULE];
    assert_eq!((rule.found, rule.surplus, rule.alike_met), (0, 2, 0));
    let written = Written::default();
    compared.write(&mut written.output(Format::Table)).unwrap();
    assert!(written.text().contains("missed: plan-unseen about a (history of a)"));
    assert!(written.text().contains("4 differences from the truth"));
}

#[test]
fn a_flag_on_another_day_or_about_somebody_else_differs() {
    let later =
        Expectation { since: Some(Date::constant(2022, 3, 5)), ..line("a", Expected::Fires) };
    let other = Expectation { subject: "another".into(), ..line("b", Expected::Fires) };
    let compared = compared(&[later, other], &[raised("a"), raised("b")], &[]);
    assert_eq!(kinds(&compared), [("day", "a"), ("subject", "b")]);
}

#[test]
fn a_flag_whose_ground_is_gone_counts_only_where_it_may_pass() {
    let gone = || flag("a", FlagState::GroundWithdrawn);
    let silent = line("a", Expected::Silent);
    let surplus = compared(std::slice::from_ref(&silent), &[gone()], &[]);
    assert_eq!(kinds(&surplus), [("raised and withdrawn", "a")]);
    let passing = Expectation { meanwhile: true, ..silent };
    assert!(compared(&[passing], &[gone()], &[]).is_met());
    // A rule that must fire and no longer does has missed it.
    let missed = compared(&[line("a", Expected::Fires)], &[gone()], &[]);
    assert_eq!(kinds(&missed), [("missed", "a")]);
}

#[test]
fn a_call_that_did_not_go_through_is_a_difference() {
    let refused = Difference {
        kind: "call",
        rule: "Decide".into(),
        anchor: String::new(),
        history: String::new(),
        says: "NO".into(),
    };
    assert!(!Compared::new(&[], &[], &[], vec![refused], 1).is_met());
}
