//! Taking a plan over into another scheme.
//!
//! Its restrictions come along with the end that they have, suspended ones
//! included, and the event lists them: a new name renews nothing. Its authors
//! stay its authors. What was published stays with those that received it, and
//! the plan is approved anew before the other scheme publishes it.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    careplans::{CarriedRestriction, Event, InstructionKind, PlanTransferred},
    time,
};

use super::{Plan, refusal};

pub(super) fn decide(
    plan: &Plan,
    mut fact: PlanTransferred,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    if fact.to_scheme_id == about.scheme_id {
        if about.transferred && fact.to_agency_id == about.agency_id {
            return Ok(vec![]); // Said twice is said once.
        }
        return Err(refusal::TRANSFERRED_TO_ITS_OWN_SCHEME);
    }
    let at = said.occurred.end;
    let restrictions = plan
        .lines
        .iter()
        .filter(|(_, line)| line.kind == InstructionKind::Restriction && !line.ended(at));
    fact.carried = restrictions
        .map(|(instruction_id, line)| CarriedRestriction {
            instruction_id: instruction_id.clone(),
            expires: line.expires.map(time::wire),
            suspended: plan.suspended(instruction_id, at),
        })
        .collect();
    fact.from_scheme_id.clone_from(&about.scheme_id);
    fact.from_agency_id.clone_from(&about.agency_id);
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::{
        careplans::{
            InstructionIssued, PlanApproved, PlanClosed, PlanDrafted, PlanPublished, RecallReason,
            TransferGround,
        },
        common::Role,
    };

    use super::*;
    use crate::domain::{
        PlanCommand::{Approve, Publish, RecallCopy, TransferPlan},
        approve_plan::tests::approved,
        decide_challenge::tests::upheld,
        draft_plan::tests::{drafted, worker},
        issue_instruction::tests::{issued, restriction},
        lodge_challenge::tests::lodged,
        publish_plan::tests::published,
        recall_copy::tests::recalled,
    };

    pub(in crate::domain) fn transferred() -> PlanTransferred {
        PlanTransferred {
            plan_id: id("plan", 1),
            to_scheme_id: id("scheme", 2),
            to_agency_id: id("agency", 4),
            ground: TransferGround::CaseTransferred.into(),
            from_scheme_id: id("scheme", 1),
            from_agency_id: id("agency", 1),
            carried: vec![],
            person_id: id("person", 1),
        }
    }

    /// What a caller sends: the rest is the service's to say.
    fn asked() -> PlanTransferred {
        PlanTransferred {
            plan_id: id("plan", 1),
            to_scheme_id: id("scheme", 2),
            to_agency_id: id("agency", 4),
            ground: TransferGround::CaseTransferred.into(),
            ..Default::default()
        }
    }

    fn carrying(suspended: bool) -> PlanTransferred {
        let carried = CarriedRestriction {
            instruction_id: id("instruction", 1),
            expires: Some(time::wire(day(28))),
            suspended,
        };
        PlanTransferred { carried: vec![carried], ..transferred() }
    }

    fn restricted() -> Given<Plan> {
        let support = InstructionIssued { instruction_id: id("instruction", 2), ..issued() };
        given([drafted().into(), restriction().into(), support.into(), approved().into()])
    }

    #[test]
    fn a_plan_comes_to_another_scheme_with_its_restrictions() {
        restricted().when(TransferPlan(asked())).then_one(carrying(false));
    }

    #[test]
    fn a_suspended_restriction_comes_along_suspended() {
        restricted().and(lodged()).when(TransferPlan(asked())).then_one(carrying(true));
    }

    #[test]
    fn a_restriction_that_ended_does_not_come_along() {
        restricted().on(day(28)).when(TransferPlan(asked())).then_one(transferred());
        restricted()
            .and(lodged())
            .and(upheld())
            .when(TransferPlan(asked()))
            .then_one(transferred());
    }

    #[test]
    fn a_restriction_of_the_past_without_an_end_comes_along_without_one() {
        let endless = InstructionIssued { expires: None, ..restriction() };
        let carried = CarriedRestriction {
            instruction_id: id("instruction", 1),
            expires: None,
            suspended: false,
        };
        given::<Plan>([drafted().into(), endless.into()])
            .on(day(400))
            .when(TransferPlan(asked()))
            .then_one(PlanTransferred { carried: vec![carried], ..transferred() });
    }

    #[test]
    fn what_the_service_says_cannot_be_said_for_it() {
        let forged = PlanTransferred {
            from_scheme_id: id("scheme", 9),
            from_agency_id: id("agency", 9),
            carried: vec![CarriedRestriction::default()],
            ..asked()
        };
        restricted().when(TransferPlan(forged)).then_one(carrying(false));
    }

    #[test]
    fn a_plan_is_approved_anew_before_the_other_scheme_publishes_it() {
        restricted()
            .and(transferred())
            .when(Publish(published()))
            .then_refused(refusal::PLAN_NOT_APPROVED);
        restricted()
            .and(PlanPublished { restrictive: true, ..published() })
            .and(transferred())
            .and(approved())
            .when(Publish(published()))
            .then_one(PlanPublished {
                version: 2,
                scheme_id: id("scheme", 2),
                agency_id: id("agency", 4),
                restrictive: true,
                ..published()
            });
    }

    #[test]
    fn what_was_published_stays_with_those_that_received_it() {
        let reason = RecallReason::SentByMistake.into();
        restricted()
            .and(published())
            .and(transferred())
            .when(RecallCopy(proto::careplans::CopyRecalled { reason, ..Default::default() }))
            .then_one(proto::careplans::CopyRecalled { plan_id: String::new(), ..recalled() });
    }

    #[test]
    fn the_authors_stay_the_authors() {
        let own = PlanApproved { approver: drafted().authors.pop(), ..approved() };
        restricted()
            .and(transferred())
            .when(Approve(own))
            .then_refused(refusal::APPROVED_BY_ITS_AUTHOR);
        // Worker 1 is the one who speaks in every scenario.
        let theirs = PlanDrafted { authors: vec![worker(1, Role::Clinician)], ..drafted() };
        given::<Plan>([theirs.into(), transferred().into()])
            .when(Approve(approved()))
            .then_refused(refusal::APPROVED_BY_ITS_AUTHOR);
    }

    #[test]
    fn a_plan_does_not_come_to_the_scheme_it_is_in() {
        let own = PlanTransferred { to_scheme_id: id("scheme", 1), ..asked() };
        restricted().when(TransferPlan(own)).then_refused(refusal::TRANSFERRED_TO_ITS_OWN_SCHEME);
        let other_agency = PlanTransferred { to_agency_id: id("agency", 5), ..asked() };
        restricted()
            .and(transferred())
            .when(TransferPlan(other_agency))
            .then_refused(refusal::TRANSFERRED_TO_ITS_OWN_SCHEME);
    }

    #[test]
    fn a_closed_plan_goes_nowhere() {
        restricted()
            .and(PlanClosed::default())
            .when(TransferPlan(asked()))
            .then_refused(refusal::PLAN_CLOSED);
        nothing::<Plan>().when(TransferPlan(asked())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn transferring_twice_is_transferring_once() {
        restricted().and(transferred()).when(TransferPlan(asked())).then_nothing();
    }

    #[test]
    fn a_plan_can_come_back() {
        let back = PlanTransferred {
            to_scheme_id: id("scheme", 1),
            to_agency_id: id("agency", 1),
            from_scheme_id: id("scheme", 2),
            from_agency_id: id("agency", 4),
            ..carrying(false)
        };
        restricted().and(transferred()).when(TransferPlan(back.clone())).then_one(back);
    }
}
