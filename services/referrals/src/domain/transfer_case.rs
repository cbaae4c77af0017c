//! Handing a case to another scheme.
//!
//! The case ends here, and a referral to the other scheme is made by itself
//! (`reactions.rs`); the other scheme still answers it. Here and now the person
//! has been asked, whatever they said: a no is on record, and rules judge who
//! hands on somebody who said no. Consent for one scheme is not consent for the
//! next, and is not looked for here.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::Answer,
    ids::ReferralId,
    referrals::{CaseTransferred, Event},
};

use super::{Referral, refusal, state::End};

pub(super) fn decide(
    referral: &Referral,
    mut fact: CaseTransferred,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = referral.case()?;
    match &referral.end {
        None => {}
        Some(End::Transferred { to }) if *to == fact.to_scheme_id => {
            return Ok(vec![]); // Said twice is said once.
        }
        Some(End::Transferred { .. }) => return Err(refusal::CASE_ALREADY_TRANSFERRED),
        Some(End::Closed) => return Err(refusal::CASE_ALREADY_CLOSED),
    }
    if fact.to_scheme_id == about.scheme_id {
        return Err(refusal::TRANSFERRED_TO_ITSELF);
    }
    if fact.new_referral_id == fact.referral_id {
        return Err(refusal::NEW_REFERRAL_NOT_NEW);
    }
    if said.is_act() && !matches!(fact.person_agrees(), Answer::Yes | Answer::No) {
        return Err(refusal::TRANSFER_NOT_ASKED);
    }
    if fact.new_referral_id.is_empty() {
        fact.new_referral_id = ReferralId::new(said.fresh).to_string();
    }
    fact.person_id.clone_from(&about.person_id);
    fact.from_scheme_id.clone_from(&about.scheme_id);
    fact.from_agency_id.clone_from(&about.to_agency_id);
    fact.borough.clone_from(&about.borough);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{common::Text, referrals::ReferralMade};

    use super::*;
    use crate::domain::{
        ReferralCommand::Transfer, accept_referral::tests::accepted, close_case::tests::closed,
        refer,
    };

    fn made() -> ReferralMade {
        ReferralMade { borough: "Lambeth".into(), ..refer::tests::made() }
    }

    pub(in crate::domain) fn transferred() -> CaseTransferred {
        CaseTransferred {
            referral_id: id("referral", 1),
            to_scheme_id: id("scheme", 2),
            to_agency_id: id("agency", 3),
            new_referral_id: id("referral", 2),
            reason: Some(Text::plain("they have moved")),
            person_agrees: Answer::Yes.into(),
            person_id: id("person", 1),
            from_scheme_id: id("scheme", 1),
            from_agency_id: id("agency", 2),
            borough: "Lambeth".into(),
        }
    }

    fn open() -> Given<Referral> {
        given([made().into(), accepted().into()])
    }

    #[test]
    fn an_open_case_is_handed_on_and_says_from_where() {
        let asked = CaseTransferred {
            person_id: id("person", 9),
            from_scheme_id: id("scheme", 9),
            from_agency_id: String::new(),
            borough: "elsewhere".into(),
            ..transferred()
        };
        open().when(Transfer(asked)).then_one(transferred());
    }

    #[test]
    fn the_other_schemes_referral_gets_an_id_if_it_has_none() {
        let asked = CaseTransferred { new_referral_id: String::new(), ..transferred() };
        let with_id = CaseTransferred { new_referral_id: id("referral", 99), ..transferred() };
        open().when(Transfer(asked)).then_one(with_id);
    }

    #[test]
    fn a_person_who_said_no_was_asked() {
        let against = CaseTransferred { person_agrees: Answer::No.into(), ..transferred() };
        open().when(Transfer(against.clone())).then_one(against);
    }

    #[test]
    fn nobody_is_handed_on_without_being_asked() {
        for answer in [Answer::Unknown, Answer::NotRecorded] {
            let unasked = CaseTransferred { person_agrees: answer.into(), ..transferred() };
            open().when(Transfer(unasked.clone())).then_refused(refusal::TRANSFER_NOT_ASKED);
            open().recorded().when(Transfer(unasked.clone())).then_one(unasked);
        }
    }

    #[test]
    fn a_case_of_no_referral_cannot_be_handed_on() {
        nothing::<Referral>()
            .when(Transfer(transferred()))
            .then_refused(refusal::REFERRAL_NOT_FOUND);
    }

    #[test]
    fn a_referral_that_nobody_accepted_is_no_case() {
        given::<Referral>([made().into()])
            .recorded()
            .when(Transfer(transferred()))
            .then_refused(refusal::CASE_NOT_OPEN);
    }

    #[test]
    fn a_closed_case_cannot_be_handed_on() {
        open()
            .and(closed())
            .recorded()
            .when(Transfer(transferred()))
            .then_refused(refusal::CASE_ALREADY_CLOSED);
    }

    #[test]
    fn a_case_is_handed_to_another_scheme() {
        let own = CaseTransferred { to_scheme_id: id("scheme", 1), ..transferred() };
        open().recorded().when(Transfer(own)).then_refused(refusal::TRANSFERRED_TO_ITSELF);
    }

    #[test]
    fn the_other_scheme_has_it_by_another_referral() {
        let same = CaseTransferred { new_referral_id: id("referral", 1), ..transferred() };
        open().recorded().when(Transfer(same)).then_refused(refusal::NEW_REFERRAL_NOT_NEW);
    }

    #[test]
    fn a_case_is_handed_on_once() {
        let elsewhere = CaseTransferred { to_scheme_id: id("scheme", 3), ..transferred() };
        open()
            .and(transferred())
            .recorded()
            .when(Transfer(elsewhere))
            .then_refused(refusal::CASE_ALREADY_TRANSFERRED);
    }

    #[test]
    fn handing_on_twice_to_the_same_scheme_is_handing_on_once() {
        open().and(transferred()).when(Transfer(transferred())).then_nothing();
    }
}
