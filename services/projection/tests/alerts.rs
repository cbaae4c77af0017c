//! Alerts arrive, wait on record or are kept as dead letters: over a real log,
//! a real database and real HTTP.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use jiff::Timestamp;
use kernel::{
    clock::Clock,
    log::{EventLog as _, SledLog, SledOptions},
    nats::NatsOptions,
    scenario::id,
};
use projection::{
    alerts::{self, Deliveries, Line, NOBODY, Settings},
    flags::{Desk, flag_id},
    projector::Progress,
    store::{self, Store},
};
use prost::Message as _;
use proto::{
    envelope::Envelope,
    ids::FlagId,
    oversight::{AlertFailed, AlertRetried, ChannelStatus, Event, Flag, FlagRaised, Severity},
};
use sha2::Sha256;
use tokio::{sync::watch, task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;

type Trouble = Box<dyn std::error::Error + Send + Sync>;

const PATIENCE: Duration = Duration::from_secs(60);
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const RULE: &str = "police-record-access";

/// A log of flags, and what of it is told to channels while they run.
struct Office {
    log: Arc<SledLog>,
    desk: Desk,
    store: Store,
    told: watch::Sender<Progress>,
    deliveries: Arc<Deliveries>,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl Office {
    /// Opens what a folder holds and lets these channels run.
    fn open(folder: &Path, lines: Vec<Line>) -> Result<Self, Trouble> {
        let log = Arc::new(SledLog::open(folder.join("log"), SledOptions::default())?);
        let desk = Desk::new(Arc::clone(&log), Clock::system());
        let store = Store::open(&folder.join("views"), 1 << 20, "rules")?;
        let mut work = store.work();
        let body = id("agency", 7);
        work.put(store::key(b'b', &[&body]), body.into_bytes());
        work.commit()?;
        let flags = *log.head().borrow();
        let (told, progress) = watch::channel(Progress { flags, ..Progress::default() });
        let routes = lines.iter().map(|line| line.route.clone()).collect();
        let deliveries = Deliveries::open(store.clone(), desk.clone(), progress, routes)?;
        let deliveries = Arc::new(deliveries);
        let stop = CancellationToken::new();
        let running = tokio::spawn(alerts::run(Arc::clone(&deliveries), lines, stop.clone()));
        Ok(Self { log, desk, store, told, deliveries, stop, running })
    }

    /// Raises flags, for which agency 1 answers.
    async fn raise(&self, numbers: std::ops::Range<u32>) -> Result<(), Trouble> {
        for number in numbers {
            let flag_id = flag(number);
            let flag = Flag {
                flag_id: flag_id.to_string(),
                rule_id: RULE.into(),
                severity: Severity::S1.into(),
                subject_id: id("person", 1),
                agency_ids: vec![id("agency", 1)],
                because: "words about a person".into(),
                ..Flag::default()
            };
            let raised = FlagRaised { flag: Some(flag), ..Default::default() };
            self.desk.append(&flag_id, 0, &[raised.into()], Timestamp::UNIX_EPOCH).await?;
        }
        let head = *self.log.head().borrow();
        self.told.send_modify(|progress| progress.flags = head);
        Ok(())
    }

    fn status(&self, channel: &str) -> Result<ChannelStatus, Trouble> {
        let all = self.deliveries.status()?;
        let status = all.into_iter().find(|status| status.channel == channel);
        let status = status.ok_or("no such channel")?;
        assert_eq!(status.raised, status.delivered + status.waiting + status.dead, "{status:?}");
        Ok(status)
    }

    /// Waits until a channel's alerts stand so: delivered, waiting, dead.
    async fn comes_to(&self, channel: &str, wanted: (u64, u64, u64)) -> Result<(), Trouble> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let status = self.status(channel)?;
            if (status.delivered, status.waiting, status.dead) == wanted {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("{status:?} is not {wanted:?}").into());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn events(&self) -> Result<Vec<Event>, Trouble> {
        let records = self.log.read_all(1, 100_000).await?;
        let events = records.iter().map(|r| Ok(Envelope::parse(&r.bytes)?.read()?.event));
        events.collect()
    }

    async fn failures(&self) -> Result<Vec<AlertFailed>, Trouble> {
        let events = self.events().await?.into_iter();
        Ok(events
            .filter_map(|event| match event {
                Event::AlertFailed(failed) => Some(failed),
                _ => None,
            })
            .collect())
    }

    async fn close(self) -> Result<(), Trouble> {
        self.stop.cancel();
        self.running.await?;
        self.log.close().await;
        Ok(())
    }
}

fn flag(number: u32) -> FlagId {
    flag_id(RULE, "scheme", &number.to_string())
}

/// Somebody who takes webhooks, and not always.
struct Receiver {
    url: String,
    seen: Arc<Seen>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    asked: AtomicUsize,
    /// Fails one request in so many; none if 0.
    fails_one_in: AtomicUsize,
    /// How often each id was taken, with what was last said under it.
    taken: Mutex<BTreeMap<String, (usize, serde_json::Value)>>,
    wrong: AtomicBool,
}

impl Seen {
    fn taken(&self) -> BTreeMap<String, (usize, serde_json::Value)> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Receiver {
    async fn start(fails_one_in: usize) -> Result<Self, Trouble> {
        let seen = Arc::new(Seen { fails_one_in: fails_one_in.into(), ..Seen::default() });
        let app = Router::new().route("/alerts", post(take)).with_state(Arc::clone(&seen));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/alerts", listener.local_addr()?);
        let serving = tokio::spawn(async move {
            let _ended = axum::serve(listener, app).await;
        });
        Ok(Self { url, seen, serving })
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn take(State(seen): State<Arc<Seen>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let number = seen.asked.fetch_add(1, Ordering::SeqCst);
    let every = seen.fails_one_in.load(Ordering::SeqCst);
    if every > 0 && number % every == 0 {
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    match verified(&headers, &body) {
        Some((id, event)) => {
            let mut taken = seen.taken.lock().unwrap_or_else(PoisonError::into_inner);
            let one = taken.entry(id).or_insert((0, event.clone()));
            *one = (one.0 + 1, event);
            StatusCode::NO_CONTENT
        }
        None => {
            seen.wrong.store(true, Ordering::SeqCst);
            StatusCode::BAD_REQUEST
        }
    }
}

/// The id and the event of a webhook whose signature is in order.
fn verified(headers: &HeaderMap, body: &[u8]) -> Option<(String, serde_json::Value)> {
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let (id, at) = (header("webhook-id")?, header("webhook-timestamp")?);
    let key = STANDARD.decode(SECRET.strip_prefix("whsec_")?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    mac.update(format!("{id}.{at}.").as_bytes());
    mac.update(body);
    let signature = STANDARD.decode(header("webhook-signature")?.strip_prefix("v1,")?).ok()?;
    mac.verify_slice(&signature).ok()?;
    let now = Clock::system().now().as_second();
    let fresh = (now - at.parse::<i64>().ok()?).abs() < 300;
    let cloud = header("content-type")?.starts_with("application/cloudevents+json");
    let event: serde_json::Value = serde_json::from_slice(body).ok()?;
    let named = event.get("id")?.as_str()? == id && event.get("specversion")?.as_str()? == "1.0";
    (fresh && cloud && named).then(|| (id.to_owned(), event))
}

/// The channels of a file that names webhooks and where they lead.
fn webhooks(folder: &Path, named: &[(&str, &str, &str)]) -> Result<Vec<Line>, Trouble> {
    use std::{fmt::Write as _, os::unix::fs::PermissionsExt as _};
    let secret = folder.join("secret");
    std::fs::write(&secret, SECRET)?;
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600))?;
    let mut text = String::new();
    for (name, url, more) in named {
        writeln!(text, "[[webhook]]\nname = \"{name}\"\nurl = \"{url}\"\n{more}")?;
        writeln!(
            text,
            "secret_file = \"secret\"\nrecipients = [\"*\"]\nretry_longest_seconds = 1"
        )?;
    }
    let file = folder.join("alerts.toml");
    std::fs::write(&file, text)?;
    Ok(Settings::read(&file)?.lines)
}

#[tokio::test]
async fn an_alert_that_nats_does_not_take_waits_and_is_on_record() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    // Nobody listens on the discard port.
    let office =
        Office::open(folder.path(), vec![alerts::stream(NatsOptions::at("nats://127.0.0.1:9"))])?;
    office.raise(0..1).await?;
    let deadline = Instant::now() + PATIENCE;
    let failed = loop {
        if let [.., failed] = office.failures().await?.as_slice() {
            break failed.clone();
        }
        assert!(Instant::now() < deadline, "nothing is on record");
        tokio::time::sleep(Duration::from_millis(50)).await;
    };
    office.comes_to("nats", (0, 1, 0)).await?;
    assert_eq!(failed.recipient_agency_id, id("agency", 7));
    assert_eq!((failed.channel.as_str(), failed.reason.as_str()), ("nats", "NATS_NOT_REACHED"));
    assert!(failed.attempts >= 1 && failed.next_attempt.is_some() && !failed.given_up);
    office.close().await
}

#[tokio::test]
async fn every_alert_gets_to_a_receiver_that_fails_one_time_in_three() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(3).await?;
    let office =
        Office::open(folder.path(), webhooks(folder.path(), &[("a", &receiver.url, "")])?)?;
    office.raise(0..60).await?;
    office.comes_to("webhook.a", (60, 0, 0)).await?;
    let taken = receiver.seen.taken();
    assert_eq!(taken.len(), 60);
    assert!(!receiver.seen.wrong.load(Ordering::SeqCst), "a signature was not in order");
    let failed = office.failures().await?.len();
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 60 + failed, "each no is on record");
    for (count, event) in taken.values() {
        assert_eq!(*count, 1);
        let text = event.to_string();
        assert!(!text.contains("person_") && !text.contains("words about"), "{text}");
    }
    office.close().await
}

#[tokio::test]
async fn a_channel_that_takes_nothing_holds_no_other_up_and_its_dead_can_be_sent_again()
-> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let (dead, well) = (Receiver::start(1).await?, Receiver::start(0).await?);
    let lines = webhooks(
        folder.path(),
        &[("dead", &dead.url, "attempts_max = 2"), ("well", &well.url, "")],
    )?;
    let office = Office::open(folder.path(), lines)?;
    office.raise(0..3).await?;
    office.comes_to("webhook.well", (3, 0, 0)).await?;
    office.comes_to("webhook.dead", (0, 0, 3)).await?;
    let failures = office.failures().await?;
    assert_eq!(failures.len(), 6);
    assert_eq!(failures.iter().filter(|failed| failed.given_up).count(), 3);
    assert!(failures.iter().all(|failed| failed.reason == "HTTP_500"));

    dead.seen.fails_one_in.store(0, Ordering::SeqCst);
    let retried = AlertRetried {
        flag_id: flag(1).to_string(),
        recipient_agency_id: id("agency", 7),
        channel: "webhook.dead".into(),
    };
    let version = office.desk.version(&flag(1)).await?;
    office.desk.append(&flag(1), version, &[retried.into()], Timestamp::UNIX_EPOCH).await?;
    office.comes_to("webhook.dead", (1, 0, 2)).await?;
    assert_eq!(dead.seen.taken().len(), 1);
    office.close().await
}

#[tokio::test]
async fn after_a_restart_a_channel_goes_on_and_sends_nothing_twice_even_with_lost_views()
-> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let lines = || webhooks(folder.path(), &[("a", &receiver.url, "")]);
    let office = Office::open(folder.path(), lines()?)?;
    office.raise(0..20).await?;
    office.comes_to("webhook.a", (20, 0, 0)).await?;
    receiver.seen.fails_one_in.store(1, Ordering::SeqCst);
    office.raise(20..24).await?;
    let deadline = Instant::now() + PATIENCE;
    while office.failures().await?.len() < 4 {
        assert!(Instant::now() < deadline, "nothing fails");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    office.close().await?;

    std::fs::remove_dir_all(folder.path().join("views"))?;
    let office = Office::open(folder.path(), lines()?)?;
    office.comes_to("webhook.a", (20, 4, 0)).await?;
    receiver.seen.fails_one_in.store(0, Ordering::SeqCst);
    office.comes_to("webhook.a", (24, 0, 0)).await?;
    let taken = receiver.seen.taken();
    assert_eq!(taken.len(), 24);
    assert!(taken.values().all(|(count, _)| *count == 1), "somebody was alerted twice");
    office.close().await
}

#[tokio::test]
async fn a_new_channel_begins_with_what_is_raised_from_then_on() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let office = Office::open(folder.path(), vec![])?;
    office.raise(0..5).await?;
    office.close().await?;
    let receiver = Receiver::start(0).await?;
    let lines = webhooks(folder.path(), &[("new", &receiver.url, "")])?;
    let office = Office::open(folder.path(), lines)?;
    office.raise(5..7).await?;
    office.comes_to("webhook.new", (2, 0, 0)).await?;
    assert_eq!(receiver.seen.taken().len(), 2);
    office.close().await
}

