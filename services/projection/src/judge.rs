//! Asking the rules: which anchors an event touches, what each rule says of
//! them now, and what is due by the passing of time.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;
use proto::{
    Ids as _,
    any::AnyEvent,
    envelope::{Envelope, Recorded},
};

use crate::{
    history::{Entry, History, subjects},
    rules::{RULES, Rule, Watch},
    store::{self, StoreError, Work, time_key},
    verdicts::{self, Stored},
    watermarks::Watermarks,
};

const RECORDS: u8 = b'e';
const INDEX: u8 = b'h';

/// A rule and what it is to judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RuleIndex(usize);

/// What is to be judged: by which rule, what.
pub type Touched = BTreeSet<(RuleIndex, String)>;

/// A verdict that is not what it was.
#[derive(Clone, Debug)]
pub struct Change {
    /// The verdict now.
    pub now: Stored,
    /// True if there was none before.
    pub first: bool,
    /// True if the pattern stood before.
    pub fired: bool,
}

/// Keeps an event where rules and views find it, and says what it touches.
///
/// # Errors
/// If the store fails.
pub fn take(
    work: &mut Work<'_>,
    recorded: &Recorded<AnyEvent>,
    bytes: &[u8],
) -> Result<Touched, StoreError> {
    let meta = &recorded.meta;
    let (kind, stream) = (meta.type_name.as_str(), meta.stream.as_str());
    work.put(record_key(meta.context(), meta.position), bytes.to_vec());
    let subjects = subjects(recorded);
    for subject in subjects.iter().filter(|subject| is_looked_up(kind, stream, subject)) {
        work.put(index_key(subject, kind, meta.occurred.end, meta), stream.as_bytes().to_vec());
    }
    let mut touched = Touched::new();
    for (number, rule) in RULES.iter().enumerate() {
        if rule.anchors.contains(&kind) {
            touched.insert((RuleIndex(number), stream.to_owned()));
        }
        for watch in rule.watches.iter().filter(|watch| watch.kind == kind) {
            for subject in subjects.iter().filter(|s| watch.through.leads(stream, s)) {
                for anchor in anchors(work, rule, subject)? {
                    touched.insert((RuleIndex(number), anchor));
                }
            }
        }
    }
    Ok(touched)
}

/// Whether anybody looks for events of a kind under a subject: a person's
/// timeline, or a rule.
fn is_looked_up(kind: &str, stream: &str, subject: &str) -> bool {
    subject.starts_with("person_")
        || RULES.iter().any(|rule| {
            let is_anchor = rule.anchors.contains(&kind);
            let leads = |watch: &Watch| watch.through.leads(stream, subject);
            (is_anchor && (subject == stream || rule.watches.iter().any(leads)))
                || rule.watches.iter().any(|watch| watch.kind == kind && leads(watch))
        })
}

/// The streams of a rule's anchors that are kept under a subject.
fn anchors(work: &Work<'_>, rule: &Rule, subject: &str) -> Result<BTreeSet<String>, StoreError> {
    let mut found = BTreeSet::new();
    for kind in rule.anchors {
        for item in work.scan(&store::key(INDEX, &[subject, kind])) {
            let (key, stream) = item?;
            let stream = std::str::from_utf8(&stream)
                .map_err(|_| StoreError::Value(String::from_utf8_lossy(&key).into_owned()))?;
            found.insert(stream.to_owned());
        }
    }
    Ok(found)
}

/// The events of an anchor that make it one, in the order of its stream.
fn own(work: &Work<'_>, rule: &Rule, anchor: &str) -> Result<Vec<Entry>, StoreError> {
    let mut own = Vec::new();
    for kind in rule.anchors {
        own.extend(entries(work, anchor, kind)?);
    }
    // Other streams that name this one stand under it as well.
    own.retain(|entry| entry.meta.stream.as_str() == anchor);
    own.sort_by_key(|entry| entry.meta.version);
    Ok(own)
}

/// Judges one anchor by one rule, as far as the record is complete.
///
/// # Errors
/// If the store fails.
pub fn judge(
    work: &mut Work<'_>,
    index: RuleIndex,
    anchor: &str,
    complete: &Watermarks,
) -> Result<Option<Change>, StoreError> {
    let Some(rule) = RULES.get(index.0) else { return Ok(None) };
    let own = own(work, rule, anchor)?;
    let Some(first) = own.first().filter(|first| (rule.concerns)(&first.event)) else {
        return Ok(None);
    };
    let (subject, scheme) = about(first);
    let last = own.iter().map(|e| e.meta.recorded_at).max().unwrap_or(first.meta.recorded_at);
    let before = verdicts::get(work, rule.id, anchor)?;

    let now = complete.all().unwrap_or(Timestamp::MIN);
    let finding = if rule.awaits.is_empty() || complete.beyond(rule.awaits, last) {
        let around: BTreeSet<String> = own.iter().flat_map(|entry| subjects(entry)).collect();
        let mut seen = own;
        for watch in rule.watches {
            for subject in around.iter().filter(|s| watch.through.leads(anchor, s)) {
                seen.extend(entries(work, subject, watch.kind)?);
            }
        }
        (rule.detect)(&History::new(anchor.to_owned(), now, seen))
    } else {
        // Others may have spoken and not been heard yet: ask when they have.
        let mut waiting = crate::rules::Finding::silent().and_again(last);
        if let Some(before) = &before {
            waiting = waiting.keeping(before);
        }
        waiting
    };
    let after = Stored::new(rule.id, anchor, subject, scheme, finding);
    verdicts::put(work, before.as_ref(), &after)?;
    let fired = before.as_ref().is_some_and(|b| b.fires);
    let changed =
        before.as_ref().is_none_or(|b| b.fires != after.fires || b.grounds != after.grounds);
    Ok(changed.then_some(Change { now: after, first: before.is_none(), fired }))
}

