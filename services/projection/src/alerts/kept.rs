//! The delivery log as it is kept in the projection's database.
//!
//! It follows from the log of flags and can be thrown away. Deliveries are found
//! by how they stand, and those that wait by when they fall due too. Counts are
//! changed in the same batch, so that they add up at every moment.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::delivery::{Delivery, State};
use crate::{
    store::{self, StoreError, Work},
    table::Table,
};

/// Deliveries, by how they stand, channel, position of the flag, recipient.
const DELIVERIES: u8 = Table::Delivery.letter();

/// Deliveries that wait, by channel and when they fall due.
const DUE: u8 = Table::DeliveryDue.letter();

/// Flags that were raised.
const FLAGS: u8 = Table::AlertedFlag.letter();

/// Counts by channel.
const COUNTS: u8 = Table::DeliveryCounts.letter();

/// Up to where the log of flags is folded.
const READ_UP_TO: &[u8] = b"malerts";

/// Which delivery: an alert of the flag raised at that position of the log of
/// flags, to one recipient, over one channel.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The channel.
    pub channel: String,
    /// Where the flag was raised.
    pub position: u64,
    /// The agency alerted.
    pub recipient: String,
}

/// A delivery, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// The flag.
    pub flag_id: String,
    /// How it stands.
    pub delivery: Delivery,
    /// When it falls due, if it waits.
    pub due: Option<Timestamp>,
}

impl Kept {
    /// One that nobody has tried yet.
    #[must_use]
    pub fn fresh(flag_id: &str) -> Self {
        Self { flag_id: flag_id.to_owned(), delivery: Delivery::default(), due: None }
    }
}

/// A flag, as far as alerts need it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFlag {
    /// Where it was raised.
    pub position: u64,
    /// True while its ground stands.
    pub stands: bool,
    /// True while it is resolved.
    pub resolved: bool,
}

impl KeptFlag {
    /// One that was just raised.
    #[must_use]
    pub fn raised_at(position: u64) -> Self {
        Self { position, stands: true, resolved: false }
    }

    /// Whether its ground stands and nobody has resolved it.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.stands && !self.resolved
    }
}

/// How many alerts of a channel stand how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All.
    pub raised: u64,
    /// Those taken.
    pub delivered: u64,
    /// Those that wait.
    pub waiting: u64,
    /// Those given up.
    pub dead: u64,
}

impl Counts {
    fn of(&mut self, state: State) -> &mut u64 {
        match state {
            State::Waiting => &mut self.waiting,
            State::Dead => &mut self.dead,
            State::Delivered => &mut self.delivered,
        }
    }
}

/// Up to where the log of flags is folded.
///
/// # Errors
/// If the database fails.
pub fn read_up_to(work: &Work<'_>) -> Result<u64, StoreError> {
    let bytes = work.get(READ_UP_TO)?;
    Ok(bytes.and_then(|b| b.as_ref().try_into().ok()).map(u64::from_be_bytes).unwrap_or_default())
}

/// Keeps up to where the log of flags is folded.
pub fn set_read_up_to(work: &mut Work<'_>, position: u64) {
    work.put(READ_UP_TO.to_vec(), position.to_be_bytes().to_vec());
}

/// A flag that was raised.
///
/// # Errors
/// If the database fails.
pub fn flag(work: &Work<'_>, flag_id: &str) -> Result<Option<KeptFlag>, StoreError> {
    read(work, &store::key(FLAGS, &[flag_id]))
}

/// Keeps a flag.
///
/// # Errors
/// If it has no JSON form.
pub fn put_flag(work: &mut Work<'_>, flag_id: &str, flag: KeptFlag) -> Result<(), StoreError> {
    write(work, store::key(FLAGS, &[flag_id]), &flag)
}

