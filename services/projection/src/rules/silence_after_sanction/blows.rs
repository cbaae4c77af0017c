//! What may make somebody stop seeking help: sanctions, threats, refusals.

use proto::{
    any::AnyEvent,
    referrals::{ContactDisposal, ContactRecorded},
    sanctions::{SanctionApplied, SanctionThreatened},
    time::Span,
};
use uuid::Uuid;

use crate::{
    history::{History, Seen},
    rules::{
        Grounds,
        contacts::Contact,
        once::shown_once,
        sanction::{what_applied_for, what_for},
    },
};

const WHAT_FOR: &str = "what the sanction was for";

/// A sanction, a threat or a refusal.
pub(super) struct Blow<'a> {
    seen: Seen<'a, ()>,
    /// The contact at which help was refused, if it is a refusal.
    contact: Option<Contact<'a>>,
    pub(super) when: Span,
    pub(super) what: &'static str,
    shows: &'static str,
    agencies: Vec<&'a str>,
    /// What the record lacks, if it cannot tell whether it is one.
    pub(super) missing: Option<&'static str>,
}

impl Blow<'_> {
    /// The event that it is.
    pub(super) fn event(&self) -> Uuid {
        self.seen.meta.id
    }

    pub(super) fn add_to(&self, grounds: Grounds) -> Grounds {
        let grounds = match &self.contact {
            Some(contact) => contact.shown_in(grounds, self.shows),
            None => shown_once(grounds, self.seen, self.shows),
        };
        self.agencies.iter().fold(grounds, |grounds, agency| grounds.answered_by(agency))
    }
}

/// True if this records what may be one.
pub(super) fn may_be_one(event: &AnyEvent) -> bool {
    let refused = event
        .get::<ContactRecorded>()
        .is_some_and(|contact| contact.disposal() == ContactDisposal::Refused);
    refused
        || event.get::<SanctionApplied>().is_some()
        || event.get::<SanctionThreatened>().is_some()
}

/// All of them, in no order.
pub(super) fn blows<'a>(history: &'a History, contacts: &[Contact<'a>]) -> Vec<Blow<'a>> {
    let applied = history.of::<SanctionApplied>().filter_map(|seen| {
        let said = seen.event;
        let missing = what_applied_for(said).lacks(WHAT_FOR)?;
        Some(Blow {
            seen: seen.of_any_kind(),
            contact: None,
            when: seen.meta.occurred,
            what: "a sanction",
            shows: "A sanction was applied.",
            agencies: answering(&said.agency_id, &said.supporting_agency_ids),
            missing,
        })
    });
    let threatened = history.of::<SanctionThreatened>().filter_map(|seen| {
        let said = seen.event;
        Some(Blow {
            seen: seen.of_any_kind(),
            contact: None,
            when: seen.meta.occurred,
            what: "a threat",
            shows: "A sanction was threatened.",
            agencies: answering(&said.agency_id, &said.supporting_agency_ids),
            missing: what_for(said.predicate()).lacks(WHAT_FOR)?,
        })
    });
    let refused = contacts.iter().filter(|contact| contact.is_refusal()).map(|contact| Blow {
        seen: contact.seen(),
        contact: Some(*contact),
        when: contact.when,
        what: "a refusal",
        shows: "The person was refused help.",
        agencies: vec![contact.answers()],
        missing: None,
    });
    applied.chain(threatened).chain(refused).collect()
}

fn answering<'a>(agency_id: &'a str, supporting: &'a [String]) -> Vec<&'a str> {
    [agency_id].into_iter().chain(supporting.iter().map(String::as_str)).collect()
}
