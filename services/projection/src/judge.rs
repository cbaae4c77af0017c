//! Asking the rules: what each says of an anchor now, and what is due by the
//! passing of time.

mod catching_up;
mod everyone;
mod touched;
pub mod unheard;
pub mod unjudged;

use std::collections::BTreeSet;

use jiff::{Timestamp, ToSpan as _};
use proto::{Ids as _, Named as _, referrals::ContactRecorded};

use crate::{
    events::Events,
    history::{Entry, History, Tried, subjects},
    rules::{self, Finding, Rule, RuleIndex, Through, Watch, Window, whole},
    store::{StoreError, Work},
    verdicts::{self, Stored},
    watermarks::Watermarks,
};

pub use catching_up::CatchingUp;
pub use everyone::Judges;
pub use touched::{Touched, anchors};

/// Why something is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Something that bears on it was said.
    ByAnEvent,
    /// Its day has come.
    ByTime,
    /// Nothing was ever said of it.
    First,
}

/// A verdict that is not what it was.
#[derive(Clone, Debug)]
pub struct Change {
    /// The verdict now.
    pub now: Stored,
    /// True if the pattern stood before.
    pub fired: bool,
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
        own.extend(events.of(work, whole(anchor).0, kind)?);
    }
    // Other streams that name this one stand under it as well, and other people.
    own.retain(|entry| rule.owns(anchor, &entry.meta));
    own.sort_by_key(|entry| entry.meta.version);
    Ok(own)
}

/// What a rule is asked about.
struct Case {
    /// The person or scheme, else the stream, that it concerns.
    subject: String,
    /// The scheme; empty if there is none.
    scheme: String,
    /// When the last of what makes the anchor one was recorded.
    last: Timestamp,
    /// What bears on it.
    history: History,
    /// When more of what is known will bear on it.
    again: Option<Timestamp>,
    /// Of which time it is judged, if not of all.
    within: Option<Window>,
}

/// Leaves what was recorded by the beginning of the month; gives back that moment,
/// and when the rest counts, if there is any.
pub fn by_month(seen: &mut Vec<Entry>, now: Timestamp) -> (Timestamp, Option<Timestamp>) {
    let month = rules::month(now);
    let all = seen.len();
    seen.retain(|entry| entry.meta.recorded_at < month.from);
    (month.from, (seen.len() < all).then_some(month.until))
}

