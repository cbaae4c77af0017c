//! One connection's worth of publishing.

use std::{
    collections::VecDeque,
    future::{Future, IntoFuture, pending},
    pin::Pin,
};

use async_nats::{
    HeaderMap,
    header::NATS_MESSAGE_ID,
    jetstream::{context::PublishError, publish::PublishAck},
};
use futures::FutureExt;
use jiff::Timestamp;
use proto::envelope::{self, Envelope};
use tokio::{
    sync::{oneshot, watch},
    time::{Duration, Instant, sleep_until, timeout_at},
};
use tokio_util::sync::CancellationToken;

use super::{Confirmed, Relay, RelayError, Request, Source, Stored, locate::locate};
use crate::nats::{
    EVENTS, Link, NatsError, POSITION_HEADER, Watermark, chance, ensure_streams, position_of,
};

/// How many events are read from the log at once.
const BULK: usize = 512;

/// How often the cursor is saved.
const SAVING: Duration = Duration::from_secs(1);

/// How often the stream is asked whether it still holds what it confirmed.
const CHECKING: Duration = Duration::from_secs(5);

/// How long acknowledgements may still come in when we stop.
const LEAVING: Duration = Duration::from_secs(1);

type Ack = Pin<Box<dyn Future<Output = Result<PublishAck, PublishError>> + Send>>;

/// A republication on its way.
pub struct Again {
    /// The next position to be acknowledged.
    next: u64,
    /// The last position.
    until: u64,
    done: Vec<oneshot::Sender<u64>>,
}

struct InFlight {
    position: u64,
    again: bool,
    bytes: usize,
    deadline: Instant,
    ack: Ack,
}

/// What is on its way on one connection.
struct Flow {
    link: Link,
    head: watch::Receiver<u64>,
    head_lives: bool,
    /// Distinguishes an id from the same id of before.
    nonce: String,
    /// Up to here events were once confirmed and are gone from the stream.
    lost_to: u64,
    next: u64,
    next_again: Option<u64>,
    read: VecDeque<Stored>,
    in_flight: VecDeque<InFlight>,
    in_flight_bytes: usize,
    /// A time, and the log's last position just after it.
    sample: Option<(Timestamp, u64)>,
    marked: (Instant, u64),
    saved: (Instant, u64),
    checked: Instant,
}

impl Flow {
    fn watermark_due(&self, busy: Duration, idle: Duration) -> Instant {
        let (at, position) = self.marked;
        at + if *self.head.borrow() == position { idle } else { busy }
    }
}

impl<S: Source> Relay<S> {
    /// Publishes until told to stop or until something fails.
    pub(super) async fn session(&mut self, shutdown: &CancellationToken) -> Result<(), RelayError> {
        let mut flow = tokio::select! {
            biased;
            () = shutdown.cancelled() => return Ok(()),
            opened = self.open() => opened?,
        };
        loop {
            self.fill(&mut flow).await?;
            self.check(&mut flow).await?;
            self.mark(&mut flow).await?;
            let full = self.is_full(&flow);
            let due = flow.watermark_due(self.options.watermark_busy, self.options.watermark_idle);
            tokio::select! {
                () = shutdown.cancelled() => return self.leave(&mut flow).await,
                error = flow.link.ended() => return Err(error.into()),
                acked = front(&mut flow.in_flight) => {
                    self.acked(&mut flow, acked)?;
                    while let Some(acked) = front(&mut flow.in_flight).now_or_never() {
                        self.acked(&mut flow, acked)?;
                    }
                }
                changed = flow.head.changed(), if flow.head_lives && !full => {
                    flow.head_lives = changed.is_ok();
                }
                Some(request) = self.requests.recv() => self.begin_again(&mut flow, request),
                () = sleep_until(due), if flow.sample.is_none() => {}
            }
        }
    }

    async fn open(&mut self) -> Result<Flow, RelayError> {
        let name = format!("candour-relay-{}", self.context);
        let link = Link::open(&self.options.nats, &name).await?;
        ensure_streams(&link.context, self.options.nats.replicas).await?;
        let known = self.confirmed.or_else(|| self.cursor.load());
        let found = locate(&link, self.context, &self.source, known).await?;
        self.highest = self.highest.max(known.unwrap_or_default().position);
        if found.position < self.highest {
            tracing::warn!(
                context = self.context,
                position = found.position,
                confirmed = self.highest,
                "the stream lost events that it had confirmed; publishing them again"
            );
        }
        self.confirmed = Some(found);
        let flow = Flow {
            link,
            head: self.source.head(),
            head_lives: true,
            nonce: format!("{:016x}", chance()),
            lost_to: self.highest,
            next: found.position.saturating_add(1),
            next_again: self.again.as_ref().map(|again| again.next),
            read: VecDeque::new(),
            in_flight: VecDeque::new(),
            in_flight_bytes: 0,
            sample: None,
            marked: (Instant::now(), 0),
            saved: (Instant::now(), 0),
            checked: Instant::now(),
        };
        tracing::info!(context = self.context, position = found.position, "publishing");
        self.status.send_modify(|status| {
            status.connected = true;
            status.published = found.position;
        });
        Ok(flow)
    }

