//! What minting and checking promise.

#![allow(clippy::unwrap_used)]

use std::{collections::BTreeSet, fs, time::Duration};

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use proto::common::Role;
use serde_json::{Value, json};

use super::*;
use crate::principal::{AUDIENCE, ISSUER, JWKS_FILE, SIGNING_FILE, SigningKey, tests::worker};

const HOUR: Duration = Duration::from_secs(3600);

struct World {
    folder: tempfile::TempDir,
    signing: SigningKey,
    verifier: Verifier,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let signing = SigningKey::create(folder.path()).unwrap();
    let verifier = Verifier::from_jwks_file(folder.path().join(JWKS_FILE), ISSUER).unwrap();
    World { folder, signing, verifier }
}

/// Claims that are in order, for a test to spoil.
fn claims() -> Claims {
    let (now, worker) = (get_current_timestamp(), worker(Role::Clinician));
    Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: worker.worker_id,
        agency: worker.agency_id,
        role: "ROLE_CLINICIAN".to_owned(),
        purpose: worker.purpose,
        iat: now,
        exp: now + 60,
        jti: "00".to_owned(),
        person_ids: String::new(),
    }
}

impl World {
    fn keys(&mut self) -> &mut KeyFile {
        // Which token has passed is forgotten: what is known of it holds its issuer.
        self.verifier.passed.clear();
        match &mut Arc::get_mut(&mut self.verifier.issuers[0]).unwrap().kind {
            Kind::Own(keys) => keys,
            Kind::Other(_) => unreachable!("it is the installation's"),
        }
    }

    fn check(&self, spoil: impl FnOnce(&mut Claims)) -> Result<Verified, TokenError> {
        let mut claims = claims();
        spoil(&mut claims);
        self.verifier.verify(&self.signing.sign(&claims).unwrap(), None)
    }

    fn reason(&self, spoil: impl FnOnce(&mut Claims)) -> &'static str {
        self.check(spoil).unwrap_err().reason()
    }

    fn public_key(&self) -> Value {
        let set = fs::read(self.folder.path().join(JWKS_FILE)).unwrap();
        let mut set: Value = serde_json::from_slice(&set).unwrap();
        set.get_mut("keys").and_then(|keys| keys.get_mut(0)).unwrap().take()
    }

    fn kid(&self) -> String {
        self.public_key().get("kid").and_then(Value::as_str).unwrap().to_owned()
    }
}

fn raw(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.{signature}", part(header), part(claims))
}

#[test]
fn a_minted_token_says_who_is_asking_for_whom_and_why() {
    let world = world();
    for role in crate::principal::roles::all() {
        let token = world.signing.mint(&worker(role), HOUR).unwrap();
        assert_eq!(world.verifier.verify(&token, None).map(|v| v.principal), Ok(worker(role)));
    }
}

#[test]
fn an_agency_sees_ids_of_its_own_unless_the_token_says_otherwise() {
    let world = world();
    let ids = |signing: &SigningKey, role| {
        let token = signing.mint(&worker(role), HOUR).unwrap();
        world.verifier.verify(&token, None).unwrap().person_ids
    };
    let of_register = world.signing.clone().with_register_ids();
    for role in crate::principal::roles::all() {
        let always = matches!(role, Role::Service | Role::Oversight | Role::Person);
        assert_eq!(ids(&world.signing, role) == PersonIds::OfRegister, always, "{role:?}");
        assert_eq!(ids(&of_register, role), PersonIds::OfRegister);
    }
    assert_eq!(world.reason(|c| c.person_ids = "mine".to_owned()), "TOKEN_INVALID");
}

#[test]
fn no_two_tokens_are_the_same() {
    let world = world();
    let mint = || world.signing.mint(&worker(Role::Clinician), HOUR).unwrap();
    assert_ne!(mint(), mint());
}

#[test]
fn a_key_signs_after_a_restart_and_is_never_overwritten() {
    let world = world();
    let again = SigningKey::load(world.folder.path()).unwrap();
    let token = again.mint(&worker(Role::Clinician), HOUR).unwrap();
    assert!(world.verifier.verify(&token, None).is_ok());
    assert!(matches!(SigningKey::create(world.folder.path()), Err(SigningError::File { .. })));
    assert_eq!(format!("{again:?}"), "SigningKey");
}

#[cfg(unix)]
#[test]
fn the_private_key_is_for_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let world = world();
    let path = world.folder.path().join(SIGNING_FILE);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o604)).unwrap();
    assert!(matches!(SigningKey::load(world.folder.path()), Err(SigningError::File { .. })));
}

#[test]
fn the_public_file_holds_nothing_private() {
    let world = world();
    let key = world.public_key();
    let members: BTreeSet<_> = key.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, BTreeSet::from(["alg", "crv", "kid", "kty", "use", "x"]));
}

#[test]
fn no_token_is_made_for_a_principal_that_is_not_in_order() {
    let world = world();
    let mut nobody = worker(Role::Clinician);
    nobody.purpose = " ".to_owned();
    let refused = world.signing.mint(&nobody, HOUR).unwrap_err();
    assert!(matches!(refused, SigningError::Claim { claim: "purpose" }));
    let refused = world.signing.mint(&worker(Role::Unspecified), HOUR).unwrap_err();
    assert!(matches!(refused, SigningError::Claim { claim: "role" }));
}

