//! How fast the projection is filled anew from the stream.

use std::{path::Path, time::Duration};

use async_nats::jetstream::{
    self,
    consumer::{DeliverPolicy, push::OrderedConfig},
};
use futures::StreamExt as _;
use jiff::{SignedDuration, Timestamp};
use kernel::{
    log::{EventLog as _, Record},
    nats::{EVENT_SUBJECTS, EVENTS, server::NatsServer, users},
};
use projection::rules::RULES;
use proto::{any::CONTEXTS, envelope::Envelope};
use tokio::time::{Instant, timeout};
use world::{checks, nats_client};

use crate::{
    Options, bare,
    histories::{self, store},
    installed::{Installed, nats_over},
    report::{Report, number},
};

/// What a rebuild has to reach times its rules: with eleven of them it was at 0.67 of a
/// bulk load, when both versions were measured in turn. Each rule more judges every event
/// once more.
const BY_A_RULE: f64 = 7.3;

/// What a rebuild's speed is called.
pub const REBUILT: &str = "rebuilding the projection";

/// How many records a batch of a bulk load has.
const BATCH: usize = 1_000;

/// Measures a rebuild and its limits.
#[allow(clippy::disallowed_methods, reason = "the history ends today")]
pub async fn measure(options: &Options, folder: &Path, report: &mut Report) {
    let data = folder.join("candour");
    let until = Timestamp::now() - SignedDuration::from_hours(1);
    let records = fill(&data, options.events, until).await;
    let events = records.iter().map(Vec::len).sum::<usize>();
    let bytes = records.iter().flatten().map(|r| r.bytes.len()).sum::<usize>();
    report.add("the history", number(events), "events", None);
    report.add("the history", number(bytes) / number(events.max(1)), "bytes/event", None);

    let begun = Instant::now();
    bulk_load(&folder.join("bulk"), &records);
    let bulk = number(events) / begun.elapsed().as_secs_f64();
    report.add("a bulk load of the same records into sled", bulk, "events/s", None);
    drop(records);

    let mut nats = nats_over(folder.join("nats")).await;
    let (first, flags) = fill_views(&data, &nats, events).await;
    report.add("the history", number(flags), "flags", None);
    report.add(
        "publishing and the first judging",
        number(events) / first.as_secs_f64(),
        "events/s",
        None,
    );
    let consumed = consume(&nats, events).await;
    let consumer = number(events) / consumed.as_secs_f64();
    report.add("a bare consumer of the same stream", consumer, "events/s", None);

    let rebuild = again(&data, &nats, events, report).await;
    nats.stop().await;
    report.at_least("rebuild: against a bulk load of the same records", rebuild / bulk, 0.5);
    report.at_least(
        format!("rebuild: the same, by each of {} rules", RULES.len()),
        rebuild / bulk * number(RULES.len()),
        BY_A_RULE,
    );
    report.share("rebuild: against a bare consumer", rebuild / consumer);
}

/// Measures a rebuild alone.
#[allow(clippy::disallowed_methods, reason = "the history ends today")]
pub async fn refill(options: &Options, folder: &Path, report: &mut Report) {
    let data = folder.join("candour");
    let until = Timestamp::now() - SignedDuration::from_hours(1);
    let events = fill(&data, options.events, until).await.iter().map(Vec::len).sum();
    let mut nats = nats_over(folder.join("nats")).await;
    fill_views(&data, &nats, events).await;
    again(&data, &nats, events, report).await;
    nats.stop().await;
}

/// Fills the views anew that were filled before.
async fn again(data: &Path, nats: &NatsServer, events: usize, report: &mut Report) -> f64 {
    std::fs::remove_dir_all(data.join("oversight/views")).expect("the views are removed");
    let (took, _) = fill_views(data, nats, events).await;
    report.add(REBUILT, number(events) / took.as_secs_f64(), "events/s", None)
}

/// Fills the logs of all contexts, and gives back what is in them.
async fn fill(data: &Path, events: usize, until: Timestamp) -> Vec<Vec<Record>> {
    histories::closed(data, async |logs| {
        store(logs, events, until).await;
        let mut records = Vec::new();
        for log in logs.all() {
            let head = usize::try_from(*log.head().borrow()).unwrap_or(usize::MAX);
            records.push(log.read_all(1, head).await.expect("the log is read"));
        }
        records
    })
    .await
}

fn bulk_load(folder: &Path, logs: &[Vec<Record>]) {
    let config = sled::Config::new().path(folder).cache_capacity(64 * 1024 * 1024);
    let db = config.open().expect("a database");
    for (log, context) in logs.iter().zip(CONTEXTS) {
        let tree = db.open_tree(context).expect("a tree");
        for chunk in log.chunks(BATCH) {
            let mut batch = sled::Batch::default();
            for record in chunk {
                let meta = Envelope::parse(&record.bytes).expect("an event").meta;
                let (stream, version) = (meta.stream.as_str(), meta.version);
                bare::insert(&mut batch, stream, version, record.position, &record.bytes);
            }
            tree.apply_batch(batch).expect("applied");
        }
    }
    db.flush().expect("flushed");
}

/// Starts everything and waits until the projection has applied and settled
/// all of it: how long that took, and how many flags there are.
async fn fill_views(data: &Path, nats: &NatsServer, events: usize) -> (Duration, usize) {
    let begun = Instant::now();
    let installed = Installed::start(data, nats).await;
    installed.has_judged(events, None).await;
    let took = begun.elapsed();
    checks::caught_up(&installed.caller).await;
    let flags = installed.flags().await;
    installed.stop().await;
    (took, flags)
}

/// Reads the whole stream and does nothing with it.
async fn consume(nats: &NatsServer, events: usize) -> Duration {
    let client = nats_client(nats, users::READER).await;
    let context = jetstream::new(client);
    let stream = context.get_stream(EVENTS).await.expect("the stream is there");
    let begun = Instant::now();
    let config = OrderedConfig {
        deliver_subject: context.client().new_inbox(),
        deliver_policy: DeliverPolicy::All,
        filter_subject: EVENT_SUBJECTS.to_owned(),
        ..OrderedConfig::default()
    };
    let consumer = stream.create_consumer(config).await.expect("a consumer");
    let mut messages = consumer.messages().await.expect("messages");
    for _ in 0..events {
        let message = timeout(Duration::from_secs(20), messages.next()).await;
        message.expect("in time").expect("a message").expect("is read");
    }
    begun.elapsed()
}
