//! The projection: reads every agency's acts and flags coercive practice.
//!
//! It follows the stream of events, keeps the history that rules need, judges,
//! raises flags in a log of its own and alerts those who are to act. It blocks
//! nothing and edits nothing.

pub mod alerts;
pub mod aside;
mod backtest;
pub mod calendar;
mod chunks;
mod cohort;
pub mod events;
mod explain;
pub mod exports;
pub mod flags;
pub mod glass;
mod grpc;
pub mod history;
pub mod judge;
mod labelling;
pub mod labels;
mod own_log;
mod page;
pub mod projector;
pub mod returns;
pub mod rules;
pub mod store;
pub mod table;
pub mod verdicts;
pub mod views;
pub mod watermarks;
mod wire;

use std::{sync::Arc, time::Duration};

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{
    contract::MOST_BYTES,
    execute::Executor,
    follow::{Follow, FollowOptions},
    log::SledLog,
    looks::Looks,
    service::{Home, Service, Settles, StartError},
    status::chain,
};
use proto::{
    Event as _,
    oversight::{Event, StandingReadBegan, oversight_service_server::OversightServiceServer},
};
use quick_cache::sync::Cache;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::{
    flags::Desk,
    projector::{Progress, Projector},
    store::Store,
};

/// How long is waited before the log is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// How much of the views is kept in memory, in bytes.
const CACHE_BYTES: u64 = 64 * 1024 * 1024;

/// Opens the views and the log of flags, and makes the projection ready to be served.
///
/// # Errors
/// If a database cannot be opened.
pub fn start(home: &Home) -> Result<Service, StartError> {
    let part =
        |error: Box<dyn std::error::Error + Send + Sync>| StartError::Part("the projection", error);
    let desk = home.desk(Event::CONTEXT)?;
    let views = home.config.data.join(Event::CONTEXT).join("views");
    let store = Store::open(&views, CACHE_BYTES, &rules::edition()).map_err(|e| part(e.into()))?;
    let flags = Desk::new(Arc::clone(&desk.log), home.clock.clone());
    let projector = Projector::new(store.clone(), flags.clone(), Arc::clone(&home.sealer))
        .map_err(|e| part(e.into()))?;
    let progress = projector.progress();
    let looks = Arc::new(Looks::new(Arc::clone(&desk.log), home.clock.clone()));
    let standing = Arc::clone(&looks);
    let follow = Follow::new(projector, FollowOptions::new(home.nats(), "projection"));

    let told = home.config.alerts.as_deref().map(alerts::Settings::read).transpose();
    let mut lines = told.map_err(|e| part(e.into()))?.unwrap_or_default().lines;
    let nats = home.nats();
    lines.insert(0, alerts::stream(nats.clone()));
    let routes = lines.iter().map(|line| line.route.clone()).collect();
    let deliveries = alerts::Deliveries::open(store.clone(), flags, progress.clone(), routes);
    let deliveries = Arc::new(deliveries.map_err(part)?);
    let rpcs = grpc::Grpc {
        store,
        log: Arc::clone(&desk.log),
        flags: Arc::new(Executor::new(desk.clone())),
        glass: Arc::new(Executor::new(desk.clone())),
        looks,
        access: home.access.clone(),
        sealer: Arc::clone(&home.sealer),
        clock: home.clock.clone(),
        progress: progress.clone(),
        deliveries: Arc::clone(&deliveries),
        begins: Arc::new(Cache::new(grpc::ENDS_OF_PAGES)),
        exporting: Arc::new(Semaphore::new(grpc::EXPORTS_AT_ONCE)),
        returns: Arc::new(Cache::new(grpc::RETURNS)),
        groups: Arc::new(Cache::new(grpc::RETURNS)),
        figures: Arc::new(Cache::new(grpc::FIGURES)),
    };
    let settled = Arc::new(Settled(progress.clone()));
    Ok(Service::new(Event::CONTEXT, desk.log)
        .with_rpcs(OversightServiceServer::new(rpcs).max_decoding_message_size(MOST_BYTES))
        .with_task(move |stop| async move {
            if say_what_is_read(&standing, &stop).await {
                follow.run(stop).await;
            }
        })
        .with_task(move |stop| alerts::prepare(nats, stop))
        .with_task(move |stop| alerts::run(deliveries, lines, stop))
        .with_task(move |stop| say_up_to_when(progress, stop))
        .settled_by(settled))
}

/// Puts on record that this machine begins to read everybody's record, before it does;
/// false if it is stopped first.
async fn say_what_is_read(looks: &Looks<SledLog>, stop: &CancellationToken) -> bool {
    let began = |look_id| StandingReadBegan {
        look_id,
        reader: "projection".into(),
        purpose: "to judge what agencies do, and to raise flags about it".into(),
        scope: "every event of every context, and the words of care plans' instructions".into(),
    };
    while let Err(error) = looks.note::<Event>(None, |look_id| began(look_id).into()).await {
        tracing::error!(error = chain(&error), "what is read cannot be put on record; waiting");
        tokio::select! {
            () = stop.cancelled() => return false,
            () = tokio::time::sleep(PAUSE) => {}
        }
    }
    true
}

/// Tells those who run it up to when all is judged.
async fn say_up_to_when(mut progress: watch::Receiver<Progress>, stop: CancellationToken) {
    let told = metrics::gauge!("candour_judged_up_to_seconds");
    loop {
        let settled = progress.borrow_and_update().settled;
        told.set(settled.map_or(0.0, |at| at.as_second() as f64));
        tokio::select! {
            () = stop.cancelled() => return,
            changed = progress.changed() => {
                if changed.is_err() {
                    // The projection is being stopped.
                    return stop.cancelled().await;
                }
            }
        }
    }
}

/// Waits for the projection.
struct Settled(watch::Receiver<Progress>);

impl Settles for Settled {
    fn settled(&self, until: Timestamp) -> BoxFuture<'_, ()> {
        let mut progress = self.0.clone();
        Box::pin(async move {
            // It ends only when the projection does, and then there is nothing to wait for.
            let _ended =
                progress.wait_for(|p| p.settled.is_some_and(|settled| settled >= until)).await;
        })
    }
}
