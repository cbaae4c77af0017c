//! One connection's worth of following.

use std::{collections::BTreeMap, time::Duration};

use futures::StreamExt;
use proto::envelope::Unreadable;
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval},
};
use tokio_util::sync::CancellationToken;

use super::{Apply, Checkpoint, Delivered, Follow, FollowError, delivered::digest, order::Order};
use crate::nats::{EVENT_SUBJECTS, Feed, Link, NatsError, Watermark};

/// How often one looks whether a gap has lasted too long.
const LOOKING: Duration = Duration::from_millis(250);

/// How a session ended when nothing failed.
pub enum End {
    /// It was told to stop.
    Stopped,
    /// The stream must be read again from this sequence on.
    ReadFrom(u64),
}

/// Messages that were read together.
struct Chunk {
    messages: Vec<Delivered>,
    /// Whether they were the last for now.
    all: bool,
}

impl Chunk {
    /// Applied one by one, small chunks would each wait for those before them;
    /// what came meanwhile is applied together.
    fn and_what_waits(mut self, chunks: &mut mpsc::Receiver<Self>, limit: usize) -> Self {
        while self.messages.len() < limit {
            let Ok(more) = chunks.try_recv() else { break };
            self.messages.extend(more.messages);
            self.all = more.all;
        }
        self
    }
}

/// What is known on one connection.
struct Reading {
    order: Order,
    /// From where it reads.
    from: u64,
    /// Whether all that the stream holds has been seen.
    all: bool,
    /// Since when a context waits at its gap, and at which position.
    waiting: BTreeMap<String, (u64, Instant)>,
}

impl<A: Apply> Follow<A> {
    /// Follows until told to stop, until the stream must be read again, or
    /// until something fails.
    pub(super) async fn session(
        &mut self,
        from: Option<u64>,
        shutdown: &CancellationToken,
    ) -> Result<End, FollowError> {
        let open = async {
            let link = Link::open(&self.options.nats, &self.options.name).await?;
            let heard = link.client.subscribe(Watermark::SUBJECTS).await;
            let heard = heard.map_err(|e| NatsError::request("open a subscription")(e.into()))?;
            let checkpoint = self.apply.checkpoint();
            let reading = self.begin(&link, checkpoint, from).await?;
            let feed = Feed::open(&link, EVENT_SUBJECTS, reading.from, false).await?;
            Ok::<_, NatsError>((link, heard, reading, feed))
        };
        let (link, mut heard, mut reading, feed) = tokio::select! {
            biased;
            () = shutdown.cancelled() => return Ok(End::Stopped),
            opened = open => opened?,
        };
        reading.all = feed.waiting == 0;
        self.connected(&reading);

        // Reading and parsing go on while a batch is applied; the channel's
        // bound keeps what waits small, and the consumer's flow control what
        // NATS sends ahead.
        let (send, mut chunks) = mpsc::channel(self.options.waiting.max(1));
        let mut reader = JoinSet::new();
        reader.spawn(read(feed, send, self.options.batch));
        let mut look = interval(LOOKING);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return Ok(End::Stopped),
                error = link.ended() => return Err(error.into()),
                chunk = chunks.recv() => match chunk {
                    Some(chunk) => {
                        let chunk = chunk.and_what_waits(&mut chunks, self.options.batch);
                        self.take(&mut reading, chunk).await?;
                    }
                    None => return Err(why(&mut reader).await.into()),
                },
                Some(message) = heard.next() => {
                    self.watermarks.heard(&message.subject, &message.payload);
                }
                _ = look.tick() => {
                    if chunks.is_empty() && self.is_stuck(&mut reading) {
                        return Ok(End::ReadFrom(1));
                    }
                }
            }
            for (context, time) in self.watermarks.reached(|c| reading.order.applied(c)) {
                // What follows from it may take long, and is done again if it is left.
                let told = tokio::select! {
                    biased;
                    () = shutdown.cancelled() => return Ok(End::Stopped),
                    told = self.apply.watermark(&context, time) => told,
                };
                told.map_err(|e| FollowError::Apply(e.into()))?;
            }
            if let Some(sequence) = reading.order.rewind() {
                return Ok(End::ReadFrom(sequence));
            }
        }
    }

    /// Where to read from: after the hint if the stream bears it out.
    async fn begin(
        &self,
        link: &Link,
        checkpoint: Checkpoint,
        from: Option<u64>,
    ) -> Result<Reading, NatsError> {
        let hint = checkpoint.stream_seq_hint;
        let known = match hint {
            0 => None,
            _ => link.message(hint).await?,
        };
        let holds = known.is_some_and(|m| digest(&m.subject, &m.payload) == checkpoint.hint_digest);
        if hint > 0 && !holds {
            tracing::info!(
                follower = self.options.name,
                "the stream is not the one that was followed; reading it from its start"
            );
        }
        let from = from.unwrap_or(if holds { hint.saturating_add(1) } else { 1 });
        let order = Order::new(self.limits, checkpoint, holds);
        Ok(Reading { order, from, all: false, waiting: BTreeMap::new() })
    }

    async fn take(&mut self, reading: &mut Reading, chunk: Chunk) -> Result<(), FollowError> {
        reading.all = chunk.all;
        for delivered in chunk.messages {
            reading.order.offer(delivered);
        }
        let mut unreadable = 0;
        for batch in reading.order.batches(self.options.batch) {
            unreadable += report(&batch.events);
            self.apply.apply(batch).await.map_err(|e| FollowError::Apply(e.into()))?;
        }
        self.status.send_modify(|status| {
            status.unreadable += unreadable;
            status.held = reading.order.held();
            status.gaps = reading.order.gaps().map(str::to_owned).collect();
            status.positions.clone_from(reading.order.positions());
        });
        Ok(())
    }

    /// Whether a gap lasts although all of the stream was read from where we
    /// began, so that what is missing may stand before that. That is searched
    /// for once; if it is not there, it is for its relay to publish again.
    fn is_stuck(&mut self, reading: &mut Reading) -> bool {
        let patience = self.options.gap_patience;
        let mut stuck: Vec<String> = self.watermarks.overdue(patience);
        let gaps: Vec<String> = reading.order.gaps().map(str::to_owned).collect();
        reading.waiting.retain(|context, _| gaps.contains(context));
        for context in gaps {
            let applied = reading.order.applied(&context);
            let fresh = (applied, Instant::now());
            let since = reading.waiting.entry(context.clone()).or_insert(fresh);
            if since.0 != applied {
                *since = fresh;
            } else if since.1.elapsed() >= patience {
                stuck.push(context);
            }
        }
        if !reading.all || reading.from <= 1 {
            return false;
        }
        let mut search = false;
        for context in stuck {
            let position = reading.order.applied(&context).saturating_add(1);
            if self.searched.insert((context.clone(), position)) {
                tracing::warn!(
                    context,
                    position,
                    "an event is missing; searching the whole stream"
                );
                search = true;
            }
        }
        search
    }

    fn connected(&self, reading: &Reading) {
        tracing::info!(follower = self.options.name, from = reading.from, "following");
        self.status.send_modify(|status| {
            status.connected = true;
            status.held = 0;
            status.gaps.clear();
            status.positions.clone_from(reading.order.positions());
        });
    }
}

