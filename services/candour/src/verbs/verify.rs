//! `candour verify`: compares each log with itself and with the stream.
//!
//! A log's positions run from 1 without a gap, and so do each stream's
//! versions; and the bytes of each record are on the NATS stream, under the
//! record's subject. What was published twice must be the same twice.

use std::{collections::BTreeMap, ops::ControlFlow, time::Duration};

use async_nats::jetstream;
use kernel::config::NatsLogin;
use proto::{
    any::LOGS,
    envelope::Envelope,
    ledger::{GetHeadRequest, ReadRecordsRequest},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{stream, verify_log::OfLog};
use crate::{
    client::{Access, Ledger},
    exit::Exit,
    output::{Format, Output},
};

/// How long the relay is given to publish what was just stored.
const PUBLISHING: Duration = Duration::from_secs(5);

/// Compares logs with the stream of events; with `--log`, a log's folder with what was
/// signed, without any service.
#[derive(clap::Args)]
pub struct Verify {
    /// Only these contexts; all if none is named.
    #[arg(conflicts_with = "log")]
    contexts: Vec<String>,

    #[command(flatten)]
    of_log: OfLog,

    /// Where NATS is.
    #[arg(long, env = "CANDOUR_NATS_URL", default_value = "nats://127.0.0.1:4222")]
    nats_url: String,

    #[command(flatten)]
    nats: NatsLogin,

    #[command(flatten)]
    access: Access,
}

/// What came of one context.
#[derive(Serialize)]
struct Outcome {
    context: String,
    records: usize,
    streams: usize,
    published: usize,
    differences: Vec<String>,
}

impl Verify {
    /// Writes a line for each context and for each difference.
    ///
    /// # Errors
    /// If a log or the stream cannot be read.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        if self.of_log.folder().is_some() {
            return self.of_log.run(output);
        }
        let mut ledger = self.access.ledger().await?;
        let jetstream = stream::connect(&self.nats.at(&self.nats_url)?).await?;
        let contexts: Vec<String> =
            if self.contexts.is_empty() { LOGS.map(str::to_owned).to_vec() } else { self.contexts };
        let mut outcomes = Vec::new();
        for context in contexts {
            outcomes.push(compare(&mut ledger, &jetstream, context).await?);
        }
        match output.format {
            Format::Table | Format::Csv => {
                output.table(
                    &["context", "records", "streams", "on the stream", "differences"],
                    outcomes.iter().map(|o| {
                        let numbers = [o.records, o.streams, o.published, o.differences.len()];
                        let numbers = numbers.map(|n| n.to_string());
                        std::iter::once(o.context.clone()).chain(numbers).collect()
                    }),
                )?;
                let told = if output.format == Format::Table { outcomes.as_slice() } else { &[] };
                for outcome in told {
                    for difference in &outcome.differences {
                        output.line(&format!("{}: {difference}", outcome.context))?;
                    }
                }
            }
            Format::Json | Format::Jsonl => output.list(&outcomes, &[])?,
        }
        let same = outcomes.iter().all(|outcome| outcome.differences.is_empty());
        Ok(if same { Exit::Done } else { Exit::Differences })
    }
}

/// Where a record belongs on the stream, and its fingerprint.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Copy {
    subject: String,
    digest: [u8; 32],
}

impl Copy {
    fn of(subject: &str, bytes: &[u8]) -> Self {
        Self { subject: subject.to_owned(), digest: Sha256::digest(bytes).into() }
    }
}

async fn compare(
    ledger: &mut Ledger,
    jetstream: &jetstream::Context,
    context: String,
) -> anyhow::Result<Outcome> {
    let mut check = Check::default();
    let request = ReadRecordsRequest { context: context.clone(), from_position: 1 };
    let mut records = ledger.read_records(request).await?.into_inner();
    while let Some(record) = records.message().await? {
        check.record(record.position, &record.subject, &record.record);
    }
    let last = check.log.len() as u64;
    let head = published(ledger, &context, last).await?;
    let published = |message: &jetstream::Message| {
        check.published(&message.subject, &message.payload);
        Ok(ControlFlow::Continue(()))
    };
    stream::read(jetstream, &context, published).await?;
    Ok(check.outcome(context, head))
}

