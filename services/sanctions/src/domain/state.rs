//! What a sanction's or an involvement's events add up to.

use proto::{
    envelope::Recorded,
    sanctions::{Event, SanctionKind, SanctionReviewOutcome},
};

/// A sanction: threatened, applied, reviewed.
#[derive(Clone, Debug, Default)]
pub struct Sanction {
    person_id: Option<String>,
    /// What was threatened.
    pub threatened: Option<SanctionKind>,
    /// What was applied.
    pub applied: Option<SanctionKind>,
    /// What the last review found, unless the sanction was applied since.
    pub found: Option<SanctionReviewOutcome>,
}

impl Sanction {
    /// The person, once it is on record.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.person_id.as_deref()
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::SanctionThreatened(e) => {
                self.person_id = Some(e.person_id.clone());
                self.threatened = Some(e.kind());
            }
            Event::SanctionApplied(e) => {
                self.person_id = Some(e.person_id.clone());
                self.applied = Some(e.kind());
                self.found = None;
            }
            Event::SanctionReviewed(e) => self.found = Some(e.outcome()),
            _ => {}
        }
    }
}

/// Something about a person in which police took part.
#[derive(Clone, Debug, Default)]
pub struct Involvement {
    person_id: Option<String>,
}

impl Involvement {
    /// The person, once it is on record.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.person_id.as_deref()
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        if let Event::PoliceInvolved(e) = &recorded.event {
            self.person_id = Some(e.person_id.clone());
        }
    }
}
