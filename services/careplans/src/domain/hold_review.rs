//! Recording that a plan was reviewed, who was there and what it came to.
//!
//! A review without the person can be recorded, and says so; rules judge it. A
//! review that lets the plan go on keeps its restrictions from lapsing, those
//! that a challenge suspends included; it lifts no suspension and brings no line
//! back that ended.

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
            return Err(refusal::REVIEW_WITHOUT_ANYBODY);
        }
    }
    fact.person_id.clone_from(&about.person_id);
    fact.scheme_id.clone_from(&about.scheme_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::{
        careplans::{PlanClosed, PlanPublished, ReviewOutcome},
        common::{PersonPresence, Role},
    };

    use super::*;
    use crate::domain::{
        PlanCommand::{HoldReview, Publish},
        decide_challenge::tests::{decided, upheld},
        draft_plan::tests::{drafted, worker},
        issue_instruction::tests::restriction,
        lodge_challenge::tests::lodged,
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
        in_force().when(HoldReview(empty)).then_refused(refusal::REVIEW_WITHOUT_ANYBODY);
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

    /// A challenge on the first day, this decision of it if there is one, and a
    /// review on the twentieth; then, on the fortieth, whether a restriction stands.
    fn stands_after_a_review(decision: Option<Event>, restrictive: bool) {
        let challenged = given::<Plan>([drafted().into(), restriction().into(), lodged().into()])
            .on(day(20))
            .and(review());
        decision
            .into_iter()
            .fold(challenged, |given, decision| given.and(decision))
            .on(day(40))
            .recorded()
            .when(Publish(published()))
            .then_one(PlanPublished { restrictive, ..published() });
    }

    #[test]
    fn a_review_lifts_no_suspension_and_brings_nothing_back_that_was_struck_out() {
        stands_after_a_review(None, false);
        stands_after_a_review(Some(upheld().into()), false);
    }

    #[test]
    fn a_review_keeps_a_suspended_restriction_from_lapsing_for_when_it_stands_again() {
        stands_after_a_review(Some(decided().into()), true);
    }

    #[test]
    fn a_review_held_again_is_an_event_again() {
        in_force().and(review()).when(HoldReview(review())).then_one(review());
    }
}
