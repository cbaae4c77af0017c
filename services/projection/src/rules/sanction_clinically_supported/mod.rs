//! A clinical agency supported a sanction for seeking help.
//!
//! > The scheme's own guide has a section on criminal and behavioural sanctions;
//! > how far they are used "is not monitored or reported".
//! > Thomson and others, BJPsych 2022, in our words
//!
//! What was told in confidence to be helped is then used against the person. An
//! agency that gave only what a statute or a court demanded supported nothing,
//! whatever the list of supporters says: its only disclosures about the person
//! to whoever sought the sanction, until then, rest on that ground. The ground is
//! taken at its word. Help with an offence against somebody else is another thing.
//!
//! What went to police before a sanction, and whose agency is not named among
//! its supporters, is judged as a disclosure: no record says what it was used for.

use proto::{
    Named as _,
    panel::{AgencyKind, AgencyRegistered, ConfidentialityGround, DisclosureMade, Identifiability},
    sanctions::{SanctionApplied, SanctionReviewed, SanctionThreatened},
};

use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    once::{despite_once, shown_once},
    sanction::{WhatFor, what_applied_for, what_for, with_reviews},
    sources::{NHSE_2023_B, THOMSON_2022},
    watch::{by_agency, by_person, own},
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "sanction-clinically-supported",
    pattern: "A health service supported a sanction, or the threat of one, for seeking help.",
    sources: &[&THOMSON_2022, &NHSE_2023_B],
    acts: &[RecommendedAct::InformationGovernance, RecommendedAct::IndependentClinicalReview],
    anchors: &[SanctionThreatened::KIND, SanctionApplied::KIND],
    watches: &[
        own(SanctionReviewed::KIND),
        by_agency(AgencyRegistered::KIND),
        by_person(DisclosureMade::KIND),
    ],
    // What the supporters are, and that they gave more than was demanded.
    awaits: &["panel"],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CriminalSanction, Severity::S1)
};

const KIND_NOT_SAID: &str = "The record does not say what the supporting agency is.";
const REASON_NOT_SAID: &str = "The record does not say what the sanction was for.";
const ITEMS_NOT_SAID: &str = "The record does not say what was disclosed on demand.";
const ORDER_NOT_SAID: &str =
    "The record does not say whether what was disclosed came before the sanction.";

/// How far an agency's part is evidenced.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// It is a health service, and supported it.
    Supported,
    /// The record lacks this.
    Lacks(&'static str),
}

/// An agency's part in a sanction or the threat of one.
struct Support<'a> {
    step: Step<'a>,
    agency_id: &'a str,
    part: Part,
}

/// A sanction, or the threat of one.
#[derive(Clone, Copy)]
struct Step<'a> {
    seen: Seen<'a, ()>,
    what_for: WhatFor,
    shows: &'static str,
    person_id: &'a str,
    by_agency_id: &'a str,
    supporters: &'a [String],
}

fn detect(history: &History) -> Finding {
    let mut steps: Vec<Step<'_>> = history.anchored::<SanctionThreatened>().map(threat).collect();
    steps.extend(history.anchored::<SanctionApplied>().map(applied));
    let supports: Vec<Support<'_>> =
        steps.into_iter().flat_map(|step| of_step(history, step)).collect();
    let (supported, lacking): (Vec<_>, Vec<_>) =
        supports.into_iter().partition(|support| support.part == Part::Supported);
    let because = "A health service supported a sanction, or the threat of one, for seeking help.";
    if let Some(grounds) = grounds(history, &supported, because) {
        return Finding::fires(grounds);
    }
    let missing = lacking.iter().find_map(|support| match support.part {
        Part::Lacks(missing) => Some(missing),
        Part::Supported => None,
    });
    let because = "A sanction, or the threat of one, was supported by another agency.";
    match (missing, grounds(history, &lacking, because)) {
        (Some(missing), Some(grounds)) => Finding::not_evidenced(missing, grounds),
        _ => Finding::silent(),
    }
}

