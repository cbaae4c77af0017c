//! The delivery log: which alert goes to whom over which channel, and how that stands.
//!
//! What happened is in the log of flags: a flag was raised, an alert about it was
//! taken, failed, or is to be sent again. Here that is folded, as views are, so
//! that what is due can be found. To whom an alert goes is decided once for each
//! channel, when the channel first comes upon the flag; what the log says of it
//! by then stands, so that folding anew addresses nobody twice and nobody less.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use kernel::{clock::Clock, log::EventLog as _};
use proto::{
    envelope::{Envelope, Recorded},
    ids::FlagId,
    oversight::{ChannelStatus, Event, Flag},
};
use tokio::sync::{Mutex, watch};

use super::{
    Route, Trouble, alert_of,
    delivery::{Delivery, State, Step},
    kept::{self, Counts, Kept, KeptFlag, Place},
    raised_by, recipients,
};
use crate::{
    flags::{Desk, stream},
    projector::Progress,
    store::{Store, StoreError, Work},
};

/// How many records are folded at a time.
const PAGE: usize = 200;

/// The delivery log.
#[derive(Debug)]
pub struct Deliveries {
    store: Store,
    desk: Desk,
    progress: watch::Receiver<Progress>,
    routes: Vec<Route>,
    /// The log's last position when this process began. Of flags raised later
    /// nothing can be on record yet.
    began_at: u64,
    /// Held while the log is folded. Up to where it was when it was last looked
    /// what channels missed.
    turn: Mutex<Option<u64>>,
    /// Real time: a sandbox's clock stands still, and its channels do not.
    clock: Clock,
}

/// A delivery whose time has come.
#[derive(Clone, Debug)]
pub struct Due {
    /// Which.
    pub place: Place,
    /// The flag.
    pub flag_id: String,
    /// How it stands.
    pub delivery: Delivery,
}

/// What is due over a channel, and when there will be more.
#[derive(Debug, Default)]
pub struct Found {
    /// What is due, a flag each: what is first said of a flag over a channel is
    /// said of all its recipients together.
    pub flags: Vec<Vec<Due>>,
    /// When the next falls due that is not due yet, where there was room for all that is.
    pub next: Option<Timestamp>,
}

impl Deliveries {
    /// The delivery log of these channels.
    ///
    /// # Errors
    /// If the log of flags fails.
    pub fn open(
        store: Store,
        desk: Desk,
        progress: watch::Receiver<Progress>,
        routes: Vec<Route>,
    ) -> Result<Self, Trouble> {
        let began_at = *desk.log().head().borrow();
        for route in &routes {
            if desk.log().cursor(&cursor_name(&route.channel))?.is_none() {
                // A channel begins with what is raised from now on; but for the
                // stream, which has always been there.
                let from = if route.from_the_beginning { 0 } else { began_at };
                desk.log().set_cursor(&cursor_name(&route.channel), &from.to_be_bytes())?;
            }
        }
        let clock = Clock::system();
        Ok(Self { store, desk, progress, routes, began_at, turn: Mutex::new(None), clock })
    }

    /// Folds what the log says beyond what is folded.
    ///
    /// # Errors
    /// If the log or the database fails.
    pub async fn catch_up(&self) -> Result<(), Trouble> {
        let mut looked = self.turn.lock().await;
        if looked.is_none() {
            *looked = Some(self.make_up().await?);
        }
        self.fold_all().await?;
        // A database that is filled anew had nothing to show at first.
        if looked.is_some_and(|at| at < self.began_at)
            && kept::read_up_to(&self.store.work())? >= self.began_at
        {
            *looked = Some(self.make_up().await?);
        }
        Ok(())
    }

    async fn fold_all(&self) -> Result<(), Trouble> {
        loop {
            let until = self.progress.borrow().flags;
            let mut work = self.store.work();
            let mut read = kept::read_up_to(&work)?;
            let page = self.desk.log().read_all(read + 1, PAGE).await?;
            let full = page.len() == PAGE;
            let mut held = false;
            for record in page {
                // What cannot be read is no flag of ours; the views say so of it.
                let event = Envelope::parse(&record.bytes).and_then(Envelope::read::<Event>);
                if let Ok(event) = event {
                    // A flag is alerted once it can be asked for.
                    let raised = matches!(event.event, Event::FlagRaised(_));
                    if raised && record.position > until {
                        held = true;
                        break;
                    }
                    self.fold(&mut work, &event, record.position).await?;
                }
                read = record.position;
            }
            kept::set_read_up_to(&mut work, read);
            work.commit()?;
            if held || !full {
                return Ok(());
            }
        }
    }

