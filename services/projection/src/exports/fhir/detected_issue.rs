//! A practice flag as a DetectedIssue. It is about what agencies did; its evidence leads to
//! the events, each of which is a Provenance of the bundle.

use proto::oversight::{Flag, FlagState, Severity};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    types::{
        Concept, Extension, Identifier, Reference, concept, identifier, person, to, wire_moment,
    },
};
use crate::exports::Case;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DetectedIssue {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    status: &'static str,
    code: Option<Concept>,
    severity: Option<&'static str>,
    patient: Option<Reference>,
    identified_date_time: Option<String>,
    evidence: Vec<Evidence>,
    detail: String,
    mitigation: Vec<Mitigation>,
}

#[derive(Serialize)]
struct Evidence {
    code: Vec<Concept>,
    detail: Vec<Reference>,
}

#[derive(Serialize)]
struct Mitigation {
    action: Option<Concept>,
    date: Option<String>,
}

impl Body for DetectedIssue {
    const KIND: &'static str = "DetectedIssue";
}

/// The flags about the person that the asker may see.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let flags = case.flags.iter().flatten();
    flags.map(|flag| Resource::new(&flag.flag_id, &[], &issue(case, flag))).collect()
}

fn issue(case: &Case, flag: &Flag) -> DetectedIssue {
    let evidence = |of: &proto::oversight::Evidence| {
        let mut bearing = concept("bearing", of.bearing().as_str_name()).unwrap_or_default();
        bearing.text = Some(of.shows.clone());
        Evidence {
            code: vec![bearing],
            detail: to("Provenance", &of.event_id).into_iter().collect(),
        }
    };
    let extension = |name: &str, value: String| Extension {
        url: format!("urn:candour:{name}"),
        value_string: Some(value),
        ..Extension::default()
    };
    let handling = flag.handling.as_ref();
    let outcome = handling.and_then(|h| concept("flag-outcome", h.outcome().as_str_name()));
    let answering = flag.agency_ids.iter().map(|id| extension("answers", id.clone()));
    DetectedIssue {
        extension: answering.collect(),
        identifier: vec![identifier(&flag.flag_id)],
        status: if flag.state() == FlagState::Raised { "final" } else { "cancelled" },
        code: concept("rule", &flag.rule_id),
        severity: match flag.severity() {
            Severity::S1 => Some("high"),
            Severity::S2 => Some("moderate"),
            Severity::S3 => Some("low"),
            Severity::Unspecified => None,
        },
        patient: person(&case.person_id),
        identified_date_time: wire_moment(flag.raised_at.as_ref()),
        evidence: flag.evidence.iter().map(evidence).collect(),
        detail: flag.because.clone(),
        mitigation: outcome
            .into_iter()
            .map(|action| Mitigation {
                action: Some(action),
                date: handling.and_then(|h| wire_moment(h.resolved.as_ref())),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use proto::{
        oversight::{Bearing, Evidence},
        referrals,
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
    fn given_a_flag_when_exported_then_its_evidence_leads_to_the_event() {
        let offered = referrals::AdvocateOffered::default();
        let event = seen(1, &id("person", 1), referrals::Event::from(offered));
        let there = event.record.event_id.clone();
        let evidence = |event_id: &str, bearing: Bearing| Evidence {
            event_id: event_id.to_owned(),
            bearing: bearing.into(),
            shows: "what it shows".into(),
            ..Default::default()
        };
        let flag = Flag {
            flag_id: id("flag", 1),
            rule_id: "plan-unseen".into(),
            severity: Severity::S1.into(),
            state: FlagState::Raised.into(),
            because: "nobody was told".into(),
            evidence: vec![evidence(&there, Bearing::For), evidence("elsewhere", Bearing::Against)],
            ..Default::default()
        };
        let case = Case { flags: Some(vec![flag]), ..case_of(vec![event]) };
        let bundle = bundle_of(&case);
        let issue = resource(&bundle, "DetectedIssue", &id("flag", 1));
        assert_eq!((&issue["status"], &issue["severity"]), (&"final".into(), &"high".into()));
        assert_eq!(issue["code"]["coding"][0]["code"], "plan-unseen");
        let provenance = super::super::types::address("Provenance", &there);
        assert_eq!(issue["evidence"][0]["detail"][0]["reference"], provenance);
        let elsewhere = &issue["evidence"][1]["detail"][0];
        assert_eq!(elsewhere.get("reference"), None);
        assert_eq!(elsewhere["identifier"]["value"], "elsewhere");
    }

    #[test]
    fn given_flags_that_are_not_the_askers_when_exported_then_there_is_no_issue() {
        assert!(resources(&case_of(Vec::new())).unwrap().is_empty());
    }
}
