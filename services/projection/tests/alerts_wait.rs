//! An alert that cannot be handed over is on record as waiting, once.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use kernel::{
    clock::Clock,
    log::{EventLog as _, SledLog, SledOptions},
    nats::NatsOptions,
};
use projection::{
    alerts::{NOBODY, Nats},
    flags::{Desk, flag_id},
    projector::Progress,
    store::Store,
};
use proto::{
    envelope::Envelope,
    oversight::{Event, Flag, FlagRaised},
};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

type Trouble = Box<dyn std::error::Error + Send + Sync>;

#[tokio::test]
async fn an_alert_that_cannot_be_handed_over_is_noted_as_waiting_once() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let log = Arc::new(SledLog::open(folder.path().join("log"), SledOptions::default())?);
    let desk = Desk::new(Arc::clone(&log), Clock::system());
    let id = flag_id("police-record-access", "scheme", "access");
    let flag =
        Flag { flag_id: id.to_string(), rule_id: "police-record-access".into(), ..Flag::default() };
    let raised = FlagRaised { flag: Some(flag), ..Default::default() };
    desk.append(&id, 0, &[raised.into()], Timestamp::UNIX_EPOCH).await?;

    let (told, progress) = watch::channel(Progress { flags: 1, ..Progress::default() });
    let (waiting, shown) = watch::channel(0);
    let channel = Nats {
        store: Store::open(&folder.path().join("views"), 1 << 20, "rules")?,
        desk,
        // Nobody listens on the discard port.
        options: NatsOptions::at("nats://127.0.0.1:9"),
        progress,
        waiting,
    };
    let stop = CancellationToken::new();
    let running = tokio::spawn(channel.run(stop.clone()));
    // Long enough for several attempts.
    tokio::time::sleep(Duration::from_secs(4)).await;
    stop.cancel();
    running.await?;
    drop(told);

    assert_eq!(*shown.borrow(), 1, "it is counted as waiting");
    let failed: Vec<_> = log
        .read_all(1, 100)
        .await?
        .iter()
        .filter_map(|record| Envelope::parse(&record.bytes).ok()?.read::<Event>().ok())
        .filter_map(|recorded| match recorded.event {
            Event::AlertFailed(failed) => Some(failed),
            _ => None,
        })
        .collect();
    let [failed] = failed.as_slice() else { return Err("it is noted once".into()) };
    assert_eq!(failed.recipient_agency_id, NOBODY);
    assert_eq!((failed.channel.as_str(), failed.reason.as_str()), ("nats", "NATS_NOT_REACHED"));
    log.close().await;
    Ok(())
}
