//! Threatening a sanction: what with, and for what.
//!
//! A threat works as a sanction does, so the same grounds are refused. A threat
//! that was made is recorded, and rules judge it.

use kernel::decider::{Circumstances, Refusal};
use proto::sanctions::{Event, SanctionThreatened};

use super::{Sanction, grounds, refusal};

pub(super) fn decide(
    sanction: &Sanction,
    fact: SanctionThreatened,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    grounds::allow(fact.predicate(), said)?;
    let Some(person_id) = sanction.person_id() else {
        return Ok(vec![fact.into()]);
    };
    if person_id == fact.person_id && sanction.threatened == Some(fact.kind()) {
        return Ok(vec![]); // Said twice is said once.
    }
    Err(refusal::SANCTION_ALREADY_ON_RECORD)
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::sanctions::{Predicate, SanctionKind};

    use super::*;
    use crate::domain::{
        SanctionCommand::Threaten, apply_sanction::tests::applied, grounds::tests::SEEKING_HELP,
    };

    pub(in crate::domain) fn threatened() -> SanctionThreatened {
        SanctionThreatened {
            sanction_id: id("sanction", 1),
            person_id: id("person", 1),
            kind: SanctionKind::CommunityProtectionWarning.into(),
            agency_id: id("agency", 1),
            predicate: Predicate::SeparateOffence.into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_threat_for_a_separate_offence_is_made() {
        nothing::<Sanction>().when(Threaten(threatened())).then_one(threatened());
    }

    #[test]
    fn nobody_is_threatened_for_seeking_help() {
        for predicate in SEEKING_HELP {
            let fact = SanctionThreatened { predicate: predicate.into(), ..threatened() };
            nothing::<Sanction>()
                .when(Threaten(fact))
                .then_refused(refusal::SANCTION_FOR_SEEKING_HELP);
        }
    }

    #[test]
    fn whoever_threatens_says_what_for() {
        let fact = SanctionThreatened { predicate: Predicate::NotRecorded.into(), ..threatened() };
        nothing::<Sanction>().when(Threaten(fact)).then_refused(refusal::PREDICATE_REQUIRED);
    }

    #[test]
    fn a_threat_of_the_past_is_recorded_whatever_it_was_for() {
        for predicate in SEEKING_HELP.into_iter().chain([Predicate::NotRecorded]) {
            let fact = SanctionThreatened { predicate: predicate.into(), ..threatened() };
            nothing::<Sanction>().recorded().when(Threaten(fact.clone())).then_one(fact);
        }
    }

    #[test]
    fn another_threat_is_not_made_under_the_same_id() {
        let fine = SanctionThreatened { kind: SanctionKind::Fine.into(), ..threatened() };
        let other = SanctionThreatened { person_id: id("person", 2), ..threatened() };
        for fact in [fine, other] {
            given::<Sanction>([threatened().into()])
                .when(Threaten(fact))
                .then_refused(refusal::SANCTION_ALREADY_ON_RECORD);
        }
    }

    #[test]
    fn what_was_applied_without_a_threat_is_not_threatened_afterwards() {
        let kind = threatened().kind;
        let unannounced = proto::sanctions::SanctionApplied { kind, ..applied() };
        given::<Sanction>([unannounced.into()])
            .when(Threaten(threatened()))
            .then_refused(refusal::SANCTION_ALREADY_ON_RECORD);
    }

    #[test]
    fn threatening_twice_is_threatening_once() {
        given::<Sanction>([threatened().into()]).when(Threaten(threatened())).then_nothing();
    }

    #[test]
    fn a_repeated_threat_for_seeking_help_is_refused_as_well() {
        let past = SanctionThreatened { predicate: Predicate::Calling.into(), ..threatened() };
        given::<Sanction>([past.clone().into()])
            .when(Threaten(past))
            .then_refused(refusal::SANCTION_FOR_SEEKING_HELP);
    }
}
