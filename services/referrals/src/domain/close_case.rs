//! Closing the case that an accepted referral opened.

use kernel::decider::Refusal;
use proto::referrals::{CaseClosed, Event};

use super::{Referral, refusal, state::End};

pub(super) fn decide(referral: &Referral, mut fact: CaseClosed) -> Result<Vec<Event>, Refusal> {
    let about = referral.case()?;
    match referral.end {
        Some(End::Closed) => Ok(vec![]), // Said twice is said once.
        Some(End::Transferred { .. }) => Err(refusal::CASE_ALREADY_TRANSFERRED),
        None => {
            fact.person_id.clone_from(&about.person_id);
            Ok(vec![fact.into()])
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::referrals::CaseOutcome;

    use super::*;
    use crate::domain::{
        ReferralCommand::Close, accept_referral::tests::accepted, refer::tests::made,
        transfer_case::tests::transferred,
    };

    pub(in crate::domain) fn closed() -> CaseClosed {
        CaseClosed {
            referral_id: id("referral", 1),
            outcome: CaseOutcome::Completed.into(),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    #[test]
    fn an_open_case_is_closed() {
        given::<Referral>([made().into(), accepted().into()])
            .when(Close(closed()))
            .then_one(closed());
    }

    #[test]
    fn a_referral_that_nobody_accepted_is_no_case() {
        given::<Referral>([made().into()])
            .when(Close(closed()))
            .then_refused(refusal::CASE_NOT_OPEN);
    }

    #[test]
    fn a_case_of_no_referral_cannot_be_closed() {
        nothing::<Referral>().when(Close(closed())).then_refused(refusal::REFERRAL_NOT_FOUND);
    }

    #[test]
    fn a_case_that_was_handed_on_has_ended_and_is_not_closed() {
        given::<Referral>([made().into(), accepted().into(), transferred().into()])
            .recorded()
            .when(Close(closed()))
            .then_refused(refusal::CASE_ALREADY_TRANSFERRED);
    }

    #[test]
    fn closing_twice_is_closing_once() {
        given::<Referral>([made().into(), accepted().into(), closed().into()])
            .when(Close(closed()))
            .then_nothing();
    }
}
