//! What the events of an agency, a scheme, a meeting or an agreement add up to.

use std::collections::{BTreeMap, VecDeque};

use jiff::Timestamp;
use proto::{
    common::Worker,
    envelope::Recorded,
    panel::{AgreementDrafted, AgreementKind, AgreementSigned, Event},
};

/// How many of a meeting's latest decisions and actions are remembered, to know one said twice.
/// The state must not grow with the history; older repeats fall to the request id.
const REMEMBERED: usize = 64;

/// The latest ids of one kind, so that what is said twice is known.
#[derive(Clone, Debug, Default)]
pub struct Latest(VecDeque<String>);

impl Latest {
    /// True if this id is among them.
    #[must_use]
    pub fn knows(&self, id: &str) -> bool {
        self.0.iter().any(|known| known == id)
    }

    fn remember(&mut self, id: &str) {
        if self.0.len() == REMEMBERED {
            self.0.pop_front();
        }
        self.0.push_back(id.to_owned());
    }
}

/// An agency's entry in the register.
#[derive(Clone, Debug, Default)]
pub struct Agency {
    /// The entry, once there is one.
    pub entry: Option<Entry>,
}

/// What can change in an agency's entry.
#[derive(Clone, Debug)]
pub struct Entry {
    id: String,
    /// The public name.
    pub name: String,
    /// The agency that it belongs to; empty if it belongs to none.
    pub parent_agency_id: String,
}

impl Agency {
    /// The agency's id, once it is registered.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.entry.as_ref().map(|entry| entry.id.as_str())
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match (&recorded.event, &mut self.entry) {
            (Event::AgencyRegistered(e), _) => {
                self.entry = Some(Entry {
                    id: e.agency_id.clone(),
                    name: e.name.clone(),
                    parent_agency_id: e.parent_agency_id.clone(),
                });
            }
            (Event::AgencyChanged(e), Some(entry)) => {
                replace_if_said(&mut entry.name, &e.name);
                replace_if_said(&mut entry.parent_agency_id, &e.parent_agency_id);
            }
            _ => {}
        }
    }
}

fn replace_if_said(known: &mut String, said: &str) {
    if !said.is_empty() {
        said.clone_into(known);
    }
}

/// A scheme and its posts.
#[derive(Clone, Debug, Default)]
pub struct Scheme {
    id: Option<String>,
    /// Who holds each post; `None` for a post that fell vacant.
    pub posts: BTreeMap<String, Option<String>>,
}

impl Scheme {
    /// The scheme's id, once it is registered.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::SchemeRegistered(e) => self.id = Some(e.scheme_id.clone()),
            Event::PostAssigned(e) => {
                let holder = e.holder.as_ref().map(|worker| worker.worker_id.clone());
                self.posts.insert(e.post_id.clone(), holder);
            }
            Event::PostVacated(e) => {
                self.posts.insert(e.post_id.clone(), None);
            }
            _ => {}
        }
    }
}

/// A panel: all that a decision needs to know is that it is there.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    scheme_id: Option<String>,
}

impl Panel {
    /// The scheme that it decides for, once it is constituted.
    #[must_use]
    pub fn scheme_id(&self) -> Option<&str> {
        self.scheme_id.as_deref()
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        if let Event::PanelConstituted(e) = &recorded.event {
            self.scheme_id = Some(e.scheme_id.clone());
        }
    }
}

/// A panel's meeting: arranged, held, and what came of it.
#[derive(Clone, Debug, Default)]
pub struct Meeting {
    /// Whose meeting it is, once it was arranged or held.
    pub of: Option<MeetingOf>,
    /// How it was held, once it was.
    pub held: Option<Held>,
    /// The approved minutes' digest, once they were approved; empty if none was given.
    pub minutes: Option<String>,
    /// Its latest decisions.
    pub decisions: Latest,
    /// Its latest actions.
    pub actions: Latest,
}

/// Whose meeting it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MeetingOf {
    /// The panel.
    pub panel_id: String,
    /// The scheme.
    pub scheme_id: String,
}

/// How a meeting was held.
#[derive(Clone, Debug)]
pub struct Held {
    /// The earliest moment at which it can have been.
    pub since: Timestamp,
    /// Who was there.
    pub present: Vec<Worker>,
}

impl Meeting {
    /// The scheme, once the meeting was arranged or held.
    #[must_use]
    pub fn scheme_id(&self) -> Option<&str> {
        self.of.as_ref().map(|of| of.scheme_id.as_str())
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::MeetingScheduled(e) => {
                self.of = Some(MeetingOf {
                    panel_id: e.panel_id.clone(),
                    scheme_id: e.scheme_id.clone(),
                });
            }
            Event::MeetingHeld(e) => {
                self.of = Some(MeetingOf {
                    panel_id: e.panel_id.clone(),
                    scheme_id: e.scheme_id.clone(),
                });
                self.held =
                    Some(Held { since: recorded.meta.occurred.start, present: e.present.clone() });
            }
            Event::DecisionMade(e) => self.decisions.remember(&e.decision_id),
            Event::ActionAssigned(e) => self.actions.remember(&e.action_id),
            Event::MinutesApproved(e) => self.minutes = Some(e.digest.clone()),
            _ => {}
        }
    }
}

