//! FHIR R4: an Encounter is a contact and a ServiceRequest a referral.
//!
//! Resources come in bundles, in a list, or a line each; all but those asked for
//! are passed over. Patients and Organizations of the same files are read where
//! others name them. [`MAPPING`] says what becomes of what. What has no meaning
//! of its own here is refused with its path: a class of encounter that may be
//! several services, a disposition that may be two. Then our own code is given
//! beside it, under a system that begins with `urn:candour:`.
//!
//! | Our system | Holds |
//! |---|---|
//! | `urn:candour:contact-service`, `-reason`, `-disposal` | as in the CSV columns |
//! | `urn:candour:id` | an id of ours, or `@agency.name` |
//!
//! Not read: SNOMED CT and other terminologies, whose content we may not ship.

mod encounter;
mod reading;
mod service_request;

use std::{io::Read, sync::Arc};

use serde_json::Value;

use self::reading::Reading;
use super::{
    Draft, Fault, Item, Kind, Original, Plan, Spot, Text,
    json::{Broken, Element, Elements, What},
    key_of_line, lies_in,
    named::{self, Named},
    table::Unreadable,
};

/// A bundle that shows all that is read.
pub const EXAMPLE: &str = include_str!("example.json");

/// What becomes of what.
pub const MAPPING: &[(&str, &str)] = &[
    ("identifier, or id", "the key, by which a second import knows the row again"),
    ("subject", "the person, by NHS number (in its identifier, or in the Patient that it names)"),
    ("Patient.name, birthDate", "the person for the register; read with --register-people only"),
    ("Encounter.status", "arrived, triaged, in-progress, onleave and finished are contacts"),
    (
        "Encounter.type, class",
        "service: our own code in either; else EMER is ed, and IMP, ACUTE and NONAC are ward",
    ),
    (
        "Encounter.serviceProvider",
        "agency: our id, or an ODS code that --ods gives an agency; else --agency",
    ),
    ("Encounter.period", "when it was"),
    ("Encounter.reasonCode", "reason, by our own code; its text becomes the notes"),
    (
        "Encounter.hospitalization .dischargeDisposition",
        "disposal: our own code; else home is discharged, and other-hcf is referred_on",
    ),
    (
        "Encounter.extension",
        "urn:candour:refusal-reason, -refused-by, -self-harm, -assessment, -plan, -plan-version",
    ),
    (
        "ServiceRequest.status, intent",
        "active, on-hold and completed orders and directives are referrals",
    ),
    (
        "ServiceRequest.requester",
        "referred_by: a Patient is the person, an Organization the agency; else urn:candour:referred-by says who",
    ),
    (
        "ServiceRequest.performer",
        "to_agency, an Organization; and the scheme, a HealthcareService with our id",
    ),
    ("ServiceRequest.authoredOn", "when it was made"),
    ("ServiceRequest.reasonCode.text", "the reason, in words"),
    ("ServiceRequest.extension", "urn:candour:referred-by, urn:candour:borough"),
];

/// Where a field of the request comes from, within the resource.
const FROM: &[(&str, &str)] = &[
    ("act.request_id", "identifier"),
    ("nhs_number", "subject"),
    ("person", "subject"),
    ("contact.person_id", "subject"),
    ("contact.service", "class"),
    ("contact.agency_id", "serviceProvider"),
    ("contact.disposal", "hospitalization.dischargeDisposition"),
    ("contact.reason", "reasonCode"),
    ("contact.notes", "reasonCode"),
    ("contact", "extension"),
    ("referral.person_id", "subject"),
    ("referral.from_agency_id", "requester"),
    ("referral.to_agency_id", "performer"),
    ("referral.scheme_id", "performer"),
    ("referral.referred_by", "requester"),
    ("referral.reason", "reasonCode"),
    ("referral", "extension"),
];

/// Where a field of the request stands in a file.
pub fn spot(kind: Kind, resource: &str, field: &str) -> Spot {
    let when = match kind {
        Kind::Contacts => "period",
        Kind::Referrals => "authoredOn",
    };
    let place = if lies_in(field, "act.occurred") {
        Some(when)
    } else {
        FROM.iter().find(|(name, _)| lies_in(field, name)).map(|(_, place)| *place)
    };
    let field = match place {
        Some(place) => reading::joined(resource, place),
        None => field.to_owned(),
    };
    Spot { column: 0, field }
}

/// A file of FHIR being read.
pub struct Bundles<R> {
    file: Arc<str>,
    /// The file's number among those whose people are noted.
    number: usize,
    elements: Elements<R>,
    named: Arc<Named>,
    /// How many resources were of no kind that is asked for.
    pub passed_over: u64,
}

