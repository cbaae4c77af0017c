//! Erasing a person, as somebody else asked.
//!
//! Two people do it, and the second may see why and what. It is refused while the
//! record is needed as evidence: while a complaint is open, a flag is not resolved, or
//! an agency holds it. A flag is no reason to keep words for good, but whoever resolves
//! it has to be able to read them first, and an agency must not erase its way out of one.

use kernel::decider::{Circumstances, Refusal};
use proto::referrals::{Event, PersonErased};

use super::{Erasure, Person, refusal};

/// What other contexts have open about the person, by its ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// Complaints that are not closed.
    pub complaints: Vec<String>,
    /// Flags that are not resolved.
    pub flags: Vec<String>,
    /// What was said there and cannot be read here, which may be either.
    pub unread: usize,
}

pub(super) fn decide(
    person: &Person,
    mut fact: PersonErased,
    elsewhere: Elsewhere,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    person.id().ok_or(refusal::PERSON_NOT_FOUND)?;
    if !said.is_act() {
        return Err(refusal::ERASURE_NOT_OF_THE_PAST);
    }
    let asked = match person.erasure() {
        Erasure::Asked(asked) => asked,
        Erasure::NotAsked => return Err(refusal::ERASURE_NOT_REQUESTED),
        // Said twice is said once; the key is gone, and is looked for again all the same.
        Erasure::Done => return Ok(vec![]),
    };
    if asked.by.worker_id == said.by.worker_id {
        return Err(refusal::ERASURE_CONFIRMED_BY_ITS_REQUESTER);
    }
    if person.holds().next().is_some() {
        return Err(refusal::ERASURE_HELD);
    }
    if !elsewhere.complaints.is_empty() {
        return Err(refusal::ERASURE_WITH_OPEN_COMPLAINT);
    }
    if !elsewhere.flags.is_empty() {
        return Err(refusal::ERASURE_WITH_OPEN_FLAG);
    }
    if elsewhere.unread > 0 {
        return Err(refusal::ERASURE_WITH_SOMETHING_UNREAD);
    }
    fact.ground = asked.fact.ground;
    fact.extent = asked.fact.extent;
    fact.requested_by_worker_id.clone_from(&asked.by.worker_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{Given, given, id, nothing};
    use proto::referrals::{ErasureExtent, ErasureGround};

    use super::*;
    use crate::domain::{
        PersonCommand::ConfirmErasure, hold_record::tests::held,
        register_person::tests::registered, release_record::tests::released,
        request_erasure::tests::requested, withdraw_erasure::tests::withdrawn,
    };

    fn asked() -> PersonErased {
        PersonErased { person_id: id("person", 1), ..Default::default() }
    }

    fn erased() -> PersonErased {
        PersonErased {
            ground: ErasureGround::RetentionOver.into(),
            extent: ErasureExtent::Whole.into(),
            requested_by_worker_id: id("worker", 1),
            ..asked()
        }
    }

    fn confirm() -> crate::domain::PersonCommand {
        ConfirmErasure(asked(), Elsewhere::default())
    }

    /// Worker 1 asked, and worker 2 looks at it.
    fn by_another(events: impl IntoIterator<Item = Event>) -> Given<Person> {
        let events = [registered().into(), requested().into()].into_iter().chain(events);
        given::<Person>(events).as_worker(2)
    }

    #[test]
    fn a_person_is_erased_by_two() {
        by_another([]).when(confirm()).then_one(erased());
    }

    #[test]
    fn nobody_erases_alone() {
        given::<Person>([registered().into(), requested().into()])
            .when(confirm())
            .then_refused(refusal::ERASURE_CONFIRMED_BY_ITS_REQUESTER);
    }

    #[test]
    fn what_nobody_asked_for_or_was_withdrawn_is_not_confirmed() {
        nothing::<Person>().when(confirm()).then_refused(refusal::PERSON_NOT_FOUND);
        given::<Person>([registered().into()])
            .when(confirm())
            .then_refused(refusal::ERASURE_NOT_REQUESTED);
        by_another([withdrawn().into()])
            .when(confirm())
            .then_refused(refusal::ERASURE_NOT_REQUESTED);
        by_another([]).recorded().when(confirm()).then_refused(refusal::ERASURE_NOT_OF_THE_PAST);
    }

    #[test]
    fn what_is_evidence_is_not_erased() {
        by_another([held().into()]).when(confirm()).then_refused(refusal::ERASURE_HELD);
        let complaints = vec![id("concern", 1)];
        let elsewhere = Elsewhere { complaints, ..Elsewhere::default() };
        by_another([])
            .when(ConfirmErasure(asked(), elsewhere))
            .then_refused(refusal::ERASURE_WITH_OPEN_COMPLAINT);
        let elsewhere = Elsewhere { flags: vec![id("flag", 1)], ..Elsewhere::default() };
        by_another([])
            .when(ConfirmErasure(asked(), elsewhere))
            .then_refused(refusal::ERASURE_WITH_OPEN_FLAG);
        let elsewhere = Elsewhere { unread: 1, ..Elsewhere::default() };
        by_another([])
            .when(ConfirmErasure(asked(), elsewhere))
            .then_refused(refusal::ERASURE_WITH_SOMETHING_UNREAD);
    }

    #[test]
    fn what_was_released_is_erased() {
        by_another([held().into(), released().into()]).when(confirm()).then_one(erased());
    }

    #[test]
    fn erasing_twice_is_erasing_once() {
        by_another([erased().into()]).when(confirm()).then_nothing();
    }
}
