//! A person's contacts with services, as the record has them now.
//!
//! A correction says in whole what a contact was, or when it was, or that there
//! was none. The last word holds, whenever its subject happened; what was said
//! before stays on record and is shown beside it.

use std::collections::BTreeMap;

use proto::{
    common::{Answer, Mode},
    referrals::{
        ContactCorrected, ContactDisposal, ContactReason, ContactRecorded, ContactService, Offer,
        RefusalReason,
    },
    time::Span,
};
use uuid::Uuid;

use super::{Grounds, once::shown_once};
use crate::history::{History, Seen};

/// A contact, corrected where it was.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contact<'a> {
    recorded: Seen<'a, ContactRecorded>,
    correction: Option<Seen<'a, ContactCorrected>>,
    /// When it was.
    pub(super) when: Span,
    /// The service.
    pub(super) service: ContactService,
    /// Why it came about.
    pub(super) reason: ContactReason,
    /// How it ended.
    pub(super) disposal: ContactDisposal,
    /// Why help was refused, if it was and somebody said.
    pub(super) refusal_reason: RefusalReason,
    /// Whether the person had harmed themselves.
    pub(super) self_harm: Answer,
    /// Whether a psychosocial assessment was offered.
    pub(super) assessment: Offer,
    /// The plan that staff followed; empty if the record names none.
    pub(super) plan_id: &'a str,
    /// Its version; 0 if the record names none.
    pub(super) plan_version: u32,
    agency_id: &'a str,
    refused_by_agency_id: &'a str,
}

/// The contacts that a history holds, oldest first, without those that were
/// entered in error.
pub(super) fn contacts(history: &History) -> Vec<Contact<'_>> {
    let mut corrections: BTreeMap<&str, Vec<Seen<'_, ContactCorrected>>> = BTreeMap::new();
    for seen in history.of::<ContactCorrected>() {
        corrections.entry(&seen.event.contact_id).or_default().push(seen);
    }
    for said in corrections.values_mut() {
        // All stand in the person's stream, whose order is that of the saying.
        said.sort_by_key(|seen| seen.meta.version);
    }
    let mut contacts: Vec<Contact<'_>> = history
        .of::<ContactRecorded>()
        .filter_map(|recorded| {
            let id = recorded.event.contact_id.as_str();
            let said = corrections.get(id).filter(|_| !id.is_empty());
            said.into_iter().flatten().copied().try_fold(Contact::of(recorded), Contact::corrected)
        })
        .collect();
    contacts.sort_by_key(|contact| {
        let meta = contact.recorded.meta;
        (contact.when.end, contact.when.start, meta.position)
    });
    contacts
}

/// A contact as a record or a correction says in whole that it was.
macro_rules! as_said {
    ($said:expr, $($rest:tt)*) => {
        Self {
            service: $said.service(),
            reason: $said.reason(),
            disposal: $said.disposal(),
            refusal_reason: $said.refusal_reason(),
            self_harm: $said.self_harm(),
            assessment: $said.assessment(),
            plan_id: &$said.plan_id,
            plan_version: $said.plan_version,
            agency_id: &$said.agency_id,
            refused_by_agency_id: &$said.refused_by_agency_id,
            $($rest)*
        }
    };
}

impl<'a> Contact<'a> {
    fn of(recorded: Seen<'a, ContactRecorded>) -> Self {
        let when = recorded.meta.occurred;
        as_said!(recorded.event, recorded, when, correction: None)
    }

    /// `None` if there was no such contact.
    fn corrected(mut self, correction: Seen<'a, ContactCorrected>) -> Option<Self> {
        let said = correction.event;
        if said.entered_in_error {
            return None;
        }
        if let Some(happened) = said.happened.as_ref().and_then(|o| Span::try_from(o).ok()) {
            self.when = happened;
        }
        // One that gives only the time leaves the rest as it was.
        if said.service() != ContactService::Unspecified {
            self = as_said!(said, ..self);
        }
        Some(Self { correction: Some(correction), ..self })
    }

    /// The event that recorded it.
    pub(super) fn event(&self) -> Uuid {
        self.recorded.meta.id
    }

    /// The contact's own id; empty in records that give none.
    pub(super) fn id(&self) -> &'a str {
        &self.recorded.event.contact_id
    }

    /// Whether it was recorded as it was done.
    pub(super) fn mode(&self) -> Mode {
        self.recorded.meta.mode
    }

    /// Who answers for a refusal: who refused, else whose service it was.
    pub(super) fn answers(&self) -> &'a str {
        if self.refused_by_agency_id.is_empty() {
            self.agency_id
        } else {
            self.refused_by_agency_id
        }
    }

    /// True if the person turned to a service, or was taken to one, unplanned.
    /// A stay on a ward is what came of seeking help.
    pub(super) fn is_help_seeking(&self) -> bool {
        self.reason != ContactReason::Planned && self.service != ContactService::Ward
    }

    /// True if the person was turned away, and neither wished it so nor was it
    /// another service's to help.
    pub(super) fn is_refusal(&self) -> bool {
        self.disposal == ContactDisposal::Refused
            && !matches!(
                self.refusal_reason,
                RefusalReason::PersonRefused | RefusalReason::ClinicalScope
            )
    }

    /// It speaks for a finding, as it was recorded and as it was corrected.
    pub(super) fn shown_in(&self, grounds: Grounds, shows: &str) -> Grounds {
        let grounds = shown_once(grounds, self.recorded, shows);
        match self.correction {
            Some(correction) => shown_once(grounds, correction, "The record of it was corrected."),
            None => grounds,
        }
    }

    /// The event by which it is listed.
    pub(super) fn seen(&self) -> Seen<'a, ()> {
        self.recorded.of_any_kind()
    }
}
