//! Checking tokens.
//!
//! A token's `iss` says by whose keys it is checked. By which algorithms its issuer
//! may sign is set before any token comes. What a header says of where keys are
//! (`jku`, `x5u`, `jwk`, `x5c`) is never looked at.
//!
//! Nothing here waits: keys are fetched beside it. A token of another issuer that
//! names an unknown key can be checked again once that issuer was asked.
//!
//! A token that has passed is known again until it expires or keys are read anew,
//! since checking a signature takes longer than most commands.

use std::{
    fmt,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use futures::future::BoxFuture;
use jsonwebtoken::{DecodingKey, Header, Validation, errors::ErrorKind, get_current_timestamp};
use quick_cache::sync::Cache;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use super::{
    PersonIds, Principal,
    error::{SigningError, TokenError},
    issuers::{
        FetchError, Issuer, Kind, LEEWAY, Other, Settings, fetched,
        own::{self, KeyFile},
    },
    token::Claims,
};

/// The header in which users of another issuer say why they ask.
pub const PURPOSE: &str = "candour-purpose";

/// How many tokens that have passed are known again.
const PASSED: usize = 4096;

/// No issuer's token may be longer, in bytes.
const LONGEST_TOKEN: usize = 8192;

/// What checks tokens.
pub struct Verifier {
    /// The installation, then the others.
    pub(super) issuers: Vec<Arc<Issuer>>,
    /// How often keys were read.
    edition: Arc<AtomicU64>,
    /// The tokens that have passed, by the keys' edition and their own hash.
    passed: Cache<(u64, [u8; 32]), Passed>,
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
    issuer: Arc<Issuer>,
    verified: Verified,
    /// When it expires, in seconds since 1970.
    expires: u64,
}

/// Why a token is not taken now.
pub(super) enum Refused {
    /// Whatever is done.
    For(TokenError),
    /// Unless its issuer has newer keys.
    Unless(Arc<Issuer>, TokenError),
}

impl From<TokenError> for Refused {
    fn from(error: TokenError) -> Self {
        Self::For(error)
    }
}

impl From<Refused> for TokenError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::For(error) | Refused::Unless(_, error) => error,
        }
    }
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
        Ok(Self {
            issuers: vec![Arc::new(own::issuer(path.as_ref(), issuer)?)],
            edition: Arc::default(),
            passed: Cache::new(PASSED),
        })
    }

    /// Takes tokens of other issuers too. Their keys come once `keep` runs.
    #[must_use]
    pub fn with_issuers(mut self, settings: Settings) -> Self {
        let edition = &self.edition;
        self.issuers.extend(settings.issuers(edition).into_iter().map(Arc::new));
        self
    }

    /// Takes a key set of another issuer that came by another way than by being fetched;
    /// says how many of its keys can be used.
    ///
    /// # Errors
    /// If it holds none, or there is no such issuer.
    pub fn take_keys(&self, issuer: &str, key_set: &[u8]) -> Result<usize, FetchError> {
        let named = self.issuers.iter().find(|known| known.name == issuer);
        let other = named.and_then(|issuer| issuer.other()).ok_or(FetchError::OtherIssuer)?;
        other.keys.take(key_set)
    }

    /// What fetches the keys of each other issuer, again and again until told to stop.
    pub(crate) fn keep(&self, stop: &CancellationToken) -> Vec<BoxFuture<'static, ()>> {
        let others = self.issuers.iter().filter(|issuer| issuer.other().is_some());
        others
            .map(|issuer| Box::pin(fetched::keep(Arc::clone(issuer), stop.clone())) as BoxFuture<_>)
            .collect()
    }

    /// Who the bearer of a token is. `purpose` is why they say that they ask, which
    /// users of other issuers have to say.
    ///
    /// # Errors
    /// If the token is expired, not for us, not of an issuer that is known here, not in
    /// order, or gives its bearer nothing here.
    pub fn verify(&self, token: &str, purpose: Option<&str>) -> Result<Verified, TokenError> {
        Ok(self.look(token, purpose)?)
    }

    pub(super) fn look(&self, token: &str, purpose: Option<&str>) -> Result<Verified, Refused> {
        if token.len() > LONGEST_TOKEN {
            return Err(TokenError::Invalid("it is too long").into());
        }
        self.read_files_again();
        let place = (self.edition.load(Ordering::Acquire), Sha256::digest(token).into());
        let now = get_current_timestamp();
        let known = self.passed.get(&place).filter(|p| now <= p.expires.saturating_add(LEEWAY));
        // Keys that grew too old since check nothing any more.
        let known = known.filter(|p| p.issuer.other().is_none_or(|other| other.keys.are_good()));
        let passed = match known {
            Some(passed) => passed,
            None => {
                let passed = self.check(token)?;
                self.passed.insert(place, passed.clone());
                passed
            }
        };
        Ok(with_purpose(passed, purpose)?)
    }

    fn read_files_again(&self) {
        for issuer in &self.issuers {
            if let Kind::Own(keys) = &issuer.kind
                && keys.read_again(keys.refresh)
            {
                self.edition.fetch_add(1, Ordering::AcqRel);
            }
        }
    }

    /// Who the bearer of a token is, and when it expires.
    fn check(&self, token: &str) -> Result<Passed, Refused> {
        let header = jsonwebtoken::decode_header(token)
            .map_err(|_| TokenError::Invalid("it is no JWT with a known algorithm"))?;
        if header.crit.is_some() {
            return Err(TokenError::Invalid("its header demands what is not known here").into());
        }
        let named = issuer_named(token)?;
        let issuer = self
            .issuers
            .iter()
            .find(|issuer| issuer.name == named)
            .ok_or(TokenError::Invalid("its issuer is not known here"))?;
        if token.len() > issuer.longest {
            return Err(TokenError::Invalid("it is too long").into());
        }
        if !issuer.algorithms.contains(&header.alg) {
            return Err(TokenError::Invalid("its algorithm is none of its issuer's here").into());
        }
        let (verified, expires) = match &issuer.kind {
            Kind::Own(keys) => self.own(issuer, keys, token, &header)?,
            Kind::Other(other) => others(issuer, other, token, &header)?,
        };
        Ok(Passed { issuer: Arc::clone(issuer), verified, expires })
    }

    /// A token of the installation's own.
    fn own(
        &self,
        issuer: &Issuer,
        keys: &KeyFile,
        token: &str,
        header: &Header,
    ) -> Result<(Verified, u64), Refused> {
        let kid = kid(header)?;
        let mut key = keys.get(kid);
        if key.is_none() && keys.read_again(keys.unknown_again) {
            self.edition.fetch_add(1, Ordering::AcqRel);
            key = keys.get(kid);
        }
        let key = key.ok_or(TokenError::Invalid("its key is not known"))?;
        let claims: Claims = claims(token, &key.decoding, issuer, header)?;
        not_from_the_future(claims.iat)?;
        let expires = claims.exp;
        Ok((own::verified(claims)?, expires))
    }
}

