//! The folder in which keys are kept: one small file a key, wrapped under the master key.
//!
//! It lies outside the log, because a log never forgets and a key must be
//! forgettable. A destroyed key leaves a tombstone in its place, under the same
//! name, so that no race and no restart makes a second key for the same id. The
//! tombstone says under which master key the key was: a copy of the old file opens
//! for as long as that one exists.
//!
//! One process keeps one folder; another process asks it through the keys service.

use std::{
    array, fmt,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock, RwLockReadGuard},
};

use secrecy::zeroize::Zeroizing;
use sha2::{Digest, Sha256};

use super::{
    files::{self, Audience},
    keys::{DataKey, KeyError, check_id},
    master::MasterKey,
    random,
    wrapping::{self, Check, Held, LENGTH, Masters},
};

/// Tells a folder's master key from another.
pub(super) const CHECK_FILE: &str = "master.check";

/// Why a folder of keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// The folder could not be made or read.
    #[error("the key folder `{path}` could not be used")]
    Io {
        /// The folder.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// Its keys are wrapped under another master key.
    #[error("the keys in `{path}` belong to another master key")]
    OtherMaster {
        /// The folder.
        path: String,
    },
}

/// Keys on disk.
pub struct KeyFolder {
    pub(super) path: PathBuf,
    pub(super) staging: PathBuf,
    /// Asked for under a shard's lock, so that nobody still writes under one that was left.
    pub(super) masters: RwLock<Masters>,
    /// One lock for each first byte of the ids' hashes. Readers wait for the
    /// writer's last sync, so nobody seals under a key that a power cut could take.
    shards: [RwLock<()>; 256],
}

impl fmt::Debug for KeyFolder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyFolder")
    }
}

impl KeyFolder {
    /// Opens a folder of keys, and makes it if there is none.
    ///
    /// # Errors
    /// If it cannot be made or read, or if its keys belong to another master key.
    pub fn open(path: impl AsRef<Path>, master: &MasterKey) -> Result<Self, FolderError> {
        Self::open_between(path.as_ref(), master, None)
    }

    /// The same while the master key is exchanged: keys may still be under the old one.
    ///
    /// # Errors
    /// As for [`KeyFolder::open`].
    pub fn open_between(
        path: &Path,
        master: &MasterKey,
        old: Option<&MasterKey>,
    ) -> Result<Self, FolderError> {
        let path = path.to_path_buf();
        let staging = path.join("staging");
        let masters = Masters::new(master, old);
        let known = prepare(&path, &staging, &masters.check())
            .map_err(|source| FolderError::Io { path: path.display().to_string(), source })?;
        if !masters.knows(&known) {
            return Err(FolderError::OtherMaster { path: path.display().to_string() });
        }
        let shards = array::from_fn(|_| RwLock::new(()));
        Ok(Self { path, staging, masters: RwLock::new(masters), shards })
    }

    /// The key of an id.
    ///
    /// # Errors
    /// If there is none, if it was destroyed, or if it cannot be read.
    pub fn get(&self, key_id: &str) -> Result<DataKey, KeyError> {
        check_id(key_id)?;
        let (shard, path) = self.place(key_id);
        let _held = self.lock(shard).read().unwrap_or_else(PoisonError::into_inner);
        self.read(key_id, &path)
    }

    /// The key of an id, made if there is none. Whoever asks at once gets the same key.
    ///
    /// # Errors
    /// If it was destroyed, or if it cannot be read or written.
    pub fn get_or_create(&self, key_id: &str) -> Result<DataKey, KeyError> {
        match self.get(key_id) {
            Err(KeyError::NotFound { .. }) => self.create(key_id),
            answer => answer,
        }
    }

    /// Destroys the key of an id, whether or not there is one, for good.
    ///
    /// # Errors
    /// If the tombstone cannot be written; the key may then still be there.
    pub fn destroy(&self, key_id: &str) -> Result<(), KeyError> {
        check_id(key_id)?;
        let (shard, path) = self.place(key_id);
        let _held = self.lock(shard).write().unwrap_or_else(PoisonError::into_inner);
        // Said again it changes nothing: under which master key it was stands there already.
        if matches!(self.read(key_id, &path), Err(KeyError::Destroyed { .. })) {
            let synced = files::sync_folder(files::parent(&path));
            return synced.map_err(|source| unavailable(key_id, source));
        }
        let check = self.masters().check();
        self.bury(&path, Some(&check)).map_err(|source| unavailable(key_id, source))
    }

