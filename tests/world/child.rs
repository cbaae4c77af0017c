//! All services as a process of their own, which can be killed.
//!
//! The process is the test's own binary, asked for the one test named `child`
//! that serves until it is killed.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::{
    process::{Child, Command},
    time::{Instant, sleep},
};

use crate::{Caller, config, run};

/// Where the child keeps its data, and where it says where it listens.
const FOLDER: &str = "CANDOUR_FAULT_FOLDER";
const NATS: &str = "CANDOUR_FAULT_NATS";
const ALERTS: &str = "CANDOUR_FAULT_ALERTS";
const ADDRESS: &str = "address";

/// How long the services may take to start.
const STARTING: Duration = Duration::from_secs(60);

/// What the test `child` does: serves, if it is the process that is asked to.
pub async fn serve_until_killed() {
    let (Some(folder), Ok(nats)) = (std::env::var_os(FOLDER), std::env::var(NATS)) else { return };
    let folder = PathBuf::from(folder);
    let mut config = config(folder.join("candour"), nats);
    config.alerts = std::env::var_os(ALERTS).map(PathBuf::from);
    let running = run(config).await.expect("the services start");
    let written = folder.join("address.new");
    std::fs::write(&written, running.address.to_string()).expect("the address is written");
    std::fs::rename(written, folder.join(ADDRESS)).expect("the address is in its place");
    std::future::pending().await
}

/// Starts the services as a process and waits until they say where they are.
pub async fn start(folder: &Path, nats: &str, alerts: Option<&Path>) -> (Child, Caller) {
    let address = folder.join(ADDRESS);
    let _none = std::fs::remove_file(&address);
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.args(["--ignored", "--exact", "--nocapture", "child"]).env(FOLDER, folder);
    command.env(NATS, nats).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    if let Some(alerts) = alerts {
        command.env(ALERTS, alerts);
    }
    let mut child = command.spawn().expect("the services start");
    let deadline = Instant::now() + STARTING;
    loop {
        if let Ok(text) = std::fs::read_to_string(&address) {
            return (child, Caller::new(&text, &folder.join("candour/auth")));
        }
        let ended = child.try_wait().expect("the process is asked");
        assert!(ended.is_none(), "the services do not start again: {ended:?}");
        assert!(Instant::now() < deadline, "the services do not start in time");
        sleep(Duration::from_millis(10)).await;
    }
}
