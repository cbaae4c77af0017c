//! What the person was told, offered or given, and what of them was told to others, as
//! Communications: notices, copies, advocates offered, candour, disclosures and their recall.

use proto::{
    careplans::{CopyGiven, CopyRecalled},
    concerns::{CandourNotified, ToldHow},
    panel::{DisclosureMade, DisclosureRecalled, RecallAcknowledged},
    referrals::{AdvocateOffered, InformationGiven, InformedHow, Offer, PersonInformed},
};
use serde::Serialize;

use super::{
    bundle::{Body, Resource},
    fields,
    types::{
        Coding, Concept, Extension, Identifier, Reference, agencies, agency, concept, identifier,
        moment, person, somebody, to, words,
    },
};
use crate::exports::{Case, Seen, seen::plain};

const MEDIA: &str = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode";

#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
struct Communication {
    extension: Vec<Extension>,
    identifier: Vec<Identifier>,
    status: &'static str,
    category: Vec<Concept>,
    medium: Vec<Concept>,
    subject: Option<Reference>,
    topic: Option<Concept>,
    about: Vec<Reference>,
    sent: Option<String>,
    recipient: Vec<Reference>,
    sender: Option<Reference>,
    reason_code: Vec<Concept>,
    payload: Vec<Payload>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Payload {
    content_string: String,
}

impl Body for Communication {
    const KIND: &'static str = "Communication";
}

/// What was told, to the person and of them.
pub fn resources(case: &Case) -> Result<Vec<Resource>, serde_json::Error> {
    let told = case.events.iter().filter_map(|seen| {
        let mut body = to_the_person(case, seen).or_else(|| of_them(seen))?;
        // Each is known by its event; a disclosure is one by its id as well.
        let event = identifier(&seen.record.event_id);
        let own = seen.get::<DisclosureMade>().map(|e| identifier(&e.disclosure_id));
        body.identifier = std::iter::once(event).chain(own).collect();
        body.category =
            concept("event-type", &fields::list_name(seen.kind())).into_iter().collect();
        body.subject = person(&case.person_id);
        body.sent = moment(seen.end());
        Some((seen, body))
    });
    told.map(|(seen, body)| Resource::new(&id(seen), &[seen], &body)).collect()
}

/// By what others refer to it.
fn id(seen: &Seen) -> String {
    let disclosure = seen.get::<DisclosureMade>().map(|e| e.disclosure_id.clone());
    disclosure.filter(|id| !id.is_empty()).unwrap_or_else(|| seen.record.event_id.clone())
}

fn to_the_person(case: &Case, seen: &Seen) -> Option<Communication> {
    let by = || somebody(&seen.record.worker_id).or_else(|| agency(&seen.record.agency_id));
    let told = |topic, about: Option<Reference>, said: Option<String>| Communication {
        status: "completed",
        topic,
        about: about.into_iter().collect(),
        recipient: person(&case.person_id).into_iter().collect(),
        sender: by(),
        payload: said.map(|content_string| Payload { content_string }).into_iter().collect(),
        ..Communication::default()
    };
    if let Some(e) = seen.get::<InformationGiven>() {
        let topic = concept("information-kind", e.kind().as_str_name());
        let extension = fields::only(seen, &["copy_to_keep", "scheme_id"]);
        return Some(Communication { extension, ..told(topic, about(&e.about_id), None) });
    }
    if let Some(e) = seen.get::<PersonInformed>() {
        let topic = concept("informed-of", e.of().as_str_name());
        let medium = match e.how() {
            InformedHow::InPerson => Some("FACE"),
            InformedHow::Telephone => Some("PHONE"),
            InformedHow::Letter => Some("WRITTEN"),
            _ => None,
        };
        return Some(Communication {
            extension: fields::only(seen, &["how", "understood", "copy_to_keep", "scheme_id"]),
            medium: medium.map(mode).into_iter().collect(),
            ..told(topic, about(&e.about_id), plain(e.words.as_ref()))
        });
    }
    if let Some(e) = seen.get::<AdvocateOffered>() {
        let topic = concept("offer", e.response().as_str_name());
        let offered = matches!(e.response(), Offer::Accepted | Offer::Declined);
        return Some(Communication {
            extension: fields::only(seen, &["advocacy_agency_id", "response"]),
            status: if offered { "completed" } else { "not-done" },
            ..told(topic, about(&e.about_id), None)
        });
    }
    if let Some(e) = seen.get::<CopyGiven>() {
        let extension = fields::only(seen, &["version", "to_representative"]);
        let copy = told(None, about(&e.plan_id), None);
        return Some(Communication { extension, sender: agency(&e.agency_id), ..copy });
    }
    let e = seen.get::<CandourNotified>()?;
    let medium = match e.how() {
        ToldHow::InPerson => Some("FACE"),
        ToldHow::Telephone => Some("PHONE"),
        ToldHow::Letter => Some("WRITTEN"),
        ToldHow::NotReached | ToldHow::Unspecified => None,
    };
    Some(Communication {
        extension: fields::only(seen, &["how", "apology", "in_writing", "by"]),
        status: if e.how() == ToldHow::NotReached { "not-done" } else { "completed" },
        medium: medium.map(mode).into_iter().collect(),
        sender: agency(&e.agency_id),
        ..told(None, about(&e.incident_id), plain(e.words.as_ref()))
    })
}

fn of_them(seen: &Seen) -> Option<Communication> {
    if let Some(e) = seen.get::<DisclosureMade>() {
        let item = |name: &'static str| {
            let code = super::types::code("disclosed-item", name)?;
            Some(Payload { content_string: code })
        };
        return Some(Communication {
            extension: fields::all_but(
                seen,
                &[
                    "disclosure_id",
                    "person_id",
                    "from_agency_id",
                    "to_agency_id",
                    "items",
                    "purpose",
                ],
            ),
            status: "completed",
            about: to("Consent", &e.consent_id).into_iter().collect(),
            recipient: agency(&e.to_agency_id)
                .into_iter()
                .chain(somebody(&e.to_worker_id))
                .collect(),
            sender: agency(&e.from_agency_id),
            reason_code: words(plain(e.purpose.as_ref())).into_iter().collect(),
            payload: e.items().filter_map(|one| item(one.as_str_name())).collect(),
            ..Communication::default()
        });
    }
    if let Some(e) = seen.get::<DisclosureRecalled>() {
        let disclosure = to("Communication", &e.disclosure_id);
        return Some(Communication {
            status: "completed",
            topic: concept("recall-ground", e.ground().as_str_name()),
            about: disclosure.into_iter().chain(to("Consent", &e.consent_id)).collect(),
            recipient: agencies(&e.recipient_agency_ids),
            sender: agency(&seen.record.agency_id),
            ..Communication::default()
        });
    }
    if let Some(e) = seen.get::<RecallAcknowledged>() {
        return Some(Communication {
            extension: fields::only(seen, &["passed_on_to_agency_ids", "ground"]),
            status: "completed",
            topic: concept("recall-result", e.result().as_str_name()),
            about: to("Communication", &e.disclosure_id).into_iter().collect(),
            sender: agency(&e.agency_id),
            ..Communication::default()
        });
    }
    let e = seen.get::<CopyRecalled>()?;
    Some(Communication {
        extension: fields::only(seen, &["restrictive"]),
        status: "completed",
        topic: concept("recall-reason", e.reason().as_str_name()),
        about: about(&e.plan_id).into_iter().collect(),
        recipient: agencies(&e.from_agency_ids),
        sender: agency(&seen.record.agency_id),
        ..Communication::default()
    })
}

