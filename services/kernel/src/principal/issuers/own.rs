//! The installation as an issuer: keys in a file, and claims that are a principal.
//!
//! The file is read again when a token names an unknown key, so that a new key works
//! at once, and every minute, so that a key taken out stops working. A flood of
//! invented key names reads it once in ten seconds, no more.
#![allow(
    clippy::disallowed_methods,
    reason = "measures how long something took, which is no fact of the domain"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError, RwLock},
    time::{Duration, Instant},
};

use jsonwebtoken::Algorithm;
use proto::common::Role;

use super::{Issuer, Kind};
use crate::principal::{
    PersonIds, Principal,
    error::{SigningError, TokenError},
    jwks::{Key, Keys},
    token::{AUDIENCE, Claims, OF_REGISTER, file_error},
    verifier::Verified,
};

/// No token of ours comes near.
const LONGEST_TOKEN: usize = 4096;
/// The one algorithm that we sign with.
const ALGORITHM: Algorithm = Algorithm::EdDSA;
/// The least time between two reads for an unknown key.
const UNKNOWN_AGAIN: Duration = Duration::from_secs(10);
/// The time after which the file is read again in any case.
const REFRESH: Duration = Duration::from_secs(60);

/// Keys in a file.
pub(in crate::principal) struct KeyFile {
    path: PathBuf,
    keys: RwLock<Keys>,
    read: Mutex<Instant>,
    pub(in crate::principal) unknown_again: Duration,
    pub(in crate::principal) refresh: Duration,
}

impl KeyFile {
    fn open(path: &Path) -> Result<Self, SigningError> {
        Ok(Self {
            path: path.to_owned(),
            keys: RwLock::new(read(path)?),
            read: Mutex::new(Instant::now()),
            unknown_again: UNKNOWN_AGAIN,
            refresh: REFRESH,
        })
    }

    /// The key of that name.
    pub(in crate::principal) fn get(&self, kid: &str) -> Option<Key> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(kid).cloned()
    }

    /// Reads the file if the last time is that long ago; says whether it did.
    pub(in crate::principal) fn read_again(&self, due: Duration) -> bool {
        let mut last = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() < due {
            return false;
        }
        // The attempt counts, not its success, so that a broken file is not hammered either.
        *last = Instant::now();
        match read(&self.path) {
            Ok(keys) => {
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
                true
            }
            Err(error) => {
                tracing::warn!(%error, "the keys for tokens were not read again; the old ones stay");
                false
            }
        }
    }
}

fn read(path: &Path) -> Result<Keys, SigningError> {
    let bytes = fs::read(path).map_err(|source| file_error(path, source))?;
    Keys::parse(&bytes, &[ALGORITHM])
        .ok_or_else(|| SigningError::NotAKeySet { path: path.display().to_string() })
}

/// The installation as an issuer.
pub(in crate::principal) fn issuer(path: &Path, name: &str) -> Result<Issuer, SigningError> {
    let keys = Kind::Own(KeyFile::open(path)?);
    Ok(Issuer::new(name, AUDIENCE, vec![ALGORITHM], LONGEST_TOKEN, keys))
}

/// What a token of ours says, once its signature has been checked.
pub(in crate::principal) fn verified(claims: Claims) -> Result<Verified, TokenError> {
    let principal = Principal {
        worker_id: claims.sub,
        agency_id: claims.agency,
        role: Role::from_str_name(&claims.role).unwrap_or_default(),
        purpose: claims.purpose,
    };
    principal.check().map_err(|claim| {
        TokenError::Invalid(match claim {
            "sub" => "`sub` is no worker's id",
            "agency" => "`agency` is no agency's id",
            "role" => "`role` is no role",
            _ => "`purpose` is no code of small letters, digits and `_`",
        })
    })?;
    let person_ids = match claims.person_ids.as_str() {
        "" => PersonIds::usual(principal.role),
        OF_REGISTER => PersonIds::OfRegister,
        _ => return Err(TokenError::Invalid("`person_ids` is neither empty nor `register`")),
    };
    Ok(Verified { principal, person_ids })
}
