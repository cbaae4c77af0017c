//! Where events are kept, and how they are found: by their place, and by what
//! they are about.
//!
//! Records lie in pages of some neighbours, since the store's cost is by the
//! key. The index holds a key for each thing under which somebody looks.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use proto::{
    any::AnyEvent,
    envelope::{Envelope, Meta, Recorded},
};
use quick_cache::unsync::Cache;

use crate::{
    history::{Entry, subjects},
    rules::RULES,
    store::{self, StoreError, Work, time_key},
};

const RECORDS: u8 = b'e';
const INDEX: u8 = b'h';

/// A page takes no further record once it is this long, in bytes. The store
/// writes a leaf of up to 17 values as one, and ever longer ones ever slower.
const PAGE_BYTES: usize = 6 * 1024;

/// How many things' lists of events are kept at hand.
const LISTS: usize = 20_000;

/// How many events are kept at hand.
const ENTRIES: usize = 10_000;

/// A list that is longer is looked up instead.
const LONGEST_LIST: usize = 256;

/// Where an event is kept: its effective time, context, position and stream.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    at: [u8; 8],
    context: String,
    position: u64,
    /// The stream.
    pub stream: Arc<str>,
}

/// The events under one thing, by kind, as far as they are known.
#[derive(Debug, Default)]
struct Lists {
    by_kind: BTreeMap<&'static str, Vec<Place>>,
    /// True if what is not listed is not there.
    whole: bool,
}

/// Keeps events and finds them. Only one may write, so that what it has at
/// hand is what is stored; after a failed commit it must forget.
#[derive(Debug)]
pub struct Events {
    lists: Cache<String, Lists>,
    entries: Cache<(String, u64), Entry>,
    /// By context, the page that takes the next record of this group.
    open: BTreeMap<String, u64>,
}

impl Default for Events {
    fn default() -> Self {
        Self { lists: Cache::new(LISTS), entries: Cache::new(ENTRIES), open: BTreeMap::new() }
    }
}

impl Events {
    /// Begins a group of changes: pages of earlier ones are left as they are.
    pub fn begin(&mut self) {
        self.open.clear();
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
        self.keep_record(work, meta, bytes)?;
        let read_by_rules = kind_read_by_rules(kind);
        if read_by_rules.is_some() {
            let place = (meta.context().to_owned(), meta.position);
            self.entries.insert(place, Arc::clone(recorded));
        }
        let place = Place {
            at: time_key(meta.occurred.end),
            context: meta.context().to_owned(),
            position: meta.position,
            stream: stream.into(),
        };
        for subject in subjects(recorded).iter().filter(|s| is_looked_up(kind, stream, s)) {
            self.list(work, subject, read_by_rules, &place)?;
            work.put(index_key(subject, kind, &place), stream.as_bytes().to_vec());
        }
        Ok(())
    }

    fn keep_record(
        &mut self,
        work: &mut Work<'_>,
        meta: &Meta,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        let (context, position) = (meta.context(), meta.position);
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
        let open = self.open.get(context).map(|first| record_key(context, *first));
        if let Some(key) = open
            && let Some(page) = work.get(&key)?
            && page.len() + bytes.len() <= PAGE_BYTES
        {
            work.put(key, [page.as_ref(), &length, bytes].concat());
            return Ok(());
        }
        self.open.insert(context.to_owned(), position);
        work.put(record_key(context, position), [&length, bytes].concat());
        Ok(())
    }

    /// Notes a place in the lists at hand, before it is in the store.
    fn list(
        &mut self,
        work: &Work<'_>,
        subject: &str,
        kind: Option<&'static str>,
        place: &Place,
    ) -> Result<(), StoreError> {
        let Some(mut lists) = self.lists.get_mut(subject) else {
            let first = work.scan(&store::key(INDEX, &[subject])).next().transpose()?;
            let mut lists = Lists { whole: first.is_none(), ..Lists::default() };
            if let (Some(kind), true) = (kind, lists.whole) {
                lists.by_kind.insert(kind, vec![place.clone()]);
            }
            self.lists.insert(subject.to_owned(), lists);
            return Ok(());
        };
        let Some(kind) = kind else { return Ok(()) };
        if lists.whole {
            lists.by_kind.entry(kind).or_default();
        }
        let Some(list) = lists.by_kind.get_mut(kind) else { return Ok(()) };
        if let Err(at) = list.binary_search(place) {
            list.insert(at, place.clone());
        }
        if list.len() > LONGEST_LIST {
            lists.by_kind.remove(kind);
            lists.whole = false;
        }
        Ok(())
    }

    /// Where events of a kind are kept under a subject, oldest first.
    ///
    /// # Errors
    /// If the store fails.
    pub fn places(
        &mut self,
        work: &Work<'_>,
        subject: &str,
        kind: &'static str,
    ) -> Result<Vec<Place>, StoreError> {
        if let Some(lists) = self.lists.get(subject) {
            match lists.by_kind.get(kind) {
                Some(list) => return Ok(list.clone()),
                None if lists.whole => return Ok(Vec::new()),
                None => {}
            }
        }
        let prefix = store::key(INDEX, &[subject, kind]);
        let places: Result<Vec<Place>, StoreError> = work
            .scan(&prefix)
            .map(|item| item.and_then(|(key, stream)| place_of(&key, prefix.len(), &stream)))
            .collect();
        let places = places?;
        if places.len() <= LONGEST_LIST {
            match self.lists.get_mut(subject) {
                Some(mut lists) => {
                    lists.by_kind.insert(kind, places.clone());
                }
                None => {
                    let by_kind = BTreeMap::from([(kind, places.clone())]);
                    self.lists.insert(subject.to_owned(), Lists { by_kind, whole: false });
                }
            }
        }
        Ok(places)
    }

