//! The small issuer for one machine.
//!
//! It is a whole OpenID provider, so that one machine signs people in as every other place
//! does, with one client, these pages. It keeps no accounts. In an installation, whoever
//! signs in shows a token that `candour token` made, and so proves that who holds the
//! installation's keys vouches for them. In a sandbox everybody is invented, and one may be
//! anybody.

mod provider;
mod web;

use std::sync::{Arc, Mutex};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::pkcs8::EncodePrivateKey as _;
use jsonwebtoken::EncodingKey;
use kernel::{principal::SigningKey, seal::random};
use serde_json::{Value, json};

use self::provider::Codes;
pub(crate) use self::web::router;
use crate::{
    services::Services,
    sign_in::{Issuer, Shows},
};

/// What the issuer calls these pages.
const CLIENT: &str = "candour-pages";

/// Under which path of the pages the issuer is.
pub(crate) const PATH: &str = "/local";

/// Why the issuer cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LocalError {
    /// There is no randomness for its key.
    #[error(transparent)]
    Random(#[from] crate::random::NoRandomness),
    /// Its key cannot be written down.
    #[error("a key for it cannot be made")]
    Key,
}

/// That people may sign in by the issuer for this machine.
pub struct LocalIssuer(Option<SigningKey>);

impl LocalIssuer {
    /// To an installation: with a token.
    #[must_use]
    pub fn installation() -> Self {
        Self(None)
    }

    /// To a sandbox: as anybody, with a token that this key signs.
    #[must_use]
    pub fn sandbox(key: SigningKey) -> Self {
        Self(Some(key))
    }

    /// The issuer of pages at an address. Its key lives as long as they are served.
    pub(crate) fn at(self, origin: &str, services: Services) -> Result<Local, LocalError> {
        let seed = random::<32>().map_err(crate::random::NoRandomness::from)?;
        let key = ed25519_dalek::SigningKey::from_bytes(&seed);
        let der = key.to_pkcs8_der().map_err(|_| LocalError::Key)?;
        let x = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
        Ok(Local(Arc::new(Parts {
            origin: origin.to_owned(),
            url: format!("{origin}{PATH}"),
            key: EncodingKey::from_ed_der(der.as_bytes()),
            keys: json!({"keys": [{
                "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig", "kid": KEY, "x": x,
            }]}),
            mints: self.0,
            services,
            codes: Mutex::default(),
        })))
    }
}

/// What the issuer calls its key.
const KEY: &str = "local";

/// The issuer as it is served.
#[derive(Clone)]
pub(crate) struct Local(Arc<Parts>);

struct Parts {
    origin: String,
    url: String,
    key: EncodingKey,
    keys: Value,
    mints: Option<SigningKey>,
    services: Services,
    codes: Mutex<Codes>,
}

impl Local {
    /// As one may sign in by it.
    pub(crate) fn as_issuer(&self) -> Issuer {
        let name = match self.0.mints {
            Some(_) => "Be somebody of this sandbox",
            None => "Sign in with a token of this installation",
        };
        Issuer {
            slug: "local".to_owned(),
            name: name.to_owned(),
            url: self.0.url.clone(),
            client_id: CLIENT.to_owned(),
            client_secret: None,
            scopes: Vec::new(),
            parameters: Vec::new(),
            shows: Shows::AccessToken,
            purposes: Vec::new(),
            authorities: None,
        }
    }
}
