//! What a folder of keys promises.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::{collections::HashSet, sync::Barrier, thread};

use proptest::prelude::*;
use proto::ids::{AgencyId, PersonId, PlanId, SchemeId};
use uuid::Uuid;

use super::*;

fn person(n: u128) -> String {
    PersonId::new(Uuid::from_u128(n)).to_string()
}

fn open(folder: &tempfile::TempDir) -> KeyFolder {
    KeyFolder::open(folder.path(), &MasterKey::from([1; 32])).unwrap()
}

#[test]
fn a_key_reads_back_the_same_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let made = open(&folder).get_or_create(&person(1)).unwrap();
    let reopened = open(&folder);
    assert_eq!(reopened.get(&person(1)).unwrap().expose(), made.expose());
    assert_eq!(reopened.get_or_create(&person(1)).unwrap().expose(), made.expose());
}

#[test]
fn asking_without_creating_makes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(&folder);
    assert!(matches!(keys.get(&person(1)), Err(KeyError::NotFound { .. })));
    assert!(matches!(keys.get(&person(1)), Err(KeyError::NotFound { .. })));
}

#[test]
fn people_schemes_and_agencies_have_keys_each_its_own_and_plans_have_none() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(&folder);
    let uuid = Uuid::from_u128(9);
    let ids = [
        PersonId::new(uuid).to_string(),
        SchemeId::new(uuid).to_string(),
        AgencyId::new(uuid).to_string(),
    ];
    let made: HashSet<[u8; 32]> =
        ids.iter().map(|id| *keys.get_or_create(id).unwrap().expose()).collect();
    assert_eq!(made.len(), 3);
    let plan = PlanId::new(uuid).to_string();
    assert!(matches!(keys.get_or_create(&plan), Err(KeyError::NotAKeyId { .. })));
}

#[test]
fn many_who_ask_at_once_get_one_key() {
    let folder = tempfile::tempdir().unwrap();
    // Two handles on one folder, so that the files settle the race as well as the locks.
    let (one, other) = (open(&folder), open(&folder));
    let id = person(2);
    let start = Barrier::new(8);
    let found: HashSet<[u8; 32]> = thread::scope(|scope| {
        let asked: Vec<_> = (0..8)
            .map(|n| {
                let (keys, id, start) = (if n % 2 == 0 { &one } else { &other }, &id, &start);
                scope.spawn(move || {
                    start.wait();
                    *keys.get_or_create(id).unwrap().expose()
                })
            })
            .collect();
        asked.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(found.len(), 1);
}

#[test]
fn a_destroyed_key_never_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(&folder);
    let made = *keys.get_or_create(&person(3)).unwrap().expose();
    let (_, path) = keys.place(&person(3));
    let wrapped = fs::read(&path).unwrap();
    keys.destroy(&person(3)).unwrap();
    keys.destroy(&person(3)).unwrap();
    for keys in [&keys, &open(&folder)] {
        assert!(matches!(keys.get(&person(3)), Err(KeyError::Destroyed { .. })));
        assert!(matches!(keys.get_or_create(&person(3)), Err(KeyError::Destroyed { .. })));
    }
    let left = fs::read(&path).unwrap();
    assert_eq!(left, wrapping::tombstone(Some(&MasterKey::from([1; 32]).check())));
    assert_ne!(left, wrapped);
    assert!(!left.windows(4).any(|w| made.windows(4).any(|m| m == w)));
}

#[test]
fn an_id_whose_key_was_never_made_can_be_barred_from_having_one() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(&folder);
    keys.destroy(&person(4)).unwrap();
    assert!(matches!(keys.get_or_create(&person(4)), Err(KeyError::Destroyed { .. })));
}

#[test]
fn destruction_wins_against_creation_at_the_same_moment() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(&folder);
    for n in 0..16 {
        let id = person(100 + n);
        thread::scope(|scope| {
            scope.spawn(|| keys.get_or_create(&id));
            scope.spawn(|| keys.destroy(&id).unwrap());
        });
        assert!(matches!(keys.get_or_create(&id), Err(KeyError::Destroyed { .. })));
    }
}

#[test]
fn a_key_file_under_another_name_is_damaged_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let keys = open(&folder);
    keys.get_or_create(&person(5)).unwrap();
    keys.get_or_create(&person(6)).unwrap();
    let ((_, from), (_, to)) = (keys.place(&person(5)), keys.place(&person(6)));
    fs::copy(from, to).unwrap();
    let error = keys.get(&person(6)).unwrap_err();
    assert!(matches!(error, KeyError::Damaged { .. }));
    assert!(error.to_string().contains(&person(6)));
}

#[test]
fn a_folder_does_not_open_under_another_master_key() {
    let folder = tempfile::tempdir().unwrap();
    open(&folder);
    let other = KeyFolder::open(folder.path(), &MasterKey::from([2; 32]));
    assert!(matches!(other, Err(FolderError::OtherMaster { .. })));
}

#[test]
fn drafts_of_a_killed_process_are_cleared_away() {
    let folder = tempfile::tempdir().unwrap();
    open(&folder);
    let draft = folder.path().join("staging").join(".0011.tmp");
    fs::write(&draft, b"half").unwrap();
    open(&folder);
    assert!(!draft.exists());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_bytes_in_a_key_file_make_a_key_or_a_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..90)
    ) {
        let folder = tempfile::tempdir().unwrap();
        let keys = open(&folder);
        let (_, path) = keys.place(&person(7));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, [b"CNDK\x01".as_slice(), &bytes].concat()).unwrap();
        let damaged = matches!(keys.get(&person(7)), Err(KeyError::Damaged { .. }));
        prop_assert!(damaged);
    }

    #[test]
    fn no_text_leads_out_of_the_folder(text in "(\\.\\./|/|person_|[a-z0-9]|\\x00){0,40}") {
        let folder = tempfile::tempdir().unwrap();
        let refused = matches!(
            open(&folder).get_or_create(&text),
            Err(KeyError::NotAKeyId { .. })
        );
        prop_assert!(refused);
    }
}
