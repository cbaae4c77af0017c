//! The thread that makes what was written durable, and answers.
//!
//! It takes every group that was written since it last looked, syncs once for
//! all of them, lets readers see them, and answers in the order of arrival.
//! Meanwhile the next group is being written, so that neither the processor
//! nor the disk waits for the other.

use std::{
    fs::File,
    sync::{Arc, mpsc},
};

use tlog_tiles::Hash;
use tokio::sync::oneshot;

use super::{
    committer::{Failure, guarded},
    shared::Shared,
};
use crate::log::{AppendError, Appended};

/// A caller, and what to tell once it is true.
pub type Told = (oneshot::Sender<Result<Appended, AppendError>>, Result<Appended, AppendError>);

/// What was written together.
#[derive(Default)]
pub struct Written {
    /// The log's last position with it.
    pub position: u64,
    /// The requests that it answers for the first time; none if nothing was written.
    pub requests: Vec<[u8; 32]>,
    /// The keys that it wrote.
    pub keys: Vec<sled::IVec>,
    /// The hashes of its events, the last of which is at `position`.
    pub hashes: Vec<Hash>,
    /// Who waits.
    pub told: Vec<Told>,
}

pub struct Syncer {
    shared: Arc<Shared>,
    /// A handle of our own on sled's file, since sled's `flush` does not wait
    /// for the disk.
    file: File,
}

impl Syncer {
    pub fn new(shared: Arc<Shared>, file: File) -> Self {
        Self { shared, file }
    }

    /// Works until nothing more is written.
    pub fn run(self, written: &mpsc::Receiver<Written>) {
        while let Ok(first) = written.recv() {
            self.answer(std::iter::once(first).chain(written.try_iter()).collect());
        }
        // Cursors are not synced when they are set.
        if !self.shared.refuses_writes() {
            self.or_poison(|| self.sync());
        }
    }

    fn answer(&self, groups: Vec<Written>) {
        let new = groups.iter().any(|group| !group.requests.is_empty());
        // What says nothing new may rest on what an earlier group wrote, and
        // that has been synced.
        let durable =
            !self.shared.refuses_writes() && (!new || self.or_poison(|| self.sync()).is_some());
        for Written { position, requests, keys, hashes, told } in groups {
            if durable {
                self.shared.fresh().add(position, hashes);
                // Before any answer, so that a caller can read what it has written.
                self.shared.head.send_if_modified(|head| {
                    let further = position > *head;
                    *head = position.max(*head);
                    further
                });
                let mut unsynced = self.shared.unsynced();
                requests.iter().for_each(|request| _ = unsynced.remove(request));
            }
            for (caller, answer) in told {
                let answer = if durable { answer } else { Err(AppendError::Poisoned) };
                // A caller who gave up no longer listens.
                let _ = caller.send(answer);
            }
            if durable {
                self.come_by(&keys);
            }
        }
    }

    /// Looks up the keys that were written.
    ///
    /// sled leaves a full node as it is until somebody next comes by, and splits
    /// it then, even for a reader. Once writing has failed that reader would
    /// fail, too, so somebody comes by first.
    fn come_by(&self, keys: &[sled::IVec]) {
        let log = &self.shared.log;
        self.or_poison(|| Ok(keys.iter().try_for_each(|k| log.contains_key(k).map(|_| ()))?));
    }

    fn sync(&self) -> Result<(), Failure> {
        self.shared.db.flush()?;
        self.file.sync_data().map_err(Failure::Sync)
    }

    fn or_poison<T>(&self, work: impl FnOnce() -> Result<T, Failure>) -> Option<T> {
        guarded(work).map_err(|failure| self.shared.poison(&failure)).ok()
    }
}
