//! Consent given, withdrawn or refused: to whom, what for, and how it was recorded.

use std::collections::BTreeMap;

use proto::{
    common::Period as WirePeriod,
    referrals::{ConsentRecorded, ConsentRefused, ConsentWithdrawn, Purpose},
};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Coding, Concept, Extension, Identifier, Period, Reference, agency, coding, identifier,
        moment, person, theirs, wire_moment,
    },
};
use crate::exports::{Case, Seen};

const SCOPES: &str = "http://terminology.hl7.org/CodeSystem/consentscope";
const PARTS: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
const LOINC: &str = "http://loinc.org";
/// A consent document, whatever it is for.
const CONSENT_DOCUMENT: &str = "59284-0";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Consent {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    status: &'static str,
    scope: Concept,
    category: Vec<Concept>,
    patient: Option<Reference>,
    date_time: Option<String>,
    policy_rule: Concept,
    provision: Provision,
}

#[derive(Serialize)]
struct Provision {
    #[serde(rename = "type")]
    kind: &'static str,
    period: Period,
    actor: Vec<Actor>,
    purpose: Vec<Coding>,
}

#[derive(Serialize)]
struct Actor {
    role: Concept,
    reference: Option<Reference>,
}

impl Body for Consent {
    const KIND: &'static str = "Consent";
}

/// The consents, as they stand.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let mut all: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in &case.events {
        let id = seen.get::<ConsentRecorded>().map(|e| &e.consent_id);
        let id = id.or_else(|| seen.get::<ConsentRefused>().map(|e| &e.consent_id));
        let id = id.or_else(|| seen.get::<ConsentWithdrawn>().map(|e| &e.consent_id));
        if let Some(id) = id {
            all.entry(id).or_default().push(seen);
        }
    }
    let one = |(id, said_by): (&str, Vec<&Seen>)| {
        let body = consent(case, id, &said_by);
        Resource::new(id, &said_by, &body)
    };
    all.into_iter().map(one).collect()
}

fn consent(case: &Case, id: &str, said_by: &[&Seen]) -> Consent {
    let given = said_by.iter().find_map(|seen| Some((*seen, seen.get::<ConsentRecorded>()?)));
    let refused = said_by.iter().any(|seen| seen.get::<ConsentRefused>().is_some());
    let withdrawn = said_by.iter().find(|seen| seen.get::<ConsentWithdrawn>().is_some());
    let status = match (refused, withdrawn) {
        (true, _) => "rejected",
        (false, Some(_)) => "inactive",
        (false, None) => "active",
    };
    let recipients = given.map(|(_, e)| e.recipient_agency_ids.as_slice()).unwrap_or_default();
    let actor = |id: &String| Actor { role: theirs(PARTS, "IRCP"), reference: agency(id) };
    let purpose = |purpose: Purpose| coding("purpose", purpose.as_str_name());
    let beside = ["method", "words", "witness_worker_id", "capacity", "voluntary", "scheme_id"];
    let mut period = given.map(|(_, e)| period(e.period.as_ref())).unwrap_or_default();
    if let Some(withdrawn) = withdrawn {
        period.end = moment(withdrawn.end());
    }
    let first = given.map(|(seen, _)| seen).or_else(|| said_by.first().copied());
    Consent {
        extension: said_by.iter().flat_map(|seen| fields::only(seen, &beside)).collect(),
        identifier: vec![identifier(id)],
        status,
        scope: theirs(SCOPES, "patient-privacy"),
        category: vec![theirs(LOINC, CONSENT_DOCUMENT)],
        patient: person(&case.person_id),
        date_time: first.and_then(|seen| moment(seen.end())),
        policy_rule: Concept {
            text: Some("UK GDPR and the common law duty of confidentiality".to_owned()),
            ..Concept::default()
        },
        provision: Provision {
            kind: if refused { "deny" } else { "permit" },
            period,
            actor: recipients.iter().map(actor).collect(),
            purpose: given.iter().flat_map(|(_, e)| e.purposes().filter_map(purpose)).collect(),
        },
    }
}

fn period(wire: Option<&WirePeriod>) -> Period {
    let moment = |of: fn(&WirePeriod) -> Option<&proto::WireTime>| wire_moment(wire.and_then(of));
    Period { start: moment(|p| p.start.as_ref()), end: moment(|p| p.end.as_ref()) }
}

#[cfg(test)]
mod tests {
    use proto::{
        common::Class,
        referrals::{ConsentMethod, Event},
    };

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen, without},
    };

    fn given() -> Seen {
        let consent = ConsentRecorded {
            consent_id: id("consent", 1),
            person_id: id("person", 1),
            purposes: vec![Purpose::DirectCare.into()],
            recipient_agency_ids: vec![id("agency", 2)],
            method: ConsentMethod::Verbal.into(),
            ..Default::default()
        };
        seen(1, &id("consent", 1), Event::from(consent))
    }

    fn withdrawn() -> Seen {
        let withdrawn = ConsentWithdrawn { consent_id: id("consent", 1), ..Default::default() };
        seen(5, &id("consent", 1), Event::from(withdrawn))
    }

    fn consent_of(events: Vec<Seen>) -> serde_json::Value {
        resource(&bundle_of(&case_of(events)), "Consent", &id("consent", 1))
    }

    #[test]
    fn given_consent_when_it_stands_then_it_permits_what_for_and_to_whom() {
        let consent = consent_of(vec![given()]);
        assert_eq!(consent["status"], "active");
        let provision = &consent["provision"];
        assert_eq!(provision["type"], "permit");
        assert_eq!(provision["purpose"][0]["code"], "direct_care");
        assert_eq!(provision["actor"][0]["reference"]["identifier"]["value"], id("agency", 2));
        assert_eq!(consent["extension"][0]["valueCode"], "verbal");
    }

    #[test]
    fn given_consent_when_it_is_withdrawn_then_it_ends_that_day() {
        let consent = consent_of(vec![given(), withdrawn()]);
        assert_eq!(consent["status"], "inactive");
        assert_eq!(consent["provision"]["period"]["end"], "2021-01-05T09:00:00Z");
    }

    #[test]
    fn given_a_refusal_when_exported_then_it_denies() {
        let refused = ConsentRefused { consent_id: id("consent", 1), ..Default::default() };
        let consent = consent_of(vec![seen(1, &id("consent", 1), Event::from(refused))]);
        assert_eq!(
            (&consent["status"], &consent["provision"]["type"]),
            (&"rejected".into(), &"deny".into())
        );
    }

    #[test]
    fn given_a_withdrawal_when_what_it_withdraws_is_hidden_then_it_is_still_told() {
        let consent = consent_of(vec![without(given(), Class::Clinical), withdrawn()]);
        assert_eq!(consent["status"], "inactive");
        assert_eq!(consent["provision"].get("actor"), None);
    }
}
