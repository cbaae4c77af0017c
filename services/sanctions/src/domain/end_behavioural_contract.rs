//! Recording that a behavioural contract ended.
//!
//! It ends once, however often and in whatever way it is said to. That it was
//! held to be broken is on record as the way in which it ended; what follows
//! from that for the person's care is refused or recorded as a reduction.

use kernel::decider::Refusal;
use proto::sanctions::{BehaviouralContractEnded, Event};

use super::{Contract, refusal};

pub(super) fn decide(
    contract: &Contract,
    mut fact: BehaviouralContractEnded,
) -> Result<Vec<Event>, Refusal> {
    let imposed = contract.imposed.as_ref().ok_or(refusal::CONTRACT_NOT_FOUND)?;
    if contract.ended {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.person_id.clone_from(&imposed.person_id);
    fact.scheme_id.clone_from(&imposed.scheme_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::sanctions::ContractEnd;

    use super::*;
    use crate::domain::{ContractCommand::End, impose_behavioural_contract::tests::agreed};

    fn ended() -> BehaviouralContractEnded {
        BehaviouralContractEnded {
            contract_id: id("contract", 1),
            how: ContractEnd::PersonWithdrew.into(),
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
            ..Default::default()
        }
    }

    #[test]
    fn a_contract_ends_and_names_the_person_and_the_scheme() {
        let asked = BehaviouralContractEnded {
            person_id: String::new(),
            scheme_id: String::new(),
            ..ended()
        };
        given::<Contract>([agreed().into()]).when(End(asked)).then_one(ended());
    }

    #[test]
    fn an_unknown_contract_cannot_end() {
        nothing::<Contract>().when(End(ended())).then_refused(refusal::CONTRACT_NOT_FOUND);
    }

    #[test]
    fn ending_twice_is_ending_once() {
        let broken = BehaviouralContractEnded { how: ContractEnd::Broken.into(), ..ended() };
        for again in [ended(), broken] {
            given::<Contract>([agreed().into(), ended().into()]).when(End(again)).then_nothing();
        }
    }
}
