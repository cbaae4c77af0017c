//! Events in the order of their time, for those who look at a scheme or at one stream.
//!
//! What lies under a scheme for rules is only what rules look for. Here stands all that
//! names a scheme, and what belongs to a stream of which something does, such as a
//! meeting; and each stream by itself. A person's stream is their timeline, and what
//! the projection says itself is no act of anybody's.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proto::{Ids as _, any::LOGS, careplans::PlanTransferred, envelope::Meta};

use super::{Kinds, Place, number_of};
use crate::{
    history::Entry,
    store::{self, StoreError, Work, time_key, time_of},
    table::Table,
    views::{moment::AsOf, timeline::is_an_act},
};

const THREADS: u8 = Table::Thread.letter();
const SCHEME_OF: u8 = Table::SchemeOf.letter();

/// Where an event stands in the order of time: when it happened, context and position.
pub type At = (Timestamp, &'static str, u64);

/// An event of a thread, and what can be said of it without reading it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threaded {
    /// When it happened, and where it is kept.
    pub at: At,
    /// How far behind the first of its page it stands.
    pub in_page: u16,
    /// The person whom it is about; empty if it is about none.
    pub person: String,
    kind: u32,
    started: Timestamp,
    known: Timestamp,
}

/// Which events of a thread are asked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The day asked about.
    pub as_of: AsOf,
    /// Their kinds.
    pub kinds: Kinds,
    /// Nothing that happened before.
    pub from: Timestamp,
    /// From the newest back to the oldest.
    pub newest_first: bool,
}

/// Keeps an event under its stream and under the schemes that it, or else its stream, names.
pub(super) fn keep(work: &mut Work<'_>, recorded: &Entry, place: &Place) -> Result<(), StoreError> {
    let meta = &recorded.meta;
    let stream = meta.stream.as_str();
    if !is_an_act(place.context, stream) {
        return Ok(());
    }
    let mut under: BTreeSet<String> = BTreeSet::new();
    recorded.event.visit_ids(&mut |_, id| {
        if id.starts_with("scheme_") {
            under.insert(id.to_owned());
        }
    });
    // A person is on many schemes in turn, so their stream belongs to none.
    if !stream.starts_with("person_") {
        let scheme_of = store::key(SCHEME_OF, &[stream]);
        // A plan that was handed over belongs to the scheme that has it now.
        let now = recorded.event.get::<PlanTransferred>().map(|event| &event.to_scheme_id);
        match under.first() {
            _ if now.is_some_and(|now| !now.is_empty()) => {
                work.put(scheme_of, now.cloned().unwrap_or_default().into_bytes());
            }
            Some(scheme) if work.get(&scheme_of)?.is_none() => {
                work.put(scheme_of, scheme.clone().into_bytes());
            }
            Some(_) => {}
            None => under.extend(self::scheme_of(work, stream)?),
        }
        under.insert(stream.to_owned());
    }
    for thread in under {
        work.put(key(&thread, (place.at, place.context, place.position)), value(meta, place));
    }
    Ok(())
}

