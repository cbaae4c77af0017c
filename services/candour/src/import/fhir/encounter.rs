//! An Encounter as a contact.

use proto::referrals::{ContactDisposal, ContactService};

use super::{
    super::{
        Draft,
        values::{ANSWERS, DISPOSALS, OFFERS, REASONS, REFUSALS, SERVICES},
    },
    reading::{Noted, Reading},
};

/// Encounters that took place, or are taking place.
const HAPPENED: &[&str] = &["arrived", "triaged", "in-progress", "onleave", "finished"];

/// Classes of encounters, and how one left hospital, as HL7 codes them.
const CLASSES: &[&str] = &["http://terminology.hl7.org/CodeSystem/v3-ActCode"];
const DISPOSITIONS: &[&str] = &["http://terminology.hl7.org/CodeSystem/discharge-disposition"];

/// The path of how it ended.
const ENDED: &str = "hospitalization.dischargeDisposition";

/// The extensions of ours that an Encounter may have.
const EXTENSIONS: &[&str] =
    &["refusal-reason", "refused-by", "self-harm", "assessment", "plan", "plan-version"];

/// Reads an Encounter.
pub fn read(reading: &mut Reading<'_>) -> Draft {
    let mut draft = Draft { key: reading.key(), ..Draft::default() };
    reading.happened("status", HAPPENED, "no encounter that took place");
    reading.subject(&mut draft);
    reading.occurred(&mut draft, "period.start", Some("period.end"));
    service(reading, &mut draft);
    agency(reading, &mut draft);
    reason(reading, &mut draft);
    disposal(reading, &mut draft);
    for (path, name, value) in reading.extensions(EXTENSIONS) {
        let contact = &mut draft.contact;
        let (codes, place) = match name {
            "refused-by" => {
                contact.refused_by_agency_id = reading.our_id(&path, "agency", &value);
                continue;
            }
            "plan" => {
                contact.plan_id = reading.our_id(&path, "plan", &value);
                continue;
            }
            "plan-version" => {
                match value.parse() {
                    Ok(version) => contact.plan_version = version,
                    Err(_) => reading.fault(&path, "a version is a whole number"),
                }
                continue;
            }
            "refusal-reason" => (&REFUSALS, &mut contact.refusal_reason),
            "self-harm" => (&ANSWERS, &mut contact.self_harm),
            _ => (&OFFERS, &mut contact.assessment),
        };
        match codes.read(&value) {
            Ok(code) => *place = code,
            Err(text) => reading.fault(&path, text),
        }
    }
    draft
}

fn service(reading: &mut Reading<'_>, draft: &mut Draft) {
    let own = reading.own_code(&["type", "class"], "urn:candour:contact-service", &SERVICES);
    let by_class = match own {
        Err(Noted) => return,
        Ok(Some(service)) => {
            draft.contact.service = service;
            return;
        }
        Ok(None) => reading.codes_of("class", CLASSES),
    };
    match by_class.as_slice() {
        ["EMER"] => draft.contact.service = ContactService::Ed.into(),
        ["IMP" | "ACUTE" | "NONAC"] => draft.contact.service = ContactService::Ward.into(),
        _ => reading.fault(
            "class",
            "which service it was does not follow from it; give a code of \
             urn:candour:contact-service in type",
        ),
    }
}

fn agency(reading: &mut Reading<'_>, draft: &mut Draft) {
    match (reading.at("serviceProvider"), &reading.plan.agency) {
        (Some(provider), _) => {
            if let Some(provider) = reading.referred("serviceProvider", provider) {
                draft.contact.agency_id = reading.agency("serviceProvider", &provider);
            }
        }
        (None, Some(agency)) => draft.contact.agency_id.clone_from(agency),
        (None, None) => {
            let text = "it names no agency; give one, or --agency for all such encounters";
            reading.fault("serviceProvider", text);
        }
    }
}

fn reason(reading: &mut Reading<'_>, draft: &mut Draft) {
    match reading.own_code(&["reasonCode"], "urn:candour:contact-reason", &REASONS) {
        Err(Noted) => {}
        Ok(Some(reason)) => draft.contact.reason = reason,
        Ok(None) => reading.fault(
            "reasonCode",
            "why it came about is not said in a code that is known; give one of \
             urn:candour:contact-reason",
        ),
    }
    draft.contact.notes = reading.words("reasonCode");
}

fn disposal(reading: &mut Reading<'_>, draft: &mut Draft) {
    let own = reading.own_code(&[ENDED], "urn:candour:contact-disposal", &DISPOSALS);
    let of_hospital = match own {
        Err(Noted) => return,
        Ok(Some(disposal)) => {
            draft.contact.disposal = disposal;
            return;
        }
        Ok(None) => reading.codes_of(ENDED, DISPOSITIONS),
    };
    match of_hospital.as_slice() {
        ["home"] => draft.contact.disposal = ContactDisposal::Discharged.into(),
        ["other-hcf"] => draft.contact.disposal = ContactDisposal::ReferredOn.into(),
        _ => reading.fault(
            ENDED,
            "how it ended does not follow from it; give a code of urn:candour:contact-disposal",
        ),
    }
}
