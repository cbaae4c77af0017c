use std::collections::BTreeSet;

use kernel::{
    access::Access,
    log::EventLog as _,
    principal::rpcs,
    scenario::{day, id},
};
use proto::{
    common::{Mode, Role, Text},
    envelope::{Envelope, Recorded},
    referrals::{
        ContactDisposal, ContactReason, ContactRecorded, ContactService, PersonRegistered,
        PersonsLinked, ReferralMade, ReferredBy,
    },
    time,
};

use super::*;
use crate::register::{Register, record};

pub(super) const ADA: &str = "9990000018";
pub(super) const OMAR: &str = "9990000026";

fn contact() -> ContactRecorded {
    ContactRecorded {
        service: ContactService::Ed.into(),
        agency_id: id("agency", 1),
        reason: ContactReason::Distress.into(),
        disposal: ContactDisposal::Discharged.into(),
        ..Default::default()
    }
}

fn referral() -> ReferralMade {
    ReferralMade {
        referred_by: ReferredBy::Person.into(),
        to_agency_id: id("agency", 2),
        reason: Some(Text::plain("wants somebody to talk to at night")),
        ..Default::default()
    }
}

/// A row about whoever has the number.
pub(super) fn row(number: u128, nhs_number: &str) -> ImportRequest {
    let mut act = record(number);
    act.occurred = Some(time::Span::instant(day(-1)).into());
    ImportRequest {
        row: format!("line {number}"),
        act: Some(act),
        contact: Some(contact()),
        nhs_number: nhs_number.into(),
        ..Default::default()
    }
}

/// A row that brings its person along.
pub(super) fn with_person(number: u128, nhs_number: &str) -> ImportRequest {
    let person = PersonRegistered { name: Some(Text::plain("Ada Marsh")), ..Default::default() };
    ImportRequest { person: Some(person), ..row(number, nhs_number) }
}

/// A row about somebody by their id.
pub(super) fn of_person(number: u128, person: u128) -> ImportRequest {
    let contact = ContactRecorded { person_id: id("person", person), ..contact() };
    ImportRequest { contact: Some(contact), ..row(number, "") }
}

fn dry(row: ImportRequest) -> ImportRequest {
    ImportRequest { dry_run: true, ..row }
}

pub(super) fn worker(number: u128) -> Principal {
    Principal {
        worker_id: id("worker", number),
        agency_id: id("agency", 1),
        role: Role::InformationGovernance,
        purpose: "direct_care".into(),
    }
}

pub(super) async fn outcomes(
    register: &Register,
    by: Principal,
    rows: impl IntoIterator<Item = ImportRequest>,
) -> Vec<Outcome> {
    let rows: Vec<_> = rows.into_iter().map(Ok).collect();
    register.grpc.importer.clone().answers(by, stream::iter(rows)).collect().await
}

pub(super) async fn answers(
    register: &Register,
    rows: impl IntoIterator<Item = ImportRequest>,
) -> Vec<ImportResponse> {
    outcomes(register, worker(1), rows).await.into_iter().map(Result::unwrap).collect()
}

pub(super) fn came(answers: &[ImportResponse]) -> Vec<ImportOutcome> {
    answers.iter().map(ImportResponse::outcome).collect()
}

fn reasons(answers: &[ImportResponse]) -> Vec<&str> {
    answers.iter().map(|answer| answer.reason.as_str()).collect()
}

async fn all(register: &Register) -> Vec<Recorded<Event>> {
    let records = register.desk.log.read_all(1, 5_000).await.unwrap();
    let read = |bytes: &[u8]| Envelope::parse(bytes).and_then(Envelope::read::<Event>);
    records.iter().map(|record| read(&record.bytes).unwrap()).collect()
}

/// What rows put on record; who looked is told by [`looks`].
pub(super) async fn stored(register: &Register) -> Vec<Recorded<Event>> {
    let mut all = all(register).await;
    all.retain(|recorded| !matches!(recorded.event, Event::RegisterRead(_)));
    all
}

/// Who was looked at, as is on record.
async fn looks(register: &Register) -> Vec<Vec<String>> {
    let looks = all(register).await.into_iter().filter_map(|recorded| match recorded.event {
        Event::RegisterRead(read) => Some(read.person_ids),
        _ => None,
    });
    looks.collect()
}

async fn kinds(register: &Register) -> Vec<String> {
    let kind = |name: &str| name.rsplit('.').next().unwrap_or_default().to_owned();
    stored(register).await.iter().map(|event| kind(&event.meta.type_name)).collect()
}

use ImportOutcome::{Added, AlreadyThere, Refused as Not, WouldBeAdded};

