//! What every engine of the log has to do, and what the sled engine promises
//! about its folder besides.

// Long because every engine passes this one suite, and half a suite proves nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout
)]

mod support;

use std::{path::Path, sync::Arc};

use kernel::log::{AppendError, Appended, EventLog, MAX_APPEND_EVENTS, SledLog, SledOptions};
use proptest::prelude::*;
use proto::{envelope::MAX_RECORD, ids::StreamId};

use crate::support::{append, append_sized, everything, request, stream};

/// An engine that can be closed and opened again on what it has stored.
trait Engine {
    type Log: EventLog;
    fn open(place: &Path) -> Self::Log;
    fn close(log: Self::Log) -> impl Future<Output = ()> + Send;
}

struct Sled;

impl Engine for Sled {
    type Log = SledLog;

    fn open(place: &Path) -> SledLog {
        SledLog::open(place, SledOptions::default()).unwrap()
    }

    async fn close(log: SledLog) {
        log.close().await;
    }
}

macro_rules! conformance {
    ($($name:ident)*) => {
        mod sled_engine {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let place = tempfile::tempdir().unwrap();
                    super::$name::<super::Sled>(place.path()).await;
                }
            )*
        }
    };
}

conformance! {
    positions_have_no_gap_under_64_writers
    an_append_that_expects_another_version_stores_nothing
    the_same_request_is_answered_the_same_twice
    the_same_request_made_many_times_at_once_is_stored_once
    a_request_id_with_another_body_is_refused
    an_append_without_events_is_remembered
    of_an_append_all_events_are_stored_or_none
    a_stream_and_the_whole_log_tell_the_same
    a_record_that_is_too_large_stores_nothing
    an_append_that_is_too_much_stores_nothing
    the_largest_records_read_back_as_they_were
    a_long_history_is_read_whole
    everything_is_there_after_closing_and_opening_again
    the_head_grows_by_what_is_stored
    what_was_acknowledged_can_be_read_at_once
}

/// Appends, and decides anew when somebody else was faster.
async fn insist(log: &impl EventLog, stream: &StreamId, count: usize, name: &str) -> Appended {
    let mut expected = 0;
    loop {
        match log.append(append(stream, expected, count, name)).await {
            Ok(appended) => return appended,
            Err(AppendError::Conflict { actual, .. }) => expected = actual,
            Err(error) => panic!("{error}"),
        }
    }
}

async fn positions_have_no_gap_under_64_writers<E: Engine>(place: &Path) {
    let log = Arc::new(E::open(place));
    let writers: Vec<_> = (0..64)
        .map(|writer| {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                // Eight writers share a stream and get in each other's way.
                let stream = stream(&format!("{}", writer % 8));
                for number in 0..10 {
                    insist(&*log, &stream, 1 + number % 3, &format!("{writer}-{number}")).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    let expected: usize = 64 * (0..10).map(|number| 1 + number % 3).sum::<usize>();
    assert_eq!(everything(&*log).await.len(), expected);
}

async fn an_append_that_expects_another_version_stores_nothing<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    log.append(append(&person, 0, 2, "first")).await.unwrap();
    for expected in [0, 1, 3, u64::MAX] {
        let refused = log.append(append(&person, expected, 1, "late")).await;
        let Err(AppendError::Conflict { stream, expected: said, actual }) = refused else {
            panic!("{refused:?}");
        };
        assert_eq!((stream, said, actual), (person.clone(), expected, 2));
    }
    assert_eq!(everything(&log).await.len(), 2);
    assert_eq!(log.answered(&request("late")).await.unwrap(), None);
    // A refusal is not remembered: the same request may succeed later.
    let appended = log.append(append(&person, 2, 1, "late")).await.unwrap();
    assert_eq!((appended.version, appended.repeated), (3, false));
}

async fn the_same_request_is_answered_the_same_twice<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    let first = log.append(append(&person, 0, 2, "first")).await.unwrap();
    log.append(append(&person, 2, 1, "second")).await.unwrap();
    let again = Appended { repeated: true, ..first };
    assert_eq!(log.append(append(&person, 0, 2, "first")).await.unwrap(), again);
    assert_eq!(log.answered(&request("first")).await.unwrap(), Some(again.clone()));
    assert_eq!(everything(&log).await.len(), 3);

    E::close(log).await;
    let log = E::open(place);
    assert_eq!(log.answered(&request("first")).await.unwrap(), Some(again.clone()));
    assert_eq!(log.append(append(&person, 0, 2, "first")).await.unwrap(), again);
    assert_eq!(everything(&log).await.len(), 3);
}

async fn the_same_request_made_many_times_at_once_is_stored_once<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    let answers =
        futures::future::join_all((0..32).map(|_| log.append(append(&person, 0, 2, "once")))).await;
    let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!(answers.iter().filter(|a| !a.repeated).count(), 1);
    let first = Appended { repeated: true, ..answers[0].clone() };
    assert!(answers.iter().all(|a| Appended { repeated: true, ..a.clone() } == first));
    assert_eq!(everything(&log).await.len(), 2);
}

