//! Approving a plan as it stands.
//!
//! Somebody who did not write it approves it, and no police officer does:
//!
//! > "therapeutic interventions in planned, non-emergency, community mental health care"
//! > NHS England, position on SIM and similar models, 10 March 2023, element (a), of police
//!
//! An approval of the past is recorded as it happened; rules judge it, and an
//! author's or officer's does not stand in for the one that is wanted. Any later
//! change of a line undoes the approval.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    careplans::{Event, PlanApproved},
    common::Role,
};

use super::{Plan, refusal, state::About};

pub(super) fn decide(
    plan: &Plan,
    mut fact: PlanApproved,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    if said.is_act() {
        independent(about, &fact, said)?;
    }
    if plan.approval >= Some(about.approval(&fact)) {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

/// Whether the approver, and whoever says so, may approve what others wrote.
fn independent(about: &About, fact: &PlanApproved, said: &Circumstances) -> Result<(), Refusal> {
    let approver = fact.approver.as_ref();
    if approver.is_some_and(|named| about.is_by(&named.worker_id))
        || about.is_by(&said.by.worker_id)
    {
        return Err(refusal::APPROVED_BY_ITS_AUTHOR);
    }
    if approver.is_some_and(|named| named.role() == Role::PoliceOfficer)
        || said.by.role == Role::PoliceOfficer
    {
        return Err(refusal::APPROVED_BY_POLICE);
    }
    Ok(())
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::careplans::{PlanClosed, PlanDrafted};

    use super::*;
    use crate::domain::{
        PlanCommand::Approve,
        draft_plan::tests::{drafted, worker},
        issue_instruction::tests::issued,
        revise_instruction::tests::revised,
        withdraw_instruction::tests::withdrawn,
    };

    pub(in crate::domain) fn approved() -> PlanApproved {
        PlanApproved {
            plan_id: id("plan", 1),
            approver: Some(worker(3, Role::Clinician)),
            person_id: id("person", 1),
        }
    }

    fn by_its_author() -> PlanApproved {
        PlanApproved { approver: Some(worker(2, Role::Clinician)), ..approved() }
    }

    fn by_police() -> PlanApproved {
        PlanApproved { approver: Some(worker(3, Role::PoliceOfficer)), ..approved() }
    }

    #[test]
    fn a_plan_is_approved_by_somebody_who_did_not_write_it() {
        let asked = PlanApproved { person_id: String::new(), ..approved() };
        given::<Plan>([drafted().into(), issued().into()])
            .when(Approve(asked))
            .then_one(approved());
    }

    #[test]
    fn a_plan_that_was_never_drafted_cannot_be_approved() {
        nothing::<Plan>().when(Approve(approved())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn a_closed_plan_cannot_be_approved() {
        given::<Plan>([drafted().into(), PlanClosed::default().into()])
            .when(Approve(approved()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn nobody_approves_what_they_wrote() {
        given::<Plan>([drafted().into(), issued().into()])
            .when(Approve(by_its_author()))
            .then_refused(refusal::APPROVED_BY_ITS_AUTHOR);
    }

    #[test]
    fn an_author_does_not_say_that_another_approved() {
        // Worker 1 is the one who speaks in every scenario.
        let theirs = PlanDrafted { authors: vec![worker(1, Role::Clinician)], ..drafted() };
        given::<Plan>([theirs.into(), issued().into()])
            .when(Approve(approved()))
            .then_refused(refusal::APPROVED_BY_ITS_AUTHOR);
    }

    #[test]
    fn police_do_not_approve_a_plan() {
        given::<Plan>([drafted().into(), issued().into()])
            .when(Approve(by_police()))
            .then_refused(refusal::APPROVED_BY_POLICE);
        given::<Plan>([drafted().into(), issued().into()])
            .by(Role::PoliceOfficer)
            .when(Approve(approved()))
            .then_refused(refusal::APPROVED_BY_POLICE);
    }

    #[test]
    fn an_approval_of_the_past_is_recorded_as_it_happened() {
        for fact in [by_its_author(), by_police()] {
            given::<Plan>([drafted().into(), issued().into()])
                .recorded()
                .when(Approve(fact.clone()))
                .then_one(fact);
        }
    }

    #[test]
    fn approving_twice_is_approving_once() {
        given::<Plan>([drafted().into(), issued().into(), approved().into()])
            .when(Approve(approved()))
            .then_nothing();
    }

    #[test]
    fn an_authors_approval_of_the_past_leaves_room_for_a_proper_one() {
        given::<Plan>([drafted().into(), issued().into(), by_its_author().into()])
            .when(Approve(approved()))
            .then_one(approved());
    }

    #[test]
    fn any_change_needs_a_new_approval() {
        for change in [issued().into(), revised().into(), withdrawn().into()] {
            given::<Plan>([drafted().into(), issued().into(), approved().into(), change])
                .when(Approve(approved()))
                .then_one(approved());
        }
    }
}
