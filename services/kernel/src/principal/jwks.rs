//! Checking tokens against the public keys of a file.
//!
//! One algorithm is taken, EdDSA, whatever a token or a key set says. The file
//! is read again when a token names an unknown key, so that a new key works at
//! once, and every minute, so that a key taken out stops working. A flood of
//! invented key names reads it once in ten seconds, no more.
//!
//! A token that has passed is known again until it expires or the keys are read
//! anew, since checking a signature takes longer than most commands.
#![allow(
    clippy::disallowed_methods,
    reason = "measures how long something took, which is no fact of the domain"
)]

use std::{
    collections::HashMap,
    fmt, fs,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::VerifyingKey;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    errors::ErrorKind,
    get_current_timestamp,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};
use proto::common::Role;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};

use super::{
    PersonIds, Principal,
    error::{SigningError, TokenError},
    token::{AUDIENCE, Claims, OF_REGISTER, file_error},
};

/// How far clocks may be apart, in seconds.
const LEEWAY: u64 = 30;
/// No token of ours comes near.
const LONGEST_TOKEN: usize = 4096;
/// The least time between two reads for an unknown key.
const UNKNOWN_AGAIN: Duration = Duration::from_secs(10);
/// The time after which the file is read again in any case.
const REFRESH: Duration = Duration::from_secs(60);
/// How many tokens that have passed are known again.
const PASSED: usize = 4096;

/// What checks tokens.
pub struct Verifier {
    path: PathBuf,
    validation: Validation,
    keys: RwLock<HashMap<String, DecodingKey>>,
    read: Mutex<Instant>,
    /// How often the keys were read.
    edition: AtomicU64,
    /// The tokens that have passed, by the keys' edition and their own hash.
    passed: Cache<(u64, [u8; 32]), Passed>,
    unknown_again: Duration,
    refresh: Duration,
}

/// What a token that has passed says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Who its bearer is.
    pub principal: Principal,
    /// Which ids of people they see.
    pub person_ids: PersonIds,
}

/// What is known of a token that has passed.
#[derive(Clone)]
struct Passed {
    verified: Verified,
    /// When it expires, in seconds since 1970.
    expires: u64,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Verifier")
    }
}

