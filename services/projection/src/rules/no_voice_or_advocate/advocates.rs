//! Advocates who were offered to a person.

use proto::referrals::{AdvocateOffered, Offer, RepresentativeAppointed, RepresentativeKind};

use super::{super::in_time::InTime, Heard};
use crate::history::{History, Seen};

/// The offers for one of these things, or for none that the record names. One
/// who has an advocate was offered one.
pub(super) fn offers<'a>(history: &'a History, person_id: &str, about: &[&str]) -> Vec<Heard<'a>> {
    let offers = history
        .of::<AdvocateOffered>()
        .filter(|offer| offer.event.person_id == person_id)
        .filter_map(|offer| weigh(offer, about));
    let appointed = history
        .of::<RepresentativeAppointed>()
        .filter(|appointed| {
            appointed.event.person_id == person_id
                && appointed.event.kind() == RepresentativeKind::Advocate
        })
        .map(|appointed| Heard {
            seen: appointed.of_any_kind(),
            weight: InTime::Yes,
            shows: "The person has an advocate.",
        });
    offers.chain(appointed).collect()
}

fn weigh<'a>(offer: Seen<'a, AdvocateOffered>, about: &[&str]) -> Option<Heard<'a>> {
    let named = offer.event.about_id.as_str();
    if !named.is_empty() && !about.contains(&named) {
        return None;
    }
    let (weight, shows) = match offer.event.response() {
        Offer::Accepted | Offer::Declined if named.is_empty() => {
            (InTime::Unclear, "An advocate was offered; the record does not say for what.")
        }
        Offer::Accepted => (InTime::Yes, "An advocate was offered and accepted."),
        Offer::Declined => (InTime::Yes, "An advocate was offered and declined."),
        Offer::NotOffered => (InTime::No, "No advocate was offered."),
        Offer::NotRecorded | Offer::Unspecified => {
            (InTime::Unclear, "Whether an advocate was offered is not recorded.")
        }
    };
    Some(Heard { seen: offer.of_any_kind(), weight, shows })
}
