//! One service's reactions: its index, and how far it has heard.

use std::{path::PathBuf, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use proto::{
    any::AnyEvent,
    envelope::{Envelope, Meta},
    time::Span,
};
use tokio::{
    sync::{Mutex, watch},
    time::Instant,
};

use super::{CarryOut, Cause, React, ReactError, Reacts, kept::Kept};
use crate::{
    clock::Clock,
    follow::{Checkpoint, Delivered},
    log::{EventLog as _, SledLog},
    status::chain,
};

/// How many records of the own log are read at a time.
const PAGE: usize = 500;

/// How often at most the index is written to its file.
const KEPT_EVERY: Duration = Duration::from_secs(30);

/// Runs a context's reactions.
pub struct Reactor<R, C> {
    context: &'static str,
    log: Arc<SledLog>,
    clock: Clock,
    carrier: C,
    file: PathBuf,
    knows: Mutex<Knows<R>>,
    /// How far the other contexts were heard, for those who wait for it.
    heard: watch::Sender<Checkpoint>,
}

struct Knows<R> {
    kept: Kept<R>,
    written: Instant,
}

impl<R: React, C: CarryOut<R::Reaction>> Reactor<R, C> {
    /// The reactions of a context over its own log; `file` is where the index is kept.
    #[must_use]
    pub fn new(log: Arc<SledLog>, clock: Clock, carrier: C, file: PathBuf) -> Self {
        let kept = Kept::<R>::read(&file, R::FORMAT, *log.head().borrow());
        let heard = watch::Sender::new(kept.checkpoint.clone());
        let context = <R::Event as proto::Event>::CONTEXT;
        let knows = Mutex::new(Knows { kept, written: Instant::now() });
        Self { context, log, clock, carrier, file, knows, heard }
    }

    /// Takes what the own log holds beyond what is known, and does what follows from it.
    async fn read_own(&self, knows: &mut Knows<R>) -> Result<(), ReactError> {
        while knows.kept.own < *self.log.head().borrow() {
            let page = self.log.read_all(knows.kept.own + 1, PAGE).await?;
            if page.is_empty() {
                return Ok(());
            }
            for record in page {
                match Envelope::parse(&record.bytes) {
                    Ok(envelope) => self.take_own(knows, envelope).await?,
                    Err(error) => self.pass_over(record.position, &error),
                }
                knows.kept.own = record.position;
            }
        }
        Ok(())
    }

    async fn take_own(&self, knows: &mut Knows<R>, envelope: Envelope) -> Result<(), ReactError> {
        let position = envelope.meta.position;
        let hears = R::HEARS.contains(&envelope.meta.type_name.as_str());
        let heard = hears.then(|| envelope.clone());
        match envelope.read::<R::Event>() {
            Ok(recorded) => knows.kept.index.evolve(&recorded),
            Err(error) => self.pass_over(position, &error),
        }
        match heard.map(AnyEvent::read) {
            Some(Ok(recorded)) => {
                let reactions = knows.kept.index.react(&recorded);
                self.carry_out(reactions, &cause(&recorded.meta)).await
            }
            _ => Ok(()),
        }
    }

    /// What cannot be read changes nothing here; the projection sets it aside and says so.
    fn pass_over(&self, position: u64, error: &proto::envelope::Unreadable) {
        let context = self.context;
        tracing::warn!(context, position, error = chain(error), "reactions passed over an event");
    }

    async fn carry_out(
        &self,
        reactions: Vec<R::Reaction>,
        cause: &Cause,
    ) -> Result<(), ReactError> {
        for reaction in reactions {
            self.carrier.carry_out(reaction, cause).await?;
        }
        Ok(())
    }

    /// True for another context of which something is heard.
    fn listens_to(&self, context: &str) -> bool {
        let of = |kind: &&&str| kind.split('.').nth(1) == Some(context);
        context != self.context && R::HEARS.iter().any(|kind| of(&kind))
    }

    async fn take(
        &self,
        knows: &mut Knows<R>,
        events: &[Delivered],
        checkpoint: &Checkpoint,
    ) -> Result<(), ReactError> {
        for delivered in events {
            let (Ok(envelope), Some(position)) = (&delivered.envelope, delivered.position) else {
                continue; // Set aside by the projection.
            };
            let known = knows.kept.checkpoint.position(&delivered.context);
            let own = delivered.context == self.context;
            if own || position <= known || !R::HEARS.contains(&envelope.meta.type_name.as_str()) {
                continue;
            }
            let Ok(recorded) = AnyEvent::read(envelope.clone()) else { continue };
            // All that was said here before this was heard counts.
            self.read_own(knows).await?;
            let reactions = knows.kept.index.react(&recorded);
            self.carry_out(reactions, &cause(&recorded.meta)).await?;
        }
        let kept = &mut knows.kept.checkpoint;
        for (context, position) in &checkpoint.positions {
            let known = kept.positions.entry(context.clone()).or_default();
            *known = (*known).max(*position);
        }
        kept.stream_seq_hint = checkpoint.stream_seq_hint;
        kept.hint_digest.clone_from(&checkpoint.hint_digest);
        self.heard.send_replace(kept.clone());
        Ok(())
    }

    fn write(&self, knows: &mut Knows<R>) {
        knows.written = Instant::now();
        if let Err(error) = knows.kept.write(&self.file) {
            // It is made anew from the log and the stream; only a restart takes longer.
            let context = self.context;
            tracing::warn!(context, error = chain(&error), "what reactions know was not kept");
        }
    }
}

impl<R: React, C: CarryOut<R::Reaction>> Reacts for Reactor<R, C> {
    fn checkpoint(&self) -> Checkpoint {
        self.heard.borrow().clone()
    }

    fn hear<'a>(
        &'a self,
        events: &'a [Delivered],
        checkpoint: &'a Checkpoint,
    ) -> BoxFuture<'a, Result<(), ReactError>> {
        Box::pin(async move {
            let mut knows = self.knows.lock().await;
            self.take(&mut knows, events, checkpoint).await?;
            if knows.written.elapsed() >= KEPT_EVERY {
                self.write(&mut knows);
            }
            Ok(())
        })
    }

    fn catch_up(&self) -> BoxFuture<'_, Result<(), ReactError>> {
        Box::pin(async move {
            let mut knows = self.knows.lock().await;
            self.read_own(&mut knows).await?;
            let now = self.clock.now();
            let due = knows.kept.index.due(now);
            if due.is_empty() {
                return Ok(());
            }
            let cause = Cause {
                event_id: String::new(),
                agency: String::new(),
                worker: String::new(),
                correlation: String::new(),
                occurred: Span::instant(now),
            };
            self.carry_out(due, &cause).await?;
            self.read_own(&mut knows).await
        })
    }

    fn heard<'a>(&'a self, seen: &'a [(String, u64)]) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let mut heard = self.heard.subscribe();
            let all = |checkpoint: &Checkpoint| {
                let others = seen.iter().filter(|(context, _)| self.listens_to(context));
                others.into_iter().all(|(context, at)| checkpoint.position(context) >= *at)
            };
            // It ends only with the process, and then there is nothing to wait for.
            let _ended = heard.wait_for(all).await;
        })
    }

    fn keep(&self) -> BoxFuture<'_, ()> {
        Box::pin(async move { self.write(&mut *self.knows.lock().await) })
    }
}

fn cause(meta: &Meta) -> Cause {
    Cause {
        event_id: meta.id.to_string(),
        agency: meta.agency.clone(),
        worker: meta.worker.clone(),
        correlation: meta.correlation.clone(),
        occurred: meta.occurred,
    }
}
