//! Key files: the first byte says which.

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
};

use kernel::{
    principal::{SIGNING_FILE, SigningKey},
    seal::{KeyFolder, MasterKey},
};

use super::{Form, scratch};

pub const FORM: Form = Form::Bytes;

const PERSON: &str = "person_01g0000000e008000000000001";

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| scratch::folder("keyfile"));

static KEYS: LazyLock<KeyFolder> =
    LazyLock::new(|| KeyFolder::open(FOLDER.join("keys"), &master()).expect("a folder of keys"));

fn master() -> MasterKey {
    MasterKey::from([7; 32])
}

/// Where the key of a person lies.
fn of_person() -> PathBuf {
    let made = KEYS.get_or_create(PERSON).is_ok();
    let shards = std::fs::read_dir(FOLDER.join("keys")).into_iter().flatten().flatten();
    let found = shards.map(|shard| shard.path().join(format!("{PERSON}.key"))).find(|p| p.exists());
    assert!(made || found.is_some());
    found.expect("the key's file")
}

static KEY: LazyLock<PathBuf> = LazyLock::new(of_person);

pub fn seeds() -> Vec<Vec<u8>> {
    LazyLock::force(&KEY);
    let auth = FOLDER.join("auth");
    SigningKey::create(&auth).expect("a signing key");
    MasterKey::create_file(FOLDER.join("made.key")).expect("a master key");
    let read = |path: &Path| std::fs::read(path).expect("a file");
    let seed = |which: u8, bytes: Vec<u8>| [vec![which], bytes].concat();
    let check = read(&FOLDER.join("keys/master.check"));
    vec![
        seed(0, read(&FOLDER.join("made.key"))),
        seed(0, vec![0xff; 32]),
        seed(1, read(&auth.join(SIGNING_FILE))),
        seed(2, read(&KEY)),
        seed(2, b"CNDX\x01".to_vec()),
        seed(3, check),
    ]
}

pub fn run(bytes: &[u8]) {
    let Some((which, bytes)) = bytes.split_first() else { return };
    match which % 4 {
        0 => {
            let file = FOLDER.join("master.key");
            scratch::write(&file, bytes);
            let _ = MasterKey::from_file(&file).map_err(|error| error.to_string());
        }
        1 => {
            let folder = FOLDER.join("signing");
            std::fs::create_dir_all(&folder).expect("a folder");
            scratch::write(&folder.join(SIGNING_FILE), bytes);
            let _ = SigningKey::load(&folder).map_err(|error| error.to_string());
        }
        2 => {
            let file = LazyLock::force(&KEY);
            scratch::write(file, bytes);
            let _ = KEYS.get_or_create(PERSON).map_err(|error| error.to_string());
        }
        _ => {
            let folder = FOLDER.join("other");
            std::fs::create_dir_all(&folder).expect("a folder");
            scratch::write(&folder.join("master.check"), bytes);
            let _ = KeyFolder::open(&folder, &master()).map_err(|error| error.to_string());
        }
    }
}
