//! Applying a sanction: what was done to the person, and for what.
//!
//! It stands by itself or carries out a threat, whose kind it need not share: a
//! warning may become an order. What was applied is recorded, and rules judge it.

use kernel::decider::{Circumstances, Refusal};
use proto::sanctions::{Event, SanctionApplied};

use super::{Sanction, grounds, refusal};

pub(super) fn decide(
    sanction: &Sanction,
    fact: SanctionApplied,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    grounds::allow(fact.predicate(), said)?;
    if sanction.person_id().is_some_and(|person_id| person_id != fact.person_id) {
        return Err(refusal::SANCTION_OF_ANOTHER_PERSON);
    }
    if said.is_act() && fact.limits_care_contact {
        return Err(refusal::SANCTION_LIMITS_CARE);
    }
    match sanction.applied {
        None => Ok(vec![fact.into()]),
        Some(kind) if kind == fact.kind() => Ok(vec![]), // Said twice is said once.
        Some(_) => Err(refusal::SANCTION_ALREADY_ON_RECORD),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::sanctions::{Predicate, SanctionKind};

    use super::*;
    use crate::domain::{
        SanctionCommand::Apply, grounds::tests::SEEKING_HELP, threaten_sanction::tests::threatened,
    };

    pub(in crate::domain) fn applied() -> SanctionApplied {
        SanctionApplied {
            sanction_id: id("sanction", 1),
            person_id: id("person", 1),
            kind: SanctionKind::CommunityProtectionNotice.into(),
            agency_id: id("agency", 1),
            predicate: Predicate::SeparateOffence.into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_term_that_bars_seeking_help_is_not_set_here_and_is_recorded_where_it_was() {
        let fact = SanctionApplied { limits_care_contact: true, ..applied() };
        nothing::<Sanction>().when(Apply(fact.clone())).then_refused(refusal::SANCTION_LIMITS_CARE);
        nothing::<Sanction>().recorded().when(Apply(fact.clone())).then_one(fact);
    }

    #[test]
    fn a_sanction_for_a_separate_offence_is_applied() {
        nothing::<Sanction>().when(Apply(applied())).then_one(applied());
    }

    #[test]
    fn a_threat_is_carried_out() {
        given::<Sanction>([threatened().into()]).when(Apply(applied())).then_one(applied());
    }

    #[test]
    fn nobody_is_sanctioned_for_seeking_help() {
        for predicate in SEEKING_HELP {
            let fact = SanctionApplied { predicate: predicate.into(), ..applied() };
            nothing::<Sanction>()
                .when(Apply(fact))
                .then_refused(refusal::SANCTION_FOR_SEEKING_HELP);
        }
    }

    #[test]
    fn whoever_sanctions_says_what_for() {
        let fact = SanctionApplied { predicate: Predicate::NotRecorded.into(), ..applied() };
        nothing::<Sanction>().when(Apply(fact)).then_refused(refusal::PREDICATE_REQUIRED);
    }

    #[test]
    fn a_sanction_of_the_past_is_recorded_whatever_it_was_for() {
        for predicate in SEEKING_HELP.into_iter().chain([Predicate::NotRecorded]) {
            let fact = SanctionApplied { predicate: predicate.into(), ..applied() };
            nothing::<Sanction>().recorded().when(Apply(fact.clone())).then_one(fact);
        }
    }

    #[test]
    fn a_threat_is_not_carried_out_against_another_person() {
        let other = SanctionApplied { person_id: id("person", 2), ..applied() };
        for before in [threatened().into(), applied().into()] {
            given::<Sanction>([before])
                .when(Apply(other.clone()))
                .then_refused(refusal::SANCTION_OF_ANOTHER_PERSON);
        }
    }

    #[test]
    fn another_sanction_is_not_applied_under_the_same_id() {
        let fine = SanctionApplied { kind: SanctionKind::Fine.into(), ..applied() };
        given::<Sanction>([applied().into()])
            .when(Apply(fine))
            .then_refused(refusal::SANCTION_ALREADY_ON_RECORD);
    }

    #[test]
    fn applying_twice_is_applying_once() {
        given::<Sanction>([threatened().into(), applied().into()])
            .when(Apply(applied()))
            .then_nothing();
    }
}
