//! A sanction as an Observation with codes of our own. FHIR has no resource for what is
//! done to somebody in the name of the law; this one at least has a kind, a time and parts.

use std::collections::BTreeMap;

use proto::sanctions::{
    SanctionApplied, SanctionEnded, SanctionOverturned, SanctionReviewed, SanctionThreatened,
    SanctionVaried,
};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Concept, Extension, Identifier, Reference, agency, concept, identifier, moment, person, to,
    },
};
use crate::exports::{Case, Seen};

/// What FHIR has an element for.
const PLACED: [&str; 5] = ["sanction_id", "person_id", "kind", "agency_id", "contact_id"];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Observation {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    status: &'static str,
    code: Option<Concept>,
    subject: Option<Reference>,
    encounter: Option<Reference>,
    effective_date_time: Option<String>,
    performer: Vec<Reference>,
    value_codeable_concept: Option<Concept>,
}

impl Body for Observation {
    const KIND: &'static str = "Observation";
}

/// The sanctions that were threatened or applied, as they stand.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let mut all: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in &case.events {
        if let Some(id) = about(seen) {
            all.entry(id).or_default().push(seen);
        }
    }
    let one = |(id, said_by): (&str, Vec<&Seen>)| {
        let body = observation(case, id, &said_by)?;
        Some(Resource::new(id, &said_by, &body))
    };
    all.into_iter().filter_map(one).collect()
}

fn about(seen: &Seen) -> Option<&str> {
    let id = seen.get::<SanctionThreatened>().map(|e| &e.sanction_id);
    let id = id.or_else(|| seen.get::<SanctionApplied>().map(|e| &e.sanction_id));
    let id = id.or_else(|| seen.get::<SanctionVaried>().map(|e| &e.sanction_id));
    let id = id.or_else(|| seen.get::<SanctionReviewed>().map(|e| &e.sanction_id));
    let id = id.or_else(|| seen.get::<SanctionEnded>().map(|e| &e.sanction_id));
    id.or_else(|| seen.get::<SanctionOverturned>().map(|e| &e.sanction_id)).map(String::as_str)
}

/// None of what was neither threatened nor applied, as far as is shown.
fn observation(case: &Case, id: &str, said_by: &[&Seen]) -> Option<Observation> {
    let applied = said_by.iter().find_map(|seen| Some((*seen, seen.get::<SanctionApplied>()?)));
    let threat = said_by.iter().find_map(|seen| Some((*seen, seen.get::<SanctionThreatened>()?)));
    let (first, kind, by, contact) = match (applied, threat) {
        (Some((seen, e)), _) => (seen, e.kind().as_str_name(), &e.agency_id, &e.contact_id),
        (None, Some((seen, e))) => (seen, e.kind().as_str_name(), &e.agency_id, &e.contact_id),
        (None, None) => return None,
    };
    let overturned = said_by.iter().any(|seen| seen.get::<SanctionOverturned>().is_some());
    let varied = said_by.iter().any(|seen| seen.get::<SanctionVaried>().is_some());
    let status = match (overturned, varied) {
        (true, _) => "cancelled",
        (false, true) => "amended",
        (false, false) => "final",
    };
    let code = if applied.is_some() { "SanctionApplied" } else { "SanctionThreatened" };
    Some(Observation {
        extension: said_by.iter().flat_map(|seen| fields::all_but(seen, &PLACED)).collect(),
        identifier: vec![identifier(id)],
        status,
        code: concept("event-type", &fields::list_name(code)),
        subject: person(&case.person_id),
        encounter: to("Encounter", contact),
        effective_date_time: moment(first.end()),
        performer: agency(by).into_iter().collect(),
        value_codeable_concept: concept("sanction-kind", kind),
    })
}

#[cfg(test)]
mod tests {
    use proto::{
        common::{Class, Text},
        sanctions::{Event, OverturnedBy, SanctionKind},
    };

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen, without},
    };

    fn applied() -> Seen {
        let applied = SanctionApplied {
            sanction_id: id("sanction", 1),
            person_id: id("person", 1),
            kind: SanctionKind::CommunityProtectionNotice.into(),
            agency_id: id("agency", 4),
            terms: Some(Text::plain("not to call")),
            ..Default::default()
        };
        seen(1, &id("sanction", 1), Event::from(applied))
    }

    #[test]
    fn given_a_sanction_when_exported_then_it_is_an_observation_by_our_codes() {
        let bundle = bundle_of(&case_of(vec![applied()]));
        let sanction = resource(&bundle, "Observation", &id("sanction", 1));
        assert_eq!(sanction["status"], "final");
        assert_eq!(sanction["code"]["coding"][0]["code"], "sanction-applied");
        let kind = &sanction["valueCodeableConcept"]["coding"][0]["code"];
        assert_eq!(kind, "community_protection_notice");
        assert_eq!(sanction["extension"][0]["valueString"], "not to call");
    }

    #[test]
    fn given_a_sanction_when_it_is_overturned_then_it_is_cancelled_and_says_by_whom() {
        let overturned = SanctionOverturned {
            sanction_id: id("sanction", 1),
            by: OverturnedBy::Appeal.into(),
            ..Default::default()
        };
        let overturned = seen(4, &id("sanction", 1), Event::from(overturned));
        let bundle = bundle_of(&case_of(vec![applied(), overturned]));
        let sanction = resource(&bundle, "Observation", &id("sanction", 1));
        assert_eq!(sanction["status"], "cancelled");
        assert_eq!(sanction["extension"][1]["valueCode"], "appeal");
    }

    #[test]
    fn given_a_sanction_when_police_facts_are_hidden_then_there_is_none() {
        let case = case_of(vec![without(applied(), Class::Police)]);
        assert!(resources(&case).unwrap().is_empty());
    }
}
