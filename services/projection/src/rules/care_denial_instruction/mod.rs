//! A plan in force withholds, decides beforehand or degrades care by who the
//! person is.
//!
//! An assessment, a treatment, pain relief, conveyance or an admission is
//! decided by what is found at the time. An instruction that decides it before
//! anybody has looked denies care, however it is worded. What somebody decided
//! at an episode, after an assessment, is no instruction; a contraindication
//! with an alternative and the person's own wish are none either: the labeller
//! gives such words no label.
//!
//! A number of contacts as the most is judged by `contact-cap`.

use proto::{
    Named as _,
    careplans::PlanPublished,
    oversight::{Label, LabelledWords},
};

use super::{
    Family, Finding, RecommendedAct, Rule, Severity,
    instruction::{self, Asked},
    sources::{NHSE_2023_B, NICE_CG78_EXCLUSION, NICE_NG225, RCEM_2021_DOOR},
    wordings::{Wording, watches},
};
use crate::history::History;

pub static RULE: Rule = Rule {
    id: "care-denial-instruction",
    pattern: "A plan in force withholds, decides beforehand or degrades care by who the person is.",
    sources: &[&NHSE_2023_B, &NICE_NG225, &NICE_CG78_EXCLUSION, &RCEM_2021_DOOR],
    acts: &[
        RecommendedAct::SuspendAndRecall,
        RecommendedAct::IndependentClinicalReview,
        RecommendedAct::SpeakWithThePerson,
    ],
    anchors: &[PlanPublished::KIND],
    watches: watches![],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CareDenial, Severity::S1)
};

fn detect(history: &History) -> Finding {
    instruction::judge(
        history,
        &Asked {
            labels: &[Label::CareDenial],
            counts: is_no_cap,
            shows: "A line of the plan denies care by who the person is.",
            because: "A plan in force denies care by who the person is, and not by an assessment at the time.",
            ..Asked::USUAL
        },
    )
}

fn is_no_cap(_: &Wording<'_>, words: &LabelledWords) -> bool {
    !words.caps
}
