//! A log in a sled database, one folder a log.
//!
//! sled's own `flush` survives `kill -9` but not loss of power: it writes, and
//! does not wait for the disk. The syncer therefore syncs sled's file after
//! each flush, through a handle of its own. Readers are shown what has been
//! synced and nothing beyond, since what they read gets published.

mod committer;
mod folder;
mod keys;
mod restore;
mod shared;
mod syncer;

use std::{
    any::Any,
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{Arc, Mutex},
    thread::JoinHandle,
    time::Duration,
};

use proto::ids::StreamId;
use tlog_tiles::Hash;
use tokio::sync::{
    mpsc::{self, error::SendTimeoutError},
    oneshot, watch,
};

use self::{
    committer::{Committer, Job},
    folder::Folder,
    shared::{Shared, lock},
    syncer::Syncer,
};
pub use self::{
    folder::Held,
    restore::{Restore, RestoreError},
};
use crate::log::{
    Append, AppendError, Appended, CursorError, EventLog, OpenError, QUEUE_PATIENCE, ReadError,
    Record, RequestKey,
};

/// The most of a group: with all that sled writes for it, two have to fit into a
/// segment, since one is written while another is synced (`shared.rs`).
const MAX_GROUP_BYTES: usize = 511 * 1024;
const MAX_GROUP_EVENTS: usize = 1024;

/// Beyond this the committer is hours behind.
const MAX_QUEUE: usize = 1024 * 1024;

/// How many written groups may wait while one is being synced. None: what
/// arrives meanwhile makes the next group larger, and larger groups cost less.
const WRITTEN_AHEAD: usize = 0;

/// Reads of more records than this leave the async threads alone.
const SMALL: usize = 256;

/// How a [`SledLog`] uses memory and groups appends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SledOptions {
    /// Memory for sled's page cache, in bytes.
    pub cache_bytes: u64,
    /// The most bytes that are synced together; at most 511 KiB.
    pub group_bytes: usize,
    /// The most events that are synced together; at most 1,024.
    pub group_events: usize,
    /// How many appends may wait for the committer.
    pub queue: usize,
}

impl Default for SledOptions {
    fn default() -> Self {
        Self {
            cache_bytes: 64 * 1024 * 1024,
            group_bytes: MAX_GROUP_BYTES,
            group_events: MAX_GROUP_EVENTS,
            queue: 1024,
        }
    }
}

/// A log in a sled database.
///
/// Dropping it lets the appends that wait finish in the background;
/// [`SledLog::close`] waits for them.
pub struct SledLog {
    // Dropped before the queue: the committer then still holds the database, so
    // that it is the committer's thread that closes it and not the dropping one.
    shared: Arc<Shared>,
    queue: Mutex<Option<mpsc::Sender<Job>>>,
    committer: tokio::sync::Mutex<Option<JoinHandle<()>>>,
}

impl std::fmt::Debug for SledLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SledLog")
    }
}

impl SledLog {
    /// Opens the log in a folder, creating it if it is not there.
    ///
    /// This reads from the disk and may take seconds after a crash.
    ///
    /// # Errors
    /// If the folder is in use, of a newer format, damaged, or not accessible.
    pub fn open(folder: impl AsRef<Path>, options: SledOptions) -> Result<Self, OpenError> {
        let path = folder.as_ref();
        let options = SledOptions {
            group_bytes: options.group_bytes.min(MAX_GROUP_BYTES),
            group_events: options.group_events.min(MAX_GROUP_EVENTS),
            queue: options.queue.clamp(1, MAX_QUEUE),
            ..options
        };
        let (shared, file) = opened(path, Folder::open(path)?, options)?;
        let shared = Arc::new(shared);
        let (queue, jobs) = mpsc::channel(options.queue);
        let (written, groups) = std::sync::mpsc::sync_channel(WRITTEN_AHEAD);
        let committer = Committer::new(Arc::clone(&shared), jobs, written, options);
        let syncer = Syncer::new(Arc::clone(&shared), file);
        let thread = |name: &str| std::thread::Builder::new().name(name.to_owned());
        let syncing =
            thread("log syncer").spawn(move || syncer.run(&groups)).map_err(OpenError::Thread)?;
        let committer = thread("log committer")
            .spawn(move || {
                committer.run();
                // Both catch their panics, so joining can only succeed.
                let _ = syncing.join();
            })
            .map_err(OpenError::Thread)?;
        Ok(Self {
            shared,
            queue: Mutex::new(Some(queue)),
            committer: tokio::sync::Mutex::new(Some(committer)),
        })
    }

