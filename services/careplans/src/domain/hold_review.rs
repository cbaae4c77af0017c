//! Recording that a plan was reviewed, who was there and what it came to.
//!
//! A review without the person can be recorded, and says so; rules judge it. A
//! review that lets the plan go on keeps its restrictions from lapsing.

use kernel::decider::{Circumstances, Refusal};
use proto::careplans::{Event, ReviewHeld};

use super::{Plan, refusal};

pub(super) fn decide(
    plan: &Plan,
    mut fact: ReviewHeld,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    if said.is_act() {
        if plan.published.is_none() {
            return Err(refusal::PLAN_NEVER_PUBLISHED);
        }
        if fact.present.is_empty() {
            return Err(refusal::NOBODY_PRESENT);
        }
    }
    fact.person_id.clone_from(&about.person_id);
    fact.scheme_id.clone_from(&about.scheme_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{
        careplans::{PlanClosed, ReviewOutcome},
        common::{PersonPresence, Role},
    };

    use super::*;
    use crate::domain::{
        PlanCommand::HoldReview,
        draft_plan::tests::{drafted, worker},
        publish_plan::tests::published,
    };

    fn review() -> ReviewHeld {
        ReviewHeld {
            plan_id: id("plan", 1),
            present: vec![worker(2, Role::Clinician)],
            person_presence: PersonPresence::Present.into(),
            outcome: ReviewOutcome::Continued.into(),
            notes: None,
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
        }
    }

    fn in_force() -> Given<Plan> {
        given([drafted().into(), published().into()])
    }

    #[test]
    fn a_review_is_held_and_names_person_and_scheme() {
        let asked = ReviewHeld { person_id: String::new(), scheme_id: String::new(), ..review() };
        in_force().when(HoldReview(asked)).then_one(review());
    }

    #[test]
    fn a_plan_that_was_never_drafted_cannot_be_reviewed() {
        nothing::<Plan>().when(HoldReview(review())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn a_plan_that_was_never_published_cannot_be_reviewed() {
        given::<Plan>([drafted().into()])
            .when(HoldReview(review()))
            .then_refused(refusal::PLAN_NEVER_PUBLISHED);
    }

    #[test]
    fn a_review_that_nobody_attended_is_refused() {
        let empty = ReviewHeld { present: vec![], ..review() };
        in_force().when(HoldReview(empty)).then_refused(refusal::NOBODY_PRESENT);
    }

    #[test]
    fn a_closed_plan_cannot_be_reviewed() {
        in_force()
            .and(PlanClosed::default())
            .when(HoldReview(review()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn a_review_of_the_past_is_recorded_as_far_as_it_is_known() {
        let bare = ReviewHeld { present: vec![], ..review() };
        given::<Plan>([drafted().into()]).recorded().when(HoldReview(bare.clone())).then_one(bare);
    }

    #[test]
    fn a_review_held_again_is_an_event_again() {
        in_force().and(review()).when(HoldReview(review())).then_one(review());
    }
}
