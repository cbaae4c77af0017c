//! The index's database: keyed hashes, ids and positions, and never a word.
//!
//! One sled tree, keys by their first byte; a page of the log is one batch with
//! the checkpoint in it. The database can be thrown away: all of it follows
//! from the log. It is emptied by itself when it was made in another layout,
//! under another key or from another log, and made anew at the start after somebody
//! was erased, and when it is damaged, which loss of power can do to it, since it is not synced.
//!
//! | Key | Holds |
//! |---|---|
//! | `b` hash person | nothing: the person is in this block |
//! | `p` person | where they were registered, and their hashes |
//! | `l` person person | nothing: the two are linked on the first one's record |
//! | `checkpoint` | the position of the last event taken in, and its id |
//! | `made` | the layout, and what tells the key of the hashes |

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use kernel::disposable::{self, DisposableError};
use sled::{Batch, Db};
use uuid::Uuid;

use super::blocks::Token;

/// The layout's number; raised also when entries come to other blocks.
const LAYOUT: u8 = 1;

/// Memory for the database's pages, in bytes: a query reads a few.
const CACHE_BYTES: u64 = 8 * 1024 * 1024;

/// How the file ends that says that somebody was forgotten.
const FORGOTTEN: &str = "forgotten";

const CHECKPOINT: &[u8] = b"checkpoint";
const MADE: &[u8] = b"made";

/// Why the index's database failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The store failed.
    #[error("the index of identities failed")]
    Sled(#[from] sled::Error),
    /// It could not be opened.
    #[error("the index of identities could not be opened")]
    Open(#[from] DisposableError),
    /// What is left of somebody who was erased could not be done away with.
    #[error("the index of identities could not be made anew")]
    Forget(#[source] io::Error),
}

/// How far the log was taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last event's position.
    pub position: u64,
    /// The last event's id, which tells this log from another.
    pub event: Uuid,
}

/// What an event changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody is in the register.
    Entered {
        /// Who.
        person: Uuid,
        /// Where in the log.
        position: u64,
        /// Their blocks.
        tokens: Vec<Token>,
    },
    /// Two entries were linked.
    Linked(Uuid, Uuid),
    /// A link was undone.
    Unlinked(Uuid, Uuid),
}

/// The database.
#[derive(Clone, Debug)]
pub struct Store {
    db: Db,
    /// The file that says that somebody was forgotten since the database was made.
    forgotten: PathBuf,
}

impl Store {
    /// Opens the database, empty if there is none that can be used. `key` tells the key of the hashes.
    ///
    /// # Errors
    /// If the folder cannot be used.
    pub fn open(folder: &Path, key: &Token) -> Result<Self, StoreError> {
        let forgotten = folder.with_extension(FORGOTTEN);
        if forgotten.exists() {
            // What was removed lies in the database's files until it writes over it.
            for done in [remove_if_there(folder, true), remove_if_there(&forgotten, false)] {
                done.map_err(StoreError::Forget)?;
            }
        }
        let db = disposable::open(folder, CACHE_BYTES)?;
        let store = Self { db, forgotten };
        let made = [&[LAYOUT], key.as_slice()].concat();
        if store.db.get(MADE)?.as_deref() != Some(made.as_slice()) {
            store.db.clear()?;
            store.db.insert(MADE, made)?;
            store.db.flush()?;
        }
        Ok(store)
    }

    /// How far the log was taken in.
    ///
    /// # Errors
    /// If the store fails.
    pub fn checkpoint(&self) -> Result<Checkpoint, StoreError> {
        let kept = self.db.get(CHECKPOINT)?;
        let parts = kept.as_deref().and_then(|kept| kept.split_first_chunk::<8>());
        let Some((position, event)) = parts else { return Ok(Checkpoint::default()) };
        let event = Uuid::from_slice(event).unwrap_or_default();
        Ok(Checkpoint { position: u64::from_be_bytes(*position), event })
    }

    /// Forgets everything.
    ///
    /// # Errors
    /// If the store fails.
    pub fn clear(&self) -> Result<(), StoreError> {
        let made = self.db.get(MADE)?;
        self.db.clear()?;
        if let Some(made) = made {
            self.db.insert(MADE, made)?;
        }
        Ok(())
    }

