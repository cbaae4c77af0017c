//! The roots: three keys that are made once and never become others.
//!
//! Under them people are found, agencies see ids of their own, and requests are
//! known again. What they gave lies in databases, logs and other agencies' files,
//! so they cannot follow the master key when it is exchanged. They are derived
//! from the first master key, and kept from then on wrapped under the present one.
//! They open no word that anybody wrote.

use std::{fmt, sync::Arc};

use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox, zeroize::Zeroizing};
use sha2::Sha256;
use uuid::Uuid;

use super::master::MasterKey;

const BLIND_INDEX: &[u8] = b"candour/v1/blind index key";
const PSEUDONYM: &[u8] = b"candour/v1/pseudonym key";
const REQUEST_MAC: &[u8] = b"candour/v1/request mac key";

/// How many bytes the roots are together.
pub(super) const LENGTH: usize = 96;

/// The three of them.
#[derive(Clone, Debug)]
pub struct Roots {
    /// Finds people by what identifies them without keeping it.
    pub blind_index: BlindIndex,
    /// Shows each agency ids of its own.
    pub pseudonyms: PseudonymKey,
    /// Recognises repeated requests.
    pub requests: RequestMac,
}

impl Roots {
    /// As they follow from a master key: the first that an installation had.
    #[must_use]
    pub fn new(master: &MasterKey) -> Self {
        Self {
            blind_index: BlindIndex::new(master),
            pseudonyms: PseudonymKey::new(master),
            requests: RequestMac::new(master),
        }
    }

    /// Their bytes, to be wrapped.
    pub(super) fn bytes(&self) -> Zeroizing<Vec<u8>> {
        let parts = [&self.blind_index.0, &self.pseudonyms.0, &self.requests.0];
        let mut bytes = Zeroizing::new(Vec::with_capacity(LENGTH));
        for part in parts {
            bytes.extend_from_slice(part.expose_secret());
        }
        bytes
    }

    /// Those that were unwrapped.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (parts, rest) = bytes.as_chunks::<32>();
        let [blind, pseudonyms, requests] = parts else { return None };
        rest.is_empty().then(|| Self {
            blind_index: BlindIndex::of_bytes(blind),
            pseudonyms: PseudonymKey::of_bytes(pseudonyms),
            requests: RequestMac::of_bytes(requests),
        })
    }
}

/// Those that all services of an installation have: who keeps the keys gives them to the
/// others.
#[derive(Clone, Debug)]
pub struct SharedRoots {
    /// Shows each agency ids of its own.
    pub pseudonyms: PseudonymKey,
    /// Recognises repeated requests.
    pub requests: RequestMac,
}

impl From<&Roots> for SharedRoots {
    fn from(roots: &Roots) -> Self {
        Self { pseudonyms: roots.pseudonyms.clone(), requests: roots.requests.clone() }
    }
}

impl SharedRoots {
    /// Their bytes, for the answer of the keys service only: pseudonyms', then requests'.
    #[must_use]
    pub fn expose(&self) -> [&[u8; 32]; 2] {
        [self.pseudonyms.0.expose_secret(), self.requests.0.expose_secret()]
    }

    /// Those that were given, if they are of the right length.
    #[must_use]
    pub fn given(pseudonyms: &[u8], requests: &[u8]) -> Option<Self> {
        Some(Self {
            pseudonyms: PseudonymKey::of_bytes(pseudonyms.try_into().ok()?),
            requests: RequestMac::of_bytes(requests.try_into().ok()?),
        })
    }
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
                /// As it follows from a master key.
                #[must_use]
                pub fn new(master: &MasterKey) -> Self {
                    Self(Arc::new(master.derive($label)))
                }

                fn of_bytes(bytes: &[u8; 32]) -> Self {
                    Self(Arc::new(SecretBox::init_with_mut(|kept: &mut [u8; 32]| {
                        kept.copy_from_slice(bytes);
                    })))
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
    fn debug_prints_the_type_only() {
        let master = MasterKey::from([7; 32]);
        assert_eq!(format!("{master:?}"), "MasterKey");
        assert_eq!(format!("{:?}", BlindIndex::new(&master)), "BlindIndex");
        assert_eq!(format!("{:?}", RequestMac::new(&master)), "RequestMac");
    }

    #[test]
    fn each_purpose_has_a_key_of_its_own() {
        let master = MasterKey::from([7; 32]);
        let keys = [BLIND_INDEX, PSEUDONYM, REQUEST_MAC, b"candour/v1/wrapping key"]
            .map(|label| master.derive(label));
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

    #[test]
    fn roots_that_were_written_down_find_the_same() {
        let roots = Roots::new(&MasterKey::from([7; 32]));
        let again = Roots::from_bytes(&roots.bytes()).unwrap();
        let found = |roots: &Roots| {
            let index = roots.blind_index.of("nhs_number", "943 476 5919");
            (index, roots.pseudonyms.of("agency"), roots.requests.of(b"body"))
        };
        assert_eq!(found(&roots), found(&again));
        for bytes in [&[0_u8; LENGTH + 1][..], &[0; LENGTH - 1], &[]] {
            assert!(Roots::from_bytes(bytes).is_none());
        }
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