#[tokio::test]
async fn each_row_is_answered_by_itself_and_in_its_order() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-12", ADA).await;
    let mut bad = of_person(3, 1);
    bad.contact.as_mut().unwrap().agency_id = "agency_1".into();
    let rows = [of_person(2, 1), bad, of_person(4, 9), row(5, ADA), of_person(6, 1)];
    let answers = answers(&register, rows).await;
    let names: Vec<&str> = answers.iter().map(|answer| answer.row.as_str()).collect();
    assert_eq!(names, ["line 2", "line 3", "line 4", "line 5", "line 6"]);
    assert_eq!(came(&answers), [Added, Not, Not, Added, Added]);
    assert_eq!(reasons(&answers), ["", "REQUEST_INVALID", "PERSON_NOT_FOUND", "", ""]);
    assert_eq!(answers[1].violations[0].field, "contact.agency_id");
    assert_eq!(answers[2].violations[0].field, "contact.person_id");
    assert_eq!(answers[3].person_id, id("person", 1));
    assert_eq!(answers[3].receipt.as_ref().map(|r| r.event_ids.len()), Some(1));
    assert_eq!(kinds(&register).await.len(), 4);
}

#[tokio::test]
async fn whoever_has_no_entry_is_registered_once_however_many_rows_they_have() {
    let register = Register::new();
    let rows = (1..=200).map(|n| with_person(n, if n % 2 == 0 { ADA } else { OMAR }));
    let answers = answers(&register, rows).await;
    assert!(came(&answers).iter().all(|outcome| *outcome == Added));
    let registered: Vec<bool> = answers.iter().map(|answer| answer.person_registered).collect();
    assert_eq!(registered.iter().filter(|registered| **registered).count(), 2);
    assert!(registered[0] && registered[1]);
    let people: BTreeSet<&str> = answers.iter().map(|answer| answer.person_id.as_str()).collect();
    assert_eq!(people.len(), 2);
    let kinds = kinds(&register).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "PersonRegistered").count(), 2);
    assert_eq!(kinds.len(), 202);
}

#[tokio::test]
async fn two_imports_at_once_do_not_make_two_entries_of_one_person() {
    let register = Register::new();
    let (one, other) = tokio::join!(
        answers(&register, (1..=40).map(|n| with_person(n, ADA))),
        answers(&register, (101..=140).map(|n| with_person(n, ADA))),
    );
    assert!(came(&one).iter().chain(&came(&other)).all(|outcome| *outcome == Added));
    let kinds = kinds(&register).await;
    assert_eq!(kinds.iter().filter(|kind| *kind == "PersonRegistered").count(), 1);
    assert_eq!(kinds.len(), 81);
}

#[tokio::test]
async fn a_second_import_adds_nothing_whoever_makes_it_and_however_the_file_is_sorted() {
    let register = Register::new();
    register.enter(1, "Omar Haddad", "", OMAR).await;
    let mut second = row(12, OMAR);
    (second.contact, second.referral) = (None, Some(referral()));
    let rows = [with_person(11, "999 000 0018"), second];
    let first = answers(&register, rows.clone()).await;
    assert_eq!(came(&first), [Added, Added]);
    let before = stored(&register).await.len();

    let mut again = rows.clone();
    again.reverse();
    for row in &mut again {
        row.act.as_mut().unwrap().source.as_mut().unwrap().place = "line 99".into();
        row.nhs_number.retain(|c| c != ' ');
        row.person = None;
    }
    let outcomes = outcomes(&register, worker(2), again).await;
    let mut second: Vec<_> = outcomes.into_iter().map(Result::unwrap).collect();
    second.reverse();
    assert_eq!(came(&second), [AlreadyThere, AlreadyThere]);
    for (first, second) in first.iter().zip(&second) {
        assert_eq!((&first.receipt, &first.person_id), (&second.receipt, &second.person_id));
        assert!(!second.person_registered);
    }
    let tried = answers(&register, rows.map(dry)).await;
    assert_eq!(came(&tried), [AlreadyThere, AlreadyThere]);
    assert_eq!(stored(&register).await.len(), before);
}

#[tokio::test]
async fn another_agencys_file_of_the_same_name_is_another_file() {
    let register = Register::new();
    register.enter(1, "", "", ADA).await;
    let of_another = Principal { agency_id: id("agency", 2), ..worker(1) };
    for by in [worker(1), of_another] {
        let outcomes = outcomes(&register, by, [row(11, ADA)]).await;
        assert_eq!(outcomes[0].as_ref().unwrap().outcome(), Added);
    }
}

#[tokio::test]
async fn a_row_that_reads_otherwise_than_before_is_refused() {
    let register = Register::new();
    register.enter(1, "", "", ADA).await;
    let mut changed = row(11, ADA);
    changed.contact.as_mut().unwrap().disposal = ContactDisposal::Admitted.into();
    let answers = answers(&register, [row(11, ADA), changed.clone(), dry(changed)]).await;
    assert_eq!(came(&answers), [Added, Not, Not]);
    assert_eq!(reasons(&answers)[1..], ["REQUEST_ID_REUSED", "REQUEST_ID_REUSED"]);
    assert!(answers[1].violations[0].text.contains("CorrectContact"));
    assert_eq!(kinds(&register).await.len(), 2);
    assert_eq!(looks(&register).await.len(), 2);
}

