use std::sync::Arc;

use proto::referrals::ImportViolation;

use super::*;
use crate::{
    import::{Item, Plan, table::Table, tests::plan},
    output::tests::Written,
};

const HEADER: &str = "nhs_number,occurred,service,agency,reason,disposal,notes";

fn rows(plan: &Plan, text: &str) -> Vec<Item> {
    let mut table = Table::open(plan, &Arc::from("a.csv"), text.as_bytes()).unwrap();
    std::iter::from_fn(|| table.next(plan).unwrap()).collect()
}

fn answer(outcome: ImportOutcome) -> ImportResponse {
    ImportResponse { outcome: outcome.into(), ..Default::default() }
}

fn refused() -> ImportResponse {
    let violation = ImportViolation {
        field: "contact.agency_id".into(),
        rule: "string.pattern".into(),
        text: "mend it".into(),
    };
    ImportResponse {
        reason: "REQUEST_INVALID".into(),
        violations: vec![violation],
        ..answer(ImportOutcome::Refused)
    }
}

#[test]
fn a_refusal_is_told_in_a_line_with_its_file_line_and_column() {
    let plan = plan(Kind::Contacts);
    let items = rows(
        &plan,
        &format!("{HEADER}\n9990000018,2021-03-04,ed,@agency.a,distress,discharged,\"a\nb\"\n"),
    );
    let faults = faults(Kind::Contacts, items[0].original(), &refused());
    assert_eq!(told(items[0].original(), &faults, true), "a.csv:2: column 4 (agency): mend it");
    let unquoted = "a.csv:2: column 4 (agency): REQUEST_INVALID";
    assert_eq!(told(items[0].original(), &faults, false), unquoted, "a log has no words of rows");
    let whole = [
        Fault::new(Spot::default(), "it is\nodd"),
        Fault::new(Spot { column: 0, field: "x.y".into() }, "too"),
    ];
    assert_eq!(told(items[0].original(), &whole, true), "a.csv:2: it is odd | x.y: too");
}

#[test]
fn rows_are_counted_by_what_came_of_them() {
    let plan = plan(Kind::Contacts);
    let items = rows(
        &plan,
        &format!("{HEADER}\n9990000018,2021-03-04,ed,@agency.a,distress,discharged,\n"),
    );
    let original = items[0].original();
    for format in [Format::Jsonl, Format::Json, Format::Table] {
        let written = Written::default();
        let mut output = written.output(format);
        let mut report = Report::new(Kind::Contacts, false, &mut output, None);
        let registered = ImportResponse { person_registered: true, ..answer(ImportOutcome::Added) };
        for answer in [registered, answer(ImportOutcome::AlreadyThere), refused()] {
            report.answered(original, &answer).unwrap();
        }
        report.refused(original, "", &[Fault::new(Spot::default(), "odd")]).unwrap();
        assert_eq!(report.last(), "a.csv line 2");
        let summary = report.end(true, 7).unwrap();
        assert_eq!((summary.rows, summary.added, summary.already_there), (4, 1, 1));
        assert_eq!((summary.refused, summary.people_registered, summary.passed_over), (2, 1, 7));
        let text = written.text();
        match format {
            Format::Jsonl => {
                let lines: Vec<serde_json::Value> =
                    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
                let outcomes: Vec<&str> =
                    lines.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
                assert_eq!(outcomes, ["added", "already_there", "refused", "refused"]);
                assert_eq!(lines[2]["faults"][0]["field"], "agency");
            }
            Format::Json => {
                let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
                assert_eq!(whole["refused"], 2);
            }
            Format::Table => assert!(text.contains("refused            2\n"), "{text}"),
            Format::Csv => assert!(text.contains("refused"), "{text}"),
        }
    }
}

#[test]
fn a_file_of_what_was_refused_can_be_mended_and_imported() {
    let plan = plan(Kind::Contacts);
    let text = format!(
        "{HEADER}\n\
         9990000018,2021-03-04,ed,@agency.a,distress,discharged,\"said \"\"no\"\"\nand left\"\n\
         9990000018,2021-03-04,dentist,@agency.a,distress,discharged,\n\
         1,2\n"
    );
    let items = rows(&plan, &text);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("errors.csv");
    let errors = ErrorsFile::create(&path, Kind::Contacts).unwrap();
    let written = Written::default();
    let mut output = written.output(Format::Table);
    let mut report = Report::new(Kind::Contacts, false, &mut output, Some(errors));
    report.answered(items[0].original(), &refused()).unwrap();
    for item in &items[1..] {
        let Item::Bad(faults, original) = item else { panic!("good") };
        report.refused(original, "", faults).unwrap();
    }
    report.end(true, 0).unwrap();

    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.starts_with("error_file,error_line,error_column,error_field,"), "{text}");
    let mended = text.replace("dentist", "ed");
    let again = rows(&plan, &mended);
    let id = |item: &Item| match item {
        Item::Row(request, _) => request.act.clone().unwrap().request_id,
        Item::Bad(faults, _) => panic!("{faults:?}"),
    };
    assert_eq!(id(&again[0]), id(&items[0]));
    let keys: Vec<&str> = again.iter().map(|item| item.original().key.as_str()).collect();
    assert_eq!(keys, ["a.csv line 2", "a.csv line 4", "a.csv line 5"]);
    assert!(matches!(&again[1], Item::Row(..)) && matches!(&again[2], Item::Bad(..)));
    let Item::Row(request, _) = &again[0] else { panic!("bad") };
    let notes = &request.contact.as_ref().unwrap().notes;
    assert_eq!(proto::Plain::plain(notes), Some("said \"no\"\nand left"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[cfg(unix)]
#[test]
fn a_file_of_what_is_refused_is_its_owners_alone_though_it_was_there_before() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("errors.csv");
    std::fs::write(&path, "old").unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    ErrorsFile::create(&path, Kind::Contacts).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}
