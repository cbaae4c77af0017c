//! What comparing a story with its flags promises.

use proto::oversight::Verdict;

use super::*;
use crate::output::tests::Written;

fn flag(anchor: &str, since: &str, raised: &str) -> Flag {
    let wire = |text: &str| Some(proto::time::wire(text.parse().unwrap()));
    Flag {
        flag_id: format!("flag_{anchor}"),
        rule_id: "consent-not-evidenced".into(),
        severity: Severity::S1.into(),
        verdict: Verdict::Fires.into(),
        anchor_id: anchor.into(),
        missing: "a consent".into(),
        stands_since: wire(since),
        raised_at: wire(raised),
        ..Flag::default()
    }
}

fn expected(verdict: Expected, first_day: &str) -> ExpectedFlag {
    ExpectedFlag {
        row: "1".into(),
        failure: "shared without consent".into(),
        rule: "consent-not-evidenced".into(),
        anchor: "x".into(),
        first_day: Some(first_day.parse().unwrap()),
        found: Some("2020-03-31".parse().unwrap()),
        verdict,
    }
}

fn report(expects: Vec<ExpectedFlag>, fired: Vec<Flag>, lacks: Vec<Flag>) -> Report {
    report_of(expects, false, fired, lacks)
}

fn report_of(
    expects: Vec<ExpectedFlag>,
    nothing_else: bool,
    fired: Vec<Flag>,
    lacks: Vec<Flag>,
) -> Report {
    let story = Story {
        name: "test".into(),
        title: String::new(),
        steps: vec![],
        flags: expects,
        silences: vec![super::super::load::ExpectedSilence {
            rule: "consent-not-evidenced".into(),
            anchor: "y".into(),
            why: "consent stands".into(),
        }],
        nothing_else,
    };
    Report::new(&story, vec![], fired, lacks, &["consent-not-evidenced".to_owned()])
}

const SINCE: &str = "2019-12-31T09:00:00Z";
const RAISED: &str = "2020-01-01T09:00:00Z";

#[test]
fn a_flag_on_its_day_meets_the_expectation_and_the_lag_is_counted() {
    let report = report(
        vec![expected(Expected::Fires, "2019-12-31")],
        vec![flag("x", SINCE, RAISED)],
        vec![],
    );
    assert!(report.is_met());
    assert_eq!(report.rows[0].lag_days, Some(90));
    let written = Written::default();
    report.write(&mut written.output(Format::Table)).unwrap();
    let text = written.text();
    assert!(text.contains("2019-12-31"), "{text}");
    assert!(text.contains(ASSUMES), "{text}");
    assert!(
        text.ends_with(
            "0 calls made; 1 flags raised (S1 1; consent-not-evidenced 1); \
             2 of 2 expectations met\n"
        ),
        "{text}"
    );
}

#[test]
fn a_flag_on_another_day_a_missing_one_and_one_too_many_are_unmet() {
    let expects = || vec![expected(Expected::Fires, "2019-12-30")];
    let late = report(expects(), vec![flag("x", SINCE, RAISED)], vec![]);
    assert!(!late.is_met());
    assert_eq!(late.rows[0].note, "it should stand since 2019-12-30");
    let missing = report(expects(), vec![], vec![]);
    assert!(!missing.is_met());
    assert_eq!(missing.rows[0].note, "no flag");
    let many = report(vec![], vec![flag("y", SINCE, RAISED)], vec![]);
    assert!(!many.is_met());
    assert_eq!(many.unexpected.len(), 1);
}

#[test]
fn what_is_not_evidenced_is_told_and_is_no_flag() {
    let lacks = || vec![flag("x", SINCE, RAISED)];
    let fires = report(vec![expected(Expected::Fires, "2019-12-31")], vec![], lacks());
    assert!(!fires.is_met());
    assert_eq!(fires.rows[0].note, "not evidenced: a consent");
    let known = report(vec![expected(Expected::NotEvidenced, "2019-12-31")], vec![], lacks());
    assert!(known.is_met());
}

#[test]
fn where_there_is_no_rule_yet_nothing_is_expected() {
    let mut none = expected(Expected::NotYet, "2019-12-31");
    none.rule = String::new();
    let report = report(vec![none], vec![], vec![]);
    assert!(report.is_met());
    assert_eq!((report.rows[0].note.as_str(), report.rows[0].met), ("no rule yet", None));
}

#[test]
fn json_holds_the_rows_and_what_they_assume() {
    let report = report(vec![expected(Expected::Fires, "2019-12-31")], vec![], vec![]);
    let written = Written::default();
    report.write(&mut written.output(Format::Json)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&written.text()).unwrap();
    assert_eq!(json["rows"][0]["met"], false);
    assert_eq!(json["assumes"], ASSUMES);
}

#[test]
fn where_nothing_else_is_expected_whatever_else_comes_is_unmet() {
    let expects = || vec![expected(Expected::Fires, "2019-12-31")];
    let (own, other) = (|| flag("x", SINCE, RAISED), || flag("z", SINCE, RAISED));
    assert!(report_of(expects(), true, vec![own()], vec![]).is_met());
    assert!(report_of(expects(), false, vec![own(), other()], vec![]).is_met());
    assert!(!report_of(expects(), true, vec![own(), other()], vec![]).is_met());
    assert!(!report_of(expects(), true, vec![own()], vec![other()]).is_met());
}
