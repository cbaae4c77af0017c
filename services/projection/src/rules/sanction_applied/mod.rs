//! Somebody was punished for seeking help or for being in danger.
//!
//! What matters is what the sanction was for and what it forbids, never how
//! serious it is: a warning that bars a crisis line keeps somebody from help as
//! a sentence does. An offence against somebody else is another thing. Whether
//! the person did what is said of them is for a court.

use proto::{
    Named as _,
    sanctions::{
        Predicate, SanctionApplied, SanctionReviewOutcome, SanctionReviewed, SanctionThreatened,
    },
};

use super::{
    Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity, everything,
    sources::{NHSE_2023_B, NICE_NG225, RCPSYCH_2021, SLP_2021_SANCTIONS},
    watch::own,
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "sanction-applied",
    pattern: "A sanction, criminal or civil, was applied for calling, attending, self-harm, \
              suicidality or being in a place of risk, or it limits contact with care.",
    family: Family::CriminalSanction,
    severity: Severity::S1,
    sources: &[&NHSE_2023_B, &NICE_NG225, &RCPSYCH_2021, &SLP_2021_SANCTIONS],
    parameters: &[],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[
        RecommendedAct::SuspendAndRecall,
        RecommendedAct::Safeguarding,
        RecommendedAct::SpeakWithThePerson,
        RecommendedAct::BoardAndReturn,
    ],
    anchors: &[SanctionApplied::KIND],
    concerns: everything,
    watches: &[own(SanctionReviewed::KIND), own(SanctionThreatened::KIND)],
    awaits: &[],
    windows: None,
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
};

/// What one application of a sanction comes to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Weight {
    Apart,
    Unsaid,
    ForSeekingHelp,
}

fn detect(history: &History) -> Finding {
    // The gravest decides; of several, the first.
    let Some((weight, applied)) = history
        .anchored::<SanctionApplied>()
        .map(|applied| (weigh(applied.event), applied))
        .rev()
        .max_by_key(|(weight, _)| *weight)
    else {
        return Finding::silent();
    };
    match weight {
        Weight::Apart => Finding::silent(),
        Weight::Unsaid => {
            let because = "A sanction was applied, and no record says what for.";
            Finding::not_evidenced("what the sanction was for", grounds(history, applied, because))
        }
        Weight::ForSeekingHelp => {
            Finding::fires(grounds(history, applied, &because(applied.event)))
        }
    }
}

fn weigh(applied: &SanctionApplied) -> Weight {
    match applied.predicate() {
        // A term that keeps somebody from care is wrong whatever it was for.
        _ if applied.limits_care_contact => Weight::ForSeekingHelp,
        Predicate::SeparateOffence => Weight::Apart,
        Predicate::NotRecorded | Predicate::Unspecified => Weight::Unsaid,
        Predicate::Calling
        | Predicate::Attending
        | Predicate::SelfHarm
        | Predicate::Suicidality
        | Predicate::PlaceOfRisk => Weight::ForSeekingHelp,
    }
}

fn because(applied: &SanctionApplied) -> String {
    let what_for = match applied.predicate() {
        Predicate::Calling => "for calling an emergency or crisis service",
        Predicate::Attending => "for attending a service",
        Predicate::SelfHarm => "for self-harm",
        Predicate::Suicidality => "for being suicidal or saying so",
        Predicate::PlaceOfRisk => "for being in a place of risk",
        Predicate::SeparateOffence => "for an offence apart from care",
        Predicate::NotRecorded | Predicate::Unspecified => "for a reason that no record gives",
    };
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
    for review in history.anchored::<SanctionReviewed>() {
        grounds = match review.event.outcome() {
            SanctionReviewOutcome::Upheld => {
                grounds.despite(review, "A review found that its grounds stand.")
            }
            SanctionReviewOutcome::NotJustified => {
                grounds.shown_by(review, "A review found that its grounds do not stand.")
            }
            SanctionReviewOutcome::Inconclusive | SanctionReviewOutcome::Unspecified => {
                grounds.shown_by(review, "A review could not say whether its grounds stand.")
            }
        };
    }
    grounds
}
