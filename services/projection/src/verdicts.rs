//! What each rule says of each anchor, as it is kept.

use jiff::{Timestamp, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::{
    rules::{self, Finding, Grounds, Severity, Verdict, by_id},
    store::{self, StoreError, Work, time_key, time_of},
    table::Table,
};

const VERDICTS: u8 = Table::Verdict.letter();
const DEADLINES: u8 = Table::Deadline.letter();

/// A verdict as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The rule.
    pub rule: String,
    /// What is judged.
    pub anchor: String,
    /// The person or scheme that it concerns.
    pub subject: String,
    /// The scheme; empty if there is none.
    pub scheme: String,
    /// True if the pattern stands.
    pub fires: bool,
    /// What the record lacks, if the verdict is that it is not evidenced.
    pub missing: Option<String>,
    /// On what it rests; none if it is silent.
    pub grounds: Option<Grounds>,
    /// When the passing of time may change it.
    pub again: Option<Timestamp>,
}

impl Stored {
    /// A verdict of a finding.
    #[must_use]
    pub fn new(
        rule: &str,
        anchor: &str,
        subject: String,
        scheme: String,
        finding: Finding,
    ) -> Self {
        let (fires, missing, grounds) = match finding.verdict {
            Verdict::Silent => (false, None, None),
            Verdict::NotEvidenced { missing, grounds } => {
                (false, Some(missing.into_owned()), Some(grounds))
            }
            Verdict::Fires(grounds) => (true, None, Some(grounds)),
        };
        Self {
            rule: rule.into(),
            anchor: anchor.into(),
            subject,
            scheme,
            fires,
            missing,
            grounds,
            again: finding.again,
        }
    }

    /// The verdict that nothing is to be said of what this one is part of.
    #[must_use]
    pub fn silent_of(&self, anchor: &str) -> Self {
        Self::new(&self.rule, anchor, self.subject.clone(), self.scheme.clone(), Finding::silent())
    }

    /// What two windows of one person's time come to together: what fires
    /// outweighs what is not evidenced, and both outweigh silence.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        let weight = |verdict: &Self| (verdict.fires, verdict.missing.is_some());
        if weight(&self) == weight(&other) {
            self.grounds = match (self.grounds, other.grounds) {
                (Some(one), Some(two)) => Some(one.and(two)),
                (one, two) => one.or(two),
            };
        } else if weight(&other) > weight(&self) {
            self.fires = other.fires;
            self.missing = other.missing;
            self.grounds = other.grounds;
        }
        self
    }

    /// The stream or the person that is judged.
    #[must_use]
    pub fn about(&self) -> &str {
        rules::whole(&self.anchor).0
    }

    /// How soon it must be acted upon.
    #[must_use]
    pub fn severity(&self) -> Severity {
        let own = self.grounds.as_ref().and_then(Grounds::own_severity);
        own.or_else(|| by_id(&self.rule).map(|rule| rule.severity)).unwrap_or(Severity::S3)
    }
}

fn verdict_key(rule: &str, anchor: &str) -> Vec<u8> {
    store::key(VERDICTS, &[rule, anchor])
}

/// The verdict of a rule about an anchor.
///
/// # Errors
/// If the store fails.
pub fn get(work: &Work<'_>, rule: &str, anchor: &str) -> Result<Option<Stored>, StoreError> {
    let key = verdict_key(rule, anchor);
    work.get(&key)?.map(|bytes| read(&key, &bytes)).transpose()
}

/// The one verdict about a person of all that a rule says of their time, window
/// by window; `None` if it says nothing of any.
///
/// # Errors
/// If the store fails.
pub fn whole(work: &Work<'_>, rule: &str, person: &str) -> Result<Option<Stored>, StoreError> {
    let mut prefix = store::key(VERDICTS, &[rule]);
    prefix.extend_from_slice(format!("{person}#").as_bytes());
    let mut merged: Option<Stored> = None;
    for item in work.scan(&prefix) {
        let (key, value) = item?;
        let part = read(&key, &value)?;
        merged = Some(match merged.take() {
            Some(so_far) => so_far.and(part),
            None => Stored { anchor: person.to_owned(), again: None, ..part },
        });
    }
    Ok(merged)
}

