//! The projection's database: history, verdicts, views and checkpoint.
//!
//! One tree, keys by prefix. A group of events is one `Work`: it reads through
//! to the database, keeps what it writes in memory, and is committed as one
//! batch with the checkpoint in it, so that either all of a group counts or
//! none does. The database can be thrown away: everything in it follows from
//! the stream and the log of flags.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    path::Path,
    sync::Arc,
};

use kernel::disposable::{self, DisposableError};
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};
use sled::{Batch, Db, IVec};

use crate::views::flags::AtHand;

/// The layout's number.
const FORMAT: u32 = 19;

/// Under which key it is told how the database was made.
const MADE_BY: &[u8] = b"mformat";

/// Of how many lists in chunks it is at hand where they end.
const LISTS: usize = 50_000;

/// The number of the chunk of a list that took its last entry: from there on one looks for
/// room. Where changes that begin a chunk are not committed it may be told already; then the
/// one before stays shorter.
pub type Ends = Cache<Vec<u8>, u64>;

/// Why the projection's database failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store failed.
    #[error("the projection's database failed")]
    Sled(#[from] sled::Error),
    /// It could not be opened.
    #[error("the projection's database could not be opened")]
    Open(#[from] DisposableError),
    /// A value cannot be read back, or is not where it should be.
    #[error("a stored value cannot be read: {0}")]
    Value(String),
    /// A thread that worked on it ended early.
    #[error("what was asked of the projection's database was not done")]
    Ended(#[from] tokio::task::JoinError),
}

impl StoreError {
    /// The value under this key cannot be read. Keys name people, and errors reach
    /// logs: it is told by the letter of its table and a hash.
    #[must_use]
    pub fn unreadable(key: &[u8]) -> Self {
        let table = key.first().map(|letter| char::from(*letter)).unwrap_or_default();
        let hash: String =
            Sha256::digest(key).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Self::Value(format!("table {table}, key {hash}"))
    }
}

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    flags: Arc<AtHand>,
    ends: Arc<Ends>,
}

impl Store {
    /// Opens the database. It is empty, and so filled anew from the stream, if
    /// there is none that can be used, or if it was made in another layout or by
    /// other rules.
    ///
    /// # Errors
    /// If the folder is in use.
    pub fn open(folder: &Path, cache_bytes: u64, rules: &str) -> Result<Self, StoreError> {
        let db = disposable::open(folder, cache_bytes)?;
        let ends = Arc::new(Ends::new(LISTS));
        let store = Self { db, flags: Arc::default(), ends };
        let made_by = format!("{FORMAT} {rules}");
        if store.db.get(MADE_BY)?.as_deref() != Some(made_by.as_bytes()) {
            store.db.clear()?;
            store.db.insert(MADE_BY, made_by.as_bytes())?;
            store.db.flush()?;
        }
        Ok(store)
    }

    /// Begins a group of changes.
    #[must_use]
    pub fn work(&self) -> Work<'_> {
        Work { db: &self.db, flags: &self.flags, ends: &self.ends, pending: Pending::new() }
    }

    /// The lines of all flags.
    #[must_use]
    pub fn flags(&self) -> &AtHand {
        &self.flags
    }

    /// The database's size on disk in bytes.
    #[must_use]
    pub fn size_on_disk(&self) -> u64 {
        self.db.size_on_disk().unwrap_or(0)
    }
}

/// Whether a value has room for more.
#[derive(Debug)]
pub enum Room<'a> {
    /// There is none.
    NoValue,
    /// It is too long.
    Full,
    /// It is this, and may be added to.
    Left(&'a mut Vec<u8>),
}

/// By key the value that it is set to, or none if it is removed.
pub type Pending = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// Changes that were made apart from the group that they are to be committed with.
#[derive(Debug, Default)]
pub struct Changes(Pending);

/// A group of changes, seen by itself only until it is committed.
#[derive(Debug)]
pub struct Work<'a> {
    db: &'a Db,
    flags: &'a AtHand,
    ends: &'a Ends,
    pending: Pending,
}

impl<'a> Work<'a> {
    /// The value of a key.
    ///
    /// # Errors
    /// If the store fails.
    pub fn get(&self, key: &[u8]) -> Result<Option<IVec>, StoreError> {
        match self.pending.get(key) {
            Some(value) => Ok(value.as_deref().map(IVec::from)),
            None => Ok(self.db.get(key)?),
        }
    }

    /// Sets a key.
    pub fn put(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.pending.insert(key, Some(value));
    }

