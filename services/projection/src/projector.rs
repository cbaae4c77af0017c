//! Applies the stream: history, views, verdicts and, where they change, flags.
//!
//! A batch is one group of changes with its checkpoint. Flags are settled
//! before it is committed: after a crash in between, the same judgements come
//! again and say nothing new. Until the projection has caught up with what the
//! services had said when it started, nothing is judged, so that a rebuild
//! neither raises nor withdraws what only looks so half-way.

mod taking;

use std::{collections::BTreeMap, pin::pin, sync::Arc, time::Duration};

use futures::TryStreamExt as _;
use jiff::Timestamp;
use kernel::{
    follow::{Apply, Batch, Checkpoint},
    log::EventLog as _,
    seal::Sealer,
};
use proto::{
    Event as _,
    ids::FlagId,
    oversight::{Event, Flag, FlagRaised, FlagState},
    time,
};
use tokio::{sync::watch, time::Instant};

use self::taking::Taken;
use crate::{
    alerts::raised_by,
    aside,
    events::Events,
    flags::{self, Desk, DeskError, Judged, Settled, flag_id},
    judge::{self, Asked, CatchingUp, Change, Judges, Touched, unjudged},
    labelling::Labelling,
    own_log,
    rules::{Rule, RuleIndex, by_id},
    store::{Store, StoreError, Work},
    verdicts::Stored,
    views,
    watermarks::Watermarks,
    wire,
};

// Single keys stand under a letter of their own, apart from every prefix.
const CHECKPOINT: &[u8] = b"mcheckpoint";

/// How many due judgements share a commit.
const DUE_AT_ONCE: usize = 500;

/// How many anchors that waited to be judged share a commit.
const JUDGED_AT_ONCE: usize = 500;

/// How many records of the log of flags are looked at together.
const LOOKED_AT_ONCE: usize = 500;

/// How often it says how far it is while it judges what waited.
const TOLD_EVERY: Duration = Duration::from_secs(10);

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

