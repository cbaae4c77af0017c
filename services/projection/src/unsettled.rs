//! What was judged before the projection had caught up, and waits until it has:
//! before, a verdict that awaits its deadline would look like a silence.

use sled::IVec;

use crate::{
    judge::Change,
    rules::Finding,
    store::{self, StoreError, Work},
    table::Table,
    verdicts::{self, Stored},
};

const UNSETTLED: u8 = Table::Unsettled.letter();

/// Keeps for later that a flag may have to be raised or its ground withdrawn.
pub fn put(work: &mut Work<'_>, change: &Change) {
    let Stored { rule, anchor, subject, .. } = &change.now;
    work.put(store::key(UNSETTLED, &[rule, anchor]), subject.as_bytes().to_vec());
}

/// Up to `limit` changes, as they now are, taken off the list.
///
/// # Errors
/// If the store fails.
pub fn take(work: &mut Work<'_>, limit: usize) -> Result<Vec<Change>, StoreError> {
    let waiting: Result<Vec<(IVec, IVec)>, StoreError> =
        work.scan(&[UNSETTLED]).take(limit).collect();
    let mut changes = Vec::new();
    for (key, subject) in waiting? {
        let text = key.get(1..).map(String::from_utf8_lossy).unwrap_or_default().into_owned();
        let mut parts = text.split('\0');
        let (rule, anchor) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        // A verdict that has fallen silent is not kept, and its flag must hear of it.
        let subject = String::from_utf8_lossy(&subject).into_owned();
        let silent = || Stored::new(rule, anchor, subject, String::new(), Finding::silent());
        let now = verdicts::whole_of(work, rule, anchor)?.unwrap_or_else(silent);
        changes.push(Change { now, fired: true });
        work.remove(key.to_vec());
    }
    Ok(changes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn what_has_fallen_silent_is_settled_too() -> Result<(), StoreError> {
        let folder = tempfile::tempdir().map_err(sled::Error::from)?;
        let store = Store::open(folder.path(), 1 << 20, "rules")?;
        let mut work = store.work();
        let (rule, anchor) = ("disclosure-without-basis", "disclosure_1");
        let silent = Finding::silent();
        let now = Stored::new(rule, anchor, "person_1".into(), "scheme_1".into(), silent);
        put(&mut work, &Change { now, fired: true });
        work.commit()?;

        let mut work = store.work();
        let found = take(&mut work, 10)?;
        let found: Vec<_> = found
            .iter()
            .map(|c| (c.now.rule.as_str(), c.now.subject.as_str(), c.now.fires))
            .collect();
        assert_eq!(found, [(rule, "person_1", false)]);
        work.commit()?;
        assert!(take(&mut store.work(), 10)?.is_empty());
        Ok(())
    }
}
