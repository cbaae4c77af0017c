//! Asking that a person be erased.
//!
//! It names the ground in law, and why, for whoever confirms it. Nothing is erased by
//! it. What speaks against an erasure now is looked at when it is confirmed, so that it
//! can be asked for while a complaint runs its course.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{ErasureRequested, Event};

use super::{Erasure, Person, refusal};

pub(super) fn decide(
    person: &Person,
    fact: ErasureRequested,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if !said.is_act() {
        return Err(refusal::ERASURE_NOT_OF_THE_PAST);
    }
    match person.erasure() {
        Erasure::NotAsked => Ok(vec![fact.into()]),
        Erasure::Asked(asked)
            if (asked.fact.ground, asked.fact.extent) == (fact.ground, fact.extent)
                && asked.by.worker_id == said.by.worker_id =>
        {
            Ok(vec![])
        }
        Erasure::Asked(_) => Err(refusal::ERASURE_ALREADY_REQUESTED),
        Erasure::Done => Err(refusal::PERSON_ERASED),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        common::{Role::InformationGovernance, Text},
        referrals::{ErasureExtent, ErasureGround, PersonErased},
    };

    use super::*;
    use crate::domain::{PersonCommand::RequestErasure, register_person::tests::registered};

    pub(in crate::domain) fn requested() -> ErasureRequested {
        ErasureRequested {
            person_id: id("person", 1),
            ground: ErasureGround::RetentionOver.into(),
            extent: ErasureExtent::Whole.into(),
            reason: Some(Text::plain("twenty years after the last contact")),
        }
    }

    #[test]
    fn that_somebody_asks_for_an_erasure_is_recorded() {
        given::<Person>([registered().into()])
            .by(InformationGovernance)
            .when(RequestErasure(requested()))
            .then_one(requested());
    }

    #[test]
    fn nobody_is_erased_who_is_not_there() {
        nothing::<Person>()
            .when(RequestErasure(requested()))
            .then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn an_erasure_of_the_past_is_not_taken() {
        given::<Person>([registered().into()])
            .recorded()
            .when(RequestErasure(requested()))
            .then_refused(refusal::ERASURE_NOT_OF_THE_PAST);
    }

    #[test]
    fn asking_twice_is_asking_once_and_on_another_ground_is_refused() {
        let asked = || given::<Person>([registered().into(), requested().into()]);
        asked().when(RequestErasure(requested())).then_nothing();
        let ground = ErasureGround::CourtOrder.into();
        asked()
            .when(RequestErasure(ErasureRequested { ground, ..requested() }))
            .then_refused(refusal::ERASURE_ALREADY_REQUESTED);
    }

    #[test]
    fn who_was_erased_is_not_erased_again() {
        given::<Person>([registered().into(), PersonErased::default().into()])
            .when(RequestErasure(requested()))
            .then_refused(refusal::PERSON_ERASED);
    }
}