#[tokio::test]
async fn who_has_come_to_answer_for_a_flag_is_not_told_of_it() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let lines = webhooks(folder.path(), &[("a", &receiver.url, "")])?;
    let office = Office::open(folder.path(), lines)?;
    // The evidence has grown since the flag was raised, and with it who answers.
    let grown = Flag {
        flag_id: flag(0).to_string(),
        agency_ids: vec![id("agency", 1), id("agency", 7)],
        ..Flag::default()
    };
    let mut work = office.store.work();
    work.put(store::key(b'f', &[&grown.flag_id]), grown.encode_to_vec());
    work.commit()?;
    office.raise(0..1).await?;
    office.comes_to("webhook.a", (0, 0, 1)).await?;
    let failed = office.failures().await?;
    assert!(failed.iter().all(|f| f.reason == "RECIPIENT_FLAGGED" && f.given_up), "{failed:?}");
    assert!(receiver.seen.taken().is_empty());
    office.close().await
}

#[tokio::test]
async fn where_no_body_is_registered_those_who_answer_for_nobody_are_told() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let lines = webhooks(folder.path(), &[("a", &receiver.url, "")])?;
    let office = Office::open(folder.path(), lines)?;
    let mut work = office.store.work();
    work.remove(store::key(b'b', &[&id("agency", 7)]));
    work.commit()?;
    office.raise(0..1).await?;
    office.comes_to("webhook.a", (1, 0, 0)).await?;
    let taken = receiver.seen.taken();
    let to = taken.values().map(|(_, event)| event.get("recipient").and_then(|r| r.as_str()));
    assert_eq!(to.collect::<Vec<_>>(), [Some(NOBODY)]);
    office.close().await
}
