//! Recording that a sanction was overturned: it should not have been applied.
//!
//! It may have ended long before: a conviction is quashed after the sentence
//! was served. It is overturned once. That it was applied stays on record.

use kernel::decider::Refusal;
use proto::sanctions::{Event, SanctionOverturned};

use super::{Sanction, refusal};

pub(super) fn decide(
    sanction: &Sanction,
    mut fact: SanctionOverturned,
) -> Result<Vec<Event>, Refusal> {
    let person_id = sanction.applied_to()?;
    match sanction.overturned {
        Some(known) if known == fact.by() => return Ok(vec![]), // Said twice is said once.
        Some(_) => return Err(refusal::SANCTION_ALREADY_OVERTURNED),
        None => {}
    }
    person_id.clone_into(&mut fact.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{common::Text, sanctions::OverturnedBy};

    use super::*;
    use crate::domain::{
        SanctionCommand::Overturn, apply_sanction::tests::applied, end_sanction::tests::ended,
        threaten_sanction::tests::threatened,
    };

    pub(in crate::domain) fn overturned() -> SanctionOverturned {
        SanctionOverturned {
            sanction_id: id("sanction", 1),
            by: OverturnedBy::Appeal.into(),
            reasons: Some(Text::plain("there was no victim")),
            person_id: id("person", 1),
        }
    }

    #[test]
    fn a_sanction_is_overturned_and_names_the_person() {
        let asked = SanctionOverturned { person_id: String::new(), ..overturned() };
        given::<Sanction>([applied().into()]).when(Overturn(asked)).then_one(overturned());
    }

    #[test]
    fn only_what_was_applied_is_overturned() {
        nothing::<Sanction>()
            .when(Overturn(overturned()))
            .then_refused(refusal::SANCTION_NOT_FOUND);
        given::<Sanction>([threatened().into()])
            .when(Overturn(overturned()))
            .then_refused(refusal::SANCTION_NOT_APPLIED);
    }

    #[test]
    fn what_has_ended_may_still_be_overturned() {
        given::<Sanction>([applied().into(), ended().into()])
            .when(Overturn(overturned()))
            .then_one(overturned());
    }

    #[test]
    fn it_is_not_overturned_by_two() {
        let by_the_agency = SanctionOverturned { by: OverturnedBy::Agency.into(), ..overturned() };
        given::<Sanction>([applied().into(), overturned().into()])
            .recorded()
            .when(Overturn(by_the_agency))
            .then_refused(refusal::SANCTION_ALREADY_OVERTURNED);
    }

    #[test]
    fn overturning_twice_is_overturning_once() {
        given::<Sanction>([applied().into(), overturned().into()])
            .when(Overturn(overturned()))
            .then_nothing();
    }
}
