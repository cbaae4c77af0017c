//! How agencies and workers stand to a person, now: what access hangs on.
//!
//! Each tie is a value of its own, so that what an event costs does not grow with the
//! person's history. What begins a tie and what ends it come from one context, in its own
//! order; so the order in which contexts arrive changes nothing.

mod fold;
mod grounds;

use jiff::Timestamp;
use proto::{envelope::Meta, ids::PersonId};
use serde::{Deserialize, Serialize};

pub use fold::fold;
pub use grounds::Standing;

use crate::{
    store::{self, StoreError, Work},
    table::Table,
};

const TIES: u8 = Table::Tie.letter();

/// What ties somebody to a person, or to a scheme and so to the people on it. One that has
/// ended is taken out, unless it ends by the clock or still counts for a while.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Tie {
    /// The agency put something about the person on record.
    OnRecord { agency: String },
    /// When the agency last had a contact with the person.
    Contact { agency: String, contact: String, last: Timestamp },
    /// A referral that is open or undecided, and the case that it opened.
    Case { scheme: String, referrer: String, holder: String },
    /// A plan, and the agencies that have a part in it or a copy of it.
    Plan { agencies: Vec<String>, closed: bool },
    /// Somebody whom the person has for them, until when.
    Representative { worker: String, agency: String, until: Option<Timestamp> },
    /// A complaint, a safeguarding concern or an incident.
    Concern { agencies: Vec<String>, closed: Option<Timestamp> },
    /// A sanction, a threat of one or a contract.
    Sanction { agency: String },
    /// Something that was disclosed on a recorded threshold.
    Threshold { to: String },
    /// A consent that was asked for; without recipients it concerns everyone.
    Consent {
        recipients: Vec<String>,
        from: Option<Timestamp>,
        until: Option<Timestamp>,
        given: bool,
    },
    /// A flag about the person.
    Flag,
    /// Somebody opened the record in an emergency, until when.
    Glass { worker: String, agency: String, until: Timestamp },
    /// Of an agency: whether it is police.
    Kind { police: bool },
    /// Of a scheme: who leads it.
    Lead { agency: String },
    /// Of a scheme: the agencies of a panel.
    Panel { agencies: Vec<String> },
    /// Of a scheme: who holds a post.
    Post { worker: String },
    /// Of a scheme: who was given access to its records.
    Access { worker: String },
}

/// The key of a tie: of whom, of which kind, and which one.
fn key(of: &str, kind: &str, which: &str) -> Vec<u8> {
    store::key(TIES, &[of, kind, which])
}

fn get(work: &Work<'_>, key: &[u8]) -> Result<Option<Tie>, StoreError> {
    let bytes = work.get(key)?;
    let tie = bytes.map(|bytes| serde_json::from_slice(&bytes)).transpose();
    tie.map_err(|_| StoreError::unreadable(key))
}

fn put(work: &mut Work<'_>, key: Vec<u8>, tie: &Tie) -> Result<(), StoreError> {
    let bytes = serde_json::to_vec(tie).map_err(|_| StoreError::unreadable(&key))?;
    work.put(key, bytes);
    Ok(())
}

/// The ties of a person, a scheme or an agency, all or those of a kind, by their keys.
fn of(work: &Work<'_>, parts: &[&str]) -> Result<Vec<(Vec<u8>, Tie)>, StoreError> {
    let ties = work.scan(&store::key(TIES, parts)).map(|item| {
        let (key, value) = item?;
        let tie = serde_json::from_slice(&value).map_err(|_| StoreError::unreadable(&key))?;
        Ok((key.to_vec(), tie))
    });
    ties.collect()
}

/// Notes that a flag stands, or does not any more, if it is about a person.
///
/// # Errors
/// If it has no JSON form.
pub fn flagged(
    work: &mut Work<'_>,
    subject: &str,
    flag: &str,
    stands: bool,
) -> Result<(), StoreError> {
    if !subject.starts_with(PersonId::NOUN) {
        return Ok(());
    }
    let place = key(subject, "flag", flag);
    if stands {
        return put(work, place, &Tie::Flag);
    }
    work.remove(place);
    Ok(())
}

/// Notes that a record that somebody opened in an emergency is closed to them before its time.
pub fn closed(work: &mut Work<'_>, person: &str, glass: &str) {
    work.remove(key(person, "glass", glass));
}

/// Notes that somebody opened a person's record in an emergency.
///
/// # Errors
/// If it has no JSON form.
pub fn opened(
    work: &mut Work<'_>,
    meta: &Meta,
    person: &str,
    until: Timestamp,
) -> Result<(), StoreError> {
    let (worker, agency) = (meta.worker.clone(), meta.agency.clone());
    let place = key(person, "glass", meta.stream.as_str());
    put(work, place, &Tie::Glass { worker, agency, until })
}
