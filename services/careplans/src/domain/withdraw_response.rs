//! Ending a response, and saying whether another took its place.
//!
//! A response may end at any time, here as in a record: in the world they do.
//! The event says what is left in its place, found here and not claimed by
//! whoever ends it. A rule watches for those that leave nothing.

use kernel::decider::Refusal;
use proto::careplans::{Event, ResponseWithdrawn};

use super::{Plan, refusal};

pub(super) fn decide(plan: &Plan, mut fact: ResponseWithdrawn) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    let response = plan.responses.get(&fact.response_id).ok_or(refusal::RESPONSE_NOT_FOUND)?;
    let named = &fact.replaced_by_response_id;
    if *named == fact.response_id {
        return Err(refusal::RESPONSE_ITS_OWN_REPLACEMENT);
    }
    if !named.is_empty() {
        plan.responses.get(named).ok_or(refusal::REPLACEMENT_NOT_FOUND)?;
    }
    if response.withdrawn {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.set_replacement(plan.responses.replacement(&fact.response_id, named));
    fact.set_need(response.need);
    fact.set_hours(response.hours);
    fact.by_agency_id.clone_from(&response.by_agency_id);
    fact.person_id.clone_from(&about.person_id);
    fact.scheme_id.clone_from(&about.scheme_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{
        careplans::{PlanClosed, Replacement, ResponseAdded, ResponseHours, ResponseNeed},
        common::Answer,
    };

    use super::*;
    use crate::domain::{
        PlanCommand::{Publish, WithdrawResponse},
        add_response::tests::{added, in_its_place},
        approve_plan::tests::approved,
        draft_plan::tests::drafted,
        issue_instruction::tests::issued,
    };

    fn withdrawn(replacement: Replacement) -> ResponseWithdrawn {
        ResponseWithdrawn {
            plan_id: id("plan", 1),
            response_id: id("response", 1),
            reason: None,
            replaced_by_response_id: String::new(),
            replacement: replacement.into(),
            need: ResponseNeed::CrisisSupport.into(),
            hours: ResponseHours::OutOfHours.into(),
            by_agency_id: id("agency", 2),
            person_told: Answer::No.into(),
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
        }
    }

    /// What a caller sends: the rest is the service's to say.
    fn asked() -> ResponseWithdrawn {
        ResponseWithdrawn {
            plan_id: id("plan", 1),
            response_id: id("response", 1),
            person_told: Answer::No.into(),
            ..Default::default()
        }
    }

    fn naming_the_second(fact: ResponseWithdrawn) -> ResponseWithdrawn {
        ResponseWithdrawn { replaced_by_response_id: id("response", 2), ..fact }
    }

    /// The second response, but it does not say whose place it takes.
    fn beside_it() -> ResponseAdded {
        ResponseAdded { replaces_response_id: String::new(), ..in_its_place() }
    }

    fn promised() -> Given<Plan> {
        given([drafted().into(), added().into()])
    }

    #[test]
    fn a_response_is_withdrawn_and_nothing_takes_its_place() {
        let forged = ResponseWithdrawn {
            replacement: Replacement::Accepted.into(),
            need: ResponseNeed::Treatment.into(),
            by_agency_id: id("agency", 9),
            ..asked()
        };
        promised().when(WithdrawResponse(forged)).then_one(withdrawn(Replacement::None));
    }

    #[test]
    fn a_response_that_is_named_and_accepted_takes_its_place() {
        promised()
            .and(beside_it())
            .when(WithdrawResponse(naming_the_second(asked())))
            .then_one(naming_the_second(withdrawn(Replacement::Accepted)));
    }

    #[test]
    fn a_response_that_says_so_takes_its_place_without_being_named() {
        promised()
            .and(in_its_place())
            .when(WithdrawResponse(asked()))
            .then_one(withdrawn(Replacement::Accepted));
    }

    #[test]
    fn a_response_that_neither_is_named_nor_says_so_takes_nobodys_place() {
        promised()
            .and(beside_it())
            .when(WithdrawResponse(asked()))
            .then_one(withdrawn(Replacement::None));
    }

    #[test]
    fn one_that_is_there_at_any_time_covers_all_hours() {
        let always = ResponseAdded { hours: ResponseHours::AnyTime.into(), ..in_its_place() };
        promised()
            .and(always)
            .when(WithdrawResponse(asked()))
            .then_one(withdrawn(Replacement::Accepted));
    }

    #[test]
    fn one_that_nobody_accepted_or_that_meets_another_need_or_hour_is_proposed() {
        let others = [
            ResponseAdded { accepted_by: None, ..in_its_place() },
            ResponseAdded { need: ResponseNeed::WelfareCheck.into(), ..in_its_place() },
            ResponseAdded { hours: ResponseHours::OfficeHours.into(), ..in_its_place() },
        ];
        for other in others {
            promised()
                .and(other)
                .when(WithdrawResponse(asked()))
                .then_one(withdrawn(Replacement::Proposed));
        }
    }

    #[test]
    fn one_that_ended_itself_is_proposed_if_named_and_nothing_if_not() {
        let ended = ResponseWithdrawn { response_id: id("response", 2), ..asked() };
        promised()
            .and(in_its_place())
            .and(ended.clone())
            .when(WithdrawResponse(naming_the_second(asked())))
            .then_one(naming_the_second(withdrawn(Replacement::Proposed)));
        promised()
            .and(in_its_place())
            .and(ended)
            .when(WithdrawResponse(asked()))
            .then_one(withdrawn(Replacement::None));
    }

    #[test]
    fn a_response_ends_in_a_record_as_it_does_here() {
        promised()
            .recorded()
            .when(WithdrawResponse(asked()))
            .then_one(withdrawn(Replacement::None));
    }

    #[test]
    fn what_takes_its_place_is_another_response_of_the_plan() {
        promised()
            .when(WithdrawResponse(naming_the_second(asked())))
            .then_refused(refusal::REPLACEMENT_NOT_FOUND);
        let own = ResponseWithdrawn { replaced_by_response_id: id("response", 1), ..asked() };
        promised().when(WithdrawResponse(own)).then_refused(refusal::RESPONSE_ITS_OWN_REPLACEMENT);
    }

    #[test]
    fn a_response_that_was_never_added_cannot_be_withdrawn() {
        given::<Plan>([drafted().into()])
            .when(WithdrawResponse(asked()))
            .then_refused(refusal::RESPONSE_NOT_FOUND);
        nothing::<Plan>().when(WithdrawResponse(asked())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn the_responses_of_a_closed_plan_ended_with_it() {
        promised()
            .and(PlanClosed::default())
            .when(WithdrawResponse(asked()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn withdrawing_twice_is_withdrawing_once() {
        promised().and(withdrawn(Replacement::None)).when(WithdrawResponse(asked())).then_nothing();
    }

    #[test]
    fn a_plan_that_lost_a_response_is_approved_anew_before_it_is_published() {
        promised()
            .and(issued())
            .and(approved())
            .and(withdrawn(Replacement::None))
            .when(Publish(proto::careplans::PlanPublished::default()))
            .then_refused(refusal::PLAN_NOT_APPROVED);
    }
}
