//! Contacts at which a label decided.

use proto::{
    any::AnyEvent,
    referrals::{ContactDisposal, ContactRecorded, RefusalReason},
};

use super::Gate;
use crate::{
    history::History,
    rules::{
        Grounds,
        contacts::{Contact, contacts},
    },
};

const WHY_REFUSED: &str = "why help was refused";

/// The contacts of a window at which a label decided, or may have.
pub(super) fn gates(history: &History) -> Vec<Gate> {
    let ours = contacts(history).into_iter().filter(|contact| history.judges(contact.when.end));
    ours.filter_map(|contact| {
        let (because, missing) = match label(&contact) {
            Some(label) => (format!("Help was refused because of {label}."), None),
            None if is_unexplained(&contact) => {
                ("Help was refused, and no record says why.".to_owned(), Some(WHY_REFUSED))
            }
            None => return None,
        };
        let grounds = Grounds::since(contact.when.end, because.clone());
        Some((contact.shown_in(grounds, &because).answered_by(contact.answers()), missing))
    })
    .collect()
}

/// True if this records a contact that may be one.
pub(super) fn may_be_one(event: &AnyEvent) -> bool {
    event.get::<ContactRecorded>().is_some_and(|contact| {
        contact.disposal() == ContactDisposal::Refused
            || contact.refusal_reason() != RefusalReason::Unspecified
    })
}

fn label(contact: &Contact<'_>) -> Option<&'static str> {
    match contact.refusal_reason {
        RefusalReason::Frequency => Some("how often the person had been"),
        RefusalReason::Diagnosis => Some("the person's diagnosis"),
        RefusalReason::Capacity => Some("capacity that staff held the person to have"),
        RefusalReason::RiskScore => Some("a risk score or category"),
        RefusalReason::Plan
        | RefusalReason::ClinicalScope
        | RefusalReason::NoResource
        | RefusalReason::PersonRefused
        | RefusalReason::Unspecified => None,
    }
}

fn is_unexplained(contact: &Contact<'_>) -> bool {
    contact.disposal == ContactDisposal::Refused
        && contact.refusal_reason == RefusalReason::Unspecified
}