async fn a_request_id_with_another_body_is_refused<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    let mut other = append(&person, 0, 1, "said");
    other.request.body = [7; 32];
    // Both in flight, so that the two may meet in one group.
    let (first, second) =
        tokio::join!(log.append(append(&person, 0, 1, "said")), log.append(other.clone()));
    assert!(first.is_ok());
    assert!(matches!(second, Err(AppendError::RequestReused)));
    let refused = log.append(other.clone()).await;
    assert!(matches!(refused, Err(AppendError::RequestReused)));
    let refused = log.answered(&other.request).await;
    assert!(matches!(refused, Err(AppendError::RequestReused)));
    assert_eq!(everything(&log).await.len(), 1);
}

async fn an_append_without_events_is_remembered<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    log.append(append(&person, 0, 2, "two")).await.unwrap();
    let nothing = log.append(append(&person, 2, 0, "nothing")).await.unwrap();
    assert_eq!((nothing.version, nothing.position, nothing.events), (2, 2, 0));
    let conflict = log.append(append(&person, 1, 0, "stale")).await;
    assert!(matches!(conflict, Err(AppendError::Conflict { .. })));
    log.append(append(&person, 2, 1, "three")).await.unwrap();
    let again = Appended { repeated: true, ..nothing };
    assert_eq!(log.append(append(&person, 2, 0, "nothing")).await.unwrap(), again);
    E::close(log).await;
    let log = E::open(place);
    assert_eq!(log.answered(&request("nothing")).await.unwrap(), Some(again));
    assert_eq!(everything(&log).await.len(), 3);
}

async fn of_an_append_all_events_are_stored_or_none<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    let appended = log.append(append(&person, 0, 5, "five")).await.unwrap();
    assert_eq!((appended.version, appended.position, appended.events), (5, 5, 5));
    let sizes = [10, 10, MAX_RECORD, 10];
    let refused = log.append(append_sized(&person, 5, &sizes, "four")).await;
    assert!(matches!(refused, Err(AppendError::TooLarge { .. })));
    let stale = log.append(append(&person, 4, 3, "stale")).await;
    assert!(matches!(stale, Err(AppendError::Conflict { .. })));
    assert_eq!(everything(&log).await.len(), 5);
}

async fn a_stream_and_the_whole_log_tell_the_same<E: Engine>(place: &Path) {
    let log = E::open(place);
    let (one, other) = (stream("one"), stream("other"));
    for number in 0..20 {
        let stream = if number % 3 == 0 { &one } else { &other };
        insist(&log, stream, 1, &format!("{number}")).await;
    }
    // This checks each stream against the whole.
    let whole: Vec<_> = everything(&log).await.into_iter().map(|(record, _)| record).collect();
    assert_eq!(log.read(&one, 5).await.unwrap().len(), 2);
    assert_eq!(log.read(&one, u64::MAX).await.unwrap(), []);
    assert_eq!(log.read(&stream("unknown"), 0).await.unwrap(), []);
    assert_eq!(log.read_all(0, 3).await.unwrap(), whole[..3]);
    assert_eq!(log.read_all(7, 4).await.unwrap(), whole[6..10]);
    assert_eq!(log.read_all(19, 500).await.unwrap(), whole[18..]);
    assert_eq!(log.read_all(21, 10).await.unwrap(), []);
    assert_eq!(log.read_all(1, 0).await.unwrap(), []);
    assert_eq!(log.read_all(u64::MAX, usize::MAX).await.unwrap(), []);
}