/// The verdict of a rule about what a kept name is part of.
///
/// # Errors
/// If the store fails.
pub fn whole_of(work: &Work<'_>, rule: &str, anchor: &str) -> Result<Option<Stored>, StoreError> {
    if cuts_time(rule) {
        whole(work, rule, rules::whole(anchor).0)
    } else {
        get(work, rule, anchor)
    }
}

/// Of what a rule, or any rule, says something, from the one after `after` on: the
/// rule and the anchor, or the person whose time it judges.
pub fn names<'a>(
    work: &'a Work<'_>,
    rule: Option<&str>,
    after: Option<&(String, String)>,
) -> impl Iterator<Item = Result<(String, String), StoreError>> + 'a {
    let prefix = rule.map_or_else(|| vec![VERDICTS], |rule| store::key(VERDICTS, &[rule]));
    let start = after.map_or_else(|| prefix.clone(), |(rule, about)| after_whole(rule, about));
    let mut next = Some(start);
    std::iter::from_fn(move || {
        let found = work.scan_from(&prefix, &next.take()?).next()?;
        Some(found.and_then(|(key, _)| {
            let (rule, about) = name_of(&key).ok_or_else(|| StoreError::unreadable(&key))?;
            next = Some(after_whole(&rule, &about));
            Ok((rule, about))
        }))
    })
}

/// The rule and the anchor under whose key a verdict is kept, or the person of whose
/// time it is a window; `None` if it is no such key.
fn name_of(key: &[u8]) -> Option<(String, String)> {
    let mut parts = std::str::from_utf8(key.get(1..)?).ok()?.split('\0');
    let (rule, anchor) = (parts.next()?, parts.next()?);
    let about = if cuts_time(rule) { rules::whole(anchor).0 } else { anchor };
    Some((rule.to_owned(), about.to_owned()))
}

fn cuts_time(rule: &str) -> bool {
    by_id(rule).is_some_and(|rule| rule.windows.is_some())
}

/// The first key behind all that a rule says of an anchor, or of a person's time.
fn after_whole(rule: &str, about: &str) -> Vec<u8> {
    let mut key = store::key(VERDICTS, &[rule]);
    key.extend_from_slice(about.as_bytes());
    // What names a window goes on after this sign, and another name after a zero byte.
    key.push(if cuts_time(rule) { b'#' + 1 } else { 1 });
    key
}

/// True if there is a verdict about anything.
///
/// # Errors
/// If the store fails.
pub fn any(work: &Work<'_>) -> Result<bool, StoreError> {
    Ok(work.scan(&[VERDICTS]).next().transpose()?.is_some())
}

/// All verdicts of a rule, or of all rules, each window's by itself.
pub fn all<'a>(
    work: &'a Work<'_>,
    rule: Option<&str>,
) -> impl Iterator<Item = Result<Stored, StoreError>> + 'a {
    let prefix = rule.map_or_else(|| vec![VERDICTS], |rule| store::key(VERDICTS, &[rule]));
    work.scan(&prefix).map(|item| item.and_then(|(key, value)| read(&key, &value)))
}

fn read(key: &[u8], bytes: &[u8]) -> Result<Stored, StoreError> {
    serde_json::from_slice(bytes).map_err(|_| StoreError::unreadable(key))
}

/// Keeps a verdict and its deadline instead of the one before.
///
/// # Errors
/// If the store fails.
pub fn put(work: &mut Work<'_>, before: Option<&Stored>, now: &Stored) -> Result<(), StoreError> {
    // Nothing is written that is there already, and nothing removed that is not:
    // most of what is judged is silent before and after.
    if before == Some(now) {
        return Ok(());
    }
    let (was_due, due) = (before.and_then(|b| b.again), now.again);
    if was_due != due {
        if let Some(due) = was_due {
            work.remove(deadline_key(due, &now.rule, &now.anchor));
        }
        if let Some(due) = due {
            work.put(deadline_key(due, &now.rule, &now.anchor), Vec::new());
        }
    }
    let key = verdict_key(&now.rule, &now.anchor);
    if now.grounds.is_none() && now.again.is_none() {
        if before.is_some() {
            work.remove(key);
        }
        return Ok(());
    }
    let value = serde_json::to_vec(now).map_err(|_| StoreError::Value(now.rule.clone()))?;
    work.put(key, value);
    Ok(())
}

