//! Stores events as services store them, one after the other in time.

use jiff::{SignedDuration, Timestamp};
use kernel::log::{Append, EventLog as _, RequestKey, SledLog};
use proto::{
    Event,
    common::{Mode, Role, Sealed, Text, text::Form},
    envelope::{Draft, Meta},
    ids::StreamId,
    time::Span,
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;
use world::id;

/// Tells a history: the same name and the same events give the same bytes.
pub struct Teller {
    name: String,
    /// When the last event happened.
    at: Timestamp,
    /// How long after it the next one happens.
    apart: SignedDuration,
    told: u32,
}

impl Teller {
    /// Somebody who has told nothing yet.
    pub fn new(name: String) -> Self {
        Self { name, at: Timestamp::UNIX_EPOCH, apart: SignedDuration::from_hours(24), told: 0 }
    }

    /// Goes on at a time, with so much between two events.
    pub fn goes_on(&mut self, at: Timestamp, apart: SignedDuration) {
        (self.at, self.apart) = (at, apart);
    }

    /// A name for what is told from here on.
    pub fn course(&self) -> String {
        format!("{} {}", self.name, self.told)
    }

    /// An id that nothing told before has.
    pub fn fresh(&mut self, noun: &'static str) -> String {
        StreamId::new(noun, self.uuid()).to_string()
    }

    /// Words as they are stored under somebody's key; nobody opens these.
    pub fn sealed(&mut self, key_id: &str) -> Text {
        let sealed = Sealed {
            key_id: key_id.to_owned(),
            nonce: vec![7; 12],
            ciphertext: self.uuid().as_bytes().repeat(6),
        };
        Text { form: Some(Form::Sealed(sealed)) }
    }

    /// Stores events in a stream that is at a version; how many they are.
    pub async fn append<E: Event>(
        &mut self,
        log: &SledLog,
        stream: String,
        version: u64,
        events: Vec<E>,
    ) -> usize {
        let stream: StreamId = stream.parse().expect("an id");
        let mut drafts = Vec::with_capacity(events.len());
        for event in &events {
            self.at += self.apart;
            let meta = Meta {
                id: self.uuid(),
                type_name: event.type_name().to_owned(),
                stream: stream.clone(),
                version: 0,
                position: 0,
                occurred: Span::instant(self.at),
                recorded_at: self.at,
                person: event.person_id().to_owned(),
                agency: id("agency", "trust"),
                worker: id("worker", "coordinator"),
                role: Role::CareCoordinator,
                mode: Mode::Act,
                source: None,
                causation: None,
                correlation: self.uuid().to_string(),
            };
            drafts.push(Draft::new(&meta, event).expect("an event has a JSON form"));
        }
        let key: [u8; 32] = Sha256::digest(format!("{stream} {version}")).into();
        let request = RequestKey { id: key, body: key };
        log.append(Append { stream, expected: version, drafts, request }).await.expect("stored");
        events.len()
    }

    fn uuid(&mut self) -> Uuid {
        self.told += 1;
        let hash = Sha256::digest(format!("{} {}", self.name, self.told));
        Uuid::from_bytes(std::array::from_fn(|i| hash.get(i).copied().unwrap_or(0)))
    }
}
