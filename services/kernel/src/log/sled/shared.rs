//! An open database: what readers and the committer have in common.

use std::{
    collections::{HashSet, VecDeque},
    fs::File,
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use proto::ids::StreamId;
use tlog_tiles::Hash;
use tokio::sync::watch;

use super::{
    SledOptions,
    folder::{self, Folder},
    keys::{self, Answer},
};
use crate::{
    log::{OpenError, ReadError, Record},
    patience::{is_locked, patiently},
};

/// How much of its log sled writes as one, in bytes.
///
/// After loss of power sled finds out that the last segments are torn by looking at
/// those alone that it had not yet written when it began the newest one. What it wrote
/// need not have survived unless it was synced: with more than a segment written since
/// the last sync, one in the middle can be lost unnoticed, and the database does not
/// open. So all that can be written between two syncs has to fit into one.
pub const SEGMENT: usize = 16 * 1024 * 1024;

/// The database, and how far it can be relied on.
pub struct Shared {
    pub db: sled::Db,
    pub log: sled::Tree,
    pub cursors: sled::Tree,
    pub head: watch::Sender<u64>,
    poisoned: AtomicBool,
    /// Requests that are in the database but not yet sure to survive.
    unsynced: Mutex<HashSet<[u8; 32]>>,
    /// The hashes of the newest events.
    fresh: Mutex<Fresh>,
    // Let go of last.
    folder: Folder,
}

impl Shared {
    pub fn open(
        path: &Path,
        folder: Folder,
        options: SledOptions,
    ) -> Result<(Self, File), OpenError> {
        let failed = |error| match error {
            sled::Error::Io(_) => OpenError::Storage { folder: path.to_owned(), source: error },
            _ => folder.damaged(error),
        };
        // `flush_every_ms` stays as it is: without it sled collects no garbage.
        let config = sled::Config::new()
            .path(path)
            .cache_capacity(options.cache_bytes)
            .segment_size(SEGMENT);
        let db = patiently(|| config.open(), is_locked).map_err(|error| {
            if is_locked(&error) { OpenError::InUse(path.to_owned()) } else { failed(error) }
        })?;
        let log = db.open_tree("log").map_err(failed)?;
        let cursors = db.open_tree("cursors").map_err(failed)?;
        // After a crash there may be records that were written but never synced.
        // They are about to be shown, so they have to be there for good.
        let file = File::open(folder.database())
            .and_then(|file| file.sync_data().map(|()| file))
            .map_err(|source| OpenError::Folder { folder: path.to_owned(), source })?;

        if folder.new {
            let number = &folder::FORMAT.to_be_bytes();
            log.insert(keys::FORMAT, number).and_then(|_| db.flush()).map_err(failed)?;
            // Before it is said that the log is there, it has to be there.
            file.sync_data()
                .map_err(|source| OpenError::Folder { folder: path.to_owned(), source })?;
            folder.created()?;
        }
        let format = log.get(keys::FORMAT).map_err(failed)?;
        let format = format.as_deref().and_then(|bytes| bytes.try_into().ok());
        match format.map(u32::from_be_bytes) {
            Some(folder::FORMAT) => {}
            Some(found) => return Err(folder.other(found)),
            _ => return Err(folder.damaged("the database holds no log")),
        }

        let last = log.range(keys::records(0, u64::MAX)).next_back().transpose().map_err(failed)?;
        let head = match last {
            Some((key, _)) => {
                keys::position(&key).ok_or_else(|| folder.damaged("a position cannot be read"))?
            }
            None => 0,
        };
        let shared = Self {
            db,
            log,
            cursors,
            head: watch::Sender::new(head),
            poisoned: AtomicBool::new(false),
            unsynced: Mutex::default(),
            fresh: Mutex::default(),
            folder,
        };
        Ok((shared, file))
    }

    pub fn refuses_writes(&self) -> bool {
        self.poisoned.load(Ordering::Acquire)
    }

    pub fn poison(&self, failure: &(dyn std::error::Error + 'static)) {
        self.poisoned.store(true, Ordering::Release);
        let folder = self.folder.path().display();
        tracing::error!(error = failure, %folder, "the log refuses writes from now on");
    }

    pub fn unsynced(&self) -> MutexGuard<'_, HashSet<[u8; 32]>> {
        lock(&self.unsynced)
    }

    pub fn fresh(&self) -> MutexGuard<'_, Fresh> {
        lock(&self.fresh)
    }

    pub fn stored_answer(&self, request: &[u8; 32]) -> Result<Option<Answer>, sled::Error> {
        let Some(bytes) = self.log.get(keys::request(request))? else { return Ok(None) };
        let answer = Answer::from_bytes(&bytes);
        answer.map(Some).ok_or_else(unreadable)
    }

    /// Up to `limit` of a stream's records, and whether there may be more.
    pub fn read(
        &self,
        stream: &StreamId,
        after: u64,
        limit: usize,
    ) -> Result<(Vec<Record>, bool), ReadError> {
        let head = *self.head.borrow();
        let mut records = Vec::new();
        let Some(first) = after.checked_add(1) else { return Ok((records, false)) };
        for entry in self.log.range(keys::versions(stream, first)) {
            let (_, value) = entry.map_err(ReadError::Storage)?;
            let position =
                keys::number(&value).ok_or_else(unreadable).map_err(ReadError::Storage)?;
            if position > head {
                break;
            }
            if records.len() == limit {
                return Ok((records, true));
            }
            let record = self.found(position, position, 1)?.pop();
            records.push(record.ok_or(ReadError::Missing(position))?);
        }
        Ok((records, false))
    }

    pub fn read_all(&self, from: u64, limit: usize) -> Result<Vec<Record>, ReadError> {
        let head = *self.head.borrow();
        let from = from.max(1);
        let Some(more) = limit.checked_sub(1) else { return Ok(Vec::new()) };
        let to = from.saturating_add(u64::try_from(more).unwrap_or(u64::MAX)).min(head);
        if from > to {
            return Ok(Vec::new());
        }
        let records = self.found(from, to, limit)?;
        // A gap would make a reader skip an event for good.
        let mut found = records.iter().map(|record| record.position);
        match (from..=to).find(|wanted| found.next() != Some(*wanted)) {
            Some(missing) => Err(ReadError::Missing(missing)),
            None => Ok(records),
        }
    }

    /// Where the index of streams says that an event is.
    pub fn indexed(&self, stream: &StreamId, version: u64) -> Result<Option<u64>, ReadError> {
        let found = self.log.get(keys::version(stream, version)).map_err(ReadError::Storage)?;
        Ok(found.and_then(|bytes| keys::number(&bytes)))
    }

    /// How many events the index of streams has.
    pub fn count_indexed(&self) -> Result<u64, ReadError> {
        let entries = self.log.scan_prefix(keys::INDEX);
        entries.map(|entry| entry.map(|_| 1).map_err(ReadError::Storage)).sum()
    }

    /// Up to `limit` of the records that are there from one position to another.
    pub fn found(&self, from: u64, to: u64, limit: usize) -> Result<Vec<Record>, ReadError> {
        let mut records: Vec<(u64, Vec<u8>)> = Vec::new();
        for entry in self.log.range(keys::records(from, to)) {
            let (key, chunk) = entry.map_err(ReadError::Storage)?;
            let position =
                keys::position(&key).ok_or_else(unreadable).map_err(ReadError::Storage)?;
            let full = records.len() == limit;
            match records.last_mut() {
                Some((last, bytes)) if *last == position => bytes.extend_from_slice(&chunk),
                _ if full => break,
                _ => records.push((position, chunk.to_vec())),
            }
        }
        let record = |(position, bytes): (u64, Vec<u8>)| Record { position, bytes: bytes.into() };
        Ok(records.into_iter().map(record).collect())
    }
}

