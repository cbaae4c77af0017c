//! Judges everything anew, person by person: what a rule reads beside an anchor's
//! own events is mostly about the same person, and is read once.
//!
//! Several people are judged at a time, each by one thread. What is told of one
//! person alone bears on no verdict about another.

use std::{collections::BTreeSet, sync::LazyLock};

use futures::{Stream, TryStreamExt as _, stream};
use proto::{any::AnyEvent, envelope::Recorded};

use super::{
    Asked, Change, judge,
    touched::{Others, Touched, touch},
};
use crate::{
    events::{self, Events},
    rules::{RULES, of_kind},
    store::{Changes, Store, StoreError},
    verdicts,
    watermarks::Watermarks,
};

/// How many people are judged before what was found is settled.
const TOGETHER: usize = 50;

/// What came of judging some people.
pub struct Found {
    /// Verdicts that are not what they were.
    pub changes: Vec<Change>,
    /// What is to be stored with them.
    pub kept: Changes,
    /// How many people were judged.
    pub people: usize,
}

/// True if what an event makes an anchor of is judged with its person, and with
/// nobody else.
#[must_use]
pub fn is_one_persons(recorded: &Recorded<AnyEvent>) -> bool {
    let meta = &recorded.meta;
    !meta.person.is_empty()
        && !SHARED.iter().any(|noun| meta.stream.as_str().starts_with(noun))
        && of_kind(&meta.type_name).is_none_or(|used| {
            let rules = used.windows.iter().filter_map(|number| RULES.get(*number));
            rules.filter_map(|rule| rule.windows).all(|windows| windows.is_of_people())
        })
}

/// What the ids of streams begin with that speak of several people.
static SHARED: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| RULES.iter().filter_map(|rule| rule.people_apart_in).collect());

/// Judges people on threads, for whoever settles what is found.
#[derive(Clone, Debug)]
pub struct Judges {
    store: Store,
    complete: Watermarks,
    asked: Asked,
}

impl Judges {
    /// Judges of all that the store holds, as complete as it is.
    ///
    /// # Errors
    /// If the store fails.
    pub fn new(store: Store, complete: Watermarks) -> Result<Self, StoreError> {
        // After a crash half-way some has been judged.
        let judged = verdicts::any(&store.work())?;
        Ok(Self { store, complete, asked: if judged { Asked::ByTime } else { Asked::First } })
    }

    /// Judges all people of whom anything is known, in the order of their ids.
    pub fn everyone(self, events: &Events) -> impl Stream<Item = Result<Found, StoreError>> {
        let groups = stream::try_unfold((self.clone(), String::new()), |(judges, after)| async {
            let (judges, people) = on_a_thread(move || {
                let people = events::people(&judges.store.work(), &after, TOGETHER)?;
                Ok((judges, people))
            })
            .await?;
            let Some(last) = people.last().cloned() else { return Ok(None) };
            Ok(Some((people, (judges, last))))
        });
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        // The threads go on while what was found before is settled.
        let ahead = threads.saturating_mul(2);
        let judged = groups.map_ok(move |people| {
            let (judges, mut events) = (self.clone(), events.reader());
            on_a_thread(move || judges.some(&mut events, &people))
        });
        judged.try_buffered(ahead)
    }

    /// Judges some people.
    ///
    /// # Errors
    /// If the store fails.
    pub fn some(&self, events: &mut Events, people: &[String]) -> Result<Found, StoreError> {
        let mut work = self.store.work();
        let mut changes = Vec::new();
        for person in people {
            let mut touched = Touched::default();
            for place in events::all_places(&work, person)? {
                let entry = events.entry(&work, &place)?;
                if is_one_persons(&entry) {
                    touch(&mut touched, events, &work, &entry, Others::None)?;
                }
            }
            for (index, anchor) in touched.in_order() {
                let (complete, asked) = (&self.complete, self.asked);
                changes.extend(judge(events, &mut work, index, &anchor, complete, asked)?);
            }
        }
        Ok(Found { changes, kept: work.into_changes(), people: people.len() })
    }
}

/// Works on the store where waiting for it holds nobody up.
async fn on_a_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await?
}
