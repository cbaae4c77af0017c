//! The file of public keys.

use std::{path::PathBuf, sync::LazyLock};

use kernel::principal::{ISSUER, JWKS_FILE, SigningKey, Verifier};

use super::{Form, scratch};

pub const FORM: Form = Form::Json { after: 0 };

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| scratch::folder("keyset"));

pub fn seeds() -> Vec<Vec<u8>> {
    let folder = FOLDER.join("auth");
    SigningKey::create(&folder).expect("a signing key");
    let others: [&[u8]; 3] = [
        br#"{"keys":[{"kty":"RSA","kid":"a","use":"sig","n":"AQAB","e":"AQAB"}]}"#,
        br#"{"keys":[{"kty":"EC","crv":"P-256","kid":"b","x":"AA","y":"AA"}]}"#,
        br#"{"keys":[{"kty":"OKP","crv":"Ed25519","kid":"c","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},{"kty":"oct","k":"AA"}]}"#,
    ];
    let own = std::fs::read(folder.join(JWKS_FILE)).expect("its key set");
    others.into_iter().map(<[u8]>::to_vec).chain([own]).collect()
}

pub fn run(bytes: &[u8]) {
    let file = FOLDER.join("set.json");
    scratch::write(&file, bytes);
    let Ok(verifier) = Verifier::from_jwks_file(&file, ISSUER) else { return };
    let _ = verifier.verify("e30.e30.e30", None);
    // A new key is added to whatever set is there.
    let folder = FOLDER.join("next");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a folder");
    scratch::write(&folder.join(JWKS_FILE), bytes);
    let _ = SigningKey::create(&folder).map_err(|error| error.to_string());
}
