//! Erasing a person, over a real log and a real folder of keys.

use std::{fs, path::Path};

use kernel::{
    log::EventLog as _,
    nats::NatsOptions,
    principal::Principal,
    react::Reacts as _,
    scenario::{day, id},
    seal::{KeyError, KeyFolder, Keys as _, LocalKeys},
};
use proto::{
    Plain as _,
    common::{Role, Text},
    referrals::{
        ErasureExtent, ErasureGround, FindPersonsRequest, HoldGround, HoldRecordRequest,
        IdentityPurpose, IdentityRevealed, PersonErased, RecordHeld, RequestErasureRequest,
        RevealIdentityRequest, referrals_service_server::ReferralsService as _,
    },
};
use tonic_types::StatusExt as _;

use super::*;
use crate::{
    erasures::Erasures,
    register::{Register, act, by, master},
};

const NUMBER: &str = "9990000018";
const IG: Role = Role::InformationGovernance;

fn person() -> String {
    id("person", 1)
}

/// The same request, by another worker.
fn as_worker<T>(number: u128, mut request: Request<T>) -> Request<T> {
    let mut principal = request.extensions().get::<Principal>().cloned().unwrap();
    principal.worker_id = id("worker", number);
    request.extensions_mut().insert(principal);
    request
}

fn why(status: &Status) -> String {
    status.get_error_details().error_info().map(|info| info.reason.clone()).unwrap_or_default()
}

/// A register in which Ada is entered, and others have nothing open.
async fn register() -> Register {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    register.enter(2, "Bea Lind", "1963-02-11", "").await;
    register.obstacles.complete("concerns", day(0));
    register.obstacles.complete("oversight", day(0));
    register
}

async fn ask(register: &Register) -> Result<(), Status> {
    let fact = ErasureRequested {
        person_id: person(),
        ground: ErasureGround::RetentionOver.into(),
        extent: ErasureExtent::Whole.into(),
        reason: Some(Text::plain("twenty years after the last contact")),
    };
    let request = RequestErasureRequest { act: Some(act(70)), fact: Some(fact) };
    register.grpc.request_erasure(by(IG, request)).await.map(drop)
}

fn confirmation(number: u128, etag: &str) -> Request<ConfirmErasureRequest> {
    let fact = PersonErased { person_id: person(), ..Default::default() };
    let act = proto::common::Act { etag: etag.to_owned(), ..act(number) };
    by(IG, ConfirmErasureRequest { act: Some(act), fact: Some(fact) })
}

async fn confirm(register: &Register) -> Result<(), Status> {
    register.grpc.confirm_erasure(as_worker(2, confirmation(71, ""))).await.map(drop)
}

async fn stands(register: &Register) -> GetErasureResponse {
    let request = GetErasureRequest { person_id: person() };
    register.grpc.get_erasure(by(IG, request)).await.unwrap().into_inner()
}

async fn found(register: &Register) -> usize {
    let request = FindPersonsRequest { nhs_number: NUMBER.into(), ..Default::default() };
    let answer = register.grpc.find_persons(by(IG, request)).await.unwrap();
    answer.into_inner().candidates.len()
}

