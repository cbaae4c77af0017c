//! What must hold after every fault: the log, the stream and the views have
//! every acknowledged event once and in order, and nothing besides.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use async_nats::jetstream::consumer::{DeliverPolicy, pull::OrderedConfig};
use futures::{StreamExt as _, TryStreamExt as _};
use kernel::nats::{EVENTS, server::NatsServer, users};
use proto::{
    Named,
    any::{AnyEvent, CONTEXTS},
    common::{EventRecord, Role},
    envelope::{Envelope, Recorded},
    ledger::{GetHeadRequest, ReadRecordsRequest, ledger_service_client::LedgerServiceClient},
    oversight::{
        AsAt, GetStatusRequest, GetStatusResponse, GetTimelineRequest,
        oversight_service_client::OversightServiceClient,
    },
};
use tokio::time::{Instant, sleep, timeout};

use crate::{Caller, load::Acked, nats_client};

/// How long what is stored may take to be published and applied.
const CATCHING_UP: Duration = Duration::from_secs(60);

/// A context's records: position, stream and bytes.
pub type Log = BTreeMap<u64, Vec<u8>>;

/// What was found, for the figures of a test.
#[derive(Clone, Copy, Debug, Default)]
pub struct Found {
    /// Acknowledged contacts.
    pub acknowledged: usize,
    /// Records in the logs of all contexts.
    pub stored: usize,
    /// Messages in the stream, repeated ones included.
    pub published: usize,
}

/// Everything that was acknowledged is in the log, in the stream and in the
/// views, once and in order.
pub async fn everything_is_there_once(
    caller: &Caller,
    nats: &NatsServer,
    acked: &[Acked],
) -> Found {
    let logs = everything_is_stored_and_applied(caller, acked).await;
    let messages = messages(nats, EVENTS).await;
    stream_is_the_log(&messages, &logs);
    Found {
        acknowledged: acked.len(),
        stored: logs.values().map(BTreeMap::len).sum(),
        published: messages.len(),
    }
}

/// Everything that was acknowledged is in the log and in the views, once and in
/// order, whatever else the stream holds. The logs by context.
pub async fn everything_is_stored_and_applied(
    caller: &Caller,
    acked: &[Acked],
) -> BTreeMap<String, Log> {
    let logs = caught_up(caller).await;
    let contacts = logs.get("referrals").map(contacts).unwrap_or_default();
    acknowledged_are_stored(&contacts, acked);
    views_have(caller, acked).await;
    logs
}

/// A context's log, whose positions and versions have no gap.
pub async fn log(caller: &Caller, context: &str) -> Log {
    let mut ledger = LedgerServiceClient::new(caller.by("operator", Role::Operator));
    let request = ReadRecordsRequest { context: context.to_owned(), from_position: 1 };
    let records = ledger.read_records(request).await.expect("the log is read").into_inner();
    let records: Vec<_> = records.try_collect().await.expect("the log is read to its end");
    let mut versions: BTreeMap<String, u64> = BTreeMap::new();
    let mut log = Log::new();
    for (expected, record) in (1..).zip(records) {
        assert_eq!(record.position, expected, "{context}: positions have no gap");
        let meta = Envelope::parse(&record.record).expect("a stored event is read").meta;
        assert_eq!(meta.position, expected, "{context}: an event says where it stands");
        let version = versions.entry(meta.stream.to_string()).or_default();
        assert_eq!(meta.version, *version + 1, "{context}: versions of {} ", meta.stream);
        *version = meta.version;
        log.insert(expected, record.record);
    }
    log
}

/// The events of one kind in a context's log, in order.
pub async fn events<T: Named + Clone>(caller: &Caller, context: &str) -> Vec<Recorded<T>> {
    let log = log(caller, context).await;
    let read = log.values().map(|bytes| {
        let envelope = Envelope::parse(bytes).expect("a stored event is read");
        AnyEvent::read(envelope).expect("an event of this build")
    });
    read.filter_map(|recorded| {
        let event = recorded.event.get::<T>()?.clone();
        Some(Recorded { meta: recorded.meta, event })
    })
    .collect()
}

struct Contact {
    position: u64,
    version: u64,
    stream: String,
}

/// The contacts of a log by event id.
fn contacts(log: &Log) -> BTreeMap<String, Contact> {
    let mut contacts = BTreeMap::new();
    for (position, bytes) in log {
        let meta = Envelope::parse(bytes).expect("a stored event is read").meta;
        if meta.kind() != "ContactRecorded" {
            continue;
        }
        let (version, stream) = (meta.version, meta.stream.to_string());
        let before =
            contacts.insert(meta.id.to_string(), Contact { position: *position, version, stream });
        assert!(before.is_none(), "event {} is stored twice", meta.id);
    }
    contacts
}

fn acknowledged_are_stored(stored: &BTreeMap<String, Contact>, acked: &[Acked]) {
    let mut seen = BTreeSet::new();
    for Acked { receipt, .. } in acked {
        let [event] = receipt.event_ids.as_slice() else { panic!("one event an answer") };
        assert!(seen.insert(event.clone()), "event {event} answers two requests");
        let contact = stored.get(event).unwrap_or_else(|| panic!("{event} is lost"));
        let told = (receipt.position, receipt.etag.as_str(), receipt.stream_id.as_str());
        let etag = contact.version.to_string();
        assert_eq!(told, (contact.position, etag.as_str(), contact.stream.as_str()));
    }
    // Writers ask until they are answered, so what they asked is stored once.
    assert_eq!(seen.len(), stored.len(), "nothing is stored twice under another id");
}

