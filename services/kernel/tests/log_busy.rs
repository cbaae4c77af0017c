//! A log that has more to write than it can.
//!
//! On its own, since it holds up every database of its process.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::{sync::Arc, time::Duration};

use kernel::log::{AppendError, EventLog, SledLog, SledOptions};

use crate::support::{append, everything, stream};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_queue_that_stays_full_is_said_to_be_busy() {
    let place = tempfile::tempdir().unwrap();
    let options = SledOptions { queue: 1, group_events: 1, ..SledOptions::default() };
    let log = Arc::new(SledLog::open(place.path(), options).unwrap());

    // sled has one lock for all batches of a process, and a transaction
    // holds it: no append of any log gets on while this one waits.
    let elsewhere = tempfile::tempdir().unwrap();
    let other = sled::open(elsewhere.path()).unwrap();
    let (holding, held) = std::sync::mpsc::channel();
    let (release, released) = std::sync::mpsc::channel();
    let released = std::sync::Mutex::new(released);
    let holder = std::thread::spawn(move || {
        let waited: sled::transaction::TransactionResult<(), ()> = other.transaction(|_| {
            holding.send(()).unwrap();
            released.lock().unwrap().recv().unwrap();
            Ok(())
        });
        waited.unwrap();
    });
    held.recv().unwrap();
    let waiting: Vec<_> = (0..8)
        .map(|number| {
            let log = Arc::clone(&log);
            let name = format!("{number}");
            tokio::spawn(async move { log.append(append(&stream(&name), 0, 1, &name)).await })
        })
        .collect();
    tokio::time::sleep(kernel::log::QUEUE_PATIENCE + Duration::from_millis(500)).await;
    release.send(()).unwrap();
    holder.join().unwrap();
    let mut busy = 0;
    for append in waiting {
        match append.await.unwrap() {
            Ok(_) => {}
            Err(AppendError::Busy) => busy += 1,
            Err(error) => panic!("{error}"),
        }
    }
    assert!(busy >= 4, "{busy}");
    assert_eq!(everything(&*log).await.len(), 8 - busy);
}
