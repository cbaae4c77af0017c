use proto::{
    Plain as _,
    common::{Answer, Precision},
    referrals::{
        ContactDisposal, ContactReason, ContactService, ImportRequest, Offer, ReferredBy,
        RefusalReason,
    },
};
use serde_json::json;

use super::*;
use crate::{import::tests::plan, names};

/// What comes of some resources, with what a file of its own says beside them.
fn all(plan: &Plan, resources: &[Value]) -> (Vec<Item>, u64) {
    let entries: Vec<Value> =
        resources.iter().map(|resource| json!({ "resource": resource })).collect();
    text(plan, &json!({ "resourceType": "Bundle", "entry": entries }).to_string())
}

fn text(plan: &Plan, text: &str) -> (Vec<Item>, u64) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    std::fs::write(&path, text).unwrap();
    let named = Arc::new(Named::of(vec![path]));
    let mut bundles = Bundles::open(&Arc::from("a.json"), 0, text.as_bytes(), named);
    let mut items = Vec::new();
    while let Some(item) = bundles.next(plan).unwrap() {
        items.push(item);
    }
    (items, bundles.passed_over)
}

fn one(plan: &Plan, resources: &[Value]) -> Result<ImportRequest, Vec<(String, String)>> {
    let (mut items, _) = all(plan, resources);
    assert_eq!(items.len(), 1);
    match items.pop().unwrap() {
        Item::Row(request, _) => Ok(*request),
        Item::Bad(faults, _) => {
            Err(faults.into_iter().map(|fault| (fault.spot.field, fault.text)).collect())
        }
    }
}

fn patient() -> Value {
    json!({
        "resourceType": "Patient", "id": "ada", "birthDate": "1990-02-28",
        "identifier": [{ "system": named::NHS_NUMBERS, "value": "999 000 0018" }],
        "name": [
            { "use": "maiden", "family": "Before" },
            { "use": "official", "family": "Marsh", "given": ["Ada", "B"] },
        ],
    })
}

