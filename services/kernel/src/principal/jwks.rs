//! A set of public keys, as issuers publish it (RFC 7517).
//!
//! What is no key for us is passed over: a set may serve more than us, and one odd
//! key must not take the others away. A key is taken with the algorithms that fit
//! it, so that no token chooses how it is checked.

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ed25519_dalek::VerifyingKey;
use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, KeyOperations, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::Value;

/// How long the modulus of an RSA key is, in bytes. What is shorter is no longer
/// safe; what is longer costs too much to check.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;

/// A public key and the algorithms by which it may be used here.
#[derive(Clone)]
pub(super) struct Key {
    pub(super) decoding: DecodingKey,
    pub(super) algorithms: Vec<Algorithm>,
}

/// Keys by their `kid`.
#[derive(Default)]
pub(super) struct Keys(HashMap<String, Key>);

#[derive(Deserialize)]
struct Set {
    keys: Vec<Value>,
}

impl Keys {
    /// The keys of a set that fit one of these algorithms; `None` if there are none.
    pub(super) fn parse(bytes: &[u8], algorithms: &[Algorithm]) -> Option<Self> {
        let set = serde_json::from_slice::<Set>(bytes).ok()?;
        let jwks = set.keys.into_iter().filter_map(|key| serde_json::from_value::<Jwk>(key).ok());
        let keys: HashMap<_, _> = jwks.filter_map(|jwk| usable(&jwk, algorithms)).collect();
        (!keys.is_empty()).then_some(Self(keys))
    }

    /// The key of that name.
    pub(super) fn get(&self, kid: &str) -> Option<&Key> {
        self.0.get(kid)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }
}

/// A key of the set, if it has a name, is for signatures and fits an algorithm.
fn usable(jwk: &Jwk, allowed: &[Algorithm]) -> Option<(String, Key)> {
    let common = &jwk.common;
    let verifies = common
        .key_operations
        .as_ref()
        .is_none_or(|operations| operations.contains(&KeyOperations::Verify));
    if !verifies || !matches!(common.public_key_use, None | Some(PublicKeyUse::Signature)) {
        return None;
    }
    let (decoding, fitting) = key(&jwk.algorithm)?;
    let named = common.key_algorithm.map(|named| named.to_string());
    let algorithms: Vec<Algorithm> = fitting
        .iter()
        .copied()
        .filter(|fits| allowed.contains(fits))
        .filter(|fits| named.as_ref().is_none_or(|named| named.parse().ok() == Some(*fits)))
        .collect();
    let kid = common.key_id.clone()?;
    (!algorithms.is_empty()).then_some((kid, Key { decoding, algorithms }))
}

