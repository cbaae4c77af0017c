//! Alerts arrive although the process is killed, the receiver fails one time in
//! three and Alertmanager is started anew; and the sums of the delivery log agree.
#![allow(clippy::disallowed_methods, reason = "the moment of a kill is left to chance")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    collections::BTreeSet,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::Stdio,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::HeaderMap, http::StatusCode, routing::post};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use kernel::nats::{ALERTS, server::NatsServer};
use projection::flags::flag_id;
use proto::{
    common::Role,
    oversight::{
        AlertRetried, ChannelStatus, DeliveryState, FlagOutcome, FlagResolved,
        ListDeliveriesRequest, ResolveFlagRequest, RetryAlertRequest,
        oversight_service_client::OversightServiceClient,
    },
    panel::panel_service_client::PanelServiceClient,
};
use rand::Rng as _;
use sha2::Sha256;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    process::{Child, Command},
    sync::watch,
    task::JoinSet,
    time::{Instant, sleep},
};
use tonic::{Code, Status};
use tonic_types::StatusExt as _;
use world::{Caller, act, checks, child, id, nats_binary, oversight_body, police_access};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// How many calls are made at once.
const CALLERS: usize = 16;

/// How long all may take to arrive once nobody is killed any more.
const PATIENCE: Duration = Duration::from_secs(600);

/// How many flags are raised, how often the process is killed, and how many
/// seconds lie between two rounds in which Alertmanager is told again.
fn counts() -> (usize, usize, u32) {
    if std::env::var_os("CANDOUR_SOAK").is_some() { (10_000, 20, 30) } else { (90, 3, 2) }
}

async fn start(folder: &Path, nats: &NatsServer, alerts: &Path) -> (Child, Caller) {
    child::start(env!("CARGO_BIN_EXE_services"), folder, nats, Some(alerts)).await
}

/// What a receiver has taken: the flags, and how many requests it had.
#[derive(Default)]
struct Taken {
    asked: AtomicUsize,
    /// True once a webhook came that is not in order.
    wrong: AtomicBool,
    flags: Mutex<BTreeSet<String>>,
}

/// Takes webhooks that are signed in order, two times in three.
async fn receive(State(taken): State<Arc<Taken>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    if taken.asked.fetch_add(1, Ordering::SeqCst).is_multiple_of(3) {
        return StatusCode::SERVICE_UNAVAILABLE;
    }
    match verified(&headers, &body) {
        Some(flag) => {
            taken.flags.lock().unwrap_or_else(PoisonError::into_inner).insert(flag);
            StatusCode::OK
        }
        None => {
            taken.wrong.store(true, Ordering::SeqCst);
            StatusCode::BAD_REQUEST
        }
    }
}

/// The flag that a webhook is about, if it is signed with our secret.
fn verified(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    let header = |name: &str| headers.get(name)?.to_str().ok();
    let key = STANDARD.decode(SECRET.strip_prefix("whsec_")?).ok()?;
    let mut mac = Hmac::<Sha256>::new_from_slice(&key).ok()?;
    let signed = format!("{}.{}.", header("webhook-id")?, header("webhook-timestamp")?);
    mac.update(signed.as_bytes());
    mac.update(body);
    let given = header("webhook-signature")?.strip_prefix("v1,")?;
    mac.verify_slice(&STANDARD.decode(given).ok()?).ok()?;
    let event: serde_json::Value = serde_json::from_slice(body).ok()?;
    Some(event.get("subject")?.as_str()?.to_owned())
}

/// A real Alertmanager, if this machine has one.
struct Alertmanager {
    program: PathBuf,
    folder: PathBuf,
    address: SocketAddr,
    process: Child,
}

impl Alertmanager {
    /// Where `deploy/tools --tests` puts it, or where the PATH leads.
    fn program() -> Option<PathBuf> {
        let name = "prometheus-alertmanager";
        let tools = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/alertmanager/usr/bin");
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(tools).chain(std::env::split_paths(&path));
        let program = folders.map(|folder| folder.join(name)).find(|program| program.is_file());
        program.and_then(|program| program.canonicalize().ok())
    }