#[test]
fn an_expired_token_is_refused_once_the_leeway_is_over() {
    let world = world();
    let now = get_current_timestamp();
    assert_eq!(world.reason(|c| c.exp = now - LEEWAY - 5), "TOKEN_EXPIRED");
    assert!(world.check(|c| c.exp = now - LEEWAY + 10).is_ok());
}

#[test]
fn a_token_that_has_passed_expires_all_the_same() {
    let world = world();
    let claims = Claims { exp: get_current_timestamp() - LEEWAY + 1, ..claims() };
    let token = world.signing.sign(&claims).unwrap();
    assert!(world.verifier.verify(&token, None).is_ok());
    std::thread::sleep(Duration::from_millis(2_100));
    assert_eq!(world.verifier.verify(&token, None), Err(TokenError::Expired));
}

#[test]
fn a_token_from_the_future_is_refused_beyond_the_leeway() {
    let world = world();
    let now = get_current_timestamp();
    assert_eq!(world.reason(|c| c.iat = now + LEEWAY + 10), "TOKEN_INVALID");
    assert!(world.check(|c| c.iat = now + LEEWAY - 10).is_ok());
}

#[test]
fn a_token_for_another_audience_or_of_another_issuer_is_refused() {
    let world = world();
    let audience = world.check(|c| c.aud = "elsewhere".to_owned());
    assert_eq!(audience, Err(TokenError::Invalid("it is for another audience")));
    let issuer = world.check(|c| c.iss = "somebody".to_owned());
    assert_eq!(issuer, Err(TokenError::Invalid("its issuer is not known here")));
    let other = world.signing.clone().issued_by("somebody");
    let token = other.mint(&worker(Role::Clinician), HOUR).unwrap();
    assert!(world.verifier.verify(&token, None).is_err());
}

#[test]
fn claims_that_are_not_in_order_are_refused() {
    let world = world();
    assert_eq!(world.reason(|c| c.sub = c.agency.clone()), "TOKEN_INVALID");
    assert_eq!(world.reason(|c| c.agency = "agency_1".to_owned()), "TOKEN_INVALID");
    assert_eq!(world.reason(|c| c.purpose.clear()), "TOKEN_INVALID");
    for role in ["ROLE_UNSPECIFIED", "clinician", "ROLE_CHIEF", ""] {
        assert_eq!(world.reason(|c| c.role = role.to_owned()), "TOKEN_INVALID", "{role}");
    }
}

#[test]
fn a_missing_claim_is_refused() {
    let world = world();
    let whole = serde_json::to_value(claims()).unwrap();
    let key = pem(&world);
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(world.kid());
    for claim in ["iss", "aud", "sub", "agency", "role", "purpose", "iat", "exp", "jti"] {
        let mut spoilt = whole.clone();
        spoilt.as_object_mut().unwrap().remove(claim);
        let token = jsonwebtoken::encode(&header, &spoilt, &key).unwrap();
        assert!(
            matches!(world.verifier.verify(&token, None), Err(TokenError::Invalid(_))),
            "{claim}"
        );
    }
}

fn pem(world: &World) -> EncodingKey {
    EncodingKey::from_ed_pem(&fs::read(world.folder.path().join(SIGNING_FILE)).unwrap()).unwrap()
}

#[test]
fn an_unsigned_token_is_refused() {
    let world = world();
    for alg in ["none", "None", "NONE", ""] {
        let header = json!({ "alg": alg, "typ": "JWT", "kid": world.kid() });
        let token = raw(&header, &serde_json::to_value(claims()).unwrap(), "");
        assert!(matches!(world.verifier.verify(&token, None), Err(TokenError::Invalid(_))));
    }
}

#[test]
fn the_public_key_used_as_a_shared_secret_signs_nothing() {
    let world = world();
    let x = world.public_key().get("x").and_then(Value::as_str).unwrap().to_owned();
    let mut header = Header::new(Algorithm::HS256);
    header.kid = Some(world.kid());
    for secret in [URL_SAFE_NO_PAD.decode(&x).unwrap(), x.into_bytes()] {
        let key = EncodingKey::from_secret(&secret);
        let token = jsonwebtoken::encode(&header, &claims(), &key).unwrap();
        assert_eq!(
            world.verifier.verify(&token, None),
            Err(TokenError::Invalid("its algorithm is none of its issuer's here"))
        );
    }
}

#[test]
fn a_token_whose_words_were_changed_is_refused() {
    let world = world();
    let token = world.signing.mint(&worker(Role::Vendor), HOUR).unwrap();
    let (header, signature) =
        (token.split('.').next().unwrap(), token.split('.').next_back().unwrap());
    let changed = URL_SAFE_NO_PAD.encode(serde_json::to_string(&claims()).unwrap());
    assert_eq!(
        world.verifier.verify(&format!("{header}.{changed}.{signature}"), None),
        Err(TokenError::Invalid("its signature is wrong"))
    );
}

