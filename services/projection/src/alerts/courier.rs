//! Carries the alerts of one channel: takes what is due, hands it over, and puts
//! on record what came of it.
//!
//! Each channel has a courier of its own, and they meet in the log alone. An
//! alert is handed over before that is on record, so a crash in between means
//! an alert that is sent again, and never one that is not.

use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
    time::Duration,
};

use futures::future::{BoxFuture, join_all};
use jiff::Timestamp;
use kernel::{
    log::{AppendError, EventLog as _},
    nats::chance,
    status::chain,
};
use proto::{
    ids::FlagId,
    oversight::{AlertDelivered, AlertFailed, Event},
};
use tokio::{
    task::{JoinError, JoinSet},
    time::{Instant, sleep, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::{
    Alert, Channel, Deliveries, Failure, Line, Outgoing, Trouble, alert_at,
    breaker::Breaker,
    deliveries::{Due, Found},
    delivery::Step,
    kept,
    outage::Outage,
    tells_those_who_answer,
};
use crate::{
    flags::{Desk, DeskError},
    store::Store,
    views,
};

/// For how long outcomes are gathered before they are noted together.
const GATHERING: Duration = Duration::from_millis(50);

/// How long a courier waits after the log or the database failed it, and how
/// often it keeps how far it is where there is nothing to note.
const PAUSE: Duration = Duration::from_secs(1);

/// How often a note is written again after somebody else was faster.
const TRIES: u32 = 8;

/// The recipient has come to answer for what is flagged, and is not told of it.
const RECIPIENT_FLAGGED: &str = "RECIPIENT_FLAGGED";

/// The flag that an alert is about cannot be read.
const FLAG_UNREADABLE: &str = "FLAG_UNREADABLE";

/// The courier of a channel.
#[derive(Debug)]
pub struct Courier {
    line: Line,
    deliveries: Arc<Deliveries>,
    breaker: Breaker,
    outage: Outage,
    /// Flags whose alerts are on their way, or whose outcome is not folded yet.
    on_their_way: HashSet<u64>,
    /// What came of some of them, to be put on record.
    notes: Vec<Note>,
    /// Those of them whose outcome is on record, by where it is.
    on_record: BTreeMap<u64, u64>,
}

/// What came of the alerts about one flag.
#[derive(Debug)]
struct Outcome {
    position: u64,
    flag_id: String,
    came: Vec<(Due, Result<(), Failure>)>,
}

/// What to put on record about the alerts of one flag.
#[derive(Debug)]
struct Note {
    position: u64,
    flag_id: String,
    events: Vec<Event>,
}

/// Notes, and where each is on record, if the log took it.
type Noted = Vec<(Note, Result<u64, Trouble>)>;

impl Courier {
    /// A courier over the delivery log.
    #[must_use]
    pub fn new(line: Line, deliveries: Arc<Deliveries>) -> Self {
        Self {
            line,
            deliveries,
            breaker: Breaker::default(),
            outage: Outage::default(),
            on_their_way: HashSet::new(),
            notes: Vec::new(),
            on_record: BTreeMap::new(),
        }
    }

    fn channel(&self) -> &str {
        &self.line.route.channel
    }

    /// Carries until told to stop. What is sent goes on while outcomes are noted,
    /// so that nobody waits for a note to be alerted.
    pub async fn run(mut self, stop: CancellationToken) {
        let mut head = self.deliveries.desk().log().head();
        let mut progress = self.deliveries.progress();
        let mut flying = JoinSet::new();
        let mut news = true;
        let mut next = None;
        let mut note_at = None;
        let mut noting: Option<BoxFuture<'static, Noted>> = None;
        let mut kept_at = Instant::now();
        while !stop.is_cancelled() {
            let taken = async {
                if news {
                    head.borrow_and_update();
                    progress.borrow_and_update();
                    self.catch_up().await?;
                    self.measure()?;
                    if kept_at.elapsed() >= PAUSE {
                        kept_at = Instant::now();
                        self.deliveries.keep_cursor(self.channel())?;
                    }
                }
                self.take(&mut flying, news)
            };
            match taken.await {
                Ok(found) => next = found.unwrap_or(next),
                Err(error) => {
                    self.failed(&*error);
                    pause(&stop).await;
                    continue;
                }
            }
            news = tokio::select! {
                () = stop.cancelled() => break,
                Some(outcome) = flying.join_next() => {
                    note_at.get_or_insert_with(|| Instant::now() + GATHERING);
                    self.came(outcome);
                    while let Some(outcome) = flying.try_join_next() {
                        self.came(outcome);
                    }
                    if flying.is_empty() && self.unrecorded() >= self.line.at_once {
                        // Nothing comes that could be noted with it.
                        note_at = Some(Instant::now());
                    }
                    false
                }
                () = at(note_at), if noting.is_none() => {
                    note_at = None;
                    noting = Some(self.note());
                    false
                }
                noted = done(&mut noting) => {
                    noting = None;
                    if !self.noted(noted).await {
                        pause(&stop).await;
                    }
                    if !self.notes.is_empty() {
                        note_at.get_or_insert_with(Instant::now);
                    }
                    true
                }
                Ok(()) = head.changed() => true,
                Ok(()) = progress.changed() => true,
                () = self.moment(next) => true,
            };
        }
        // What is still on its way may arrive and is then sent again.
        if noting.is_some() {
            let noted = done(&mut noting).await;
            self.noted(noted).await;
        }
        let noted = self.note().await;
        self.noted(noted).await;
    }

    /// Folds what the log says. A flag is due again only once what came of its
    /// alerts is folded: until then it stands there as if nobody had tried.
    async fn catch_up(&mut self) -> Result<(), Trouble> {
        self.deliveries.catch_up().await?;
        let folded = kept::read_up_to(&self.deliveries.store().work())?;
        while let Some(first) = self.on_record.first_entry().filter(|e| *e.key() <= folded) {
            self.on_their_way.remove(&first.remove());
        }
        Ok(())
    }

    /// Of how many flags it is not on record what came of their alerts. Were
    /// these not counted, alerts would go out without end while the log takes nothing.
    fn unrecorded(&self) -> usize {
        self.on_their_way.len().saturating_sub(self.on_record.len() + self.outage.resting())
    }

    /// Sends what is due, as far as there is room. Looking is worth it where
    /// there is news, or half of the room is free. Gives back when more falls due.
    fn take(
        &mut self,
        flying: &mut JoinSet<Outcome>,
        news: bool,
    ) -> Result<Option<Option<Timestamp>>, Trouble> {
        let now = self.deliveries.clock().now();
        let at_once = self.breaker.room(self.line.at_once, now);
        let room = at_once.saturating_sub(self.unrecorded());
        if at_once == 0 {
            return Ok(Some(self.breaker.until()));
        }
        if room == 0 {
            // The next outcome or note makes room.
            return Ok(Some(None));
        }
        if !news && room < at_once.div_ceil(2) {
            return Ok(None);
        }
        let Found { mut flags, next } =
            self.deliveries.due(self.channel(), room, &self.on_their_way)?;
        flags.extend(self.outage.rested(room - flags.len(), now));
        for flag in flags {
            let Some(first) = flag.first() else { continue };
            self.on_their_way.insert(first.place.position);
            let sending = send(Arc::clone(&self.line.channel), Arc::clone(&self.deliveries), flag);
            flying.spawn(sending);
        }
        Ok(Some(next.into_iter().chain(self.outage.next()).min()))
    }

    fn came(&mut self, outcome: Result<Outcome, JoinError>) {
        let Ok(outcome) = outcome else {
            // Which one broke off is not told, so all count as not on their way,
            // and some may be sent twice.
            self.on_their_way.clear();
            self.on_record.clear();
            self.outage = Outage::default();
            return;
        };
        let now = self.deliveries.clock().now();
        for (_, came) in &outcome.came {
            match came {
                Ok(()) => {
                    self.breaker.passed();
                    self.outage.passed();
                }
                // It says nothing of the channel.
                Err(failure) if failure.for_good => {}
                Err(_) => self.breaker.failed(&self.line.policy, now, share()),
            }
        }
        let events: Vec<Event> =
            outcome.came.iter().map(|(due, came)| self.event(due, came, now)).collect();
        let may_pass = |came: &Result<(), Failure>| came.as_ref().is_err_and(|f| !f.for_good);
        let away = outcome.came.iter().all(|(_, came)| may_pass(came));
        if away && self.line.policy.never_gives_up() && !self.outage.is_news(now) {
            let mut flag: Vec<Due> = outcome.came.into_iter().map(|(due, _)| due).collect();
            for (due, event) in flag.iter_mut().zip(&events) {
                if let Event::AlertFailed(failed) = event {
                    due.delivery.evolve(&Step::Failed(failed), now);
                }
            }
            self.outage.rest(outcome.position, flag);
            return;
        }
        self.notes.push(Note { position: outcome.position, flag_id: outcome.flag_id, events });
    }

    /// Puts what came of alerts on record, side by side, so that notes share a sync.
    fn note(&mut self) -> BoxFuture<'static, Noted> {
        let notes = std::mem::take(&mut self.notes);
        let desk = self.deliveries.desk().clone();
        Box::pin(async move {
            let written = notes.iter().map(|note| write(&desk, &note.flag_id, &note.events));
            let written = join_all(written).await;
            notes.into_iter().zip(written).collect()
        })
    }

    /// Takes in what was noted. False if some could not be: then it is on its way
    /// still, and noted again. Nobody is alerted twice because a log is full.
    async fn noted(&mut self, noted: Noted) -> bool {
        let mut refused = Ok(());
        for (note, written) in noted {
            match written {
                Ok(at) => _ = self.on_record.insert(at, note.position),
                Err(error) => {
                    refused = Err(error);
                    self.notes.push(note);
                }
            }
        }
        let folded = async {
            self.catch_up().await?;
            self.deliveries.keep_cursor(self.channel())
        };
        let folded = folded.await;
        refused.and(folded).inspect_err(|error| self.failed(&**error)).is_ok()
    }

    fn event(&self, due: &Due, came: &Result<(), Failure>, now: Timestamp) -> Event {
        let channel = self.channel();
        match came {
            Ok(()) => {
                metrics::counter!("candour_alerts_delivered_total", "channel" => channel.to_owned())
                    .increment(1);
                AlertDelivered {
                    flag_id: due.flag_id.clone(),
                    recipient_agency_id: due.place.recipient.clone(),
                    channel: channel.to_owned(),
                }
                .into()
            }
            Err(failure) => {
                let reason = failure.class.clone();
                metrics::counter!(
                    "candour_alerts_failed_total", "channel" => channel.to_owned(), "reason" => reason
                )
                .increment(1);
                AlertFailed {
                    flag_id: due.flag_id.clone(),
                    recipient_agency_id: due.place.recipient.clone(),
                    channel: channel.to_owned(),
                    ..due.delivery.failed(&self.line.policy, failure, now, share())
                }
                .into()
            }
        }
    }

    /// Shows how many alerts wait and how many were given up.
    fn measure(&self) -> Result<(), Trouble> {
        let channel = self.channel();
        let Some(status) = self.deliveries.status()?.into_iter().find(|s| s.channel == channel)
        else {
            return Ok(());
        };
        // A gauge is a float; counts beyond its whole numbers are beyond us too.
        let number = |count: u64| u32::try_from(count).map_or(f64::INFINITY, f64::from);
        metrics::gauge!("candour_alerts_waiting", "channel" => channel.to_owned())
            .set(number(status.waiting));
        metrics::gauge!("candour_alerts_dead", "channel" => channel.to_owned())
            .set(number(status.dead));
        Ok(())
    }

    /// Waits for a moment of real time; for ever if there is none.
    async fn moment(&self, moment: Option<Timestamp>) {
        let Some(moment) = moment else { return std::future::pending().await };
        let left = moment.duration_since(self.deliveries.clock().now());
        // Never nothing at all: a clock set back must not keep us busy.
        sleep(Duration::try_from(left).unwrap_or_default().max(Duration::from_millis(1))).await;
    }

    fn failed(&self, error: &(dyn std::error::Error + 'static)) {
        let channel = self.channel();
        tracing::warn!(channel, error = chain(error), "alerts wait: the delivery log failed");
    }
}

/// Writes what came of the alerts about a flag into its stream, and says where
/// that stands in the log.
async fn write(desk: &Desk, flag_id: &str, events: &[Event]) -> Result<u64, Trouble> {
    let id: FlagId = flag_id.parse()?;
    let mut tries = 0;
    loop {
        let (version, _) = desk.load(&id).await?;
        match desk.append(&id, version, events, desk.clock().now()).await {
            // The flag's evidence grew meanwhile.
            Err(DeskError::Append(AppendError::Conflict { .. })) if tries < TRIES => tries += 1,
            Err(error) => return Err(error.into()),
            Ok(written) => {
                return Ok(written.last().map(|event| event.meta.position).unwrap_or_default());
            }
        }
    }
}

async fn pause(stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = sleep(PAUSE) => {}
    }
}

async fn done(noting: &mut Option<BoxFuture<'static, Noted>>) -> Noted {
    match noting {
        Some(noting) => noting.await,
        None => std::future::pending().await,
    }
}

async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => std::future::pending().await,
    }
}

