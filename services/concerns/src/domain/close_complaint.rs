//! Closing a complaint with its outcome.
//!
//! The agency complained of does not decide its own complaint today, unless
//! somebody outside the team complained of decided it. How complaints were
//! closed in the past is stored, and rules judge it.

use kernel::decider::{Circumstances, Refusal};
use proto::concerns::{ComplaintClosed, Event};

use super::{Concern, refusal};

pub(super) fn decide(
    concern: &Concern,
    mut fact: ComplaintClosed,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let complaint = concern.complaint()?;
    match complaint.closed {
        Some(known) if known == fact.outcome() => return Ok(vec![]), // Said twice is said once.
        Some(_) => return Err(refusal::COMPLAINT_ALREADY_CLOSED),
        None => {}
    }
    if said.is_act() && !complaint.acknowledged {
        return Err(refusal::COMPLAINT_NOT_ACKNOWLEDGED);
    }
    // Whoever is named as closing it, the one who says so is asked too.
    let by_the_accused =
        complaint.is_about(&fact.agency_id) || complaint.is_about(&said.by.agency_id);
    if said.is_act() && by_the_accused && !fact.independent {
        return Err(refusal::CLOSED_BY_THE_ACCUSED);
    }
    fact.person_id.clone_from(&complaint.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::concerns::{ComplaintOutcome, ComplaintRaised};

    use super::*;
    use crate::domain::{
        ConcernCommand::CloseComplaint, acknowledge_complaint::tests::acknowledged,
        raise_complaint::tests::complaint, raise_safeguarding::tests::safeguarding,
    };

    pub(in crate::domain) fn closed() -> ComplaintClosed {
        ComplaintClosed {
            concern_id: id("concern", 1),
            outcome: ComplaintOutcome::Upheld.into(),
            agency_id: id("agency", 3),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    fn by_the_accused() -> ComplaintClosed {
        ComplaintClosed { agency_id: id("agency", 2), ..closed() }
    }

    fn under_way() -> Given<Concern> {
        given([complaint().into(), acknowledged().into()])
    }

    #[test]
    fn a_complaint_is_closed_and_names_the_person() {
        let asked = ComplaintClosed { person_id: String::new(), ..closed() };
        under_way().when(CloseComplaint(asked)).then_one(closed());
    }

    #[test]
    fn what_was_never_raised_cannot_be_closed() {
        nothing::<Concern>()
            .when(CloseComplaint(closed()))
            .then_refused(refusal::CONCERN_NOT_FOUND);
    }

    #[test]
    fn a_safeguarding_concern_is_not_closed_as_a_complaint() {
        given::<Concern>([safeguarding().into()])
            .when(CloseComplaint(closed()))
            .then_refused(refusal::NOT_A_COMPLAINT);
    }

    #[test]
    fn a_complaint_is_acknowledged_before_it_is_closed_today() {
        given::<Concern>([complaint().into()])
            .when(CloseComplaint(closed()))
            .then_refused(refusal::COMPLAINT_NOT_ACKNOWLEDGED);
    }

    #[test]
    fn the_agency_complained_of_does_not_close_the_complaint_today() {
        under_way()
            .when(CloseComplaint(by_the_accused()))
            .then_refused(refusal::CLOSED_BY_THE_ACCUSED);
    }

    #[test]
    fn the_agency_complained_of_does_not_close_it_in_the_name_of_another() {
        // Every scenario is said by a worker of agency 1.
        let about_us = ComplaintRaised { about_agency_id: id("agency", 1), ..complaint() };
        given::<Concern>([about_us.into(), acknowledged().into()])
            .when(CloseComplaint(closed()))
            .then_refused(refusal::CLOSED_BY_THE_ACCUSED);
    }

    #[test]
    fn somebody_independent_closes_it_for_the_agency_complained_of() {
        let independent = ComplaintClosed { independent: true, ..by_the_accused() };
        under_way().when(CloseComplaint(independent.clone())).then_one(independent);
    }

    #[test]
    fn a_complaint_of_the_past_is_recorded_as_it_was_closed() {
        given::<Concern>([complaint().into()])
            .recorded()
            .when(CloseComplaint(by_the_accused()))
            .then_one(by_the_accused());
    }

    #[test]
    fn a_closed_complaint_is_not_given_another_outcome() {
        let other = ComplaintClosed { outcome: ComplaintOutcome::NotUpheld.into(), ..closed() };
        under_way()
            .and(closed())
            .when(CloseComplaint(other))
            .then_refused(refusal::COMPLAINT_ALREADY_CLOSED);
    }

    #[test]
    fn closing_twice_is_closing_once() {
        under_way().and(closed()).when(CloseComplaint(closed())).then_nothing();
    }
}
