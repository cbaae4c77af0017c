//! Exchanging the master key while services are served.
//!
//! The new key is a file beside the old one, `master.key.next`, before anything is
//! wrapped under it. When all is, the old one becomes `master.key.old` and the new one
//! `master.key`. Whatever is interrupted goes on from what lies there. The old file is
//! destroyed by a call of its own: until then, whoever has a copy of an earlier folder
//! of keys can open it, keys that were destroyed since included.
//!
//! Where files are handed out read-only, whoever hands them out does what the process
//! cannot: puts the new key beside the old one, starts the process, and once all is
//! wrapped under the new one, hands out that alone.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write as _},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::{
    files,
    folder::{FolderError, KeyFolder},
    master::{MasterKey, MasterKeyError},
    rewrap::Destroyed,
    roots::Roots,
};
use crate::status::chain;

/// Why the master key was not exchanged.
#[derive(Debug, thiserror::Error)]
pub enum RotateError {
    /// It is not in a file of ours.
    #[error("the master key is in a variable of the environment; put it in a file first")]
    NotInAFile,
    /// The one before it is still there.
    #[error("the master key from before the last exchange is still there; destroy it first")]
    OldStillThere,
    /// There is no old one.
    #[error("there is no old master key to destroy")]
    NothingOld,
    /// It was handed out to us, and who hands it out has to exchange it.
    #[error("the master key was handed out read-only")]
    ReadOnly,
    /// Keys are still under the old one.
    #[error("keys are still being wrapped anew; the old master key is needed until that is done")]
    Underway,
    /// The new one could not be made.
    #[error("the new master key could not be made")]
    Master(#[from] MasterKeyError),
    /// The files could not be read or changed.
    #[error("`{path}` could not be read or written")]
    Io {
        /// The file or folder.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
}

/// Where an exchange stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MasterState {
    /// Keys are being wrapped anew.
    pub underway: bool,
    /// All keys are under the new one, which has to be handed out in the old one's place.
    pub to_be_handed_out: bool,
    /// It came to a halt; the log says why. It goes on when it is asked for again.
    pub halted: bool,
    /// How many keys were looked at in the exchange that goes on or was last.
    pub done: u64,
    /// How many there are.
    pub keys: u64,
    /// The one from before is still there.
    pub old_is_there: bool,
    /// How many keys were destroyed.
    pub destroyed: Destroyed,
}

/// The master key of a process, and the folder that is wrapped under it.
#[derive(Clone)]
pub struct MasterKeys(Arc<Inner>);

struct Inner {
    folder: Arc<KeyFolder>,
    /// Where the key is; none if it is not in a file.
    file: Option<PathBuf>,
    work: Mutex<Work>,
    done: AtomicU64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Resting,
    /// An exchange was begun and is not at its end, and nobody is at it.
    Waiting,
    Running,
    /// All is done here; the new key has to be handed out under the old one's name.
    Handed,
    Halted,
}

impl std::fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MasterKeys")
    }
}

impl MasterKeys {
    /// Opens a folder of keys by the master key in a file, and by the one that is to
    /// follow it if an exchange was begun.
    ///
    /// # Errors
    /// If a key or the folder cannot be used.
    pub fn in_file(file: &Path, folder: &Path) -> Result<(Self, Roots), OpenError> {
        let old = MasterKey::from_file(file)?;
        let next = beside(file, "next");
        if !next.exists() {
            let kept = KeyFolder::open(folder, &old)?;
            return Self::with(kept, &old, Some(file), Work::Resting);
        }
        let new = MasterKey::from_file(&next)?;
        let kept = KeyFolder::open_between(folder, &new, Some(&old))?;
        // Roots that are not there yet follow from the first master key.
        Self::with(kept, &old, Some(file), Work::Waiting)
    }

    /// Opens a folder of keys by a master key that is in no file of ours.
    ///
    /// # Errors
    /// If the folder cannot be used.
    pub fn given(master: &MasterKey, folder: &Path) -> Result<(Self, Roots), OpenError> {
        Self::with(KeyFolder::open(folder, master)?, master, None, Work::Resting)
    }

    fn with(
        folder: KeyFolder,
        first: &MasterKey,
        file: Option<&Path>,
        work: Work,
    ) -> Result<(Self, Roots), OpenError> {
        let roots = folder.roots(first)?;
        let inner = Inner {
            folder: Arc::new(folder),
            file: file.map(Path::to_owned),
            work: Mutex::new(work),
            done: AtomicU64::new(0),
        };
        Ok((Self(Arc::new(inner)), roots))
    }

    /// The folder that is wrapped under it.
    #[must_use]
    pub fn folder(&self) -> Arc<KeyFolder> {
        Arc::clone(&self.0.folder)
    }

    /// Begins an exchange, or goes on with one that was begun. It waits for the disk, and
    /// returns when the new key is in its file; [`MasterKeys::go_on`] does the rest.
    ///
    /// # Errors
    /// If there is nothing to exchange, or the new key cannot be kept.
    pub fn begin(&self) -> Result<(), RotateError> {
        let file = self.0.file.as_deref().ok_or(RotateError::NotInAFile)?;
        let mut work = self.work();
        if *work == Work::Resting {
            if beside(file, "old").exists() {
                return Err(RotateError::OldStillThere);
            }
            let next =
                MasterKey::create_file(beside(file, "next")).map_err(|error| match error {
                    MasterKeyError::File { source, .. } if is_read_only(&source, file) => {
                        RotateError::ReadOnly
                    }
                    error => error.into(),
                })?;
            self.0.folder.turn_to(&next);
        }
        if !matches!(*work, Work::Running | Work::Handed) {
            *work = Work::Waiting;
        }
        Ok(())
    }

