//! What a service's reactions know, kept in a file beside the log.
//!
//! The file is a convenience: without it, or with one of another format, all is
//! heard again from the beginning, and what was done then is not done twice.

use std::{
    io::{self, Write as _},
    path::Path,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::follow::Checkpoint;

/// The index, and how far it has heard.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept<R> {
    /// The form of the index.
    pub(super) format: u32,
    /// How far it has read its own log.
    pub(super) own: u64,
    /// How far it has heard the other contexts.
    pub(super) checkpoint: Checkpoint,
    /// The index.
    pub(super) index: R,
}

impl<R: Default + Serialize + DeserializeOwned> Kept<R> {
    /// What is kept in the file; the beginning if there is none that can be used.
    /// `head` is the last position of the log: a file that knows more is of another log.
    pub(super) fn read(file: &Path, format: u32, head: u64) -> Self {
        let read = std::fs::read(file).ok().and_then(|b| serde_json::from_slice::<Self>(&b).ok());
        match read {
            Some(kept) if kept.format == format && kept.own <= head => kept,
            Some(_) => {
                tracing::info!("what reactions knew is of another format or log; heard again");
                Self { format, ..Self::default() }
            }
            None => Self { format, ..Self::default() },
        }
    }

    /// Writes it, so that the file is either the old or the new one.
    pub(super) fn write(&self, file: &Path) -> io::Result<()> {
        let bytes = serde_json::to_vec(self)?;
        let new = file.with_extension("new");
        let mut out = std::fs::File::create(&new)?;
        out.write_all(&bytes)?;
        out.sync_all()?;
        std::fs::rename(&new, file)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_is_read_back_and_what_cannot_be_used_is_begun_anew() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("reactions.json");
        assert_eq!(Kept::<Vec<u32>>::read(&file, 1, 9).own, 0);
        Kept { format: 1, own: 7, checkpoint: Checkpoint::default(), index: vec![1_u32, 2] }
            .write(&file)
            .unwrap();
        let kept = Kept::<Vec<u32>>::read(&file, 1, 9);
        assert_eq!((kept.own, kept.index), (7, vec![1, 2]));
        assert_eq!(Kept::<Vec<u32>>::read(&file, 2, 9).own, 0, "another format");
        assert_eq!(Kept::<Vec<u32>>::read(&file, 1, 6).own, 0, "a log that holds less");
        std::fs::write(&file, b"{\"format\":1,").unwrap();
        assert_eq!(Kept::<Vec<u32>>::read(&file, 1, 9).own, 0, "half a file");
    }
}
