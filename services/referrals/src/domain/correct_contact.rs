//! Correcting what is on record of a contact.
//!
//! A correction says one of three things: what the contact should read, in
//! whole, so that the last word can be read without those before it; when it
//! was; or that there was no such contact of this person. The record before
//! stays, and rules judge anew by the later word.
//!
//! That a contact was entered in error is final. A contact that was there after
//! all is recorded anew, with a source of its own: an entry that comes and goes
//! is one that nobody can rely upon.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::Occurred,
    referrals::{ContactCorrected, ContactDisposal, ContactReason, ContactService, Event},
    time::Span,
};

use super::{Person, record_contact::Told, refusal};

pub(super) fn decide(
    person: &Person,
    fact: ContactCorrected,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if !person.knows_contact(&fact.contact_id) {
        return Err(refusal::CONTACT_NOT_FOUND);
    }
    let in_whole = says_what_it_was(&fact);
    let says_more = in_whole || fact.happened.is_some();
    if fact.entered_in_error && says_more {
        return Err(refusal::CORRECTION_CONTRADICTS_ITSELF);
    }
    if person.entered_in_error(&fact.contact_id) {
        return if fact.entered_in_error {
            Ok(vec![]) // Said twice is said once.
        } else {
            Err(refusal::CONTACT_ENTERED_IN_ERROR)
        };
    }
    if !fact.entered_in_error && !says_more {
        return Err(refusal::CORRECTION_OF_NOTHING);
    }
    if in_whole {
        holds_together(&fact, said)?;
    }
    if let Some(happened) = &fact.happened {
        can_have_been(happened, said)?;
    }
    Ok(vec![fact.into()])
}

/// Whether it gives anything of the contact itself.
fn says_what_it_was(fact: &ContactCorrected) -> bool {
    let nothing = ContactCorrected {
        person_id: fact.person_id.clone(),
        contact_id: fact.contact_id.clone(),
        entered_in_error: fact.entered_in_error,
        why: fact.why.clone(),
        happened: fact.happened,
        ..Default::default()
    };
    *fact != nothing
}

/// Whether the contact as it should read is one that could be recorded.
fn holds_together(fact: &ContactCorrected, said: &Circumstances) -> Result<(), Refusal> {
    let missing = fact.service() == ContactService::Unspecified
        || fact.reason() == ContactReason::Unspecified
        || fact.disposal() == ContactDisposal::Unspecified
        || fact.agency_id.is_empty();
    if missing {
        return Err(refusal::CORRECTION_INCOMPLETE);
    }
    let told = Told {
        disposal: fact.disposal(),
        refusal_reason: fact.refusal_reason(),
        refused_by_agency_id: &fact.refused_by_agency_id,
        plan_id: &fact.plan_id,
        plan_version: fact.plan_version,
    };
    told.holds_together(said)
}

