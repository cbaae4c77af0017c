//! The caseload: who is on which scheme, in which borough, since when.

use jiff::Timestamp;
use proto::{
    any::AnyEvent,
    envelope::Recorded,
    oversight::Case,
    referrals::{CaseClosed, ReferralAccepted, ReferralMade},
    time::wire,
};
use serde::{Deserialize, Serialize};

use crate::store::{self, StoreError, Work};

const CASES: u8 = b'c';

/// A referral and the case that it opened.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptCase {
    referral: String,
    person: String,
    scheme: String,
    agency: String,
    /// The borough that holds it.
    pub borough: String,
    opened: Option<Moment>,
    closed: Option<Moment>,
}

/// When something happened, and when it became known.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Moment {
    happened: Timestamp,
    known: Timestamp,
}

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let meta = &recorded.meta;
    let moment = Moment { happened: meta.occurred.end, known: meta.recorded_at };
    let referral = meta.stream.as_str();
    if let Some(made) = recorded.event.get::<ReferralMade>() {
        let case = KeptCase {
            referral: referral.into(),
            person: made.person_id.clone(),
            scheme: made.scheme_id.clone(),
            agency: made.to_agency_id.clone(),
            borough: made.borough.clone(),
            opened: None,
            closed: None,
        };
        return put(work, referral, &case);
    }
    if recorded.event.get::<ReferralAccepted>().is_some()
        && let Some(mut case) = get(work, referral)?
    {
        case.opened = Some(moment);
        return put(work, referral, &case);
    }
    if recorded.event.get::<CaseClosed>().is_some()
        && let Some(mut case) = get(work, referral)?
    {
        case.closed = Some(moment);
        return put(work, referral, &case);
    }
    Ok(())
}

/// The cases open at `as_at`, as far as was known at `as_known_at`, in the
/// order of their ids.
///
/// # Errors
/// If the store fails.
pub fn open(
    work: &Work<'_>,
    scheme: &str,
    borough: &str,
    as_at: Timestamp,
    as_known_at: Timestamp,
) -> Result<Vec<KeptCase>, StoreError> {
    let stood = |moment: Option<Moment>| {
        moment.is_some_and(|m| m.happened <= as_at && m.known <= as_known_at)
    };
    let mut open = Vec::new();
    for item in work.scan(&[CASES]) {
        let (key, value) = item?;
        let case: KeptCase = serde_json::from_slice(&value)
            .map_err(|_| StoreError::Value(String::from_utf8_lossy(&key).into_owned()))?;
        let wanted = (scheme.is_empty() || case.scheme == scheme)
            && (borough.is_empty() || case.borough == borough);
        if wanted && stood(case.opened) && !stood(case.closed) {
            open.push(case);
        }
    }
    Ok(open)
}

impl KeptCase {
    /// The case as clients see it.
    #[must_use]
    pub fn to_wire(&self) -> Case {
        Case {
            referral_id: self.referral.clone(),
            person_id: self.person.clone(),
            scheme_id: self.scheme.clone(),
            agency_id: self.agency.clone(),
            borough: self.borough.clone(),
            opened: self.opened.map(|m| wire(m.happened)),
            closed: self.closed.map(|m| wire(m.happened)),
        }
    }

    /// The referral's id, by which pages go on.
    #[must_use]
    pub fn referral(&self) -> &str {
        &self.referral
    }
}

fn get(work: &Work<'_>, referral: &str) -> Result<Option<KeptCase>, StoreError> {
    work.get(&store::key(CASES, &[referral]))?
        .map(|bytes| {
            serde_json::from_slice(&bytes).map_err(|_| StoreError::Value(referral.to_owned()))
        })
        .transpose()
}

fn put(work: &mut Work<'_>, referral: &str, case: &KeptCase) -> Result<(), StoreError> {
    let value = serde_json::to_vec(case).map_err(|_| StoreError::Value(referral.to_owned()))?;
    work.put(store::key(CASES, &[referral]), value);
    Ok(())
}
