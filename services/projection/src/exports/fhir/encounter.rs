//! A contact as an Encounter, as it was last corrected. `candour import` reads it back.

use std::collections::BTreeMap;

use proto::{
    common::Occurred,
    referrals::{ContactCorrected, ContactRecorded, ContactService},
};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Coding, Concept, Extension, Identifier, Period, Reference, agency, concept, identifier,
        period, person,
    },
};
use crate::exports::{Case, Seen, seen::plain};

const CLASSES: &str = "http://terminology.hl7.org/CodeSystem/v3-ActCode";

/// What FHIR has no element for.
const BESIDE: [&str; 6] = [
    "refusal_reason",
    "refused_by_agency_id",
    "self_harm",
    "assessment",
    "plan_id",
    "plan_version",
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Encounter {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    status: &'static str,
    class: Coding,
    #[serde(rename = "type")]
    kind: Vec<Concept>,
    subject: Option<Reference>,
    period: Period,
    reason_code: Vec<Concept>,
    hospitalization: Ended,
    service_provider: Option<Reference>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ended {
    discharge_disposition: Option<Concept>,
}

impl Body for Encounter {
    const KIND: &'static str = "Encounter";
}

/// The contacts, the oldest first.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let mut corrections: BTreeMap<&str, Vec<(&Seen, &ContactCorrected)>> = BTreeMap::new();
    for seen in &case.events {
        if let Some(e) = seen.get::<ContactCorrected>() {
            corrections.entry(&e.contact_id).or_default().push((seen, e));
        }
    }
    let contacts =
        case.events.iter().filter_map(|seen| Some((seen, seen.get::<ContactRecorded>()?)));
    let encounter = |(seen, contact): (&Seen, &ContactRecorded)| {
        let mut corrected =
            corrections.get(contact.contact_id.as_str()).cloned().unwrap_or_default();
        // The last to be recorded counts, whenever the contact was.
        corrected.sort_by_key(|(seen, _)| seen.record.position);
        let wrong = corrected.iter().any(|(_, e)| e.entered_in_error);
        let body = match corrected.iter().rev().find(|(_, e)| !e.entered_in_error) {
            Some((last, e)) => Contact::corrected(seen, last, e),
            None => Contact::recorded(seen, contact),
        };
        let said_by: Vec<&Seen> =
            std::iter::once(seen).chain(corrected.iter().map(|(seen, _)| *seen)).collect();
        // What was recorded before contacts had ids of their own is known by its event.
        let id = match contact.contact_id.as_str() {
            "" => &seen.record.event_id,
            id => id,
        };
        Resource::new(id, &said_by, &body.encounter(id, wrong))
    };
    contacts.map(encounter).collect()
}

/// A contact as it stands.
struct Contact<'a> {
    seen: &'a Seen,
    service: ContactService,
    reason: &'static str,
    disposal: &'static str,
    agency: &'a str,
    person: &'a str,
    occurred: Option<&'a Occurred>,
    notes: Option<String>,
}

impl<'a> Contact<'a> {
    fn recorded(seen: &'a Seen, e: &'a ContactRecorded) -> Self {
        Self {
            seen,
            service: e.service(),
            reason: e.reason().as_str_name(),
            disposal: e.disposal().as_str_name(),
            agency: &e.agency_id,
            person: &e.person_id,
            occurred: seen.record.occurred.as_ref(),
            notes: plain(e.notes.as_ref()),
        }
    }

    /// A correction says the whole contact anew, and when it was if that was wrong.
    fn corrected(first: &'a Seen, seen: &'a Seen, e: &'a ContactCorrected) -> Self {
        Self {
            seen,
            service: e.service(),
            reason: e.reason().as_str_name(),
            disposal: e.disposal().as_str_name(),
            agency: &e.agency_id,
            person: &e.person_id,
            occurred: e.happened.as_ref().or(first.record.occurred.as_ref()),
            notes: plain(e.notes.as_ref()),
        }
    }

