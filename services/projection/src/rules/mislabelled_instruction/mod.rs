//! A line that is typed as support or response denies care, caps it or
//! threatens.
//!
//! A restriction needs a clinician who answers for it, a rationale, the less
//! restrictive option tried and an expiry, and it can be counted. A line that
//! restricts and is typed as something else has none of that and is in no
//! count. Whether the words restrict is the labeller's claim; a person reads
//! them.

use proto::{
    Named as _,
    careplans::{InstructionKind, PlanPublished},
    oversight::{Label, LabelledWords},
};

use super::{
    Family, Finding, RecommendedAct, Rule, Severity,
    instruction::{self, Asked},
    sources::{KENDALL_2021_THEMES, NHSE_2023_B},
    wordings::{Wording, watches},
};
use crate::history::History;

pub static RULE: Rule = Rule {
    id: "mislabelled-instruction",
    pattern: "A line typed as support or response denies care, caps it or threatens.",
    sources: &[&KENDALL_2021_THEMES, &NHSE_2023_B],
    acts: &[RecommendedAct::SuspendAndRecall, RecommendedAct::IndependentClinicalReview],
    anchors: &[PlanPublished::KIND],
    watches: watches![],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ReviewAndDrift, Severity::S2)
};

fn detect(history: &History) -> Finding {
    instruction::judge(
        history,
        &Asked {
            labels: &[Label::CareDenial, Label::SanctionThreat, Label::SanctionUse],
            counts: is_typed_as_help,
            shows: "A line typed as support or response restricts or threatens.",
            because: "A plan in force holds a restriction or a threat that is typed as support or response.",
            ..Asked::USUAL
        },
    )
}

fn is_typed_as_help(wording: &Wording<'_>, _: &LabelledWords) -> bool {
    matches!(wording.issued.event.kind(), InstructionKind::Support | InstructionKind::Response)
}
