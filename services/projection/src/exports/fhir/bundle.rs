//! Resources put together into one document, in which every reference is resolved.

use std::collections::{BTreeMap, HashSet};

use serde::Serialize;
use serde_json::{Map, Value, json, value::RawValue};

use super::types::{Identifier, address, identifier, local};
use crate::exports::Seen;

/// The code of what was left out of a resource because it is not for the asker.
const REDACTED: &str = "REDACTED";
const REDACTED_SYSTEM: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

/// What a resource is made of besides what all have.
pub trait Body: Serialize {
    /// Its FHIR name.
    const KIND: &'static str;
}

/// A resource, and the events that it was made from.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Its FHIR name.
    pub kind: &'static str,
    /// Our id of what it is about.
    pub id: String,
    /// The ids of the events that say it.
    pub said_by: Vec<String>,
    redacted: bool,
    /// As JSON, which takes a tenth of the memory that it takes taken apart.
    body: Box<RawValue>,
}

impl Resource {
    /// A resource about something, as some events say it.
    ///
    /// # Errors
    /// If it has no JSON form.
    pub fn new<B: Body>(id: &str, said_by: &[&Seen], body: &B) -> Result<Self, serde_json::Error> {
        Ok(Self {
            kind: B::KIND,
            id: id.to_owned(),
            said_by: said_by.iter().map(|seen| seen.record.event_id.clone()).collect(),
            redacted: said_by.iter().any(|seen| !seen.record.hidden.is_empty()),
            body: serde_json::value::to_raw_value(body)?,
        })
    }

    /// The reference by which another resource of the bundle names it.
    pub fn reference(&self) -> Value {
        json!({ "reference": address(self.kind, &self.id), "type": self.kind })
    }

    /// Its entry, without what is empty.
    fn entry(&self, there: &There) -> Result<Box<RawValue>, serde_json::Error> {
        let mut resource = Map::new();
        resource.insert("resourceType".into(), self.kind.into());
        resource.insert("id".into(), local(&self.id).into());
        if self.redacted {
            let security = json!([{ "system": REDACTED_SYSTEM, "code": REDACTED }]);
            resource.insert("meta".into(), json!({ "security": security }));
        }
        if let Value::Object(body) = serde_json::from_str(self.body.get())? {
            resource.extend(body);
        }
        resource.retain(|_, value| there.settle(value));
        let address = address(self.kind, &self.id);
        serde_json::value::to_raw_value(&json!({ "fullUrl": address, "resource": resource }))
    }
}

/// A bundle of FHIR's.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bundle {
    resource_type: &'static str,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    timestamp: Option<String>,
    entry: Vec<Box<RawValue>>,
}

/// What is there for whoever names it: of these only the id is known.
const NAMED: [&str; 3] = ["Organization", "Practitioner", "HealthcareService"];

#[derive(Serialize)]
struct Named {
    identifier: [Identifier; 1],
}

/// Writes a bundle of resources, with one for each agency, worker and scheme that they name.
/// What else they name and the bundle does not hold is named by its id alone.
///
/// # Errors
/// If something of it has no JSON form.
pub fn written(
    mut resources: Vec<Resource>,
    timestamp: Option<String>,
) -> Result<Vec<u8>, serde_json::Error> {
    let mut there = There::default();
    resources.retain_mut(|resource| {
        // Two things of one id are not taken for one: the later is known by its event.
        if there.has(&address(resource.kind, &resource.id))
            && let Some(event) = resource.said_by.first()
        {
            resource.id.clone_from(event);
        }
        there.addresses.insert(address(resource.kind, &resource.id))
    });
    let mut named = BTreeMap::new();
    for resource in &resources {
        find_named(&serde_json::from_str(resource.body.get())?, &mut named);
    }
    for (address, (kind, id)) in named {
        if let Some(kind) = NAMED.into_iter().find(|one| *one == kind)
            && there.addresses.insert(address)
        {
            let body = serde_json::value::to_raw_value(&Named { identifier: [identifier(&id)] })?;
            resources.push(Resource { kind, id, said_by: Vec::new(), redacted: false, body });
        }
    }
    let entries = resources.iter().map(|resource| resource.entry(&there));
    let entry = entries.collect::<Result<_, _>>()?;
    drop(resources);
    serde_json::to_vec(&Bundle { resource_type: "Bundle", kind: "collection", timestamp, entry })
}

