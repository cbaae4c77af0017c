//! Databases that can be thrown away, since all in them follows from logs.
//!
//! They are not synced one by one, so loss of power can damage them. What is
//! damaged is removed and made anew, and is then filled from the logs.

use std::{fs, io, panic, path::Path};

use sled::Db;

use crate::patience::{is_locked, patiently};

/// Why there is no database.
#[derive(Debug, thiserror::Error)]
pub enum DisposableError {
    /// It is in use, or the disk failed.
    #[error("the database could not be opened")]
    Sled(#[source] sled::Error),
    /// What is damaged could not be removed.
    #[error("the damaged database could not be removed")]
    Folder(#[source] io::Error),
    /// It is damaged right after it was made.
    #[error("the database cannot be opened, not even anew")]
    Damaged,
}

/// Opens a database, empty if there is none that can be used.
///
/// # Errors
/// If the folder is in use or cannot be used.
pub fn open(folder: &Path, cache_bytes: u64) -> Result<Db, DisposableError> {
    let opened = match try_open(folder, cache_bytes) {
        Some(opened) => opened,
        None => {
            tracing::warn!(folder = %folder.display(), "a database is damaged, and is made anew");
            fs::remove_dir_all(folder).map_err(DisposableError::Folder)?;
            try_open(folder, cache_bytes).ok_or(DisposableError::Damaged)?
        }
    };
    opened.map_err(DisposableError::Sled)
}

/// `None` if it is damaged, which sled says by an error or by a panic. A folder that is
/// in use or cannot be read is not damaged.
fn try_open(folder: &Path, cache_bytes: u64) -> Option<Result<Db, sled::Error>> {
    let config = sled::Config::new().path(folder).cache_capacity(cache_bytes);
    match panic::catch_unwind(panic::AssertUnwindSafe(|| patiently(|| config.open(), is_locked))) {
        Ok(Err(sled::Error::Io(error))) => match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => None,
            _ => Some(Err(sled::Error::Io(error))),
        },
        Ok(Ok(db)) => Some(Ok(db)),
        Ok(Err(_)) | Err(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use std::{thread, time::Duration};

    use super::*;

    const CACHE: u64 = 1 << 20;

    #[test]
    fn what_is_damaged_is_made_anew_and_what_is_whole_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        let db = open(&path, CACHE).unwrap();
        db.insert(b"a", b"1").unwrap();
        db.flush().unwrap();
        drop(db);
        assert!(open(&path, CACHE).unwrap().get(b"a").unwrap().is_some());

        for damage in [&b"not a database"[..], &[0xFF; 4096], b""] {
            for file in ["db", "conf"] {
                fs::write(path.join(file), damage).unwrap();
            }
            let db = open(&path, CACHE).unwrap();
            assert_eq!(db.len(), 0);
            db.insert(b"a", b"1").unwrap();
        }
    }

    #[test]
    fn what_is_let_go_of_a_little_later_can_be_opened() {
        let folder = tempfile::tempdir().unwrap();
        let db = open(folder.path(), CACHE).unwrap();
        db.insert(b"a", b"1").unwrap();
        let ending = thread::spawn(move || {
            thread::sleep(Duration::from_millis(200));
            drop(db);
        });
        let db = open(folder.path(), CACHE).unwrap();
        assert_eq!(db.get(b"a").unwrap().as_deref(), Some(b"1".as_slice()));
        ending.join().unwrap();
    }

    #[test]
    fn what_is_in_use_is_not_taken_for_damaged() {
        let folder = tempfile::tempdir().unwrap();
        let db = open(folder.path(), CACHE).unwrap();
        db.insert(b"a", b"1").unwrap();
        assert!(matches!(open(folder.path(), CACHE), Err(DisposableError::Sled(_))));
        assert_eq!(db.get(b"a").unwrap().as_deref(), Some(b"1".as_slice()));
    }
}
