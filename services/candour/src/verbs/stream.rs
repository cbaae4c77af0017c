//! Reading all of a context's events from the stream.

use std::{ops::ControlFlow, time::Duration};

use anyhow::Context as _;
use async_nats::jetstream::{
    self,
    consumer::{DeliverPolicy, pull::OrderedConfig},
};
use futures::StreamExt as _;
use indicatif::ProgressBar;
use kernel::nats::{EVENTS, NatsOptions, subjects_of};

/// How long the next message of the stream may take.
const SILENCE: Duration = Duration::from_secs(10);

/// A way to the streams of a server.
///
/// # Errors
/// If no server answers.
pub async fn connect(options: &NatsOptions) -> anyhow::Result<jetstream::Context> {
    let url = options.urls.join(", ");
    kernel::nats::connect(options, "candour")
        .await
        .with_context(|| format!("no NATS server answers at `{url}`, or it does not let us in"))
}

/// Hands on each of a context's messages, from the first to what is the last now, until
/// there is enough.
///
/// # Errors
/// If the stream cannot be read, or what takes the messages fails.
pub async fn read(
    jetstream: &jetstream::Context,
    context: &str,
    mut take: impl FnMut(&jetstream::Message) -> anyhow::Result<ControlFlow<()>>,
) -> anyhow::Result<()> {
    let failed = || format!("the stream {EVENTS} cannot be read");
    let stream = jetstream.get_stream(EVENTS).await.with_context(failed)?;
    let config = OrderedConfig {
        filter_subject: subjects_of(context),
        deliver_policy: DeliverPolicy::All,
        ..OrderedConfig::default()
    };
    let mut consumer = stream.create_consumer(config).await.with_context(failed)?;
    let mut pending = consumer.info().await.with_context(failed)?.num_pending;
    let mut messages = consumer.messages().await.with_context(failed)?;
    let progress = ProgressBar::new(pending);
    while pending > 0 {
        let next = tokio::time::timeout(SILENCE, messages.next()).await.with_context(failed)?;
        let message = next.with_context(failed)?.with_context(failed)?;
        pending = message.info().map_err(|e| anyhow::anyhow!(e)).with_context(failed)?.pending;
        if take(&message)?.is_break() {
            break;
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(())
}
