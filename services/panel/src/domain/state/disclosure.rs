//! What a disclosure's events add up to: who holds it, and who must still answer.

use std::collections::{BTreeMap, BTreeSet};

use proto::{
    envelope::Recorded,
    panel::{
        DisclosureMade, DisclosureRecalled, Event, RecallAcknowledged, RecallGround, RecallResult,
    },
};

use super::first_named;

/// How many agencies one recall can ask: as many as an event names.
pub const MOST_ASKED: usize = 64;

/// A disclosure of information.
#[derive(Clone, Debug, Default)]
pub struct Disclosure {
    /// What was disclosed, once it was.
    pub made: Option<Made>,
    /// The agencies that still hold something of it, as far as the record goes.
    pub holders: BTreeSet<String>,
    /// How it was called back last, once it was.
    pub recall: Option<Recall>,
}

/// A disclosure as it was made.
#[derive(Clone, Debug)]
pub struct Made {
    /// The person; empty if it is about none.
    pub person_id: String,
    /// The scheme; empty if it was under none.
    pub scheme_id: String,
    /// Who disclosed.
    pub from_agency_id: String,
    /// The consent relied upon; empty if none is named.
    pub consent_id: String,
}

/// How a disclosure was called back.
#[derive(Clone, Debug)]
pub struct Recall {
    /// Why.
    pub ground: RecallGround,
    /// The consent that was withdrawn; empty if that is not why.
    pub consent_id: String,
    /// The agencies asked, and what each has answered.
    pub asked: BTreeMap<String, Asked>,
}

/// What an agency that was asked has answered.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// What became of its own copy; `None` until it says.
    pub own: Option<RecallResult>,
    /// To whom it says that it had passed something on; each of them is asked too.
    pub passed_on: BTreeSet<String>,
}

impl Disclosure {
    /// The person, else the scheme, else the agency that disclosed; once it was made.
    #[must_use]
    pub fn about(&self) -> Option<&str> {
        let made = self.made.as_ref()?;
        first_named([&made.person_id, &made.scheme_id, &made.from_agency_id])
    }

    pub(in crate::domain) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::DisclosureMade(e) => {
                self.made = Some(e.into());
                self.holders =
                    [&e.to_agency_id].into_iter().filter(|id| !id.is_empty()).cloned().collect();
            }
            Event::DisclosureRecalled(e) => self.recall = Some(e.into()),
            Event::RecallAcknowledged(e) => self.answer(e),
            _ => {}
        }
    }

    fn answer(&mut self, fact: &RecallAcknowledged) {
        let Some(recall) = &mut self.recall else { return };
        match fact.result() {
            RecallResult::PassedOn => {
                let new = recall.not_asked(&fact.passed_on_to_agency_ids);
                self.holders.extend(new.iter().cloned());
                recall.asked.extend(new.into_iter().map(|id| (id, Asked::default())));
                if let Some(asked) = recall.asked.get_mut(&fact.agency_id) {
                    asked.passed_on.extend(fact.passed_on_to_agency_ids.iter().cloned());
                }
            }
            result => {
                if matches!(result, RecallResult::Destroyed | RecallResult::Returned) {
                    self.holders.remove(&fact.agency_id);
                }
                if let Some(asked) = recall.asked.get_mut(&fact.agency_id) {
                    asked.own = Some(result);
                }
            }
        }
    }
}

impl Recall {
    /// The agencies that have still to say what became of their own copy.
    pub fn open(&self) -> impl Iterator<Item = &String> {
        self.asked.iter().filter(|(_, asked)| asked.own.is_none()).map(|(id, _)| id)
    }

    /// Those of these agencies that were not asked yet.
    #[must_use]
    pub fn not_asked(&self, agency_ids: &[String]) -> BTreeSet<String> {
        agency_ids.iter().filter(|id| !self.asked.contains_key(*id)).cloned().collect()
    }
}

impl From<&DisclosureMade> for Made {
    fn from(fact: &DisclosureMade) -> Self {
        Self {
            person_id: fact.person_id.clone(),
            scheme_id: fact.scheme_id.clone(),
            from_agency_id: fact.from_agency_id.clone(),
            consent_id: fact.consent_id.clone(),
        }
    }
}

impl From<&DisclosureRecalled> for Recall {
    fn from(fact: &DisclosureRecalled) -> Self {
        let ids = fact.recipient_agency_ids.iter().cloned();
        Self {
            ground: fact.ground(),
            consent_id: fact.consent_id.clone(),
            asked: ids.map(|id| (id, Asked::default())).collect(),
        }
    }
}