/// Waits a moment until as much is published, and says how long the log is now.
async fn published(ledger: &mut Ledger, context: &str, last: u64) -> anyhow::Result<u64> {
    let step = Duration::from_millis(100);
    let mut waited = Duration::ZERO;
    loop {
        let request = GetHeadRequest { context: context.to_owned() };
        let head = ledger.get_head(request).await?.into_inner();
        if head.published >= last || waited >= PUBLISHING {
            return Ok(head.position);
        }
        tokio::time::sleep(step).await;
        waited += step;
    }
}

/// What was read, and what is wrong with it so far.
#[derive(Default)]
struct Check {
    log: BTreeMap<u64, Copy>,
    versions: BTreeMap<String, u64>,
    stream: BTreeMap<u64, Copy>,
    differences: Vec<String>,
}

impl Check {
    /// Takes a record of the log.
    fn record(&mut self, position: u64, subject: &str, bytes: &[u8]) {
        let due = self.log.keys().next_back().map_or(1, |last| last + 1);
        if position != due {
            self.differ(format!("position {position} follows {}", due - 1));
        }
        match Envelope::parse(bytes) {
            Err(error) => self.differ(format!("position {position} cannot be read: {error}")),
            Ok(envelope) => {
                let meta = envelope.meta;
                if meta.position != position {
                    self.differ(format!("position {position} says that it is {}", meta.position));
                }
                let stream = meta.stream.to_string();
                let before = self.versions.insert(stream.clone(), meta.version).unwrap_or_default();
                if meta.version != before + 1 {
                    let version = meta.version;
                    self.differ(format!("{stream}: version {version} follows {before}"));
                }
            }
        }
        self.log.insert(position, Copy::of(subject, bytes));
    }

    /// Takes a message of the stream.
    fn published(&mut self, subject: &str, bytes: &[u8]) {
        let position = match Envelope::parse(bytes) {
            Ok(envelope) => envelope.meta.position,
            Err(error) => {
                return self.differ(format!("a message under {subject} cannot be read: {error}"));
            }
        };
        let copy = Copy::of(subject, bytes);
        match self.stream.get(&position) {
            None => drop(self.stream.insert(position, copy)),
            Some(first) if *first == copy => {}
            Some(_) => {
                self.differ(format!("position {position} was published twice, and not the same"));
            }
        }
    }

    fn differ(&mut self, says: String) {
        self.differences.push(says);
    }

    /// Compares the two; `head` is how long the log had become by then.
    fn outcome(mut self, context: String, head: u64) -> Outcome {
        for (position, record) in std::mem::take(&mut self.log) {
            match self.stream.remove(&position) {
                None => self.differ(format!("position {position} is not on the stream")),
                Some(copy) if copy.digest != record.digest => {
                    self.differ(format!("position {position} has other bytes on the stream"));
                }
                Some(copy) if copy.subject != record.subject => self.differ(format!(
                    "position {position} is under {} and not under {}",
                    copy.subject, record.subject
                )),
                Some(_) => {}
            }
            self.log.insert(position, record);
        }
        // What is left was stored after the log was read, or was never stored.
        let strangers: Vec<u64> =
            self.stream.keys().copied().filter(|position| *position > head).collect();
        for position in strangers {
            self.differ(format!("position {position} is on the stream and not in the log"));
        }
        let missing = self.differences.iter().filter(|d| d.ends_with("is not on the stream"));
        Outcome {
            context,
            records: self.log.len(),
            streams: self.versions.len(),
            published: self.log.len() - missing.count(),
            differences: self.differences,
        }
    }
}

#[cfg(test)]
#[path = "verify_tests.rs"]
mod tests;