    /// Events of a kind under a subject, oldest first.
    ///
    /// # Errors
    /// If the store fails.
    pub fn of(
        &mut self,
        work: &Work<'_>,
        subject: &str,
        kind: &'static str,
    ) -> Result<Vec<Entry>, StoreError> {
        let places = self.places(work, subject, kind)?;
        places.into_iter().map(|place| self.entry(work, place)).collect()
    }

    fn entry(&mut self, work: &Work<'_>, place: Place) -> Result<Entry, StoreError> {
        let place = (place.context, place.position);
        if let Some(entry) = self.entries.get(&place) {
            return Ok(Arc::clone(entry));
        }
        let bytes = record(work, &place.0, place.1)?;
        let read = Envelope::parse(&bytes).and_then(AnyEvent::read);
        let unreadable = |_| StoreError::Value(format!("{} {}", place.0, place.1));
        let entry: Arc<Recorded<AnyEvent>> = Arc::new(read.map_err(unreadable)?);
        self.entries.insert(place, Arc::clone(&entry));
        Ok(entry)
    }
}

/// The kind as the rules name it, if one of them reads it.
fn kind_read_by_rules(kind: &str) -> Option<&'static str> {
    RULES.iter().find_map(|rule| {
        let watched = rule.watches.iter().map(|watch| watch.kind);
        rule.anchors.iter().copied().chain(watched).find(|known| *known == kind)
    })
}

/// Whether anybody looks for events of a kind under a subject: a person's
/// timeline, or a rule.
fn is_looked_up(kind: &str, stream: &str, subject: &str) -> bool {
    subject.starts_with("person_")
        || RULES.iter().any(|rule| {
            let is_anchor = rule.anchors.contains(&kind);
            rule.watches.iter().any(|watch| {
                (is_anchor || watch.kind == kind) && watch.through.leads(stream, subject)
            }) || (is_anchor && subject == stream)
        })
}

/// Every event under a subject: its effective time and place, in no order.
///
/// # Errors
/// If the store fails.
pub fn all_places(
    work: &Work<'_>,
    subject: &str,
) -> Result<Vec<(Timestamp, String, u64)>, StoreError> {
    let prefix = store::key(INDEX, &[subject]);
    work.scan(&prefix)
        .map(|item| {
            let (key, stream) = item?;
            let rest = key.get(prefix.len()..).unwrap_or_default();
            let kind = rest.iter().position(|b| *b == 0).ok_or_else(|| unreadable(&key))?;
            let place = place_of(&key, prefix.len() + kind + 1, &stream)?;
            let at = store::time_of(place.at).ok_or_else(|| unreadable(&key))?;
            Ok((at, place.context, place.position))
        })
        .collect()
}

/// The bytes of an event, as they were published.
///
/// # Errors
/// If the store fails or does not hold it.
pub fn record(work: &Work<'_>, context: &str, position: u64) -> Result<Vec<u8>, StoreError> {
    let missing = || StoreError::Value(format!("{context} {position}"));
    let prefix = store::key(RECORDS, &[context]);
    let page = work.last_up_to(&prefix, &record_key(context, position))?;
    let (key, page) = page.ok_or_else(missing)?;
    let first: [u8; 8] =
        key.get(prefix.len()..).and_then(|b| b.try_into().ok()).ok_or_else(missing)?;
    let mut rest: &[u8] = &page;
    let mut at = u64::from_be_bytes(first);
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| missing())?;
        let (bytes, next) = after.split_at_checked(length).ok_or_else(missing)?;
        if at == position {
            return Ok(bytes.to_vec());
        }
        (at, rest) = (at.saturating_add(1), next);
    }
    Err(missing())
}

fn record_key(context: &str, position: u64) -> Vec<u8> {
    let mut key = store::key(RECORDS, &[context]);
    key.extend_from_slice(&position.to_be_bytes());
    key
}

fn index_key(subject: &str, kind: &str, place: &Place) -> Vec<u8> {
    let mut key = store::key(INDEX, &[subject, kind]);
    key.extend_from_slice(&place.at);
    key.extend_from_slice(place.context.as_bytes());
    key.push(0);
    key.extend_from_slice(&place.position.to_be_bytes());
    key
}

/// The place that an index key ends with, from its time on.
fn place_of(key: &[u8], time_starts: usize, stream: &[u8]) -> Result<Place, StoreError> {
    let bad = || unreadable(key);
    let rest = key.get(time_starts..).ok_or_else(bad)?;
    let (at, rest) = rest.split_first_chunk::<8>().ok_or_else(bad)?;
    let (rest, position) = rest.split_last_chunk::<8>().ok_or_else(bad)?;
    let context = rest.strip_suffix(&[0]).ok_or_else(bad)?;
    Ok(Place {
        at: *at,
        context: String::from_utf8_lossy(context).into_owned(),
        position: u64::from_be_bytes(*position),
        stream: std::str::from_utf8(stream).map_err(|_| bad())?.into(),
    })
}

fn unreadable(key: &[u8]) -> StoreError {
    StoreError::Value(String::from_utf8_lossy(key).into_owned())
}
