//! What couriers do while the views, the log, the register or a channel lag or fail.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{Router, body::Bytes, extract::State, http::StatusCode, routing::post};
use futures::future::BoxFuture;
use kernel::scenario::id;
use projection::{
    alerts::{Channel, Failure, Line, Outgoing, Policy, Recipients, Route, Settings, alertmanager},
    store,
};
use proto::oversight::FlagResolved;
use tokio::time::{Instant, sleep};

use crate::office::{Office, Receiver, Trouble, flag, until, webhooks};

/// Long enough for a courier to come by several times.
const A_WHILE: Duration = Duration::from_millis(600);

/// A channel that never gives up, and takes nothing while it is shut.
#[derive(Default)]
struct Door {
    shut: AtomicBool,
    asked: AtomicUsize,
}

impl Channel for Door {
    fn send<'a>(&'a self, _: &'a Outgoing) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async {
            self.asked.fetch_add(1, Ordering::SeqCst);
            if self.shut.load(Ordering::SeqCst) { Err(Failure::of("SHUT")) } else { Ok(()) }
        })
    }
}

impl Door {
    fn line(self: &Arc<Self>) -> Line {
        Line {
            route: Route { channel: "door".into(), to: Recipients::All, from_the_beginning: true },
            channel: Arc::<Self>::clone(self),
            policy: Policy {
                first: Duration::from_millis(20),
                longest: Duration::from_millis(50),
                attempts_max: None,
                age_max: None,
            },
            at_once: 8,
            told_again: None,
        }
    }

    /// Waits until it was asked so often more.
    async fn asked_again(&self, times: usize) -> Result<(), Trouble> {
        let wanted = self.asked.load(Ordering::SeqCst) + times;
        let asked = async || Ok(self.asked.load(Ordering::SeqCst) >= wanted);
        until("nobody asks", asked).await
    }
}

#[tokio::test]
async fn an_alert_is_sent_once_while_the_view_of_a_later_flag_is_not_there_yet()
-> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let office = Office::with_webhook(folder.path(), &receiver)?;
    office.write(0..2).await?;
    // What comes of the first stands behind the second, which is not folded yet.
    office.show(1);
    sleep(A_WHILE).await;
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 1);
    office.show(2);
    office.comes_to("webhook.a", (2, 0, 0)).await?;
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 2);
    assert_eq!(office.events().await?.len(), 4, "each arrived once");
    office.close().await
}

#[tokio::test]
async fn while_the_log_takes_nothing_few_alerts_go_out_and_none_twice() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let lines = || webhooks(folder.path(), &[("a", &receiver.url, "at_once = 2")]);
    let office = Office::open(folder.path(), lines()?)?;
    office.write(0..5).await?;
    office.log.close().await;
    office.show(5);
    sleep(Duration::from_millis(2_500)).await;
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 2);
    office.close().await?;

    // What is not on record is sent again, under the same id.
    let office = Office::open(folder.path(), lines()?)?;
    office.comes_to("webhook.a", (5, 0, 0)).await?;
    assert_eq!(receiver.seen.taken().len(), 5);
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 7);
    office.close().await
}

#[tokio::test]
async fn a_channel_that_was_left_out_for_a_while_gets_what_was_raised_meanwhile()
-> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let (stays, leaves) = (Receiver::start(0).await?, Receiver::start(0).await?);
    let (a, b) = (("a", stays.url.as_str(), ""), ("b", leaves.url.as_str(), ""));
    let office = Office::open(folder.path(), webhooks(folder.path(), &[a, b])?)?;
    office.raise(0..2).await?;
    office.comes_to("webhook.a", (2, 0, 0)).await?;
    office.comes_to("webhook.b", (2, 0, 0)).await?;
    office.close().await?;
    let office = Office::open(folder.path(), webhooks(folder.path(), &[a])?)?;
    office.raise(2..5).await?;
    office.comes_to("webhook.a", (5, 0, 0)).await?;
    office.close().await?;
    for _ in 0..2 {
        let office = Office::open(folder.path(), webhooks(folder.path(), &[a, b])?)?;
        office.comes_to("webhook.b", (5, 0, 0)).await?;
        office.comes_to("webhook.a", (5, 0, 0)).await?;
        office.close().await?;
    }
    for receiver in [&stays, &leaves] {
        assert_eq!(receiver.seen.taken().len(), 5);
        assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 5);
    }
    Ok(())
}

