//! Closing the case that an accepted referral opened.

use kernel::decider::Refusal;
use proto::referrals::{CaseClosed, Event};

use super::{Referral, refusal, state::Answer};

pub(super) fn decide(referral: &Referral, mut fact: CaseClosed) -> Result<Vec<Event>, Refusal> {
    let about = referral.about.as_ref().ok_or(refusal::REFERRAL_NOT_FOUND)?;
    if referral.answer != Some(Answer::Accepted) {
        return Err(refusal::CASE_NOT_OPEN);
    }
    if referral.closed {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id};
    use proto::referrals::CaseOutcome;

    use super::*;
    use crate::domain::{
        ReferralCommand::Close, accept_referral::tests::accepted, refer::tests::made,
    };

    fn closed() -> CaseClosed {
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
    fn closing_twice_is_closing_once() {
        given::<Referral>([made().into(), accepted().into(), closed().into()])
            .when(Close(closed()))
            .then_nothing();
    }
}
