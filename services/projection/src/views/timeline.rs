//! A person's events, oldest first, as they were on a day and as known on a day.

use jiff::Timestamp;
use proto::envelope::Envelope;

use crate::{
    events,
    store::{StoreError, Work},
};

/// A place in a timeline: effective time, context, position.
pub type Place = (Timestamp, String, u64);

/// Up to `limit` events of a person after `after`, oldest first.
///
/// # Errors
/// If the store fails.
pub fn read(
    work: &Work<'_>,
    person: &str,
    as_at: Timestamp,
    as_known_at: Timestamp,
    after: Option<&Place>,
    limit: usize,
) -> Result<Vec<(Place, Envelope)>, StoreError> {
    let places = events::all_places(work, person)?.into_iter();
    let mut places: Vec<Place> =
        places.map(|place| (place.at, place.context.to_owned(), place.position)).collect();
    places.sort();
    let mut found = Vec::new();
    for place in places {
        if after.is_some_and(|after| place <= *after) {
            continue;
        }
        if found.len() == limit {
            break;
        }
        let bytes = events::record(work, &place.1, place.2)?;
        let envelope = Envelope::parse(&bytes)
            .map_err(|_| StoreError::Value(format!("{} {}", place.1, place.2)))?;
        let meta = &envelope.meta;
        let about_the_person = meta.person == person;
        if about_the_person && meta.occurred.start <= as_at && meta.recorded_at <= as_known_at {
            found.push((place, envelope));
        }
    }
    Ok(found)
}