/// Changes a flag, if there is one.
///
/// # Errors
/// If the database fails.
pub fn change_flag(
    work: &mut Work<'_>,
    flag_id: &str,
    change: impl FnOnce(&mut KeptFlag),
) -> Result<(), StoreError> {
    let Some(mut flag) = flag(work, flag_id)? else { return Ok(()) };
    change(&mut flag);
    put_flag(work, flag_id, flag)
}

/// All flags that were raised.
pub fn flags<'s>(
    work: &'s Work<'_>,
) -> impl Iterator<Item = Result<KeptFlag, StoreError>> + use<'s> {
    work.scan(&[FLAGS]).map(|item| {
        let (key, value) = item?;
        serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))
    })
}

/// Whether a channel has any delivery of the flag that was raised at a position.
///
/// # Errors
/// If the database fails.
pub fn is_addressed(work: &Work<'_>, channel: &str, position: u64) -> Result<bool, StoreError> {
    Ok(!recipients(work, channel, position)?.is_empty())
}

/// To whom the flag that was raised at a position is told over a channel.
///
/// # Errors
/// If the database fails.
pub fn recipients(
    work: &Work<'_>,
    channel: &str,
    position: u64,
) -> Result<Vec<String>, StoreError> {
    let place = Place { channel: channel.to_owned(), position, recipient: String::new() };
    let mut recipients = Vec::new();
    for state in State::ALL {
        let prefix = delivery_key(&place, state);
        for item in work.scan(&prefix) {
            let (key, _) = item?;
            let id = key.get(prefix.len()..).unwrap_or_default();
            recipients.push(String::from_utf8_lossy(id).into_owned());
        }
    }
    Ok(recipients)
}

/// Adds a delivery; it falls due at `at_once` unless it says when.
///
/// # Errors
/// If the database fails.
pub fn add(
    work: &mut Work<'_>,
    place: &Place,
    kept: Kept,
    at_once: Timestamp,
) -> Result<(), StoreError> {
    count(work, &place.channel, |counts| counts.raised += 1)?;
    put(work, place, kept, at_once)
}

/// Puts back a delivery that was taken out.
///
/// # Errors
/// If the database fails.
pub fn put(
    work: &mut Work<'_>,
    place: &Place,
    mut kept: Kept,
    at_once: Timestamp,
) -> Result<(), StoreError> {
    let state = kept.delivery.state;
    kept.due = match state {
        State::Waiting => Some(kept.delivery.next_attempt.unwrap_or(at_once)),
        State::Dead | State::Delivered => None,
    };
    if let Some(due) = kept.due {
        work.put(due_key(place, due), Vec::new());
    }
    count(work, &place.channel, |counts| *counts.of(state) += 1)?;
    write(work, delivery_key(place, state), &kept)
}

/// Takes a delivery out, to put it back as it then stands.
///
/// # Errors
/// If the database fails.
pub fn take(work: &mut Work<'_>, place: &Place) -> Result<Option<Kept>, StoreError> {
    for state in State::ALL {
        let Some(kept) = get(work, place, state)? else { continue };
        work.remove(delivery_key(place, state));
        if let Some(due) = kept.due {
            work.remove(due_key(place, due));
        }
        count(work, &place.channel, |counts| {
            let one = counts.of(state);
            *one = one.saturating_sub(1);
        })?;
        return Ok(Some(kept));
    }
    Ok(None)
}

/// A delivery that stands so.
///
/// # Errors
/// If the database fails.
pub fn get(work: &Work<'_>, place: &Place, state: State) -> Result<Option<Kept>, StoreError> {
    read(work, &delivery_key(place, state))
}

/// A channel's deliveries that stand so, of flags raised after a position, in
/// the order in which these were raised.
pub fn of_channel<'s>(
    work: &'s Work<'_>,
    state: State,
    channel: &str,
    after: u64,
) -> impl Iterator<Item = Result<(Place, Kept), StoreError>> + use<'s> {
    let prefix = prefix(&[DELIVERIES, letter(state)], channel);
    let mut start = prefix.clone();
    start.extend_from_slice(&after.saturating_add(1).to_be_bytes());
    let channel = channel.to_owned();
    let skip = prefix.len();
    work.scan_from(&prefix, &start).map(move |item| {
        let (key, value) = item?;
        let place = place_of(&channel, key.get(skip..).unwrap_or_default());
        let place = place.ok_or_else(|| StoreError::unreadable(&key))?;
        let kept = serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))?;
        Ok((place, kept))
    })
}

