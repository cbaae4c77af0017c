//! Every other event as a Basic: what it is, who said it when, and its fields as extensions.
//! Complaints, decisions and challenges are told so, and behavioural contracts, for which
//! FHIR has no resource.

use std::collections::HashSet;

use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Concept, Extension, Identifier, Reference, concept, identifier, moment, person, somebody,
    },
};
use crate::exports::{Case, Seen};

/// What says who somebody is, which no bundle does; and what patients are linked by.
const LEFT_OUT: [&str; 4] =
    ["PersonRegistered", "CharacteristicsRecorded", "PersonsLinked", "PersonsUnlinked"];

#[derive(Serialize)]
struct Basic {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    code: Option<Concept>,
    subject: Option<Reference>,
    created: Option<String>,
    author: Option<Reference>,
}

impl Body for Basic {
    const KIND: &'static str = "Basic";
}

/// Of each event that is shown and of which no other resource tells.
pub fn resources(case: &Case, told: &[Resource]) -> Result<Vec<Resource>, serde_json::Error> {
    let told: HashSet<&String> = told.iter().flat_map(|resource| &resource.said_by).collect();
    let others = case.events.iter().filter(|seen| {
        let is_told = told.contains(&seen.record.event_id);
        seen.is_shown() && !LEFT_OUT.contains(&seen.kind()) && !is_told
    });
    let one = |seen: &Seen| {
        let day = moment(seen.end()).map(|at| at.chars().take_while(|c| *c != 'T').collect());
        let basic = Basic {
            extension: fields::all_but(seen, &["person_id"]),
            identifier: vec![identifier(&seen.record.event_id), identifier(&seen.record.stream_id)],
            code: concept("event-type", &fields::list_name(seen.kind())),
            subject: person(&case.person_id),
            created: day,
            author: somebody(&seen.record.worker_id),
        };
        Resource::new(&seen.record.event_id, &[seen], &basic)
    };
    others.map(one).collect()
}

#[cfg(test)]
mod tests {
    use proto::{
        common::Text,
        concerns::{self, ComplaintRaised, ComplaintSubject},
        referrals::{self, PersonRegistered},
    };

    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen},
    };

    #[test]
    fn given_an_event_without_a_resource_of_its_own_when_exported_then_all_of_it_is_told() {
        let raised = ComplaintRaised {
            concern_id: id("concern", 1),
            subject: ComplaintSubject::CareRefused.into(),
            words: Some(Text::plain("nobody came")),
            ..Default::default()
        };
        let raised = seen(3, &id("concern", 1), concerns::Event::from(raised));
        let event = raised.record.event_id.clone();
        let basic = resource(&bundle_of(&case_of(vec![raised])), "Basic", &event);
        assert_eq!(basic["code"]["coding"][0]["code"], "complaint-raised");
        assert_eq!(basic["created"], "2021-01-03");
        let extension = basic["extension"].to_string();
        assert!(extension.contains("care_refused") && extension.contains("nobody came"));
    }

    #[test]
    fn given_a_registration_when_exported_then_no_name_is_told() {
        let registered =
            PersonRegistered { name: Some(Text::plain("Robin Synthetic")), ..Default::default() };
        let registered = seen(1, &id("person", 1), referrals::Event::from(registered));
        assert!(!bundle_of(&case_of(vec![registered])).to_string().contains("Robin"));
    }
}