/// The person, else the scheme, else the stream that an anchor is about, and
/// the scheme. By the stream's first event alone: a flag's id is made of it,
/// and must not change with what comes later or from elsewhere.
fn about(first: &Entry) -> (String, String) {
    let mut scheme = String::new();
    first.event.visit_ids(&mut |field, id| {
        if field == "scheme_id" {
            id.clone_into(&mut scheme);
        }
    });
    let named = [&first.meta.person, &scheme].into_iter().find(|id| !id.is_empty());
    (named.cloned().unwrap_or_else(|| first.meta.stream.to_string()), scheme)
}

/// The first thing that is due before `until`, taken off the list.
///
/// # Errors
/// If the store fails.
pub fn take_due(
    work: &mut Work<'_>,
    until: Timestamp,
) -> Result<Option<(Timestamp, RuleIndex, String)>, StoreError> {
    while let Some((due, rule, anchor)) = verdicts::first_due(work, until)? {
        verdicts::done(work, due, &rule, &anchor)?;
        // A rule of an earlier build has nothing due.
        if let Some(number) = RULES.iter().position(|known| known.id == rule) {
            return Ok(Some((due, RuleIndex(number), anchor)));
        }
    }
    Ok(None)
}

/// Events of a kind under a subject, oldest first.
///
/// # Errors
/// If the store fails.
pub fn entries(work: &Work<'_>, subject: &str, kind: &str) -> Result<Vec<Entry>, StoreError> {
    let prefix = store::key(INDEX, &[subject, kind]);
    let places: Result<Vec<(String, u64)>, StoreError> = work
        .scan(&prefix)
        .map(|item| item.and_then(|(key, _)| place_of(&key, prefix.len())))
        .collect();
    places?.into_iter().map(|(context, position)| entry(work, &context, position)).collect()
}

/// Every event under a subject: its effective time and place, in no order.
///
/// # Errors
/// If the store fails.
pub fn places(work: &Work<'_>, subject: &str) -> Result<Vec<(Timestamp, String, u64)>, StoreError> {
    let prefix = store::key(INDEX, &[subject]);
    work.scan(&prefix)
        .map(|item| {
            let (key, _) = item?;
            let bad = || StoreError::Value(String::from_utf8_lossy(&key).into_owned());
            let rest = key.get(prefix.len()..).unwrap_or_default();
            let kind = rest.iter().position(|b| *b == 0).ok_or_else(bad)?;
            let start = prefix.len() + kind + 1;
            let time: [u8; 8] =
                key.get(start..start + 8).and_then(|b| b.try_into().ok()).ok_or_else(bad)?;
            let (context, position) = place_of(&key, start)?;
            Ok((store::time_of(time).ok_or_else(bad)?, context, position))
        })
        .collect()
}

/// The bytes of an event, as they were published.
///
/// # Errors
/// If the store fails or does not hold it.
pub fn record(work: &Work<'_>, context: &str, position: u64) -> Result<sled::IVec, StoreError> {
    work.get(&record_key(context, position))?
        .ok_or_else(|| StoreError::Value(format!("{context} {position}")))
}

fn entry(work: &Work<'_>, context: &str, position: u64) -> Result<Entry, StoreError> {
    let bytes = record(work, context, position)?;
    let read = Envelope::parse(&bytes).and_then(AnyEvent::read);
    read.map(Arc::new).map_err(|_| StoreError::Value(format!("{context} {position}")))
}

fn record_key(context: &str, position: u64) -> Vec<u8> {
    let mut key = store::key(RECORDS, &[context]);
    key.extend_from_slice(&position.to_be_bytes());
    key
}

fn index_key(subject: &str, kind: &str, at: Timestamp, meta: &proto::envelope::Meta) -> Vec<u8> {
    let mut key = store::key(INDEX, &[subject, kind]);
    key.extend_from_slice(&time_key(at));
    key.extend_from_slice(meta.context().as_bytes());
    key.push(0);
    key.extend_from_slice(&meta.position.to_be_bytes());
    key
}

/// The context and position at the end of an index key, after the time.
fn place_of(key: &[u8], time_starts: usize) -> Result<(String, u64), StoreError> {
    let bad = || StoreError::Value(String::from_utf8_lossy(key).into_owned());
    let rest = key.get(time_starts + 8..).ok_or_else(bad)?;
    let split = rest.iter().position(|b| *b == 0).ok_or_else(bad)?;
    let context = rest.get(..split).map(String::from_utf8_lossy).ok_or_else(bad)?;
    let position: [u8; 8] =
        rest.get(split + 1..).and_then(|b| b.try_into().ok()).ok_or_else(bad)?;
    Ok((context.into_owned(), u64::from_be_bytes(position)))
}
