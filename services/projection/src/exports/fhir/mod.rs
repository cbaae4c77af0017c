//! FHIR R4: a case as a Bundle of type `collection`, a file a resource.

mod audit_event;
mod basic;
mod bundle;
mod care_plan;
mod care_team;
mod communication;
mod consent;
mod detected_issue;
mod encounter;
mod episode_of_care;
pub mod fields;
mod observation;
mod operation_outcome;
mod patient;
mod provenance;
mod related_person;
mod service_request;
mod types;

pub use care_team::schemes;
pub use types::code;

use super::Case;

/// Writes a case as a bundle.
///
/// # Errors
/// If something of it has no JSON form.
pub fn write(case: &Case) -> Result<Vec<u8>, serde_json::Error> {
    let of_events = [
        service_request::resources,
        episode_of_care::resources,
        encounter::resources,
        care_team::resources,
        care_plan::resources,
        consent::resources,
        observation::resources,
        communication::resources,
        related_person::resources,
        audit_event::resources,
        detected_issue::resources,
    ];
    let mut made = Vec::new();
    for resources in of_events {
        made.extend(resources(case)?);
    }
    let others = basic::resources(case, &made)?;
    made.extend(others);
    let said = provenance::resources(case, &made)?;
    let mut all = patient::resources(case)?;
    all.extend(made);
    all.extend(said);
    all.push(operation_outcome::resource(case)?);
    bundle::written(all, types::moment(case.written))
}

#[cfg(test)]
pub mod tests {
    use serde_json::Value;

    use super::*;
    use crate::exports::{Seen, seen::tests::id};

    /// A case of a person of whom this is told.
    pub fn case_of(events: Vec<Seen>) -> Case {
        Case { person_id: id("person", 1), events, ..Case::default() }
    }

    /// The bundle of a case, in which every reference is resolved.
    pub fn bundle_of(case: &Case) -> Value {
        let bundle = serde_json::from_slice(&write(case).unwrap()).unwrap();
        let unresolved = bundle::tests::unresolved(&bundle);
        assert!(unresolved.is_empty(), "{unresolved:?} in {bundle:#}");
        bundle
    }

    #[test]
    fn given_nothing_when_exported_then_there_is_the_person_and_what_was_held_back() {
        let bundle = bundle_of(&case_of(Vec::new()));
        assert_eq!(
            (&bundle["type"], &bundle["timestamp"]),
            (&"collection".into(), &"1970-01-01T00:00:00Z".into())
        );
        assert_eq!(bundle["entry"].as_array().unwrap().len(), 2);
    }
}
