//! Rewording a line of a plan.
//!
//! A new wording is a change: it undoes the approval. Words are sealed, so two
//! wordings cannot be compared here, and each is an event.

use kernel::decider::Refusal;
use proto::careplans::{Event, InstructionRevised};

use super::{Plan, refusal};

pub(super) fn decide(plan: &Plan, mut fact: InstructionRevised) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    let line = plan.lines.get(&fact.instruction_id).ok_or(refusal::INSTRUCTION_NOT_FOUND)?;
    if line.withdrawn {
        return Err(refusal::INSTRUCTION_WITHDRAWN);
    }
    if line.struck_out.is_some() {
        return Err(refusal::INSTRUCTION_STRUCK_OUT);
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        careplans::{InstructionWithdrawn, PlanClosed},
        common::Text,
    };

    use super::*;
    use crate::domain::{
        PlanCommand::{Publish, ReviseInstruction},
        decide_challenge::tests::upheld,
        draft_plan::tests::drafted,
        issue_instruction::tests::{issued, restriction},
        lodge_challenge::tests::lodged,
        publish_plan::tests::published,
    };

    pub(in crate::domain) fn revised() -> InstructionRevised {
        InstructionRevised {
            plan_id: id("plan", 1),
            instruction_id: id("instruction", 1),
            text: Some(Text::plain("see the person at once")),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    #[test]
    fn a_line_is_reworded_and_names_the_person() {
        let asked = InstructionRevised { person_id: String::new(), ..revised() };
        given::<Plan>([drafted().into(), issued().into()])
            .when(ReviseInstruction(asked))
            .then_one(revised());
    }

    #[test]
    fn a_line_of_no_plan_cannot_be_reworded() {
        nothing::<Plan>().when(ReviseInstruction(revised())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn a_line_that_was_never_issued_cannot_be_reworded() {
        given::<Plan>([drafted().into()])
            .when(ReviseInstruction(revised()))
            .then_refused(refusal::INSTRUCTION_NOT_FOUND);
    }

    #[test]
    fn a_withdrawn_line_cannot_be_reworded() {
        let withdrawn =
            InstructionWithdrawn { instruction_id: id("instruction", 1), ..Default::default() };
        given::<Plan>([drafted().into(), issued().into(), withdrawn.into()])
            .when(ReviseInstruction(revised()))
            .then_refused(refusal::INSTRUCTION_WITHDRAWN);
    }

    #[test]
    fn a_line_that_was_struck_out_cannot_be_reworded() {
        given::<Plan>([drafted().into(), restriction().into(), lodged().into(), upheld().into()])
            .when(ReviseInstruction(revised()))
            .then_refused(refusal::INSTRUCTION_STRUCK_OUT);
    }

    #[test]
    fn a_restriction_that_is_reworded_stays_suspended() {
        given::<Plan>([drafted().into(), restriction().into(), lodged().into(), revised().into()])
            .recorded()
            .when(Publish(published()))
            .then_one(published());
    }

    #[test]
    fn a_line_of_a_closed_plan_cannot_be_reworded() {
        given::<Plan>([drafted().into(), issued().into(), PlanClosed::default().into()])
            .when(ReviseInstruction(revised()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn rewording_again_is_an_event_again() {
        given::<Plan>([drafted().into(), issued().into(), revised().into()])
            .when(ReviseInstruction(revised()))
            .then_one(revised());
    }
}
