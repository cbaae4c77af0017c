//! What the events of each kind of stream add up to.

use proto::{
    common::Answer,
    concerns::{
        CandourNotified, ComplaintCategorised, ComplaintCategory, ComplaintOutcome, Event,
        S42Decided, S42Decision, StatementRecorded, ToldHow,
    },
    envelope::Recorded,
    time::Span,
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
    Safeguarding(Safeguarding),
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
    /// What it was put down as last, once it was.
    pub category: Option<Category>,
    /// What it came to, once it was closed.
    pub closed: Option<ComplaintOutcome>,
}

/// What a complaint was put down as, by whom and with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Category {
    /// The category.
    pub category: ComplaintCategory,
    /// The agency that did it.
    pub agency_id: String,
    /// Whether a policy was named.
    pub policy: bool,
    /// Whether evidence was given.
    pub evidence: bool,
    /// Whether new issues are still heard.
    pub still_heard: Answer,
}

/// A safeguarding concern, and what was decided on it.
#[derive(Clone, Debug)]
pub struct Safeguarding {
    /// The person.
    pub person_id: String,
    /// What was decided last, once anything was.
    pub decided: Option<Decided>,
}

/// A decision under section 42, without its words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What was decided.
    pub decision: S42Decision,
    /// The agency that decided.
    pub agency_id: String,
    /// Needs, abuse or neglect, unable to protect themselves: how each was answered.
    pub answers: [Answer; 3],
}

impl Concern {
    /// The complaint that was raised.
    ///
    /// # Errors
    /// If nothing was raised, or a safeguarding concern was.
    pub fn complaint(&self) -> Result<&Complaint, Refusal> {
        match &self.raised {
            None => Err(refusal::CONCERN_NOT_FOUND),
            Some(Raised::Safeguarding(_)) => Err(refusal::NOT_A_COMPLAINT),
            Some(Raised::Complaint(complaint)) => Ok(complaint),
        }
    }

    /// The safeguarding concern that was raised.
    ///
    /// # Errors
    /// If nothing was raised, or a complaint was.
    pub fn safeguarding(&self) -> Result<&Safeguarding, Refusal> {
        match &self.raised {
            None => Err(refusal::CONCERN_NOT_FOUND),
            Some(Raised::Complaint(_)) => Err(refusal::NOT_A_SAFEGUARDING_CONCERN),
            Some(Raised::Safeguarding(safeguarding)) => Ok(safeguarding),
        }
    }

    /// The person, else the scheme, else the agency complained of; once it was raised.
    #[must_use]
    pub fn about(&self) -> Option<&str> {
        match self.raised.as_ref()? {
            Raised::Complaint(c) => first_named([&c.person_id, &c.scheme_id, &c.about_agency_id]),
            Raised::Safeguarding(s) => Some(&s.person_id),
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
                    category: None,
                    closed: None,
                }));
            }
            (Event::SafeguardingRaised(e), raised) => {
                let person_id = e.person_id.clone();
                *raised = Some(Raised::Safeguarding(Safeguarding { person_id, decided: None }));
            }
            (Event::ComplaintAcknowledged(_), Some(Raised::Complaint(complaint))) => {
                complaint.acknowledged = true;
            }
            (Event::ComplaintCategorised(e), Some(Raised::Complaint(complaint))) => {
                complaint.category = Some(e.into());
            }
            (Event::ComplaintClosed(e), Some(Raised::Complaint(complaint))) => {
                complaint.closed = Some(e.outcome());
            }
            (Event::S42Decided(e), Some(Raised::Safeguarding(safeguarding))) => {
                safeguarding.decided = Some(e.into());
            }
            _ => {}
        }
    }
}

impl Complaint {
    /// Whether it is this agency that is complained of.
    #[must_use]
    pub fn is_about(&self, agency_id: &str) -> bool {
        self.about_agency_id == agency_id
    }
}

impl From<&ComplaintCategorised> for Category {
    fn from(fact: &ComplaintCategorised) -> Self {
        Self {
            category: fact.category(),
            agency_id: fact.agency_id.clone(),
            policy: fact.policy.is_some(),
            evidence: fact.evidence.is_some(),
            still_heard: fact.still_heard(),
        }
    }
}

impl From<&S42Decided> for Decided {
    fn from(fact: &S42Decided) -> Self {
        Self {
            decision: fact.decision(),
            agency_id: fact.agency_id.clone(),
            answers: [fact.needs(), fact.abuse_or_neglect(), fact.cannot_protect_self()],
        }
    }
}

/// An incident: about whom it is, and how they were told.
#[derive(Clone, Debug, Default)]
pub struct Incident {
    /// The person, once it was reported; empty if it befell nobody in particular.
    pub person_id: Option<String>,
    about: Option<String>,
    /// How the person was told last, once they were.
    pub told: Option<Told>,
}

/// How a person was told, without the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub when: Span,
    /// How.
    pub how: ToldHow,
    /// The worker who told them.
    pub by_worker_id: String,
    /// Whether an apology was given.
    pub apology: bool,
    /// Whether it was followed up in writing.
    pub in_writing: bool,
}

impl Told {
    /// How this says that the person was told, at this time.
    #[must_use]
    pub fn new(fact: &CandourNotified, when: Span) -> Self {
        Self {
            when,
            how: fact.how(),
            by_worker_id: fact.by.as_ref().map_or("", |by| &by.worker_id).to_owned(),
            apology: fact.apology,
            in_writing: fact.in_writing,
        }
    }
}

impl Incident {
    /// The person, else the scheme, else the agency; once it was reported.
    #[must_use]
    pub fn about(&self) -> Option<&str> {
        self.about.as_deref()
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::IncidentReported(e) => {
                self.person_id = Some(e.person_id.clone());
                self.about =
                    first_named([&e.person_id, &e.scheme_id, &e.agency_id]).map(str::to_owned);
            }
            Event::CandourNotified(e) => {
                self.told = Some(Told::new(e, recorded.meta.occurred));
            }
            _ => {}
        }
    }
}

/// A statement of the person's own.
#[derive(Clone, Debug, Default)]
pub struct Statement {
    /// What is on record, without the words, once anything is.
    pub recorded: Option<StatementRecorded>,
}

impl Statement {
    /// The person, once it is on record.
    #[must_use]
    pub fn person_id(&self) -> Option<&str> {
        self.recorded.as_ref().map(|recorded| recorded.person_id.as_str())
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        if let Event::StatementRecorded(e) = &recorded.event {
            self.recorded = Some(StatementRecorded { words: None, ..e.clone() });
        }
    }
}

/// The first id that is not empty.
fn first_named(ids: [&str; 3]) -> Option<&str> {
    ids.into_iter().find(|id| !id.is_empty())
}
