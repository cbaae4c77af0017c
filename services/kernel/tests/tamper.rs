//! A log that is altered is found out: by whoever holds a checkpoint of it, and by the
//! service that signed one.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use jiff::Timestamp;
use kernel::{
    log::{EventLog as _, Record, SledLog, SledOptions},
    proof::{
        Checkpoint, Finding, Inspector, Keeper, Looked, Maker, ProofError, ProofKey, Tree,
        look_through,
    },
};
use rand::{Rng as _, SeedableRng as _, rngs::StdRng};
use support::{append_sized, stream};

/// How many events the log has, and how many of them the witness saw.
const EVENTS: u64 = 90;
const WITNESSED: u64 = 70;

/// How many edits are tried: of what the store holds, and of its file.
fn edits() -> (u32, u32) {
    if std::env::var_os("CANDOUR_SOAK").is_some() { (1_000, 200) } else { (60, 12) }
}

/// A log with its tree and checkpoint in a folder, as a service leaves them.
struct Installed {
    data: PathBuf,
    key: ProofKey,
    /// What a witness signed when the log had [`WITNESSED`] events.
    witnessed: Checkpoint,
    records: Vec<Record>,
}

impl Installed {
    async fn new(data: &Path, key: ProofKey, words: &str) -> Self {
        let (log, keeper) = opened(data, &key).await;
        fill(&log, 0..WITNESSED, words).await;
        let (mut witnessed, _) = keeper.checkpoint(0).await.unwrap().unwrap();
        fill(&log, WITNESSED..EVENTS, words).await;
        keeper.checkpoint(0).await.unwrap();
        let records = log.read_all(1, usize::MAX).await.unwrap();
        log.close().await;
        witnessed.cosign(&key, "witness", Timestamp::UNIX_EPOCH).unwrap();
        Self { data: data.to_owned(), key, witnessed, records }
    }

    fn log(&self) -> PathBuf {
        self.data.join("log")
    }

    fn tree(&self) -> Option<Tree> {
        Tree::look_at(&self.data.join("proof/tree")).unwrap()
    }

    /// Holds the log against what the witness saw.
    fn looked(&self) -> Looked {
        self.against(&self.witnessed)
    }

    fn against(&self, checkpoint: &Checkpoint) -> Looked {
        let heads = vec![checkpoint.head().clone()];
        let inspector = Inspector::new(heads, self.tree(), Vec::new()).unwrap();
        look_through(&self.log(), inspector).unwrap()
    }

    /// The log's own checkpoint.
    fn own(&self) -> Checkpoint {
        let own = Checkpoint::read(&fs::read(self.data.join("proof/checkpoint")).unwrap()).unwrap();
        let key = self.key.public(&self.key.origin("referrals"), Maker::Log);
        assert!(own.signed_by(&key).is_some());
        own
    }

    /// Changes what the store holds behind the log's back.
    fn edit(&self, edit: impl FnOnce(&sled::Tree)) {
        // As the log opens it.
        let config = sled::Config::new().path(self.log()).segment_size(16 * 1024 * 1024);
        let db = loop {
            match config.open() {
                Ok(db) => break db,
                Err(error) => assert!(error.to_string().contains("lock"), "{error}"),
            }
        };
        edit(&db.open_tree("log").unwrap());
        db.flush().unwrap();
    }
}

async fn opened(data: &Path, key: &ProofKey) -> (Arc<SledLog>, Keeper) {
    fs::create_dir_all(data).unwrap();
    let log = Arc::new(SledLog::open(data.join("log"), SledOptions::default()).unwrap());
    let keeper = kept_by(&log, key, data).await;
    (log, keeper)
}

/// A keeper of a log that is published nowhere.
async fn kept_by(log: &Arc<SledLog>, key: &ProofKey, data: &Path) -> Keeper {
    let keeper = Keeper::open("referrals", Arc::clone(log), key.clone(), data).unwrap();
    keeper.compared().await;
    keeper
}

/// Stores events of three streams, some of them in several chunks.
async fn fill(log: &SledLog, numbers: std::ops::Range<u64>, words: &str) {
    for number in numbers {
        let stream = stream(&format!("person {}", number % 3));
        let letters = [if number % 11 == 0 { 9_000 } else { 20 }];
        let name = format!("{words} {number}");
        log.append(append_sized(&stream, number / 3, &letters, &name)).await.unwrap();
    }
}

