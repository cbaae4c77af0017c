//! A projection without a network, for the targets that need one.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{Arc, LazyLock},
};

use jiff::Timestamp;
use kernel::{
    clock::Clock,
    follow::{Apply as _, Batch, Delivered},
    log::{SledLog, SledOptions},
    nats::context_of,
    seal::{KeyFolder, LocalKeys, MasterKey, Sealer},
};
use projection::{
    alerts, aside, events,
    flags::Desk,
    judge,
    projector::{ProjectionError, Projector},
    rules,
    store::{Store, StoreError, Work},
    verdicts,
    views::{self, cases, frequency, holdings, links, moment::AsOf, restrictions, timeline},
};
use prost::bytes::Bytes;
use proto::{
    any::CONTEXTS,
    envelope::{Envelope, subject},
};
use tokio::runtime::Runtime;

use super::scratch;

/// The database's memory. It is small and is made anew for each process.
const CACHE_BYTES: u64 = 4 * 1024 * 1024;

/// Where futures are run.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.worker_threads(1).enable_all().build().expect("a runtime")
});

/// A database and a log of flags.
pub struct Projected {
    pub store: Store,
    pub desk: Desk,
    pub sealer: Arc<Sealer>,
}

impl Projected {
    /// One of a target's own.
    pub fn new(target: &str) -> Self {
        Self::at(&scratch::folder(target), "flags")
    }

    /// One in a folder, with the log of flags under a name in it.
    pub fn at(folder: &Path, log: &str) -> Self {
        std::fs::create_dir_all(folder).expect("a folder");
        let store = Store::open(&folder.join("views"), CACHE_BYTES, &rules::edition());
        let log = SledLog::open(folder.join(log), SledOptions::default());
        let clock = Clock::sandbox(Timestamp::UNIX_EPOCH);
        let desk = Desk::new(Arc::new(log.expect("the log of flags")), clock);
        let keys = KeyFolder::open(folder.join("keys"), &MasterKey::from([1; 32]));
        let keys = LocalKeys::new(keys.expect("a folder for keys"));
        let sealer = Arc::new(Sealer::new(Arc::new(keys)));
        Self { store: store.expect("the views"), desk, sealer }
    }

    /// Applies events in the order in which they come, and then watermarks.
    pub fn apply(&self, events: Vec<Vec<u8>>, watermarks: &[Timestamp]) {
        let Ok(mut projector) = self.projector() else { return };
        let events: Vec<Delivered> = in_order(events);
        let mut checkpoint = projector.checkpoint();
        for event in &events {
            let position = event.position.unwrap_or_default();
            checkpoint.positions.insert(event.context.clone(), position);
        }
        RUNTIME.block_on(async {
            // What the database cannot hold is an error and no panic.
            let _ = projector.apply(Batch { events, checkpoint }).await;
            for at in watermarks {
                for context in CONTEXTS {
                    let _ = projector.watermark(context, *at).await;
                }
            }
        });
    }

    /// One that goes on where the database is.
    pub fn projector(&self) -> Result<Projector, ProjectionError> {
        Projector::new(self.store.clone(), self.desk.clone(), Arc::clone(&self.sealer))
    }

    /// Throws all away but the log of flags.
    pub fn empty(&self) {
        let mut work = self.store.work();
        let keys: Vec<Vec<u8>> =
            work.scan(b"").filter_map(Result::ok).map(|(key, _)| key.to_vec()).collect();
        keys.into_iter().for_each(|key| work.remove(key));
        work.commit().expect("the database takes it");
    }
}

/// As a follower hands them on: in each context one after another, without a gap.
fn in_order(events: Vec<Vec<u8>>) -> Vec<Delivered> {
    let mut positions: BTreeMap<String, u64> = BTreeMap::new();
    let mut delivered = Vec::new();
    for (sequence, payload) in (1..).zip(events) {
        let mut envelope = Envelope::parse(&payload);
        let subject = envelope.as_ref().map_or_else(|_| String::new(), |e| subject(&e.meta));
        let context = context_of(&subject).unwrap_or_default().to_owned();
        let mut position = None;
        if let Ok(envelope) = &mut envelope {
            let last = positions.entry(context.clone()).or_default();
            *last += 1;
            position = Some(*last);
            envelope.meta.position = *last;
        }
        delivered.push(Delivered {
            stream_seq: sequence,
            context,
            position,
            subject: subject.into(),
            payload: Bytes::from(payload),
            envelope,
        });
    }
    delivered
}

/// Asks everything that can be asked of a database, about somebody and a day.
pub fn ask(work: &mut Work<'_>, ids: &[&str], at: Timestamp, known_at: Timestamp) {
    let as_of = AsOf { at, known_at };
    let wanted = cases::Wanted { scheme: "", borough: "", as_of };
    let _ = cases::open(work, wanted, "").map(|all| all.flatten().for_each(|c| drop(c.to_wire())));
    let _ = restrictions::all(work, as_of);
    for id in ids {
        let _ = holdings::of_person(work, id, as_of);
        let _ = events::all_places(work, id);
        if let Ok(person) = links::one_person(work, id, as_of) {
            let wanted = timeline::Wanted {
                as_of,
                kinds: events::Kinds::default(),
                from: Timestamp::MIN,
                stream: "",
                newest_first: true,
            };
            let _ = timeline::read(work, &person, &wanted, None, 50);
            if let Ok(contacts) = timeline::contacts(work, &person) {
                let _ = frequency::counts(&contacts, as_of);
            }
        }
    }
    let _ = flags(work);
    let _ = (aside::all(work), aside::count(work));
    for verdict in verdicts::all(work, None).filter_map(Result::ok) {
        let _ = verdict.severity();
    }
    let _ = judge::take_due(work, Timestamp::MAX, 1_000);
}

fn flags(work: &Work<'_>) -> Result<(), StoreError> {
    for line in views::flags::lines(work) {
        let id = views::flags::id_at(work, line?.0)?;
        let Some(flag) = views::flags::get(work, &id)? else { continue };
        let _ = alerts::alert_of(&flag, Timestamp::MAX);
        let _ = rules::by_id(&flag.rule_id).map(rules::Rule::to_wire);
    }
    Ok(())
}
