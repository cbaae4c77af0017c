//! Events in the order of their time, for those who look at a scheme or at one stream.
//!
//! What lies under a scheme for rules is only what rules look for. Here stands all that
//! names a scheme, and what belongs to a stream of which something does, such as a
//! meeting; and each stream by itself. A person's stream is their timeline, and what
//! the projection says itself is no act of anybody's.
//!
//! Each kind of event lies together, so that who asks for some kinds of a large scheme's
//! passes none of the others by.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proto::{Ids as _, any::LOGS, careplans::PlanTransferred, envelope::Meta};
use sled::IVec;

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
        let mut key = kind_key(&thread, number_of(&meta.type_name));
        key.extend_from_slice(&place_key((place.at, place.context, place.position)));
        work.put(key, value(meta, place));
    }
    Ok(())
}

/// The events of a thread that are asked for, from the one after `after` on. Of what
/// is passed over on the way only the place is given: `None` of what was not so or not
/// known on the day asked about.
///
/// Each step reads one entry, so that whoever asks can stop when it gets too long.
///
/// # Errors
/// If the store fails, or what it holds is no entry.
pub fn read<'a>(
    work: &'a Work<'_>,
    thread: &str,
    wanted: &'a Wanted,
    after: Option<At>,
) -> Result<impl Iterator<Item = Result<(At, Option<Threaded>), StoreError>> + use<'a>, StoreError>
{
    let kinds = match wanted.kinds.numbers() {
        Some(kinds) => kinds,
        None => kinds_in(work, thread)?,
    };
    let lanes = kinds.into_iter().map(|kind| Lane::at(work, thread, kind, wanted, after));
    let mut lanes = lanes.collect::<Result<Vec<_>, _>>()?;
    Ok(std::iter::from_fn(move || {
        let next = |lane: &&mut Lane<'a>| lane.next.as_ref().map(|next| order(next.at));
        let ready = lanes.iter_mut().filter(|lane| lane.next.is_some());
        let lane =
            if wanted.newest_first { ready.max_by_key(next) } else { ready.min_by_key(next) };
        match lane?.step(work).transpose()? {
            Ok(threaded) => {
                Some(Ok((threaded.at, Some(threaded).filter(|threaded| wanted.holds(threaded)))))
            }
            Err(error) => Some(Err(error)),
        }
    }))
}

/// A thread's events of one kind, gone through.
struct Lane<'a> {
    kind: Vec<u8>,
    walk: Walk<'a>,
    next: Option<Threaded>,
}

/// Which way it is gone through.
enum Walk<'a> {
    /// What comes then.
    Forward(Box<dyn Iterator<Item = Result<(IVec, IVec), StoreError>> + 'a>),
    /// Down from a key to another; `None` at the end.
    Back(Option<Vec<u8>>, Vec<u8>),
}

impl<'a> Lane<'a> {
    fn at(
        work: &'a Work<'_>,
        thread: &str,
        kind: u32,
        wanted: &Wanted,
        after: Option<At>,
    ) -> Result<Self, StoreError> {
        let prefix = kind_key(thread, kind);
        let first = [prefix.as_slice(), &time_key(wanted.from)].concat();
        let after = after.map(|at| [prefix.as_slice(), &place_key(at)].concat());
        let walk = if wanted.newest_first {
            let end = [prefix.as_slice(), &[u8::MAX; PLACE]].concat();
            Walk::Back(after.map_or(Some(end), |after| before(&after)), first)
        } else {
            // Just behind the last one is what begins with it and goes on.
            let start = after.map_or(first.clone(), |after| [&after[..], &[0]].concat());
            Walk::Forward(Box::new(work.scan_from(&prefix, &start.max(first))))
        };
        let mut lane = Self { kind: prefix, walk, next: None };
        lane.step(work)?;
        Ok(lane)
    }

    /// Gives what comes next, and looks what comes then.
    fn step(&mut self, work: &Work<'_>) -> Result<Option<Threaded>, StoreError> {
        let found = match &mut self.walk {
            Walk::Forward(rest) => rest.next().transpose()?,
            Walk::Back(up_to, first) => {
                // None is ever removed.
                let found = up_to.take().map(|up_to| work.last_up_to(&self.kind, &up_to));
                let found = found.transpose()?.flatten();
                let found = found.filter(|(key, _)| key.as_ref() >= first.as_slice());
                *up_to = found.as_ref().and_then(|(key, _)| before(key));
                found
            }
        };
        let read = |(key, value): (IVec, IVec)| {
            let place = key.get(self.kind.len()..).unwrap_or_default();
            threaded(place, &value).ok_or_else(|| StoreError::unreadable(&key))
        };
        Ok(std::mem::replace(&mut self.next, found.map(read).transpose()?))
    }
}

/// The kinds of event that there are in a thread.
fn kinds_in(work: &Work<'_>, thread: &str) -> Result<Vec<u32>, StoreError> {
    let prefix = store::key(THREADS, &[thread]);
    let (mut kinds, mut from) = (Vec::new(), Some(0_u32));
    while let Some(kind) = from {
        let Some(found) = work.scan_from(&prefix, &kind_key(thread, kind)).next() else { break };
        let (key, _) = found?;
        let kind = key.get(prefix.len()..).and_then(|rest| rest.first_chunk::<4>());
        let kind = u32::from_be_bytes(*kind.ok_or_else(|| StoreError::unreadable(&key))?);
        kinds.push(kind);
        from = kind.checked_add(1);
    }
    Ok(kinds)
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
        threaded.started <= self.as_of.at && threaded.known <= self.as_of.known_at
    }
}

/// How long the part of a key is that says where an event stands.
const PLACE: usize = 17;

fn kind_key(thread: &str, kind: u32) -> Vec<u8> {
    let mut key = store::key(THREADS, &[thread]);
    key.extend_from_slice(&kind.to_be_bytes());
    key
}

fn place_key((at, context, position): At) -> Vec<u8> {
    [time_key(at).as_slice(), &[number(context)], &position.to_be_bytes()].concat()
}

/// What sorts as keys do.
fn order((at, context, position): At) -> (Timestamp, u8, u64) {
    (at, number(context), position)
}

/// The greatest key of the same length before this one; keys of a kind are all as long.
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
    let mut value = Vec::with_capacity(50);
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
    let (in_page, value) = value.split_first_chunk::<2>()?;
    let (started, value) = value.split_first_chunk::<8>()?;
    let (known, person) = value.split_first_chunk::<8>()?;
    let context = LOGS.get(usize::from(*context)).copied()?;
    Some(Threaded {
        at: (time_of(*at)?, context, u64::from_be_bytes(position)),
        in_page: u16::from_be_bytes(*in_page),
        person: std::str::from_utf8(person).ok()?.to_owned(),
        started: time_of(*started)?,
        known: time_of(*known)?,
    })
}

#[cfg(test)]
#[path = "threads/tests.rs"]
mod tests;
