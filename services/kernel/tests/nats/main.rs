//! The way from a log through NATS to a follower, with a real server, while
//! things break.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "it is a test, and asks for the time and fresh ids as the outside world does"
)]

mod support;
mod users;

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use kernel::{
    nats::{
        Watermark, ensure_streams,
        server::{NatsServer, ServerError},
    },
    relay::{Confirmed, Cursor, Relay, RelayOptions},
};
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

use self::support::{Memory, Nats, Running, Witness, event, eventually, follow, relay};

const CONTEXTS: [&str; 3] = ["referrals", "panel", "careplans"];

#[tokio::test]
async fn everything_is_published_once_and_in_order() {
    let nats = Nats::start().await;
    let log = Memory::new("referrals");
    log.append(700);
    let (handle, relay) = relay(&nats, &log);
    let mut status = handle.status();
    status.wait_for(|s| s.published == 700).await.unwrap();
    log.append(300);
    status.wait_for(|s| s.published == 1_000).await.unwrap();
    assert_eq!(nats.stored().await, (1..=1_000).collect::<Vec<u64>>());
    relay.stop().await;
}

#[tokio::test]
async fn a_second_start_publishes_nothing_twice() {
    let nats = Nats::start().await;
    let log = Memory::new("referrals");
    log.append(500);
    for last in [500, 600, 600] {
        let (handle, relay) = relay(&nats, &log);
        let mut status = handle.status();
        status.wait_for(|s| s.published == last).await.unwrap();
        relay.crash();
        log.append(u64::from(last == 500) * 100);
    }
    assert_eq!(nats.stored().await, (1..=600).collect::<Vec<u64>>());
}

#[tokio::test]
async fn a_saved_cursor_is_believed_only_if_the_stream_bears_it_out() {
    struct Fixed(Confirmed);
    impl Cursor for Fixed {
        fn load(&self) -> Option<Confirmed> {
            Some(self.0)
        }
        fn save(&self, _: Confirmed) {}
    }
    let nats = Nats::start().await;
    let log = Memory::new("referrals");
    log.append(50);
    for (cursor, head) in [
        (Confirmed { position: 40, stream_seq: 99 }, 50),
        (Confirmed { position: 50, stream_seq: 50 }, 60),
        (Confirmed { position: 60, stream_seq: 7 }, 70),
    ] {
        log.append(head - log.last());
        let options = RelayOptions::new(nats.options());
        let relay = Relay::new("referrals", log.clone(), options, Arc::new(Timestamp::now))
            .with_cursor(Fixed(cursor));
        let (mut status, shutdown) = (relay.handle().status(), CancellationToken::new());
        let task = tokio::spawn(relay.run(shutdown.clone()));
        status.wait_for(|s| s.published == head).await.unwrap();
        shutdown.cancel();
        task.await.unwrap();
    }
    assert_eq!(nats.stored().await, (1..=70).collect::<Vec<u64>>());
}

#[tokio::test]
async fn a_stream_of_another_log_is_not_added_to() {
    let nats = Nats::start().await;
    let (first, second) = (Memory::new("referrals"), Memory::new("referrals"));
    first.append(20);
    second.append(30);
    let (handle, running) = relay(&nats, &first);
    handle.status().wait_for(|s| s.published == 20).await.unwrap();
    running.stop().await;
    let (handle, running) = relay(&nats, &second);
    let told = |s: &kernel::relay::RelayStatus| {
        s.last_error.as_deref().is_some_and(|e| e.contains("another event at position 20"))
    };
    handle.status().wait_for(told).await.unwrap();
    assert_eq!(nats.count().await, 20);
    running.stop().await;
}

/// Relays for three contexts with something that appends to each.
struct Load {
    logs: Vec<Arc<Memory>>,
    relays: Vec<Running<()>>,
}

impl Load {
    fn start(nats: &Nats) -> Self {
        let logs: Vec<_> = CONTEXTS.iter().map(|context| Memory::new(context)).collect();
        let relays = logs.iter().map(|log| relay(nats, log).1).collect();
        Self { logs, relays }
    }

