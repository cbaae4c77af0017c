//! Flags as they are shown, by their id; and a line of each by where it was raised.

mod at_hand;
mod line;

use prost::Message as _;
use proto::oversight::{Flag, FlagState};

pub use at_hand::AtHand;
pub use line::Line;

use super::{about, ties};
use crate::{
    alerts::tells_those_who_answer,
    flags::Handling,
    store::{self, StoreError, Work},
    table::Table,
};

const FLAGS: u8 = Table::Flag.letter();
const BY_POSITION: u8 = Table::FlagAt.letter();
const COUNT: &[u8] = b"mflags";

/// Keeps a flag that was raised at a position of the log of flags, and how people stand to it.
///
/// # Errors
/// If the store fails.
pub fn put(
    work: &mut Work<'_>,
    id: &str,
    position: u64,
    flag: &Flag,
    handling: &Handling,
) -> Result<(), StoreError> {
    work.put(store::key(FLAGS, &[id]), flag.encode_to_vec());
    let agencies = flag.agency_ids.join(",");
    let handling = handling.to_wire(flag.severity());
    let line = Line::of(flag, &agencies).handled(&handling);
    let place = position_key(position);
    if work.get(&place)?.is_none() {
        let count = count(work)? + 1;
        work.put(COUNT.to_vec(), count.to_be_bytes().to_vec());
    }
    work.put(place, line.to_bytes(id));
    about::note(work, Table::FlagAt, &flag.subject_id, &entry(position));
    // What an agency is itself to look into opens the record to nobody else.
    let ties = flag.state() == FlagState::Raised && !tells_those_who_answer(&flag.rule_id);
    ties::flagged(work, &flag.subject_id, id, ties)
}

/// Notes what people have done about a flag by now.
///
/// # Errors
/// If the store fails.
pub fn note(work: &mut Work<'_>, position: u64, handling: &Handling) -> Result<(), StoreError> {
    let key = position_key(position);
    // One that is not kept yet is kept with all that was done about it.
    let Some(bytes) = work.get(&key)? else { return Ok(()) };
    let (id, line) = Line::read(&bytes).ok_or_else(|| StoreError::unreadable(&key))?;
    let line = line.handled(&handling.to_wire(line.severity)).to_bytes(id);
    work.put(key, line);
    Ok(())
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

/// The lines of all flags, those first that were raised first: where each was raised,
/// and the bytes of its line.
pub fn lines<'a>(
    work: &'a Work<'_>,
) -> impl Iterator<Item = Result<(u64, sled::IVec), StoreError>> + 'a {
    work.scan(&[BY_POSITION]).map(|item| {
        let (key, line) = item?;
        Ok((position_of(&key).ok_or_else(|| StoreError::unreadable(&key))?, line))
    })
}

/// The lines of the flags about one person or scheme, those first that were raised first.
///
/// # Errors
/// If the store fails, or what it holds is no position of a flag.
pub fn lines_about(work: &Work<'_>, subject: &str) -> Result<Vec<(u64, sled::IVec)>, StoreError> {
    let entries = about::entries(work, Table::FlagAt, subject)?.into_iter().map(|entry| {
        let position = u64::from_str_radix(&entry, 16);
        let position = position.map_err(|_| StoreError::unreadable(entry.as_bytes()))?;
        let line = work.get(&position_key(position))?;
        Ok((position, line.ok_or_else(|| unreadable(position))?))
    });
    entries.collect()
}

/// How a flag is known by where it was raised: as text that sorts as numbers do.
fn entry(position: u64) -> String {
    format!("{position:016x}")
}

fn position_key(position: u64) -> Vec<u8> {
    [&[BY_POSITION][..], &position.to_be_bytes()].concat()
}

fn position_of(key: &[u8]) -> Option<u64> {
    key.get(1..9).and_then(|bytes| bytes.try_into().ok()).map(u64::from_be_bytes)
}

/// The id of the flag that was raised at a position.
///
/// # Errors
/// If the store fails, or there is none.
pub fn id_at(work: &Work<'_>, position: u64) -> Result<String, StoreError> {
    let key = position_key(position);
    let bytes = work.get(&key)?.ok_or_else(|| StoreError::unreadable(&key))?;
    let (id, _) = Line::read(&bytes).ok_or_else(|| StoreError::unreadable(&key))?;
    Ok(id.to_owned())
}

/// The line of the flag that was raised at a position cannot be read.
#[must_use]
pub fn unreadable(position: u64) -> StoreError {
    StoreError::unreadable(&position_key(position))
}

/// How many flags there are.
///
/// # Errors
/// If the store fails.
pub fn count(work: &Work<'_>) -> Result<u64, StoreError> {
    let bytes = work.get(COUNT)?;
    Ok(bytes.and_then(|b| b.as_ref().try_into().ok()).map(u64::from_be_bytes).unwrap_or_default())
}

/// The last position at which one was raised; 0 if none was.
///
/// # Errors
/// If the store fails.
pub fn last_position(work: &Work<'_>) -> Result<u64, StoreError> {
    // None is ever removed.
    let last = work.last_up_to(&[BY_POSITION], &position_key(u64::MAX))?;
    Ok(last.and_then(|(key, _)| position_of(&key)).unwrap_or_default())
}
