//! A log of flags with channels over it, and somebody who takes webhooks.

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
    scenario::id,
};
use projection::{
    alerts::{self, Deliveries, Line, Settings},
    flags::{Desk, flag_id},
    projector::Progress,
    store::{self, Store},
};
use proto::{
    envelope::Envelope,
    ids::FlagId,
    oversight::{AlertFailed, ChannelStatus, Event, Flag, FlagRaised, Severity},
};
use sha2::Sha256;
use tokio::{sync::watch, task::JoinHandle, time::Instant};
use tokio_util::sync::CancellationToken;

pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

pub const PATIENCE: Duration = Duration::from_secs(60);
const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const RULE: &str = "police-record-access";

/// A log of flags, and what of it is told to channels while they run.
pub struct Office {
    pub log: Arc<SledLog>,
    pub desk: Desk,
    pub store: Store,
    told: watch::Sender<Progress>,
    pub deliveries: Arc<Deliveries>,
    stop: CancellationToken,
    running: JoinHandle<()>,
}

impl Office {
    /// Opens what a folder holds and lets these channels run.
    pub fn open(folder: &Path, lines: Vec<Line>) -> Result<Self, Trouble> {
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

    /// Opens what a folder holds, with one webhook, `a`, that leads to a receiver.
    pub fn with_webhook(folder: &Path, receiver: &Receiver) -> Result<Self, Trouble> {
        Self::open(folder, webhooks(folder, &[("a", &receiver.url, "")])?)
    }

    /// Puts on record what somebody did about a flag.
    pub async fn say(&self, number: u32, said: &[Event]) -> Result<(), Trouble> {
        let (version, _) = self.desk.load(&flag(number)).await?;
        self.desk.append(&flag(number), version, said, Timestamp::UNIX_EPOCH).await?;
        Ok(())
    }

    /// Raises flags, for which agency 1 answers, and lets them be asked for.
    pub async fn raise(&self, numbers: std::ops::Range<u32>) -> Result<(), Trouble> {
        self.write(numbers).await?;
        self.show(*self.log.head().borrow());
        Ok(())
    }

    /// Lets flags be asked for up to a position.
    pub fn show(&self, up_to: u64) {
        self.told.send_modify(|progress| progress.flags = up_to);
    }

    /// Raises flags that nobody can ask for yet.
    pub async fn write(&self, numbers: std::ops::Range<u32>) -> Result<(), Trouble> {
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
        Ok(())
    }

    pub fn status(&self, channel: &str) -> Result<ChannelStatus, Trouble> {
        let all = self.deliveries.status()?;
        let status = all.into_iter().find(|status| status.channel == channel);
        let status = status.ok_or("no such channel")?;
        assert_eq!(status.raised, status.delivered + status.waiting + status.dead, "{status:?}");
        Ok(status)
    }

    /// Waits until a channel's alerts stand so: delivered, waiting, dead.
    pub async fn comes_to(&self, channel: &str, wanted: (u64, u64, u64)) -> Result<(), Trouble> {
        let stands = || {
            let status = self.status(channel)?;
            Ok::<_, Trouble>((status.delivered, status.waiting, status.dead))
        };
        let came = until(channel, async || Ok(stands()? == wanted)).await;
        came.map_err(|_| format!("{channel}: {:?} is not {wanted:?}", stands()).into())
    }

    pub async fn events(&self) -> Result<Vec<Event>, Trouble> {
        let records = self.log.read_all(1, 100_000).await?;
        let events = records.iter().map(|r| Ok(Envelope::parse(&r.bytes)?.read()?.event));
        events.collect()
    }

    pub async fn failures(&self) -> Result<Vec<AlertFailed>, Trouble> {
        let events = self.events().await?.into_iter();
        Ok(events
            .filter_map(|event| match event {
                Event::AlertFailed(failed) => Some(failed),
                _ => None,
            })
            .collect())
    }

    pub async fn close(self) -> Result<(), Trouble> {
        self.stop.cancel();
        self.running.await?;
        self.log.close().await;
        Ok(())
    }
}

/// Waits until it is so; `not` says what is wrong if it never is.
pub async fn until(
    not: &str,
    mut is: impl AsyncFnMut() -> Result<bool, Trouble>,
) -> Result<(), Trouble> {
    let deadline = Instant::now() + PATIENCE;
    while !is().await? {
        if Instant::now() > deadline {
            return Err(not.to_owned().into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

pub fn flag(number: u32) -> FlagId {
    flag_id(RULE, "scheme", &number.to_string())
}

/// Somebody who takes webhooks, and not always.
pub struct Receiver {
    pub url: String,
    pub seen: Arc<Seen>,
    serving: JoinHandle<()>,
}

#[derive(Default)]
pub struct Seen {
    pub asked: AtomicUsize,
    /// Fails one request in so many; none if 0.
    pub fails_one_in: AtomicUsize,
    /// How often each id was taken, with what was last said under it.
    taken: Mutex<BTreeMap<String, (usize, serde_json::Value)>>,
    pub wrong: AtomicBool,
}

impl Seen {
    pub fn taken(&self) -> BTreeMap<String, (usize, serde_json::Value)> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Receiver {
    pub async fn start(fails_one_in: usize) -> Result<Self, Trouble> {
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
pub fn webhooks(folder: &Path, named: &[(&str, &str, &str)]) -> Result<Vec<Line>, Trouble> {
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