/// Reads and parses until nobody takes it or the feed ends.
async fn read(mut feed: Feed, send: mpsc::Sender<Chunk>, limit: usize) -> Result<(), NatsError> {
    loop {
        let taken = feed.next(limit).await?;
        let all = taken.last().is_some_and(|last| last.pending == 0);
        let messages = taken.into_iter().map(|s| Delivered::read(s.sequence, s.message)).collect();
        if send.send(Chunk { messages, all }).await.is_err() {
            return Ok(());
        }
    }
}

async fn why(reader: &mut JoinSet<Result<(), NatsError>>) -> NatsError {
    match reader.join_next().await {
        Some(Ok(Err(error))) => error,
        Some(Err(error)) => NatsError::request("give messages")(error.into()),
        _ => NatsError::Lost("closed".to_owned()),
    }
}

/// Counts what cannot be read and names the first of it; a flood of garbage
/// does not become a flood of lines. Why is said by the kind only, since the
/// reason in full may quote what people said.
fn report(events: &[Delivered]) -> u64 {
    let mut count = 0;
    for event in events {
        let Err(error) = &event.envelope else { continue };
        count += 1;
        if count == 1 {
            tracing::warn!(
                context = event.context,
                position = event.position,
                stream_seq = event.stream_seq,
                what = kind(error),
                "a message cannot be read"
            );
        }
    }
    count
}

fn kind(error: &Unreadable) -> &'static str {
    match error {
        Unreadable::Envelope(_) => "envelope",
        Unreadable::Field(field) => field,
        Unreadable::UnknownType(_) => "type",
        Unreadable::Data { .. } => "data",
    }
}
