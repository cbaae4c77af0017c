//! Whose signatures are relied on, and who signed a checkpoint.

use std::fmt;

use jiff::Timestamp;
use kernel::proof::{Checkpoint, Maker, PublicKey};
use serde::Serialize;

/// Reads a log's public key.
///
/// # Errors
/// If it is none.
pub fn log_key(text: &str) -> Result<PublicKey, String> {
    key(text, Maker::Log, "a log's")
}

/// Reads a witness's public key.
///
/// # Errors
/// If it is none.
pub fn witness_key(text: &str) -> Result<PublicKey, String> {
    key(text, Maker::Witness, "a witness's")
}

fn key(text: &str, maker: Maker, whose: &str) -> Result<PublicKey, String> {
    let key = text.parse::<PublicKey>().map_err(|error| error.to_string())?;
    if key.maker() == maker { Ok(key) } else { Err(format!("it is not {whose} key")) }
}

/// A witness, and when it saw a checkpoint.
#[derive(Serialize)]
pub struct Witness {
    name: String,
    at: Timestamp,
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.name, self.at)
    }
}

/// Which of these witnesses saw a checkpoint that its log signed.
///
/// # Errors
/// If the log did not sign it, or none of the witnesses, if there are any.
pub fn seen_by(
    checkpoint: &Checkpoint,
    log: &PublicKey,
    witnesses: &[PublicKey],
) -> Result<Vec<Witness>, String> {
    if checkpoint.signed_by(log).is_none() {
        return Err(format!("it was not signed by {}", log.name()));
    }
    let saw = |witness: &PublicKey| {
        let at = checkpoint.signed_by(witness)?;
        Some(Witness { name: witness.name().to_owned(), at })
    };
    let seen: Vec<Witness> = witnesses.iter().filter_map(saw).collect();
    if seen.is_empty() && !witnesses.is_empty() {
        return Err("it was signed by none of the witnesses that are named".to_owned());
    }
    Ok(seen)
}
