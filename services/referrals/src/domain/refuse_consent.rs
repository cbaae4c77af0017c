//! Recording that a person was asked and did not consent.

use kernel::decider::Refusal;
use proto::referrals::{ConsentRefused, Event};

use super::{Consent, refusal, state::Standing};

pub(super) fn decide(consent: &Consent, fact: ConsentRefused) -> Result<Vec<Event>, Refusal> {
    match consent.standing {
        None => Ok(vec![fact.into()]),
        Some(Standing::Refused) => Ok(vec![]), // Said twice is said once.
        Some(Standing::Given | Standing::Withdrawn) => Err(refusal::CONSENT_ALREADY_RECORDED),
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::{ConsentCommand::Refuse, record_consent::tests::consented};

    fn refused() -> ConsentRefused {
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
    fn refusing_twice_is_refusing_once() {
        given::<Consent>([refused().into()]).when(Refuse(refused())).then_nothing();
    }
}
