use std::collections::BTreeSet;

use proto::{
    Plain as _,
    referrals::{ContactDisposal, ContactService, ReferredBy},
};

use super::*;
use crate::import::{Plan, tests::plan};

fn header(kind: Kind, names: &str) -> Result<Header, String> {
    let names: Vec<String> = names.split(',').map(str::to_owned).collect();
    Header::read(kind, &names)
}

fn row(plan: &Plan, names: &str, cells: &str) -> Result<Draft, Vec<Fault>> {
    let cells: Vec<&str> = cells.split(',').collect();
    read(plan, &header(plan.kind, names).unwrap(), &cells)
}

const CONTACT: &str = "nhs_number,occurred,service,agency,reason,disposal";

#[test]
fn the_template_is_a_file_that_can_be_imported() {
    for kind in [Kind::Contacts, Kind::Referrals] {
        let text = template(kind);
        for column in of(kind) {
            assert!(text.contains(&format!("# {}", column.name)), "{}", column.name);
        }
        let file = std::sync::Arc::from("template.csv");
        let plan = Plan { register_people: true, ..plan(kind) };
        let mut table = crate::import::table::Table::open(&plan, &file, text.as_bytes()).unwrap();
        let Some(super::super::Item::Row(request, _)) = table.next(&plan).unwrap() else {
            panic!("{text}");
        };
        assert_eq!(request.nhs_number, "999 000 0018");
        assert_eq!(request.person.unwrap().name.plain(), Some("Synthetic Person"));
        assert!(table.next(&plan).unwrap().is_none());
    }
}

#[test]
fn a_column_and_its_field_are_named_once() {
    for kind in [Kind::Contacts, Kind::Referrals] {
        let names: BTreeSet<&str> = of(kind).map(|column| column.name).collect();
        assert_eq!(names.len(), of(kind).count());
        assert!(of(kind).all(|column| !column.name.starts_with(OURS)));
        // What splits a header or a line would split the template.
        assert!(of(kind).all(|column| !column.example.contains([',', '"', '\n'])));
    }
}

#[test]
fn columns_stand_in_any_order_and_are_read_as_people_write_them() {
    let draft = row(
        &plan(Kind::Contacts),
        "Disposal,NHS number,service,REASON,occurred,agency,error_text",
        "see-and-convey, 999 000 0018 ,999,Self harm,2021-03-04,@agency.a,anything",
    )
    .unwrap();
    assert_eq!(draft.contact.disposal(), ContactDisposal::SeeAndConvey);
    assert_eq!(draft.contact.service(), ContactService::Ambulance999);
    assert_eq!(draft.contact.agency_id, names::id("agency", "a"));
    assert_eq!(draft.nhs_number, "999 000 0018");
}

#[test]
fn an_unknown_column_is_refused_by_name_with_the_nearest() {
    let told =
        header(Kind::Contacts, "nhs_numbr,occurred,service,agency,reason,disposal,shoe_size")
            .unwrap_err();
    assert!(
        told.contains("column 1: `nhs_numbr` is no column of contacts; did you mean nhs_number?"),
        "{told}"
    );
    assert!(told.contains("column 7: `shoe_size` is no column of contacts;"), "{told}");
    assert!(told.contains("neither a column `nhs_number` nor `person`"), "{told}");
}

#[test]
fn a_column_that_is_there_twice_or_missing_is_refused() {
    let told = header(Kind::Contacts, "nhs_number,nhs number,occurred,service,reason").unwrap_err();
    assert!(told.contains("column 2: there are two of `nhs_number`"), "{told}");
    assert!(told.contains("there is no column `disposal`"), "{told}");
    let told = header(Kind::Referrals, "person,occurred,referred_by").unwrap_err();
    assert!(told.contains("there is no column `to_agency`"), "{told}");
    assert!(header(Kind::Contacts, &format!("{CONTACT},")).unwrap_err().contains("without a name"));
    assert!(header(Kind::Contacts, CONTACT).is_ok());
}

