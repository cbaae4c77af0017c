//! Publishing a plan: the version as it stands is in force, and these agencies
//! have it.
//!
//! A restriction stands in it unless it ended or a challenge suspends it. An
//! agency whose copy was called back can be given the plan again: as another
//! version, since what it is to follow is not the copy that it gave up.
//!
//! A plan published here and now was approved as it stands and says something.
//! One of the past is recorded as it was published. Whether the person has seen
//! it is not asked here: copies are recorded by themselves, and rules watch for
//! those that are missing.

use std::collections::BTreeSet;

use kernel::decider::{Circumstances, Refusal};
use proto::careplans::{Event, PlanPublished};

use super::{Plan, refusal, state::Approval};

pub(super) fn decide(
    plan: &Plan,
    mut fact: PlanPublished,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.open()?;
    let at = said.occurred.end;
    if said.is_act() {
        if plan.approval != Some(Approval::Proper) {
            return Err(refusal::PLAN_NOT_APPROVED);
        }
        if !plan.says_something(at) {
            return Err(refusal::PLAN_EMPTY);
        }
    }
    if !plan.copies.have_room_for(&fact.recipient_agency_ids) {
        return Err(refusal::HELD_BY_TOO_MANY);
    }
    fact.restrictive = plan.is_restrictive(at);
    if is_in_force(plan, &fact) {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.version = plan.version().saturating_add(1);
    fact.person_id.clone_from(&about.person_id);
    fact.scheme_id.clone_from(&about.scheme_id);
    fact.agency_id.clone_from(&about.agency_id);
    fact.coproduction = about.coproduction.into();
    Ok(vec![fact.into()])
}

/// True if the plan as it stands is what was published last, to the same
/// agencies, and they still have it to follow.
fn is_in_force(plan: &Plan, fact: &PlanPublished) -> bool {
    plan.published.as_ref().is_some_and(|published| {
        let recipients: BTreeSet<&String> = fact.recipient_agency_ids.iter().collect();
        !published.changed
            && published.restrictive == fact.restrictive
            && published.recipients.iter().eq(recipients)
            && published.recipients.iter().all(|recipient| {
                plan.copies.of(recipient).is_some_and(|h| h.may_follow(published.version))
            })
    })
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::{
        careplans::{
            Coproduction, CopyDisposal, CopyRecallAcknowledged, InstructionIssued, PlanApproved,
            PlanClosed,
        },
        time,
    };

    use super::*;
    use crate::domain::{
        PlanCommand::Publish,
        approve_plan::tests::approved,
        draft_plan::tests::drafted,
        issue_instruction::tests::{issued, restriction},
        recall_copy::tests::recalled,
        revise_instruction::tests::revised,
        withdraw_instruction::tests::withdrawn,
    };

    pub(in crate::domain) fn published() -> PlanPublished {
        PlanPublished {
            plan_id: id("plan", 1),
            recipient_agency_ids: vec![id("agency", 2), id("agency", 3)],
            version: 1,
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
            agency_id: id("agency", 1),
            restrictive: false,
            coproduction: Coproduction::Joint.into(),
        }
    }

    /// What a caller sends: the rest is the service's to say.
    fn asked() -> PlanPublished {
        PlanPublished {
            plan_id: id("plan", 1),
            recipient_agency_ids: published().recipient_agency_ids,
            ..Default::default()
        }
    }

    fn ready() -> Given<Plan> {
        given([drafted().into(), issued().into(), approved().into()])
    }

    #[test]
    fn an_approved_plan_is_published_as_version_one() {
        ready().when(Publish(asked())).then_one(published());
    }

    #[test]
    fn what_the_service_says_cannot_be_said_for_it() {
        let forged = PlanPublished {
            version: 7,
            restrictive: true,
            coproduction: Coproduction::Consulted.into(),
            agency_id: id("agency", 9),
            ..asked()
        };
        ready().when(Publish(forged)).then_one(published());
    }

    #[test]
    fn a_plan_that_was_never_drafted_cannot_be_published() {
        nothing::<Plan>().when(Publish(asked())).then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn a_closed_plan_cannot_be_published() {
        ready()
            .and(PlanClosed::default())
            .when(Publish(asked()))
            .then_refused(refusal::PLAN_CLOSED);
    }

    #[test]
    fn a_plan_that_changed_since_it_was_approved_cannot_be_published() {
        ready().and(revised()).when(Publish(asked())).then_refused(refusal::PLAN_NOT_APPROVED);
    }

    #[test]
    fn an_authors_approval_of_the_past_does_not_let_a_plan_be_published() {
        let own = PlanApproved { approver: drafted().authors.pop(), ..approved() };
        given::<Plan>([drafted().into(), issued().into(), own.into()])
            .when(Publish(asked()))
            .then_refused(refusal::PLAN_NOT_APPROVED);
    }

    #[test]
    fn a_plan_that_says_nothing_cannot_be_published() {
        ready()
            .and(withdrawn())
            .and(approved())
            .when(Publish(asked()))
            .then_refused(refusal::PLAN_EMPTY);
    }

    #[test]
    fn a_publication_of_the_past_is_recorded_as_it_happened() {
        given::<Plan>([drafted().into()]).recorded().when(Publish(asked())).then_one(published());
    }

    #[test]
    fn a_plan_in_which_a_restriction_stands_is_restrictive() {
        given::<Plan>([drafted().into(), restriction().into(), approved().into()])
            .when(Publish(asked()))
            .then_one(PlanPublished { restrictive: true, ..published() });
    }

    #[test]
    fn a_plan_whose_restriction_was_withdrawn_is_restrictive_no_more() {
        let support = InstructionIssued { instruction_id: id("instruction", 2), ..issued() };
        given::<Plan>([drafted().into(), restriction().into(), support.into()])
            .and(withdrawn())
            .and(approved())
            .when(Publish(asked()))
            .then_one(published());
    }

    #[test]
    fn once_a_restriction_lapsed_the_plan_is_published_anew() {
        let support = InstructionIssued { instruction_id: id("instruction", 2), ..issued() };
        given::<Plan>([drafted().into(), restriction().into(), support.into()])
            .and(approved())
            .and(PlanPublished { restrictive: true, ..published() })
            .on(day(28))
            .when(Publish(asked()))
            .then_one(PlanPublished { version: 2, ..published() });
    }

    #[test]
    fn an_end_of_the_past_does_not_count_before_it_comes() {
        let long = InstructionIssued { expires: Some(time::wire(day(90))), ..restriction() };
        given::<Plan>([drafted().into(), long.into()])
            .on(day(89))
            .recorded()
            .when(Publish(asked()))
            .then_one(PlanPublished { restrictive: true, ..published() });
    }

    #[test]
    fn publishing_twice_is_publishing_once() {
        let recipient_agency_ids = vec![id("agency", 3), id("agency", 2), id("agency", 3)];
        let reordered = PlanPublished { recipient_agency_ids, ..asked() };
        ready().and(published()).when(Publish(reordered)).then_nothing();
    }

    #[test]
    fn an_agency_that_gave_its_copy_up_is_given_another_version() {
        let answered = CopyRecallAcknowledged {
            agency_id: id("agency", 2),
            disposal: CopyDisposal::Destroyed.into(),
            ..Default::default()
        };
        let second = PlanPublished { version: 2, ..published() };
        let called_back = || ready().and(published()).and(recalled());
        called_back().when(Publish(asked())).then_one(second.clone());
        called_back().and(answered).when(Publish(asked())).then_one(second.clone());
        called_back().and(second).when(Publish(asked())).then_nothing();
    }

    #[test]
    fn sixty_four_agencies_hold_a_plan_at_most() {
        let to = |numbers: std::ops::Range<u128>| PlanPublished {
            recipient_agency_ids: numbers.map(|n| id("agency", n)).collect(),
            ..asked()
        };
        let full = || ready().and(PlanPublished { version: 1, ..to(1..65) });
        full().when(Publish(to(65..66))).then_refused(refusal::HELD_BY_TOO_MANY);
        full().recorded().when(Publish(to(65..66))).then_refused(refusal::HELD_BY_TOO_MANY);
        let to_one_that_has_it = PlanPublished {
            version: 2,
            recipient_agency_ids: vec![id("agency", 64)],
            ..published()
        };
        full().when(Publish(to(64..65))).then_one(to_one_that_has_it);
    }

    #[test]
    fn other_recipients_make_another_version() {
        let recipient_agency_ids = vec![id("agency", 2)];
        ready()
            .and(published())
            .when(Publish(PlanPublished { recipient_agency_ids, ..asked() }))
            .then_one(PlanPublished {
                version: 2,
                recipient_agency_ids: vec![id("agency", 2)],
                ..published()
            });
    }

    #[test]
    fn a_change_that_was_approved_makes_another_version() {
        ready()
            .and(published())
            .and(revised())
            .and(approved())
            .when(Publish(asked()))
            .then_one(PlanPublished { version: 2, ..published() });
    }
}
