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
    if person.entered_in_error(&fact.contact_id) {
        return Err(refusal::CONTACT_ENTERED_IN_ERROR);
    }
    if person.knows_contact(&fact.contact_id) {
        return Ok(vec![]); // Said twice is said once.
    }
    let told = Told {
        disposal: fact.disposal(),
        refusal_reason: fact.refusal_reason(),
        refused_by_agency_id: &fact.refused_by_agency_id,
        plan_id: &fact.plan_id,
        plan_version: fact.plan_version,
    };
    told.holds_together(said)?;
    if fact.contact_id.is_empty() {
        fact.contact_id = ContactId::new(said.fresh).to_string();
    }
    Ok(vec![fact.into()])
}

/// What hangs together in a contact, whether it is recorded or corrected.
pub(super) struct Told<'a> {
    pub(super) disposal: ContactDisposal,
    pub(super) refusal_reason: RefusalReason,
    pub(super) refused_by_agency_id: &'a str,
    pub(super) plan_id: &'a str,
    pub(super) plan_version: u32,
}

impl Told<'_> {
    /// Whether it does hang together.
    pub(super) fn holds_together(&self, said: &Circumstances) -> Result<(), Refusal> {
        let refused = self.disposal == ContactDisposal::Refused;
        let explained = self.refusal_reason != RefusalReason::Unspecified;
        if explained && !refused {
            return Err(refusal::NOTHING_WAS_REFUSED);
        }
        let unexplained = !explained || self.refused_by_agency_id.is_empty();
        if refused && said.is_act() && unexplained {
            return Err(refusal::REFUSAL_NOT_EXPLAINED);
        }
        if self.plan_version > 0 && self.plan_id.is_empty() {
            return Err(refusal::PLAN_VERSION_WITHOUT_PLAN);
        }
        Ok(())
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        common::Text,
        referrals::{ContactCorrected, ContactReason, ContactService},
    };

    use super::*;
    use crate::domain::{PersonCommand::RecordContact, register_person::tests::registered};

    pub(in crate::domain) fn contact() -> ContactRecorded {
        ContactRecorded {
            person_id: id("person", 1),
            contact_id: id("contact", 1),
            service: ContactService::Ed.into(),
            agency_id: id("agency", 1),
            reason: ContactReason::Distress.into(),
            disposal: ContactDisposal::Discharged.into(),
            ..Default::default()
        }
    }

    fn refused() -> ContactRecorded {
        ContactRecorded { disposal: ContactDisposal::Refused.into(), ..contact() }
    }

    #[test]
    fn a_contact_is_recorded() {
        given::<Person>([registered().into()]).when(RecordContact(contact())).then_one(contact());
    }

    #[test]
    fn a_contact_without_an_id_gets_one() {
        let bare = ContactRecorded { contact_id: String::new(), ..contact() };
        let with_id = ContactRecorded { contact_id: id("contact", 99), ..contact() };
        given::<Person>([registered().into()]).when(RecordContact(bare)).then_one(with_id);
    }

    #[test]
    fn a_contact_of_nobody_is_refused() {
        nothing::<Person>().when(RecordContact(contact())).then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn a_contact_said_twice_is_said_once() {
        given::<Person>([registered().into(), contact().into()])
            .when(RecordContact(contact()))
            .then_nothing();
    }

    #[test]
    fn every_contact_is_known_however_long_the_history() {
        let contacts = (1..=2_000)
            .map(|n| ContactRecorded { contact_id: id("contact", n), ..contact() }.into());
        given::<Person>([registered().into()].into_iter().chain(contacts))
            .when(RecordContact(contact()))
            .then_nothing();
    }

    #[test]
    fn a_contact_that_was_entered_in_error_does_not_come_back_under_its_id() {
        let in_error = ContactCorrected {
            contact_id: id("contact", 1),
            entered_in_error: true,
            why: Some(Text::plain("another person's")),
            ..Default::default()
        };
        given::<Person>([registered().into(), contact().into(), in_error.into()])
            .recorded()
            .when(RecordContact(contact()))
            .then_refused(refusal::CONTACT_ENTERED_IN_ERROR);
    }

    #[test]
    fn a_refusal_of_today_must_say_by_whom_and_why() {
        given::<Person>([registered().into()])
            .when(RecordContact(refused()))
            .then_refused(refusal::REFUSAL_NOT_EXPLAINED);
    }

    #[test]
    fn a_refusal_of_the_past_is_recorded_as_far_as_it_is_known() {
        given::<Person>([registered().into()])
            .recorded()
            .when(RecordContact(refused()))
            .then_one(refused());
    }

    #[test]
    fn a_reason_for_refusing_needs_a_refusal() {
        let odd = ContactRecorded { refusal_reason: RefusalReason::Frequency.into(), ..contact() };
        given::<Person>([registered().into()])
            .when(RecordContact(odd))
            .then_refused(refusal::NOTHING_WAS_REFUSED);
    }

    #[test]
    fn a_version_without_its_plan_is_refused() {
        let odd = ContactRecorded { plan_version: 2, ..contact() };
        given::<Person>([registered().into()])
            .when(RecordContact(odd))
            .then_refused(refusal::PLAN_VERSION_WITHOUT_PLAN);
    }
}