/// Applies what is followed.
#[derive(Debug)]
pub struct Projector {
    store: Store,
    events: Events,
    desk: Desk,
    labelling: Labelling,
    checkpoint: Checkpoint,
    watermarks: Watermarks,
    /// Whether it still reads what had been said when it started.
    catching_up: CatchingUp,
    /// True once the flags were settled of which nothing is said any more.
    no_orphans: bool,
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
            flags: views::flags::last_position(&store.work())?,
            ..Progress::default()
        };
        let progress = Arc::new(watch::Sender::new(progress));
        let watermarks = Watermarks::default();
        let catching_up = CatchingUp::begin(&store.work(), &checkpoint.positions)?;
        Ok(Self {
            store,
            events: Events::default(),
            desk,
            labelling: Labelling::new(sealer),
            checkpoint,
            watermarks,
            catching_up,
            no_orphans: false,
            progress,
        })
    }

    /// How far it is, as it goes on.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Reads what was said in the projection's own log since it last did.
    async fn read_own(
        &mut self,
        work: &mut Work<'_>,
        touched: &mut Touched,
    ) -> Result<(), ProjectionError> {
        let read = own_log::read(work, &mut self.events, &self.desk, touched, &self.catching_up);
        for (position, error) in read.await? {
            let place = format!("{} {position}", Event::CONTEXT);
            aside::put(work, &place, &error, self.desk.clock().now())?;
        }
        Ok(())
    }

    /// What people did about flags since it last looked, and what waited for a key.
    async fn look_at_own(&mut self) -> Result<(), ProjectionError> {
        let store = self.store.clone();
        let mut work = store.work();
        let mut touched = Touched::default();
        self.labelling.try_again(&mut work, &self.desk).await?;
        self.read_own(&mut work, &mut touched).await?;
        if touched.is_empty() && work.is_empty() {
            return Ok(());
        }
        let last = self.judge_touched(&mut work, touched, Asked::ByAnEvent).await?;
        work.commit()?;
        self.tell(last);
        Ok(())
    }

    /// Judges what events touched, and settles the flags of it.
    async fn judge_touched(
        &mut self,
        work: &mut Work<'_>,
        touched: Touched,
        asked: Asked,
    ) -> Result<u64, ProjectionError> {
        let touched = touched.in_order().into_iter().map(|(index, anchor)| (None, index, anchor));
        self.judge(work, touched, asked).await
    }

    /// Judges, and settles the flags of it; in a sandbox, as of the day that is named.
    async fn judge(
        &mut self,
        work: &mut Work<'_>,
        what: impl IntoIterator<Item = (Option<Timestamp>, RuleIndex, String)>,
        asked: Asked,
    ) -> Result<u64, ProjectionError> {
        let now = self.desk.clock().now();
        let mut changes = Vec::new();
        for (due, index, anchor) in what {
            let complete = &self.watermarks;
            let judged = judge::judge(&mut self.events, work, index, &anchor, complete, asked)?;
            if let Some(change) = judged {
                // In a sandbox the clock has jumped past what fell due on the way.
                let at = due.filter(|_| self.desk.clock().is_sandbox()).unwrap_or(now);
                changes.push((change, at));
            }
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
                let flag = wire::raised(work, verdict, at)?;
                let rule_version = by_id(&verdict.rule).map(Rule::version).unwrap_or_default();
                Judged::Fires(FlagRaised { flag: Some(flag), rule_version })
            } else {
                Judged::DoesNotFire {
                    last: views::flags::get(work, id.as_str())?.map(as_first_shown),
                }
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
            let Some(raised) = &flag.raised else { continue };
            // What is found now; of a ground that is gone, what the log says of it.
            let Some(mut kept) = shown.or_else(|| flag.shown.clone()) else { continue };
            kept.historical = raised.historical;
            kept.raised_at = Some(time::wire(raised.at));
            let state = if flag.stands { FlagState::Raised } else { FlagState::GroundWithdrawn };
            kept.set_state(state);
            views::flags::put(work, id.as_str(), raised.position, &kept, &flag.handling)?;
            last = last.max(raised.position);
        }
        Ok(last)
    }

    /// Judges what waited until everything was heard that the services had said
    /// when this process began to follow, and then does what is due.
    async fn go_on(&mut self) -> Result<(), ProjectionError> {
        let Some(until) = self.watermarks.all() else { return Ok(()) };
        self.judge_what_waited().await?;
        self.look_at_own().await?;
        let store = self.store.clone();
        loop {
            let mut work = store.work();
            let due = judge::take_due(&mut work, until, DUE_AT_ONCE)?;
            if due.is_empty() && work.is_empty() {
                break;
            }
            let due = due.into_iter().map(|(at, index, anchor)| (Some(at), index, anchor));
            let last = self.judge(&mut work, due, Asked::ByTime).await?;
            work.commit()?;
            self.tell(last);
        }
        self.settle_orphans().await?;
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

    /// Judges what was read while it was catching up.
    async fn judge_what_waited(&mut self) -> Result<(), ProjectionError> {
        if self.catching_up.is_done() {
            return Ok(());
        }
        // Flags come by person here and not by position: none can be asked for by
        // position before all are there.
        let mut last = 0;
        if matches!(self.catching_up, CatchingUp::Anew) {
            last = self.judge_everyone().await?;
        }
        let store = self.store.clone();
        while !self.catching_up.is_done() {
            let mut work = store.work();
            let waiting = unjudged::take(&mut work, JUDGED_AT_ONCE)?;
            let was_last = waiting.is_empty();
            if was_last {
                CatchingUp::end(&mut work);
            }
            // Of what counts people the months that are over must be judged as well.
            last = last.max(self.judge_touched(&mut work, waiting, Asked::ByTime).await?);
            work.commit()?;
            if was_last {
                self.catching_up = CatchingUp::Done;
            }
        }
        self.tell(last);
        Ok(())
    }

    /// Judges what is told of each person alone.
    async fn judge_everyone(&mut self) -> Result<u64, ProjectionError> {
        let store = self.store.clone();
        let judges = Judges::new(store.clone(), self.watermarks.clone())?;
        let mut groups = pin!(judges.everyone(&self.events));
        let (mut last, mut judged, mut told) = (0, 0, Instant::now());
        while let Some(found) = groups.try_next().await? {
            let mut work = store.work();
            work.add(found.kept);
            let now = self.desk.clock().now();
            let changes = found.changes.into_iter().map(|change| (change, now)).collect();
            last = last.max(self.settle(&mut work, changes).await?);
            work.commit()?;
            judged += found.people;
            if told.elapsed() >= TOLD_EVERY {
                tracing::info!(people = judged, "judging everything anew");
                told = Instant::now();
            }
        }
        Ok(last)
    }

    /// Settles the flags of which no judgement says anything any more, once after
    /// everything has been judged.
    async fn settle_orphans(&mut self) -> Result<(), ProjectionError> {
        if self.no_orphans {
            return Ok(());
        }
        let mut last = 0;
        let mut from = 1;
        loop {
            let page = self.desk.log().read_all(from, LOOKED_AT_ONCE).await;
            let page = page.map_err(DeskError::from)?;
            let Some(end) = page.last() else { break };
            from = end.position.saturating_add(1);
            let mut work = self.store.work();
            let mut orphans = Vec::new();
            for (flag, _) in page.iter().filter_map(|record| raised_by(&record.bytes)) {
                let Ok(id) = flag.flag_id.parse::<FlagId>() else { continue };
                if views::flags::get(&work, id.as_str())?.is_none() {
                    let judged = Judged::DoesNotFire { last: None };
                    orphans.push((id, judged, self.desk.clock().now()));
                }
            }
            last = last.max(self.settle_judged(&mut work, orphans).await?);
            if !work.is_empty() {
                work.commit()?;
            }
        }
        self.no_orphans = true;
        self.tell(last);
        Ok(())
    }

    async fn apply_all(&mut self, batch: Batch) -> Result<(), ProjectionError> {
        let store = self.store.clone();
        let mut work = store.work();
        let mut taken = Taken::default();
        self.events.begin();
        self.take_all(&mut work, batch.events, &mut taken).await?;
        // What was read before, also by an earlier process, is not read again.
        self.read_own(&mut work, &mut taken.touched).await?;
        if !taken.wordings.is_empty() {
            self.labelling.read(&mut work, &self.desk, taken.wordings).await?;
            self.read_own(&mut work, &mut taken.touched).await?;
        }
        let last = if self.catching_up.is_done() {
            self.judge_touched(&mut work, taken.touched, Asked::ByAnEvent).await?
        } else {
            unjudged::put(&mut work, &taken.touched)?;
            0
        };
        let checkpoint =
            serde_json::to_vec(&batch.checkpoint).map_err(ProjectionError::Checkpoint)?;
        work.put(CHECKPOINT.to_vec(), checkpoint);
        work.commit()?;
        self.checkpoint = batch.checkpoint;
        self.tell(last);
        Ok(())
    }

    /// What was not done was not stored, so nothing of it may be at hand.
    fn or_forget(&mut self, done: Result<(), ProjectionError>) -> Result<(), ProjectionError> {
        if done.is_err() {
            self.events.forget();
        }
        done
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
        self.or_forget(applied)
    }

    async fn watermark(&mut self, context: &str, time: Timestamp) -> Result<(), ProjectionError> {
        if self.watermarks.reached(context, time) {
            let went_on = self.go_on().await;
            self.or_forget(went_on)?;
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
