//! A NATS server, logs in memory, and a follower that writes everything down.

use std::{
    collections::BTreeMap,
    convert::Infallible,
    path::{Path, PathBuf},
    process::Command,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use bytes::Bytes;
use jiff::Timestamp;
use kernel::{
    follow::{Apply, Batch, Checkpoint, Follow, FollowOptions, FollowStatus},
    nats::{
        NatsOptions, connect,
        server::{NatsServer, ServerError},
        users,
    },
    relay::{Relay, RelayHandle, RelayOptions, Source, Stored},
};
use proto::{
    common::{Mode, Precision, Role},
    envelope::{Draft, Meta},
    ids::StreamId,
    referrals,
    time::Span,
};
use tempfile::TempDir;
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// The server that the environment names, or the one on the `PATH`, or the one
/// that the build brought along.
fn binary() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&paths).any(|dir| dir.join("nats-server").is_file());
    if std::env::var_os("CANDOUR_NATS_SERVER").is_some() || on_path {
        return None;
    }
    Some(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../.tools/py/bin/nats-server")))
}

/// A server in a folder of its own.
pub struct Nats {
    pub server: NatsServer,
    pub folder: TempDir,
    /// As whom relays and followers come.
    pub user: &'static str,
}

impl Nats {
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = NatsServer::start(binary(), folder.path(), None).await.unwrap();
        Self { server, folder, user: users::UP }
    }

    pub fn options(&self) -> NatsOptions {
        self.server.options(self.user).unwrap()
    }

    /// One who may do everything.
    pub async fn client(&self) -> async_nats::Client {
        self.as_user(users::ADMIN).await
    }

    /// One of the server's users.
    pub async fn as_user(&self, user: &str) -> async_nats::Client {
        connect(&self.server.options(user).unwrap(), "a test").await.unwrap().client()
    }

    /// How many messages the event stream holds, and how many of one context.
    pub async fn count(&self) -> u64 {
        let context = async_nats::jetstream::new(self.client().await);
        let stream = context.get_stream("CANDOUR").await.unwrap();
        stream.cached_info().state.messages
    }

    /// The positions of a context in the order of the stream.
    pub async fn stored(&self) -> Vec<u64> {
        let context = async_nats::jetstream::new(self.client().await);
        let stream = context.get_stream("CANDOUR").await.unwrap();
        let mut positions = Vec::new();
        for sequence in 1..=stream.cached_info().state.last_sequence {
            let message = stream.get_raw_message(sequence).await.unwrap();
            let position = message.headers.get("Candour-Position").unwrap();
            positions.push(position.as_str().parse().unwrap());
        }
        positions
    }
}

/// A server in a given folder.
pub async fn start_at(folder: &Path) -> Result<NatsServer, ServerError> {
    NatsServer::start(binary(), folder, None).await
}

/// A server on the settings in a folder that nobody holds.
pub fn orphan(folder: &Path) -> std::process::Child {
    let named = std::env::var_os("CANDOUR_NATS_SERVER").map(PathBuf::from);
    let program = binary().or(named).unwrap_or_else(|| "nats-server".into());
    Command::new(program).arg("--config").arg(folder.join("nats.conf")).spawn().unwrap()
}

/// A log in memory.
pub struct Memory {
    context: &'static str,
    records: Mutex<Vec<Bytes>>,
    head: watch::Sender<u64>,
}

impl Memory {
    pub fn new(context: &'static str) -> Arc<Self> {
        Arc::new(Self { context, records: Mutex::default(), head: watch::Sender::new(0) })
    }

    pub fn append(&self, count: u64) {
        let mut records = self.records.lock().unwrap();
        for _ in 0..count {
            let position = records.len() as u64 + 1;
            records.push(event(self.context, position));
        }
        self.head.send_replace(records.len() as u64);
    }

    pub fn last(&self) -> u64 {
        *self.head.borrow()
    }

    pub fn append_bytes(&self, bytes: &'static [u8]) {
        let mut records = self.records.lock().unwrap();
        records.push(Bytes::from_static(bytes));
        self.head.send_replace(records.len() as u64);
    }
}

impl Source for Memory {
    type Error = Infallible;

    async fn read_all(&self, from: u64, limit: usize) -> Result<Vec<Stored>, Infallible> {
        let records = self.records.lock().unwrap();
        let positions = from..=(records.len() as u64);
        Ok(positions
            .take(limit)
            .map(|position| Stored { position, bytes: records[position as usize - 1].clone() })
            .collect())
    }

    fn head(&self) -> watch::Receiver<u64> {
        self.head.subscribe()
    }
}

