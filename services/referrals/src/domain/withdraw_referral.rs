//! Withdrawing a referral before it is answered.
//!
//! Whoever made it may, and so may the person and who represents them: nobody
//! is bound to be referred. Once a referral is answered there is a case or a
//! reason, and those are closed or stand.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{Event, ReferralWithdrawn};

use super::{Referral, own_record, refusal, state::Answer};

pub(super) fn decide(
    referral: &Referral,
    mut fact: ReferralWithdrawn,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = referral.about.as_ref().ok_or(refusal::REFERRAL_NOT_FOUND)?;
    own_record(&about.person_id, said)?;
    match referral.answer {
        Some(Answer::Withdrawn) => Ok(vec![]), // Said twice is said once.
        Some(Answer::Accepted | Answer::Declined) => Err(refusal::REFERRAL_ALREADY_ANSWERED),
        None => {
            fact.person_id.clone_from(&about.person_id);
            fact.scheme_id.clone_from(&about.scheme_id);
            Ok(vec![fact.into()])
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        common::Role,
        referrals::{ReferralMade, WithdrawnBy},
    };

    use super::*;
    use crate::domain::{
        ReferralCommand::Withdraw, accept_referral::tests::accepted,
        decline_referral::tests::declined, refer::tests::made,
    };

    pub(in crate::domain) fn withdrawn() -> ReferralWithdrawn {
        ReferralWithdrawn {
            referral_id: id("referral", 1),
            by: WithdrawnBy::Person.into(),
            reason: None,
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
        }
    }

    #[test]
    fn a_referral_is_withdrawn_and_names_the_person() {
        let asked = ReferralWithdrawn {
            person_id: id("person", 9),
            scheme_id: String::new(),
            ..withdrawn()
        };
        given::<Referral>([made().into()]).when(Withdraw(asked)).then_one(withdrawn());
    }

    #[test]
    fn a_referral_that_was_never_made_cannot_be_withdrawn() {
        nothing::<Referral>().when(Withdraw(withdrawn())).then_refused(refusal::REFERRAL_NOT_FOUND);
    }

    #[test]
    fn a_referral_that_was_answered_cannot_be_withdrawn() {
        for answer in [Event::from(accepted()), declined().into()] {
            given::<Referral>([made().into(), answer])
                .recorded()
                .when(Withdraw(withdrawn()))
                .then_refused(refusal::REFERRAL_ALREADY_ANSWERED);
        }
    }

    #[test]
    fn a_person_withdraws_their_own_referral_and_no_other() {
        // Worker 1 of the scenario is person 1.
        given::<Referral>([made().into()])
            .by(Role::Person)
            .when(Withdraw(withdrawn()))
            .then_one(withdrawn());
        let of_another = ReferralMade { person_id: id("person", 2), ..made() };
        given::<Referral>([of_another.into()])
            .by(Role::Person)
            .when(Withdraw(withdrawn()))
            .then_refused(refusal::NOT_YOUR_RECORD);
    }

    #[test]
    fn withdrawing_twice_is_withdrawing_once() {
        given::<Referral>([made().into(), withdrawn().into()])
            .when(Withdraw(withdrawn()))
            .then_nothing();
    }
}
