//! Puts events back into a log that lost them, as another copy has them.
//!
//! Only for a log that no service has open. What requests were answered is in no copy: a
//! request from before that is made again is decided again.

use std::{collections::HashMap, fs::File, io, path::Path};

use proto::{
    envelope::{Envelope, MAX_RECORD},
    ids::StreamId,
};

use super::{
    MAX_GROUP_BYTES, MAX_GROUP_EVENTS, SledOptions, folder::Folder, guarded, keys, opened,
    shared::Shared,
};
use crate::log::{OpenError, ReadError, Record};

/// Why an event was not put back.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The store failed.
    #[error("the event could not be stored")]
    Store(#[from] ::sled::Error),
    /// The disk did not take it.
    #[error("the database file could not be synced")]
    Sync(#[source] io::Error),
    /// It is not the one that comes next.
    #[error("event {position} does not follow event {last}")]
    NotNext {
        /// Its position.
        position: u64,
        /// The last that is there.
        last: u64,
    },
    /// It is not the next of its stream.
    #[error("event {position} is version {version} of its stream, which has {last}")]
    NotNextOfStream {
        /// Its position.
        position: u64,
        /// The version that it says it is.
        version: u64,
        /// The version that its stream has.
        last: u64,
    },
    /// It is larger than the log takes.
    #[error("event {0} is larger than the log takes")]
    TooLarge(u64),
}

/// A log into which events are put back.
pub struct Restore {
    shared: Shared,
    /// A handle of our own, as the syncer has.
    file: File,
    batch: sled::Batch,
    /// What the batch has, in events and bytes.
    waiting: (usize, usize),
    versions: HashMap<StreamId, u64>,
    last: u64,
    unreadable: u64,
}

impl std::fmt::Debug for Restore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Restore")
    }
}

impl Restore {
    /// Opens the log in a folder, or makes an empty one.
    ///
    /// # Errors
    /// If the folder is in use, of another format, damaged, or not accessible.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, OpenError> {
        let path = folder.as_ref();
        let (shared, file) = opened(path, Folder::open(path)?, SledOptions::default())?;
        let last = *shared.head.borrow();
        Ok(Self {
            shared,
            file,
            batch: sled::Batch::default(),
            waiting: (0, 0),
            versions: HashMap::new(),
            last,
            unreadable: 0,
        })
    }

    /// The last position that is there.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.last
    }

    /// How many of those put back are no events that can be read; they are found by their
    /// position alone.
    #[must_use]
    pub fn unreadable(&self) -> u64 {
        self.unreadable
    }

    /// Whether what is there at a position is this record.
    ///
    /// # Errors
    /// If the store fails.
    pub fn has(&mut self, record: &Record) -> Result<bool, RestoreError> {
        self.finish()?;
        let found = guarded(|| self.shared.found(record.position, record.position, 1))?;
        Ok(found.first() == Some(record))
    }

    /// Puts the next record back. It is there for good after [`Restore::finish`].
    ///
    /// # Errors
    /// If it is not the next, of the log or of its stream, or the store fails.
    pub fn put(&mut self, record: &Record) -> Result<(), RestoreError> {
        let Record { position, bytes } = record;
        let (position, last) = (*position, self.last);
        if last.checked_add(1) != Some(position) {
            return Err(RestoreError::NotNext { position, last });
        }
        if bytes.is_empty() || bytes.len() > MAX_RECORD {
            return Err(RestoreError::TooLarge(position));
        }
        let (events, size) = self.waiting;
        if events + 1 > MAX_GROUP_EVENTS || size + bytes.len() > MAX_GROUP_BYTES / 2 {
            self.finish()?;
        }
        let envelope = Envelope::parse(bytes).ok().filter(|e| e.meta.position == position);
        match envelope.map(|envelope| envelope.meta) {
            Some(meta) => {
                let (version, last) = (meta.version, self.version(&meta.stream)?);
                if last.checked_add(1) != Some(version) {
                    return Err(RestoreError::NotNextOfStream { position, version, last });
                }
                let key = keys::version(&meta.stream, version);
                self.batch.insert(key, position.to_be_bytes().as_slice());
                self.versions.insert(meta.stream, version);
            }
            None => self.unreadable += 1,
        }
        for (number, chunk) in (0..=u8::MAX).zip(bytes.chunks(keys::CHUNK)) {
            self.batch.insert(keys::chunk(position, number).as_slice(), chunk);
        }
        let (events, size) = self.waiting;
        self.waiting = (events + 1, size + bytes.len());
        self.last = position;
        Ok(())
    }

    /// Makes all that was put back survive loss of power.
    ///
    /// # Errors
    /// If the store fails.
    pub fn finish(&mut self) -> Result<(), RestoreError> {
        if self.waiting.0 == 0 {
            return Ok(());
        }
        let batch = std::mem::take(&mut self.batch);
        guarded(|| {
            self.shared.log.apply_batch(batch)?;
            self.shared.db.flush()?;
            self.file.sync_data().map_err(RestoreError::Sync)
        })?;
        self.waiting = (0, 0);
        // Of streams that come again the store tells.
        self.versions.clear();
        Ok(())
    }

    /// The version that a stream has, with what waits.
    fn version(&self, stream: &StreamId) -> Result<u64, RestoreError> {
        if let Some(version) = self.versions.get(stream) {
            return Ok(*version);
        }
        guarded(|| {
            let newest =
                self.shared.log.range(keys::versions(stream, 0)).next_back().transpose()?;
            Ok(newest.and_then(|(key, _)| keys::version_of(&key)).unwrap_or_default())
        })
    }
}
