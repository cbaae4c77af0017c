//! What the rules about disclosures share.

use proto::panel::{
    AgencyKind, AgencyRegistered, Article6, Article9, ConfidentialityGround, DisclosureMade,
};

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

/// Whether a recipient is police or a vendor, who give no care.
#[must_use]
pub fn is_police_or_vendor(kind: AgencyKind) -> bool {
    matches!(kind, AgencyKind::Police | AgencyKind::Vendor)
}

/// Whether a disclosure says that it rests on consent.
#[must_use]
pub fn claims_consent(made: &DisclosureMade) -> bool {
    made.article_6() == Article6::Consent
        || made.article_9() == Article9::ExplicitConsent
        || made.confidentiality_ground() == ConfidentialityGround::Consent
}

/// Whether a disclosure says that it was made to save a life.
#[must_use]
pub fn is_vital(made: &DisclosureMade) -> bool {
    made.article_6() == Article6::VitalInterests && made.article_9() == Article9::VitalInterests
}

/// Of basis, condition and ground, what a disclosure does not state, or states
/// and cannot hold.
#[must_use]
pub fn unstated(made: &DisclosureMade, kind: AgencyKind) -> Vec<&'static str> {
    let ground = match made.confidentiality_ground() {
        ConfidentialityGround::Unspecified => Some("no ground in confidentiality"),
        // Neither gives care, so nobody implies consent to it by seeking care.
        ConfidentialityGround::DirectCare if is_police_or_vendor(kind) => {
            Some("on a ground of direct care that the recipient does not give")
        }
        _ => None,
    };
    let basis = made.article_6() == Article6::Unspecified;
    let condition = made.article_9() == Article9::Unspecified;
    basis
        .then_some("no lawful basis")
        .into_iter()
        .chain(condition.then_some("no condition for health data"))
        .chain(ground)
        .collect()
}