/// What a value refers to: by its address the kind and our id.
fn find_named(value: &Value, named: &mut BTreeMap<String, (String, String)>) {
    match value {
        Value::Array(all) => all.iter().for_each(|value| find_named(value, named)),
        Value::Object(fields) => {
            let text = |value: Option<&Value>| value.and_then(Value::as_str).map(ToOwned::to_owned);
            let id = fields.get("identifier").and_then(|identifier| identifier.get("value"));
            if let (Some(address), Some(kind), Some(id)) =
                (text(fields.get("reference")), text(fields.get("type")), text(id))
            {
                named.insert(address, (kind, id));
            }
            fields.values().for_each(|value| find_named(value, named));
        }
        _ => {}
    }
}

/// The addresses of a bundle's entries.
#[derive(Default)]
struct There {
    addresses: HashSet<String>,
}

impl There {
    fn has(&self, address: &str) -> bool {
        self.addresses.contains(address)
    }

    /// Takes out what is empty, and the address of what is not there; false if nothing is
    /// left.
    fn settle(&self, value: &mut Value) -> bool {
        match value {
            Value::Null => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(all) => {
                all.retain_mut(|value| self.settle(value));
                !all.is_empty()
            }
            Value::Object(fields) => {
                let address = fields.get("reference").and_then(Value::as_str);
                if address.is_some_and(|address| !self.has(address)) {
                    fields.remove("reference");
                }
                fields.retain(|_, value| self.settle(value));
                !fields.is_empty()
            }
            Value::Bool(_) | Value::Number(_) => true,
        }
    }
}

/// What tests ask of bundles.
#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::exports::fhir::types::{Reference, agency, to};

    /// Every `reference` in a bundle that names nothing in it.
    pub fn unresolved(bundle: &Value) -> Vec<String> {
        fn references(value: &Value, found: &mut Vec<String>) {
            match value {
                Value::Array(all) => all.iter().for_each(|value| references(value, found)),
                Value::Object(fields) => {
                    found.extend(fields.get("reference").and_then(Value::as_str).map(Into::into));
                    fields.values().for_each(|value| references(value, found));
                }
                _ => {}
            }
        }
        let entries = bundle["entry"].as_array().cloned().unwrap_or_default();
        let there: Vec<_> = entries.iter().map(|entry| entry["fullUrl"].as_str()).collect();
        let mut found = Vec::new();
        references(bundle, &mut found);
        found.retain(|address| !there.contains(&Some(address.as_str())));
        found
    }

    /// The resource of a kind and id, as a bundle holds it.
    pub fn resource(bundle: &Value, kind: &str, id: &str) -> Value {
        let entries = bundle["entry"].as_array().unwrap();
        let wanted = address(kind, id);
        let found = entries.iter().find(|entry| entry["fullUrl"] == wanted.as_str());
        found.unwrap_or_else(|| panic!("no {kind} {id}: {bundle:#}"))["resource"].clone()
    }

    #[derive(Serialize)]
    struct Thing {
        by: Option<Reference>,
        about: Option<Reference>,
        empty: Vec<String>,
    }

    impl Body for Thing {
        const KIND: &'static str = "Basic";
    }

    #[test]
    fn who_is_named_is_there_and_what_is_not_there_is_named_by_its_id() {
        let thing =
            Thing { by: agency("agency_1"), about: to("CarePlan", "plan_1"), empty: vec![] };
        let bundle = written(vec![Resource::new("x_1", &[], &thing).unwrap()], None).unwrap();
        let bundle = serde_json::from_slice(&bundle).unwrap();
        assert!(unresolved(&bundle).is_empty(), "{bundle:#}");
        let kept = resource(&bundle, "Basic", "x_1");
        assert_eq!(kept["by"]["reference"], address("Organization", "agency_1"));
        assert_eq!(kept["about"].get("reference"), None);
        assert_eq!(kept["about"]["identifier"]["value"], "plan_1");
        assert_eq!(kept.get("empty"), None);
        assert_eq!(resource(&bundle, "Organization", "agency_1")["id"], "agency-1");
    }
}
