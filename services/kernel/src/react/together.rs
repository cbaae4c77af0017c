//! All reactions of a process on one reading of the stream.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{ReactError, Reacts};
use crate::{
    follow::{Apply, Batch, Checkpoint, Follow, FollowOptions},
    nats::NatsOptions,
    status::chain,
};

/// How often one looks for what has fallen due.
const LOOKING: Duration = Duration::from_secs(1);

/// The reactions of a process's services.
#[derive(Clone)]
pub(crate) struct Together(Vec<Arc<dyn Reacts>>);

impl Together {
    /// Reactions to be run together.
    pub(crate) fn new(parts: Vec<Arc<dyn Reacts>>) -> Self {
        Self(parts)
    }

    /// True if there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Hears and does what follows until told to stop.
    pub(crate) async fn run(self, nats: NatsOptions, stop: CancellationToken) {
        let follow = Follow::new(self.clone(), FollowOptions::new(nats, "reactions"));
        tokio::join!(follow.run(stop.clone()), self.look(&stop));
        for part in &self.0 {
            part.keep().await;
        }
    }

    /// Does what falls due, whether or not NATS can be reached.
    async fn look(&self, stop: &CancellationToken) {
        let mut tick = interval(LOOKING);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = tick.tick() => {}
            }
            if let Err(error) = self.catch_up().await {
                tracing::warn!(error = chain(&error), "what has fallen due is tried again");
            }
        }
    }

    /// Does what follows from the services' own logs, and what has fallen due.
    pub(crate) async fn catch_up(&self) -> Result<(), ReactError> {
        for part in &self.0 {
            part.catch_up().await?;
        }
        Ok(())
    }

    /// Returns once all that was said up to these positions was heard.
    pub(crate) async fn heard(&self, seen: &[(String, u64)]) {
        for part in &self.0 {
            part.heard(seen).await;
        }
    }
}

impl Apply for Together {
    type Error = ReactError;

    /// The least of what each has heard: one that heard more drops what it knows.
    fn checkpoint(&self) -> Checkpoint {
        let mut all = self.0.iter().map(|part| part.checkpoint());
        let Some(mut least) = all.next() else { return Checkpoint::default() };
        for other in all {
            least.positions.retain(|context, _| other.positions.contains_key(context));
            for (context, position) in &mut least.positions {
                *position = (*position).min(other.position(context));
            }
            if other.stream_seq_hint < least.stream_seq_hint {
                least.stream_seq_hint = other.stream_seq_hint;
                least.hint_digest = other.hint_digest;
            }
        }
        least
    }

    async fn apply(&mut self, batch: Batch) -> Result<(), ReactError> {
        for part in &self.0 {
            part.hear(&batch.events, &batch.checkpoint).await?;
        }
        Ok(())
    }

    async fn watermark(&mut self, context: &str, time: Timestamp) -> Result<(), ReactError> {
        for part in &self.0 {
            part.complete(context, time);
        }
        Ok(())
    }
}
