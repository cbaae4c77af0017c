//! Applies the stream: history, views, verdicts and, where they change, flags.
//!
//! A batch is one group of changes with its checkpoint. Flags are settled
//! before it is committed: after a crash in between, the same judgements come
//! again and say nothing new. Until the projection has caught up with what the
//! services had said when it started, judgements are kept and flags wait, so
//! that a rebuild neither raises nor withdraws what only looks so half-way.

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use kernel::follow::{Apply, Batch, Checkpoint, Delivered};
use proto::{
    any::AnyEvent,
    envelope::Unreadable,
    oversight::{FlagRaised, Severity as WireSeverity},
};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;

use crate::{
    flags::{Desk, DeskError, Judged, Settled, flag_id},
    judge::{self, Change, RuleIndex, Touched},
    rules::by_id,
    store::{self, Store, StoreError, Work},
    verdicts::{self, Stored},
    views,
    watermarks::Watermarks,
};

// Single keys stand under a letter of their own, apart from every prefix.
const CHECKPOINT: &[u8] = b"mcheckpoint";
const SET_ASIDE: u8 = b'x';
const SET_ASIDE_COUNT: &[u8] = b"mset-aside";
const FLAGS: u8 = b'f';
const FLAGS_BY_POSITION: u8 = b'o';
const UNSETTLED: u8 = b'u';

/// How much of a reason for setting aside is kept.
const LONGEST_REASON: usize = 120;

/// How many due judgements share a commit.
const DUE_AT_ONCE: usize = 500;

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

/// A flag as the projection's database keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFlag {
    /// The rule.
    pub rule: String,
    /// The stream that it is about.
    pub anchor: String,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// Its position in the log of flags.
    pub position: u64,
    /// True while its ground stands.
    pub stands: bool,
    /// What was found when its ground last stood.
    pub last: Stored,
}

/// Something set aside, as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Aside {
    /// Where it came from.
    pub place: String,
    /// Why it could not be read.
    pub reason: String,
    /// When it was set aside.
    pub at: Timestamp,
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
    desk: Desk,
    checkpoint: Checkpoint,
    watermarks: Watermarks,
    progress: Arc<watch::Sender<Progress>>,
}

impl Projector {
    /// A projector over its database and the log of flags.
    ///
    /// # Errors
    /// If the database fails.
    pub fn new(store: Store, desk: Desk) -> Result<Self, ProjectionError> {
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
        Ok(Self { store, desk, checkpoint, watermarks: Watermarks::default(), progress })
    }

