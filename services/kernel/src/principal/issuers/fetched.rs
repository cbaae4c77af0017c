//! Keys of another issuer: fetched beside the calls, and kept for a while.
//!
//! They are fetched every few minutes, and when a token names an unknown one, though
//! not more often than every ten seconds, so that invented key names cost the issuer
//! nothing. While it cannot be reached its last keys go on, for a bounded time: a key
//! that it took out because it was stolen must not stay good for ever. Each issuer is
//! fetched by a task of its own, so that a slow one holds no other up.

use std::{
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use jsonwebtoken::Algorithm;
use tokio::{
    sync::{Notify, watch},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{
    Issuer,
    discovery::{FetchError, Source},
};
use crate::principal::jwks::{Key, Keys};

/// The least time between two fetches.
const AGAIN: Duration = Duration::from_secs(10);
/// How long after a failure it is tried again, unless the usual time is shorter.
const AFTER_FAILURE: Duration = Duration::from_secs(30);
/// For how long a call may wait for newer keys.
const WAIT: Duration = Duration::from_secs(3);
/// How often it is told how old the keys are.
const TOLD: Duration = Duration::from_secs(5);

/// How an issuer was found when it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reached {
    /// What its tokens call it.
    pub issuer: String,
    /// How many of its keys can be used here, or why there are none.
    pub keys: Result<usize, FetchError>,
}

/// Where the fetching of keys stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    /// They are being fetched.
    Asking,
    /// They were, a moment ago.
    Resting,
    /// They may be fetched again.
    Ready,
}

/// The keys of an issuer.
pub(in crate::principal) struct Fetched {
    /// Which issuer of the file it is, from one.
    number: usize,
    source: Source,
    algorithms: Vec<Algorithm>,
    kept: RwLock<Kept>,
    stage: watch::Sender<Stage>,
    wanted: Notify,
    edition: Arc<AtomicU64>,
    pub(in crate::principal) times: Times,
}

/// How often, how seldom and how long.
#[derive(Clone, Copy, Debug)]
pub(in crate::principal) struct Times {
    /// After how long keys are fetched again in any case.
    pub(in crate::principal) refresh: Duration,
    /// For how long they are good while they cannot be fetched.
    pub(in crate::principal) age_max: Duration,
    /// The least time between two fetches.
    pub(in crate::principal) again: Duration,
    /// For how long a call may wait for them.
    pub(in crate::principal) wait: Duration,
}

impl Times {
    pub(super) fn new(refresh: Duration, age_max: Duration) -> Self {
        Self { refresh, age_max, again: AGAIN.min(refresh), wait: WAIT }
    }
}

/// Keys, and when they were fetched.
struct Kept {
    keys: Keys,
    /// When they were, or when the process began to wait for them.
    since: Instant,
}

impl Fetched {
    pub(super) fn new(
        number: usize,
        source: Source,
        algorithms: Vec<Algorithm>,
        times: Times,
        edition: Arc<AtomicU64>,
    ) -> Self {
        Self {
            number,
            source,
            algorithms,
            kept: RwLock::new(Kept { keys: Keys::default(), since: Instant::now() }),
            stage: watch::Sender::new(Stage::Asking),
            wanted: Notify::new(),
            edition,
            times,
        }
    }

    /// Whether there are keys, and not too old.
    pub(in crate::principal) fn are_good(&self) -> bool {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        kept.keys.len() > 0 && kept.since.elapsed() <= self.times.age_max
    }

    /// The key of that name.
    pub(in crate::principal) fn get(&self, kid: &str) -> Option<Key> {
        self.kept.read().unwrap_or_else(PoisonError::into_inner).keys.get(kid).cloned()
    }

    /// Waits, not for long, until the issuer was asked for newer keys; says whether it was.
    pub(in crate::principal) async fn ask_again(&self) -> bool {
        let mut stage = self.stage.subscribe();
        match *stage.borrow_and_update() {
            Stage::Resting => return false,
            Stage::Ready => self.wanted.notify_one(),
            Stage::Asking => {}
        }
        let asked = stage.wait_for(|stage| *stage == Stage::Resting);
        matches!(tokio::time::timeout(self.times.wait, asked).await, Ok(Ok(_)))
    }

    /// Fetches the keys once.
    pub(super) async fn fetch(&self) -> Result<usize, FetchError> {
        self.take(&self.source.key_set().await?)
    }

    /// Takes a key set in the place of the one before; says how many of its keys are for us.
    pub(in crate::principal) fn take(&self, set: &[u8]) -> Result<usize, FetchError> {
        let keys = Keys::parse(set, &self.algorithms).ok_or(FetchError::NoKeys)?;
        let count = keys.len();
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) =
            Kept { keys, since: Instant::now() };
        self.edition.fetch_add(1, Ordering::AcqRel);
        Ok(count)
    }

    /// How long the issuer may take, in a test that waits for it in vain.
    #[cfg(test)]
    pub(super) fn be_patient_for(&mut self, time: Duration) {
        self.source.patience = time;
    }

    /// Tells by metrics how many keys there are and how old they are.
    fn tell(&self) {
        let (count, age) = {
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            (kept.keys.len(), kept.since.elapsed())
        };
        let count = if self.are_good() { count } else { 0 };
        let labels = [("issuer", self.number.to_string()), ("host", self.source.host().to_owned())];
        metrics::gauge!("candour_issuer_keys", &labels).set(count as f64);
        metrics::gauge!("candour_issuer_keys_age_seconds", &labels).set(age.as_secs_f64());
    }

    /// Waits until the keys are due again, and tells meanwhile.
    async fn rest(&self, failed: bool) {
        let due = if failed { AFTER_FAILURE.min(self.times.refresh) } else { self.times.refresh };
        let begun = Instant::now();
        let told = |left: Duration| tokio::time::sleep(TOLD.min(left));
        while let Some(left) =
            self.times.again.checked_sub(begun.elapsed()).filter(|d| !d.is_zero())
        {
            self.tell();
            told(left).await;
        }
        self.stage.send_replace(Stage::Ready);
        while let Some(left) = due.checked_sub(begun.elapsed()).filter(|d| !d.is_zero()) {
            self.tell();
            tokio::select! {
                () = self.wanted.notified() => return,
                () = told(left) => {}
            }
        }
    }
}

/// Fetches an issuer's keys, again and again until told to stop.
pub(in crate::principal) async fn keep(issuer: Arc<Issuer>, stop: CancellationToken) {
    let Some(other) = issuer.other() else { return };
    let keys = &other.keys;
    let (number, host) = (keys.number, keys.source.host().to_owned());
    let forever = async {
        let mut failing = None;
        loop {
            keys.stage.send_replace(Stage::Asking);
            let outcome = keys.fetch().await;
            if other.rules.read_again() {
                keys.edition.fetch_add(1, Ordering::AcqRel);
            }
            let now = outcome.err();
            match now {
                // Each kind of failure is told once, and its end.
                Some(error) if failing != now => {
                    tracing::warn!(number, host, %error, "an issuer's keys were not fetched; the last ones stay for a while");
                }
                None if failing.is_some() => {
                    tracing::info!(number, host, "an issuer's keys are fetched again");
                }
                _ => {}
            }
            failing = now;
            keys.stage.send_replace(Stage::Resting);
            keys.rest(failing.is_some()).await;
        }
    };
    tokio::select! {
        () = stop.cancelled() => {}
        () = forever => {}
    }
}
