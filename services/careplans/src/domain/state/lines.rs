//! A line of a plan, and when it ends.
//!
//! A line ends when it is withdrawn, when its expiry passes, or when a challenge
//! to it is upheld. What ended does not come back. A challenge that is open
//! suspends a restriction and stops no clock: that is `challenges.rs`.

use jiff::Timestamp;
use proto::{
    careplans::{InstructionIssued, InstructionKind},
    restriction::continued,
    time,
};

/// How many lines a plan can have, those that ended included: the state is bounded.
pub const MOST_LINES: usize = 200;

/// A line of a plan.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it does.
    pub kind: InstructionKind,
    /// When it was issued.
    pub issued: Timestamp,
    /// When it lapses, if it is a restriction whose record gives an end.
    pub expires: Option<Timestamp>,
    /// True once it is on record that it lapsed. No review revives it then,
    /// whenever it was held.
    pub lapse_on_record: bool,
    /// True once it was taken out.
    pub withdrawn: bool,
    /// When a challenge to it was upheld.
    pub struck_out: Option<Timestamp>,
    /// The clinician who answers for it; empty if its record names none.
    pub clinician: String,
    /// The agency that answered for the plan when it was issued.
    pub agency_id: String,
    /// The first and the last version of which it was a part. One between them
    /// from which it was missing is counted too: to tell one agency too many of
    /// a challenge does no harm.
    pub versions: Option<(u32, u32)>,
}

impl Line {
    pub(super) fn issued(fact: &InstructionIssued, at: Timestamp, agency_id: String) -> Self {
        let kind = fact.kind();
        let clinician = fact.clinician.as_ref().map(|clinician| clinician.worker_id.clone());
        Self {
            kind,
            issued: at,
            expires: time::maybe(fact.expires.as_ref())
                .filter(|_| kind == InstructionKind::Restriction),
            lapse_on_record: false,
            withdrawn: false,
            struck_out: None,
            clinician: clinician.unwrap_or_default(),
            agency_id,
            versions: None,
        }
    }

    /// True if its expiry has passed at this moment.
    #[must_use]
    pub fn lapsed(&self, at: Timestamp) -> bool {
        self.expires.is_some_and(|expires| expires <= at)
    }

    /// True if it is over at this moment, for good.
    #[must_use]
    pub fn ended(&self, at: Timestamp) -> bool {
        self.withdrawn || self.lapsed(at) || self.struck_out.is_some_and(|struck| struck <= at)
    }

    pub(super) fn continue_from(&mut self, held: Timestamp) {
        if !self.lapse_on_record {
            self.expires = self.expires.map(|expires| continued(self.issued, expires, held));
        }
    }

    pub(super) fn strike_out(&mut self, at: Timestamp) {
        self.struck_out = Some(self.struck_out.map_or(at, |known| known.min(at)));
    }

    pub(super) fn is_in(&mut self, version: u32) {
        let first = self.versions.map_or(version, |(first, _)| first);
        self.versions = Some((first, version));
    }
}
