//! Who may say and hear what, asked of a real server: each user says and hears what is
//! its own, and is denied what is another's.

use std::time::Duration;

use async_nats::{
    Client, Subscriber,
    jetstream::{self, consumer},
};
use futures::StreamExt as _;
use kernel::nats::{
    ALERTS, CHECKPOINTS, EVENTS, Login, NatsOptions, Nkey, connect, ensure_alerts, ensure_streams,
    users,
};
use tokio::time::{sleep, timeout};

use crate::support::{Memory, Nats, Witness, follow, relay};

/// How long something may take to arrive.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long a refused request is waited for.
const SILENCE: Duration = Duration::from_millis(500);

/// How long one waits to hear what was said.
const STEP: Duration = Duration::from_millis(50);

const CONTEXTS: [(&str, &str); 6] = [
    ("referrals", "referrals"),
    ("panel", "panel"),
    ("careplans", "careplans"),
    ("sanctions", "sanctions"),
    ("concerns", "concerns"),
    ("projection", "oversight"),
];

async fn server() -> Nats {
    let nats = Nats::start().await;
    let streams = jetstream::new(nats.as_user(users::UP).await);
    ensure_streams(&streams, 1).await.unwrap();
    ensure_alerts(&streams, 1).await.unwrap();
    nats
}

/// Says something again and again until it is heard, or long enough to know that it is
/// not, which is sooner where it should not be.
async fn heard_of(from: &Client, subject: &str, heard: &mut Subscriber, expected: bool) -> bool {
    for _ in 0..if expected { 200 } else { 4 } {
        from.publish(subject.to_owned(), "x".into()).await.unwrap();
        from.flush().await.unwrap();
        if timeout(STEP, heard.next()).await.is_ok_and(|message| message.is_some()) {
            return true;
        }
    }
    false
}

/// That what one says on a subject is heard, or not, by one who may hear everything.
async fn arrives(nats: &Nats, from: &Client, subject: &str, expected: bool) {
    let mut heard = nats.client().await.subscribe(subject.to_owned()).await.unwrap();
    let arrived = heard_of(from, subject, &mut heard, expected).await;
    assert_eq!(arrived, expected, "what is said on {subject}");
}

/// That one hears, or not, what is said on a subject by one who may say everything.
async fn hears(nats: &Nats, to: &Client, wanted: &str, subject: &str, expected: bool) {
    let mut heard = to.subscribe(wanted.to_owned()).await.unwrap();
    to.flush().await.unwrap();
    let heard = heard_of(&nats.client().await, subject, &mut heard, expected).await;
    assert_eq!(heard, expected, "{wanted} is listened to, and {subject} is said");
}

/// Whether one can have a stream delivered.
async fn reads(client: &Client, stream: &str) -> bool {
    let mut streams = jetstream::new(client.clone());
    streams.set_timeout(SILENCE);
    let Ok(stream) = streams.get_stream(stream).await else { return false };
    stream.create_consumer(consumer::pull::OrderedConfig::default()).await.is_ok()
}

#[tokio::test]
async fn a_service_says_its_own_and_nothing_of_another() {
    let nats = server().await;
    for (user, context) in CONTEXTS {
        let client = nats.as_user(user).await;
        for (_, other) in CONTEXTS {
            for subject in [
                format!("candour.events.{other}.0.x"),
                format!("candour.checkpoints.{other}"),
                format!("candour.watermarks.{other}"),
            ] {
                arrives(&nats, &client, &subject, other == context).await;
            }
        }
        let alert = "candour.alerts.agency_1.s1.a-rule";
        arrives(&nats, &client, alert, user == "projection").await;
    }
}

#[tokio::test]
async fn nobody_who_runs_a_service_hears_alerts() {
    let nats = server().await;
    for (user, _) in CONTEXTS {
        let client = nats.as_user(user).await;
        let alert = "candour.alerts.agency_1.s1.a-rule";
        hears(&nats, &client, "candour.alerts.>", alert, false).await;
        hears(&nats, &client, ">", alert, false).await;
        assert!(!reads(&client, ALERTS).await, "{user}");
        // Nor what others are answered.
        let inbox = format!("{}.x", key(&nats, users::OVERSIGHT).inbox());
        hears(&nats, &client, "_INBOX.>", &inbox, false).await;
        hears(&nats, &client, "candour.watermarks.*", "candour.watermarks.x", true).await;
    }
}

