//! Recording that the person was told that something went wrong.
//!
//! Regulation 20 has the provider tell them, in person, truthfully, with an
//! apology, and follow it up in writing. So the worker who told them is of the
//! agency that is said to have told them, in either mode. Whether that agency is
//! the one in which it happened is not asked: care goes over from one agency to
//! another, and who should have told whom is judged beside the incident. Each
//! time is on record, and so is each attempt that reached nobody.

use kernel::decider::{Circumstances, Refusal};
use proto::concerns::{CandourNotified, Event, ToldHow};

use super::{Incident, refusal, state::Told};

pub(super) fn decide(
    incident: &Incident,
    mut fact: CandourNotified,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let person_id = incident.person_id.as_ref().ok_or(refusal::INCIDENT_NOT_FOUND)?;
    if fact.by.as_ref().is_none_or(|by| by.agency_id != fact.agency_id) {
        return Err(refusal::TOLD_BY_ANOTHER_AGENCY);
    }
    if said.is_act() && fact.how() == ToldHow::NotReached && fact.apology {
        return Err(refusal::APOLOGY_TO_NOBODY);
    }
    // The same at the same time; at another time they were told again.
    if incident.told == Some(Told::new(&fact, said.occurred)) {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.person_id.clone_from(person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::common::{Role, Worker};

    use super::*;
    use crate::domain::{IncidentCommand::NotifyCandour, report_incident::tests::reported};

    fn told() -> CandourNotified {
        CandourNotified {
            incident_id: id("incident", 1),
            agency_id: id("agency", 2),
            by: Some(Worker {
                worker_id: id("worker", 2),
                agency_id: id("agency", 2),
                role: Role::Clinician.into(),
            }),
            how: ToldHow::InPerson.into(),
            apology: true,
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    fn not_reached() -> CandourNotified {
        CandourNotified { how: ToldHow::NotReached.into(), apology: false, ..told() }
    }

    fn after_harm() -> Given<Incident> {
        given([reported(proto::concerns::IncidentKind::Harm).into()])
    }

    #[test]
    fn the_person_is_told_and_named() {
        let asked = CandourNotified { person_id: String::new(), ..told() };
        after_harm().when(NotifyCandour(asked)).then_one(told());
    }

    #[test]
    fn nobody_is_told_of_what_is_not_on_record() {
        nothing::<Incident>().when(NotifyCandour(told())).then_refused(refusal::INCIDENT_NOT_FOUND);
    }

    #[test]
    fn an_agency_tells_by_a_worker_of_its_own() {
        let by_another = CandourNotified { agency_id: id("agency", 3), ..told() };
        let by_nobody = CandourNotified { by: None, ..told() };
        for odd in [by_another, by_nobody] {
            after_harm()
                .when(NotifyCandour(odd.clone()))
                .then_refused(refusal::TOLD_BY_ANOTHER_AGENCY);
            after_harm()
                .recorded()
                .when(NotifyCandour(odd))
                .then_refused(refusal::TOLD_BY_ANOTHER_AGENCY);
        }
    }

    #[test]
    fn whoever_was_not_reached_is_given_no_apology_today() {
        let odd = CandourNotified { apology: true, ..not_reached() };
        after_harm().when(NotifyCandour(odd.clone())).then_refused(refusal::APOLOGY_TO_NOBODY);
        after_harm().recorded().when(NotifyCandour(odd.clone())).then_one(odd);
    }

    #[test]
    fn each_attempt_is_on_record() {
        after_harm()
            .and(not_reached())
            .on(day(1))
            .when(NotifyCandour(not_reached()))
            .then_one(not_reached());
        let in_writing =
            CandourNotified { how: ToldHow::Letter.into(), in_writing: true, ..told() };
        after_harm().and(told()).when(NotifyCandour(in_writing.clone())).then_one(in_writing);
    }

    #[test]
    fn telling_twice_at_one_time_is_telling_once() {
        for fact in [told(), not_reached()] {
            after_harm().and(fact.clone()).when(NotifyCandour(fact)).then_nothing();
        }
    }
}
