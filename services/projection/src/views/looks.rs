//! Who was shown what of whom, the newest first, and which machines read everybody.

use jiff::Timestamp;
use proto::{
    any::AnyEvent,
    common::Role,
    envelope::{Meta, Recorded},
    oversight::{Export, Look, RecordExported, RecordsRead, StandingRead, StandingReadBegan},
    referrals::{IdentityPurpose, IdentityRevealed, RegisterRead},
    time::wire,
};
use serde::{Deserialize, Serialize};

use super::{kept, moment::AsOf};
use crate::{
    store::{self, StoreError, Work, time_key, time_of},
    table::Table,
};

const LOOKS: u8 = Table::Look.letter();
const STANDING: u8 = Table::Standing.letter();

/// A look at a person's record.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptLook {
    event: String,
    agency: String,
    worker: String,
    role: i32,
    query: String,
    purpose: String,
    shown: Vec<i32>,
    policies: Vec<String>,
    /// The file, if it was handed out as one.
    #[serde(default)]
    export: Option<Export>,
}

/// A machine that reads everybody's record.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct KeptStanding {
    event: String,
    since: Timestamp,
    reader: String,
    purpose: String,
    scope: String,
}

/// Where a look stands among those at one person: when it was recorded, and under which
/// name among those of that moment.
pub type Place = (Timestamp, String);

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let (event, meta) = (&recorded.event, &recorded.meta);
    if let Some(e) = event.get::<RecordsRead>() {
        let mut look = KeptLook::by(meta, &e.query, &e.purpose);
        look.shown.clone_from(&e.shown);
        look.policies.clone_from(&e.policy_ids);
        return e.person_ids.iter().try_for_each(|person| put(work, meta, person, &look));
    }
    if let Some(e) = event.get::<RecordExported>() {
        let mut look = KeptLook::by(meta, "oversight.ExportCase", &e.purpose);
        look.shown.clone_from(&e.shown);
        look.policies.clone_from(&e.policy_ids);
        look.export.clone_from(&e.export);
        return e.person_ids.iter().try_for_each(|person| put(work, meta, person, &look));
    }
    if let Some(e) = event.get::<RegisterRead>() {
        let look = KeptLook::by(meta, &e.query, &e.purpose);
        return e.person_ids.iter().try_for_each(|person| put(work, meta, person, &look));
    }
    if let Some(e) = event.get::<IdentityRevealed>() {
        let purpose = IdentityPurpose::try_from(e.purpose).unwrap_or_default();
        let purpose = purpose.as_str_name().trim_start_matches("IDENTITY_PURPOSE_");
        let look = KeptLook::by(meta, "referrals.RevealIdentity", &purpose.to_ascii_lowercase());
        return put(work, meta, &e.person_id, &look);
    }
    if let Some(e) = event.get::<StandingReadBegan>() {
        let standing = KeptStanding {
            event: meta.id.to_string(),
            since: meta.recorded_at,
            reader: e.reader.clone(),
            purpose: e.purpose.clone(),
            scope: e.scope.clone(),
        };
        return kept::put(work, STANDING, &e.reader, &standing);
    }
    Ok(())
}

fn put(work: &mut Work<'_>, meta: &Meta, person: &str, look: &KeptLook) -> Result<(), StoreError> {
    // What came later at one moment comes first.
    let name = format!("{}|{:020}", meta.context(), u64::MAX - meta.position);
    let key = place_key(person, &(meta.recorded_at, name));
    let bytes = serde_json::to_vec(look).map_err(|_| StoreError::unreadable(&key))?;
    work.put(key, bytes);
    Ok(())
}

/// Keys sort from the latest to the earliest.
fn place_key(person: &str, (at, name): &Place) -> Vec<u8> {
    let mut key = store::key(LOOKS, &[person]);
    key.extend(time_key(*at).map(|byte| !byte));
    key.extend_from_slice(name.as_bytes());
    key
}

fn place_of(prefix: &[u8], key: &[u8]) -> Option<Place> {
    let (at, name) = key.strip_prefix(prefix)?.split_at_checked(8)?;
    let at: [u8; 8] = at.try_into().ok()?;
    Some((time_of(at.map(|byte| !byte))?, String::from_utf8(name.to_vec()).ok()?))
}

/// Up to `limit` looks at a person's record after a place, the newest first. A person may
/// have several entries in the register.
///
/// # Errors
/// If the store fails, or holds one that cannot be read.
pub fn read(
    work: &Work<'_>,
    entries: &[String],
    as_of: AsOf,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<(Place, KeptLook)>, StoreError> {
    // Nobody knew of a look before it was.
    let latest = (as_of.at.min(as_of.known_at), String::new());
    let mut found = Vec::new();
    for entry in entries {
        let prefix = store::key(LOOKS, &[entry]);
        let from = place_key(entry, after.unwrap_or(&latest));
        let later = work.scan_from(&prefix, &from).filter(|item| {
            // The page before ended with the one at the very place.
            !item.as_ref().is_ok_and(|(key, _)| after.is_some() && key.as_ref() == from)
        });
        for item in later.take(limit) {
            let (key, value) = item?;
            let place = place_of(&prefix, &key);
            let look = serde_json::from_slice(&value).ok();
            found.push(place.zip(look).ok_or_else(|| StoreError::unreadable(&key))?);
        }
    }
    found.sort_by(|((a, one), _), ((b, other), _)| b.cmp(a).then_with(|| one.cmp(other)));
    // One look at two entries of one person is one.
    found.dedup_by(|(a, _), (b, _)| a == b);
    found.truncate(limit);
    Ok(found)
}

/// The machines that read everybody's record.
///
/// # Errors
/// If the store fails, or holds one that cannot be read.
pub fn standing(work: &Work<'_>) -> Result<Vec<StandingRead>, StoreError> {
    let all: Vec<KeptStanding> = kept::all(work, STANDING)?;
    let wired = all.into_iter().map(|kept| StandingRead {
        event_id: kept.event,
        since: Some(wire(kept.since)),
        reader: kept.reader,
        purpose: kept.purpose,
        scope: kept.scope,
    });
    Ok(wired.collect())
}

impl KeptLook {
    fn by(meta: &Meta, query: &str, purpose: &str) -> Self {
        Self {
            event: meta.id.to_string(),
            agency: meta.agency.clone(),
            worker: meta.worker.clone(),
            role: meta.role.into(),
            query: query.to_owned(),
            purpose: purpose.to_owned(),
            shown: Vec::new(),
            policies: Vec::new(),
            export: None,
        }
    }

    /// As clients see it.
    #[must_use]
    pub fn into_wire(self, at: Timestamp) -> Look {
        Look {
            event_id: self.event,
            at: Some(wire(at)),
            agency_id: self.agency,
            worker_id: self.worker,
            role: Role::try_from(self.role).unwrap_or_default().into(),
            query: self.query,
            purpose: self.purpose,
            shown: self.shown,
            policy_ids: self.policies,
            export: self.export,
        }
    }
}