    fn encounter(self, id: &str, wrong: bool) -> Encounter {
        let mut reason = concept("contact-reason", self.reason).unwrap_or_default();
        reason.text = self.notes;
        Encounter {
            extension: fields::only(self.seen, &BESIDE),
            identifier: vec![identifier(id)],
            status: if wrong { "entered-in-error" } else { "finished" },
            class: Coding { system: CLASSES.to_owned(), code: class(self.service).to_owned() },
            kind: concept("contact-service", self.service.as_str_name()).into_iter().collect(),
            subject: person(self.person),
            period: period(self.occurred),
            reason_code: vec![reason],
            hospitalization: Ended {
                discharge_disposition: concept("contact-disposal", self.disposal),
            },
            service_provider: agency(self.agency),
        }
    }
}

/// The class of encounter that comes nearest to a service; `type` says which it was.
fn class(service: ContactService) -> &'static str {
    match service {
        ContactService::Ed | ContactService::S136 => "EMER",
        ContactService::Nhs111 | ContactService::CrisisLine => "VR",
        ContactService::Ward => "IMP",
        ContactService::Ambulance999 | ContactService::Police => "FLD",
        ContactService::Community | ContactService::Unspecified => "AMB",
    }
}

#[cfg(test)]
mod tests {
    use proto::{
        common::{Answer, Class, Text},
        referrals::{ContactDisposal, ContactReason, Event, RefusalReason},
    };

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen, without},
    };

    fn contact() -> Seen {
        let contact = ContactRecorded {
            person_id: id("person", 1),
            contact_id: id("contact", 1),
            service: ContactService::Ed.into(),
            agency_id: id("agency", 1),
            reason: ContactReason::SelfHarm.into(),
            disposal: ContactDisposal::Refused.into(),
            refusal_reason: RefusalReason::Plan.into(),
            self_harm: Answer::Yes.into(),
            notes: Some(Text::plain("sent away")),
            ..Default::default()
        };
        seen(1, &id("person", 1), Event::from(contact))
    }

    fn encounter(events: Vec<Seen>) -> serde_json::Value {
        resource(&bundle_of(&case_of(events)), "Encounter", &id("contact", 1))
    }

    #[test]
    fn given_a_contact_when_exported_then_it_is_an_encounter_by_our_codes() {
        let encounter = encounter(vec![contact()]);
        assert_eq!(encounter["status"], "finished");
        assert_eq!(encounter["class"]["code"], "EMER");
        assert_eq!(encounter["type"][0]["coding"][0]["code"], "ed");
        assert_eq!(encounter["reasonCode"][0]["coding"][0]["code"], "self_harm");
        assert_eq!(encounter["reasonCode"][0]["text"], "sent away");
        assert_eq!(encounter["extension"][0]["valueCode"], "plan");
    }

    #[test]
    fn given_a_contact_when_it_was_corrected_then_the_correction_counts() {
        let corrected = ContactCorrected {
            contact_id: id("contact", 1),
            person_id: id("person", 1),
            service: ContactService::Ward.into(),
            ..Default::default()
        };
        let corrected = seen(3, &id("person", 1), Event::from(corrected));
        let encounter = encounter(vec![contact(), corrected]);
        assert_eq!(encounter["class"]["code"], "IMP");
        assert_eq!(encounter["period"]["start"], "2021-01-01T09:00:00Z");
    }

    #[test]
    fn given_a_contact_that_never_was_when_exported_then_it_is_an_error_and_not_gone() {
        let wrong = ContactCorrected {
            contact_id: id("contact", 1),
            entered_in_error: true,
            ..Default::default()
        };
        let wrong = seen(3, &id("person", 1), Event::from(wrong));
        assert_eq!(encounter(vec![contact(), wrong])["status"], "entered-in-error");
    }

    #[test]
    fn given_a_contact_when_clinical_facts_are_hidden_then_there_is_no_encounter() {
        let case = case_of(vec![without(contact(), Class::Clinical)]);
        assert!(resources(&case).unwrap().is_empty());
    }
}