    /// Takes no more appends, and returns once those that wait are answered
    /// and everything is synced. Reads go on; the folder is free for others
    /// when the log is dropped.
    pub async fn close(&self) {
        drop(lock(&self.queue).take());
        let mut committer = self.committer.lock().await;
        if let Some(thread) = committer.take() {
            // The committer catches its panics, so joining can only succeed.
            let _ = tokio::task::spawn_blocking(move || thread.join()).await;
        }
    }

    /// What was last stored under a name with [`SledLog::set_cursor`].
    ///
    /// # Errors
    /// If the store fails.
    pub fn cursor(&self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let value = self.shared.cursors.get(name).map_err(ReadError::Storage)?;
        Ok(value.map(|v| v.to_vec()))
    }

    /// Stores a few bytes under a name.
    ///
    /// It survives [`SledLog::close`]. After a crash or loss of power an
    /// earlier value may be back, so a cursor must be something that may lag.
    ///
    /// # Errors
    /// If the store refuses writes or fails, or the value is over 4 KiB.
    pub fn set_cursor(&self, name: &str, value: &[u8]) -> Result<(), CursorError> {
        if self.shared.refuses_writes() {
            return Err(CursorError::Poisoned);
        }
        if value.len() > keys::CHUNK {
            return Err(CursorError::TooLarge { size: value.len(), limit: keys::CHUNK });
        }
        self.shared.cursors.insert(name, value).map_err(CursorError::Storage)?;
        Ok(())
    }

    /// Opens the log of a folder to look through it, and makes none where there is none.
    ///
    /// # Errors
    /// If there is no log, or as [`SledLog::open`].
    pub fn open_existing(folder: impl AsRef<Path>) -> Result<Self, OpenError> {
        let folder = folder.as_ref();
        Folder::has_log(folder)?;
        Self::open(folder, SledOptions::default())
    }

    /// Up to `limit` of the records that are there from a position on, whatever is missing
    /// between them: to look through a log that may have been altered.
    ///
    /// # Errors
    /// If the store fails.
    pub fn found(&self, from: u64, limit: usize) -> Result<Vec<Record>, ReadError> {
        guarded(|| self.shared.found(from, u64::MAX, limit))
    }

    /// The hashes of the events from a position on, as they were when they were written,
    /// once; none of events that were written long ago.
    #[must_use]
    pub fn take_fresh_hashes(&self, from: u64) -> Vec<Hash> {
        self.shared.fresh().take(from)
    }

    /// Where the index of streams says that a stream's event is.
    ///
    /// # Errors
    /// If the store fails.
    pub fn indexed(&self, stream: &StreamId, version: u64) -> Result<Option<u64>, ReadError> {
        guarded(|| self.shared.indexed(stream, version))
    }

    /// How many events the index of streams has.
    ///
    /// # Errors
    /// If the store fails.
    pub fn count_indexed(&self) -> Result<u64, ReadError> {
        guarded(|| self.shared.count_indexed())
    }

    /// How many bytes the database takes on disk.
    ///
    /// # Errors
    /// If the store fails.
    pub fn size_on_disk(&self) -> Result<u64, ReadError> {
        self.shared.db.size_on_disk().map_err(ReadError::Storage)
    }

    /// What to tell the caller of an append that the committer did not take.
    fn stopped(&self) -> AppendError {
        if self.shared.refuses_writes() { AppendError::Poisoned } else { AppendError::Closed }
    }
}

impl Drop for SledLog {
    fn drop(&mut self) {
        if self.shared.refuses_writes() {
            // sled's own drop waits for threads that a failed disk may have
            // killed, so a thread that nobody waits for has to be the last owner.
            let shared = Arc::clone(&self.shared);
            let last = move || {
                while Arc::strong_count(&shared) > 1 {
                    std::thread::sleep(Duration::from_millis(10));
                }
            };
            let _ = std::thread::Builder::new().name("log cleanup".into()).spawn(last);
        }
    }
}