    async fn fold(
        &self,
        work: &mut Work<'_>,
        recorded: &Recorded<Event>,
        position: u64,
    ) -> Result<(), Trouble> {
        let at = recorded.meta.recorded_at;
        let flag = recorded.meta.stream.as_str();
        match &recorded.event {
            Event::FlagRaised(raised) => {
                if let Some(shown) = &raised.flag {
                    kept::put_flag(work, flag, KeptFlag::raised_at(position))?;
                    let told = self.told(&shown.flag_id, position).await?;
                    let mut routes = Vec::new();
                    for route in &self.routes {
                        if position > self.cursor(&route.channel)? {
                            routes.push(route);
                        }
                    }
                    self.address(work, shown, at, position, told, &routes)?;
                }
            }
            Event::AlertDelivered(e) => {
                let (channel, to) = (&e.channel, &e.recipient_agency_id);
                self.step(work, flag, channel, to, &Step::Delivered, at)?;
            }
            Event::AlertFailed(e) => {
                let (channel, to) = (&e.channel, &e.recipient_agency_id);
                self.step(work, flag, channel, to, &Step::Failed(e), at)?;
            }
            Event::AlertRetried(e) => {
                let (channel, to) = (&e.channel, &e.recipient_agency_id);
                self.step(work, flag, channel, to, &Step::Retried, at)?;
            }
            Event::FlagGroundWithdrawn(_) => kept::change_flag(work, flag, |f| f.stands = false)?,
            Event::FlagGroundRestored(_) => kept::change_flag(work, flag, |f| f.stands = true)?,
            Event::FlagResolved(_) => kept::change_flag(work, flag, |f| f.resolved = true)?,
            Event::FlagReopened(_) => {
                kept::change_flag(work, flag, |f| f.resolved = false)?;
                self.tell_anew(work, flag, at)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Has everybody told of a flag again whom it was to be told to.
    fn tell_anew(&self, work: &mut Work<'_>, flag: &str, at: Timestamp) -> Result<(), StoreError> {
        let Some(position) = kept::flag(work, flag)?.map(|flag| flag.position) else {
            return Ok(());
        };
        for channel in kept::all_counts(work)?.into_keys() {
            for recipient in kept::recipients(work, &channel, position)? {
                self.step(work, flag, &channel, &recipient, &Step::Reopened, at)?;
            }
        }
        Ok(())
    }

    /// Addresses what channels missed, and says up to where the log was folded.
    ///
    /// A channel that was left out of an earlier run missed what lies beyond its
    /// cursor. All missed an open flag of which not even a channel was told that
    /// tells of every flag: its rule was on trial then, and may be in force now.
    async fn make_up(&self) -> Result<u64, Trouble> {
        let mut work = self.store.work();
        let read = kept::read_up_to(&work)?;
        let mut cursors = Vec::new();
        for route in &self.routes {
            cursors.push((route, self.cursor(&route.channel)?));
        }
        for kept in kept::flags(&work).collect::<Result<Vec<_>, _>>()? {
            let position = kept.position;
            let mut untold = false;
            for (route, _) in cursors.iter().filter(|(r, _)| kept.is_open() && r.from_the_beginning)
            {
                untold |= !kept::is_addressed(&work, &route.channel, position)?;
            }
            let mut missing = Vec::new();
            for (route, cursor) in &cursors {
                if (untold || position > *cursor)
                    && !kept::is_addressed(&work, &route.channel, position)?
                {
                    missing.push(*route);
                }
            }
            if missing.is_empty() {
                continue;
            }
            let record = self.desk.log().read_all(position, 1).await?.into_iter().next();
            let record = record.filter(|record| record.position == position);
            let Some((flag, at)) = record.and_then(|record| raised_by(&record.bytes)) else {
                continue;
            };
            let mut told = self.told(&flag.flag_id, position).await?;
            told.retain(|channel, _| missing.iter().any(|route| route.channel == *channel));
            self.address(&mut work, &flag, at, position, told, &missing)?;
        }
        work.commit()?;
        Ok(read)
    }

    /// Decides to whom a raised flag is told over these channels, where the log
    /// does not say it.
    fn address(
        &self,
        work: &mut Work<'_>,
        flag: &Flag,
        raised: Timestamp,
        position: u64,
        mut told: BTreeMap<String, BTreeSet<String>>,
        routes: &[&Route],
    ) -> Result<(), StoreError> {
        let alerts = alert_of(flag, raised).is_some();
        let bodies = if alerts { recipients(&self.store, flag)? } else { Vec::new() };
        for route in routes {
            told.entry(route.channel.clone())
                .or_insert_with(|| bodies.iter().filter(|b| route.goes_to(b)).cloned().collect());
        }
        for (channel, to) in told {
            for recipient in to {
                let place = Place { channel: channel.clone(), position, recipient };
                let at_once = raised.min(self.clock.now());
                kept::add(work, &place, Kept::fresh(&flag.flag_id), at_once)?;
            }
        }
        Ok(())
    }

    /// To whom the log says that a flag was told, by channel.
    async fn told(
        &self,
        flag_id: &str,
        position: u64,
    ) -> Result<BTreeMap<String, BTreeSet<String>>, Trouble> {
        let mut told: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        if position > self.began_at {
            return Ok(told);
        }
        let Ok(id) = flag_id.parse::<FlagId>() else { return Ok(told) };
        for record in self.desk.log().read(&stream(&id), 0).await? {
            let Ok(recorded) = Envelope::parse(&record.bytes).and_then(Envelope::read) else {
                continue;
            };
            let (channel, to) = match recorded.event {
                Event::AlertDelivered(e) => (e.channel, e.recipient_agency_id),
                Event::AlertFailed(e) => (e.channel, e.recipient_agency_id),
                _ => continue,
            };
            told.entry(channel).or_default().insert(to);
        }
        Ok(told)
    }

    fn step(
        &self,
        work: &mut Work<'_>,
        flag: &str,
        channel: &str,
        recipient: &str,
        step: &Step<'_>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        let Some(position) = kept::flag(work, flag)?.map(|flag| flag.position) else {
            return Ok(()); // Nothing is alerted that was not raised.
        };
        let place =
            Place { channel: channel.to_owned(), position, recipient: recipient.to_owned() };
        let now = self.clock.now();
        if let Some(mut kept) = kept::take(work, &place)? {
            kept.delivery.evolve(step, at);
            return kept::put(work, &place, kept, now);
        }
        let mut kept = Kept::fresh(flag);
        kept.delivery.evolve(step, at);
        kept::add(work, &place, kept, now)
    }

    /// What is due over a channel: of so many flags at most, and none that is on
    /// its way already.
    ///
    /// # Errors
    /// If the database fails.
    pub fn due(
        &self,
        channel: &str,
        flags_max: usize,
        on_their_way: &HashSet<u64>,
    ) -> Result<Found, StoreError> {
        let work = self.store.work();
        let now = self.clock.now();
        let mut found = Found::default();
        for item in kept::waiting_by_time(&work, channel) {
            let (at, place) = item?;
            if on_their_way.contains(&place.position) {
                continue;
            }
            if at > now {
                found.next = Some(at);
                break;
            }
            let same = |due: &Due| due.place.position == place.position;
            let of_last = found.flags.last().and_then(|flag| flag.first()).is_some_and(same);
            if !of_last && found.flags.len() >= flags_max {
                break;
            }
            let Some(kept) = kept::get(&work, &place, State::Waiting)? else { continue };
            let due = Due { place, flag_id: kept.flag_id, delivery: kept.delivery };
            match found.flags.last_mut() {
                Some(flag) if of_last => flag.push(due),
                _ => found.flags.push(vec![due]),
            }
        }
        Ok(found)
    }

    /// Keeps how far a channel has something on record about every flag.
    ///
    /// # Errors
    /// If the log or the database fails.
    pub fn keep_cursor(&self, channel: &str) -> Result<(), Trouble> {
        let work = self.store.work();
        let from = self.cursor(channel)?;
        let mut up_to = kept::read_up_to(&work)?;
        for item in kept::of_channel(&work, State::Waiting, channel, from) {
            let (place, kept) = item?;
            if kept.delivery.attempts == 0 {
                up_to = place.position.saturating_sub(1);
                break;
            }
        }
        if up_to > from {
            self.desk.log().set_cursor(&cursor_name(channel), &up_to.to_be_bytes())?;
        }
        Ok(())
    }

    fn cursor(&self, channel: &str) -> Result<u64, Trouble> {
        let bytes = self.desk.log().cursor(&cursor_name(channel))?;
        Ok(bytes.and_then(|b| b.try_into().ok()).map(u64::from_be_bytes).unwrap_or_default())
    }

    /// The flags that stand open and whose alerts a channel has taken: a flag and
    /// a recipient each.
    ///
    /// # Errors
    /// If the database fails.
    pub fn open_at(&self, channel: &str) -> Result<BTreeSet<Place>, StoreError> {
        let work = self.store.work();
        let mut open = BTreeSet::new();
        for item in kept::of_channel(&work, State::Delivered, channel, 0) {
            let (place, kept) = item?;
            if kept::flag(&work, &kept.flag_id)?.is_some_and(|flag| flag.is_open()) {
                open.insert(place);
            }
        }
        Ok(open)
    }

    /// Whether a flag's ground stands and nobody has resolved it.
    ///
    /// # Errors
    /// If the database fails.
    pub fn is_open(&self, flag_id: &str) -> Result<bool, StoreError> {
        Ok(kept::flag(&self.store.work(), flag_id)?.is_some_and(|flag| flag.is_open()))
    }

    /// How the alerts of each channel stand: of those configured, and of those
    /// that once were.
    ///
    /// # Errors
    /// If the database fails.
    pub fn status(&self) -> Result<Vec<ChannelStatus>, StoreError> {
        let mut counts = kept::all_counts(&self.store.work())?;
        for route in &self.routes {
            counts.entry(route.channel.clone()).or_default();
        }
        let configured = |channel: &str| self.routes.iter().any(|r| r.channel == channel);
        let status = |(channel, counts): (String, Counts)| ChannelStatus {
            configured: configured(&channel),
            channel,
            raised: counts.raised,
            delivered: counts.delivered,
            waiting: counts.waiting,
            dead: counts.dead,
        };
        Ok(counts.into_iter().map(status).collect())
    }

    /// The database, for those who look things up.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The log of flags.
    #[must_use]
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Real time.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// How far the projection is.
    #[must_use]
    pub fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.clone()
    }
}

/// Under which name a channel's place in the log of flags is kept.
fn cursor_name(channel: &str) -> String {
    format!("alerts.{channel}")
}
