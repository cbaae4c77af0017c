//! Alerts arrive, wait on record or are kept as dead letters: over a real log,
//! a real database and real HTTP.

mod office;
mod troubles;

use std::{collections::BTreeSet, sync::atomic::Ordering};

use kernel::{nats::NatsOptions, scenario::id};
use projection::{
    alerts::{self, NOBODY},
    store,
};
use prost::Message as _;
use proto::oversight::{AlertRetried, Flag, FlagReopened, FlagResolved};

use crate::office::{Office, Receiver, Trouble, flag, until, webhooks};

#[tokio::test]
async fn an_alert_that_nats_does_not_take_waits_and_is_on_record() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    // Nobody listens on the discard port.
    let office =
        Office::open(folder.path(), vec![alerts::stream(NatsOptions::at("nats://127.0.0.1:9"))])?;
    office.raise(0..1).await?;
    until("nothing is on record", async || Ok(!office.failures().await?.is_empty())).await?;
    let failed = office.failures().await?.pop().ok_or("nothing is on record")?;
    office.comes_to("nats", (0, 1, 0)).await?;
    assert_eq!(failed.recipient_agency_id, id("agency", 7));
    assert_eq!((failed.channel.as_str(), failed.reason.as_str()), ("nats", "NATS_NOT_REACHED"));
    assert!(failed.attempts >= 1 && failed.next_attempt.is_some() && !failed.given_up);
    office.close().await
}

#[tokio::test]
async fn every_alert_gets_to_a_receiver_that_fails_one_time_in_three() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(3).await?;
    let office = Office::with_webhook(folder.path(), &receiver)?;
    office.raise(0..60).await?;
    office.comes_to("webhook.a", (60, 0, 0)).await?;
    let taken = receiver.seen.taken();
    assert_eq!(taken.len(), 60);
    assert!(!receiver.seen.wrong.load(Ordering::SeqCst), "a signature was not in order");
    let failed = office.failures().await?.len();
    assert_eq!(receiver.seen.asked.load(Ordering::SeqCst), 60 + failed, "each no is on record");
    for (count, event) in taken.values() {
        assert_eq!(*count, 1);
        let text = event.to_string();
        assert!(!text.contains("person_") && !text.contains("words about"), "{text}");
    }
    office.close().await
}

#[tokio::test]
async fn a_channel_that_takes_nothing_holds_no_other_up_and_its_dead_can_be_sent_again()
-> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let (dead, well) = (Receiver::start(1).await?, Receiver::start(0).await?);
    let lines = webhooks(
        folder.path(),
        &[("dead", &dead.url, "attempts_max = 2"), ("well", &well.url, "")],
    )?;
    let office = Office::open(folder.path(), lines)?;
    office.raise(0..3).await?;
    office.comes_to("webhook.well", (3, 0, 0)).await?;
    office.comes_to("webhook.dead", (0, 0, 3)).await?;
    let failures = office.failures().await?;
    assert_eq!(failures.len(), 6);
    assert_eq!(failures.iter().filter(|failed| failed.given_up).count(), 3);
    assert!(failures.iter().all(|failed| failed.reason == "HTTP_500"));

    dead.seen.fails_one_in.store(0, Ordering::SeqCst);
    let retried = AlertRetried {
        flag_id: flag(1).to_string(),
        recipient_agency_id: id("agency", 7),
        channel: "webhook.dead".into(),
    };
    office.say(1, &[retried.into()]).await?;
    office.comes_to("webhook.dead", (1, 0, 2)).await?;
    assert_eq!(dead.seen.taken().len(), 1);
    office.close().await
}

#[tokio::test]
async fn after_a_restart_a_channel_goes_on_and_sends_nothing_twice_even_with_lost_views()
-> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let office = Office::with_webhook(folder.path(), &receiver)?;
    office.raise(0..20).await?;
    office.comes_to("webhook.a", (20, 0, 0)).await?;
    receiver.seen.fails_one_in.store(1, Ordering::SeqCst);
    office.raise(20..24).await?;
    until("nothing fails", async || Ok(office.failures().await?.len() >= 4)).await?;
    office.close().await?;

    std::fs::remove_dir_all(folder.path().join("views"))?;
    let office = Office::with_webhook(folder.path(), &receiver)?;
    office.comes_to("webhook.a", (20, 4, 0)).await?;
    receiver.seen.fails_one_in.store(0, Ordering::SeqCst);
    office.comes_to("webhook.a", (24, 0, 0)).await?;
    let taken = receiver.seen.taken();
    assert_eq!(taken.len(), 24);
    assert!(taken.values().all(|(count, _)| *count == 1), "somebody was alerted twice");
    office.close().await
}

