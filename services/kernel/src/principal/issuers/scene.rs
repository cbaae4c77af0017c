//! Issuers for tests: real HTTP servers on the loopback that can be told what to say, keys
//! of theirs, and a verifier that takes their tokens.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, Header, get_current_timestamp};
use p256::pkcs8::EncodePrivateKey as _;
use rsa::{pkcs1::EncodeRsaPrivateKey as _, traits::PublicKeyParts as _};
use serde_json::{Value, json};

use super::{FetchError, Issuer, Kind, Settings, fetched::Times};
use crate::principal::{
    ISSUER, JWKS_FILE, SigningKey, TokenError, Verified, Verifier, tests::agency, verifier::Refused,
};

/// An issuer that is asked often.
pub(in crate::principal) const QUICK: Times = Times {
    refresh: Duration::from_secs(600),
    age_max: Duration::from_secs(600),
    again: Duration::from_millis(300),
    wait: Duration::from_millis(700),
};

/// How an issuer answers.
#[derive(Clone)]
pub(in crate::principal) enum Way {
    /// As it should.
    Well,
    /// Not at all.
    Never,
    /// With an error.
    Broken,
    /// With a key set that does not end soon.
    Huge,
    /// By sending whoever asks to another place.
    Elsewhere(String),
    /// As somebody else.
    As(String),
    /// With keys at another URL.
    KeysAt(String),
}

struct Says {
    way: Way,
    keys: Value,
    asked: AtomicUsize,
}

/// An issuer: a server that can be told what to say.
pub(in crate::principal) struct Server {
    pub(in crate::principal) url: String,
    says: Arc<Mutex<Says>>,
}

impl Server {
    pub(in crate::principal) async fn start(keys: Value) -> Self {
        let says = Says { way: Way::Well, keys, asked: AtomicUsize::new(0) };
        let says = Arc::new(Mutex::new(says));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address: SocketAddr = listener.local_addr().unwrap();
        let url = format!("http://{address}");
        let of = (url.clone(), Arc::clone(&says));
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(keys_of))
            .with_state(of);
        tokio::spawn(axum::serve(listener, app).into_future());
        Self { url, says }
    }

    pub(in crate::principal) fn answers(&self, way: Way) {
        self.says.lock().unwrap().way = way;
    }

    pub(in crate::principal) fn has(&self, keys: Value) {
        self.says.lock().unwrap().keys = keys;
    }

    pub(in crate::principal) fn asked(&self) -> usize {
        self.says.lock().unwrap().asked.load(Ordering::Acquire)
    }
}

type Told = State<(String, Arc<Mutex<Says>>)>;

async fn describe(State((url, says)): Told) -> Response {
    let way = {
        let says = says.lock().unwrap();
        says.asked.fetch_add(1, Ordering::AcqRel);
        says.way.clone()
    };
    let described = |issuer: &str, keys: &str| {
        json!({ "issuer": issuer, "jwks_uri": keys }).to_string().into_response()
    };
    match way {
        Way::Well | Way::Huge => described(&url, &format!("{url}/keys")),
        Way::Never => std::future::pending().await,
        Way::Broken => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Way::Elsewhere(to) => Redirect::temporary(&to).into_response(),
        Way::As(other) => described(&other, &format!("{url}/keys")),
        Way::KeysAt(keys) => described(&url, &keys),
    }
}

async fn keys_of(State((_, says)): Told) -> Response {
    let says = says.lock().unwrap();
    let padding =
        if matches!(says.way, Way::Huge) { " ".repeat(300 * 1024) } else { String::new() };
    format!("{padding}{}", json!({ "keys": says.keys })).into_response()
}

/// A key of an issuer.
pub(in crate::principal) struct Signer {
    pub(in crate::principal) key: EncodingKey,
    pub(in crate::principal) kid: String,
    pub(in crate::principal) algorithm: Algorithm,
    pub(in crate::principal) public: Value,
}

impl Signer {
    /// A key on P-256, told from others by a number.
    pub(in crate::principal) fn p256(number: u8, kid: &str) -> Self {
        let secret = p256::SecretKey::from_slice(&[number; 32]).unwrap();
        let der = secret.to_pkcs8_der().unwrap();
        let jwk: Value = {
            use p256::elliptic_curve::sec1::ToEncodedPoint as _;
            let point = secret.public_key().to_encoded_point(false);
            let b64 = |bytes: Option<&p256::FieldBytes>| URL_SAFE_NO_PAD.encode(bytes.unwrap());
            json!({ "kty": "EC", "crv": "P-256", "x": b64(point.x()), "y": b64(point.y()),
                    "kid": kid, "use": "sig" })
        };
        Self {
            key: EncodingKey::from_ec_der(der.as_bytes()),
            kid: kid.to_owned(),
            algorithm: Algorithm::ES256,
            public: jwk,
        }
    }

