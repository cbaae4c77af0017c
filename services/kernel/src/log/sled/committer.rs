//! The one thread that writes.
//!
//! It takes whatever appends are waiting, decides them in the order of their
//! arrival, writes what they add as one batch, makes it survive loss of power,
//! and only then answers. One sync serves the whole group. What is left to do
//! for the readers' sake is done after the answers.

use std::{
    collections::HashMap,
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use proto::{envelope::MAX_RECORD, ids::StreamId};
use quick_cache::unsync::Cache;
use tokio::sync::{mpsc, oneshot};

use super::{
    SledOptions,
    keys::{self, Answer},
    shared::Shared,
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

/// Why a group could not be made durable.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("the store failed")]
    Store(#[from] sled::Error),
    #[error("the database file could not be synced")]
    Sync(#[source] std::io::Error),
    #[error("the store panicked")]
    Panic,
    #[error("a stored version cannot be read")]
    Unreadable,
}

type Answers = Vec<Result<Appended, AppendError>>;

pub struct Committer {
    shared: Arc<Shared>,
    /// A handle of our own on sled's file, since sled's `flush` does not wait
    /// for the disk.
    file: File,
    jobs: mpsc::Receiver<Job>,
    options: SledOptions,
    versions: Cache<StreamId, u64>,
}

/// What a group adds, as decided so far.
struct Group {
    batch: sled::Batch,
    keys: Vec<sled::IVec>,
    position: u64,
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
        file: File,
        jobs: mpsc::Receiver<Job>,
        options: SledOptions,
    ) -> Self {
        Self { shared, file, jobs, options, versions: Cache::new(VERSIONS) }
    }

    /// Works until nobody can send another job and all are answered.
    pub fn run(mut self) {
        let mut waiting = None;
        while let Some(first) = waiting.take().or_else(|| self.jobs.blocking_recv()) {
            let (group, left) = self.gather(first);
            waiting = left;
            self.commit(group);
        }
        // Cursors are not synced when they are set.
        if !self.shared.refuses_writes()
            && let Err(failure) = self.guarded(Self::sync)
        {
            self.shared.poison(&failure);
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

    fn commit(&mut self, jobs: Vec<Job>) {
        let stored = if self.shared.refuses_writes() {
            None
        } else {
            self.guarded(|this| this.store(&jobs)).map_err(|f| self.shared.poison(&f)).ok()
        };
        let (answers, keys) = stored.unwrap_or_else(|| {
            (jobs.iter().map(|_| Err(AppendError::Poisoned)).collect(), Vec::new())
        });
        for (job, answer) in jobs.into_iter().zip(answers) {
            // A caller who gave up no longer listens.
            let _ = job.answer.send(answer);
        }
        // sled leaves a full node as it is until somebody next comes by, and
        // splits it then, even for a reader. Once writing has failed that
        // reader would fail, too, so the committer comes by first.
        let come_by = |this: &mut Self| {
            let mut keys = keys.iter();
            Ok(keys.try_for_each(|key| this.shared.log.contains_key(key).map(|_| ()))?)
        };
        if let Err(failure) = self.guarded(come_by) {
            self.shared.poison(&failure);
        }
    }

    /// Runs `work`; sled answers some failures of the disk with a panic.
    fn guarded<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        catch_unwind(AssertUnwindSafe(|| work(self))).unwrap_or(Err(Failure::Panic))
    }

    /// Decides a group and makes it durable; answers come with the keys that it wrote.
    fn store(&mut self, jobs: &[Job]) -> Result<(Answers, Vec<sled::IVec>), Failure> {
        let mut group = Group {
            batch: sled::Batch::default(),
            keys: Vec::new(),
            position: *self.shared.head.borrow(),
            versions: HashMap::new(),
            answers: HashMap::new(),
        };
        let answers = jobs
            .iter()
            .map(|job| self.decide(&mut group, &job.append))
            .collect::<Result<_, _>>()?;
        let Group { batch, keys, position, versions, answers: new } = group;
        if new.is_empty() {
            return Ok((answers, keys));
        }

        self.shared.unsynced().extend(new.keys());
        self.shared.log.apply_batch(batch)?;
        self.sync()?;

        for (stream, version) in versions {
            self.versions.insert(stream, version);
        }
        // Before any answer, so that a caller can read what it has written.
        self.shared.head.send_if_modified(|head| std::mem::replace(head, position) != position);
        self.shared.unsynced().clear();
        Ok((answers, keys))
    }

    fn sync(&mut self) -> Result<(), Failure> {
        self.shared.db.flush()?;
        self.file.sync_data().map_err(Failure::Sync)
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

/// What a job adds to a group, in events and bytes.
fn weigh(job: &Job) -> (usize, usize) {
    let drafts = &job.append.drafts;
    // A request alone is an entry, too.
    let events = drafts.len().max(1);
    (events, drafts.iter().map(|d| d.size() + OVERHEAD).sum::<usize>() + OVERHEAD)
}
