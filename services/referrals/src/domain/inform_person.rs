//! Recording that a person was told of something that was done about them.
//!
//! Here and now the record says of what: "we told them" answers no question
//! that a person asks later. Telling somebody twice is telling them twice; a
//! request that is made twice is known by its id.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{Event, PersonInformed};

use super::{Person, refusal};

pub(super) fn decide(
    person: &Person,
    fact: PersonInformed,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if said.is_act() && fact.about_id.trim().is_empty() {
        return Err(refusal::INFORMED_OF_NOTHING);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::referrals::{InformedHow, InformedOf};

    use super::*;
    use crate::domain::{PersonCommand::Inform, register_person::tests::registered};

    fn informed() -> PersonInformed {
        PersonInformed {
            person_id: id("person", 1),
            of: InformedOf::Disclosure.into(),
            about_id: id("disclosure", 1),
            how: InformedHow::Letter.into(),
            ..Default::default()
        }
    }

    #[test]
    fn that_a_person_was_told_is_recorded() {
        given::<Person>([registered().into()]).when(Inform(informed())).then_one(informed());
    }

    #[test]
    fn nobody_cannot_be_told() {
        nothing::<Person>().when(Inform(informed())).then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn whatever_a_person_is_told_of_is_named() {
        for of in (1..).map_while(|number| InformedOf::try_from(number).ok()) {
            for about_id in ["", " "] {
                let fact =
                    PersonInformed { of: of.into(), about_id: about_id.into(), ..informed() };
                given::<Person>([registered().into()])
                    .when(Inform(fact))
                    .then_refused(refusal::INFORMED_OF_NOTHING);
            }
        }
    }

    #[test]
    fn what_a_person_was_told_in_the_past_is_recorded_as_far_as_it_is_known() {
        let vague = PersonInformed { about_id: String::new(), ..informed() };
        given::<Person>([registered().into()])
            .recorded()
            .when(Inform(vague.clone()))
            .then_one(vague);
    }

    #[test]
    fn being_told_again_is_an_event_again() {
        given::<Person>([registered().into(), informed().into()])
            .when(Inform(informed()))
            .then_one(informed());
    }
}
