//! How much memory the process takes as events are added.

use std::{path::Path, process::Stdio, time::Duration};

use proto::{
    common::Role, referrals::referrals_service_client::ReferralsServiceClient as Referrals,
};
use tokio::{
    process::{Child, Command},
    task::JoinSet,
    time::{Instant, sleep},
};
use world::{
    Caller, checks,
    load::{contact, registration},
    nats_binary,
};

use crate::{
    Options,
    report::{Report, number},
};

/// How many people the contacts are about.
const PEOPLE: usize = 20_000;

const IN_FLIGHT: usize = 64;

/// After how many events one looks.
const STEPS: u64 = 10;

/// Stores events in a process of its own and watches it.
pub async fn measure(options: &Options, folder: &Path, report: &mut Report) {
    let (mut child, caller) = start(&options.candour, folder).await;
    let pid = child.id().expect("it runs");
    let people = register(&caller).await;
    let mut stored = people;
    let mut readings = Vec::new();
    let begun = Instant::now();
    for step in 1..=STEPS {
        let until = options.memory_events / STEPS * step;
        let more = until.saturating_sub(stored);
        record(&caller, stored, more).await;
        stored = stored.max(until);
        settled(&caller, stored).await;
        let resident = resident(pid);
        report.add(format!("memory after {stored} events"), resident, "MB", None);
        readings.push((stored, resident));
    }
    let rate = number(usize::try_from(stored - people).unwrap_or(usize::MAX))
        / begun.elapsed().as_secs_f64();
    report.add("events stored, published and applied meanwhile", rate, "events/s", None);
    if let (Some((few, first)), Some((many, last))) = (readings.first(), readings.last()) {
        report.under(format!("memory: MB after {many} events"), *last, 1_000.0);
        let added = (last - first) * 1e6 / number(usize::try_from(many - few).unwrap_or(1));
        // The caches that are filled by then are 64 MiB a database and seven databases.
        report.under(format!("memory: bytes an event from {few} to {many}"), added, 600.0);
    }
    child.kill().await.expect("it is stopped");
}

async fn start(program: &Path, folder: &Path) -> (Child, Caller) {
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr());
    let address = port.expect("a free port").to_string();
    let data = folder.join("data");
    let mut command = Command::new(program);
    if let Some(nats) = nats_binary() {
        command.arg("up").arg("--nats-server").arg(nats);
    } else {
        command.arg("up");
    }
    let child = command
        .arg("--data")
        .arg(&data)
        .args(["--listen", &address])
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn();
    let mut child = child.unwrap_or_else(|error| {
        panic!("`{}` does not start ({error}); build it with --release", program.display())
    });
    let deadline = Instant::now() + Duration::from_secs(60);
    while tokio::net::TcpStream::connect(&address).await.is_err() {
        let ended = child.try_wait().expect("it can be asked");
        assert!(ended.is_none(), "`{}` ended: {ended:?}", program.display());
        assert!(Instant::now() < deadline, "`{}` does not answer", program.display());
        sleep(Duration::from_millis(50)).await;
    }
    let caller = Caller::new(&address, &data.join("auth"));
    (child, caller)
}

async fn register(caller: &Caller) -> u64 {
    each(caller, 0, u64::try_from(PEOPLE).unwrap_or(u64::MAX), |mut client, number| async move {
        client.register_person(registration(&number.to_string())).await.expect("registered");
        client
    })
    .await;
    u64::try_from(PEOPLE).unwrap_or(u64::MAX)
}

async fn record(caller: &Caller, from: u64, count: u64) {
    each(caller, from, count, |mut client, number| async move {
        let person = usize::try_from(number).unwrap_or(0) % PEOPLE;
        let request = contact(&format!("memory {number}"), &person.to_string());
        client.record_contact(request).await.expect("recorded");
        client
    })
    .await;
}

/// Makes a call for each number, many at a time.
async fn each<F>(
    caller: &Caller,
    from: u64,
    count: u64,
    call: impl Fn(Referrals<world::Signed>, u64) -> F + Clone + Send + 'static,
) where
    F: Future<Output = Referrals<world::Signed>> + Send,
{
    let mut writers = JoinSet::new();
    let step = u64::try_from(IN_FLIGHT).unwrap_or(1);
    for first in 0..step {
        let mut client = Referrals::new(caller.by("trust", Role::CareCoordinator));
        let call = call.clone();
        writers.spawn(async move {
            let mut number = first;
            while number < count {
                client = call(client, from + number).await;
                number += step;
            }
        });
    }
    while let Some(writer) = writers.join_next().await {
        writer.expect("a writer ends well");
    }
}

/// Waits until the projection has applied so many events.
async fn settled(caller: &Caller, events: u64) {
    let deadline = Instant::now() + Duration::from_secs(600);
    loop {
        let status = checks::status(caller).await;
        if status.contexts.iter().map(|context| context.position).sum::<u64>() >= events {
            return;
        }
        assert!(Instant::now() < deadline, "the projection lags: {:?}", status.contexts);
        sleep(Duration::from_millis(100)).await;
    }
}

/// Resident memory in megabytes.
fn resident(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|l| l.trim().strip_suffix("kB")).and_then(|n| n.trim().parse().ok());
    kib.map_or(f64::NAN, |kib: u32| f64::from(kib) * 1024.0 / 1e6)
}
