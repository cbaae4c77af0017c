//! Ending a hold of one's own agency. Nothing is erased by that.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{Event, RecordReleased};

use super::{Person, refusal};

pub(super) fn decide(
    person: &Person,
    fact: RecordReleased,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if person.is_held_by(&said.by.agency_id, fact.ground()) {
        return Ok(vec![fact.into()]);
    }
    if person.holds().any(|(_, ground)| ground == fact.ground()) {
        return Err(refusal::RECORD_NOT_HELD);
    }
    Ok(vec![]) // Said twice is said once.
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{common::Text, referrals::HoldGround};

    use super::*;
    use crate::domain::{
        PersonCommand::{Hold, Release},
        hold_record::tests::held,
        register_person::tests::registered,
    };

    pub(in crate::domain) fn released() -> RecordReleased {
        RecordReleased {
            person_id: id("person", 1),
            ground: HoldGround::Inquest.into(),
            reason: Some(Text::plain("the inquest is over")),
        }
    }

    #[test]
    fn a_hold_is_released_and_can_be_placed_again() {
        given::<Person>([registered().into(), held().into()])
            .when(Release(released()))
            .then_one(released());
        given::<Person>([registered().into(), held().into(), released().into()])
            .when(Hold(held()))
            .then_one(held());
    }

    #[test]
    fn nobody_releases_what_another_agency_holds() {
        nothing::<Person>().when(Release(released())).then_refused(refusal::PERSON_NOT_FOUND);
        given::<Person>([registered().into(), held().into()])
            .for_agency(2)
            .when(Release(released()))
            .then_refused(refusal::RECORD_NOT_HELD);
    }

    #[test]
    fn releasing_what_is_not_held_says_nothing() {
        given::<Person>([registered().into()]).when(Release(released())).then_nothing();
    }
}