#[tokio::test]
async fn a_dry_run_says_what_would_come_of_each_row_and_stores_nothing() {
    let register = Register::new();
    register.enter(1, "Omar Haddad", "", OMAR).await;
    let mut refers = with_person(14, ADA);
    (refers.contact, refers.referral) = (None, Some(referral()));
    let mut long = row(15, OMAR);
    long.contact.as_mut().unwrap().notes = Some(Text::plain("x".repeat(20_000)));
    let mut sealed_already = with_person(16, ADA);
    sealed_already.contact.as_mut().unwrap().notes = Some(Text::default());
    let mut born = with_person(17, ADA);
    born.person.as_mut().unwrap().date_of_birth = Some(Text::plain("2999-01-01"));
    let rows =
        [row(11, OMAR), with_person(12, ADA), row(13, ADA), refers, long, sealed_already, born];
    let before = kinds(&register).await;
    let keys_before = register.keys_kept();
    let dry_run: Vec<_> = rows.clone().map(dry).into();
    let tried = answers(&register, dry_run).await;
    assert_eq!(kinds(&register).await, before);
    // Whose number it is was told of one row, and that is on record.
    assert_eq!(looks(&register).await, [[id("person", 1)]]);
    assert_eq!(register.keys_kept(), keys_before);
    assert_eq!(came(&tried), [WouldBeAdded, WouldBeAdded, Not, WouldBeAdded, Not, Not, Not]);
    assert!(tried[1].person_registered && !tried[0].person_registered);
    assert!(tried.iter().all(|answer| answer.receipt.is_none()));
    assert_eq!(tried[4].violations[0].field, "contact.notes");
    assert_eq!(tried[6].violations[0].field, "person.date_of_birth");

    // What it says is what comes to pass; but the row that could not be taken in for
    // want of an entry can, once another has made one.
    let done = answers(&register, rows).await;
    assert_eq!(came(&done), [Added, Added, Added, Added, Not, Not, Added]);
    assert_eq!(reasons(&done)[4..6], reasons(&tried)[4..6]);
}

#[tokio::test]
async fn nobody_is_registered_for_a_row_that_is_refused() {
    let register = Register::new();
    let mut odd = with_person(11, ADA);
    odd.contact.as_mut().unwrap().plan_version = 2;
    let mut empty = with_person(12, ADA);
    empty.contact.as_mut().unwrap().notes = Some(Text::plain(""));
    let answers = answers(&register, [odd, empty]).await;
    assert_eq!(came(&answers), [Not, Not]);
    assert_eq!(answers[0].reason, "PLAN_VERSION_WITHOUT_PLAN");
    assert!(answers.iter().all(|answer| !answer.person_registered));
    assert!(stored(&register).await.is_empty());
}

#[tokio::test]
async fn what_a_row_must_say_is_told_where_it_does_not() {
    let register = Register::new();
    let nothing = ImportRequest { contact: None, ..row(11, ADA) };
    let both = ImportRequest { referral: Some(referral()), ..row(12, ADA) };
    let wrong = row(13, "9991234561");
    let mut sourceless = with_person(14, ADA);
    sourceless.act.as_mut().unwrap().source = None;
    let rows = [nothing, both, row(15, ""), wrong, row(16, ADA), sourceless];
    let answers = answers(&register, rows).await;
    let expected = [
        ("ROW_IS_NOTHING", "contact"),
        ("ROW_IS_TWO_THINGS", "referral"),
        ("ROW_NAMES_NOBODY", "nhs_number"),
        ("NHS_NUMBER_WRONG", "nhs_number"),
        ("NHS_NUMBER_UNKNOWN", "nhs_number"),
        ("REQUEST_INVALID", "act.source"),
    ];
    for (answer, (reason, field)) in answers.iter().zip(expected) {
        assert_eq!((answer.reason.as_str(), answer.outcome()), (reason, Not));
        assert_eq!(answer.violations[0].field, field, "{reason}");
        assert!(answer.violations[0].text.contains("; "), "{}", answer.violations[0].text);
    }
    assert!(stored(&register).await.is_empty());
}

#[tokio::test]
async fn all_that_is_wrong_with_a_row_is_told_at_once_though_nobody_knows_whose_it_is() {
    let register = Register::new();
    let mut bad = row(11, ADA);
    bad.row = "x".repeat(201);
    bad.act.as_mut().unwrap().request_id = "1".into();
    bad.contact.as_mut().unwrap().agency_id.clear();
    bad.contact.as_mut().unwrap().service = 99;
    let answers = answers(&register, [bad]).await;
    let fields: Vec<&str> =
        answers[0].violations.iter().map(|violation| violation.field.as_str()).collect();
    assert_eq!(fields, ["row", "act.request_id", "contact.service", "contact.agency_id"]);
}

