//! What resources are made of: FHIR R4 data types, as far as they are used.
//!
//! What is empty is written as well here, and taken out of the whole bundle at the end
//! (`bundle.rs`): FHIR has no empty value.

use jiff::Timestamp;
use proto::{WireTime, common::Occurred, time::maybe};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

/// The system of our own ids.
pub const OUR_IDS: &str = "urn:candour:id";

/// A code of a system.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Coding {
    /// The system.
    pub system: String,
    /// The code.
    pub code: String,
}

/// A concept, by codes or in words.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Concept {
    /// Its codes.
    pub coding: Vec<Coding>,
    /// The words.
    pub text: Option<String>,
}

/// A name in a system.
#[derive(Clone, Debug, Serialize)]
pub struct Identifier {
    system: &'static str,
    value: String,
}

/// What another resource is referred to by: where it is in the bundle, and its id.
#[derive(Clone, Debug, Serialize)]
pub struct Reference {
    reference: String,
    #[serde(rename = "type")]
    kind: &'static str,
    identifier: Option<Identifier>,
    display: Option<&'static str>,
}

/// From when until when.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Period {
    /// The first moment.
    pub start: Option<String>,
    /// The last moment.
    pub end: Option<String>,
}

/// What FHIR has no element for.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Extension {
    /// Which it is, such as `urn:candour:self-harm`.
    pub url: String,
    /// Its value, if it is a code.
    pub value_code: Option<String>,
    /// Its value, if it is words or an id.
    pub value_string: Option<String>,
    /// Its value, if it is a number.
    pub value_integer: Option<i64>,
    /// Its value, if it is yes or no.
    pub value_boolean: Option<bool>,
    /// Its value, if it is a moment.
    pub value_date_time: Option<String>,
    /// Its parts, if it has any.
    pub extension: Vec<Extension>,
}

/// Words beside a resource, and who said them when.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// Who said them.
    pub author_reference: Option<Reference>,
    /// When.
    pub time: Option<String>,
    /// The words.
    pub text: String,
}

/// A resource's own name here: FHIR has no `_` in ids.
pub fn local(id: &str) -> String {
    id.replace('_', "-")
}

/// Where a resource is in a bundle. It follows from its kind and id, so that the same
/// resource of two exports for one asker is known again.
pub fn address(kind: &str, id: &str) -> String {
    let hash: [u8; 32] = Sha256::digest(format!("{kind}/{id}")).into();
    let (head, _) = hash.split_first_chunk::<16>().unwrap_or((&[0; 16], &[]));
    format!("urn:uuid:{}", Uuid::new_v8(*head))
}

/// An id of ours.
pub fn identifier(id: &str) -> Identifier {
    Identifier { system: OUR_IDS, value: id.to_owned() }
}

/// A reference to a resource of a kind, by our id; none to nothing.
pub fn to(kind: &'static str, id: &str) -> Option<Reference> {
    (!id.is_empty()).then(|| Reference {
        reference: address(kind, id),
        kind,
        identifier: Some(identifier(id)),
        display: None,
    })
}

/// What says something of itself, where nobody asked for it.
pub fn a_service() -> Reference {
    let display = Some("a service of Candour");
    Reference { reference: String::new(), kind: "Device", identifier: None, display }
}

/// A reference to an agency.
pub fn agency(id: &str) -> Option<Reference> {
    to("Organization", id)
}

/// References to agencies.
pub fn agencies(ids: &[String]) -> Vec<Reference> {
    ids.iter().filter_map(|id| agency(id)).collect()
}

/// A reference to somebody who says or asks something: a worker, or the person themselves.
pub fn somebody(id: &str) -> Option<Reference> {
    if id.starts_with("person_") { person(id) } else { to("Practitioner", id) }
}

/// A reference to a person.
pub fn person(id: &str) -> Option<Reference> {
    to("Patient", id)
}

/// A value of one of the contract's lists as a code, `CONTACT_SERVICE_ED` of
/// `contact-service` as `ed`; none of the one that says nothing.
pub fn code(list: &str, name: &str) -> Option<String> {
    let prefix = format!("{}_", list.replace('-', "_").to_ascii_uppercase());
    let code = name.strip_prefix(&prefix).unwrap_or(name).to_ascii_lowercase();
    (code != "unspecified").then_some(code)
}

/// The same, as a coding of the list's system.
pub fn coding(list: &str, name: &str) -> Option<Coding> {
    code(list, name).map(|code| Coding { system: format!("urn:candour:{list}"), code })
}

/// The same, as a concept.
pub fn concept(list: &str, name: &str) -> Option<Concept> {
    coding(list, name).map(|coding| Concept { coding: vec![coding], text: None })
}

/// A concept of a system that is not ours.
pub fn theirs(system: &str, code: &str) -> Concept {
    let coding = Coding { system: system.to_owned(), code: code.to_owned() };
    Concept { coding: vec![coding], text: None }
}

/// A concept in words alone; none without words.
pub fn words(text: Option<String>) -> Option<Concept> {
    text.map(|text| Concept { coding: Vec::new(), text: Some(text) })
}

/// A moment as FHIR writes it; none before the year 1, which it cannot write.
pub fn moment(at: Timestamp) -> Option<String> {
    let text = at.to_string();
    (!text.starts_with('-') && !text.starts_with("0000")).then_some(text)
}

/// A moment of the wire.
pub fn wire_moment(at: Option<&WireTime>) -> Option<String> {
    maybe(at).and_then(moment)
}

/// When something happened; the two moments between which it lies.
pub fn period(occurred: Option<&Occurred>) -> Period {
    let start = occurred.and_then(|o| o.start.as_ref());
    let end = occurred.and_then(|o| o.end.as_ref()).or(start);
    Period { start: wire_moment(start), end: wire_moment(end) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_what_its_list_says_of_it() {
        assert_eq!(code("contact-service", "CONTACT_SERVICE_NHS_111").unwrap(), "nhs_111");
        assert_eq!(code("contact-service", "CONTACT_SERVICE_UNSPECIFIED"), None);
        assert_eq!(coding("offer", "OFFER_DECLINED").unwrap().system, "urn:candour:offer");
    }

    #[test]
    fn one_resource_has_one_address_and_another_of_its_id_has_another() {
        assert_eq!(address("Patient", "person_1"), address("Patient", "person_1"));
        assert_ne!(address("Patient", "person_1"), address("Encounter", "person_1"));
        assert!(to("Patient", "").is_none());
    }

    #[test]
    fn a_moment_that_fhir_cannot_write_is_left_out() {
        assert_eq!(moment(Timestamp::MIN), None);
        assert_eq!(moment(Timestamp::UNIX_EPOCH).unwrap(), "1970-01-01T00:00:00Z");
    }
}
