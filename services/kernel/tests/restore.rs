//! A log whose events are put back is the log that it was.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::path::Path;

use kernel::log::{EventLog as _, Record, Restore, RestoreError, SledLog, SledOptions};
use support::{append, append_sized, everything, stream};

const EVENTS: u64 = 300;

/// Stores events of a few streams, some in several chunks; gives back what is stored.
async fn fill(folder: &Path) -> Vec<Record> {
    let log = SledLog::open(folder, SledOptions::default()).unwrap();
    for number in 0..EVENTS {
        let letters = [if number % 13 == 0 { 20_000 } else { 20 }];
        let stream = stream(&format!("person {}", number % 7));
        log.append(append_sized(&stream, number / 7, &letters, &format!("event {number}")))
            .await
            .unwrap();
    }
    let records = log.read_all(1, usize::MAX).await.unwrap();
    log.close().await;
    records
}

fn put_back(folder: &Path, records: &[Record]) -> Result<(), RestoreError> {
    let mut log = Restore::open(folder).unwrap();
    for record in records {
        log.put(record)?;
    }
    log.finish()
}

#[tokio::test]
async fn a_log_that_was_lost_comes_back_as_it_was_and_goes_on() {
    let place = tempfile::tempdir().unwrap();
    let records = fill(&place.path().join("was")).await;
    // Some at first, as an older copy has them, and the rest later.
    let folder = place.path().join("is");
    put_back(&folder, &records[..120]).unwrap();
    let mut log = Restore::open(&folder).unwrap();
    assert_eq!(log.last(), 120);
    assert!(log.has(&records[119]).unwrap() && !log.has(&records[120]).unwrap());
    drop(log);
    put_back(&folder, &records[120..]).unwrap();

    let log = SledLog::open(&folder, SledOptions::default()).unwrap();
    let restored: Vec<Record> = everything(&log).await.into_iter().map(|(r, _)| r).collect();
    assert_eq!(restored, records);
    let more = log.append(append(&stream("person 1"), 43, 1, "one more")).await.unwrap();
    assert_eq!((more.position, more.version), (EVENTS + 1, 44));
    log.close().await;
}

#[tokio::test]
async fn what_does_not_follow_is_not_put_back() {
    let place = tempfile::tempdir().unwrap();
    let records = fill(&place.path().join("was")).await;
    let folder = place.path().join("is");
    let gap = put_back(&folder, &[records[0].clone(), records[2].clone()]);
    assert!(matches!(gap, Err(RestoreError::NotNext { position: 3, last: 1 })), "{gap:?}");
    // An event that says that it is another is none that can be read.
    let mut log = Restore::open(&folder).unwrap();
    let last = log.last();
    let strange = Record { position: last + 1, bytes: records[50].bytes.clone() };
    log.put(&strange).unwrap();
    assert_eq!(log.unreadable(), 1);
    let empty = log.put(&Record { position: last + 2, bytes: Vec::new().into() });
    assert!(matches!(empty, Err(RestoreError::TooLarge(_))), "{empty:?}");
    drop(log);
    // The second of a stream of which there is no first.
    let folder = place.path().join("other");
    let mut second = records[7].clone();
    second.position = 1;
    let text = String::from_utf8(second.bytes.to_vec()).unwrap();
    second.bytes = text.replacen(r#""position":"8""#, r#""position":"1""#, 1).into_bytes().into();
    let second = put_back(&folder, &[second]);
    let expected =
        matches!(second, Err(RestoreError::NotNextOfStream { position: 1, version: 2, last: 0 }));
    assert!(expected, "{second:?}");
}

#[tokio::test]
async fn what_was_not_finished_leaves_a_log_that_can_be_gone_on_with() {
    let place = tempfile::tempdir().unwrap();
    let records = fill(&place.path().join("was")).await;
    let folder = place.path().join("is");
    let mut log = Restore::open(&folder).unwrap();
    for record in &records {
        log.put(record).unwrap();
    }
    // As if the process had ended here.
    drop(log);
    let log = Restore::open(&folder).unwrap();
    let from = usize::try_from(log.last()).unwrap();
    drop(log);
    assert!(from < records.len(), "what waits is not stored");
    put_back(&folder, &records[from..]).unwrap();
    let log = SledLog::open(&folder, SledOptions::default()).unwrap();
    let restored: Vec<Record> = everything(&log).await.into_iter().map(|(r, _)| r).collect();
    assert_eq!(restored, records);
    log.close().await;
}
