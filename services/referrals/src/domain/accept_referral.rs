//! Accepting a referral: the person joins the caseload.
//!
//! Consent is not checked here: the record says which consent was relied
//! upon, and rules over the whole history judge it.

use kernel::decider::Refusal;
use proto::referrals::{Event, ReferralAccepted};

use super::{Referral, refusal, state::Answer};

pub(super) fn decide(
    referral: &Referral,
    mut fact: ReferralAccepted,
) -> Result<Vec<Event>, Refusal> {
    let about = referral.about.as_ref().ok_or(refusal::REFERRAL_NOT_FOUND)?;
    match referral.answer {
        Some(Answer::Accepted) => Ok(vec![]), // Said twice is said once.
        Some(Answer::Declined) => Err(refusal::REFERRAL_ALREADY_ANSWERED),
        Some(Answer::Withdrawn) => Err(refusal::REFERRAL_WITHDRAWN),
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
    use proto::{common::Text, referrals::ReferralDeclined};

    use super::*;
    use crate::domain::{
        ReferralCommand::Accept, refer::tests::made, withdraw_referral::tests::withdrawn,
    };

    pub(in crate::domain) fn accepted() -> ReferralAccepted {
        ReferralAccepted {
            referral_id: id("referral", 1),
            agency_id: id("agency", 2),
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
            ..Default::default()
        }
    }

    #[test]
    fn a_referral_is_accepted_and_names_the_person() {
        let asked =
            ReferralAccepted { person_id: String::new(), scheme_id: String::new(), ..accepted() };
        given::<Referral>([made().into()]).when(Accept(asked)).then_one(accepted());
    }

    #[test]
    fn a_referral_that_was_never_made_cannot_be_accepted() {
        nothing::<Referral>().when(Accept(accepted())).then_refused(refusal::REFERRAL_NOT_FOUND);
    }

    #[test]
    fn a_declined_referral_cannot_be_accepted() {
        let declined = ReferralDeclined { reason: Some(Text::plain("full")), ..Default::default() };
        given::<Referral>([made().into(), declined.into()])
            .when(Accept(accepted()))
            .then_refused(refusal::REFERRAL_ALREADY_ANSWERED);
    }

    #[test]
    fn a_referral_that_was_withdrawn_cannot_be_accepted() {
        given::<Referral>([made().into(), withdrawn().into()])
            .recorded()
            .when(Accept(accepted()))
            .then_refused(refusal::REFERRAL_WITHDRAWN);
    }

    #[test]
    fn accepting_twice_is_accepting_once() {
        given::<Referral>([made().into(), accepted().into()])
            .when(Accept(accepted()))
            .then_nothing();
    }
}