fn key(folder: &Path) -> ProofKey {
    ProofKey::open(&folder.join("key")).unwrap()
}

/// The key under which the store keeps a chunk of an event.
fn chunk(position: u64, chunk: u8) -> Vec<u8> {
    [b"e".as_slice(), &position.to_be_bytes(), &[chunk]].concat()
}

/// All that is kept of an event.
fn kept(log: &sled::Tree, position: u64) -> Vec<(sled::IVec, sled::IVec)> {
    log.range(chunk(position, 0)..=chunk(position, u8::MAX)).map(Result::unwrap).collect()
}

/// Puts at a position what is kept of another event, whole.
fn put(log: &sled::Tree, position: u64, event: &[(sled::IVec, sled::IVec)]) {
    for (at, _) in kept(log, position) {
        log.remove(at).unwrap();
    }
    for (number, (_, bytes)) in (0..).zip(event) {
        log.insert(chunk(position, number), bytes).unwrap();
    }
}

/// Leaves the log as it was.
fn restore(log: &sled::Tree, before: &[(sled::IVec, sled::IVec)]) {
    log.clear().unwrap();
    for (key, value) in before {
        log.insert(key, value).unwrap();
    }
}

/// Edits what is at a position or after it at random; says what was done.
fn edit(log: &sled::Tree, position: u64, random: &mut StdRng) -> String {
    let move_up = |from: u64| {
        for at in (from..=EVENTS).rev() {
            put(log, at + 1, &kept(log, at));
        }
    };
    match random.random_range(0..7) {
        0 => {
            let mut chunks = kept(log, position);
            let (at, bytes) = chunks.swap_remove(random.random_range(0..chunks.len()));
            let mut bytes = bytes.to_vec();
            let slot = random.random_range(0..bytes.len());
            bytes[slot] ^= 1 << random.random_range(0..8);
            log.insert(at, bytes).unwrap();
            format!("a bit of event {position} flipped")
        }
        1 => {
            put(log, position, &[]);
            format!("event {position} deleted")
        }
        2 => {
            for at in position..EVENTS {
                put(log, at, &kept(log, at + 1));
            }
            put(log, EVENTS, &[]);
            format!("event {position} deleted, and the rest moved down")
        }
        3 => {
            let other = position + 1 + random.random_range(0..EVENTS - position);
            let (one, two) = (kept(log, position), kept(log, other));
            put(log, position, &two);
            put(log, other, &one);
            format!("events {position} and {other} exchanged")
        }
        4 => {
            for at in position..=EVENTS {
                put(log, at, &[]);
            }
            format!("the log cut off at event {position}")
        }
        5 => {
            move_up(position);
            // Not of the very event: twice in a row, the second is the one too many.
            let copied = random.random_range(position + 2..=EVENTS + 1);
            put(log, position, &kept(log, copied));
            format!("a copy of what now is event {copied} put in as event {position}")
        }
        _ => {
            move_up(position);
            log.insert(chunk(position, 0), b"{}".as_slice()).unwrap();
            format!("an event put in as event {position}")
        }
    }
}

/// Edits of any kind of what a witness saw are named with the first event that they touch.
#[tokio::test]
async fn every_edit_of_what_was_witnessed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let installed =
        Installed::new(&folder.path().join("data"), key(folder.path()), "as it was").await;
    assert_eq!(installed.looked().differences, Vec::<String>::new());
    let mut before = Vec::new();
    installed.edit(|log| before = log.iter().map(Result::unwrap).collect());
    let mut random = StdRng::seed_from_u64(6962);
    for number in 0..edits().0 {
        let position = random.random_range(1..=WITNESSED);
        let mut what = String::new();
        installed.edit(|log| what = edit(log, position, &mut random));
        let looked = installed.looked();
        assert_eq!(looked.position, Some(position), "{number}: {what}: {looked:?}");
        assert_eq!(looked.differences.len(), 1, "{number}: {what}: {looked:?}");
        installed.edit(|log| restore(log, &before));
    }
    assert_eq!(installed.looked().differences, Vec::<String>::new());
}