/// Gathers what bears on an anchor; `None` if there is nothing to judge.
fn gather(
    events: &mut Events,
    work: &Work<'_>,
    index: RuleIndex,
    anchor: &str,
    complete: &Watermarks,
    tried: &Tried,
) -> Result<Option<Case>, StoreError> {
    let Some(rule) = index.rule() else { return Ok(None) };
    // At the watermark itself more may still be said.
    let now = complete.all().and_then(|at| at.checked_sub(1.microsecond()).ok());
    let mut now = now.unwrap_or(Timestamp::MIN);
    if let (Some(windows), (subject, Some(window))) = (rule.windows, whole(anchor)) {
        let (windows, window) = (windows.trying(tried), windows.window(window));
        // Nothing else in it is judged, and of contacts there may be hundreds.
        let judged = events.concerned(work, subject, index.into(), window)?.unwrap_or(window);
        let mut seen = Vec::new();
        for kind in rule.kinds() {
            let reach = windows.reach(kind, judged);
            seen.extend(events.between(work, subject, kind, reach)?);
        }
        let makes_it = |e: &&Entry| rule.anchors.contains(&e.meta.type_name.as_str());
        // What could not be read may have made it one.
        if !seen.iter().any(|e| makes_it(&e)) && !events.any_unheard(work)? {
            return Ok(None);
        }
        return Ok(Some(Case {
            subject: subject.to_owned(),
            scheme: String::new(),
            last: seen.iter().map(|e| e.meta.recorded_at).max().unwrap_or(now),
            history: History::new(subject.to_owned(), now, seen).within(window),
            again: None,
            within: Some(windows.reach(ContactRecorded::KIND, window)),
        }));
    }
    let own = own(events, work, rule, anchor)?;
    let Some(first) = own.first().filter(|first| (rule.concerns)(&first.event)) else {
        return Ok(None);
    };
    let (stream, _) = whole(anchor);
    let (mut subject, scheme) = about(first);
    if let Some((_, person)) = anchor.split_once('#') {
        person.clone_into(&mut subject);
    }
    let last = own.iter().map(|e| e.meta.recorded_at).max().unwrap_or(first.meta.recorded_at);
    let around: BTreeSet<String> = own.iter().flat_map(|entry| subjects(entry)).collect();
    let ends: Vec<Timestamp> = own.iter().map(|entry| entry.meta.occurred.end).collect();
    let watched = |watch: &'static Watch| {
        let led = around.iter().filter(|s| watch.through.leads(stream, s));
        led.map(move |subject| (watch, subject))
    };
    let mut seen = own;
    for (watch, subject) in rule.watches.iter().flat_map(watched) {
        if watch.near.is_none() {
            seen.extend(events.of(work, subject, watch.kind)?);
        }
    }
    seen.retain(|entry| entry.meta.stream.as_str() != stream || rule.owns(anchor, &entry.meta));
    if rule.watches.iter().any(|watch| watch.near.is_some()) {
        let far = History::new(stream.to_owned(), now, seen.clone());
        let reads_near = (rule.reads_near)(&far);
        for (watch, subject) in rule.watches.iter().flat_map(watched).filter(|_| reads_near) {
            for span in watch.near.iter().flat_map(|near| ends.iter().map(|end| near.around(*end)))
            {
                seen.extend(events.between(work, subject, watch.kind, span)?);
            }
        }
    }
    let mut again = None;
    if rule.counts_people() {
        let people: BTreeSet<String> = seen.iter().map(|entry| entry.meta.person.clone()).collect();
        let of_people = rule.watches.iter().filter(|watch| watch.through == Through::People);
        for (watch, person) in of_people.flat_map(|watch| people.iter().map(move |p| (watch, p))) {
            if !person.is_empty() {
                seen.extend(events.of(work, person, watch.kind)?);
            }
        }
        (now, again) = by_month(&mut seen, now);
    }
    let history = History::new(stream.to_owned(), now, seen);
    Ok(Some(Case { subject, scheme, last, history, again, within: None }))
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
    asked: Asked,
) -> Result<Option<Change>, StoreError> {
    let Some(rule) = index.rule() else { return Ok(None) };
    if rule.counts_people() && asked == Asked::ByAnEvent {
        return wait_for_the_month(work, rule, anchor, complete).map(|()| None);
    }
    let Some(case) = gather(events, work, index, anchor, complete, &Tried::new())? else {
        return Ok(None);
    };
    let before = match asked {
        Asked::First => None,
        Asked::ByAnEvent | Asked::ByTime => verdicts::get(work, rule.id, anchor)?,
    };
    let finding = if complete.beyond(rule.awaits, case.last) {
        let mut finding = (rule.detect)(&case.history);
        // Of many people what is unknown is counted, and one event more changes little.
        if !rule.counts_people() && events.any_unheard(work)? {
            let about = BTreeSet::from([whole(anchor).0, case.subject.as_str()]);
            let within = case.within;
            finding = unheard::heard_in_part(work, rule, anchor, &about, within, finding)?;
        }
        case.again.into_iter().fold(finding, Finding::and_again)
    } else {
        // Others may have spoken and not been heard yet: ask when they have.
        let waiting = Finding::silent().and_again(case.last);
        before.iter().fold(waiting, Finding::keeping)
    };
    let after = Stored::new(rule.id, anchor, case.subject, case.scheme, finding);
    if rule.windows.is_none() {
        verdicts::put(work, before.as_ref(), &after)?;
        return Ok(change(before, after));
    }
    // What is said of a window goes into the one verdict about the person.
    if before.is_none() && after.grounds.is_none() && after.again.is_none() {
        return Ok(None);
    }
    let (person, _) = whole(anchor);
    let whole_before = verdicts::whole(work, rule.id, person)?;
    verdicts::put(work, before.as_ref(), &after)?;
    let whole_after = verdicts::whole(work, rule.id, person)?;
    let after = whole_after.unwrap_or_else(|| after.silent_of(person));
    Ok(change(whole_before, after))
}

/// Has an anchor judged when the month is over; what was said stands until then.
fn wait_for_the_month(
    work: &mut Work<'_>,
    rule: &Rule,
    anchor: &str,
    complete: &Watermarks,
) -> Result<(), StoreError> {
    let until = rules::month(complete.all().unwrap_or(Timestamp::MIN)).until;
    let before = verdicts::get(work, rule.id, anchor)?;
    let waits = before.as_ref().and_then(|before| before.again);
    if waits.is_some_and(|at| at <= until) {
        return Ok(());
    }
    let silent = || Stored::new(rule.id, anchor, String::new(), String::new(), Finding::silent());
    let after = Stored { again: Some(until), ..before.clone().unwrap_or_else(silent) };
    verdicts::put(work, before.as_ref(), &after)
}

fn change(before: Option<Stored>, after: Stored) -> Option<Change> {
    let fired = before.as_ref().is_some_and(|b| b.fires);
    let changed =
        before.as_ref().is_none_or(|b| b.fires != after.fires || b.grounds != after.grounds);
    changed.then_some(Change { now: after, fired })
}

/// What a rule says of an anchor at other thresholds; nothing is kept of it.
///
/// # Errors
/// If the store fails.
pub fn tried(
    events: &mut Events,
    work: &Work<'_>,
    index: RuleIndex,
    anchor: &str,
    complete: &Watermarks,
    tried: &Tried,
) -> Result<Option<Stored>, StoreError> {
    let Some(rule) = index.rule() else { return Ok(None) };
    let Some(case) = gather(events, work, index, anchor, complete, tried)? else {
        return Ok(None);
    };
    if !complete.beyond(rule.awaits, case.last) {
        return Ok(None);
    }
    let finding = (rule.detect)(&case.history.trying(tried.clone()));
    Ok(Some(Stored::new(rule.id, anchor, case.subject, case.scheme, finding)))
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
    Ok(due.filter_map(|(at, rule, anchor)| Some((at, RuleIndex::of(&rule)?, anchor))).collect())
}
