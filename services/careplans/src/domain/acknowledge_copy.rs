//! Recording that a recipient says it holds a version.
//!
//! A recipient holds a copy from its publication on, whether or not it says so;
//! this is its own word for it. A closed plan takes it too: who holds what matters
//! most when copies are called back.

use kernel::decider::{Circumstances, Refusal};
use proto::careplans::{CopyAcknowledged, Event};

use super::{Plan, refusal, state::Holding};

pub(super) fn decide(
    plan: &Plan,
    mut fact: CopyAcknowledged,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let about = plan.drafted()?;
    if !(1..=plan.version()).contains(&fact.version) {
        return Err(refusal::VERSION_NOT_PUBLISHED);
    }
    let received = |holding: &&Holding| holding.received(fact.version);
    let holding = plan.copies.of(&fact.agency_id).filter(received);
    let holding = holding.ok_or(refusal::COPY_NOT_RECEIVED)?;
    if said.speaks_for_another(&fact.agency_id) {
        return Err(refusal::COPY_ANSWER_NOT_THEIRS);
    }
    if holding.acknowledged(fact.version) {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.person_id.clone_from(&about.person_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::careplans::{PlanClosed, PlanPublished};

    use super::*;
    use crate::domain::{
        PlanCommand::AcknowledgeCopy, draft_plan::tests::drafted, publish_plan::tests::published,
    };

    pub(in crate::domain) fn acknowledged() -> CopyAcknowledged {
        CopyAcknowledged {
            plan_id: id("plan", 1),
            agency_id: id("agency", 2),
            version: 1,
            person_id: id("person", 1),
        }
    }

    fn in_force() -> Given<Plan> {
        given([drafted().into(), published().into()]).for_agency(2)
    }

    #[test]
    fn a_recipient_acknowledges_its_copy_and_the_event_names_the_person() {
        let asked = CopyAcknowledged { person_id: String::new(), ..acknowledged() };
        in_force().when(AcknowledgeCopy(asked)).then_one(acknowledged());
    }

    #[test]
    fn a_version_that_was_never_published_cannot_be_acknowledged() {
        for version in [0, 2] {
            let fact = CopyAcknowledged { version, ..acknowledged() };
            in_force().when(AcknowledgeCopy(fact)).then_refused(refusal::VERSION_NOT_PUBLISHED);
        }
    }

    #[test]
    fn an_agency_acknowledges_no_version_that_it_did_not_receive() {
        let stranger = CopyAcknowledged { agency_id: id("agency", 4), ..acknowledged() };
        in_force().when(AcknowledgeCopy(stranger)).then_refused(refusal::COPY_NOT_RECEIVED);
        let to_the_other = PlanPublished {
            version: 2,
            recipient_agency_ids: vec![id("agency", 3)],
            ..published()
        };
        let newer = CopyAcknowledged { version: 2, ..acknowledged() };
        in_force()
            .and(to_the_other)
            .when(AcknowledgeCopy(newer))
            .then_refused(refusal::COPY_NOT_RECEIVED);
    }

    #[test]
    fn nobody_acknowledges_for_another_agency_though_its_word_can_be_recorded() {
        let by_another = || in_force().for_agency(1);
        by_another()
            .when(AcknowledgeCopy(acknowledged()))
            .then_refused(refusal::COPY_ANSWER_NOT_THEIRS);
        by_another().recorded().when(AcknowledgeCopy(acknowledged())).then_one(acknowledged());
    }

    #[test]
    fn there_is_no_copy_of_a_plan_that_was_never_drafted() {
        nothing::<Plan>()
            .when(AcknowledgeCopy(acknowledged()))
            .then_refused(refusal::PLAN_NOT_FOUND);
    }

    #[test]
    fn a_copy_of_a_closed_plan_is_acknowledged() {
        in_force()
            .and(PlanClosed::default())
            .when(AcknowledgeCopy(acknowledged()))
            .then_one(acknowledged());
    }

    #[test]
    fn acknowledging_twice_is_acknowledging_once() {
        in_force().and(acknowledged()).when(AcknowledgeCopy(acknowledged())).then_nothing();
    }
}