    /// About 2,000 events a second for each context.
    async fn run(&self, time: Duration) {
        let end = Instant::now() + time;
        while Instant::now() < end {
            self.logs.iter().for_each(|log| log.append(10));
            sleep(Duration::from_millis(5)).await;
        }
    }

    /// Checks that the follower saw all of it, each position once.
    async fn settle(self, witness: &Witness) {
        for (log, context) in self.logs.iter().zip(CONTEXTS) {
            let head = log.last();
            witness.reaches(context, head).await;
            witness.saw_all(context, head);
            assert!(head > 500, "{head}");
        }
        for relay in self.relays {
            relay.stop().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kills_under_load_lose_nothing_and_repeat_nothing() {
    let mut nats = Nats::start().await;
    let load = Load::start(&nats);
    let witness = Witness::default();
    let (_, running) = follow(&nats, &witness, |_| {});
    let pushing = async {
        load.run(Duration::from_millis(3_500)).await;
    };
    let killing = async {
        for _ in 0..3 {
            sleep(Duration::from_millis(700)).await;
            nats.server.kill().await;
            sleep(Duration::from_millis(150)).await;
            nats.server.restart().await.unwrap();
        }
    };
    tokio::join!(pushing, killing);
    load.settle(&witness).await;
    running.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_data_folder_is_filled_again_under_load() {
    let mut nats = Nats::start().await;
    let load = Load::start(&nats);
    let witness = Witness::default();
    let (_, running) = follow(&nats, &witness, |_| {});
    let pushing = async {
        load.run(Duration::from_millis(3_000)).await;
    };
    let losing = async {
        for _ in 0..2 {
            sleep(Duration::from_millis(1_000)).await;
            nats.server.kill().await;
            std::fs::remove_dir_all(nats.server.data()).unwrap();
            nats.server.restart().await.unwrap();
        }
    };
    tokio::join!(pushing, losing);
    let heads: u64 = load.logs.iter().map(|log| log.last()).sum();
    load.settle(&witness).await;
    running.stop().await;
    assert!(nats.count().await >= heads, "the stream holds all of it again");

    // Whoever comes later finds all of it as well.
    let late = Witness::default();
    let (_, running) = follow(&nats, &late, |_| {});
    for context in CONTEXTS {
        late.reaches(context, witness.last(context)).await;
        late.saw_all(context, witness.last(context));
    }
    running.stop().await;
}

#[tokio::test]
async fn a_deleted_stream_is_noticed_while_nothing_happens() {
    let nats = Nats::start().await;
    let log = Memory::new("referrals");
    log.append(100);
    let (handle, relay) = relay(&nats, &log);
    handle.status().wait_for(|s| s.published == 100).await.unwrap();
    let context = async_nats::jetstream::new(nats.client().await);
    context.delete_stream("CANDOUR").await.unwrap();
    let witness = Witness::default();
    let (_, running) = follow(&nats, &witness, |_| {});
    witness.reaches("referrals", 100).await;
    witness.saw_all("referrals", 100);
    running.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn a_follower_that_starts_anew_goes_on_where_it_was() {
    let nats = Nats::start().await;
    let log = Memory::new("referrals");
    let (_, relay) = relay(&nats, &log);
    let witness = Witness::default();
    for round in 1..=4 {
        log.append(250);
        let (_, running) = follow(&nats, &witness, |_| {});
        witness.reaches("referrals", round * 250).await;
        running.crash();
    }
    witness.saw_all("referrals", 1_000);
    assert_eq!(witness.seen().checkpoint.stream_seq_hint, 1_000);
    relay.stop().await;
}

#[tokio::test]
async fn garbage_is_set_aside_and_the_rest_goes_on() {
    let nats = Nats::start().await;
    let log = Memory::new("referrals");
    let (_, relay) = relay(&nats, &log);
    let witness = Witness::default();
    let (status, running) = follow(&nats, &witness, |_| {});
    log.append(10);
    witness.reaches("referrals", 10).await;
    let client = nats.client().await;
    client.publish("candour.events.x", "garbage".into()).await.unwrap();
    client.publish("candour.events.panel.1.x", event("referrals", 11)).await.unwrap();
    client.flush().await.unwrap();
    // An event that the log itself cannot read any more keeps its place.
    log.append_bytes(b"{\"position\":\"11\"");
    log.append(10);
    witness.reaches("referrals", 21).await;
    witness.saw_all("referrals", 21);
    eventually("three to be set aside", || witness.seen().set_aside.len() == 3).await;
    let mut aside = witness.seen().set_aside.clone();
    aside.sort();
    let wanted = [
        ("candour.events.panel.1.x".to_owned(), None),
        ("candour.events.referrals.0.unreadable".to_owned(), Some(11)),
        ("candour.events.x".to_owned(), None),
    ];
    assert_eq!(aside, wanted);
    assert_eq!(status.borrow().unreadable, 3);
    running.stop().await;
    relay.stop().await;
}

/// Publishes an event past any relay.
async fn publish(nats: &Nats, context: &str, position: u64) {
    let jetstream = async_nats::jetstream::new(nats.client().await);
    let subject = format!("candour.events.{context}.1.person");
    jetstream.publish(subject, event(context, position)).await.unwrap().await.unwrap();
}

#[tokio::test]
async fn duplicates_are_dropped_and_a_gap_is_held_until_it_is_closed() {
    let nats = Nats::start().await;
    ensure_streams(&async_nats::jetstream::new(nats.client().await), 1).await.unwrap();
    let witness = Witness::default();
    let (mut status, running) = follow(&nats, &witness, |o| o.held = 3);
    for position in [1, 2, 2, 1, 4, 5, 6, 7, 8, 4] {
        publish(&nats, "panel", position).await;
    }
    publish(&nats, "careplans", 1).await;
    witness.reaches("careplans", 1).await;
    status.wait_for(|s| s.held == 3 && s.gaps == ["panel"]).await.unwrap();
    assert_eq!(witness.last("panel"), 2);
    publish(&nats, "panel", 3).await;
    // 7 and 8 did not fit and are read again.
    witness.reaches("panel", 8).await;
    witness.saw_all("panel", 8);
    status.wait_for(|s| s.held == 0 && s.gaps.is_empty()).await.unwrap();
    running.stop().await;
}

#[tokio::test]
async fn what_stands_before_a_wrong_hint_is_found() {
    let nats = Nats::start().await;
    ensure_streams(&async_nats::jetstream::new(nats.client().await), 1).await.unwrap();
    for (context, position) in [("panel", 1), ("careplans", 1), ("panel", 2)] {
        publish(&nats, context, position).await;
    }
    let witness = Witness::default();
    let (_, running) = follow(&nats, &witness, |_| {});
    witness.reaches("panel", 2).await;
    running.stop().await;
    // As if the same message stood there by chance in a stream made anew.
    witness.seen().checkpoint.positions.remove("careplans");
    witness.seen().applied.remove("careplans");
    let (_, running) = follow(&nats, &witness, |o| o.gap_patience = Duration::from_millis(500));
    publish(&nats, "careplans", 2).await;
    witness.reaches("careplans", 2).await;
    witness.saw_all("careplans", 2);
    witness.saw_all("panel", 2);
    running.stop().await;
}

#[tokio::test]
async fn a_watermark_comes_only_after_its_position_is_applied() {
    let nats = Nats::start().await;
    ensure_streams(&async_nats::jetstream::new(nats.client().await), 1).await.unwrap();
    let witness = Witness::default();
    let (mut status, running) = follow(&nats, &witness, |_| {});
    status.wait_for(|s| s.connected).await.unwrap();
    let client = nats.client().await;
    let time = Timestamp::from_second(1_700_000_000).unwrap();
    let watermark = Watermark { context: "panel".to_owned(), position: 2, time };
    let text = serde_json::to_vec(&watermark).unwrap();
    client.publish("candour.watermarks.panel", text.into()).await.unwrap();
    client.flush().await.unwrap();
    publish(&nats, "panel", 1).await;
    witness.reaches("panel", 1).await;
    sleep(Duration::from_millis(100)).await;
    assert!(witness.seen().watermarks.is_empty());
    publish(&nats, "panel", 2).await;
    eventually("the watermark", || !witness.seen().watermarks.is_empty()).await;
    assert_eq!(witness.seen().watermarks, [("panel".to_owned(), time, 2)]);
    running.stop().await;
}

#[tokio::test]
async fn watermarks_come_when_idle_soon_after_a_change_and_under_load() {
    let nats = Nats::start().await;
    let log = Memory::new("referrals");
    let (handle, relay) = relay(&nats, &log);
    let witness = Witness::default();
    let (_, running) = follow(&nats, &witness, |_| {});
    handle.status().wait_for(|s| s.connected).await.unwrap();
    sleep(Duration::from_millis(600)).await;
    let idle = witness.seen().watermarks.len();
    assert!((3..=8).contains(&idle), "{idle} watermarks in 0.6 s");
    let before = Timestamp::now();
    log.append(1);
    eventually("a watermark", || {
        witness.seen().watermarks.last().is_some_and(|(_, time, at)| *time >= before && *at == 1)
    })
    .await;
    let took = Timestamp::now().duration_since(before);
    assert!(took.as_millis() < 100, "{took:?}");
    for _ in 0..500 {
        log.append(20);
        sleep(Duration::from_millis(1)).await;
    }
    let loaded = witness.seen().watermarks.len() - idle;
    assert!(loaded > 10, "{loaded} watermarks under load");
    running.stop().await;
    relay.stop().await;
}

#[tokio::test]
async fn what_is_published_again_passes_the_duplicate_window() {
    let nats = Nats::start().await;
    let log = Memory::new("referrals");
    log.append(300);
    let (handle, relay) = relay(&nats, &log);
    handle.status().wait_for(|s| s.published == 300).await.unwrap();
    let done = timeout(Duration::from_secs(5), handle.republish(101)).await.unwrap();
    assert_eq!(done, Ok(300));
    assert_eq!(timeout(Duration::from_secs(5), handle.republish(400)).await.unwrap(), Ok(300));
    log.append(10);
    handle.status().wait_for(|s| s.published == 310).await.unwrap();
    let wanted: Vec<u64> = (1..=300).chain(101..=310).collect();
    assert_eq!(nats.stored().await, wanted);
    let witness = Witness::default();
    let (_, running) = follow(&nats, &witness, |_| {});
    witness.reaches("referrals", 310).await;
    witness.saw_all("referrals", 310);
    running.stop().await;
    relay.stop().await;
    assert!(handle.republish(1).await.is_err());
}

#[tokio::test]
async fn one_folder_has_one_server_and_an_orphan_is_ended() {
    let nats = Nats::start().await;
    let folder = nats.folder.path().to_owned();
    let second = support::start_at(&folder).await;
    assert!(matches!(second, Err(ServerError::InUse(_))), "{second:?}");
    let mut server = nats.server;
    server.stop().await;
    drop(server);
    // A server that nobody holds, as a kill -9 of its owner leaves it.
    let mut orphan = support::orphan(&folder);
    let pid = orphan.id().to_string();
    let written = || std::fs::read_to_string(folder.join("nats.pid")).unwrap_or_default();
    eventually("the orphan to start", || written().trim() == pid).await;
    let mut third = support::start_at(&folder).await.unwrap();
    assert!(orphan.try_wait().unwrap().is_some());
    third.stop().await;
    assert_eq!(third.pid(), None);
}

#[tokio::test]
async fn a_program_that_is_missing_or_too_old_is_refused_with_advice() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("no-such-program");
    let refused = NatsServer::start(Some(missing), folder.path(), None).await.unwrap_err();
    assert!(refused.to_string().contains("--nats-server"), "{refused}");
    let old = folder.path().join("old");
    std::fs::write(&old, "#!/bin/sh\necho nats-server: v2.10.4\n").unwrap();
    let runs = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&old, runs).unwrap();
    let refused = NatsServer::start(Some(old), folder.path(), None).await.unwrap_err();
    assert!(refused.to_string().contains("v2.10.4; 2.12 or newer"), "{refused}");
}
