//! Assigning an action to an owner by a day.
//!
//! An action of today has both. One of the past may lack them; rules find it.
//! An action about a person names them: if they die, nobody is held to it.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    ids::ActionId,
    panel::{ActionAssigned, Event},
    time,
};

use super::{Meeting, hold_meeting::held, refusal, state::MOST_ACTIONS};

pub(super) fn decide(
    meeting: &Meeting,
    mut fact: ActionAssigned,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let (scheme_id, held) = held(meeting)?;
    if fact.action_id.is_empty() {
        fact.action_id = ActionId::new(said.fresh).to_string();
    }
    if meeting.actions.contains_key(&fact.action_id) {
        return Ok(vec![]); // Said twice is said once.
    }
    if meeting.actions.len() >= MOST_ACTIONS {
        return Err(refusal::MEETING_TOO_LONG);
    }
    if said.is_act() && fact.owner.is_none() {
        return Err(refusal::ACTION_WITHOUT_OWNER);
    }
    if said.is_act() && fact.due.is_none() {
        return Err(refusal::ACTION_WITHOUT_DUE_DATE);
    }
    // Of a meeting known to the month, only what lies before that month is too early.
    if time::maybe(fact.due.as_ref()).is_some_and(|due| due < held.since) {
        return Err(refusal::ACTION_DUE_BEFORE_MEETING);
    }
    fact.scheme_id = scheme_id.to_owned();
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{Given, day, given, id, nothing};
    use proto::common::{Role, Text};

    use super::*;
    use crate::domain::{
        MeetingCommand::AssignAction,
        hold_meeting::tests::{held, worker},
        schedule_meeting::tests::scheduled,
    };

    pub(in crate::domain) fn assigned() -> ActionAssigned {
        ActionAssigned {
            meeting_id: id("meeting", 1),
            action_id: id("action", 1),
            task: Some(Text::plain("write to her")),
            owner: Some(worker(1, Role::CareCoordinator)),
            due: Some(time::wire(day(14))),
            agency_id: id("agency", 1),
            scheme_id: id("scheme", 1),
            person_id: id("person", 1),
        }
    }

    fn at_a_meeting() -> Given<Meeting> {
        given([held().into()])
    }

    #[test]
    fn an_action_is_assigned_and_names_the_scheme() {
        let asked = ActionAssigned { scheme_id: String::new(), ..assigned() };
        at_a_meeting().when(AssignAction(asked)).then_one(assigned());
    }

    #[test]
    fn an_action_without_an_id_gets_one() {
        let bare = ActionAssigned { action_id: String::new(), ..assigned() };
        let with_id = ActionAssigned { action_id: id("action", 99), ..assigned() };
        at_a_meeting().when(AssignAction(bare)).then_one(with_id);
    }

    #[test]
    fn only_a_meeting_that_was_held_assigns_actions() {
        nothing::<Meeting>()
            .when(AssignAction(assigned()))
            .then_refused(refusal::MEETING_NOT_FOUND);
        given::<Meeting>([scheduled().into()])
            .when(AssignAction(assigned()))
            .then_refused(refusal::MEETING_NOT_HELD);
    }

    #[test]
    fn an_action_of_today_has_an_owner() {
        let nobodys = ActionAssigned { owner: None, ..assigned() };
        at_a_meeting().when(AssignAction(nobodys)).then_refused(refusal::ACTION_WITHOUT_OWNER);
    }

    #[test]
    fn an_action_of_today_has_a_day() {
        let open = ActionAssigned { due: None, ..assigned() };
        at_a_meeting().when(AssignAction(open)).then_refused(refusal::ACTION_WITHOUT_DUE_DATE);
    }

    #[test]
    fn an_action_of_the_past_is_recorded_as_far_as_it_is_known() {
        let bare = ActionAssigned { owner: None, due: None, ..assigned() };
        at_a_meeting().recorded().when(AssignAction(bare.clone())).then_one(bare);
    }

    #[test]
    fn an_action_is_not_due_before_its_meeting() {
        let early = ActionAssigned { due: Some(time::wire(day(-1))), ..assigned() };
        at_a_meeting().when(AssignAction(early)).then_refused(refusal::ACTION_DUE_BEFORE_MEETING);
    }

    #[test]
    fn an_action_said_twice_is_said_once() {
        at_a_meeting().and(assigned()).when(AssignAction(assigned())).then_nothing();
    }

    #[test]
    fn a_meeting_assigns_no_more_than_it_can_remember() {
        let nth = |n| ActionAssigned { action_id: id("action", n), ..assigned() };
        let full = (1..=256).fold(at_a_meeting(), |given, n| given.and(nth(n)));
        full.when(AssignAction(nth(257))).then_refused(refusal::MEETING_TOO_LONG);
    }
}
