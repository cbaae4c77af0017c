//! What could not be read is set aside, counted and shown; the rest goes on.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proto::envelope::{Meta, Unreadable};
use serde::{Deserialize, Serialize};

use crate::{
    rules::{Finding, Grounds, Rule, Verdict, Window, reads},
    store::{self, StoreError, Work},
    table::Table,
};

const SET_ASIDE: u8 = Table::SetAside.letter();
const ABOUT: u8 = Table::AsideAbout.letter();
const SET_ASIDE_COUNT: &[u8] = b"mset-aside";

/// How much of a reason for setting aside is kept.
const LONGEST_REASON: usize = 120;

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

/// Sets aside what stands at a place; once, however often it comes.
///
/// # Errors
/// If the store fails.
pub fn put(
    work: &mut Work<'_>,
    place: &str,
    error: &Unreadable,
    at: Timestamp,
) -> Result<(), StoreError> {
    let key = store::key(SET_ASIDE, &[place]);
    if work.get(&key)?.is_some() {
        return Ok(()); // Delivered again, not set aside again.
    }
    // What lies beneath may quote what was said, and so may a type's name that
    // nobody here knows: only the outermost words of ours are kept.
    let reason = match error {
        Unreadable::UnknownType(_) => "events of this type are not known to this build".into(),
        error => error.to_string().chars().take(LONGEST_REASON).collect::<String>(),
    };
    tracing::warn!(place, reason, "an event was set aside");
    metrics::counter!("candour_set_aside_total").increment(1);
    let aside = Aside { place: place.into(), reason, at };
    let value = serde_json::to_vec(&aside).map_err(|_| StoreError::unreadable(&key))?;
    work.put(key, value);
    let count = count(work)? + 1;
    work.put(SET_ASIDE_COUNT.to_vec(), count.to_be_bytes().to_vec());
    Ok(())
}

/// An event of which only its envelope could be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unheard {
    /// The context that said it.
    context: String,
    /// When what it tells of ended.
    at: Timestamp,
    /// The agency that put it on record.
    agency: String,
}

/// Notes whom and what an event is about of which only the envelope could be read: of
/// them the record is incomplete.
///
/// # Errors
/// If the store fails.
pub fn note(work: &mut Work<'_>, place: &str, meta: &Meta) -> Result<(), StoreError> {
    let unheard = Unheard {
        context: meta.context().to_owned(),
        at: meta.occurred.end,
        agency: meta.agency.clone(),
    };
    let about = BTreeSet::from([meta.stream.as_str(), meta.person.as_str()]);
    for about in about.into_iter().filter(|id| !id.is_empty()) {
        let key = store::key(ABOUT, &[about, place]);
        let value = serde_json::to_vec(&unheard).map_err(|_| StoreError::unreadable(&key))?;
        work.put(key, value);
    }
    Ok(())
}

/// True if of anybody or anything the record is incomplete.
///
/// # Errors
/// If the store fails.
pub fn any_noted(work: &Work<'_>) -> Result<bool, StoreError> {
    Ok(work.scan(&[ABOUT]).next().transpose()?.is_some())
}

/// What is missing of a record.
pub const UNHEARD: &str = "what an event says that is on record and could not be read";

/// What a rule says of a record that is incomplete. It may have read what could not be
/// read here if it reads that context at all, and near the window that it judges: where
/// it is silent, that is not evidenced.
///
/// # Errors
/// If the store fails.
pub fn heard_in_part(
    work: &Work<'_>,
    rule: &Rule,
    about: &BTreeSet<&str>,
    within: Option<Window>,
    finding: Finding,
) -> Result<Finding, StoreError> {
    if finding.verdict != Verdict::Silent {
        return Ok(finding);
    }
    let mut grounds: Option<Grounds> = None;
    for about in about {
        for item in work.scan(&store::key(ABOUT, &[about])) {
            let (key, value) = item?;
            let unheard: Unheard =
                serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))?;
            let near = within.is_none_or(|window| window.holds(unheard.at));
            if near && reads(rule, &unheard.context) {
                let because = format!(
                    "An event of the {} service that bears on this could not be read, so that silence says nothing.",
                    unheard.context
                );
                let one = Grounds::since(unheard.at, because).answered_by(&unheard.agency);
                grounds = Some(match grounds.take() {
                    Some(so_far) => so_far.and(one),
                    None => one,
                });
            }
        }
    }
    let Some(grounds) = grounds else { return Ok(finding) };
    Ok(Finding { again: finding.again, ..Finding::not_evidenced(UNHEARD, grounds) })
}

/// What was set aside.
///
/// # Errors
/// If the store fails.
pub fn all(work: &Work<'_>) -> Result<Vec<Aside>, StoreError> {
    work.scan(&[SET_ASIDE])
        .map(|item| {
            let (key, value) = item?;
            serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))
        })
        .collect()
}

/// How much was set aside in all.
///
/// # Errors
/// If the store fails.
pub fn count(work: &Work<'_>) -> Result<u64, StoreError> {
    let bytes = work.get(SET_ASIDE_COUNT)?;
    Ok(bytes.and_then(|b| b.as_ref().try_into().ok()).map(u64::from_be_bytes).unwrap_or_default())
}
