//! Whatever agencies put on record, everybody's case can be handed out as a file, to
//! anybody who may have it, and the file holds together.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::collections::BTreeSet;

use proto::{
    common::Role,
    oversight::{
        Export, ExportCaseRequest, ExportFormat, ExportPurpose,
        oversight_service_client::OversightServiceClient,
    },
};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tonic::{Code, Status};
use world::{Signed, World, history::History};

/// The seeds of the histories, and how many commands each of these has.
fn histories() -> (std::ops::RangeInclusive<u64>, u32) {
    let soak = std::env::var_os("CANDOUR_SOAK").is_some();
    if soak { (1..=6, 2_000) } else { (5..=5, 500) }
}

/// A file, and what is told of it.
async fn export(
    by: &Signed,
    person: &str,
    format: ExportFormat,
) -> Result<(Export, Vec<u8>), Status> {
    let request = ExportCaseRequest {
        person_id: person.to_owned(),
        format: format.into(),
        purpose: ExportPurpose::Oversight.into(),
        ..ExportCaseRequest::default()
    };
    let mut client = OversightServiceClient::new(by.clone());
    let mut parts = client.export_case(request).await?.into_inner();
    let told = parts.message().await?.unwrap().export.unwrap();
    let mut file = Vec::new();
    while let Some(answer) = parts.message().await? {
        file.extend(answer.part);
    }
    let digest: String = Sha256::digest(&file).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!((&told.digest, told.bytes), (&digest, file.len() as u64));
    Ok((told, file))
}

fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Array(all) => all.iter().for_each(|value| references(value, found)),
        Value::Object(fields) => {
            found.extend(fields.get("reference").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        _ => {}
    }
}

/// Every reference leads to an entry, and each event has said something of one.
fn holds_together(told: &Export, file: &[u8]) {
    let bundle: Value = serde_json::from_slice(file).unwrap();
    let entries = bundle["entry"].as_array().unwrap();
    let there: BTreeSet<&str> =
        entries.iter().filter_map(|entry| entry["fullUrl"].as_str()).collect();
    assert_eq!(there.len(), entries.len(), "two entries have one address");
    let mut named = BTreeSet::new();
    references(&bundle, &mut named);
    let lost: Vec<_> = named.difference(&there).collect();
    assert!(lost.is_empty(), "{lost:?}");
    let is_provenance = |entry: &&Value| entry["resource"]["resourceType"] == "Provenance";
    let said = entries.iter().filter(is_provenance).count();
    assert!(said >= told.events as usize, "{said} of {} events are told of", told.events);
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_happened_everybodys_case_can_be_handed_out_and_holds_together() {
    let (seeds, commands) = histories();
    let mut files = 0;
    for seed in seeds {
        let world = World::sandbox().await;
        let mut history = History::begin(&world, seed).await;
        history.go_on(&world, commands).await;
        history.end(&world).await;
        let roles = [Role::Oversight, Role::PoliceOfficer, Role::Clinician, Role::PanelChair];
        for person in history.people() {
            for role in roles {
                let by = world.by("trust", role);
                for format in [ExportFormat::FhirR4Bundle, ExportFormat::Csv, ExportFormat::Ndjson]
                {
                    match export(&by, &person, format).await {
                        Ok((told, file)) if format == ExportFormat::FhirR4Bundle => {
                            holds_together(&told, &file);
                            files += 1;
                        }
                        Ok(_) => files += 1,
                        Err(status) => {
                            assert_eq!(status.code(), Code::PermissionDenied, "{status:?}");
                        }
                    }
                }
            }
        }
        world.stop().await;
    }
    assert!(files >= 12, "only {files} files were handed out");
}
