//! Recording that police took part, as what and why.
//!
//! Not all joint work is refused: police answer calls, investigate and advise,
//! and may come in at the threshold of crime or risk, or because the person
//! chose an officer as a supporter. What is refused is this, in planned care:
//!
//! > "therapeutic interventions in planned, non-emergency, community mental health care (this is
//! > not the same as saying all joint work with the police must stop)"
//! > NHS England, position on SIM and similar models, 10 March 2023, element (a), of police
//!
//! What took place all the same is recorded, and rules judge it.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::Answer,
    sanctions::{Event, PoliceInvolved, PoliceRole, PoliceTrigger},
};

use super::{Involvement, refusal};

pub(super) fn decide(
    involvement: &Involvement,
    fact: PoliceInvolved,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if involvement.person_id().is_some() {
        return Err(refusal::INVOLVEMENT_ALREADY_ON_RECORD);
    }
    let planned = fact.planned() == Answer::Yes;
    if said.is_act() && planned && is_therapeutic(fact.role()) && !is_called_for(fact.trigger()) {
        return Err(refusal::POLICE_IN_PLANNED_CARE);
    }
    Ok(vec![fact.into()])
}

/// Whether the officer took a part in care that is a clinician's.
fn is_therapeutic(role: PoliceRole) -> bool {
    match role {
        PoliceRole::Mentor
        | PoliceRole::KeyWorker
        | PoliceRole::CoAuthor
        | PoliceRole::Gatekeeper => true,
        PoliceRole::Unspecified
        | PoliceRole::Responder
        | PoliceRole::Investigator
        | PoliceRole::Adviser => false,
    }
}

/// Whether something other than the plan or scheme brought the police in.
fn is_called_for(trigger: PoliceTrigger) -> bool {
    match trigger {
        PoliceTrigger::Crime
        | PoliceTrigger::ImmediateRisk
        | PoliceTrigger::S135S136
        | PoliceTrigger::MissingPerson
        | PoliceTrigger::VictimContact
        | PoliceTrigger::MappaMarac
        | PoliceTrigger::PersonsChoice => true,
        PoliceTrigger::Unspecified | PoliceTrigger::Scheme => false,
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::InvolvementCommand::InvolvePolice;

    const THERAPEUTIC: [PoliceRole; 4] =
        [PoliceRole::Mentor, PoliceRole::KeyWorker, PoliceRole::CoAuthor, PoliceRole::Gatekeeper];

    fn mentor() -> PoliceInvolved {
        PoliceInvolved {
            involvement_id: id("involvement", 1),
            person_id: id("person", 1),
            agency_id: id("agency", 1),
            role: PoliceRole::Mentor.into(),
            trigger: PoliceTrigger::Scheme.into(),
            planned: Answer::Yes.into(),
            ..Default::default()
        }
    }

    fn responder() -> PoliceInvolved {
        PoliceInvolved {
            role: PoliceRole::Responder.into(),
            trigger: PoliceTrigger::ImmediateRisk.into(),
            planned: Answer::No.into(),
            ..mentor()
        }
    }

    fn happens(fact: PoliceInvolved) {
        nothing::<Involvement>().when(InvolvePolice(fact.clone())).then_one(fact);
    }

    #[test]
    fn police_who_answer_a_call_are_recorded() {
        happens(responder());
    }

    #[test]
    fn police_take_no_therapeutic_part_in_planned_care() {
        for role in THERAPEUTIC {
            let fact = PoliceInvolved { role: role.into(), ..mentor() };
            nothing::<Involvement>()
                .when(InvolvePolice(fact))
                .then_refused(refusal::POLICE_IN_PLANNED_CARE);
        }
    }

    #[test]
    fn police_may_come_in_at_the_threshold_or_by_the_persons_choice() {
        for trigger in [
            PoliceTrigger::Crime,
            PoliceTrigger::ImmediateRisk,
            PoliceTrigger::S135S136,
            PoliceTrigger::MissingPerson,
            PoliceTrigger::VictimContact,
            PoliceTrigger::MappaMarac,
            PoliceTrigger::PersonsChoice,
        ] {
            happens(PoliceInvolved { trigger: trigger.into(), ..mentor() });
        }
    }

    #[test]
    fn police_may_advise_on_crime_at_a_planned_meeting() {
        happens(PoliceInvolved { role: PoliceRole::Adviser.into(), ..mentor() });
    }

    #[test]
    fn a_police_mentor_of_the_past_is_recorded() {
        nothing::<Involvement>().recorded().when(InvolvePolice(mentor())).then_one(mentor());
    }

    #[test]
    fn an_involvement_is_not_recorded_twice_under_one_id() {
        given::<Involvement>([responder().into()])
            .when(InvolvePolice(responder()))
            .then_refused(refusal::INVOLVEMENT_ALREADY_ON_RECORD);
    }
}
