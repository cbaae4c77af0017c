//! Recording what a person was told or given.
//!
//! "Nobody told me" can only be answered from a record. A copy to keep is
//! something else than being told.

use kernel::decider::Refusal;
use proto::referrals::{Event, InformationGiven};

use super::{Person, refusal};

pub(super) fn decide(person: &Person, fact: InformationGiven) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::referrals::{InformationKind, PersonRegistered};

    use super::*;
    use crate::domain::PersonCommand::GiveInformation;

    fn leaflet() -> InformationGiven {
        InformationGiven {
            person_id: id("person", 1),
            kind: InformationKind::Leaflet.into(),
            ..Default::default()
        }
    }

    fn registered() -> Event {
        PersonRegistered { person_id: id("person", 1), ..Default::default() }.into()
    }

    #[test]
    fn what_a_person_was_given_is_recorded() {
        given::<Person>([registered()]).when(GiveInformation(leaflet())).then_one(leaflet());
    }

    #[test]
    fn nobody_cannot_be_told() {
        nothing::<Person>()
            .when(GiveInformation(leaflet()))
            .then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn being_told_again_is_an_event_again() {
        given::<Person>([registered(), leaflet().into()])
            .when(GiveInformation(leaflet()))
            .then_one(leaflet());
    }
}
