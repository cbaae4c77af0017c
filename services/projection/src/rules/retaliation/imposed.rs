//! What was put on a person: sanctions and threats, restrictions, contracts and
//! services made less.

use std::collections::BTreeSet;

use proto::{
    careplans::{InstructionIssued, InstructionKind, PlanDrafted, PlanPublished},
    common::Answer,
    ids::StreamId,
    panel::{DecisionKind, DecisionMade},
    sanctions::{
        BehaviouralContractImposed, ReductionReason, SanctionApplied, SanctionThreatened,
        SanctionVaried, ServiceReduced,
    },
    time::Span,
};
use uuid::Uuid;

use crate::{
    history::{History, Seen},
    rules::{
        sanction::{what_applied_for, what_for},
        wordings::{Wording, wordings_of},
    },
};

const WHAT_FOR_NOT_SAID: &str = "The record does not say what the sanction was for.";
const AGREED_NOT_SAID: &str = "The record does not say whether the person agreed.";
const IN_FORCE_NOT_SAID: &str =
    "The record does not say whether a version of the plan with the restriction was put in force.";
const WHY_NOT_SAID: &str = "The record does not say why the service was reduced.";

/// Something new that was put on the person.
pub(super) struct Imposed<'a> {
    pub(super) seen: Seen<'a, ()>,
    pub(super) shows: &'static str,
    /// When it was put on them.
    pub(super) when: Span,
    /// The version of a plan by which that was done.
    pub(super) by: Option<Seen<'a, PlanPublished>>,
    /// Those who did it, supported it or are to do it.
    pub(super) agencies: Vec<&'a str>,
    /// The scheme under which it was done; empty if none is on record.
    pub(super) scheme_id: &'a str,
    /// What the record lacks to say that it was put on the person.
    pub(super) lacks: Option<&'static str>,
    /// What a panel would have decided about to bring it about.
    decided_as: DecisionKind,
    /// The plan that it is part of; empty if none is on record.
    plan_id: &'a str,
}

impl Imposed<'_> {
    /// True if a decision may be the one that brought it about.
    pub(super) fn may_be_of(&self, made: &DecisionMade) -> bool {
        let other_plan =
            !made.plan_id.is_empty() && !self.plan_id.is_empty() && made.plan_id != self.plan_id;
        made.kind() == self.decided_as && !other_plan
    }
}

/// All that was put on the person, at whatever time.
pub(super) fn imposed(history: &History) -> Vec<Imposed<'_>> {
    let threats = history.of::<SanctionThreatened>().filter_map(threat);
    let sanctions = history.of::<SanctionApplied>().filter_map(sanction);
    let terms = history.of::<SanctionVaried>().filter_map(|varied| term(history, varied));
    let contracts = history.of::<BehaviouralContractImposed>().filter_map(contract);
    let reductions = history.of::<ServiceReduced>().filter_map(reduction);
    threats
        .chain(sanctions)
        .chain(terms)
        .chain(restrictions(history))
        .chain(contracts)
        .chain(reductions)
        .collect()
}

