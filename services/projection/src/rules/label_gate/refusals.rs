//! Contacts at which a label decided.

use proto::referrals::{ContactDisposal, RefusalReason};

use crate::{
    history::History,
    rules::{
        Finding, Grounds,
        contacts::{Contact, contacts},
    },
};

const WHY_REFUSED: &str = "why help was refused";

/// Judges all contacts of a person.
pub(super) fn detect(history: &History) -> Finding {
    let contacts = contacts(history);
    let gated = || contacts.iter().filter_map(|contact| Some((contact, label(contact)?)));
    if let Some((first, _)) = gated().next() {
        let mut labels: Vec<&str> = vec![];
        for (_, label) in gated() {
            if !labels.contains(&label) {
                labels.push(label);
            }
        }
        let because = format!("Help was refused because of {}.", labels.join(", and of "));
        let grounds = Grounds::since(first.when.end, because);
        return Finding::fires(gated().fold(grounds, |grounds, (contact, label)| {
            contact
                .shown_in(grounds, &format!("Help was refused because of {label}."))
                .answered_by(contact.answers())
        }));
    }
    let unexplained = || contacts.iter().filter(|contact| is_unexplained(contact));
    let Some(first) = unexplained().next() else {
        return Finding::silent();
    };
    let because = "Help was refused, and no record says why.";
    let grounds = Grounds::since(first.when.end, because);
    let grounds = unexplained().fold(grounds, |grounds, contact| {
        contact.shown_in(grounds, because).answered_by(contact.answers())
    });
    Finding::not_evidenced(WHY_REFUSED, grounds)
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