/// The hashes of the newest events, as they were when they were written: whoever keeps
/// the tree over the log need not read them again.
#[derive(Debug, Default)]
pub struct Fresh {
    /// The position of the last.
    last: u64,
    hashes: VecDeque<Hash>,
}

impl Fresh {
    /// How many are kept for whoever comes late.
    const MOST: usize = 64 * 1024;

    /// Adds those of a group whose last event is at a position.
    pub fn add(&mut self, last: u64, hashes: Vec<Hash>) {
        self.last = last;
        self.hashes.extend(hashes);
        let over = self.hashes.len().saturating_sub(Self::MOST);
        self.hashes.drain(..over);
    }

    /// Takes those from a position on; none if that one is no longer there.
    pub fn take(&mut self, from: u64) -> Vec<Hash> {
        let kept = u64::try_from(self.hashes.len()).unwrap_or(u64::MAX);
        let before = from.checked_sub((self.last - kept.min(self.last)).saturating_add(1));
        let Some(before) = before.and_then(|before| usize::try_from(before).ok()) else {
            return Vec::new();
        };
        if before >= self.hashes.len() {
            return Vec::new();
        }
        let taken = self.hashes.split_off(before).into();
        self.hashes.clear();
        taken
    }
}

/// Locks a mutex under which nothing can panic half-way.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn unreadable() -> sled::Error {
    sled::Error::Corruption { at: None, bt: () }
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn hash(position: u64) -> Hash {
        Hash([position as u8; 32])
    }

    proptest! {
        /// Whatever is added and taken, what is taken is what was added from there on.
        #[test]
        fn fresh_hashes_are_those_of_their_positions(
            steps in prop::collection::vec((0_u64..6, 0_u64..30), 0..20),
        ) {
            let (mut fresh, mut last, mut taken_to) = (Fresh::default(), 0, 0);
            for (more, from) in steps {
                fresh.add(last + more, (last + 1..=last + more).map(hash).collect());
                last += more;
                let taken = fresh.take(from);
                let complete = from > taken_to && from <= last;
                prop_assert_eq!(!taken.is_empty(), complete, "{} of {}", from, last);
                if complete {
                    prop_assert_eq!(taken, (from..=last).map(hash).collect::<Vec<_>>());
                    taken_to = last;
                }
            }
        }
    }

    #[test]
    fn no_more_are_kept_than_have_room() {
        let mut fresh = Fresh::default();
        let last = Fresh::MOST as u64 + 10;
        fresh.add(last, (1..=last).map(hash).collect());
        assert!(fresh.take(10).is_empty(), "it is no longer there");
        assert_eq!(fresh.take(11).len(), Fresh::MOST);
    }
}