/// Whoever hides an event from those who look by its stream is found out as well.
#[tokio::test]
async fn an_altered_index_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let installed =
        Installed::new(&folder.path().join("data"), key(folder.path()), "as it was").await;
    let mut index = Vec::new();
    installed.edit(|log| {
        index = log.scan_prefix(b"s").map(Result::unwrap).collect();
        log.remove(&index[40].0).unwrap();
    });
    let position = u64::from_be_bytes(index[40].1.as_ref().try_into().unwrap());
    let looked = installed.looked();
    assert_eq!(looked.position, Some(position), "{looked:?}");
    installed.edit(|log| drop(log.insert(&index[40].0, &index[39].1).unwrap()));
    assert_eq!(installed.looked().position, Some(position));
    installed.edit(|log| drop(log.insert(&index[40].0, &index[40].1).unwrap()));
    assert_eq!(installed.looked().differences, Vec::<String>::new());
}

/// A byte of the store's file that is changed is found, or it was none of the log's.
#[tokio::test]
async fn an_edit_of_the_file_is_named_or_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let installed =
        Installed::new(&folder.path().join("data"), key(folder.path()), "as it was").await;
    let file = installed.log().join("db");
    let (whole, others) = (fs::read(&file).unwrap(), folder.path().join("others"));
    copy(&installed.log(), &others);
    let used = whole.iter().rposition(|byte| *byte != 0).unwrap();
    let mut random = StdRng::seed_from_u64(34);
    let mut named = 0;
    for number in 0..edits().1 {
        fs::remove_dir_all(installed.log()).unwrap();
        copy(&others, &installed.log());
        let mut bytes = whole.clone();
        let at = random.random_range(0..used);
        bytes[at] ^= 1 << random.random_range(0..8);
        fs::write(&file, bytes).unwrap();
        let looked = installed.looked();
        let changed = looked.position.and_then(|at| usize::try_from(at).ok());
        if changed.is_none() {
            let log = SledLog::open_existing(installed.log()).unwrap();
            let records = log.read_all(1, usize::MAX).await.unwrap();
            let witnessed = usize::try_from(WITNESSED).unwrap();
            assert_eq!(records[..witnessed], installed.records[..witnessed], "{number}: byte {at}");
            log.close().await;
        } else {
            named += 1;
        }
    }
    assert!(named > 0, "no edit reached the log");
}

/// With the stolen key a whole other history can be signed: without a witness nobody can
/// tell, and with one anybody can.
#[tokio::test]
async fn another_history_signed_with_the_stolen_key_is_told_by_a_witness_alone() {
    let folder = tempfile::tempdir().unwrap();
    let key = key(folder.path());
    let was = Installed::new(&folder.path().join("was"), key.clone(), "as it was").await;
    let other = Installed::new(&folder.path().join("other"), key, "as it should have been").await;
    assert_eq!(other.against(&other.own()).differences, Vec::<String>::new(), "it looks sound");
    let looked = other.against(&was.witnessed);
    assert_eq!(looked.position, Some(1), "{looked:?}");
    let finding = looked.inspection.and_then(|inspection| inspection.finding);
    assert_eq!(finding, Some(Finding::Somewhere { from: 1, to: WITNESSED }));
    // With the hashes as they were it is told which event.
    let heads = vec![was.witnessed.head().clone()];
    let inspector = Inspector::new(heads, was.tree(), Vec::new()).unwrap();
    let looked = look_through(&other.log(), inspector).unwrap();
    let finding = looked.inspection.and_then(|inspection| inspection.finding);
    assert_eq!(finding, Some(Finding::Altered { position: 1 }));
}

