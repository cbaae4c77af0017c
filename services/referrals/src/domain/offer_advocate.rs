//! Recording that an independent advocate was offered.
//!
//! An offer that was declined is on record as well as one that was accepted:
//! NICE CG136 (2011) 1.1.2 asks for the offer.

use kernel::decider::Refusal;
use proto::referrals::{AdvocateOffered, Event};

use super::{Person, refusal};

pub(super) fn decide(person: &Person, fact: AdvocateOffered) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::referrals::{Offer, PersonRegistered};

    use super::*;
    use crate::domain::PersonCommand::OfferAdvocate;

    fn offer() -> AdvocateOffered {
        AdvocateOffered {
            person_id: id("person", 1),
            response: Offer::Declined.into(),
            ..Default::default()
        }
    }

    fn registered() -> Event {
        PersonRegistered { person_id: id("person", 1), ..Default::default() }.into()
    }

    #[test]
    fn an_offer_is_recorded_whatever_the_answer() {
        given::<Person>([registered()]).when(OfferAdvocate(offer())).then_one(offer());
    }

    #[test]
    fn an_offer_to_nobody_is_refused() {
        nothing::<Person>().when(OfferAdvocate(offer())).then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn an_offer_made_again_is_an_event_again() {
        given::<Person>([registered(), offer().into()])
            .when(OfferAdvocate(offer()))
            .then_one(offer());
    }
}
