//! The keys by which checkpoints are signed and checked.
//!
//! A public key is written as signed notes have it: `name+id+key`. The name of the key
//! that signs a log is the log's origin, so that a checkpoint of one log is never taken
//! for another's; it is one secret all the same.

use std::{fmt, io, path::Path, str::FromStr};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use ed25519_dalek::{
    Signature, Signer as _, SigningKey, VerifyingKey,
    pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, spki::der::pem::LineEnding},
};
use jiff::Timestamp;
use rand::rand_core::OsError;
use secrecy::zeroize::Zeroizing;
use sha2::{Digest as _, Sha256};

use crate::seal::{files, hex, random};

/// The file of the secret key.
const KEY_FILE: &str = "signing.pem";

/// Why there is no key to sign with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// A file could not be read or written.
    #[error("the proof key `{path}` could not be used")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// What was found is no key.
    #[error("`{path}` holds no Ed25519 key in PKCS#8 PEM")]
    NotAKey {
        /// The file.
        path: String,
    },
    /// The operating system gave no randomness.
    #[error("the system gave no randomness for a new proof key")]
    NoRandomness(#[source] OsError),
}

/// A text is no public key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is no key of the form name+id+key, or of a kind that is not known here")]
pub struct NotAKey;

/// Who makes signatures with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// Whoever keeps the log: it signs the checkpoint as it stands.
    Log,
    /// A witness: it signs the checkpoint and the moment at which it saw it.
    Witness,
}

impl Maker {
    /// The number of the kind of signature, from C2SP `signed-note`.
    fn number(self) -> u8 {
        match self {
            Self::Log => 1,
            Self::Witness => 4,
        }
    }

    fn numbered(number: u8) -> Option<Self> {
        [Self::Log, Self::Witness].into_iter().find(|maker| maker.number() == number)
    }
}

/// A secret key that signs checkpoints.
#[derive(Clone)]
pub struct ProofKey(SigningKey);

impl fmt::Debug for ProofKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofKey")
    }
}

impl ProofKey {
    /// Opens the key of a folder, and makes one that only its owner may read if there
    /// is none.
    ///
    /// # Errors
    /// If it cannot be read or written, or if others may read it.
    pub fn open(folder: &Path) -> Result<Self, KeyError> {
        let path = folder.join(KEY_FILE);
        let failed = |source| KeyError::File { path: path.display().to_string(), source };
        let no_key = || KeyError::NotAKey { path: path.display().to_string() };
        if !path.exists() {
            files::make_folder(folder).map_err(failed)?;
            let seed = Zeroizing::new(random::<32>().map_err(KeyError::NoRandomness)?);
            let key = SigningKey::from_bytes(&seed);
            let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| no_key())?;
            match files::write_new(&path, folder, pem.as_bytes()) {
                Ok(()) => return Ok(Self(key)),
                // Another service of the installation was faster.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(failed(error)),
            }
        }
        let bytes = files::read_private(&path).map_err(failed)?;
        let pem = std::str::from_utf8(&bytes).map_err(|_| no_key())?;
        Ok(Self(SigningKey::from_pkcs8_pem(pem).map_err(|_| no_key())?))
    }

    /// The name of a context's log, which no other installation's log has: it is made of
    /// the public key.
    #[must_use]
    pub fn origin(&self, context: &str) -> String {
        let digest = Sha256::digest(self.0.verifying_key().as_bytes());
        let short: String = hex(&digest).chars().take(16).collect();
        format!("candour/{short}/{context}")
    }

    /// The public key under a name.
    #[must_use]
    pub fn public(&self, name: &str, maker: Maker) -> PublicKey {
        PublicKey::new(name, maker, self.0.verifying_key())
    }

    /// The bytes of a signature of a note's text, made at a moment.
    #[must_use]
    pub(super) fn sign(&self, maker: Maker, text: &[u8], at: Timestamp) -> Vec<u8> {
        match maker {
            Maker::Log => self.0.sign(text).to_vec(),
            Maker::Witness => {
                let seconds = u64::try_from(at.as_second()).unwrap_or_default();
                let signature = self.0.sign(&witnessed(text, seconds));
                [seconds.to_be_bytes().as_slice(), &signature.to_bytes()].concat()
            }
        }
    }
}

/// What a witness signs: the checkpoint and when it was seen.
fn witnessed(text: &[u8], seconds: u64) -> Vec<u8> {
    [format!("cosignature/v1\ntime {seconds}\n").as_bytes(), text].concat()
}

/// A public key by which a checkpoint's signatures are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    name: String,
    id: u32,
    maker: Maker,
    key: VerifyingKey,
}