/// An agreement or assessment: drafted, signed, ended.
#[derive(Clone, Debug, Default)]
pub struct Agreement {
    /// The draft, if there was one.
    pub draft: Option<AgreementDrafted>,
    /// The terms and all signatures so far, once anybody signed.
    pub signed: Option<AgreementSigned>,
    /// True once it ended.
    pub ended: bool,
}

impl Agreement {
    /// What it is, once it was drafted or signed.
    #[must_use]
    pub fn kind(&self) -> Option<AgreementKind> {
        let signed = self.signed.as_ref().map(AgreementSigned::kind);
        signed.or(self.draft.as_ref().map(AgreementDrafted::kind))
    }

    /// The scheme that it is about, else the first of its parties.
    #[must_use]
    pub fn scheme_or_party(&self) -> Option<&str> {
        let (scheme, parties) = match (&self.signed, &self.draft) {
            (Some(signed), _) => (&signed.scheme_id, &signed.party_agency_ids),
            (None, Some(draft)) => (&draft.scheme_id, &draft.party_agency_ids),
            (None, None) => return None,
        };
        first_named([scheme, parties.first().map_or("", String::as_str)])
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::AgreementDrafted(e) => self.draft = Some(e.clone()),
            Event::AgreementSigned(e) => self.signed = Some(e.clone()),
            Event::AgreementEnded(_) => self.ended = true,
            _ => {}
        }
    }
}

/// A claim about a scheme: a governance item or a published figure.
#[derive(Clone, Debug, Default)]
pub struct Claim {
    scheme_id: Option<String>,
}

impl Claim {
    /// The scheme, once something was claimed.
    #[must_use]
    pub fn scheme_id(&self) -> Option<&str> {
        self.scheme_id.as_deref()
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::ChecklistItemClaimed(e) => self.scheme_id = Some(e.scheme_id.clone()),
            Event::ClaimPublished(e) => self.scheme_id = Some(e.scheme_id.clone()),
            _ => {}
        }
    }
}

/// A disclosure of information.
#[derive(Clone, Debug, Default)]
pub struct Disclosure {
    about: Option<String>,
}

impl Disclosure {
    /// The person, else the scheme, else the agency that disclosed; once it was made.
    #[must_use]
    pub fn about(&self) -> Option<&str> {
        self.about.as_deref()
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        if let Event::DisclosureMade(e) = &recorded.event {
            self.about =
                first_named([&e.person_id, &e.scheme_id, &e.from_agency_id]).map(str::to_owned);
        }
    }
}

/// Somebody's access to records.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Whose records were opened, once they were.
    pub granted: Option<Granted>,
    /// True once it was taken back.
    pub revoked: bool,
}

/// Whose records were opened.
#[derive(Clone, Debug)]
pub struct Granted {
    /// The scheme under which it was granted; empty if under none.
    pub scheme_id: String,
    /// The agency whose records they are.
    pub from_agency_id: String,
}

impl Access {
    /// The scheme, else the agency whose records they are; once access was granted.
    #[must_use]
    pub fn scheme_or_agency(&self) -> Option<&str> {
        self.granted.as_ref().and_then(|g| first_named([&g.scheme_id, &g.from_agency_id]))
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        match &recorded.event {
            Event::AccessGranted(e) => {
                self.granted = Some(Granted {
                    scheme_id: e.scheme_id.clone(),
                    from_agency_id: e.from_agency_id.clone(),
                });
            }
            Event::AccessRevoked(_) => self.revoked = true,
            _ => {}
        }
    }
}

/// The first id that is not empty.
fn first_named<const N: usize>(ids: [&str; N]) -> Option<&str> {
    ids.into_iter().find(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_meeting_remembers_its_latest_decisions_only() {
        let mut latest = Latest::default();
        (0..=REMEMBERED).for_each(|n| latest.remember(&n.to_string()));
        assert!(!latest.knows("0"));
        assert!(latest.knows("1") && latest.knows(&REMEMBERED.to_string()));
        assert_eq!(latest.0.len(), REMEMBERED);
    }

    #[test]
    fn words_go_under_the_first_key_that_is_known() {
        assert_eq!(first_named(["person", "scheme", "agency"]), Some("person"));
        assert_eq!(first_named(["", "", "agency"]), Some("agency"));
        assert_eq!(first_named(["", ""]), None);
    }
}
