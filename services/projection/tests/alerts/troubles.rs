//! What couriers do while the views, the log, the register or a channel lag or fail.

use std::{sync::atomic::Ordering, time::Duration};

use kernel::scenario::id;
use projection::store;
use tokio::time::sleep;

use crate::office::{Office, Receiver, Trouble, webhooks};

/// Long enough for a courier to come by several times.
const A_WHILE: Duration = Duration::from_millis(600);

#[tokio::test]
async fn an_alert_is_sent_once_while_the_view_of_a_later_flag_is_not_there_yet()
-> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let lines = webhooks(folder.path(), &[("a", &receiver.url, "")])?;
    let office = Office::open(folder.path(), lines)?;
    office.write(0..2).await?;
    // What comes of the first stands behind the second, which is not folded yet.
    office.show(1);
    sleep(A_WHILE).await;
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 1);
    office.show(2);
    office.comes_to("webhook.a", (2, 0, 0)).await?;
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 2);
    assert_eq!(office.events().await?.len(), 4, "each arrived once");
    office.close().await
}

#[tokio::test]
async fn while_the_log_takes_nothing_few_alerts_go_out_and_none_twice() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let lines = || webhooks(folder.path(), &[("a", &receiver.url, "at_once = 2")]);
    let office = Office::open(folder.path(), lines()?)?;
    office.write(0..5).await?;
    office.log.close().await;
    office.show(5);
    sleep(Duration::from_millis(2_500)).await;
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 2);
    office.close().await?;

    // What is not on record is sent again, under the same id.
    let office = Office::open(folder.path(), lines()?)?;
    office.comes_to("webhook.a", (5, 0, 0)).await?;
    assert_eq!(receiver.seen.taken().len(), 5);
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 7);
    office.close().await
}

#[tokio::test]
async fn a_channel_that_was_left_out_for_a_while_gets_what_was_raised_meanwhile()
-> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let (stays, leaves) = (Receiver::start(0).await?, Receiver::start(0).await?);
    let (a, b) = (("a", stays.url.as_str(), ""), ("b", leaves.url.as_str(), ""));
    let office = Office::open(folder.path(), webhooks(folder.path(), &[a, b])?)?;
    office.raise(0..2).await?;
    office.comes_to("webhook.a", (2, 0, 0)).await?;
    office.comes_to("webhook.b", (2, 0, 0)).await?;
    office.close().await?;
    let office = Office::open(folder.path(), webhooks(folder.path(), &[a])?)?;
    office.raise(2..5).await?;
    office.comes_to("webhook.a", (5, 0, 0)).await?;
    office.close().await?;
    for _ in 0..2 {
        let office = Office::open(folder.path(), webhooks(folder.path(), &[a, b])?)?;
        office.comes_to("webhook.b", (5, 0, 0)).await?;
        office.comes_to("webhook.a", (5, 0, 0)).await?;
        office.close().await?;
    }
    for receiver in [&stays, &leaves] {
        assert_eq!(receiver.seen.taken().len(), 5);
        assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 5);
    }
    Ok(())
}

#[tokio::test]
async fn an_alert_waits_while_the_register_cannot_be_read() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let lines = webhooks(folder.path(), &[("a", &receiver.url, "")])?;
    let office = Office::open(folder.path(), lines)?;
    let damaged = store::key(b'b', &["damaged"]);
    let mut work = office.store.work();
    work.put(damaged.clone(), vec![0xff]);
    work.commit()?;
    office.raise(0..1).await?;
    assert!(office.deliveries.catch_up().await.is_err());
    assert_eq!(office.status("webhook.a")?.raised, 0);

    let mut work = office.store.work();
    work.remove(damaged);
    work.commit()?;
    office.comes_to("webhook.a", (1, 0, 0)).await?;
    let taken = receiver.seen.taken();
    let to = taken.values().map(|(_, event)| event.get("recipient").and_then(|r| r.as_str()));
    assert_eq!(to.collect::<Vec<_>>(), [Some(id("agency", 7).as_str())]);
    office.close().await
}
