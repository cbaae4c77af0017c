//! The event stream's messages, in order from a given sequence on.
//!
//! A plain push consumer and not the library's ordered one: that one mends
//! itself where it left off, which skips events if the stream was made anew
//! meanwhile. A feed that gets out of step ends, and its reader starts over
//! after looking at what the stream holds.

use std::{collections::HashMap, time::Duration};

use async_nats::{
    Client, HeaderMap, Message, StatusCode, Subscriber,
    header::NATS_LAST_CONSUMER,
    jetstream::consumer::{AckPolicy, DeliverPolicy, ReplayPolicy, push},
};
use futures::{FutureExt, StreamExt};
use tokio::time::timeout;

use super::{EVENTS, Link, NatsError, POSITION_HEADER};

/// How often NATS says that there is nothing to say.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// After how much silence the consumer counts as gone.
const SILENCE: Duration = Duration::from_secs(3);

/// Where NATS says that it waits for us.
const STALLED: &str = "Nats-Consumer-Stalled";

/// A message and where it stands.
pub struct Sequenced {
    /// Its number in the stream.
    pub sequence: u64,
    /// How many messages NATS had behind it.
    pub pending: u64,
    /// The message.
    pub message: Message,
}

/// Messages in order.
pub struct Feed {
    client: Client,
    subscriber: Subscriber,
    delivered: u64,
    /// How many messages there were when it was opened.
    pub waiting: u64,
}

impl Feed {
    /// Opens a feed of what matches `filter`, from the sequence `from` on.
    pub async fn open(
        link: &Link,
        filter: &str,
        from: u64,
        headers_only: bool,
    ) -> Result<Self, NatsError> {
        let failed = NatsError::request("open a consumer");
        let inbox = link.client.new_inbox();
        let subscriber =
            link.client.subscribe(inbox.clone()).await.map_err(|e| failed(e.into()))?;
        let config = push::Config {
            deliver_subject: inbox,
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: from.max(1) },
            ack_policy: AckPolicy::None,
            max_deliver: 1,
            filter_subject: filter.to_owned(),
            replay_policy: ReplayPolicy::Instant,
            headers_only,
            flow_control: true,
            idle_heartbeat: HEARTBEAT,
            num_replicas: 1,
            memory_storage: true,
            inactive_threshold: Duration::from_secs(10),
            metadata: HashMap::new(),
            ..push::Config::default()
        };
        let consumer = link.context.create_consumer_on_stream(config, EVENTS).await;
        let waiting = consumer.map_err(|e| failed(e.into()))?.cached_info().num_pending;
        Ok(Self { client: link.client.clone(), subscriber, delivered: 0, waiting })
    }

    /// Waits for a message, then takes what else is there, up to `limit`.
    pub async fn next(&mut self, limit: usize) -> Result<Vec<Sequenced>, NatsError> {
        let mut taken = Vec::new();
        while taken.is_empty() {
            let first = timeout(SILENCE, self.subscriber.next())
                .await
                .map_err(|_| NatsError::OutOfStep("stopped coming"))?;
            self.take(first, &mut taken).await?;
            while taken.len() < limit {
                // Unconstrained, since tokio's budget would cut bulk short.
                let more = tokio::task::unconstrained(self.subscriber.next()).now_or_never();
                let Some(more) = more else { break };
                self.take(more, &mut taken).await?;
            }
        }
        Ok(taken)
    }

    async fn take(
        &mut self,
        message: Option<Message>,
        taken: &mut Vec<Sequenced>,
    ) -> Result<(), NatsError> {
        let message = message.ok_or_else(|| NatsError::Lost("closed".to_owned()))?;
        if let Some(status) = message.status {
            return self.answer(status, &message).await;
        }
        let place = message.reply.as_deref().and_then(Place::read);
        let place = place.ok_or(NatsError::OutOfStep("do not say where they stand"))?;
        if place.delivery != self.delivered.saturating_add(1) {
            return Err(NatsError::OutOfStep("came with a gap"));
        }
        self.delivered = place.delivery;
        let Place { sequence, pending, .. } = place;
        taken.push(Sequenced { sequence, pending, message });
        Ok(())
    }

    /// Answers what NATS says about the consumer itself.
    async fn answer(&self, status: StatusCode, message: &Message) -> Result<(), NatsError> {
        if status != StatusCode::IDLE_HEARTBEAT {
            return Err(NatsError::OutOfStep("ended"));
        }
        let last = header(message.headers.as_ref(), NATS_LAST_CONSUMER.as_ref());
        if last.and_then(|l| l.parse().ok()).is_some_and(|l: u64| l != self.delivered) {
            return Err(NatsError::OutOfStep("were lost on the way"));
        }
        let stalled = header(message.headers.as_ref(), STALLED).map(str::to_owned);
        // All that came before has been taken, so NATS may send more.
        if let Some(to) = message.reply.as_ref().map(ToString::to_string).or(stalled) {
            let answered = self.client.publish(to, bytes::Bytes::new()).await;
            answered.map_err(|e| NatsError::request("take an answer")(e.into()))?;
        }
        Ok(())
    }
}

/// A header's value, if it is there.
fn header<'a>(headers: Option<&'a HeaderMap>, name: &str) -> Option<&'a str> {
    headers?.get(name).map(|value| value.as_str())
}

/// The position that a message's header tells.
pub fn position_of(headers: Option<&HeaderMap>) -> Option<u64> {
    header(headers, POSITION_HEADER)?.parse().ok().filter(|position| *position > 0)
}

struct Place {
    sequence: u64,
    delivery: u64,
    pending: u64,
}

impl Place {
    /// Reads `$JS.ACK.<stream>.<consumer>.<tries>.<sequence>.<delivery>.<time>.<pending>`,
    /// before whose stream newer servers put a domain and an account.
    fn read(reply: &str) -> Option<Self> {
        let rest = reply.strip_prefix("$JS.ACK.")?;
        let skip = if rest.split('.').count() > 7 { 5 } else { 3 };
        let mut numbers = rest.split('.').skip(skip);
        let sequence = numbers.next()?.parse().ok()?;
        let delivery = numbers.next()?.parse().ok()?;
        let pending = numbers.nth(1)?.parse().ok()?;
        Some(Self { sequence, delivery, pending })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_says_where_it_stands_in_both_forms() {
        for reply in [
            "$JS.ACK.CANDOUR.c.1.70.3.1700000000000000000.9",
            "$JS.ACK.hub.A1.CANDOUR.c.1.70.3.17.9.x",
        ] {
            let place = Place::read(reply).map(|p| (p.sequence, p.delivery, p.pending));
            assert_eq!(place, Some((70, 3, 9)), "{reply}");
        }
        assert!(Place::read("$JS.ACK.CANDOUR.c.1").is_none());
        assert!(Place::read("_INBOX.1").is_none());
    }
}
