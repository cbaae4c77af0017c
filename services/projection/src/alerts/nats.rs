//! Alerts on NATS, in the stream `CANDOUR_ALERTS`.
//!
//! Subject `candour.alerts.<recipient>.<severity>.<rule>`: a body may be let
//! listen to what is meant for it, and a flagged agency to nothing.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use async_nats::{
    HeaderMap,
    jetstream::{self, context::PublishAckFuture},
};
use futures::future::join_all;
use kernel::{
    log::{AppendError, EventLog as _},
    nats::{NatsOptions, connect, ensure_streams},
    status::chain,
};
use proto::{
    ids::FlagId,
    oversight::{AlertDelivered, AlertFailed, Event},
};
use tokio::{
    sync::{mpsc, watch},
    time::sleep,
};
use tokio_util::sync::CancellationToken;

use super::{Alert, alert_of, raised_by, recipients};
use crate::{
    flags::{Desk, DeskError},
    projector::Progress,
    store::Store,
};

/// How this channel is called in the delivery log.
const CHANNEL: &str = "nats";

/// Under which name the place in the log of flags is kept.
const CURSOR: &str = "alerts.nats";

/// How long lies between two attempts.
const PAUSE: Duration = Duration::from_secs(1);

/// How many flags are read at a time.
const PAGE: usize = 200;

/// How many pages may be on their way and not yet noted.
const PAGES_AHEAD: usize = 256;

/// For how long deliveries are gathered before they are noted together.
const GATHERING: Duration = Duration::from_millis(50);

/// How many alerts are noted as waiting each time that NATS cannot be used; the
/// number of all that wait is in the status.
const NOTED_AS_WAITING: usize = 500;

/// How often a delivery is noted again after somebody else was faster.
const TRIES: u32 = 8;

/// The channel.
#[derive(Debug)]
pub struct Nats {
    /// Where the register of oversight bodies is.
    pub store: Store,
    /// The log of flags.
    pub desk: Desk,
    /// How NATS is reached.
    pub options: NatsOptions,
    /// How far the projection is.
    pub progress: watch::Receiver<Progress>,
    /// How many alerts wait.
    pub waiting: watch::Sender<u64>,
}

type Trouble = Box<dyn std::error::Error + Send + Sync>;

impl Nats {
    /// Hands over what waits, until told to stop.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut away = false;
        let mut noted = BTreeSet::new();
        loop {
            let outcome = tokio::select! {
                () = stop.cancelled() => return,
                outcome = self.hand_over() => outcome,
            };
            if let Err(error) = outcome {
                if !away {
                    tracing::warn!(error = chain(&*error), "alerts wait: NATS cannot be used");
                    away = true;
                    noted.clear();
                }
                if let Err(error) = self.note_what_waits(&mut noted).await {
                    tracing::warn!(error = chain(&*error), "that alerts wait was not noted");
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = sleep(PAUSE) => {}
                }
            }
        }
    }

    /// Writes into the delivery log, once for each alert, that it could not be
    /// handed over and waits.
    async fn note_what_waits(&self, noted: &mut BTreeSet<(String, String)>) -> Result<(), Trouble> {
        let until = self.progress.borrow().flags;
        let (mut after, mut seen) = (self.cursor()?, 0);
        self.waiting.send_replace(until.saturating_sub(after));
        let mut failed: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        while after < until && seen < NOTED_AS_WAITING {
            let page = self.desk.log().read_all(after + 1, PAGE).await?;
            let Some(last) = page.last().map(|record| record.position) else { break };
            for record in page {
                let Some((flag, at)) = raised_by(&record.bytes) else { continue };
                if alert_of(&flag, at).is_none() {
                    continue;
                }
                for recipient in recipients(&self.store, &flag) {
                    seen += 1;
                    if noted.insert((flag.flag_id.clone(), recipient.clone())) {
                        let event = AlertFailed {
                            flag_id: flag.flag_id.clone(),
                            recipient_agency_id: recipient,
                            channel: CHANNEL.to_owned(),
                            reason: "NATS_NOT_REACHED".to_owned(),
                        };
                        failed.entry(flag.flag_id.clone()).or_default().push(event.into());
                    }
                }
            }
            after = last;
        }
        let noter = Noter { desk: self.desk.clone() };
        join_all(failed.iter().map(|(flag, events)| noter.write(flag, events))).await;
        Ok(())
    }

    /// Publishes alerts from where the cursor stands. What was published is
    /// noted beside that, so that nobody waits for a note to be alerted.
    async fn hand_over(&mut self) -> Result<(), Trouble> {
        let stream = connect(&self.options, "candour-alerts").await?;
        ensure_streams(&stream, self.options.replicas).await?;
        let (pages, sent) = mpsc::channel(PAGES_AHEAD);
        let noter = Noter { desk: self.desk.clone() };
        let publishing = self.publish_all(&stream, pages);
        tokio::try_join!(publishing, noter.note_all(sent)).map(|_| ())
    }

    async fn publish_all(
        &mut self,
        stream: &jetstream::Context,
        pages: mpsc::Sender<Sent>,
    ) -> Result<(), Trouble> {
        let log = self.desk.log().clone();
        let mut after = self.cursor()?;
        loop {
            let until = self.progress.borrow_and_update().flags;
            while after < until {
                let page = log.read_all(after + 1, PAGE).await?;
                let Some(last) = page.last().map(|record| record.position) else { break };
                let mut alerts = Vec::new();
                for record in page {
                    let Some((flag, at)) = raised_by(&record.bytes) else { continue };
                    let Some(alert) = alert_of(&flag, at) else { continue };
                    for recipient in recipients(&self.store, &flag) {
                        let acked = publish(stream, &alert, &recipient).await?;
                        alerts.push((flag.flag_id.clone(), recipient, acked));
                    }
                }
                pages.send(Sent { alerts, last }).await?;
                after = last;
            }
            self.waiting.send_replace(self.progress.borrow().flags.saturating_sub(after));
            self.progress.changed().await?;
        }
    }

    fn cursor(&self) -> Result<u64, Trouble> {
        let bytes = self.desk.log().cursor(CURSOR)?;
        Ok(bytes.and_then(|b| b.try_into().ok()).map(u64::from_be_bytes).unwrap_or_default())
    }
}