/// What it was about, by the kind of resource that such a thing is here.
fn about(id: &str) -> Option<Reference> {
    let kind = match id.split_once('_')?.0 {
        "plan" => "CarePlan",
        "referral" => "ServiceRequest",
        "consent" => "Consent",
        "sanction" => "Observation",
        "disclosure" => "Communication",
        "contact" => "Encounter",
        _ => "Basic",
    };
    to(kind, id)
}

fn mode(code: &str) -> Concept {
    let coding = Coding { system: MEDIA.to_owned(), code: code.to_owned() };
    Concept { coding: vec![coding], text: None }
}

#[cfg(test)]
mod tests {
    use proto::{
        careplans,
        common::Text,
        panel::{self, DisclosedItem},
        referrals::{self, InformedOf},
    };

    use super::*;
    use crate::exports::{
        fhir::{
            bundle::tests::resource,
            tests::{bundle_of, case_of},
            types::address,
        },
        seen::tests::{id, seen},
    };

    fn told(event: Seen) -> serde_json::Value {
        let name = super::id(&event);
        resource(&bundle_of(&case_of(vec![event])), "Communication", &name)
    }

    #[test]
    fn given_a_notice_when_exported_then_it_says_of_what_how_and_in_which_words() {
        let informed = PersonInformed {
            of: InformedOf::Plan.into(),
            how: InformedHow::Telephone.into(),
            words: Some(Text::plain("there is a plan")),
            ..Default::default()
        };
        let told = told(seen(1, &id("person", 1), referrals::Event::from(informed)));
        assert_eq!(told["topic"]["coding"][0]["code"], "plan");
        assert_eq!(told["medium"][0]["coding"][0]["code"], "PHONE");
        assert_eq!(told["payload"][0]["contentString"], "there is a plan");
        assert_eq!(told["recipient"][0]["reference"], address("Patient", &id("person", 1)));
    }

    #[test]
    fn given_a_copy_of_a_plan_when_the_plan_is_there_then_it_is_about_it() {
        let copy = CopyGiven { plan_id: id("plan", 1), version: 2, ..Default::default() };
        let drafted = careplans::PlanDrafted { plan_id: id("plan", 1), ..Default::default() };
        let copy = seen(2, &id("plan", 1), careplans::Event::from(copy));
        let name = super::id(&copy);
        let drafted = seen(1, &id("plan", 1), careplans::Event::from(drafted));
        let told = resource(&bundle_of(&case_of(vec![drafted, copy])), "Communication", &name);
        assert_eq!(told["about"][0]["reference"], address("CarePlan", &id("plan", 1)));
        assert_eq!(told["extension"][0]["valueInteger"], 2);
    }

    #[test]
    fn given_an_advocate_when_none_was_offered_then_nothing_was_told() {
        let offered = AdvocateOffered { response: Offer::NotOffered.into(), ..Default::default() };
        let told = told(seen(1, &id("person", 1), referrals::Event::from(offered)));
        assert_eq!(told["status"], "not-done");
    }

    #[test]
    fn given_a_disclosure_when_exported_then_it_says_what_to_whom_and_on_which_ground() {
        let made = DisclosureMade {
            disclosure_id: id("disclosure", 1),
            from_agency_id: id("agency", 1),
            to_agency_id: id("agency", 2),
            items: vec![DisclosedItem::Plan.into()],
            article_6: panel::Article6::Consent.into(),
            purpose: Some(Text::plain("to keep them safe")),
            ..Default::default()
        };
        let told = told(seen(1, &id("disclosure", 1), panel::Event::from(made)));
        assert_eq!(told["recipient"][0]["identifier"]["value"], id("agency", 2));
        assert_eq!(told["payload"][0]["contentString"], "plan");
        assert_eq!(told["extension"][0]["valueCode"], "consent");
        assert_eq!(told["reasonCode"][0]["text"], "to keep them safe");
    }
}
