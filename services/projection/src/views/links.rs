//! Which entries of the register are one person.
//!
//! Nothing is merged: a link joins two entries for those who read, and undone
//! it leaves both as they were. Either direction is the same link.

use std::collections::BTreeSet;

use proto::{
    any::AnyEvent,
    envelope::Recorded,
    referrals::{PersonsLinked, PersonsUnlinked},
};
use serde::{Deserialize, Serialize};

use super::{
    kept,
    moment::{AsOf, Dated, Moment, standing},
};
use crate::{
    store::{StoreError, Work},
    table::Table,
};

const LINKS: u8 = Table::Link.letter();

/// That an entry was linked to another, or that this was undone.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Link {
    other: String,
    made: bool,
}

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let event = &recorded.event;
    let (one, other, made) = if let Some(e) = event.get::<PersonsLinked>() {
        (&e.person_id, &e.other_person_id, true)
    } else if let Some(e) = event.get::<PersonsUnlinked>() {
        (&e.person_id, &e.other_person_id, false)
    } else {
        return Ok(());
    };
    let when = Moment::of(&recorded.meta);
    for (of, to) in [(one, other), (other, one)] {
        let mut links: Vec<Dated<Link>> = kept::get(work, LINKS, of)?.unwrap_or_default();
        links.push(Dated { when, fact: Link { other: to.clone(), made } });
        kept::put(work, LINKS, of, &links)?;
    }
    Ok(())
}

/// The entry and all that were linked to it, directly or through others, the
/// entry itself first.
///
/// # Errors
/// If the store fails.
pub fn one_person(work: &Work<'_>, person: &str, as_of: AsOf) -> Result<Vec<String>, StoreError> {
    let mut found = vec![person.to_owned()];
    let mut next = 0;
    while let Some(entry) = found.get(next).cloned() {
        next += 1;
        let links: Vec<Dated<Link>> = kept::get(work, LINKS, &entry)?.unwrap_or_default();
        let mut linked = BTreeSet::new();
        for link in standing(&links, as_of) {
            if link.fact.made {
                linked.insert(link.fact.other.clone());
            } else {
                linked.remove(&link.fact.other);
            }
        }
        linked.retain(|other| !found.contains(other));
        found.extend(linked);
    }
    Ok(found)
}