#[test]
fn all_that_is_wrong_with_a_row_is_told_with_its_column() {
    let cells = "9990000018,04/03/2021,dentist,agency_1,,see";
    let faults = row(&plan(Kind::Contacts), CONTACT, cells).unwrap_err();
    let spots: Vec<(usize, &str)> =
        faults.iter().map(|fault| (fault.spot.column, fault.spot.field.as_str())).collect();
    let expected = [(3, "service"), (4, "agency"), (5, "reason"), (6, "disposal"), (2, "occurred")];
    assert_eq!(spots, expected);
    assert!(faults[2].text.starts_with("it is empty; give why"), "{}", faults[2].text);
}

#[test]
fn a_row_without_an_agency_is_the_one_that_was_given_for_all() {
    let cells = "9990000018,2021-03-04,ed,,distress,discharged";
    let faults = row(&plan(Kind::Contacts), CONTACT, cells).unwrap_err();
    assert_eq!((faults.len(), faults[0].spot.field.as_str()), (1, "agency"));
    assert!(faults[0].text.contains("--agency"), "{}", faults[0].text);
    let agency = Some(names::id("agency", "trust"));
    let draft = row(&Plan { agency, ..plan(Kind::Contacts) }, CONTACT, cells).unwrap();
    assert_eq!(draft.contact.agency_id, names::id("agency", "trust"));
}

#[test]
fn a_referral_is_read() {
    let draft = row(
        &plan(Kind::Referrals),
        "person,occurred,occurred_end,referred_by,to_agency,scheme,counts,reason,borough",
        "@person.ada,2021-03,2021-04,person,@agency.b,@scheme.s,ed 365 12; 999 30 4,needs rest,Lambeth",
    )
    .unwrap();
    assert_eq!(draft.referral.referred_by(), ReferredBy::Person);
    assert_eq!(draft.referral.counts.len(), 2);
    assert_eq!(draft.referral.counts[1].contacts, 4);
    assert_eq!(draft.referral.reason.plain(), Some("needs rest"));
    assert_eq!(draft.person_id, names::id("person", "ada"));
    for wrong in ["ed", "ed 365", "ed a year 4", "dentist 365 12"] {
        assert!(counts(wrong).unwrap_err().contains("write `ed 365 12`"), "{wrong}");
    }
}

#[test]
fn what_the_service_says_of_a_field_is_told_of_its_column() {
    let header = header(
        Kind::Contacts,
        "key,person,occurred,service,agency,reason,disposal,refused_by,notes",
    )
    .unwrap();
    for (field, column, name) in [
        ("contact.agency_id", 5, "agency"),
        ("contact.refused_by_agency_id", 8, "refused_by"),
        ("contact.notes", 9, "notes"),
        ("contact.person_id", 2, "person"),
        ("person_id", 2, "person"),
        ("act.request_id", 1, "key"),
        ("act.occurred.start", 3, "occurred"),
        ("act.source.title", 0, "act.source.title"),
        ("nhs_number", 0, "nhs_number"),
    ] {
        let spot = header.spot(field);
        assert_eq!((spot.column, spot.field.as_str()), (column, name), "{field}");
    }
}

#[test]
fn an_end_that_cannot_be_is_told_of_its_own_column() {
    let names = format!("{CONTACT},occurred_end");
    for end in ["2021-03-03", "soon"] {
        let cells = format!("9990000018,2021-03-04,ed,@agency.a,distress,discharged,{end}");
        let faults = row(&plan(Kind::Contacts), &names, &cells).unwrap_err();
        assert_eq!((faults[0].spot.column, faults.len()), (7, 1));
    }
}

#[test]
fn a_version_is_a_number() {
    let names = format!("{CONTACT},plan_version");
    let cells = "9990000018,2021-03-04,ed,@agency.a,distress,discharged,two";
    let faults = row(&plan(Kind::Contacts), &names, cells).unwrap_err();
    assert_eq!(faults[0].text, "`two` is no whole number");
}
