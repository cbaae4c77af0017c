//! Erasing people: their keys are destroyed once the event that says so is stored.
//!
//! The event comes first and the key goes after it. Whatever happens in between is made
//! good: at each start, before anybody is answered, the log is read for erasures beyond
//! what this folder of keys was held against, and so is what the stream holds beyond the
//! log. So a folder of keys that was brought back from an older copy loses again what was
//! erased since, and the note of how far it was held against the log, which lies in the
//! folder, is as old as the folder. Where NATS is not there at the start, people are served
//! without it, and it is asked as soon as it is.

use std::{
    collections::BTreeSet,
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use kernel::{
    log::{EventLog as _, ReadError, SledLog},
    nats::{NatsError, NatsOptions, beyond},
    seal::{KeyError, LocalKeys},
    service::StartError,
    status::chain,
};
use proto::{
    Event as _, Named,
    envelope::Envelope,
    referrals::{Event, PersonErased},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::identity::index::uuid_of;

/// How long it waits before a stream that did not answer is asked again.
const ASK_AGAIN: Duration = Duration::from_secs(5);

/// How many records of the log are read at a time.
const PAGE: usize = 500;

/// What a record has in it that erases somebody.
const ERASED: &[u8] = b".PersonErased";

/// An event's type stands within so many bytes of its record.
const TYPE_IS_WITHIN: usize = 512;

/// Why it is not known whether the keys of all who were erased are destroyed.
#[derive(Debug, thiserror::Error)]
pub enum ErasuresError {
    /// The log could not be read.
    #[error("the log could not be read")]
    Log(#[from] ReadError),
    /// A key could not be destroyed.
    #[error("the key of somebody who was erased could not be destroyed")]
    Key(#[from] KeyError),
    /// The stream holds more than the log, and could not be read.
    #[error("the stream holds more than the log and could not be read")]
    Stream(#[from] NatsError),
    /// How far the keys were held against the log could not be noted.
    #[error("how far the keys were held against the log could not be noted")]
    Note(#[source] io::Error),
}

/// The folder of keys, held against what was erased.
#[derive(Clone, Debug)]
pub struct Erasures {
    log: Arc<SledLog>,
    keys: LocalKeys,
    note: PathBuf,
    /// Where the log ended at the start, while the stream was not asked for what lies beyond.
    unasked: Arc<Mutex<Option<u64>>>,
}

impl Erasures {
    /// Over the service's log; `note` is a file in the folder of keys.
    #[must_use]
    pub fn new(log: Arc<SledLog>, keys: LocalKeys, note: PathBuf) -> Self {
        Self { log, keys, note, unasked: Arc::default() }
    }

    /// Sees to it that the key of everybody who was erased is gone.
    ///
    /// # Errors
    /// If that cannot be said.
    pub async fn made_good(self, nats: NatsOptions) -> Result<(), StartError> {
        let all = async {
            self.of_the_log().await?;
            let head = *self.log.head().borrow();
            if !self.of_the_stream(&nats, head).await? {
                *self.unasked.lock().unwrap_or_else(PoisonError::into_inner) = Some(head);
            }
            Ok(())
        };
        let part = |error: ErasuresError| StartError::Part("the register of people", error.into());
        all.await.map_err(part)
    }

    /// Destroys the keys of those whom the note names, and of those whom the log says erased.
    async fn of_the_log(&self) -> Result<(), ErasuresError> {
        let head = *self.log.head().borrow();
        let note = fs::read_to_string(&self.note).unwrap_or_default();
        let mut named: BTreeSet<String> =
            note.lines().filter(|line| uuid_of(line).is_some()).map(str::to_owned).collect();
        for person in &named {
            self.keys.destroy(person).await?;
        }
        let mut reached = self.noted(&note).await?;
        let mut last = None;
        while reached < head {
            let page = self.log.read_all(reached + 1, PAGE).await?;
            let Some(end) = page.last() else { break };
            for person in page.iter().filter_map(|record| erases(&record.bytes)) {
                self.keys.destroy(&person).await?;
                named.insert(person);
            }
            reached = end.position;
            last = Envelope::parse(&end.bytes).ok().map(|envelope| envelope.meta.id);
        }
        match last {
            Some(id) => self.write(reached, id, &named).map_err(ErasuresError::Note),
            // There is nothing new, or the last cannot be read: from there it is read again.
            None => Ok(()),
        }
    }

    /// Asks the stream as soon as it answers, where it did not at the start.
    pub async fn made_good_later(self, nats: NatsOptions, stop: CancellationToken) {
        let unasked = || *self.unasked.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(head) = unasked() {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(ASK_AGAIN) => {}
            }
            match self.of_the_stream(&nats, head).await {
                Ok(false) => continue,
                Ok(true) => tracing::info!("the stream was asked for erasures that the log lacks"),
                Err(error) => {
                    tracing::error!(error = chain(&error), "it is asked again at the next start");
                }
            }
            *self.unasked.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        // A task that ends before it is told to is taken for one that broke.
        stop.cancelled().await;
    }

    /// The same of what the stream holds and the log, which ended there, lacks; false if
    /// NATS is not there.
    async fn of_the_stream(&self, nats: &NatsOptions, head: u64) -> Result<bool, ErasuresError> {
        let mut erased = Vec::new();
        let take = |bytes: bytes::Bytes| erased.extend(erases(&bytes));
        match beyond(nats, Event::CONTEXT, head, take).await {
            Ok(0) => {}
            Ok(events) => {
                tracing::warn!(
                    events,
                    "the stream holds more than the log, which is an older copy"
                );
            }
            Err(error @ (NatsError::NoServer(_) | NatsError::Lost(_))) => {
                // Services go on without NATS.
                let error = chain(&error);
                tracing::warn!(error, "the stream was not asked for erasures that the log lacks");
                return Ok(false);
            }
            Err(error) => return Err(error.into()),
        }
        for person in erased {
            self.keys.destroy(&person).await?;
        }
        Ok(true)
    }

    /// How far the folder of keys was held against this log; 0 if it was another one.
    async fn noted(&self, note: &str) -> Result<u64, ErasuresError> {
        let parts = note.lines().find_map(|line| line.split_once(' '));
        let parts = parts.and_then(|(at, id)| Some((at.parse::<u64>().ok()?, id)));
        let Some((at, id)) = parts.filter(|(at, _)| *at > 0) else { return Ok(0) };
        let there = self.log.read_all(at, 1).await?;
        let there = there.first().and_then(|record| Envelope::parse(&record.bytes).ok());
        let same = there.is_some_and(|e| e.meta.position == at && e.meta.id.to_string() == id);
        Ok(if same { at } else { 0 })
    }

    fn write(&self, at: u64, id: Uuid, named: &BTreeSet<String>) -> io::Result<()> {
        let new = self.note.with_extension("new");
        let mut file = fs::File::create(&new)?;
        writeln!(file, "{at} {id}")?;
        for person in named {
            writeln!(file, "{person}")?;
        }
        file.sync_all()?;
        fs::rename(&new, &self.note)
    }
}

/// Names somebody in the note, as soon as they are erased.
///
/// # Errors
/// If it cannot be written; the next start does it.
pub fn name_in(note: &Path, person_id: &str) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().append(true).create(true).open(note)?;
    writeln!(file, "{person_id}")?;
    file.sync_all()
}

/// Whom a record erases, if it erases somebody.
fn erases(record: &[u8]) -> Option<String> {
    let may = record.windows(ERASED.len()).take(TYPE_IS_WITHIN).any(|part| part == ERASED);
    let envelope = may.then(|| Envelope::parse(record).ok()).flatten()?;
    if envelope.meta.type_name != PersonErased::KIND {
        return None;
    }
    // The envelope names the person too, should this version not read the rest.
    Some(envelope.meta.person).filter(|person| !person.is_empty())
}
