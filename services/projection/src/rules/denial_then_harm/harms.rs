//! What befell the person.

use proto::{
    common::Answer,
    concerns::{IncidentKind, IncidentReported},
    referrals::{ContactDisposal, ContactReason, ContactService},
    sanctions::{PoliceInvolved, PoliceTrigger},
    time::Span,
};

use crate::{
    history::{History, Seen},
    rules::{Grounds, contacts::Contact, deaths::death, once::shown_once},
};

const HOW_SERIOUS: &str = "how serious the harm was";
const WHICH_POWER: &str = "whether the detention was under section 136";

/// Something that befell the person.
pub(super) struct Harm<'a> {
    pub(super) when: Span,
    pub(super) what: &'static str,
    pub(super) is_death: bool,
    /// What the record lacks, if it cannot tell whether this is what is meant.
    pub(super) missing: Option<&'static str>,
    by: By<'a>,
    shows: &'static str,
}

/// By what it is on record.
enum By<'a> {
    Contact(Contact<'a>),
    Event(Seen<'a, ()>),
}

/// All that befell the person, in no order.
pub(super) fn harms<'a>(history: &'a History, contacts: &[Contact<'a>]) -> Vec<Harm<'a>> {
    let mut harms: Vec<Harm<'a>> = contacts.iter().filter_map(of_contact).collect();
    harms.extend(
        history
            .of::<IncidentReported>()
            .filter(|incident| incident.event.kind() == IncidentKind::Harm)
            .map(|incident| Harm {
                when: incident.meta.occurred,
                what: "serious harm",
                is_death: false,
                missing: None,
                by: By::Event(incident.of_any_kind()),
                shows: "Harm to the person was reported.",
            }),
    );
    harms.extend(
        history
            .of::<PoliceInvolved>()
            .filter(|involved| involved.event.trigger() == PoliceTrigger::S135S136)
            .map(|involved| Harm {
                when: involved.meta.occurred,
                what: "a detention",
                is_death: false,
                missing: Some(WHICH_POWER),
                by: By::Event(involved.of_any_kind()),
                shows: "Police detained the person under section 135 or 136.",
            }),
    );
    harms.extend(death(history, contacts).map(|death| Harm {
        when: death.when,
        what: "death",
        is_death: true,
        missing: None,
        by: By::Event(death.seen),
        shows: death.shows,
    }));
    harms
}

fn of_contact<'a>(contact: &Contact<'a>) -> Option<Harm<'a>> {
    let harmed = contact.reason == ContactReason::SelfHarm || contact.self_harm == Answer::Yes;
    let (what, missing, shows) = if contact.service == ContactService::S136 {
        ("a detention", None, "The person was detained under section 136.")
    } else if harmed && contact.disposal == ContactDisposal::Admitted {
        ("an admission", Some(HOW_SERIOUS), "The person was admitted after self-harm.")
    } else {
        return None;
    };
    let by = By::Contact(*contact);
    Some(Harm { when: contact.when, what, is_death: false, missing, by, shows })
}

impl Harm<'_> {
    pub(super) fn add_to(&self, grounds: Grounds) -> Grounds {
        match &self.by {
            By::Contact(contact) => contact.shown_in(grounds, self.shows),
            By::Event(seen) => shown_once(grounds, *seen, self.shows),
        }
    }
}
