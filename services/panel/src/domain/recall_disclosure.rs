//! Calling a disclosure back.
//!
//! Everybody who still holds something of it is asked: who received it, and
//! whoever they say that they passed it on to. A recall is open until each of
//! them has answered for its own copy. Calling it back again while it is open
//! says nothing new, unless on another ground: then those who had kept theirs
//! are asked again, and so they are when it is called back after all answered.
//! Where the recipient belongs to no agency there is nobody to ask, and the
//! recall is on record all the same. Nothing is taken back here by force.

use kernel::decider::Refusal;
use proto::panel::{DisclosureRecalled, Event, RecallGround};

use super::{Disclosure, refusal, state::Recall};

pub(super) fn decide(
    disclosure: &Disclosure,
    mut fact: DisclosureRecalled,
) -> Result<Vec<Event>, Refusal> {
    let made = disclosure.made.as_ref().ok_or(refusal::DISCLOSURE_NOT_FOUND)?;
    if fact.ground() == RecallGround::ConsentWithdrawn {
        if fact.consent_id.is_empty() {
            return Err(refusal::RECALL_WITHOUT_CONSENT);
        }
        // One of the past may rest on a consent that its record does not name.
        if !made.consent_id.is_empty() && made.consent_id != fact.consent_id {
            return Err(refusal::RECALL_OF_ANOTHER_CONSENT);
        }
    }
    if let Some(recall) = &disclosure.recall
        && (disclosure.holders.is_empty() || is_open_on(recall, &fact))
    {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.recipient_agency_ids = disclosure.holders.iter().cloned().collect();
    fact.person_id.clone_from(&made.person_id);
    fact.scheme_id.clone_from(&made.scheme_id);
    Ok(vec![fact.into()])
}

/// Whether somebody has still to answer, and was asked on this ground.
fn is_open_on(recall: &Recall, fact: &DisclosureRecalled) -> bool {
    let same = recall.ground == fact.ground() && recall.consent_id == fact.consent_id;
    same && recall.open().next().is_some()
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::panel::{DisclosureMade, RecallResult};

    use super::*;
    use crate::domain::{
        DisclosureCommand::Recall,
        acknowledge_recall::tests::{answered, passed_on},
        disclose::tests::disclosed,
    };

    pub(in crate::domain) fn recalled() -> DisclosureRecalled {
        DisclosureRecalled {
            disclosure_id: id("disclosure", 1),
            ground: RecallGround::NoBasis.into(),
            recipient_agency_ids: vec![id("agency", 2)],
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    fn for_consent(number: u128) -> DisclosureRecalled {
        DisclosureRecalled {
            ground: RecallGround::ConsentWithdrawn.into(),
            consent_id: id("consent", number),
            ..recalled()
        }
    }

    fn a_disclosure() -> Given<Disclosure> {
        given([disclosed().into()])
    }

    #[test]
    fn a_disclosure_is_called_back_from_whoever_received_it() {
        let asked = DisclosureRecalled {
            recipient_agency_ids: vec![id("agency", 9)],
            person_id: String::new(),
            ..recalled()
        };
        a_disclosure().when(Recall(asked)).then_one(recalled());
    }

    #[test]
    fn an_unknown_disclosure_cannot_be_called_back() {
        nothing::<Disclosure>()
            .when(Recall(recalled()))
            .then_refused(refusal::DISCLOSURE_NOT_FOUND);
    }

    #[test]
    fn what_is_called_back_for_a_consent_names_it_in_either_mode() {
        let unnamed = DisclosureRecalled { consent_id: String::new(), ..for_consent(1) };
        a_disclosure().when(Recall(unnamed.clone())).then_refused(refusal::RECALL_WITHOUT_CONSENT);
        a_disclosure()
            .recorded()
            .when(Recall(unnamed))
            .then_refused(refusal::RECALL_WITHOUT_CONSENT);
    }

    #[test]
    fn it_is_the_consent_on_which_the_disclosure_rested() {
        let rested = DisclosureMade { consent_id: id("consent", 1), ..disclosed() };
        let given = || given::<Disclosure>([rested.clone().into()]);
        given().when(Recall(for_consent(1))).then_one(for_consent(1));
        given().when(Recall(for_consent(2))).then_refused(refusal::RECALL_OF_ANOTHER_CONSENT);
    }

    #[test]
    fn a_disclosure_of_the_past_may_have_rested_on_a_consent_that_it_does_not_name() {
        a_disclosure().when(Recall(for_consent(2))).then_one(for_consent(2));
    }

    #[test]
    fn calling_back_twice_is_calling_back_once() {
        a_disclosure().and(recalled()).when(Recall(recalled())).then_nothing();
    }

    #[test]
    fn on_another_ground_it_is_called_back_again() {
        a_disclosure().and(recalled()).when(Recall(for_consent(1))).then_one(for_consent(1));
    }

    #[test]
    fn whoever_kept_it_is_asked_again() {
        a_disclosure()
            .and(recalled())
            .and(answered(RecallResult::Retained))
            .when(Recall(recalled()))
            .then_one(recalled());
    }

    #[test]
    fn those_to_whom_it_was_passed_on_are_asked_as_well() {
        let both = DisclosureRecalled {
            recipient_agency_ids: vec![id("agency", 2), id("agency", 3)],
            ..for_consent(1)
        };
        a_disclosure()
            .and(recalled())
            .and(passed_on(3))
            .when(Recall(for_consent(1)))
            .then_one(both);
    }

    #[test]
    fn what_nobody_holds_any_more_is_not_called_back() {
        for gone in [RecallResult::Destroyed, RecallResult::Returned] {
            a_disclosure()
                .and(recalled())
                .and(answered(gone))
                .when(Recall(for_consent(1)))
                .then_nothing();
        }
    }

    #[test]
    fn what_went_to_no_agency_is_called_back_on_record_once() {
        let to_somebody = DisclosureMade { to_agency_id: String::new(), ..disclosed() };
        let of_nobody = DisclosureRecalled { recipient_agency_ids: vec![], ..recalled() };
        let given = given::<Disclosure>([to_somebody.into()]);
        given.when(Recall(recalled())).then_one(of_nobody.clone());
        let to_somebody = DisclosureMade { to_agency_id: String::new(), ..disclosed() };
        kernel::scenario::given::<Disclosure>([to_somebody.into(), of_nobody.into()])
            .when(Recall(recalled()))
            .then_nothing();
    }
}
