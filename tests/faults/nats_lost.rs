//! NATS is killed, and then loses everything, while many write.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use proto::common::Role;
use tokio::{sync::watch, time::sleep};
use world::{World, checks, load::Load};

const PEOPLE: usize = 24;
const WRITERS: usize = 64;

/// How many commands must be answered while NATS is away.
const MEANWHILE: usize = 2 * WRITERS;

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_answered_while_nats_is_away_and_its_lost_data_is_made_good() {
    let mut world = World::start().await;
    let (_door, seen) = watch::channel(world.by("trust", Role::CareCoordinator));
    let load = Load::start(seen, PEOPLE, WRITERS).await;
    load.more(MEANWHILE).await;

    world.nats.kill().await;
    load.more(MEANWHILE).await;
    world.nats.restart().await.unwrap();
    load.more(MEANWHILE).await;
    let killed_at = load.acknowledged();

    world.nats.stop().await;
    std::fs::remove_dir_all(world.nats.data()).unwrap();
    load.more(MEANWHILE).await;
    world.nats.restart().await.unwrap();
    load.more(MEANWHILE).await;
    // Long enough for the relay to have come back under load.
    sleep(Duration::from_secs(2)).await;

    assert_eq!(load.failed(), 0, "every command is answered at its first call");
    let slowest = load.slowest();
    let acked = load.stop().await;
    let found = checks::everything_is_there_once(world.caller(), &world.nats, &acked).await;
    println!("NATS lost: {killed_at} before it lost its data, slowest {slowest:?}, {found:?}");
    world.stop().await;
}