/// The events of a thread that are asked for, from the one after `after` on. Of what
/// is passed over on the way only the place is given: `Err` of what is not wanted.
///
/// Each step reads one entry, so that whoever asks can stop when it gets too long.
pub fn read<'a>(
    work: &'a Work<'_>,
    thread: &str,
    wanted: &'a Wanted,
    after: Option<At>,
) -> impl Iterator<Item = Result<(At, Option<Threaded>), StoreError>> + use<'a> {
    let prefix = store::key(THREADS, &[thread]);
    let first = [prefix.as_slice(), &time_key(wanted.from)].concat();
    let mut last = after.map(|at| key(thread, at));
    let mut forward = (!wanted.newest_first).then(|| {
        // Just behind the last one is what begins with it and goes on.
        let start = last.take().map_or(first.clone(), |last| [&last[..], &[0]].concat());
        work.scan_from(&prefix, &start.max(first.clone()))
    });
    let end = [prefix.as_slice(), &[u8::MAX; 18]].concat();
    std::iter::from_fn(move || {
        let found = match &mut forward {
            Some(forward) => forward.next().transpose(),
            None => {
                let up_to = match &last {
                    Some(last) => before(last),
                    None => Some(end.clone()),
                };
                // None is ever removed.
                up_to.map_or(Ok(None), |up_to| work.last_up_to(&prefix, &up_to))
            }
        };
        let (key, value) = match found.transpose()? {
            Ok(found) => found,
            Err(error) => return Some(Err(error)),
        };
        if key.as_ref() < first.as_slice() {
            return None;
        }
        last = Some(key.to_vec());
        let Some(threaded) = threaded(key.get(prefix.len()..).unwrap_or_default(), &value) else {
            return Some(Err(StoreError::unreadable(&key)));
        };
        Some(Ok((threaded.at, Some(threaded).filter(|threaded| wanted.holds(threaded)))))
    })
}

/// The scheme that a thread is of, if it is of one.
///
/// # Errors
/// If the store fails.
pub fn scheme_of(work: &Work<'_>, thread: &str) -> Result<Option<String>, StoreError> {
    if thread.starts_with("scheme_") {
        return Ok(Some(thread.to_owned()));
    }
    let scheme = work.get(&store::key(SCHEME_OF, &[thread]))?;
    Ok(scheme.map(|id| String::from_utf8_lossy(&id).into_owned()))
}

impl Wanted {
    fn holds(&self, threaded: &Threaded) -> bool {
        self.kinds.hold(threaded.kind)
            && threaded.started <= self.as_of.at
            && threaded.known <= self.as_of.known_at
    }
}

fn key(thread: &str, (at, context, position): At) -> Vec<u8> {
    let mut key = store::key(THREADS, &[thread]);
    key.extend_from_slice(&time_key(at));
    key.push(number(context));
    key.extend_from_slice(&position.to_be_bytes());
    key
}

/// The greatest key of the same length before this one; keys of a thread are all as long.
fn before(key: &[u8]) -> Option<Vec<u8>> {
    let mut key = key.to_vec();
    for byte in key.iter_mut().rev() {
        if let Some(less) = byte.checked_sub(1) {
            *byte = less;
            return Some(key);
        }
        *byte = u8::MAX;
    }
    None
}

fn number(context: &str) -> u8 {
    let context = LOGS.iter().position(|log| *log == context);
    context.and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX)
}

fn value(meta: &Meta, place: &Place) -> Vec<u8> {
    let mut value = Vec::with_capacity(54);
    value.extend_from_slice(&number_of(&meta.type_name).to_be_bytes());
    value.extend_from_slice(&place.in_page.to_be_bytes());
    value.extend_from_slice(&time_key(meta.occurred.start));
    value.extend_from_slice(&time_key(meta.recorded_at));
    value.extend_from_slice(meta.person.as_bytes());
    value
}

fn threaded(key: &[u8], value: &[u8]) -> Option<Threaded> {
    let (at, rest) = key.split_first_chunk::<8>()?;
    let (context, rest) = rest.split_first()?;
    let position: [u8; 8] = rest.try_into().ok()?;
    let (kind, value) = value.split_first_chunk::<4>()?;
    let (in_page, value) = value.split_first_chunk::<2>()?;
    let (started, value) = value.split_first_chunk::<8>()?;
    let (known, person) = value.split_first_chunk::<8>()?;
    let context = LOGS.get(usize::from(*context)).copied()?;
    Some(Threaded {
        at: (time_of(*at)?, context, u64::from_be_bytes(position)),
        in_page: u16::from_be_bytes(*in_page),
        person: std::str::from_utf8(person).ok()?.to_owned(),
        kind: u32::from_be_bytes(*kind),
        started: time_of(*started)?,
        known: time_of(*known)?,
    })
}

#[cfg(test)]
#[path = "threads/tests.rs"]
mod tests;
