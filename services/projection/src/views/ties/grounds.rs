//! From ties to grounds: how one asker stands to one person.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use kernel::{
    access::{Grounds, NEVER, Relation},
    principal::Principal,
};
use proto::common::Role;

use super::{Tie, of};
use crate::store::{StoreError, Work};

/// For how many days after a concern was closed who dealt with it may be asked about it: an
/// ombudsman takes a complaint up within a year (Health Service Commissioners Act 1993, s 9).
const AFTER_A_CONCERN: u32 = 365;

/// How one asker stands to people, one after the other: what ties them to a scheme, or to
/// the agency for which they ask, is the same for many, and read once.
#[derive(Debug)]
pub struct Standing<'a> {
    asker: &'a Principal,
    now: Timestamp,
    shared: HashMap<String, Vec<Tie>>,
}

impl<'a> Standing<'a> {
    /// How an asker stands to people now.
    #[must_use]
    pub fn of(asker: &'a Principal, now: Timestamp) -> Self {
        Self { asker, now, shared: HashMap::new() }
    }

    /// How they stand to a person who has these entries in the register.
    ///
    /// # Errors
    /// If the store fails.
    pub fn to(&mut self, work: &Work<'_>, entries: &[String]) -> Result<Grounds, StoreError> {
        let mut own = Vec::new();
        for entry in entries {
            own.extend(ties_of(work, entry)?);
        }
        let scheme = |tie: &Tie| match tie {
            Tie::Case { scheme, .. } if !scheme.is_empty() => Some(scheme.clone()),
            _ => None,
        };
        let mut shared: BTreeSet<String> = own.iter().filter_map(scheme).collect();
        // What kind of agency they ask for; nothing else is kept of an agency.
        shared.insert(self.asker.agency_id.clone());
        for whose in &shared {
            if !self.shared.contains_key(whose) {
                self.shared.insert(whose.clone(), ties_of(work, whose)?);
            }
        }
        let shared = shared.iter().filter_map(|whose| self.shared.get(whose)).flatten();
        let mut grounds = weigh(self.asker, own.iter().chain(shared), self.now);
        let asker = self.asker;
        // Everyone else's relation is told by the record; the person's by their token alone.
        if asker.role == Role::Person && entries.iter().any(|entry| asker.may_ask_about(entry)) {
            grounds.relations.insert(Relation::Person);
        }
        Ok(grounds)
    }
}

fn ties_of(work: &Work<'_>, whose: &str) -> Result<Vec<Tie>, StoreError> {
    Ok(of(work, &[whose])?.into_iter().map(|(_, tie)| tie).collect())
}

/// What the ties come to for an asker.
fn weigh<'t>(asker: &Principal, ties: impl Iterator<Item = &'t Tie>, now: Timestamp) -> Grounds {
    let mut grounds = Grounds::default();
    let mut withdrawn = false;
    let ours = |agency: &String| *agency == asker.agency_id;
    let among = |agencies: &[String]| agencies.contains(&asker.agency_id);
    let lasts = |until: &Option<Timestamp>| until.is_none_or(|until| now < until);
    for tie in ties {
        let relation = match tie {
            Tie::OnRecord { agency } => ours(agency).then_some(Relation::OnRecord),
            Tie::Contact { agency, last, .. } => {
                if ours(agency) {
                    grounds.days_since_contact = grounds.days_since_contact.min(days(*last, now));
                }
                None
            }
            Tie::Case { holder, .. } if ours(holder) => Some(Relation::CaseHolder),
            Tie::Case { referrer, .. } => ours(referrer).then_some(Relation::Referrer),
            Tie::Plan { agencies, closed } => {
                (!closed && among(agencies)).then_some(Relation::NamedInPlan)
            }
            Tie::Representative { worker, agency, until } => {
                let is = *worker == asker.worker_id || (worker.is_empty() && ours(agency));
                (is && lasts(until)).then_some(Relation::Representative)
            }
            Tie::Concern { agencies, closed } => {
                let lasts = closed.is_none_or(|at| days(at, now) <= AFTER_A_CONCERN);
                (lasts && among(agencies)).then_some(Relation::Concern)
            }
            Tie::Sanction { agency } => ours(agency).then_some(Relation::Sanction),
            Tie::Threshold { to } => {
                grounds.threshold |= ours(to);
                None
            }
            Tie::Consent { recipients, from, until, given: true } => {
                let begun = from.is_none_or(|from| from <= now);
                grounds.consent |= among(recipients) && begun && lasts(until);
                None
            }
            Tie::Consent { recipients, .. } => {
                withdrawn |= recipients.is_empty() || among(recipients);
                None
            }
            Tie::Kind { police } => {
                grounds.police_agency |= *police;
                None
            }
            Tie::Flag => Some(Relation::Flagged),
            Tie::Glass { worker, agency, until } => {
                let theirs = *worker == asker.worker_id && ours(agency);
                grounds.break_glass |= theirs && now < *until;
                None
            }
            Tie::Lead { agency } => ours(agency).then_some(Relation::CaseHolder),
            Tie::Panel { agencies } => among(agencies).then_some(Relation::PanelMember),
            Tie::Post { worker } => (*worker == asker.worker_id).then_some(Relation::CaseHolder),
            Tie::Access { worker } => (*worker == asker.worker_id).then_some(Relation::GivenAccess),
        };
        grounds.relations.extend(relation);
    }
    grounds.withdrawn = withdrawn && !grounds.consent;
    grounds
}

/// Whole days between two moments; none if the first is the later.
fn days(from: Timestamp, to: Timestamp) -> u32 {
    const DAY: i64 = 24 * 60 * 60;
    let days = to.as_second().saturating_sub(from.as_second()).max(0) / DAY;
    u32::try_from(days).unwrap_or(NEVER).min(NEVER)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