/// A token of another issuer.
fn others(
    issuer: &Arc<Issuer>,
    other: &Other,
    token: &str,
    header: &Header,
) -> Result<(Verified, u64), Refused> {
    let kid = kid(header)?;
    if !header.typ.as_deref().is_none_or(is_of_a_bearer) {
        return Err(TokenError::Invalid("its header says that it is no bearer's token").into());
    }
    if !other.keys.are_good() {
        return Err(Refused::Unless(Arc::clone(issuer), TokenError::KeysUnavailable));
    }
    let unknown =
        || Refused::Unless(Arc::clone(issuer), TokenError::Invalid("its key is not known"));
    let key = other.keys.get(kid).ok_or_else(unknown)?;
    if !key.algorithms.contains(&header.alg) {
        return Err(TokenError::Invalid("its key is not for its algorithm").into());
    }
    let claims: Value = claims(token, &key.decoding, issuer, header)?;
    let moment = |name| seconds(&claims, name);
    not_from_the_future(moment("iat").ok_or(MALFORMED)?)?;
    let expires = moment("exp").ok_or(MALFORMED)?;
    Ok((other.rules.verified(&issuer.name, &claims)?, expires))
}

const MALFORMED: TokenError = TokenError::Invalid("a claim is missing or malformed");

/// A moment of a claim in seconds since 1970. RFC 7519 allows fractions.
fn seconds(claims: &Value, name: &str) -> Option<u64> {
    let value = claims.get(name)?;
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    value.as_u64().or_else(|| value.as_f64().filter(|s| *s >= 0.0).map(|s| s as u64))
}

/// Whether a `typ` is one of a token that its bearer shows: a logout token has the same
/// issuer, audience and subject, and lets nobody in.
fn is_of_a_bearer(typ: &str) -> bool {
    let typ = typ.to_ascii_lowercase();
    matches!(typ.strip_prefix("application/").unwrap_or(&typ), "jwt" | "at+jwt")
}

/// Whose token it says that it is. Nothing else of it is believed before it is checked.
fn issuer_named(token: &str) -> Result<String, TokenError> {
    #[derive(Deserialize)]
    struct Named {
        iss: String,
    }
    let claims = token.split('.').nth(1).unwrap_or_default();
    let bytes = URL_SAFE_NO_PAD.decode(claims).map_err(|_| MALFORMED)?;
    Ok(serde_json::from_slice::<Named>(&bytes).map_err(|_| MALFORMED)?.iss)
}

fn kid(header: &Header) -> Result<&str, TokenError> {
    header.kid.as_deref().ok_or(TokenError::Invalid("its header names no key"))
}

/// The claims of a token whose signature is right and that is for us, now.
fn claims<T: DeserializeOwned>(
    token: &str,
    key: &DecodingKey,
    issuer: &Issuer,
    header: &Header,
) -> Result<T, TokenError> {
    let validation = Validation { algorithms: vec![header.alg], ..issuer.validation.clone() };
    let decoded = jsonwebtoken::decode::<T>(token, key, &validation);
    decoded.map(|token| token.claims).map_err(|error| meaning(error.kind()))
}

fn not_from_the_future(issued: u64) -> Result<(), TokenError> {
    if issued > get_current_timestamp().saturating_add(LEEWAY) {
        return Err(TokenError::Invalid("it was issued in the future"));
    }
    Ok(())
}

/// What a token says, with why its bearer asks.
fn with_purpose(passed: Passed, purpose: Option<&str>) -> Result<Verified, TokenError> {
    let Passed { issuer, mut verified, .. } = passed;
    match issuer.other() {
        Some(other) => verified.principal.purpose = other.rules.purpose(purpose)?,
        None if purpose.is_some_and(|said| said != verified.principal.purpose) => {
            return Err(TokenError::Invalid("its purpose is another than `candour-purpose` says"));
        }
        None => {}
    }
    Ok(verified)
}

fn meaning(kind: &ErrorKind) -> TokenError {
    match kind {
        ErrorKind::ExpiredSignature => TokenError::Expired,
        ErrorKind::InvalidSignature => TokenError::Invalid("its signature is wrong"),
        ErrorKind::InvalidIssuer => TokenError::Invalid("its issuer is another"),
        ErrorKind::InvalidAudience => TokenError::Invalid("it is for another audience"),
        ErrorKind::ImmatureSignature => TokenError::Invalid("it is not good yet"),
        _ => MALFORMED,
    }
}

#[cfg(test)]
#[path = "token_tests.rs"]
mod tests;
