//! What a rule may see: the events that bear on one thing, and the time.
//!
//! A history holds the events of the kinds that the rule names, of the person,
//! scheme and agencies that the anchor names. It holds no sealed words.

use std::{cmp::Ordering, collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use proto::{
    Ids as _, Named,
    any::AnyEvent,
    common::Role,
    envelope::{Meta, Recorded},
    panel::DecisionMade,
    referrals::ConsentRecorded,
};

use crate::rules::{Dated, Window};

/// An event that a rule sees.
pub type Entry = Arc<Recorded<AnyEvent>>;

/// The events that bear on one anchor, oldest first.
#[derive(Clone, Debug)]
pub struct History {
    anchor: String,
    now: Timestamp,
    entries: Vec<Entry>,
    window: Option<Window>,
    tried: Tried,
}

/// Thresholds with other values than the catalogue's, by name: to see what a
/// change of a rule would newly find, or miss.
pub type Tried = BTreeMap<String, u32>;

/// An event of a known kind.
#[derive(Debug)]
pub struct Seen<'a, T> {
    /// What surrounds it.
    pub meta: &'a Meta,
    /// The event.
    pub event: &'a T,
}

// Derived, these would ask the same of `T`, which is only borrowed.
impl<T> Clone for Seen<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Seen<'_, T> {}

impl<'a, T> Seen<'a, T> {
    /// The same event whatever its kind, so that kinds can stand in one list.
    #[must_use]
    pub fn of_any_kind(self) -> Seen<'a, ()> {
        Seen { meta: self.meta, event: &() }
    }
}

impl History {
    /// A history of `anchor`, as complete as it is up to `now`.
    ///
    /// The order is by effective time, then by context and position, so that
    /// it does not depend on the order of arrival.
    #[must_use]
    pub fn new(anchor: String, now: Timestamp, mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| order(&a.meta, &b.meta));
        entries.dedup_by(|a, b| a.meta.id == b.meta.id);
        Self { anchor, now, entries, window: None, tried: Tried::new() }
    }

    /// The same history, of which only this window is judged; the rest is what
    /// lies before and after it.
    #[must_use]
    pub fn within(mut self, window: Window) -> Self {
        self.window = Some(window);
        self
    }

    /// True if what began at this moment is judged here, and not with another window.
    #[must_use]
    pub fn judges(&self, at: Timestamp) -> bool {
        self.window.is_none_or(|window| window.holds(at))
    }

    /// The same history, to be judged by these thresholds instead.
    #[must_use]
    pub fn trying(mut self, tried: Tried) -> Self {
        self.tried = tried;
        self
    }

    /// The value of a threshold on the day of `at`.
    #[must_use]
    pub fn value(&self, threshold: &Dated, at: Timestamp) -> u32 {
        self.tried.get(threshold.name).copied().unwrap_or_else(|| threshold.on(at))
    }

    /// The stream that is judged: a plan, a disclosure, a sanction.
    #[must_use]
    pub fn anchor(&self) -> &str {
        &self.anchor
    }

    /// Up to when the record is complete.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Events of one kind, oldest first.
    pub fn of<T: Named>(&self) -> impl DoubleEndedIterator<Item = Seen<'_, T>> {
        self.entries.iter().filter_map(|entry| {
            entry.event.get::<T>().map(|event| Seen { meta: &entry.meta, event })
        })
    }

    /// Events of one kind in the anchor's own stream, oldest first.
    pub fn anchored<T: Named>(&self) -> impl DoubleEndedIterator<Item = Seen<'_, T>> {
        self.in_stream(&self.anchor)
    }

    /// Events of one kind in a stream, oldest first.
    pub fn in_stream<'a, T: Named>(
        &'a self,
        stream: &'a str,
    ) -> impl DoubleEndedIterator<Item = Seen<'a, T>> {
        self.of::<T>().filter(move |seen| seen.meta.stream.as_str() == stream)
    }
}

fn order(a: &Meta, b: &Meta) -> Ordering {
    let effective = |meta: &Meta| (meta.occurred.end, meta.occurred.start);
    // The context must be read from the name of the type: only where it matters.
    let by_context = || a.context().cmp(b.context());
    effective(a).cmp(&effective(b)).then_with(by_context).then(a.position.cmp(&b.position))
}

/// The ids under which an event is kept, so that a rule finds it: its stream,
/// the person, the schemes, the agencies between which something passes, that
/// answer for a flag or that supported a sanction, the one from which whoever
/// chaired a decision came, those that a consent names, and the disclosure that an
/// incident names.
#[must_use]
pub fn subjects(recorded: &Recorded<AnyEvent>) -> Vec<String> {
    let mut subjects = vec![recorded.meta.stream.to_string()];
    if !recorded.meta.person.is_empty() {
        subjects.push(recorded.meta.person.clone());
    }
    recorded.event.visit_ids(&mut |field, id| {
        let bears = matches!(
            field,
            "scheme_id"
                | "successor_of_scheme_id"
                | "from_agency_id"
                | "to_agency_id"
                | "party_agency_ids"
                | "supporting_agency_ids"
                | "disclosure_id"
                | "answering_agency_ids"
        );
        if bears {
            subjects.push(id.to_owned());
        }
    });
    // Officers are known by their role. Of one who chairs only the agency tells.
    let leader = recorded.event.get::<DecisionMade>().and_then(|made| made.led_by.as_ref());
    if let Some(leader) = leader
        && matches!(leader.role(), Role::PanelChair | Role::SchemeLead)
    {
        subjects.push(leader.agency_id.clone());
    }
    if let Some(consent) = recorded.event.get::<ConsentRecorded>() {
        subjects.extend(consent.recipient_agency_ids.iter().cloned());
    }
    subjects.sort();
    subjects.dedup();
    subjects
}