/// The key itself, and the algorithms that exist for its kind.
fn key(parameters: &AlgorithmParameters) -> Option<(DecodingKey, &'static [Algorithm])> {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    match parameters {
        AlgorithmParameters::RSA(rsa) => {
            let (n, e) = (bytes(&rsa.n)?, bytes(&rsa.e)?);
            let length = n.iter().skip_while(|byte| **byte == 0).count();
            let good = RSA_BYTES.contains(&length) && (1..=4).contains(&e.len());
            let all: &[Algorithm] = &[
                Algorithm::RS256,
                Algorithm::RS384,
                Algorithm::RS512,
                Algorithm::PS256,
                Algorithm::PS384,
                Algorithm::PS512,
            ];
            good.then(|| (DecodingKey::from_rsa_raw_components(&n, &e), all))
        }
        AlgorithmParameters::EllipticCurve(point) => {
            let (length, fits): (usize, &[Algorithm]) = match point.curve {
                EllipticCurve::P256 => (32, &[Algorithm::ES256]),
                EllipticCurve::P384 => (48, &[Algorithm::ES384]),
                _ => return None,
            };
            let good = bytes(&point.x)?.len() == length && bytes(&point.y)?.len() == length;
            let key = DecodingKey::from_ec_components(&point.x, &point.y).ok()?;
            good.then_some((key, fits))
        }
        AlgorithmParameters::OctetKeyPair(pair) if pair.curve == EllipticCurve::Ed25519 => {
            let bytes = <[u8; 32]>::try_from(bytes(&pair.x)?).ok()?;
            let key = VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak())?;
            Some((DecodingKey::from_ed_der(key.as_bytes()), &[Algorithm::EdDSA]))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The RSA key of RFC 7515, A.2.
    const N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    /// The Ed25519 key of RFC 8037, A.2.
    const X: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    const ALL: [Algorithm; 4] =
        [Algorithm::RS256, Algorithm::PS256, Algorithm::ES256, Algorithm::EdDSA];

    fn algorithms(key: &Value) -> Option<Vec<Algorithm>> {
        let set = json!({ "keys": [key] }).to_string();
        Keys::parse(set.as_bytes(), &ALL)
            .and_then(|keys| keys.get("a").map(|k| k.algorithms.clone()))
    }

    #[test]
    fn a_key_fits_the_algorithms_that_it_was_made_for_and_no_others() {
        let rsa = json!({ "kty": "RSA", "kid": "a", "n": N, "e": "AQAB" });
        assert_eq!(algorithms(&rsa), Some(vec![Algorithm::RS256, Algorithm::PS256]));
        let named = json!({ "kty": "RSA", "kid": "a", "alg": "PS256", "n": N, "e": "AQAB" });
        assert_eq!(algorithms(&named), Some(vec![Algorithm::PS256]));
        let edwards = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "a", "x": X });
        assert_eq!(algorithms(&edwards), Some(vec![Algorithm::EdDSA]));
    }

    #[test]
    fn a_key_that_is_not_for_us_is_passed_over() {
        let short = URL_SAFE_NO_PAD.encode([0xff; 128]);
        let long = URL_SAFE_NO_PAD.encode([0xff; 1024]);
        for bad in [
            json!({ "kty": "RSA", "kid": "a", "n": short, "e": "AQAB" }),
            json!({ "kty": "RSA", "kid": "a", "n": long, "e": "AQAB" }),
            json!({ "kty": "RSA", "kid": "a", "n": N, "e": "AQABAQAB" }),
            json!({ "kty": "RSA", "kid": "a", "use": "enc", "n": N, "e": "AQAB" }),
            json!({ "kty": "RSA", "kid": "a", "key_ops": ["encrypt"], "n": N, "e": "AQAB" }),
            json!({ "kty": "RSA", "kid": "a", "alg": "RS512", "n": N, "e": "AQAB" }),
            json!({ "kty": "RSA", "kid": "a", "alg": "RSA-OAEP", "n": N, "e": "AQAB" }),
            json!({ "kty": "RSA", "n": N, "e": "AQAB" }),
            json!({ "kty": "EC", "crv": "P-256", "kid": "a", "x": "AA", "y": "AA" }),
            json!({ "kty": "EC", "crv": "secp256k1", "kid": "a", "x": X, "y": X }),
            json!({ "kty": "OKP", "crv": "X25519", "kid": "a", "x": X }),
            json!({ "kty": "oct", "kid": "a", "k": "c2VjcmV0" }),
            json!({ "kid": "a" }),
            json!("a"),
        ] {
            assert_eq!(algorithms(&bad), None, "{bad}");
        }
    }

    #[test]
    fn one_odd_key_takes_no_other_away() {
        let good = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "a", "x": X });
        let set = json!({ "keys": [{ "kty": "EC", "crv": "of tomorrow" }, 7, good] }).to_string();
        assert_eq!(Keys::parse(set.as_bytes(), &ALL).map(|keys| keys.len()), Some(1));
    }

    #[test]
    fn what_is_no_set_has_no_keys() {
        for bad in ["", "{}", "[]", "{\"keys\":{}}", "{\"keys\":[]}", "{\"keys\":null}"] {
            assert!(Keys::parse(bad.as_bytes(), &ALL).is_none(), "{bad}");
        }
    }
}