/// The stored bytes of some event of a context.
pub fn event(context: &str, position: u64) -> Bytes {
    let person = StreamId::new("person", Uuid::from_u128(u128::from(position % 97)));
    let meta = Meta {
        id: Uuid::now_v7(),
        type_name: String::new(),
        stream: person.clone(),
        version: position,
        position,
        occurred: Span {
            start: Timestamp::UNIX_EPOCH,
            end: Timestamp::UNIX_EPOCH,
            precision: Precision::Day,
        },
        recorded_at: Timestamp::UNIX_EPOCH,
        person: person.to_string(),
        agency: "agency".into(),
        worker: "worker".into(),
        role: Role::CareCoordinator,
        mode: Mode::Record,
        source: None,
        causation: None,
        correlation: "request".into(),
    };
    let given = referrals::InformationGiven { person_id: person.to_string(), ..Default::default() };
    let given: referrals::Event = given.into();
    let bytes = Draft::new(&meta, &given).map(|draft| draft.finish(position, position));
    // One type serves for every context, since nobody here reads the data.
    let text = String::from_utf8(bytes.unwrap()).unwrap();
    text.replace("candour.referrals.v1", &format!("candour.{context}.v1")).into()
}

/// What a follower saw.
#[derive(Default)]
pub struct Seen {
    pub applied: BTreeMap<String, Vec<u64>>,
    pub set_aside: Vec<(String, Option<u64>)>,
    pub checkpoint: Checkpoint,
    pub largest_batch: usize,
    /// Each watermark with the position that was applied when it was told.
    pub watermarks: Vec<(String, Timestamp, u64)>,
}

/// A follower that writes everything down.
#[derive(Clone, Default)]
pub struct Witness {
    seen: Arc<Mutex<Seen>>,
}

impl Witness {
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    pub fn last(&self, context: &str) -> u64 {
        self.seen().checkpoint.position(context)
    }

    /// Waits until a context is applied up to a position.
    pub async fn reaches(&self, context: &str, position: u64) {
        eventually(&format!("{context} to reach {position}"), || self.last(context) >= position)
            .await;
    }

    /// Every position from 1 to `last` once and in order.
    pub fn saw_all(&self, context: &str, last: u64) {
        let seen = self.seen();
        let positions = seen.applied.get(context).cloned().unwrap_or_default();
        let wrong = positions.iter().zip(1..).find(|(got, wanted)| **got != *wanted);
        assert_eq!((positions.len() as u64, wrong), (last, None), "{context}");
    }
}

impl Apply for Witness {
    type Error = Infallible;

    fn checkpoint(&self) -> Checkpoint {
        self.seen().checkpoint.clone()
    }

    async fn apply(&mut self, batch: Batch) -> Result<(), Infallible> {
        let mut seen = self.seen();
        seen.largest_batch = seen.largest_batch.max(batch.events.len());
        for event in batch.events {
            if event.envelope.is_err() {
                seen.set_aside.push((event.subject.to_string(), event.position));
            }
            if let Some(position) = event.position {
                seen.applied.entry(event.context).or_default().push(position);
            }
        }
        seen.checkpoint = batch.checkpoint;
        Ok(())
    }

    async fn watermark(&mut self, context: &str, time: Timestamp) -> Result<(), Infallible> {
        let applied = self.last(context);
        self.seen().watermarks.push((context.to_owned(), time, applied));
        Ok(())
    }
}

/// Something that runs until it is told to stop.
pub struct Running<T> {
    pub shutdown: CancellationToken,
    task: JoinHandle<T>,
}

impl<T> Running<T> {
    pub async fn stop(self) -> T {
        self.shutdown.cancel();
        timeout(Duration::from_secs(5), self.task).await.unwrap().unwrap()
    }

    /// Ends it where it stands, as a crash would.
    pub fn crash(self) {
        self.task.abort();
    }
}

pub fn relay(nats: &Nats, log: &Arc<Memory>) -> (RelayHandle, Running<()>) {
    let options = RelayOptions::new(nats.options());
    let relay = Relay::new(log.context, log.clone(), options, Arc::new(Timestamp::now));
    let (handle, shutdown) = (relay.handle(), CancellationToken::new());
    let task = tokio::spawn(relay.run(shutdown.clone()));
    (handle, Running { shutdown, task })
}

pub fn follow(
    nats: &Nats,
    witness: &Witness,
    change: impl FnOnce(&mut FollowOptions),
) -> (watch::Receiver<FollowStatus>, Running<Witness>) {
    let mut options = FollowOptions::new(nats.options(), "witness");
    change(&mut options);
    let follow = Follow::new(witness.clone(), options);
    let (status, shutdown) = (follow.status(), CancellationToken::new());
    let task = tokio::spawn(follow.run(shutdown.clone()));
    (status, Running { shutdown, task })
}

/// Waits until something is so.
pub async fn eventually(what: &str, is_so: impl Fn() -> bool) {
    let waiting = async {
        while !is_so() {
            sleep(Duration::from_millis(5)).await;
        }
    };
    let waited = timeout(Duration::from_secs(20), waiting).await;
    assert!(waited.is_ok(), "waited in vain for {what}");
}
