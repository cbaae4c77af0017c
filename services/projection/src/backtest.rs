//! A rule run over all history at other thresholds: whom it would newly flag,
//! and whom it would miss.
//!
//! Nothing is written and nobody is alerted. What is compared is what the rule
//! says now, at its own thresholds, of the same events.

use std::collections::{BTreeMap, BTreeSet};

use proto::{any::AnyEvent, envelope::Envelope};

use crate::{
    events::{self, Events},
    flags::flag_id,
    history::Tried,
    judge,
    rules::{RuleIndex, whole},
    store::{Store, StoreError},
    verdicts::Stored,
    watermarks::Watermarks,
};

/// What a change of a rule would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The flag that would be raised, or that would not stand.
    pub flag_id: String,
    /// True if it would be raised, false if it would be missed.
    pub newly: bool,
    /// On what it rests: now if it would be missed, at the other thresholds if it
    /// would be raised.
    pub verdict: Stored,
}

/// How far a backtest is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// How many events were looked at.
    pub events: u64,
    /// How many anchors were judged.
    pub judged: u64,
}

/// What comes of a backtest, as it comes.
#[derive(Clone, Debug)]
pub enum Found {
    /// So far.
    Progress(Done),
    /// A difference.
    Difference(Box<Difference>),
}

/// After how many events it says how far it is.
const PROGRESS_EVERY: u64 = 10_000;

/// Runs a rule over all history at other thresholds. `told` returns false to stop.
///
/// # Errors
/// If the store fails.
pub fn run(
    store: &Store,
    index: RuleIndex,
    tried: &Tried,
    complete: &Watermarks,
    mut told: impl FnMut(Found) -> bool,
) -> Result<Done, StoreError> {
    let work = store.work();
    let mut done = Done::default();
    let Some(rule) = index.rule() else { return Ok(done) };
    let mut judged = BTreeSet::new();
    for record in events::all(&work) {
        let envelope = Envelope::parse(&record?);
        done.events += 1;
        if done.events.is_multiple_of(PROGRESS_EVERY) && !told(Found::Progress(done)) {
            return Ok(done);
        }
        let Ok(recorded) = envelope.and_then(AnyEvent::read) else { continue };
        judged.extend(judge::anchors(rule, &recorded, tried));
    }
    let mut found: BTreeMap<String, Pair> = BTreeMap::new();
    let mut events = Events::default();
    let own = Tried::new();
    for anchor in judged {
        done.judged += 1;
        let now = judge::tried(&mut events, &work, index, &anchor, complete, &own)?;
        let other = judge::tried(&mut events, &work, index, &anchor, complete, tried)?;
        // What is said of a person's windows is one flag.
        let one = if rule.windows.is_some() { whole(&anchor).0.to_owned() } else { anchor };
        let pair = found.entry(one).or_default();
        pair.now = both(pair.now.take(), now.filter(|verdict| verdict.fires));
        pair.other = both(pair.other.take(), other.filter(|verdict| verdict.fires));
    }
    for (anchor, Pair { now, other }) in found {
        let (newly, verdict) = match (now, other) {
            (None, Some(other)) => (true, other),
            (Some(now), None) => (false, now),
            _ => continue,
        };
        let verdict = Stored { anchor, again: None, ..verdict };
        let flag_id = flag_id(rule.id, &verdict.subject, verdict.about()).to_string();
        if !told(Found::Difference(Box::new(Difference { flag_id, newly, verdict }))) {
            break;
        }
    }
    Ok(done)
}

/// What fires about one anchor, now and at the other thresholds.
#[derive(Default)]
struct Pair {
    now: Option<Stored>,
    other: Option<Stored>,
}

/// What two windows of one person's time come to together.
fn both(one: Option<Stored>, other: Option<Stored>) -> Option<Stored> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.and(other)),
        (one, other) => one.or(other),
    }
}
