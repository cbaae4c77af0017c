//! What a concern's or an incident's events add up to.

use proto::{
    concerns::{ComplaintOutcome, Event},
    envelope::Recorded,
};

use super::{Refusal, refusal};

/// A concern: a complaint, or a safeguarding concern.
#[derive(Clone, Debug, Default)]
pub struct Concern {
    /// What was raised, once it was.
    pub raised: Option<Raised>,
}

/// What was raised.
#[derive(Clone, Debug)]
pub enum Raised {
    /// A complaint about an agency.
    Complaint(Complaint),
    /// A concern for a person's safety.
    Safeguarding {
        /// The person.
        person_id: String,
    },
}

/// A complaint, and how it was answered.
#[derive(Clone, Debug)]
pub struct Complaint {
    /// The person; empty if it is about none.
    pub person_id: String,
    /// The scheme complained of; empty if it names none.
    pub scheme_id: String,
    /// The agency complained of.
    pub about_agency_id: String,
    /// True once it was acknowledged.
    pub acknowledged: bool,
    /// What it came to, once it was closed.
    pub closed: Option<ComplaintOutcome>,
}

impl Concern {
    /// The complaint that was raised.
    ///
    /// # Errors
    /// If nothing was raised, or a safeguarding concern was.
    pub fn complaint(&self) -> Result<&Complaint, Refusal> {
        match &self.raised {
            None => Err(refusal::CONCERN_NOT_FOUND),
            Some(Raised::Safeguarding { .. }) => Err(refusal::NOT_A_COMPLAINT),
            Some(Raised::Complaint(complaint)) => Ok(complaint),
        }
    }

    /// The person, else the scheme, else the agency complained of; once it was raised.
    #[must_use]
    pub fn about(&self) -> Option<&str> {
        match self.raised.as_ref()? {
            Raised::Complaint(c) => first_named([&c.person_id, &c.scheme_id, &c.about_agency_id]),
            Raised::Safeguarding { person_id } => Some(person_id),
        }
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match (&recorded.event, &mut self.raised) {
            (Event::ComplaintRaised(e), raised) => {
                *raised = Some(Raised::Complaint(Complaint {
                    person_id: e.person_id.clone(),
                    scheme_id: e.scheme_id.clone(),
                    about_agency_id: e.about_agency_id.clone(),
                    acknowledged: false,
                    closed: None,
                }));
            }
            (Event::SafeguardingRaised(e), raised) => {
                *raised = Some(Raised::Safeguarding { person_id: e.person_id.clone() });
            }
            (Event::ComplaintAcknowledged(_), Some(Raised::Complaint(complaint))) => {
                complaint.acknowledged = true;
            }
            (Event::ComplaintClosed(e), Some(Raised::Complaint(complaint))) => {
                complaint.closed = Some(e.outcome());
            }
            _ => {}
        }
    }
}

/// An incident: all that a decision needs to know is that it was reported.
#[derive(Clone, Debug, Default)]
pub struct Incident {
    about: Option<String>,
}

impl Incident {
    /// The person, else the scheme, else the agency; once it was reported.
    #[must_use]
    pub fn about(&self) -> Option<&str> {
        self.about.as_deref()
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        if let Event::IncidentReported(e) = &recorded.event {
            self.about = first_named([&e.person_id, &e.scheme_id, &e.agency_id]).map(str::to_owned);
        }
    }
}

/// The first id that is not empty.
fn first_named(ids: [&str; 3]) -> Option<&str> {
    ids.into_iter().find(|id| !id.is_empty())
}
