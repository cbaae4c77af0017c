//! Contacts at which a plan kept the person from help.

use proto::{
    any::AnyEvent,
    careplans::{Coproduction, PlanPublished},
    referrals::{ContactDisposal, ContactRecorded, ContactService, RefusalReason},
};

use crate::{
    history::{History, Seen},
    rules::{
        Grounds,
        contacts::Contact,
        once::{despite_once, shown_once},
    },
};

const WHETHER_A_PLAN: &str = "whether a plan told staff to refuse help";
const WHOSE_WISH: &str = "whether it was the person's own wish not to be taken to hospital";

/// Help that was refused, or a person who was not taken to hospital.
pub(super) struct Denial<'a> {
    pub(super) contact: Contact<'a>,
    /// What the record lacks, if it cannot tell whether a plan decided.
    pub(super) missing: Option<&'static str>,
}

/// The contacts at which a plan decided, or may have.
pub(super) fn denials<'a>(contacts: &[Contact<'a>]) -> Vec<Denial<'a>> {
    contacts.iter().filter_map(denial).collect()
}

/// True if this records a contact that may be one.
pub(super) fn may_be_one(event: &AnyEvent) -> bool {
    event.get::<ContactRecorded>().is_some_and(|contact| {
        matches!(
            contact.disposal(),
            ContactDisposal::Refused | ContactDisposal::HearAndTreat | ContactDisposal::SeeAndTreat
        )
    })
}

fn denial<'a>(contact: &Contact<'a>) -> Option<Denial<'a>> {
    let refused = contact.disposal == ContactDisposal::Refused;
    if !(refused || is_not_conveyed(contact)) {
        return None;
    }
    let followed = !contact.plan_id.is_empty();
    let missing = match contact.refusal_reason {
        // No plan decided.
        RefusalReason::PersonRefused | RefusalReason::ClinicalScope | RefusalReason::NoResource => {
            return None;
        }
        RefusalReason::Plan => None,
        // Whoever is treated where they are may have wished to stay.
        _ if followed && !refused => Some(WHOSE_WISH),
        _ if followed => None,
        RefusalReason::Unspecified if refused => Some(WHETHER_A_PLAN),
        RefusalReason::Unspecified
        | RefusalReason::Frequency
        | RefusalReason::Diagnosis
        | RefusalReason::Capacity
        | RefusalReason::RiskScore => return None,
    };
    Some(Denial { contact: *contact, missing })
}

/// An ambulance service that came or answered, and did not take the person along.
fn is_not_conveyed(contact: &Contact<'_>) -> bool {
    let treated_there =
        matches!(contact.disposal, ContactDisposal::HearAndTreat | ContactDisposal::SeeAndTreat);
    contact.service == ContactService::Ambulance999 && treated_there
}

impl Denial<'_> {
    pub(super) fn add_to(&self, history: &History, grounds: Grounds) -> Grounds {
        let shows = if self.contact.disposal != ContactDisposal::Refused {
            "The person was not taken to hospital, and staff followed a plan."
        } else if self.missing.is_none() {
            "The person was refused help under a plan."
        } else {
            "The person was refused help, and no record says why."
        };
        let grounds = self.contact.shown_in(grounds, shows).answered_by(self.contact.answers());
        match self.plan(history) {
            Some(plan) if plan.event.coproduction() == Coproduction::Joint => {
                despite_once(grounds, plan, "The plan was made jointly with the person.")
                    .answered_by(&plan.event.agency_id)
            }
            Some(plan) => shown_once(grounds, plan, "The plan had been put in force.")
                .answered_by(&plan.event.agency_id),
            None => grounds,
        }
    }

    /// The version that staff followed; where none is named, the last one by then.
    fn plan<'h>(&self, history: &'h History) -> Option<Seen<'h, PlanPublished>> {
        let version = self.contact.plan_version;
        history.of::<PlanPublished>().rfind(|published| {
            let is_followed = if version == 0 {
                published.meta.occurred.start <= self.contact.when.end
            } else {
                published.event.version == version
            };
            published.meta.stream.as_str() == self.contact.plan_id && is_followed
        })
    }
}
