//! Adding a response to a plan, or recording that somebody accepted to give it.
//!
//! A response is a promise to the person. Nobody accepts it for another agency,
//! here or in a record: that would contradict itself. An acceptance that comes
//! later is said by giving the response again. Whether a response is a good one
//! is not asked here.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    careplans::{Event, ResponseAdded},
    ids::ResponseId,
};

use super::{Plan, refusal, state::Response};

pub(super) fn decide(
    plan: &Plan,
    mut fact: ResponseAdded,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    if fact.accepted_by.as_ref().is_some_and(|worker| worker.agency_id != fact.by_agency_id) {
        return Err(refusal::RESPONSE_ACCEPTED_FOR_ANOTHER);
    }
    let replaces = &fact.replaces_response_id;
    if !replaces.is_empty() {
        if *replaces == fact.response_id {
            return Err(refusal::RESPONSE_ITS_OWN_REPLACEMENT);
        }
        plan.responses.get(replaces).ok_or(refusal::REPLACED_RESPONSE_NOT_FOUND)?;
    }
    if let Some(known) = plan.responses.get(&fact.response_id) {
        if known.withdrawn {
            return Err(refusal::RESPONSE_WITHDRAWN);
        }
        if !is_of(known, &fact) {
            return Err(refusal::RESPONSE_TERMS_DIFFER);
        }
        if known.accepted || fact.accepted_by.is_none() {
            return Ok(vec![]); // Said twice is said once.
        }
        fact.replaces_response_id.clone_from(&known.replaces);
    } else if plan.responses.are_full() {
        return Err(refusal::TOO_MANY_RESPONSES);
    }
    if fact.response_id.is_empty() {
        fact.response_id = ResponseId::new(said.fresh).to_string();
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

/// True if what is said is of the response on record. An acceptance may leave
/// out in whose place it is.
fn is_of(known: &Response, fact: &ResponseAdded) -> bool {
    known.need == fact.need()
        && known.hours == fact.hours()
        && known.by_agency_id == fact.by_agency_id
        && (fact.replaces_response_id.is_empty() || known.replaces == fact.replaces_response_id)
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{
        careplans::{PlanApproved, PlanClosed, ResponseHours, ResponseNeed, ResponseWithdrawn},
        common::{Answer, Role, Text, Worker},
    };

    use super::*;
    use crate::domain::{
        PlanCommand::{AddResponse, Approve},
        approve_plan::tests::approved,
        draft_plan::tests::drafted,
        issue_instruction::tests::issued,
    };

    /// Agency 2 answers the person's calls in a crisis, and has said so.
    pub(in crate::domain) fn added() -> ResponseAdded {
        ResponseAdded {
            plan_id: id("plan", 1),
            response_id: id("response", 1),
            need: ResponseNeed::CrisisSupport.into(),
            hours: ResponseHours::OutOfHours.into(),
            by_agency_id: id("agency", 2),
            accepted_by: Some(of_agency(2)),
            replaces_response_id: String::new(),
            text: Some(Text::plain("call back within the hour")),
            person_agrees: Answer::Yes.into(),
            person_id: id("person", 1),
        }
    }

    /// A response of agency 3 in the place of the first one.
    pub(in crate::domain) fn in_its_place() -> ResponseAdded {
        ResponseAdded {
            response_id: id("response", 2),
            by_agency_id: id("agency", 3),
            accepted_by: Some(of_agency(3)),
            replaces_response_id: id("response", 1),
            ..added()
        }
    }

    pub(in crate::domain) fn proposed() -> ResponseAdded {
        ResponseAdded { accepted_by: None, ..added() }
    }

    fn of_agency(number: u128) -> Worker {
        Worker {
            worker_id: id("worker", 5),
            agency_id: id("agency", number),
            role: Role::Clinician.into(),
        }
    }

    fn with(first: ResponseAdded) -> Given<Plan> {
        given([drafted().into(), first.into()])
    }

    #[test]
    fn a_response_is_added_and_names_the_person() {
        let asked = ResponseAdded { person_id: String::new(), ..added() };
        given::<Plan>([drafted().into()]).when(AddResponse(asked)).then_one(added());
    }

    #[test]
    fn a_response_without_an_id_gets_one() {
        let bare = ResponseAdded { response_id: String::new(), ..added() };
        let with_id = ResponseAdded { response_id: id("response", 99), ..added() };
        given::<Plan>([drafted().into()]).when(AddResponse(bare)).then_one(with_id);
    }

    #[test]
    fn a_response_that_nobody_has_accepted_is_added() {
        given::<Plan>([drafted().into()]).when(AddResponse(proposed())).then_one(proposed());
    }

    #[test]
    fn an_acceptance_that_comes_later_is_an_event_and_the_only_one() {
        with(proposed()).when(AddResponse(added())).then_one(added());
        with(proposed()).and(added()).when(AddResponse(added())).then_nothing();
        with(proposed()).and(added()).when(AddResponse(proposed())).then_nothing();
    }

    #[test]
    fn an_acceptance_that_comes_later_says_in_whose_place_it_is() {
        let asked = ResponseAdded { replaces_response_id: String::new(), ..in_its_place() };
        with(added())
            .and(ResponseAdded { accepted_by: None, ..in_its_place() })
            .when(AddResponse(asked))
            .then_one(in_its_place());
    }

    #[test]
    fn an_acceptance_that_comes_later_leaves_the_approval_as_it_is() {
        with(proposed()).and(approved()).and(added()).when(Approve(approved())).then_nothing();
        let another = PlanApproved { approver: Some(of_agency(1)), ..approved() };
        with(proposed())
            .and(approved())
            .and(in_its_place())
            .when(Approve(another.clone()))
            .then_one(another);
    }

    #[test]
    fn nobody_accepts_for_another_agency_in_either_mode() {
        let theirs = ResponseAdded { accepted_by: Some(of_agency(3)), ..added() };
        let begun = || given::<Plan>([drafted().into()]);
        begun()
            .when(AddResponse(theirs.clone()))
            .then_refused(refusal::RESPONSE_ACCEPTED_FOR_ANOTHER);
        begun()
            .recorded()
            .when(AddResponse(theirs))
            .then_refused(refusal::RESPONSE_ACCEPTED_FOR_ANOTHER);
    }

    #[test]
    fn a_response_takes_the_place_of_one_that_the_plan_has_or_had() {
        let ended = ResponseWithdrawn { response_id: id("response", 1), ..Default::default() };
        with(added()).when(AddResponse(in_its_place())).then_one(in_its_place());
        with(added()).and(ended).when(AddResponse(in_its_place())).then_one(in_its_place());
        given::<Plan>([drafted().into()])
            .when(AddResponse(in_its_place()))
            .then_refused(refusal::REPLACED_RESPONSE_NOT_FOUND);
    }

    #[test]
    fn a_response_does_not_take_the_place_of_itself() {
        let own = ResponseAdded { replaces_response_id: id("response", 1), ..added() };
        with(proposed()).when(AddResponse(own)).then_refused(refusal::RESPONSE_ITS_OWN_REPLACEMENT);
    }

    #[test]
    fn a_response_that_is_on_record_is_not_made_another() {
        let others = [
            ResponseAdded { need: ResponseNeed::Treatment.into(), ..added() },
            ResponseAdded { hours: ResponseHours::OfficeHours.into(), ..added() },
            ResponseAdded {
                by_agency_id: id("agency", 3),
                accepted_by: Some(of_agency(3)),
                ..added()
            },
        ];
        for other in others {
            with(proposed()).when(AddResponse(other)).then_refused(refusal::RESPONSE_TERMS_DIFFER);
        }
    }

    #[test]
    fn a_withdrawn_response_does_not_come_back_under_its_id() {
        let ended = ResponseWithdrawn { response_id: id("response", 1), ..Default::default() };
        with(proposed())
            .and(ended)
            .when(AddResponse(added()))
            .then_refused(refusal::RESPONSE_WITHDRAWN);
    }

    #[test]
    fn a_plan_that_was_never_drafted_promises_nothing() {
        nothing::<Plan>().when(AddResponse(added())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn a_closed_plan_promises_nothing_more() {
        given::<Plan>([drafted().into(), issued().into(), PlanClosed::default().into()])
            .when(AddResponse(added()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn a_plan_has_two_hundred_responses_at_most() {
        let responses =
            (1..=200).map(|n| ResponseAdded { response_id: id("response", n), ..added() }.into());
        let another = ResponseAdded { response_id: id("response", 201), ..added() };
        given::<Plan>([drafted().into()].into_iter().chain(responses))
            .when(AddResponse(another))
            .then_refused(refusal::TOO_MANY_RESPONSES);
    }
}
