//! Police were given access to health records.
//!
//! Sharing what an incident needs, item by item and on a stated ground, is
//! another thing and is judged as a disclosure. A standing access, by honorary
//! contract or otherwise, opens everything to somebody whose duties lie
//! elsewhere. Taking the access back ends it and does not undo it.

use proto::{
    Named as _,
    common::Role,
    panel::{AccessGranted, AccessRevoked, AgencyKind},
};

use super::{
    Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity,
    sources::{SLP_2021_ACCESS, UK_GDPR},
    watch::own,
};
use crate::history::History;

pub static RULE: Rule = Rule {
    id: "police-record-access",
    pattern: "Police were given access to a service's or a person's health records.",
    sources: &[&SLP_2021_ACCESS, &UK_GDPR],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[RecommendedAct::InformationGovernance],
    anchors: &[AccessGranted::KIND],
    watches: &[own(AccessRevoked::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::PoliceRole, Severity::S1)
};

fn detect(history: &History) -> Finding {
    let Some(grant) = history.anchored::<AccessGranted>().next() else {
        return Finding::silent();
    };
    // An honorary contract can make an officer one of the trust's own.
    let officer = grant.event.to.as_ref().is_some_and(|to| to.role() == Role::PoliceOfficer);
    if grant.event.to_kind() != AgencyKind::Police && !officer {
        return Finding::silent();
    }
    let grounds = Grounds::since(
        grant.meta.occurred.end,
        "A police officer was given standing access to health records.",
    )
    .shown_by(grant, "Access to records was granted to a member of a police force.")
    .answered_by(&grant.event.from_agency_id);
    let grounds = match history.anchored::<AccessRevoked>().next() {
        Some(revoked) => grounds.despite(revoked, "The access was taken back."),
        None => grounds,
    };
    Finding::fires(grounds)
}
