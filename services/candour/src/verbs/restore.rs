//! `candour restore`: puts events back into a log that lost them, from the stream on NATS.
//!
//! A log that is gone is made anew, and one that was brought back from an older copy gets
//! what came after it. What the log has already must be on the stream the same, and what
//! was signed must come out.

use std::{
    collections::BTreeMap,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use async_nats::jetstream;
use kernel::{
    config::NatsLogin,
    log::{Record, Restore as Log},
    nats::POSITION_HEADER,
    proof::{Checkpoint, Inspector, Tree, look_through},
};
use proto::envelope::Envelope;
use serde::Serialize;

use super::stream;
use crate::{
    exit::Exit,
    names,
    output::{Column, Output},
};

/// How many events may wait for one that the stream has not brought yet.
const MOST_WAITING: usize = 1_000_000;

/// Puts events back into logs that no service has open, from the stream.
#[derive(clap::Args)]
pub struct Restore {
    /// The contexts, such as `panel`.
    #[arg(required = true, value_parser = names::context)]
    contexts: Vec<String>,

    /// The folder in which everything is kept.
    #[arg(long, env = "CANDOUR_DATA", default_value = "data/candour")]
    data: PathBuf,

    /// Where NATS is.
    #[arg(long, env = "CANDOUR_NATS_URL", default_value = "nats://127.0.0.1:4222")]
    nats_url: String,

    #[command(flatten)]
    nats: NatsLogin,
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
        let jetstream = stream::connect(&self.nats.at(&self.nats_url)?).await?;
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
    let mut found = None;
    let put_back = |message: &jetstream::Message| {
        let Some(record) = record_of(message, context) else {
            return Ok(ControlFlow::Continue(()));
        };
        found = refill.take(&mut log, record)?;
        Ok(if found.is_none() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    };
    stream::read(jetstream, context, put_back).await?;
    log.finish()?;
    let (events, unreadable) = (log.last(), log.unreadable());
    drop(log);
    let mut differences: Vec<String> = found.into_iter().collect();
    if let Some(next) = refill.waiting.keys().next().filter(|_| differences.is_empty()) {
        let count = refill.waiting.len();
        differences.push(format!(
            "the stream lacks event {}; {count} from event {next} on were not put back",
            events.saturating_add(1)
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
            return Ok(Some(format!("the stream lacks event {}", log.last().saturating_add(1))));
        }
        self.waiting.insert(record.position, record);
        while let Some(next) =
            self.waiting.first_entry().filter(|e| *e.key() == log.last().saturating_add(1))
        {
            log.put(&next.remove())?;
        }
        Ok(None)
    }
}

/// What the relay published: an event at the position that it says, or one that cannot be
/// read, under the subject that those have. Whatever else is there was never in a log.
fn record_of(message: &jetstream::Message, context: &str) -> Option<Record> {
    let header = message.headers.as_ref()?.get(POSITION_HEADER)?;
    let position = header.as_str().parse::<u64>().ok().filter(|position| *position > 0)?;
    let unreadable = format!("candour.events.{context}.0.unreadable");
    if message.subject.as_str() != unreadable {
        let meta = Envelope::parse(&message.payload).ok()?.meta;
        if meta.position != position || meta.context() != context {
            return None;
        }
    }
    Some(Record { position, bytes: message.payload.clone() })
}

/// What is not as the checkpoints beside a log say; `None` if there are none.
fn held_against_signed(data: &Path, folder: &Path) -> anyhow::Result<Option<Vec<String>>> {
    let mut heads = Vec::new();
    for name in ["checkpoint", "witnessed"] {
        match Checkpoint::of_file(&data.join("proof").join(name)) {
            Ok(found) => heads.extend(found.map(|checkpoint| checkpoint.head().clone())),
            Err(error) => {
                return Ok(Some(vec![format!("`{name}` beside the log cannot be read: {error}")]));
            }
        }
    }
    if heads.is_empty() {
        return Ok(None);
    }
    let tree = Tree::look_at(&data.join("proof/tree"))?;
    let inspector = Inspector::new(heads, tree, Vec::new())?;
    Ok(Some(look_through(folder, inspector)?.differences))
}
