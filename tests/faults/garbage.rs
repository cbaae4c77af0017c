//! Garbage on the stream and at the door: nothing true is lost by it, and
//! whoever goes on in good order is answered.
//!
//! One thing is left out: an event that is well formed and stands exactly where
//! a context's next one will. Who may publish on a context's subjects can put
//! it in the place of the true one, and to prevent that is the broker's part.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{collections::BTreeSet, time::Duration};

use async_nats::{HeaderMap, jetstream};
use kernel::{
    encoded,
    nats::{POSITION_HEADER, users},
};
use proto::{
    common::{Role, Text},
    envelope::{Envelope, subject},
    ledger::{AdvanceRequest, sandbox_service_client::SandboxServiceClient},
    oversight::{GetStatusResponse, Verdict},
    panel::{
        AgencyKind, AgencyRegistered, RegisterAgencyRequest,
        panel_service_client::PanelServiceClient,
    },
    referrals::referrals_service_client::ReferralsServiceClient,
};
use rand::{RngCore as _, SeedableRng as _, rngs::StdRng};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::watch,
    time::{Instant, sleep, timeout},
};
use tonic::{Code, Request, Status, codegen::http::uri::PathAndQuery};
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};
use world::{
    World, act, asked, checks, id,
    load::{Load, contact, registration},
    nats_client, police_access,
};

const PATIENCE: Duration = Duration::from_secs(60);

const ROUNDS: u64 = 12;

/// Longer than a follower waits at a gap before it searches the whole stream.
const GAP_PATIENCE: Duration = Duration::from_secs(4);

/// What must appear nowhere, though garbage holds it.
const WORDS: &str = "words of a hard night";

/// Throws garbage at the stream of events.
struct Thrower {
    stream: jetstream::Context,
    client: async_nats::Client,
    chance: StdRng,
    /// True events, to be abused: of the panel, and of referrals.
    panel: Vec<u8>,
    referrals: Vec<u8>,
}

impl Thrower {
    async fn new(world: &World) -> Self {
        let client = nats_client(&world.nats, users::ADMIN).await;
        let first = async |context| {
            checks::log(world.caller(), context).await.remove(&1).expect("a first event")
        };
        Self {
            stream: jetstream::new(client.clone()),
            client,
            chance: StdRng::seed_from_u64(7),
            panel: first("panel").await,
            referrals: first("referrals").await,
        }
    }

    async fn throw(&self, subject: &str, header: Option<&str>, bytes: impl Into<Vec<u8>>) {
        let mut headers = HeaderMap::new();
        if let Some(position) = header {
            headers.insert(POSITION_HEADER, position);
        }
        let payload = bytes.into().into();
        let sent = self.stream.publish_with_headers(subject.to_owned(), headers, payload).await;
        sent.unwrap().await.unwrap();
    }

