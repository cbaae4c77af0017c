//! The index of identities: filled from the service's own log, asked by queries.
//!
//! A task follows the log and puts each registration under its blocks; links
//! are followed too, so that both directions of one are seen. A query waits
//! until all that was stored before it is taken in, opens the entries that
//! share a block with what is asked for, and compares. Of a block that many
//! share only some are compared: a block of hundreds says little of anybody.
//!
//! Who was erased is passed over and forgotten here, and their key destroyed if whoever
//! confirmed it did not come to that. A key that cannot be had
//! just now stops the task, which tries again: nobody is left out for good
//! because a disk was slow.

use std::{path::Path, sync::Arc, time::Duration};

use kernel::{
    execute::Desk,
    log::{EventLog as _, ReadError, SledLog},
    seal::{BlindIndex, KeyError, LocalKeys, Sealer},
    status::chain,
};
use proto::{
    Named,
    envelope::{Envelope, Unreadable},
    ids::{PersonId, parse_suffix},
    referrals::{Event, PersonErased, PersonRegistered, PersonsLinked, PersonsUnlinked},
};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Closed, Identity, blocks, open,
    score::{self, Score},
    store::{Change, Checkpoint, Store, StoreError},
};

/// How many records of the log are taken in at a time.
const PAGE: usize = 500;

/// How many entries of one block are compared.
const OF_A_BLOCK: usize = 64;

/// How many entries are compared for one query.
const COMPARED: usize = 256;

/// How long a query waits for what was stored before it.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// For how long the task lets the log grow before it takes in what came, unless a
/// query waits: to follow each append by itself cost a tenth of all appends.
const AT_LEISURE: Duration = Duration::from_millis(50);

/// After how many records that change nothing here the place in the log is kept all the
/// same. So many are read again after a restart, in a second at most; to keep it each time
/// was a write, and soon a sync, on the disk that appends wait for.
const PLACE_EVERY: u64 = 10_000;

/// How long the task waits before it tries again what failed.
const BEFORE_TRYING_AGAIN: Duration = Duration::from_secs(1);

/// How the names of the types begin that change something here.
const TYPES_BEGIN: &[u8] = b".Person";

/// An event's type stands within so many bytes of its record: before it come two
/// numbers and an id.
const TYPE_IS_WITHIN: usize = 512;