    fn is_full(&self, flow: &Flow) -> bool {
        flow.in_flight.len() >= self.options.window
            || flow.in_flight_bytes >= self.options.window_bytes
    }

    /// Publishes while the window has room and the log has more.
    async fn fill(&mut self, flow: &mut Flow) -> Result<(), RelayError> {
        while !self.is_full(flow) {
            let again = flow.next_again.is_some();
            let (next, last) = match (flow.next_again, &self.again) {
                (Some(next), Some(again)) => (next, again.until),
                _ => (flow.next, *flow.head.borrow_and_update()),
            };
            if next > last {
                if !again {
                    return Ok(());
                }
                // All of it is on its way; what is new may follow it.
                flow.next_again = None;
                flow.read.clear();
                continue;
            }
            if flow.read.is_empty() {
                let read = self.source.read_all(next, BULK).await;
                flow.read = read.map_err(|e| RelayError::Log(e.into()))?.into();
            }
            let record = flow.read.pop_front().filter(|record| record.position == next);
            self.publish(flow, record.ok_or(RelayError::Missing(next))?, again).await?;
            match &mut flow.next_again {
                Some(next) => *next = next.saturating_add(1),
                None => flow.next = next.saturating_add(1),
            }
        }
        Ok(())
    }

    async fn publish(
        &mut self,
        flow: &mut Flow,
        record: Stored,
        again: bool,
    ) -> Result<(), RelayError> {
        let position = record.position;
        let (subject, mut id) = self.address(&record);
        if again || position <= flow.lost_to {
            // NATS may know the id and would drop what it no longer has.
            id = format!("{id}:{}", flow.nonce);
        }
        let mut headers = HeaderMap::new();
        headers.insert(NATS_MESSAGE_ID, id);
        headers.insert(POSITION_HEADER, position.to_string());
        let bytes = record.bytes.len();
        let sent = flow.link.context.publish_with_headers(subject, headers, record.bytes).await;
        let ack = sent
            .map_err(|e| RelayError::NotAcknowledged { position, source: e.into() })?
            .into_future();
        let deadline = Instant::now() + self.options.ack_timeout;
        flow.in_flight_bytes += bytes;
        flow.in_flight.push_back(InFlight { position, again, bytes, deadline, ack });
        Ok(())
    }

    /// An event's subject and id.
    ///
    /// What cannot be read is published as well, on a subject of its own and
    /// with its position beside it: followers wait at a gap, so an event that
    /// was kept back would hold up all that came after it.
    fn address(&mut self, record: &Stored) -> (String, String) {
        let readable = Envelope::parse(&record.bytes).ok().filter(|envelope| {
            envelope.meta.position == record.position && envelope.meta.context() == self.context
        });
        let addressed = readable.map(|e| (envelope::subject(&e.meta), e.meta.id.to_string()));
        addressed.filter(|(subject, _)| is_plain(subject)).unwrap_or_else(|| {
            if record.position > self.unreadable_to {
                self.unreadable_to = record.position;
                self.status.send_modify(|status| status.unreadable += 1);
                tracing::error!(
                    context = self.context,
                    position = record.position,
                    "a stored event cannot be read; it is published as unreadable"
                );
            }
            let subject = format!("candour.events.{}.0.unreadable", self.context);
            (subject, format!("{}:{}", self.context, record.position))
        })
    }

    fn acked(
        &mut self,
        flow: &mut Flow,
        acked: Result<PublishAck, RelayError>,
    ) -> Result<(), RelayError> {
        let ack = acked?;
        let Some(sent) = flow.in_flight.pop_front() else { return Ok(()) };
        flow.in_flight_bytes = flow.in_flight_bytes.saturating_sub(sent.bytes);
        let position = sent.position;
        if ack.stream != EVENTS {
            let source = format!("the stream `{}` took it", ack.stream).into();
            return Err(RelayError::NotAcknowledged { position, source });
        }
        if sent.again {
            // Others are left from before somebody asked for more.
            if let Some(again) = self.again.as_mut().filter(|again| again.next == position) {
                again.next = position.saturating_add(1);
            }
            self.end_again();
            return Ok(());
        }
        self.confirmed = Some(Confirmed { position, stream_seq: ack.sequence });
        self.highest = self.highest.max(position);
        // Nobody need wake for each of a thousand.
        if flow.in_flight.is_empty() || position.is_multiple_of(64) {
            self.status.send_modify(|status| status.published = position);
        }
        Ok(())
    }

