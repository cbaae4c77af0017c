//! Recording that a restriction's end has passed.
//!
//! It lapses by time alone, whether or not anybody says so: this makes it
//! visible, once, with the moment at which it lapsed. A restriction of the past
//! whose record gives no end never lapses by itself; a rule asks for its review.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    careplans::{Event, InstructionLapsed},
    time,
};

use super::{Plan, refusal};

pub(super) fn decide(
    plan: &Plan,
    mut fact: InstructionLapsed,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    let line = plan.lines.get(&fact.instruction_id).ok_or(refusal::INSTRUCTION_NOT_FOUND)?;
    if line.lapse_on_record {
        return Ok(vec![]); // Said twice is said once.
    }
    // A vague record may end after it is said, and a review may come before then.
    let at = said.occurred.end.min(said.recorded_at);
    let ended_before = |expires| line.struck_out.is_some_and(|struck| struck < expires);
    let lapsed = line
        .expires
        .filter(|expires| *expires <= at && !line.withdrawn && !ended_before(*expires))
        .ok_or(refusal::INSTRUCTION_NOT_LAPSED)?;
    fact.lapsed = Some(time::wire(lapsed));
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::careplans::{
        InstructionIssued, PlanClosed, PlanPublished, ReviewHeld, ReviewOutcome,
    };

    use super::*;
    use crate::domain::{
        PlanCommand::{LapseInstruction, Publish},
        approve_plan::tests::approved,
        decide_challenge::tests::upheld,
        draft_plan::tests::drafted,
        issue_instruction::tests::{issued, restriction},
        lodge_challenge::tests::lodged,
        publish_plan::tests::published,
        withdraw_instruction::tests::withdrawn,
    };

    pub(in crate::domain) fn lapsed() -> InstructionLapsed {
        InstructionLapsed {
            plan_id: id("plan", 1),
            instruction_id: id("instruction", 1),
            lapsed: Some(time::wire(day(28))),
            person_id: id("person", 1),
        }
    }

    /// What a caller sends: the rest is the service's to say.
    fn asked() -> InstructionLapsed {
        InstructionLapsed { lapsed: Some(time::wire(day(3))), person_id: String::new(), ..lapsed() }
    }

    fn restricted() -> Given<Plan> {
        given([drafted().into(), restriction().into()])
    }

    fn continued() -> ReviewHeld {
        ReviewHeld { outcome: ReviewOutcome::Continued.into(), ..Default::default() }
    }

    #[test]
    fn a_restriction_whose_end_has_passed_lapses_at_its_end() {
        for days in [28, 40] {
            restricted().on(day(days)).when(LapseInstruction(asked())).then_one(lapsed());
        }
    }

    #[test]
    fn a_restriction_whose_end_is_to_come_has_not_lapsed() {
        restricted()
            .on(day(27))
            .when(LapseInstruction(asked()))
            .then_refused(refusal::INSTRUCTION_NOT_LAPSED);
    }

    #[test]
    fn a_restriction_that_a_review_continued_lapses_later() {
        let given = restricted().on(day(20)).and(continued());
        given
            .on(day(47))
            .when(LapseInstruction(asked()))
            .then_refused(refusal::INSTRUCTION_NOT_LAPSED);
        let later = InstructionLapsed { lapsed: Some(time::wire(day(48))), ..lapsed() };
        restricted()
            .on(day(20))
            .and(continued())
            .on(day(48))
            .when(LapseInstruction(asked()))
            .then_one(later);
    }

    #[test]
    fn a_suspended_restriction_lapses_at_its_end() {
        restricted().and(lodged()).on(day(28)).when(LapseInstruction(asked())).then_one(lapsed());
    }

    #[test]
    fn a_line_without_an_end_does_not_lapse() {
        let endless = InstructionIssued { expires: None, ..restriction() };
        let support = InstructionIssued { expires: Some(time::wire(day(2))), ..issued() };
        for line in [endless, support] {
            given::<Plan>([drafted().into(), line.into()])
                .on(day(400))
                .when(LapseInstruction(asked()))
                .then_refused(refusal::INSTRUCTION_NOT_LAPSED);
        }
    }

    #[test]
    fn a_line_that_ended_before_did_not_lapse() {
        restricted()
            .and(withdrawn())
            .on(day(28))
            .when(LapseInstruction(asked()))
            .then_refused(refusal::INSTRUCTION_NOT_LAPSED);
        restricted()
            .and(lodged())
            .and(upheld())
            .on(day(28))
            .when(LapseInstruction(asked()))
            .then_refused(refusal::INSTRUCTION_NOT_LAPSED);
    }

    #[test]
    fn no_review_revives_what_is_on_record_as_lapsed() {
        // Held in time, and said too late.
        let late = restricted().on(day(28)).and(lapsed()).on(day(20)).and(continued()).on(day(30));
        late.recorded().when(Publish(published())).then_one(published());
    }

    #[test]
    fn a_lapse_makes_another_version_of_a_plan_that_stays_restrictive() {
        let other = InstructionIssued {
            instruction_id: id("instruction", 2),
            expires: Some(time::wire(day(60))),
            ..restriction()
        };
        let in_force = PlanPublished { restrictive: true, ..published() };
        restricted()
            .and(other)
            .and(approved())
            .and(in_force.clone())
            .on(day(28))
            .and(lapsed())
            .when(Publish(published()))
            .then_one(PlanPublished { version: 2, ..in_force });
    }

    #[test]
    fn a_line_that_was_never_issued_cannot_lapse() {
        given::<Plan>([drafted().into()])
            .when(LapseInstruction(asked()))
            .then_refused(refusal::INSTRUCTION_NOT_FOUND);
        nothing::<Plan>().when(LapseInstruction(asked())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn the_lines_of_a_closed_plan_ended_with_it() {
        restricted()
            .and(PlanClosed::default())
            .on(day(28))
            .when(LapseInstruction(asked()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn a_restriction_lapses_once() {
        restricted().on(day(28)).and(lapsed()).when(LapseInstruction(asked())).then_nothing();
    }
}
