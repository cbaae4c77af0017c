//! Recording what a recipient did with a copy that was called back.
//!
//! The answer is about every copy that it held when it was asked last. One that
//! keeps them says on what ground, and can give them up later. One that replaced
//! them holds the version in force. The answer is the recipient's own: another
//! agency can only record, with its source, what the recipient answered elsewhere.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    Plain,
    careplans::{CopyDisposal, CopyRecallAcknowledged, Event},
};

use super::{Plan, refusal, state::Holding};

pub(super) fn decide(
    plan: &Plan,
    mut fact: CopyRecallAcknowledged,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.drafted()?;
    let holding = plan.copies.of(&fact.agency_id).ok_or(refusal::COPY_NOT_RECALLED)?;
    let disposal = fact.disposal();
    if said.speaks_for_another(&fact.agency_id) {
        return Err(refusal::COPY_ANSWER_NOT_THEIRS);
    }
    if !holding.recall_is_open() {
        match holding.last_answer() {
            None => return Err(refusal::COPY_NOT_RECALLED),
            Some(known) if known == disposal => return Ok(vec![]), // Said twice is said once.
            Some(CopyDisposal::Retained) => {}
            Some(_) => return Err(refusal::COPY_ALREADY_GIVEN_UP),
        }
    }
    if disposal == CopyDisposal::Replaced && !replaced(plan, holding) {
        return Err(refusal::COPY_NOT_REPLACED);
    }
    let ground = fact.ground.plain().is_some_and(|words| !words.trim().is_empty());
    if said.is_act() && disposal == CopyDisposal::Retained && !ground {
        return Err(refusal::COPY_RETAINED_WITHOUT_GROUND);
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

fn replaced(plan: &Plan, holding: &Holding) -> bool {
    let in_force = plan.published.as_ref();
    in_force.is_some_and(|published| holding.is_replaced_by(published.version))
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{
        careplans::{PlanClosed, PlanPublished},
        common::Text,
    };

    use super::*;
    use crate::domain::{
        PlanCommand::AcknowledgeCopyRecall, draft_plan::tests::drafted,
        publish_plan::tests::published, recall_copy::tests::recalled,
    };

    fn answer(disposal: CopyDisposal) -> CopyRecallAcknowledged {
        CopyRecallAcknowledged {
            plan_id: id("plan", 1),
            agency_id: id("agency", 2),
            disposal: disposal.into(),
            ground: Some(Text::plain("a complaint is being investigated")),
            person_id: id("person", 1),
        }
    }

    fn called_back() -> Given<Plan> {
        given([drafted().into(), published().into(), recalled().into()]).for_agency(2)
    }

    #[test]
    fn a_recipient_answers_a_recall_and_the_event_names_the_person() {
        for disposal in [CopyDisposal::Destroyed, CopyDisposal::Returned, CopyDisposal::Retained] {
            let asked = CopyRecallAcknowledged { person_id: String::new(), ..answer(disposal) };
            called_back().when(AcknowledgeCopyRecall(asked)).then_one(answer(disposal));
        }
    }

    #[test]
    fn an_agency_of_which_nothing_was_called_back_has_nothing_to_answer() {
        let asked = answer(CopyDisposal::Destroyed);
        given::<Plan>([drafted().into(), published().into()])
            .for_agency(2)
            .when(AcknowledgeCopyRecall(asked.clone()))
            .then_refused(refusal::COPY_NOT_RECALLED);
        let stranger = CopyRecallAcknowledged { agency_id: id("agency", 4), ..asked };
        called_back()
            .when(AcknowledgeCopyRecall(stranger))
            .then_refused(refusal::COPY_NOT_RECALLED);
    }

    #[test]
    fn nothing_is_answered_for_a_plan_that_was_never_drafted() {
        nothing::<Plan>()
            .when(AcknowledgeCopyRecall(answer(CopyDisposal::Destroyed)))
            .then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn nobody_answers_for_another_agency_though_its_answer_can_be_recorded() {
        let fact = answer(CopyDisposal::Destroyed);
        let by_another = || called_back().for_agency(1);
        by_another()
            .when(AcknowledgeCopyRecall(fact.clone()))
            .then_refused(refusal::COPY_ANSWER_NOT_THEIRS);
        by_another().recorded().when(AcknowledgeCopyRecall(fact.clone())).then_one(fact);
    }

    #[test]
    fn whoever_keeps_a_copy_here_and_now_says_on_what_ground() {
        for ground in [None, Some(Text::plain(" "))] {
            let kept = CopyRecallAcknowledged { ground, ..answer(CopyDisposal::Retained) };
            called_back()
                .when(AcknowledgeCopyRecall(kept.clone()))
                .then_refused(refusal::COPY_RETAINED_WITHOUT_GROUND);
            called_back().recorded().when(AcknowledgeCopyRecall(kept.clone())).then_one(kept);
        }
    }

    #[test]
    fn a_copy_is_replaced_by_a_newer_version_that_is_in_force() {
        let replaced = answer(CopyDisposal::Replaced);
        let second = PlanPublished { version: 2, ..published() };
        called_back()
            .and(second.clone())
            .when(AcknowledgeCopyRecall(replaced.clone()))
            .then_one(replaced.clone());
        given::<Plan>([drafted().into(), published().into(), second.clone().into()])
            .and(recalled())
            .for_agency(2)
            .when(AcknowledgeCopyRecall(replaced.clone()))
            .then_one(replaced.clone());
        called_back()
            .when(AcknowledgeCopyRecall(replaced.clone()))
            .then_refused(refusal::COPY_NOT_REPLACED);
        called_back()
            .and(second)
            .and(PlanClosed::default())
            .when(AcknowledgeCopyRecall(replaced))
            .then_refused(refusal::COPY_NOT_REPLACED);
    }

    #[test]
    fn a_copy_that_was_kept_can_be_given_up_later() {
        called_back()
            .and(answer(CopyDisposal::Retained))
            .when(AcknowledgeCopyRecall(answer(CopyDisposal::Destroyed)))
            .then_one(answer(CopyDisposal::Destroyed));
    }

    #[test]
    fn a_copy_that_was_destroyed_is_neither_returned_nor_kept() {
        for disposal in [CopyDisposal::Returned, CopyDisposal::Retained] {
            called_back()
                .and(answer(CopyDisposal::Destroyed))
                .when(AcknowledgeCopyRecall(answer(disposal)))
                .then_refused(refusal::COPY_ALREADY_GIVEN_UP);
        }
    }

    #[test]
    fn a_recall_of_a_closed_plans_copies_is_answered() {
        called_back()
            .and(PlanClosed::default())
            .when(AcknowledgeCopyRecall(answer(CopyDisposal::Destroyed)))
            .then_one(answer(CopyDisposal::Destroyed));
    }

    #[test]
    fn answering_twice_is_answering_once() {
        for disposal in [CopyDisposal::Destroyed, CopyDisposal::Retained] {
            called_back()
                .and(answer(disposal))
                .when(AcknowledgeCopyRecall(answer(disposal)))
                .then_nothing();
        }
    }

    #[test]
    fn a_second_recall_is_answered_anew() {
        called_back()
            .and(answer(CopyDisposal::Destroyed))
            .and(PlanPublished { version: 2, ..published() })
            .and(recalled())
            .when(AcknowledgeCopyRecall(answer(CopyDisposal::Destroyed)))
            .then_one(answer(CopyDisposal::Destroyed));
    }
}
