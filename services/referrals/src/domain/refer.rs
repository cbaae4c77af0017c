//! Referring a person: by an agency, by the person, by an advocate.
//!
//! How often the person sought help may be stated with it and opens nothing
//! by itself: frequency is a count, not a reason.

use kernel::decider::Refusal;
use proto::referrals::{Event, ReferralMade, ReferredBy};

use super::{Referral, refusal};

pub(super) fn decide(referral: &Referral, fact: ReferralMade) -> Result<Vec<Event>, Refusal> {
    if referral.about.is_some() {
        return Err(refusal::REFERRAL_ALREADY_MADE);
    }
    if fact.referred_by() == ReferredBy::Agency && fact.from_agency_id.is_empty() {
        return Err(refusal::REFERRER_NOT_NAMED);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::ReferralCommand::Refer;

    pub(in crate::domain) fn made() -> ReferralMade {
        ReferralMade {
            referral_id: id("referral", 1),
            person_id: id("person", 1),
            referred_by: ReferredBy::Agency.into(),
            from_agency_id: id("agency", 1),
            to_agency_id: id("agency", 2),
            scheme_id: id("scheme", 1),
            ..Default::default()
        }
    }

    #[test]
    fn a_referral_is_made() {
        nothing::<Referral>().when(Refer(made())).then_one(made());
    }

    #[test]
    fn a_person_may_refer_themselves() {
        let own = ReferralMade {
            referred_by: ReferredBy::Person.into(),
            from_agency_id: String::new(),
            ..made()
        };
        nothing::<Referral>().when(Refer(own.clone())).then_one(own);
    }

    #[test]
    fn an_agency_that_refers_is_named() {
        let nameless = ReferralMade { from_agency_id: String::new(), ..made() };
        nothing::<Referral>().when(Refer(nameless)).then_refused(refusal::REFERRER_NOT_NAMED);
    }

    #[test]
    fn a_referral_is_not_made_twice_under_one_id() {
        given::<Referral>([made().into()])
            .when(Refer(made()))
            .then_refused(refusal::REFERRAL_ALREADY_MADE);
    }
}
