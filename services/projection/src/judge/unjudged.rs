//! What events touched before the projection had caught up, and is judged once it
//! has: half-way, much looks like a silence, and each anchor would be judged anew
//! by each of its events.

use sled::IVec;

use super::touched::Touched;
use crate::{
    rules::RuleSet,
    store::{self, StoreError, Work},
    table::Table,
};

const UNJUDGED: u8 = Table::Unjudged.letter();

/// Keeps for later what is to be judged.
///
/// # Errors
/// If the store fails.
pub fn put(work: &mut Work<'_>, touched: &Touched) -> Result<(), StoreError> {
    for (person, anchor, rules) in touched.anchors() {
        let key = store::key(UNJUDGED, &[person, anchor]);
        let known = work.get(&key)?.map(|bytes| read(&bytes)).transpose()?.unwrap_or_default();
        let all = known.and(rules);
        if all != known {
            work.put(key, all.to_bytes().to_vec());
        }
    }
    Ok(())
}

/// Up to `limit` anchors, one person's after the other's, taken off the list.
///
/// # Errors
/// If the store fails.
pub fn take(work: &mut Work<'_>, limit: usize) -> Result<Touched, StoreError> {
    let waiting: Result<Vec<(IVec, IVec)>, StoreError> =
        work.scan(&[UNJUDGED]).take(limit).collect();
    let mut touched = Touched::default();
    for (key, rules) in waiting? {
        let text = key.get(1..).map(String::from_utf8_lossy).unwrap_or_default();
        let mut parts = text.split('\0');
        let (person, anchor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        touched.add(person, anchor.to_owned(), read(&rules)?);
        work.remove(key.to_vec());
    }
    Ok(touched)
}

fn read(bytes: &[u8]) -> Result<RuleSet, StoreError> {
    let bytes = bytes.try_into().map_err(|_| StoreError::Value("what is to be judged".into()))?;
    Ok(RuleSet::from_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{rules::RuleIndex, store::Store};

    fn of(rule: &str) -> RuleSet {
        RuleIndex::of(rule).map(RuleSet::from).unwrap_or_default()
    }

    #[test]
    fn an_anchor_is_given_back_once_with_all_rules_that_are_to_judge_it() -> Result<(), StoreError>
    {
        let folder = tempfile::tempdir().map_err(sled::Error::from)?;
        let store = Store::open(folder.path(), 1 << 20, "rules")?;
        let (one, two) = ("care-denial-instruction", "sanction-threat");
        for rule in [one, two, one] {
            let mut work = store.work();
            let mut touched = Touched::default();
            touched.add("person_1", "plan_1".into(), of(rule));
            touched.add("", "scheme_1".into(), of(two));
            put(&mut work, &touched)?;
            work.commit()?;
        }

        let mut work = store.work();
        let found = |touched: Touched| -> Vec<_> {
            let name = |(index, anchor): (RuleIndex, String)| {
                (index.rule().map(|rule| rule.id).unwrap_or_default(), anchor)
            };
            touched.in_order().into_iter().map(name).collect()
        };
        assert_eq!(found(take(&mut work, 1)?), [(two, "scheme_1".to_owned())]);
        let mut rest = found(take(&mut work, 10)?);
        rest.sort();
        assert_eq!(rest, [(one, "plan_1".to_owned()), (two, "plan_1".to_owned())]);
        work.commit()?;
        assert!(take(&mut store.work(), 10)?.is_empty());
        Ok(())
    }
}
