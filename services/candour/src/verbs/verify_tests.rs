//! What comparing a log with the stream promises.

use super::*;

/// A record as stored, with just enough around it.
fn record(position: u64, version: u64, words: &str) -> Vec<u8> {
    format!(
        r#"{{"position":"{position}","streamversion":"{version}","specversion":"1.0","id":"01890a5d-ac96-774b-bcce-b302099a8057","type":"candour.panel.v1.AgencyRegistered","source":"/candour/panel","subject":"{}","time":"2018-04-03T00:00:00Z","datacontenttype":"application/json","recordedat":"2018-04-03T09:00:00Z","occurredprecision":"PRECISION_DAY","agency":"{}","actor":"{}","actorrole":"ROLE_OPERATOR","mode":"MODE_ACT","correlationid":"","data":{{"name":"{words}"}}}}"#,
        crate::names::id("agency", "slam"),
        crate::names::id("agency", "slam"),
        crate::names::id("worker", "ada"),
    )
    .into_bytes()
}

const SUBJECT: &str = "candour.events.panel.0.agency";

fn check(log: &[Vec<u8>], stream: &[Vec<u8>]) -> Vec<String> {
    let mut check = Check::default();
    for (n, bytes) in log.iter().enumerate() {
        check.record(n as u64 + 1, SUBJECT, bytes);
    }
    for bytes in stream {
        check.published(SUBJECT, bytes);
    }
    check.outcome("panel".to_owned(), log.len() as u64).differences
}

#[test]
fn a_log_that_was_published_whole_and_twice_has_no_differences() {
    let log = [record(1, 1, "a"), record(2, 2, "b")];
    let twice = [log[0].clone(), log[1].clone(), log[1].clone()];
    assert_eq!(check(&log, &twice), Vec::<String>::new());
}

#[test]
fn what_the_stream_lacks_changes_or_invents_is_told() {
    let log = [record(1, 1, "a"), record(2, 2, "b")];
    assert_eq!(check(&log, &log[..1]), ["position 2 is not on the stream"]);
    let changed = [record(1, 1, "a"), record(2, 2, "c")];
    assert_eq!(check(&log, &changed), ["position 2 has other bytes on the stream"]);
    let more = [record(1, 1, "a"), record(2, 2, "b"), record(3, 3, "c")];
    assert_eq!(check(&log, &more), ["position 3 is on the stream and not in the log"]);
    let unlike = [record(1, 1, "a"), record(1, 1, "b"), record(2, 2, "b")];
    assert_eq!(check(&log, &unlike), ["position 1 was published twice, and not the same"]);
}

#[test]
fn a_gap_in_the_log_is_told() {
    let mut check = Check::default();
    check.record(1, SUBJECT, &record(1, 1, "a"));
    check.record(3, SUBJECT, &record(3, 3, "b"));
    assert_eq!(check.differences.len(), 2, "{:?}", check.differences);
}

#[test]
fn a_record_under_another_subject_is_told() {
    let mut check = Check::default();
    check.record(1, SUBJECT, &record(1, 1, "a"));
    check.published("candour.events.panel.1.agency", &record(1, 1, "a"));
    let outcome = check.outcome("panel".to_owned(), 1);
    assert_eq!(outcome.differences.len(), 1);
    assert!(outcome.differences[0].contains("under candour.events.panel.1.agency"));
}
