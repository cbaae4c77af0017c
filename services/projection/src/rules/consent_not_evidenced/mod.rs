//! Consent is claimed and the record does not carry it.
//!
//! Somebody else's tick, or what people took from conduct, is not the person's
//! word. A word in speech is, when it is on record with a witness, capacity and
//! scope. Any consent grows old. Whether information was shared without one is
//! judged at the disclosure.

use proto::{
    Named as _,
    common::Answer,
    envelope::Meta,
    referrals::{ConsentMethod, ConsentRecorded, ConsentWithdrawn},
    time,
};

use super::{
    Dated, Family, Finding, Grounds, Maturity, RecommendedAct, Rule, Severity, Since,
    sources::{SLP_2021_CONSENT, UK_GDPR},
    watch::{by_person, own},
};
use crate::{
    calendar::after_days,
    history::{History, Seen},
};

static CONSENT_DAYS_MAX: Dated = Dated {
    name: "consent_days_max",
    values: &[Since::ours(
        365,
        "no source says when consent grows old; a year is long for a scheme",
    )],
};

pub static RULE: Rule = Rule {
    id: "consent-not-evidenced",
    pattern: "Consent was implied, given by somebody else, given in speech without a full \
              record, or is more than a year old.",
    sources: &[&SLP_2021_CONSENT, &UK_GDPR],
    parameters: &[&CONSENT_DAYS_MAX],
    maturity: Maturity::InForce { reviewed_by: "the founding team, against the SLP review 2021" },
    acts: &[RecommendedAct::SpeakWithThePerson, RecommendedAct::InformationGovernance],
    anchors: &[ConsentRecorded::KIND],
    // A newer consent bears on the older one.
    watches: &[by_person(ConsentRecorded::KIND), own(ConsentWithdrawn::KIND)],
    detect,
    fires: include_str!("fires.txt"),
    silent: include_str!("silent.txt"),
    ..Rule::usual(Family::ConsentAndSharing, Severity::S3)
};

fn detect(history: &History) -> Finding {
    let Some(consent) = history.anchored::<ConsentRecorded>().next() else {
        return Finding::silent();
    };
    match defect(consent.event) {
        Some(because) => defective(history, consent, because),
        None => grown_old(history, consent),
    }
}

/// Why the record does not carry the consent, if it does not.
fn defect(consent: &ConsentRecorded) -> Option<String> {
    match consent.method() {
        ConsentMethod::Implied => Some("Consent was taken from conduct.".into()),
        ConsentMethod::Proxy => Some("Consent was given or ticked by somebody else.".into()),
        ConsentMethod::Written | ConsentMethod::Unspecified => None,
        ConsentMethod::Verbal => {
            let absent: Vec<&str> = [
                (consent.words.is_none(), "the person's words"),
                (consent.witness_worker_id.is_empty(), "a witness"),
                (consent.capacity() != Answer::Yes, "capacity"),
                (consent.purposes.is_empty(), "purposes"),
                (consent.recipient_agency_ids.is_empty(), "recipients"),
            ]
            .into_iter()
            .filter_map(|(is_absent, what)| is_absent.then_some(what))
            .collect();
            (!absent.is_empty())
                .then(|| format!("Consent in speech is on record without {}.", absent.join(", ")))
        }
    }
}

fn defective(history: &History, consent: Seen<'_, ConsentRecorded>, because: String) -> Finding {
    let mut grounds = Grounds::since(consent.meta.occurred.end, because)
        .shown_by(consent, "Consent was recorded in this way.")
        .answered_by(&consent.meta.agency);
    if let Some(withdrawn) = history.anchored::<ConsentWithdrawn>().next() {
        grounds = grounds.despite(withdrawn, "The consent was withdrawn.");
    }
    if let Some(newer) = newer(history, consent) {
        grounds = grounds.despite(newer, "The person was asked anew.");
    }
    Finding::fires(grounds)
}

fn grown_old(history: &History, consent: Seen<'_, ConsentRecorded>) -> Finding {
    let given = consent.meta.occurred.end;
    let deadline = after_days(given, history.value(&CONSENT_DAYS_MAX, given));
    let lapses = consent.event.period.as_ref().and_then(time::period).and_then(|(_, end)| end);
    let withdrawn = history.anchored::<ConsentWithdrawn>().next();
    let newer = newer(history, consent);
    let ends = [withdrawn.map(|w| w.meta), newer.map(|n| n.meta)];
    let in_time = |ended: &Meta| ended.occurred.end <= deadline;
    if lapses.is_some_and(|end| end <= deadline) || ends.into_iter().flatten().any(in_time) {
        return Finding::silent();
    }
    if history.now() < deadline {
        return Finding::silent().and_again(deadline);
    }
    let straddles = |ended: &Meta| ended.occurred.start <= deadline;
    let unclear = ends.into_iter().flatten().any(straddles);
    let because = if unclear {
        "Consent grew old at about the time at which it was withdrawn or asked for anew."
    } else {
        "Consent was more than a year old, and neither withdrawn nor asked for anew."
    };
    let mut grounds = Grounds::since(deadline, because)
        .shown_by(consent, "Consent was recorded a year before.")
        .answered_by(&consent.meta.agency);
    if let Some(withdrawn) = withdrawn {
        grounds = grounds.despite(withdrawn, "The consent was withdrawn.");
    }
    if let Some(newer) = newer {
        grounds = grounds.despite(newer, "The person was asked anew.");
    }
    if unclear {
        return Finding::not_evidenced("when the consent was withdrawn or asked anew", grounds);
    }
    Finding::fires(grounds)
}

/// The first consent of the same person to the same scheme after this one.
fn newer<'a>(
    history: &'a History,
    consent: Seen<'_, ConsentRecorded>,
) -> Option<Seen<'a, ConsentRecorded>> {
    history.of::<ConsentRecorded>().find(|other| {
        other.meta.stream != consent.meta.stream
            && other.event.person_id == consent.event.person_id
            && other.event.scheme_id == consent.event.scheme_id
            && other.meta.occurred.end > consent.meta.occurred.end
    })
}
