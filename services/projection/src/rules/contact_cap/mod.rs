//! A plan in force sets a number of calls, visits or assessments as the most.
//!
//! Nobody can know beforehand how many emergencies a person will have. A limit
//! on emergency or crisis care is a danger to life; any other is of the second
//! severity. One on routine contact alone beside a way in a crisis that is open
//! without limit does no harm of this kind. It may still ration care by who the
//! person is, and no record says by what the number was found: it is said that
//! the record lacks it. Open is the way where the plan holds a response for a
//! crisis, there at any time and accepted by those who give it, and no line of
//! the plan in force denies or limits emergency care.

use proto::{
    Named as _,
    careplans::{PlanPublished, ResponseAdded, ResponseHours, ResponseNeed, ResponseWithdrawn},
    oversight::{Label, LabelledWords},
};

use super::{
    Family, Finding, RecommendedAct, Rule, Severity,
    instruction::{self, Asked},
    responses::accepted_responses,
    says::sum_up,
    sources::{AMBULANCE_CAPS, NHSE_2023_B},
    watch::own,
    wordings::{Wording, watches, wordings},
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "contact-cap",
    pattern: "A plan in force sets a number of calls, visits or assessments as the most.",
    sources: &[&AMBULANCE_CAPS, &NHSE_2023_B],
    acts: &[RecommendedAct::SuspendAndRecall, RecommendedAct::IndependentClinicalReview],
    anchors: &[PlanPublished::KIND],
    watches: watches![own(ResponseAdded::KIND), own(ResponseWithdrawn::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CareDenial, Severity::S2)
};

const LABELS: &[Label] = &[Label::CareDenial, Label::ConditionalCare];

fn detect(history: &History) -> Finding {
    let said = instruction::says(
        history,
        &Asked {
            labels: LABELS,
            counts: is_a_cap,
            shows: "A line of the plan sets a number of contacts as the most.",
            because: "A plan in force limits how often the person is answered, seen or assessed.",
            severity: of_emergencies,
        },
    );
    sum_up([said.unless(
        crisis_route(history),
        "whether the number was found by an assessment or by who the person is",
        "The plan holds a way in a crisis that is there at any time.",
    )])
}

/// The way in a crisis, where it is open without limit.
fn crisis_route(history: &History) -> Option<Seen<'_, ResponseAdded>> {
    let limits_emergencies = wordings(history).iter().any(|wording| {
        wording.stood.is_some() && wording.earned(LABELS).any(|words| words.emergency)
    });
    accepted_responses(history).filter(|_| !limits_emergencies).find(|added| {
        let response = added.event;
        let for_a_crisis = matches!(
            response.need(),
            ResponseNeed::CrisisSupport | ResponseNeed::EmergencyAssessment
        );
        for_a_crisis && response.hours() == ResponseHours::AnyTime
    })
}

fn is_a_cap(_: &Wording<'_>, words: &LabelledWords) -> bool {
    words.caps
}

fn of_emergencies(_: &Wording<'_>, words: &[&LabelledWords]) -> Option<Severity> {
    words.iter().any(|words| words.emergency).then_some(Severity::S1)
}
