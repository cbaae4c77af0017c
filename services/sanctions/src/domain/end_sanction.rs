//! Recording that a sanction ended, and how.
//!
//! It ends once. One that was overturned may still have its formal end, and one
//! that ended can be reviewed and overturned.

use kernel::decider::Refusal;
use proto::sanctions::{Event, SanctionEnded};

use super::{Sanction, refusal};

pub(super) fn decide(sanction: &Sanction, mut fact: SanctionEnded) -> Result<Vec<Event>, Refusal> {
    let person_id = sanction.applied_to()?;
    match sanction.ended {
        Some(known) if known == fact.how() => return Ok(vec![]), // Said twice is said once.
        Some(_) => return Err(refusal::SANCTION_ALREADY_ENDED),
        None => {}
    }
    person_id.clone_into(&mut fact.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::sanctions::SanctionEnd;

    use super::*;
    use crate::domain::{
        SanctionCommand::End, apply_sanction::tests::applied, overturn_sanction::tests::overturned,
        threaten_sanction::tests::threatened,
    };

    pub(in crate::domain) fn ended() -> SanctionEnded {
        SanctionEnded {
            sanction_id: id("sanction", 1),
            how: SanctionEnd::Expired.into(),
            person_id: id("person", 1),
        }
    }

    #[test]
    fn a_sanction_ends_and_names_the_person() {
        let asked = SanctionEnded { person_id: String::new(), ..ended() };
        given::<Sanction>([applied().into()]).when(End(asked)).then_one(ended());
    }

    #[test]
    fn only_what_was_applied_ends() {
        nothing::<Sanction>().when(End(ended())).then_refused(refusal::SANCTION_NOT_FOUND);
        given::<Sanction>([threatened().into()])
            .when(End(ended()))
            .then_refused(refusal::SANCTION_NOT_APPLIED);
    }

    #[test]
    fn what_was_overturned_may_still_end() {
        given::<Sanction>([applied().into(), overturned().into()])
            .when(End(ended()))
            .then_one(ended());
    }

    #[test]
    fn it_does_not_end_in_two_ways() {
        let served = SanctionEnded { how: SanctionEnd::Served.into(), ..ended() };
        given::<Sanction>([applied().into(), ended().into()])
            .recorded()
            .when(End(served))
            .then_refused(refusal::SANCTION_ALREADY_ENDED);
    }

    #[test]
    fn ending_twice_is_ending_once() {
        given::<Sanction>([applied().into(), ended().into()]).when(End(ended())).then_nothing();
    }
}
