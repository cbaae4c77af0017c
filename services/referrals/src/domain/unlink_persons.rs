//! Undoing a link. Both entries are as they were before it.
//!
//! An entry that was unlinked looks like one that was never linked, since
//! undoing leaves nothing behind; so undoing what is not there is no event and
//! no refusal. A link that stands on the other entry's record is undone there,
//! and whoever asks here is told so.

use kernel::decider::Refusal;
use proto::referrals::{Event, PersonsUnlinked};

use super::{Person, refusal};

/// What the service knows of the other entry before it is decided.
#[derive(Clone, Copy, Debug, Default)]
pub struct There {
    /// True if this entry is linked on the other's record.
    pub linked: bool,
}

pub(super) fn decide(
    person: &Person,
    fact: PersonsUnlinked,
    there: There,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if person.is_linked_to(&fact.other_person_id) {
        return Ok(vec![fact.into()]);
    }
    if there.linked {
        return Err(refusal::LINKED_THE_OTHER_WAY_ROUND);
    }
    Ok(vec![])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::common::Text;

    use super::*;
    use crate::domain::{
        PersonCommand::Unlink, link_persons::tests::linked, register_person::tests::registered,
    };

    pub(in crate::domain) fn unlinked(other: u128) -> PersonsUnlinked {
        PersonsUnlinked {
            person_id: id("person", 1),
            other_person_id: id("person", other),
            reason: Some(Text::plain("two people of one name")),
        }
    }

    #[test]
    fn a_link_is_undone() {
        given::<Person>([registered().into(), linked(2).into()])
            .when(Unlink(unlinked(2), There::default()))
            .then_one(unlinked(2));
    }

    #[test]
    fn an_entry_that_is_not_there_has_no_links() {
        nothing::<Person>()
            .when(Unlink(unlinked(2), There::default()))
            .then_refused(refusal::PERSON_NOT_FOUND);
    }

    #[test]
    fn a_link_that_stands_on_the_other_record_is_undone_there() {
        given::<Person>([registered().into()])
            .recorded()
            .when(Unlink(unlinked(2), There { linked: true }))
            .then_refused(refusal::LINKED_THE_OTHER_WAY_ROUND);
    }

    #[test]
    fn undoing_twice_is_undoing_once() {
        given::<Person>([registered().into(), linked(2).into(), unlinked(2).into()])
            .when(Unlink(unlinked(2), There::default()))
            .then_nothing();
    }

    #[test]
    fn undoing_what_was_never_done_says_nothing() {
        given::<Person>([registered().into(), linked(3).into()])
            .when(Unlink(unlinked(2), There::default()))
            .then_nothing();
    }
}
