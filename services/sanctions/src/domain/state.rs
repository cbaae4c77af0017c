//! What the events of each kind of stream add up to.

use proto::{
    envelope::Recorded,
    sanctions::{
        BehaviouralContractImposed, Event, OverturnedBy, SanctionEnd, SanctionKind,
        SanctionReviewOutcome, ServiceReduced,
    },
};

use super::{Refusal, refusal};

/// A sanction: threatened, applied, varied, reviewed, ended, overturned.
#[derive(Clone, Debug, Default)]
pub struct Sanction {
    person_id: Option<String>,
    /// What was threatened.
    pub threatened: Option<SanctionKind>,
    /// What was applied.
    pub applied: Option<SanctionKind>,
    /// What the last review found, unless something became of the sanction since.
    pub found: Option<SanctionReviewOutcome>,
    /// How it ended, once it did.
    pub ended: Option<SanctionEnd>,
    /// Who overturned it, once somebody did.
    pub overturned: Option<OverturnedBy>,
}

impl Sanction {
    /// The person, once it is on record.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.person_id.as_deref()
    }

    /// The person of a sanction that was applied.
    ///
    /// # Errors
    /// If there is no such sanction, or it was only threatened.
    pub fn applied_to(&self) -> Result<&str, Refusal> {
        let person_id = self.person_id().ok_or(refusal::SANCTION_NOT_FOUND)?;
        self.applied.ok_or(refusal::SANCTION_NOT_APPLIED)?;
        Ok(person_id)
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
            Event::SanctionVaried(_) => self.found = None,
            Event::SanctionEnded(e) => {
                self.ended = Some(e.how());
                self.found = None;
            }
            Event::SanctionOverturned(e) => {
                self.overturned = Some(e.by());
                self.found = None;
            }
            Event::SanctionReviewed(e) => self.found = Some(e.outcome()),
            _ => {}
        }
    }
}

/// A behavioural contract.
#[derive(Clone, Debug, Default)]
pub struct Contract {
    /// What was imposed, without its words, once it was.
    pub imposed: Option<BehaviouralContractImposed>,
    /// True once it ended.
    pub ended: bool,
}

impl Contract {
    /// The person, once it is on record.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.imposed.as_ref().map(|imposed| imposed.person_id.as_str())
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::BehaviouralContractImposed(e) => {
                self.imposed = Some(BehaviouralContractImposed { terms: None, ..e.clone() });
            }
            Event::BehaviouralContractEnded(_) => self.ended = true,
            _ => {}
        }
    }
}

/// A reduction of a service.
#[derive(Clone, Debug, Default)]
pub struct Reduction {
    /// What was reduced and why, without the words, once it is on record.
    pub reduced: Option<ServiceReduced>,
}

impl Reduction {
    /// The person, once it is on record.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.reduced.as_ref().map(|reduced| reduced.person_id.as_str())
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        if let Event::ServiceReduced(e) = &recorded.event {
            self.reduced = Some(ServiceReduced { alternative: None, words: None, ..e.clone() });
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
