//! Reducing or ending a service to a person.
//!
//! Care is not made less today because of how often a person sought help,
//! because they harmed themselves, or because they are held to have broken an
//! agreement. A planned step down is agreed with them, and no service ends
//! with nothing in its place:
//!
//! > "Never remove a response without replacing it"
//! > SIM's own rule, as the SLP review of 2021 found it
//!
//! What was reduced all the same is recorded, and rules judge it.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    Plain as _,
    common::Answer,
    sanctions::{Event, ReductionReason, ServiceReduced},
};

use super::{Reduction, refusal};

pub(super) fn decide(
    reduction: &Reduction,
    fact: ServiceReduced,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if said.is_act() {
        may_be_reduced(&fact)?;
    }
    let Some(known) = &reduction.reduced else {
        return Ok(vec![fact.into()]);
    };
    if *known == (ServiceReduced { alternative: None, words: None, ..fact }) {
        return Ok(vec![]); // Said twice is said once.
    }
    Err(refusal::REDUCTION_ALREADY_ON_RECORD)
}

fn may_be_reduced(fact: &ServiceReduced) -> Result<(), Refusal> {
    match fact.reason() {
        ReductionReason::Contacts | ReductionReason::SelfHarm | ReductionReason::Breach => {
            return Err(refusal::SERVICE_REDUCED_FOR_SEEKING_HELP);
        }
        ReductionReason::PlannedStepDown if fact.agreed() != Answer::Yes => {
            return Err(refusal::STEP_DOWN_NOT_AGREED);
        }
        _ => {}
    }
    let replaced = fact.alternative.plain().is_some_and(|words| !words.trim().is_empty());
    if fact.ended && !replaced {
        return Err(refusal::SERVICE_ENDED_WITHOUT_ALTERNATIVE);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{common::Text, sanctions::ReducedService};

    use super::*;
    use crate::domain::ReductionCommand::Reduce;

    fn stepped_down() -> ServiceReduced {
        ServiceReduced {
            reduction_id: id("reduction", 1),
            person_id: id("person", 1),
            agency_id: id("agency", 1),
            service: ReducedService::Outreach.into(),
            reason: ReductionReason::PlannedStepDown.into(),
            agreed: Answer::Yes.into(),
            ..Default::default()
        }
    }

    fn replaced() -> ServiceReduced {
        ServiceReduced {
            ended: true,
            alternative: Some(Text::plain("the team at the surgery, from Monday")),
            ..stepped_down()
        }
    }

    fn refused_today_and_recorded(fact: ServiceReduced, why: Refusal) {
        nothing::<Reduction>().when(Reduce(fact.clone())).then_refused(why);
        nothing::<Reduction>().recorded().when(Reduce(fact.clone())).then_one(fact);
    }

    #[test]
    fn a_service_is_stepped_down_or_replaced_as_agreed() {
        for fact in [stepped_down(), replaced()] {
            nothing::<Reduction>().when(Reduce(fact.clone())).then_one(fact);
        }
    }

    #[test]
    fn what_the_service_cannot_give_is_reduced_without_agreement() {
        let reason = ReductionReason::NoResource.into();
        let fact = ServiceReduced { reason, agreed: Answer::No.into(), ..stepped_down() };
        nothing::<Reduction>().when(Reduce(fact.clone())).then_one(fact);
    }

    #[test]
    fn no_service_is_reduced_today_because_help_was_sought() {
        for reason in
            [ReductionReason::Contacts, ReductionReason::SelfHarm, ReductionReason::Breach]
        {
            let fact = ServiceReduced { reason: reason.into(), ..stepped_down() };
            refused_today_and_recorded(fact, refusal::SERVICE_REDUCED_FOR_SEEKING_HELP);
        }
    }

    #[test]
    fn a_planned_step_down_of_today_is_agreed() {
        for answer in [Answer::No, Answer::Unknown, Answer::NotRecorded] {
            let fact = ServiceReduced { agreed: answer.into(), ..stepped_down() };
            refused_today_and_recorded(fact, refusal::STEP_DOWN_NOT_AGREED);
        }
    }

    #[test]
    fn no_service_ends_today_with_nothing_in_its_place() {
        for alternative in [None, Some(Text::plain(" "))] {
            let fact = ServiceReduced { alternative, ..replaced() };
            refused_today_and_recorded(fact, refusal::SERVICE_ENDED_WITHOUT_ALTERNATIVE);
        }
    }

    #[test]
    fn another_reduction_is_not_recorded_under_the_same_id() {
        let other = ServiceReduced { service: ReducedService::Therapy.into(), ..stepped_down() };
        given::<Reduction>([stepped_down().into()])
            .when(Reduce(other))
            .then_refused(refusal::REDUCTION_ALREADY_ON_RECORD);
    }

    #[test]
    fn reducing_twice_is_reducing_once() {
        for fact in [stepped_down(), replaced()] {
            given::<Reduction>([fact.clone().into()]).when(Reduce(fact)).then_nothing();
        }
    }
}