fn threat(seen: Seen<'_, SanctionThreatened>) -> Step<'_> {
    Step {
        seen: seen.of_any_kind(),
        what_for: what_for(seen.event.predicate()),
        shows: "A sanction was threatened, with the support of another agency.",
        person_id: &seen.event.person_id,
        by_agency_id: &seen.event.agency_id,
        supporters: &seen.event.supporting_agency_ids,
    }
}

fn applied(seen: Seen<'_, SanctionApplied>) -> Step<'_> {
    Step {
        seen: seen.of_any_kind(),
        what_for: what_applied_for(seen.event),
        shows: "A sanction was applied, with the support of another agency.",
        person_id: &seen.event.person_id,
        by_agency_id: &seen.event.agency_id,
        supporters: &seen.event.supporting_agency_ids,
    }
}

fn of_step<'a>(history: &'a History, step: Step<'a>) -> Vec<Support<'a>> {
    // Whoever sought the sanction does not support it.
    let supporters = step.supporters.iter().filter(|agency| *agency != step.by_agency_id);
    supporters
        .filter_map(|agency_id| {
            let part = part(history, step, agency_id)?;
            Some(Support { step, agency_id, part })
        })
        .collect()
}

/// An agency's part, unless it is none that is asked about.
fn part(history: &History, step: Step<'_>, agency_id: &str) -> Option<Part> {
    let kind = registered(history, agency_id).map_or(AgencyKind::Unspecified, |r| r.event.kind());
    let is_clinical = match kind {
        AgencyKind::MentalHealthTrust
        | AgencyKind::AcuteTrust
        | AgencyKind::Ambulance
        | AgencyKind::PrimaryCare => true,
        AgencyKind::Unspecified => false,
        AgencyKind::Police
        | AgencyKind::LocalAuthority
        | AgencyKind::Vendor
        | AgencyKind::Advocacy
        | AgencyKind::Oversight
        | AgencyKind::Partnership => return None,
    };
    if step.what_for == WhatFor::Apart {
        return None;
    }
    match on_demand(history, step, agency_id) {
        OnDemand::Only => return None,
        OnDemand::Unclear(missing) => return Some(Part::Lacks(missing)),
        OnDemand::No => {}
    }
    Some(match (is_clinical, step.what_for) {
        (false, _) => Part::Lacks(KIND_NOT_SAID),
        (true, WhatFor::Unsaid | WhatFor::Apart) => Part::Lacks(REASON_NOT_SAID),
        (true, WhatFor::SeekingHelp) => Part::Supported,
    })
}

fn registered<'a>(history: &'a History, agency_id: &str) -> Option<Seen<'a, AgencyRegistered>> {
    history.of::<AgencyRegistered>().find(|seen| seen.meta.stream.as_str() == agency_id)
}

/// Whether an agency gave only what a statute or a court demanded.
enum OnDemand {
    Only,
    Unclear(&'static str),
    No,
}

fn on_demand(history: &History, step: Step<'_>, agency_id: &str) -> OnDemand {
    let given: Vec<_> = disclosures(history, step, agency_id).collect();
    let demanded = |made: &&Seen<'_, DisclosureMade>| {
        made.event.confidentiality_ground() == ConfidentialityGround::Statute
    };
    if given.is_empty() || !given.iter().all(|made| demanded(&made)) {
        return OnDemand::No;
    }
    if !given.iter().any(|made| made.meta.occurred.end <= step.seen.meta.occurred.start) {
        return OnDemand::Unclear(ORDER_NOT_SAID);
    }
    if given.iter().any(|made| made.event.items.is_empty()) {
        return OnDemand::Unclear(ITEMS_NOT_SAID);
    }
    OnDemand::Only
}

/// What the agency told whoever sought the sanction about the person, until then.
fn disclosures<'a>(
    history: &'a History,
    step: Step<'a>,
    agency_id: &'a str,
) -> impl Iterator<Item = Seen<'a, DisclosureMade>> {
    history.of::<DisclosureMade>().filter(move |made| {
        made.event.person_id == step.person_id
            && made.event.from_agency_id == agency_id
            && made.event.to_agency_id == step.by_agency_id
            && made.event.identifiability() != Identifiability::AnonymousAggregate
            && made.meta.occurred.start <= step.seen.meta.occurred.end
    })
}

fn grounds(history: &History, supports: &[Support<'_>], because: &str) -> Option<Grounds> {
    let since = supports.iter().map(|support| support.step.seen.meta.occurred.end).min()?;
    let mut grounds = Grounds::since(since, because);
    for Support { step, agency_id, .. } in supports {
        grounds = shown_once(grounds, step.seen, step.shows)
            .answered_by(agency_id)
            .answered_by(step.by_agency_id);
        if let Some(registered) = registered(history, agency_id) {
            let shows = "The register says what the supporting agency is.";
            grounds = shown_once(grounds, registered, shows);
        }
        for made in disclosures(history, *step, agency_id) {
            grounds = if made.event.confidentiality_ground() == ConfidentialityGround::Statute {
                despite_once(grounds, made, "It disclosed what a statute or a court demanded.")
            } else {
                shown_once(
                    grounds,
                    made,
                    "It had disclosed information about the person to whoever sought the sanction.",
                )
            };
        }
    }
    Some(with_reviews(grounds, history))
}
