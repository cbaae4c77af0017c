//! What is asked about who people are, over a real log.

use kernel::{
    log::EventLog as _,
    scenario::{day, id},
};
use proto::{
    Event as _,
    common::{Act, Role, Text},
    envelope::Envelope,
    referrals::{
        Event, IdentityPurpose, IdentityRevealed, LinkComparison, PersonsLinked, PersonsUnlinked,
    },
};
use tonic_types::StatusExt as _;

use super::*;
use crate::register::{Register, act, by, record};

const NUMBER: &str = "9990000018";

/// The reason and the field of a refusal.
fn why(status: &Status) -> (String, String) {
    let details = status.get_error_details();
    let info = details.error_info().unwrap();
    (info.reason.clone(), info.metadata.get("field").cloned().unwrap_or_default())
}

fn reason_of<T>(answer: Result<Response<T>, Status>) -> (String, String) {
    answer.map_or_else(|status| why(&status), |_| ("answered".into(), String::new()))
}

fn words() -> Option<Text> {
    Some(Text::plain("the same letter of the same clinic"))
}

async fn stored(register: &Register) -> Vec<Event> {
    let records = register.desk.log.read_all(1, 1_000).await.unwrap();
    let read = |bytes: &[u8]| Envelope::parse(bytes).and_then(Envelope::read::<Event>);
    records.iter().map(|record| read(&record.bytes).unwrap().event).collect()
}

async fn kinds(register: &Register) -> Vec<String> {
    let stored = stored(register).await;
    let kind = |event: &Event| event.type_name().rsplit('.').next().unwrap_or_default().to_owned();
    stored.iter().map(kind).collect()
}

async fn link(
    register: &Register,
    number: u128,
    one: u128,
    other: u128,
) -> Result<Response<LinkPersonsResponse>, Status> {
    let fact = PersonsLinked {
        person_id: id("person", one),
        other_person_id: id("person", other),
        reason: words(),
        score: 9_999,
        ..Default::default()
    };
    let request = LinkPersonsRequest { act: Some(act(number)), fact: Some(fact) };
    register.grpc.link_persons(by(Role::Clinician, request)).await
}

async fn unlink(
    register: &Register,
    number: u128,
    one: u128,
    other: u128,
) -> Result<Response<UnlinkPersonsResponse>, Status> {
    let fact = PersonsUnlinked {
        person_id: id("person", one),
        other_person_id: id("person", other),
        reason: words(),
    };
    let request = UnlinkPersonsRequest { act: Some(act(number)), fact: Some(fact) };
    register.grpc.unlink_persons(by(Role::Clinician, request)).await
}

async fn reveal(
    register: &Register,
    role: Role,
    act: Act,
) -> Result<Response<RevealIdentityResponse>, Status> {
    let fact = IdentityRevealed {
        person_id: id("person", 1),
        purpose: IdentityPurpose::DirectCare.into(),
        reason: words(),
    };
    let request = RevealIdentityRequest { act: Some(act), fact: Some(fact) };
    register.grpc.reveal_identity(by(role, request)).await
}

async fn suggest(register: &Register, person: u128) -> Result<SuggestLinksResponse, Status> {
    let request = SuggestLinksRequest { person_id: id("person", person), page_size: 0 };
    let answer = register.grpc.suggest_links(by(Role::Clinician, request)).await;
    answer.map(Response::into_inner)
}

async fn find(
    register: &Register,
    asked: FindPersonsRequest,
) -> Result<Vec<LinkCandidate>, Status> {
    let answer = register.grpc.find_persons(by(Role::Ambulance, asked)).await;
    answer.map(|answer| answer.into_inner().candidates)
}

fn ids(candidates: &[LinkCandidate]) -> Vec<&str> {
    candidates.iter().map(|candidate| candidate.person_id.as_str()).collect()
}

#[tokio::test]
async fn a_link_is_stored_with_how_the_entries_compare() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    register.enter(2, "Ada Mrash", "1990-05-01", NUMBER).await;
    link(&register, 10, 1, 2).await.unwrap();
    let events = stored(&register).await;
    let Some(Event::PersonsLinked(linked)) = events.last() else { panic!("no link") };
    let compared: Vec<LinkComparison> = linked.weights.iter().map(|w| w.comparison()).collect();
    use LinkComparison::{Close, Same};
    assert_eq!(compared, [Same, Same, Close, Same, Same]);
    assert_eq!(linked.score, linked.weights.iter().map(|w| w.weight).sum::<i32>());
    assert!(linked.suggested && linked.score < 9_999);
}

#[tokio::test]
async fn a_link_needs_two_who_are_registered() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "", "").await;
    let expected = ("PERSON_NOT_FOUND".to_owned(), "fact.other_person_id".to_owned());
    assert_eq!(reason_of(link(&register, 10, 1, 2).await), expected);
    let expected = ("PERSON_NOT_FOUND".to_owned(), "fact.person_id".to_owned());
    assert_eq!(reason_of(link(&register, 11, 2, 1).await), expected);
    assert_eq!(reason_of(link(&register, 12, 1, 1).await).0, "LINKED_TO_ITSELF");
    assert_eq!(kinds(&register).await, ["PersonRegistered"]);
}

