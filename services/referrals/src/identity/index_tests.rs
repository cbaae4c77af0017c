//! What the index of identities promises.

use std::fs;

use kernel::seal::{BlindIndex, MasterKey};
use proto::{
    common::Text,
    envelope::{Draft, Meta},
    referrals::{ContactRecorded, PersonRegistered},
};

use super::*;
use crate::register::Register;

const NUMBER: &str = "9990000018";

fn ada() -> Identity {
    Identity::read("Ada Marsh", "1990-05-01", NUMBER, "Lambeth")
}

async fn found(index: &Index) -> Vec<u128> {
    index.caught_up().await.unwrap();
    let likest = index.likest(&ada(), None, 20).await.unwrap();
    likest.iter().map(|likely| likely.person.as_u128()).collect()
}

async fn filled(index: &Arc<Index>) -> CancellationToken {
    let stop = CancellationToken::new();
    let (filling, token) = (Arc::clone(index), stop.clone());
    tokio::spawn(async move { filling.fill(token).await });
    index.caught_up().await.unwrap();
    stop
}

#[tokio::test]
async fn who_was_registered_is_found_at_once_the_likest_first() {
    let register = Register::new();
    register.enter(1, "Omar Haddad", "1971-11-23", "").await;
    register.enter(2, "Eve Marsh", "1990-05-01", "").await;
    register.enter(3, "Ada Mrash", "1990-05-01", NUMBER).await;
    assert_eq!(found(&register.grpc.index).await, [3, 2]);
}

#[tokio::test]
async fn whoever_asks_is_not_found_themselves_and_no_more_are_than_asked_for() {
    let register = Register::new();
    for n in 1..=5 {
        register.enter(n, "Ada Marsh", "1990-05-01", "").await;
    }
    let index = &register.grpc.index;
    index.caught_up().await.unwrap();
    let likest = index.likest(&ada(), Some(Uuid::from_u128(1)), 3).await.unwrap();
    let found: Vec<u128> = likest.iter().map(|likely| likely.person.as_u128()).collect();
    assert_eq!(found, [2, 3, 4]);
}

#[tokio::test]
async fn of_a_crowd_in_one_block_some_are_compared() {
    let register = Register::new();
    for n in 1..=80 {
        register.enter(n, "Ada Marsh", "1990-05-01", "").await;
    }
    register.enter(81, "Somebody Else", "", NUMBER).await;
    let index = &register.grpc.index;
    index.caught_up().await.unwrap();
    let likest = index.likest(&ada(), None, 1_000).await.unwrap();
    assert_eq!(likest.len(), OF_A_BLOCK + 1, "the one of the same number is among them");
}

#[tokio::test]
async fn an_index_that_was_lost_is_made_anew() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    let anew = register.another_index("lost");
    let stop = filled(&anew).await;
    assert_eq!(found(&anew).await, [1]);
    stop.cancel();
}

#[tokio::test]
async fn an_index_goes_on_where_it_left_off() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    let stop = filled(&register.another_index("kept")).await;
    stop.cancel();
    register.enter(2, "Ada Marsh", "1990-05-01", "").await;
    // Until the one before has let go of the folder.
    let again = loop {
        tokio::task::yield_now().await;
        let folder = register.index_folder().with_file_name("kept");
        match Index::open(&folder, &register.desk, blind(), None) {
            Ok(index) => break Arc::new(index),
            Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    };
    assert_eq!(again.store.checkpoint().unwrap().position, 1);
    filled(&again).await;
    assert_eq!(found(&again).await, [1, 2]);
}

#[tokio::test]
async fn what_changes_nothing_here_is_not_written_each_time_and_is_taken_in() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    let index = register.another_index("idle");
    filled(&index).await;
    for n in 10..13 {
        register.contact(n).await;
        index.caught_up().await.unwrap();
    }
    assert_eq!(*index.reached.borrow(), 4);
    assert_eq!(index.store.checkpoint().unwrap().position, 1);
    register.enter(2, "Ada Marsh", "1990-05-01", "").await;
    assert_eq!(found(&index).await, [1, 2]);
    assert_eq!(index.store.checkpoint().unwrap().position, 5);
}