    async fn start(program: PathBuf, folder: &Path) -> Self {
        let folder = folder.join("alertmanager");
        std::fs::create_dir_all(&folder).unwrap();
        let config = "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n";
        std::fs::write(folder.join("alertmanager.yml"), config).unwrap();
        // A port that was free a moment ago.
        let address = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
        let process = Self::spawn(&program, &folder, address);
        let mut own = Self { program, folder, address, process };
        own.ready().await;
        own
    }

    fn spawn(program: &Path, folder: &Path, address: SocketAddr) -> Child {
        // Debian's, taken apart, looks for its templates below its own root.
        let root = program.ancestors().nth(3).unwrap_or(Path::new("/"));
        Command::new(program)
            .current_dir(root)
            .arg(format!("--config.file={}", folder.join("alertmanager.yml").display()))
            .arg(format!("--storage.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address={address}"))
            .arg("--cluster.listen-address=")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    async fn ready(&mut self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.ask("/-/ready").await.is_none() {
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none() && Instant::now() < deadline, "Alertmanager: {ended:?}");
            sleep(Duration::from_millis(100)).await;
        }
    }

    /// Kills it and starts it again: it has forgotten every alert.
    async fn restart(&mut self) {
        self.process.kill().await.unwrap();
        self.process = Self::spawn(&self.program, &self.folder, self.address);
        self.ready().await;
    }

    async fn ask(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(self.address).await.ok()?;
        // Of the first version, so that the answer comes in one piece.
        let request = format!("GET {path} HTTP/1.0\r\n\r\n");
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        head.starts_with("HTTP/1.0 200").then(|| body.to_owned())
    }

    /// The flags whose alerts are firing.
    async fn firing(&self) -> BTreeSet<String> {
        let Some(body) = self.ask("/api/v2/alerts?active=true").await else {
            return BTreeSet::new();
        };
        let alerts: Vec<serde_json::Value> = serde_json::from_str(&body).unwrap();
        let flag = |alert: &serde_json::Value| {
            let text = alert.to_string();
            assert!(!text.contains("person_") && !text.contains("worker_"), "{text}");
            Some(alert.get("labels")?.get("flag_id")?.as_str()?.to_owned())
        };
        alerts.iter().filter_map(flag).collect()
    }
}

fn settings(folder: &Path, receiver: SocketAddr, alertmanager: Option<SocketAddr>) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let secret = folder.join("secret");
    std::fs::write(&secret, SECRET).unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o600)).unwrap();
    let body = id("agency", "body");
    let mut text = format!(
        "[[webhook]]\nname = \"board\"\nurl = \"http://{receiver}/alerts\"\n\
         secret_file = \"secret\"\nrecipients = [\"{body}\"]\nretry_longest_seconds = 5\n"
    );
    if let Some(at) = alertmanager {
        text += &format!(
            "[[alertmanager]]\nname = \"duty\"\nurl = \"http://{at}\"\nrecipients = [\"*\"]\n\
             resend_seconds = {}\nretry_longest_seconds = 5\n",
            counts().2
        );
    }
    let file = folder.join("alerts.toml");
    std::fs::write(&file, text).unwrap();
    file
}

/// Makes a call until it is answered, by whichever process then runs.
async fn until_answered<T, F>(callers: &watch::Receiver<Caller>, call: impl Fn(Caller) -> F) -> T
where
    F: Future<Output = Result<T, Status>>,
{
    child::until_answered(PATIENCE, || call(callers.borrow().clone())).await
}

/// The flag that a police officer's access raises.
fn flag_of(n: usize) -> String {
    let anchor = id("access", &n.to_string());
    flag_id("police-record-access", &anchor, &anchor).to_string()
}

async fn channels(callers: &watch::Receiver<Caller>) -> Vec<ChannelStatus> {
    let ask = |caller: Caller| async move {
        let mut oversight = OversightServiceClient::new(caller.by("body", Role::Oversight));
        Ok(oversight.list_deliveries(ListDeliveriesRequest::default()).await?.into_inner())
    };
    until_answered(callers, ask).await.channels
}

