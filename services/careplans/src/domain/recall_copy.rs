//! Calling copies back.
//!
//! The event lists those that hold a copy and have not answered for it, and
//! nobody else; a recall of nobody is none. It asks for every copy that they
//! hold, of whatever version, and stays open until they answer. Said again
//! before that, it is a reminder, and an event. Copies of a closed plan are
//! called back too: that is when it is needed most.

use std::collections::BTreeSet;

use kernel::decider::Refusal;
use proto::careplans::{CopyRecalled, Event};

use super::Plan;

pub(super) fn decide(plan: &Plan, mut fact: CopyRecalled) -> Result<Vec<Event>, Refusal> {
    let about = plan.drafted()?;
    let asked: BTreeSet<String> = fact.from_agency_ids.drain(..).collect();
    fact.restrictive = false;
    for (agency_id, holding) in plan.copies.holders() {
        if asked.is_empty() || asked.contains(agency_id) {
            fact.from_agency_ids.push(agency_id.clone());
            fact.restrictive |= holding.is_restrictive();
        }
    }
    if fact.from_agency_ids.is_empty() {
        return Ok(vec![]); // Nobody holds a copy.
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::careplans::{
        CopyDisposal, CopyRecallAcknowledged, PlanClosed, PlanPublished, RecallReason,
    };

    use super::*;
    use crate::domain::{
        PlanCommand::RecallCopy, draft_plan::tests::drafted, publish_plan::tests::published,
        refusal,
    };

    /// From agencies 2 and 3, the recipients of every plan that is published in these tests.
    pub(in crate::domain) fn recalled() -> CopyRecalled {
        CopyRecalled {
            plan_id: id("plan", 1),
            from_agency_ids: vec![id("agency", 2), id("agency", 3)],
            reason: RecallReason::SentByMistake.into(),
            restrictive: false,
            person_id: id("person", 1),
        }
    }

    /// What a caller sends to call back from everybody.
    fn from_all() -> CopyRecalled {
        CopyRecalled { from_agency_ids: vec![], person_id: String::new(), ..recalled() }
    }

    fn from(number: u128) -> CopyRecalled {
        CopyRecalled { from_agency_ids: vec![id("agency", number)], ..recalled() }
    }

    fn answered(number: u128, disposal: CopyDisposal) -> CopyRecallAcknowledged {
        CopyRecallAcknowledged {
            agency_id: id("agency", number),
            disposal: disposal.into(),
            ..Default::default()
        }
    }

    fn second_version() -> PlanPublished {
        PlanPublished { version: 2, ..published() }
    }

    fn in_force() -> Given<Plan> {
        given([drafted().into(), published().into()])
    }

    #[test]
    fn copies_are_called_back_from_all_that_hold_one() {
        in_force().when(RecallCopy(from_all())).then_one(recalled());
    }

    #[test]
    fn copies_are_called_back_from_those_that_are_named_and_hold_one() {
        let named = CopyRecalled {
            from_agency_ids: vec![id("agency", 4), id("agency", 3), id("agency", 3)],
            ..recalled()
        };
        in_force().when(RecallCopy(named)).then_one(from(3));
    }

    #[test]
    fn a_recall_says_whether_a_copy_holds_a_restriction() {
        let clean = PlanPublished {
            version: 2,
            restrictive: false,
            recipient_agency_ids: vec![id("agency", 3)],
            ..published()
        };
        let restrictive = PlanPublished { restrictive: true, ..published() };
        let begun = || given::<Plan>([drafted().into(), restrictive.clone().into()]);
        let said = CopyRecalled { restrictive: true, ..recalled() };
        begun().when(RecallCopy(from_all())).then_one(said);
        // Agency 3 holds the newer version too, and the older one still.
        begun()
            .and(clean)
            .when(RecallCopy(CopyRecalled { restrictive: false, ..from(3) }))
            .then_one(CopyRecalled { restrictive: true, ..from(3) });
    }

    #[test]
    fn whoever_has_answered_is_not_asked_again_and_whoever_has_not_is() {
        for disposal in [CopyDisposal::Destroyed, CopyDisposal::Returned, CopyDisposal::Retained] {
            in_force()
                .and(recalled())
                .and(answered(2, disposal))
                .when(RecallCopy(from_all()))
                .then_one(from(3));
        }
        in_force().and(recalled()).when(RecallCopy(from_all())).then_one(recalled());
    }

    #[test]
    fn what_is_published_anew_can_be_called_back_anew() {
        in_force()
            .and(recalled())
            .and(answered(2, CopyDisposal::Destroyed))
            .and(answered(3, CopyDisposal::Destroyed))
            .and(PlanPublished { recipient_agency_ids: vec![id("agency", 2)], ..second_version() })
            .when(RecallCopy(from_all()))
            .then_one(from(2));
    }

    #[test]
    fn an_answer_gives_away_no_version_that_was_published_after_the_recall() {
        in_force()
            .and(recalled())
            .and(second_version())
            .and(answered(2, CopyDisposal::Destroyed))
            .and(answered(3, CopyDisposal::Destroyed))
            .when(RecallCopy(from_all()))
            .then_one(recalled());
    }

    #[test]
    fn whoever_replaced_its_copies_holds_the_version_in_force() {
        in_force()
            .and(second_version())
            .and(recalled())
            .and(answered(2, CopyDisposal::Replaced))
            .and(answered(3, CopyDisposal::Destroyed))
            .when(RecallCopy(from_all()))
            .then_one(from(2));
    }

    #[test]
    fn copies_of_a_closed_plan_are_called_back() {
        in_force().and(PlanClosed::default()).when(RecallCopy(from_all())).then_one(recalled());
    }

    #[test]
    fn a_recall_of_nobody_is_none() {
        given::<Plan>([drafted().into()]).when(RecallCopy(from_all())).then_nothing();
        in_force().when(RecallCopy(from(4))).then_nothing();
        in_force()
            .and(recalled())
            .and(answered(2, CopyDisposal::Destroyed))
            .and(answered(3, CopyDisposal::Retained))
            .when(RecallCopy(from_all()))
            .then_nothing();
    }

    #[test]
    fn nothing_can_be_called_back_of_a_plan_that_was_never_drafted() {
        nothing::<Plan>().when(RecallCopy(from_all())).then_refused(refusal::PLAN_NOT_FOUND);
    }
}