    pub(in crate::principal) fn rsa(kid: &str, algorithm: Algorithm) -> Self {
        let secret = rsa::RsaPrivateKey::new(&mut rsa::rand_core::OsRng, 2048).unwrap();
        let b64 = |number: &rsa::BigUint| URL_SAFE_NO_PAD.encode(number.to_bytes_be());
        let public =
            json!({ "kty": "RSA", "n": b64(secret.n()), "e": b64(secret.e()), "kid": kid });
        let der = secret.to_pkcs1_der().unwrap();
        let key = EncodingKey::from_rsa_der(der.as_bytes());
        Self { key, kid: kid.to_owned(), algorithm, public }
    }

    pub(in crate::principal) fn header(&self) -> Header {
        let mut header = Header::new(self.algorithm);
        header.kid = Some(self.kid.clone());
        header
    }

    pub(in crate::principal) fn sign(&self, claims: &Value) -> String {
        self.sign_with(&self.header(), claims)
    }

    pub(in crate::principal) fn sign_with(&self, header: &Header, claims: &Value) -> String {
        jsonwebtoken::encode(header, claims, &self.key).unwrap()
    }
}

/// What a token of somebody at an issuer says.
pub(in crate::principal) fn claims(issuer: &str) -> Value {
    let now = get_current_timestamp();
    json!({ "iss": issuer, "aud": "candour", "sub": "1", "roles": ["nurse"], "iat": now,
            "exp": now + 60 })
}

pub(in crate::principal) fn with(issuer: &str, change: impl FnOnce(&mut Value)) -> Value {
    let mut claims = claims(issuer);
    change(&mut claims);
    claims
}

pub(in crate::principal) struct World {
    _folder: tempfile::TempDir,
    pub(in crate::principal) own: SigningKey,
    pub(in crate::principal) verifier: Verifier,
}

/// A verifier that takes tokens of these issuers, by which algorithms, for which agency.
pub(in crate::principal) fn world(issuers: &[(&str, &str, u128)], times: Option<Times>) -> World {
    let folder = tempfile::tempdir().unwrap();
    let own = SigningKey::create(folder.path()).unwrap();
    let text: String = issuers
        .iter()
        .map(|(url, algorithms, of)| {
            format!(
                "[[issuer]]\nurl = \"{url}\"\naudience = \"candour\"\nalgorithms = [{algorithms}]\n\
                 purposes = [\"direct_care\"]\nagency = \"{}\"\nroles_claim = \"roles\"\n\
                 [issuer.roles]\nnurse = \"clinician\"\n",
                agency(*of)
            )
        })
        .collect();
    let file = folder.path().join("issuers.toml");
    std::fs::write(&file, text).unwrap();
    let settings = Settings::read(&file).unwrap_or_else(|error| unreachable!("{error}"));
    let mut verifier = Verifier::from_jwks_file(folder.path().join(JWKS_FILE), ISSUER)
        .unwrap()
        .with_issuers(settings);
    for issuer in verifier.issuers.iter_mut().filter(|_| times.is_some()) {
        if let Kind::Other(other) = &mut Arc::get_mut(issuer).unwrap().kind {
            other.keys.times = times.unwrap_or(other.keys.times);
            other.keys.be_patient_for(Duration::from_millis(500));
        }
    }
    World { _folder: folder, own, verifier }
}

/// One issuer whose keys were fetched.
pub(in crate::principal) async fn one() -> (Server, Signer, World) {
    let signer = Signer::p256(1, "a");
    let server = Server::start(json!([signer.public])).await;
    let world = world(&[(&server.url, "\"ES256\"", 1)], None);
    assert_eq!(world.fetch(1).await, Ok(1));
    (server, signer, world)
}

impl World {
    pub(in crate::principal) fn issuer(&self, number: usize) -> &Arc<Issuer> {
        self.verifier.issuers.get(number).unwrap()
    }

    pub(in crate::principal) async fn fetch(&self, number: usize) -> Result<usize, FetchError> {
        self.issuer(number).other().unwrap().keys.fetch().await
    }

    pub(in crate::principal) fn says(&self, token: &str) -> Result<Verified, TokenError> {
        self.verifier.verify(token, None)
    }

    /// What is said of a token as the door asks it: newer keys are waited for.
    pub(in crate::principal) async fn at_the_door(
        &self,
        token: &str,
    ) -> Result<Verified, TokenError> {
        match self.verifier.look(token, None) {
            Err(Refused::Unless(issuer, error)) => {
                match issuer.other().unwrap().keys.ask_again().await {
                    true => self.says(token),
                    false => Err(error),
                }
            }
            other => other.map_err(Into::into),
        }
    }
}