#[tokio::test]
async fn a_link_is_one_link_in_both_directions_and_undone_where_it_stands() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "", "").await;
    register.enter(2, "Ada Marsh", "", "").await;
    link(&register, 10, 1, 2).await.unwrap();
    link(&register, 11, 2, 1).await.unwrap();
    assert_eq!(reason_of(unlink(&register, 12, 2, 1).await).0, "LINKED_THE_OTHER_WAY_ROUND");
    unlink(&register, 13, 1, 2).await.unwrap();
    unlink(&register, 14, 1, 2).await.unwrap();
    unlink(&register, 15, 2, 1).await.unwrap();
    link(&register, 16, 2, 1).await.unwrap();
    let expected = [
        "PersonRegistered",
        "PersonRegistered",
        "PersonsLinked",
        "PersonsUnlinked",
        "PersonsLinked",
    ];
    assert_eq!(kinds(&register).await, expected);
}

#[tokio::test]
async fn a_link_asked_for_twice_is_answered_the_same_though_the_other_was_erased() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "", NUMBER).await;
    register.enter(2, "Ada Marsh", "", NUMBER).await;
    let first = link(&register, 10, 1, 2).await.unwrap().into_inner();
    register.keys.destroy(&id("person", 2)).await.unwrap();
    let second = link(&register, 10, 1, 2).await.unwrap().into_inner();
    assert_eq!(first, second);
}

#[tokio::test]
async fn an_identity_is_shown_and_it_is_stored_that_it_was() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", "999 000 0018").await;
    let shown = reveal(&register, Role::Clinician, act(10)).await.unwrap().into_inner();
    let expected = Shown {
        name: "Ada Marsh".into(),
        date_of_birth: "1990-05-01".into(),
        nhs_number: "999 000 0018".into(),
        borough: "Lambeth".into(),
    };
    assert_eq!(shown.identity, Some(expected));
    let events = stored(&register).await;
    let Some(Event::IdentityRevealed(revealed)) = events.last() else { panic!("not stored") };
    assert_eq!(revealed.purpose(), IdentityPurpose::DirectCare);
    assert_eq!(shown.receipt.unwrap_or_default().event_ids.len(), 1);
}

#[tokio::test]
async fn an_identity_is_not_shown_for_what_is_not_ones_work() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "", "").await;
    for role in [Role::Complaints, Role::InformationGovernance] {
        let refused = reveal(&register, role, act(10)).await.unwrap_err();
        assert_eq!(why(&refused).0, "PURPOSE_NOT_OF_THE_ROLE");
        assert!(!format!("{refused:?}").contains("Marsh"));
    }
    assert_eq!(kinds(&register).await, ["PersonRegistered"]);
}

#[tokio::test]
async fn recording_that_an_identity_was_shown_shows_nothing() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "", "").await;
    let recorded = reveal(&register, Role::Complaints, record(10)).await.unwrap().into_inner();
    assert_eq!(recorded.identity, None);
    assert_eq!(kinds(&register).await, ["PersonRegistered", "IdentityRevealed"]);
}

#[tokio::test]
async fn an_erased_identity_is_not_shown_and_nothing_is_stored() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "", "").await;
    register.keys.destroy(&id("person", 1)).await.unwrap();
    let refused = reveal(&register, Role::Clinician, act(10)).await.unwrap_err();
    assert_eq!(refused.code(), Code::FailedPrecondition);
    assert_eq!(why(&refused).0, "KEY_DESTROYED");
    assert_eq!(kinds(&register).await, ["PersonRegistered"]);
}

#[tokio::test]
async fn an_answer_that_was_lost_is_given_again_and_not_for_ever() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "", "").await;
    let first = reveal(&register, Role::Clinician, act(10)).await.unwrap().into_inner();
    let again = reveal(&register, Role::Clinician, act(10)).await.unwrap().into_inner();
    assert_eq!(first, again);
    assert!(register.desk.clock.advance(day(1)).is_some());
    let later = reveal(&register, Role::Clinician, act(10)).await.unwrap_err();
    assert_eq!(why(&later).0, "IDENTITY_SHOWN_BEFORE");
    assert_eq!(kinds(&register).await, ["PersonRegistered", "IdentityRevealed"]);
    reveal(&register, Role::Clinician, act(11)).await.unwrap();
}

#[tokio::test]
async fn nobodys_identity_is_not_shown() {
    let register = Register::new();
    let refused = reveal(&register, Role::Clinician, act(10)).await.unwrap_err();
    assert_eq!(why(&refused), ("PERSON_NOT_FOUND".into(), "fact.person_id".into()));
}

