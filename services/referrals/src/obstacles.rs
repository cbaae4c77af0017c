//! What speaks elsewhere against erasing a person: complaints that are not closed, and
//! flags that are not resolved.
//!
//! Both are heard on the stream of events. They stand in other logs than the person, so
//! whoever asks is answered once all that those contexts said until then was heard, and
//! not before: an erasure cannot be taken back.
//!
//! Of flags those count that fire and whose ground stands. One that only says what the
//! record lacks is no reason to keep words; it stays as it is, and so does what it names.

use std::{
    collections::BTreeMap,
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{
    follow::{Checkpoint, Delivered},
    react::{ReactError, Reacts},
    status::chain,
};
use proto::{
    Named as _,
    any::AnyEvent,
    concerns::{ComplaintClosed, ComplaintRaised},
    oversight::{
        Flag, FlagEvidenceAdded, FlagGroundRestored, FlagGroundWithdrawn, FlagRaised, FlagReopened,
        FlagResolved, Verdict,
    },
};
use serde::{Deserialize, Serialize};
use tokio::{sync::watch, time::Instant};

use crate::domain::Elsewhere;

/// The contexts in which something may speak against it.
const CONTEXTS: [&str; 2] = ["concerns", "oversight"];

/// The full names of the types that begin or end something of the kind.
const HEARS: [&str; 8] = [
    ComplaintRaised::KIND,
    ComplaintClosed::KIND,
    FlagRaised::KIND,
    FlagEvidenceAdded::KIND,
    FlagGroundWithdrawn::KIND,
    FlagGroundRestored::KIND,
    FlagResolved::KIND,
    FlagReopened::KIND,
];

/// How long one waits for what those contexts said.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// How often at most what is known is written to its file.
const KEPT_EVERY: Duration = Duration::from_secs(60);

/// The form of the file; another is not read.
const FORMAT: u32 = 2;

/// What was heard is not up to date, and may be soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("what other services have open is not known up to now")]
pub struct NotHeard;

/// What is open about whom.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Known {
    format: u32,
    checkpoint: Checkpoint,
    /// Of each open complaint the person.
    complaints: BTreeMap<String, String>,
    /// What could not be read, as when a newer build said it, and of whom it may tell;
    /// nobody's name stands for everybody.
    unread: BTreeMap<String, String>,
    flags: BTreeMap<String, Stands>,
}

/// A flag that concerns a person.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Stands {
    person: String,
    fires: bool,
    resolved: bool,
}

impl Known {
    fn take(&mut self, event: &AnyEvent) {
        if let Some(e) = event.get::<ComplaintRaised>() {
            if !e.person_id.is_empty() {
                self.complaints.insert(e.concern_id.clone(), e.person_id.clone());
            }
        } else if let Some(e) = event.get::<ComplaintClosed>() {
            self.complaints.remove(&e.concern_id);
        } else if let Some(e) = event.get::<FlagRaised>() {
            self.shown(e.flag.as_ref(), true);
        } else if let Some(e) = event.get::<FlagEvidenceAdded>() {
            self.shown(e.flag.as_ref(), true);
        } else if let Some(e) = event.get::<FlagGroundRestored>() {
            self.shown(e.flag.as_ref(), true);
        } else if let Some(e) = event.get::<FlagGroundWithdrawn>() {
            self.shown(e.flag.as_ref(), false);
        } else if let Some(e) = event.get::<FlagResolved>() {
            self.resolved(&e.flag_id, true);
        } else if let Some(e) = event.get::<FlagReopened>() {
            self.resolved(&e.flag_id, false);
        }
    }

    fn shown(&mut self, flag: Option<&Flag>, stands: bool) {
        let Some(flag) = flag.filter(|flag| flag.subject_id.starts_with("person_")) else { return };
        let known = self.flags.entry(flag.flag_id.clone()).or_default();
        known.person.clone_from(&flag.subject_id);
        known.fires = stands && flag.verdict() == Verdict::Fires;
    }

    fn resolved(&mut self, flag_id: &str, resolved: bool) {
        if let Some(flag) = self.flags.get_mut(flag_id) {
            flag.resolved = resolved;
        }
    }

    fn about(&self, person_id: &str) -> Elsewhere {
        let complaints = self.complaints.iter().filter(|(_, person)| *person == person_id);
        let unread = |of: &&String| of.is_empty() || *of == person_id;
        let flags = self
            .flags
            .iter()
            .filter(|(_, flag)| flag.person == person_id && flag.fires && !flag.resolved);
        Elsewhere {
            complaints: complaints.map(|(id, _)| id.clone()).collect(),
            flags: flags.map(|(id, _)| id.clone()).collect(),
            unread: self.unread.values().filter(unread).count(),
        }
    }
}

/// How far each context was heard.
#[derive(Clone, Debug, Default)]
struct Heard {
    checkpoint: Checkpoint,
    complete: BTreeMap<String, Timestamp>,
}

impl Heard {
    fn is_complete(&self, moment: Timestamp) -> bool {
        CONTEXTS.iter().all(|of| self.complete.get(*of).is_some_and(|at| *at >= moment))
    }

