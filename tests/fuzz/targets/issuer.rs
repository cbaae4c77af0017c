//! Another issuer: its key sets, its tokens as they come, and what tokens that it signed
//! say of somebody.
//!
//! The first byte says which of the three it is.

use std::sync::LazyLock;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::{Signer as _, SigningKey as Secret};
use kernel::principal::{ISSUER, Issuers, JWKS_FILE, SigningKey, Verifier};
use proto::common::Role;

use super::{Form, scratch};

pub const FORM: Form = Form::Json { after: 1 };

const URL: &str = "https://issuer.example";
const HEADER: &str = r#"{"alg":"EdDSA","typ":"at+jwt","kid":"a"}"#;
const FILE: &str = r#"
[[issuer]]
url = "https://issuer.example"
audience = "candour"
algorithms = ["EdDSA", "ES256", "ES384", "RS256", "PS512"]
purposes = ["direct_care"]
subject_claim = "nhsid_useruid"
roles_claim = "/nrbac/roles"
selected_claim = "selected_roleid"
entry_id = "person_roleid"
entry_role = "role_code"
entry_agency = "org_code"
[issuer.roles]
R8000 = "clinician"
[issuer.agencies]
RRF = "agency_01g0000000e008000000000001"
"#;

struct Installation {
    secret: Secret,
    set: String,
    verifier: Verifier,
}

static HERE: LazyLock<Installation> = LazyLock::new(|| {
    let folder = scratch::folder("issuer");
    SigningKey::create(&folder).expect("a signing key");
    let file = folder.join("issuers.toml");
    scratch::write(&file, FILE.as_bytes());
    let verifier = Verifier::from_jwks_file(folder.join(JWKS_FILE), ISSUER).expect("the set");
    let secret = Secret::from_bytes(&[7; 32]);
    let x = URL_SAFE_NO_PAD.encode(secret.verifying_key().as_bytes());
    let set = format!(r#"{{"keys":[{{"kty":"OKP","crv":"Ed25519","kid":"a","x":"{x}"}}]}}"#);
    Installation { secret, set, verifier: verifier.with_issuers(Issuers::read(&file).expect("it")) }
});

impl Installation {
    fn sign(&self, claims: &[u8]) -> String {
        let said = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEADER), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.secret.sign(said.as_bytes());
        format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }
}

pub fn seeds() -> Vec<Vec<u8>> {
    // Good until 2100.
    let claims = br#"{"iss":"https://issuer.example","aud":["candour"],"sub":"1","iat":1700000000,"exp":4102444800,"nhsid_useruid":"910000000001","selected_roleid":"1","nrbac":{"roles":[{"person_roleid":"1","role_code":"R8000","org_code":"RRF"}]}}"#;
    let others: [&[u8]; 2] = [
        br#"{"keys":[{"kty":"RSA","kid":"a","alg":"RS256","n":"AQAB","e":"AQAB"}]}"#,
        br#"{"keys":[{"kty":"EC","crv":"P-256","kid":"b","x":"AA","y":"AA"},{"kty":"oct","k":"AA"}]}"#,
    ];
    let sets = others.into_iter().chain([HERE.set.as_bytes()]).map(|set| [b"\0", set].concat());
    let signed = HERE.sign(claims).into_bytes();
    sets.chain([[b"\x01", signed.as_slice()].concat(), [b"\x02", claims.as_slice()].concat()]).collect()
}

pub fn run(bytes: &[u8]) {
    let Some((how, bytes)) = bytes.split_first() else { return };
    let verifier = &HERE.verifier;
    let token = match how % 3 {
        0 => {
            let _ = verifier.take_keys(URL, bytes).map_err(|error| error.to_string());
            HERE.sign(br#"{"iss":"https://issuer.example","exp":4102444800}"#)
        }
        1 => String::from_utf8_lossy(bytes).into_owned(),
        _ => {
            verifier.take_keys(URL, HERE.set.as_bytes()).expect("its own set");
            HERE.sign(bytes)
        }
    };
    match verifier.verify(&token, Some("direct_care")) {
        Ok(verified) => {
            let role = verified.principal.role;
            assert!(role == Role::Clinician, "somebody is let in as {role:?}");
            let _ = verified.principal.to_string();
        }
        Err(error) => drop((error.to_string(), tonic::Status::from(error))),
    }
}
