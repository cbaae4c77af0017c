//! A plan as a CarePlan: its lines (support, response, restriction) and the responses that
//! it promises are activities, each with a code of our own and how it stands.

use std::collections::BTreeMap;

use proto::{
    careplans::{
        InstructionIssued, InstructionKind, InstructionRevised, InstructionWithdrawn, PlanApproved,
        PlanClosed, PlanDrafted, PlanOutcome, PlanPublished, PlanTransferred, ResponseAdded,
        ResponseWithdrawn, ReviewHeld, ViewRecorded,
    },
    oversight::RestrictionState,
};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Concept, Extension, Identifier, Note, Period, Reference, agency, coding, concept,
        identifier, moment, person, somebody, to, wire_moment, words,
    },
};
use crate::exports::{Case, Seen, seen::plain};

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct CarePlan {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    status: &'static str,
    intent: &'static str,
    subject: Option<Reference>,
    period: Period,
    created: Option<String>,
    author: Option<Reference>,
    contributor: Vec<Reference>,
    care_team: Vec<Reference>,
    activity: Vec<Activity>,
    note: Vec<Note>,
}

#[derive(Serialize)]
struct Activity {
    detail: Detail,
}

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Detail {
    extension: Vec<Extension>,
    code: Option<Concept>,
    reason_code: Vec<Concept>,
    status: &'static str,
    status_reason: Option<Concept>,
    scheduled_period: Period,
    performer: Vec<Reference>,
    description: Option<String>,
}

impl Body for CarePlan {
    const KIND: &'static str = "CarePlan";
}

/// The plans, as they stand.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let mut plans: BTreeMap<&str, Vec<&Seen>> = BTreeMap::new();
    for seen in &case.events {
        if is_of_a_plan(seen) {
            plans.entry(&seen.record.stream_id).or_default().push(seen);
        }
    }
    let one =
        |(id, said_by): (&str, Vec<&Seen>)| Resource::new(id, &said_by, &plan(case, id, &said_by));
    plans.into_iter().map(one).collect()
}

/// Whether it is told of a plan here, and nowhere else.
fn is_of_a_plan(seen: &Seen) -> bool {
    seen.get::<PlanDrafted>().is_some()
        || seen.get::<InstructionIssued>().is_some()
        || seen.get::<InstructionRevised>().is_some()
        || seen.get::<InstructionWithdrawn>().is_some()
        || seen.get::<PlanApproved>().is_some()
        || seen.get::<PlanPublished>().is_some()
        || seen.get::<PlanTransferred>().is_some()
        || seen.get::<PlanClosed>().is_some()
        || seen.get::<ResponseAdded>().is_some()
        || seen.get::<ResponseWithdrawn>().is_some()
        || seen.get::<ViewRecorded>().is_some()
        || seen.get::<ReviewHeld>().is_some()
}

fn plan(case: &Case, id: &str, said_by: &[&Seen]) -> CarePlan {
    let mut plan = CarePlan {
        identifier: vec![identifier(id)],
        status: "draft",
        intent: "plan",
        subject: person(&case.person_id),
        ..CarePlan::default()
    };
    for seen in said_by {
        plan.extension.extend(beside(seen));
        if let Some(e) = seen.get::<PlanDrafted>() {
            plan.created = moment(seen.end());
            plan.author = agency(&e.agency_id);
            plan.care_team.extend(to("CareTeam", &e.scheme_id));
            plan.contributor.extend(e.authors.iter().filter_map(|by| somebody(&by.worker_id)));
        }
        if seen.get::<PlanPublished>().is_some() {
            plan.status = "active";
            if plan.period.start.is_none() {
                plan.period.start = moment(seen.end());
            }
        }
        if let Some(e) = seen.get::<PlanTransferred>() {
            plan.care_team = to("CareTeam", &e.to_scheme_id).into_iter().collect();
        }
        let said = seen.get::<ViewRecorded>().and_then(|e| plain(e.words.as_ref()));
        let said = said.or_else(|| seen.get::<ReviewHeld>().and_then(|e| plain(e.notes.as_ref())));
        plan.note.extend(said.map(|text| Note {
            author_reference: somebody(&seen.record.worker_id),
            time: wire_moment(seen.record.recorded_at.as_ref()),
            text,
        }));
    }
    if let Some((seen, e)) = said_by.iter().find_map(|s| Some((*s, s.get::<PlanClosed>()?))) {
        let completed = e.outcome() == PlanOutcome::Completed;
        plan.status = if completed { "completed" } else { "revoked" };
        plan.period.end = moment(seen.end());
    }
    plan.activity = lines(case, id, said_by, plan.status);
    plan.activity.extend(responses(said_by, plan.status));
    plan
}

