//! Where events are kept, and how they are found: by their place, and by what
//! they are about.
//!
//! The store's cost is by the key and not by the byte, so records lie in pages
//! of some neighbours, and what lies under one thing is listed in chunks. One
//! person's events are listed together, but for contacts, of which there may be
//! many; under an agency or a scheme each kind has a list of its own.

use std::{
    collections::HashSet,
    sync::{Arc, LazyLock},
};

use jiff::Timestamp;
use proto::{
    Named as _,
    any::{AnyEvent, LOGS},
    envelope::{Envelope, Recorded},
    referrals::ContactRecorded,
};
use quick_cache::{sync, unsync::Cache};

use crate::{
    chunks,
    history::{Entry, subjects},
    rules::{RULES, RuleSet, of_kind},
    store::{self, StoreError, Work, time_key},
    table::Table,
};

mod contacts;
mod kinds;
mod packed;
mod pages;
pub mod threads;
mod unheard;

use contacts::{Month, month_of, moved_key};
use pages::{LastPage, Pages};

pub use contacts::moved_to;
pub use kinds::Kinds;
pub use pages::{Neighbours, all, envelope, record};
pub use unheard::{Unheard, about as unheard_about, any as any_unheard};

const INDEX: u8 = Table::Index.letter();

/// A chunk of a list takes no further entry once it is this long, in bytes.
const CHUNK_BYTES: usize = 3 * 1024;

/// How many lists are kept at hand.
const LISTS: usize = 50_000;

/// How many events are kept at hand.
const ENTRIES: usize = 30_000;

/// Of how many people it is at hand in which months there was something.
const PEOPLE: usize = 20_000;

/// Who judges only some people has that part of lists and people at hand.
const SOME: usize = 100;

/// A list of more chunks is looked up instead.
const CHUNKS_AT_HAND: usize = 4;

/// Where an event is kept, and what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// When it happened.
    pub at: Timestamp,
    /// The context.
    pub context: &'static str,
    /// Its position in the context's log.
    pub position: u64,
    /// The stream.
    pub stream: Arc<str>,
    kind: u32,
    /// How far behind the first of its page it stands.
    pub in_page: u16,
}

/// All places of a list, unless it is too long, or no rule reads it.
type List = Option<Vec<Place>>;

/// Keeps events and finds them. Only one may write, so that what it has at
/// hand is what is stored; after a failed commit it must forget.
#[derive(Debug)]
pub struct Events {
    lists: Cache<Vec<u8>, List>,
    entries: Arc<sync::Cache<(&'static str, u64), Entry>>,
    /// By person, the months in which there was something.
    months: Cache<String, Arc<[Month]>>,
    /// Whether anything was set aside that is known to be about anybody or anything.
    unheard: Option<bool>,
    pages: Pages,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            lists: Cache::new(LISTS),
            entries: Arc::new(sync::Cache::new(ENTRIES)),
            months: Cache::new(PEOPLE),
            unheard: None,
            pages: Pages::default(),
        }
    }
}

impl Events {
    /// Finds what is stored while nothing is written, with room for what bears on a
    /// few people at a time, and with the same events at hand.
    #[must_use]
    pub fn reader(&self) -> Self {
        Self {
            lists: Cache::new(LISTS / SOME),
            entries: Arc::clone(&self.entries),
            months: Cache::new(PEOPLE / SOME),
            unheard: None,
            pages: Pages::default(),
        }
    }

    /// Begins a group of changes: pages of earlier ones are left as they are.
    pub fn begin(&mut self) {
        self.pages.begin();
    }

    /// Forgets what it has at hand.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Keeps an event where rules and views find it.
    ///
    /// # Errors
    /// If the store fails.
    pub fn keep(
        &mut self,
        work: &mut Work<'_>,
        recorded: &Entry,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let meta = &recorded.meta;
        let (kind, stream) = (meta.type_name.as_str(), meta.stream.as_str());
        let Some(context) = LOGS.iter().find(|context| **context == meta.context()) else {
            return Err(StoreError::Value(meta.type_name.clone())); // No event is of another.
        };
        let in_page = self.pages.keep(work, meta, bytes)?;
        self.entries.insert((context, meta.position), Arc::clone(recorded));
        let place = Place {
            at: meta.occurred.end,
            context,
            position: meta.position,
            stream: stream.into(),
            kind: number_of(kind),
            in_page,
        };
        if let Some(end) = moved_to(&recorded.event)
            && let Some(contact) = self.corrected_contact(work, recorded)?
        {
            // It is found where it belongs as well.
            let key = moved_key(&meta.person, month_of(end));
            self.note_month(work, &meta.person, month_of(end), RuleSet::default())?;
            self.list(work, key, &Place { at: end, ..contact })?;
        }
        self.note(work, recorded)?;
        threads::keep(work, recorded, &place)?;
        for subject in subjects(recorded).iter().filter(|s| is_looked_up(kind, stream, s)) {
            self.list(work, list_key(subject, kind, Some(month_of(place.at))), &place)?;
        }
        Ok(())
    }

