//! A file that says who on the register an issuer's users are: `"subject" = "person_…"`.
//!
//! It links people to how they sign in, so only its owner may read it, and nothing of
//! it is told when it is not in order. It is read again whenever keys are fetched.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, RwLock},
};

use proto::ids::PersonId;

use super::IssuersError;
use crate::{
    seal::files,
    settings::{self, FileError},
};

/// The longest file, in bytes.
const LONGEST_PERSONS: u64 = 16 * 1024 * 1024;

/// Who an issuer's users are, by what it calls them.
pub(in crate::principal) struct PersonsFile {
    path: PathBuf,
    persons: RwLock<HashMap<String, PersonId>>,
    /// Whether it could not be read the last time.
    broken: Mutex<bool>,
}

impl PersonsFile {
    pub(super) fn open(path: PathBuf) -> Result<Self, IssuersError> {
        let persons = RwLock::new(read_persons(&path)?);
        Ok(Self { path, persons, broken: Mutex::new(false) })
    }

    pub(super) fn person(&self, subject: &str) -> Option<PersonId> {
        self.persons.read().unwrap_or_else(PoisonError::into_inner).get(subject).cloned()
    }

    /// Reads it again; says whether it says something else than before.
    pub(super) fn read_again(&self) -> bool {
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        match read_persons(&self.path) {
            Ok(persons) => {
                *broken = false;
                let mut known = self.persons.write().unwrap_or_else(PoisonError::into_inner);
                let changed = *known != persons;
                *known = persons;
                changed
            }
            Err(error) => {
                if !std::mem::replace(&mut *broken, true) {
                    let error = crate::status::chain(&error);
                    tracing::warn!(
                        error,
                        "a file of persons was not read again; the old one stays"
                    );
                }
                false
            }
        }
    }
}

fn read_persons(path: &Path) -> Result<HashMap<String, PersonId>, IssuersError> {
    let bytes = files::read_private_up_to(path, LONGEST_PERSONS)
        .map_err(|e| FileError::Read(path.to_owned(), e))?;
    let at_the_top =
        |says: &str| FileError::Form { file: path.to_owned(), line: 1, says: says.to_owned() };
    let text = std::str::from_utf8(&bytes).map_err(|_| at_the_top("it is no text"))?;
    let says = "a line reads \"subject\" = \"person_…\"";
    let table: HashMap<String, String> = settings::parse(path, text, |_, _| says.to_owned())?;
    let parsed = table.into_iter().map(|(subject, id)| Some((subject, id.parse().ok()?)));
    Ok(parsed.collect::<Option<_>>().ok_or_else(|| at_the_top(says))?)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const PERSON: &str = "person_01h455vb4pex5vsknk084sn02q";

    #[test]
    fn a_file_of_persons_is_read_again_and_stays_while_it_is_broken() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("persons.toml");
        let write = |text: &str| {
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        };
        write("");
        let file = PersonsFile::open(path.clone()).unwrap_or_else(|error| unreachable!("{error}"));
        assert!(file.person("urn:1").is_none() && !file.read_again());
        write(&format!("\"urn:1\" = \"{PERSON}\""));
        assert!(file.read_again());
        assert_eq!(file.person("urn:1").map(|id| id.to_string()).as_deref(), Some(PERSON));
        write("\"urn:1\" = ");
        assert!(!file.read_again() && file.person("urn:1").is_some());
        write("");
        assert!(file.read_again() && file.person("urn:1").is_none());
    }
}