#[tokio::test]
async fn an_index_of_another_log_is_made_anew() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    let index = register.another_index("other");
    let stranger = Change::Entered {
        person: Uuid::from_u128(77),
        position: 1,
        tokens: blocks::of(&blind(), &ada()),
    };
    let elsewhere = Checkpoint { position: 1, event: Uuid::from_u128(5) };
    index.store.apply(&[stranger], elsewhere).unwrap();
    filled(&index).await;
    assert_eq!(found(&index).await, [1]);

    let ahead = register.another_index("ahead");
    ahead.store.apply(&[], Checkpoint { position: 9, event: Uuid::from_u128(5) }).unwrap();
    filled(&ahead).await;
    assert_eq!(found(&ahead).await, [1]);
}

#[tokio::test]
async fn who_was_erased_is_passed_over_and_forgotten() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    register.enter(2, "Ada Marsh", "1990-05-01", "").await;
    let index = &register.grpc.index;
    assert_eq!(found(index).await, [1, 2]);
    register.keys.destroy(&PersonId::new(Uuid::from_u128(1)).to_string()).await.unwrap();
    assert_eq!(found(index).await, [2]);
    assert_eq!(index.store.registered_at(Uuid::from_u128(1)).unwrap(), None);
    let anew = register.another_index("anew");
    filled(&anew).await;
    assert_eq!(found(&anew).await, [2]);
    assert_eq!(anew.store.registered_at(Uuid::from_u128(1)).unwrap(), None);
}

#[tokio::test]
async fn neither_names_nor_numbers_are_kept() {
    let register = Register::new();
    register.enter(1, "Zenobia Quillfeather", "1990-05-01", NUMBER).await;
    let index = register.another_index("read");
    let stop = filled(&index).await;
    stop.cancel();
    index.store.flushed();
    let mut kept = Vec::new();
    let mut folders = vec![register.index_folder().with_file_name("read")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { kept.extend(fs::read(path).unwrap()) }
        }
    }
    let holds = |bytes: &[u8]| kept.windows(bytes.len()).any(|part| part == bytes);
    assert!(holds(Uuid::from_u128(1).as_bytes()), "what is kept is looked at");
    for words in ["Zenobia", "zenobia", "quillfeather", "z510", NUMBER, "1990", "ambeth"] {
        assert!(!holds(words.as_bytes()), "{words}");
    }
}

#[tokio::test]
async fn a_query_does_not_wait_for_ever() {
    let register = Register::new();
    register.enter(1, "Ada Marsh", "1990-05-01", NUMBER).await;
    let idle = register.another_index("idle");
    tokio::time::pause();
    assert!(matches!(idle.caught_up().await, Err(IndexError::Behind)));
}

#[test]
fn the_records_that_matter_are_told_from_the_others() {
    let meta = Meta {
        id: Uuid::from_u128(1),
        type_name: String::new(),
        stream: proto::ids::StreamId::new("person", Uuid::from_u128(1)),
        version: 1,
        position: 1,
        occurred: proto::time::Span::instant(kernel::scenario::day(0)),
        recorded_at: kernel::scenario::day(0),
        person: String::new(),
        agency: String::new(),
        worker: String::new(),
        role: proto::common::Role::Clinician,
        mode: proto::common::Mode::Act,
        source: None,
        causation: None,
        correlation: String::new(),
    };
    let record = |event: Event| {
        Draft::new(&meta, &event).map(|draft| draft.finish(u64::MAX, u64::MAX)).unwrap()
    };
    let reason = Some(Text { form: None });
    assert!(may_matter(&record(PersonRegistered::default().into())));
    assert!(may_matter(&record(
        PersonsLinked { reason: reason.clone(), ..Default::default() }.into()
    )));
    assert!(may_matter(&record(PersonsUnlinked { reason, ..Default::default() }.into())));
    assert!(!may_matter(&record(ContactRecorded::default().into())));
}

fn blind() -> BlindIndex {
    BlindIndex::new(&crate::register::master())
}

#[test]
fn another_master_key_has_another_mark() {
    let other = BlindIndex::new(&MasterKey::from([8; 32]));
    assert_ne!(blocks::mark(&blind()), blocks::mark(&other));
}