async fn a_record_that_is_too_large_stores_nothing<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    let refused = log.append(append_sized(&person, 0, &[MAX_RECORD], "large")).await;
    let Err(AppendError::TooLarge { size, limit }) = refused else { panic!("{refused:?}") };
    assert!(size > limit && limit == MAX_RECORD);
    assert_eq!(*log.head().borrow(), 0);
    assert_eq!(log.answered(&request("large")).await.unwrap(), None);
    assert_eq!(log.read(&person, 0).await.unwrap(), []);
    // It does not stand in the way of the next one.
    log.append(append(&person, 0, 1, "small")).await.unwrap();
    assert_eq!(everything(&log).await.len(), 1);
}

async fn an_append_that_is_too_much_stores_nothing<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    for sizes in [vec![60_000; 7], vec![1; MAX_APPEND_EVENTS + 1]] {
        let refused = log.append(append_sized(&person, 0, &sizes, "much")).await;
        assert!(matches!(refused, Err(AppendError::TooMuch { .. })), "{refused:?}");
    }
    assert_eq!(log.read_all(1, 10).await.unwrap(), []);
    let sizes = vec![60_000; 6];
    log.append(append_sized(&person, 0, &sizes, "enough")).await.unwrap();
    assert_eq!(everything(&log).await.len(), 6);
}

async fn the_largest_records_read_back_as_they_were<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    // The fields around the letters have the same length for small numbers.
    log.append(append_sized(&person, 0, &[10], "0")).await.unwrap();
    let around = log.read_all(1, 1).await.unwrap()[0].bytes.len() - 10;
    for size in [4_095, 4_096, 4_097, 8_192, 8_193, MAX_RECORD] {
        let version = *log.head().borrow();
        let name = format!("{version}");
        let wanted = append_sized(&person, version, &[size - around], &name);
        let bytes = wanted.drafts[0].finish(version + 1, version + 1);
        assert_eq!(bytes.len(), size);
        log.append(wanted).await.unwrap();
        assert_eq!(log.read(&person, version).await.unwrap()[0].bytes, bytes);
    }
    let over = append_sized(&person, 7, &[MAX_RECORD + 1 - around], "7");
    let refused = log.append(over).await;
    assert!(matches!(refused, Err(AppendError::TooLarge { size, .. }) if size == MAX_RECORD + 1));
    everything(&log).await;
}

async fn a_long_history_is_read_whole<E: Engine>(place: &Path) {
    let log = E::open(place);
    let person = stream("person");
    for number in 0..3 {
        let version = *log.head().borrow();
        let name = format!("{number}");
        log.append(append_sized(&person, version, &[1; 300], &name)).await.unwrap();
    }
    assert_eq!(everything(&log).await.len(), 900);
    assert_eq!(log.read(&person, 100).await.unwrap().len(), 800);
}

async fn everything_is_there_after_closing_and_opening_again<E: Engine>(place: &Path) {
    let mut before = Vec::new();
    for round in 0..4 {
        let log = E::open(place);
        assert_eq!(everything(&log).await, before);
        for number in 0..25 {
            let stream = stream(&format!("{}", number % 4));
            insist(&log, &stream, number % 3, &format!("{round}-{number}")).await;
        }
        before = everything(&log).await;
        E::close(log).await;
    }
}

async fn the_head_grows_by_what_is_stored<E: Engine>(place: &Path) {
    let log = E::open(place);
    let mut head = log.head();
    assert_eq!(*head.borrow_and_update(), 0);
    let person = stream("person");
    log.append(append(&person, 0, 3, "three")).await.unwrap();
    assert!(head.has_changed().unwrap());
    assert_eq!(*head.borrow_and_update(), 3);
    log.append(append(&person, 3, 0, "nothing")).await.unwrap();
    let _ = log.append(append(&person, 0, 1, "stale")).await;
    assert!(!head.has_changed().unwrap());
    log.append(append(&person, 3, 1, "one")).await.unwrap();
    assert_eq!(*head.borrow_and_update(), 4);
    drop(head);
    E::close(log).await;
    assert_eq!(*E::open(place).head().borrow(), 4);
}

