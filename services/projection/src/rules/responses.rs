//! The responses of a plan.

use proto::careplans::{ResponseAdded, ResponseWithdrawn};

use crate::history::{History, Seen};

/// Those that somebody accepted and that have not ended.
pub(super) fn accepted_responses(
    history: &History,
) -> impl Iterator<Item = Seen<'_, ResponseAdded>> {
    let has_ended = |response: &ResponseAdded| {
        history
            .anchored::<ResponseWithdrawn>()
            .any(|ended| ended.event.response_id == response.response_id)
    };
    history
        .anchored::<ResponseAdded>()
        .filter(move |added| added.event.accepted_by.is_some() && !has_ended(added.event))
}
