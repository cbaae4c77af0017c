//! What the tests of the log share: events to store, a child process that
//! stores them until it is stopped, and a check of what it left behind.
#![allow(clippy::disallowed_methods, reason = "a test may measure how long something took")]
// Every test binary has its own copy of this file and uses a part of it.
#![allow(dead_code)]

use std::{
    collections::{HashMap, HashSet},
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use jiff::Timestamp;
use kernel::log::{
    Append, AppendError, Appended, EventLog, Record, RequestKey, SledLog, SledOptions,
};
use proto::{
    common::{Mode, Role, Text},
    envelope::{Draft, Envelope, Meta},
    ids::{PersonId, StreamId},
    referrals::{Event, PersonRegistered},
    time::Span,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How many writers a child has.
pub const WRITERS: usize = 64;

const FOLDER: &str = "CANDOUR_LOG_FOLDER";
const RUN: &str = "CANDOUR_LOG_RUN";

pub fn stream(name: &str) -> StreamId {
    PersonId::new(uuid(name)).into()
}

pub fn request(name: &str) -> RequestKey {
    RequestKey { id: hash(name), body: hash(&format!("the body of {name}")) }
}

/// An append of `count` small events; `name` names the request.
pub fn append(stream: &StreamId, expected: u64, count: usize, name: &str) -> Append {
    append_sized(stream, expected, &vec![10; count], name)
}

/// An append of an event with so many letters each.
pub fn append_sized(stream: &StreamId, expected: u64, letters: &[usize], name: &str) -> Append {
    let words: Vec<String> = letters.iter().map(|n| "n".repeat(*n)).collect();
    append_words(stream, expected, &words, name)
}

/// An append of an event with these words each.
pub fn append_words(stream: &StreamId, expected: u64, words: &[String], name: &str) -> Append {
    let drafts = words.iter().enumerate().map(|(i, words)| draft(stream, name, i, words)).collect();
    Append { stream: stream.clone(), expected, drafts, request: request(name) }
}

fn draft(stream: &StreamId, name: &str, number: usize, words: &str) -> Draft {
    let event: Event = PersonRegistered {
        person_id: stream.to_string(),
        name: Some(Text::plain(words)),
        ..Default::default()
    }
    .into();
    let meta = Meta {
        id: uuid(&format!("{name}/{number}")),
        type_name: String::new(),
        stream: stream.clone(),
        version: 0,
        position: 0,
        occurred: Span::instant(Timestamp::UNIX_EPOCH),
        recorded_at: Timestamp::UNIX_EPOCH,
        person: String::new(),
        agency: "agency".into(),
        worker: "worker".into(),
        role: Role::CareCoordinator,
        mode: Mode::Act,
        source: None,
        causation: None,
        correlation: name.to_owned(),
    };
    Draft::new(&meta, &event).unwrap()
}

fn hash(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

fn uuid(name: &str) -> Uuid {
    Uuid::from_slice(&hash(name)[..16]).unwrap()
}

/// Everything in a log, checked: no gap, no doubles, each event where it says.
pub async fn everything(log: &impl EventLog) -> Vec<(Record, Meta)> {
    let records = log.read_all(1, usize::MAX).await.unwrap();
    assert_eq!(records.len() as u64, *log.head().borrow(), "the head is the last position");
    let mut ids = HashSet::new();
    let mut streams: HashMap<StreamId, Vec<Record>> = HashMap::new();
    let mut checked = Vec::new();
    for (record, position) in records.into_iter().zip(1..) {
        let meta = Envelope::parse(&record.bytes).unwrap().meta;
        assert_eq!((record.position, meta.position), (position, position));
        assert!(ids.insert(meta.id), "event {} is stored twice", meta.id);
        let of_stream = streams.entry(meta.stream.clone()).or_default();
        of_stream.push(record.clone());
        let version = of_stream.len() as u64;
        assert_eq!(meta.version, version, "versions of {} have no gap", meta.stream);
        checked.push((record, meta));
    }
    for (stream, records) in streams {
        assert_eq!(log.read(&stream, 0).await.unwrap(), records);
        assert_eq!(log.read(&stream, records.len() as u64).await.unwrap(), []);
    }
    checked
}

/// An acknowledged append of a child: the request's name and what it was answered.
#[derive(Clone, Debug)]
pub struct Ack {
    name: String,
    appended: Appended,
}

/// Checks what children have left: all that was acknowledged, in order, once;
/// and of each append all events or none.
pub async fn verify(log: &SledLog, acks: &[Ack]) {
    let events = everything(log).await;
    let mut stored: HashMap<&str, Vec<&Meta>> = HashMap::new();
    for (_, meta) in &events {
        stored.entry(&meta.correlation).or_default().push(meta);
    }
    for (name, metas) in &stored {
        let count: usize = name.rsplit('-').next().unwrap().parse().unwrap();
        assert_eq!(metas.len(), count, "{name} is stored wholly");
        assert!(metas.windows(2).all(|w| w[0].position + 1 == w[1].position));
        let answer = log.answered(&request(name)).await.unwrap();
        assert!(answer.is_some(), "{name} is stored with its answer");
    }
    for Ack { name, appended } in acks {
        let answer = log.answered(&request(name)).await.unwrap();
        let repeated = Appended { repeated: true, ..appended.clone() };
        assert_eq!(answer, Some(repeated), "{name} is answered as before");
        let last = stored.get(name.as_str()).unwrap().last().unwrap();
        assert_eq!((last.position, last.version), (appended.position, appended.version));
        assert_eq!(last.stream, appended.stream);
    }
}

/// The child's part: appends with many writers, saying what was acknowledged.
///
/// Does nothing without a parent. Returns once every writer is refused.
pub fn write_until_stopped() {
    let (Ok(folder), Ok(run)) = (std::env::var(FOLDER), std::env::var(RUN)) else { return };
    let log = Arc::new(SledLog::open(folder, SledOptions::default()).unwrap());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| tokio::spawn(write(Arc::clone(&log), format!("{run}-{writer}"))))
            .collect();
        let mut acknowledged = Vec::new();
        for writer in writers {
            let (names, error) = writer.await.unwrap();
            assert!(matches!(error, AppendError::Poisoned));
            acknowledged.extend(names);
        }
        after_refusal(&log, &acknowledged).await;
        log.close().await;
    });
    drop(log);
    say("STOPPED");
}

