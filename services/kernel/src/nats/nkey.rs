//! Who one is to NATS: a key of one's own, kept in a file for its owner only.
//!
//! The server knows the public half and asks for a signature, so no secret goes over the
//! connection, nor stands in the server's settings.

use std::{fmt, io, path::Path, sync::Arc};

use nkeys::KeyPair;

use crate::seal::files::{make_folder, parent, read_private, write_new};

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum NkeyError {
    /// The file cannot be used.
    #[error("the NATS key in `{0}` cannot be used")]
    File(String, #[source] io::Error),
    /// The file holds something else.
    #[error("`{0}` holds no seed of a NATS user: it is one line that begins with SU")]
    Seed(String),
}

/// A key of a NATS user.
#[derive(Clone)]
pub struct Nkey(Arc<KeyPair>);

impl fmt::Debug for Nkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Nkey({})", self.public())
    }
}

impl Nkey {
    /// Reads a key.
    ///
    /// # Errors
    /// If the file is missing, others may read it, or it holds no seed of a user.
    pub fn open(file: &Path) -> Result<Self, NkeyError> {
        let name = file.display().to_string();
        let bytes = read_private(file).map_err(|e| NkeyError::File(name.clone(), e))?;
        let seed = std::str::from_utf8(&bytes).unwrap_or_default().trim();
        let pair = Some(seed).filter(|seed| seed.starts_with("SU"));
        let pair = pair.and_then(|seed| KeyPair::from_seed(seed).ok());
        pair.map(|pair| Self(Arc::new(pair))).ok_or(NkeyError::Seed(name))
    }

    /// Reads a key, and makes it first where there is none.
    ///
    /// # Errors
    /// If it cannot be read or made.
    pub fn open_or_create(file: &Path) -> Result<Self, NkeyError> {
        if !file.exists() {
            let failed = |e| NkeyError::File(file.display().to_string(), e);
            let seed = KeyPair::new_user().seed().map_err(|e| failed(io::Error::other(e)))?;
            make_folder(parent(file)).map_err(failed)?;
            match write_new(file, parent(file), format!("{seed}\n").as_bytes()) {
                // Whoever was faster made one as good.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                made => made.map_err(failed)?,
            }
        }
        Self::open(file)
    }

    /// By what the server knows it.
    #[must_use]
    pub fn public(&self) -> String {
        self.0.public_key()
    }

    /// Where its answers come in. Each key has a place of its own: whoever may listen to
    /// all inboxes hears what others are answered.
    #[must_use]
    pub fn inbox(&self) -> String {
        format!("_INBOX.{}", self.public())
    }

    pub(super) fn sign(&self, nonce: &[u8]) -> Result<Vec<u8>, nkeys::error::Error> {
        self.0.sign(nonce)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_shows_its_public_half_only() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("nats/panel.nk");
        let made = Nkey::open_or_create(&file).unwrap();
        let again = Nkey::open_or_create(&file).unwrap();
        assert_eq!(made.public(), again.public());
        assert!(made.public().starts_with('U'));
        let seed = std::fs::read_to_string(&file).unwrap();
        assert!(seed.starts_with("SU") && !format!("{made:?}").contains(seed.trim()));
    }

    #[cfg(unix)]
    #[test]
    fn a_key_that_others_may_read_and_what_is_no_key_are_refused() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("panel.nk");
        Nkey::open_or_create(&file).unwrap();
        let mode = |mode| {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        mode(0o644);
        assert!(matches!(Nkey::open(&file), Err(NkeyError::File(..))));
        std::fs::write(&file, "SUAB, but no seed").unwrap();
        mode(0o600);
        assert!(matches!(Nkey::open(&file), Err(NkeyError::Seed(_))));
    }
}
