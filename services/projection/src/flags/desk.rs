//! Writes what judgements mean into the log of flags.

use std::sync::Arc;

use futures::future::join_all;
use jiff::Timestamp;
use kernel::{
    clock::Clock,
    log::{Append, AppendError, EventLog, ReadError, RequestKey, SledLog},
};
use proto::{
    envelope::{Draft, Envelope, Meta, Recorded, Unreadable},
    ids::FlagId,
    oversight::Event,
};
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};

use super::{Flag, Judged, decide, stream};
use crate::store::StoreError;

/// How many flags are at hand as they stand; of all others the stream is read again.
const AT_HAND: usize = 10_000;

/// Why a flag could not be written.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// The log did not take it.
    #[error("the log of flags did not take it")]
    Append(#[from] AppendError),
    /// The log could not be read.
    #[error("the log of flags could not be read")]
    Read(#[from] ReadError),
    /// A stored flag cannot be read.
    #[error("a stored flag cannot be read")]
    Unreadable(#[from] Unreadable),
    /// A flag has no JSON form.
    #[error("a flag could not be encoded")]
    Encode(#[from] serde_json::Error),
    /// The projection's database failed.
    #[error("the projection's database failed")]
    Store(#[from] StoreError),
}

/// A flag after a judgement.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The flag.
    pub id: FlagId,
    /// Where it stands.
    pub flag: Arc<Flag>,
}

/// Up to which version a flag is known, and how it then stands.
pub type Known = (u64, Arc<Flag>);

/// The log of flags and the clock.
#[derive(Clone, Debug)]
pub struct Desk {
    log: Arc<SledLog>,
    clock: Clock,
    flags: Arc<Cache<FlagId, Known>>,
}

impl Desk {
    /// A desk over the log of flags.
    #[must_use]
    pub fn new(log: Arc<SledLog>, clock: Clock) -> Self {
        Self { log, clock, flags: Arc::new(Cache::new(AT_HAND)) }
    }

    /// The log.
    #[must_use]
    pub fn log(&self) -> &Arc<SledLog> {
        &self.log
    }

    /// The clock.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Settles judgements side by side, so that they share a sync.
    ///
    /// # Errors
    /// If the log fails; what was settled by then stays, and settling again
    /// changes nothing about it.
    pub async fn settle(
        &self,
        judged: Vec<(FlagId, Judged, Timestamp)>,
    ) -> Result<Vec<Settled>, DeskError> {
        join_all(judged.into_iter().map(|(id, judged, at)| self.settle_one(id, judged, at)))
            .await
            .into_iter()
            .collect()
    }

    async fn settle_one(
        &self,
        id: FlagId,
        judged: Judged,
        at: Timestamp,
    ) -> Result<Settled, DeskError> {
        loop {
            let mut known = self.load(&id).await?;
            let events = decide(&known.1, judged.clone());
            if events.is_empty() {
                return Ok(Settled { id, flag: known.1 });
            }
            match self.say(&id, &mut known, &events, at).await {
                Ok(()) => return Ok(Settled { id, flag: known.1 }),
                // A delivery was noted meanwhile.
                Err(DeskError::Append(AppendError::Conflict { .. })) => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Adds events to the stream of a flag that is known, which is then known with them.
    ///
    /// # Errors
    /// If the log does not take them.
    pub async fn say(
        &self,
        id: &FlagId,
        (version, flag): &mut Known,
        events: &[Event],
        at: Timestamp,
    ) -> Result<(), DeskError> {
        let recorded = self.append(id, *version, events, at).await?;
        let now = Arc::make_mut(flag);
        for event in &recorded {
            now.evolve(event);
            *version = event.meta.version;
        }
        self.flags.insert(id.clone(), (*version, Arc::clone(flag)));
        Ok(())
    }

    /// Adds events to a flag's stream, and gives them back as they stand there.
    ///
    /// # Errors
    /// If the log does not take them.
    pub async fn append(
        &self,
        id: &FlagId,
        version: u64,
        events: &[Event],
        at: Timestamp,
    ) -> Result<Vec<Recorded<Event>>, DeskError> {
        let stream = stream(id);
        let mut recorded = Vec::with_capacity(events.len());
        let mut drafts = Vec::with_capacity(events.len());
        for event in events {
            let meta = Meta {
                correlation: id.to_string(),
                ..Meta::of_service(self.clock.fresh(), event, stream.clone(), at)
            };
            drafts.push(Draft::new(&meta, event)?);
            recorded.push(Recorded { meta, event: event.clone() });
        }
        // No request asked for it, so it is named by what it says: event ids are fresh.
        let mut hash = Sha256::new();
        drafts.iter().for_each(|draft| hash.update(draft.id));
        let hash: [u8; 32] = hash.finalize().into();
        let request = RequestKey { id: hash, body: hash };
        let appended =
            self.log.append(Append { stream, expected: version, drafts, request }).await?;
        let first = appended.position.saturating_sub(u64::from(appended.events));
        for (n, Recorded { meta, .. }) in (1..).zip(&mut recorded) {
            (meta.version, meta.position) = (version + n, first + n);
        }
        Ok(recorded)
    }

    /// A flag's version and state. What cannot be read was set aside when it came by,
    /// and must not keep everybody from what is said of the flag since.
    ///
    /// # Errors
    /// If the log fails.
    pub async fn load(&self, id: &FlagId) -> Result<Known, DeskError> {
        let (mut version, mut flag) = self.flags.get(id).unwrap_or_default();
        // What people and couriers have said since is not at hand.
        let since = self.log.read(&stream(id), version).await?;
        if since.is_empty() {
            return Ok((version, flag));
        }
        let now = Arc::make_mut(&mut flag);
        for record in since {
            version += 1;
            if let Ok(event) = Envelope::parse(&record.bytes).and_then(Envelope::read::<Event>) {
                now.evolve(&event);
            }
        }
        self.flags.insert(id.clone(), (version, Arc::clone(&flag)));
        Ok((version, flag))
    }
}
