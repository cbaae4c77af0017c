//! A flag's own record: raised once, and what became of its ground.
//!
//! People's decisions about flags will live here too, so this log is never
//! rebuilt. A rebuild of the views raises only what has no flag yet.

mod desk;
mod judged;

use jiff::Timestamp;
use proto::{
    envelope::Recorded,
    ids::{FlagId, StreamId},
    oversight::{Event, Flag as Shown},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

pub use desk::{Desk, DeskError, Settled};
pub use judged::{Judged, decide};

/// The id of the flag that a rule raises about a subject and an anchor.
///
/// A hash, so that the same ground gives the same flag however often it is found.
#[must_use]
pub fn flag_id(rule: &str, subject: &str, anchor: &str) -> FlagId {
    let hash = Sha256::digest(format!("{rule}\0{subject}\0{anchor}"));
    let bytes: [u8; 16] = std::array::from_fn(|i| hash.get(i).copied().unwrap_or(0));
    FlagId::new(Uuid::from_bytes(bytes))
}

/// Where a flag stands.
#[derive(Clone, Debug, Default)]
pub struct Flag {
    /// When and where in the log it was raised, once it was.
    pub raised: Option<Raised>,
    /// True while its ground stands.
    pub stands: bool,
    /// The events on which it has ever rested.
    pub evidence: Vec<String>,
    /// The flag as the log last shows it. Where its ground was withdrawn, that
    /// is as it was last shown before.
    pub shown: Option<Shown>,
}

/// When and where a flag was raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raised {
    /// When.
    pub at: Timestamp,
    /// Its position in the log of flags.
    pub position: u64,
    /// True if it could have been found long before.
    pub historical: bool,
}

impl Flag {
    /// Takes an event into the state.
    pub fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::FlagRaised(e) => {
                let meta = &recorded.meta;
                self.raised = Some(Raised {
                    at: meta.recorded_at,
                    position: meta.position,
                    historical: e.flag.as_ref().is_some_and(|flag| flag.historical),
                });
                self.stands = true;
                let evidence = e.flag.iter().flat_map(|flag| &flag.evidence);
                self.evidence = evidence.map(|e| e.event_id.clone()).collect();
                self.shown.clone_from(&e.flag);
            }
            Event::FlagEvidenceAdded(e) => {
                self.evidence.extend(e.evidence_event_ids.iter().cloned());
                self.shown.clone_from(&e.flag);
            }
            Event::FlagGroundWithdrawn(e) => {
                self.stands = false;
                self.shown.clone_from(&e.flag);
            }
            Event::FlagGroundRestored(e) => {
                self.stands = true;
                self.shown.clone_from(&e.flag);
            }
            Event::AlertDelivered(_) => {}
        }
    }
}

/// The stream of a flag.
#[must_use]
pub fn stream(flag: &FlagId) -> StreamId {
    flag.clone().into()
}
