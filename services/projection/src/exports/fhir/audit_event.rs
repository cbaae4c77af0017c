//! Who looked, as AuditEvents: queries, files that were handed out, and records that were
//! opened in an emergency.

use proto::{
    common::Role,
    oversight::{Export, GlassBroken, Look},
};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Coding, Concept, Extension, Reference, a_service, agency, concept, moment, person,
        somebody, wire_moment, words,
    },
};
use crate::exports::{Case, Seen};

const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";
const REASONS: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuditEvent {
    extension: Vec<Extension>,
    #[serde(rename = "type")]
    kind: Coding,
    subtype: Vec<Coding>,
    action: &'static str,
    recorded: Option<String>,
    outcome: &'static str,
    purpose_of_event: Vec<Concept>,
    agent: Vec<Agent>,
    source: Source,
    entity: Vec<Entity>,
}

#[derive(Serialize)]
struct Agent {
    role: Vec<Concept>,
    who: Option<Reference>,
    requestor: bool,
}

#[derive(Serialize)]
struct Source {
    observer: Option<Reference>,
}

#[derive(Serialize)]
struct Entity {
    what: Option<Reference>,
}

impl Body for AuditEvent {
    const KIND: &'static str = "AuditEvent";
}

/// Who looked, as far as the asker may know.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let looks = case.looks.iter().flatten();
    let looks = looks.map(|look| Resource::new(&look.event_id, &[], &look_at(case, look)));
    let opened = case.events.iter().filter_map(|seen| Some((seen, seen.get::<GlassBroken>()?)));
    let opened =
        opened.map(|(seen, glass)| Resource::new(&glass.glass_id, &[seen], &emergency(case, seen)));
    looks.chain(opened).collect()
}

fn look_at(case: &Case, look: &Look) -> AuditEvent {
    let (code, of_file) = match &look.export {
        Some(export) => ("110106", of_export(export)),
        None => ("110112", Vec::new()),
    };
    let what_for = look
        .export
        .as_ref()
        .and_then(|export| concept("export-purpose", export.purpose().as_str_name()));
    let by_policy = look.policy_ids.iter().map(|id| extension("policy", id.clone()));
    AuditEvent {
        extension: of_file.into_iter().chain(by_policy).collect(),
        kind: dicom(code),
        subtype: vec![Coding { system: "urn:candour:query".into(), code: look.query.clone() }],
        action: "R",
        recorded: wire_moment(look.at.as_ref()),
        outcome: "0",
        purpose_of_event: what_for.into_iter().chain(words(given(&look.purpose))).collect(),
        agent: vec![agent(&look.worker_id, look.role())],
        source: Source { observer: agency(&look.agency_id).or_else(|| Some(a_service())) },
        entity: vec![Entity { what: person(&case.person_id) }],
    }
}

fn emergency(case: &Case, seen: &Seen) -> AuditEvent {
    AuditEvent {
        extension: fields::only(seen, &["ground", "reason", "until"]),
        kind: dicom("110113"),
        subtype: vec![Coding {
            system: "urn:candour:event-type".into(),
            code: "glass-broken".into(),
        }],
        action: "E",
        recorded: wire_moment(seen.record.recorded_at.as_ref()).or_else(|| moment(seen.end())),
        outcome: "0",
        purpose_of_event: vec![super::types::theirs(REASONS, "BTG")],
        agent: vec![agent(&seen.record.worker_id, seen.record.role())],
        source: Source { observer: agency(&seen.record.agency_id).or_else(|| Some(a_service())) },
        entity: vec![Entity { what: person(&case.person_id) }],
    }
}

fn agent(worker_id: &str, role: Role) -> Agent {
    let role = concept("role", role.as_str_name()).into_iter().collect();
    Agent { role, who: somebody(worker_id), requestor: true }
}

fn dicom(code: &str) -> Coding {
    Coding { system: DICOM.to_owned(), code: code.to_owned() }
}

fn of_export(export: &Export) -> Vec<Extension> {
    let format = super::types::code("export-format", export.format().as_str_name());
    let format = Extension {
        url: "urn:candour:format".to_owned(),
        value_code: format,
        ..Extension::default()
    };
    let whom = given(&export.for_agency_id).map(|id| extension("for", id));
    let digest = given(&export.digest).map(|digest| extension("digest", digest));
    std::iter::once(format).chain(whom).chain(digest).collect()
}

fn extension(name: &str, value: String) -> Extension {
    Extension {
        url: format!("urn:candour:{name}"),
        value_string: Some(value),
        ..Extension::default()
    }
}

fn given(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proto::{
        oversight::{Event, ExportFormat, ExportPurpose, GlassGround},
        time::wire,
    };

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen},
    };

    fn look(export: Option<Export>) -> Look {
        Look {
            event_id: "look".into(),
            at: Some(wire(Timestamp::UNIX_EPOCH)),
            agency_id: id("agency", 2),
            worker_id: id("worker", 2),
            role: Role::Clinician.into(),
            query: "oversight.GetTimeline".into(),
            purpose: "direct_care".into(),
            policy_ids: vec!["record-care".into()],
            export,
            ..Default::default()
        }
    }

    fn audit(look: Look) -> serde_json::Value {
        let case = Case { looks: Some(vec![look]), ..case_of(Vec::new()) };
        resource(&bundle_of(&case), "AuditEvent", "look")
    }

    #[test]
    fn given_a_look_when_exported_then_it_says_who_what_for_and_by_which_policy() {
        let audit = audit(look(None));
        assert_eq!(audit["type"]["code"], "110112");
        assert_eq!(audit["agent"][0]["who"]["identifier"]["value"], id("worker", 2));
        assert_eq!(audit["agent"][0]["role"][0]["coding"][0]["code"], "clinician");
        assert_eq!(audit["purposeOfEvent"][0]["text"], "direct_care");
        assert_eq!(audit["extension"][0]["valueString"], "record-care");
    }

    #[test]
    fn given_an_earlier_export_when_exported_then_it_says_what_for_and_for_whom() {
        let audit = audit(look(Some(Export {
            format: ExportFormat::Csv.into(),
            purpose: ExportPurpose::Complaint.into(),
            for_agency_id: id("agency", 9),
            ..Default::default()
        })));
        assert_eq!(audit["type"]["code"], "110106");
        assert_eq!(audit["purposeOfEvent"][0]["coding"][0]["code"], "complaint");
        assert_eq!(audit["extension"][0]["valueCode"], "csv");
        assert_eq!(audit["extension"][1]["valueString"], id("agency", 9));
    }

    #[test]
    fn given_an_emergency_access_when_exported_then_it_is_one_that_broke_the_glass() {
        let broken = GlassBroken {
            glass_id: id("glass", 1),
            ground: GlassGround::LifeAtRisk.into(),
            ..Default::default()
        };
        let broken = seen(1, &id("glass", 1), Event::from(broken));
        let bundle = bundle_of(&case_of(vec![broken]));
        let audit = resource(&bundle, "AuditEvent", &id("glass", 1));
        assert_eq!(audit["purposeOfEvent"][0]["coding"][0]["code"], "BTG");
        assert_eq!(audit["extension"][0]["valueCode"], "life_at_risk");
    }
}
