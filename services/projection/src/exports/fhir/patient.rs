//! The person as a Patient: by the id that the asker sees, and nothing that says who they
//! are. Other entries of the register that are the same person are Patients linked to it.

use proto::{
    concerns::{IncidentKind, IncidentReported},
    referrals::{CaseClosed, CaseOutcome},
};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    types::{Identifier, Reference, identifier, person},
};
use crate::exports::{Case, Seen};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Patient {
    identifier: Vec<Identifier>,
    deceased_boolean: Option<bool>,
    link: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    other: Option<Reference>,
    #[serde(rename = "type")]
    kind: &'static str,
}

impl Body for Patient {
    const KIND: &'static str = "Patient";
}

/// The person, and their other entries.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let deceased = case.events.iter().any(tells_of_death).then_some(true);
    let link = |id: &String| Link { other: person(id), kind: "seealso" };
    let one = |id: &str, link: Vec<Link>| {
        let deceased_boolean = deceased.filter(|_| id == case.person_id);
        Resource::new(
            id,
            &[],
            &Patient { identifier: vec![identifier(id)], deceased_boolean, link },
        )
    };
    let links = case.linked_person_ids.iter().map(link).collect();
    let others = case.linked_person_ids.iter().map(|id| one(id, Vec::new()));
    std::iter::once(one(&case.person_id, links)).chain(others).collect()
}

fn tells_of_death(seen: &Seen) -> bool {
    seen.get::<CaseClosed>().is_some_and(|closed| closed.outcome() == CaseOutcome::Died)
        || seen.get::<IncidentReported>().is_some_and(|it| it.kind() == IncidentKind::Death)
}

#[cfg(test)]
mod tests {
    use proto::common::Class;

    use super::*;
    use crate::exports::{
        fhir::{bundle::tests::resource, tests::bundle_of},
        seen::tests::{id, seen, without},
    };

    #[test]
    fn given_two_entries_when_exported_then_they_are_linked_and_say_nothing_of_who_it_is() {
        let case = Case {
            person_id: id("person", 1),
            linked_person_ids: vec![id("person", 2)],
            ..Case::default()
        };
        let bundle = bundle_of(&case);
        let first = resource(&bundle, "Patient", &id("person", 1));
        assert_eq!(first["link"][0]["other"]["identifier"]["value"], id("person", 2));
        let fields: Vec<_> = first.as_object().unwrap().keys().collect();
        assert_eq!(fields, ["resourceType", "id", "identifier", "link"]);
        resource(&bundle, "Patient", &id("person", 2));
    }

    #[test]
    fn given_a_death_when_it_is_not_shown_then_the_patient_does_not_tell_it() {
        let died = CaseClosed { outcome: CaseOutcome::Died.into(), ..Default::default() };
        let died = seen(2, &id("referral", 1), proto::referrals::Event::from(died));
        let patient = |event| {
            let case = Case { person_id: id("person", 1), events: vec![event], ..Case::default() };
            resource(&bundle_of(&case), "Patient", &id("person", 1))
        };
        assert_eq!(patient(died.clone())["deceasedBoolean"], true);
        assert_eq!(patient(without(died, Class::Clinical)).get("deceasedBoolean"), None);
    }
}
