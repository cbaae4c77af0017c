//! Whether a meeting was held, minuted, and left its actions to somebody.

use jiff::{Timestamp, ToSpan as _};
use proto::{
    panel::{ActionAssigned, DecisionMade, MeetingHeld, MeetingScheduled, MinutesApproved},
    time::Span,
};

use super::{Defect, MINUTES_WITHIN_DAYS};
use crate::{
    calendar::{after_days, end_of_day},
    history::History,
    rules::{in_time::InTime, says::Says},
};

const DAY_OF_MEETING: &str = "The record does not say whether the meeting was held on its day.";
const DAY_OF_MINUTES: &str = "The record does not say whether the minutes were approved in time.";

/// The panel of the meeting that is judged.
pub(super) fn panel(history: &History) -> Option<&str> {
    let held = history.anchored::<MeetingHeld>().map(|held| held.event.panel_id.as_str());
    let arranged =
        history.anchored::<MeetingScheduled>().map(|arranged| arranged.event.panel_id.as_str());
    held.chain(arranged).next()
}

/// The agency that holds the meeting that is judged.
pub(super) fn agency(history: &History) -> Option<&str> {
    let held = history.anchored::<MeetingHeld>().map(|held| held.event.agency_id.as_str());
    let arranged =
        history.anchored::<MeetingScheduled>().map(|arranged| arranged.event.agency_id.as_str());
    held.chain(arranged).next()
}

/// Arranged, and not held by the end of its day.
pub(super) fn never_held(history: &History) -> Option<Says> {
    let arranged = history.anchored::<MeetingScheduled>().next()?;
    let due = end_of(arranged.event)?;
    let held = history.anchored::<MeetingHeld>().next();
    let in_time = InTime::any_by(due, held.iter().map(|held| held.meta.occurred));
    if in_time == InTime::Yes {
        return None;
    }
    if history.now() < due {
        return Some(Says::AskAt(due));
    }
    let defect = Defect {
        since: due,
        because: "A meeting was arranged and no record says that it was held by its day.".into(),
        by: arranged.of_any_kind(),
        shows: "A meeting of the panel was arranged.".into(),
        despite: held.map(|held| (held.of_any_kind(), "It was held afterwards.")),
        agencies: vec![&arranged.event.agency_id],
    };
    Some(match in_time {
        InTime::Unclear => Says::Lacks(DAY_OF_MEETING, defect.grounds()),
        _ => Says::Stands(defect.grounds()),
    })
}

/// The end of the last day for which it is arranged, as days go in London.
fn end_of(arranged: &MeetingScheduled) -> Option<Timestamp> {
    let day = Span::try_from(arranged.scheduled_for.as_ref()?).ok()?;
    // A day may be written as ending with the next midnight, which is no day more.
    let last =
        if day.end > day.start { day.end.checked_sub(1.nanosecond()).ok()? } else { day.end };
    end_of_day(last)
}

/// Held, with decisions, and not minuted.
pub(super) fn unminuted(history: &History) -> Option<Says> {
    let held = history.anchored::<MeetingHeld>().next()?;
    history.anchored::<DecisionMade>().next()?;
    let due = after_days(
        held.meta.occurred.end,
        history.value(&MINUTES_WITHIN_DAYS, held.meta.occurred.end),
    );
    let minutes: Vec<_> = history.anchored::<MinutesApproved>().collect();
    let in_time = InTime::any_by(due, minutes.iter().map(|seen| seen.meta.occurred));
    if in_time == InTime::Yes {
        return None;
    }
    if history.now() < due {
        return Some(Says::AskAt(due));
    }
    let days = history.value(&MINUTES_WITHIN_DAYS, held.meta.occurred.end);
    let defect = Defect {
        since: due,
        because: format!("A meeting decided and its minutes were not approved within {days} days."),
        by: held.of_any_kind(),
        shows: "The panel met and decided.".into(),
        despite: minutes.first().map(|seen| (seen.of_any_kind(), "Its minutes were approved.")),
        agencies: vec![&held.event.agency_id],
    };
    Some(match in_time {
        InTime::Unclear => Says::Lacks(DAY_OF_MINUTES, defect.grounds()),
        _ => Says::Stands(defect.grounds()),
    })
}

/// Actions that nobody is to do, or by no day.
pub(super) fn ownerless(history: &History) -> Vec<Says> {
    let actions = history.anchored::<ActionAssigned>().filter_map(|assigned| {
        let owned = assigned.event.owner.as_ref().is_some_and(|o| !o.worker_id.is_empty());
        let shows = match (owned, assigned.event.due.is_some()) {
            (true, true) => return None,
            (true, false) => "An action was assigned without a day by which it is due.",
            (false, true) => "An action was assigned to nobody.",
            (false, false) => "An action was assigned to nobody and without a day.",
        };
        let defect = Defect {
            since: assigned.meta.occurred.end,
            because: "An action was left without an owner or a day.".into(),
            by: assigned.of_any_kind(),
            shows: shows.into(),
            despite: None,
            agencies: agency(history).into_iter().chain([&*assigned.event.agency_id]).collect(),
        };
        Some(Says::Stands(defect.grounds()))
    });
    actions.collect()
}