impl Verifier {
    /// Checks tokens of an issuer by the keys of a JSON Web Key Set.
    ///
    /// # Errors
    /// If the file cannot be read or holds no key that could be used.
    pub fn from_jwks_file(path: impl AsRef<Path>, issuer: &str) -> Result<Self, SigningError> {
        let path = path.as_ref().to_path_buf();
        let keys = read(&path)?;
        let mut validation = Validation::new(Algorithm::EdDSA);
        validation.leeway = LEEWAY;
        validation.validate_nbf = true;
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[issuer]);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Ok(Self {
            path,
            validation,
            keys: RwLock::new(keys),
            read: Mutex::new(Instant::now()),
            edition: AtomicU64::new(0),
            passed: Cache::new(PASSED),
            unknown_again: UNKNOWN_AGAIN,
            refresh: REFRESH,
        })
    }

    /// Who the bearer of a token is.
    ///
    /// # Errors
    /// If the token is expired, not ours, not for us, or not in order.
    pub fn verify(&self, token: &str) -> Result<Verified, TokenError> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenError::Invalid("it is too long"));
        }
        self.read_again(self.refresh);
        let place = (self.edition.load(Ordering::Acquire), Sha256::digest(token).into());
        let now = get_current_timestamp();
        let passed = self.passed.get(&place).filter(|p| now <= p.expires.saturating_add(LEEWAY));
        if let Some(passed) = passed {
            return Ok(passed.verified);
        }
        let passed = self.check(token)?;
        self.passed.insert(place, passed.clone());
        Ok(passed.verified)
    }

    /// Who the bearer of a token is, and when it expires.
    fn check(&self, token: &str) -> Result<Passed, TokenError> {
        let header = jsonwebtoken::decode_header(token)
            .map_err(|_| TokenError::Invalid("it is no JWT with a known algorithm"))?;
        if header.alg != Algorithm::EdDSA {
            return Err(TokenError::Invalid("its algorithm is not EdDSA"));
        }
        if header.crit.is_some() {
            return Err(TokenError::Invalid("its header demands what is not known here"));
        }
        let kid = header.kid.ok_or(TokenError::Invalid("its header names no key"))?;
        let key = self.key(&kid).ok_or(TokenError::Invalid("its key is not known"))?;
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &self.validation)
            .map_err(|error| meaning(error.kind()))?
            .claims;
        if claims.iat > get_current_timestamp().saturating_add(LEEWAY) {
            return Err(TokenError::Invalid("it was issued in the future"));
        }
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
                _ => "`purpose` is missing or too long",
            })
        })?;
        let person_ids = match (principal.role, claims.person_ids.as_str()) {
            // The services speak of one person with each other, oversight with several
            // agencies, and a person's own id stands in their token.
            (Role::Service | Role::Oversight | Role::Person, "") | (_, OF_REGISTER) => {
                PersonIds::OfRegister
            }
            (_, "") => PersonIds::OfAgency,
            _ => return Err(TokenError::Invalid("`person_ids` is neither empty nor `register`")),
        };
        Ok(Passed { verified: Verified { principal, person_ids }, expires: claims.exp })
    }

    fn key(&self, kid: &str) -> Option<DecodingKey> {
        let known = self.known(kid);
        if known.is_none() && self.read_again(self.unknown_again) { self.known(kid) } else { known }
    }

    fn known(&self, kid: &str) -> Option<DecodingKey> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).get(kid).cloned()
    }

    /// Reads the file if the last time is that long ago; says whether it did.
    fn read_again(&self, due: Duration) -> bool {
        let mut last = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if last.elapsed() < due {
            return false;
        }
        // The attempt counts, not its success, so that a broken file is not hammered either.
        *last = Instant::now();
        match read(&self.path) {
            Ok(keys) => {
                *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
                self.edition.fetch_add(1, Ordering::AcqRel);
                true
            }
            Err(error) => {
                tracing::warn!(%error, "the keys for tokens were not read again; the old ones stay");
                false
            }
        }
    }
}

fn meaning(kind: &ErrorKind) -> TokenError {
    match kind {
        ErrorKind::ExpiredSignature => TokenError::Expired,
        ErrorKind::InvalidSignature => TokenError::Invalid("its signature is wrong"),
        ErrorKind::InvalidIssuer => TokenError::Invalid("its issuer is another"),
        ErrorKind::InvalidAudience => TokenError::Invalid("it is for another audience"),
        ErrorKind::ImmatureSignature => TokenError::Invalid("it is not good yet"),
        _ => TokenError::Invalid("a claim is missing or malformed"),
    }
}

fn read(path: &Path) -> Result<HashMap<String, DecodingKey>, SigningError> {
    let bytes = fs::read(path).map_err(|source| file_error(path, source))?;
    let keys: HashMap<_, _> = serde_json::from_slice::<JwkSet>(&bytes)
        .map(|set| set.keys.iter().filter_map(usable).collect())
        .unwrap_or_default();
    if keys.is_empty() {
        return Err(SigningError::NotAKeySet { path: path.display().to_string() });
    }
    Ok(keys)
}

/// A key of the set, if it is an Ed25519 key for signatures. Others are passed
/// over: a set may serve more than us.
fn usable(jwk: &Jwk) -> Option<(String, DecodingKey)> {
    let AlgorithmParameters::OctetKeyPair(pair) = &jwk.algorithm else { return None };
    let for_signatures = matches!(jwk.common.public_key_use, None | Some(PublicKeyUse::Signature));
    if pair.curve != EllipticCurve::Ed25519 || !for_signatures {
        return None;
    }
    let bytes = <[u8; 32]>::try_from(URL_SAFE_NO_PAD.decode(&pair.x).ok()?).ok()?;
    let key = VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak())?;
    Some((jwk.common.key_id.clone()?, DecodingKey::from_ed_der(key.as_bytes())))
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