    /// Takes all keys to the new master key, if an exchange was begun. It waits for the disk.
    pub fn go_on(&self) {
        {
            let mut work = self.work();
            if *work != Work::Waiting {
                return;
            }
            *work = Work::Running;
        }
        self.0.done.store(0, Ordering::Relaxed);
        let taken = self.0.folder.rewrap(&self.0.done).map_err(Box::<dyn std::error::Error>::from);
        let ended = taken.and_then(|()| self.change_names().map_err(Into::into));
        *self.work() = match ended {
            Ok(stands) => stands,
            Err(error) => {
                let error = chain(error.as_ref());
                tracing::error!(error, "the master key is not exchanged; both are needed");
                Work::Halted
            }
        };
    }

    /// The old key's file becomes `….old`, and the new one takes its name.
    fn change_names(&self) -> Result<Work, RotateError> {
        let Some(file) = self.0.file.as_deref() else { return Ok(Work::Resting) };
        let (next, old) = (beside(file, "next"), beside(file, "old"));
        let named = match fs::hard_link(file, &old) {
            // Interrupted after this step: it is the same file.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) if is_read_only(&error, file) => {
                tracing::warn!("all keys are under the new master key, which is to be handed out");
                return Ok(Work::Handed);
            }
            linked => linked,
        };
        named
            .and_then(|()| files::sync_folder(files::parent(file)))
            .and_then(|()| fs::rename(&next, file))
            .and_then(|()| files::sync_folder(files::parent(file)))
            .map(|()| Work::Resting)
            .map_err(|source| failed(file, source))
    }

    /// Destroys the master key from before the last exchange. What was wrapped under it,
    /// in whatever copy, opens no more.
    ///
    /// # Errors
    /// If there is none, if it is still needed, or if it cannot be destroyed.
    pub fn destroy_old(&self) -> Result<(), RotateError> {
        let file = self.0.file.as_deref().ok_or(RotateError::NotInAFile)?;
        let work = self.work();
        match *work {
            Work::Resting => {}
            Work::Handed => return Err(RotateError::ReadOnly),
            Work::Waiting | Work::Running | Work::Halted => return Err(RotateError::Underway),
        }
        let old = beside(file, "old");
        if !old.exists() {
            return Err(RotateError::NothingOld);
        }
        shred(&old).map_err(|source| failed(&old, source))
    }

    /// Where it stands. It reads the folder of keys.
    ///
    /// # Errors
    /// If the files cannot be read.
    pub fn state(&self) -> Result<MasterState, RotateError> {
        let work = *self.work();
        let folder = &self.0.folder;
        let mut there = vec![folder.masters().check()];
        let mut old_is_there = false;
        if let Some(file) = self.0.file.as_deref() {
            old_is_there = beside(file, "old").exists();
            for path in [file.to_owned(), beside(file, "next"), beside(file, "old")] {
                match MasterKey::from_file(&path) {
                    Ok(key) => there.push(key.check()),
                    // It is not there, or has another name since a moment ago.
                    Err(MasterKeyError::File { source, .. })
                        if source.kind() == io::ErrorKind::NotFound => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
        let read = |source| failed(&folder.path, source);
        Ok(MasterState {
            underway: matches!(work, Work::Waiting | Work::Running),
            halted: work == Work::Halted,
            to_be_handed_out: work == Work::Handed,
            done: self.0.done.load(Ordering::Relaxed),
            keys: folder.files().map_err(read)?,
            old_is_there,
            destroyed: folder.destroyed(&there).map_err(read)?,
        })
    }

    fn work(&self) -> std::sync::MutexGuard<'_, Work> {
        self.0.work.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a folder of keys could not be opened by its master key.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The master key could not be had.
    #[error("could not get the master key")]
    Master(#[from] MasterKeyError),
    /// The folder could not be opened.
    #[error("could not open the folder of keys")]
    Folder(#[from] FolderError),
}

/// A file beside the master key's, such as `master.key.next`.
fn beside(file: &Path, end: &str) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(end);
    file.with_file_name(name)
}

/// Overwrites a file as far as the disk lets one, and takes it away.
fn shred(path: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    let length = usize::try_from(file.metadata()?.len()).unwrap_or_default();
    file.write_all(&vec![0; length])?;
    file.sync_all()?;
    fs::remove_file(path)?;
    files::sync_folder(files::parent(path))
}

/// Whether something failed because the folder of a file is not ours to write.
fn is_read_only(error: &io::Error, file: &Path) -> bool {
    match error.kind() {
        io::ErrorKind::ReadOnlyFilesystem => true,
        // A link may be denied for other reasons, too.
        io::ErrorKind::PermissionDenied => {
            let probe = beside(file, "probe");
            let made = OpenOptions::new().write(true).create_new(true).open(&probe);
            made.and_then(|_| fs::remove_file(&probe)).is_err()
        }
        _ => false,
    }
}

fn failed(path: &Path, source: io::Error) -> RotateError {
    RotateError::Io { path: path.display().to_string(), source }
}

#[cfg(test)]
#[path = "rotate_tests.rs"]
mod tests;
