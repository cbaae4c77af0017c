//! When the tree grows, when a checkpoint is signed, and when the log is read through.

use std::{sync::Arc, time::Duration};

use tokio::{
    sync::watch,
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{
    keeper::{Keeper, ProofError},
    publish::publish,
};
use crate::{nats::NatsOptions, status::chain};

/// How often the tree is let grow at most.
const GROWING: Duration = Duration::from_secs(1);

/// How often a checkpoint is signed at most, unless somebody asks for one.
const SIGNING: Duration = Duration::from_secs(60);

/// When NATS is tried again that could not be reached.
const AGAIN: Duration = Duration::from_secs(5);

/// How often all that is stored is held against the tree.
const READING: Duration = Duration::from_secs(24 * 3600);

impl Keeper {
    /// Keeps the tree until told to stop.
    pub async fn run(self: Arc<Self>, nats: NatsOptions, stop: CancellationToken) {
        let key = self.public_key();
        tracing::info!(context = self.context(), %key, "the log is proved by this key");
        tokio::select! {
            () = self.follow(&nats, &stop) => {}
            () = self.read_again_and_again() => {}
        }
        // The next start then finds what is stored by now covered.
        match self.sign().await {
            Err(ProofError::NotCompared) => {}
            done => _ = self.tell(&done, false).await,
        }
    }

    async fn follow(&self, nats: &NatsOptions, stop: &CancellationToken) {
        let mut head = self.head();
        let (mut due, mut published, mut told) = (Instant::now(), 0, false);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep_until(due) => {}
                () = grown(&mut head) => {}
            }
            let done = if Instant::now() < due {
                self.catch_up().await
            } else {
                let done = publish(self, nats, &mut published).await;
                let not_reached = matches!(done, Ok(false));
                due = Instant::now() + if not_reached { AGAIN } else { SIGNING };
                done.map(drop)
            };
            told = self.tell(&done, told).await;
        }
    }

    async fn read_again_and_again(&self) {
        loop {
            let done = self.read_through().await;
            self.was_read(done.is_ok());
            self.tell(&done, false).await;
            sleep(READING).await;
        }
    }

    /// Says once that the tree is not kept, but for a log that was altered, of which that
    /// was said; gives back whether it was said.
    async fn tell(&self, done: &Result<(), ProofError>, told: bool) -> bool {
        let broken = done.is_err() || self.is_altered().await || !self.is_readable();
        let gauge = metrics::gauge!("candour_proof_broken", "context" => self.context());
        gauge.set(f64::from(u8::from(broken)));
        match done {
            Err(error) if !told && !matches!(error, ProofError::Altered { .. }) => {
                let error = chain(error);
                tracing::error!(context = self.context(), error, "no checkpoint is signed");
            }
            _ => {}
        }
        broken
    }
}

/// Waits until the log grew, and a little longer, for more of it.
async fn grown(head: &mut watch::Receiver<u64>) {
    if head.changed().await.is_err() {
        // A log that is gone grows no more.
        std::future::pending::<()>().await;
    }
    sleep(GROWING).await;
}