    /// The value of a key to be added to, if it has one of no more than so many bytes.
    ///
    /// # Errors
    /// If the store fails.
    pub fn room(&mut self, key: Vec<u8>, bytes: usize) -> Result<Room<'_>, StoreError> {
        let value = match self.pending.entry(key) {
            Entry::Occupied(changed) => changed.into_mut(),
            Entry::Vacant(unchanged) => match self.db.get(unchanged.key())? {
                None => return Ok(Room::NoValue),
                Some(stored) if stored.len() > bytes => return Ok(Room::Full),
                Some(stored) => unchanged.insert(Some(stored.to_vec())),
            },
        };
        Ok(match value {
            None => Room::NoValue,
            Some(value) if value.len() > bytes => Room::Full,
            Some(value) => Room::Left(value),
        })
    }

    /// Removes a key.
    pub fn remove(&mut self, key: Vec<u8>) {
        self.pending.insert(key, None);
    }

    /// Keys and values under a prefix, in the order of keys.
    pub fn scan<'s>(
        &'s self,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(IVec, IVec), StoreError>> + use<'s, 'a> {
        self.scan_from(prefix, prefix)
    }

    /// Keys and values under a prefix from `start` on, in the order of keys.
    pub fn scan_from<'s>(
        &'s self,
        prefix: &[u8],
        start: &[u8],
    ) -> impl Iterator<Item = Result<(IVec, IVec), StoreError>> + use<'s, 'a> {
        let owned = prefix.to_vec();
        let mut stored = self.db.range(start.to_vec()..).map({
            let owned = owned.clone();
            move |item| item.map(|(key, value)| (key.starts_with(&owned), key, value))
        });
        let mut pending = self
            .pending
            .range(start.to_vec()..)
            .take_while(move |(key, _)| key.starts_with(&owned))
            .peekable();
        let mut held: Option<(IVec, IVec)> = None;
        let mut ended = false;
        std::iter::from_fn(move || {
            loop {
                if held.is_none() && !ended {
                    match stored.next() {
                        Some(Ok((true, key, value))) => held = Some((key, value)),
                        Some(Err(error)) => {
                            ended = true;
                            return Some(Err(error.into()));
                        }
                        Some(Ok((false, ..))) | None => ended = true,
                    }
                }
                let pending_first = match (&held, pending.peek()) {
                    (None, None) => return None,
                    (Some((key, _)), Some((other, _))) => other.as_slice() <= key.as_ref(),
                    (None, Some(_)) => true,
                    (Some(_), None) => false,
                };
                if !pending_first {
                    return held.take().map(Ok);
                }
                let (key, value) = pending.next()?;
                if held.as_ref().is_some_and(|(stored, _)| stored.as_ref() == key.as_slice()) {
                    held = None; // The group's own value stands before the stored one.
                }
                if let Some(value) = value {
                    return Some(Ok((IVec::from(key.as_slice()), IVec::from(value.as_slice()))));
                }
            }
        })
    }

    /// The last key under a prefix that does not lie beyond `key`, and its value.
    ///
    /// It passes no removal by: what is looked up so must never be removed.
    ///
    /// # Errors
    /// If the store fails.
    pub fn last_up_to(
        &self,
        prefix: &[u8],
        key: &[u8],
    ) -> Result<Option<(IVec, IVec)>, StoreError> {
        let bounds = || prefix.to_vec()..=key.to_vec();
        let pending = self.pending.range(bounds()).next_back();
        let pending = pending.and_then(|(k, v)| Some((k, v.as_deref()?)));
        let stored = self.db.range(bounds()).next_back().transpose()?;
        Ok(match (pending, stored) {
            (Some((k, v)), Some((key, _))) if k.as_slice() >= key.as_ref() => {
                Some((IVec::from(k.as_slice()), IVec::from(v)))
            }
            (Some((k, v)), None) => Some((IVec::from(k.as_slice()), IVec::from(v))),
            (_, stored) => stored,
        })
    }

    /// Where lists in chunks end, as far as it is at hand.
    #[must_use]
    pub fn ends(&self) -> &'a Ends {
        self.ends
    }

    /// The changes, to be committed with others.
    #[must_use]
    pub fn into_changes(self) -> Changes {
        Changes(self.pending)
    }

    /// Makes these changes as well.
    pub fn add(&mut self, Changes(changes): Changes) {
        self.pending.extend(changes);
    }

    /// True if nothing was changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Makes the changes, all or none.
    ///
    /// Not synced one by one: after a crash the database is at an earlier
    /// checkpoint, and what followed is read from the stream again.
    ///
    /// # Errors
    /// If the store fails.
    pub fn commit(self) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        for (key, value) in &self.pending {
            match value {
                Some(value) => batch.insert(key.as_slice(), value.as_slice()),
                None => batch.remove(key.as_slice()),
            }
        }
        Ok(self.flags.commit(&self.pending, || self.db.apply_batch(batch))?)
    }
}