#[tokio::test]
async fn an_alert_waits_while_the_register_cannot_be_read() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let office = Office::with_webhook(folder.path(), &receiver)?;
    let damaged = store::key(b'b', &["damaged"]);
    let mut work = office.store.work();
    work.put(damaged.clone(), vec![0xff]);
    work.commit()?;
    office.raise(0..1).await?;
    assert!(office.deliveries.catch_up().await.is_err());
    assert_eq!(office.status("webhook.a")?.raised, 0);

    let mut work = office.store.work();
    work.remove(damaged);
    work.commit()?;
    office.comes_to("webhook.a", (1, 0, 0)).await?;
    let taken = receiver.seen.taken();
    let to = taken.values().map(|(_, event)| event.get("recipient").and_then(|r| r.as_str()));
    assert_eq!(to.collect::<Vec<_>>(), [Some(id("agency", 7).as_str())]);
    office.close().await
}

#[tokio::test]
async fn flags_that_stand_when_their_rule_comes_into_force_are_alerted_at_the_next_start()
-> Result<(), Trouble> {
    for lost in [false, true] {
        let folder = tempfile::tempdir()?;
        let door = Arc::new(Door::default());
        // As a rule on trial leaves it: the log is read, and nobody was told.
        let office = Office::open(folder.path(), vec![])?;
        office.raise(0..3).await?;
        let resolved = FlagResolved { flag_id: flag(1).to_string(), ..FlagResolved::default() };
        office.say(1, &[resolved.into()]).await?;
        office.deliveries.catch_up().await?;
        office.log.set_cursor("alerts.door", &4_u64.to_be_bytes())?;
        office.close().await?;
        if lost {
            std::fs::remove_dir_all(folder.path().join("views"))?;
        }
        for _ in 0..2 {
            let office = Office::open(folder.path(), vec![door.line()])?;
            office.comes_to("door", (2, 0, 0)).await?;
            office.close().await?;
        }
        assert_eq!(door.asked.load(Ordering::SeqCst), 2, "lost: {lost}");
    }
    Ok(())
}

#[tokio::test]
async fn an_outage_of_a_channel_that_never_gives_up_is_on_record_once() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let door = Arc::new(Door::default());
    let office = Office::open(folder.path(), vec![door.line()])?;
    for outage in 1..=2 {
        door.shut.store(true, Ordering::SeqCst);
        let raised = outage * 3;
        office.raise(raised - 3..raised).await?;
        door.asked_again(30).await?;
        sleep(Duration::from_millis(200)).await;
        let failures = office.failures().await?;
        assert_eq!(failures.len(), usize::try_from(outage)?, "{failures:?}");
        let before = u64::from(raised - 3);
        office.comes_to("door", (before, 3, 0)).await?;
        door.shut.store(false, Ordering::SeqCst);
        office.comes_to("door", (before + 3, 0, 0)).await?;
    }
    office.close().await
}

/// What was posted to an Alertmanager.
type Posts = Arc<Mutex<Vec<Vec<serde_json::Value>>>>;

/// Refuses what is larger than it likes.
async fn take(State(posts): State<Posts>, body: Bytes) -> StatusCode {
    let alerts: Vec<serde_json::Value> = serde_json::from_slice(&body).unwrap_or_default();
    let refused = alerts.len() >= 200;
    posts.lock().unwrap_or_else(PoisonError::into_inner).push(alerts);
    if refused { StatusCode::BAD_REQUEST } else { StatusCode::OK }
}

#[tokio::test]
async fn one_refusal_keeps_no_other_alert_from_being_told_again() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let posts = Posts::default();
    let app = Router::new().route(alertmanager::PATH, post(take)).with_state(Arc::clone(&posts));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let serving = tokio::spawn(async move {
        let _ended = axum::serve(listener, app).await;
    });
    let file = folder.path().join("alerts.toml");
    let text = format!(
        "[[alertmanager]]\nname = \"duty\"\nurl = \"{url}\"\nrecipients = [\"*\"]\n\
         resend_seconds = 1\nat_once = 64\n"
    );
    std::fs::write(&file, text)?;
    let office = Office::open(folder.path(), Settings::read(&file)?.lines)?;
    office.raise(0..201).await?;
    office.comes_to("alertmanager.duty", (201, 0, 0)).await?;
    // All are told in two posts, of which the first is refused.
    let last = flag(200).to_string();
    let of_last = |alerts: &[serde_json::Value]| {
        let label = |alert: &serde_json::Value| {
            Some(alert.get("labels")?.get("flag_id")?.as_str()? == last)
        };
        alerts.len() == 1 && alerts.iter().all(|alert| label(alert) == Some(true))
    };
    let deadline = Instant::now() + Duration::from_secs(15);
    loop {
        let posts = posts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let refused = posts.iter().filter(|alerts| alerts.len() == 200).count();
        if refused > 0 && posts.iter().filter(|alerts| of_last(alerts)).count() > 1 {
            break;
        }
        assert!(Instant::now() < deadline, "{refused} refused, and the rest is not told again");
        sleep(Duration::from_millis(50)).await;
    }
    serving.abort();
    office.close().await
}
