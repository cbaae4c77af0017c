//! Signing tokens.
//!
//! A token is a JWT, signed with Ed25519: `iss`, `aud` = `candour`, `sub` = the
//! worker's id, `agency` = the agency's id, `role` = the name of the role in
//! the contract, such as `ROLE_CARE_COORDINATOR`, `purpose`, `iat`, `exp` and
//! `jti`; where its bearer sees people's ids as the register has them, also
//! `person_ids` = `register`. Its header names the key (`kid`), which is the key's RFC 7638 thumbprint.

use std::{fmt, io, path::Path, time::Duration};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey, spki::der::pem::LineEnding};
use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use secrecy::zeroize::Zeroizing;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{PersonIds, Principal, error::SigningError};
use crate::seal::{
    files::{self, Audience},
    hex, random,
};

/// Whom tokens are for.
pub const AUDIENCE: &str = "candour";
/// Who signs them, unless an installation says otherwise.
pub const ISSUER: &str = "candour";
/// The file of the private key.
pub const SIGNING_FILE: &str = "token-signing.pem";
/// The file of the public keys.
pub const JWKS_FILE: &str = "jwks.json";

/// What a token says.
#[derive(Serialize, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: String,
    pub(super) aud: String,
    pub(super) sub: String,
    pub(super) agency: String,
    pub(super) role: String,
    pub(super) purpose: String,
    pub(super) iat: u64,
    pub(super) exp: u64,
    pub(super) jti: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) person_ids: String,
}

/// What `person_ids` says of a token that shows the register's own.
pub(super) const OF_REGISTER: &str = "register";

/// What signs tokens.
#[derive(Clone)]
pub struct SigningKey {
    key: EncodingKey,
    kid: String,
    issuer: String,
    person_ids: PersonIds,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

impl SigningKey {
    /// Makes a key: `token-signing.pem` for its owner only, and its public half in `jwks.json`.
    ///
    /// Keys that are in `jwks.json` already stay there, so that their tokens are
    /// good until they expire; that is how a key is replaced.
    ///
    /// # Errors
    /// If there is a signing key already, or if a file cannot be written.
    pub fn create(folder: impl AsRef<Path>) -> Result<Self, SigningError> {
        let folder = folder.as_ref();
        let path = folder.join(SIGNING_FILE);
        files::make_folder(folder).map_err(|source| file_error(folder, source))?;
        if path.exists() {
            return Err(file_error(&path, io::ErrorKind::AlreadyExists.into()));
        }
        let seed = Zeroizing::new(random::<32>().map_err(SigningError::NoRandomness)?);
        let key = ed25519_dalek::SigningKey::from_bytes(&seed);
        let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| not_a_key(&path))?;
        // The public half first: tokens of a key that nobody can check are worse
        // than a key that signs nothing.
        publish(&folder.join(JWKS_FILE), folder, &key)?;
        files::write_new(&path, folder, pem.as_bytes())
            .map_err(|source| file_error(&path, source))?;
        Self::new(&key, &path)
    }

    /// Reads the key of a folder.
    ///
    /// # Errors
    /// If there is none, or if others than its owner may read it.
    pub fn load(folder: impl AsRef<Path>) -> Result<Self, SigningError> {
        let path = folder.as_ref().join(SIGNING_FILE);
        let bytes = files::read_private(&path).map_err(|source| file_error(&path, source))?;
        let pem = std::str::from_utf8(&bytes).map_err(|_| not_a_key(&path))?;
        let key = ed25519_dalek::SigningKey::from_pkcs8_pem(pem).map_err(|_| not_a_key(&path))?;
        Self::new(&key, &path)
    }

    /// Signs as another issuer than `candour`.
    #[must_use]
    pub fn issued_by(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = issuer.into();
        self
    }

    /// Makes tokens whose bearers see people's ids as the register has them, and
    /// not their agency's.
    #[must_use]
    pub fn with_register_ids(mut self) -> Self {
        self.person_ids = PersonIds::OfRegister;
        self
    }

    /// A token for somebody, good from now for that long.
    ///
    /// # Errors
    /// If a part of the principal is not in order, or if signing fails.
    pub fn mint(&self, principal: &Principal, lifetime: Duration) -> Result<String, SigningError> {
        principal.check().map_err(|claim| SigningError::Claim { claim })?;
        let iat = get_current_timestamp();
        self.sign(&Claims {
            iss: self.issuer.clone(),
            aud: AUDIENCE.to_owned(),
            sub: principal.worker_id.clone(),
            agency: principal.agency_id.clone(),
            role: principal.role.as_str_name().to_owned(),
            purpose: principal.purpose.clone(),
            iat,
            exp: iat.saturating_add(lifetime.as_secs()),
            jti: hex(&random::<16>().map_err(SigningError::NoRandomness)?),
            person_ids: match self.person_ids {
                PersonIds::OfAgency => String::new(),
                PersonIds::OfRegister => OF_REGISTER.to_owned(),
            },
        })
    }

    pub(super) fn sign(&self, claims: &Claims) -> Result<String, SigningError> {
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.kid.clone());
        jsonwebtoken::encode(&header, claims, &self.key).map_err(SigningError::Signing)
    }

    fn new(key: &ed25519_dalek::SigningKey, path: &Path) -> Result<Self, SigningError> {
        let der = key.to_pkcs8_der().map_err(|_| not_a_key(path))?;
        Ok(Self {
            key: EncodingKey::from_ed_der(der.as_bytes()),
            kid: thumbprint(key),
            issuer: ISSUER.to_owned(),
            person_ids: PersonIds::OfAgency,
        })
    }
}

/// The public key's `x`, as in a JSON Web Key.
fn x(key: &ed25519_dalek::SigningKey) -> String {
    URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes())
}

/// RFC 7638, with the members of RFC 8037 in the order that it demands.
pub(super) fn thumbprint(key: &ed25519_dalek::SigningKey) -> String {
    let canonical = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, x(key));
    URL_SAFE_NO_PAD.encode(Sha256::digest(canonical))
}

/// Adds a key to the set in a file.
fn publish(
    path: &Path,
    staging: &Path,
    key: &ed25519_dalek::SigningKey,
) -> Result<(), SigningError> {
    let mut keys = match std::fs::read(path) {
        Ok(bytes) => serde_json::from_slice::<Value>(&bytes)
            .ok()
            .and_then(|mut set| set.get_mut("keys").map(Value::take))
            .and_then(|keys| if let Value::Array(keys) = keys { Some(keys) } else { None })
            .ok_or_else(|| SigningError::NotAKeySet { path: path.display().to_string() })?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(source) => return Err(file_error(path, source)),
    };
    keys.push(json!({
        "kty": "OKP",
        "crv": "Ed25519",
        "alg": "EdDSA",
        "use": "sig",
        "kid": thumbprint(key),
        "x": x(key),
    }));
    let set = format!("{:#}\n", json!({ "keys": keys }));
    files::replace(path, staging, set.as_bytes(), Audience::Everyone)
        .map_err(|source| file_error(path, source))
}

pub(super) fn file_error(path: &Path, source: io::Error) -> SigningError {
    SigningError::File { path: path.display().to_string(), source }
}

fn not_a_key(path: &Path) -> SigningError {
    SigningError::NotAKey { path: path.display().to_string() }
}
