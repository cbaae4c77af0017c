//! A service was reduced soon after the person sought help, and the reason
//! cites it.
//!
//! > "sanctions (criminal or otherwise), withholding care and otherwise punitive approaches"
//! > NHS England, position on SIM and similar models, 10 March 2023, element (b)
//!
//! The reason on record is taken at its word: how often the person sought help,
//! that they harmed themselves or were suicidal, or that they broke an agreement
//! which limits how often help may be sought. A step down that was planned and
//! agreed, a clinical reason, the person's own wish and a want of resources are
//! other things, however soon they follow. Whether what is to take its place is
//! any good is for a person to see.

use proto::{
    Named as _,
    common::Answer,
    referrals::{ContactCorrected, ContactRecorded},
    sanctions::{BehaviouralContractImposed, ReductionReason, ServiceReduced},
};

use super::{
    Dated, Family, Finding, Grounds, Near, RecommendedAct, Rule, Severity, Since,
    contacts::{Contact, contacts},
    follows::within_days_after,
    in_time::InTime,
    sources::{NHSE_2023_B, NICE_NG225},
    watch::{by_person, by_person_near},
};
use crate::history::{History, Seen};

static WITHIN_DAYS: Dated = Dated {
    name: "reduced_within_days",
    values: &[Since::ours(
        14,
        "no source gives a window; two weeks is how often a team meets about the people whom it sees",
    )],
};

pub static RULE: Rule = Rule {
    id: "penalty-after-contact",
    pattern: "Within 14 days after the person sought help a service was reduced or ended without \
              their agreement, and the reason cites it.",
    sources: &[&NHSE_2023_B, &NICE_NG225],
    parameters: &[&WITHIN_DAYS],
    acts: &[RecommendedAct::SuspendAndRecall, RecommendedAct::SpeakWithThePerson],
    anchors: &[ServiceReduced::KIND],
    watches: &[
        by_person(BehaviouralContractImposed::KIND),
        by_person(ContactCorrected::KIND),
        // A year: a reason may name a contact that lies further back, and of a vague
        // one the end may lie after the reduction.
        by_person_near(ContactRecorded::KIND, Near { before_days: 366, after_days: 91 }),
    ],
    reads_near: |history| penalty(history).is_some(),
    // That the contact which it followed is not on record.
    awaits: &["referrals"],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::BehaviouralContract, Severity::S1)
};

const WHY: &str = "why the service was reduced";
const WHAT_RULE: &str = "whether the agreement held to be broken limits seeking help";
const WHETHER_AGREED: &str = "whether the person agreed to the reduction";
const WHEN: &str = "how soon after seeking help the service was reduced";

fn detect(history: &History) -> Finding {
    let Some(Penalty { reduced, contract, cites, agreed }) = penalty(history) else {
        return Finding::silent();
    };
    let contacts = contacts(history);
    let Some((soon, followed)) = followed(history, reduced, &contacts) else {
        return Finding::silent();
    };
    let because = match soon {
        None => {
            format!("{} soon after the person had sought help{}.", became(reduced), cites.words)
        }
        Some(missing) => format!("{}, and no record shows {missing}.", became(reduced)),
    };
    let mut grounds = Grounds::since(reduced.meta.occurred.end, because)
        .shown_by(reduced, format!("{}.", became(reduced)))
        .answered_by(&reduced.event.agency_id);
    if let Some(contract) = contract {
        grounds = grounds
            .shown_by(contract, "A behavioural contract is cited.")
            .answered_by(&contract.event.agency_id);
    }
    for contact in followed {
        grounds = contact.shown_in(grounds, "The person had sought help.");
    }
    match cites.missing.or(agreed).or(soon) {
        Some(missing) => Finding::not_evidenced(missing, grounds),
        None => Finding::fires(grounds),
    }
}

/// A service that was reduced for seeking help, or may have been.
struct Penalty<'a> {
    reduced: Seen<'a, ServiceReduced>,
    /// The agreement that it cites.
    contract: Option<Seen<'a, BehaviouralContractImposed>>,
    cites: Cites,
    /// What the record lacks, if it cannot tell whether the person agreed.
    agreed: Option<&'static str>,
}

fn penalty(history: &History) -> Option<Penalty<'_>> {
    let reduced = history.anchored::<ServiceReduced>().next()?;
    let contract = contract(history, reduced.event);
    let cites = cites(reduced.event, contract)?;
    let agreed = match reduced.event.agreed() {
        Answer::Yes => return None,
        Answer::No => None,
        Answer::Unspecified | Answer::Unknown | Answer::NotRecorded => Some(WHETHER_AGREED),
    };
    Some(Penalty { reduced, contract, cites, agreed })
}

fn became(reduced: Seen<'_, ServiceReduced>) -> String {
    let became = if reduced.event.ended { "ended" } else { "became less" };
    let instead =
        if reduced.event.alternative.is_some() { " with something else in its place" } else { "" };
    format!("A service {became}{instead}")
}

/// What the reason says of seeking help.
struct Cites {
    words: &'static str,
    /// What the record lacks, if it cannot tell.
    missing: Option<&'static str>,
}

/// `None` if the reason is another one.
fn cites(
    reduced: &ServiceReduced,
    contract: Option<Seen<'_, BehaviouralContractImposed>>,
) -> Option<Cites> {
    let cites = |words, missing| Some(Cites { words, missing });
    match reduced.reason() {
        ReductionReason::Contacts => cites(", because of how often they did", None),
        ReductionReason::SelfHarm => {
            cites(", because they had harmed themselves or were suicidal", None)
        }
        ReductionReason::Breach => {
            let words = ", because an agreement was held to be broken";
            match contract.map(|contract| contract.event.limits_contacts()) {
                Some(Answer::Yes) => cites(words, None),
                Some(Answer::No) => None,
                _ => cites(words, Some(WHAT_RULE)),
            }
        }
        ReductionReason::NotRecorded | ReductionReason::Unspecified => {
            cites(", for a reason that no record gives", Some(WHY))
        }
        ReductionReason::PlannedStepDown
        | ReductionReason::Clinical
        | ReductionReason::PersonsWish
        | ReductionReason::NotEngaged
        | ReductionReason::NoResource => None,
    }
}

fn contract<'a>(
    history: &'a History,
    reduced: &ServiceReduced,
) -> Option<Seen<'a, BehaviouralContractImposed>> {
    history
        .of::<BehaviouralContractImposed>()
        .find(|contract| contract.meta.stream.as_str() == reduced.contract_id)
}

/// The contacts that it followed, and what the record lacks if none of them is
/// known to have been so soon before. `None` if it followed none.
fn followed<'a>(
    history: &History,
    reduced: Seen<'_, ServiceReduced>,
    contacts: &[Contact<'a>],
) -> Option<(Option<&'static str>, Vec<Contact<'a>>)> {
    let sought = || contacts.iter().filter(|contact| contact.is_help_seeking());
    let soon = |contact: &&Contact<'_>| {
        let days = history.value(&WITHIN_DAYS, contact.when.end);
        within_days_after(&contact.when, days, &reduced.meta.occurred)
    };
    let of = |answer| sought().filter(|c| soon(c) == answer).copied().collect::<Vec<_>>();
    let (certain, unclear) = (of(InTime::Yes), of(InTime::Unclear));
    if !certain.is_empty() {
        return Some((None, certain));
    }
    let named = reduced.event.contact_id.as_str();
    let is_missing = !named.is_empty() && contacts.iter().all(|contact| contact.id() != named);
    (is_missing || !unclear.is_empty()).then_some((Some(WHEN), unclear))
}
