//! `candour restore`: puts events back into a log that lost them, from the stream on NATS.
//!
//! A log that is gone is made anew, and one that was brought back from an older copy gets
//! what came after it. What the log has already must be on the stream the same, and what
//! was signed must come out.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context as _;
use async_nats::jetstream::{
    self,
    consumer::{DeliverPolicy, pull::OrderedConfig},
};
use futures::StreamExt as _;
use indicatif::ProgressBar;
use kernel::{
    log::{Record, Restore as Log},
    nats::{EVENTS, POSITION_HEADER, subjects_of},
    proof::{Checkpoint, Inspector, Tree, look_through},
};
use proto::{any::LOGS, envelope::Envelope};
use serde::Serialize;

use crate::{
    exit::{Exit, Misuse},
    output::{Column, Output},
};

/// How long the next message of the stream may take.
const SILENCE: Duration = Duration::from_secs(10);

/// How many events may wait for one that the stream has not brought yet.
const MOST_WAITING: usize = 1_000_000;

/// Puts events back into logs that no service has open, from the stream.
#[derive(clap::Args)]
pub struct Restore {
    /// The contexts, such as `panel`.
    #[arg(required = true)]
    contexts: Vec<String>,

    /// The folder in which everything is kept.
    #[arg(long, env = "CANDOUR_DATA", default_value = "data/candour")]
    data: PathBuf,

    /// Where NATS is.
    #[arg(long, env = "CANDOUR_NATS_URL", default_value = "nats://127.0.0.1:4222")]
    nats_url: String,
}

/// What came of one context.
#[derive(Serialize)]
struct Outcome {
    context: String,
    /// How many events the log had.
    before: u64,
    /// How many it has.
    events: u64,
    /// How many of those put back cannot be read.
    unreadable: u64,
    /// Whether there was a checkpoint to hold it against.
    checked: bool,
    differences: Vec<String>,
}

impl Restore {
    /// Puts them back, and writes what came of it.
    ///
    /// # Errors
    /// If a log or the stream cannot be used.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        if let Some(unknown) = self.contexts.iter().find(|c| !LOGS.contains(&c.as_str())) {
            let known = LOGS.join(", ");
            return Err(Misuse(format!("`{unknown}` is no context; there are {known}")).into());
        }
        let client = async_nats::connect(&self.nats_url)
            .await
            .with_context(|| format!("no NATS server answers at `{}`", self.nats_url))?;
        let jetstream = jetstream::new(client);
        let mut outcomes = Vec::new();
        for context in &self.contexts {
            outcomes.push(restore(&jetstream, context, &self.data.join(context)).await?);
        }
        let columns: &[Column<'_, Outcome>] = &[
            ("context", |o| o.context.clone()),
            ("before", |o| o.before.to_string()),
            ("events", |o| o.events.to_string()),
            ("unreadable", |o| o.unreadable.to_string()),
            ("found", |o| match o.differences.as_slice() {
                [] if !o.checked => "no checkpoint is there to hold it against".to_owned(),
                [] => "as it was signed".to_owned(),
                differences => differences.join("; "),
            }),
        ];
        output.list(&outcomes, columns)?;
        let same = outcomes.iter().all(|outcome| outcome.differences.is_empty());
        Ok(if same { Exit::Done } else { Exit::Differences })
    }
}

async fn restore(
    jetstream: &jetstream::Context,
    context: &str,
    data: &Path,
) -> anyhow::Result<Outcome> {
    let folder = data.join("log");
    let mut log = Log::open(&folder)?;
    let mut refill = Refill { before: log.last(), waiting: BTreeMap::new() };
    let found = read_stream(jetstream, context, &mut log, &mut refill).await?;
    log.finish()?;
    let (events, unreadable) = (log.last(), log.unreadable());
    drop(log);
    let mut differences: Vec<String> = found.into_iter().collect();
    if let Some(next) = refill.waiting.keys().next().filter(|_| differences.is_empty()) {
        let count = refill.waiting.len();
        differences.push(format!(
            "the stream lacks event {}; {count} from event {next} on were not put back",
            events + 1
        ));
    }
    let held = held_against_signed(data, &folder)?;
    let checked = held.is_some();
    differences.extend(held.into_iter().flatten());
    let context = context.to_owned();
    Ok(Outcome { context, before: refill.before, events, unreadable, checked, differences })
}

/// What is read from the stream and not put back yet.
struct Refill {
    before: u64,
    waiting: BTreeMap<u64, Record>,
}

impl Refill {
    /// Puts back what can be; gives back why that is the end of it, if it is.
    fn take(&mut self, log: &mut Log, record: Record) -> anyhow::Result<Option<String>> {
        if record.position <= log.last() {
            let same = log.has(&record)?;
            let says = || format!("event {} is another on the stream or gone", record.position);
            return Ok((!same).then(says));
        }
        if self.waiting.len() >= MOST_WAITING {
            return Ok(Some(format!("the stream lacks event {}", log.last() + 1)));
        }
        self.waiting.insert(record.position, record);
        while let Some(next) = self.waiting.first_entry().filter(|e| *e.key() == log.last() + 1) {
            log.put(&next.remove())?;
        }
        Ok(None)
    }
}

/// Reads a context's events from the stream; gives back why it stopped, if something is
/// not as it is in the log.
async fn read_stream(
    jetstream: &jetstream::Context,
    context: &str,
    log: &mut Log,
    refill: &mut Refill,
) -> anyhow::Result<Option<String>> {
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
        let message = next.with_context(failed)?;
        let message = message.with_context(failed)?;
        pending = message.info().map_err(|e| anyhow::anyhow!(e)).with_context(failed)?.pending;
        let header = message.headers.as_ref().and_then(|headers| headers.get(POSITION_HEADER));
        // What others published there has no position, and was never in a log.
        let position = header.and_then(|value| value.as_str().parse::<u64>().ok());
        if let Some(position) = position.filter(|at| is_of(&message, context, *at)) {
            let record = Record { position, bytes: message.payload.clone() };
            if let Some(stopped) = refill.take(log, record)? {
                return Ok(Some(stopped));
            }
        }
        progress.inc(1);
    }
    progress.finish_and_clear();
    Ok(None)
}

/// Whether a message is what the relay published at this position: an event that says so,
/// or one that cannot be read, under the subject that those have.
fn is_of(message: &jetstream::Message, context: &str, position: u64) -> bool {
    let says = Envelope::parse(&message.payload).map(|envelope| envelope.meta);
    let unreadable = format!("candour.events.{context}.0.unreadable");
    position > 0
        && (message.subject.as_str() == unreadable
            || says.is_ok_and(|meta| meta.position == position && meta.context() == context))
}

/// What is not as the checkpoints beside a log say; `None` if there are none.
fn held_against_signed(data: &Path, folder: &Path) -> anyhow::Result<Option<Vec<String>>> {
    let mut heads = Vec::new();
    for name in ["checkpoint", "witnessed"] {
        let Ok(bytes) = fs::read(data.join("proof").join(name)) else { continue };
        match Checkpoint::read(&bytes) {
            Ok(checkpoint) => heads.push(checkpoint.head().clone()),
            Err(_) => return Ok(Some(vec![format!("`{name}` beside the log cannot be read")])),
        }
    }
    if heads.is_empty() {
        return Ok(None);
    }
    let tree = Tree::look_at(&data.join("proof/tree")).ok();
    let inspector = Inspector::new(heads, tree, Vec::new())?;
    Ok(Some(look_through(folder, inspector)?.differences))
}
