use std::path::Path;

use kernel::{
    clock::Clock,
    log::{SledLog, SledOptions},
    scenario::id,
};
use proto::oversight::{Flag, FlagRaised};
use tokio::sync::watch;

use super::*;
use crate::{
    alerts::{Policy, Recipients, Route},
    flags::flag_id,
    projector::Progress,
};

/// A channel that takes everything.
struct Taker;

impl Channel for Taker {
    fn send<'a>(&'a self, _: &'a Outgoing) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(async { Ok(()) })
    }
}

fn line() -> Line {
    Line {
        route: Route { channel: "taker".into(), to: Recipients::All, from_the_beginning: true },
        channel: Arc::new(Taker),
        policy: Policy { first: PAUSE, longest: PAUSE, attempts_max: None, age_max: None },
        at_once: 8,
        told_again: None,
    }
}

/// A delivery log over a log of flags in which one was raised.
async fn deliveries(folder: &Path) -> Result<Arc<Deliveries>, Trouble> {
    let log = Arc::new(SledLog::open(folder.join("log"), SledOptions::default())?);
    let desk = Desk::new(Arc::clone(&log), Clock::system());
    let store = Store::open(&folder.join("views"), 1 << 20, "rules")?;
    let rule = "police-record-access";
    let flag = flag_id(rule, "scheme", "1");
    let raised = Flag {
        flag_id: flag.to_string(),
        rule_id: rule.into(),
        agency_ids: vec![id("agency", 1)],
        ..Flag::default()
    };
    let raised = FlagRaised { flag: Some(raised), ..FlagRaised::default() };
    desk.append(&flag, 0, &[raised.into()], Timestamp::UNIX_EPOCH).await?;
    let (_, progress) = watch::channel(Progress { flags: 1, ..Progress::default() });
    let deliveries = Deliveries::open(store, desk, progress, vec![line().route])?;
    deliveries.catch_up().await?;
    Ok(Arc::new(deliveries))
}

#[tokio::test]
async fn what_the_log_did_not_take_is_noted_again_and_not_sent_again() -> Result<(), Trouble> {
    let (full, roomy) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let mut courier = Courier::new(line(), deliveries(full.path()).await?);
    let mut flying = JoinSet::new();
    courier.take(&mut flying, true)?;
    let outcome = flying.join_next().await.ok_or("nothing is due")?;
    courier.came(outcome);
    // A log that is closed takes as little as one whose disk is full.
    courier.deliveries.desk().log().close().await;
    for _ in 0..2 {
        let noted = courier.note().await;
        assert!(!courier.noted(noted).await);
        courier.take(&mut flying, true)?;
        assert!(flying.is_empty(), "it is sent again");
    }

    // Another log with the same flag, which takes writes.
    courier.deliveries = deliveries(roomy.path()).await?;
    let noted = courier.note().await;
    assert!(courier.noted(noted).await);
    let status = courier.deliveries.status()?;
    let delivered = status.iter().map(|channel| (channel.delivered, channel.waiting));
    assert_eq!(delivered.collect::<Vec<_>>(), [(1, 0)]);
    assert!(courier.on_their_way.is_empty() && courier.notes.is_empty());
    Ok(())
}
