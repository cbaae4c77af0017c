//! The one secret of an installation, and the keys derived from it.
//!
//! Whoever holds it can unwrap every key; without it the sealed words are lost.
//! It is never used directly: each purpose has a key of its own, so that no
//! answer of one purpose helps with another.

use std::{env, fmt, io, path::Path, sync::Arc};

use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use secrecy::{
    ExposeSecret, SecretBox,
    zeroize::{Zeroize, Zeroizing},
};
use sha2::Sha256;
use uuid::Uuid;

use super::{files, hex, random};

const WRAPPING: &[u8] = b"candour/v1/wrapping key";
const BLIND_INDEX: &[u8] = b"candour/v1/blind index key";
const PSEUDONYM: &[u8] = b"candour/v1/pseudonym key";
const REQUEST_MAC: &[u8] = b"candour/v1/request mac key";
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

    fn derive(&self, label: &[u8]) -> SecretBox<[u8; 32]> {
        let root = Hkdf::<Sha256>::new(None, self.0.expose_secret());
        SecretBox::init_with_mut(|out: &mut [u8; 32]| {
            // Expanding fails beyond 255 blocks of output only; this is one.
            let _ = root.expand(label, out);
        })
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

/// A keyed MAC over parts, each with its length before it so that no two lists look alike.
fn mac(key: &SecretBox<[u8; 32]>, parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length, so there is no failure to report.
    let Ok(mut mac) = <Hmac<Sha256> as Mac>::new_from_slice(key.expose_secret()) else {
        return [0; 32];
    };
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Keys of an installation, one for each purpose, that are never printed.
macro_rules! derived {
    ($($(#[$doc:meta])* $name:ident = $label:ident;)*) => {
        $(
            $(#[$doc])*
            #[derive(Clone)]
            pub struct $name(Arc<SecretBox<[u8; 32]>>);

            impl fmt::Debug for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str(stringify!($name))
                }
            }

            impl $name {
                /// That of an installation.
                #[must_use]
                pub fn new(master: &MasterKey) -> Self {
                    Self(Arc::new(master.derive($label)))
                }
            }
        )*
    };
}

derived! {
    /// Finds a person by an identifier without keeping the identifier.
    BlindIndex = BLIND_INDEX;
    /// The keys under which each agency sees ids of its own.
    PseudonymKey = PSEUDONYM;
    /// Tells whether a request was seen before without keeping what it said.
    RequestMac = REQUEST_MAC;
}

impl BlindIndex {
    /// Where a value of a field is found, such as `nhs_number`.
    ///
    /// Letters and digits count, in any case; spaces and punctuation do not, so
    /// that `943 476 5919` and `943-476-5919` are one.
    #[must_use]
    pub fn of(&self, field: &str, value: &str) -> [u8; 32] {
        let normal: Zeroizing<String> = Zeroizing::new(
            value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect(),
        );
        mac(&self.0, &[field.as_bytes(), normal.as_bytes()])
    }
}

impl PseudonymKey {
    /// An agency's.
    pub(crate) fn of(&self, agency_id: &str) -> [u8; 32] {
        mac(&self.0, &[agency_id.as_bytes()])
    }
}

impl RequestMac {
    /// The MAC of a request's bytes.
    #[must_use]
    pub fn of(&self, bytes: &[u8]) -> [u8; 32] {
        mac(&self.0, &[b"body", bytes])
    }

    /// Which request this is, and what it says: `(id, body)`.
    ///
    /// The same worker of the same agency calling the same rpc with the same
    /// `request_id` is the same request; nobody can meet another's by choosing its id.
    ///
    /// Of an id that tells its time (UUIDv7) the time stands in front, so that
    /// requests are stored in about the order in which they are made, which
    /// costs a store least.
    #[must_use]
    pub fn request_key(
        &self,
        agency: &str,
        worker: &str,
        rpc: &str,
        request_id: &str,
        body: &[u8],
    ) -> ([u8; 32], [u8; 32]) {
        let parts = [
            b"id".as_slice(),
            agency.as_bytes(),
            worker.as_bytes(),
            rpc.as_bytes(),
            request_id.as_bytes(),
        ];
        let mut key = mac(&self.0, &parts);
        if let Some(uuid) = Uuid::parse_str(request_id).ok().filter(|u| u.get_version_num() == 7) {
            key.iter_mut().zip(uuid.as_bytes()).take(6).for_each(|(slot, byte)| *slot = *byte);
        }
        (key, self.of(body))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn requests_whose_ids_tell_their_time_sort_by_it() {
        let macs = RequestMac::new(&MasterKey::from([7; 32]));
        let key = |id: &str| macs.request_key("agency", "worker", "rpc", id, b"body").0;
        let (earlier, later) =
            ("019ab000-0000-7000-8000-00000000000f", "019ab000-0001-7000-8000-000000000001");
        assert!(key(earlier) < key(later));
        let same_time = key("019ab000-0001-7000-8000-000000000002");
        assert_ne!(key(later), same_time);
        assert_eq!(key(later).get(..6), same_time.get(..6));
        let of_no_time = key("019ab000-0001-4000-8000-000000000001");
        assert_ne!(key(later).get(..6), of_no_time.get(..6));
    }

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

    #[test]
    fn debug_prints_the_type_only() {
        let master = MasterKey::from([7; 32]);
        assert_eq!(format!("{master:?}"), "MasterKey");
        assert_eq!(format!("{:?}", BlindIndex::new(&master)), "BlindIndex");
        assert_eq!(format!("{:?}", RequestMac::new(&master)), "RequestMac");
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own() {
        let master = MasterKey::from([7; 32]);
        let keys = [WRAPPING, BLIND_INDEX, REQUEST_MAC, CHECK].map(|label| master.derive(label));
        for (i, one) in keys.iter().enumerate() {
            for other in keys.iter().skip(i + 1) {
                assert_ne!(one.expose_secret(), other.expose_secret());
            }
        }
    }

    #[test]
    fn an_identifier_is_found_however_it_is_spaced_and_under_its_own_field_only() {
        let index = BlindIndex::new(&MasterKey::from([7; 32]));
        let found = index.of("nhs_number", "943 476 5919");
        assert_eq!(index.of("nhs_number", " 943-476-5919\n"), found);
        assert_ne!(index.of("nhs_number", "943 476 5918"), found);
        assert_ne!(index.of("hospital_number", "943 476 5919"), found);
        let elsewhere = BlindIndex::new(&MasterKey::from([8; 32]));
        assert_ne!(elsewhere.of("nhs_number", "943 476 5919"), found);
    }

    proptest! {
        #[test]
        fn a_request_is_another_when_any_part_of_it_moves(
            agency in "[a-z]{0,6}", worker in "[a-z]{1,6}", rpc in "[a-z]{0,6}", id in "[a-z]{1,6}"
        ) {
            let macs = RequestMac::new(&MasterKey::from([7; 32]));
            let (first, body) = macs.request_key(&agency, &worker, &rpc, &id, b"body");
            // The same letters with the boundary between two parts moved.
            let (head, tail) = worker.split_at(1);
            let (moved, _) =
                macs.request_key(&format!("{agency}{head}"), tail, &rpc, &id, b"body");
            prop_assert_ne!(first, moved);
            let (same, other) = macs.request_key(&agency, &worker, &rpc, &id, b"Body");
            prop_assert_eq!(first, same);
            prop_assert_ne!(body, other);
        }
    }
}
