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
    events::{self, Kinds, Neighbours, Place},
    store::{StoreError, Work},
};

/// A place in a timeline: effective time, context, position.
pub type At = (Timestamp, String, u64);

/// Which of a person's events are asked for.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// The day asked about.
    pub as_of: AsOf,
    /// Their kinds.
    pub kinds: Kinds,
    /// Nothing that happened before.
    pub from: Timestamp,
    /// Only of this stream; empty for all.
    pub stream: &'a str,
    /// From the newest back to the oldest.
    pub newest_first: bool,
}

/// Up to `limit` events of a person after `after`. A person may have several entries in
/// the register.
///
/// # Errors
/// If the store fails.
pub fn read(
    work: &Work<'_>,
    entries: &[String],
    wanted: &Wanted<'_>,
    after: Option<&At>,
    limit: usize,
) -> Result<Vec<(At, Envelope)>, StoreError> {
    let mut places: Vec<Place> = Vec::new();
    for entry in entries {
        // Those that are not asked for are never read.
        let of_entry = events::all_places(work, entry)?.into_iter();
        places.extend(of_entry.filter(|place| wanted.holds(place)));
    }
    places.sort();
    // A link of two entries is an event of both.
    places.dedup();
    if wanted.newest_first {
        places.reverse();
    }
    let passed = |place: &Place| {
        let after = after.map(|(at, context, position)| (*at, context.as_str(), *position));
        let place = (place.at, place.context, place.position);
        after.is_some_and(|at| if wanted.newest_first { place >= at } else { place <= at })
    };
    let mut found = Vec::new();
    let mut neighbours = Neighbours::default();
    for place in places.iter().skip_while(|place| passed(place)) {
        if found.len() == limit {
            break;
        }
        let at = (place.context, place.position);
        let envelope = neighbours.envelope(work, at, place.in_page)?;
        let meta = &envelope.meta;
        let about_the_person = entries.contains(&meta.person);
        let AsOf { at, known_at } = wanted.as_of;
        if about_the_person && meta.occurred.start <= at && meta.recorded_at <= known_at {
            found.push(((place.at, place.context.to_owned(), place.position), envelope));
        }
    }
    Ok(found)
}

impl Wanted<'_> {
    fn holds(&self, place: &Place) -> bool {
        is_an_act(place.context, &place.stream)
            && place.is_of(&self.kinds)
            && place.at >= self.from
            && (self.stream.is_empty() || *place.stream == *self.stream)
    }
}

/// What the projection itself says of agencies' acts is no act of theirs; of what is in its
/// log, that a record was opened in an emergency is one, and its review.
#[must_use]
pub fn is_an_act(context: &str, stream: &str) -> bool {
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

#[cfg(test)]
#[path = "timeline/tests.rs"]
mod tests;
