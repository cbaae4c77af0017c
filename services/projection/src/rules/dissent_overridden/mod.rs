//! Somebody objected, what they objected to was kept, and nobody gave a reason.
//!
//! Of a plan, the objection is the person's: that they disagree, wholly or in
//! part, with the plan or a line of it, or a challenge that suspends nothing.
//! It is answered when the line is changed, suspended or taken out; when the
//! person comes to agree; when somebody who had no part in the plan decides a
//! challenge; when a panel decides about the plan and gives its reasons; or
//! when a restriction whose reason is on record is reviewed. It is to be
//! answered within four weeks. Who sooner puts the plan in force or goes on
//! with it, without any reason on record, is to have answered on that day.
//!
//! Of a panel, it is a dissent from a decision about somebody. Its author alone
//! may take it back. What a decision's reasons are worth is not asked here, nor
//! whether notes of a review hold any: they are sealed.
//!
//! In what was recorded of the past, a reason that is not there may have been
//! given: it is said that the record lacks it.

mod answers;
mod panels;
mod plans;

use proto::{
    Named as _,
    careplans::{
        ChallengeDecided, ChallengeLodged, InstructionIssued, InstructionLapsed,
        InstructionRevised, InstructionWithdrawn, PlanClosed, PlanPublished, ReviewHeld,
        ViewRecorded,
    },
    panel::{DecisionMade, DissentRecorded, DissentWithdrawn},
};

use super::{
    Dated, Family, Finding, RecommendedAct, Rule, Severity, Since,
    says::sum_up,
    sources::NICE_CG136,
    watch::{by_person, own},
};
use crate::history::History;

static ANSWERED_WITHIN_DAYS: Dated = Dated {
    name: "objection_answered_within_days",
    values: &[Since::ours(
        28,
        "no source gives a time; panels meet monthly, and no objection should outlast a meeting unanswered",
    )],
};

pub static RULE: Rule = Rule {
    id: "dissent-overridden",
    pattern: "The person objected to a plan or a line of it, or somebody to a panel's decision, and it was kept without a reason.",
    sources: &[&NICE_CG136],
    parameters: &[&ANSWERED_WITHIN_DAYS],
    acts: &[RecommendedAct::IndependentClinicalReview, RecommendedAct::SpeakWithThePerson],
    anchors: &[ChallengeLodged::KIND, DissentRecorded::KIND, ViewRecorded::KIND],
    watches: &[
        own(ChallengeDecided::KIND),
        own(DecisionMade::KIND),
        own(DissentWithdrawn::KIND),
        own(InstructionIssued::KIND),
        own(InstructionLapsed::KIND),
        own(InstructionRevised::KIND),
        own(InstructionWithdrawn::KIND),
        own(PlanClosed::KIND),
        own(PlanPublished::KIND),
        own(ReviewHeld::KIND),
        // A panel may decide about the plan and give its reasons.
        by_person(DecisionMade::KIND),
    ],
    // That no panel gave a reason rests on the silence there.
    awaits: &["panel"],
    people_apart_in: Some("meeting_"),
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::CoProduction, Severity::S2)
};

fn detect(history: &History) -> Finding {
    sum_up(plans::objections(history).chain(panels::dissents(history)))
}
