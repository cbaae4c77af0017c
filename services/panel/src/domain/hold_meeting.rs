//! Recording that a meeting was held, and who was there.
//!
//! A meeting may have been arranged before or stand alone. What it decides,
//! assigns and approves hangs on its having been held. Which quorum applies to
//! it is its panel's to say, so the panel's own record comes with the command;
//! that the meeting had it is not asked here, since what it decides without
//! one is judged decision by decision.

use kernel::decider::{Circumstances, Refusal};
use proto::panel::{Event, MeetingHeld};

use super::{
    Meeting, Panel, refusal,
    state::{Held, MeetingOf},
};

pub(super) fn decide(
    meeting: &Meeting,
    mut fact: MeetingHeld,
    panel: &Panel,
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
        return Err(refusal::MEETING_WITHOUT_ANYBODY);
    }
    fact.quorum = panel.quorum_of(&fact.scheme_id, said.occurred.end);
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
    use kernel::scenario::{day, given, id, nothing};
    use proto::{
        common::{Role, Worker},
        panel::{PanelConstituted, QuorumRule},
    };

    use super::*;
    use crate::domain::{MeetingCommand, laws, schedule_meeting::tests::scheduled};

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

    /// Holds it for a panel of which nothing is known.
    fn hold(fact: MeetingHeld) -> MeetingCommand {
        MeetingCommand::Hold(fact, Panel::default())
    }

    fn with_a_chair() -> QuorumRule {
        QuorumRule { chair: true, ..Default::default() }
    }

    /// A panel with a quorum of its own, constituted on this day.
    fn panel(constituted: i64) -> Panel {
        let fact = PanelConstituted {
            scheme_id: id("scheme", 1),
            quorum: Some(with_a_chair()),
            ..Default::default()
        };
        let mut panel = Panel::default();
        panel.evolve(&laws::stored(fact.into(), &laws::said_on(constituted), 1));
        panel
    }

    #[test]
    fn a_meeting_that_was_arranged_is_held() {
        given::<Meeting>([scheduled().into()]).when(hold(held())).then_one(held());
    }

    #[test]
    fn a_meeting_that_nobody_arranged_is_held() {
        nothing::<Meeting>().when(hold(held())).then_one(held());
    }

    #[test]
    fn a_meeting_is_held_by_the_panel_for_which_it_was_arranged() {
        let other_panel = MeetingHeld { panel_id: id("panel", 2), ..held() };
        let other_scheme = MeetingHeld { scheme_id: id("scheme", 2), ..held() };
        for odd in [other_panel, other_scheme] {
            given::<Meeting>([scheduled().into()])
                .when(hold(odd))
                .then_refused(refusal::MEETING_OF_ANOTHER_PANEL);
        }
    }

    #[test]
    fn a_meeting_of_today_has_somebody_present() {
        let empty = MeetingHeld { present: vec![], ..held() };
        nothing::<Meeting>().when(hold(empty)).then_refused(refusal::MEETING_WITHOUT_ANYBODY);
    }

    #[test]
    fn a_meeting_of_the_past_is_recorded_without_its_attendance() {
        let empty = MeetingHeld { present: vec![], ..held() };
        nothing::<Meeting>().recorded().when(hold(empty.clone())).then_one(empty);
    }

    #[test]
    fn a_meeting_held_twice_is_held_once() {
        given::<Meeting>([held().into()]).when(hold(held())).then_nothing();
    }

    #[test]
    fn a_meeting_has_the_quorum_of_its_panel() {
        let with_it = MeetingHeld { quorum: Some(with_a_chair()), ..held() };
        nothing::<Meeting>()
            .on(day(3))
            .when(MeetingCommand::Hold(held(), panel(3)))
            .then_one(with_it);
    }

    #[test]
    fn a_quorum_laid_down_later_binds_no_earlier_meeting() {
        nothing::<Meeting>()
            .on(day(3))
            .when(MeetingCommand::Hold(held(), panel(4)))
            .then_one(held());
    }

    #[test]
    fn a_panel_has_no_say_in_the_meetings_of_another_scheme() {
        let elsewhere = MeetingHeld { scheme_id: id("scheme", 2), ..held() };
        nothing::<Meeting>()
            .when(MeetingCommand::Hold(elsewhere.clone(), panel(0)))
            .then_one(elsewhere);
    }

    #[test]
    fn a_quorum_is_not_taken_from_whoever_asks() {
        let boast = MeetingHeld { quorum: Some(with_a_chair()), ..held() };
        nothing::<Meeting>().when(hold(boast)).then_one(held());
    }
}
