//! A record was opened in an emergency by somebody whom nothing ties to the person, and
//! no review has found that it had to be.
//!
//! > An access in an emergency raises an alert, and a privacy officer looks into it.
//! > NHS Summary Care Record, in our words
//!
//! It says nothing against whoever opened it: most such accesses will have been right.
//! The flag asks for the review, and its ground is gone once one finds the access
//! justified. It goes to the agency's own privacy officer too, who is to review it.

use proto::{
    Named as _,
    oversight::{GlassBroken, GlassFinding, GlassReviewed, GlassTold},
};

use super::{
    Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity,
    in_time::counted,
    sources::{SUMMARY_CARE_RECORD, UK_GDPR},
    watch::own,
};
use crate::history::{History, Seen};

pub static RULE: Rule = Rule {
    id: "emergency-access",
    pattern: "A record was opened in an emergency by somebody whom nothing ties to the person, \
              and no review has found that it had to be.",
    sources: &[&SUMMARY_CARE_RECORD, &UK_GDPR],
    maturity: Maturity::InForce {
        reviewed_by: "the founding team, against how the Summary Care Record is overseen",
    },
    told_to_answering: true,
    acts: &[RecommendedAct::InformationGovernance, RecommendedAct::SpeakWithThePerson],
    anchors: &[GlassBroken::KIND],
    watches: &[own(GlassReviewed::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ConsentAndSharing, Severity::S3)
};

fn detect(history: &History) -> Finding {
    let Some(broken) = history.anchored::<GlassBroken>().next() else {
        return Finding::silent();
    };
    let since = counted(broken.meta).end;
    let found = |finding| {
        history.anchored::<GlassReviewed>().find(move |seen| seen.event.finding() == finding)
    };
    if let Some(reviewed) = found(GlassFinding::NotJustified) {
        let because = "A record was opened in an emergency, and a review found that it did not \
                       have to be.";
        let grounds = opened(Grounds::since(since, because), broken)
            .shown_by(reviewed, "A review found that it did not have to be opened.")
            .at_severity(Severity::S2);
        return Finding::fires(told(grounds, reviewed));
    }
    if found(GlassFinding::Justified).is_some() {
        return Finding::silent();
    }
    let because = "A record was opened in an emergency, and nobody has reviewed it yet.";
    Finding::fires(opened(Grounds::since(since, because), broken))
}

fn opened(grounds: Grounds, broken: Seen<'_, GlassBroken>) -> Grounds {
    grounds
        .shown_by(broken, "A record was opened in an emergency.")
        .answered_by(&broken.meta.agency)
}

/// The person was told, which speaks for those who opened it.
fn told(grounds: Grounds, reviewed: Seen<'_, GlassReviewed>) -> Grounds {
    if reviewed.event.told() == GlassTold::Yes {
        return grounds.despite(reviewed, "The person was told of it.");
    }
    grounds
}
