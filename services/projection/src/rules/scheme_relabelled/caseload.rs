//! Whose people and officers a successor has.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use proto::{
    careplans::{InstructionRevised, PlanDrafted, PlanPublished},
    envelope::Meta,
    panel::{PostAssigned, PostVacated, SchemeRegistered},
    referrals::ReferralAccepted,
};

use super::{SAME_PERCENT, WITHIN_DAYS};
use crate::{
    calendar::after_days,
    history::{History, Seen},
};

/// What the comparison of two schemes comes to.
pub(super) enum Comparison<'a> {
    /// At least half of both are the same.
    Same(Carried<'a>),
    /// Less than half of one is.
    Differs,
    /// The record lacks one side.
    Unknown,
}

/// Who was carried over, and since when both shares were reached.
pub(super) struct Carried<'a> {
    pub(super) since: Timestamp,
    pub(super) people: Vec<Seen<'a, ()>>,
    pub(super) officers: Vec<Seen<'a, ()>>,
}

/// How many of the successor's were the predecessor's.
#[derive(Default)]
struct Share<'a> {
    seen: BTreeSet<&'a str>,
    carried: Vec<Seen<'a, ()>>,
}

impl<'a> Share<'a> {
    fn add(&mut self, id: &'a str, by: Seen<'a, ()>, before: &BTreeSet<&str>) {
        if self.seen.insert(id) && before.contains(id) {
            self.carried.push(by);
        }
    }

    /// Whether it reaches so many percent; `None` if one side is not recorded.
    fn reaches(&self, percent: usize, before: &BTreeSet<&str>) -> Option<bool> {
        if self.seen.is_empty() || before.is_empty() {
            return None;
        }
        Some(self.carried.len().saturating_mul(100) >= self.seen.len().saturating_mul(percent))
    }
}

/// A person or an officer of the successor.
enum Of<'a> {
    Person(&'a str),
    Officer(&'a str),
}

pub(super) fn compare<'a>(
    history: &'a History,
    successor: Seen<'a, SchemeRegistered>,
) -> Comparison<'a> {
    let began = successor.meta.occurred.end;
    let percent = usize::try_from(history.value(&SAME_PERCENT, began)).unwrap_or(usize::MAX);
    let people_before = people_before(history, successor);
    let officers_before = officers_before(history, successor);
    let (mut people, mut officers) = (Share::default(), Share::default());
    let mut since = None;
    let joined = joined(history, successor);
    // What happened at one moment is taken together, so that order says nothing.
    for moment in joined.chunk_by(|(a, _), (b, _)| a.meta.occurred.end == b.meta.occurred.end) {
        for (by, of) in moment {
            match *of {
                Of::Person(id) => people.add(id, *by, &people_before),
                Of::Officer(id) => officers.add(id, *by, &officers_before),
            }
        }
        let reached = people.reaches(percent, &people_before) == Some(true)
            && officers.reaches(percent, &officers_before) == Some(true);
        let at = moment.first().map(|(by, _)| by.meta.occurred.end);
        since = since.or(at.filter(|_| reached));
    }
    let shares =
        (people.reaches(percent, &people_before), officers.reaches(percent, &officers_before));
    match (shares, since) {
        ((Some(false), _) | (_, Some(false)), _) => Comparison::Differs,
        ((Some(true), Some(true)), Some(since)) => {
            Comparison::Same(Carried { since, people: people.carried, officers: officers.carried })
        }
        _ => Comparison::Unknown,
    }
}

