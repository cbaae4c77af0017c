//! Flags as they are shown, by their id and by where they were raised.

use prost::Message as _;
use proto::oversight::Flag;

use crate::{
    store::{self, StoreError, Work},
    table::Table,
};

const FLAGS: u8 = Table::Flag.letter();
const BY_POSITION: u8 = Table::FlagAt.letter();

/// Keeps a flag that was raised at a position of the log of flags.
pub fn put(work: &mut Work<'_>, id: &str, position: u64, flag: &Flag) {
    work.put(store::key(FLAGS, &[id]), flag.encode_to_vec());
    let mut by_position = vec![BY_POSITION];
    by_position.extend_from_slice(&position.to_be_bytes());
    work.put(by_position, id.as_bytes().to_vec());
}

/// A flag as it is shown.
///
/// # Errors
/// If the store fails.
pub fn get(work: &Work<'_>, id: &str) -> Result<Option<Flag>, StoreError> {
    let key = store::key(FLAGS, &[id]);
    let bytes = work.get(&key)?;
    let flag = bytes.map(|bytes| Flag::decode(bytes.as_ref())).transpose();
    flag.map_err(|_| StoreError::unreadable(&key))
}

/// The ids of all flags, newest first.
///
/// # Errors
/// If the store fails.
pub fn newest_first(work: &Work<'_>) -> Result<Vec<String>, StoreError> {
    let mut ids: Vec<String> = work
        .scan(&[BY_POSITION])
        .map(|item| item.map(|(_, id)| String::from_utf8_lossy(&id).into_owned()))
        .collect::<Result<_, _>>()?;
    ids.reverse();
    Ok(ids)
}

/// How many flags there are.
///
/// # Errors
/// If the store fails.
pub fn count(work: &Work<'_>) -> Result<u64, StoreError> {
    work.scan(&[BY_POSITION]).try_fold(0_u64, |count, item| item.map(|_| count + 1))
}

/// The last position at which one was raised; 0 if none was.
///
/// # Errors
/// If the store fails.
pub fn last_position(work: &Work<'_>) -> Result<u64, StoreError> {
    let last = work.last_up_to(&[BY_POSITION], &[BY_POSITION, u8::MAX])?;
    let position = last.and_then(|(key, _)| key.get(1..9).and_then(|b| b.try_into().ok()));
    Ok(position.map(u64::from_be_bytes).unwrap_or_default())
}