    fn has(&self, seen: &[(String, u64)]) -> bool {
        seen.iter().all(|(context, at)| {
            !CONTEXTS.contains(&context.as_str()) || self.checkpoint.position(context) >= *at
        })
    }
}

/// What speaks against erasing people, as far as it was heard.
#[derive(Debug)]
pub struct Obstacles {
    known: Mutex<Known>,
    file: PathBuf,
    written: Mutex<Instant>,
    heard: watch::Sender<Heard>,
}

impl Obstacles {
    /// What was kept in a file; without one, all is heard from the beginning.
    #[must_use]
    pub fn open(file: PathBuf) -> Self {
        let known = kept(&file).unwrap_or_else(|error| {
            if error.kind() != io::ErrorKind::NotFound {
                let error = chain(&error);
                tracing::warn!(error, "what speaks against erasures is heard from the beginning");
            }
            Known { format: FORMAT, ..Known::default() }
        });
        let heard = Heard { checkpoint: known.checkpoint.clone(), ..Heard::default() };
        Self {
            known: Mutex::new(known),
            file,
            written: Mutex::new(Instant::now()),
            heard: watch::Sender::new(heard),
        }
    }

    /// What is open about a person, once all that was said by `moment` and up to `seen`
    /// was heard.
    ///
    /// # Errors
    /// If that takes too long.
    pub async fn about(
        &self,
        person_id: &str,
        moment: Timestamp,
        seen: &[(String, u64)],
    ) -> Result<Elsewhere, NotHeard> {
        let mut heard = self.heard.subscribe();
        let there = heard.wait_for(|heard| heard.is_complete(moment) && heard.has(seen));
        match tokio::time::timeout(LONGEST_WAIT, there).await {
            Ok(Ok(_)) => Ok(self.known().about(person_id)),
            Ok(Err(_)) | Err(_) => Err(NotHeard),
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) {
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        let written =
            serde_json::to_vec(&*self.known()).map_err(io::Error::from).and_then(|bytes| {
                let new = self.file.with_extension("new");
                std::fs::write(&new, bytes)?;
                std::fs::rename(&new, &self.file)
            });
        if let Err(error) = written {
            // It is heard again from the stream; only a restart takes longer.
            tracing::warn!(error = chain(&error), "what speaks against erasures was not kept");
        }
    }
}

/// What a file says, if it is of the form of this build.
fn kept(file: &Path) -> io::Result<Known> {
    let known: Known = serde_json::from_slice(&std::fs::read(file)?)?;
    if known.format == FORMAT { Ok(known) } else { Err(io::ErrorKind::InvalidData.into()) }
}

impl Reacts for Obstacles {
    fn checkpoint(&self) -> Checkpoint {
        self.known().checkpoint.clone()
    }

    fn hear<'a>(
        &'a self,
        events: &'a [Delivered],
        checkpoint: &'a Checkpoint,
    ) -> BoxFuture<'a, Result<(), ReactError>> {
        let mut known = self.known();
        for delivered in events {
            let (Ok(envelope), Some(position)) = (&delivered.envelope, delivered.position) else {
                continue; // Set aside by the projection.
            };
            let context = delivered.context.as_str();
            let hears = HEARS.contains(&envelope.meta.type_name.as_str());
            if !hears || position <= known.checkpoint.position(context) {
                continue;
            }
            match AnyEvent::read(envelope.clone()) {
                Ok(recorded) => known.take(&recorded.event),
                Err(_) => {
                    let id = envelope.meta.id.to_string();
                    known.unread.insert(id, envelope.meta.person.clone());
                }
            }
        }
        for (context, position) in &checkpoint.positions {
            let at = known.checkpoint.positions.entry(context.clone()).or_default();
            *at = (*at).max(*position);
        }
        known.checkpoint.stream_seq_hint = checkpoint.stream_seq_hint;
        known.checkpoint.hint_digest.clone_from(&checkpoint.hint_digest);
        let now = known.checkpoint.clone();
        drop(known);
        self.heard.send_modify(|heard| heard.checkpoint = now);
        let written = *self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if written.elapsed() >= KEPT_EVERY {
            self.write();
        }
        Box::pin(async { Ok(()) })
    }

    fn complete(&self, context: &str, up_to: Timestamp) {
        if CONTEXTS.contains(&context) {
            self.heard.send_modify(|heard| {
                heard.complete.insert(context.to_owned(), up_to);
            });
        }
    }

    fn catch_up(&self) -> BoxFuture<'_, Result<(), ReactError>> {
        Box::pin(async { Ok(()) })
    }

    fn heard<'a>(&'a self, seen: &'a [(String, u64)]) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let mut heard = self.heard.subscribe();
            // It ends only with the process, and then there is nothing to wait for.
            let _ended = heard.wait_for(|heard| heard.has(seen)).await;
        })
    }

    fn keep(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.write() })
    }
}

#[cfg(test)]
#[path = "obstacles_tests.rs"]
mod tests;
