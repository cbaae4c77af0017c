//! Care depends on behaviour, fewer contacts or compliance: by a line of a plan
//! in force, or by a behavioural contract with a penalty.
//!
//! Terms of a therapy that the person knew beforehand, with crisis care left as
//! it is, and what makes a medicine safe are no conditions of this kind: the
//! labeller gives such words no label. An agreement without a penalty is none.
//!
//! No record of a contract says that it is about a therapy. One that the person
//! agreed to, that leaves crisis care as it is, limits no contacts and ends or
//! lessens care alone may be such terms: it is said that the record lacks it.

use proto::{
    Named as _,
    careplans::PlanPublished,
    common::Answer,
    oversight::{Label, LabelledWords},
    sanctions::{BehaviouralContractImposed, ContractPenalty},
};

use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    instruction::{self, Asked},
    sources::{KENDALL_2021_THEMES, NHSE_2023_B},
    wordings::{Wording, watches},
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "conditional-care",
    pattern: "Care depends on behaviour, fewer contacts or compliance.",
    sources: &[&NHSE_2023_B, &KENDALL_2021_THEMES],
    acts: &[
        RecommendedAct::SuspendAndRecall,
        RecommendedAct::IndependentClinicalReview,
        RecommendedAct::SpeakWithThePerson,
    ],
    anchors: &[PlanPublished::KIND, BehaviouralContractImposed::KIND],
    watches: watches![],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::BehaviouralContract, Severity::S2)
};

const NO_PENALTY_RECORDED: &str =
    "The record does not say what happens if the person breaks the contract.";
const WHETHER_THERAPY: &str =
    "The record does not say whether these are terms of a therapy that the person knew beforehand.";

fn detect(history: &History) -> Finding {
    match history.anchored::<BehaviouralContractImposed>().next() {
        Some(imposed) => of_contract(imposed),
        None => of_plan(history),
    }
}

fn of_plan(history: &History) -> Finding {
    instruction::judge(
        history,
        &Asked {
            labels: &[Label::ConditionalCare],
            counts: is_no_cap,
            shows: "A line of the plan makes care depend on behaviour or compliance.",
            because: "A plan in force makes care depend on behaviour, fewer contacts or compliance.",
            severity: of_crisis_care,
        },
    )
}

fn is_no_cap(_: &Wording<'_>, words: &LabelledWords) -> bool {
    !words.caps
}

fn of_crisis_care(_: &Wording<'_>, words: &[&LabelledWords]) -> Option<Severity> {
    words.iter().any(|words| words.emergency).then_some(Severity::S1)
}

fn of_contract(imposed: Seen<'_, BehaviouralContractImposed>) -> Finding {
    let contract = imposed.event;
    let penalty = match contract.penalty() {
        ContractPenalty::None => return Finding::silent(),
        ContractPenalty::CareWithdrawn => Some("care is withdrawn, limited or delayed"),
        ContractPenalty::Discharged => Some("the person is discharged"),
        ContractPenalty::Sanction => Some("a sanction is sought"),
        ContractPenalty::Housing => Some("a home or placement is at risk"),
        ContractPenalty::NotRecorded | ContractPenalty::Unspecified => None,
    };
    let because = match penalty {
        Some(penalty) => format!("A behavioural contract says that {penalty} if it is broken."),
        None => "A behavioural contract was imposed.".to_owned(),
    };
    let mut grounds = Grounds::since(imposed.meta.occurred.end, because)
        .shown_by(imposed, "A behavioural contract was imposed.")
        .answered_by(&contract.agency_id);
    match contract.crisis_care_untouched() {
        Answer::Yes => {
            grounds = grounds.despite(imposed, "It leaves crisis and emergency care as they are.");
        }
        Answer::No => grounds = grounds.at_severity(Severity::S1),
        Answer::Unknown | Answer::NotRecorded | Answer::Unspecified => {}
    }
    if contract.person_agrees() == Answer::Yes {
        grounds = grounds.despite(imposed, "The person is recorded as agreeing to it.");
    }
    match penalty {
        Some(_) if may_be_of_a_therapy(contract) => {
            Finding::not_evidenced(WHETHER_THERAPY, grounds)
        }
        Some(_) => Finding::fires(grounds),
        None => Finding::not_evidenced(NO_PENALTY_RECORDED, grounds),
    }
}

/// True of what has all that terms of a therapy have, as far as a record tells.
fn may_be_of_a_therapy(contract: &BehaviouralContractImposed) -> bool {
    let ends_care =
        matches!(contract.penalty(), ContractPenalty::Discharged | ContractPenalty::CareWithdrawn);
    ends_care
        && contract.person_agrees() == Answer::Yes
        && contract.crisis_care_untouched() == Answer::Yes
        && contract.limits_contacts() == Answer::No
}
