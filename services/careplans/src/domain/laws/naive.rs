//! What follows from a plan's events, read off the whole list each time.
//!
//! Slow and plain on purpose, and written without the state: where the two
//! agree, both are probably right.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use proto::{
    careplans::{
        ChallengeDecided, ChallengeOutcome, CopyDisposal, Event, InstructionIssued,
        InstructionKind, Replacement, ResponseHours, ResponseWithdrawn, ReviewOutcome,
    },
    common::Role,
    envelope::Recorded,
    time,
};

use super::Log;

/// The last version; 0 if there is none.
pub(super) fn version(log: &Log) -> u32 {
    let versions = log.iter().filter(|recorded| matches!(recorded.event, Event::PlanPublished(_)));
    u32::try_from(versions.count()).unwrap()
}

pub(super) fn authors(log: &Log) -> BTreeSet<&str> {
    let drafted = log.iter().filter_map(|recorded| match &recorded.event {
        Event::PlanDrafted(e) => Some(&e.authors),
        _ => None,
    });
    drafted.flatten().map(|author| author.worker_id.as_str()).collect()
}

pub(super) fn approved_since_its_last_change(log: &Log) -> bool {
    let authors = authors(log);
    let mut responses = BTreeSet::new();
    let mut approved = false;
    for recorded in log {
        match &recorded.event {
            Event::PlanApproved(e) => {
                let approver = e.approver.as_ref().unwrap();
                approved |= !authors.contains(approver.worker_id.as_str())
                    && approver.role() != Role::PoliceOfficer;
            }
            Event::InstructionIssued(_)
            | Event::InstructionRevised(_)
            | Event::InstructionWithdrawn(_)
            | Event::ResponseWithdrawn(_)
            | Event::PlanTransferred(_) => approved = false,
            Event::ResponseAdded(e) => approved &= !responses.insert(&e.response_id),
            _ => {}
        }
    }
    approved
}

fn issued<'a>(log: &'a Log, line: &str) -> Option<(usize, Timestamp, &'a InstructionIssued)> {
    log.iter().enumerate().find_map(|(n, recorded)| match &recorded.event {
        Event::InstructionIssued(e) if e.instruction_id == line => {
            Some((n, recorded.meta.occurred.end, e))
        }
        _ => None,
    })
}

/// When a restriction ends, as reviews moved it; nothing for one without an end.
pub(super) fn expiry(log: &Log, line: &str) -> Option<Timestamp> {
    let (first, from, fact) = issued(log, line)?;
    let mut end = time::maybe(fact.expires.as_ref())
        .filter(|_| fact.kind() == InstructionKind::Restriction)?;
    for recorded in log.iter().skip(first + 1) {
        let held = recorded.meta.occurred.end;
        match &recorded.event {
            Event::InstructionLapsed(e) if e.instruction_id == line => return Some(end),
            Event::ReviewHeld(e)
                if e.outcome() == ReviewOutcome::Continued && from <= held && held < end =>
            {
                end = end.max(held.checked_add(SignedDuration::from_hours(28 * 24)).unwrap());
            }
            _ => {}
        }
    }
    Some(end)
}

/// Whether a line is in the plan at this moment.
pub(super) fn stands(log: &Log, line: &str, at: Timestamp) -> bool {
    let Some((_, _, fact)) = issued(log, line) else { return false };
    if expiry(log, line).is_some_and(|end| at >= end) {
        return false;
    }
    let mut challenges = BTreeMap::new();
    for Recorded { meta, event } in log {
        match event {
            Event::PlanClosed(_) => return false,
            Event::InstructionWithdrawn(e) if e.instruction_id == line => return false,
            Event::ChallengeLodged(e) if e.instruction_id == line => {
                challenges.insert(&e.challenge_id, (meta.occurred.start, None));
            }
            Event::ChallengeDecided(e) if e.independent => {
                let Some((_, until)) = challenges.get_mut(&e.challenge_id) else { continue };
                let decided = meta.occurred.end.min(meta.recorded_at);
                *until = Some(decided);
                if e.outcome() != ChallengeOutcome::NotUpheld && decided <= at {
                    return false;
                }
            }
            _ => {}
        }
    }
    let mut suspended = challenges.values();
    fact.kind() != InstructionKind::Restriction
        || !suspended.any(|(from, until)| *from <= at && until.is_none_or(|until| at < until))
}

pub(super) fn is_restrictive(log: &Log, at: Timestamp) -> bool {
    log.iter().any(|recorded| match &recorded.event {
        Event::InstructionIssued(e) => {
            e.kind() == InstructionKind::Restriction && stands(log, &e.instruction_id, at)
        }
        _ => false,
    })
}

/// Every moment at which something can have changed.
pub(super) fn moments(log: &Log) -> Vec<Timestamp> {
    let lines = log.iter().filter_map(|recorded| match &recorded.event {
        Event::InstructionIssued(e) => expiry(log, &e.instruction_id),
        _ => None,
    });
    let said = log.iter().flat_map(|recorded| {
        let meta = &recorded.meta;
        [meta.occurred.start, meta.occurred.end, meta.recorded_at]
    });
    lines.chain(said).collect()
}

/// The events at which a version was published to an agency, with the version
/// and their place in the log.
fn received(log: &Log) -> impl Iterator<Item = (usize, u32, &String)> {
    log.iter().enumerate().flat_map(|(n, recorded)| match &recorded.event {
        Event::PlanPublished(e) => {
            e.recipient_agency_ids.iter().map(|agency| (n, e.version, agency)).collect()
        }
        _ => vec![],
    })
}