#[test]
fn a_token_that_names_no_key_or_demands_the_unknown_is_refused() {
    let world = world();
    let key = pem(&world);
    let token = jsonwebtoken::encode(&Header::new(Algorithm::EdDSA), &claims(), &key).unwrap();
    assert_eq!(
        world.verifier.verify(&token, None),
        Err(TokenError::Invalid("its header names no key"))
    );
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(world.kid());
    header.crit = Some(vec!["exp".to_owned()]);
    let token = jsonwebtoken::encode(&header, &claims(), &key).unwrap();
    assert!(world.verifier.verify(&token, None).is_err());
}

#[test]
fn a_key_of_somebody_else_is_unknown_even_under_our_keys_name() {
    let (world, other) = (world(), tempfile::tempdir().unwrap());
    let stranger = SigningKey::create(other.path()).unwrap();
    let token = stranger.mint(&worker(Role::Oversight), HOUR).unwrap();
    assert_eq!(
        world.verifier.verify(&token, None),
        Err(TokenError::Invalid("its key is not known"))
    );
    let mut header = Header::new(Algorithm::EdDSA);
    header.kid = Some(world.kid());
    let key =
        EncodingKey::from_ed_pem(&fs::read(other.path().join(SIGNING_FILE)).unwrap()).unwrap();
    let token = jsonwebtoken::encode(&header, &claims(), &key).unwrap();
    assert_eq!(
        world.verifier.verify(&token, None),
        Err(TokenError::Invalid("its signature is wrong"))
    );
}

#[test]
fn a_replaced_key_is_read_when_its_first_token_comes_and_the_old_one_stays_good() {
    let mut world = world();
    let before = world.signing.mint(&worker(Role::Clinician), HOUR).unwrap();
    fs::remove_file(world.folder.path().join(SIGNING_FILE)).unwrap();
    let after = SigningKey::create(world.folder.path())
        .and_then(|key| key.mint(&worker(Role::Clinician), HOUR))
        .unwrap();
    // The file was read a moment ago, so it is not read again yet.
    assert!(world.verifier.verify(&after, None).is_err());
    world.keys().unknown_again = Duration::ZERO;
    assert!(world.verifier.verify(&after, None).is_ok());
    assert!(world.verifier.verify(&before, None).is_ok());
}

#[test]
fn a_key_that_was_taken_out_stops_working_after_the_refresh() {
    let mut world = world();
    let token = world.signing.mint(&worker(Role::Clinician), HOUR).unwrap();
    let other = tempfile::tempdir().unwrap();
    SigningKey::create(other.path()).unwrap();
    fs::copy(other.path().join(JWKS_FILE), world.folder.path().join(JWKS_FILE)).unwrap();
    assert!(world.verifier.verify(&token, None).is_ok());
    world.keys().refresh = Duration::ZERO;
    assert!(world.verifier.verify(&token, None).is_err());
}

#[test]
fn a_broken_key_file_leaves_the_old_keys_in_use() {
    let mut world = world();
    let token = world.signing.mint(&worker(Role::Clinician), HOUR).unwrap();
    fs::write(world.folder.path().join(JWKS_FILE), "{").unwrap();
    world.keys().refresh = Duration::ZERO;
    assert!(world.verifier.verify(&token, None).is_ok());
}

#[test]
fn a_key_set_without_a_key_for_us_is_refused_at_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(JWKS_FILE);
    let oct = json!({ "kty": "oct", "k": "c2VjcmV0", "kid": "a", "alg": "HS256" });
    let short = json!({ "kty": "OKP", "crv": "Ed25519", "x": "AAAA", "kid": "a" });
    let weak = json!({
        "kty": "OKP", "crv": "Ed25519", "kid": "a",
        "x": URL_SAFE_NO_PAD.encode([0_u8; 32]),
    });
    let unnamed = json!({
        "kty": "OKP", "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    for keys in [json!([]), json!([oct]), json!([short]), json!([weak]), json!([unnamed])] {
        fs::write(&path, json!({ "keys": keys }).to_string()).unwrap();
        let refused = Verifier::from_jwks_file(&path, ISSUER);
        assert!(matches!(refused, Err(SigningError::NotAKeySet { .. })));
    }
    assert!(Verifier::from_jwks_file(folder.path().join("none"), ISSUER).is_err());
}

#[test]
fn no_text_makes_the_verifier_panic() {
    let world = world();
    for text in ["", ".", "..", "...", "a.b.c", "é.é.é", &"a".repeat(10_000)] {
        assert!(matches!(world.verifier.verify(text, None), Err(TokenError::Invalid(_))));
    }
}

#[test]
fn the_thumbprint_is_that_of_the_published_example() {
    // RFC 8037, appendix A.1 and A.3.
    let seed = URL_SAFE_NO_PAD.decode("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A").unwrap();
    let key = ed25519_dalek::SigningKey::from_bytes(&seed.try_into().unwrap());
    assert_eq!(
        crate::principal::token::thumbprint(&key),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
}