    /// Throws one of each kind; how many of them are to be set aside.
    async fn round(&mut self, round: u64) -> u64 {
        let mut random = vec![0; 300];
        self.chance.fill_bytes(&mut random);
        let referrals = "candour.events.referrals.3.person";
        let stray = format!(r#"{{"note": "{WORDS}", "round": {round}}}"#);
        let far = 1_000_000 + round;
        let unknown = changed(&self.panel, "AgencyRegistered", "AgencyForgotten");

        // No event at all, with a header that tells no position and without.
        self.throw(referrals, None, random.clone()).await;
        self.throw("candour.events.panel.0.agency", Some("-1"), random.clone()).await;
        self.throw("candour.events.sanctions", None, stray.clone()).await;
        self.throw("candour.events.nobody.9.x.y.z", None, stray).await;
        self.throw(referrals, None, Vec::new()).await;
        // One context's event where another speaks.
        self.throw(referrals, None, self.panel.clone()).await;
        // Events that do not say where they stand, of a kind that is known and of one that is not.
        let nowhere = changed(&self.referrals, r#""position":"1","#, "");
        self.throw(referrals, None, nowhere).await;
        let nowhere = changed(&unknown, r#""position":"1","#, "");
        self.throw("candour.events.panel.0.agency", None, nowhere).await;
        // Events of a context that this build does not know.
        let stranger = changed(&unknown, "candour.panel.", "candour.strangers.");
        let here = format!(r#""position":"{}""#, round + 1);
        let stranger = changed(&stranger, r#""position":"1""#, &here);
        self.throw("candour.events.strangers.0.agency", None, stranger).await;
        let set_aside = 9;

        // Far ahead: it waits for a gap that is never closed.
        let ahead = format!(r#""position":"{far}""#);
        let ahead = changed(&self.referrals, r#""position":"1""#, &ahead);
        self.throw(referrals, None, ahead).await;
        self.throw("candour.events.careplans.0.plan", Some(&far.to_string()), random).await;
        // What was said before, without any header, is not said again.
        let meta = Envelope::parse(&self.referrals).unwrap().meta;
        self.throw(&subject(&meta), None, self.referrals.clone()).await;
        // Watermarks that are none.
        self.client.publish("candour.watermarks.referrals", "{".into()).await.unwrap();
        self.client.flush().await.unwrap();
        set_aside
    }
}

/// The first `from` of an event's text changed into `to`.
fn changed(event: &[u8], from: &str, to: &str) -> Vec<u8> {
    let text = String::from_utf8(event.to_vec()).unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    text.replacen(from, to, 1).into_bytes()
}

fn agency(name: &str, kind: AgencyKind) -> RegisterAgencyRequest {
    RegisterAgencyRequest {
        act: act(&format!("register {name}")),
        fact: Some(AgencyRegistered {
            agency_id: id("agency", name),
            name: name.into(),
            kind: kind.into(),
            ..Default::default()
        }),
    }
}

/// Waits until so much is set aside, and no more than that.
async fn set_aside(world: &World, wanted: u64) -> GetStatusResponse {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let status = checks::status(world.caller()).await;
        assert!(status.set_aside_total <= wanted, "{} set aside", status.set_aside_total);
        if status.set_aside_total == wanted {
            return status;
        }
        assert!(Instant::now() < deadline, "{} of {wanted} set aside", status.set_aside_total);
        sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until each of these accesses is flagged.
async fn flagged(world: &World, accesses: &[String]) {
    let deadline = Instant::now() + PATIENCE;
    let wanted: BTreeSet<String> = accesses.iter().map(|name| id("access", name)).collect();
    loop {
        let flags = asked::flags(world.caller(), Verdict::Fires, None).await;
        let found: BTreeSet<String> = flags.into_iter().map(|flag| flag.anchor_id).collect();
        if found == wanted {
            return;
        }
        assert!(Instant::now() < deadline, "{} of {} flagged", found.len(), wanted.len());
        sleep(Duration::from_millis(50)).await;
    }
}

async fn healthy(world: &World) {
    let mut health = HealthClient::new(world.nobody());
    for service in [
        "candour.referrals.v1.ReferralsService",
        "candour.panel.v1.PanelService",
        "candour.oversight.v1.OversightService",
    ] {
        let request = HealthCheckRequest { service: service.to_owned() };
        let answer = health.check(request).await.unwrap().into_inner();
        assert_eq!(answer.status(), ServingStatus::Serving, "{service}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_on_the_stream_is_set_aside_and_hides_nothing_true() {
    let mut world = World::start().await;
    let mut panel = PanelServiceClient::new(world.by("trust", Role::InformationGovernance));
    panel.register_agency(agency("trust", AgencyKind::MentalHealthTrust)).await.unwrap();
    let (_door, seen) = watch::channel(world.by("trust", Role::CareCoordinator));
    let load = Load::start(seen, 4, 8).await;
    let mut thrower = Thrower::new(&world).await;
    let (mut wanted, mut accesses) = (0, Vec::new());
    for round in 0..ROUNDS {
        load.more(8).await;
        wanted += thrower.round(round).await;
        let name = format!("after round {round}");
        panel.grant_access(police_access(&name)).await.unwrap();
        accesses.push(name);
    }
    assert_eq!(load.failed(), 0, "every command is answered at its first call");
    let acked = load.stop().await;

    checks::everything_is_stored_and_applied(world.caller(), &acked).await;
    flagged(&world, &accesses).await;
    let status = set_aside(&world, wanted).await;
    assert_eq!(status.set_aside.len(), 50, "the latest are shown");
    for aside in &status.set_aside {
        assert!(!aside.reason.contains(WORDS) && !aside.place.contains(WORDS), "{aside:?}");
    }
    let (known, reasons): (BTreeSet<&str>, BTreeSet<&str>) = status
        .set_aside
        .iter()
        .map(|a| (a.place.split(' ').next().unwrap(), a.reason.as_str()))
        .unzip();
    println!("{} acknowledged, {wanted} set aside: {known:?}, {reasons:?}", acked.len());
    assert_eq!(known, ["nobody", "panel", "referrals", "sanctions", "strangers"].into());
    healthy(&world).await;

    // Read again from its start, the stream says the same.
    world.restart(|data| std::fs::remove_dir_all(data.join("oversight/views")).unwrap()).await;
    checks::everything_is_stored_and_applied(world.caller(), &acked).await;
    flagged(&world, &accesses).await;
    set_aside(&world, wanted).await;

    // And so it does after a search for what seems to be missing.
    world.restart(|_| {}).await;
    sleep(GAP_PATIENCE).await;
    let mut panel = PanelServiceClient::new(world.by("trust", Role::InformationGovernance));
    panel.grant_access(police_access("after all")).await.unwrap();
    accesses.push("after all".to_owned());
    flagged(&world, &accesses).await;
    set_aside(&world, wanted).await;
    healthy(&world).await;
    world.stop().await;
}

/// Sends bytes as they are, and takes what comes until the other side ends it.
async fn raw(world: &World, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(world.address()).await.unwrap();
    stream.write_all(bytes).await.unwrap();
    let mut answer = Vec::new();
    // Being cut off is an end as well.
    let _ended = timeout(PATIENCE, stream.read_to_end(&mut answer)).await.expect("it ends");
    answer
}

/// Calls anything with any bytes as the message.
async fn call(world: &World, path: &'static str, message: &[u8]) -> Status {
    let way = world.by("trust", Role::CareCoordinator);
    let request = Request::new(message.to_vec());
    let answer = encoded::call(way, PathAndQuery::from_static(path), request).await;
    answer.expect_err("it is refused")
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_at_the_door_is_turned_away_and_others_are_answered() {
    let world = World::start().await;
    let mut referrals = ReferralsServiceClient::new(world.by("trust", Role::CareCoordinator));
    referrals.register_person(registration("p")).await.unwrap();
    let mut answered = 0;
    // Somebody in good order, after each of those who are not.
    let mut go_on = async || {
        answered += 1;
        let name = format!("contact {answered}");
        let answer = referrals.record_contact(contact(&name, "p")).await.unwrap().into_inner();
        assert_eq!(answer.receipt.unwrap().position, 1 + answered, "nothing else is stored");
    };

    let mut random = vec![0; 4_096];
    StdRng::seed_from_u64(11).fill_bytes(&mut random);
    let answer = raw(&world, &random).await;
    assert!(answer.starts_with(b"HTTP/1.1 400 "), "{}", String::from_utf8_lossy(&answer));
    go_on().await;
    let preface = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    raw(&world, &[preface.as_slice(), &random].concat()).await;
    go_on().await;
    let hello = b"GET / HTTP/1.1\r\nhost: candour\r\nconnection: close\r\n\r\n";
    let answer = raw(&world, hello).await;
    assert!(answer.starts_with(b"HTTP/1.1 400 "), "{}", String::from_utf8_lossy(&answer));
    go_on().await;

    let path = "/candour.referrals.v1.ReferralsService/RecordContact";
    let cut = prost::Message::encode_to_vec(&contact("cut", "p"));
    let cut = cut.get(..cut.len() - 3).unwrap();
    for message in [[0xff; 64].as_slice(), cut, &random] {
        let status = call(&world, path, message).await;
        assert_eq!(status.code(), Code::Internal, "{status}");
        assert!(!status.message().contains("hard night"), "{status}");
        go_on().await;
    }

    // What exists and is not served, what does not exist among what all may
    // call, and what no row of the table knows.
    let mut sandbox = SandboxServiceClient::new(world.by("operator", Role::Operator));
    let status = sandbox.advance(AdvanceRequest { to: None }).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented, "{status}");
    let status = call(&world, "/grpc.health.v1.Health/Nothing", &[]).await;
    assert_eq!(status.code(), Code::Unimplemented, "{status}");
    let nothing = "/candour.referrals.v1.ReferralsService/Nothing";
    let status = call(&world, nothing, &[]).await;
    assert_eq!(status.code(), Code::PermissionDenied, "{status}");
    go_on().await;

    let mut large = contact("large", "p");
    large.fact.as_mut().unwrap().notes = Some(Text::plain("x".repeat(5 << 20)));
    let mut sender = ReferralsServiceClient::new(world.by("trust", Role::CareCoordinator));
    let status = sender.record_contact(large).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange, "{status}");
    go_on().await;
    healthy(&world).await;
    world.stop().await;
}
