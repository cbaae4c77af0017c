//! All services as a process of their own, which can be killed.
//!
//! The program is `services` of this crate; a test names it, since only a test
//! is told where it was built.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use kernel::nats::{server::NatsServer, users::UP};
use tokio::{
    process::{Child, Command},
    time::{Instant, sleep},
};
use tonic::{Code, Status};

use crate::{Caller, config_of, run};

/// Where the child keeps its data, and where it says where it listens.
const FOLDER: &str = "CANDOUR_FAULT_FOLDER";
const NATS: &str = "CANDOUR_FAULT_NATS";
const NKEY: &str = "CANDOUR_FAULT_NKEY";
const ALERTS: &str = "CANDOUR_FAULT_ALERTS";
const ADDRESS: &str = "address";

/// How long the services may take to start.
const STARTING: Duration = Duration::from_secs(60);

/// What the program does.
pub async fn serve_until_killed() {
    let folder = PathBuf::from(std::env::var_os(FOLDER).expect("a folder"));
    let nats = std::env::var(NATS).expect("the address of NATS");
    let nkey = PathBuf::from(std::env::var_os(NKEY).expect("a key for NATS"));
    let mut config = config_of(folder.join("candour"), nats, Some(nkey));
    config.alerts = std::env::var_os(ALERTS).map(PathBuf::from);
    let running = run(config).await.expect("the services start");
    let written = folder.join("address.new");
    std::fs::write(&written, running.address.to_string()).expect("the address is written");
    std::fs::rename(written, folder.join(ADDRESS)).expect("the address is in its place");
    std::future::pending().await
}

/// Starts the program and waits until it says where it listens.
pub async fn start(
    program: &str,
    folder: &Path,
    nats: &NatsServer,
    alerts: Option<&Path>,
) -> (Child, Caller) {
    let address = folder.join(ADDRESS);
    let _none = std::fs::remove_file(&address);
    let mut command = Command::new(program);
    command.env(FOLDER, folder).env(NATS, nats.url()).env(NKEY, nats.seed(UP)).kill_on_drop(true);
    command.stdin(Stdio::null()).stdout(Stdio::null());
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

/// Makes a call until it is answered, by whichever process then runs.
pub async fn until_answered<T, F>(patience: Duration, call: impl Fn() -> F) -> T
where
    F: Future<Output = Result<T, Status>>,
{
    let deadline = Instant::now() + patience;
    loop {
        let status = match call().await {
            Ok(answer) => return answer,
            Err(status) => status,
        };
        let passes = matches!(
            status.code(),
            Code::Unavailable
                | Code::Cancelled
                | Code::Unknown
                | Code::DeadlineExceeded
                | Code::Internal
        );
        assert!(passes && Instant::now() < deadline, "{status}");
        sleep(Duration::from_millis(20)).await;
    }
}