/// A channel's deliveries that wait, by when they fall due.
pub fn waiting_by_time<'s>(
    work: &'s Work<'_>,
    channel: &str,
) -> impl Iterator<Item = Result<(Timestamp, Place), StoreError>> + use<'s> {
    let prefix = prefix(&[DUE], channel);
    let channel = channel.to_owned();
    let skip = prefix.len();
    work.scan(&prefix).map(move |item| {
        let (key, _) = item?;
        let rest = key.get(skip..).unwrap_or_default();
        let read = rest
            .split_first_chunk::<8>()
            .and_then(|(time, rest)| Some((store::time_of(*time)?, place_of(&channel, rest)?)));
        read.ok_or_else(|| StoreError::unreadable(&key))
    })
}

/// The counts of every channel that ever had an alert.
///
/// # Errors
/// If the database fails.
pub fn all_counts(work: &Work<'_>) -> Result<BTreeMap<String, Counts>, StoreError> {
    let all = work.scan(&[COUNTS]).map(|item| {
        let (key, value) = item?;
        let channel = key.get(1..key.len().saturating_sub(1)).unwrap_or_default();
        Ok((String::from_utf8_lossy(channel).into_owned(), counts_of(&value)))
    });
    all.collect()
}

fn count(
    work: &mut Work<'_>,
    channel: &str,
    change: impl FnOnce(&mut Counts),
) -> Result<(), StoreError> {
    let key = store::key(COUNTS, &[channel]);
    let mut counts = work.get(&key)?.map(|bytes| counts_of(&bytes)).unwrap_or_default();
    change(&mut counts);
    let Counts { raised, delivered, waiting, dead } = counts;
    let bytes = [raised, delivered, waiting, dead].map(u64::to_be_bytes).concat();
    work.put(key, bytes);
    Ok(())
}

fn counts_of(bytes: &[u8]) -> Counts {
    let mut numbers = bytes.as_chunks::<8>().0.iter().map(|chunk| u64::from_be_bytes(*chunk));
    let mut next = || numbers.next().unwrap_or_default();
    Counts { raised: next(), delivered: next(), waiting: next(), dead: next() }
}

fn letter(state: State) -> u8 {
    match state {
        State::Waiting => b'w',
        State::Dead => b'x',
        State::Delivered => b'z',
    }
}

fn prefix(letters: &[u8], channel: &str) -> Vec<u8> {
    let mut key = letters.to_vec();
    key.extend_from_slice(channel.as_bytes());
    key.push(0);
    key
}

fn delivery_key(place: &Place, state: State) -> Vec<u8> {
    let mut key = prefix(&[DELIVERIES, letter(state)], &place.channel);
    key.extend_from_slice(&place.position.to_be_bytes());
    key.extend_from_slice(place.recipient.as_bytes());
    key
}

fn due_key(place: &Place, due: Timestamp) -> Vec<u8> {
    let mut key = prefix(&[DUE], &place.channel);
    key.extend_from_slice(&store::time_key(due));
    key.extend_from_slice(&place.position.to_be_bytes());
    key.extend_from_slice(place.recipient.as_bytes());
    key
}

fn place_of(channel: &str, rest: &[u8]) -> Option<Place> {
    let (position, recipient) = rest.split_first_chunk::<8>()?;
    Some(Place {
        channel: channel.to_owned(),
        position: u64::from_be_bytes(*position),
        recipient: std::str::from_utf8(recipient).ok()?.to_owned(),
    })
}

