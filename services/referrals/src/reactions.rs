//! What follows here from what happens here and elsewhere.
//!
//! - A person died: their open cases are closed.
//! - A scheme closed and none takes its place: its open cases are closed.
//! - A case was handed to another scheme: the person is referred to it, so that
//!   the other scheme has something to answer. It carries no words, which are
//!   sealed with the transfer.
//!
//! A scheme that closes and has a successor hands nobody over by that. Its cases
//! stay open until each person was asked and their case is handed on or closed
//! by somebody who answers for it (`TransferCase`, `CloseCase`): a consent given
//! to one scheme is none for the next, and a service cannot ask. What is left
//! open under a closed scheme is there to be seen.
//!
//! Only what was done through us counts. What is recorded of the past had the
//! consequences that the world gave it. A reaction is asked of the domain as
//! anything else is, and what the domain refuses does not happen: the case was
//! closed or handed on in the meantime.

use std::collections::{BTreeMap, BTreeSet};

use kernel::react::React;
use proto::{
    Named,
    any::AnyEvent,
    common::Mode,
    concerns::{IncidentKind, IncidentReported},
    envelope::Recorded,
    panel::SchemeClosed,
    referrals::{CaseClosed, CaseOutcome, CaseTransferred, Event, ReferralMade, ReferredBy},
};
use serde::{Deserialize, Serialize};

/// The cases that are open, by whom and what they are about. It grows with the
/// caseload and not with the history.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reactions {
    /// Of each open case the person and the scheme, which may be empty.
    open: BTreeMap<String, (String, String)>,
    by_person: BTreeMap<String, BTreeSet<String>>,
    by_scheme: BTreeMap<String, BTreeSet<String>>,
}

/// A command that follows.
#[derive(Clone, Debug, PartialEq)]
pub enum Reaction {
    /// Close a case.
    Close(CaseClosed),
    /// Refer a person.
    Refer(ReferralMade),
}

impl React for Reactions {
    type Event = Event;
    type Reaction = Reaction;
    const FORMAT: u32 = 1;
    const HEARS: &'static [&'static str] =
        &[IncidentReported::KIND, SchemeClosed::KIND, CaseTransferred::KIND];

    fn evolve(&mut self, own: &Recorded<Event>) {
        match &own.event {
            Event::ReferralAccepted(e) => self.begin(&e.referral_id, &e.person_id, &e.scheme_id),
            Event::CaseClosed(e) => self.end(&e.referral_id),
            Event::CaseTransferred(e) => self.end(&e.referral_id),
            _ => {}
        }
    }

    fn react(&self, to: &Recorded<AnyEvent>) -> Vec<Reaction> {
        if to.meta.mode == Mode::Record {
            return Vec::new();
        }
        if let Some(incident) = to.event.get::<IncidentReported>() {
            return match incident.kind() {
                IncidentKind::Death => {
                    close(self.by_person.get(&incident.person_id), CaseOutcome::Died)
                }
                _ => Vec::new(),
            };
        }
        if let Some(closed) = to.event.get::<SchemeClosed>() {
            return if closed.successor_scheme_id.is_empty() {
                close(self.by_scheme.get(&closed.scheme_id), CaseOutcome::SchemeClosed)
            } else {
                Vec::new()
            };
        }
        to.event.get::<CaseTransferred>().map(refer).into_iter().collect()
    }
}

impl Reactions {
    fn begin(&mut self, referral: &str, person: &str, scheme: &str) {
        let case = (person.to_owned(), scheme.to_owned());
        self.open.insert(referral.to_owned(), case);
        // A case may be of no scheme, and of none nobody asks.
        for (index, key) in [(&mut self.by_person, person), (&mut self.by_scheme, scheme)] {
            if !key.is_empty() {
                index.entry(key.to_owned()).or_default().insert(referral.to_owned());
            }
        }
    }

    fn end(&mut self, referral: &str) {
        let Some((person, scheme)) = self.open.remove(referral) else { return };
        for (index, key) in [(&mut self.by_person, person), (&mut self.by_scheme, scheme)] {
            if let Some(cases) = index.get_mut(&key) {
                cases.remove(referral);
                if cases.is_empty() {
                    index.remove(&key);
                }
            }
        }
    }
}

/// Closing all of these cases.
fn close(cases: Option<&BTreeSet<String>>, outcome: CaseOutcome) -> Vec<Reaction> {
    let close = |referral: &String| {
        Reaction::Close(CaseClosed {
            referral_id: referral.clone(),
            outcome: outcome.into(),
            ..Default::default()
        })
    };
    cases.into_iter().flatten().map(close).collect()
}

/// The referral by which another scheme has a case.
fn refer(handed_on: &CaseTransferred) -> Reaction {
    Reaction::Refer(ReferralMade {
        referral_id: handed_on.new_referral_id.clone(),
        person_id: handed_on.person_id.clone(),
        referred_by: ReferredBy::Agency.into(),
        from_agency_id: handed_on.from_agency_id.clone(),
        to_agency_id: handed_on.to_agency_id.clone(),
        scheme_id: handed_on.to_scheme_id.clone(),
        borough: handed_on.borough.clone(),
        counts: Vec::new(),
        reason: None,
    })
}

#[cfg(test)]
#[path = "reactions_tests.rs"]
mod tests;
