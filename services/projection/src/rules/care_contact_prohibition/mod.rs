//! A sanction forbade contact with health or crisis services.
//!
//! > People were given community protection notices that required them to stop
//! > self-harming or calling for help.
//! > Royal College of Psychiatrists, 14 June 2021, in our words
//!
//! A term that allows "genuine emergencies" counts: whoever must be sure before
//! they call does not call. Terms may come later, by a variation, and may go
//! again; that a term was taken out, ended or was overturned is shown, and does
//! not undo that it stood. What the sanction was for is not asked.
//!
//! A term about one member of staff, with a way to care that stays open, limits
//! no contact with a service and is recorded as such.

use proto::{
    Named as _,
    sanctions::{
        SanctionApplied, SanctionEnded, SanctionKind, SanctionOverturned, SanctionReviewed,
        SanctionVaried,
    },
};

use super::{
    Family, Finding, Grounds, RecommendedAct, Rule, Severity,
    sanction::{WhatFor, what_for, with_reviews},
    sources::{ASB_GUIDANCE, NHSE_2023_B, RCPSYCH_2021, RITB_2020_WARNING},
    watch::own,
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "care-contact-prohibition",
    pattern: "A term of a sanction limited contact with emergency, health or crisis services.",
    sources: &[&RCPSYCH_2021, &RITB_2020_WARNING, &NHSE_2023_B, &ASB_GUIDANCE],
    acts: &[
        RecommendedAct::SuspendAndRecall,
        RecommendedAct::Safeguarding,
        RecommendedAct::BoardAndReturn,
    ],
    anchors: &[SanctionApplied::KIND, SanctionVaried::KIND],
    watches: &[
        own(SanctionEnded::KIND),
        own(SanctionOverturned::KIND),
        own(SanctionReviewed::KIND),
    ],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CriminalSanction, Severity::S1)
};

const TERMS_NOT_SAID: &str =
    "The record does not say what the order's terms are, nor whether one limits contact with care.";

fn detect(history: &History) -> Finding {
    let applied = history.anchored::<SanctionApplied>().find(|a| a.event.limits_care_contact);
    let varied = history.anchored::<SanctionVaried>().find(|v| v.event.limits_care_contact);
    let from_the_start = applied.map(|applied| applied.meta.occurred.end);
    let later = varied.map(|varied| varied.meta.occurred.end);
    let Some(since) = from_the_start.into_iter().chain(later).min() else {
        return unsaid(history);
    };
    let because = if from_the_start == Some(since) {
        "A sanction was applied with a term that limits contact with health or crisis services."
    } else {
        "A sanction was varied so that it limits contact with health or crisis services."
    };
    Finding::fires(add_all(Grounds::since(since, because), history))
}

/// An order of which no terms are on record, unless it was for something apart.
fn unsaid(history: &History) -> Finding {
    let order = history.anchored::<SanctionApplied>().find(|applied| {
        let event = applied.event;
        has_terms(event.kind())
            && event.terms.is_none()
            && what_for(event.predicate()) != WhatFor::Apart
    });
    let Some(order) = order else {
        return Finding::silent();
    };
    let because = "An order was made, and no record says whether it limits contact with health \
                   or crisis services.";
    let grounds = add_all(Grounds::since(order.meta.occurred.end, because), history);
    Finding::not_evidenced(TERMS_NOT_SAID, grounds)
}

/// Sanctions that consist of terms: without them there is nothing to obey.
fn has_terms(kind: SanctionKind) -> bool {
    match kind {
        SanctionKind::CommunityProtectionNotice
        | SanctionKind::CommunityProtectionWarning
        | SanctionKind::CriminalBehaviourOrder
        | SanctionKind::Injunction
        | SanctionKind::BailCondition => true,
        SanctionKind::Caution
        | SanctionKind::Arrest
        | SanctionKind::Charge
        | SanctionKind::Prosecution
        | SanctionKind::Fine
        | SanctionKind::Eviction
        | SanctionKind::Recall
        | SanctionKind::Prison
        | SanctionKind::Unspecified => false,
    }
}

fn add_all(mut grounds: Grounds, history: &History) -> Grounds {
    for applied in history.anchored::<SanctionApplied>() {
        grounds = add_applied(grounds, applied);
    }
    for varied in history.anchored::<SanctionVaried>() {
        grounds = if varied.event.limits_care_contact {
            grounds.shown_by(varied, "Its terms were changed, and limit contact with care.")
        } else {
            grounds.despite(varied, "Its terms were changed, and leave contact with care alone.")
        };
        grounds = grounds.answered_by(&varied.event.agency_id);
    }
    for ended in history.anchored::<SanctionEnded>() {
        grounds = grounds.despite(ended, "It came to an end.");
    }
    for overturned in history.anchored::<SanctionOverturned>() {
        grounds = grounds.shown_by(overturned, "It was overturned.");
    }
    with_reviews(grounds, history)
}

fn add_applied(grounds: Grounds, applied: Seen<'_, SanctionApplied>) -> Grounds {
    let event = applied.event;
    let grounds = if event.limits_care_contact {
        grounds.shown_by(applied, "It was applied with a term that limits contact with care.")
    } else {
        grounds.shown_by(applied, "It was applied, and no such term is on record from that day.")
    };
    let supporters = event.supporting_agency_ids.iter();
    supporters.fold(grounds.answered_by(&event.agency_id), |g, agency| g.answered_by(agency))
}
