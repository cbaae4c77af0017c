//! Who said what: a Provenance for each event, of the resources that were made from it.
//!
//! An event of which the asker is shown ids alone is there too, so that they know that
//! something is held back.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value, json};

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Concept, Extension, Identifier, Period, Reference, a_service, address, agency, concept,
        identifier, moment, period, somebody, wire_moment, words,
    },
};
use crate::exports::{Case, Seen, seen::plain};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Provenance {
    extension: Vec<Extension>,
    target: Vec<Value>,
    occurred_period: Period,
    recorded: Option<String>,
    reason: Vec<Concept>,
    activity: Option<Concept>,
    agent: Vec<Agent>,
    entity: Vec<Entity>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Agent {
    role: Vec<Concept>,
    who: Option<Reference>,
    on_behalf_of: Option<Reference>,
}

#[derive(Serialize)]
struct Entity {
    role: &'static str,
    what: What,
}

/// Something that is known by its id, or described.
#[derive(Serialize)]
struct What {
    identifier: Option<Identifier>,
    display: Option<String>,
}

impl Body for Provenance {
    const KIND: &'static str = "Provenance";
}

/// Of each event, of which of these resources it tells.
pub fn resources(case: &Case, made: &[Resource]) -> Result<Vec<Resource>, serde_json::Error> {
    let mut told: BTreeMap<&str, Vec<&Resource>> = BTreeMap::new();
    for resource in made {
        for event in &resource.said_by {
            told.entry(event).or_default().push(resource);
        }
    }
    let events = case.events.iter().chain(&case.around);
    let one = |seen: &Seen| {
        let of = told.get(seen.record.event_id.as_str()).map(Vec::as_slice).unwrap_or_default();
        Resource::new(&seen.record.event_id, &[seen], &provenance(case, seen, of))
    };
    events.map(one).collect()
}

fn provenance(case: &Case, seen: &Seen, of: &[&Resource]) -> Provenance {
    let record = &seen.record;
    let target = match of {
        [] => vec![json!({ "reference": address("Patient", &case.person_id), "type": "Patient" })],
        of => of.iter().map(|resource| resource.reference()).collect(),
    };
    let by = Agent {
        role: concept("role", record.role().as_str_name()).into_iter().collect(),
        // A service that nobody asked says what follows by itself.
        who: somebody(&record.worker_id)
            .or_else(|| agency(&record.agency_id))
            .or_else(|| Some(a_service())),
        on_behalf_of: agency(&record.agency_id),
    };
    let event = Entity {
        role: "source",
        what: What { identifier: Some(identifier(&record.event_id)), display: None },
    };
    let source = record.source.as_ref().map(|source| Entity {
        role: "quotation",
        what: What {
            identifier: None,
            display: Some(format!("{} {}", source.title, source.place).trim().to_owned()),
        },
    });
    let hidden = record.hidden().filter_map(|class| {
        let code = super::types::code("class", class.as_str_name())?;
        let url = "urn:candour:hidden".to_owned();
        Some(Extension { url, value_code: Some(code), ..Extension::default() })
    });
    let why = seen.get::<proto::referrals::ContactCorrected>();
    Provenance {
        extension: hidden.collect(),
        target,
        occurred_period: period(record.occurred.as_ref()),
        recorded: wire_moment(record.recorded_at.as_ref()).or_else(|| moment(seen.end())),
        reason: words(why.and_then(|e| plain(e.why.as_ref()))).into_iter().collect(),
        activity: concept("event-type", &fields::list_name(seen.kind())),
        agent: vec![by],
        entity: std::iter::once(event).chain(source).collect(),
    }
}

#[cfg(test)]
mod tests {
    use proto::{
        common::{Class, Source},
        referrals::{ConsentWithdrawn, ContactRecorded, Event},
    };

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen, without},
    };

    #[test]
    fn given_an_event_when_exported_then_who_said_it_leads_to_what_was_made_of_it() {
        let withdrawn = ConsentWithdrawn { consent_id: id("consent", 1), ..Default::default() };
        let mut withdrawn = seen(1, &id("consent", 1), Event::from(withdrawn));
        withdrawn.record.source = Some(Source { title: "A letter".into(), ..Source::default() });
        let event = withdrawn.record.event_id.clone();
        let provenance = resource(&bundle_of(&case_of(vec![withdrawn])), "Provenance", &event);
        let target = &provenance["target"][0]["reference"];
        assert_eq!(*target, address("Consent", &id("consent", 1)));
        assert_eq!(provenance["agent"][0]["who"]["identifier"]["value"], id("worker", 1));
        assert_eq!(provenance["activity"]["coding"][0]["code"], "consent-withdrawn");
        assert_eq!(provenance["entity"][0]["what"]["identifier"]["value"], event);
        assert_eq!(provenance["entity"][1]["what"]["display"], "A letter");
    }

    #[test]
    fn given_an_event_when_its_fields_are_hidden_then_it_is_told_that_it_was_and_what_is_hidden() {
        let contact = seen(1, &id("person", 1), Event::from(ContactRecorded::default()));
        let contact = without(contact, Class::Clinical);
        let event = contact.record.event_id.clone();
        let provenance = resource(&bundle_of(&case_of(vec![contact])), "Provenance", &event);
        assert_eq!(provenance["meta"]["security"][0]["code"], "REDACTED");
        assert_eq!(provenance["extension"][0]["valueCode"], "clinical");
        assert_eq!(provenance["target"][0]["reference"], address("Patient", &id("person", 1)));
    }
}
