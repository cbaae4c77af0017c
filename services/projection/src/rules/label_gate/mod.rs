//! Somebody was kept from a service by a diagnosis, by how often they had come,
//! because they "had capacity", by a risk score, or for having harmed themselves.
//!
//! > People are not to be "excluded from any health or social care service because
//! > of their diagnosis or because they have self-harmed"
//! > NICE guideline CG78, 2009
//!
//! A reason that is on record as a code is taken at its word. What lies outside a
//! service's clinical scope and is passed on, what it has no room for, and what
//! the person did not want are other things. What a plan told staff to do is
//! judged where the plan is. A service that became less counts with one that
//! ended: to be given less by a label is to be kept from the rest.
//!
//! A referral that was declined says why in words, which no rule reads, and most
//! are declined for good reasons. They are left out until a reason has a code.

mod refusals;

use proto::{
    Named as _,
    common::Answer,
    referrals::{ContactCorrected, ContactRecorded},
    sanctions::{ReductionReason, ServiceReduced},
};

use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity, Windows,
    sources::{NHSE_2023_C, NICE_CG78_EXCLUSION, NICE_NG225_RISK},
    watch::by_person,
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "label-gate",
    pattern: "Help was refused, or a service was reduced or ended, because of a diagnosis, how \
              often the person had sought help, self-harm, \"capacity\" or a risk score.",
    sources: &[&NICE_CG78_EXCLUSION, &NICE_NG225_RISK, &NHSE_2023_C],
    acts: &[RecommendedAct::IndependentClinicalReview],
    anchors: &[ContactRecorded::KIND, ServiceReduced::KIND],
    concerns: |event| event.get::<ServiceReduced>().is_some() || refusals::may_be_one(event),
    watches: &[by_person(ContactCorrected::KIND)],
    windows: Some(Windows {
        of: "person_",
        days: 91,
        before_days: 0,
        after_days: 0,
        context_days: 0,
    }),
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CareDenial, Severity::S2)
};

const WHY_REDUCED: &str = "why the service was reduced";
const WHETHER_AGREED: &str = "whether the person agreed to the reduction";

/// What was seen, and what the record lacks, if it cannot tell.
type Gate = (Grounds, Option<&'static str>);

fn detect(history: &History) -> Finding {
    let reduced = history.of::<ServiceReduced>();
    let reduced = reduced.filter(|seen| history.judges(seen.meta.occurred.end));
    let gates: Vec<Gate> =
        reduced.filter_map(of_reduction).chain(refusals::gates(history)).collect();
    let certain = gates.iter().filter(|(_, missing)| missing.is_none());
    if let Some(grounds) = certain.map(|(grounds, _)| grounds.clone()).reduce(Grounds::and) {
        return Finding::fires(grounds);
    }
    let first = gates.iter().min_by_key(|(grounds, _)| grounds.since);
    let Some(missing) = first.and_then(|(_, missing)| *missing) else {
        return Finding::silent();
    };
    let grounds = gates.into_iter().map(|(grounds, _)| grounds).reduce(Grounds::and);
    grounds.map_or_else(Finding::silent, |grounds| Finding::not_evidenced(missing, grounds))
}

fn of_reduction(reduced: Seen<'_, ServiceReduced>) -> Option<Gate> {
    let (label, missing) = match reduced.event.reason() {
        ReductionReason::Contacts => ("how often the person sought help", None),
        ReductionReason::SelfHarm => ("self-harm or being suicidal", None),
        ReductionReason::NotRecorded | ReductionReason::Unspecified => {
            ("a reason that no record gives", Some(WHY_REDUCED))
        }
        ReductionReason::PlannedStepDown
        | ReductionReason::Clinical
        | ReductionReason::PersonsWish
        | ReductionReason::Breach
        | ReductionReason::NotEngaged
        | ReductionReason::NoResource => return None,
    };
    let missing = match reduced.event.agreed() {
        Answer::Yes => return None,
        Answer::No => missing,
        Answer::Unspecified | Answer::Unknown | Answer::NotRecorded => {
            missing.or(Some(WHETHER_AGREED))
        }
    };
    let became = if reduced.event.ended { "ended" } else { "became less" };
    let grounds = Grounds::since(
        reduced.meta.occurred.end,
        format!("A service to the person {became} because of {label}."),
    )
    .shown_by(reduced, format!("A service {became}."))
    .answered_by(&reduced.event.agency_id);
    Some((grounds, missing))
}