/// Keys have microseconds and moments are finer: what falls due within one is due
/// at its end, lest it be asked before its time again and again.
fn deadline_key(due: Timestamp, rule: &str, anchor: &str) -> Vec<u8> {
    let due = due.checked_add(999.nanoseconds()).unwrap_or(due);
    let mut key = vec![DEADLINES];
    key.extend_from_slice(&time_key(due));
    key.extend_from_slice(&store::key(b':', &[rule, anchor]));
    key
}

/// Up to `limit` deadlines that lie before `until`, earliest first, taken off
/// the list: when, which rule, what anchor.
///
/// # Errors
/// If the store fails.
pub fn take_due(
    work: &mut Work<'_>,
    until: Timestamp,
    limit: usize,
) -> Result<Vec<(Timestamp, String, String)>, StoreError> {
    let mut due = Vec::new();
    for item in work.scan(&[DEADLINES]).take(limit) {
        let (key, _) = item?;
        let unreadable = || StoreError::unreadable(&key);
        let time: [u8; 8] = key.get(1..9).and_then(|b| b.try_into().ok()).ok_or_else(unreadable)?;
        let at = time_of(time).ok_or_else(unreadable)?;
        if at >= until {
            break;
        }
        let rest = key.get(10..).map(String::from_utf8_lossy).unwrap_or_default();
        let mut parts = rest.split('\0');
        match (parts.next(), parts.next()) {
            (Some(rule), Some(anchor)) => due.push((at, rule.to_owned(), anchor.to_owned())),
            _ => return Err(unreadable()),
        }
    }
    for (at, rule, anchor) in &due {
        work.remove(deadline_key(*at, rule, anchor));
    }
    Ok(due)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn names_are_told_each_once_and_from_any_of_them_on() -> Result<(), StoreError> {
        let folder = tempfile::tempdir().map_err(sled::Error::from)?;
        let store = Store::open(folder.path(), 1 << 20, "rules")?;
        let mut work = store.work();
        let said = [
            ("care-contact-prohibition", "sanction_1"),
            ("care-contact-prohibition", "sanction_2"),
            ("label-gate", "person_1#-1"),
            ("label-gate", "person_1#7"),
            ("label-gate", "person_2#3"),
            ("panel-defect", "meeting_1#person_1"),
            ("panel-defect", "meeting_1#person_2"),
        ];
        for (rule, anchor) in said {
            let finding = Finding::silent().and_again(Timestamp::UNIX_EPOCH);
            let verdict = Stored::new(rule, anchor, String::new(), String::new(), finding);
            put(&mut work, None, &verdict)?;
        }
        let from = |rule, after| names(&work, rule, after).collect::<Result<Vec<_>, _>>();
        let all = from(None, None)?;
        let about: Vec<&str> = all.iter().map(|(_, about)| about.as_str()).collect();
        let (one, two) = ("meeting_1#person_1", "meeting_1#person_2");
        assert_eq!(about, ["sanction_1", "sanction_2", "person_1", "person_2", one, two]);
        for (number, name) in all.iter().enumerate() {
            assert_eq!(from(None, Some(name))?, all[number + 1..], "{name:?}");
        }
        assert_eq!(from(Some("label-gate"), Some(&all[2]))?, all[3..4]);
        Ok(())
    }

    #[test]
    fn what_is_due_within_a_microsecond_is_due_at_its_end() -> Result<(), StoreError> {
        let folder = tempfile::tempdir().map_err(sled::Error::from)?;
        let store = Store::open(folder.path(), 1 << 20, "rules")?;
        let mut work = store.work();
        let again = Timestamp::UNIX_EPOCH + 1_500.nanoseconds();
        let finding = Finding::silent().and_again(again);
        let waits = Stored::new("rule", "anchor", String::new(), String::new(), finding);
        put(&mut work, None, &waits)?;
        let due = |work: &mut Work<'_>, microseconds: i64| {
            take_due(work, Timestamp::UNIX_EPOCH + microseconds.microseconds(), 10)
        };
        assert!(due(&mut work, 2)?.is_empty(), "it is not due before its microsecond is over");
        assert_eq!(due(&mut work, 3)?.len(), 1);
        assert!(due(&mut work, 3)?.is_empty(), "and is taken off the list");
        Ok(())
    }
}
