//! Tokens: as they come, and signed by a key that is known, so that what they
//! say is looked at too.
//!
//! The first byte says which of the two it is. Of a signed one a zero byte parts
//! the header from the claims.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey as Secret, pkcs8::DecodePrivateKey as _};
use kernel::principal::{ISSUER, JWKS_FILE, Principal, SIGNING_FILE, SigningKey, Verifier};
use proto::common::Role;

use super::{Form, scratch};

pub const FORM: Form = Form::Json { after: 1 };

pub struct Signing {
    secret: Secret,
    header: String,
    pub verifier: std::sync::Arc<Verifier>,
    pub token: String,
}

/// A key, and a token that it signed.
pub static SIGNING: LazyLock<Signing> = LazyLock::new(|| {
    let folder = scratch::folder("token");
    let key = SigningKey::create(&folder).expect("a signing key");
    let principal = Principal {
        worker_id: "worker_01g0000000e008000000000001".into(),
        agency_id: "agency_01g0000000e008000000000001".into(),
        role: Role::CareCoordinator,
        purpose: "direct_care".into(),
    };
    let token = key.mint(&principal, std::time::Duration::from_secs(86_400)).expect("a token");
    let pem = std::fs::read_to_string(folder.join(SIGNING_FILE)).expect("its file");
    let header = token.split('.').next().unwrap_or_default();
    let header = URL_SAFE_NO_PAD.decode(header).expect("a header");
    Signing {
        secret: Secret::from_pkcs8_pem(&pem).expect("the key"),
        header: String::from_utf8(header).expect("text"),
        verifier: Verifier::from_jwks_file(folder.join(JWKS_FILE), ISSUER).expect("the set").into(),
        token,
    }
});

impl Signing {
    fn sign(&self, header: &[u8], claims: &[u8]) -> String {
        let of = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let said = format!("{}.{}", of(header), of(claims));
        let signature = self.secret.sign(said.as_bytes());
        format!("{said}.{}", of(&signature.to_bytes()))
    }

    fn claims(&self) -> Vec<u8> {
        let claims = self.token.split('.').nth(1).unwrap_or_default();
        URL_SAFE_NO_PAD.decode(claims).expect("claims")
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    let claims = SIGNING.claims();
    vec![
        [b"\0", SIGNING.token.as_bytes()].concat(),
        [b"\x01", claims.as_slice()].concat(),
        [b"\x02", SIGNING.header.as_bytes()].concat(),
        [b"\x03", SIGNING.header.as_bytes(), b"\0", claims.as_slice()].concat(),
    ]
}

pub fn run(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else { return };
    let token = match how % 4 {
        0 => String::from_utf8_lossy(bytes).into_owned(),
        1 => SIGNING.sign(SIGNING.header.as_bytes(), bytes),
        2 => SIGNING.sign(bytes, &SIGNING.claims()),
        _ => {
            let mut parts = bytes.splitn(2, |byte| *byte == 0);
            SIGNING.sign(parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
        }
    };
    match SIGNING.verifier.verify(&token, None) {
        Ok(verified) => {
            let principal = verified.principal;
            assert!(principal.role != Role::Unspecified, "somebody is let in as nobody");
            let _ = principal.to_string();
        }
        Err(error) => drop((error.to_string(), tonic::Status::from(error))),
    }
}
