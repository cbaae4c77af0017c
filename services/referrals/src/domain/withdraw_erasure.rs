//! Withdrawing what was asked for, or turning it down, before anybody is erased.
//!
//! Whoever asked may change their mind, and whoever looks at it may say no; who of
//! them it was stands with the event.

use kernel::decider::Refusal;
use proto::referrals::{ErasureWithdrawn, Event};

use super::{Erasure, Person, refusal};

pub(super) fn decide(person: &Person, fact: ErasureWithdrawn) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    match person.erasure() {
        Erasure::Asked(_) => Ok(vec![fact.into()]),
        // Said twice is said once.
        Erasure::NotAsked => Ok(vec![]),
        Erasure::Done => Err(refusal::PERSON_ERASED),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{common::Text, referrals::PersonErased};

    use super::*;
    use crate::domain::{
        PersonCommand::{RequestErasure, WithdrawErasure},
        register_person::tests::registered,
        request_erasure::tests::requested,
    };

    pub(in crate::domain) fn withdrawn() -> ErasureWithdrawn {
        ErasureWithdrawn {
            person_id: id("person", 1),
            reason: Some(Text::plain("the period is not over")),
        }
    }

    #[test]
    fn a_request_is_withdrawn_and_can_be_made_again() {
        given::<Person>([registered().into(), requested().into()])
            .when(WithdrawErasure(withdrawn()))
            .then_one(withdrawn());
        given::<Person>([registered().into(), requested().into(), withdrawn().into()])
            .when(RequestErasure(requested()))
            .then_one(requested());
    }

    #[test]
    fn nothing_is_withdrawn_of_nobody_or_of_somebody_erased() {
        nothing::<Person>()
            .when(WithdrawErasure(withdrawn()))
            .then_refused(refusal::PERSON_NOT_FOUND);
        given::<Person>([registered().into(), PersonErased::default().into()])
            .when(WithdrawErasure(withdrawn()))
            .then_refused(refusal::PERSON_ERASED);
    }

    #[test]
    fn withdrawing_what_nobody_asked_for_says_nothing() {
        given::<Person>([registered().into()]).when(WithdrawErasure(withdrawn())).then_nothing();
    }
}
