//! Drafting a plan: whom it is about, who answers for it and who wrote it.
//!
//! A plan made without the person can be drafted. How they took part is said
//! and goes out with every version; rules judge it.

use kernel::decider::Refusal;
use proto::careplans::{Event, PlanDrafted};

use super::{Plan, refusal};

pub(super) fn decide(plan: &Plan, fact: PlanDrafted) -> Result<Vec<Event>, Refusal> {
    if plan.about.is_some() {
        return Err(refusal::PLAN_ALREADY_DRAFTED);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        careplans::{Coproduction, PlanClosed},
        common::{Role, Worker},
    };

    use super::*;
    use crate::domain::PlanCommand::Draft;

    pub(in crate::domain) fn worker(number: u128, role: Role) -> Worker {
        Worker { worker_id: id("worker", number), agency_id: id("agency", 1), role: role.into() }
    }

    pub(in crate::domain) fn drafted() -> PlanDrafted {
        PlanDrafted {
            plan_id: id("plan", 1),
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
            agency_id: id("agency", 1),
            authors: vec![worker(2, Role::Clinician)],
            coproduction: Coproduction::Joint.into(),
        }
    }

    #[test]
    fn a_plan_is_drafted() {
        nothing::<Plan>().when(Draft(drafted())).then_one(drafted());
    }

    #[test]
    fn a_plan_made_without_the_person_is_drafted_and_says_so() {
        let without = PlanDrafted { coproduction: Coproduction::Without.into(), ..drafted() };
        nothing::<Plan>().when(Draft(without.clone())).then_one(without);
    }

    #[test]
    fn a_plan_is_not_drafted_twice_under_one_id() {
        given::<Plan>([drafted().into()])
            .when(Draft(drafted()))
            .then_refused(refusal::PLAN_ALREADY_DRAFTED);
    }

    #[test]
    fn a_closed_plan_is_not_drafted_again() {
        given::<Plan>([drafted().into(), PlanClosed::default().into()])
            .when(Draft(drafted()))
            .then_refused(refusal::PLAN_ALREADY_DRAFTED);
    }
}
