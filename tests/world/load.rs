//! A load: many writers who record contacts, ask again until each is answered,
//! and note every answer.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use proto::{
    common::{Receipt, Text},
    referrals::{
        ContactDisposal, ContactReason, ContactRecorded, ContactService, PersonRegistered,
        RecordContactRequest, RegisterPersonRequest,
        referrals_service_client::ReferralsServiceClient,
    },
};
use tokio::{
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep, timeout},
};
use tonic::{Code, Status};

use crate::{Signed, act, id};

/// How long a call may take before its writer asks again.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a request may go unanswered before its writer gives up.
const ENDURANCE: Duration = Duration::from_secs(90);

/// A contact that was acknowledged.
#[derive(Clone, Debug)]
pub struct Acked {
    /// The person.
    pub person: String,
    /// The receipt.
    pub receipt: Receipt,
}

/// Writers at work.
pub struct Load {
    stop: Arc<AtomicBool>,
    acked: Arc<Mutex<Vec<Acked>>>,
    failed: Arc<AtomicUsize>,
    slowest: Arc<Mutex<Duration>>,
    writers: JoinSet<()>,
}

/// The registration of a person of a load.
#[must_use]
pub fn registration(name: &str) -> RegisterPersonRequest {
    RegisterPersonRequest {
        act: act(&format!("register {name}")),
        fact: Some(PersonRegistered { person_id: id("person", name), ..Default::default() }),
    }
}

/// A contact of a person of a load; each name is a request of its own.
#[must_use]
pub fn contact(request: &str, person: &str) -> RecordContactRequest {
    RecordContactRequest {
        act: act(request),
        fact: Some(ContactRecorded {
            person_id: id("person", person),
            service: ContactService::Ed.into(),
            agency_id: id("agency", "trust"),
            reason: ContactReason::Distress.into(),
            disposal: ContactDisposal::Discharged.into(),
            notes: Some(Text::plain(request)),
            ..Default::default()
        }),
    }
}

/// The name of a person of a load.
#[must_use]
pub fn person(number: usize) -> String {
    format!("load-{number}")
}

impl Load {
    /// Registers people and sets writers to work. Where the services are may
    /// change; a writer looks before each call.
    pub async fn start(door: watch::Receiver<Signed>, people: usize, writers: usize) -> Self {
        for number in 0..people {
            let mut client = ReferralsServiceClient::new(door.borrow().clone());
            let registered = client.register_person(registration(&person(number))).await;
            registered.expect("a person is registered");
        }
        let mut load = Self {
            stop: Arc::default(),
            acked: Arc::default(),
            failed: Arc::default(),
            slowest: Arc::default(),
            writers: JoinSet::new(),
        };
        for number in 0..writers {
            let writer = Writer {
                name: format!("writer {number}"),
                person: person(number % people.max(1)),
                door: door.clone(),
                stop: Arc::clone(&load.stop),
                acked: Arc::clone(&load.acked),
                failed: Arc::clone(&load.failed),
                slowest: Arc::clone(&load.slowest),
            };
            load.writers.spawn(writer.write());
        }
        load
    }

    /// How many contacts have been acknowledged.
    #[must_use]
    pub fn acknowledged(&self) -> usize {
        self.acked.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// How many calls have failed and were made again.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.failed.load(Ordering::SeqCst)
    }

    /// How long the slowest call took that was answered.
    #[must_use]
    pub fn slowest(&self) -> Duration {
        *self.slowest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until so many more contacts have been acknowledged.
    pub async fn more(&self, count: usize) {
        let wanted = self.acknowledged() + count;
        let deadline = Instant::now() + ENDURANCE;
        while self.acknowledged() < wanted {
            assert!(Instant::now() < deadline, "nothing is acknowledged any more");
            sleep(Duration::from_millis(10)).await;
        }
    }

    /// Lets every writer finish the request under way, and gives back what was
    /// acknowledged: every request that was ever made.
    pub async fn stop(mut self) -> Vec<Acked> {
        self.stop.store(true, Ordering::SeqCst);
        while let Some(ended) = self.writers.join_next().await {
            ended.expect("a writer ends well");
        }
        std::mem::take(&mut *self.acked.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

struct Writer {
    name: String,
    person: String,
    door: watch::Receiver<Signed>,
    stop: Arc<AtomicBool>,
    acked: Arc<Mutex<Vec<Acked>>>,
    failed: Arc<AtomicUsize>,
    slowest: Arc<Mutex<Duration>>,
}

impl Writer {
    async fn write(self) {
        for number in 0_usize.. {
            if self.stop.load(Ordering::SeqCst) {
                break;
            }
            let receipt = self.insist(&format!("{} contact {number}", self.name)).await;
            let acked = Acked { person: id("person", &self.person), receipt };
            self.acked.lock().unwrap_or_else(PoisonError::into_inner).push(acked);
        }
    }

    /// Makes a request until it is answered: always the same one.
    async fn insist(&self, name: &str) -> Receipt {
        let request = contact(name, &self.person);
        let begun = Instant::now();
        loop {
            let called = Instant::now();
            let mut client = ReferralsServiceClient::new(self.door.borrow().clone());
            let error = match timeout(PATIENCE, client.record_contact(request.clone())).await {
                Ok(Ok(answer)) => {
                    let mut slowest = self.slowest.lock().unwrap_or_else(PoisonError::into_inner);
                    *slowest = called.elapsed().max(*slowest);
                    return answer.into_inner().receipt.expect("an answer has a receipt");
                }
                Ok(Err(status)) => status,
                Err(_) => Status::deadline_exceeded("the writer's patience"),
            };
            let hopeless = matches!(
                error.code(),
                Code::InvalidArgument | Code::AlreadyExists | Code::NotFound
            );
            assert!(!hopeless, "{name} is refused: {error}");
            assert!(begun.elapsed() < ENDURANCE, "{name} is never answered: {error}");
            self.failed.fetch_add(1, Ordering::SeqCst);
            sleep(Duration::from_millis(20)).await;
        }
    }
}