/// Who joined the successor within its first days, in the order of time.
fn joined<'a>(
    history: &'a History,
    successor: Seen<'a, SchemeRegistered>,
) -> Vec<(Seen<'a, ()>, Of<'a>)> {
    let scheme = successor.event.scheme_id.as_str();
    let began = successor.meta.occurred.end;
    let until = after_days(began, history.value(&WITHIN_DAYS, began));
    let person = |seen: Seen<'a, ()>| (seen, Of::Person(seen.meta.person.as_str()));
    let accepted = history
        .of::<ReferralAccepted>()
        .filter(|seen| seen.event.scheme_id == scheme)
        .map(|seen| person(seen.of_any_kind()));
    let drafted = history
        .of::<PlanDrafted>()
        .filter(|seen| seen.event.scheme_id == scheme)
        .map(|seen| person(seen.of_any_kind()));
    let published = history
        .of::<PlanPublished>()
        .filter(|seen| seen.event.scheme_id == scheme)
        .map(|seen| person(seen.of_any_kind()));
    let revised = history
        .of::<InstructionRevised>()
        .filter(|seen| seen.event.scheme_id == scheme)
        .map(|seen| person(seen.of_any_kind()));
    let posts = history.anchored::<PostAssigned>().filter_map(|seen| {
        let holder = seen.event.holder.as_ref()?;
        Some((seen.of_any_kind(), Of::Officer(holder.worker_id.as_str())))
    });
    let mut joined: Vec<_> = accepted
        .chain(drafted)
        .chain(published)
        .chain(revised)
        .filter(|(seen, _)| !seen.meta.person.is_empty())
        .chain(posts)
        .filter(|(seen, _)| seen.meta.occurred.end <= until)
        .collect();
    joined.sort_by_key(|(seen, _)| {
        let Meta { occurred, position, .. } = seen.meta;
        (occurred.end, occurred.start, seen.meta.context(), *position)
    });
    joined
}

/// The people whom the predecessor had taken on or planned for.
fn people_before<'a>(
    history: &'a History,
    successor: Seen<'a, SchemeRegistered>,
) -> BTreeSet<&'a str> {
    let scheme = successor.event.successor_of_scheme_id.as_str();
    let accepted = history
        .of::<ReferralAccepted>()
        .filter(|seen| seen.event.scheme_id == scheme)
        .map(|seen| seen.meta);
    let published = history
        .of::<PlanPublished>()
        .filter(|seen| seen.event.scheme_id == scheme)
        .map(|seen| seen.meta);
    accepted
        .chain(published)
        .filter(|meta| meta.occurred.end <= successor.meta.occurred.end)
        .map(|meta| meta.person.as_str())
        .filter(|person| !person.is_empty())
        .collect()
}

/// Who was in a post of the predecessor in the last days before the successor
/// was registered.
fn officers_before<'a>(
    history: &'a History,
    successor: Seen<'a, SchemeRegistered>,
) -> BTreeSet<&'a str> {
    let scheme = successor.event.successor_of_scheme_id.as_str();
    let registered = successor.meta.occurred;
    let days = i64::from(history.value(&WITHIN_DAYS, registered.end));
    let from = registered.start.checked_sub(SignedDuration::from_hours(days.saturating_mul(24)));
    let from = from.unwrap_or(Timestamp::MIN);
    // When each post fell vacant, oldest first.
    let mut vacated: BTreeMap<&str, Vec<(Timestamp, u64)>> = BTreeMap::new();
    for seen in history.of::<PostVacated>().filter(|seen| seen.event.scheme_id == scheme) {
        let posts = vacated.entry(&seen.event.post_id).or_default();
        posts.push((seen.meta.occurred.end, seen.meta.position));
    }
    let assigned = history.of::<PostAssigned>().filter(|seen| {
        let at = (seen.meta.occurred.end, seen.meta.position);
        // A post has one holder at a time, so the first vacancy after it ends it.
        let left = vacated.get(seen.event.post_id.as_str()).and_then(|vacancies| {
            let next = vacancies.partition_point(|vacancy| *vacancy < at);
            vacancies.get(next)
        });
        seen.event.scheme_id == scheme
            && at.0 <= registered.end
            && left.is_none_or(|(left, _)| *left >= from)
    });
    assigned.filter_map(|seen| seen.event.holder.as_ref().map(|h| h.worker_id.as_str())).collect()
}
