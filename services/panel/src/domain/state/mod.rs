//! What the events of each kind of stream add up to, as far as decisions need it.

mod disclosure;
mod meeting;

use std::collections::BTreeMap;

use jiff::Timestamp;
use proto::{
    envelope::Recorded,
    panel::{
        AgreementDrafted, AgreementKind, AgreementSigned, Event, QuorumRule, SchemeClosed,
        SchemeEnd,
    },
};

pub use disclosure::{Asked, Disclosure, MOST_ASKED, Made, Recall};
pub use meeting::{
    Action, Dissent, Heard, Held, MOST_ACTIONS, MOST_DECISIONS, MOST_DISSENTS,
    MOST_DISSENTS_OF_ONE, MOST_HEARD, Meeting, MeetingOf,
};

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
    /// How it closed, once it did.
    pub closed: Option<Closed>,
}

/// How a scheme closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Why.
    pub reason: SchemeEnd,
    /// The scheme that takes its place; empty if none does.
    pub successor_scheme_id: String,
    /// The agency that answers for that one; empty if none is named.
    pub successor_agency_id: String,
}

impl From<&SchemeClosed> for Closed {
    fn from(fact: &SchemeClosed) -> Self {
        Self {
            reason: fact.reason(),
            successor_scheme_id: fact.successor_scheme_id.clone(),
            successor_agency_id: fact.successor_agency_id.clone(),
        }
    }
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
            Event::SchemeClosed(e) => self.closed = Some(e.into()),
            _ => {}
        }
    }
}

/// A panel: for whom it decides, and what its quorum needs.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    scheme_id: Option<String>,
    constituted: Option<Timestamp>,
    quorum: Option<QuorumRule>,
}

impl Panel {
    /// The scheme that it decides for, once it is constituted.
    #[must_use]
    pub fn scheme_id(&self) -> Option<&str> {
        self.scheme_id.as_deref()
    }

    /// The quorum of a meeting that it holds for this scheme at this moment, if
    /// it has one of its own. What it laid down later binds no earlier meeting.
    #[must_use]
    pub fn quorum_of(&self, scheme_id: &str, at: Timestamp) -> Option<QuorumRule> {
        let its_own = self.scheme_id.as_deref() == Some(scheme_id);
        let by_then = self.constituted.is_some_and(|since| since <= at);
        self.quorum.filter(|_| its_own && by_then)
    }

    pub(super) fn evolve(&mut self, recorded: &Recorded<Event>) {
        if let Event::PanelConstituted(e) = &recorded.event {
            self.scheme_id = Some(e.scheme_id.clone());
            self.constituted = Some(recorded.meta.occurred.end);
            self.quorum = e.quorum;
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
    fn words_go_under_the_first_key_that_is_known() {
        assert_eq!(first_named(["person", "scheme", "agency"]), Some("person"));
        assert_eq!(first_named(["", "", "agency"]), Some("agency"));
        assert_eq!(first_named(["", ""]), None);
    }
}
