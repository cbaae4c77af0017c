//! Contacts with an emergency department after self-harm, and what was owed.

use jiff::Timestamp;
use proto::{
    any::AnyEvent,
    common::{Answer, Mode},
    referrals::{
        ContactDisposal, ContactReason, ContactRecorded, ContactService, Offer, RefusalReason,
    },
};

use super::AFTERCARE_WITHIN_DAYS;
use crate::{
    calendar::after_days,
    history::History,
    rules::{
        Grounds,
        contacts::{Contact, contacts},
        follows::follows_by,
        in_time::InTime,
        once::despite_once,
    },
};

const WHETHER_OFFERED: &str = "whether a psychosocial assessment was offered";
const WHETHER_POSSIBLE: &str =
    "whether an assessment could have been offered before the person left";
const WHETHER_AFTERCARE: &str = "whether the person had aftercare";
const WHETHER_IN_TIME: &str = "whether aftercare came in time";

/// What became of one thing that the person was owed.
#[derive(Clone, Copy)]
pub(super) enum Owed {
    /// It was offered or given in time, or was not owed.
    Settled,
    /// It is not due before then.
    DueAt(Timestamp),
    /// The record cannot tell.
    Unclear(Timestamp, &'static str),
    /// It was not.
    Missed(Timestamp),
}

/// A contact with an emergency department after self-harm.
pub(super) struct Episode<'a> {
    pub(super) contact: Contact<'a>,
    pub(super) assessment: Owed,
    pub(super) aftercare: Owed,
    /// Aftercare that came too late, or may have.
    late: Option<Contact<'a>>,
}

/// All of them, oldest first.
pub(super) fn episodes(history: &History) -> Vec<Episode<'_>> {
    let contacts = contacts(history);
    let seen_after: Vec<Contact<'_>> = contacts.iter().copied().filter(is_aftercare).collect();
    contacts
        .into_iter()
        .filter(is_after_self_harm)
        .map(|contact| episode(history, contact, &seen_after))
        .collect()
}

/// True if this records a contact that may be one.
pub(super) fn may_be_one(event: &AnyEvent) -> bool {
    event.get::<ContactRecorded>().is_some_and(|contact| {
        contact.service() == ContactService::Ed && is_harmed(contact.self_harm(), contact.reason())
    })
}

fn is_after_self_harm(contact: &Contact<'_>) -> bool {
    contact.service == ContactService::Ed && is_harmed(contact.self_harm, contact.reason)
}

fn is_harmed(self_harm: Answer, reason: ContactReason) -> bool {
    match self_harm {
        Answer::Yes => true,
        Answer::No => false,
        Answer::Unspecified | Answer::Unknown | Answer::NotRecorded => {
            reason == ContactReason::SelfHarm
        }
    }
}

/// A contact at which somebody who gives care saw or spoke with the person. Police
/// give none, planned or not.
fn is_aftercare(contact: &Contact<'_>) -> bool {
    if contact.service == ContactService::Police {
        return false;
    }
    let gives_care = matches!(
        contact.service,
        ContactService::Community | ContactService::CrisisLine | ContactService::Ward
    ) || contact.reason == ContactReason::Planned
        || contact.disposal == ContactDisposal::Admitted;
    let unseen = matches!(
        contact.disposal,
        ContactDisposal::Refused | ContactDisposal::Left | ContactDisposal::Custody
    );
    gives_care && !unseen
}

fn episode<'a>(history: &History, contact: Contact<'a>, seen_after: &[Contact<'a>]) -> Episode<'a> {
    let at = contact.when.end;
    let is_owed_aftercare =
        contact.assessment == Offer::Accepted && contact.disposal != ContactDisposal::Admitted;
    let (aftercare, late) = if is_owed_aftercare {
        aftercare(history, &contact, seen_after)
    } else {
        (Owed::Settled, None)
    };
    Episode { assessment: assessment(&contact, at), aftercare, late, contact }
}

fn assessment(contact: &Contact<'_>, at: Timestamp) -> Owed {
    match (contact.assessment, contact.disposal) {
        (Offer::Accepted | Offer::Declined, _) => Owed::Settled,
        // Who refused to be seen was not to be assessed.
        _ if contact.refusal_reason == RefusalReason::PersonRefused => Owed::Settled,
        (_, ContactDisposal::Left) => Owed::Unclear(at, WHETHER_POSSIBLE),
        (Offer::NotOffered, _) => Owed::Missed(at),
        (Offer::Unspecified | Offer::NotRecorded, _) => Owed::Unclear(at, WHETHER_OFFERED),
    }
}

fn aftercare<'a>(
    history: &History,
    contact: &Contact<'a>,
    seen_after: &[Contact<'a>],
) -> (Owed, Option<Contact<'a>>) {
    let from = contact.when.end;
    let due = after_days(from, history.value(&AFTERCARE_WITHIN_DAYS, from));
    let others = || seen_after.iter().filter(|other| other.event() != contact.event());
    let given = others().map(|other| follows_by(&contact.when, due, &other.when)).max();
    let given = given.unwrap_or(InTime::No);
    if given == InTime::Yes {
        return (Owed::Settled, None);
    }
    if history.now() < due {
        return (Owed::DueAt(due), None);
    }
    let late = others().find(|other| other.when.end > due).copied();
    let owed = match given {
        InTime::Unclear => Owed::Unclear(due, WHETHER_IN_TIME),
        _ if late.is_some() || contact.mode() == Mode::Act => Owed::Missed(due),
        _ => Owed::Unclear(due, WHETHER_AFTERCARE),
    };
    (owed, late)
}

impl Episode<'_> {
    pub(super) fn owed(&self) -> [Owed; 2] {
        [self.assessment, self.aftercare]
    }

    /// The first moment at which something was missed.
    pub(super) fn missed(&self) -> Option<Timestamp> {
        let missed = self.owed().into_iter().filter_map(|owed| match owed {
            Owed::Missed(at) => Some(at),
            _ => None,
        });
        missed.min()
    }

    /// The first moment at which the record could not tell, and what it lacks.
    pub(super) fn unclear(&self) -> Option<(Timestamp, &'static str)> {
        let unclear = self.owed().into_iter().filter_map(|owed| match owed {
            Owed::Unclear(at, missing) => Some((at, missing)),
            _ => None,
        });
        unclear.min_by_key(|(at, _)| *at)
    }

    pub(super) fn add_to(&self, grounds: Grounds) -> Grounds {
        let shows = match (self.contact.assessment, self.contact.disposal) {
            (_, ContactDisposal::Left) => {
                "The person came after self-harm and left before they were seen."
            }
            (Offer::NotOffered, _) => {
                "The person came after self-harm, and no assessment was offered."
            }
            (Offer::Accepted, _) => "The person came after self-harm and accepted an assessment.",
            (Offer::Declined, _) => "The person came after self-harm and declined an assessment.",
            (Offer::Unspecified | Offer::NotRecorded, _) => {
                "The person came after self-harm; no record says whether an assessment was offered."
            }
        };
        let grounds = self.contact.shown_in(grounds, shows).answered_by(self.contact.answers());
        match self.late {
            Some(late) => despite_once(grounds, late.seen(), "The person was seen afterwards."),
            None => grounds,
        }
    }
}