async fn write(log: Arc<SledLog>, writer: String) -> (Vec<String>, AppendError) {
    let stream = stream(&writer);
    let (mut version, mut acknowledged) = (0, Vec::new());
    for number in 0_usize.. {
        // Up to three events; some long enough to be stored in chunks.
        let letters = vec![if number % 7 == 3 { 9_000 } else { 200 }; number % 3 + 1];
        let name = format!("{writer}-{number}-{}", letters.len());
        match log.append(append_sized(&stream, version, &letters, &name)).await {
            Ok(Appended { stream, version: now, position, events, repeated }) => {
                assert!(!repeated);
                version = now;
                say(&format!("ACK {name} {stream} {position} {version} {events}"));
                acknowledged.push(name);
            }
            Err(error) => return (acknowledged, error),
        }
    }
    unreachable!()
}

/// What must hold in a log that has met a failure: it takes nothing more. Says
/// how much of it can be read; the parent knows whether the disk can.
async fn after_refusal(log: &SledLog, acknowledged: &[String]) {
    assert!(log.refuses_writes());
    let more = log.append(append(&stream("more"), 0, 1, "more")).await;
    assert!(matches!(more, Err(AppendError::Poisoned)));
    assert!(log.set_cursor("relay", b"1").is_err());
    let head = *log.head().borrow();
    let (mut read, mut failed) = (0, 0);
    let mut count = |good: bool| if good { read += 1 } else { failed += 1 };
    for position in 1..=head {
        count(log.read_all(position, 1).await.is_ok_and(|records| records.len() == 1));
    }
    for name in acknowledged {
        count(log.answered(&request(name)).await.is_ok_and(|answer| answer.is_some()));
        let stream = stream(name.rsplitn(3, '-').last().unwrap());
        count(log.read(&stream, 0).await.is_ok_and(|records| !records.is_empty()));
    }
    say(&format!("READS {read} {failed}"));
}