/// What is said of the plan as a whole and FHIR has no element for.
fn beside(seen: &Seen) -> Vec<Extension> {
    match seen.kind() {
        "PlanDrafted" | "PlanPublished" => {
            fields::only(seen, &["coproduction", "recipient_agency_ids", "version", "restrictive"])
        }
        "PlanApproved" => fields::only(seen, &["approver"]),
        "PlanClosed" => fields::only(seen, &["outcome"]),
        "PlanTransferred" => fields::only(seen, &["to_scheme_id", "to_agency_id", "ground"]),
        "ReviewHeld" => fields::only(seen, &["present", "person_presence", "outcome"]),
        "ViewRecorded" => fields::only(seen, &["instruction_id", "agreement"]),
        _ => Vec::new(),
    }
}

/// How a line stands that only its plan ends.
fn with_its_plan(plan: &str) -> &'static str {
    match plan {
        "draft" => "not-started",
        "completed" => "completed",
        "revoked" => "stopped",
        _ => "in-progress",
    }
}

fn lines(case: &Case, plan_id: &str, said_by: &[&Seen], plan: &str) -> Vec<Activity> {
    let issued = said_by.iter().filter_map(|seen| Some((*seen, seen.get::<InstructionIssued>()?)));
    let line = |(seen, e): (&Seen, &InstructionIssued)| {
        let id = &e.instruction_id;
        let reworded = said_by.iter().rev().find_map(|seen| {
            seen.get::<InstructionRevised>().filter(|revised| revised.instruction_id == *id)
        });
        let text = reworded.map_or(e.text.as_ref(), |revised| revised.text.as_ref());
        let withdrawn = said_by.iter().find(|seen| {
            seen.get::<InstructionWithdrawn>().is_some_and(|w| w.instruction_id == *id)
        });
        let stands =
            case.restrictions.iter().find(|r| r.plan_id == plan_id && r.instruction_id == *id);
        let (status, state) = match (stands.map(|r| r.state()), withdrawn) {
            (Some(state), _) => (status_of(state), Some(state)),
            (None, Some(_)) => ("stopped", None),
            (None, None) => (with_its_plan(plan), None),
        };
        let end = withdrawn.map(|seen| seen.end()).and_then(moment);
        let because = |seen: &Seen| plain(seen.get::<InstructionWithdrawn>()?.reason.as_ref());
        let reason = match state {
            Some(state) => concept("restriction-state", state.as_str_name()),
            None => words(withdrawn.and_then(|seen| because(seen))),
        };
        let mut kind = concept("instruction-kind", e.kind().as_str_name()).unwrap_or_default();
        // The line's own id, by which an event of it is found.
        kind.text = Some(id.clone());
        let is_restriction = e.kind() == InstructionKind::Restriction;
        Activity {
            detail: Detail {
                extension: fields::only(
                    seen,
                    &["applies_when", "clinician", "less_restrictive_tried"],
                ),
                code: Some(kind),
                reason_code: words(plain(e.rationale.as_ref())).into_iter().collect(),
                status,
                status_reason: reason,
                scheduled_period: Period {
                    start: moment(seen.end()),
                    end: end.or_else(|| wire_moment(e.expires.as_ref()).filter(|_| is_restriction)),
                },
                performer: agency(&e.for_agency_id).into_iter().collect(),
                description: plain(text),
            },
        }
    };
    issued.map(line).collect()
}

fn status_of(state: RestrictionState) -> &'static str {
    match state {
        RestrictionState::InForce => "in-progress",
        RestrictionState::Draft => "not-started",
        RestrictionState::Suspended => "on-hold",
        RestrictionState::Lapsed | RestrictionState::PlanClosed => "stopped",
        RestrictionState::Withdrawn | RestrictionState::StruckOut => "cancelled",
        RestrictionState::Unspecified => "unknown",
    }
}

