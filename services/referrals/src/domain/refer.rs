//! Referring a person: by an agency, by the person, by an advocate.
//!
//! How often the person sought help may be stated with it and opens nothing
//! by itself: frequency is a count, not a reason. An agency that states counts
//! here and now says in words why it refers; one of the past is recorded as it
//! was made, and rules judge it.
//!
//! A case that is handed on becomes a referral to the other scheme by itself.
//! That one has no words: they are sealed with the transfer, which has them.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    Plain as _,
    referrals::{Event, ReferralMade, ReferredBy},
};

use super::{Referral, own_record, refusal};

pub(super) fn decide(
    referral: &Referral,
    fact: ReferralMade,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if referral.about.is_some() {
        return Err(refusal::REFERRAL_ALREADY_MADE);
    }
    own_record(&fact.person_id, said)?;
    if fact.referred_by() == ReferredBy::Agency && fact.from_agency_id.is_empty() {
        return Err(refusal::REFERRER_NOT_NAMED);
    }
    let by_agency = fact.referred_by() == ReferredBy::Agency;
    let in_words = fact.reason.plain().is_some_and(|words| !words.trim().is_empty());
    if said.is_act() && by_agency && !fact.counts.is_empty() && !in_words {
        return Err(refusal::COUNT_IS_NO_REASON);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        common::{Role, Text},
        referrals::ContactCount,
    };

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

    fn counted() -> ReferralMade {
        let count = ContactCount { window_days: 365, contacts: 40, ..Default::default() };
        ReferralMade { counts: vec![count], ..made() }
    }

    #[test]
    fn how_often_somebody_sought_help_is_no_reason_to_refer_them() {
        for reason in [None, Some(Text::plain(" \n"))] {
            let fact = ReferralMade { reason, ..counted() };
            nothing::<Referral>().when(Refer(fact)).then_refused(refusal::COUNT_IS_NO_REASON);
        }
    }

    #[test]
    fn counts_may_be_shown_beside_a_reason_in_words() {
        let reason = Some(Text::plain("asks for a care coordinator"));
        let fact = ReferralMade { reason, ..counted() };
        nothing::<Referral>().when(Refer(fact.clone())).then_one(fact);
    }

    #[test]
    fn a_referral_of_the_past_for_a_count_is_recorded_as_it_was_made() {
        nothing::<Referral>().recorded().when(Refer(counted())).then_one(counted());
    }

    #[test]
    fn a_person_who_counts_their_own_contacts_needs_no_other_words() {
        for referred_by in [ReferredBy::Person, ReferredBy::Advocate] {
            let own = ReferralMade {
                referred_by: referred_by.into(),
                from_agency_id: String::new(),
                ..counted()
            };
            nothing::<Referral>().when(Refer(own.clone())).then_one(own);
        }
    }

    #[test]
    fn a_case_that_was_handed_on_is_referred_without_words() {
        nothing::<Referral>().by(Role::Service).when(Refer(made())).then_one(made());
    }

    #[test]
    fn a_referral_is_not_made_twice_under_one_id() {
        given::<Referral>([made().into()])
            .when(Refer(made()))
            .then_refused(refusal::REFERRAL_ALREADY_MADE);
    }

    #[test]
    fn a_person_refers_themselves_and_nobody_else() {
        nothing::<Referral>()
            .by(Role::Person)
            .when(Refer(ReferralMade {
                referred_by: ReferredBy::Person.into(),
                person_id: id("person", 2),
                ..made()
            }))
            .then_refused(refusal::NOT_YOUR_RECORD);
    }
}
