//! Recording what a recipient did when a disclosure was called back.
//!
//! Each agency that was asked answers once for its own copy: destroyed,
//! returned, or kept on a ground of its own. That it had passed something on is
//! an answer of another kind. It brings in those to whom it went, and leaves
//! open what became of the agency's own copy. What was kept may be destroyed or
//! returned later; what was destroyed or returned is gone, and a copy that
//! turns up is a breach. The answer is the recipient's own: another agency can only
//! record, with its source, what the recipient answered elsewhere.

use kernel::decider::{Circumstances, Refusal};
use proto::panel::{Event, RecallAcknowledged, RecallResult};

use super::{
    Disclosure, is_said, refusal,
    state::{MOST_ASKED, Made, Recall},
};

pub(super) fn decide(
    disclosure: &Disclosure,
    mut fact: RecallAcknowledged,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let made = disclosure.made.as_ref().ok_or(refusal::DISCLOSURE_NOT_FOUND)?;
    let recall = disclosure.recall.as_ref().ok_or(refusal::RECALL_NOT_ASKED)?;
    let asked = recall.asked.get(&fact.agency_id).ok_or(refusal::RECALL_NOT_ASKED)?;
    if said.speaks_for_another(&fact.agency_id) {
        return Err(refusal::RECALL_ANSWER_NOT_THEIRS);
    }
    if fact.result() == RecallResult::PassedOn {
        passed_on(made, recall, &fact)?;
        if fact.passed_on_to_agency_ids.iter().all(|id| asked.passed_on.contains(id)) {
            return Ok(vec![]); // Said twice is said once.
        }
    } else {
        if !fact.passed_on_to_agency_ids.is_empty() {
            return Err(refusal::PASSED_ON_NOT_SAID);
        }
        match asked.own {
            Some(known) if known == fact.result() => return Ok(vec![]), // Said twice is said once.
            Some(RecallResult::Destroyed | RecallResult::Returned) => {
                return Err(refusal::RECALL_ALREADY_ANSWERED);
            }
            _ => {}
        }
        if said.is_act() && fact.result() == RecallResult::Retained && !is_said(&fact.ground) {
            return Err(refusal::RETAINED_WITHOUT_GROUND);
        }
    }
    fact.open_agency_ids = still_open(recall, &fact);
    fact.person_id.clone_from(&made.person_id);
    Ok(vec![fact.into()])
}

/// Whether it went to somebody, and to others than those who had it.
fn passed_on(made: &Made, recall: &Recall, fact: &RecallAcknowledged) -> Result<(), Refusal> {
    let to = &fact.passed_on_to_agency_ids;
    if to.is_empty() {
        return Err(refusal::PASSED_ON_TO_NOBODY);
    }
    if to.iter().any(|id| *id == fact.agency_id || *id == made.from_agency_id) {
        return Err(refusal::PASSED_ON_TO_ITSELF);
    }
    if recall.asked.len() + recall.not_asked(to).len() > MOST_ASKED {
        return Err(refusal::TOO_MANY_RECIPIENTS);
    }
    Ok(())
}