#[tokio::test]
async fn a_flag_that_is_opened_again_is_told_again_and_once_even_with_lost_views()
-> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let office = Office::with_webhook(folder.path(), &receiver)?;
    office.raise(0..3).await?;
    office.comes_to("webhook.a", (3, 0, 0)).await?;
    let ids = || receiver.seen.taken().into_keys().collect::<BTreeSet<_>>();
    let first = ids();

    let resolved = FlagResolved { flag_id: flag(1).to_string(), ..FlagResolved::default() };
    let reopened = FlagReopened {
        flag_id: flag(1).to_string(),
        by_what_was_found: true,
        ..FlagReopened::default()
    };
    office.say(1, &[resolved.into(), reopened.into()]).await?;
    until("it is not told again", async || Ok(ids().len() >= 4)).await?;
    office.comes_to("webhook.a", (3, 0, 0)).await?;
    let taken = receiver.seen.taken();
    let anew = taken.iter().filter(|(id, _)| !first.contains(*id)).map(|(_, (_, event))| event);
    let told = anew.map(|event| (event.pointer("/subject"), event.pointer("/data/reopened")));
    let flag = serde_json::Value::from(flag(1).to_string());
    assert_eq!(told.collect::<Vec<_>>(), [(Some(&flag), Some(&1.into()))]);
    office.close().await?;

    std::fs::remove_dir_all(folder.path().join("views"))?;
    let office = Office::with_webhook(folder.path(), &receiver)?;
    office.comes_to("webhook.a", (3, 0, 0)).await?;
    assert!(receiver.seen.taken().values().all(|(count, _)| *count == 1), "it was told twice");
    office.close().await
}

#[tokio::test]
async fn a_new_channel_begins_with_what_is_raised_from_then_on() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let office = Office::open(folder.path(), vec![])?;
    office.raise(0..5).await?;
    office.close().await?;
    let receiver = Receiver::start(0).await?;
    let lines = webhooks(folder.path(), &[("new", &receiver.url, "")])?;
    let office = Office::open(folder.path(), lines)?;
    office.raise(5..7).await?;
    office.comes_to("webhook.new", (2, 0, 0)).await?;
    assert_eq!(receiver.seen.taken().len(), 2);
    office.close().await
}

#[tokio::test]
async fn who_has_come_to_answer_for_a_flag_is_not_told_of_it() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let office = Office::with_webhook(folder.path(), &receiver)?;
    // The evidence has grown since the flag was raised, and with it who answers.
    let grown = Flag {
        flag_id: flag(0).to_string(),
        agency_ids: vec![id("agency", 1), id("agency", 7)],
        ..Flag::default()
    };
    let mut work = office.store.work();
    work.put(store::key(b'f', &[&grown.flag_id]), grown.encode_to_vec());
    work.commit()?;
    office.raise(0..1).await?;
    office.comes_to("webhook.a", (0, 0, 1)).await?;
    let failed = office.failures().await?;
    assert!(failed.iter().all(|f| f.reason == "RECIPIENT_FLAGGED" && f.given_up), "{failed:?}");
    assert!(receiver.seen.taken().is_empty());
    office.close().await
}

#[tokio::test]
async fn where_no_body_is_registered_those_who_answer_for_nobody_are_told() -> Result<(), Trouble> {
    let folder = tempfile::tempdir()?;
    let receiver = Receiver::start(0).await?;
    let office = Office::with_webhook(folder.path(), &receiver)?;
    let mut work = office.store.work();
    work.remove(store::key(b'b', &[&id("agency", 7)]));
    work.commit()?;
    office.raise(0..1).await?;
    office.comes_to("webhook.a", (1, 0, 0)).await?;
    let taken = receiver.seen.taken();
    let to = taken.values().map(|(_, event)| event.get("recipient").and_then(|r| r.as_str()));
    assert_eq!(to.collect::<Vec<_>>(), [Some(NOBODY)]);
    office.close().await
}