    /// How far it is, as it goes on.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.subscribe()
    }

    /// Takes one delivered message; what it touches is added to `touched`.
    fn take(
        &self,
        work: &mut Work<'_>,
        delivered: Delivered,
        touched: &mut Touched,
    ) -> Result<(), StoreError> {
        let place = format!("{} {}", delivered.context, delivered.stream_seq);
        let read = delivered.envelope.and_then(AnyEvent::read);
        match read {
            Ok(recorded) => {
                views::fold(work, &recorded)?;
                touched.append(&mut judge::take(work, &recorded, &delivered.payload)?);
                Ok(())
            }
            // The projection's own events come by on the stream as well.
            Err(Unreadable::UnknownType(name)) if name.starts_with("candour.oversight.") => Ok(()),
            Err(error) => self.set_aside(work, &place, &error),
        }
    }

    fn set_aside(
        &self,
        work: &mut Work<'_>,
        place: &str,
        error: &Unreadable,
    ) -> Result<(), StoreError> {
        let key = store::key(SET_ASIDE, &[place]);
        if work.get(&key)?.is_some() {
            return Ok(()); // Delivered again, not set aside again.
        }
        // What lies beneath may quote what was said, so only the outermost words are kept.
        let reason: String = error.to_string().chars().take(LONGEST_REASON).collect();
        tracing::warn!(place, reason, "an event was set aside");
        metrics::counter!("candour_set_aside_total").increment(1);
        let aside = Aside { place: place.into(), reason, at: self.desk.clock().now() };
        let value = serde_json::to_vec(&aside).map_err(|_| StoreError::Value(place.into()))?;
        work.put(key, value);
        let count = set_aside_count(work)? + 1;
        work.put(SET_ASIDE_COUNT.to_vec(), count.to_be_bytes().to_vec());
        Ok(())
    }

    /// True once everything has been heard that the services had said when
    /// this process began to follow.
    fn caught_up(&self) -> bool {
        self.watermarks.all().is_some()
    }

    /// Judges what was touched and settles the flags of it, as of `at`.
    async fn judge(
        &self,
        work: &mut Work<'_>,
        touched: impl IntoIterator<Item = (Option<Timestamp>, RuleIndex, String)>,
    ) -> Result<u64, ProjectionError> {
        let now = self.desk.clock().now();
        let mut changes = Vec::new();
        for (due, index, anchor) in touched {
            if let Some(change) = judge::judge(work, index, &anchor, &self.watermarks)? {
                // In a sandbox the clock has jumped past what fell due on the way.
                let at = due.filter(|_| self.desk.clock().is_sandbox()).unwrap_or(now);
                changes.push((change, at));
            }
        }
        if !self.caught_up() {
            for (change, _) in &changes {
                work.put(store::key(UNSETTLED, &[&change.now.rule, &change.now.anchor]), vec![]);
            }
            return Ok(0);
        }
        self.settle(work, changes).await
    }

    async fn settle(
        &self,
        work: &mut Work<'_>,
        mut changes: Vec<(Change, Timestamp)>,
    ) -> Result<u64, ProjectionError> {
        // What never fired has no flag that could change.
        changes.retain(|(change, _)| change.now.fires || change.fired || change.first);
        changes.sort_by(|(a, _), (b, _)| order(&a.now).cmp(&order(&b.now)));
        let judged = changes
            .iter()
            .map(|(change, at)| {
                let id = flag_id(&change.now.rule, &change.now.subject, &change.now.anchor);
                let judged = judged(&change.now, id.as_str());
                (id, judged, *at)
            })
            .collect();
        let settled = self.desk.settle(judged).await?;
        let mut last = 0;
        for ((change, _), Settled { id, flag }) in changes.into_iter().zip(settled) {
            let Some(raised) = flag.raised else { continue };
            let before = kept(work, id.as_str())?;
            let verdict = change.now;
            let last_ground = match before {
                Some(before) if verdict.grounds.is_none() => before.last,
                _ => verdict.clone(),
            };
            let kept = KeptFlag {
                rule: verdict.rule,
                anchor: verdict.anchor,
                raised_at: raised.at,
                position: raised.position,
                stands: flag.stands,
                last: last_ground,
            };
            let value = serde_json::to_vec(&kept).map_err(|_| StoreError::Value(id.to_string()))?;
            work.put(store::key(FLAGS, &[id.as_str()]), value);
            let mut by_position = vec![FLAGS_BY_POSITION];
            by_position.extend_from_slice(&raised.position.to_be_bytes());
            work.put(by_position, id.as_str().as_bytes().to_vec());
            last = last.max(raised.position);
        }
        Ok(last)
    }

    /// Does what is due, and then settles what waited until it had caught up:
    /// before, a verdict that awaits its deadline would look like a silence.
    async fn go_on(&mut self) -> Result<(), ProjectionError> {
        let Some(until) = self.watermarks.all() else { return Ok(()) };
        loop {
            let mut work = self.store.work();
            let mut due = Vec::new();
            while due.len() < DUE_AT_ONCE {
                match judge::take_due(&mut work, until)? {
                    Some((at, index, anchor)) => due.push((Some(at), index, anchor)),
                    None => break,
                }
            }
            let more = due.len() == DUE_AT_ONCE;
            let last = self.judge(&mut work, due).await?;
            if !work.is_empty() {
                work.commit()?;
            }
            self.tell(last);
            if !more && verdicts::first_due(&self.store.work(), until)?.is_none() {
                break;
            }
        }
        let mut work = self.store.work();
        let waiting = unsettled(&mut work, self.desk.clock().now())?;
        let last = self.settle(&mut work, waiting).await?;
        if !work.is_empty() {
            work.commit()?;
        }
        self.tell(last);
        self.progress.send_modify(|progress| progress.settled = Some(until));
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
        let store = self.store.clone();
        let mut work = store.work();
        let mut touched = Touched::new();
        for delivered in batch.events {
            self.take(&mut work, delivered, &mut touched)?;
        }
        let touched = touched.into_iter().map(|(index, anchor)| (None, index, anchor));
        let last = self.judge(&mut work, touched).await?;
        let checkpoint =
            serde_json::to_vec(&batch.checkpoint).map_err(ProjectionError::Checkpoint)?;
        work.put(CHECKPOINT.to_vec(), checkpoint);
        work.commit()?;
        self.checkpoint = batch.checkpoint;
        self.tell(last);
        Ok(())
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

fn judged(verdict: &Stored, flag_id: &str) -> Judged {
    match (&verdict.grounds, verdict.fires) {
        (Some(grounds), true) => Judged::Fires(FlagRaised {
            flag_id: flag_id.into(),
            rule_id: verdict.rule.clone(),
            severity: WireSeverity::from(verdict.severity()).into(),
            subject_id: verdict.subject.clone(),
            anchor_id: verdict.anchor.clone(),
            scheme_id: verdict.scheme.clone(),
            agency_ids: grounds.agencies.clone(),
            evidence_event_ids: grounds.evidence.iter().map(|e| e.event.to_string()).collect(),
            stands_since: Some(proto::time::wire(grounds.since)),
            rule_version: by_id(&verdict.rule).map(|r| r.version()).unwrap_or_default(),
        }),
        _ => Judged::DoesNotFire { flag_id: flag_id.into() },
    }
}

/// What was judged before the projection had caught up, taken off the list.
fn unsettled(work: &mut Work<'_>, now: Timestamp) -> Result<Vec<(Change, Timestamp)>, StoreError> {
    let keys: Result<Vec<Vec<u8>>, StoreError> =
        work.scan(&[UNSETTLED]).map(|item| item.map(|(key, _)| key.to_vec())).collect();
    let mut changes = Vec::new();
    for key in keys? {
        let text = key.get(1..).map(String::from_utf8_lossy).unwrap_or_default().into_owned();
        let mut parts = text.split('\0');
        let (rule, anchor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        if let Some(verdict) = verdicts::get(work, rule, anchor)? {
            changes.push((Change { now: verdict, first: true, fired: false }, now));
        }
        work.remove(key);
    }
    Ok(changes)
}

/// A flag as it is kept.
///
/// # Errors
/// If the store fails.
pub fn kept(work: &Work<'_>, flag_id: &str) -> Result<Option<KeptFlag>, StoreError> {
    let key = store::key(FLAGS, &[flag_id]);
    work.get(&key)?
        .map(|bytes| {
            serde_json::from_slice(&bytes).map_err(|_| StoreError::Value(flag_id.to_owned()))
        })
        .transpose()
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

/// What was set aside.
///
/// # Errors
/// If the store fails.
pub fn set_aside(work: &Work<'_>) -> Result<Vec<Aside>, StoreError> {
    work.scan(&[SET_ASIDE])
        .map(|item| {
            let (key, value) = item?;
            serde_json::from_slice(&value)
                .map_err(|_| StoreError::Value(String::from_utf8_lossy(&key).into_owned()))
        })
        .collect()
}

/// How much was set aside in all.
///
/// # Errors
/// If the store fails.
pub fn set_aside_count(work: &Work<'_>) -> Result<u64, StoreError> {
    let bytes = work.get(SET_ASIDE_COUNT)?;
    Ok(bytes.and_then(|b| b.as_ref().try_into().ok()).map(u64::from_be_bytes).unwrap_or_default())
}

fn last_flag(work: &Work<'_>) -> Result<u64, StoreError> {
    let last = work.scan(&[FLAGS_BY_POSITION]).last().transpose()?;
    Ok(last
        .and_then(|(key, _)| key.get(1..9).and_then(|b| b.try_into().ok()))
        .map(u64::from_be_bytes)
        .unwrap_or_default())
}
