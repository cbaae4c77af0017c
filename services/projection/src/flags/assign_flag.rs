//! Giving a flag to somebody to deal with.
//!
//! Never to somebody of an agency that answers for it, save its safeguarding
//! lead, who is there for the person.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::Role,
    oversight::{Event, FlagAssigned},
};

use super::{Flag, refusal};

pub(super) fn decide(
    flag: &Flag,
    mut fact: FlagAssigned,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let shown = flag.open_for(&said.by)?;
    // Said twice is said once; but a tier to which it has come since may give it
    // to the same person, and takes it on by that.
    if flag.handling.assigned_to == fact.to && flag.handling.taken_on.is_some() {
        return Ok(vec![]);
    }
    let to_the_flagged = fact.to.as_ref().is_some_and(|to| {
        shown.agency_ids.contains(&to.agency_id) && to.role() != Role::SafeguardingLead
    });
    if to_the_flagged && said.is_act() {
        return Err(refusal::FLAG_ASSIGNED_TO_THE_FLAGGED);
    }
    fact.person_id = Flag::person_of(shown).to_owned();
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id};
    use proto::{
        common::Worker,
        oversight::{FlagEscalated, FlagTier},
    };

    use super::*;
    use crate::flags::{
        FlagCommand::Assign,
        tests::{raised, resolved},
    };

    fn to(agency: u128, role: Role) -> FlagAssigned {
        FlagAssigned {
            flag_id: id("flag", 1),
            to: Some(Worker {
                worker_id: id("worker", 5),
                agency_id: id("agency", agency),
                role: role.into(),
            }),
            person_id: id("person", 1),
            note: None,
        }
    }

    #[test]
    fn a_flag_is_given_to_somebody_of_another_agency() {
        let fact = to(3, Role::Complaints);
        given::<Flag>([raised()]).when(Assign(fact.clone())).then_one(fact);
    }

    #[test]
    fn a_flag_is_given_to_the_flagged_agencys_safeguarding_lead_and_nobody_else_there() {
        let lead = to(2, Role::SafeguardingLead);
        given::<Flag>([raised()]).when(Assign(lead.clone())).then_one(lead);
        given::<Flag>([raised()])
            .when(Assign(to(2, Role::Complaints)))
            .then_refused(refusal::FLAG_ASSIGNED_TO_THE_FLAGGED);
    }

    #[test]
    fn that_it_was_given_to_the_flagged_is_recorded_where_it_was() {
        let fact = to(2, Role::Complaints);
        given::<Flag>([raised()]).recorded().when(Assign(fact.clone())).then_one(fact);
    }

    #[test]
    fn a_flag_given_twice_to_the_same_is_given_once() {
        let fact = to(3, Role::Complaints);
        given::<Flag>([raised(), fact.clone().into()]).when(Assign(fact)).then_nothing();
    }

    #[test]
    fn a_tier_that_has_it_now_may_give_it_to_the_same_person_and_takes_it_on_by_that() {
        let fact = to(3, Role::Complaints);
        let board = FlagEscalated { to_tier: FlagTier::Board.into(), ..Default::default() };
        given::<Flag>([raised(), fact.clone().into(), board.into()])
            .when(Assign(fact.clone()))
            .then_one(fact);
    }

    #[test]
    fn a_resolved_flag_is_given_to_nobody() {
        given::<Flag>([raised(), resolved()])
            .when(Assign(to(3, Role::Complaints)))
            .then_refused(refusal::FLAG_ALREADY_RESOLVED);
    }
}
