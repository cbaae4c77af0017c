//! Disclosing information, with its basis.
//!
//! Who discloses today says what, about whom, to whom and on what basis. What
//! was disclosed in the past is stored as its source gives it, and rules judge
//! it. Whether the consent or agreement relied upon covers the disclosure is
//! not checked here: the consent is another service's, and rules see both.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    panel::{
        AgencyKind, Article6, Article9, ConfidentialityGround, DisclosureMade, Event,
        Identifiability,
    },
    time,
};

use super::{Disclosure, refusal};

pub(super) fn decide(
    disclosure: &Disclosure,
    fact: DisclosureMade,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if disclosure.made.is_some() {
        return Err(refusal::DISCLOSURE_ALREADY_MADE);
    }
    if fact.to_agency_id == fact.from_agency_id {
        return Err(refusal::DISCLOSED_TO_ITSELF);
    }
    if time::maybe(fact.person_told.as_ref()).is_some_and(|told| told > said.recorded_at) {
        return Err(refusal::TOLD_IN_THE_FUTURE);
    }
    if said.is_act() {
        may_be_disclosed_today(&fact)?;
    }
    Ok(vec![fact.into()])
}

fn may_be_disclosed_today(fact: &DisclosureMade) -> Result<(), Refusal> {
    let identifies = fact.identifiability() == Identifiability::Identifiable;
    if identifies && fact.person_id.is_empty() {
        return Err(refusal::PERSON_NOT_NAMED);
    }
    if fact.items.is_empty() {
        return Err(refusal::ITEMS_NOT_NAMED);
    }
    if !names_recipient(fact) {
        return Err(refusal::RECIPIENT_NOT_NAMED);
    }
    if identifies && !has_basis(fact) {
        return Err(refusal::DISCLOSURE_BASIS_MISSING);
    }
    if relies_on_consent(fact) && fact.consent_id.is_empty() {
        return Err(refusal::CONSENT_NOT_NAMED);
    }
    Ok(())
}

fn names_recipient(fact: &DisclosureMade) -> bool {
    !fact.to_agency_id.is_empty()
        || !fact.to_worker_id.is_empty()
        || fact.to_kind() != AgencyKind::Unspecified
}

fn has_basis(fact: &DisclosureMade) -> bool {
    fact.article_6() != Article6::Unspecified
        && fact.article_9() != Article9::Unspecified
        && fact.confidentiality_ground() != ConfidentialityGround::Unspecified
}

fn relies_on_consent(fact: &DisclosureMade) -> bool {
    fact.article_6() == Article6::Consent
        || fact.article_9() == Article9::ExplicitConsent
        || fact.confidentiality_ground() == ConfidentialityGround::Consent
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{day, given, id, nothing};
    use proto::panel::DisclosedItem;

    use super::*;
    use crate::domain::DisclosureCommand::Disclose;

    pub(in crate::domain) fn disclosed() -> DisclosureMade {
        DisclosureMade {
            disclosure_id: id("disclosure", 1),
            person_id: id("person", 1),
            from_agency_id: id("agency", 1),
            to_agency_id: id("agency", 2),
            items: vec![DisclosedItem::Plan.into()],
            identifiability: Identifiability::Identifiable.into(),
            article_6: Article6::PublicTask.into(),
            article_9: Article9::HealthOrSocialCare.into(),
            confidentiality_ground: ConfidentialityGround::DirectCare.into(),
            ..Default::default()
        }
    }

    #[test]
    fn a_disclosure_is_made_on_its_basis() {
        nothing::<Disclosure>().when(Disclose(disclosed())).then_one(disclosed());
    }

    #[test]
    fn counts_that_nobody_can_be_found_in_need_no_person_and_no_basis() {
        let counts = DisclosureMade {
            disclosure_id: id("disclosure", 1),
            from_agency_id: id("agency", 1),
            to_kind: AgencyKind::Oversight.into(),
            items: vec![DisclosedItem::Activity.into()],
            identifiability: Identifiability::AnonymousAggregate.into(),
            ..Default::default()
        };
        nothing::<Disclosure>().when(Disclose(counts.clone())).then_one(counts);
    }

    #[test]
    fn a_disclosure_is_not_made_twice_under_one_id() {
        given::<Disclosure>([disclosed().into()])
            .when(Disclose(disclosed()))
            .then_refused(refusal::DISCLOSURE_ALREADY_MADE);
    }

    #[test]
    fn an_agency_does_not_disclose_to_itself() {
        let odd = DisclosureMade { to_agency_id: id("agency", 1), ..disclosed() };
        nothing::<Disclosure>().when(Disclose(odd)).then_refused(refusal::DISCLOSED_TO_ITSELF);
    }

    #[test]
    fn the_person_was_not_told_tomorrow() {
        let odd = DisclosureMade { person_told: Some(time::wire(day(1))), ..disclosed() };
        nothing::<Disclosure>().when(Disclose(odd)).then_refused(refusal::TOLD_IN_THE_FUTURE);
    }

    #[test]
    fn a_disclosure_of_today_says_about_whom_and_what_and_to_whom() {
        let about_nobody = DisclosureMade { person_id: String::new(), ..disclosed() };
        let of_nothing = DisclosureMade { items: vec![], ..disclosed() };
        let to_nobody = DisclosureMade { to_agency_id: String::new(), ..disclosed() };
        for (odd, reason) in [
            (about_nobody, refusal::PERSON_NOT_NAMED),
            (of_nothing, refusal::ITEMS_NOT_NAMED),
            (to_nobody, refusal::RECIPIENT_NOT_NAMED),
        ] {
            nothing::<Disclosure>().when(Disclose(odd)).then_refused(reason);
        }
    }

    #[test]
    fn an_identifiable_disclosure_of_today_has_all_three_grounds() {
        let no_article_6 = DisclosureMade { article_6: 0, ..disclosed() };
        let no_article_9 = DisclosureMade { article_9: 0, ..disclosed() };
        let no_ground = DisclosureMade { confidentiality_ground: 0, ..disclosed() };
        for odd in [no_article_6, no_article_9, no_ground] {
            nothing::<Disclosure>()
                .when(Disclose(odd))
                .then_refused(refusal::DISCLOSURE_BASIS_MISSING);
        }
    }

    #[test]
    fn who_relies_on_consent_today_names_it() {
        let ground = ConfidentialityGround::Consent.into();
        let unnamed = DisclosureMade { confidentiality_ground: ground, ..disclosed() };
        nothing::<Disclosure>()
            .when(Disclose(unnamed.clone()))
            .then_refused(refusal::CONSENT_NOT_NAMED);
        let named = DisclosureMade { consent_id: id("consent", 1), ..unnamed };
        nothing::<Disclosure>().when(Disclose(named.clone())).then_one(named);
    }

    #[test]
    fn a_disclosure_of_the_past_is_recorded_without_its_basis() {
        let bare = DisclosureMade {
            disclosure_id: id("disclosure", 1),
            from_agency_id: id("agency", 1),
            identifiability: Identifiability::Identifiable.into(),
            ..Default::default()
        };
        nothing::<Disclosure>().recorded().when(Disclose(bare.clone())).then_one(bare);
    }
}