/// Puts a key together: a prefix and parts, each ended by a zero byte, so that
/// no part can run into the next.
#[must_use]
pub fn key(prefix: u8, parts: &[&str]) -> Vec<u8> {
    let mut key = Vec::with_capacity(2 + parts.iter().map(|p| p.len() + 1).sum::<usize>());
    key.push(prefix);
    for part in parts {
        key.extend_from_slice(part.as_bytes());
        key.push(0);
    }
    key
}

/// The last part of each key that begins with a prefix of whole parts, in their order.
///
/// # Errors
/// If the store fails, or a key is not of such a form.
pub fn last_parts(work: &Work<'_>, under: &[u8]) -> Result<Vec<String>, StoreError> {
    let part = |item: Result<(IVec, IVec), StoreError>| {
        let (key, _) = item?;
        let part = key.get(under.len()..).and_then(|rest| rest.strip_suffix(&[0]));
        let part = part.and_then(|part| std::str::from_utf8(part).ok());
        part.map(ToOwned::to_owned).ok_or_else(|| StoreError::unreadable(&key))
    };
    work.scan(under).map(part).collect()
}

/// A moment as key bytes that sort by time.
#[must_use]
pub fn time_key(at: jiff::Timestamp) -> [u8; 8] {
    // Flipping the sign bit lets negative numbers sort before positive ones.
    (at.as_microsecond().cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// The moment of eight key bytes.
#[must_use]
pub fn time_of(bytes: [u8; 8]) -> Option<jiff::Timestamp> {
    let micros = (u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed();
    jiff::Timestamp::from_microsecond(micros).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn open() -> Option<(tempfile::TempDir, Store)> {
        let folder = tempfile::tempdir().ok()?;
        let store = Store::open(folder.path(), 1 << 20, "rules").ok()?;
        Some((folder, store))
    }

    fn entries(work: &Work<'_>, prefix: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
        work.scan(prefix).filter_map(Result::ok).map(|(k, v)| (k.to_vec(), v.to_vec())).collect()
    }

    #[test]
    fn what_other_rules_judged_is_judged_anew() -> Result<(), StoreError> {
        let folder = tempfile::tempdir().map_err(sled::Error::from)?;
        let kept = |rules| {
            let store = Store::open(folder.path(), 1 << 20, rules)?;
            let mut work = store.work();
            let found = work.get(b"pverdict")?.is_some();
            work.put(b"pverdict".to_vec(), vec![1]);
            work.commit()?;
            Ok::<_, StoreError>(found)
        };
        assert!(!kept("one")?);
        assert!(kept("one")?);
        assert!(!kept("another")?);
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_group_reads_what_it_and_earlier_groups_wrote(
            first in prop::collection::btree_map(0_u8..30, 0_u8..9, 0..20),
            second in prop::collection::btree_map(0_u8..30, prop::option::of(0_u8..9), 0..20),
        ) {
            let (_folder, store) = open().ok_or_else(|| TestCaseError::fail("no store"))?;
            let mut work = store.work();
            let mut model: BTreeMap<Vec<u8>, Vec<u8>> = BTreeMap::new();
            for (k, v) in &first {
                work.put(vec![b'p', *k], vec![*v]);
                model.insert(vec![b'p', *k], vec![*v]);
            }
            prop_assert!(work.commit().is_ok());
            let mut work = store.work();
            for (k, v) in &second {
                match v {
                    Some(v) => {
                        work.put(vec![b'p', *k], vec![*v]);
                        model.insert(vec![b'p', *k], vec![*v]);
                    }
                    None => {
                        work.remove(vec![b'p', *k]);
                        model.remove(&vec![b'p', *k]);
                    }
                }
            }
            let expected: Vec<_> = model.into_iter().collect();
            prop_assert_eq!(entries(&work, b"p"), expected.clone());
            prop_assert!(work.commit().is_ok());
            prop_assert_eq!(entries(&store.work(), b"p"), expected);
        }

        #[test]
        fn time_keys_sort_as_time_does(a in -9_000_000_000_i64..9_000_000_000, b in -9_000_000_000_i64..9_000_000_000) {
            let at = |s| jiff::Timestamp::from_second(s).unwrap_or(jiff::Timestamp::MIN);
            prop_assert_eq!(time_key(at(a)).cmp(&time_key(at(b))), a.cmp(&b));
            prop_assert_eq!(time_of(time_key(at(a))), Some(at(a)));
        }
    }
}
