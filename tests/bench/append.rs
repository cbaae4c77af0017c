//! How many commands a second are answered, each of them durable.

use std::{
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use hdrhistogram::Histogram;
use kernel::{
    clock::Clock,
    config::Config,
    log::EventLog as _,
    nats::server::NatsServer,
    serve,
    service::{Home, Service, StartError},
};
use proto::{
    common::Role, referrals::referrals_service_client::ReferralsServiceClient as Referrals,
};
use tokio::{task::JoinSet, time::Instant};
use world::{
    Caller,
    load::{contact, registration},
    nats_binary, services,
};

use crate::{
    Options, bare,
    report::{Report, number, times},
};

/// How many connections the client has.
const CONNECTIONS: usize = 4;

/// How many people the contacts are about.
const PEOPLE: usize = 256;

const IN_FLIGHT: [usize; 3] = [1, 8, 64];

/// What [`path`] measures.
pub const PATH: &str = "the command path, 64 in flight";

/// An address at which nothing answers.
const AWAY: &str = "nats://127.0.0.1:9";

/// Measures the whole command path and its limits.
pub async fn measure(options: &Options, folder: &Path, report: &mut Report) {
    // The keys of tokens are an installation's; what does nothing asks for none.
    let home = Home::open(world::config_of(folder.join("tokens"), String::new(), None));
    let auth = home.expect("a home").config.auth_folder();
    let record = record(folder).await;
    let mut rates = Vec::new();
    for (name, (address, served)) in [
        ("a method that does nothing", bare::nothing().await),
        ("a plain file, synced in groups", bare::file(folder, Arc::clone(&record)).await),
        ("the bare store, synced in groups", bare::store(folder, record).await),
    ] {
        rates.push(at_each_depth(options, report, name, &callers(address, &auth)).await);
        served.abort();
    }
    let alone = |home: &Home| Ok(vec![referrals::start(home)?]);
    let config = world::config_of(folder.join("alone"), AWAY.into(), None);
    rates.push(with_services(options, report, "the command path, NATS away", config, alone).await);
    let nats = NatsServer::start(nats_binary(), folder.join("nats"), None).await;
    let mut nats = nats.expect("nats-server starts");
    let config = world::config(folder.join("all"), &nats);
    let name = "everything in one process, publishing and judging meanwhile";
    rates.push(with_services(options, report, name, config, services).await);
    nats.stop().await;

    let [nothing, file, store, path, all] = rates.as_slice() else { return };
    for (n, depth) in IN_FLIGHT.into_iter().enumerate() {
        let [nothing, file, store, path, all] =
            [nothing, file, store, path, all].map(|r| r.get(n).copied().unwrap_or(f64::NAN));
        let at = format!("at {depth} in flight");
        if depth == 64 {
            report.at_least(format!("append: command path / bare store, {at}"), path / store, 0.6);
        } else {
            report.share(format!("append: command path / bare store, {at}"), path / store);
        }
        report.share(format!("append: command path / plain file, {at}"), path / file);
        report.share(format!("append: command path / no-op, {at}"), path / nothing);
        report.share(format!("append: all in one process / bare store, {at}"), all / store);
    }
}

/// Measures the command path alone, at its deepest.
pub async fn path(options: &Options, folder: &Path, report: &mut Report) {
    let home = Home::open(world::config_of(folder.join("path"), AWAY.into(), None));
    let home = home.expect("a home");
    let services = vec![referrals::start(&home).expect("a service")];
    let running = serve::start(&home, services).await.expect("served");
    let callers = callers(running.address, &home.config.auth_folder());
    register(&callers).await;
    let depth = IN_FLIGHT.into_iter().max().unwrap_or(1);
    call(&callers, depth, Duration::from_millis(500), "warm").await;
    let (count, times, took) = call(&callers, depth, options.duration, "measured").await;
    report.add(PATH, number(count) / took.as_secs_f64(), "calls/s", Some(&times));
    running.stop().await;
}

/// What the services store of a contact.
async fn record(folder: &Path) -> Arc<[u8]> {
    let home = world::config_of(folder.join("one"), AWAY.into(), None);
    let home = Home::open(home).expect("a home");
    let service = referrals::start(&home).expect("a service");
    let log = Arc::clone(&service.log);
    let running = serve::start(&home, vec![service]).await.expect("served");
    let caller = Caller::new(&running.address.to_string(), &home.config.auth_folder());
    let mut client = Referrals::new(caller.by("trust", Role::CareCoordinator));
    client.register_person(registration("0")).await.expect("a person is registered");
    client.record_contact(contact("measured 64 63 1000", "0")).await.expect("recorded");
    let records = log.read_all(1, 2).await.expect("the log is read");
    running.stop().await;
    records.last().expect("a record").bytes.as_ref().into()
}

fn callers(address: SocketAddr, auth: &Path) -> Vec<Caller> {
    (0..CONNECTIONS).map(|_| Caller::new(&address.to_string(), auth)).collect()
}

async fn with_services(
    options: &Options,
    report: &mut Report,
    name: &str,
    config: Config,
    services: impl Fn(&Home) -> Result<Vec<Service>, StartError>,
) -> Vec<f64> {
    let home = Home::open(config).expect("a home");
    let running = serve::start(&home, services(&home).expect("services")).await.expect("served");
    let callers = callers(running.address, &home.config.auth_folder());
    register(&callers).await;
    let rates = at_each_depth(options, report, name, &callers).await;
    running.stop().await;
    rates
}

/// Registers the people whom contacts are about.
async fn register(callers: &[Caller]) {
    let Some(caller) = callers.first() else { return };
    let mut client = Referrals::new(caller.by("trust", Role::CareCoordinator));
    for person in 0..PEOPLE {
        let registered = client.register_person(registration(&person.to_string())).await;
        registered.expect("a person is registered");
    }
}

async fn at_each_depth(
    options: &Options,
    report: &mut Report,
    name: &str,
    callers: &[Caller],
) -> Vec<f64> {
    let mut rates = Vec::new();
    for depth in IN_FLIGHT {
        // Connections and caches are warm before it counts.
        call(callers, depth, Duration::from_millis(500), "warm").await;
        let (count, times, took) = call(callers, depth, options.duration, "measured").await;
        let rate = number(count) / took.as_secs_f64();
        let what = format!("{name}, {depth} in flight");
        rates.push(report.add(what, rate, "calls/s", Some(&times)));
    }
    rates
}

/// Records contacts for a while, so many at a time.
async fn call(
    callers: &[Caller],
    depth: usize,
    duration: Duration,
    run: &str,
) -> (usize, Histogram<u64>, Duration) {
    let stop = Arc::new(AtomicBool::new(false));
    let mut writers = JoinSet::new();
    let begun = Instant::now();
    for (number, caller) in (0..depth).zip(callers.iter().cycle()) {
        let mut client = Referrals::new(caller.by("trust", Role::CareCoordinator));
        let (stop, run) = (Arc::clone(&stop), format!("{run} {depth}"));
        let fresh = Clock::system();
        writers.spawn(async move {
            let mut times = times();
            for call in 0_usize.. {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                let person = (number + call * depth) % PEOPLE;
                let mut request = contact(&format!("{run} {number} {call}"), &person.to_string());
                if let Some(act) = &mut request.act {
                    act.request_id = fresh.fresh().to_string();
                }
                let asked = Instant::now();
                client.record_contact(request).await.expect("a contact is recorded");
                let took = u64::try_from(asked.elapsed().as_micros()).unwrap_or(u64::MAX);
                times.saturating_record(took);
            }
            times
        });
    }
    tokio::time::sleep(duration).await;
    stop.store(true, Ordering::Relaxed);
    let mut all = times();
    while let Some(times) = writers.join_next().await {
        all.add(times.expect("a writer ends well")).expect("times fit");
    }
    let count = usize::try_from(all.len()).unwrap_or(usize::MAX);
    (count, all, begun.elapsed())
}
