//! Withdrawing consent: as easy as giving it, and with effect at once.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{ConsentWithdrawn, Event};

use super::{Consent, own_record, refusal, state::Standing};

pub(super) fn decide(
    consent: &Consent,
    mut fact: ConsentWithdrawn,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let standing = consent.standing.ok_or(refusal::CONSENT_NOT_FOUND)?;
    own_record(consent.person_id().unwrap_or_default(), said)?;
    match standing {
        Standing::Withdrawn => Ok(vec![]), // Said twice is said once.
        Standing::Refused => Err(refusal::CONSENT_NEVER_GIVEN),
        Standing::Given => {
            fact.person_id = consent.person_id().unwrap_or_default().to_owned();
            Ok(vec![fact.into()])
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        common::Role,
        referrals::{ConsentRecorded, ConsentRefused},
    };

    use super::*;
    use crate::domain::{ConsentCommand::Withdraw, record_consent::tests::consented};

    pub(in crate::domain) fn withdrawn() -> ConsentWithdrawn {
        ConsentWithdrawn {
            consent_id: id("consent", 1),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    #[test]
    fn consent_is_withdrawn() {
        given::<Consent>([consented().into()]).when(Withdraw(withdrawn())).then_one(withdrawn());
    }

    #[test]
    fn consent_that_was_never_recorded_cannot_be_withdrawn() {
        nothing::<Consent>().when(Withdraw(withdrawn())).then_refused(refusal::CONSENT_NOT_FOUND);
    }

    #[test]
    fn a_refusal_cannot_be_withdrawn() {
        let refused = ConsentRefused { person_id: id("person", 1), ..Default::default() };
        given::<Consent>([refused.into()])
            .when(Withdraw(withdrawn()))
            .then_refused(refusal::CONSENT_NEVER_GIVEN);
    }

    #[test]
    fn withdrawing_twice_is_withdrawing_once() {
        given::<Consent>([consented().into(), withdrawn().into()])
            .when(Withdraw(withdrawn()))
            .then_nothing();
    }

    #[test]
    fn nobody_withdraws_in_another_persons_name() {
        given::<Consent>([ConsentRecorded { person_id: id("person", 2), ..consented() }.into()])
            .by(Role::Person)
            .when(Withdraw(withdrawn()))
            .then_refused(refusal::NOT_YOUR_RECORD);
    }
}
