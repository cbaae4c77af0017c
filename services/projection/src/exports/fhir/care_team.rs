//! Who deals with the person: for each of their schemes the agencies on its panels, the
//! holders of its posts and the care coordinators, as a CareTeam.

use std::collections::{BTreeMap, BTreeSet};

use proto::{
    common::Role,
    panel::{PanelConstituted, PostAssigned, PostVacated},
    referrals::{ReferralAccepted, ReferralMade},
};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    types::{
        Concept, Identifier, Period, Reference, agency, concept, identifier, moment, person,
        somebody,
    },
};
use crate::exports::{Case, Seen};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CareTeam {
    identifier: Vec<Identifier>,
    status: &'static str,
    subject: Option<Reference>,
    participant: Vec<Participant>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Participant {
    role: Vec<Concept>,
    member: Option<Reference>,
    on_behalf_of: Option<Reference>,
    period: Period,
}

impl Body for CareTeam {
    const KIND: &'static str = "CareTeam";
}

/// The teams of the schemes on which the person is or was.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let team = |scheme: &String| {
        let (participant, said_by) = participants(case, scheme);
        let team = CareTeam {
            identifier: vec![identifier(scheme)],
            status: "active",
            subject: person(&case.person_id),
            participant,
        };
        Resource::new(scheme, &said_by, &team)
    };
    schemes(&case.events).iter().map(team).collect()
}

/// The schemes that a person's referrals and cases name, where that is shown.
pub fn schemes(events: &[Seen]) -> BTreeSet<String> {
    let scheme = |seen: &Seen| {
        let made = seen.get::<ReferralMade>().map(|e| e.scheme_id.clone());
        made.or_else(|| seen.get::<ReferralAccepted>().map(|e| e.scheme_id.clone()))
    };
    events.iter().filter_map(scheme).filter(|scheme| !scheme.is_empty()).collect()
}

fn participants<'a>(case: &'a Case, scheme: &str) -> (Vec<Participant>, Vec<&'a Seen>) {
    let (mut all, mut said_by) = (Vec::new(), Vec::new());
    let mut vacated: BTreeMap<&str, Vec<jiff::Timestamp>> = BTreeMap::new();
    for seen in &case.around {
        if let Some(e) = seen.get::<PostVacated>() {
            vacated.entry(&e.post_id).or_default().push(seen.end());
        }
    }
    for seen in &case.around {
        let period = |end| Period { start: moment(seen.end()), end };
        if let Some(e) = seen.get::<PanelConstituted>().filter(|e| e.scheme_id == scheme) {
            said_by.push(seen);
            let convener = std::iter::once(&e.convening_agency_id);
            let members = convener.chain(&e.member_agency_ids).collect::<BTreeSet<_>>();
            all.extend(members.into_iter().map(|id| Participant {
                role: Vec::new(),
                member: agency(id),
                on_behalf_of: None,
                period: period(None),
            }));
        }
        if let Some(e) = seen.get::<PostAssigned>().filter(|e| e.scheme_id == scheme) {
            said_by.push(seen);
            let Some(holder) = &e.holder else { continue };
            let ends = vacated.get(e.post_id.as_str()).into_iter().flatten();
            let end = ends.filter(|end| **end >= seen.end()).min();
            all.push(Participant {
                role: concept("role", holder.role().as_str_name()).into_iter().collect(),
                member: somebody(&holder.worker_id),
                on_behalf_of: agency(&holder.agency_id),
                period: period(end.copied().and_then(moment)),
            });
        }
    }
    for seen in &case.events {
        let accepted = seen.get::<ReferralAccepted>().filter(|e| e.scheme_id == scheme);
        if let Some(e) = accepted.filter(|e| !e.care_coordinator_worker_id.is_empty()) {
            said_by.push(seen);
            all.push(Participant {
                role: concept("role", Role::CareCoordinator.as_str_name()).into_iter().collect(),
                member: somebody(&e.care_coordinator_worker_id),
                on_behalf_of: agency(&e.agency_id),
                period: Period { start: moment(seen.end()), end: None },
            });
        }
    }
    (all, said_by)
}

#[cfg(test)]
mod tests {
    use proto::{common::Worker, panel, referrals};

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen},
    };

    #[test]
    fn given_a_panel_and_a_post_when_it_was_vacated_then_the_team_says_until_when() {
        let scheme = id("scheme", 1);
        let accepted = ReferralAccepted {
            referral_id: id("referral", 1),
            scheme_id: scheme.clone(),
            ..Default::default()
        };
        let accepted = seen(1, &id("referral", 1), referrals::Event::from(accepted));
        let panel = PanelConstituted {
            scheme_id: scheme.clone(),
            convening_agency_id: id("agency", 1),
            member_agency_ids: vec![id("agency", 2), id("agency", 1)],
            ..Default::default()
        };
        let post = PostAssigned {
            scheme_id: scheme.clone(),
            post_id: id("post", 1),
            holder: Some(Worker {
                worker_id: id("worker", 3),
                agency_id: id("agency", 3),
                role: Role::PoliceOfficer.into(),
            }),
            ..Default::default()
        };
        let vacated =
            PostVacated { scheme_id: scheme.clone(), post_id: id("post", 1), ..Default::default() };
        let around = vec![
            seen(1, &scheme, panel::Event::from(panel)),
            seen(2, &scheme, panel::Event::from(post)),
            seen(6, &scheme, panel::Event::from(vacated)),
        ];
        let case = Case { around, ..case_of(vec![accepted]) };
        let team = resource(&bundle_of(&case), "CareTeam", &scheme);
        let members = team["participant"].as_array().unwrap();
        assert_eq!(members.len(), 3, "{team:#}");
        assert_eq!(members[2]["role"][0]["coding"][0]["code"], "police_officer");
        assert_eq!(members[2]["period"]["end"], "2021-01-06T09:00:00Z");
    }

    #[test]
    fn given_no_scheme_when_exported_then_there_is_no_team() {
        assert!(resources(&case_of(Vec::new())).unwrap().is_empty());
    }
}
