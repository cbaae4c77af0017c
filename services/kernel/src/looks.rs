//! Who looked: that somebody is shown what is on record about people is itself put on
//! record, before they are shown it.
//!
//! Each context has an event of its own for it, in a stream of its own a look; what they
//! have in common is here. Nobody is exempt: whoever cannot be recorded is shown nothing.

use std::{collections::BTreeSet, sync::Arc};

use proto::{
    Event,
    envelope::{Draft, Meta},
    ids::{LookId, StreamId},
};
use sha2::{Digest as _, Sha256};
use tonic::{Code, Status};

use crate::{
    clock::Clock,
    log::{Append, AppendError, EventLog, RequestKey},
    principal::Principal,
    status::{chain, with_reason},
};

/// Why a look could not be put on record.
#[derive(Debug, thiserror::Error)]
pub enum LookError {
    /// The log did not take it.
    #[error("the log did not take it")]
    Append(#[from] AppendError),
    /// It has no JSON form.
    #[error("it could not be encoded")]
    Encode(#[from] serde_json::Error),
}

/// The status of a question whose answer nobody may be shown, since it is not on record.
#[must_use]
pub fn not_on_record(error: &LookError) -> Status {
    tracing::error!(error = chain(error), "a look could not be put on record");
    with_reason(
        Code::Unavailable,
        "LOOK_NOT_ON_RECORD",
        "that you looked cannot be put on record now, and so nothing is shown; try again",
        [],
    )
}

/// Puts looks on record in a context's log.
#[derive(Debug)]
pub struct Looks<L> {
    log: Arc<L>,
    clock: Clock,
}

impl<L: EventLog> Looks<L> {
    /// Looks in this log.
    #[must_use]
    pub fn new(log: Arc<L>, clock: Clock) -> Self {
        Self { log, clock }
    }

    /// Puts on record that somebody is about to be shown something; a machine, where
    /// nobody asked. `event` is given the look's id.
    ///
    /// # Errors
    /// If the log does not take it: then nothing may be shown.
    pub async fn note<E: Event>(
        &self,
        asker: Option<&Principal>,
        event: impl FnOnce(String) -> E,
    ) -> Result<(), LookError> {
        let stream: StreamId = LookId::new(self.clock.fresh()).into();
        let event = event(stream.to_string());
        let (id, now) = (self.clock.fresh(), self.clock.now());
        let mut meta = Meta {
            correlation: stream.to_string(),
            ..Meta::of_service(id, &event, stream.clone(), now)
        };
        if let Some(asker) = asker {
            meta.agency.clone_from(&asker.agency_id);
            meta.worker.clone_from(&asker.worker_id);
            meta.role = asker.role;
        }
        let draft = Draft::new(&meta, &event)?;
        // A look is named by itself: looking again is another.
        let hash: [u8; 32] = Sha256::digest(draft.id).into();
        let request = RequestKey { id: hash, body: hash };
        self.log.append(Append { stream, expected: 0, drafts: vec![draft], request }).await?;
        Ok(())
    }
}

/// The people among some ids, each once.
pub fn people<'a>(ids: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let people: BTreeSet<&str> = ids.into_iter().filter(|id| id.starts_with("person_")).collect();
    people.into_iter().map(ToOwned::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_named_once_and_nothing_else_is() {
        let ids = ["scheme_1", "person_2", "", "person_1", "person_2"];
        assert_eq!(people(ids), ["person_1", "person_2"]);
    }
}