/// Those who have not answered for their own copy, after this answer.
fn still_open(recall: &Recall, fact: &RecallAcknowledged) -> Vec<String> {
    let passed_on = fact.result() == RecallResult::PassedOn;
    let before = recall.open().filter(|id| passed_on || **id != fact.agency_id).cloned();
    let mut open: Vec<String> =
        before.chain(recall.not_asked(&fact.passed_on_to_agency_ids)).collect();
    open.sort();
    open
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::{common::Text, panel::RecallGround};

    use super::*;
    use crate::domain::{
        DisclosureCommand::AcknowledgeRecall, disclose::tests::disclosed,
        recall_disclosure::tests::recalled,
    };

    /// The recipient is agency 2; agency 1 disclosed.
    pub(in crate::domain) fn answered(result: RecallResult) -> RecallAcknowledged {
        RecallAcknowledged {
            disclosure_id: id("disclosure", 1),
            agency_id: id("agency", 2),
            result: result.into(),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    /// The recipient had passed it on to this agency.
    pub(in crate::domain) fn passed_on(to: u128) -> RecallAcknowledged {
        RecallAcknowledged {
            passed_on_to_agency_ids: vec![id("agency", to)],
            open_agency_ids: vec![id("agency", 2), id("agency", to)],
            ..answered(RecallResult::PassedOn)
        }
    }

    fn kept() -> RecallAcknowledged {
        RecallAcknowledged {
            ground: Some(Text::plain("our own records of that night")),
            ..answered(RecallResult::Retained)
        }
    }

    fn of(agency: u128, fact: RecallAcknowledged) -> RecallAcknowledged {
        RecallAcknowledged { agency_id: id("agency", agency), ..fact }
    }

    fn called_back() -> Given<Disclosure> {
        given([disclosed().into(), recalled().into()]).for_agency(2)
    }

    #[test]
    fn a_recipient_answers_and_nobody_is_left() {
        for fact in [answered(RecallResult::Destroyed), answered(RecallResult::Returned), kept()] {
            let asked = RecallAcknowledged {
                person_id: String::new(),
                open_agency_ids: vec![id("agency", 9)],
                ..fact.clone()
            };
            called_back().when(AcknowledgeRecall(asked)).then_one(fact);
        }
    }

    #[test]
    fn those_to_whom_it_was_passed_on_must_answer_and_so_must_whoever_passed_it_on() {
        let asked = RecallAcknowledged { open_agency_ids: vec![], ..passed_on(3) };
        called_back().when(AcknowledgeRecall(asked)).then_one(passed_on(3));
        let own = answered(RecallResult::Destroyed);
        let left = RecallAcknowledged { open_agency_ids: vec![id("agency", 3)], ..own.clone() };
        called_back().and(passed_on(3)).when(AcknowledgeRecall(own)).then_one(left);
        let theirs = of(3, answered(RecallResult::Destroyed));
        let left = RecallAcknowledged { open_agency_ids: vec![id("agency", 2)], ..theirs.clone() };
        called_back()
            .and(passed_on(3))
            .for_agency(3)
            .when(AcknowledgeRecall(theirs))
            .then_one(left);
    }

    #[test]
    fn only_an_agency_that_was_asked_answers() {
        nothing::<Disclosure>()
            .when(AcknowledgeRecall(answered(RecallResult::Destroyed)))
            .then_refused(refusal::DISCLOSURE_NOT_FOUND);
        given::<Disclosure>([disclosed().into()])
            .when(AcknowledgeRecall(answered(RecallResult::Destroyed)))
            .then_refused(refusal::RECALL_NOT_ASKED);
        called_back()
            .when(AcknowledgeRecall(of(3, answered(RecallResult::Destroyed))))
            .then_refused(refusal::RECALL_NOT_ASKED);
    }

    #[test]
    fn nobody_answers_for_another_agency_though_its_answer_can_be_recorded() {
        let fact = answered(RecallResult::Destroyed);
        let by_another = || called_back().for_agency(1);
        by_another()
            .when(AcknowledgeRecall(fact.clone()))
            .then_refused(refusal::RECALL_ANSWER_NOT_THEIRS);
        by_another().recorded().when(AcknowledgeRecall(fact.clone())).then_one(fact);
    }

    #[test]
    fn who_keeps_it_today_says_on_what_ground() {
        for ground in [None, Some(Text::plain(" "))] {
            let odd = RecallAcknowledged { ground, ..kept() };
            called_back()
                .when(AcknowledgeRecall(odd))
                .then_refused(refusal::RETAINED_WITHOUT_GROUND);
        }
        let bare = answered(RecallResult::Retained);
        called_back().recorded().when(AcknowledgeRecall(bare.clone())).then_one(bare);
    }

    #[test]
    fn who_passed_it_on_says_to_whom_and_to_whom_alone_then() {
        let to_nobody = answered(RecallResult::PassedOn);
        let and_destroyed =
            RecallAcknowledged { result: RecallResult::Destroyed.into(), ..passed_on(3) };
        for (odd, reason) in [
            (to_nobody, refusal::PASSED_ON_TO_NOBODY),
            (passed_on(2), refusal::PASSED_ON_TO_ITSELF),
            (passed_on(1), refusal::PASSED_ON_TO_ITSELF),
            (and_destroyed, refusal::PASSED_ON_NOT_SAID),
        ] {
            called_back().when(AcknowledgeRecall(odd.clone())).then_refused(reason);
            called_back().recorded().when(AcknowledgeRecall(odd)).then_refused(reason);
        }
    }

    #[test]
    fn what_is_gone_is_not_kept_afterwards() {
        for gone in [RecallResult::Destroyed, RecallResult::Returned] {
            called_back()
                .and(answered(gone))
                .recorded()
                .when(AcknowledgeRecall(kept()))
                .then_refused(refusal::RECALL_ALREADY_ANSWERED);
        }
    }

    #[test]
    fn what_was_kept_may_be_destroyed_later() {
        let destroyed = answered(RecallResult::Destroyed);
        called_back().and(kept()).when(AcknowledgeRecall(destroyed.clone())).then_one(destroyed);
    }

    #[test]
    fn it_may_come_out_later_that_it_was_passed_on() {
        let late = RecallAcknowledged { open_agency_ids: vec![id("agency", 3)], ..passed_on(3) };
        called_back()
            .and(answered(RecallResult::Destroyed))
            .when(AcknowledgeRecall(passed_on(3)))
            .then_one(late);
    }

    #[test]
    fn an_agency_answers_once_for_all_that_it_was_passed() {
        let again = of(3, passed_on(4));
        let to_both = RecallAcknowledged {
            passed_on_to_agency_ids: vec![id("agency", 3), id("agency", 4)],
            ..passed_on(3)
        };
        let left = RecallAcknowledged {
            open_agency_ids: vec![id("agency", 2), id("agency", 4)],
            ..again.clone()
        };
        called_back()
            .and(to_both)
            .and(of(3, answered(RecallResult::Destroyed)))
            .for_agency(3)
            .when(AcknowledgeRecall(again))
            .then_one(left);
    }

    #[test]
    fn answering_twice_is_answering_once() {
        for fact in [answered(RecallResult::Destroyed), kept(), passed_on(3)] {
            called_back().and(fact.clone()).when(AcknowledgeRecall(fact)).then_nothing();
        }
    }

    #[test]
    fn a_disclosure_is_followed_to_sixty_four_agencies() {
        let full = (3..=65).fold(called_back(), |given, n| given.and(passed_on(n)));
        full.when(AcknowledgeRecall(passed_on(66))).then_refused(refusal::TOO_MANY_RECIPIENTS);
    }

    #[test]
    fn a_recall_on_a_new_ground_asks_anew() {
        let on_consent = proto::panel::DisclosureRecalled {
            ground: RecallGround::ConsentWithdrawn.into(),
            consent_id: id("consent", 1),
            ..recalled()
        };
        called_back().and(kept()).and(on_consent).when(AcknowledgeRecall(kept())).then_one(kept());
    }
}