    fn begin_again(&mut self, flow: &mut Flow, request: Request) {
        let from = request.from.max(1);
        // Of what is on its way it is not known whether it arrives.
        let until = flow.next.saturating_sub(1);
        let again = self.again.get_or_insert(Again { next: from, until, done: Vec::new() });
        again.next = again.next.min(from);
        again.until = again.until.max(until);
        again.done.push(request.done);
        flow.next_again = Some(again.next).filter(|next| *next <= again.until);
        flow.nonce = format!("{:016x}", chance());
        flow.read.clear();
        tracing::info!(context = self.context, from, until, "publishing again");
        self.end_again();
    }

    /// Tells those who asked for it once all of it is there.
    fn end_again(&mut self) {
        if let Some(again) = self.again.take_if(|again| again.next > again.until) {
            for done in again.done {
                let _ = done.send(again.until);
            }
        }
    }

    /// Looks now and then whether the stream still holds what it confirmed: it
    /// may be deleted or purged under a connection that stands.
    async fn check(&mut self, flow: &mut Flow) -> Result<(), RelayError> {
        let confirmed = self.confirmed.unwrap_or_default();
        if confirmed.position == 0 || flow.checked.elapsed() < CHECKING {
            return Ok(());
        }
        flow.checked = Instant::now();
        let message = flow.link.message(confirmed.stream_seq).await?;
        let position = message.as_ref().and_then(|m| position_of(Some(&m.headers)));
        if position == Some(confirmed.position) {
            return Ok(());
        }
        Err(NatsError::OutOfStep("are not there any more").into())
    }

    /// Publishes a watermark if one is due and true.
    async fn mark(&mut self, flow: &mut Flow) -> Result<(), RelayError> {
        let (busy, idle) = (self.options.watermark_busy, self.options.watermark_idle);
        if flow.sample.is_none() && Instant::now() >= flow.watermark_due(busy, idle) {
            // The time first: what is stored after it may be missing here.
            let time = (self.clock)();
            flow.sample = Some((time, *flow.head.borrow()));
        }
        let confirmed = self.confirmed.unwrap_or_default();
        let held = confirmed.position;
        if flow.saved.1 != held && flow.saved.0.elapsed() >= SAVING {
            flow.saved = (Instant::now(), held);
            self.cursor.save(confirmed);
        }
        let Some((time, position)) = flow.sample.take_if(|(_, position)| *position <= held) else {
            return Ok(());
        };
        flow.marked = (Instant::now(), position);
        let watermark = Watermark { context: self.context.to_owned(), position, time };
        let text = serde_json::to_vec(&watermark).map_err(|e| RelayError::Log(e.into()))?;
        let subject = Watermark::subject(self.context);
        let sent = flow.link.client.publish(subject, text.into()).await;
        sent.map_err(|e| NatsError::request("take a watermark")(e.into()).into())
    }

    /// Waits a little for what is on its way.
    async fn leave(&mut self, flow: &mut Flow) -> Result<(), RelayError> {
        let patience = Instant::now() + LEAVING;
        while !flow.in_flight.is_empty() {
            match timeout_at(patience, front(&mut flow.in_flight)).await {
                Ok(Ok(ack)) => self.acked(flow, Ok(ack))?,
                _ => break,
            }
        }
        Ok(())
    }
}

/// Waits for the oldest acknowledgement, for ever if there is none to come.
async fn front(in_flight: &mut VecDeque<InFlight>) -> Result<PublishAck, RelayError> {
    let Some(oldest) = in_flight.front_mut() else { return pending().await };
    let position = oldest.position;
    let failed = |source| RelayError::NotAcknowledged { position, source };
    match timeout_at(oldest.deadline, oldest.ack.as_mut()).await {
        Ok(Ok(ack)) => Ok(ack),
        Ok(Err(error)) => Err(failed(error.into())),
        Err(late) => Err(failed(late.into())),
    }
}

/// Whether a subject holds nothing that NATS would read as a pattern.
fn is_plain(subject: &str) -> bool {
    subject.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-'))
        && subject.split('.').all(|token| !token.is_empty())
}
