//! Recording that a person was asked and did not consent.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{ConsentRefused, Event};

use super::{Consent, own_record, refusal, state::Standing};

pub(super) fn decide(
    consent: &Consent,
    fact: ConsentRefused,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    own_record(&fact.person_id, said)?;
    match consent.standing {
        None => Ok(vec![fact.into()]),
        Some(Standing::Refused) => Ok(vec![]), // Said twice is said once.
        Some(Standing::Given | Standing::Withdrawn) => Err(refusal::CONSENT_ALREADY_RECORDED),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::common::Role;

    use super::*;
    use crate::domain::{ConsentCommand::Refuse, record_consent::tests::consented};

    pub(in crate::domain) fn refused() -> ConsentRefused {
        ConsentRefused {
            consent_id: id("consent", 1),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    #[test]
    fn a_refusal_is_recorded() {
        nothing::<Consent>().when(Refuse(refused())).then_one(refused());
    }

    #[test]
    fn consent_that_stands_is_not_refused_under_the_same_id() {
        given::<Consent>([consented().into()])
            .when(Refuse(refused()))
            .then_refused(refusal::CONSENT_ALREADY_RECORDED);
    }

    #[test]
    fn nobody_refuses_in_another_persons_name() {
        nothing::<Consent>()
            .by(Role::Person)
            .when(Refuse(ConsentRefused { person_id: id("person", 2), ..refused() }))
            .then_refused(refusal::NOT_YOUR_RECORD);
    }

    #[test]
    fn refusing_twice_is_refusing_once() {
        given::<Consent>([refused().into()]).when(Refuse(refused())).then_nothing();
    }
}
