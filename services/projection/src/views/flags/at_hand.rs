//! The lines of all flags at hand: a list that is asked for by anything, in any order, and
//! counted, looks at each, and the database takes longer to give a line than a list to look
//! at it. The words of many lines are few, so each is kept once.

use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};

use jiff::Timestamp;
use proto::oversight::{FlagTier, Severity};

use super::{BY_POSITION, Line, lines, position_of, unreadable};
use crate::store::{Pending, StoreError, Work};

/// The lines of all flags, once somebody asked for them.
#[derive(Debug, Default)]
pub struct AtHand(RwLock<Option<Rows>>);

impl AtHand {
    /// Makes changes to the database, and to what is at hand of it, so that nobody sees the
    /// one without the other.
    ///
    /// # Errors
    /// If the changes fail; then what is at hand is as it was.
    pub fn commit<E>(
        &self,
        changes: &Pending,
        make: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        let mut lines = changes.range(vec![BY_POSITION]..vec![BY_POSITION + 1]).peekable();
        if lines.peek().is_none() {
            return make();
        }
        let mut rows = self.0.write().unwrap_or_else(PoisonError::into_inner);
        make()?;
        let Some(known) = rows.as_mut() else { return Ok(()) };
        let heard = lines.try_for_each(|(key, line)| {
            // None is ever removed.
            let (_, line) = Line::read(line.as_deref()?)?;
            known.put(position_of(key)?, &line);
            Some(())
        });
        if heard.is_none() {
            // Whoever asks next reads all of them anew, and is told what cannot be read.
            *rows = None;
        }
        Ok(())
    }

    /// Looks at every line, those first that were raised first.
    ///
    /// # Errors
    /// If they are not at hand yet and the store fails, or one cannot be read.
    pub fn each(
        &self,
        work: &Work<'_>,
        take: impl FnMut(u64, &Line<'_>),
    ) -> Result<(), StoreError> {
        if let Some(rows) = self.0.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            rows.each(take);
            return Ok(());
        }
        let mut rows = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut read = Rows::default();
        for item in lines(work) {
            let (position, bytes) = item?;
            let (_, line) = Line::read(&bytes).ok_or_else(|| unreadable(position))?;
            read.put(position, &line);
        }
        rows.insert(read).each(take);
        Ok(())
    }
}

/// Lines in the order in which their flags were raised.
#[derive(Debug, Default)]
struct Rows {
    rows: Vec<Row>,
    words: Words,
}

/// A line whose words are known by their numbers.
#[derive(Debug)]
struct Row {
    position: u64,
    severity: Severity,
    tier: FlagTier,
    resolved: bool,
    since: Option<Timestamp>,
    due: Option<Timestamp>,
    rule: usize,
    assigned: usize,
    agencies: usize,
}

impl Rows {
    fn put(&mut self, position: u64, line: &Line<'_>) {
        let row = Row {
            position,
            severity: line.severity,
            tier: line.tier,
            resolved: line.resolved,
            since: line.since,
            due: line.due,
            rule: self.words.number(line.rule),
            assigned: self.words.number(line.assigned),
            agencies: self.words.number(line.agencies),
        };
        match self.rows.binary_search_by_key(&position, |row| row.position) {
            Ok(at) => {
                if let Some(known) = self.rows.get_mut(at) {
                    *known = row;
                }
            }
            Err(at) => self.rows.insert(at, row),
        }
    }

    fn each(&self, mut take: impl FnMut(u64, &Line<'_>)) {
        for row in &self.rows {
            let line = Line {
                severity: row.severity,
                tier: row.tier,
                resolved: row.resolved,
                since: row.since,
                due: row.due,
                rule: self.words.of(row.rule),
                assigned: self.words.of(row.assigned),
                agencies: self.words.of(row.agencies),
            };
            take(row.position, &line);
        }
    }
}

/// Words, each kept once.
#[derive(Debug, Default)]
struct Words {
    all: Vec<Box<str>>,
    numbers: HashMap<Box<str>, usize>,
}

impl Words {
    fn number(&mut self, word: &str) -> usize {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = self.all.len();
        self.all.push(word.into());
        self.numbers.insert(word.into(), number);
        number
    }

    fn of(&self, number: usize) -> &str {
        self.all.get(number).map_or("", AsRef::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::oversight::Flag;

    use super::*;
    use crate::{
        flags::Handling,
        store::Store,
        views::flags::{self, position_key},
    };

    /// What happens to lines, one after the other.
    #[derive(Clone, Debug)]
    enum Step {
        Raised { position: u64, rule: u8, agencies: Vec<u8> },
        Escalated { position: u64 },
        Listed,
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            (1_u64..9, 0_u8..3, prop::collection::vec(0_u8..3, 0..3))
                .prop_map(|(position, rule, agencies)| Step::Raised { position, rule, agencies }),
            (1_u64..9).prop_map(|position| Step::Escalated { position }),
            Just(Step::Listed),
        ]
    }

    fn at_hand(store: &Store) -> Result<Vec<(u64, String)>, StoreError> {
        let mut seen = Vec::new();
        let take = |position, line: &Line<'_>| seen.push((position, format!("{line:?}")));
        store.flags().each(&store.work(), take)?;
        Ok(seen)
    }

    fn stored(store: &Store) -> Vec<(u64, String)> {
        let read = |item: Result<(u64, sled::IVec), StoreError>| {
            let (position, bytes) = item.unwrap();
            (position, format!("{:?}", Line::read(&bytes).unwrap().1))
        };
        lines(&store.work()).map(read).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_at_hand_is_what_is_stored_whenever_it_was_first_asked_for(
            steps in prop::collection::vec(step(), 0..20),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
            for step in steps {
                let mut work = store.work();
                match step {
                    Step::Raised { position, rule, agencies } => {
                        let flag = Flag {
                            rule_id: format!("rule_{rule}"),
                            agency_ids: agencies.iter().map(|n| format!("agency_{n}")).collect(),
                            ..Flag::default()
                        };
                        let id = format!("flag_{position}");
                        flags::put(&mut work, &id, position, &flag, &Handling::default()).unwrap();
                    }
                    Step::Escalated { position } => {
                        let handling = Handling { tier: FlagTier::Board, ..Handling::default() };
                        flags::note(&mut work, position, &handling).unwrap();
                    }
                    Step::Listed => prop_assert_eq!(at_hand(&store).unwrap(), stored(&store)),
                }
                work.commit().unwrap();
            }
            prop_assert_eq!(at_hand(&store).unwrap(), stored(&store));
        }
    }

    #[test]
    fn a_line_that_cannot_be_read_is_told_until_it_can() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path(), 1 << 20, "tests").unwrap();
        assert_eq!(at_hand(&store).unwrap(), []);
        let write = |line: Vec<u8>| {
            let mut work = store.work();
            work.put(position_key(1), line);
            work.commit().unwrap();
        };
        write(vec![1]);
        for _ in 0..2 {
            assert!(matches!(at_hand(&store), Err(StoreError::Value(_))));
        }
        write(Line::of(&Flag::default(), "").to_bytes("flag_1"));
        assert_eq!(at_hand(&store).unwrap(), stored(&store));
    }
}