fn linked(one: u128, other: u128) -> PersonsLinked {
    PersonsLinked {
        person_id: id("person", one),
        other_person_id: id("person", other),
        reason: Some(Text::plain("the same address and handwriting")),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_number_of_several_entries_leads_to_the_one_that_the_others_are_linked_to() {
    let register = Register::new();
    for number in [1, 2, 3] {
        register.enter(number, "Ada Marsh", "", ADA).await;
    }
    let refused = answers(&register, [row(11, ADA), with_person(12, ADA)]).await;
    assert_eq!(reasons(&refused), ["NHS_NUMBER_OF_SEVERAL", "NHS_NUMBER_OF_SEVERAL"]);
    for (n, link) in [linked(2, 1), linked(2, 3)].into_iter().enumerate() {
        let half_linked = answers(&register, [row(11, ADA)]).await;
        assert_eq!(reasons(&half_linked), ["NHS_NUMBER_OF_SEVERAL"], "after {n} links");
        let number = 100 + u128::try_from(n).unwrap();
        let act = Some(crate::register::act(number));
        let request = proto::referrals::LinkPersonsRequest { act, fact: Some(link) };
        let request = crate::register::by(Role::InformationGovernance, request);
        register.grpc.link_persons(request).await.unwrap();
    }
    let found = answers(&register, [row(11, ADA)]).await;
    assert_eq!((found[0].outcome(), &found[0].person_id), (Added, &id("person", 2)));
    // Who names an entry by its id means that one.
    let mut named = of_person(13, 3);
    named.nhs_number = ADA.into();
    assert_eq!(answers(&register, [named]).await[0].person_id, id("person", 3));
}

#[tokio::test]
async fn an_id_and_the_number_of_another_person_are_refused() {
    let register = Register::new();
    register.enter(1, "", "", ADA).await;
    register.enter(2, "", "", OMAR).await;
    register.enter(3, "", "", "").await;
    let both = |number, person, nhs: &str| ImportRequest {
        nhs_number: nhs.into(),
        ..of_person(number, person)
    };
    let rows = [both(11, 1, ADA), both(12, 2, ADA), both(13, 3, ADA), both(14, 3, "9990000034")];
    let answers = answers(&register, rows).await;
    assert_eq!(came(&answers), [Added, Not, Not, Added]);
    assert_eq!(reasons(&answers)[1..3], ["NHS_NUMBER_OF_ANOTHER", "NHS_NUMBER_OF_ANOTHER"]);
}

#[tokio::test]
async fn what_was_stored_just_before_is_found() {
    let register = Register::new();
    for (n, nhs) in [(1, ADA), (2, OMAR)] {
        register.enter(n, "", "", nhs).await;
        let answers = answers(&register, [row(10 + n, nhs)]).await;
        assert_eq!(answers[0].person_id, id("person", n));
    }
}

#[tokio::test]
async fn words_are_sealed_and_the_source_is_kept() {
    let register = Register::new();
    let mut refers = with_person(11, ADA);
    (refers.contact, refers.referral) = (None, Some(referral()));
    refers.act.as_mut().unwrap().source.as_mut().unwrap().place = "line 11".into();
    let person_id = answers(&register, [refers]).await[0].person_id.clone();
    for record in register.desk.log.read_all(1, 10).await.unwrap() {
        let text = String::from_utf8_lossy(&record.bytes).into_owned();
        for words in ["at night", "Marsh", ADA] {
            assert!(!text.contains(words), "{text}");
        }
    }
    let events = stored(&register).await;
    assert_eq!(events.len(), 2);
    for event in &events {
        assert_eq!(event.meta.person, person_id);
        assert_eq!(event.meta.mode, Mode::Record);
        assert_eq!(event.meta.source.as_ref().map(|s| s.place.as_str()), Some("line 11"));
    }
    assert_eq!(events[1].meta.occurred.start, day(-1));
    assert_eq!(events[0].meta.occurred.start, day(0));
}

#[test]
fn whoever_may_import_may_do_each_thing_that_a_row_does() {
    let access = Access::shipped().unwrap();
    let may = |method: &str| {
        let name = format!("candour.referrals.v1.ReferralsService/{method}");
        access.roles_that_may_call(rpcs::named(&name).unwrap())
    };
    for method in ["FindPersons", "RegisterPerson", "RecordContact", "Refer"] {
        let does = may(method);
        assert!(may("Import").iter().all(|role| does.contains(role)), "{method}");
    }
}