fn threat(seen: Seen<'_, SanctionThreatened>) -> Option<Imposed<'_>> {
    let event = seen.event;
    Some(Imposed {
        seen: seen.of_any_kind(),
        shows: "A sanction was threatened.",
        when: seen.meta.occurred,
        by: None,
        agencies: with_supporters(&event.agency_id, &event.supporting_agency_ids),
        scheme_id: &event.scheme_id,
        lacks: what_for(event.predicate()).lacks(WHAT_FOR_NOT_SAID)?,
        decided_as: DecisionKind::Sanction,
        plan_id: "",
    })
}

fn sanction(seen: Seen<'_, SanctionApplied>) -> Option<Imposed<'_>> {
    let event = seen.event;
    Some(Imposed {
        seen: seen.of_any_kind(),
        shows: "A sanction was applied.",
        when: seen.meta.occurred,
        by: None,
        agencies: with_supporters(&event.agency_id, &event.supporting_agency_ids),
        scheme_id: &event.scheme_id,
        lacks: what_applied_for(event).lacks(WHAT_FOR_NOT_SAID)?,
        decided_as: DecisionKind::Sanction,
        plan_id: "",
    })
}

fn with_supporters<'a>(agency_id: &'a str, supporters: &'a [String]) -> Vec<&'a str> {
    std::iter::once(agency_id).chain(supporters.iter().map(String::as_str)).collect()
}

/// A term that limits contact with care, and came by a variation.
fn term<'a>(history: &'a History, seen: Seen<'a, SanctionVaried>) -> Option<Imposed<'a>> {
    let of_same = |stream: &StreamId| *stream == seen.meta.stream;
    let at_first = history
        .of::<SanctionApplied>()
        .filter(|applied| of_same(&applied.meta.stream))
        .any(|applied| applied.event.limits_care_contact);
    let by_then = history
        .of::<SanctionVaried>()
        .filter(|varied| of_same(&varied.meta.stream) && varied.meta.version < seen.meta.version)
        .any(|varied| varied.event.limits_care_contact);
    if !seen.event.limits_care_contact || at_first || by_then {
        return None;
    }
    Some(Imposed {
        seen: seen.of_any_kind(),
        shows: "A sanction was varied so that it limits contact with care.",
        when: seen.meta.occurred,
        by: None,
        agencies: vec![&seen.event.agency_id],
        scheme_id: "",
        lacks: None,
        decided_as: DecisionKind::Sanction,
        plan_id: "",
    })
}

/// The restrictions in a person's plans, each from when it was first in force.
fn restrictions(history: &History) -> Vec<Imposed<'_>> {
    let plans: BTreeSet<&str> =
        history.of::<InstructionIssued>().map(|seen| seen.meta.stream.as_str()).collect();
    let mut lines: BTreeSet<Uuid> = BTreeSet::new();
    let wordings = plans.into_iter().flat_map(|plan| wordings_of(history, plan));
    wordings
        .filter(|wording| wording.issued.event.kind() == InstructionKind::Restriction)
        .filter(|wording| wording.stood.is_some() || wording.may_have_stood)
        .filter(|wording| lines.insert(wording.issued.meta.id))
        .map(|wording| restriction(history, &wording))
        .collect()
}

fn restriction<'a>(history: &'a History, wording: &Wording<'a>) -> Imposed<'a> {
    let issued = wording.issued;
    let version = wording.stood.map(|(_, version)| version);
    let plan = history.of::<PlanDrafted>().find(|plan| plan.meta.stream == issued.meta.stream);
    let mut agencies = vec![issued.event.for_agency_id.as_str()];
    agencies.extend(issued.event.clinician.iter().map(|by| by.agency_id.as_str()));
    agencies.extend(plan.map(|plan| plan.event.agency_id.as_str()));
    agencies.extend(version.map(|version| version.event.agency_id.as_str()));
    let schemes =
        [plan.map(|plan| &plan.event.scheme_id), version.map(|version| &version.event.scheme_id)];
    let written = wording.words.meta.occurred;
    let published = version.map(|version| version.meta.occurred);
    Imposed {
        seen: issued.of_any_kind(),
        shows: "A restriction was put in a plan.",
        when: published.filter(|published| published.end >= written.end).unwrap_or(written),
        by: version,
        agencies,
        scheme_id: schemes.into_iter().flatten().find(|id| !id.is_empty()).map_or("", |id| id),
        lacks: version.is_none().then_some(IN_FORCE_NOT_SAID),
        decided_as: DecisionKind::Plan,
        plan_id: &issued.event.plan_id,
    }
}

fn contract(seen: Seen<'_, BehaviouralContractImposed>) -> Option<Imposed<'_>> {
    let event = seen.event;
    let lacks = match event.person_agrees() {
        Answer::Yes => return None,
        Answer::No => None,
        Answer::Unknown | Answer::NotRecorded | Answer::Unspecified => Some(AGREED_NOT_SAID),
    };
    Some(Imposed {
        seen: seen.of_any_kind(),
        shows: "A behavioural contract was put to the person.",
        when: seen.meta.occurred,
        by: None,
        agencies: vec![&event.agency_id],
        scheme_id: &event.scheme_id,
        lacks,
        decided_as: DecisionKind::Plan,
        plan_id: &event.plan_id,
    })
}

fn reduction(seen: Seen<'_, ServiceReduced>) -> Option<Imposed<'_>> {
    let event = seen.event;
    let lacks = match event.reason() {
        _ if event.agreed() == Answer::Yes => return None,
        ReductionReason::PlannedStepDown
        | ReductionReason::Clinical
        | ReductionReason::PersonsWish
        | ReductionReason::NoResource => return None,
        ReductionReason::Contacts
        | ReductionReason::SelfHarm
        | ReductionReason::Breach
        | ReductionReason::NotEngaged => None,
        ReductionReason::NotRecorded | ReductionReason::Unspecified => Some(WHY_NOT_SAID),
    };
    Some(Imposed {
        seen: seen.of_any_kind(),
        shows: "A service to the person was reduced or ended.",
        when: seen.meta.occurred,
        by: None,
        agencies: vec![&event.agency_id],
        scheme_id: &event.scheme_id,
        lacks,
        decided_as: DecisionKind::Plan,
        plan_id: "",
    })
}