async fn what_was_acknowledged_can_be_read_at_once<E: Engine>(place: &Path) {
    let log = Arc::new(E::open(place));
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let log = Arc::clone(&log);
            tokio::spawn(async move {
                let stream = stream(&format!("{writer}"));
                for number in 0..10 {
                    let name = format!("{writer}-{number}");
                    let Appended { position, .. } =
                        log.append(append(&stream, number, 1, &name)).await.unwrap();
                    assert!(*log.head().borrow() >= position);
                    assert_eq!(log.read_all(position, 1).await.unwrap().len(), 1);
                    assert_eq!(log.read(&stream, number).await.unwrap().len(), 1);
                    assert!(log.answered(&request(&name)).await.unwrap().is_some());
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_keeps_positions_and_versions_without_a_gap(
        // Of each writer: the streams that it adds to, and how many events.
        plans in prop::collection::vec(
            prop::collection::vec((0..4_u8, 0..4_usize, 0..6_u64), 1..8),
            1..12,
        ),
        group_events in 1..20_usize,
        queue in 1..8_usize,
    ) {
        let expected: usize = plans.iter().flatten().map(|(_, count, _)| count).sum();
        let place = tempfile::tempdir().unwrap();
        let options = SledOptions { group_events, queue, ..SledOptions::default() };
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let stored = runtime.block_on(async {
            let log = Arc::new(SledLog::open(place.path(), options).unwrap());
            let writers = plans.into_iter().enumerate().map(|(writer, plan)| {
                let log = Arc::clone(&log);
                tokio::spawn(async move {
                    for (number, (to, count, pause)) in plan.into_iter().enumerate() {
                        tokio::time::sleep(std::time::Duration::from_micros(pause * 100)).await;
                        let name = format!("{writer}-{number}");
                        insist(&*log, &stream(&format!("{to}")), count, &name).await;
                    }
                })
            });
            for writer in writers.collect::<Vec<_>>() {
                writer.await.unwrap();
            }
            let stored = everything(&*log).await;
            log.close().await;
            stored
        });
        prop_assert_eq!(stored.len(), expected);
    }
}

/// What the sled engine promises about its folder, its process and its disk.
mod sled_only {
    use std::{fs, path::PathBuf, time::Duration};

    use kernel::log::{CursorError, OpenError};

    use super::*;
    use crate::support::{WRITERS, Writing, tell, times, verify};

    fn open(place: &Path) -> Result<SledLog, OpenError> {
        SledLog::open(place, SledOptions::default())
    }

    async fn filled() -> tempfile::TempDir {
        let place = tempfile::tempdir().unwrap();
        let log = open(place.path()).unwrap();
        for number in 0..200 {
            let name = format!("{number}");
            log.append(append(&stream(&name), 0, 1, &name)).await.unwrap();
        }
        log.close().await;
        place
    }

    #[tokio::test]
    async fn a_folder_that_is_open_is_refused() {
        let place = tempfile::tempdir().unwrap();
        let log = open(place.path()).unwrap();
        let refused = open(place.path());
        assert!(matches!(refused, Err(OpenError::InUse(folder)) if folder == place.path()));
        drop(log);
        assert!(open(place.path()).is_ok());
    }

    /// sled opens a database only with segments of the size that it was made with.
    fn opened_by_another(folder: &Path) -> sled::Db {
        sled::Config::new().path(folder).segment_size(16 << 20).open().unwrap()
    }

    #[tokio::test]
    async fn a_database_that_another_program_has_open_is_refused() {
        let place = filled().await;
        let other = opened_by_another(place.path());
        assert!(matches!(open(place.path()), Err(OpenError::InUse(_))));
        drop(other);
        assert!(open(place.path()).is_ok());
    }

    #[tokio::test]
    async fn another_format_is_refused_and_left_as_it_is() {
        for found in [1, 3] {
            let place = filled().await;
            fs::write(place.path().join("format"), format!("{found}\n")).unwrap();
            let before = fs::read(place.path().join("db")).unwrap();
            let told = match open(place.path()) {
                Err(OpenError::OlderFormat { found, known: 2, .. }) if found < 2 => found,
                Err(OpenError::NewerFormat { found, known: 2, .. }) if found > 2 => found,
                other => panic!("{:?}", other.map(|_| ())),
            };
            assert_eq!(told, found);
            assert_eq!(fs::read(place.path().join("db")).unwrap(), before);
        }
    }

    #[tokio::test]
    async fn a_newer_format_in_the_database_alone_is_refused() {
        let place = filled().await;
        {
            let db = opened_by_another(place.path());
            db.open_tree("log").unwrap().insert(b"f", &9_u32.to_be_bytes()).unwrap();
        }
        let refused = open(place.path());
        assert!(matches!(refused, Err(OpenError::NewerFormat { found: 9, .. })));
    }

    #[tokio::test]
    async fn garbage_is_refused_without_a_panic() {
        let noise: Vec<u8> =
            (0..2_000_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let garble: [(&str, &dyn Fn(PathBuf)); 7] = [
            ("db", &|path| fs::write(path, &noise).unwrap()),
            ("db", &|path| fs::write(path, vec![0; 600_000]).unwrap()),
            ("db", &|path| fs::write(path, b"garbage").unwrap()),
            ("db", &|path| fs::remove_file(path).unwrap()),
            ("conf", &|path| fs::write(path, &noise[..200]).unwrap()),
            ("format", &|path| fs::write(path, &noise[..20]).unwrap()),
            ("format", &|path| fs::remove_file(path).unwrap()),
        ];
        for (number, (file, garble)) in garble.into_iter().enumerate() {
            let place = filled().await;
            garble(place.path().join(file));
            let refused = open(place.path()).map(|_| ());
            assert!(
                matches!(refused, Err(OpenError::Damaged { .. })),
                "case {number}, {file}: {refused:?}"
            );
        }
    }

    #[test]
    fn a_folder_of_foreign_files_is_refused() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("db"), b"something else").unwrap();
        assert!(matches!(open(place.path()), Err(OpenError::Damaged { .. })));
        assert_eq!(fs::read(place.path().join("db")).unwrap(), b"something else");

        let place = tempfile::tempdir().unwrap();
        fs::create_dir(place.path().join("blobs")).unwrap();
        fs::write(place.path().join("blobs/photograph"), b"something dear").unwrap();
        assert!(matches!(open(place.path()), Err(OpenError::Damaged { .. })));
        assert!(place.path().join("blobs/photograph").exists());
    }

    #[test]
    fn a_file_in_place_of_the_folder_is_refused() {
        let place = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(open(place.path()), Err(OpenError::Folder { .. })));
    }

    #[tokio::test]
    async fn a_creation_that_was_cut_short_starts_anew() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("format"), "2 being created\n").unwrap();
        fs::write(place.path().join("db"), vec![255; 700_000]).unwrap();
        fs::write(place.path().join("conf"), b"half").unwrap();
        let log = open(place.path()).unwrap();
        log.append(append(&stream("person"), 0, 1, "first")).await.unwrap();
        log.close().await;
        drop(log);
        assert_eq!(everything(&open(place.path()).unwrap()).await.len(), 1);
    }

    #[tokio::test]
    async fn nothing_is_stored_outside_the_file_that_is_synced() {
        let place = tempfile::tempdir().unwrap();
        let log = open(place.path()).unwrap();
        for number in 0..100 {
            let stream = stream(&format!("{}", number % 3));
            let expected = number / 3;
            let name = format!("{number}");
            log.append(append_sized(&stream, expected, &[60_000], &name)).await.unwrap();
        }
        log.set_cursor("relay", &[1; 4096]).unwrap();
        let too_large = log.set_cursor("relay", &[1; 4097]);
        assert!(matches!(too_large, Err(CursorError::TooLarge { .. })));
        log.close().await;
        drop(log);
        let log = open(place.path()).unwrap();
        everything(&log).await;
        assert!(log.size_on_disk().unwrap() > 6_000_000);
        assert_eq!(fs::read_dir(place.path().join("blobs")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_closed_log_takes_no_appends_and_can_be_read() {
        let place = tempfile::tempdir().unwrap();
        let log = Arc::new(open(place.path()).unwrap());
        let person = stream("person");
        let waiting: Vec<_> = (0..100)
            .map(|number| {
                let log = Arc::clone(&log);
                let name = format!("{number}");
                tokio::spawn(async move { log.append(append(&stream(&name), 0, 1, &name)).await })
            })
            .collect();
        tokio::task::yield_now().await;
        tokio::join!(log.close(), log.close());
        let mut stored = 0;
        for append in waiting {
            match append.await.unwrap() {
                Ok(_) => stored += 1,
                Err(error) => assert!(matches!(error, AppendError::Closed)),
            }
        }
        let refused = log.append(append(&person, 0, 1, "late")).await;
        assert!(matches!(refused, Err(AppendError::Closed)));
        assert!(!log.refuses_writes());
        assert_eq!(everything(&*log).await.len(), stored);
    }

    #[tokio::test]
    async fn a_log_that_is_dropped_lets_go_of_its_folder() {
        let place = tempfile::tempdir().unwrap();
        for number in 0..5 {
            let log = open(place.path()).unwrap();
            let name = format!("{number}");
            log.append(append(&stream("person"), number, 1, &name)).await.unwrap();
        }
        assert_eq!(everything(&open(place.path()).unwrap()).await.len(), 5);
    }

    #[tokio::test]
    async fn a_cursor_is_there_after_closing() {
        let place = tempfile::tempdir().unwrap();
        let log = open(place.path()).unwrap();
        assert_eq!(log.cursor("relay").unwrap(), None);
        log.set_cursor("relay", b"12").unwrap();
        log.set_cursor("relay", b"13").unwrap();
        assert_eq!(log.cursor("relay").unwrap().as_deref(), Some(&b"13"[..]));
        log.close().await;
        drop(log);
        let log = open(place.path()).unwrap();
        assert_eq!(log.cursor("relay").unwrap().as_deref(), Some(&b"13"[..]));
        assert_eq!(log.cursor("other").unwrap(), None);
        assert_eq!(everything(&log).await.len(), 0);
    }

    #[test]
    #[ignore = "the child process of other tests"]
    fn child() {
        support::write_until_stopped();
    }

    const CHILD: &str = "sled_only::child";

    #[tokio::test]
    async fn what_was_acknowledged_survives_kill_9() {
        let mut place = tempfile::tempdir().unwrap();
        let (mut acks, mut before) = (Vec::new(), 0);
        let kills = times("CANDOUR_KILLS", 5, 60);
        for run in 0..kills {
            // Checking a log takes longer the longer it is.
            if run > 0 && run % 5 == 0 {
                place = tempfile::tempdir().unwrap();
                before += std::mem::take(&mut acks).len();
            }
            let mut child = Writing::start(CHILD, place.path(), run, "");
            child.wait_for_acks();
            std::thread::sleep(Duration::from_millis(rand::random_range(0..1_500)));
            child.kill();
            acks.extend(child.acks());
            let log = open(place.path()).unwrap();
            verify(&log, &acks).await;
            log.close().await;
        }
        let acks = before + acks.len();
        tell(&format!("kill -9: {kills} kills, {acks} acknowledged appends, all there"));
    }

    /// The child may write files of up to about 4 MiB, as if the disk were full.
    #[tokio::test]
    async fn a_failed_write_ends_all_writing_and_loses_nothing() {
        let place = tempfile::tempdir().unwrap();
        let limit = "trap '' XFSZ; ulimit -f 8192";
        let mut child = Writing::start(CHILD, place.path(), 0, limit);
        assert!(child.ends(Duration::from_secs(90)), "the child ends well");
        assert!(child.has_said("STOPPED"));
        // sled may have been stopped half-way through splitting a node, and
        // then fails whoever reads that node until the log is opened anew: how
        // many that are depends on how high the node stands.
        let (read, failed) = child.reads().unwrap();
        tell(&format!("full disk: {read} reads worked afterwards, {failed} failed"));
        assert!(failed <= read, "{failed} of {} reads failed", read + failed);
        let acks = child.acks();
        assert!(acks.len() > WRITERS);

        // With room again, the log opens and takes writes.
        let log = open(place.path()).unwrap();
        assert!(!log.refuses_writes());
        verify(&log, &acks).await;
        log.append(append(&stream("more"), 0, 1, "more-1")).await.unwrap();
        verify(&log, &acks).await;
    }
}
