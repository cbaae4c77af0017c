//! What the rules about disclosures share.

use proto::panel::{AgencyKind, AgencyRegistered, DisclosureMade};

use crate::history::{History, Seen};

/// What the recipient is: as the disclosure says, else as the register says
/// (and where), else unspecified.
pub fn recipient_kind<'a>(
    history: &'a History,
    made: &DisclosureMade,
) -> (AgencyKind, Option<Seen<'a, AgencyRegistered>>) {
    if made.to_kind() != AgencyKind::Unspecified || made.to_agency_id.is_empty() {
        return (made.to_kind(), None);
    }
    let registered = history
        .of::<AgencyRegistered>()
        .find(|seen| seen.meta.stream.as_str() == made.to_agency_id);
    (registered.map_or(AgencyKind::Unspecified, |seen| seen.event.kind()), registered)
}

/// Whether two schemes are known to be different ones.
#[must_use]
pub fn differ(one: &str, other: &str) -> bool {
    !one.is_empty() && !other.is_empty() && one != other
}
