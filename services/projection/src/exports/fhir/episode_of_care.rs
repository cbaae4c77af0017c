//! A case as an EpisodeOfCare: from a referral that was accepted until it was closed or
//! handed to another scheme.

use std::collections::BTreeMap;

use proto::referrals::{CaseClosed, CaseTransferred, ReferralAccepted};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Extension, Identifier, Period, Reference, agency, identifier, moment, person, somebody, to,
    },
};
use crate::exports::{Case, Seen};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EpisodeOfCare {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    status: &'static str,
    patient: Option<Reference>,
    managing_organization: Option<Reference>,
    period: Period,
    referral_request: Vec<Reference>,
    care_manager: Option<Reference>,
    team: Vec<Reference>,
}

impl Body for EpisodeOfCare {
    const KIND: &'static str = "EpisodeOfCare";
}

/// The cases that were opened, as they stand.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let mut ends: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in &case.events {
        let of = seen.get::<CaseClosed>().map(|e| e.referral_id.as_str());
        let of = of.or_else(|| seen.get::<CaseTransferred>().map(|e| e.referral_id.as_str()));
        if let Some(referral) = of {
            ends.entry(referral).or_default().push(seen);
        }
    }
    let mut opened: BTreeMap<&str, (&Seen, &ReferralAccepted)> = BTreeMap::new();
    for seen in &case.events {
        if let Some(e) = seen.get::<ReferralAccepted>() {
            opened.entry(&e.referral_id).or_insert((seen, e));
        }
    }
    let episode = |(id, (seen, accepted)): (&str, (&Seen, &ReferralAccepted))| {
        let ends = ends.get(id).map(Vec::as_slice).unwrap_or_default();
        let end = ends.iter().map(|end| end.end()).min();
        let extension =
            fields::only(seen, &["consent_id"]).into_iter().chain(ends.iter().flat_map(|end| {
                fields::only(
                    end,
                    &[
                        "outcome",
                        "notes",
                        "to_scheme_id",
                        "to_agency_id",
                        "reason",
                        "person_agrees",
                    ],
                )
            }));
        let episode = EpisodeOfCare {
            extension: extension.collect(),
            identifier: vec![identifier(id)],
            status: if ends.is_empty() { "active" } else { "finished" },
            patient: person(&case.person_id),
            managing_organization: agency(&accepted.agency_id),
            period: Period { start: moment(seen.end()), end: end.and_then(moment) },
            referral_request: to("ServiceRequest", id).into_iter().collect(),
            care_manager: somebody(&accepted.care_coordinator_worker_id),
            team: to("CareTeam", &accepted.scheme_id).into_iter().collect(),
        };
        let said_by: Vec<&Seen> = std::iter::once(seen).chain(ends.iter().copied()).collect();
        Resource::new(id, &said_by, &episode)
    };
    opened.into_iter().map(episode).collect()
}

#[cfg(test)]
mod tests {
    use proto::referrals::{CaseOutcome, Event};

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen},
    };

    fn accepted() -> Seen {
        let accepted = ReferralAccepted {
            referral_id: id("referral", 1),
            agency_id: id("agency", 1),
            care_coordinator_worker_id: id("worker", 2),
            scheme_id: id("scheme", 1),
            person_id: id("person", 1),
            ..Default::default()
        };
        seen(2, &id("referral", 1), Event::from(accepted))
    }

    #[test]
    fn given_an_accepted_referral_when_it_goes_on_then_the_episode_is_active() {
        let bundle = bundle_of(&case_of(vec![accepted()]));
        let episode = resource(&bundle, "EpisodeOfCare", &id("referral", 1));
        assert_eq!(episode["status"], "active");
        assert_eq!(episode["period"], serde_json::json!({ "start": "2021-01-02T09:00:00Z" }));
        assert_eq!(episode["careManager"]["identifier"]["value"], id("worker", 2));
    }

    #[test]
    fn given_a_case_when_it_is_closed_then_the_episode_is_finished_and_says_how() {
        let closed = CaseClosed {
            referral_id: id("referral", 1),
            outcome: CaseOutcome::Completed.into(),
            ..Default::default()
        };
        let closed = seen(9, &id("referral", 1), Event::from(closed));
        let bundle = bundle_of(&case_of(vec![accepted(), closed]));
        let episode = resource(&bundle, "EpisodeOfCare", &id("referral", 1));
        assert_eq!(episode["status"], "finished");
        assert_eq!(episode["period"]["end"], "2021-01-09T09:00:00Z");
        assert_eq!(episode["extension"][0]["url"], "urn:candour:outcome");
    }

    #[test]
    fn given_no_answer_when_exported_then_there_is_no_episode() {
        assert!(resources(&case_of(Vec::new())).unwrap().is_empty());
    }
}