/// Waits until each channel has delivered so many, and has no other.
async fn all_delivered(callers: &watch::Receiver<Caller>, names: &[&str], flags: usize) {
    let deadline = Instant::now() + PATIENCE;
    let flags = u64::try_from(flags).unwrap();
    loop {
        let channels = channels(callers).await;
        for c in &channels {
            assert_eq!(c.raised, c.delivered + c.waiting + c.dead, "the sums agree: {c:?}");
        }
        let found: Vec<&str> = channels.iter().map(|c| c.channel.as_str()).collect();
        assert_eq!(found, names);
        if channels.iter().all(|c| (c.raised, c.delivered) == (flags, flags)) {
            return;
        }
        assert!(Instant::now() < deadline, "not all have arrived: {channels:?}");
        sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_alert_arrives_whatever_is_killed_and_the_sums_agree() {
    let (flags, kills, _) = counts();
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let nats = NatsServer::start(nats_binary(), folder.join("nats"), None).await.unwrap();

    let taken = Arc::new(Taken::default());
    let app = Router::new().route("/alerts", post(receive)).with_state(Arc::clone(&taken));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let receiver = listener.local_addr().unwrap();
    let serving = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut alertmanager = match Alertmanager::program() {
        Some(program) => Some(Alertmanager::start(program, folder).await),
        None => {
            println!("skipped: there is no prometheus-alertmanager; see deploy/tools --tests");
            None
        }
    };
    let file = settings(folder, receiver, alertmanager.as_ref().map(|a| a.address));

    let (mut process, caller) = start(folder, &nats, &file).await;
    let (door, callers) = watch::channel(caller);
    let register = |caller: Caller| async move {
        let mut panel = PanelServiceClient::new(caller.by("body", Role::InformationGovernance));
        panel.register_agency(oversight_body()).await
    };
    until_answered(&callers, register).await;
    // The register must be applied before the first flag is told to those on it.
    checks::caught_up(&callers.borrow().clone()).await;

    let begun = Instant::now();
    let next = Arc::new(AtomicUsize::new(0));
    let mut calls = JoinSet::new();
    for _ in 0..CALLERS {
        let (next, callers) = (Arc::clone(&next), callers.clone());
        calls.spawn(async move {
            loop {
                let n = next.fetch_add(1, Ordering::SeqCst);
                if n >= flags {
                    return;
                }
                let grant = |caller: Caller| async move {
                    let by = caller.by("trust", Role::InformationGovernance);
                    PanelServiceClient::new(by).grant_access(police_access(&n.to_string())).await
                };
                until_answered(&callers, grant).await;
            }
        });
    }
    for kill in 1..=kills {
        // So that each life has something to do and something to lose.
        while next.load(Ordering::SeqCst) < flags * kill / (kills + 1) {
            sleep(Duration::from_millis(5)).await;
        }
        sleep(Duration::from_millis(rand::rng().random_range(0..500))).await;
        process.kill().await.unwrap();
        if let Some(alertmanager) = alertmanager.as_mut().filter(|_| kill == kills.div_ceil(2)) {
            alertmanager.restart().await;
        }
        let (started, caller) = start(folder, &nats, &file).await;
        process = started;
        door.send_replace(caller);
    }
    while let Some(call) = calls.join_next().await {
        call.unwrap();
    }

    let mut names = vec!["nats", "webhook.board"];
    if alertmanager.is_some() {
        names.insert(0, "alertmanager.duty");
    }
    all_delivered(&callers, &names, flags).await;
    let took = begun.elapsed();
    let wanted: BTreeSet<String> = (0..flags).map(flag_of).collect();
    let received = taken.flags.lock().unwrap_or_else(PoisonError::into_inner).clone();
    assert!(!taken.wrong.load(Ordering::SeqCst), "every webhook is signed and says its flag");
    assert!(received == wanted, "the webhook has {} of {flags}", received.len());
    let on_nats: BTreeSet<String> = checks::messages(&nats, ALERTS)
        .await
        .iter()
        .map(|(_, payload)| {
            let alert: serde_json::Value = serde_json::from_slice(payload).unwrap();
            alert["flag_id"].as_str().unwrap().to_owned()
        })
        .collect();
    assert!(on_nats == wanted, "NATS has {} of {flags}", on_nats.len());
    let asked = taken.asked.load(Ordering::SeqCst);
    println!(
        "{flags} flags, {kills} kills: all arrived in {took:?}; the webhook was asked {asked} times"
    );

    if let Some(alertmanager) = &mut alertmanager {
        fires(alertmanager, &wanted, "after all that").await;
        alertmanager.restart().await;
        fires(alertmanager, &wanted, "after it forgot everything").await;
        resolve(&callers, &flag_of(0)).await;
        let rest: BTreeSet<String> = (1..flags).map(flag_of).collect();
        fires(alertmanager, &rest, "after one was resolved").await;
    }
    what_is_shown(&callers, flags).await;
    process.kill().await.unwrap();
    serving.abort();
}

/// Waits until exactly these flags fire.
async fn fires(alertmanager: &Alertmanager, wanted: &BTreeSet<String>, when: &str) {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let firing = alertmanager.firing().await;
        if firing == *wanted {
            return;
        }
        let (has, wants) = (firing.len(), wanted.len());
        assert!(Instant::now() < deadline, "{when}: {has} fire and not {wants}");
        sleep(Duration::from_millis(200)).await;
    }
}

async fn resolve(callers: &watch::Receiver<Caller>, flag: &str) {
    let resolve = |caller: Caller| async move {
        let request = ResolveFlagRequest {
            act: act("resolve"),
            fact: Some(FlagResolved {
                flag_id: flag.to_owned(),
                outcome: FlagOutcome::Inconclusive.into(),
                reason: Some(proto::common::Text::plain("nobody can say")),
                ..Default::default()
            }),
        };
        OversightServiceClient::new(caller.by("body", Role::Oversight)).resolve_flag(request).await
    };
    until_answered(callers, resolve).await;
}

/// What arrived is listed page by page, and is not sent again.
async fn what_is_shown(callers: &watch::Receiver<Caller>, flags: usize) {
    let caller = callers.borrow().clone();
    let mut oversight = OversightServiceClient::new(caller.by("operator", Role::Operator));
    let mut request = ListDeliveriesRequest {
        page_size: i32::try_from(flags / 3 + 1).unwrap().min(1_000),
        state: DeliveryState::Delivered.into(),
        channel: "webhook.board".into(),
        recipient_agency_id: id("agency", "body"),
        ..Default::default()
    };
    let mut listed = BTreeSet::new();
    loop {
        let page = oversight.list_deliveries(request.clone()).await.unwrap().into_inner();
        listed.extend(page.deliveries.into_iter().map(|delivery| delivery.flag_id));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    assert_eq!(listed.len(), flags);

    let of_one = ListDeliveriesRequest {
        flag_id: flag_of(1),
        state: DeliveryState::Delivered.into(),
        ..Default::default()
    };
    let page = oversight.list_deliveries(of_one).await.unwrap().into_inner();
    assert_eq!(page.deliveries.len(), page.channels.len(), "one over each channel");
    assert!(page.deliveries.iter().all(|delivery| delivery.flag_id == flag_of(1)));

    let again = RetryAlertRequest {
        act: act("again"),
        fact: Some(AlertRetried {
            flag_id: flag_of(1),
            recipient_agency_id: id("agency", "body"),
            channel: "webhook.board".into(),
        }),
    };
    let refused = oversight.retry_alert(again.clone()).await.unwrap_err();
    let reason = refused.get_details_error_info().map(|info| info.reason);
    assert_eq!(reason.as_deref(), Some("ALERT_ALREADY_DELIVERED"));
    let mut flagged = OversightServiceClient::new(caller.by("trust", Role::Complaints));
    let refused = flagged.list_deliveries(ListDeliveriesRequest::default()).await.unwrap_err();
    assert_eq!(refused.code(), Code::PermissionDenied);
}