    /// Makes changes and moves the checkpoint, all or none.
    ///
    /// # Errors
    /// If the store fails.
    pub fn apply(&self, changes: &[Change], checkpoint: Checkpoint) -> Result<(), StoreError> {
        let mut batch = Batch::default();
        for change in changes {
            match change {
                Change::Entered { person, position, tokens } => {
                    let mut value = position.to_be_bytes().to_vec();
                    for token in tokens {
                        value.extend_from_slice(token);
                        batch.insert(key(b'b', token, person.as_bytes()), &[]);
                    }
                    batch.insert(key(b'p', person.as_bytes(), &[]), value);
                }
                Change::Linked(one, other) => {
                    batch.insert(key(b'l', one.as_bytes(), other.as_bytes()), &[]);
                }
                Change::Unlinked(one, other) => {
                    batch.remove(key(b'l', one.as_bytes(), other.as_bytes()));
                }
            }
        }
        let at = checkpoint.position.to_be_bytes();
        batch.insert(CHECKPOINT, [at.as_slice(), checkpoint.event.as_bytes()].concat());
        Ok(self.db.apply_batch(batch)?)
    }

    /// Writes all of it to the disk, for tests that look there.
    #[cfg(test)]
    pub(super) fn flushed(&self) {
        self.db.flush().unwrap();
    }

    /// Those who are in any of these blocks, up to so many of a block and so many in all.
    ///
    /// # Errors
    /// If the store fails.
    pub fn who_is_in(
        &self,
        tokens: &[Token],
        of_a_block: usize,
        in_all: usize,
    ) -> Result<BTreeSet<Uuid>, StoreError> {
        let mut found = BTreeSet::new();
        for token in tokens {
            for entry in self.db.scan_prefix(key(b'b', token, &[])).keys().take(of_a_block) {
                if found.len() >= in_all {
                    return Ok(found);
                }
                let entry = entry?;
                let person = entry.last_chunk::<16>().copied().map(Uuid::from_bytes);
                found.extend(person);
            }
        }
        Ok(found)
    }

    /// Where in the log somebody was registered, if they are known and not forgotten.
    ///
    /// # Errors
    /// If the store fails.
    pub fn registered_at(&self, person: Uuid) -> Result<Option<u64>, StoreError> {
        let kept = self.db.get(key(b'p', person.as_bytes(), &[]))?;
        let position = kept.as_deref().and_then(|kept| kept.first_chunk::<8>());
        Ok(position.map(|position| u64::from_be_bytes(*position)))
    }

    /// True if the two are linked, on either one's record.
    ///
    /// # Errors
    /// If the store fails.
    pub fn are_linked(&self, one: Uuid, other: Uuid) -> Result<bool, StoreError> {
        let linked = |a: Uuid, b: Uuid| self.db.contains_key(key(b'l', a.as_bytes(), b.as_bytes()));
        Ok(linked(one, other)? || linked(other, one)?)
    }

    /// Forgets how somebody is found. They were erased, and even a keyed hash of
    /// their NHS number is more than should be left.
    ///
    /// # Errors
    /// If the store fails.
    pub fn forget(&self, person: Uuid) -> Result<(), StoreError> {
        let entry = key(b'p', person.as_bytes(), &[]);
        let mut batch = Batch::default();
        if let Some(kept) = self.db.get(&entry)? {
            fs::write(&self.forgotten, "").map_err(StoreError::Forget)?;
            let (tokens, _) = kept.get(8..).unwrap_or_default().as_chunks::<16>();
            for token in tokens {
                batch.remove(key(b'b', token, person.as_bytes()));
            }
        }
        batch.remove(entry);
        Ok(self.db.apply_batch(batch)?)
    }
}

