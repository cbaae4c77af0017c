//! Recording what became of an action.
//!
//! One thing becomes of it, and whether that was late is reckoned here, from
//! the day by which it was due. An action without a day is never late; that it
//! has none is a defect of its own, and a rule finds it.

use kernel::decider::{Circumstances, Refusal};
use proto::panel::{ActionCompleted, Event};

use super::{Meeting, hold_meeting::held, refusal};

pub(super) fn decide(
    meeting: &Meeting,
    mut fact: ActionCompleted,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let (scheme_id, _) = held(meeting)?;
    let action = meeting.actions.get(&fact.action_id).ok_or(refusal::ACTION_NOT_FOUND)?;
    match action.outcome {
        Some(known) if known == fact.outcome() => return Ok(vec![]), // Said twice is said once.
        Some(_) => return Err(refusal::ACTION_ALREADY_COMPLETED),
        None => {}
    }
    fact.late = action.due.is_some_and(|due| due < said.occurred.end);
    fact.person_id.clone_from(&action.person_id);
    fact.scheme_id = scheme_id.to_owned();
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::panel::{ActionAssigned, ActionOutcome};

    use super::*;
    use crate::domain::{
        MeetingCommand::CompleteAction, assign_action::tests::assigned, hold_meeting::tests::held,
        schedule_meeting::tests::scheduled,
    };

    pub(in crate::domain) fn completed() -> ActionCompleted {
        ActionCompleted {
            meeting_id: id("meeting", 1),
            action_id: id("action", 1),
            outcome: ActionOutcome::Done.into(),
            person_id: id("person", 1),
            scheme_id: id("scheme", 1),
            ..Default::default()
        }
    }

    fn after_a_meeting() -> Given<Meeting> {
        given([held().into(), assigned().into()])
    }

    #[test]
    fn an_action_is_completed_and_names_the_person_and_the_scheme() {
        let asked = ActionCompleted {
            person_id: String::new(),
            scheme_id: String::new(),
            late: true,
            ..completed()
        };
        after_a_meeting().on(day(14)).when(CompleteAction(asked)).then_one(completed());
    }

    #[test]
    fn what_was_due_before_is_late() {
        let late = ActionCompleted { late: true, ..completed() };
        after_a_meeting().on(day(15)).when(CompleteAction(completed())).then_one(late);
    }

    #[test]
    fn what_had_no_day_is_not_late() {
        let open = ActionAssigned { due: None, ..assigned() };
        given::<Meeting>([held().into(), open.into()])
            .on(day(400))
            .when(CompleteAction(completed()))
            .then_one(completed());
    }

    #[test]
    fn only_an_action_of_this_meeting_is_completed() {
        nothing::<Meeting>()
            .when(CompleteAction(completed()))
            .then_refused(refusal::MEETING_NOT_FOUND);
        given::<Meeting>([scheduled().into()])
            .when(CompleteAction(completed()))
            .then_refused(refusal::MEETING_NOT_HELD);
        given::<Meeting>([held().into()])
            .when(CompleteAction(completed()))
            .then_refused(refusal::ACTION_NOT_FOUND);
    }

    #[test]
    fn one_thing_becomes_of_an_action() {
        let not_done = ActionCompleted { outcome: ActionOutcome::NotDone.into(), ..completed() };
        after_a_meeting()
            .and(completed())
            .recorded()
            .when(CompleteAction(not_done))
            .then_refused(refusal::ACTION_ALREADY_COMPLETED);
    }

    #[test]
    fn completing_twice_is_completing_once() {
        after_a_meeting()
            .and(completed())
            .on(day(30))
            .when(CompleteAction(completed()))
            .then_nothing();
    }
}