    /// Adds a place to a list.
    fn list(&mut self, work: &mut Work<'_>, key: Vec<u8>, place: &Place) -> Result<(), StoreError> {
        // Taken out and put back, so that no place is lost with what is at hand.
        let mut list = match self.lists.remove(&key) {
            Some((_, list)) => list,
            None => {
                let is_read = READ.contains(&place.kind) || !is_apart(&key);
                if is_read { find(work, &key)? } else { None }
            }
        };
        let last = chunks::append(work, &key, CHUNK_BYTES, |chunk| place.write(chunk))?;
        match &mut list {
            Some(places) if last < CHUNKS_AT_HAND as u64 => places.push(place.clone()),
            list => *list = None,
        }
        self.lists.insert(key, list);
        Ok(())
    }

    /// Where events of a kind are kept under a subject, in no order.
    ///
    /// # Errors
    /// If the store fails.
    pub fn places(
        &mut self,
        work: &Work<'_>,
        subject: &str,
        kind: &str,
    ) -> Result<Vec<Place>, StoreError> {
        if kind == ContactRecorded::KIND {
            // They stand in a list a month, and all of them are asked for.
            let all = read(work, &store::key(INDEX, &[subject, kind]))?;
            return Ok(all.into_iter().filter(|place| place.kind == number_of(kind)).collect());
        }
        self.listed(work, list_key(subject, kind, None), kind)
    }

    /// What a list holds of a kind.
    fn listed(
        &mut self,
        work: &Work<'_>,
        key: Vec<u8>,
        kind: &str,
    ) -> Result<Vec<Place>, StoreError> {
        let kind = number_of(kind);
        if self.lists.get(&key).is_none() {
            self.lists.insert(key.clone(), find(work, &key)?);
        }
        match self.lists.get(&key).and_then(Option::as_ref) {
            Some(places) => Ok(places.iter().filter(|p| p.kind == kind).cloned().collect()),
            None => Ok(read(work, &key)?.into_iter().filter(|p| p.kind == kind).collect()),
        }
    }

    /// Events of a kind under a subject, in no order.
    ///
    /// # Errors
    /// If the store fails.
    pub fn of(
        &mut self,
        work: &Work<'_>,
        subject: &str,
        kind: &str,
    ) -> Result<Vec<Entry>, StoreError> {
        let places = self.places(work, subject, kind)?;
        self.entries(work, &places)
    }

    /// The events at some places.
    fn entries(&self, work: &Work<'_>, places: &[Place]) -> Result<Vec<Entry>, StoreError> {
        let mut last = LastPage::default();
        places.iter().map(|place| self.entry_in(work, place, &mut last)).collect()
    }

    /// The event at a place.
    ///
    /// # Errors
    /// If the store fails.
    pub fn entry(&self, work: &Work<'_>, place: &Place) -> Result<Entry, StoreError> {
        self.entry_in(work, place, &mut LastPage::default())
    }

    fn entry_in(
        &self,
        work: &Work<'_>,
        place: &Place,
        last: &mut LastPage,
    ) -> Result<Entry, StoreError> {
        let name = (place.context, place.position);
        if let Some(entry) = self.entries.get(&name) {
            return Ok(entry);
        }
        let bytes = last.record(work, place.context, place.position, place.in_page)?;
        let read = Envelope::parse(bytes).and_then(AnyEvent::read);
        let unreadable = |_| StoreError::Value(format!("{} {}", place.context, place.position));
        let entry: Arc<Recorded<AnyEvent>> = Arc::new(read.map_err(unreadable)?);
        self.entries.insert(name, Arc::clone(&entry));
        Ok(entry)
    }
}

/// The list in which events of a kind stand under a subject; of contacts there is
/// one for each month.
fn list_key(subject: &str, kind: &str, month: Option<u32>) -> Vec<u8> {
    if kind == ContactRecorded::KIND
        && let Some(month) = month
    {
        return store::key(INDEX, &[subject, kind, &format!("{month:06}")]);
    }
    let apart = kind == ContactRecorded::KIND
        || subject.starts_with("agency_")
        || subject.starts_with("scheme_");
    store::key(INDEX, &[subject, if apart { kind } else { "" }])
}

/// True of a list of one kind.
fn is_apart(list: &[u8]) -> bool {
    !list.ends_with(&[0, 0])
}

/// Whether any rule reads events of a kind.
#[must_use]
pub fn is_read(kind: &str) -> bool {
    of_kind(kind).is_some()
}

/// The kinds that any rule reads, as lists know them.
static READ: LazyLock<HashSet<u32>> =
    LazyLock::new(|| RULES.iter().flat_map(|rule| rule.kinds()).map(number_of).collect());

/// What the store has of a list.
fn find(work: &Work<'_>, key: &[u8]) -> Result<List, StoreError> {
    chunks::read_short(work, key, CHUNKS_AT_HAND, Place::read)
}

