//! Taking a folder of keys from one master key to another, while it is in use.

use std::{
    fs, io,
    path::Path,
    sync::{
        PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    files::{self, Audience},
    folder::{CHECK_FILE, FolderError, KeyFolder, short_file},
    master::MasterKey,
    roots::{self, Roots},
    wrapping::{self, Check, Held},
};

/// Where the roots are, and the name that they are bound to; a person's key has another.
const ROOTS: &str = "roots";

/// Why keys were not taken to another master key. What was done stays done, and both
/// master keys are needed until it is done to the end.
#[derive(Debug, thiserror::Error)]
pub enum RewrapError {
    /// A file could not be read or written.
    #[error("`{path}` could not be read or written")]
    Io {
        /// The file or folder.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A file opens under neither master key. The old one is kept.
    #[error("`{path}` opens under neither master key; put it back from a copy, or take it away")]
    Damaged {
        /// The file.
        path: String,
    },
}

/// How many keys were destroyed, and of how many a copy might still be opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Destroyed {
    /// All of them.
    pub all: u64,
    /// Those that were under a master key which is still there.
    pub waiting: u64,
}

impl KeyFolder {
    /// The installation's roots, made from the master key if there are none yet.
    ///
    /// # Errors
    /// If they cannot be read or written, or open under no master key that is known.
    pub fn roots(&self, master: &MasterKey) -> Result<Roots, FolderError> {
        let path = self.path.join(ROOTS);
        let io = |source| FolderError::Io { path: path.display().to_string(), source };
        let made = Roots::new(master);
        let file = self.masters().wrap(ROOTS, &made.bytes()).map_err(io)?;
        match files::write_new(&path, &self.staging, &file) {
            Ok(()) => return Ok(made),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(source) => return Err(io(source)),
        }
        let file = fs::read(&path).map_err(io)?;
        let plain = self.masters().unwrap(ROOTS, &file);
        plain.and_then(|plain| Roots::from_bytes(&plain)).ok_or_else(|| {
            io(io::Error::new(io::ErrorKind::InvalidData, "it opens under no master key given"))
        })
    }

    /// From now on keys are written under this master key; those that are there open under
    /// the one until now as well.
    pub(super) fn turn_to(&self, next: &MasterKey) {
        self.masters.write().unwrap_or_else(PoisonError::into_inner).turn_to(next);
    }

    /// Wraps all that is there under the new master key, one by one, and then forgets the
    /// old one. Whoever asks for a key meanwhile waits for that of one shard at most.
    ///
    /// # Errors
    /// If a file cannot be taken along; the folder then opens with both master keys still.
    pub(super) fn rewrap(&self, done: &AtomicU64) -> Result<(), RewrapError> {
        for shard in 0..=u8::MAX {
            let folder = self.path.join(format!("{shard:02x}"));
            // Whoever is making a key meanwhile wrapped it under the old one, and holds the
            // shard until its file is there; who comes later wraps under the new one.
            let names = {
                let _held = self.lock(shard).write().unwrap_or_else(PoisonError::into_inner);
                names(&folder).map_err(|source| failed(&folder, source))?
            };
            for name in names {
                let path = folder.join(&name);
                let Some(key_id) = name.strip_suffix(".key") else { continue };
                let _held = self.lock(shard).write().unwrap_or_else(PoisonError::into_inner);
                let file = short_file(&path).map_err(|source| failed(&path, source))?;
                self.take_along(key_id, &path, &file)?;
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
        let roots = self.path.join(ROOTS);
        match fs::read(&roots) {
            Ok(file) if file.len() <= wrapping::length(roots::LENGTH) => {
                self.take_along(ROOTS, &roots, &file)?;
            }
            Ok(_) => return Err(RewrapError::Damaged { path: roots.display().to_string() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(source) => return Err(failed(&roots, source)),
        }
        let check = self.path.join(CHECK_FILE);
        let now = self.masters().check();
        files::replace(&check, &self.staging, &now, Audience::Owner)
            .map_err(|source| failed(&check, source))?;
        self.masters.write().unwrap_or_else(PoisonError::into_inner).forget_old();
        Ok(())
    }

    fn take_along(&self, name: &str, path: &Path, file: &[u8]) -> Result<(), RewrapError> {
        let masters = self.masters();
        let new = match wrapping::held(file) {
            // Of which time it is was not noted then; it was before now.
            Held::Destroyed(None) => masters.old_check().map(|old| wrapping::tombstone(Some(&old))),
            Held::Destroyed(Some(_)) => None,
            Held::Wrapped(file) if masters.is_current(name, file).is_some() => None,
            Held::Wrapped(file) => {
                let plain = masters
                    .unwrap(name, file)
                    .ok_or_else(|| RewrapError::Damaged { path: path.display().to_string() })?;
                Some(masters.wrap(name, &plain).map_err(|source| failed(path, source))?)
            }
        };
        let Some(new) = new else { return Ok(()) };
        files::replace(path, &self.staging, &new, Audience::Owner)
            .map_err(|source| failed(path, source))
    }

    /// How many keys were destroyed, and how many of them under a master key that is
    /// still there, by its check.
    ///
    /// # Errors
    /// If the folder cannot be read.
    pub(super) fn destroyed(&self, there: &[Check]) -> io::Result<Destroyed> {
        let mut count = Destroyed::default();
        for shard in 0..=u8::MAX {
            let folder = self.path.join(format!("{shard:02x}"));
            for name in names(&folder)?.iter().filter(|name| name.ends_with(".key")) {
                let file = short_file(&folder.join(name))?;
                if let Held::Destroyed(check) = wrapping::held(&file) {
                    count.all += 1;
                    count.waiting += u64::from(check.is_none_or(|check| there.contains(&check)));
                }
            }
        }
        Ok(count)
    }

    /// How many files of keys there are, tombstones among them.
    pub(super) fn files(&self) -> io::Result<u64> {
        let mut count = 0;
        for shard in 0..=u8::MAX {
            count += names(&self.path.join(format!("{shard:02x}")))?.len() as u64;
        }
        Ok(count)
    }
}

/// The names in a folder; none if it is not there.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

fn failed(path: &Path, source: io::Error) -> RewrapError {
    RewrapError::Io { path: path.display().to_string(), source }
}
