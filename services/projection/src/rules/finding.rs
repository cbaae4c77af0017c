//! What a rule finds.

use std::borrow::Cow;

use jiff::Timestamp;
use proto::oversight::Bearing;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Severity;
use crate::history::Seen;

/// What a rule says of an anchor, and when to ask again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it says.
    pub verdict: Verdict,
    /// When the passing of time alone may change it.
    pub again: Option<Timestamp>,
}

/// What a rule says. A silence is not an all-clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The pattern does not stand in the record.
    Silent,
    /// The record lacks what a judgement needs: neither guilt nor silence.
    NotEvidenced {
        /// What it lacks.
        missing: Cow<'static, str>,
        /// What there is.
        grounds: Grounds,
    },
    /// The pattern stands in the events.
    Fires(Grounds),
}

/// On what a finding rests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// The first moment at which the events ground it.
    pub since: Timestamp,
    /// What was seen, in plain language and without names.
    pub because: String,
    /// The events, for and against.
    pub evidence: Vec<Evidence>,
    /// The agencies that answer for what is flagged.
    pub agencies: Vec<String>,
    /// Another severity than the rule's, where the case asks for one.
    pub severity: Option<u8>,
    /// How many more events bear on it than are listed.
    #[serde(default)]
    pub left_out: u32,
}

/// So many events are listed; a record has room for no more, and no reader for these.
const LISTED_AT_MOST: usize = 80;

/// An event that bears on a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The event.
    pub event: Uuid,
    /// Its context and position, by which it is found.
    pub place: (String, u64),
    /// True if it speaks against the finding.
    pub against: bool,
    /// What it shows, in a sentence without names.
    pub shows: String,
}

impl Finding {
    /// Nothing to say, now or later.
    #[must_use]
    pub fn silent() -> Self {
        Self { verdict: Verdict::Silent, again: None }
    }

    /// The pattern stands.
    #[must_use]
    pub fn fires(grounds: Grounds) -> Self {
        Self { verdict: Verdict::Fires(grounds), again: None }
    }

    /// The record lacks something.
    #[must_use]
    pub fn not_evidenced(missing: &'static str, grounds: Grounds) -> Self {
        Self { verdict: Verdict::NotEvidenced { missing: missing.into(), grounds }, again: None }
    }

    /// Ask again then: the passing of time alone may change the answer.
    #[must_use]
    pub fn and_again(mut self, at: Timestamp) -> Self {
        self.again = Some(self.again.map_or(at, |earlier| earlier.min(at)));
        self
    }
}

impl Finding {
    /// Says for now what was said before.
    #[must_use]
    pub fn keeping(mut self, before: &crate::verdicts::Stored) -> Self {
        self.verdict = match (&before.grounds, before.fires) {
            (Some(grounds), true) => Verdict::Fires(grounds.clone()),
            (Some(grounds), false) => Verdict::NotEvidenced {
                missing: before.missing.clone().unwrap_or_default().into(),
                grounds: grounds.clone(),
            },
            (None, _) => Verdict::Silent,
        };
        self
    }
}

impl Grounds {
    /// Grounds that stand since `since`.
    #[must_use]
    pub fn since(since: Timestamp, because: impl Into<String>) -> Self {
        Self {
            since,
            because: because.into(),
            evidence: Vec::new(),
            agencies: Vec::new(),
            severity: None,
            left_out: 0,
        }
    }

    /// This event speaks for it.
    #[must_use]
    pub fn shown_by<T>(self, seen: Seen<'_, T>, shows: impl Into<String>) -> Self {
        self.with(seen, false, shows.into())
    }

    /// This event speaks against it.
    #[must_use]
    pub fn despite<T>(self, seen: Seen<'_, T>, shows: impl Into<String>) -> Self {
        self.with(seen, true, shows.into())
    }

    fn with<T>(mut self, seen: Seen<'_, T>, against: bool, shows: String) -> Self {
        self.list(Evidence {
            event: seen.meta.id,
            place: (seen.meta.context().to_owned(), seen.meta.position),
            against,
            shows,
        });
        self
    }

    fn list(&mut self, evidence: Evidence) {
        if self.evidence.len() >= LISTED_AT_MOST {
            self.left_out = self.left_out.saturating_add(1);
        } else {
            self.evidence.push(evidence);
        }
    }

    /// Both stand: since the earlier of the two, with each event listed once
    /// and the graver of the severities that the two ask for.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.since = self.since.min(other.since);
        if !self.because.contains(&other.because) {
            self.because = format!("{} {}", self.because, other.because);
        }
        for evidence in other.evidence {
            if !self.evidence.iter().any(|known| known.event == evidence.event) {
                self.list(evidence);
            }
        }
        self.left_out = self.left_out.saturating_add(other.left_out);
        self.severity = match (self.severity, other.severity) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        other.agencies.iter().fold(self, |grounds, agency| grounds.answered_by(agency))
    }

    /// This agency answers for it; an empty id is passed over.
    #[must_use]
    pub fn answered_by(mut self, agency_id: &str) -> Self {
        if !agency_id.is_empty() && !self.agencies.iter().any(|known| known == agency_id) {
            self.agencies.push(agency_id.to_owned());
        }
        self
    }

    /// The case asks for this severity.
    #[must_use]
    pub fn at_severity(mut self, severity: Severity) -> Self {
        self.severity = Some(match severity {
            Severity::S1 => 1,
            Severity::S2 => 2,
            Severity::S3 => 3,
        });
        self
    }

    /// The severity, if the case asks for another than the rule's.
    #[must_use]
    pub fn own_severity(&self) -> Option<Severity> {
        match self.severity {
            Some(1) => Some(Severity::S1),
            Some(2) => Some(Severity::S2),
            Some(3) => Some(Severity::S3),
            _ => None,
        }
    }
}

impl Evidence {
    /// How it bears, on the wire.
    #[must_use]
    pub fn bearing(&self) -> Bearing {
        if self.against { Bearing::Against } else { Bearing::For }
    }
}
