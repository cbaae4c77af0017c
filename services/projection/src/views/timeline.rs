//! A person's events, oldest first, as they were on a day and as known on a day.

use jiff::Timestamp;
use proto::{
    Event as _,
    any::AnyEvent,
    envelope::{Envelope, Recorded},
    ids::GlassId,
    oversight::Event,
};

use super::moment::AsOf;
use crate::{
    events,
    store::{StoreError, Work},
};

/// A place in a timeline: effective time, context, position.
pub type Place = (Timestamp, String, u64);

/// Up to `limit` events of a person after `after`, oldest first. A person may
/// have several entries in the register.
///
/// # Errors
/// If the store fails.
pub fn read(
    work: &Work<'_>,
    entries: &[String],
    as_of: AsOf,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<(Place, Envelope)>, StoreError> {
    let mut places: Vec<Place> = Vec::new();
    for entry in entries {
        let of_entry = events::all_places(work, entry)?.into_iter();
        let acts = of_entry.filter(|p| is_an_act(p.context, &p.stream));
        places.extend(acts.map(|p| (p.at, p.context.to_owned(), p.position)));
    }
    places.sort();
    // A link of two entries is an event of both.
    places.dedup();
    let mut found = Vec::new();
    for place in places {
        if after.is_some_and(|after| place <= *after) {
            continue;
        }
        if found.len() == limit {
            break;
        }
        let envelope = events::envelope(work, &place.1, place.2)?;
        let meta = &envelope.meta;
        let about_the_person = entries.contains(&meta.person);
        if about_the_person && meta.occurred.start <= as_of.at && meta.recorded_at <= as_of.known_at
        {
            found.push((place, envelope));
        }
    }
    Ok(found)
}

/// What the projection itself says of agencies' acts is no act of theirs; of what is in its
/// log, that a record was opened in an emergency is one, and its review.
fn is_an_act(context: &str, stream: &str) -> bool {
    context != Event::CONTEXT || stream.parse::<GlassId>().is_ok()
}

/// All contacts of a person and their corrections.
///
/// # Errors
/// If the store fails.
pub fn contacts(
    work: &Work<'_>,
    entries: &[String],
) -> Result<Vec<Recorded<AnyEvent>>, StoreError> {
    let mut found = Vec::new();
    for entry in entries {
        for place in events::all_places(work, entry)? {
            let envelope = events::envelope(work, place.context, place.position)?;
            let is_contact = matches!(envelope.meta.kind(), "ContactRecorded" | "ContactCorrected");
            if is_contact && let Ok(recorded) = AnyEvent::read(envelope) {
                found.push(recorded);
            }
        }
    }
    Ok(found)
}
