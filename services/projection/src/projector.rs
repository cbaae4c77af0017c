//! Applies the stream: history, views, verdicts and, where they change, flags.
//!
//! A batch is one group of changes with its checkpoint. Flags are settled
//! before it is committed: after a crash in between, the same judgements come
//! again and say nothing new. Until the projection has caught up with what the
//! services had said when it started, judgements are kept and flags wait, so
//! that a rebuild neither raises nor withdraws what only looks so half-way.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use kernel::{
    follow::{Apply, Batch, Checkpoint, Delivered},
    log::EventLog as _,
    seal::Sealer,
};
use prost::Message as _;
use proto::{
    Event as _,
    any::AnyEvent,
    ids::FlagId,
    oversight::{Event, Flag, FlagRaised, FlagState},
    time,
};
use tokio::sync::watch;

use crate::{
    alerts::raised_by,
    aside,
    events::Events,
    flags::{self, Desk, DeskError, Judged, Settled, flag_id},
    judge::{self, Asked, Change, RuleIndex, Touched},
    labelling::{self, Wording},
    own_log,
    rules::{Rule, by_id},
    store::{self, Store, StoreError, Work},
    table::Table,
    unsettled,
    verdicts::Stored,
    views,
    watermarks::Watermarks,
    wire,
};

// Single keys stand under a letter of their own, apart from every prefix.
const CHECKPOINT: &[u8] = b"mcheckpoint";
const FLAGS: u8 = Table::Flag.letter();
const FLAGS_BY_POSITION: u8 = Table::FlagAt.letter();

/// How many due judgements share a commit.
const DUE_AT_ONCE: usize = 500;

/// How many judgements that waited share a commit.
const SETTLED_AT_ONCE: usize = 500;

/// How far the projection is, for those who wait for it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    /// By context, the position up to which every event is applied.
    pub positions: BTreeMap<String, u64>,
    /// Up to when each context is complete.
    pub watermarks: Watermarks,
    /// What falls due before this moment has been done.
    pub settled: Option<Timestamp>,
    /// Flags up to this position of their log can be asked for.
    pub flags: u64,
}

