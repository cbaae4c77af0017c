//! Signatures of webhooks, by the Standard Webhooks convention.
//!
//! What is signed is `id.timestamp.body`, with HMAC-SHA256 under a secret that
//! both sides have. A secret reads `whsec_` and base64. While secrets are being
//! exchanged there are several, and each signs.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};
use sha2::Sha256;

/// What every secret begins with.
const PREFIX: &str = "whsec_";

/// How many bytes a secret may have: the convention's.
const BYTES: std::ops::RangeInclusive<usize> = 24..=64;

/// Why a text holds no secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoSecret {
    /// It is empty.
    #[error("it holds no secret")]
    Empty,
    /// A line is none.
    #[error("a secret reads `whsec_` and 24 to 64 bytes in base64, one on a line")]
    Malformed,
}

/// The secrets of a webhook. They show nothing when printed.
#[derive(Clone, Debug)]
pub struct Secrets(Vec<SecretSlice<u8>>);

impl Secrets {
    /// Reads secrets, one on a line.
    ///
    /// # Errors
    /// If there is none, or a line is none. What was read is not told.
    pub fn parse(text: &SecretString) -> Result<Self, NoSecret> {
        let lines = text.expose_secret().lines().map(str::trim).filter(|line| !line.is_empty());
        let secrets: Vec<SecretSlice<u8>> = lines.map(one).collect::<Result<_, _>>()?;
        if secrets.is_empty() { Err(NoSecret::Empty) } else { Ok(Self(secrets)) }
    }

    /// The value of the header `webhook-signature`: a signature of each secret.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: i64, body: &[u8]) -> String {
        let signatures = self.0.iter().filter_map(|secret| {
            // HMAC takes keys of any length.
            let mut mac = Hmac::<Sha256>::new_from_slice(secret.expose_secret()).ok()?;
            mac.update(format!("{id}.{timestamp}.").as_bytes());
            mac.update(body);
            Some(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
        });
        signatures.collect::<Vec<_>>().join(" ")
    }
}

fn one(line: &str) -> Result<SecretSlice<u8>, NoSecret> {
    let text = line.strip_prefix(PREFIX).ok_or(NoSecret::Malformed)?;
    // The error would tell a byte of it.
    let bytes = STANDARD.decode(text).map_err(|_| NoSecret::Malformed)?;
    if BYTES.contains(&bytes.len()) { Ok(bytes.into()) } else { Err(NoSecret::Malformed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vector that the convention's own libraries test themselves with.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    const AT: i64 = 1_614_265_330;
    const BODY: &[u8] = br#"{"test": 2432232314}"#;
    const SIGNATURE: &str = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    fn secrets(text: &str) -> Result<Secrets, NoSecret> {
        Secrets::parse(&SecretString::from(text))
    }

    #[test]
    fn the_conventions_own_vector_is_met() {
        assert_eq!(secrets(SECRET).unwrap().sign(ID, AT, BODY), SIGNATURE);
    }

    #[test]
    fn each_secret_signs_while_they_are_exchanged() {
        let other = format!("whsec_{}", STANDARD.encode([7; 32]));
        let both = secrets(&format!("{other}\n\n{SECRET}\n")).unwrap().sign(ID, AT, BODY);
        let (first, second) = both.split_once(' ').unwrap();
        assert_eq!(second, SIGNATURE);
        assert!(first.starts_with("v1,") && first != second);
    }

    #[test]
    fn another_id_time_or_body_has_another_signature() {
        let secrets = secrets(SECRET).unwrap();
        for signature in [
            secrets.sign("msg_2", AT, BODY),
            secrets.sign(ID, AT + 1, BODY),
            secrets.sign(ID, AT, b"{}"),
        ] {
            assert_ne!(signature, SIGNATURE);
        }
    }

    #[test]
    fn what_is_no_secret_is_refused_and_not_repeated() {
        assert_eq!(secrets(" \n").err(), Some(NoSecret::Empty));
        let short = format!("whsec_{}", STANDARD.encode([7; 23]));
        let long = format!("whsec_{}", STANDARD.encode([7; 65]));
        for bad in ["MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64", &short, &long] {
            let error = secrets(bad).err().unwrap();
            assert_eq!(error, NoSecret::Malformed);
            assert!(!error.to_string().contains(bad.trim_start_matches(PREFIX)));
        }
        assert!(!format!("{:?}", secrets(SECRET)).contains("MfKQ"));
    }
}