fn encounter() -> Value {
    json!({
        "resourceType": "Encounter", "status": "finished",
        "identifier": [{ "system": "x", "value": "2" }, { "system": "x", "value": "1" }],
        "class": { "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "EMER" },
        "subject": { "reference": "Patient/ada" },
        "serviceProvider": { "identifier": { "system": "urn:candour:id", "value": "@agency.a" } },
        "period": { "start": "2021-03-04T22:15:00Z" },
        "reasonCode": [{ "coding": [{ "system": "urn:candour:contact-reason", "code": "distress" }] }],
        "hospitalization": { "dischargeDisposition": { "coding": [
            { "system": "http://terminology.hl7.org/CodeSystem/discharge-disposition", "code": "home" },
        ] } },
    })
}

fn service_request() -> Value {
    json!({
        "resourceType": "ServiceRequest", "id": "r1", "status": "active", "intent": "order",
        "subject": { "reference": "Patient/ada" },
        "requester": { "reference": "Patient/ada" },
        "performer": [{ "type": "Organization",
            "identifier": { "system": "urn:candour:id", "value": "@agency.b" } }],
        "authoredOn": "2021-03-08",
        "reasonCode": [{ "text": "needs rest" }, { "text": " " }, { "text": "at night" }],
    })
}

/// The resource with something else, or nothing, at a path.
fn with(mut resource: Value, pointer: &str, value: Value) -> Value {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let parent = resource.pointer_mut(parent).unwrap();
    if value.is_null() {
        parent.as_object_mut().unwrap().remove(name);
    } else {
        parent[name] = value;
    }
    resource
}

/// What is told of an encounter that has something else at a path.
fn told(pointer: &str, value: Value) -> Vec<(String, String)> {
    one(&plan(Kind::Contacts), &[with(encounter(), pointer, value), patient()]).unwrap_err()
}

#[test]
fn the_example_is_read_as_both_kinds() {
    let registers = Plan { register_people: true, ..plan(Kind::Contacts) };
    let (items, passed_over) = text(&registers, EXAMPLE);
    let [Item::Row(request, original)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!((passed_over, original.line), (2, 15));
    assert_eq!(original.key, "https://trust.example/attendances|A-2021-000123");
    let contact = request.contact.as_ref().unwrap();
    assert_eq!(contact.service(), ContactService::Ed);
    assert_eq!(contact.reason(), ContactReason::SelfHarm);
    assert_eq!(contact.disposal(), ContactDisposal::Refused);
    assert_eq!(contact.refusal_reason(), RefusalReason::Frequency);
    assert_eq!(contact.refused_by_agency_id, names::id("agency", "acute-trust"));
    assert_eq!((contact.self_harm(), contact.assessment()), (Answer::Yes, Offer::NotOffered));
    assert_eq!(contact.notes.plain(), Some("came by themselves"));
    assert_eq!(request.nhs_number, "9990000018");
    let person = request.person.as_ref().unwrap();
    assert_eq!(person.name.plain(), Some("Synthetic Person"));
    assert_eq!(person.date_of_birth.plain(), Some("1990-02-28"));
    let occurred = request.act.as_ref().unwrap().occurred.unwrap();
    assert_eq!(occurred.precision(), Precision::Period);

    let (items, passed_over) =
        text(&Plan { register_people: true, ..plan(Kind::Referrals) }, EXAMPLE);
    let [Item::Row(request, _)] = items.as_slice() else { panic!("{items:?}") };
    assert_eq!(passed_over, 2);
    let referral = request.referral.as_ref().unwrap();
    assert_eq!(referral.referred_by(), ReferredBy::Agency);
    assert_eq!(referral.from_agency_id, names::id("agency", "ambulance"));
    assert_eq!(referral.to_agency_id, names::id("agency", "trust"));
    assert_eq!(referral.scheme_id, names::id("scheme", "slp"));
    assert_eq!(referral.borough, "Lambeth");
    assert_eq!(request.person.as_ref().unwrap().name.plain(), Some("Synthetic Person"));
}

#[test]
fn a_patient_is_found_wherever_they_stand_and_named_officially() {
    let plan = Plan { register_people: true, ..plan(Kind::Contacts) };
    for resources in [[patient(), encounter()], [encounter(), patient()]] {
        let request = one(&plan, &resources).unwrap();
        assert_eq!(request.nhs_number, "9990000018");
        assert_eq!(request.person.unwrap().name.plain(), Some("Ada B Marsh"));
    }
    let elsewhere = json!("https://server.example/fhir/Patient/ada/_history/3");
    let resources = [with(encounter(), "/subject/reference", elsewhere), patient()];
    assert_eq!(one(&plan, &resources).unwrap().nhs_number, "9990000018");
    let contained = with(encounter(), "/subject/reference", json!("#p"));
    let mut inside = patient();
    inside["id"] = json!("p");
    let contained = with(contained, "/contained", json!([inside]));
    assert_eq!(one(&plan, &[contained]).unwrap().nhs_number, "9990000018");
}

#[test]
fn a_number_in_the_reference_is_enough() {
    let identifier =
        json!({ "identifier": { "system": named::NHS_NUMBERS, "value": "9990000026" } });
    let bare = with(encounter(), "/subject", identifier.clone());
    let request = one(&plan(Kind::Contacts), &[bare]).unwrap();
    assert_eq!((request.nhs_number.as_str(), request.person), ("9990000026", None));
    let mut gone = identifier;
    gone["reference"] = json!("Patient/gone");
    assert!(one(&plan(Kind::Contacts), &[with(encounter(), "/subject", gone)]).is_ok());
    let ours = json!({ "identifier": { "system": "urn:candour:id", "value": "@person.ada" } });
    let request = one(&plan(Kind::Contacts), &[with(encounter(), "/subject", ours)]).unwrap();
    assert_eq!(request.contact.unwrap().person_id, names::id("person", "ada"));
}

#[test]
fn the_key_is_the_least_identifier_or_the_id() {
    let key = |encounter: Value| {
        let (items, _) = all(&plan(Kind::Contacts), &[encounter, patient()]);
        match items.into_iter().next().unwrap() {
            Item::Row(_, original) | Item::Bad(_, original) => original.key,
        }
    };
    assert_eq!(key(encounter()), "x|1");
    let by_id = with(with(encounter(), "/identifier", Value::Null), "/id", json!("e9"));
    assert_eq!(key(by_id), "id|e9");
    assert_eq!(told("/identifier", Value::Null)[0].0, "entry[0].resource.identifier");
}

#[test]
fn what_has_no_meaning_of_its_own_is_refused_with_its_path() {
    let act_code = |code: &str| json!({ "system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": code });
    let disposition = |code: &str| json!({ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/discharge-disposition", "code": code }] });
    for (pointer, value, path, text) in [
        ("/status", json!("planned"), "status", "no encounter that took place"),
        ("/status", json!("entered-in-error"), "status", "no encounter that took place"),
        ("/status", Value::Null, "status", "it is missing"),
        ("/class", act_code("AMB"), "class", "does not follow from it"),
        ("/class", json!({ "code": "EMER" }), "class", "does not follow from it"),
        (
            "/hospitalization",
            Value::Null,
            "hospitalization.dischargeDisposition",
            "does not follow",
        ),
        (
            "/hospitalization/dischargeDisposition",
            disposition("aadvice"),
            "hospitalization.dischargeDisposition",
            "does not follow",
        ),
        ("/reasonCode", json!([{ "text": "sad" }]), "reasonCode", "in a code that is known"),
        (
            "/reasonCode/0/coding/0/code",
            json!("sadness"),
            "reasonCode[0].coding[0].code",
            "`sadness` is none of",
        ),
        ("/period", Value::Null, "period.start", "it is missing"),
        ("/period/start", json!("2021-03-04T22:15:00"), "period.start", "has its zone"),
        ("/period/start", json!(5), "period.start", "it should be text"),
        ("/period/end", json!("2020"), "period.end", "ends before it begins"),
        ("/subject", Value::Null, "subject", "it names nobody"),
        ("/subject/reference", json!("Patient/omar"), "subject.reference", "in none of the files"),
        ("/subject", json!({ "reference": "Group/1" }), "subject", "it is a Group and no Patient"),
        ("/serviceProvider", Value::Null, "serviceProvider", "or --agency"),
        ("/serviceProvider/identifier/value", json!("trust"), "serviceProvider", "`trust`"),
        ("/serviceProvider", json!({ "display": "A&E" }), "serviceProvider", "has no identifier"),
        ("/modifierExtension", json!([{}]), "modifierExtension", "changes what the resource means"),
        ("/implicitRules", json!("x"), "implicitRules", "changes what the resource means"),
        (
            "/extension",
            json!([{ "url": "urn:candour:selfharm", "valueCode": "yes" }]),
            "extension[0].url",
            "did you mean self-harm?",
        ),
        (
            "/extension",
            json!([{ "url": "urn:candour:self-harm", "valueBoolean": true }]),
            "extension[0]",
            "has no valueCode",
        ),
        (
            "/extension",
            json!([{ "url": "urn:candour:self-harm", "valueCode": "maybe" }]),
            "extension[0]",
            "`maybe` is none of",
        ),
    ] {
        let faults = told(pointer, value.clone());
        let at = format!("entry[0].resource.{path}");
        assert!(
            faults.iter().any(|(field, told)| *field == at && told.contains(text)),
            "{pointer} {value}: {faults:?}"
        );
    }
    assert!(one(&plan(Kind::Contacts), &[encounter(), patient()]).is_ok());
}

#[test]
fn our_own_code_goes_before_what_others_say() {
    let own = json!([{ "coding": [{ "system": "urn:candour:contact-service", "code": "s136" }] }]);
    let request =
        one(&plan(Kind::Contacts), &[with(encounter(), "/type", own), patient()]).unwrap();
    assert_eq!(request.contact.unwrap().service(), ContactService::S136);
    let two = json!([
        { "coding": [{ "system": "urn:candour:contact-reason", "code": "distress" }] },
        { "coding": [{ "system": "urn:candour:contact-reason", "code": "victim" }] },
    ]);
    assert!(told("/reasonCode", two)[0].1.contains("there are several codes"));
}

#[test]
fn an_organisation_code_is_the_agency_that_was_said() {
    let ods = json!({ "identifier": { "system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "rj1" } });
    let resources = [with(encounter(), "/serviceProvider", ods), patient()];
    let faults = one(&plan(Kind::Contacts), &resources).unwrap_err();
    assert!(faults[0].1.contains("give --ods RJ1=AGENCY"), "{faults:?}");
    let agency = names::id("agency", "trust");
    let mut plan = plan(Kind::Contacts);
    plan.organisations.insert("RJ1".into(), agency.clone());
    assert_eq!(one(&plan, &resources).unwrap().contact.unwrap().agency_id, agency);
    plan.agency = Some(names::id("agency", "other"));
    let none = with(encounter(), "/serviceProvider", Value::Null);
    let request = one(&plan, &[none, patient()]).unwrap();
    assert_eq!(request.contact.unwrap().agency_id, names::id("agency", "other"));
}

#[test]
fn a_referral_says_who_made_it() {
    let plan = plan(Kind::Referrals);
    let of = |pointer: &str, value: Value| {
        one(&plan, &[with(service_request(), pointer, value), patient()])
    };
    let own = of("/id", json!("r2")).unwrap().referral.unwrap();
    assert_eq!(own.referred_by(), ReferredBy::Person);
    assert_eq!(own.reason.plain(), Some("needs rest\nat night"));
    assert!(own.from_agency_id.is_empty());
    let said = json!([{ "url": "urn:candour:referred-by", "valueCode": "advocate" }]);
    assert_eq!(
        of("/extension", said).unwrap().referral.unwrap().referred_by(),
        ReferredBy::Advocate
    );
    for (pointer, value, path, text) in [
        (
            "/requester",
            json!({ "reference": "Practitioner/1" }),
            "requester",
            "does not follow from it",
        ),
        ("/requester", Value::Null, "requester", "it is missing"),
        ("/performer", Value::Null, "performer", "names no organisation"),
        ("/performer/0/type", json!("Practitioner"), "performer[0]", "neither Organization"),
        ("/status", json!("draft"), "status", "no request that was made"),
        ("/intent", json!("proposal"), "intent", "no request yet"),
        ("/doNotPerform", json!(true), "doNotPerform", "not to do something"),
        ("/authoredOn", Value::Null, "authoredOn", "it is missing"),
        (
            "/extension",
            json!([{ "url": "urn:candour:boro", "valueCode": "x" }]),
            "extension[0].url",
            "none of ours",
        ),
    ] {
        let faults = of(pointer, value.clone()).unwrap_err();
        let at = format!("entry[0].resource.{path}");
        assert!(
            faults.iter().any(|(field, told)| *field == at && told.contains(text)),
            "{pointer} {value}: {faults:?}"
        );
    }
    let performer = service_request()["performer"][0].clone();
    let two = of("/performer", json!([performer, performer])).unwrap_err();
    assert!(two[0].1.contains("the second of its kind"), "{two:?}");
}

#[test]
fn what_is_broken_is_refused_and_the_rest_goes_on() {
    let good = encounter().to_string();
    let lines = format!(
        "{patient}\n{good}\n{good},\n{{\"resourceType\": \"Encounter\", \"id\": 1}}\n{{\"a\": 1}}\n{{\"a\"}}\n{good}\n",
        patient = patient()
    );
    let (items, passed_over) = text(&plan(Kind::Contacts), &lines);
    let came: Vec<(u64, bool)> = items
        .iter()
        .map(|item| match item {
            Item::Row(_, original) => (original.line, true),
            Item::Bad(_, original) => (original.line, false),
        })
        .collect();
    assert_eq!(passed_over, 1);
    assert_eq!(
        came,
        [(2, true), (3, true), (3, false), (4, false), (5, false), (6, false), (7, true)]
    );
}

#[test]
fn what_is_far_too_long_is_passed_over_unless_it_is_asked_for() {
    let long = "x".repeat(2 * 1024 * 1024);
    let resource = |kind: &str| format!("{{\"resourceType\": \"{kind}\", \"data\": \"{long}\"}}");
    let lines =
        [resource("Binary"), encounter().to_string(), patient().to_string(), resource("Encounter")];
    let (items, passed_over) = text(&plan(Kind::Contacts), &lines.join("\n"));
    assert_eq!(passed_over, 2);
    let [Item::Row(..), Item::Bad(faults, _)] = items.as_slice() else { panic!("{}", items.len()) };
    assert!(faults[0].text.starts_with("it is longer than a mebibyte"), "{}", faults[0].text);
}

#[test]
fn a_letter_that_is_not_utf_8_is_refused_with_its_line_and_byte() {
    let mut bytes =
        format!("{{\"entry\": [\n{{\"resource\": {},\n \"x\": \"caf", encounter()).into_bytes();
    bytes.extend_from_slice(b"\xE9\"},\n");
    bytes.extend_from_slice(
        format!("{{\"resource\": {}}}, {{\"resource\": {}}}]}}", encounter(), patient()).as_bytes(),
    );
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    std::fs::write(&path, &bytes).unwrap();
    let named = Arc::new(Named::of(vec![path]));
    let mut bundles = Bundles::open(&Arc::from("a.json"), 0, bytes.as_slice(), named);
    let plan = plan(Kind::Contacts);
    let Item::Bad(faults, original) = bundles.next(&plan).unwrap().unwrap() else { panic!("good") };
    assert_eq!((original.line, faults[0].spot.field.as_str()), (2, "entry[0]"));
    assert!(faults[0].text.starts_with("line 3, byte 11: it is not UTF-8"), "{}", faults[0].text);
    assert!(matches!(bundles.next(&plan).unwrap(), Some(Item::Row(..))));
}

#[test]
fn what_the_service_says_of_a_field_is_told_of_its_path() {
    for (kind, field, path) in [
        (Kind::Contacts, "contact.agency_id", "entry[3].resource.serviceProvider"),
        (Kind::Contacts, "contact.person_id", "entry[3].resource.subject"),
        (Kind::Contacts, "contact.plan_version", "entry[3].resource.extension"),
        (Kind::Contacts, "act.occurred", "entry[3].resource.period"),
        (Kind::Referrals, "act.occurred.end", "entry[3].resource.authoredOn"),
        (Kind::Referrals, "referral.from_agency_id", "entry[3].resource.requester"),
        (Kind::Referrals, "person.date_of_birth", "entry[3].resource.subject"),
        (Kind::Referrals, "act.source", "act.source"),
    ] {
        assert_eq!(spot(kind, "entry[3].resource", field).field, path);
    }
    assert_eq!(spot(Kind::Contacts, "", "nhs_number").field, "subject");
}
