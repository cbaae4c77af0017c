//! Flags as they are shown, by their id and by where they were raised.

use prost::Message as _;
use proto::oversight::{Flag, FlagState};

use super::ties;
use crate::{
    alerts::tells_those_who_answer,
    store::{self, StoreError, Work},
    table::Table,
};

const FLAGS: u8 = Table::Flag.letter();
const BY_POSITION: u8 = Table::FlagAt.letter();

/// Keeps a flag that was raised at a position of the log of flags.
///
/// # Errors
/// If the store fails.
pub fn put(work: &mut Work<'_>, id: &str, position: u64, flag: &Flag) -> Result<(), StoreError> {
    work.put(store::key(FLAGS, &[id]), flag.encode_to_vec());
    let mut by_position = vec![BY_POSITION];
    by_position.extend_from_slice(&position.to_be_bytes());
    work.put(by_position, id.as_bytes().to_vec());
    // What an agency is itself to look into opens the record to nobody else.
    let ties = flag.state() == FlagState::Raised && !tells_those_who_answer(&flag.rule_id);
    ties::flagged(work, &flag.subject_id, id, ties)
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

/// The flags raised before a position of the log of flags, the newest first: where
/// each was raised, and its id.
pub fn raised_before<'a>(
    work: &'a Work<'_>,
    position: u64,
) -> impl Iterator<Item = Result<(u64, String), StoreError>> + 'a {
    let mut next = Some(position);
    std::iter::from_fn(move || {
        let mut last = vec![BY_POSITION];
        last.extend_from_slice(&next.take()?.checked_sub(1)?.to_be_bytes());
        // None is ever removed.
        let found = work.last_up_to(&[BY_POSITION], &last).transpose()?;
        Some(found.and_then(|(key, id)| {
            let at = position_of(&key).ok_or_else(|| StoreError::unreadable(&key))?;
            next = Some(at);
            Ok((at, String::from_utf8_lossy(&id).into_owned()))
        }))
    })
}

fn position_of(key: &[u8]) -> Option<u64> {
    key.get(1..9).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes)
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
    let last = raised_before(work, u64::MAX).next().transpose()?;
    Ok(last.map(|(position, _)| position).unwrap_or_default())
}