/// Whether a contact can have been then.
fn can_have_been(happened: &Occurred, said: &Circumstances) -> Result<(), Refusal> {
    let span = Span::try_from(happened).map_err(|_| refusal::CONTACT_TIME_WRONG)?;
    if span.start > said.recorded_at {
        return Err(refusal::CONTACT_TIME_WRONG);
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::{common::Text, referrals::RefusalReason, time};

    use super::*;
    use crate::domain::{
        PersonCommand::CorrectContact, record_contact::tests::contact,
        register_person::tests::registered,
    };

    fn bare() -> ContactCorrected {
        ContactCorrected {
            person_id: id("person", 1),
            contact_id: id("contact", 1),
            why: Some(Text::plain("the log of the ward says otherwise")),
            ..Default::default()
        }
    }

    pub(in crate::domain) fn corrected() -> ContactCorrected {
        ContactCorrected {
            service: ContactService::S136.into(),
            agency_id: id("agency", 1),
            reason: ContactReason::Suicidality.into(),
            disposal: ContactDisposal::Admitted.into(),
            ..bare()
        }
    }

    pub(in crate::domain) fn in_error() -> ContactCorrected {
        ContactCorrected { entered_in_error: true, ..bare() }
    }

    pub(in crate::domain) fn moved(to: i64) -> ContactCorrected {
        ContactCorrected { happened: Some(Span::instant(day(to)).into()), ..bare() }
    }

    fn on_record() -> Given<Person> {
        given([registered().into(), contact().into()])
    }

    #[test]
    fn a_contact_is_corrected() {
        on_record().when(CorrectContact(corrected())).then_one(corrected());
    }

    #[test]
    fn when_a_contact_was_is_corrected_by_itself() {
        on_record().on(day(5)).when(CorrectContact(moved(3))).then_one(moved(3));
    }

    #[test]
    fn a_contact_that_never_was_is_said_to_have_been_entered_in_error() {
        on_record().when(CorrectContact(in_error())).then_one(in_error());
    }

    #[test]
    fn a_contact_may_be_corrected_again() {
        on_record().and(corrected()).when(CorrectContact(corrected())).then_one(corrected());
    }

    #[test]
    fn a_contact_of_nobody_cannot_be_corrected() {
        nothing::<Person>()
            .when(CorrectContact(corrected()))
            .then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn a_contact_that_is_not_on_record_of_this_person_cannot_be_corrected() {
        given::<Person>([registered().into()])
            .recorded()
            .when(CorrectContact(corrected()))
            .then_refused(refusal::CONTACT_NOT_FOUND);
    }

    #[test]
    fn what_never_was_has_neither_content_nor_time() {
        let odd = [
            ContactCorrected { entered_in_error: true, ..corrected() },
            ContactCorrected { entered_in_error: true, ..moved(0) },
            ContactCorrected { notes: Some(Text::plain("words")), ..in_error() },
        ];
        for fact in odd {
            on_record()
                .recorded()
                .when(CorrectContact(fact))
                .then_refused(refusal::CORRECTION_CONTRADICTS_ITSELF);
        }
    }

    #[test]
    fn a_correction_corrects_something() {
        on_record()
            .recorded()
            .when(CorrectContact(bare()))
            .then_refused(refusal::CORRECTION_OF_NOTHING);
    }

    #[test]
    fn a_contact_is_corrected_in_whole() {
        let in_part = [
            ContactCorrected { service: 0, ..corrected() },
            ContactCorrected { reason: 0, ..corrected() },
            ContactCorrected { disposal: 0, ..corrected() },
            ContactCorrected { agency_id: String::new(), ..corrected() },
        ];
        for fact in in_part {
            on_record()
                .recorded()
                .when(CorrectContact(fact))
                .then_refused(refusal::CORRECTION_INCOMPLETE);
        }
    }

    #[test]
    fn a_corrected_contact_holds_together_as_a_recorded_one_does() {
        let refused = ContactCorrected { disposal: ContactDisposal::Refused.into(), ..corrected() };
        on_record()
            .when(CorrectContact(refused.clone()))
            .then_refused(refusal::REFUSAL_NOT_EXPLAINED);
        on_record().recorded().when(CorrectContact(refused.clone())).then_one(refused);
        let reason = RefusalReason::Plan.into();
        let explained = ContactCorrected { refusal_reason: reason, ..corrected() };
        on_record()
            .recorded()
            .when(CorrectContact(explained))
            .then_refused(refusal::NOTHING_WAS_REFUSED);
        let versioned = ContactCorrected { plan_version: 2, ..corrected() };
        on_record()
            .recorded()
            .when(CorrectContact(versioned))
            .then_refused(refusal::PLAN_VERSION_WITHOUT_PLAN);
    }

    #[test]
    fn a_contact_cannot_have_been_tomorrow() {
        for fact in [moved(1), ContactCorrected { happened: moved(1).happened, ..corrected() }] {
            on_record()
                .recorded()
                .when(CorrectContact(fact))
                .then_refused(refusal::CONTACT_TIME_WRONG);
        }
    }

    #[test]
    fn a_contact_does_not_end_before_it_begins() {
        let happened = Occurred {
            start: Some(time::wire(day(-1))),
            end: Some(time::wire(day(-2))),
            ..Default::default()
        };
        on_record()
            .when(CorrectContact(ContactCorrected { happened: Some(happened), ..bare() }))
            .then_refused(refusal::CONTACT_TIME_WRONG);
    }

    #[test]
    fn that_a_contact_was_entered_in_error_is_final() {
        for fact in [corrected(), moved(0)] {
            on_record()
                .and(in_error())
                .recorded()
                .when(CorrectContact(fact))
                .then_refused(refusal::CONTACT_ENTERED_IN_ERROR);
        }
    }

    #[test]
    fn an_error_said_twice_is_said_once() {
        on_record().and(in_error()).when(CorrectContact(in_error())).then_nothing();
    }
}
