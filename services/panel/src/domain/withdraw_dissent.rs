//! Taking one's own dissent back.
//!
//! Only its author does, whoever recorded it and in either mode. What they had
//! said stays on record, and they may say it again under the same id.

use kernel::decider::{Circumstances, Refusal};
use proto::panel::{DissentWithdrawn, Event};

use super::{Meeting, hold_meeting::held, refusal};

pub(super) fn decide(
    meeting: &Meeting,
    mut fact: DissentWithdrawn,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    held(meeting)?;
    let dissent = meeting.dissents.get(&fact.dissent_id).ok_or(refusal::DISSENT_NOT_FOUND)?;
    if dissent.author != said.by.worker_id {
        return Err(refusal::DISSENT_OF_SOMEBODY_ELSE);
    }
    if !dissent.stands {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.decision_id.clone_from(&dissent.decision_id);
    fact.person_id = meeting.decisions.get(&dissent.decision_id).cloned().unwrap_or_default();
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{id, nothing};
    use proto::common::Role;

    use super::*;
    use crate::domain::{
        MeetingCommand::WithdrawDissent,
        record_dissent::tests::{after_a_decision, dissent, of_worker_2},
    };

    pub(in crate::domain) fn withdrawn() -> DissentWithdrawn {
        DissentWithdrawn {
            meeting_id: id("meeting", 1),
            dissent_id: id("dissent", 1),
            decision_id: id("decision", 1),
            person_id: id("person", 1),
            ..Default::default()
        }
    }

    #[test]
    fn its_author_takes_a_dissent_back() {
        let asked = DissentWithdrawn {
            decision_id: String::new(),
            person_id: String::new(),
            ..withdrawn()
        };
        after_a_decision().and(dissent()).when(WithdrawDissent(asked)).then_one(withdrawn());
    }

    #[test]
    fn what_nobody_said_cannot_be_taken_back() {
        nothing::<Meeting>()
            .when(WithdrawDissent(withdrawn()))
            .then_refused(refusal::MEETING_NOT_FOUND);
        after_a_decision()
            .when(WithdrawDissent(withdrawn()))
            .then_refused(refusal::DISSENT_NOT_FOUND);
    }

    #[test]
    fn nobody_else_takes_it_back_in_either_mode() {
        let anothers = || after_a_decision().and(of_worker_2()).by(Role::InformationGovernance);
        anothers()
            .when(WithdrawDissent(withdrawn()))
            .then_refused(refusal::DISSENT_OF_SOMEBODY_ELSE);
        anothers()
            .recorded()
            .when(WithdrawDissent(withdrawn()))
            .then_refused(refusal::DISSENT_OF_SOMEBODY_ELSE);
    }

    #[test]
    fn taking_it_back_twice_is_taking_it_back_once() {
        after_a_decision()
            .and(dissent())
            .and(withdrawn())
            .when(WithdrawDissent(withdrawn()))
            .then_nothing();
    }
}