/// A service signs nothing that does not contain what it signed before.
#[tokio::test]
async fn an_altered_log_gets_no_more_checkpoints() {
    let folder = tempfile::tempdir().unwrap();
    let key = key(folder.path());
    let installed = Installed::new(&folder.path().join("data"), key.clone(), "as it was").await;
    installed.edit(|log| {
        for at in 40..=EVENTS {
            put(log, at, &[]);
        }
    });
    let (log, keeper) = opened(&installed.data, &key).await;
    assert!(matches!(keeper.checkpoint(0).await, Err(ProofError::Altered { .. })));
    drop(keeper);
    log.close().await;
    drop(log);
    // One event altered, and the tree gone that would have to be read through to see it.
    installed.edit(|log| {
        for record in &installed.records {
            put(log, record.position, &[]);
            for (number, part) in (0..).zip(record.bytes.chunks(4096)) {
                log.insert(chunk(record.position, number), part).unwrap();
            }
        }
        log.insert(chunk(7, 0), b"{}".as_slice()).unwrap();
    });
    let (log, keeper) = opened(&installed.data, &key).await;
    assert!(keeper.receipt(8).await.is_ok(), "the tree still proves the others");
    let read = keeper.read_through().await;
    let told = matches!(&read, Err(ProofError::Altered { why }) if why.contains("event 7 "));
    assert!(told, "{read:?}");
    altered(&keeper).await;
    drop(keeper);
    // Whoever asks for the event is told as well.
    let keeper = kept_by(&log, &key, &installed.data).await;
    assert!(matches!(keeper.receipt(7).await, Err(ProofError::Altered { .. })), "no receipt of it");
    altered(&keeper).await;
    drop(keeper);
    let tree = installed.data.join("proof/tree");
    let hashes = fs::read(&tree).unwrap();
    fs::remove_file(&tree).unwrap();
    let keeper = kept_by(&log, &key, &installed.data).await;
    altered(&keeper).await;
    drop(keeper);
    // What the tree was is kept aside when it does not come to what was signed.
    fs::write(&tree, &hashes[..hashes.len() / 2]).unwrap();
    let keeper = kept_by(&log, &key, &installed.data).await;
    altered(&keeper).await;
    assert_eq!(
        fs::read(installed.data.join("proof/tree.aside")).unwrap(),
        hashes[..hashes.len() / 2]
    );
    log.close().await;
}

/// Nothing is signed or proved any more, whatever is asked.
async fn altered(keeper: &Keeper) {
    assert!(matches!(keeper.checkpoint(0).await, Err(ProofError::Altered { .. })));
    assert!(matches!(keeper.receipt(8).await, Err(ProofError::Altered { .. })));
    assert!(matches!(keeper.read_through().await, Err(ProofError::Altered { .. })));
}

/// Whoever removes or spoils what was signed gets nothing signed either.
#[tokio::test]
async fn a_spoiled_checkpoint_is_not_signed_over() {
    let folder = tempfile::tempdir().unwrap();
    let key = key(folder.path());
    let installed = Installed::new(&folder.path().join("data"), key.clone(), "as it was").await;
    let proof = installed.data.join("proof");
    let (log, keeper) = opened(&installed.data, &key).await;
    let witness = key.public("witness", Maker::Witness);
    assert!(keeper.add_witness(&installed.witnessed, &witness).await.unwrap());
    // A receipt of what a witness saw shows the witness.
    let receipt = keeper.receipt(5).await.unwrap();
    assert!(receipt.checkpoint.signed_by(&witness).is_some());
    let later = keeper.receipt(EVENTS).await.unwrap();
    assert!(later.checkpoint.signed_by(&witness).is_none());
    drop(keeper);
    let (own, whole) = (proof.join("checkpoint"), installed.own().to_string());
    let spoiled = whole.replacen(&format!("\n{EVENTS}\n"), "\n3\n", 1);
    for damage in [None, Some(""), Some(spoiled.as_str())] {
        match damage {
            Some(text) => fs::write(&own, text).unwrap(),
            None => fs::remove_file(&own).unwrap(),
        }
        altered(&kept_by(&log, &key, &installed.data).await).await;
    }
    fs::write(&own, &whole).unwrap();
    let keeper = kept_by(&log, &key, &installed.data).await;
    assert_eq!(keeper.checkpoint(0).await.unwrap().unwrap().0.to_string(), whole);
    log.close().await;
}