    fn create(&self, key_id: &str) -> Result<DataKey, KeyError> {
        let (shard, path) = self.place(key_id);
        let _held = self.lock(shard).write().unwrap_or_else(PoisonError::into_inner);
        let bytes = Zeroizing::new(random::<32>().map_err(|source| unavailable(key_id, source))?);
        let file = self
            .masters()
            .wrap(key_id, bytes.as_slice())
            .map_err(|source| unavailable(key_id, source))?;
        let written = files::make_folder(files::parent(&path))
            .and_then(|()| files::write_new(&path, &self.staging, &file));
        match written {
            Ok(()) => Ok(DataKey::from(*bytes)),
            // Somebody was first: theirs is the key, or the tombstone.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => self.read(key_id, &path),
            Err(source) => Err(unavailable(key_id, source)),
        }
    }

    fn read(&self, key_id: &str, path: &Path) -> Result<DataKey, KeyError> {
        let file = match short_file(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(KeyError::NotFound { key_id: key_id.to_owned() });
            }
            Err(source) => return Err(unavailable(key_id, source)),
        };
        let wrapped = match wrapping::held(&file) {
            Held::Wrapped(wrapped) => wrapped,
            Held::Destroyed(_) => {
                return Err(KeyError::Destroyed { key_id: key_id.to_owned() });
            }
        };
        let key = self.masters().unwrap(key_id, wrapped);
        key.and_then(|plain| <[u8; 32]>::try_from(plain.as_slice()).ok())
            .map(DataKey::from)
            .ok_or_else(|| KeyError::Damaged { key_id: key_id.to_owned() })
    }

    fn bury(&self, path: &Path, check: Option<&Check>) -> io::Result<()> {
        files::make_folder(files::parent(path))?;
        let old = match OpenOptions::new().write(true).open(path) {
            Ok(file) => Some(file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let stone = wrapping::tombstone(check);
        files::replace(path, &self.staging, &stone, Audience::Owner)?;
        // The tombstone stands; the bytes that it replaced go as far as the disk lets them.
        if let Some(mut old) = old {
            old.write_all(&[0; LENGTH])?;
            old.sync_all()?;
        }
        Ok(())
    }

    fn place(&self, key_id: &str) -> (u8, PathBuf) {
        let shard = Sha256::digest(key_id.as_bytes()).first().copied().unwrap_or_default();
        (shard, self.path.join(format!("{shard:02x}")).join(format!("{key_id}.key")))
    }

    pub(super) fn lock(&self, shard: u8) -> &RwLock<()> {
        static SPARE: RwLock<()> = RwLock::new(());
        // There are as many locks as bytes, so the spare one is never needed.
        self.shards.get(usize::from(shard)).unwrap_or(&SPARE)
    }

    pub(super) fn masters(&self) -> RwLockReadGuard<'_, Masters> {
        self.masters.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The bytes of a key's file; of one that is too long for a key only the beginning.
pub(super) fn short_file(path: &Path) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut file = Zeroizing::new(Vec::with_capacity(LENGTH + 1));
    File::open(path)?.take(LENGTH as u64 + 1).read_to_end(&mut file)?;
    Ok(file)
}

/// Makes the folder ready and says which master key it knows.
fn prepare(path: &Path, staging: &Path, check: &[u8]) -> io::Result<Vec<u8>> {
    files::make_folder(path)?;
    files::make_folder(staging)?;
    // A process that was killed while it wrote leaves its drafts; they are nobody's keys.
    for draft in fs::read_dir(staging)? {
        fs::remove_file(draft?.path())?;
    }
    // It may also have been killed before its last sync; what stands now stands for good.
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            files::sync_folder(&entry.path())?;
        }
    }
    files::sync_folder(path)?;
    let check_file = path.join(CHECK_FILE);
    match files::write_new(&check_file, staging, check) {
        Ok(()) => Ok(check.to_vec()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => fs::read(check_file),
        Err(error) => Err(error),
    }
}

fn unavailable(
    key_id: &str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> KeyError {
    KeyError::Unavailable { key_id: key_id.to_owned(), source: source.into() }
}

#[cfg(test)]
#[path = "folder_tests.rs"]
mod tests;
