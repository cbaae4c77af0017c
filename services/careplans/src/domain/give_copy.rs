//! Recording that the person has a copy of the plan.
//!
//! A copy for a representative is on record beside the person's own, not
//! instead of it.

use kernel::decider::Refusal;
use proto::careplans::{CopyGiven, Event};

use super::{Plan, refusal};

pub(super) fn decide(plan: &Plan, mut fact: CopyGiven) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    if !(1..=plan.version()).contains(&fact.version) {
        return Err(refusal::VERSION_NOT_PUBLISHED);
    }
    if plan.copies.were_given(fact.version, fact.to_representative) {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::careplans::PlanClosed;

    use super::*;
    use crate::domain::{
        PlanCommand::GiveCopy, draft_plan::tests::drafted, publish_plan::tests::published,
    };

    fn copy() -> CopyGiven {
        CopyGiven {
            plan_id: id("plan", 1),
            version: 1,
            agency_id: id("agency", 1),
            to_representative: false,
            person_id: id("person", 1),
        }
    }

    fn in_force() -> Given<Plan> {
        given([drafted().into(), published().into()])
    }

    #[test]
    fn a_copy_is_given_and_names_the_person() {
        let asked = CopyGiven { person_id: String::new(), ..copy() };
        in_force().when(GiveCopy(asked)).then_one(copy());
    }

    #[test]
    fn there_is_no_copy_of_a_plan_that_was_never_drafted() {
        nothing::<Plan>().when(GiveCopy(copy())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn there_is_no_copy_of_a_version_that_was_never_published() {
        for version in [0, 2] {
            let fact = CopyGiven { version, ..copy() };
            in_force().when(GiveCopy(fact)).then_refused(refusal::VERSION_NOT_PUBLISHED);
        }
    }

    #[test]
    fn no_copy_of_a_closed_plan_is_given() {
        in_force()
            .and(PlanClosed::default())
            .when(GiveCopy(copy()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn giving_the_same_version_twice_is_giving_it_once() {
        in_force().and(copy()).when(GiveCopy(copy())).then_nothing();
    }

    #[test]
    fn a_copy_for_the_representative_is_not_the_persons_own() {
        let theirs = CopyGiven { to_representative: true, ..copy() };
        in_force().and(theirs).when(GiveCopy(copy())).then_one(copy());
    }
}
