//! Somebody was punished for seeking help or for being in danger.
//!
//! What matters is what the sanction was for and what it forbids, never how
//! serious it is: a warning that bars a crisis line keeps somebody from help as
//! a sentence does. An offence against somebody else is another thing. Whether
//! the person did what is said of them is for a court.

use proto::{
    Named as _,
    sanctions::{SanctionApplied, SanctionReviewed, SanctionThreatened},
};

use super::{
    Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity,
    sanction::{WhatFor, in_words, what_applied_for, with_reviews},
    sources::{NHSE_2023_B, NICE_NG225, RCPSYCH_2021, SLP_2021_SANCTIONS},
    watch::own,
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "sanction-applied",
    pattern: "A sanction, criminal or civil, was applied for calling, attending, self-harm, \
              suicidality or being in a place of risk, or it limits contact with care.",
    sources: &[&NHSE_2023_B, &NICE_NG225, &RCPSYCH_2021, &SLP_2021_SANCTIONS],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[
        RecommendedAct::SuspendAndRecall,
        RecommendedAct::Safeguarding,
        RecommendedAct::SpeakWithThePerson,
        RecommendedAct::BoardAndReturn,
    ],
    anchors: &[SanctionApplied::KIND],
    watches: &[own(SanctionReviewed::KIND), own(SanctionThreatened::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CriminalSanction, Severity::S1)
};

fn detect(history: &History) -> Finding {
    // The gravest decides; of several, the first.
    let Some((weight, applied)) = history
        .anchored::<SanctionApplied>()
        .map(|applied| (what_applied_for(applied.event), applied))
        .rev()
        .max_by_key(|(weight, _)| *weight)
    else {
        return Finding::silent();
    };
    match weight {
        WhatFor::Apart => Finding::silent(),
        WhatFor::Unsaid => {
            let because = "A sanction was applied, and no record says what for.";
            Finding::not_evidenced("what the sanction was for", grounds(history, applied, because))
        }
        WhatFor::SeekingHelp => Finding::fires(grounds(history, applied, &because(applied.event))),
    }
}

fn because(applied: &SanctionApplied) -> String {
    let what_for = in_words(applied.predicate());
    let term = if applied.limits_care_contact {
        ", and it limits contact with health or crisis services"
    } else {
        ""
    };
    format!("A sanction was applied {what_for}{term}.")
}

fn grounds(history: &History, applied: Seen<'_, SanctionApplied>, because: &str) -> Grounds {
    let mut grounds = Grounds::since(applied.meta.occurred.end, because)
        .shown_by(applied, "The sanction was applied.")
        .answered_by(&applied.event.agency_id);
    for agency in &applied.event.supporting_agency_ids {
        grounds = grounds.answered_by(agency);
    }
    for threat in history.anchored::<SanctionThreatened>() {
        if threat.meta.occurred.start <= applied.meta.occurred.end {
            grounds = grounds.shown_by(threat, "It had been threatened before.");
        }
    }
    with_reviews(grounds, history)
}