/// A page of the log of flags whose alerts are on their way.
struct Sent {
    alerts: Vec<(String, String, PublishAckFuture)>,
    /// The page's last position.
    last: u64,
}

/// Notes what was delivered, and how far.
struct Noter {
    desk: Desk,
}

impl Noter {
    async fn note_all(&self, mut sent: mpsc::Receiver<Sent>) -> Result<(), Trouble> {
        while let Some(first) = sent.recv().await {
            // Notes share the log with the flags that are being raised, and can
            // wait; a note that a crash takes means an alert that is sent again.
            sleep(GATHERING).await;
            let mut pages = vec![first];
            while let Ok(more) = sent.try_recv() {
                pages.push(more);
            }
            let mut delivered: BTreeMap<String, Vec<String>> = BTreeMap::new();
            let last = pages.iter().map(|page| page.last).max().unwrap_or_default();
            for (flag_id, recipient, acked) in pages.into_iter().flat_map(|page| page.alerts) {
                acked.await?;
                metrics::counter!("candour_alerts_delivered_total").increment(1);
                delivered.entry(flag_id).or_default().push(recipient);
            }
            // Side by side, so that they share a sync.
            join_all(delivered.iter().map(|(flag, to)| self.note(flag, to))).await;
            self.desk.log().set_cursor(CURSOR, &last.to_be_bytes())?;
        }
        Ok(())
    }

    /// Writes into the delivery log; what was delivered stays delivered if that fails.
    async fn note(&self, flag_id: &str, recipients: &[String]) {
        let events: Vec<Event> = recipients
            .iter()
            .map(|recipient| AlertDelivered {
                flag_id: flag_id.to_owned(),
                recipient_agency_id: recipient.clone(),
                channel: CHANNEL.to_owned(),
            })
            .map(Into::into)
            .collect();
        self.write(flag_id, &events).await;
    }

    async fn write(&self, flag_id: &str, events: &[Event]) {
        let Ok(id) = flag_id.parse::<FlagId>() else { return };
        let mut tries = 0;
        loop {
            let written = match self.desk.version(&id).await {
                Ok(version) => {
                    self.desk.append(&id, version, events, self.desk.clock().now()).await
                }
                Err(error) => Err(error),
            };
            match written {
                // The flag's evidence grew meanwhile.
                Err(DeskError::Append(AppendError::Conflict { .. })) if tries < TRIES => tries += 1,
                Err(error) => {
                    tracing::warn!(flag_id, error = chain(&error), "a delivery was not noted");
                    return;
                }
                Ok(_) => return,
            }
        }
    }
}

async fn publish(
    stream: &jetstream::Context,
    alert: &Alert,
    recipient: &str,
) -> Result<PublishAckFuture, Trouble> {
    let subject = format!("candour.alerts.{recipient}.{}.{}", alert.severity, alert.rule_id);
    let mut headers = HeaderMap::new();
    // The stream knows a repeated alert by this.
    headers.insert("Nats-Msg-Id", format!("{}.{recipient}", alert.flag_id));
    let payload = serde_json::to_vec(alert)?;
    Ok(stream.publish_with_headers(subject, headers, payload.into()).await?)
}
