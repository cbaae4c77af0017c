//! Who speaks for the person, as a RelatedPerson without a name.

use std::collections::BTreeMap;

use proto::referrals::{RepresentationEnded, RepresentativeAppointed};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Concept, Extension, Identifier, Period, Reference, concept, identifier, moment, person,
        wire_moment,
    },
};
use crate::exports::{Case, Seen};

#[derive(Serialize)]
struct RelatedPerson {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    active: bool,
    patient: Option<Reference>,
    relationship: Vec<Concept>,
    period: Period,
}

impl Body for RelatedPerson {
    const KIND: &'static str = "RelatedPerson";
}

/// Who speaks or spoke for the person.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let mut all: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in &case.events {
        let id = seen.get::<RepresentativeAppointed>().map(|e| &e.representative_id);
        let id = id.or_else(|| seen.get::<RepresentationEnded>().map(|e| &e.representative_id));
        if let Some(id) = id {
            all.entry(id).or_default().push(seen);
        }
    }
    let one = |(id, said_by): (&str, Vec<&Seen>)| {
        // Appointed again after it ended, it stands again.
        let last =
            said_by.iter().rev().find_map(|s| Some((*s, s.get::<RepresentativeAppointed>()?)));
        let (seen, e) = last?;
        let ended = said_by
            .iter()
            .find(|end| end.get::<RepresentationEnded>().is_some() && end.end() >= seen.end());
        let period = e.period.as_ref();
        let start = wire_moment(period.and_then(|p| p.start.as_ref()));
        let end = wire_moment(period.and_then(|p| p.end.as_ref()));
        let body = RelatedPerson {
            extension: fields::only(seen, &["agency_id", "capacity", "evidence"]),
            identifier: vec![identifier(id)],
            active: ended.is_none(),
            patient: person(&case.person_id),
            relationship: concept("representative-kind", e.kind().as_str_name())
                .into_iter()
                .collect(),
            period: Period {
                start: start.or_else(|| moment(seen.end())),
                end: ended.and_then(|seen| moment(seen.end())).or(end),
            },
        };
        Some(Resource::new(id, &said_by, &body))
    };
    all.into_iter().filter_map(one).collect()
}

#[cfg(test)]
mod tests {
    use proto::{
        common::Text,
        referrals::{Event, RepresentativeKind},
    };

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen},
    };

    #[test]
    fn given_a_representative_when_it_ended_then_it_is_not_active_and_never_has_a_name() {
        let appointed = RepresentativeAppointed {
            representative_id: id("worker", 1),
            kind: RepresentativeKind::Attorney.into(),
            name: Some(Text::plain("Robin Synthetic")),
            ..Default::default()
        };
        let ended =
            RepresentationEnded { representative_id: id("worker", 1), ..Default::default() };
        let bundle = bundle_of(&case_of(vec![
            seen(1, &id("person", 1), Event::from(appointed)),
            seen(4, &id("person", 1), Event::from(ended)),
        ]));
        let one = resource(&bundle, "RelatedPerson", &id("worker", 1));
        assert_eq!(one["active"], false);
        assert_eq!(one["relationship"][0]["coding"][0]["code"], "attorney");
        assert_eq!(one["period"]["end"], "2021-01-04T09:00:00Z");
        assert!(!bundle.to_string().contains("Robin"));
    }
}
