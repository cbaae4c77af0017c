//! Recording that somebody ceased to represent a person.
//!
//! A period that has run out ends a representation by itself; that it ended can
//! still be put on record.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{Event, RepresentationEnded};

use super::{Person, own_record, refusal};

pub(super) fn decide(
    person: &Person,
    fact: RepresentationEnded,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    own_record(&fact.person_id, said)?;
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if person.representative(&fact.representative_id).is_some() {
        return Ok(vec![fact.into()]);
    }
    if person.was_represented_by(&fact.representative_id) {
        return Ok(vec![]); // Said twice is said once.
    }
    Err(refusal::REPRESENTATIVE_NOT_FOUND)
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{common::Role, referrals::RepresentativeAppointed};

    use super::*;
    use crate::domain::{
        PersonCommand::EndRepresentation, appoint_representative::tests::appointed,
        register_person::tests::registered,
    };

    pub(in crate::domain) fn ended() -> RepresentationEnded {
        RepresentationEnded {
            person_id: id("person", 1),
            representative_id: id("worker", 7),
            reason: None,
        }
    }

    #[test]
    fn a_representation_ends() {
        given::<Person>([registered().into(), appointed().into()])
            .when(EndRepresentation(ended()))
            .then_one(ended());
    }

    #[test]
    fn nobody_is_represented_by_nobody() {
        nothing::<Person>()
            .when(EndRepresentation(ended()))
            .then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn a_representation_that_never_began_cannot_end() {
        given::<Person>([registered().into()])
            .recorded()
            .when(EndRepresentation(ended()))
            .then_refused(refusal::REPRESENTATIVE_NOT_FOUND);
    }

    #[test]
    fn a_person_ends_their_own_representation_and_no_other() {
        let of_another = RepresentationEnded { person_id: id("person", 2), ..ended() };
        given::<Person>([registered().into(), appointed().into()])
            .by(Role::Person)
            .when(EndRepresentation(of_another))
            .then_refused(refusal::NOT_YOUR_RECORD);
    }

    #[test]
    fn ending_twice_is_ending_once() {
        given::<Person>([registered().into(), appointed().into(), ended().into()])
            .when(EndRepresentation(ended()))
            .then_nothing();
    }

    #[test]
    fn of_a_long_line_of_representatives_the_latest_ends_are_remembered() {
        let line = (1..=40_u128).flat_map(|n| {
            let representative_id = id("worker", n);
            let appointed = RepresentativeAppointed {
                representative_id: representative_id.clone(),
                ..appointed()
            };
            [appointed.into(), RepresentationEnded { representative_id, ..ended() }.into()]
        });
        let of = |n| RepresentationEnded { representative_id: id("worker", n), ..ended() };
        let all: Vec<Event> = [registered().into()].into_iter().chain(line).collect();
        given::<Person>(all.clone()).when(EndRepresentation(of(40))).then_nothing();
        given::<Person>(all)
            .when(EndRepresentation(of(1)))
            .then_refused(refusal::REPRESENTATIVE_NOT_FOUND);
    }
}
