//! Recording a person's consent.
//!
//! An act of today is the person's own consent. Consent that was implied or
//! given by somebody else can be recorded as having been taken so; rules judge
//! it. Words, witness, capacity and scope are asked for and their absence is
//! visible, not refused: consent given in speech is better on record than off it.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{ConsentMethod, ConsentRecorded, Event};

use super::{Consent, refusal};

pub(super) fn decide(
    consent: &Consent,
    fact: ConsentRecorded,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if consent.standing.is_some() {
        return Err(refusal::CONSENT_ALREADY_RECORDED);
    }
    let somebody_elses = matches!(fact.method(), ConsentMethod::Implied | ConsentMethod::Proxy);
    if somebody_elses && said.is_act() {
        return Err(refusal::CONSENT_NOT_THE_PERSONS);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::{ConsentCommand::Record, withdraw_consent::tests::withdrawn};

    pub(in crate::domain) fn consented() -> ConsentRecorded {
        ConsentRecorded {
            consent_id: id("consent", 1),
            person_id: id("person", 1),
            method: ConsentMethod::Verbal.into(),
            ..Default::default()
        }
    }

    #[test]
    fn consent_is_recorded() {
        nothing::<Consent>().when(Record(consented())).then_one(consented());
    }

    #[test]
    fn implied_consent_is_refused_as_an_act() {
        let implied = ConsentRecorded { method: ConsentMethod::Implied.into(), ..consented() };
        nothing::<Consent>().when(Record(implied)).then_refused(refusal::CONSENT_NOT_THE_PERSONS);
    }

    #[test]
    fn implied_consent_of_the_past_is_recorded() {
        let implied = ConsentRecorded { method: ConsentMethod::Implied.into(), ..consented() };
        nothing::<Consent>().recorded().when(Record(implied.clone())).then_one(implied);
    }

    #[test]
    fn consent_is_not_recorded_twice_under_one_id() {
        given::<Consent>([consented().into()])
            .when(Record(consented()))
            .then_refused(refusal::CONSENT_ALREADY_RECORDED);
    }
    #[test]
    fn a_consent_that_was_withdrawn_is_not_given_again_under_its_id() {
        given::<Consent>([consented().into(), withdrawn().into()])
            .recorded()
            .when(Record(consented()))
            .then_refused(refusal::CONSENT_ALREADY_RECORDED);
    }
}
