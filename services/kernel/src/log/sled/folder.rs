//! The folder that a log lives in: who holds it, and which format it has.
//!
//! sled takes a file of garbage for an empty database. The number in the file
//! `format` tells the two apart, and tells a newer format before sled touches
//! anything. It says `being created` until the database can be relied on;
//! until then nothing was acknowledged, and what is there may be thrown away.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::{log::OpenError, patience::patiently};

/// The format that this build reads. The first had segments that could be lost
/// one by one (`shared.rs`); nothing was ever released with it.
pub const FORMAT: u32 = 2;

const BEING_CREATED: &str = "being created";

enum State {
    /// Nothing of a log is there.
    Untouched,
    /// Its creation did not come to its end.
    CutShort,
    Created,
}

/// A data folder that nobody else has open.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// True until [`Folder::created`] was called once.
    pub new: bool,
    _lock: File,
}

/// A log that nobody opens for as long as this is there, so that its files can be copied.
#[derive(Debug)]
pub struct Held {
    _folder: Folder,
}

impl Held {
    /// Takes hold of a log.
    ///
    /// # Errors
    /// If there is none, or it is in use or not accessible.
    pub fn of(path: &Path) -> Result<Self, OpenError> {
        Folder::has_log(path)?;
        Folder::open(path).map(|folder| Self { _folder: folder })
    }
}

impl Folder {
    /// Takes hold of a folder, creating it if it is not there.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let failed = |source| OpenError::Folder { folder: path.to_owned(), source };
        create_durably(path).map_err(failed)?;
        let lock = File::create(path.join("lock")).map_err(failed)?;
        let locked =
            patiently(|| lock.try_lock(), |error| matches!(error, TryLockError::WouldBlock));
        match locked {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::InUse(path.to_owned())),
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        let mut folder = Self { path: path.to_owned(), new: true, _lock: lock };
        match folder.state()? {
            State::Untouched => folder.write_format(BEING_CREATED).map_err(failed)?,
            State::CutShort => folder.clear().map_err(failed)?,
            State::Created => folder.new = false,
        }
        Ok(folder)
    }

    /// Whether a folder has a log that was created to its end; changes nothing.
    pub fn has_log(path: &Path) -> Result<(), OpenError> {
        let damaged = |reason: &str| OpenError::Damaged {
            folder: path.to_owned(),
            reason: reason.to_owned(),
        };
        let (format, database) = (path.join("format"), path.join("db"));
        match fs::read_to_string(format) {
            Ok(text) if text.contains(BEING_CREATED) => {
                Err(damaged("it says that it is being created"))
            }
            Ok(_) => Ok(()),
            Err(error) if error.kind() == io::ErrorKind::NotFound && !database.exists() => {
                Err(OpenError::NoLog(path.to_owned()))
            }
            Err(_) => Err(damaged("the file `format` is gone or no text")),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// sled's one file.
    pub fn database(&self) -> PathBuf {
        self.path.join("db")
    }

    /// Notes that the database can be relied on from now on.
    pub fn created(&self) -> Result<(), OpenError> {
        // sled syncs neither the names of its files nor its settings.
        File::open(self.path.join("conf"))
            .and_then(|conf| conf.sync_all())
            .and_then(|()| sync(&self.database()))
            .and_then(|()| sync(&self.path))
            .and_then(|()| self.write_format(""))
            .map_err(|source| OpenError::Folder { folder: self.path.clone(), source })
    }

    pub fn damaged(&self, reason: impl ToString) -> OpenError {
        OpenError::Damaged { folder: self.path.clone(), reason: reason.to_string() }
    }

    /// The refusal of a format that is not this build's.
    pub fn other(&self, found: u32) -> OpenError {
        let folder = self.path.clone();
        if found > FORMAT {
            OpenError::NewerFormat { folder, found, known: FORMAT }
        } else {
            OpenError::OlderFormat { folder, found, known: FORMAT }
        }
    }

    fn state(&self) -> Result<State, OpenError> {
        let failed = |source| OpenError::Folder { folder: self.path.clone(), source };
        let text = match fs::read_to_string(self.path.join("format")) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return if self.sled_files().map_err(failed)?.is_empty() {
                    Ok(State::Untouched)
                } else {
                    Err(self.damaged("there is a database, but no file `format` beside it"))
                };
            }
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                return Err(self.damaged("the file `format` is no text"));
            }
            Err(source) => return Err(failed(source)),
        };
        let (number, state) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        match number.parse::<u32>() {
            Ok(found) if found > 0 && found != FORMAT => Err(self.other(found)),
            Ok(FORMAT) if state == BEING_CREATED => Ok(State::CutShort),
            Ok(FORMAT) if state.is_empty() && self.database().exists() => Ok(State::Created),
            Ok(FORMAT) if state.is_empty() => Err(self.damaged("the database is gone")),
            _ => Err(self.damaged("the file `format` holds no format")),
        }
    }

    /// Throws away what a creation that was cut short has left.
    fn clear(&self) -> io::Result<()> {
        self.sled_files()?.into_iter().try_for_each(|path| {
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
        })
    }

    /// Whatever has the name of one of sled's files.
    fn sled_files(&self) -> io::Result<Vec<PathBuf>> {
        let is_sled = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            matches!(&*name, "db" | "conf" | "blobs") || name.starts_with("snap.")
        };
        let paths = fs::read_dir(&self.path)?.map(|entry| entry.map(|e| e.path()));
        paths.filter(|path| path.as_ref().map_or(true, is_sled)).collect()
    }

    fn write_format(&self, state: &str) -> io::Result<()> {
        let new = self.path.join("format.new");
        let mut file = File::create(&new)?;
        writeln!(file, "{}", format!("{FORMAT} {state}").trim())?;
        file.sync_all()?;
        fs::rename(&new, self.path.join("format"))?;
        sync(&self.path)
    }
}

fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Creates a folder and whatever leads to it, so that loss of power keeps it.
fn create_durably(path: &Path) -> io::Result<()> {
    let missing: Vec<_> = path.ancestors().take_while(|p| !p.exists()).collect();
    fs::create_dir_all(path)?;
    for created in missing {
        match created.parent() {
            Some(parent) if parent.as_os_str().is_empty() => sync(Path::new("."))?,
            Some(parent) => sync(parent)?,
            None => {}
        }
    }
    Ok(())
}
