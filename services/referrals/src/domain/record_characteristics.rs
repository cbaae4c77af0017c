//! Recording protected characteristics and communication needs.
//!
//! Each record replaces the one before as far as it says something.

use kernel::decider::Refusal;
use proto::referrals::{CharacteristicsRecorded, Event};

use super::{Person, refusal};

pub(super) fn decide(
    person: &Person,
    fact: CharacteristicsRecorded,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    let says_nothing =
        fact == CharacteristicsRecorded { person_id: fact.person_id.clone(), ..Default::default() };
    if says_nothing {
        return Ok(vec![]);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::referrals::{PersonRegistered, Sex};

    use super::*;
    use crate::domain::PersonCommand::RecordCharacteristics;

    fn registered() -> Event {
        PersonRegistered { person_id: id("person", 1), ..Default::default() }.into()
    }

    fn characteristics() -> CharacteristicsRecorded {
        CharacteristicsRecorded {
            person_id: id("person", 1),
            sex: Sex::Female.into(),
            ..Default::default()
        }
    }

    #[test]
    fn characteristics_are_recorded() {
        given::<Person>([registered()])
            .when(RecordCharacteristics(characteristics()))
            .then_one(characteristics());
    }

    #[test]
    fn characteristics_of_nobody_are_refused() {
        nothing::<Person>()
            .when(RecordCharacteristics(characteristics()))
            .then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn a_record_that_says_nothing_is_no_event() {
        let empty = CharacteristicsRecorded { person_id: id("person", 1), ..Default::default() };
        given::<Person>([registered()]).when(RecordCharacteristics(empty)).then_nothing();
    }
}