#[tokio::test]
async fn links_are_suggested_the_likest_first_and_say_why() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    register.enter(2, "Eve Marsh", "1990-05-01", "9990000026").await;
    register.enter(3, "Ada Mrash", "", NUMBER).await;
    register.enter(4, "Omar Haddad", "1971-11-23", "").await;
    let answer = suggest(&register, 1).await.unwrap();
    assert_eq!(ids(&answer.candidates), [id("person", 3), id("person", 2)]);
    let suggested: Vec<bool> = answer.candidates.iter().map(|c| c.suggested).collect();
    assert_eq!(suggested, [true, false], "a twin is shown and not suggested");
    assert!(answer.candidates.iter().all(|c| c.weights.len() == 5 && !c.linked));
    assert_eq!(answer.suggested_from, SUGGESTED_FROM);

    link(&register, 10, 3, 1).await.unwrap();
    let answer = suggest(&register, 1).await.unwrap();
    let linked: Vec<bool> = answer.candidates.iter().map(|c| c.linked).collect();
    assert_eq!(linked, [true, false], "a link counts from both sides");
    unlink(&register, 11, 3, 1).await.unwrap();
    let answer = suggest(&register, 1).await.unwrap();
    assert!(answer.candidates.iter().all(|c| !c.linked));
}

#[tokio::test]
async fn who_was_erased_is_not_suggested_and_gets_no_suggestions() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    register.enter(2, "Ada Marsh", "1990-05-01", NUMBER).await;
    register.keys.destroy(&id("person", 2)).await.unwrap();
    assert_eq!(suggest(&register, 1).await.unwrap().candidates, []);
    assert_eq!(why(&suggest(&register, 2).await.unwrap_err()).0, "KEY_DESTROYED");
    let nobody = suggest(&register, 3).await.unwrap_err();
    assert_eq!(why(&nobody), ("PERSON_NOT_FOUND".into(), "person_id".into()));
}

#[tokio::test]
async fn people_are_found_by_number_or_by_name_and_date_of_birth() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    register.enter(2, "Omar Haddad", "1971-11-23", "").await;
    let by_number = FindPersonsRequest { nhs_number: "999 000 0018".into(), ..Default::default() };
    let by_name = FindPersonsRequest {
        name: "marsh, ada".into(),
        date_of_birth: "1990-05-01".into(),
        ..Default::default()
    };
    for asked in [by_number, by_name] {
        let found = find(&register, asked).await.unwrap();
        assert_eq!(ids(&found), [id("person", 1)]);
        assert!(!format!("{found:?}").to_lowercase().contains("marsh"));
    }
    let nobody = FindPersonsRequest { nhs_number: "9990000026".into(), ..Default::default() };
    assert_eq!(find(&register, nobody).await.unwrap(), []);
}

#[tokio::test]
async fn no_more_than_twenty_are_found() {
    let register = Register::new();
    for n in 1..=30 {
        register.enter(n, "Ada Marsh", "1990-05-01", "").await;
    }
    let asked = FindPersonsRequest {
        name: "Ada Marsh".into(),
        date_of_birth: "1990-05-01".into(),
        ..Default::default()
    };
    assert_eq!(find(&register, asked).await.unwrap().len(), 20);
}

#[tokio::test]
async fn nobody_leafs_through_the_register() {
    let register = Register::new();
    let name = "Ada Marsh".to_owned();
    let born = "1990-05-01".to_owned();
    for asked in [
        FindPersonsRequest::default(),
        FindPersonsRequest { name: name.clone(), ..Default::default() },
        FindPersonsRequest { date_of_birth: born.clone(), ..Default::default() },
        FindPersonsRequest { name, borough: "Lambeth".into(), ..Default::default() },
        FindPersonsRequest { name: " - ".into(), date_of_birth: born, ..Default::default() },
    ] {
        let refused = find(&register, asked).await.unwrap_err();
        assert_eq!(why(&refused).0, "SEARCH_TOO_WIDE");
    }
    let wrong = FindPersonsRequest { nhs_number: "9990000019".into(), ..Default::default() };
    let refused = find(&register, wrong).await.unwrap_err();
    assert_eq!(why(&refused), ("NHS_NUMBER_WRONG".into(), "nhs_number".into()));
    let wrong = FindPersonsRequest {
        name: "Ada Marsh".into(),
        date_of_birth: "1 May 1990".into(),
        ..Default::default()
    };
    let refused = find(&register, wrong).await.unwrap_err();
    assert_eq!(why(&refused), ("DATE_OF_BIRTH_WRONG".into(), "date_of_birth".into()));
}

#[tokio::test]
async fn whoever_is_not_known_learns_nothing() {
    let register = Register::new();
    let asked =
        Request::new(FindPersonsRequest { nhs_number: NUMBER.into(), ..Default::default() });
    let refused = register.grpc.find_persons(asked).await.unwrap_err();
    assert_eq!(refused.code(), Code::Unauthenticated);
}