#[tokio::test]
async fn an_oversight_body_hears_alerts_and_checkpoints_and_says_nothing() {
    let nats = server().await;
    let body = nats.as_user(users::OVERSIGHT).await;
    let alert = "candour.alerts.agency_1.s1.a-rule";
    hears(&nats, &body, "candour.alerts.>", alert, true).await;
    hears(&nats, &body, "candour.checkpoints.>", "candour.checkpoints.panel", true).await;
    assert!(reads(&body, ALERTS).await && reads(&body, CHECKPOINTS).await);

    let event = "candour.events.panel.0.x";
    for wanted in ["candour.events.>", event, "candour.>", ">"] {
        hears(&nats, &body, wanted, event, false).await;
    }
    assert!(!reads(&body, EVENTS).await);
    for subject in [event, alert, "candour.checkpoints.panel", "candour.watermarks.panel"] {
        arrives(&nats, &body, subject, false).await;
    }
}

#[tokio::test]
async fn a_reader_reads_everything_and_changes_nothing() {
    let nats = server().await;
    let reader = nats.as_user(users::READER).await;
    for stream in [EVENTS, ALERTS, CHECKPOINTS] {
        assert!(reads(&reader, stream).await, "{stream}");
    }
    let event = "candour.events.panel.0.x";
    hears(&nats, &reader, "candour.events.>", event, true).await;
    arrives(&nats, &reader, event, false).await;
    let mut streams = jetstream::new(reader);
    streams.set_timeout(SILENCE);
    let stream = streams.get_stream(EVENTS).await.unwrap();
    assert!(stream.purge().await.is_err(), "it is not purged");
    assert!(streams.delete_stream(EVENTS).await.is_err(), "it is not deleted");
}

#[tokio::test]
async fn services_change_no_stream_that_is_there() {
    let nats = server().await;
    for user in CONTEXTS.map(|(user, _)| user).into_iter().chain([users::UP]) {
        let mut streams = jetstream::new(nats.as_user(user).await);
        streams.set_timeout(SILENCE);
        let stream = streams.get_stream(EVENTS).await.unwrap();
        assert!(stream.purge().await.is_err(), "{user}");
        assert!(streams.delete_stream(EVENTS).await.is_err(), "{user}");
        let mut config = stream.cached_info().config.clone();
        config.max_messages = 1;
        assert_eq!(streams.update_stream(config).await.is_ok(), user == users::UP, "{user}");
    }
}

fn key(nats: &Nats, user: &str) -> Nkey {
    Nkey::open(&nats.server.seed(user)).unwrap()
}

#[tokio::test]
async fn nobody_is_let_in_without_a_key_that_the_server_knows() {
    let nats = server().await;
    let refused = |options: NatsOptions| async move { connect(&options, "nobody").await.is_err() };
    assert!(refused(NatsOptions::at(nats.server.url())).await, "without a key");
    let folder = tempfile::tempdir().unwrap();
    let stranger = Nkey::open_or_create(&folder.path().join("panel.nk")).unwrap();
    let mut options = NatsOptions::at(nats.server.url());
    options.login = Login::Nkey(stranger);
    assert!(refused(options.clone()).await, "with another's key");
    options.login = Login::Nkey(key(&nats, "panel"));
    assert!(!refused(options).await);
}

#[tokio::test]
async fn a_service_of_its_own_publishes_and_follows_and_comes_back_after_a_restart() {
    let mut nats = Nats::start().await;
    nats.user = "panel";
    let log = Memory::new("panel");
    log.append(20);
    let (handle, relay) = relay(&nats, &log);
    let witness = Witness::default();
    let (_, running) = follow(&nats, &witness, |_| {});
    witness.reaches("panel", 20).await;
    nats.server.restart().await.unwrap();
    log.append(20);
    witness.reaches("panel", 40).await;
    // A server that lost everything is set up anew by whoever comes.
    nats.server.stop().await;
    std::fs::remove_dir_all(nats.server.data()).unwrap();
    nats.server.restart().await.unwrap();
    log.append(1);
    witness.reaches("panel", 41).await;
    witness.saw_all("panel", 41);
    let published = handle.status().wait_for(|s| s.published == 41).await.is_ok();
    assert!(published && nats.stored().await.len() >= 41);
    sleep(SILENCE).await;
    running.stop().await;
    relay.stop().await;
    let told = std::fs::read_to_string(nats.folder.path().join("nats.log")).unwrap();
    assert!(!told.contains("Permissions Violation"), "{told}");

    // With another's key its events are not taken.
    nats.user = "concerns";
    let other = Memory::new("panel");
    other.append(42);
    let (handle, relay) = crate::support::relay(&nats, &other);
    sleep(PATIENCE / 2).await;
    assert!(handle.status().borrow().published < 42);
    relay.stop().await;
}
