//! The caseload: who is on which scheme, in which borough, since when.

use proto::{
    any::AnyEvent,
    envelope::Recorded,
    oversight::Case,
    referrals::{CaseClosed, CaseTransferred, ReferralAccepted, ReferralMade},
    time::wire,
};
use serde::{Deserialize, Serialize};

use super::{
    kept,
    moment::{AsOf, Moment},
};
use crate::{
    store::{StoreError, Work},
    table::Table,
};

const CASES: u8 = Table::Case.letter();

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

/// Takes an event into the view.
///
/// # Errors
/// If the store fails.
pub fn fold(work: &mut Work<'_>, recorded: &Recorded<AnyEvent>) -> Result<(), StoreError> {
    let meta = &recorded.meta;
    let moment = Moment::of(meta);
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
        return kept::put(work, CASES, referral, &case);
    }
    if recorded.event.get::<ReferralAccepted>().is_some()
        && let Some(mut case) = kept::get::<KeptCase>(work, CASES, referral)?
    {
        case.opened = Some(moment);
        return kept::put(work, CASES, referral, &case);
    }
    let ends = recorded.event.get::<CaseClosed>().is_some()
        || recorded.event.get::<CaseTransferred>().is_some();
    if ends && let Some(mut case) = kept::get::<KeptCase>(work, CASES, referral)? {
        case.closed = Some(moment);
        return kept::put(work, CASES, referral, &case);
    }
    Ok(())
}

/// The cases open on a day, as far as was known on another, in the order of
/// their ids.
///
/// # Errors
/// If the store fails.
pub fn open(
    work: &Work<'_>,
    scheme: &str,
    borough: &str,
    as_of: AsOf,
) -> Result<Vec<KeptCase>, StoreError> {
    let stood = |moment: Option<Moment>| moment.is_some_and(|m| m.stood(as_of));
    let mut open = Vec::new();
    for case in kept::all::<KeptCase>(work, CASES)? {
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

    /// The person whose case it is.
    #[must_use]
    pub fn person(&self) -> &str {
        &self.person
    }

    /// The referral's id, by which pages go on.
    #[must_use]
    pub fn referral(&self) -> &str {
        &self.referral
    }
}