fn remove_if_there(path: &Path, folder: bool) -> io::Result<()> {
    match if folder { fs::remove_dir_all(path) } else { fs::remove_file(path) } {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn key(prefix: u8, one: &[u8], other: &[u8]) -> Vec<u8> {
    [&[prefix], one, other].concat()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    fn person(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn entered(n: u128, position: u64, tokens: &[Token]) -> Change {
        Change::Entered { person: person(n), position, tokens: tokens.to_vec() }
    }

    fn at(position: u64) -> Checkpoint {
        Checkpoint { position, event: person(position.into()) }
    }

    fn found(store: &Store, tokens: &[Token]) -> Vec<u128> {
        store.who_is_in(tokens, 9, 9).unwrap().iter().map(Uuid::as_u128).collect()
    }

    #[test]
    fn people_are_found_by_their_blocks() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), &[1; 16]).unwrap();
        let (a, b) = ([7; 16], [8; 16]);
        store.apply(&[entered(1, 4, &[a, b]), entered(2, 5, &[b])], at(5)).unwrap();
        assert_eq!(found(&store, &[a]), [1]);
        assert_eq!(found(&store, &[b, a]), [1, 2]);
        assert_eq!(found(&store, &[[9; 16]]), Vec::<u128>::new());
        assert_eq!(store.who_is_in(&[b], 1, 9).unwrap().len(), 1);
        assert_eq!(store.who_is_in(&[a, b], 9, 1).unwrap().len(), 1);
        assert_eq!(store.registered_at(person(2)).unwrap(), Some(5));
        assert_eq!(store.checkpoint().unwrap(), at(5));
    }

    #[test]
    fn who_was_forgotten_is_in_no_block() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), &[1; 16]).unwrap();
        let block = [7; 16];
        store.apply(&[entered(1, 4, &[block]), entered(2, 5, &[block])], at(5)).unwrap();
        store.forget(person(1)).unwrap();
        store.forget(person(3)).unwrap();
        assert_eq!(found(&store, &[block]), [2]);
        assert_eq!(store.registered_at(person(1)).unwrap(), None);
    }

    #[test]
    fn of_who_was_forgotten_nothing_is_in_the_files_from_the_next_start_on() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("identity");
        let block: Token = *b"a block of one..";
        let holds = || {
            let bytes = fs::read(path.join("db")).unwrap();
            bytes.windows(block.len()).any(|part| part == block)
        };
        let store = Store::open(&path, &[1; 16]).unwrap();
        store.apply(&[entered(1, 4, &[block])], at(5)).unwrap();
        store.flushed();
        assert!(holds());
        store.forget(person(1)).unwrap();
        store.flushed();
        drop(store);
        let store = Store::open(&path, &[1; 16]).unwrap();
        store.flushed();
        assert!(!holds());
        assert_eq!(store.checkpoint().unwrap(), Checkpoint::default());
        store.apply(&[], at(6)).unwrap();
        drop(store);
        let store = Store::open(&path, &[1; 16]).unwrap();
        assert_eq!(store.checkpoint().unwrap(), at(6), "it is made anew once");
    }

    #[test]
    fn a_link_is_seen_from_both_sides_until_it_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), &[1; 16]).unwrap();
        let (one, other) = (person(1), person(2));
        store.apply(&[Change::Linked(one, other)], at(1)).unwrap();
        assert!(store.are_linked(one, other).unwrap() && store.are_linked(other, one).unwrap());
        assert!(!store.are_linked(one, person(3)).unwrap());
        store.apply(&[Change::Unlinked(one, other)], at(2)).unwrap();
        assert!(!store.are_linked(one, other).unwrap());
    }

    #[test]
    fn what_was_made_in_another_layout_or_under_another_key_is_made_anew() {
        let folder = tempfile::tempdir().unwrap();
        let open = |key: u8| Store::open(folder.path(), &[key; 16]).unwrap();
        open(1).apply(&[entered(1, 4, &[[7; 16]])], at(5)).unwrap();
        assert_eq!(open(1).checkpoint().unwrap(), at(5), "the same is kept");
        assert_eq!(open(2).checkpoint().unwrap(), Checkpoint::default());
        assert_eq!(found(&open(2), &[[7; 16]]), Vec::<u128>::new());
        let other_layout = [&[LAYOUT + 1], [2; 16].as_slice()].concat();
        let store = open(2);
        store.apply(&[], at(6)).unwrap();
        store.db.insert(MADE, other_layout).unwrap();
        drop(store);
        assert_eq!(open(2).checkpoint().unwrap(), Checkpoint::default());
    }

    #[test]
    fn a_damaged_index_is_made_anew() {
        for (n, damage) in [&b"not a database"[..], &[0xFF; 4096], b""].into_iter().enumerate() {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path(), &[1; 16]).unwrap();
            store.apply(&[entered(1, 4, &[[7; 16]])], at(5)).unwrap();
            store.flushed();
            drop(store);
            for file in ["db", "conf"] {
                fs::write(folder.path().join(file), damage).unwrap();
            }
            let store = Store::open(folder.path(), &[1; 16]).unwrap();
            assert_eq!(store.checkpoint().unwrap(), Checkpoint::default(), "damage {n}");
            store.apply(&[entered(2, 4, &[[7; 16]])], at(6)).unwrap();
            assert_eq!(found(&store, &[[7; 16]]), [2]);
        }
    }

    #[test]
    fn a_cleared_index_begins_anew_and_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), &[1; 16]).unwrap();
        store.apply(&[entered(1, 4, &[[7; 16]])], at(5)).unwrap();
        store.clear().unwrap();
        assert_eq!(store.checkpoint().unwrap(), Checkpoint::default());
        store.apply(&[], at(6)).unwrap();
        drop(store);
        let store = Store::open(folder.path(), &[1; 16]).unwrap();
        assert_eq!(store.checkpoint().unwrap(), at(6));
    }
}
