//! Recording that a meeting was held, and who was there.
//!
//! A meeting may have been arranged before or stand alone. What it decides,
//! assigns and approves hangs on its having been held.

use kernel::decider::{Circumstances, Refusal};
use proto::panel::{Event, MeetingHeld};

use super::{
    Meeting, refusal,
    state::{Held, MeetingOf},
};

pub(super) fn decide(
    meeting: &Meeting,
    fact: MeetingHeld,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    let of = MeetingOf { panel_id: fact.panel_id.clone(), scheme_id: fact.scheme_id.clone() };
    if meeting.of.as_ref().is_some_and(|known| *known != of) {
        return Err(refusal::MEETING_OF_ANOTHER_PANEL);
    }
    if meeting.held.is_some() {
        return Ok(vec![]); // Said twice is said once.
    }
    if said.is_act() && fact.present.is_empty() {
        return Err(refusal::NOBODY_PRESENT);
    }
    Ok(vec![fact.into()])
}

/// The scheme of a meeting that was held, and how it was held.
pub(super) fn held(meeting: &Meeting) -> Result<(&str, &Held), Refusal> {
    let scheme_id = meeting.scheme_id().ok_or(refusal::MEETING_NOT_FOUND)?;
    let held = meeting.held.as_ref().ok_or(refusal::MEETING_NOT_HELD)?;
    Ok((scheme_id, held))
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::common::{Role, Worker};

    use super::*;
    use crate::domain::{MeetingCommand::Hold, schedule_meeting::tests::scheduled};

    pub(in crate::domain) fn worker(number: u128, role: Role) -> Worker {
        Worker { worker_id: id("worker", number), agency_id: id("agency", 1), role: role.into() }
    }

    pub(in crate::domain) fn held() -> MeetingHeld {
        MeetingHeld {
            meeting_id: id("meeting", 1),
            panel_id: id("panel", 1),
            scheme_id: id("scheme", 1),
            agency_id: id("agency", 1),
            present: vec![worker(1, Role::Clinician), worker(2, Role::PanelChair)],
            ..Default::default()
        }
    }

    #[test]
    fn a_meeting_that_was_arranged_is_held() {
        given::<Meeting>([scheduled().into()]).when(Hold(held())).then_one(held());
    }

    #[test]
    fn a_meeting_that_nobody_arranged_is_held() {
        nothing::<Meeting>().when(Hold(held())).then_one(held());
    }

    #[test]
    fn a_meeting_is_held_by_the_panel_for_which_it_was_arranged() {
        let other_panel = MeetingHeld { panel_id: id("panel", 2), ..held() };
        let other_scheme = MeetingHeld { scheme_id: id("scheme", 2), ..held() };
        for odd in [other_panel, other_scheme] {
            given::<Meeting>([scheduled().into()])
                .when(Hold(odd))
                .then_refused(refusal::MEETING_OF_ANOTHER_PANEL);
        }
    }

    #[test]
    fn a_meeting_of_today_has_somebody_present() {
        let empty = MeetingHeld { present: vec![], ..held() };
        nothing::<Meeting>().when(Hold(empty)).then_refused(refusal::NOBODY_PRESENT);
    }

    #[test]
    fn a_meeting_of_the_past_is_recorded_without_its_attendance() {
        let empty = MeetingHeld { present: vec![], ..held() };
        nothing::<Meeting>().recorded().when(Hold(empty.clone())).then_one(empty);
    }

    #[test]
    fn a_meeting_held_twice_is_held_once() {
        given::<Meeting>([held().into()]).when(Hold(held())).then_nothing();
    }
}
