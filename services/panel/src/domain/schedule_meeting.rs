//! Arranging a panel's meeting.
//!
//! A meeting that was arranged and never held is found by its day.

use kernel::decider::Refusal;
use proto::{
    panel::{Event, MeetingScheduled},
    time::Span,
};

use super::{Meeting, refusal};

pub(super) fn decide(meeting: &Meeting, fact: MeetingScheduled) -> Result<Vec<Event>, Refusal> {
    if meeting.of.is_some() {
        return Err(refusal::MEETING_ALREADY_ON_RECORD);
    }
    let possible = fact.scheduled_for.as_ref().is_some_and(|day| Span::try_from(day).is_ok());
    if !possible {
        return Err(refusal::SCHEDULED_FOR_WRONG);
    }
    Ok(vec![fact.into()])
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{day, given, id, nothing};
    use proto::{common::Occurred, time::wire};

    use super::*;
    use crate::domain::{MeetingCommand::Schedule, hold_meeting::tests::held};

    pub(in crate::domain) fn scheduled() -> MeetingScheduled {
        MeetingScheduled {
            meeting_id: id("meeting", 1),
            panel_id: id("panel", 1),
            scheme_id: id("scheme", 1),
            agency_id: id("agency", 1),
            scheduled_for: Some(Span::instant(day(30)).into()),
        }
    }

    #[test]
    fn a_meeting_is_arranged() {
        nothing::<Meeting>().when(Schedule(scheduled())).then_one(scheduled());
    }

    #[test]
    fn a_meeting_that_is_on_record_is_not_arranged_again() {
        for known in [scheduled().into(), held().into()] {
            given::<Meeting>([known])
                .when(Schedule(scheduled()))
                .then_refused(refusal::MEETING_ALREADY_ON_RECORD);
        }
    }

    #[test]
    fn a_day_that_ends_before_it_starts_is_refused() {
        let backwards =
            Occurred { start: Some(wire(day(30))), end: Some(wire(day(29))), ..Default::default() };
        for wrong in [None, Some(backwards)] {
            let odd = MeetingScheduled { scheduled_for: wrong, ..scheduled() };
            nothing::<Meeting>().when(Schedule(odd)).then_refused(refusal::SCHEDULED_FOR_WRONG);
        }
    }
}