/// Waits until the stream is said to hold all of the logs.
async fn published(caller: &Caller, logs: &BTreeMap<String, Log>) {
    let mut ledger = LedgerServiceClient::new(caller.by("operator", Role::Operator));
    let deadline = Instant::now() + CATCHING_UP;
    for (context, log) in logs {
        loop {
            let request = GetHeadRequest { context: context.clone() };
            let head = ledger.get_head(request).await.expect("the head").into_inner();
            assert!(!head.refuses_writes, "{context} takes writes");
            if head.published >= log.len() as u64 {
                break;
            }
            assert!(Instant::now() < deadline, "{context} is not published: {head:?}");
            sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Every message of a stream: subject and bytes.
pub async fn messages(nats: &NatsServer, name: &str) -> Vec<(String, Vec<u8>)> {
    let jetstream = async_nats::jetstream::new(nats_client(nats, users::READER).await);
    let mut stream = jetstream.get_stream(name).await.expect("the stream is there");
    let count = stream.info().await.expect("the stream answers").state.messages;
    let config = OrderedConfig { deliver_policy: DeliverPolicy::All, ..Default::default() };
    let consumer = stream.create_consumer(config).await.expect("the stream is read");
    let mut messages = consumer.messages().await.expect("the stream is read");
    let mut read = Vec::new();
    for _ in 0..count {
        let message = timeout(Duration::from_secs(20), messages.next()).await;
        let message = message.expect("a message in time").expect("a message").expect("is read");
        read.push((message.subject.to_string(), message.payload.to_vec()));
    }
    read
}

fn stream_is_the_log(messages: &[(String, Vec<u8>)], logs: &BTreeMap<String, Log>) {
    let mut there: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for (subject, bytes) in messages {
        let context = subject.split('.').nth(2).expect("a context");
        let position = Envelope::parse(bytes).expect("an event is read").meta.position;
        let seen = there.entry(context).or_default();
        // The first time they come, a context's events come in its order.
        if !seen.contains(&position) {
            assert_eq!(position, seen.len() as u64 + 1, "{context} is published in order");
        }
        seen.insert(position);
        let stored = logs.get(context).and_then(|log| log.get(&position));
        // Alerts may have been noted since the log was read.
        if stored.is_some() || context != "oversight" {
            assert_eq!(stored, Some(bytes), "{context} {position} is what is stored");
        }
    }
    for (context, log) in logs {
        let seen = there.get(context.as_str()).map(BTreeSet::len).unwrap_or_default();
        assert!(seen >= log.len(), "{context}: {seen} of {} are published", log.len());
    }
}

/// How the projection does.
pub async fn status(caller: &Caller) -> GetStatusResponse {
    let mut oversight = OversightServiceClient::new(caller.by("operator", Role::Operator));
    oversight.get_status(GetStatusRequest {}).await.expect("the status").into_inner()
}

/// Waits until the stream and the projection have all that is stored: the logs
/// by context.
pub async fn caught_up(caller: &Caller) -> BTreeMap<String, Log> {
    let mut logs = BTreeMap::new();
    for context in CONTEXTS {
        logs.insert((*context).to_owned(), log(caller, context).await);
    }
    published(caller, &logs).await;
    applied(caller, &logs).await;
    logs
}

/// Waits until the projection has applied all of the logs, and judged what it read.
async fn applied(caller: &Caller, logs: &BTreeMap<String, Log>) {
    let deadline = Instant::now() + CATCHING_UP;
    loop {
        let status = status(caller).await;
        let behind = status.contexts.iter().any(|context| {
            logs.get(&context.context).is_some_and(|log| context.position < log.len() as u64)
        });
        if !behind && status.judged_up_to.is_some() {
            return;
        }
        assert!(Instant::now() < deadline, "the projection lags: {:?}", status.contexts);
        sleep(Duration::from_millis(50)).await;
    }
}

/// A person's whole timeline, page by page.
pub async fn timeline(caller: &Caller, person: &str) -> Vec<EventRecord> {
    timeline_at(caller, person, None).await
}

/// A person's whole timeline as it was and was known on a day.
pub async fn timeline_at(caller: &Caller, person: &str, at: Option<AsAt>) -> Vec<EventRecord> {
    let mut oversight = OversightServiceClient::new(caller.by("body", Role::Oversight));
    let mut events = Vec::new();
    let mut page_token = String::new();
    loop {
        let person_id = person.to_owned();
        let request = GetTimelineRequest {
            person_id,
            page_size: 97,
            page_token,
            at,
            ..GetTimelineRequest::default()
        };
        let page = oversight.get_timeline(request).await.expect("a timeline").into_inner();
        events.extend(page.events);
        if page.next_page_token.is_empty() {
            return events;
        }
        page_token = page.next_page_token;
    }
}

async fn views_have(caller: &Caller, acked: &[Acked]) {
    let mut of: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for Acked { person, receipt } in acked {
        of.entry(person).or_default().extend(receipt.event_ids.iter().map(String::as_str));
    }
    for (person, expected) in of {
        let events = timeline(caller, person).await;
        let shown: Vec<&str> = events
            .iter()
            .filter(|event| event.r#type.ends_with(".ContactRecorded"))
            .map(|event| event.event_id.as_str())
            .collect();
        let distinct: BTreeSet<&str> = shown.iter().copied().collect();
        assert_eq!(shown.len(), distinct.len(), "{person} has a contact twice");
        assert_eq!(distinct, expected, "{person} has the contacts that were acknowledged");
        let times =
            |e: &EventRecord| e.occurred.and_then(|o| o.start).map(|t| (t.seconds, t.nanos));
        assert!(events.is_sorted_by_key(times), "{person}: oldest first");
    }
}
