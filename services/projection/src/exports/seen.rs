//! An event of a case, as one asker sees it.

use jiff::Timestamp;
use proto::{
    Named,
    any::AnyEvent,
    common::{EventRecord, Text},
    time::maybe,
};
use serde_json::{Value, value::RawValue};

/// An event as it is shown, with its own fields where those are.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The event as a timeline shows it.
    pub record: EventRecord,
    event: Option<AnyEvent>,
}

impl Seen {
    /// An event as a timeline shows it.
    #[must_use]
    pub fn new(record: EventRecord) -> Self {
        let data = serde_json::from_str::<&RawValue>(&record.data).ok();
        let event = data.and_then(|data| AnyEvent::from_json(&record.r#type, data));
        // Of what is hidden only ids are there, and they make no event.
        let event = event.filter(|event| record.hidden().all(|class| class != event.tells()));
        Self { record, event }
    }

    /// The event as a message of type `T`, if it is one and its fields are shown.
    #[must_use]
    pub fn get<T: Named>(&self) -> Option<&T> {
        self.event.as_ref()?.get()
    }

    /// Whether its own fields are shown.
    #[must_use]
    pub fn is_shown(&self) -> bool {
        self.event.is_some()
    }

    /// Whether nothing of it is hidden, and yet it cannot be read: a newer build said it, or
    /// its fields are damaged.
    #[must_use]
    pub fn is_unread(&self) -> bool {
        self.event.is_none() && self.record.hidden.is_empty()
    }

    /// The last part of its type, such as `ContactRecorded`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.record.r#type.rsplit('.').next().unwrap_or_default()
    }

    /// When it had happened; when it was recorded, where that cannot be read.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        let occurred = self.record.occurred.as_ref();
        let end = occurred.and_then(|o| maybe(o.end.as_ref()).or_else(|| maybe(o.start.as_ref())));
        end.or_else(|| maybe(self.record.recorded_at.as_ref())).unwrap_or_default()
    }

    /// Its own fields as they are shown.
    ///
    /// # Errors
    /// If they are no JSON.
    pub fn data(&self) -> Result<Value, serde_json::Error> {
        serde_json::from_str(&self.record.data)
    }
}

/// The words, where they are shown.
#[must_use]
pub fn plain(text: Option<&Text>) -> Option<String> {
    text.and_then(Text::as_plain).filter(|words| !words.is_empty()).map(ToOwned::to_owned)
}

/// Events for tests.
#[cfg(test)]
pub mod tests {
    use proto::{
        Event,
        common::{Class, Occurred, Role},
        ids::StreamId,
        time::wire,
    };
    use uuid::Uuid;

    use super::*;

    /// An id of a noun.
    pub fn id(noun: &str, n: u128) -> String {
        StreamId::new(noun, Uuid::from_u128(n)).to_string()
    }

    /// An event as somebody sees it who sees all, on a day of January 2021.
    pub fn seen(day: i8, stream: &str, event: impl Event) -> Seen {
        let at: Timestamp = format!("2021-01-{day:02}T09:00:00Z").parse().unwrap();
        Seen::new(EventRecord {
            event_id: Uuid::new_v8(proto_hash(event.type_name(), day, stream)).to_string(),
            r#type: event.type_name().into(),
            stream_id: stream.into(),
            stream_version: 1,
            position: 1,
            occurred: Some(Occurred { start: Some(wire(at)), ..Occurred::default() }),
            recorded_at: Some(wire(at)),
            person_id: id("person", 1),
            agency_id: id("agency", 1),
            worker_id: id("worker", 1),
            role: Role::CareCoordinator.into(),
            data: event.to_json().unwrap().get().to_owned(),
            ..EventRecord::default()
        })
    }

    fn proto_hash(type_name: &str, day: i8, stream: &str) -> [u8; 16] {
        use sha2::{Digest as _, Sha256};
        let hash = Sha256::digest(format!("{type_name} {day} {stream}"));
        hash[..16].try_into().unwrap()
    }

    /// The same as somebody sees it to whom a part is not shown.
    pub fn without(seen: Seen, class: Class) -> Seen {
        let mut record = seen.record;
        record.hidden.push(class.into());
        Seen::new(record)
    }

    #[test]
    fn an_event_whose_fields_are_hidden_is_none() {
        let contact = proto::referrals::ContactRecorded::default();
        let shown = seen(1, &id("person", 1), proto::referrals::Event::from(contact));
        assert!(shown.get::<proto::referrals::ContactRecorded>().is_some());
        let words = without(shown.clone(), Class::Narrative);
        assert!(words.is_shown());
        assert!(!without(shown, Class::Clinical).is_shown());
    }

    #[test]
    fn an_event_of_tomorrow_is_told_of_and_not_read() {
        let contact = proto::referrals::ContactRecorded::default();
        let mut record = seen(1, &id("person", 1), proto::referrals::Event::from(contact)).record;
        record.r#type = "candour.referrals.v1.Unheard".into();
        assert!(!Seen::new(record.clone()).is_shown());
        record.data = "{".into();
        assert!(Seen::new(record).data().is_err());
    }
}
