//! Bundles of FHIR R4, lists of resources, and a resource a line. The first byte says
//! how they are read; behind it the file begins.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, LazyLock},
};

use candour::import::{Bundles, EXAMPLE, Kind, Named, Plan};

use super::{
    Form,
    imported::{Chunks, lines, looked_at, plan},
    scratch,
};

pub const FORM: Form = Form::Json { after: 1 };

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| scratch::folder("fhir"));

const PATIENT: &str = r#"{"resourceType":"Patient","id":"a","birthDate":"1990-02-28","name":[{"use":"official","family":"Marsh","given":["Ada"]}],"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"999 000 0018"}]}"#;

const ENCOUNTER: &str = r##"{"resourceType":"Encounter","id":"e","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"EMER"},"contained":[{"resourceType":"Organization","id":"o","identifier":[{"system":"https://fhir.nhs.uk/Id/ods-organization-code","value":"RJ1"}]}],"subject":{"reference":"Patient/a"},"serviceProvider":{"reference":"#o"},"period":{"start":"2021-03-04T22:15:00Z","end":"2021-03-04"},"reasonCode":[{"coding":[{"system":"urn:candour:contact-reason","code":"distress"}],"text":"came alone"}],"hospitalization":{"dischargeDisposition":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/discharge-disposition","code":"home"}]}},"extension":[{"url":"urn:candour:plan-version","valueInteger":3}]}"##;

const REQUEST: &str = r#"{"resourceType":"ServiceRequest","identifier":[{"system":"x","value":"2"},{"system":"x","value":"1"}],"status":"active","intent":"order","doNotPerform":false,"subject":{"identifier":{"system":"urn:candour:id","value":"@person.ada"}},"requester":{"type":"Organization","identifier":{"system":"urn:candour:id","value":"@agency.a"}},"performer":[{"type":"Organization","identifier":{"system":"urn:candour:id","value":"@agency.b"}},{"type":"HealthcareService","identifier":{"system":"urn:candour:id","value":"@scheme.c"}}],"authoredOn":"2021-03","extension":[{"url":"urn:candour:referred-by","valueCode":"agency"},{"url":"urn:candour:borough","valueString":"Lambeth"}]}"#;

pub fn seeds() -> Vec<Vec<u8>> {
    let texts = [
        EXAMPLE.to_owned(),
        format!("{PATIENT}\n{ENCOUNTER}\n{REQUEST}\n"),
        format!("[{ENCOUNTER},\n{PATIENT},{PATIENT}, {REQUEST}]"),
        format!(
            "\u{feff}{{\"entry\":[{{\"fullUrl\":\"urn:uuid:1\",\"resource\":{PATIENT}}},{{\"resource\":{ENCOUNTER}}}],\"total\":1}}"
        ),
        // A line that is cut off, an address with a version, and somebody said twice.
        format!(
            "{}\n{}\n{PATIENT}\n{}\n",
            ENCOUNTER.get(..200).unwrap_or_default(),
            ENCOUNTER.replace("Patient/a", "https://a.example/fhir/Patient/a/_history/3"),
            PATIENT.replace("0018", "0026"),
        ),
    ];
    let with = |head: u8| texts.iter().map(move |text| [&[head], text.as_bytes()].concat());
    with(b'2').chain(with(b'3')).collect()
}

pub fn run(bytes: &[u8]) {
    let Some((head, text)) = bytes.split_first() else { return };
    let plan = plan(*head);
    // Whoever is named is looked up in the file itself.
    let file = FOLDER.join("a.json");
    scratch::write(&file, text);
    let whole = read(&plan, text, text, &file);
    let chunked = read(&plan, text, Chunks::of(text, head >> 4), &file);
    assert_eq!(whole, chunked, "it matters how the bytes come");
    // What is none of one kind is passed over, and counted.
    let kind = match plan.kind {
        Kind::Contacts => Kind::Referrals,
        Kind::Referrals => Kind::Contacts,
    };
    let other = read(&Plan { kind, ..plan }, text, text, &file);
    let count = |read: &Read| (read.rows.len() as u64 + read.passed_over, read.broken.clone());
    assert_eq!(count(&whole), count(&other), "a resource is neither read nor passed over");
}

/// What came of a file.
#[derive(Debug, PartialEq)]
struct Read {
    rows: Vec<u64>,
    passed_over: u64,
    broken: Option<(u64, String)>,
}

fn read(plan: &Plan, text: &[u8], input: impl std::io::Read, file: &Path) -> Read {
    let count = lines(text, false);
    let named = Arc::new(Named::of(vec![file.to_owned()]));
    let mut bundles = Bundles::open(&Arc::from("a.json"), 0, input, named);
    let (mut rows, mut last) = (Vec::new(), 0);
    let broken = loop {
        match bundles.next(plan) {
            Ok(Some(item)) => {
                rows.push(looked_at(&item, plan, count, 0));
                let line = item.original().line;
                assert!(line >= last, "resources come in their order");
                last = line;
            }
            Ok(None) => break None,
            Err(error) => {
                assert!((last..=count).contains(&error.line), "line {} of {count}", error.line);
                break Some((error.line, error.text));
            }
        }
        assert!(rows.len() <= text.len(), "it has no end");
    };
    assert!(bundles.passed_over <= text.len() as u64);
    Read { rows, passed_over: bundles.passed_over, broken }
}
