//! Putting a behavioural contract to a person.
//!
//! What may be agreed today is an agreement: the person agrees, nothing is
//! threatened, nobody counts how often help is sought, and crisis care stays as
//! it is. Police put none to anybody. Everything else has been imposed, and is
//! what was meant by
//!
//! > "sanctions (criminal or otherwise), withholding care and otherwise punitive approaches"
//! > NHS England, position on SIM and similar models, 10 March 2023, element (b)
//!
//! What was imposed is recorded as it was, and rules judge it. What its words
//! say is not read here.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::{Answer, Role},
    sanctions::{BehaviouralContractImposed, ContractPenalty, Event},
};

use super::{Contract, refusal};

pub(super) fn decide(
    contract: &Contract,
    fact: BehaviouralContractImposed,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if said.is_act() {
        may_be_agreed(&fact, said)?;
    }
    let Some(known) = &contract.imposed else {
        return Ok(vec![fact.into()]);
    };
    if *known == (BehaviouralContractImposed { terms: None, ..fact }) {
        return Ok(vec![]); // Said twice is said once.
    }
    Err(refusal::CONTRACT_ALREADY_ON_RECORD)
}

/// Whether it is an agreement, made by those who give care. What is not known
/// to be so is not.
fn may_be_agreed(fact: &BehaviouralContractImposed, said: &Circumstances) -> Result<(), Refusal> {
    if said.by.role == Role::PoliceOfficer {
        return Err(refusal::CONTRACT_BY_POLICE);
    }
    if fact.penalty() != ContractPenalty::None {
        return Err(refusal::CONTRACT_WITH_PENALTY);
    }
    if fact.crisis_care_untouched() != Answer::Yes {
        return Err(refusal::CONTRACT_TOUCHES_CRISIS_CARE);
    }
    if fact.limits_contacts() == Answer::Yes {
        return Err(refusal::CONTRACT_LIMITS_CONTACTS);
    }
    if fact.person_agrees() != Answer::Yes {
        return Err(refusal::CONTRACT_NOT_AGREED);
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::common::Text;

    use super::*;
    use crate::domain::ContractCommand::Impose;

    pub(in crate::domain) fn agreed() -> BehaviouralContractImposed {
        BehaviouralContractImposed {
            contract_id: id("contract", 1),
            person_id: id("person", 1),
            agency_id: id("agency", 1),
            scheme_id: id("scheme", 1),
            terms: Some(Text::plain("we meet on Mondays, and she chooses the place")),
            penalty: ContractPenalty::None.into(),
            crisis_care_untouched: Answer::Yes.into(),
            limits_contacts: Answer::No.into(),
            person_agrees: Answer::Yes.into(),
            ..Default::default()
        }
    }

    fn refused_today_and_recorded(fact: BehaviouralContractImposed, why: Refusal) {
        nothing::<Contract>().when(Impose(fact.clone())).then_refused(why);
        nothing::<Contract>().recorded().when(Impose(fact.clone())).then_one(fact);
    }

    #[test]
    fn what_the_person_agrees_to_is_agreed() {
        nothing::<Contract>().when(Impose(agreed())).then_one(agreed());
    }

    #[test]
    fn no_contract_of_today_has_a_penalty() {
        for penalty in [
            ContractPenalty::CareWithdrawn,
            ContractPenalty::Discharged,
            ContractPenalty::Sanction,
            ContractPenalty::Housing,
            ContractPenalty::NotRecorded,
        ] {
            let fact = BehaviouralContractImposed { penalty: penalty.into(), ..agreed() };
            refused_today_and_recorded(fact, refusal::CONTRACT_WITH_PENALTY);
        }
    }

    #[test]
    fn no_contract_of_today_touches_crisis_care() {
        for answer in [Answer::No, Answer::Unknown, Answer::NotRecorded] {
            let fact =
                BehaviouralContractImposed { crisis_care_untouched: answer.into(), ..agreed() };
            refused_today_and_recorded(fact, refusal::CONTRACT_TOUCHES_CRISIS_CARE);
        }
    }

    #[test]
    fn no_contract_of_today_limits_how_often_help_is_sought() {
        let fact = BehaviouralContractImposed { limits_contacts: Answer::Yes.into(), ..agreed() };
        refused_today_and_recorded(fact, refusal::CONTRACT_LIMITS_CONTACTS);
    }

    #[test]
    fn what_the_person_does_not_agree_to_is_no_contract_of_today() {
        for answer in [Answer::No, Answer::Unknown, Answer::NotRecorded] {
            let fact = BehaviouralContractImposed { person_agrees: answer.into(), ..agreed() };
            refused_today_and_recorded(fact, refusal::CONTRACT_NOT_AGREED);
        }
    }

    #[test]
    fn police_put_no_contract_to_anybody() {
        nothing::<Contract>()
            .by(Role::PoliceOfficer)
            .when(Impose(agreed()))
            .then_refused(refusal::CONTRACT_BY_POLICE);
        nothing::<Contract>()
            .by(Role::PoliceOfficer)
            .recorded()
            .when(Impose(agreed()))
            .then_one(agreed());
    }

    #[test]
    fn another_contract_is_not_put_under_the_same_id() {
        let other = BehaviouralContractImposed { person_id: id("person", 2), ..agreed() };
        given::<Contract>([agreed().into()])
            .when(Impose(other))
            .then_refused(refusal::CONTRACT_ALREADY_ON_RECORD);
    }

    #[test]
    fn imposing_twice_is_imposing_once() {
        given::<Contract>([agreed().into()]).when(Impose(agreed())).then_nothing();
    }
}