fn responses(said_by: &[&Seen], plan: &str) -> Vec<Activity> {
    let added = said_by.iter().filter_map(|seen| Some((*seen, seen.get::<ResponseAdded>()?)));
    let response = |(seen, e): (&Seen, &ResponseAdded)| {
        let withdrawn = said_by.iter().find_map(|seen| {
            let withdrawn = seen.get::<ResponseWithdrawn>()?;
            (withdrawn.response_id == e.response_id).then_some((*seen, withdrawn))
        });
        let mut code = concept("instruction-kind", InstructionKind::Response.as_str_name())
            .unwrap_or_default();
        code.coding.extend(coding("response-need", e.need().as_str_name()));
        code.text = Some(e.response_id.clone());
        let why = withdrawn.and_then(|(_, e)| plain(e.reason.as_ref()));
        let ended = withdrawn.map(|(seen, _)| {
            fields::only(seen, &["replaced_by_response_id", "replacement", "person_told"])
        });
        let said =
            fields::only(seen, &["hours", "accepted_by", "replaces_response_id", "person_agrees"]);
        Activity {
            detail: Detail {
                extension: said.into_iter().chain(ended.into_iter().flatten()).collect(),
                code: Some(code),
                status: if withdrawn.is_some() { "stopped" } else { with_its_plan(plan) },
                status_reason: words(why),
                scheduled_period: Period {
                    start: moment(seen.end()),
                    end: withdrawn.and_then(|(seen, _)| moment(seen.end())),
                },
                performer: agency(&e.by_agency_id).into_iter().collect(),
                description: plain(e.text.as_ref()),
                ..Detail::default()
            },
        }
    };
    added.map(response).collect()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proto::{
        careplans::Event,
        common::{Class, Text},
        oversight::Restriction,
        time::wire,
    };

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
        },
        seen::tests::{id, seen, without},
    };

    fn line(day: i8) -> Seen {
        let issued = InstructionIssued {
            plan_id: id("plan", 1),
            instruction_id: id("instruction", 1),
            kind: InstructionKind::Restriction.into(),
            text: Some(Text::plain("one visit a day")),
            rationale: Some(Text::plain("it wears them out")),
            expires: Some(wire("2021-01-20T00:00:00Z".parse::<Timestamp>().unwrap())),
            for_agency_id: id("agency", 2),
            ..Default::default()
        };
        seen(day, &id("plan", 1), Event::from(issued))
    }

    fn said(day: i8, event: impl Into<Event>) -> Seen {
        seen(day, &id("plan", 1), event.into())
    }

    fn plan_of(case: &Case) -> serde_json::Value {
        resource(&bundle_of(case), "CarePlan", &id("plan", 1))
    }

    #[test]
    fn given_a_restriction_when_it_is_in_force_then_it_says_why_for_whom_and_until_when() {
        let drafted = PlanDrafted { plan_id: id("plan", 1), ..Default::default() };
        let published = PlanPublished { plan_id: id("plan", 1), version: 1, ..Default::default() };
        let mut case = case_of(vec![said(1, drafted), line(2), said(3, published)]);
        case.restrictions = vec![Restriction {
            plan_id: id("plan", 1),
            instruction_id: id("instruction", 1),
            state: RestrictionState::InForce.into(),
            ..Default::default()
        }];
        let plan = plan_of(&case);
        assert_eq!((&plan["status"], &plan["intent"]), (&"active".into(), &"plan".into()));
        let detail = &plan["activity"][0]["detail"];
        assert_eq!(detail["code"]["coding"][0]["code"], "restriction");
        assert_eq!(detail["status"], "in-progress");
        assert_eq!(detail["reasonCode"][0]["text"], "it wears them out");
        assert_eq!(detail["scheduledPeriod"]["end"], "2021-01-20T00:00:00Z");
        assert_eq!(detail["description"], "one visit a day");
        assert_eq!(detail["performer"][0]["identifier"]["value"], id("agency", 2));
    }

    #[test]
    fn given_a_line_when_it_is_reworded_and_withdrawn_then_it_has_the_last_words_and_stopped() {
        let revised = InstructionRevised {
            instruction_id: id("instruction", 1),
            text: Some(Text::plain("two visits a day")),
            ..Default::default()
        };
        let withdrawn = InstructionWithdrawn {
            instruction_id: id("instruction", 1),
            reason: Some(Text::plain("not needed")),
            ..Default::default()
        };
        let plan = plan_of(&case_of(vec![line(1), said(2, revised), said(3, withdrawn)]));
        let detail = &plan["activity"][0]["detail"];
        assert_eq!(detail["description"], "two visits a day");
        assert_eq!(
            (&detail["status"], &detail["statusReason"]["text"]),
            (&"stopped".into(), &"not needed".into())
        );
    }

    #[test]
    fn given_a_response_when_it_is_withdrawn_then_it_says_what_took_its_place() {
        let added = ResponseAdded {
            response_id: id("response", 1),
            need: proto::careplans::ResponseNeed::CrisisSupport.into(),
            ..Default::default()
        };
        let withdrawn = ResponseWithdrawn {
            response_id: id("response", 1),
            replacement: proto::careplans::Replacement::None.into(),
            ..Default::default()
        };
        let plan = plan_of(&case_of(vec![said(1, added), said(2, withdrawn)]));
        let detail = &plan["activity"][0]["detail"];
        assert_eq!(detail["code"]["coding"][1]["code"], "crisis_support");
        assert_eq!(detail["status"], "stopped");
        assert_eq!(detail["extension"][0]["valueCode"], "none");
    }

    #[test]
    fn given_a_plan_when_clinical_facts_are_hidden_then_only_that_there_is_one_is_told() {
        let drafted = PlanDrafted { plan_id: id("plan", 1), ..Default::default() };
        let case = case_of(vec![said(1, drafted), without(line(2), Class::Clinical)]);
        let plan = plan_of(&case);
        assert_eq!(plan.get("activity"), None);
        assert_eq!(plan["status"], "draft");
    }
}