/// Why the projection could not go on.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// Its database failed.
    #[error("the projection's database failed")]
    Store(#[from] StoreError),
    /// The log of flags failed.
    #[error("flags could not be settled")]
    Flags(#[from] DeskError),
    /// Its checkpoint could not be written.
    #[error("the checkpoint could not be written")]
    Checkpoint(#[source] serde_json::Error),
}

/// What a batch of events brought.
#[derive(Debug, Default)]
struct Taken {
    /// What is to be judged.
    touched: Touched,
    /// What the labeller is to read.
    wordings: Vec<Wording>,
}

/// Applies what is followed.
#[derive(Debug)]
pub struct Projector {
    store: Store,
    events: Events,
    desk: Desk,
    sealer: Arc<Sealer>,
    checkpoint: Checkpoint,
    watermarks: Watermarks,
    /// True once everything that waited to be settled has been.
    caught_up_before: bool,
    progress: Arc<watch::Sender<Progress>>,
}

impl Projector {
    /// A projector over its database and the log of flags; `sealer` opens what
    /// instructions say for the labeller.
    ///
    /// # Errors
    /// If the database fails.
    pub fn new(store: Store, desk: Desk, sealer: Arc<Sealer>) -> Result<Self, ProjectionError> {
        let checkpoint = store
            .work()
            .get(CHECKPOINT)?
            .and_then(|bytes| serde_json::from_slice::<Checkpoint>(&bytes).ok())
            .unwrap_or_default();
        let progress = Progress {
            positions: checkpoint.positions.clone(),
            flags: last_flag(&store.work())?,
            ..Progress::default()
        };
        let progress = Arc::new(watch::Sender::new(progress));
        let watermarks = Watermarks::default();
        Ok(Self {
            store,
            events: Events::default(),
            desk,
            sealer,
            checkpoint,
            watermarks,
            caught_up_before: false,
            progress,
        })
    }

    /// How far it is, as it goes on.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Takes one delivered message; what it touches and what it says is added to `taken`.
    fn take(
        &mut self,
        work: &mut Work<'_>,
        delivered: Delivered,
        taken: &mut Taken,
    ) -> Result<(), StoreError> {
        // The projection's own events come by as well. They are read from its log.
        if delivered.context == Event::CONTEXT {
            return Ok(());
        }
        let place = format!("{} {}", delivered.context, delivered.stream_seq);
        let read = delivered.envelope.and_then(AnyEvent::read);
        match read {
            Ok(recorded) => {
                let recorded = Arc::new(recorded);
                views::fold(work, &recorded)?;
                self.events.keep(work, &recorded, &delivered.payload)?;
                taken.touched.append(&mut judge::touched(&mut self.events, work, &recorded)?);
                taken.wordings.extend(labelling::wording(&recorded));
                Ok(())
            }
            Err(error) => aside::put(work, &place, &error, self.desk.clock().now()),
        }
    }

    /// Reads what was said in the projection's own log since it last did.
    async fn read_own(
        &mut self,
        work: &mut Work<'_>,
        touched: &mut Touched,
    ) -> Result<(), ProjectionError> {
        for (position, error) in own_log::read(work, &mut self.events, &self.desk, touched).await? {
            let place = format!("{} {position}", Event::CONTEXT);
            aside::put(work, &place, &error, self.desk.clock().now())?;
        }
        Ok(())
    }

    /// What people did about flags since it last looked, and what waited for a key.
    async fn look_at_own(&mut self) -> Result<(), ProjectionError> {
        let store = self.store.clone();
        let mut work = store.work();
        let mut touched = Touched::new();
        labelling::try_again(&mut work, &self.desk, &self.sealer).await?;
        self.read_own(&mut work, &mut touched).await?;
        if touched.is_empty() && work.is_empty() {
            return Ok(());
        }
        let touched = touched.into_iter().map(|(index, anchor)| (None, index, anchor));
        let last = self.judge(&mut work, touched).await?;
        work.commit()?;
        self.tell(last);
        Ok(())
    }

    /// True once everything has been heard that the services had said when
    /// this process began to follow.
    fn caught_up(&self) -> bool {
        self.watermarks.all().is_some()
    }

    /// Judges what was touched and settles the flags of it, as of `at`.
    async fn judge(
        &mut self,
        work: &mut Work<'_>,
        touched: impl IntoIterator<Item = (Option<Timestamp>, RuleIndex, String)>,
    ) -> Result<u64, ProjectionError> {
        let now = self.desk.clock().now();
        let mut changes = Vec::new();
        for (due, index, anchor) in touched {
            let judged = judge::judge(
                &mut self.events,
                work,
                index,
                &anchor,
                &self.watermarks,
                if due.is_some() { Asked::ByTime } else { Asked::ByAnEvent },
            )?;
            if let Some(change) = judged {
                // In a sandbox the clock has jumped past what fell due on the way.
                let at = due.filter(|_| self.desk.clock().is_sandbox()).unwrap_or(now);
                changes.push((change, at));
            }
        }
        if !self.caught_up() {
            for (change, _) in changes.iter().filter(|(c, _)| c.now.fires || c.fired) {
                unsettled::put(work, change);
            }
            return Ok(0);
        }
        self.settle(work, changes).await
    }

    async fn settle(
        &self,
        work: &mut Work<'_>,
        changes: Vec<(Change, Timestamp)>,
    ) -> Result<u64, ProjectionError> {
        // Two windows of a person are one flag, of which the last change says all.
        let mut of_flags: BTreeMap<String, (FlagId, Change, Timestamp)> = BTreeMap::new();
        for (mut change, at) in changes {
            let id = flag_id(&change.now.rule, &change.now.subject, change.now.about());
            let before = of_flags.get(id.as_str());
            change.fired |= before.is_some_and(|(_, before, _)| before.fired);
            of_flags.insert(id.as_str().to_owned(), (id, change, at));
        }
        // What never fired has no flag that could change.
        let mut changes: Vec<_> = of_flags.into_values().collect();
        changes.retain(|(_, change, _)| change.now.fires || change.fired);
        changes.sort_by(|(_, a, _), (_, b, _)| order(&a.now).cmp(&order(&b.now)));
        let mut judgements = Vec::with_capacity(changes.len());
        for (id, change, at) in changes {
            let verdict = &change.now;
            let judged = if verdict.fires {
                let mut flag = wire::shown(work, verdict)?;
                flag.historical = wire::is_historical(work, verdict, at)?;
                let rule_version = by_id(&verdict.rule).map(Rule::version).unwrap_or_default();
                Judged::Fires(FlagRaised { flag: Some(flag), rule_version })
            } else {
                Judged::DoesNotFire { last: kept(work, id.as_str())?.map(as_first_shown) }
            };
            judgements.push((id, judged, at));
        }
        self.settle_judged(work, judgements).await
    }

    /// Settles judgements, and keeps the flags as they then are.
    async fn settle_judged(
        &self,
        work: &mut Work<'_>,
        judgements: Vec<(FlagId, Judged, Timestamp)>,
    ) -> Result<u64, ProjectionError> {
        let shown: Vec<Option<Flag>> = judgements
            .iter()
            .map(|(_, judged, _)| match judged {
                Judged::Fires(raise) => raise.flag.clone(),
                Judged::DoesNotFire { .. } => None,
            })
            .collect();
        let settled = self.desk.settle(judgements).await?;
        let mut last = 0;
        for (Settled { id, flag }, shown) in settled.into_iter().zip(shown) {
            let Some(raised) = flag.raised else { continue };
            // What is found now; of a ground that is gone, what the log says of it.
            let Some(mut kept) = shown.or(flag.shown) else { continue };
            kept.historical = raised.historical;
            kept.raised_at = Some(time::wire(raised.at));
            let state = if flag.stands { FlagState::Raised } else { FlagState::GroundWithdrawn };
            kept.set_state(state);
            work.put(store::key(FLAGS, &[id.as_str()]), kept.encode_to_vec());
            let mut by_position = vec![FLAGS_BY_POSITION];
            by_position.extend_from_slice(&raised.position.to_be_bytes());
            work.put(by_position, id.as_str().as_bytes().to_vec());
            last = last.max(raised.position);
        }
        Ok(last)
    }

    /// Does what is due, and then settles what waited until it had caught up.
    async fn go_on(&mut self) -> Result<(), ProjectionError> {
        let Some(until) = self.watermarks.all() else { return Ok(()) };
        self.look_at_own().await?;
        let store = self.store.clone();
        loop {
            let mut work = store.work();
            let due = judge::take_due(&mut work, until, DUE_AT_ONCE)?;
            if due.is_empty() && work.is_empty() {
                break;
            }
            let due = due.into_iter().map(|(at, index, anchor)| (Some(at), index, anchor));
            let last = self.judge(&mut work, due).await?;
            work.commit()?;
            self.tell(last);
        }
        self.settle_what_waited().await?;
        self.escalate(until).await?;
        self.progress.send_modify(|progress| progress.settled = Some(until));
        Ok(())
    }

    /// Sends on the flags about which nobody did anything by the day.
    async fn escalate(&mut self, until: Timestamp) -> Result<(), ProjectionError> {
        self.look_at_own().await?;
        let store = self.store.clone();
        loop {
            let mut work = store.work();
            let more = flags::escalate(&mut work, &self.desk, until).await?;
            if !work.is_empty() {
                work.commit()?;
            }
            if !more {
                return Ok(());
            }
        }
    }

    /// Settles what was judged before it had caught up, and then the flags of
    /// which no judgement says anything any more.
    async fn settle_what_waited(&mut self) -> Result<(), ProjectionError> {
        if self.caught_up_before {
            return Ok(());
        }
        // Flags come by rule here and not by position: none can be asked for by
        // position before all are there.
        let mut last = 0;
        loop {
            let mut work = self.store.work();
            let waiting = unsettled::take(&mut work, SETTLED_AT_ONCE)?;
            if work.is_empty() {
                break;
            }
            let now = self.desk.clock().now();
            let waiting = waiting.into_iter().map(|change| (change, now)).collect();
            last = last.max(self.settle(&mut work, waiting).await?);
            work.commit()?;
        }
        let mut from = 1;
        loop {
            let page = self.desk.log().read_all(from, SETTLED_AT_ONCE).await;
            let page = page.map_err(DeskError::from)?;
            let Some(end) = page.last() else { break };
            from = end.position.saturating_add(1);
            let mut work = self.store.work();
            let mut orphans = Vec::new();
            for (flag, _) in page.iter().filter_map(|record| raised_by(&record.bytes)) {
                let Ok(id) = flag.flag_id.parse::<FlagId>() else { continue };
                if kept(&work, id.as_str())?.is_none() {
                    let judged = Judged::DoesNotFire { last: None };
                    orphans.push((id, judged, self.desk.clock().now()));
                }
            }
            last = last.max(self.settle_judged(&mut work, orphans).await?);
            if !work.is_empty() {
                work.commit()?;
            }
        }
        self.tell(last);
        self.caught_up_before = true;
        Ok(())
    }

    async fn apply_all(&mut self, batch: Batch) -> Result<(), ProjectionError> {
        let store = self.store.clone();
        let mut work = store.work();
        let mut taken = Taken::default();
        self.events.begin();
        for delivered in batch.events {
            self.take(&mut work, delivered, &mut taken)?;
        }
        // What was read before, also by an earlier process, is not read again.
        self.read_own(&mut work, &mut taken.touched).await?;
        if !taken.wordings.is_empty() {
            labelling::read(&mut work, &self.desk, &self.sealer, taken.wordings).await?;
            self.read_own(&mut work, &mut taken.touched).await?;
        }
        let touched = taken.touched.into_iter().map(|(index, anchor)| (None, index, anchor));
        let last = self.judge(&mut work, touched).await?;
        let checkpoint =
            serde_json::to_vec(&batch.checkpoint).map_err(ProjectionError::Checkpoint)?;
        work.put(CHECKPOINT.to_vec(), checkpoint);
        work.commit()?;
        self.checkpoint = batch.checkpoint;
        self.tell(last);
        Ok(())
    }

    fn tell(&self, last_flag: u64) {
        self.progress.send_modify(|progress| {
            progress.positions.clone_from(&self.checkpoint.positions);
            progress.watermarks.clone_from(&self.watermarks);
            progress.flags = progress.flags.max(last_flag);
        });
    }
}

impl Apply for Projector {
    type Error = ProjectionError;

    fn checkpoint(&self) -> Checkpoint {
        self.checkpoint.clone()
    }

    async fn apply(&mut self, batch: Batch) -> Result<(), ProjectionError> {
        let applied = self.apply_all(batch).await;
        if applied.is_err() {
            // Nothing was stored, so nothing of it may be at hand.
            self.events.forget();
        }
        applied
    }

    async fn watermark(&mut self, context: &str, time: Timestamp) -> Result<(), ProjectionError> {
        if self.watermarks.reached(context, time) {
            self.go_on().await?;
            self.tell(0);
        }
        Ok(())
    }
}

/// Flags are raised in this order where several come at once.
fn order(verdict: &Stored) -> (Option<Timestamp>, &str, &str) {
    (verdict.grounds.as_ref().map(|g| g.since), &verdict.rule, &verdict.anchor)
}

/// A kept flag without what stands in the log of flags.
fn as_first_shown(kept: Flag) -> Flag {
    Flag { raised_at: None, state: FlagState::Unspecified.into(), ..kept }
}

/// A flag as it is shown.
///
/// # Errors
/// If the store fails.
pub fn kept(work: &Work<'_>, flag_id: &str) -> Result<Option<Flag>, StoreError> {
    let bytes = work.get(&store::key(FLAGS, &[flag_id]))?;
    let flag = bytes.map(|bytes| Flag::decode(bytes.as_ref())).transpose();
    flag.map_err(|_| StoreError::Value(flag_id.to_owned()))
}

/// The ids of all flags, newest first.
///
/// # Errors
/// If the store fails.
pub fn newest_first(work: &Work<'_>) -> Result<Vec<String>, StoreError> {
    let mut ids: Vec<String> = work
        .scan(&[FLAGS_BY_POSITION])
        .map(|item| item.map(|(_, id)| String::from_utf8_lossy(&id).into_owned()))
        .collect::<Result<_, _>>()?;
    ids.reverse();
    Ok(ids)
}

fn last_flag(work: &Work<'_>) -> Result<u64, StoreError> {
    let last = work.scan(&[FLAGS_BY_POSITION]).last().transpose()?;
    Ok(last
        .and_then(|(key, _)| key.get(1..9).and_then(|b| b.try_into().ok()))
        .map(u64::from_be_bytes)
        .unwrap_or_default())
}
