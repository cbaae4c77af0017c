//! Events in the order of their time, for those who look at a scheme or at one stream.
//!
//! What lies under a scheme for rules is only what rules look for. Here stands all that
//! names a scheme, and what belongs to a stream of which something does, such as a
//! meeting; and each stream by itself. A person's stream is their timeline, and what
//! the projection says itself is no act of anybody's.
//!
//! Entries stand in chunks, of a scheme each kind in chunks of its own, so that who asks for
//! some kinds of a large one reads none of the others. They are put in order when they are
//! asked for: whoever asks for a page has the entries of all of them read, a few dozen bytes
//! each, and the events of that page alone.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proto::{Ids as _, any::LOGS, careplans::PlanTransferred, envelope::Meta};

use super::{Kinds, Place, number_of};
use crate::{
    chunks,
    history::Entry,
    store::{self, StoreError, Work, time_key, time_of},
    table::Table,
    views::{moment::AsOf, timeline::is_an_act},
};

const THREADS: u8 = Table::Thread.letter();
const SCHEME_OF: u8 = Table::SchemeOf.letter();

/// A chunk takes no further entry once it is this long, in bytes.
const CHUNK_BYTES: usize = 3 * 1024;

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
        let kind = number_of(&meta.type_name);
        let list = list_key(&thread, is_apart(&thread).then_some(kind));
        chunks::append(work, &list, CHUNK_BYTES, |chunk| write(chunk, kind, meta, place))?;
    }
    Ok(())
}

/// The events of a thread that are asked for, in their order, from the one after `after` on.
///
/// # Errors
/// If the store fails, or what it holds is no entry.
pub fn read(
    work: &Work<'_>,
    thread: &str,
    wanted: &Wanted,
    after: Option<At>,
) -> Result<Vec<Threaded>, StoreError> {
    let mut all = match wanted.kinds.numbers().filter(|_| is_apart(thread)) {
        Some(kinds) => {
            let mut all = Vec::new();
            for kind in kinds {
                all.extend(chunks::read(work, &list_key(thread, Some(kind)), entry)?);
            }
            all
        }
        None => chunks::read(work, &store::key(THREADS, &[thread]), entry)?,
    };
    all.retain(|entry: &Threaded| {
        let (at, bound) = (order(entry.at), after.map(order));
        let goes_on = |bound| if wanted.newest_first { at < bound } else { at > bound };
        bound.is_none_or(goes_on) && wanted.holds(entry)
    });
    all.sort_unstable_by_key(|entry| order(entry.at));
    if wanted.newest_first {
        all.reverse();
    }
    Ok(all)
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
            && threaded.at.0 >= self.from
            && threaded.started <= self.as_of.at
            && threaded.known <= self.as_of.known_at
    }
}

/// Whether each kind of event has a list of its own: of a scheme there are many events, and
/// some kinds of them are asked for.
fn is_apart(thread: &str) -> bool {
    thread.starts_with("scheme_")
}

fn list_key(thread: &str, kind: Option<u32>) -> Vec<u8> {
    let mut key = store::key(THREADS, &[thread]);
    key.extend_from_slice(&kind.unwrap_or_default().to_be_bytes());
    key
}

/// What sorts as events do: by time, and at one moment always alike.
fn order((at, context, position): At) -> (Timestamp, u8, u64) {
    (at, number(context), position)
}

fn number(context: &str) -> u8 {
    let context = LOGS.iter().position(|log| *log == context);
    context.and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX)
}

fn write(bytes: &mut Vec<u8>, kind: u32, meta: &Meta, place: &Place) {
    bytes.extend_from_slice(&kind.to_be_bytes());
    bytes.extend_from_slice(&time_key(place.at));
    bytes.push(number(place.context));
    bytes.extend_from_slice(&place.position.to_be_bytes());
    bytes.extend_from_slice(&place.in_page.to_be_bytes());
    bytes.extend_from_slice(&time_key(meta.occurred.start));
    bytes.extend_from_slice(&time_key(meta.recorded_at));
    // An id is 26 letters and a noun.
    bytes.push(u8::try_from(meta.person.len()).unwrap_or(u8::MAX));
    bytes.extend_from_slice(meta.person.as_bytes());
}

/// The first entry of some bytes, and what follows it.
fn entry(bytes: &[u8]) -> Option<(Threaded, &[u8])> {
    let (kind, rest) = bytes.split_first_chunk::<4>()?;
    let (at, rest) = rest.split_first_chunk::<8>()?;
    let (context, rest) = rest.split_first()?;
    let (position, rest) = rest.split_first_chunk::<8>()?;
    let (in_page, rest) = rest.split_first_chunk::<2>()?;
    let (started, rest) = rest.split_first_chunk::<8>()?;
    let (known, rest) = rest.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first()?;
    let (person, rest) = rest.split_at_checked(usize::from(*length))?;
    let context = LOGS.get(usize::from(*context)).copied()?;
    let entry = Threaded {
        at: (time_of(*at)?, context, u64::from_be_bytes(*position)),
        in_page: u16::from_be_bytes(*in_page),
        person: std::str::from_utf8(person).ok()?.to_owned(),
        kind: u32::from_be_bytes(*kind),
        started: time_of(*started)?,
        known: time_of(*known)?,
    };
    Some((entry, rest))
}

#[cfg(test)]
#[path = "threads/tests.rs"]
mod tests;
