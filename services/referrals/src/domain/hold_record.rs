//! Keeping a person's record from being erased.
//!
//! A court, an inquiry or a regulator may need what is on record long after anybody
//! else does. Each agency holds it for itself, once on each ground, and a hold in the
//! past is as good as one now: it is in force until it is released.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{Event, RecordHeld};

use super::{Erasure, Person, refusal};

pub(super) fn decide(
    person: &Person,
    fact: RecordHeld,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if *person.erasure() == Erasure::Done {
        return Err(refusal::PERSON_ERASED);
    }
    if person.is_held_by(&said.by.agency_id, fact.ground()) {
        return Ok(vec![]); // Said twice is said once.
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        common::Text,
        referrals::{HoldGround, PersonErased},
    };

    use super::*;
    use crate::domain::{PersonCommand::Hold, register_person::tests::registered};

    pub(in crate::domain) fn held() -> RecordHeld {
        RecordHeld {
            person_id: id("person", 1),
            ground: HoldGround::Inquest.into(),
            reason: Some(Text::plain("the coroner asked for it")),
        }
    }

    #[test]
    fn a_record_is_held_by_each_agency_and_on_each_ground() {
        given::<Person>([registered().into()]).when(Hold(held())).then_one(held());
        let once = || given::<Person>([registered().into(), held().into()]);
        once().for_agency(2).when(Hold(held())).then_one(held());
        let ground = HoldGround::Inquiry.into();
        let inquiry = RecordHeld { ground, ..held() };
        once().when(Hold(inquiry.clone())).then_one(inquiry);
    }

    #[test]
    fn the_record_of_nobody_or_of_somebody_erased_is_not_held() {
        nothing::<Person>().when(Hold(held())).then_refused(refusal::PERSON_NOT_FOUND);
        given::<Person>([registered().into(), PersonErased::default().into()])
            .when(Hold(held()))
            .then_refused(refusal::PERSON_ERASED);
    }

    #[test]
    fn holding_twice_is_holding_once() {
        given::<Person>([registered().into(), held().into()]).when(Hold(held())).then_nothing();
    }
}
