//! Files of settings, in TOML. What is wrong with one is told by its line.

use std::{
    io,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use toml::de::Error;

/// Why a file of settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("`{0}` cannot be read")]
    Read(PathBuf, #[source] io::Error),
    /// It is not of the form wanted.
    #[error("`{file}`, line {line}: {says}")]
    Form {
        /// The file.
        file: PathBuf,
        /// Where in it, from one.
        line: usize,
        /// What is wrong.
        says: String,
    },
}

/// Reads a file. `says` tells what is wrong with a line: the reader's own words may repeat
/// what stands there, which may be a secret or a name.
///
/// # Errors
/// If it cannot be read or is not of the form wanted.
pub fn read<T: DeserializeOwned>(
    path: &Path,
    says: impl FnOnce(&Error, &str) -> String,
) -> Result<T, FileError> {
    let text =
        std::fs::read_to_string(path).map_err(|error| FileError::Read(path.to_owned(), error))?;
    parse(path, &text, says)
}

/// The same of what was read from a file already.
///
/// # Errors
/// If it is not of the form wanted.
pub fn parse<T: DeserializeOwned>(
    path: &Path,
    text: &str,
    says: impl FnOnce(&Error, &str) -> String,
) -> Result<T, FileError> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count();
        FileError::Form {
            file: path.to_owned(),
            line: line.saturating_add(1),
            says: says(&error, text.lines().nth(line).unwrap_or_default()),
        }
    })
}