fn is_destroyed(key: &Result<kernel::seal::DataKey, KeyError>) -> bool {
    matches!(key, Err(KeyError::Destroyed { .. }))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let there = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// Nobody listens there.
fn nowhere() -> NatsOptions {
    NatsOptions::at("nats://127.0.0.1:1")
}

#[tokio::test]
async fn two_people_erase_a_third_and_nobody_finds_or_reads_them_any_more() {
    let register = register().await;
    assert_eq!(found(&register).await, 1);
    ask(&register).await.unwrap();
    let seen = stands(&register).await;
    let requested = seen.requested.unwrap();
    assert_eq!(requested.reason.plain(), Some("twenty years after the last contact"));
    assert_eq!(seen.requested_by.unwrap().worker_id, id("worker", 1));
    assert!(seen.obstacles.is_empty() && !seen.erased);

    let alone = register.grpc.confirm_erasure(confirmation(72, "")).await.unwrap_err();
    assert_eq!(why(&alone), "ERASURE_CONFIRMED_BY_ITS_REQUESTER");
    let stale = as_worker(2, confirmation(73, "1"));
    assert_eq!(why(&register.grpc.confirm_erasure(stale).await.unwrap_err()), "ETAG_STALE");
    assert!(register.keys.key(&person(), false).await.is_ok(), "nothing is destroyed by that");

    let confirmed = as_worker(2, confirmation(71, &seen.etag));
    register.grpc.confirm_erasure(confirmed).await.unwrap();
    for create in [false, true] {
        assert!(is_destroyed(&register.keys.key(&person(), create).await));
    }
    assert_eq!(found(&register).await, 0);
    assert!(stands(&register).await.erased);
    register.grpc.confirm_erasure(as_worker(2, confirmation(76, ""))).await.unwrap();
    let fact = IdentityRevealed {
        person_id: person(),
        purpose: IdentityPurpose::LegalObligation.into(),
        reason: None,
    };
    let fact = IdentityRevealed { reason: Some(Text::plain("a court asks")), ..fact };
    let request = RevealIdentityRequest { act: Some(act(74)), fact: Some(fact) };
    let shut = register.grpc.reveal_identity(by(IG, request)).await.unwrap_err();
    assert_eq!(why(&shut), "KEY_DESTROYED");
    assert!(register.keys.key(&id("person", 2), false).await.is_ok(), "others are as they were");
    // What happened is on record as it was, and takes more that has no words.
    register.contact(75).await;
}

#[tokio::test]
async fn what_is_held_is_named_and_not_erased() {
    let register = register().await;
    ask(&register).await.unwrap();
    let fact = RecordHeld {
        person_id: person(),
        ground: HoldGround::Inquest.into(),
        reason: Some(Text::plain("the coroner asked for it")),
    };
    let request = HoldRecordRequest { act: Some(act(80)), fact: Some(fact) };
    register.grpc.hold_record(by(IG, request)).await.unwrap();
    let obstacle = stands(&register).await.obstacles.pop().unwrap();
    assert_eq!(obstacle.kind(), ErasureObstacleKind::Hold);
    assert_eq!((obstacle.id.as_str(), obstacle.ground()), (&*id("agency", 1), HoldGround::Inquest));
    assert_eq!(why(&confirm(&register).await.unwrap_err()), "ERASURE_HELD");
    assert!(register.keys.key(&person(), false).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn nobody_is_erased_before_it_is_known_what_others_have_open() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    ask(&register).await.unwrap();
    assert_eq!(why(&confirm(&register).await.unwrap_err()), "NOT_THERE_YET");
    assert!(register.keys.key(&person(), false).await.is_ok());
}

/// The event is stored, and nothing else of the erasure was done.
async fn stored_alone(register: &Register) {
    ask(register).await.unwrap();
    let request = as_worker(2, confirmation(71, ""));
    let confirm = |fact| OfPerson::ConfirmErasure(fact, Elsewhere::default());
    register.grpc.people.call("confirm_erasure", request, confirm).await.unwrap();
}

#[tokio::test]
async fn an_erasure_that_was_cut_short_is_carried_on_at_the_next_start() {
    let register = register().await;
    let older = register.keys_folder().with_file_name("older");
    copy(&register.keys_folder(), &older);
    stored_alone(&register).await;
    // Another folder of keys, as it was before: a process that died here has no other.
    let keys = || LocalKeys::new(KeyFolder::open(&older, &master()).unwrap());
    assert!(keys().key(&person(), false).await.is_ok());
    let note = older.join("erasures");
    let started = || {
        let erasures = Erasures::new(Arc::clone(&register.desk.log), keys(), note.clone());
        erasures.made_good(nowhere())
    };
    started().await.unwrap();
    assert!(is_destroyed(&keys().key(&person(), true).await));
    assert!(keys().key(&id("person", 2), false).await.is_ok());
    // It is known from then on how far the log was read.
    let noted = fs::read_to_string(&note).unwrap();
    let head = *register.desk.log.head().borrow();
    assert!(noted.starts_with(&format!("{head} ")), "{noted}");
    started().await.unwrap();
    assert_eq!(fs::read_to_string(&note).unwrap(), noted);
    // A note of another log is not believed.
    fs::remove_dir_all(&older).unwrap();
    copy(&register.keys_folder(), &older);
    for other in [format!("{head} {}", uuid::Uuid::nil()), format!("{} x", head + 9), "?".into()] {
        fs::write(&note, other).unwrap();
        started().await.unwrap();
        assert!(is_destroyed(&keys().key(&person(), false).await));
    }
}

#[tokio::test]
async fn a_key_that_is_put_back_by_itself_is_destroyed_again() {
    let register = register().await;
    let older = register.keys_folder().with_file_name("older");
    copy(&register.keys_folder(), &older);
    ask(&register).await.unwrap();
    confirm(&register).await.unwrap();
    let note = register.keys_folder().join("erasures");
    assert_eq!(fs::read_to_string(&note).unwrap(), format!("{}\n", person()), "named at once");
    let keys = || LocalKeys::new(KeyFolder::open(register.keys_folder(), &master()).unwrap());
    let started = || {
        let erasures = Erasures::new(Arc::clone(&register.desk.log), keys(), note.clone());
        erasures.made_good(nowhere())
    };
    for _ in 0..2 {
        started().await.unwrap();
        assert!(fs::read_to_string(&note).unwrap().contains(&person()));
        // The older copy has no note; all else of it comes back.
        copy(&older, &register.keys_folder());
        assert!(keys().key(&person(), false).await.is_ok());
        started().await.unwrap();
        assert!(is_destroyed(&keys().key(&person(), true).await));
    }
    // The note alone tells of it, where the log knows nothing.
    let other = Register::new();
    other.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    let carried = other.keys_folder().join("erasures");
    fs::copy(&note, &carried).unwrap();
    let erasures = Erasures::new(Arc::clone(&other.desk.log), other.keys.clone(), carried);
    erasures.made_good(nowhere()).await.unwrap();
    assert!(is_destroyed(&other.keys.key(&person(), false).await));
}

#[tokio::test]
async fn a_running_service_carries_on_what_is_stored_and_not_done() {
    let register = register().await;
    stored_alone(&register).await;
    // A search waits until the index has read that far, and with it the erasure.
    assert_eq!(found(&register).await, 0);
    assert!(is_destroyed(&register.keys.key(&person(), false).await));
}