impl<R: Read> Bundles<R> {
    /// Begins with a file.
    pub fn open(file: &Arc<str>, number: usize, input: R, named: Arc<Named>) -> Self {
        let elements = Elements::new(input);
        Self { file: Arc::clone(file), number, elements, named, passed_over: 0 }
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// If the file cannot be read on.
    pub fn next(&mut self, plan: &Plan) -> Result<Option<Item>, Unreadable> {
        loop {
            let element = self.elements.next().map_err(|broken| unreadable(&broken))?;
            let Some(element) = element else { return Ok(None) };
            match self.item(plan, element) {
                Some(item) => return Ok(Some(item)),
                None => self.passed_over += 1,
            }
        }
    }

    fn item(&self, plan: &Plan, element: Element) -> Option<Item> {
        let line = element.line;
        let original = |key: String, place: String, bytes| Original {
            file: Arc::clone(&self.file),
            line,
            key: if key.is_empty() { key_of_line(&self.file, line) } else { key },
            text: Text::Resource(place, bytes),
        };
        let bad = |path: String, text: String, bytes| {
            let spot = Spot { column: 0, field: path.clone() };
            Some(Item::Bad(vec![Fault::new(spot, text)], original(String::new(), path, bytes)))
        };
        let wanted = match plan.kind {
            Kind::Contacts => "Encounter",
            Kind::Referrals => "ServiceRequest",
        };
        if let Some(broken) = element.broken {
            // Whatever is long is most often a document or a picture.
            if kind_of(&element.bytes).is_some_and(|kind| kind != wanted) {
                return None;
            }
            return bad(element.path, format!("{broken}; mend it"), element.bytes);
        }
        let value: Value = match serde_json::from_slice(&element.bytes) {
            Ok(value) => value,
            Err(error) => {
                return bad(element.path, not_json(&element.bytes, line, &error), element.bytes);
            }
        };
        let resource = named::resource(&value);
        let place = match value.get("resource") {
            Some(_) => reading::joined(&element.path, "resource"),
            None => element.path.clone(),
        };
        match resource.get("resourceType").and_then(Value::as_str) {
            Some(kind) if kind == wanted => {}
            // An entry may say what was answered, and no more.
            None if element.path.is_empty() => {
                let text = "it has no resourceType, and is no resource".to_owned();
                return bad(element.path, text, element.bytes);
            }
            _ => return None,
        }
        let seen_from = (self.number, element.bundle);
        let mut reading = Reading::new(plan, &self.named, seen_from, resource, &place);
        let draft = match plan.kind {
            Kind::Contacts => encounter::read(&mut reading),
            Kind::Referrals => service_request::read(&mut reading),
        };
        let faults = reading.faults;
        let original = original(draft.key.clone(), place, element.bytes);
        if faults.is_empty() {
            let draft = Draft { key: original.key.clone(), ..draft };
            Some(Item::Row(Box::new(plan.request(draft, &original)), original))
        } else {
            Some(Item::Bad(faults, original))
        }
    }
}

/// What a resource says that it is, if it begins with that and breaks off later.
fn kind_of(bytes: &[u8]) -> Option<&str> {
    let begins = bytes.get(..2_000).unwrap_or(bytes);
    let begins = begins.utf8_chunks().next()?.valid();
    let (_, rest) = begins.split_once("\"resourceType\"")?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    rest.split_once('"').map(|(kind, _)| kind)
}

fn unreadable(broken: &Broken) -> Unreadable {
    match &broken.what {
        What::Form(what) => {
            Unreadable::new(broken.line, format!("{what}; it cannot be read on from here"))
        }
        What::Io(error) => Unreadable::io(broken.line, error),
    }
}

/// What is wrong with a resource that is no JSON.
fn not_json(bytes: &[u8], line: u64, error: &serde_json::Error) -> String {
    if let Err(at) = std::str::from_utf8(bytes) {
        let before = bytes.get(..at.valid_up_to()).unwrap_or_default();
        let lines = before.iter().filter(|byte| **byte == b'\n').count();
        let begins = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |n| n + 1);
        let line = line + u64::try_from(lines).unwrap_or_default();
        let column = before.len() - begins + 1;
        return format!("line {line}, byte {column}: it is not UTF-8; mend the letter");
    }
    let within = u64::try_from(error.line().max(1)).unwrap_or(1);
    // The error counts lines from the resource, and tells them at its end.
    let told = error.to_string();
    let told = told.split(" at line ").next().unwrap_or_default();
    format!("line {}, byte {}: it is no JSON: {told}; mend it", line + within - 1, error.column())
}

#[cfg(test)]
#[path = "fhir_tests.rs"]
mod tests;
