//! How long it takes from a command's answer to the alert about it.
//!
//! Each command grants a police officer access to records and is flagged. The
//! limit is a message published to JetStream and pushed to a consumer.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_nats::jetstream::{
    self,
    consumer::{DeliverPolicy, push::OrderedConfig},
    stream::{Config as StreamConfig, StorageType},
};
use futures::StreamExt as _;
use hdrhistogram::Histogram;
use kernel::nats::users;
use projection::flags::flag_id;
use proto::{common::Role, panel::panel_service_client::PanelServiceClient as Panel};
use tokio::{
    task::JoinSet,
    time::{Instant, MissedTickBehavior, interval, sleep, timeout},
};
use world::{World, id, nats_client, oversight_body, police_access};

use crate::{
    Options,
    report::{Report, number, times},
};

const RATES: [u32; 2] = [100, 1_000];

/// How long alerts may come in after the last command.
const PATIENCE: Duration = Duration::from_secs(30);

type Moments = Arc<Mutex<HashMap<String, Instant>>>;

/// Measures both, at each rate.
pub async fn measure(options: &Options, report: &mut Report) {
    let world = World::start().await;
    let mut panel = Panel::new(world.by("body", Role::InformationGovernance));
    panel.register_agency(oversight_body()).await.expect("the body is registered");
    for rate in RATES {
        let limit = bare(&world, options.duration, rate).await;
        let what = format!("JetStream, publish to push, {rate} a second");
        report.add(what, f64::from(rate), "messages/s", Some(&limit));
        // The first alerts of a process find nothing warm.
        alerted(&world, Duration::from_secs(1), 100, &format!("warm for {rate}")).await;
        let (times, reached) = alerted(&world, options.duration, rate, "measured").await;
        let what = format!("from the command's answer to the alert, {rate} commands a second");
        report.add(what, reached, "commands/s", Some(&times));
        let p99 = |times: &Histogram<u64>| {
            f64::from(u32::try_from(times.value_at_quantile(0.99)).unwrap_or(u32::MAX)) / 1_000.0
        };
        let what = format!("alert: p99 in milliseconds at {rate} commands a second");
        if rate == 1_000 {
            report.under(what, p99(&times), 20.0);
        } else {
            report.share(what, p99(&times));
        }
        report.share(
            format!("alert: p99 at {rate}/s against JetStream's own, how many times"),
            p99(&times) / p99(&limit),
        );
    }
    world.stop().await;
}

/// Makes commands at a rate, whether or not earlier ones are answered, and
/// says how long their alerts took and how many commands a second it came to.
async fn alerted(world: &World, duration: Duration, rate: u32, run: &str) -> (Histogram<u64>, f64) {
    let nats = nats_client(&world.nats, users::READER).await;
    let mut alerts = nats.subscribe("candour.alerts.>").await.expect("a subscription");
    nats.flush().await.expect("it stands");
    let heard: Moments = Arc::default();
    let hearing = {
        let heard = Arc::clone(&heard);
        tokio::spawn(async move {
            while let Some(alert) = alerts.next().await {
                let now = Instant::now();
                let alert: serde_json::Value =
                    serde_json::from_slice(&alert.payload).expect("an alert is JSON");
                let flag = alert.get("flag_id").and_then(|id| id.as_str());
                let flag = flag.expect("an alert names its flag").to_owned();
                heard.lock().unwrap_or_else(PoisonError::into_inner).entry(flag).or_insert(now);
            }
        })
    };
    let answered: Moments = Arc::default();
    let panel = Panel::new(world.by("trust", Role::InformationGovernance));
    let mut calls = JoinSet::new();
    let mut ticks = interval(Duration::from_secs(1) / rate);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let begun = Instant::now();
    let mut made = 0;
    while begun.elapsed() < duration {
        ticks.tick().await;
        let name = format!("{run} {rate} {made}");
        made += 1;
        let (mut panel, answered) = (panel.clone(), Arc::clone(&answered));
        calls.spawn(async move {
            panel.grant_access(police_access(&name)).await.expect("access is recorded");
            let now = Instant::now();
            // A grant that names no scheme is about itself.
            let anchor = id("access", &name);
            let flag = flag_id("police-record-access", &anchor, &anchor).to_string();
            answered.lock().unwrap_or_else(PoisonError::into_inner).insert(flag, now);
        });
    }
    while let Some(call) = calls.join_next().await {
        call.expect("a call ends well");
    }
    let reached = number(made) / begun.elapsed().as_secs_f64();
    let deadline = Instant::now() + PATIENCE;
    let missing = || {
        let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
        let answered = answered.lock().unwrap_or_else(PoisonError::into_inner);
        answered.keys().filter(|flag| !heard.contains_key(*flag)).count()
    };
    while missing() > 0 {
        assert!(Instant::now() < deadline, "{} alerts are missing", missing());
        sleep(Duration::from_millis(50)).await;
    }
    hearing.abort();
    let mut times = times();
    let heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
    for (flag, answer) in answered.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        // An alert may overtake the answer; that is no time at all.
        let took = heard.get(flag).map(|at| at.saturating_duration_since(*answer));
        let took = took.unwrap_or(PATIENCE).as_micros();
        times.saturating_record(u64::try_from(took).unwrap_or(u64::MAX));
    }
    (times, reached)
}

/// Publishes at a rate, and says how long each message took to be pushed.
async fn bare(world: &World, duration: Duration, rate: u32) -> Histogram<u64> {
    let nats = nats_client(&world.nats, users::ADMIN).await;
    let context = jetstream::new(nats);
    let stream = StreamConfig {
        name: format!("BARE{rate}"),
        subjects: vec![format!("bare.{rate}")],
        storage: StorageType::File,
        ..StreamConfig::default()
    };
    let stream = context.create_stream(stream).await.expect("a stream");
    let config = OrderedConfig {
        deliver_subject: context.client().new_inbox(),
        deliver_policy: DeliverPolicy::All,
        ..OrderedConfig::default()
    };
    let consumer = stream.create_consumer(config).await.expect("a consumer");
    let mut messages = consumer.messages().await.expect("messages");
    let begun = Instant::now();
    let hearing = tokio::spawn(async move {
        let mut times = times();
        while let Ok(Some(Ok(message))) = timeout(Duration::from_secs(2), messages.next()).await {
            let sent = std::str::from_utf8(message.payload.get(..20).unwrap_or_default());
            let sent: u64 = sent.expect("digits").parse().expect("a time");
            let now = u64::try_from(begun.elapsed().as_micros()).unwrap_or(u64::MAX);
            times.saturating_record(now.saturating_sub(sent));
        }
        times
    });
    let mut ticks = interval(Duration::from_secs(1) / rate);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    while begun.elapsed() < duration {
        ticks.tick().await;
        // As large as an alert.
        let payload = format!("{:020}{}", begun.elapsed().as_micros(), "x".repeat(400));
        let sent = context.publish(format!("bare.{rate}"), payload.into()).await;
        drop(sent.expect("it is published"));
    }
    hearing.await.expect("it ends well")
}