/// Why the index could not be filled or asked.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The database failed.
    #[error("the index could not be read or written")]
    Store(#[from] StoreError),
    /// The log failed.
    #[error("the log could not be read")]
    Log(#[from] ReadError),
    /// A registration cannot be read.
    #[error("the registration at position {0} cannot be read")]
    Registration(u64, #[source] Unreadable),
    /// A registration cannot be opened just now.
    #[error("the registration at position {0} cannot be opened now")]
    NotNow(u64, #[source] Closed),
    /// The key of somebody who was erased could not be destroyed.
    #[error("the erasure at position {0} could not be carried out")]
    NotErased(u64, #[source] EraseError),
    /// The log says that there is more, and gives none.
    #[error("the log ends at position {0}, before its head")]
    Short(u64),
    /// The index is not as far as the log.
    #[error("the index is not as far as the log")]
    Behind,
}

/// Why somebody was not erased to the end; the event that says so is stored.
#[derive(Debug, thiserror::Error)]
pub enum EraseError {
    /// Their key could not be destroyed.
    #[error("the key could not be destroyed")]
    Key(#[from] KeyError),
    /// They could not be forgotten here.
    #[error("they are still found by what identified them")]
    Store(#[from] StoreError),
}

/// An entry that may be whom one looks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Likely {
    /// The entry.
    pub person: Uuid,
    /// How it compares.
    pub score: Score,
}

impl Likely {
    /// The entry's id.
    #[must_use]
    pub fn person_id(&self) -> String {
        PersonId::new(self.person).to_string()
    }
}

/// The index.
#[derive(Debug)]
pub struct Index {
    log: Arc<SledLog>,
    sealer: Arc<Sealer>,
    blind: BlindIndex,
    /// The keys, where they are kept here.
    keys: Option<LocalKeys>,
    store: Store,
    reached: watch::Sender<u64>,
    /// A query waits for what was stored before it.
    waited_for: Notify,
}

impl Index {
    /// Opens the index of a log. It is made anew if somebody was forgotten in it, since the
    /// database keeps what it let go of for a while.
    ///
    /// # Errors
    /// If its folder cannot be used.
    pub fn open(
        folder: &Path,
        desk: &Desk<SledLog>,
        blind: BlindIndex,
        keys: Option<LocalKeys>,
    ) -> Result<Self, StoreError> {
        let key = blocks::mark(&blind);
        let store = Store::open(folder, &key)?;
        Ok(Self {
            log: Arc::clone(&desk.log),
            sealer: Arc::clone(&desk.sealer),
            blind,
            keys,
            store,
            reached: watch::Sender::new(0),
            waited_for: Notify::new(),
        })
    }

    /// Follows the log until told to stop.
    pub async fn fill(&self, stop: CancellationToken) {
        let filling = async {
            while let Err(error) = self.begin().await {
                wait_after(&error).await;
            }
            let mut head = self.log.head();
            loop {
                head.mark_unchanged();
                match self.catch_up().await {
                    Ok(()) if head.changed().await.is_err() => return,
                    Ok(()) => tokio::select! {
                        () = tokio::time::sleep(AT_LEISURE) => {}
                        () = self.waited_for.notified() => {}
                    },
                    Err(error) => wait_after(&error).await,
                }
            }
        };
        tokio::select! {
            () = filling => {}
            () = stop.cancelled() => {}
        }
    }

    /// Begins where it left off, or anew if the log is not the one that it knows.
    async fn begin(&self) -> Result<(), IndexError> {
        let known = self.store.checkpoint()?;
        if known.position == 0 {
            return Ok(());
        }
        let there = self.log.read_all(known.position, 1).await?;
        let there = there.first().and_then(|record| Envelope::parse(&record.bytes).ok());
        let same = there.is_some_and(|envelope| {
            envelope.meta.position == known.position && envelope.meta.id == known.event
        });
        if same {
            self.reached.send_replace(known.position);
        } else {
            tracing::info!("the index of identities is of another log, and is made anew");
            self.store.clear()?;
        }
        Ok(())
    }

    /// Takes in what the log holds beyond what is known.
    async fn catch_up(&self) -> Result<(), IndexError> {
        loop {
            let reached = *self.reached.borrow();
            if reached >= *self.log.head().borrow() {
                return Ok(());
            }
            let page = self.log.read_all(reached + 1, PAGE).await?;
            let last = page.last().map(|last| (last.position, Envelope::parse(&last.bytes)));
            let Some((position, last)) = last else { return Err(IndexError::Short(reached)) };
            let event = last.map(|envelope| envelope.meta.id).unwrap_or_default();
            let mut changes = Vec::new();
            for record in page.iter().filter(|record| may_matter(&record.bytes)) {
                match Envelope::parse(&record.bytes) {
                    Ok(envelope) => changes.extend(self.change(envelope).await?),
                    Err(error) => pass_over(record.position, &error),
                }
            }
            if !changes.is_empty() || position / PLACE_EVERY > reached / PLACE_EVERY {
                self.store.apply(&changes, Checkpoint { position, event })?;
            }
            self.reached.send_replace(position);
        }
    }

    /// What an event changes here, if it changes anything.
    async fn change(&self, envelope: Envelope) -> Result<Option<Change>, IndexError> {
        let kinds = [
            PersonRegistered::KIND,
            PersonsLinked::KIND,
            PersonsUnlinked::KIND,
            PersonErased::KIND,
        ];
        if !kinds.contains(&envelope.meta.type_name.as_str()) {
            return Ok(None);
        }
        let position = envelope.meta.position;
        match envelope.read::<Event>().map(|recorded| recorded.event) {
            Ok(Event::PersonRegistered(entry)) => self.entered(position, &entry).await,
            Ok(Event::PersonErased(erased)) => {
                self.erase(&erased.person_id)
                    .await
                    .map_err(|error| IndexError::NotErased(position, error))?;
                Ok(None)
            }
            Ok(Event::PersonsLinked(e)) => {
                Ok(pair(&e.person_id, &e.other_person_id).map(|(a, b)| Change::Linked(a, b)))
            }
            Ok(Event::PersonsUnlinked(e)) => {
                Ok(pair(&e.person_id, &e.other_person_id).map(|(a, b)| Change::Unlinked(a, b)))
            }
            Ok(_) => Ok(None),
            Err(error) => {
                pass_over(position, &error);
                Ok(None)
            }
        }
    }

    async fn entered(
        &self,
        position: u64,
        entry: &PersonRegistered,
    ) -> Result<Option<Change>, IndexError> {
        let Some(person) = uuid_of(&entry.person_id) else { return Ok(None) };
        match open(&self.sealer, entry).await {
            Ok(entry) => {
                let tokens = blocks::of(&self.blind, &Identity::of(&entry));
                Ok(Some(Change::Entered { person, position, tokens }))
            }
            Err(Closed::Erased) => Ok(None),
            Err(closed) if closed.is_passing() => Err(IndexError::NotNow(position, closed)),
            Err(closed) => {
                tracing::warn!(position, reason = closed.reason(), "nobody finds this entry");
                Ok(None)
            }
        }
    }

    /// Destroys somebody's key, and forgets how they are found. Done again it changes nothing.
    ///
    /// # Errors
    /// If that fails; the task that follows the log tries it again.
    pub async fn erase(&self, person_id: &str) -> Result<(), EraseError> {
        if let Some(keys) = &self.keys {
            keys.destroy(person_id).await?;
        }
        if let Some(person) = uuid_of(person_id) {
            self.store.forget(person)?;
        }
        Ok(())
    }

    /// Waits until all that is stored by now is taken in.
    ///
    /// # Errors
    /// If that takes too long.
    pub async fn caught_up(&self) -> Result<(), IndexError> {
        let wanted = *self.log.head().borrow();
        let mut reached = self.reached.subscribe();
        if *reached.borrow() < wanted {
            self.waited_for.notify_one();
        }
        let there = reached.wait_for(|at| *at >= wanted);
        match tokio::time::timeout(LONGEST_WAIT, there).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(IndexError::Behind),
        }
    }

    /// Who is likest, the best first: those for whom more speaks than against.
    ///
    /// # Errors
    /// If the index, the log or a key fails.
    pub async fn likest(
        &self,
        to: &Identity,
        but: Option<Uuid>,
        most: usize,
    ) -> Result<Vec<Likely>, IndexError> {
        let tokens = blocks::of(&self.blind, to);
        let mut likely = Vec::new();
        for person in self.store.who_is_in(&tokens, OF_A_BLOCK, COMPARED)? {
            if Some(person) == but {
                continue;
            }
            if let Some(identity) = self.identity(person).await? {
                let score = score::compare(to, &identity);
                likely.push(Likely { person, score });
            }
        }
        likely.retain(|likely| likely.score.total > 0);
        likely.sort_by_key(|likely| (std::cmp::Reverse(likely.score.total), likely.person));
        likely.truncate(most);
        Ok(likely)
    }

    /// True if two entries are linked, in either direction.
    ///
    /// # Errors
    /// If the index fails.
    pub fn are_linked(&self, one: Uuid, other: Uuid) -> Result<bool, IndexError> {
        Ok(self.store.are_linked(one, other)?)
    }

    /// Who an entry is, read where it was registered; `None` if it was erased.
    async fn identity(&self, person: Uuid) -> Result<Option<Identity>, IndexError> {
        let Some(position) = self.store.registered_at(person)? else { return Ok(None) };
        let found = self.log.read_all(position, 1).await?;
        let Some(record) = found.first() else { return Ok(None) };
        let event = Envelope::parse(&record.bytes)
            .and_then(Envelope::read::<Event>)
            .map_err(|error| IndexError::Registration(position, error))?
            .event;
        let Event::PersonRegistered(entry) = event else { return Ok(None) };
        match open(&self.sealer, &entry).await {
            Ok(entry) => Ok(Some(Identity::of(&entry))),
            Err(Closed::Erased) => {
                self.store.forget(person)?;
                Ok(None)
            }
            Err(closed) if closed.is_passing() => Err(IndexError::NotNow(position, closed)),
            Err(_) => Ok(None),
        }
    }
}

/// False of a record that changes nothing here. Nearly all are contacts, and
/// reading each in full would cost more than all the rest.
fn may_matter(record: &[u8]) -> bool {
    record.windows(TYPES_BEGIN.len()).take(TYPE_IS_WITHIN).any(|part| part == TYPES_BEGIN)
}

/// The UUID of a person's id.
#[must_use]
pub fn uuid_of(person_id: &str) -> Option<Uuid> {
    parse_suffix(person_id.strip_prefix("person_")?)
}

fn pair(one: &str, other: &str) -> Option<(Uuid, Uuid)> {
    Some((uuid_of(one)?, uuid_of(other)?))
}

/// What cannot be read changes nothing here; the projection sets it aside and says so.
fn pass_over(position: u64, error: &Unreadable) {
    tracing::warn!(position, error = chain(error), "the index of identities passed over an event");
}

async fn wait_after(error: &IndexError) {
    tracing::warn!(error = chain(error), "filling the index of identities is tried again");
    tokio::time::sleep(BEFORE_TRYING_AGAIN).await;
}

#[cfg(test)]
#[path = "index_tests.rs"]
mod tests;
