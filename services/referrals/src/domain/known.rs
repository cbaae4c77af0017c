//! A set of ids that costs little to copy however long the history is.
//!
//! A state is copied at each command, and a person's contacts are as many as
//! their history is long. The ids lie in sorted runs that copies share, each
//! run longer than the next; two of a length are joined. So a copy costs a few
//! dozen ids and one pointer a run, some ten for ten thousand ids, and adding
//! one costs about as much on average. An id takes its 16 bytes and no more,
//! which counts where thousands of states are kept at hand: a tree of shared
//! nodes takes about six times that.
//!
//! Nothing is ever taken out: what was said is not unsaid.

use std::sync::Arc;

use uuid::Uuid;

/// How many ids lie unsorted before they make a run.
const LATEST: usize = 32;

/// Ids, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownIds {
    latest: Vec<Uuid>,
    runs: Vec<Arc<[Uuid]>>,
}

impl KnownIds {
    /// True if the id is among them.
    #[must_use]
    pub fn contains(&self, id: &Uuid) -> bool {
        self.latest.contains(id) || self.runs.iter().any(|run| run.binary_search(id).is_ok())
    }

    /// Adds an id.
    pub fn insert(&mut self, id: Uuid) {
        if self.contains(&id) {
            return;
        }
        self.latest.push(id);
        if self.latest.len() < LATEST {
            return;
        }
        let mut run = std::mem::take(&mut self.latest);
        while let Some(other) = self.runs.pop_if(|last| last.len() <= run.len()) {
            run.extend_from_slice(&other);
        }
        run.sort_unstable();
        self.runs.push(run.into());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn of(numbers: impl IntoIterator<Item = u128>) -> KnownIds {
        let mut known = KnownIds::default();
        numbers.into_iter().for_each(|n| known.insert(Uuid::from_u128(n)));
        known
    }

    proptest! {
        #[test]
        fn it_knows_what_was_added_and_nothing_else(
            numbers in prop::collection::vec(0_u128..600, 0..900),
        ) {
            let known = of(numbers.iter().copied());
            let expected: BTreeSet<u128> = numbers.into_iter().collect();
            for n in 0..600 {
                prop_assert_eq!(known.contains(&Uuid::from_u128(n)), expected.contains(&n));
            }
            let held = known.latest.len() + known.runs.iter().map(|run| run.len()).sum::<usize>();
            prop_assert_eq!(held, expected.len());
        }
    }

    #[test]
    fn a_copy_of_a_long_history_is_short() {
        let known = of(0..100_000);
        assert!(known.latest.len() < LATEST);
        assert!(known.runs.len() <= 12, "{} runs", known.runs.len());
    }

    #[test]
    fn a_copy_is_not_changed_by_what_comes_after() {
        let before = of(0..100);
        let mut after = before.clone();
        (100..200).for_each(|n| after.insert(Uuid::from_u128(n)));
        assert!(!before.contains(&Uuid::from_u128(150)) && after.contains(&Uuid::from_u128(150)));
        assert_eq!(before, of(0..100));
    }
}