/// What a witness hands in has to be good, and nothing else that comes with it is kept.
#[tokio::test]
async fn a_cosignature_is_taken_only_if_it_is_good() {
    let folder = tempfile::tempdir().unwrap();
    let key = key(folder.path());
    let installed = Installed::new(&folder.path().join("data"), key.clone(), "as it was").await;
    let (log, keeper) = opened(&installed.data, &key).await;
    let witness = key.public("witness", Maker::Witness);
    let other = ProofKey::open(&folder.path().join("other")).unwrap();
    let stranger = other.public("witness", Maker::Witness);
    assert!(!keeper.add_witness(&installed.witnessed, &stranger).await.unwrap());
    assert!(!keeper.add_witness(&installed.witnessed, &keeper.public_key()).await.unwrap());
    // A line of the same name and id before the good one changes nothing.
    let text = installed.witnessed.to_string();
    let line = text.lines().find(|line| line.starts_with("\u{2014} witness ")).unwrap();
    let mut junk = line.to_owned();
    let end = junk.len() - 4;
    junk.replace_range(end.., "AAAA");
    let padded = Checkpoint::read(text.replacen(line, &format!("{junk}\n{line}"), 1).as_bytes());
    assert!(keeper.add_witness(&padded.unwrap(), &witness).await.unwrap());
    assert_eq!(keeper.receipt(5).await.unwrap().checkpoint.to_string(), text);
    // One that is newer takes its place, and an older one is good and not kept.
    let mut newer = installed.own();
    newer.cosign(&other, "other", Timestamp::UNIX_EPOCH).unwrap();
    let by_other = other.public("other", Maker::Witness);
    assert!(keeper.add_witness(&newer, &by_other).await.unwrap());
    assert!(keeper.add_witness(&installed.witnessed, &witness).await.unwrap());
    assert_eq!(keeper.receipt(5).await.unwrap().checkpoint.to_string(), newer.to_string());
    log.close().await;
}

/// What is kept of the tree may be lost or half written: it is made anew from the log.
#[tokio::test]
async fn a_tree_that_is_lost_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let key = key(folder.path());
    let installed = Installed::new(&folder.path().join("data"), key.clone(), "as it was").await;
    let tree = installed.data.join("proof/tree");
    let whole = fs::read(&tree).unwrap();
    let own = installed.own();
    for damage in [Vec::new(), whole[..1_000].to_vec(), vec![7; whole.len()]] {
        fs::write(&tree, damage).unwrap();
        let (log, keeper) = opened(&installed.data, &key).await;
        let receipt = keeper.receipt(3).await.unwrap();
        assert_eq!(receipt.check(), Ok(()));
        assert_eq!(receipt.event, installed.records[2].bytes);
        assert_eq!(keeper.checkpoint(0).await.unwrap().unwrap().0, own, "nothing is signed twice");
        log.close().await;
        assert_eq!(fs::read(&tree).unwrap(), whole);
    }
}

/// Before it was looked at what was published, nothing new is signed; what was signed is.
#[tokio::test]
async fn nothing_is_signed_before_it_is_known_what_was_published() {
    let folder = tempfile::tempdir().unwrap();
    let key = key(folder.path());
    let installed = Installed::new(&folder.path().join("data"), key.clone(), "as it was").await;
    let log = Arc::new(SledLog::open(installed.log(), SledOptions::default()).unwrap());
    let keeper = Keeper::open("referrals", Arc::clone(&log), key, &installed.data).unwrap();
    assert_eq!(keeper.checkpoint(0).await.unwrap().unwrap().0, installed.own());
    fill(&log, EVENTS..EVENTS + 1, "one more").await;
    assert!(matches!(keeper.checkpoint(0).await, Err(ProofError::NotCompared)));
    assert!(matches!(keeper.receipt(EVENTS + 1).await, Err(ProofError::NotCompared)));
    assert!(keeper.receipt(EVENTS).await.is_ok());
    keeper.compared().await;
    assert!(keeper.receipt(EVENTS + 1).await.is_ok());
    log.close().await;
}

/// A receipt of what was just stored is of a checkpoint that has it.
#[tokio::test]
async fn a_receipt_is_given_of_every_event_that_is_stored_and_of_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let key = key(folder.path());
    let (log, keeper) = opened(&folder.path().join("data"), &key).await;
    let none = keeper.receipt(1).await;
    assert!(matches!(none, Err(ProofError::NoEvent { position: 1, size: 0 })), "{none:?}");
    for number in 0..5 {
        fill(&log, number..number + 1, "new").await;
        let receipt = keeper.receipt(number + 1).await.unwrap();
        assert_eq!(receipt.check(), Ok(()));
        assert!(receipt.checkpoint.signed_by(&keeper.public_key()).is_some());
        assert_eq!(receipt.checkpoint.head().size, number + 1);
    }
    for wrong in [0, 6, u64::MAX] {
        assert!(matches!(keeper.receipt(wrong).await, Err(ProofError::NoEvent { .. })), "{wrong}");
    }
    log.close().await;
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(path, to).unwrap();
        }
    }
}
