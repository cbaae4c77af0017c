//! A plan in force sets a number of calls, visits or assessments as the most.
//!
//! Nobody can know beforehand how many emergencies a person will have. A limit
//! on emergency or crisis care is a danger to life; one on routine contact
//! alone, with the way in a crisis left open, rations care by who the person is
//! and is of the second severity.

use proto::{
    Named as _,
    careplans::PlanPublished,
    oversight::{Label, LabelledWords},
};

use super::{
    Family, Finding, RecommendedAct, Rule, Severity,
    instruction::{self, Asked},
    sources::{AMBULANCE_CAPS, NHSE_2023_B},
    wordings::{Wording, watches},
};
use crate::history::History;

pub static RULE: Rule = Rule {
    id: "contact-cap",
    pattern: "A plan in force sets a number of calls, visits or assessments as the most.",
    family: Family::CareDenial,
    severity: Severity::S2,
    sources: &[&AMBULANCE_CAPS, &NHSE_2023_B],
    acts: &[RecommendedAct::SuspendAndRecall, RecommendedAct::IndependentClinicalReview],
    anchors: &[PlanPublished::KIND],
    watches: watches![],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::USUAL
};

fn detect(history: &History) -> Finding {
    instruction::judge(
        history,
        &Asked {
            labels: &[Label::CareDenial, Label::ConditionalCare],
            counts: is_a_cap,
            shows: "A line of the plan sets a number of contacts as the most.",
            because: "A plan in force limits how often the person is answered, seen or assessed.",
            severity: of_emergencies,
        },
    )
}

fn is_a_cap(_: &Wording<'_>, words: &LabelledWords) -> bool {
    words.caps
}

fn of_emergencies(_: &Wording<'_>, words: &[&LabelledWords]) -> Option<Severity> {
    words.iter().any(|words| words.emergency).then_some(Severity::S1)
}
