//! Recording a contact with a service.
//!
//! How often a person seeks help is counted from these and decides nothing.
//! Where help was refused, an act of today says by whom and why; of the past
//! one records what the source gives.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    ids::ContactId,
    referrals::{ContactDisposal, ContactRecorded, Event, RefusalReason},
};

use super::{Person, refusal};

pub(super) fn decide(
    person: &Person,
    mut fact: ContactRecorded,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if person.knows_contact(&fact.contact_id) {
        return Ok(vec![]); // Said twice is said once.
    }
    let refused = fact.disposal() == ContactDisposal::Refused;
    let explained = fact.refusal_reason() != RefusalReason::Unspecified;
    if explained && !refused {
        return Err(refusal::NOTHING_WAS_REFUSED);
    }
    let unexplained = !explained || fact.refused_by_agency_id.is_empty();
    if refused && said.is_act() && unexplained {
        return Err(refusal::REFUSAL_NOT_EXPLAINED);
    }
    if fact.plan_version > 0 && fact.plan_id.is_empty() {
        return Err(refusal::PLAN_VERSION_WITHOUT_PLAN);
    }
    if fact.contact_id.is_empty() {
        fact.contact_id = ContactId::new(said.fresh).to_string();
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::referrals::{ContactService, PersonRegistered};

    use super::*;
    use crate::domain::PersonCommand::RecordContact;

    fn registered() -> Event {
        PersonRegistered { person_id: id("person", 1), ..Default::default() }.into()
    }

    fn contact() -> ContactRecorded {
        ContactRecorded {
            person_id: id("person", 1),
            contact_id: id("contact", 1),
            service: ContactService::Ed.into(),
            agency_id: id("agency", 1),
            disposal: ContactDisposal::Discharged.into(),
            ..Default::default()
        }
    }

    fn refused() -> ContactRecorded {
        ContactRecorded { disposal: ContactDisposal::Refused.into(), ..contact() }
    }

    #[test]
    fn a_contact_is_recorded() {
        given::<Person>([registered()]).when(RecordContact(contact())).then_one(contact());
    }

    #[test]
    fn a_contact_without_an_id_gets_one() {
        let bare = ContactRecorded { contact_id: String::new(), ..contact() };
        let with_id = ContactRecorded { contact_id: id("contact", 99), ..contact() };
        given::<Person>([registered()]).when(RecordContact(bare)).then_one(with_id);
    }

    #[test]
    fn a_contact_of_nobody_is_refused() {
        nothing::<Person>().when(RecordContact(contact())).then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn a_contact_said_twice_is_said_once() {
        given::<Person>([registered(), contact().into()])
            .when(RecordContact(contact()))
            .then_nothing();
    }

    #[test]
    fn a_refusal_of_today_must_say_by_whom_and_why() {
        given::<Person>([registered()])
            .when(RecordContact(refused()))
            .then_refused(refusal::REFUSAL_NOT_EXPLAINED);
    }

    #[test]
    fn a_refusal_of_the_past_is_recorded_as_far_as_it_is_known() {
        given::<Person>([registered()])
            .recorded()
            .when(RecordContact(refused()))
            .then_one(refused());
    }

    #[test]
    fn a_reason_for_refusing_needs_a_refusal() {
        let odd = ContactRecorded { refusal_reason: RefusalReason::Frequency.into(), ..contact() };
        given::<Person>([registered()])
            .when(RecordContact(odd))
            .then_refused(refusal::NOTHING_WAS_REFUSED);
    }

    #[test]
    fn a_version_without_its_plan_is_refused() {
        let odd = ContactRecorded { plan_version: 2, ..contact() };
        given::<Person>([registered()])
            .when(RecordContact(odd))
            .then_refused(refusal::PLAN_VERSION_WITHOUT_PLAN);
    }
}
