//! What could not be read is set aside, counted and shown; the rest goes on.

use jiff::Timestamp;
use proto::envelope::Unreadable;
use serde::{Deserialize, Serialize};

use crate::{
    store::{self, StoreError, Work},
    table::Table,
};

const SET_ASIDE: u8 = Table::SetAside.letter();
const SET_ASIDE_COUNT: &[u8] = b"mset-aside";

/// How much of a reason for setting aside is kept.
const LONGEST_REASON: usize = 120;

/// Something set aside, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Aside {
    /// Where it came from.
    pub place: String,
    /// Why it could not be read.
    pub reason: String,
    /// When it was set aside.
    pub at: Timestamp,
}

/// Sets aside what stands at a place; once, however often it comes.
///
/// # Errors
/// If the store fails.
pub fn put(
    work: &mut Work<'_>,
    place: &str,
    error: &Unreadable,
    at: Timestamp,
) -> Result<(), StoreError> {
    let key = store::key(SET_ASIDE, &[place]);
    if work.get(&key)?.is_some() {
        return Ok(()); // Delivered again, not set aside again.
    }
    // What lies beneath may quote what was said, and so may a type's name that
    // nobody here knows: only the outermost words of ours are kept.
    let reason = match error {
        Unreadable::UnknownType(_) => "events of this type are not known to this build".into(),
        error => error.to_string().chars().take(LONGEST_REASON).collect::<String>(),
    };
    tracing::warn!(place, reason, "an event was set aside");
    metrics::counter!("candour_set_aside_total").increment(1);
    let aside = Aside { place: place.into(), reason, at };
    let value = serde_json::to_vec(&aside).map_err(|_| StoreError::unreadable(&key))?;
    work.put(key, value);
    let count = count(work)? + 1;
    work.put(SET_ASIDE_COUNT.to_vec(), count.to_be_bytes().to_vec());
    Ok(())
}

/// What was set aside.
///
/// # Errors
/// If the store fails.
pub fn all(work: &Work<'_>) -> Result<Vec<Aside>, StoreError> {
    work.scan(&[SET_ASIDE])
        .map(|item| {
            let (key, value) = item?;
            serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))
        })
        .collect()
}

/// How much was set aside in all.
///
/// # Errors
/// If the store fails.
pub fn count(work: &Work<'_>) -> Result<u64, StoreError> {
    let bytes = work.get(SET_ASIDE_COUNT)?;
    Ok(bytes.and_then(|b| b.as_ref().try_into().ok()).map(u64::from_be_bytes).unwrap_or_default())
}