fn read<T: DeserializeOwned>(work: &Work<'_>, key: &[u8]) -> Result<Option<T>, StoreError> {
    let value = work.get(key)?;
    value
        .map(|bytes| serde_json::from_slice(&bytes).map_err(|_| StoreError::unreadable(key)))
        .transpose()
}

fn write(work: &mut Work<'_>, key: Vec<u8>, value: &impl Serialize) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec(value).map_err(|_| StoreError::unreadable(&key))?;
    work.put(key, bytes);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::store::Store;

    fn place(channel: &str, position: u64, recipient: &str) -> Place {
        Place { channel: channel.into(), position, recipient: recipient.into() }
    }

    fn second(n: u64) -> Timestamp {
        Timestamp::from_second(i64::try_from(n).unwrap_or_default()).unwrap_or(Timestamp::MAX)
    }

    fn counted(work: &Work<'_>, channel: &str, state: State) -> u64 {
        u64::try_from(of_channel(work, state, channel, 0).count()).unwrap_or(u64::MAX)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Whatever is added and moved, in one group or several: the counts are
        /// those of what is there, all is found by how it stands, and what waits
        /// by its time too.
        #[test]
        fn counts_add_up_and_everything_is_found(
            steps in prop::collection::vec((0_u64..12, 0_u8..4, 0_u64..50, prop::bool::ANY), 0..80),
        ) {
            let folder = tempfile::tempdir().map_err(|e| TestCaseError::fail(e.to_string()))?;
            let store = Store::open(folder.path(), 1 << 20, "rules")
                .map_err(|e| TestCaseError::fail(e.to_string()))?;
            let failed = |e: StoreError| TestCaseError::fail(e.to_string());
            let mut work = store.work();
            let mut raised = 0;
            for (n, kind, at, commits) in steps {
                let place = place(["nats", "webhook.a", "webhook.ab"][n as usize % 3], n / 3 + 1, "b");
                let taken = take(&mut work, &place).map_err(failed)?;
                let old = taken.is_some();
                let mut kept = taken.unwrap_or_else(|| Kept::fresh("flag"));
                kept.delivery.state = State::ALL[kind as usize % 3];
                kept.delivery.next_attempt = (kind == 0).then(|| second(at));
                if old {
                    put(&mut work, &place, kept, second(7)).map_err(failed)?;
                } else {
                    raised += 1;
                    add(&mut work, &place, kept, second(7)).map_err(failed)?;
                }
                if commits {
                    work.commit().map_err(failed)?;
                    work = store.work();
                }
            }
            let mut all = 0;
            for (channel, counts) in all_counts(&work).map_err(failed)? {
                prop_assert_eq!(counts.raised, counts.delivered + counts.waiting + counts.dead);
                prop_assert_eq!(counts.waiting, counted(&work, &channel, State::Waiting));
                prop_assert_eq!(counts.dead, counted(&work, &channel, State::Dead));
                prop_assert_eq!(counts.delivered, counted(&work, &channel, State::Delivered));
                let due: Result<Vec<_>, _> = waiting_by_time(&work, &channel).collect();
                let due = due.map_err(failed)?;
                prop_assert_eq!(due.len() as u64, counts.waiting);
                prop_assert!(due.is_sorted());
                all += counts.raised;
            }
            prop_assert_eq!(all, raised);
        }
    }

    #[test]
    fn a_channel_does_not_see_what_another_has_whose_name_begins_alike() -> Result<(), StoreError> {
        let folder = tempfile::tempdir().map_err(sled::Error::from)?;
        let store = Store::open(folder.path(), 1 << 20, "rules")?;
        let mut work = store.work();
        add(&mut work, &place("webhook.ab", 1, "b"), Kept::fresh("flag"), second(1))?;
        assert_eq!(of_channel(&work, State::Waiting, "webhook.a", 0).count(), 0);
        assert_eq!(of_channel(&work, State::Waiting, "webhook.ab", 0).count(), 1);
        assert_eq!(of_channel(&work, State::Waiting, "webhook.ab", 1).count(), 0);
        Ok(())
    }
}
