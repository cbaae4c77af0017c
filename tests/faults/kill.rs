//! The process is killed, at any moment, again and again, while many write.
#![allow(clippy::disallowed_methods, reason = "the moment of a kill is left to chance")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use kernel::nats::server::NatsServer;
use proto::common::Role;
use rand::Rng as _;
use tokio::{
    process::{Child, Command},
    sync::watch,
    time::{Instant, sleep},
};
use world::{Caller, Signed, checks, load::Load, nats_binary};

const PEOPLE: usize = 24;
const WRITERS: usize = 64;

/// Where the child keeps its data, and where it says where it listens.
const FOLDER: &str = "CANDOUR_FAULT_FOLDER";
const NATS: &str = "CANDOUR_FAULT_NATS";
const ADDRESS: &str = "address";

fn kills() -> usize {
    let told = std::env::var("CANDOUR_KILLS").ok().and_then(|text| text.parse().ok());
    let soak = std::env::var_os("CANDOUR_SOAK").is_some();
    told.unwrap_or(if soak { 100 } else { 5 })
}

/// All services, until killed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "it is started by the other test as a process of its own"]
async fn child() {
    let (Some(folder), Ok(nats)) = (std::env::var_os(FOLDER), std::env::var(NATS)) else { return };
    let folder = PathBuf::from(folder);
    let running = world::run(world::config(folder.join("candour"), nats)).await.unwrap();
    let written = folder.join("address.new");
    std::fs::write(&written, running.address.to_string()).unwrap();
    std::fs::rename(written, folder.join(ADDRESS)).unwrap();
    std::future::pending().await
}

/// Starts the services as a process and waits until they say where they are.
async fn start(folder: &Path, nats: &str) -> (Child, Caller) {
    let address = folder.join(ADDRESS);
    let _none = std::fs::remove_file(&address);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "--nocapture", "child"])
        .env(FOLDER, folder)
        .env(NATS, nats)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Ok(text) = std::fs::read_to_string(&address) {
            return (child, Caller::new(&text, &folder.join("candour/auth")));
        }
        let ended = child.try_wait().unwrap();
        assert!(ended.is_none(), "the services do not start again: {ended:?}");
        assert!(Instant::now() < deadline, "the services do not start in time");
        sleep(Duration::from_millis(10)).await;
    }
}

fn writer(caller: &Caller) -> Signed {
    caller.by("trust", Role::CareCoordinator)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_is_there_once_and_in_order_however_often_the_process_is_killed() {
    let folder = tempfile::tempdir().unwrap();
    let nats = NatsServer::start(nats_binary(), folder.path().join("nats"), None).await.unwrap();
    let (mut child, mut caller) = start(folder.path(), &nats.url()).await;
    let (door, seen) = watch::channel(writer(&caller));
    let load = Load::start(seen, PEOPLE, WRITERS).await;
    for _ in 0..kills() {
        // So that each life has something to lose.
        load.more(WRITERS).await;
        let moment = rand::rng().random_range(0..1_000);
        sleep(Duration::from_millis(moment)).await;
        child.kill().await.unwrap();
        (child, caller) = start(folder.path(), &nats.url()).await;
        door.send_replace(writer(&caller));
    }
    load.more(WRITERS).await;
    let failed = load.failed();
    let acked = load.stop().await;
    let found = checks::everything_is_there_once(&caller, &nats.url(), &acked).await;
    println!("kill -9: {} kills, {failed} calls made again, {found:?}", kills());
    child.kill().await.unwrap();
}
