//! Alerts on NATS, in the stream `CANDOUR_ALERTS`.
//!
//! Subject `candour.alerts.<recipient>.<severity>.<rule>`: a body may be let
//! listen to what is meant for it, and a flagged agency to nothing.

use std::time::Duration;

use async_nats::{HeaderMap, jetstream};
use futures::future::BoxFuture;
use kernel::{
    nats::{NatsError, NatsOptions, connect, ensure_alerts},
    status::chain,
};
use tokio::{
    sync::Mutex,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use super::{Channel, Failure, Outgoing, Trouble};

/// How this channel is called in the delivery log.
pub const CHANNEL: &str = "nats";

/// What kind of failure it is if NATS cannot be used.
const NOT_REACHED: &str = "NATS_NOT_REACHED";

/// How long an alert may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// When it is tried again to make the stream.
const AGAIN: Duration = Duration::from_secs(1);

/// The channel.
#[derive(Debug)]
pub struct Nats {
    options: NatsOptions,
    connection: Mutex<Connection>,
}

/// The connection, and how many there were before.
#[derive(Debug, Default)]
struct Connection {
    number: u64,
    stream: Option<jetstream::Context>,
}

impl Nats {
    /// A channel to NATS, which is connected to when there is an alert.
    #[must_use]
    pub fn new(options: NatsOptions) -> Self {
        Self { options, connection: Mutex::default() }
    }

    /// The connection, made if there is none.
    async fn connected(&self) -> Result<(u64, jetstream::Context), Trouble> {
        let mut connection = self.connection.lock().await;
        if let Some(stream) = &connection.stream {
            return Ok((connection.number, stream.clone()));
        }
        let stream = connect(&self.options, "candour-alerts").await?;
        ensure_alerts(&stream, self.options.replicas).await?;
        connection.number += 1;
        connection.stream = Some(stream.clone());
        Ok((connection.number, stream))
    }

    /// Gives a connection up over which an alert did not get through, unless
    /// somebody made a new one meanwhile.
    async fn give_up(&self, number: u64) {
        let mut connection = self.connection.lock().await;
        if connection.number == number {
            connection.stream = None;
        }
    }

    async fn hand_over(&self, outgoing: &Outgoing) -> Result<(), Trouble> {
        let (number, stream) = self.connected().await?;
        let published = timeout(PATIENCE, publish(&stream, outgoing)).await;
        let published = published.map_err(Into::into).and_then(|published| published);
        if published.is_err() {
            self.give_up(number).await;
        }
        published
    }
}

/// Makes the stream of alerts as soon as NATS answers, so that whoever wants to hear of
/// alerts need not wait for the first.
pub async fn prepare(options: NatsOptions, stop: CancellationToken) {
    let made = async {
        while let Err(error) = ensured(&options).await {
            tracing::debug!(error = chain(&error), "the stream of alerts is not there yet");
            sleep(AGAIN).await;
        }
    };
    // Its work may be done long before it is told to stop.
    tokio::join!(stop.run_until_cancelled(made), stop.cancelled());
}

async fn ensured(options: &NatsOptions) -> Result<(), NatsError> {
    ensure_alerts(&connect(options, "candour-alerts").await?, options.replicas).await
}

impl Channel for Nats {
    fn send<'a>(&'a self, alert: &'a Outgoing) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async {
            self.hand_over(alert).await.map_err(|error| {
                tracing::debug!(error = chain(&*error), "an alert did not get to NATS");
                Failure::of(NOT_REACHED)
            })
        })
    }
}

async fn publish(stream: &jetstream::Context, outgoing: &Outgoing) -> Result<(), Trouble> {
    let Outgoing { alert, recipient, .. } = outgoing;
    let subject = format!("candour.alerts.{recipient}.{}.{}", alert.severity, alert.rule_id);
    let mut headers = HeaderMap::new();
    // The stream knows a repeated alert by this.
    headers.insert("Nats-Msg-Id", alert.id(recipient));
    let payload = serde_json::to_vec(alert)?;
    stream.publish_with_headers(subject, headers, payload.into()).await?.await?;
    Ok(())
}
