//! Events that are on record and of which only the envelope can be read, as when a
//! newer build said them: whatever they may bear on is judged as incomplete.

use proto::{
    Named as _,
    envelope::{Envelope, Meta},
    referrals::ContactRecorded,
};

use super::touched::{Touched, anchor_at};
use crate::{
    events::Events,
    rules::{RULES, part, reads},
    store::{StoreError, Work},
};

/// Notes what was set aside at a place, if its envelope says whom or what it is about;
/// what it may bear on is added to `touched`.
///
/// # Errors
/// If the store fails.
pub fn note(
    touched: &mut Touched,
    events: &mut Events,
    work: &mut Work<'_>,
    place: &str,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let Ok(Envelope { meta, .. }) = Envelope::parse(bytes) else { return Ok(()) };
    events.note_unheard(work, place, &meta)?;
    touch(touched, events, work, &meta)
}

/// Adds what an event may bear on of which only the envelope could be read: all that is
/// judged of its stream and its person by rules that read its context.
fn touch(
    touched: &mut Touched,
    events: &mut Events,
    work: &Work<'_>,
    meta: &Meta,
) -> Result<(), StoreError> {
    let (stream, person) = (meta.stream.as_str(), meta.person.as_str());
    let reading = RULES.iter().enumerate().filter(|(_, rule)| reads(rule, meta.context()));
    for (number, rule) in reading {
        if let Some(windows) = rule.windows {
            for subject in [stream, person].into_iter().filter(|id| id.starts_with(windows.of)) {
                for window in windows.touched_by(ContactRecorded::KIND, meta.occurred.end) {
                    touched.insert(subject, part(subject, window), number);
                }
            }
            continue;
        }
        for subject in [stream, person].into_iter().filter(|id| !id.is_empty()) {
            for kind in rule.anchors {
                for place in events.places(work, subject, kind)? {
                    let anchor = anchor_at(events, work, rule, &place)?;
                    touched.insert(person, anchor, number);
                }
            }
        }
    }
    Ok(())
}