/// Hands over the alerts about one flag, each to its recipient.
async fn send(channel: Arc<dyn Channel>, deliveries: Arc<Deliveries>, flag: Vec<Due>) -> Outcome {
    let position = flag.first().map(|due| due.place.position).unwrap_or_default();
    let flag_id = flag.first().map(|due| due.flag_id.clone()).unwrap_or_default();
    let alert = alert_at(deliveries.desk(), position).await;
    let open = deliveries.is_open(&flag_id).unwrap_or(true);
    let came = flag.into_iter().map(|due| {
        let (channel, store, alert) = (&channel, deliveries.store(), alert.clone());
        async move {
            let Some(alert) = alert else { return (due, Err(Failure::of(FLAG_UNREADABLE))) };
            let alert = Alert { reopened: due.delivery.reopened, ..alert };
            let recipient = due.place.recipient.clone();
            let came = if is_not_told(store, &alert, &recipient) {
                Err(Failure::for_good(RECIPIENT_FLAGGED))
            } else {
                channel.send(&Outgoing { alert, recipient, open }).await
            };
            (due, came)
        }
    });
    Outcome { position, flag_id, came: join_all(came).await }
}

/// Whether a recipient answers for what is flagged, when it was raised or by now, and is
/// therefore not told of it, unless the rule tells those who answer too.
pub fn is_not_told(store: &Store, alert: &Alert, recipient: &str) -> bool {
    if tells_those_who_answer(&alert.rule_id) {
        return false;
    }
    let is = |agencies: &[String]| agencies.iter().any(|agency| agency == recipient);
    if is(&alert.agency_ids) {
        return true;
    }
    // What cannot be read says nothing against what was said when it was raised.
    let now = views::flags::get(&store.work(), &alert.flag_id).ok().flatten();
    now.is_some_and(|flag| is(&flag.agency_ids))
}

/// A share by chance, from 0 to 1.
fn share() -> f64 {
    let number = u32::try_from(chance() >> 32).unwrap_or_default();
    f64::from(number) / f64::from(u32::MAX)
}

#[cfg(test)]
mod tests;