/// All places of the lists that begin so.
fn read(work: &Work<'_>, prefix: &[u8]) -> Result<Vec<Place>, StoreError> {
    chunks::read(work, prefix, Place::read)
}

impl Place {
    /// Whether the event is of one of these kinds.
    #[must_use]
    pub fn is_of(&self, kinds: &Kinds) -> bool {
        kinds.hold(self.kind)
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let context = LOGS.iter().position(|context| *context == self.context);
        bytes.extend_from_slice(&self.kind.to_be_bytes());
        bytes.extend_from_slice(&time_key(self.at));
        bytes.push(context.and_then(|n| u8::try_from(n).ok()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(&self.position.to_be_bytes());
        bytes.extend_from_slice(&self.in_page.to_be_bytes());
        // An id is 26 letters and a noun.
        bytes.push(u8::try_from(self.stream.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(self.stream.as_bytes());
    }

    fn read(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (kind, rest) = bytes.split_first_chunk::<4>()?;
        let (at, rest) = rest.split_first_chunk::<8>()?;
        let (context, rest) = rest.split_first()?;
        let (position, rest) = rest.split_first_chunk::<8>()?;
        let (in_page, rest) = rest.split_first_chunk::<2>()?;
        let (length, rest) = rest.split_first()?;
        let (stream, rest) = rest.split_at_checked(usize::from(*length))?;
        let place = Self {
            at: store::time_of(*at)?,
            context: LOGS.get(usize::from(*context)).copied()?,
            position: u64::from_be_bytes(*position),
            stream: std::str::from_utf8(stream).ok()?.into(),
            kind: u32::from_be_bytes(*kind),
            in_page: u16::from_be_bytes(*in_page),
        };
        Some((place, rest))
    }
}

/// A kind of event as lists know it.
fn number_of(kind: &str) -> u32 {
    // FNV-1a: short, and the same in every build.
    kind.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Whether anybody looks for events of a kind under a subject: a person's
/// timeline, or a rule.
fn is_looked_up(kind: &str, stream: &str, subject: &str) -> bool {
    subject.starts_with("person_")
        || of_kind(kind).is_some_and(|used| {
            used.through.iter().any(|through| through.leads(stream, subject))
                || (used.is_anchor && subject == stream)
        })
}

/// Where every event under a subject is kept, in no order.
///
/// # Errors
/// If the store fails.
pub fn all_places(work: &Work<'_>, subject: &str) -> Result<Vec<Place>, StoreError> {
    read(work, &store::key(INDEX, &[subject]))
}

/// Where events of a kind are kept under a scheme or an agency, in no order. Only those are
/// found so that some rule finds so.
///
/// # Errors
/// If the store fails.
pub fn under(work: &Work<'_>, subject: &str, kind: &str) -> Result<Vec<Place>, StoreError> {
    read(work, &list_key(subject, kind, None))
}

/// Up to `limit` people of whom anything is known, in the order of their ids, from
/// the one after `after` on.
///
/// # Errors
/// If the store fails.
pub fn people(work: &Work<'_>, after: &str, limit: usize) -> Result<Vec<String>, StoreError> {
    let prefix = [&[INDEX], "person_".as_bytes()].concat();
    let mut people: Vec<String> = Vec::new();
    let mut last = after.to_owned();
    while people.len() < limit {
        // A person's keys begin with their id and a zero byte.
        let start = if last.is_empty() {
            prefix.clone()
        } else {
            [&[INDEX], last.as_bytes(), &[1]].concat()
        };
        let Some((key, _)) = work.scan_from(&prefix, &start).next().transpose()? else { break };
        let id = key.get(1..).and_then(|rest| rest.split(|byte| *byte == 0).next());
        let id = id
            .and_then(|id| std::str::from_utf8(id).ok())
            .ok_or_else(|| StoreError::unreadable(&key))?;
        id.clone_into(&mut last);
        people.push(last.clone());
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn a_long_list_is_found_whole_whether_or_not_it_is_at_hand() -> Result<(), StoreError> {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::open(folder.path(), 1 << 20, "events")?;
        let month = month_of(Timestamp::UNIX_EPOCH);
        let key = list_key("person_1", ContactRecorded::KIND, Some(month));
        let place = |position| Place {
            at: Timestamp::UNIX_EPOCH,
            context: "referrals",
            position,
            stream: "person_1".into(),
            kind: number_of(ContactRecorded::KIND),
            in_page: 0,
        };
        let mut events = Events::default();
        for group in 0..40 {
            let mut work = store.work();
            for n in 0..25 {
                events.list(&mut work, key.clone(), &place(group * 25 + n + 1))?;
            }
            work.commit()?;
            if group % 7 == 0 {
                events.forget();
            }
            let work = store.work();
            let found = events.places(&work, "person_1", ContactRecorded::KIND)?;
            let expected: Vec<Place> = (1..=(group + 1) * 25).map(place).collect();
            assert_eq!(found, expected);
            assert_eq!(all_places(&work, "person_1")?, expected);
        }
        Ok(())
    }
}
