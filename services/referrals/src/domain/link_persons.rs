//! Linking two entries of the register that are one person.
//!
//! A person decides it, and says why they are sure. How the entries compare is
//! put beside it, whatever the comparison says: a link that the score would not
//! have suggested is one to look at again. Nothing is merged, and a link can be
//! undone.
//!
//! A link stands on the stream of `person_id` alone and means the same in both
//! directions. What is known of the other entry comes with the command and may
//! be a moment old, so that two people who link the same two entries at once,
//! each the other way round, both have their link; whoever reads links takes
//! the two directions together.

use kernel::decider::Refusal;
use proto::referrals::{Event, LinkWeight, PersonsLinked};

use super::{Person, refusal};

/// What the service knows of the two entries before it is decided.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    /// True if the other entry is in the register.
    pub other_is_registered: bool,
    /// True if this entry is linked on the other's record.
    pub linked_there: bool,
    /// How the entries compare, field by field.
    pub weights: Vec<LinkWeight>,
    /// The sum of the weights.
    pub score: i32,
    /// True if the score alone would have suggested the link.
    pub suggested: bool,
}

pub(super) fn decide(
    person: &Person,
    mut fact: PersonsLinked,
    compared: Compared,
) -> Result<Vec<Event>, Refusal> {
    if fact.person_id == fact.other_person_id {
        return Err(refusal::LINKED_TO_ITSELF);
    }
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if !compared.other_is_registered {
        return Err(refusal::OTHER_PERSON_NOT_FOUND);
    }
    if person.is_linked_to(&fact.other_person_id) || compared.linked_there {
        return Ok(vec![]); // Said twice, or the other way round, is said once.
    }
    if person.has_all_links() {
        return Err(refusal::LINKS_TOO_MANY);
    }
    fact.weights = compared.weights;
    fact.score = compared.score;
    fact.suggested = compared.suggested;
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{
        common::Text,
        referrals::{LinkComparison, LinkField},
    };

    use super::*;
    use crate::domain::{
        PersonCommand, register_person::tests::registered, state::MOST_LINKS,
        unlink_persons::tests::unlinked,
    };

    pub(in crate::domain) fn compared() -> Compared {
        let weight = LinkWeight {
            field: LinkField::NhsNumber.into(),
            comparison: LinkComparison::Same.into(),
            weight: 2_500,
        };
        Compared {
            other_is_registered: true,
            linked_there: false,
            weights: vec![weight],
            score: 2_500,
            suggested: true,
        }
    }

    pub(in crate::domain) fn asked(other: u128) -> PersonsLinked {
        PersonsLinked {
            person_id: id("person", 1),
            other_person_id: id("person", other),
            reason: Some(Text::plain("the same letter of the same clinic")),
            ..Default::default()
        }
    }

    pub(in crate::domain) fn linked(other: u128) -> PersonsLinked {
        let Compared { weights, score, suggested, .. } = compared();
        PersonsLinked { weights, score, suggested, ..asked(other) }
    }

    fn link(fact: PersonsLinked) -> PersonCommand {
        PersonCommand::Link(fact, compared())
    }

    fn on_record() -> Given<Person> {
        given([registered().into()])
    }

    #[test]
    fn two_entries_are_linked_with_how_they_compare() {
        on_record().when(link(asked(2))).then_one(linked(2));
    }

    #[test]
    fn what_the_caller_says_of_the_comparison_does_not_count() {
        let made_up = PersonsLinked { weights: vec![], score: 9_999, suggested: false, ..asked(2) };
        on_record().when(link(made_up)).then_one(linked(2));
    }

    #[test]
    fn a_link_that_no_score_suggests_is_made_if_somebody_is_sure() {
        let unlike = Compared { weights: vec![], score: -500, suggested: false, ..compared() };
        let fact = PersonsLinked { weights: vec![], score: -500, suggested: false, ..linked(2) };
        on_record().when(PersonCommand::Link(asked(2), unlike)).then_one(fact);
    }

    #[test]
    fn an_entry_is_not_linked_to_itself() {
        on_record().recorded().when(link(asked(1))).then_refused(refusal::LINKED_TO_ITSELF);
    }

    #[test]
    fn both_entries_are_in_the_register() {
        nothing::<Person>().when(link(asked(2))).then_refused(refusal::PERSON_NOT_FOUND);
        let alone = Compared { other_is_registered: false, ..compared() };
        on_record()
            .recorded()
            .when(PersonCommand::Link(asked(2), alone))
            .then_refused(refusal::OTHER_PERSON_NOT_FOUND);
    }

    #[test]
    fn an_entry_has_sixty_four_links_at_most() {
        let most = u128::try_from(MOST_LINKS).unwrap_or_default();
        let full = (2..2 + most).fold(on_record(), |given, n| given.and(linked(n)));
        full.recorded().when(link(asked(1_000))).then_refused(refusal::LINKS_TOO_MANY);
    }

    #[test]
    fn linking_twice_is_linking_once() {
        on_record().and(linked(2)).when(link(asked(2))).then_nothing();
    }

    #[test]
    fn linking_the_other_way_round_says_nothing_new() {
        let there = Compared { linked_there: true, ..compared() };
        on_record().when(PersonCommand::Link(asked(2), there)).then_nothing();
    }

    #[test]
    fn what_was_unlinked_can_be_linked_again() {
        on_record().and(linked(2)).and(unlinked(2)).when(link(asked(2))).then_one(linked(2));
    }
}
