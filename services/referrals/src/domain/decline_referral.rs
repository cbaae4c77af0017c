//! Declining a referral, with the reason.

use kernel::decider::Refusal;
use proto::referrals::{Event, ReferralDeclined};

use super::{Referral, refusal, state::Answer};

pub(super) fn decide(
    referral: &Referral,
    mut fact: ReferralDeclined,
) -> Result<Vec<Event>, Refusal> {
    let about = referral.about.as_ref().ok_or(refusal::REFERRAL_NOT_FOUND)?;
    match referral.answer {
        Some(Answer::Declined) => Ok(vec![]), // Said twice is said once.
        Some(Answer::Accepted) => Err(refusal::REFERRAL_ALREADY_ANSWERED),
        Some(Answer::Withdrawn) => Err(refusal::REFERRAL_WITHDRAWN),
        None => {
            fact.person_id.clone_from(&about.person_id);
            Ok(vec![fact.into()])
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::common::Text;

    use super::*;
    use crate::domain::{
        ReferralCommand::Decline, accept_referral::tests::accepted, refer::tests::made,
        withdraw_referral::tests::withdrawn,
    };

    pub(in crate::domain) fn declined() -> ReferralDeclined {
        ReferralDeclined {
            referral_id: id("referral", 1),
            agency_id: id("agency", 2),
            reason: Some(Text::plain("outside our area")),
            person_id: id("person", 1),
        }
    }

    #[test]
    fn a_referral_is_declined_with_a_reason() {
        given::<Referral>([made().into()]).when(Decline(declined())).then_one(declined());
    }

    #[test]
    fn an_accepted_referral_cannot_be_declined() {
        given::<Referral>([made().into(), accepted().into()])
            .when(Decline(declined()))
            .then_refused(refusal::REFERRAL_ALREADY_ANSWERED);
    }

    #[test]
    fn a_referral_that_was_never_made_cannot_be_declined() {
        nothing::<Referral>().when(Decline(declined())).then_refused(refusal::REFERRAL_NOT_FOUND);
    }

    #[test]
    fn a_referral_that_was_withdrawn_cannot_be_declined() {
        given::<Referral>([made().into(), withdrawn().into()])
            .recorded()
            .when(Decline(declined()))
            .then_refused(refusal::REFERRAL_WITHDRAWN);
    }

    #[test]
    fn declining_twice_is_declining_once() {
        given::<Referral>([made().into(), declined().into()])
            .when(Decline(declined()))
            .then_nothing();
    }
}
