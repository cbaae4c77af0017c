//! What exchanging a master key promises.

#![allow(clippy::unwrap_used)]

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use proto::ids::PersonId;
use uuid::Uuid;

use super::*;
use crate::seal::KeyError;

fn person(n: u128) -> String {
    PersonId::new(Uuid::from_u128(n)).to_string()
}

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        MasterKey::create_file(place.file()).unwrap();
        place
    }

    fn file(&self) -> PathBuf {
        self.0.path().join("master.key")
    }

    fn keys(&self) -> PathBuf {
        self.0.path().join("keys")
    }

    fn open(&self) -> (MasterKeys, Roots) {
        MasterKeys::in_file(&self.file(), &self.keys()).unwrap()
    }

    /// A copy of the folder of keys as it is.
    fn copied(&self, name: &str) -> PathBuf {
        let to = self.0.path().join(name);
        copy(&self.keys(), &to);
        to
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// All that tells one set of roots from another.
fn told(roots: &Roots) -> ([u8; 32], [u8; 32], [u8; 32]) {
    let index = roots.blind_index.of("nhs_number", "943 476 5919");
    (index, roots.pseudonyms.of("agency"), roots.requests.of(b"body"))
}

#[test]
fn keys_and_roots_are_the_same_under_a_new_master_key_and_the_old_one_opens_nothing() {
    let place = Place::new();
    let before = MasterKey::from_file(place.file()).unwrap();
    let (master, roots) = place.open();
    assert_eq!(told(&roots), told(&Roots::new(&before)), "nothing becomes another by it");
    let made: Vec<_> =
        (0..40).map(|n| master.folder().get_or_create(&person(n)).unwrap()).collect();
    master.begin().unwrap();
    master.go_on();

    let state = master.state().unwrap();
    assert!(!state.underway && !state.halted && state.old_is_there, "{state:?}");
    assert_eq!((state.done, state.keys), (40, 40));
    assert_ne!(MasterKey::from_file(place.file()).unwrap().check(), before.check());
    assert!(matches!(KeyFolder::open(place.keys(), &before), Err(FolderError::OtherMaster { .. })));
    for _ in 0..2 {
        let (again, roots_again) = place.open();
        assert_eq!(told(&roots_again), told(&roots));
        for (n, key) in (0..).zip(&made) {
            assert_eq!(again.folder().get(&person(n)).unwrap().expose(), key.expose());
        }
        // The second time the old one is gone.
        if again.state().unwrap().old_is_there {
            assert!(matches!(again.begin(), Err(RotateError::OldStillThere)));
            again.destroy_old().unwrap();
        }
    }
    assert!(matches!(master.destroy_old(), Err(RotateError::NothingOld)));
}

#[test]
fn keys_are_given_out_and_made_while_the_master_key_is_exchanged() {
    let place = Place::new();
    let (master, _) = place.open();
    let folder = master.folder();
    let made: Vec<_> = (0..60).map(|n| folder.get_or_create(&person(n)).unwrap()).collect();
    let ended = AtomicBool::new(false);
    let new = thread::scope(|scope| {
        let serving = scope.spawn(|| {
            let mut new = Vec::new();
            for round in 0.. {
                for (n, key) in (0..).zip(&made) {
                    assert_eq!(folder.get(&person(n)).unwrap().expose(), key.expose());
                }
                let id = person(1_000 + round);
                new.push((id.clone(), folder.get_or_create(&id).unwrap()));
                if ended.load(Ordering::SeqCst) {
                    break;
                }
            }
            new
        });
        master.begin().unwrap();
        master.go_on();
        ended.store(true, Ordering::SeqCst);
        serving.join().unwrap()
    });
    assert!(!master.state().unwrap().halted);
    master.destroy_old().unwrap();
    let (again, _) = place.open();
    for (id, key) in new {
        assert_eq!(again.folder().get(&id).unwrap().expose(), key.expose());
    }
}

#[test]
fn an_exchange_that_was_interrupted_goes_on_from_wherever_it_was() {
    let place = Place::new();
    let (master, roots) = place.open();
    let key = master.folder().get_or_create(&person(1)).unwrap();
    let other = master.folder().get_or_create(&person(2)).unwrap();
    // The new key is there, and one key is under it.
    master.begin().unwrap();
    let late = master.folder().get_or_create(&person(3)).unwrap();
    drop(master);
    let (again, _) = place.open();
    assert!(again.state().unwrap().underway);
    assert!(matches!(again.destroy_old(), Err(RotateError::Underway)));
    for (n, key) in [(1, &key), (2, &other), (3, &late)] {
        assert_eq!(again.folder().get(&person(n)).unwrap().expose(), key.expose());
    }
    // All is under the new one, and no file has its name yet.
    again.folder().rewrap(&AtomicU64::new(0)).unwrap();
    drop(again);
    let (again, _) = place.open();
    // The old one has its second name, and the new one not yet its own.
    fs::hard_link(place.file(), beside(&place.file(), "old")).unwrap();
    again.go_on();
    assert_eq!(
        again.state().unwrap(),
        MasterState { done: 3, keys: 3, old_is_there: true, ..MasterState::default() }
    );
    again.destroy_old().unwrap();
    let (again, roots_again) = place.open();
    assert_eq!(told(&roots_again), told(&roots));
    for (n, key) in [(1, &key), (2, &other), (3, &late)] {
        assert_eq!(again.folder().get(&person(n)).unwrap().expose(), key.expose());
    }
}

#[test]
fn a_destroyed_key_waits_until_the_master_key_of_its_time_is_destroyed() {
    let place = Place::new();
    let (master, _) = place.open();
    let folder = master.folder();
    folder.get_or_create(&person(1)).unwrap();
    let kept = folder.get_or_create(&person(2)).unwrap();
    let copy = place.copied("before");
    folder.destroy(&person(1)).unwrap();
    folder.destroy(&person(1)).unwrap();
    let destroyed = || master.state().unwrap().destroyed;
    assert_eq!(destroyed(), Destroyed { all: 1, waiting: 1 });
    master.begin().unwrap();
    assert_eq!(destroyed(), Destroyed { all: 1, waiting: 1 });
    master.go_on();
    assert_eq!(destroyed(), Destroyed { all: 1, waiting: 1 });
    // With the old master key an older copy still opens, which is why it has to go.
    let old = MasterKey::from_file(beside(&place.file(), "old")).unwrap();
    assert!(KeyFolder::open(&copy, &old).unwrap().get(&person(1)).is_ok());
    master.destroy_old().unwrap();
    assert_eq!(destroyed(), Destroyed { all: 1, waiting: 0 });
    assert!(!beside(&place.file(), "old").exists());
    let new = MasterKey::from_file(place.file()).unwrap();
    assert!(matches!(KeyFolder::open(&copy, &new), Err(FolderError::OtherMaster { .. })));
    // One that is destroyed now waits for the next exchange.
    folder.destroy(&person(2)).unwrap();
    assert_eq!(destroyed(), Destroyed { all: 2, waiting: 1 });
    assert_eq!(kept.expose().len(), 32);
}

#[test]
fn a_key_destroyed_during_an_exchange_stays_destroyed() {
    let place = Place::new();
    let (master, _) = place.open();
    master.folder().get_or_create(&person(1)).unwrap();
    master.begin().unwrap();
    master.folder().destroy(&person(1)).unwrap();
    master.go_on();
    master.destroy_old().unwrap();
    let (again, _) = place.open();
    let get = again.folder().get_or_create(&person(1));
    assert!(matches!(get, Err(KeyError::Destroyed { .. })));
}

#[test]
fn tombstones_from_before_it_was_noted_wait_for_one_exchange() {
    let place = Place::new();
    let (master, _) = place.open();
    master.folder().destroy(&person(1)).unwrap();
    let name = format!("{}.key", person(1));
    let shard = fs::read_dir(place.keys())
        .unwrap()
        .map(|entry| entry.unwrap().path().join(&name))
        .find(|path| path.exists())
        .unwrap();
    fs::write(shard, b"CNDX\x01").unwrap();
    assert_eq!(master.state().unwrap().destroyed, Destroyed { all: 1, waiting: 1 });
    master.begin().unwrap();
    master.go_on();
    assert_eq!(master.state().unwrap().destroyed, Destroyed { all: 1, waiting: 1 });
    master.destroy_old().unwrap();
    assert_eq!(master.state().unwrap().destroyed, Destroyed { all: 1, waiting: 0 });
}

#[test]
fn a_key_that_opens_under_neither_keeps_the_old_master_key_and_is_named() {
    let place = Place::new();
    let (master, _) = place.open();
    let key = master.folder().get_or_create(&person(1)).unwrap();
    let other = Place::new();
    other.open().0.folder().get_or_create(&person(2)).unwrap();
    copy(&other.keys(), &place.0.path().join("elsewhere"));
    for entry in fs::read_dir(other.keys()).unwrap().map(Result::unwrap) {
        if entry.file_name().len() == 2 {
            copy(&entry.path(), &place.keys().join(entry.file_name()));
        }
    }
    master.begin().unwrap();
    master.go_on();
    let state = master.state().unwrap();
    assert!(state.halted && !state.underway, "{state:?}");
    assert!(matches!(master.destroy_old(), Err(RotateError::Underway)));
    let error = master.folder().rewrap(&AtomicU64::new(0)).unwrap_err().to_string();
    assert!(error.contains(&person(2)) && error.contains("neither"), "{error}");
    let (again, _) = place.open();
    assert_eq!(again.folder().get(&person(1)).unwrap().expose(), key.expose());
}

#[test]
fn what_is_in_no_file_is_not_exchanged() {
    let folder = tempfile::tempdir().unwrap();
    let (master, _) = MasterKeys::given(&MasterKey::from([1; 32]), folder.path()).unwrap();
    assert!(matches!(master.begin(), Err(RotateError::NotInAFile)));
    assert!(matches!(master.destroy_old(), Err(RotateError::NotInAFile)));
    master.go_on();
    assert_eq!(master.state().unwrap(), MasterState::default());
}
