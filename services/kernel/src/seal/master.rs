//! The one secret of an installation.
//!
//! Whoever holds it can unwrap every key; without it the sealed words are lost.
//! It is never used directly: each purpose has a key of its own, so that no
//! answer of one purpose helps with another. It can be exchanged (`rotate.rs`);
//! what must outlast it has roots of its own (`roots.rs`).

use std::{env, fmt, io, path::Path, sync::Arc};

use secrecy::{
    ExposeSecret, SecretBox,
    zeroize::{Zeroize, Zeroizing},
};

use super::{derived, files, hex, random};

const WRAPPING: &[u8] = b"candour/v1/wrapping key";
const CHECK: &[u8] = b"candour/v1/master key check";

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// The file could not be read or written.
    #[error("the master key file `{path}` could not be used")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The variable is not set.
    #[error("the environment variable `{var}` is not set; it should hold the master key in hex")]
    NoVariable {
        /// The variable.
        var: String,
    },
    /// What was found is no key.
    #[error("`{place}` holds no master key: it should be 32 raw bytes or 64 hexadecimal digits")]
    NotAKey {
        /// The file or variable.
        place: String,
    },
    /// The operating system gave no randomness.
    #[error("the system gave no randomness for a new master key")]
    NoRandomness(#[source] rand::rand_core::OsError),
}

/// The installation's secret, 32 bytes.
#[derive(Clone)]
pub struct MasterKey(Arc<SecretBox<[u8; 32]>>);

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey")
    }
}

impl From<[u8; 32]> for MasterKey {
    fn from(mut bytes: [u8; 32]) -> Self {
        let boxed = Box::new(bytes);
        bytes.zeroize();
        Self(Arc::new(SecretBox::new(boxed)))
    }
}

impl MasterKey {
    /// Reads 32 raw bytes or 64 hexadecimal digits from a file that only its owner may read.
    ///
    /// # Errors
    /// If the file cannot be read, if others may read it, or if it holds something else.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, MasterKeyError> {
        let path = path.as_ref();
        let bytes = files::read_private(path).map_err(|source| file_error(path, source))?;
        if let Ok(raw) = <[u8; 32]>::try_from(bytes.as_slice()) {
            return Ok(Self::from(raw));
        }
        std::str::from_utf8(&bytes)
            .ok()
            .and_then(from_hex)
            .ok_or_else(|| MasterKeyError::NotAKey { place: path.display().to_string() })
    }

    /// Reads 64 hexadecimal digits from an environment variable.
    ///
    /// # Errors
    /// If the variable is not set or holds something else.
    pub fn from_env(var: &str) -> Result<Self, MasterKeyError> {
        match env::var(var).map(Zeroizing::new) {
            Ok(text) => {
                from_hex(&text).ok_or_else(|| MasterKeyError::NotAKey { place: var.to_owned() })
            }
            Err(env::VarError::NotPresent) => {
                Err(MasterKeyError::NoVariable { var: var.to_owned() })
            }
            Err(env::VarError::NotUnicode(_)) => {
                Err(MasterKeyError::NotAKey { place: var.to_owned() })
            }
        }
    }

    /// Makes a new key and writes it to a new file that only its owner may read.
    ///
    /// # Errors
    /// If there is a file already, or if it cannot be written.
    pub fn create_file(path: impl AsRef<Path>) -> Result<Self, MasterKeyError> {
        let path = path.as_ref();
        let bytes = Zeroizing::new(random::<32>().map_err(MasterKeyError::NoRandomness)?);
        let line = Zeroizing::new(format!("{}\n", Zeroizing::new(hex(bytes.as_slice())).as_str()));
        files::write_new(path, files::parent(path), line.as_bytes())
            .map_err(|source| file_error(path, source))?;
        Ok(Self::from(*bytes))
    }

    /// The key that wraps data keys.
    pub(super) fn wrapping(&self) -> SecretBox<[u8; 32]> {
        self.derive(WRAPPING)
    }

    /// What tells this master key from another without telling anything else of it.
    pub(super) fn check(&self) -> [u8; 32] {
        *self.derive(CHECK).expose_secret()
    }

    pub(super) fn derive(&self, label: &[u8]) -> SecretBox<[u8; 32]> {
        derived(self.0.expose_secret(), &[label])
    }
}

fn file_error(path: &Path, source: io::Error) -> MasterKeyError {
    MasterKeyError::File { path: path.display().to_string(), source }
}

fn from_hex(text: &str) -> Option<MasterKey> {
    let text = text.trim();
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut bytes = Zeroizing::new([0_u8; 32]);
    for (slot, place) in bytes.iter_mut().zip((0..64).step_by(2)) {
        *slot = u8::from_str_radix(text.get(place..place + 2)?, 16).ok()?;
    }
    Some(MasterKey::from(*bytes))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_created_key_reads_back_and_is_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let made = MasterKey::create_file(&path).unwrap();
        assert_eq!(MasterKey::from_file(&path).unwrap().check(), made.check());
        assert!(matches!(
            MasterKey::create_file(&path),
            Err(MasterKeyError::File { source, .. }) if source.kind() == io::ErrorKind::AlreadyExists
        ));
        assert_eq!(MasterKey::from_file(&path).unwrap().check(), made.check());
    }

    #[test]
    fn raw_bytes_and_hexadecimal_digits_are_the_same_key() {
        let folder = tempfile::tempdir().unwrap();
        let (raw, digits) = (folder.path().join("raw"), folder.path().join("hex"));
        files::write_new(&raw, folder.path(), &[0xAB; 32]).unwrap();
        files::write_new(&digits, folder.path(), "aB".repeat(32).as_bytes()).unwrap();
        assert_eq!(
            MasterKey::from_file(raw).unwrap().check(),
            MasterKey::from_file(digits).unwrap().check()
        );
    }

    #[test]
    fn what_is_no_key_is_refused_without_being_repeated() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [("short", "abcd"), ("odd", "hunter2é"), ("letters", &"zz".repeat(32))]
        {
            let path = folder.path().join(name);
            files::write_new(&path, folder.path(), text.as_bytes()).unwrap();
            let refused = MasterKey::from_file(&path).unwrap_err();
            assert!(matches!(refused, MasterKeyError::NotAKey { .. }));
            assert!(!refused.to_string().contains(text));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_key_file_that_others_may_read_is_refused() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        MasterKey::create_file(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(MasterKey::from_file(&path), Err(MasterKeyError::File { .. })));
    }

    #[test]
    fn a_variable_that_is_not_set_is_named() {
        let refused = MasterKey::from_env("CANDOUR_TEST_NO_SUCH_KEY").unwrap_err();
        assert!(refused.to_string().contains("CANDOUR_TEST_NO_SUCH_KEY"));
    }
}
