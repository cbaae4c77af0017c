//! Advocates who were offered to a person.

use proto::{
    referrals::{
        AdvocateOffered, Offer, RepresentationEnded, RepresentativeAppointed, RepresentativeKind,
    },
    time::Span,
};

use super::{
    super::{
        in_time::InTime,
        standing::{Standing, Term},
    },
    Heard,
};
use crate::history::{History, Seen};

/// The offers for one of these things, or for none that the record names. One
/// who has an advocate was offered one.
pub(super) fn offers<'a>(
    history: &'a History,
    person_id: &str,
    about: &[&str],
    decided: &Span,
) -> Vec<Heard<'a>> {
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
        .map(|appointed| acting(history, appointed, decided));
    offers.chain(appointed).collect()
}

/// An advocate who acted for the person when it was decided, or no longer did.
fn acting<'a>(
    history: &'a History,
    appointed: Seen<'a, RepresentativeAppointed>,
    decided: &Span,
) -> Heard<'a> {
    let ended = history
        .of::<RepresentationEnded>()
        .find(|ended| ended.event.representative_id == appointed.event.representative_id);
    let term = Term::since(appointed.meta)
        .within(appointed.event.period.as_ref())
        .ended_by(ended.map(|ended| ended.meta));
    let (weight, shows) = match term.at(decided) {
        // One who came after it, though on its day, is weighed by the day.
        _ if term.began_after(decided) => (InTime::Yes, "The person has an advocate."),
        Standing::Yes => (InTime::Yes, "The person has an advocate."),
        Standing::Unclear => {
            (InTime::Unclear, "The record does not say whether an advocate still acted.")
        }
        Standing::No => (InTime::No, "The person's advocate no longer acted for them."),
    };
    Heard { seen: appointed.of_any_kind(), weight, shows }
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
