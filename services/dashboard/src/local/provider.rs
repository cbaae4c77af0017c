//! What the issuer promises: a code is good once, for a minute, and only for who has the
//! verifier of the challenge that it was asked with (RFC 7636).

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, Header};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{CLIENT, KEY, Local};
use crate::{random, sessions::Key};

/// For how long a code is good.
const LONGEST: SignedDuration = SignedDuration::from_mins(1);

/// How many codes may be out at once.
const MOST: usize = 1_000;

/// How long an ID token is good, in seconds: it is looked at once, at once.
const ID_TOKEN_SECONDS: i64 = 120;

/// What these pages ask for.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Asked {
    #[serde(default)]
    pub(super) response_type: String,
    #[serde(default)]
    pub(super) client_id: String,
    #[serde(default)]
    pub(super) redirect_uri: String,
    #[serde(default)]
    pub(super) state: String,
    #[serde(default)]
    pub(super) nonce: String,
    #[serde(default)]
    pub(super) code_challenge: String,
    #[serde(default)]
    pub(super) code_challenge_method: String,
}

/// How a code is redeemed.
#[derive(Deserialize)]
pub(super) struct Redeemed {
    #[serde(default)]
    grant_type: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    redirect_uri: String,
    #[serde(default)]
    code_verifier: String,
    #[serde(default)]
    client_id: String,
}

/// What a code stands for.
struct Code {
    asked: Asked,
    worker: String,
    token: String,
    until: Timestamp,
    at: Timestamp,
}

/// The codes that are out.
#[derive(Default)]
pub(super) struct Codes(HashMap<Key, Code>);

/// Somebody who has proved who they are.
pub(super) struct Proved {
    pub(super) worker: String,
    pub(super) token: String,
    pub(super) until: Timestamp,
}

impl Local {
    /// What the issuer says of itself (OpenID Connect Discovery).
    pub(super) fn says(&self) -> Value {
        let url = &self.0.url;
        json!({
            "issuer": url,
            "authorization_endpoint": format!("{url}/authorize"),
            "token_endpoint": format!("{url}/token"),
            "jwks_uri": format!("{url}/keys"),
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["EdDSA"],
            "grant_types_supported": ["authorization_code"],
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": ["none"],
            "scopes_supported": ["openid"],
        })
    }

    /// Whether these pages ask, and as they should. Nobody is sent anywhere else.
    pub(super) fn knows(&self, asked: &Asked) -> bool {
        asked.response_type == "code"
            && asked.client_id == CLIENT
            && asked.redirect_uri == format!("{}/sign-in/back", self.0.origin)
            && asked.code_challenge_method == "S256"
            && !asked.code_challenge.is_empty()
            && [&asked.state, &asked.nonce, &asked.code_challenge].iter().all(|s| s.len() <= 512)
    }

    /// Where somebody who has proved who they are goes back to, with a code.
    pub(super) fn back(&self, asked: Asked, proved: Proved, now: Timestamp) -> Option<String> {
        let code = random::name().ok()?;
        let mut back = url::Url::parse(&asked.redirect_uri).ok()?;
        back.query_pairs_mut().append_pair("code", &code).append_pair("state", &asked.state);
        let Proved { worker, token, until } = proved;
        let mut codes = self.0.codes.lock().ok()?;
        codes.0.retain(|_, code| now.duration_since(code.at) < LONGEST);
        if codes.0.len() >= MOST {
            return None;
        }
        codes.0.insert(Key::of(&code), Code { asked, worker, token, until, at: now });
        Some(back.to_string())
    }

    /// The tokens for a code; `None` if it is not good, or not for who redeems it.
    pub(super) fn redeem(&self, redeemed: &Redeemed, now: Timestamp) -> Option<Value> {
        let code = self.0.codes.lock().ok()?.0.remove(&Key::of(&redeemed.code))?;
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&redeemed.code_verifier));
        let good = redeemed.grant_type == "authorization_code"
            && redeemed.client_id == CLIENT
            && redeemed.redirect_uri == code.asked.redirect_uri
            && challenge == code.asked.code_challenge
            && now.duration_since(code.at) < LONGEST;
        if !good {
            return None;
        }
        let iat = now.as_second();
        let claims = json!({
            "iss": self.0.url,
            "aud": CLIENT,
            "sub": code.worker,
            "nonce": code.asked.nonce,
            "iat": iat,
            "exp": iat.saturating_add(ID_TOKEN_SECONDS),
        });
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(KEY.to_owned());
        let id_token = jsonwebtoken::encode(&header, &claims, &self.0.key).ok()?;
        Some(json!({
            "access_token": code.token,
            "token_type": "Bearer",
            "expires_in": code.until.duration_since(now).as_secs().max(0),
            "id_token": id_token,
        }))
    }
}
