//! Closing a plan, with the reason.
//!
//! From then on no version is in force. Copies that went out are still out, so
//! a closed plan still takes what is said of them: acknowledgements, recalls and
//! their answers. It takes the decision of a challenge that was open and the
//! person's view too, and nothing else.

use kernel::decider::Refusal;
use proto::careplans::{Event, PlanClosed};

use super::Plan;

pub(super) fn decide(plan: &Plan, mut fact: PlanClosed) -> Result<Vec<Event>, Refusal> {
    let about = plan.drafted()?;
    if plan.closed {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::careplans::PlanOutcome;

    use super::*;
    use crate::domain::{PlanCommand::Close, draft_plan::tests::drafted, refusal};

    fn closed() -> PlanClosed {
        PlanClosed {
            plan_id: id("plan", 1),
            outcome: PlanOutcome::PersonChose.into(),
            person_id: id("person", 1),
        }
    }

    #[test]
    fn a_plan_is_closed_and_names_the_person() {
        let asked = PlanClosed { person_id: String::new(), ..closed() };
        given::<Plan>([drafted().into()]).when(Close(asked)).then_one(closed());
    }

    #[test]
    fn a_plan_that_was_never_drafted_cannot_be_closed() {
        nothing::<Plan>().when(Close(closed())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn closing_twice_is_closing_once() {
        given::<Plan>([drafted().into(), closed().into()]).when(Close(closed())).then_nothing();
    }
}
