//! Two times of every fact: when it was so, and when it was known.

use jiff::Timestamp;
use proto::envelope::Meta;
use serde::{Deserialize, Serialize};

/// When something happened, and when it became known.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Moment {
    /// When it happened, at the latest.
    pub happened: Timestamp,
    /// When it was recorded.
    pub known: Timestamp,
}

/// The day that a question is about, and what was known on which day.
#[derive(Clone, Copy, Debug)]
pub struct AsOf {
    /// What was true then.
    pub at: Timestamp,
    /// What was known then.
    pub known_at: Timestamp,
}

impl Moment {
    /// The two times of an event.
    #[must_use]
    pub fn of(meta: &Meta) -> Self {
        Self { happened: meta.occurred.end, known: meta.recorded_at }
    }

    /// True if it had happened by then, as was known then.
    #[must_use]
    pub fn stood(&self, as_of: AsOf) -> bool {
        self.happened <= as_of.at && self.known <= as_of.known_at
    }
}

/// A fact with its two times.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Dated<F> {
    /// When it was so, and when it was known.
    pub when: Moment,
    /// The fact.
    pub fact: F,
}

/// The facts that stood, in the order in which they happened. Of one moment, in
/// the order in which they became known.
pub fn standing<F>(facts: &[Dated<F>], as_of: AsOf) -> Vec<&Dated<F>> {
    let mut standing: Vec<&Dated<F>> = facts.iter().filter(|f| f.when.stood(as_of)).collect();
    standing.sort_by_key(|fact| (fact.when.happened, fact.when.known));
    standing
}
