//! Information went to police or to a vendor before what must stand had been
//! approved and signed by everybody.
//!
//! An assessment and an agreement are worth something because they come first:
//! one that is signed later does not heal what went before, and a draft binds
//! nobody. Whether the single disclosure had a lawful basis is judged elsewhere.

mod agreements;

use proto::{
    Named as _,
    panel::{
        AgencyKind, AgencyRegistered, AgreementDrafted, AgreementEnded, AgreementKind,
        AgreementSigned, DisclosureMade, Identifiability,
    },
};

use self::agreements::{Weighed, drafts, noun, weigh};
use super::{
    Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity,
    disclosure::recipient_kind,
    sources::{SLP_2021_SHARING, UK_GDPR},
    standing::Standing,
    watch::{by_agency, by_scheme},
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "no-dpia-or-dsa",
    pattern: "Information went to police or to a vendor without an approved impact assessment, \
              a sharing agreement that everybody had signed or, for a vendor, a contract.",
    sources: &[&SLP_2021_SHARING, &UK_GDPR],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[RecommendedAct::InformationGovernance, RecommendedAct::BoardAndReturn],
    anchors: &[DisclosureMade::KIND],
    watches: &[
        by_agency(AgencyRegistered::KIND),
        by_agency(AgreementDrafted::KIND),
        by_agency(AgreementEnded::KIND),
        by_agency(AgreementSigned::KIND),
        by_scheme(AgreementDrafted::KIND),
        by_scheme(AgreementEnded::KIND),
        by_scheme(AgreementSigned::KIND),
    ],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ConsentAndSharing, Severity::S2)
};

/// What must stand, and how its absence is put.
type Needed = (AgreementKind, &'static str);

static ASSESSMENT: Needed = (AgreementKind::Dpia, "no impact assessment covering the recipient");
static SHARING: Needed = (AgreementKind::DataSharing, "no sharing agreement in force");
static CONTRACT: Needed = (AgreementKind::Contract, "no contract in force");

fn detect(history: &History) -> Finding {
    let Some(disclosure) = history.anchored::<DisclosureMade>().next() else {
        return Finding::silent();
    };
    let made = disclosure.event;
    if made.identifiability() == Identifiability::AnonymousAggregate {
        return Finding::silent();
    }
    let (kind, registered) = recipient_kind(history, made);
    let (whom, needed): (_, &[Needed]) = match kind {
        AgencyKind::Police => ("police", &[ASSESSMENT, SHARING]),
        AgencyKind::Vendor => ("a vendor", &[ASSESSMENT, SHARING, CONTRACT]),
        AgencyKind::Unspecified if !made.to_agency_id.is_empty() => return unknown(disclosure),
        _ => return Finding::silent(),
    };
    let mut absent = Vec::new();
    let mut unclear = false;
    let mut evidence = Vec::new();
    for (kind, absence) in needed {
        let weighed = weigh(history, disclosure, *kind);
        match weighed.iter().map(|w| w.standing).max() {
            Some(Standing::Yes) => {}
            Some(Standing::Unclear) => unclear = true,
            Some(Standing::No) | None => absent.push(*absence),
        }
        evidence.push((*kind, weighed));
    }
    let because = if absent.is_empty() {
        format!(
            "Information went to {whom}, and the dates and names on record do not tell whether \
             an assessment and agreements covered it."
        )
    } else {
        format!("Information went to {whom} with {}.", absent.join(", "))
    };
    let mut grounds = Grounds::since(disclosure.meta.occurred.end, because)
        .shown_by(disclosure, format!("Information that is not anonymous was disclosed to {whom}."))
        .answered_by(&made.from_agency_id);
    if let Some(registered) = registered {
        grounds = grounds.shown_by(registered, "The register says what the recipient is.");
    }
    for (kind, weighed) in evidence {
        grounds = weighed.into_iter().fold(grounds, Weighed::show);
        for draft in drafts(history, disclosure, kind) {
            let shows = format!("{} was drafted only; a draft binds nobody.", noun(kind));
            grounds = grounds.shown_by(draft, shows);
        }
    }
    match (absent.is_empty(), unclear) {
        (false, _) => Finding::fires(grounds),
        (true, true) => Finding::not_evidenced(
            "with whom and from when until when the assessment and agreements stood",
            grounds,
        ),
        (true, false) => Finding::silent(),
    }
}

fn unknown(disclosure: Seen<'_, DisclosureMade>) -> Finding {
    let because = "Information went to an agency, and no record says what kind of agency it is.";
    let grounds = Grounds::since(disclosure.meta.occurred.end, because)
        .shown_by(disclosure, "Information that is not anonymous was disclosed.")
        .answered_by(&disclosure.event.from_agency_id);
    Finding::not_evidenced("what kind of agency the recipient is", grounds)
}