impl PublicKey {
    fn new(name: &str, maker: Maker, key: VerifyingKey) -> Self {
        let mut this = Self { name: name.to_owned(), id: 0, maker, key };
        this.id = signed_note::key_id(name, &this.numbered());
        this
    }

    /// The key after the number of its kind.
    fn numbered(&self) -> Vec<u8> {
        [[self.maker.number()].as_slice(), self.key.as_bytes()].concat()
    }

    /// Whose it is; of a log its origin.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a log's or a witness's.
    #[must_use]
    pub fn maker(&self) -> Maker {
        self.maker
    }

    pub(super) fn id(&self) -> u32 {
        self.id
    }

    /// When a text was signed, if this is a signature of it by this key; a log's
    /// signature does not tell, and gives the Unix epoch.
    pub(super) fn signed(&self, text: &[u8], signature: &[u8]) -> Option<Timestamp> {
        let good = |message: &[u8], bytes: &[u8]| {
            let bytes = <[u8; 64]>::try_from(bytes).ok()?;
            // Strictly: a signature that only some accept proves nothing to the others.
            self.key.verify_strict(message, &Signature::from_bytes(&bytes)).ok()
        };
        match self.maker {
            Maker::Log => good(text, signature).map(|()| Timestamp::UNIX_EPOCH),
            Maker::Witness => {
                let (seconds, bytes) = signature.split_first_chunk::<8>()?;
                let seconds = u64::from_be_bytes(*seconds);
                good(&witnessed(text, seconds), bytes)?;
                Timestamp::from_second(i64::try_from(seconds).ok()?).ok()
            }
        }
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{:08x}+{}", self.name, self.id, STANDARD.encode(self.numbered()))
    }
}

impl FromStr for PublicKey {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut parts = text.trim().splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(NotAKey);
        };
        let bytes = STANDARD.decode(key).map_err(|_| NotAKey)?;
        let (number, key) = bytes.split_first().ok_or(NotAKey)?;
        let maker = Maker::numbered(*number).ok_or(NotAKey)?;
        let key = <[u8; 32]>::try_from(key).map_err(|_| NotAKey)?;
        let key = VerifyingKey::from_bytes(&key).ok().filter(|key| !key.is_weak());
        let this = Self::new(name, maker, key.ok_or(NotAKey)?);
        let same_id = id.len() == 8 && u32::from_str_radix(id, 16) == Ok(this.id);
        (signed_note::is_key_name_valid(name) && same_id).then_some(this).ok_or(NotAKey)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) =
            (ProofKey::open(folder.path()).unwrap(), ProofKey::open(folder.path()).unwrap());
        assert_eq!(one.origin("panel"), two.origin("panel"));
        let other = ProofKey::open(&folder.path().join("other")).unwrap();
        assert_ne!(one.origin("panel"), other.origin("panel"));
    }

    #[test]
    fn a_public_key_reads_back_and_one_with_another_id_is_none() {
        let key = ProofKey(SigningKey::from_bytes(&[7; 32]));
        for maker in [Maker::Log, Maker::Witness] {
            let public = key.public("candour/1/panel", maker);
            let text = public.to_string();
            assert_eq!(text.parse(), Ok(public));
            assert_eq!(text.replacen("panel", "other", 1).parse::<PublicKey>(), Err(NotAKey));
        }
        for bad in ["", "a", "a+b", "a+00000000+", "a+00000000+AQ==", "+00000000+AQ=="] {
            assert_eq!(bad.parse::<PublicKey>(), Err(NotAKey), "{bad}");
        }
    }

    #[test]
    fn a_signature_is_of_its_maker_and_its_text_alone() {
        let key = ProofKey(SigningKey::from_bytes(&[7; 32]));
        let at = Timestamp::from_second(1_700_000_000).unwrap();
        let (log, witness) = (key.public("a", Maker::Log), key.public("a", Maker::Witness));
        let (by_log, by_witness) =
            (key.sign(Maker::Log, b"text\n", at), key.sign(Maker::Witness, b"text\n", at));
        assert_eq!(log.signed(b"text\n", &by_log), Some(Timestamp::UNIX_EPOCH));
        assert_eq!(witness.signed(b"text\n", &by_witness), Some(at));
        assert_eq!(log.signed(b"other\n", &by_log), None);
        assert_eq!(log.signed(b"text\n", &by_witness), None);
        assert_eq!(witness.signed(b"text\n", &by_log), None);
        let mut later = by_witness;
        later[7] ^= 1;
        assert_eq!(witness.signed(b"text\n", &later), None, "the moment is signed as well");
    }
}
