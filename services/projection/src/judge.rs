//! Asking the rules: which anchors an event touches, what each rule says of
//! them now, and what is due by the passing of time.

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan as _};
use proto::{Ids as _, any::AnyEvent, envelope::Recorded};

use crate::{
    events::Events,
    history::{Entry, History, subjects},
    rules::{RULES, Rule},
    store::{StoreError, Work},
    verdicts::{self, Stored},
    watermarks::Watermarks,
};

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

/// What an event touches, once it is kept.
///
/// # Errors
/// If the store fails.
pub fn touched(
    events: &mut Events,
    work: &Work<'_>,
    recorded: &Recorded<AnyEvent>,
) -> Result<Touched, StoreError> {
    let meta = &recorded.meta;
    let (kind, stream) = (meta.type_name.as_str(), meta.stream.as_str());
    let subjects = subjects(recorded);
    let mut touched = Touched::new();
    for (number, rule) in RULES.iter().enumerate() {
        if rule.anchors.contains(&kind) {
            touched.insert((RuleIndex(number), stream.to_owned()));
        }
        for watch in rule.watches.iter().filter(|watch| watch.kind == kind) {
            for subject in subjects.iter().filter(|s| watch.through.leads(stream, s)) {
                for kind in rule.anchors {
                    for place in events.places(work, subject, kind)? {
                        touched.insert((RuleIndex(number), place.stream.to_string()));
                    }
                }
            }
        }
    }
    Ok(touched)
}

/// The events of an anchor that make it one, in the order of its stream.
fn own(
    events: &mut Events,
    work: &Work<'_>,
    rule: &Rule,
    anchor: &str,
) -> Result<Vec<Entry>, StoreError> {
    let mut own = Vec::new();
    for kind in rule.anchors {
        own.extend(events.of(work, anchor, kind)?);
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
    events: &mut Events,
    work: &mut Work<'_>,
    index: RuleIndex,
    anchor: &str,
    complete: &Watermarks,
) -> Result<Option<Change>, StoreError> {
    let Some(rule) = RULES.get(index.0) else { return Ok(None) };
    let own = own(events, work, rule, anchor)?;
    let Some(first) = own.first().filter(|first| (rule.concerns)(&first.event)) else {
        return Ok(None);
    };
    let (subject, scheme) = about(first);
    let last = own.iter().map(|e| e.meta.recorded_at).max().unwrap_or(first.meta.recorded_at);
    let before = verdicts::get(work, rule.id, anchor)?;

    // At the watermark itself more may still be said.
    let now = complete.all().and_then(|at| at.checked_sub(1.microsecond()).ok());
    let now = now.unwrap_or(Timestamp::MIN);
    let finding = if rule.awaits.is_empty() || complete.beyond(rule.awaits, last) {
        let around: BTreeSet<String> = own.iter().flat_map(|entry| subjects(entry)).collect();
        let mut seen = own;
        for watch in rule.watches {
            for subject in around.iter().filter(|s| watch.through.leads(anchor, s)) {
                seen.extend(events.of(work, subject, watch.kind)?);
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

/// Up to `limit` things that are due before `until`, taken off the list.
///
/// # Errors
/// If the store fails.
pub fn take_due(
    work: &mut Work<'_>,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<(Timestamp, RuleIndex, String)>, StoreError> {
    let due = verdicts::take_due(work, until, limit)?.into_iter();
    Ok(due
        .filter_map(|(at, rule, anchor)| {
            let number = RULES.iter().position(|known| known.id == rule)?;
            Some((at, RuleIndex(number), anchor))
        })
        .collect())
}