/// The answers of an agency, each with its place in the log.
fn answers<'a>(log: &'a Log, agency: &str) -> impl Iterator<Item = (usize, CopyDisposal)> + 'a {
    let agency = agency.to_owned();
    log.iter().enumerate().filter_map(move |(n, recorded)| match &recorded.event {
        Event::CopyRecallAcknowledged(e) if e.agency_id == agency => Some((n, e.disposal())),
        _ => None,
    })
}

fn called_back_between(log: &Log, agency: &String, from: usize, to: usize) -> bool {
    log.iter().take(to).skip(from).any(|recorded| {
        matches!(&recorded.event, Event::CopyRecalled(e) if e.from_agency_ids.contains(agency))
    })
}

/// What an agency answered to recalls of this copy. One that replaced its copies
/// goes on holding the version that was in force when it said so.
fn answered(log: &Log, published: usize, of: u32, agency: &String) -> Vec<CopyDisposal> {
    let about_it = answers(log, agency).filter(|(n, disposal)| {
        let (before, _) = log.split_at(*n);
        let replaces = *disposal == CopyDisposal::Replaced && version(before) == of;
        *n > published && called_back_between(log, agency, published, *n) && !replaces
    });
    about_it.map(|(_, disposal)| disposal).collect()
}

/// The agencies that hold a copy for which they have not answered.
pub(super) fn holders(log: &Log) -> BTreeSet<String> {
    received(log)
        .filter(|(n, version, agency)| answered(log, *n, *version, agency).is_empty())
        .map(|(_, _, agency)| agency.clone())
        .collect()
}

/// The agencies of which a recall was made that they have not answered.
pub(super) fn called_back(log: &Log) -> BTreeSet<String> {
    let mut open = BTreeSet::new();
    for recorded in log {
        match &recorded.event {
            Event::CopyRecalled(e) => open.extend(e.from_agency_ids.iter().cloned()),
            Event::CopyRecallAcknowledged(e) => {
                open.remove(&e.agency_id);
            }
            _ => {}
        }
    }
    open
}

/// The agencies with a copy in which the line stood, or between two such.
pub(super) fn having_the_line(log: &Log, line: &str) -> Vec<String> {
    let with: Vec<u32> = log
        .iter()
        .enumerate()
        .filter_map(|(n, recorded)| match &recorded.event {
            Event::PlanPublished(e) => {
                let (before, _) = log.split_at(n);
                stands(before, line, recorded.meta.occurred.end).then_some(e.version)
            }
            _ => None,
        })
        .collect();
    let (Some(first), Some(last)) = (with.iter().min(), with.iter().max()) else { return vec![] };
    // What is kept after a recall is given up by any later answer that keeps nothing.
    let has = |n: usize, of: u32, agency: &String| {
        answered(log, n, of, agency).iter().all(|answer| *answer == CopyDisposal::Retained)
    };
    let agencies: BTreeSet<String> = received(log)
        .filter(|(_, version, _)| (first..=last).contains(&version))
        .filter(|(n, version, agency)| has(*n, *version, agency))
        .map(|(_, _, agency)| agency.clone())
        .collect();
    agencies.into_iter().collect()
}

/// What took the place of a response when it ended.
pub(super) fn replacement(log: &Log, ended: &ResponseWithdrawn) -> Replacement {
    let mut responses = BTreeMap::new();
    let mut gone = BTreeSet::new();
    for recorded in log {
        match &recorded.event {
            Event::ResponseAdded(e) => {
                responses.insert(&e.response_id, e);
            }
            Event::ResponseWithdrawn(e) => {
                gone.insert(&e.response_id);
            }
            _ => {}
        }
    }
    let of = responses.get(&ended.response_id).unwrap();
    let candidates: Vec<_> = responses
        .values()
        .filter(|other| {
            let declared = other.replaces_response_id == ended.response_id;
            other.response_id == ended.replaced_by_response_id
                || declared && !gone.contains(&other.response_id)
        })
        .collect();
    let good = candidates.iter().any(|other| {
        !gone.contains(&other.response_id)
            && other.accepted_by.is_some()
            && other.need == of.need
            && (other.hours == of.hours || other.hours() == ResponseHours::AnyTime)
    });
    match (good, candidates.is_empty()) {
        (true, _) => Replacement::Accepted,
        (false, true) => Replacement::None,
        (false, false) => Replacement::Proposed,
    }
}

/// Whether the one who decided had no part in the plan.
pub(super) fn independent(log: &Log, decided: &ChallengeDecided) -> bool {
    let by = decided.decided_by.as_ref().unwrap();
    let (mut part, mut agency, mut answered) = (authors(log), "", "");
    for recorded in log {
        match &recorded.event {
            Event::PlanDrafted(e) => agency = &e.agency_id,
            Event::PlanTransferred(e) => agency = &e.to_agency_id,
            Event::PlanApproved(e) => {
                part.insert(e.approver.as_ref().unwrap().worker_id.as_str());
            }
            Event::InstructionIssued(e) if e.instruction_id == decided.instruction_id => {
                part.extend(e.clinician.as_ref().map(|worker| worker.worker_id.as_str()));
                answered = agency;
            }
            _ => {}
        }
    }
    !part.contains(by.worker_id.as_str())
        && by.agency_id != agency
        && by.agency_id != answered
        && by.role() != Role::PoliceOfficer
}
