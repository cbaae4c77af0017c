//! Taking a line out of a plan.

use kernel::decider::Refusal;
use proto::careplans::{Event, InstructionWithdrawn};

use super::{Plan, refusal};

pub(super) fn decide(plan: &Plan, mut fact: InstructionWithdrawn) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    let line = plan.lines.get(&fact.instruction_id).ok_or(refusal::INSTRUCTION_NOT_FOUND)?;
    if line.withdrawn {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::careplans::PlanClosed;

    use super::*;
    use crate::domain::{
        PlanCommand::WithdrawInstruction, draft_plan::tests::drafted,
        issue_instruction::tests::issued,
    };

    pub(in crate::domain) fn withdrawn() -> InstructionWithdrawn {
        InstructionWithdrawn {
            plan_id: id("plan", 1),
            instruction_id: id("instruction", 1),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    #[test]
    fn a_line_is_withdrawn_and_names_the_person() {
        let asked = InstructionWithdrawn { person_id: String::new(), ..withdrawn() };
        given::<Plan>([drafted().into(), issued().into()])
            .when(WithdrawInstruction(asked))
            .then_one(withdrawn());
    }

    #[test]
    fn a_line_of_no_plan_cannot_be_withdrawn() {
        nothing::<Plan>()
            .when(WithdrawInstruction(withdrawn()))
            .then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn a_line_that_was_never_issued_cannot_be_withdrawn() {
        given::<Plan>([drafted().into()])
            .when(WithdrawInstruction(withdrawn()))
            .then_refused(refusal::INSTRUCTION_NOT_FOUND);
    }

    #[test]
    fn a_line_of_a_closed_plan_cannot_be_withdrawn() {
        given::<Plan>([drafted().into(), issued().into(), PlanClosed::default().into()])
            .when(WithdrawInstruction(withdrawn()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn withdrawing_twice_is_withdrawing_once() {
        given::<Plan>([drafted().into(), issued().into(), withdrawn().into()])
            .when(WithdrawInstruction(withdrawn()))
            .then_nothing();
    }
}
