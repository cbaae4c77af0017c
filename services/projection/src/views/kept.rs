//! Values of the views as they are stored: JSON under a key.

use serde::{Serialize, de::DeserializeOwned};

use crate::store::{self, StoreError, Work};

/// The value under a key.
///
/// # Errors
/// If the store fails, or what it holds is no such value.
pub fn get<T: DeserializeOwned>(
    work: &Work<'_>,
    prefix: u8,
    id: &str,
) -> Result<Option<T>, StoreError> {
    let key = store::key(prefix, &[id]);
    let bytes = work.get(&key)?;
    let value = bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose();
    value.map_err(|_| StoreError::unreadable(&key))
}

/// Puts a value under a key.
///
/// # Errors
/// If it has no JSON form.
pub fn put<T: Serialize>(
    work: &mut Work<'_>,
    prefix: u8,
    id: &str,
    value: &T,
) -> Result<(), StoreError> {
    let key = store::key(prefix, &[id]);
    let bytes = serde_json::to_vec(value).map_err(|_| StoreError::unreadable(&key))?;
    work.put(key, bytes);
    Ok(())
}

/// The values under a prefix from a key on, in the order of the keys, read one by one.
pub fn from<'a, T: DeserializeOwned>(
    work: &'a Work<'_>,
    prefix: u8,
    start: &[u8],
) -> impl Iterator<Item = Result<T, StoreError>> + use<'a, T> {
    work.scan_from(&[prefix], start).map(|item| {
        let (key, value) = item?;
        serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))
    })
}

/// Every value under a prefix, in the order of the keys.
///
/// # Errors
/// If the store fails, or what it holds is no such value.
pub fn all<T: DeserializeOwned>(work: &Work<'_>, prefix: u8) -> Result<Vec<T>, StoreError> {
    from(work, prefix, &[prefix]).collect()
}