fn say(line: &str) {
    // One write a line, so that a kill leaves no half of one.
    std::io::stdout().write_all(format!("\n{line}\n").as_bytes()).unwrap();
}

/// A running child, and what it has said so far.
pub struct Writing {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    listener: Option<std::thread::JoinHandle<()>>,
}

impl Writing {
    /// Starts this binary's test `child` as a process that writes to a folder.
    ///
    /// `before` is a line of shell to run in the process first.
    pub fn start(child: &str, folder: &Path, run: usize, before: &str) -> Self {
        let mut child = Command::new("sh")
            .args(["-c", &format!("{before}\nexec \"$@\""), "sh"])
            .arg(std::env::current_exe().unwrap())
            .args(["--exact", child, "--ignored", "--nocapture", "--test-threads=1"])
            .env(FOLDER, folder)
            .env(RUN, run.to_string())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let listener = std::thread::spawn(move || {
            for line in stdout.lines() {
                heard.lock().unwrap().push(line.unwrap());
            }
        });
        Self { child, said, listener: Some(listener) }
    }

    /// The appends that it has said were acknowledged.
    pub fn acks(&self) -> Vec<Ack> {
        self.said.lock().unwrap().iter().filter_map(|line| ack(line)).collect()
    }

    pub fn has_said(&self, word: &str) -> bool {
        self.said.lock().unwrap().iter().any(|line| line == word)
    }

    /// How many reads have worked and failed after the failure.
    pub fn reads(&self) -> Option<(usize, usize)> {
        let said = self.said.lock().unwrap();
        let (read, failed) = said.iter().find_map(|l| l.strip_prefix("READS ")?.split_once(' '))?;
        Some((read.parse().ok()?, failed.parse().ok()?))
    }

    /// Waits until something was acknowledged.
    pub fn wait_for_acks(&mut self) {
        let start = Instant::now();
        while self.acks().is_empty() {
            assert!(start.elapsed() < Duration::from_secs(60), "the child does not write");
            assert!(self.child.try_wait().unwrap().is_none(), "the child has ended");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Kills it with `SIGKILL` and listens to the end.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.listener.take().unwrap().join().unwrap();
    }

    /// Waits until it ends by itself; true if it ended well.
    pub fn ends(&mut self, patience: Duration) -> bool {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                self.listener.take().unwrap().join().unwrap();
                return status.success();
            }
            if start.elapsed() > patience {
                self.kill();
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn ack(line: &str) -> Option<Ack> {
    let mut words = line.strip_prefix("ACK ")?.split(' ');
    let mut word = || words.next();
    Some(Ack {
        name: word()?.to_owned(),
        appended: Appended {
            stream: word()?.parse().ok()?,
            position: word()?.parse().ok()?,
            version: word()?.parse().ok()?,
            events: word()?.parse().ok()?,
            repeated: false,
        },
    })
}

/// Tells a person, even where the output of tests that pass is held back.
pub fn tell(line: &str) {
    std::io::stderr().write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// How often to repeat something: as the variable says, else as usual or, in a
/// soak, in full.
pub fn times(variable: &str, usual: usize, soak: usize) -> usize {
    let told = std::env::var(variable).ok().and_then(|text| text.parse().ok());
    let full = std::env::var_os("CANDOUR_SOAK").is_some();
    told.unwrap_or(if full { soak } else { usual })
}
