//! The one thread that writes.
//!
//! It takes whatever appends are waiting, decides them in the order of their
//! arrival, and writes what they add as one batch. Nobody is answered and no
//! reader sees anything of it before the next thread has made it survive loss
//! of power (`syncer.rs`); one sync serves all that was written meanwhile.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc::SyncSender},
};

use proto::{envelope::MAX_RECORD, ids::StreamId};
use quick_cache::unsync::Cache;
use tlog_tiles::{Hash, record_hash};
use tokio::sync::{mpsc, oneshot};

use super::{
    SledOptions,
    keys::{self, Answer},
    shared::Shared,
    syncer::Written,
};
use crate::log::{Append, AppendError, Appended, MAX_APPEND_BYTES, MAX_APPEND_EVENTS};

/// How many streams' versions are kept in memory.
const VERSIONS: usize = 64 * 1024;

/// What an append takes in the database besides its records: at most this much
/// a record, and once more for the request.
const OVERHEAD: usize = 120;

/// An append, and where its answer goes.
pub struct Job {
    pub append: Append,
    pub answer: oneshot::Sender<Result<Appended, AppendError>>,
}

type Answers = Vec<Result<Appended, AppendError>>;

/// Why a group could not be made durable.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("the store failed")]
    Store(#[from] sled::Error),
    #[error("the database file could not be synced")]
    Sync(#[source] std::io::Error),
    #[error("the store panicked")]
    Panic,
    #[error("a stored version cannot be read")]
    Unreadable,
}

pub struct Committer {
    shared: Arc<Shared>,
    jobs: mpsc::Receiver<Job>,
    written: SyncSender<Written>,
    options: SledOptions,
    /// The last position that was written, durable or not yet.
    position: u64,
    versions: Cache<StreamId, u64>,
}

/// What a group adds, as decided so far.
struct Group {
    batch: sled::Batch,
    keys: Vec<sled::IVec>,
    position: u64,
    hashes: Vec<Hash>,
    versions: HashMap<StreamId, u64>,
    answers: HashMap<[u8; 32], Answer>,
}

impl Group {
    fn insert(&mut self, key: &[u8], value: &[u8]) {
        self.keys.push(key.into());
        self.batch.insert(key, value);
    }
}

impl Committer {
    pub fn new(
        shared: Arc<Shared>,
        jobs: mpsc::Receiver<Job>,
        written: SyncSender<Written>,
        options: SledOptions,
    ) -> Self {
        let position = *shared.head.borrow();
        Self { shared, jobs, written, options, position, versions: Cache::new(VERSIONS) }
    }

    /// Works until nobody can send another job and all are handed on.
    pub fn run(mut self) {
        let mut waiting = None;
        while let Some(first) = waiting.take().or_else(|| self.jobs.blocking_recv()) {
            let (group, left) = self.gather(first);
            waiting = left;
            let written = self.write(group);
            // The other thread ends after this one.
            let _ = self.written.send(written);
        }
    }

    /// The jobs that go into one group, and one that no longer fitted.
    fn gather(&mut self, first: Job) -> (Vec<Job>, Option<Job>) {
        let (mut events, mut bytes) = weigh(&first);
        let mut group = vec![first];
        while let Ok(job) = self.jobs.try_recv() {
            let (more_events, more_bytes) = weigh(&job);
            events += more_events;
            bytes += more_bytes;
            if events > self.options.group_events || bytes > self.options.group_bytes {
                return (group, Some(job));
            }
            group.push(job);
        }
        (group, None)
    }

    fn write(&mut self, jobs: Vec<Job>) -> Written {
        let stored = if self.shared.refuses_writes() {
            None
        } else {
            guarded(|| self.store(&jobs)).map_err(|f| self.shared.poison(&f)).ok()
        };
        let (answers, written) = stored.unwrap_or_else(|| {
            (jobs.iter().map(|_| Err(AppendError::Poisoned)).collect(), Written::default())
        });
        let told = jobs.into_iter().map(|job| job.answer).zip(answers).collect();
        Written { told, ..written }
    }

    /// Decides a group and writes it.
    fn store(&mut self, jobs: &[Job]) -> Result<(Answers, Written), Failure> {
        let mut group = Group {
            batch: sled::Batch::default(),
            keys: Vec::new(),
            position: self.position,
            hashes: Vec::new(),
            versions: HashMap::new(),
            answers: HashMap::new(),
        };
        let answers = jobs
            .iter()
            .map(|job| self.decide(&mut group, &job.append))
            .collect::<Result<_, _>>()?;
        let Group { batch, keys, position, hashes, versions, answers: new } = group;
        let requests: Vec<[u8; 32]> = new.into_keys().collect();
        if !requests.is_empty() {
            self.shared.unsynced().extend(&requests);
            self.shared.log.apply_batch(batch)?;
        }
        self.position = position;
        for (stream, version) in versions {
            self.versions.insert(stream, version);
        }
        Ok((answers, Written { position, requests, keys, hashes, told: Vec::new() }))
    }

    /// Decides one append, knowing those before it in the group.
    fn decide(
        &self,
        group: &mut Group,
        append: &Append,
    ) -> Result<Result<Appended, AppendError>, Failure> {
        let Append { stream, expected, drafts, request } = append;
        let earlier = match group.answers.get(&request.id) {
            Some(answer) => Some(answer.clone()),
            None => self.shared.stored_answer(&request.id)?,
        };
        if let Some(answer) = earlier {
            return Ok(answer.to(request));
        }
        let actual = self.version(group, stream)?;
        if actual != *expected {
            let (stream, expected) = (stream.clone(), *expected);
            return Ok(Err(AppendError::Conflict { stream, expected, actual }));
        }

        let bytes = drafts.iter().map(proto::envelope::Draft::size).sum();
        let Some(events) = u32::try_from(drafts.len())
            .ok()
            .filter(|_| drafts.len() <= MAX_APPEND_EVENTS && bytes <= MAX_APPEND_BYTES)
        else {
            return Ok(Err(AppendError::TooMuch { events: drafts.len(), bytes }));
        };
        let places = (group.position + 1..).zip(actual + 1..);
        let records: Vec<_> = drafts
            .iter()
            .zip(places)
            .map(|(draft, (position, version))| {
                (position, version, draft.finish(position, version))
            })
            .collect();
        if let Some(size) = records.iter().map(|(.., r)| r.len()).find(|size| *size > MAX_RECORD) {
            return Ok(Err(AppendError::TooLarge { size, limit: MAX_RECORD }));
        }

        let (position, version) =
            records.last().map_or((group.position, actual), |(p, v, _)| (*p, *v));
        for (position, version, record) in records {
            group.hashes.push(record_hash(&record));
            for (number, chunk) in (0..=u8::MAX).zip(record.chunks(keys::CHUNK)) {
                group.insert(&keys::chunk(position, number), chunk);
            }
            group.insert(&keys::version(stream, version), &position.to_be_bytes());
        }
        let appended =
            Appended { stream: stream.clone(), version, position, events, repeated: false };
        let answer = Answer { body: request.body, appended: appended.clone() };
        group.insert(&keys::request(&request.id), &answer.to_bytes());
        group.answers.insert(request.id, answer);
        group.versions.insert(stream.clone(), version);
        group.position = position;
        Ok(Ok(appended))
    }

    /// The version that a stream has once the group so far is stored.
    fn version(&self, group: &Group, stream: &StreamId) -> Result<u64, Failure> {
        if let Some(version) = group.versions.get(stream).or_else(|| self.versions.get(stream)) {
            return Ok(*version);
        }
        match self.shared.log.range(keys::versions(stream, 0)).next_back().transpose()? {
            Some((key, _)) => keys::version_of(&key).ok_or(Failure::Unreadable),
            None => Ok(0),
        }
    }
}

/// Runs `work`; sled answers some failures of the disk with a panic.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or(Err(Failure::Panic))
}

/// What a job adds to a group, in events and bytes.
fn weigh(job: &Job) -> (usize, usize) {
    let drafts = &job.append.drafts;
    // A request alone is an entry, too.
    let events = drafts.len().max(1);
    (events, drafts.iter().map(|d| d.size() + OVERHEAD).sum::<usize>() + OVERHEAD)
}
