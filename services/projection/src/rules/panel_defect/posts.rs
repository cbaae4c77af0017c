//! Whether a scheme's post that fell vacant was filled.

use proto::{
    envelope::Meta,
    panel::{PostAssigned, PostVacated},
};

use super::{Defect, POST_FILLED_WITHIN_DAYS};
use crate::{
    calendar::after_days,
    history::{History, Seen},
    rules::{in_time::InTime, says::Says},
};

const DAY_NOT_SAID: &str = "The record does not say whether the post was filled in time.";

pub(super) fn judge(history: &History) -> Vec<Says> {
    let assigned: Vec<_> = history.anchored::<PostAssigned>().collect();
    let vacated = history.anchored::<PostVacated>();
    vacated.filter_map(|vacated| vacancy(history, vacated, &assigned)).collect()
}

fn vacancy<'a>(
    history: &History,
    vacated: Seen<'a, PostVacated>,
    assigned: &[Seen<'a, PostAssigned>],
) -> Option<Says> {
    let since = vacated.meta.occurred.end;
    let days = history.value(&POST_FILLED_WITHIN_DAYS, since);
    let due = after_days(since, days);
    let filled: Vec<_> = assigned
        .iter()
        .filter(|assigned| assigned.event.post_id == vacated.event.post_id)
        .filter(|assigned| is_after(assigned.meta, vacated.meta))
        .collect();
    let in_time = InTime::any_by(due, filled.iter().map(|assigned| assigned.meta.occurred));
    if in_time == InTime::Yes {
        return None;
    }
    if history.now() < due {
        return Some(Says::AskAt(due));
    }
    let defect = Defect {
        since: due,
        because: format!("A post fell vacant and nobody took it up within {days} days."),
        by: vacated.of_any_kind(),
        shows: "A post fell vacant.".into(),
        despite: filled.first().map(|seen| (seen.of_any_kind(), "Somebody took up the post.")),
        agencies: vec![&vacated.event.agency_id],
    };
    Some(match in_time {
        InTime::Unclear => Says::Lacks(DAY_NOT_SAID, defect.grounds()),
        _ => Says::Stands(defect.grounds()),
    })
}

/// True if the post was taken up after it fell vacant. Where both may have
/// happened at once, what was said later came later.
fn is_after(assigned: &Meta, vacated: &Meta) -> bool {
    let (assigned_at, vacated_at) = (assigned.occurred, vacated.occurred);
    if assigned_at.end < vacated_at.start {
        return false;
    }
    assigned_at.start > vacated_at.end || assigned.position > vacated.position
}
