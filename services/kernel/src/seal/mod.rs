//! Words about people are kept sealed, and only those who hold a person's key read them.
//!
//! Each person, scheme and agency has one data key, wrapped under the master
//! key and kept outside the log. Destroying that key makes every copy of the
//! words unreadable, on the stream too, while the events themselves stay. A copy
//! of the wrapped key in a backup opens for as long as the master key of that
//! time is there; exchanging the master key and destroying the old one ends that.
//!
//! Nonces and keys come from the operating system here and not through
//! `clock`: their randomness is never part of an event's meaning, and a replay
//! has no use for it.
//!
//! What is deliberately not done here: deciding who may read which words.

pub mod files;
mod folder;
mod keys;
mod local;
mod master;
mod remote;
mod rewrap;
mod roots;
mod rotate;
mod text;
mod wrapping;

pub use folder::{FolderError, KeyFolder};
pub use keys::{DataKey, IDENTITY, KeyError, Keys, class_key_id, has_key, parts};
pub use local::LocalKeys;
pub use master::{MasterKey, MasterKeyError};
pub use remote::{BoxError, RemoteKeys, TokenSource};
pub use rewrap::{Destroyed, RewrapError};
pub use roots::{BlindIndex, PseudonymKey, RequestMac, Roots, SharedRoots};
pub use rotate::{MasterKeys, MasterState, OpenError as KeysOpenError, RotateError};
pub(crate) use text::check as check_words;
pub use text::{LONGEST_TEXT, SealError, Sealer, withhold, withhold_where};

use std::{io, path::Path};

use hkdf::Hkdf;
use rand::{TryRngCore, rand_core::OsError, rngs::OsRng};
use secrecy::{SecretBox, SecretString};
use sha2::Sha256;

/// The text of a file that only its owner may read, without the space around it.
///
/// # Errors
/// If it cannot be read, others may read it too, or it is no text.
pub fn read_secret(path: &Path) -> io::Result<SecretString> {
    let bytes = files::read_private(path)?;
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(SecretString::from(text.trim())),
        // The error itself would tell of the bytes.
        Err(_) => Err(io::Error::new(io::ErrorKind::InvalidData, "the file holds no text")),
    }
}

/// The key that follows from another for a purpose, named in parts. It leads back to none.
pub(crate) fn derived(from: &[u8; 32], purpose: &[&[u8]]) -> SecretBox<[u8; 32]> {
    let root = Hkdf::<Sha256>::new(None, from);
    SecretBox::init_with_mut(|out: &mut [u8; 32]| {
        // Expanding fails beyond 255 blocks of output only; this is one.
        let _ = root.expand_multi_info(purpose, out);
    })
}

/// Random bytes of the operating system.
///
/// # Errors
/// If it gives none.
pub fn random<const N: usize>() -> Result<[u8; N], OsError> {
    let mut bytes = [0_u8; N];
    OsRng.try_fill_bytes(&mut bytes)?;
    Ok(bytes)
}

/// Bytes as lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
