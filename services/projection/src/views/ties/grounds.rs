//! From ties to grounds: how one asker stands to one person.

use std::collections::BTreeSet;

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

/// How an asker stands, now, to a person who has these entries in the register.
///
/// # Errors
/// If the store fails.
pub fn grounds(
    work: &Work<'_>,
    asker: &Principal,
    entries: &[String],
    now: Timestamp,
) -> Result<Grounds, StoreError> {
    let all = |whose: &str| {
        let ties = of(work, &[whose])?;
        Ok::<_, StoreError>(ties.into_iter().map(|(_, tie)| tie))
    };
    let mut ties = Vec::new();
    for entry in entries {
        ties.extend(all(entry)?);
    }
    let mut schemes = BTreeSet::new();
    for tie in &ties {
        if let Tie::Case { scheme, .. } = tie
            && !scheme.is_empty()
        {
            schemes.insert(scheme.clone());
        }
    }
    for scheme in &schemes {
        ties.extend(all(scheme)?);
    }
    // What kind of agency they ask for; nothing else is kept of an agency.
    ties.extend(all(&asker.agency_id)?);
    let mut grounds = weigh(asker, &ties, now);
    // Everyone else's relation is told by the record; the person's by their token alone.
    if asker.role == Role::Person && entries.iter().any(|entry| asker.may_ask_about(entry)) {
        grounds.relations.insert(Relation::Person);
    }
    Ok(grounds)
}

/// What the ties come to for an asker.
fn weigh(asker: &Principal, ties: &[Tie], now: Timestamp) -> Grounds {
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
