//! Adding a line to a plan.
//!
//! A restriction issued here and now names the clinician who answers for it,
//! why it is needed, what less restrictive option was tried, and its end: 28
//! days away at most. One of the past is recorded as it was issued. What the
//! words themselves direct is not read here; the labeller reads them and
//! people judge.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    Plain,
    careplans::{Event, InstructionIssued, InstructionKind},
    common::Role,
    ids::InstructionId,
    restriction::lapses_by,
    time,
};

use super::{Plan, refusal, state::MOST_LINES};

pub(super) fn decide(
    plan: &Plan,
    mut fact: InstructionIssued,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    if let Some(line) = plan.lines.get(&fact.instruction_id) {
        if line.withdrawn {
            return Err(refusal::INSTRUCTION_WITHDRAWN);
        }
        if line.struck_out.is_some() {
            return Err(refusal::INSTRUCTION_STRUCK_OUT);
        }
        if line.lapsed(said.occurred.end) {
            return Err(refusal::INSTRUCTION_LAPSED);
        }
        return Ok(vec![]); // Said twice is said once.
    }
    if plan.lines.len() >= MOST_LINES {
        return Err(refusal::PLAN_TOO_LONG);
    }
    if fact.kind() == InstructionKind::Restriction && said.is_act() {
        justified(&fact, said)?;
    }
    if fact.instruction_id.is_empty() {
        fact.instruction_id = InstructionId::new(said.fresh).to_string();
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

/// Whether a restriction carries what one of today must carry.
fn justified(fact: &InstructionIssued, said: &Circumstances) -> Result<(), Refusal> {
    let clinician = fact.clinician.as_ref().map(proto::common::Worker::role);
    if !matches!(clinician, Some(Role::Clinician | Role::CareCoordinator)) {
        return Err(refusal::RESTRICTION_WITHOUT_CLINICIAN);
    }
    if !is_said(&fact.rationale) {
        return Err(refusal::RESTRICTION_WITHOUT_RATIONALE);
    }
    if !is_said(&fact.less_restrictive_tried) {
        return Err(refusal::RESTRICTION_WITHOUT_ALTERNATIVE);
    }
    // A vague record may end after it is said; the days count from now at the latest.
    let issued = said.occurred.end.min(said.recorded_at);
    let expires = time::maybe(fact.expires.as_ref()).ok_or(refusal::RESTRICTION_EXPIRY)?;
    if expires <= issued || expires > lapses_by(issued) {
        return Err(refusal::RESTRICTION_EXPIRY);
    }
    Ok(())
}

fn is_said(words: &impl Plain) -> bool {
    words.plain().is_some_and(|plain| !plain.trim().is_empty())
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{day, given, id, nothing};
    use proto::{
        careplans::{InstructionWithdrawn, PlanClosed, ReviewHeld, ReviewOutcome},
        common::Text,
    };

    use super::*;
    use crate::domain::{
        PlanCommand::IssueInstruction,
        decide_challenge::tests::upheld,
        draft_plan::tests::{drafted, worker},
        lodge_challenge::tests::lodged,
    };

    pub(in crate::domain) fn issued() -> InstructionIssued {
        InstructionIssued {
            plan_id: id("plan", 1),
            instruction_id: id("instruction", 1),
            kind: InstructionKind::Support.into(),
            for_agency_id: id("agency", 2),
            text: Some(Text::plain("see the person within the hour")),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    pub(in crate::domain) fn restriction() -> InstructionIssued {
        InstructionIssued {
            kind: InstructionKind::Restriction.into(),
            clinician: Some(worker(2, Role::Clinician)),
            rationale: Some(Text::plain("an interaction of medicines")),
            less_restrictive_tried: Some(Text::plain("a smaller supply at home")),
            expires: Some(time::wire(day(28))),
            ..issued()
        }
    }

    fn refused_today(fact: InstructionIssued, why: Refusal) {
        given::<Plan>([drafted().into()]).when(IssueInstruction(fact)).then_refused(why);
    }

    #[test]
    fn a_line_is_issued_and_names_the_person() {
        let asked = InstructionIssued { person_id: String::new(), ..issued() };
        given::<Plan>([drafted().into()]).when(IssueInstruction(asked)).then_one(issued());
    }

    #[test]
    fn a_line_without_an_id_gets_one() {
        let bare = InstructionIssued { instruction_id: String::new(), ..issued() };
        let with_id = InstructionIssued { instruction_id: id("instruction", 99), ..issued() };
        given::<Plan>([drafted().into()]).when(IssueInstruction(bare)).then_one(with_id);
    }

    #[test]
    fn a_plan_that_was_never_drafted_has_no_lines() {
        nothing::<Plan>().when(IssueInstruction(issued())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn a_closed_plan_takes_no_more_lines() {
        given::<Plan>([drafted().into(), PlanClosed::default().into()])
            .when(IssueInstruction(issued()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn a_line_said_twice_is_said_once() {
        given::<Plan>([drafted().into(), issued().into()])
            .when(IssueInstruction(issued()))
            .then_nothing();
    }

    #[test]
    fn a_withdrawn_line_does_not_come_back_under_its_id() {
        let withdrawn =
            InstructionWithdrawn { instruction_id: id("instruction", 1), ..Default::default() };
        given::<Plan>([drafted().into(), issued().into(), withdrawn.into()])
            .when(IssueInstruction(issued()))
            .then_refused(refusal::INSTRUCTION_WITHDRAWN);
    }

    #[test]
    fn a_plan_has_two_hundred_lines_at_most() {
        let lines = (1..=200)
            .map(|n| InstructionIssued { instruction_id: id("instruction", n), ..issued() }.into());
        let another = InstructionIssued { instruction_id: id("instruction", 201), ..issued() };
        given::<Plan>([drafted().into()].into_iter().chain(lines))
            .when(IssueInstruction(another))
            .then_refused(refusal::PLAN_TOO_LONG);
    }

    #[test]
    fn a_restriction_that_is_justified_is_issued() {
        given::<Plan>([drafted().into()])
            .when(IssueInstruction(restriction()))
            .then_one(restriction());
    }

    #[test]
    fn a_care_coordinator_can_answer_for_a_restriction() {
        let clinician = Some(worker(3, Role::CareCoordinator));
        let fact = InstructionIssued { clinician, ..restriction() };
        given::<Plan>([drafted().into()]).when(IssueInstruction(fact.clone())).then_one(fact);
    }

    #[test]
    fn a_restriction_names_a_clinician() {
        for clinician in [None, Some(worker(3, Role::PoliceOfficer)), Some(worker(3, Role::Vendor))]
        {
            let fact = InstructionIssued { clinician, ..restriction() };
            refused_today(fact, refusal::RESTRICTION_WITHOUT_CLINICIAN);
        }
    }

    #[test]
    fn a_restriction_says_why_it_is_needed() {
        for rationale in [None, Some(Text::plain(" "))] {
            let fact = InstructionIssued { rationale, ..restriction() };
            refused_today(fact, refusal::RESTRICTION_WITHOUT_RATIONALE);
        }
    }

    #[test]
    fn a_restriction_says_what_was_tried_before_it() {
        let fact = InstructionIssued { less_restrictive_tried: None, ..restriction() };
        refused_today(fact, refusal::RESTRICTION_WITHOUT_ALTERNATIVE);
    }

    #[test]
    fn a_restriction_ends_within_twenty_eight_days() {
        for expires in [None, Some(day(0)), Some(day(29))] {
            let fact = InstructionIssued { expires: expires.map(time::wire), ..restriction() };
            refused_today(fact, refusal::RESTRICTION_EXPIRY);
        }
    }

    #[test]
    fn a_restriction_of_the_past_is_recorded_as_it_was_issued() {
        let bare = InstructionIssued { kind: InstructionKind::Restriction.into(), ..issued() };
        given::<Plan>([drafted().into()])
            .recorded()
            .when(IssueInstruction(bare.clone()))
            .then_one(bare);
    }

    #[test]
    fn a_restriction_that_lapsed_is_issued_anew_and_not_again() {
        given::<Plan>([drafted().into(), restriction().into()])
            .on(day(28))
            .when(IssueInstruction(restriction()))
            .then_refused(refusal::INSTRUCTION_LAPSED);
    }

    #[test]
    fn a_line_that_was_struck_out_does_not_come_back_under_its_id() {
        given::<Plan>([drafted().into(), restriction().into(), lodged().into(), upheld().into()])
            .when(IssueInstruction(restriction()))
            .then_refused(refusal::INSTRUCTION_STRUCK_OUT);
    }

    #[test]
    fn a_restriction_that_a_challenge_suspends_is_not_issued_again() {
        given::<Plan>([drafted().into(), restriction().into(), lodged().into()])
            .when(IssueInstruction(restriction()))
            .then_nothing();
    }

    #[test]
    fn a_restriction_that_a_review_continued_still_stands() {
        let review = ReviewHeld { outcome: ReviewOutcome::Continued.into(), ..Default::default() };
        given::<Plan>([drafted().into(), restriction().into()])
            .on(day(20))
            .and(review)
            .on(day(40))
            .when(IssueInstruction(restriction()))
            .then_nothing();
    }

    #[test]
    fn a_review_after_the_expiry_revives_no_restriction() {
        let review = ReviewHeld { outcome: ReviewOutcome::Continued.into(), ..Default::default() };
        given::<Plan>([drafted().into(), restriction().into()])
            .on(day(30))
            .and(review)
            .when(IssueInstruction(restriction()))
            .then_refused(refusal::INSTRUCTION_LAPSED);
    }
}