impl EventLog for SledLog {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        if self.refuses_writes() {
            return Err(AppendError::Poisoned);
        }
        let queue = lock(&self.queue).clone().ok_or(AppendError::Closed)?;
        let (answer, answered) = oneshot::channel();
        match queue.send_timeout(Job { append, answer }, QUEUE_PATIENCE).await {
            Ok(()) => answered.await.unwrap_or_else(|_| Err(self.stopped())),
            Err(SendTimeoutError::Timeout(_)) => Err(AppendError::Busy),
            Err(SendTimeoutError::Closed(_)) => Err(self.stopped()),
        }
    }

    async fn read(&self, stream: &StreamId, after: u64) -> Result<Vec<Record>, ReadError> {
        let (mut records, left) = self.shared.read(stream, after, SMALL)?;
        if left {
            let (stream, shared) = (stream.clone(), Arc::clone(&self.shared));
            let seen = u64::try_from(records.len()).unwrap_or(u64::MAX);
            let after = after.saturating_add(seen);
            records.extend(apart(move || shared.read(&stream, after, usize::MAX)).await?.0);
        }
        Ok(records)
    }

    async fn read_all(&self, from: u64, limit: usize) -> Result<Vec<Record>, ReadError> {
        if limit <= SMALL {
            return self.shared.read_all(from, limit);
        }
        let shared = Arc::clone(&self.shared);
        apart(move || shared.read_all(from, limit)).await
    }

    async fn answered(&self, request: &RequestKey) -> Result<Option<Appended>, AppendError> {
        let answer = self.shared.stored_answer(&request.id).map_err(AppendError::Storage)?;
        // Looked at after the database: once a request has left this set it is durable.
        if self.shared.unsynced().contains(&request.id) {
            return Ok(None);
        }
        answer.map(|answer| answer.to(request)).transpose()
    }

    fn head(&self) -> watch::Receiver<u64> {
        self.shared.head.subscribe()
    }

    fn refuses_writes(&self) -> bool {
        self.shared.refuses_writes()
    }
}

/// Opens the database of a folder; sled meets some kinds of damage with a panic.
fn opened(path: &Path, folder: Folder, options: SledOptions) -> Result<(Shared, File), OpenError> {
    let opened = catch_unwind(AssertUnwindSafe(|| Shared::open(path, folder, options)));
    opened.unwrap_or_else(|panic| {
        let reason = format!("the store panicked: {}", words(panic.as_ref()));
        Err(OpenError::Damaged { folder: path.to_owned(), reason })
    })
}

/// Works on what may be damaged; sled meets some kinds of damage with a panic.
fn guarded<T, E: From<ReadError>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(ReadError::BrokenOff.into()))
}

/// Runs a long read where it holds up nobody.
async fn apart<T: Send + 'static>(
    read: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
) -> Result<T, ReadError> {
    tokio::task::spawn_blocking(read).await.unwrap_or(Err(ReadError::BrokenOff))
}

fn words(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without saying why")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use sha2::{Digest as _, Sha256};

    use super::*;

    /// What sled writes is more than what it is given: a record's neighbours come along.
    #[test]
    fn what_is_written_between_two_syncs_fits_into_a_segment() -> sled::Result<()> {
        let place = tempfile::tempdir()?;
        let config = sled::Config::new().path(place.path()).segment_size(shared::SEGMENT);
        let db = config.open()?;
        let log = db.open_tree("log")?;
        let (mut position, mut most) = (0_u64, 0);
        for round in 0..60 {
            // Many small records of as many streams, or a few that are as large as can be.
            let records = if round % 2 == 0 { MAX_GROUP_EVENTS } else { 8 };
            let size = MAX_GROUP_BYTES / records - 3 * 60;
            let mut group: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
            for _ in 0..records {
                position += 1;
                for (number, chunk) in (0..=u8::MAX).zip(vec![7; size].chunks(keys::CHUNK)) {
                    group.insert(keys::chunk(position, number).to_vec(), chunk.to_vec());
                }
                // Streams and requests lie anywhere.
                let request: [u8; 32] = Sha256::digest(position.to_be_bytes()).into();
                let stream = uuid::Uuid::from_bytes(std::array::from_fn(|at| request[at]));
                let stream = StreamId::new("person", stream);
                group.insert(keys::version(&stream, 1), position.to_be_bytes().to_vec());
                group.insert(keys::request(&request).to_vec(), vec![1; 60]);
            }
            let mut batch = sled::Batch::default();
            for (key, value) in &group {
                batch.insert(key.as_slice(), value.as_slice());
            }
            log.apply_batch(batch)?;
            // As the syncer does: nodes are split by whoever comes by.
            for key in group.keys() {
                log.contains_key(key)?;
            }
            most = most.max(db.flush()?);
        }
        println!("a group writes {most} bytes at most");
        // A busy machine writes more at a time: what sled's own thread has not come to.
        assert!(most * 4 < shared::SEGMENT * 3, "{most}");
        Ok(())
    }
}
