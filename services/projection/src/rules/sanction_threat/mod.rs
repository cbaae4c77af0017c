//! Somebody was threatened with a sanction for seeking help or for being in danger.
//!
//! > A person was warned "not to contact anyone by any means to… allude to any
//! > thoughts of self harm".
//! > Recovery in the Bin, 2020
//!
//! A threat keeps somebody from help whether or not it is carried out, so what
//! became of it is shown and decides nothing. A behavioural contract that says
//! that a sanction is sought, or that a tenancy is at risk, is such a threat
//! where it limits how often help may be sought or touches crisis care.
//!
//! A line of a plan in force that warns of such a sanction, or directs staff to
//! ask for one, threatens whoever reads their own plan and whoever hears of it
//! from staff. What such a line says is the labeller's claim: the words are
//! sealed. An offence against somebody else is another thing.

use proto::{
    Named as _,
    careplans::PlanPublished,
    common::Answer,
    oversight::Label,
    sanctions::{
        BehaviouralContractEnded, BehaviouralContractImposed, ContractPenalty, SanctionApplied,
        SanctionEnded, SanctionOverturned, SanctionReviewed, SanctionThreatened,
    },
};

use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    instruction::{self, Asked},
    sanction::{WhatFor, in_words, what_for, with_reviews},
    sources::{ASB_GUIDANCE, NHSE_2023_B, RITB_2020_WARNING},
    watch::own,
    wordings::watches,
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "sanction-threat",
    pattern: "A sanction was threatened for calling, attending, self-harm, suicidality or being \
              in a place of risk, or a plan in force threatens or directs one.",
    sources: &[&NHSE_2023_B, &RITB_2020_WARNING, &ASB_GUIDANCE],
    acts: &[
        RecommendedAct::SuspendAndRecall,
        RecommendedAct::SpeakWithThePerson,
        RecommendedAct::BoardAndReturn,
    ],
    anchors: &[SanctionThreatened::KIND, BehaviouralContractImposed::KIND, PlanPublished::KIND],
    watches: watches![
        own(SanctionApplied::KIND),
        own(SanctionEnded::KIND),
        own(SanctionOverturned::KIND),
        own(SanctionReviewed::KIND),
        own(BehaviouralContractEnded::KIND),
    ],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CriminalSanction, Severity::S1)
};

fn detect(history: &History) -> Finding {
    if history.anchored::<PlanPublished>().next().is_some() {
        return of_plan(history);
    }
    match history.anchored::<BehaviouralContractImposed>().next() {
        Some(contract) => of_contract(history, contract),
        None => of_sanction(history),
    }
}

fn of_plan(history: &History) -> Finding {
    instruction::judge(
        history,
        &Asked {
            labels: &[Label::SanctionThreat, Label::SanctionUse],
            shows: "A line of the plan threatens or directs a sanction.",
            because: "A plan in force threatens a sanction for seeking help or for self-harm, or directs one.",
            ..Asked::USUAL
        },
    )
}

fn of_sanction(history: &History) -> Finding {
    let weigh = |threat: &Seen<'_, SanctionThreatened>| what_for(threat.event.predicate());
    // The gravest decides; of several, the first.
    let Some(gravest) = history.anchored::<SanctionThreatened>().rev().max_by_key(weigh) else {
        return Finding::silent();
    };
    let because = match weigh(&gravest) {
        WhatFor::Apart => return Finding::silent(),
        WhatFor::Unsaid => "A sanction was threatened, and no record says what for.".into(),
        WhatFor::SeekingHelp => {
            format!("A sanction was threatened {}.", in_words(gravest.event.predicate()))
        }
    };
    let mut grounds = Grounds::since(gravest.meta.occurred.end, because);
    for threat in history.anchored::<SanctionThreatened>() {
        let event = threat.event;
        let shows = if event.contact_id.is_empty() {
            "A sanction was threatened."
        } else {
            "A sanction was threatened after a contact with a service."
        };
        grounds = grounds.shown_by(threat, shows).answered_by(&event.agency_id);
        for agency in &event.supporting_agency_ids {
            grounds = grounds.answered_by(agency);
        }
    }
    let grounds = with_reviews(with_what_became_of_it(grounds, history), history);
    match weigh(&gravest) {
        WhatFor::SeekingHelp => Finding::fires(grounds),
        WhatFor::Unsaid | WhatFor::Apart => {
            Finding::not_evidenced("The record does not say what the threat was for.", grounds)
        }
    }
}

fn with_what_became_of_it(mut grounds: Grounds, history: &History) -> Grounds {
    for applied in history.anchored::<SanctionApplied>() {
        grounds = grounds.shown_by(applied, "What was threatened was applied.");
    }
    for ended in history.anchored::<SanctionEnded>() {
        grounds = grounds.despite(ended, "It came to an end.");
    }
    for overturned in history.anchored::<SanctionOverturned>() {
        grounds = grounds.shown_by(overturned, "It was overturned.");
    }
    grounds
}

fn of_contract(history: &History, imposed: Seen<'_, BehaviouralContractImposed>) -> Finding {
    let contract = imposed.event;
    let threat = match contract.penalty() {
        ContractPenalty::Sanction => "that a sanction is sought",
        ContractPenalty::Housing => "that a tenancy or placement is at risk",
        // Care that is withdrawn is no sanction, and is judged as what it is.
        ContractPenalty::CareWithdrawn
        | ContractPenalty::Discharged
        | ContractPenalty::None
        | ContractPenalty::NotRecorded
        | ContractPenalty::Unspecified => return Finding::silent(),
    };
    let (limits, untouched) = (contract.limits_contacts(), contract.crisis_care_untouched());
    let for_what = match (limits, untouched) {
        (Answer::Yes, _) => ", and it limits how often help may be sought",
        (_, Answer::No) => ", and it does not leave crisis care as it is",
        (Answer::No, Answer::Yes) => return Finding::silent(),
        _ => "",
    };
    let because = format!("A behavioural contract says {threat} if it is broken{for_what}.");
    let mut grounds = Grounds::since(imposed.meta.occurred.end, because)
        .shown_by(imposed, "A behavioural contract was put to the person.")
        .answered_by(&contract.agency_id);
    for ended in history.anchored::<BehaviouralContractEnded>() {
        grounds = grounds.despite(ended, "The contract came to an end.");
    }
    if for_what.is_empty() {
        let missing = "The record does not say whether the contract is about seeking help.";
        Finding::not_evidenced(missing, grounds)
    } else {
        Finding::fires(grounds)
    }
}
