//! An event as it is stored and published: one encoding, the same bytes.
//!
//! CloudEvents 1.0, structured JSON. `position` and `streamversion` are known
//! only when the log takes the event, so a [`Draft`] holds all the rest and
//! the log puts those two in front. They are text, since CloudEvents integers
//! end at 2^31.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Event,
    common::{EventRecord, Mode, Precision, Role, Source},
    ids::StreamId,
    time::{self, Span},
};

/// Subjects are spread over this many shards.
pub const SHARDS: u16 = 64;

/// The largest record that a log takes, in bytes; larger values would go to
/// files that the store never syncs.
pub const MAX_RECORD: usize = 64 * 1024;

/// What surrounds an event's own fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Meta {
    /// The event's id, a UUIDv7.
    pub id: Uuid,
    /// The full type name, such as `candour.referrals.v1.ContactRecorded`.
    pub type_name: String,
    /// The stream that it belongs to.
    pub stream: StreamId,
    /// Its number in that stream, from 1.
    pub version: u64,
    /// Its number in its context's log, from 1.
    pub position: u64,
    /// When it happened.
    pub occurred: Span,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The person whom it is about; empty if it is about none.
    pub person: String,
    /// The agency that said it.
    pub agency: String,
    /// The worker who said it.
    pub worker: String,
    /// The role in which it was said.
    pub role: Role,
    /// Whether it was done or recorded.
    pub mode: Mode,
    /// Where a recorded fact comes from.
    pub source: Option<Source>,
    /// The event that caused it, if one did.
    pub causation: Option<String>,
    /// What it belongs together with: the request that it came from.
    pub correlation: String,
}

impl Meta {
    /// Of what a service itself says at a moment, with nobody asking for it. What is
    /// otherwise is for whoever says it.
    #[must_use]
    pub fn of_service(id: Uuid, event: &impl Event, stream: StreamId, at: Timestamp) -> Self {
        Self {
            id,
            type_name: event.type_name().into(),
            stream,
            version: 0,
            position: 0,
            occurred: Span::instant(at),
            recorded_at: at,
            person: event.person_id().into(),
            agency: String::new(),
            worker: String::new(),
            role: Role::Service,
            mode: Mode::Act,
            source: None,
            causation: None,
            correlation: String::new(),
        }
    }

    /// The context, read from the type name.
    #[must_use]
    pub fn context(&self) -> &str {
        self.type_name.split('.').nth(1).unwrap_or_default()
    }

    /// The type's last part, such as `ContactRecorded`.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.type_name.rsplit('.').next().unwrap_or_default()
    }
}

/// An event with what surrounds it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded<E> {
    /// What surrounds it.
    pub meta: Meta,
    /// The event.
    pub event: E,
}

/// Why bytes are no event.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The bytes are no CloudEvent of ours.
    #[error("the bytes are no event envelope")]
    Envelope(#[source] serde_json::Error),
    /// A field of the envelope cannot be read.
    #[error("the envelope's `{0}` cannot be read")]
    Field(&'static str),
    /// The type is not known to this build; after an upgrade it may be.
    #[error("events of type `{0}` are not known to this build")]
    UnknownType(String),
    /// The fields do not fit the type.
    #[error("the fields do not fit the type `{type_name}`")]
    Data {
        /// The type.
        type_name: String,
        /// What does not fit.
        #[source]
        source: serde_json::Error,
    },
}

#[derive(Serialize, Deserialize)]
struct Wire<'a> {
    // These two come first, so that the log can put them there.
    #[serde(skip_serializing_if = "Option::is_none", borrow)]
    position: Option<std::borrow::Cow<'a, str>>,
    #[serde(skip_serializing_if = "Option::is_none", borrow)]
    streamversion: Option<std::borrow::Cow<'a, str>>,
    specversion: std::borrow::Cow<'a, str>,
    id: Uuid,
    #[serde(rename = "type", borrow)]
    type_name: std::borrow::Cow<'a, str>,
    source: String,
    #[serde(borrow)]
    subject: std::borrow::Cow<'a, str>,
    time: Timestamp,
    datacontenttype: std::borrow::Cow<'a, str>,
    recordedat: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    occurredend: Option<Timestamp>,
    occurredprecision: String,
    #[serde(default, skip_serializing_if = "str::is_empty", borrow)]
    person: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    agency: std::borrow::Cow<'a, str>,
    #[serde(borrow)]
    actor: std::borrow::Cow<'a, str>,
    actorrole: String,
    mode: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sourcetitle: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sourceplace: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    synthetic: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    causationid: Option<String>,
    correlationid: String,
    #[serde(borrow)]
    data: &'a RawValue,
}

/// An event ready for the log, but for its position and version.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The envelope's JSON from its third field on, closing brace included.
    tail: String,
    /// The event's id.
    pub id: Uuid,
}

impl Draft {
    /// Encodes an event; `meta`'s position and version are ignored.
    ///
    /// # Errors
    /// If a field has no JSON form.
    pub fn new<E: Event>(meta: &Meta, event: &E) -> Result<Self, serde_json::Error> {
        let data = event.to_json()?;
        let source = meta.source.as_ref();
        let wire = Wire {
            position: None,
            streamversion: None,
            specversion: "1.0".into(),
            id: meta.id,
            type_name: event.type_name().into(),
            source: format!("/candour/{}", E::CONTEXT),
            subject: meta.stream.as_str().into(),
            time: meta.occurred.start,
            datacontenttype: "application/json".into(),
            recordedat: meta.recorded_at,
            occurredend: (meta.occurred.end != meta.occurred.start).then_some(meta.occurred.end),
            occurredprecision: meta.occurred.precision.as_str_name().to_owned(),
            person: event.person_id().into(),
            agency: meta.agency.as_str().into(),
            actor: meta.worker.as_str().into(),
            actorrole: meta.role.as_str_name().to_owned(),
            mode: meta.mode.as_str_name().to_owned(),
            sourcetitle: source.map(|s| s.title.clone()).filter(|s| !s.is_empty()),
            sourceplace: source.map(|s| s.place.clone()).filter(|s| !s.is_empty()),
            synthetic: source.is_some_and(|s| s.synthetic),
            causationid: meta.causation.clone(),
            correlationid: meta.correlation.clone(),
            data: &data,
        };
        let json = serde_json::to_string(&wire)?;
        let tail = json.strip_prefix('{').unwrap_or(&json).to_owned();
        Ok(Self { tail, id: meta.id })
    }

    /// The bytes as stored and published, once the log knows where.
    #[must_use]
    pub fn finish(&self, position: u64, version: u64) -> Vec<u8> {
        format!("{{\"position\":\"{position}\",\"streamversion\":\"{version}\",{}", self.tail)
            .into_bytes()
    }

    /// An upper bound of the finished size in bytes.
    #[must_use]
    pub fn size(&self) -> usize {
        // Two 20-digit numbers and the two field names.
        self.tail.len() + 80
    }
}

/// A stored event whose own fields are not read yet.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// What surrounds it.
    pub meta: Meta,
    /// Its own fields, as proto3 JSON.
    pub data: Box<RawValue>,
}

impl Envelope {
    /// Reads stored or published bytes.
    ///
    /// # Errors
    /// If they are no event envelope of ours.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unreadable> {
        let wire: Wire<'_> = serde_json::from_slice(bytes).map_err(Unreadable::Envelope)?;
        let number = |text: Option<&str>, field| {
            text.and_then(|t| t.parse::<u64>().ok())
                .filter(|n| *n > 0)
                .ok_or(Unreadable::Field(field))
        };
        let end = wire.occurredend.unwrap_or(wire.time);
        let source = wire.sourcetitle.map(|title| Source {
            title,
            place: wire.sourceplace.unwrap_or_default(),
            synthetic: wire.synthetic,
        });
        let meta = Meta {
            id: wire.id,
            type_name: wire.type_name.into_owned(),
            stream: wire.subject.parse().map_err(|_| Unreadable::Field("subject"))?,
            version: number(wire.streamversion.as_deref(), "streamversion")?,
            position: number(wire.position.as_deref(), "position")?,
            occurred: Span {
                start: wire.time,
                end,
                precision: Precision::from_str_name(&wire.occurredprecision)
                    .ok_or(Unreadable::Field("occurredprecision"))?,
            },
            recorded_at: wire.recordedat,
            person: wire.person.into_owned(),
            agency: wire.agency.into_owned(),
            worker: wire.actor.into_owned(),
            role: Role::from_str_name(&wire.actorrole).ok_or(Unreadable::Field("actorrole"))?,
            mode: Mode::from_str_name(&wire.mode).ok_or(Unreadable::Field("mode"))?,
            source,
            causation: wire.causationid,
            correlation: wire.correlationid,
        };
        Ok(Self { meta, data: wire.data.to_owned() })
    }

    /// Reads the event's own fields as an event of context `E`.
    ///
    /// # Errors
    /// If the type is not known to this build or the fields do not fit it.
    pub fn read<E: Event>(self) -> Result<Recorded<E>, Unreadable> {
        let Self { meta, data } = self;
        match E::from_json(&meta.type_name, &data) {
            Ok(Some(event)) => Ok(Recorded { meta, event }),
            Ok(None) => Err(Unreadable::UnknownType(meta.type_name)),
            Err(source) => Err(Unreadable::Data { type_name: meta.type_name, source }),
        }
    }

    /// The wire form for clients, with `data` as it stands.
    #[must_use]
    pub fn to_record(&self) -> EventRecord {
        let meta = &self.meta;
        EventRecord {
            event_id: meta.id.to_string(),
            r#type: meta.type_name.clone(),
            stream_id: meta.stream.to_string(),
            stream_version: meta.version,
            position: meta.position,
            occurred: Some(meta.occurred.into()),
            recorded_at: Some(time::wire(meta.recorded_at)),
            person_id: meta.person.clone(),
            agency_id: meta.agency.clone(),
            worker_id: meta.worker.clone(),
            role: meta.role.into(),
            source: meta.source.clone(),
            data: self.data.get().to_owned(),
            hidden: Vec::new(),
        }
    }
}

/// The subject on which an event is published.
#[must_use]
pub fn subject(meta: &Meta) -> String {
    let shard = shard(if meta.person.is_empty() { meta.stream.as_str() } else { &meta.person });
    format!("candour.events.{}.{shard}.{}", meta.context(), meta.stream)
}

/// The shard of a person or stream.
#[must_use]
pub fn shard(id: &str) -> u16 {
    let hash = Sha256::digest(id.as_bytes());
    let bytes = [hash.first().copied().unwrap_or(0), hash.get(1).copied().unwrap_or(0)];
    u16::from_be_bytes(bytes) % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{common::Text, referrals};

    fn meta() -> Meta {
        Meta {
            id: Uuid::from_u128(7),
            type_name: "candour.referrals.v1.InformationGiven".into(),
            stream: StreamId::new("person", Uuid::from_u128(1)),
            version: 3,
            position: 12,
            occurred: Span {
                start: Timestamp::UNIX_EPOCH,
                end: Timestamp::MAX,
                precision: Precision::Period,
            },
            recorded_at: Timestamp::MAX,
            person: StreamId::new("person", Uuid::from_u128(1)).to_string(),
            agency: "agency".into(),
            worker: "worker".into(),
            role: Role::CareCoordinator,
            mode: Mode::Record,
            source: Some(Source { title: "T".into(), place: "p".into(), synthetic: true }),
            causation: Some("c".into()),
            correlation: "r".into(),
        }
    }

    fn event() -> referrals::Event {
        referrals::InformationGiven {
            person_id: meta().person,
            kind: referrals::InformationKind::Leaflet.into(),
            ..Default::default()
        }
        .into()
    }

    #[test]
    fn what_is_stored_reads_back_as_what_was_said() {
        let bytes = Draft::new(&meta(), &event()).map(|d| d.finish(12, 3)).unwrap_or_default();
        let read = Envelope::parse(&bytes).and_then(Envelope::read::<referrals::Event>);
        assert_eq!(read.ok(), Some(Recorded { meta: meta(), event: event() }));
    }

    #[test]
    fn a_type_of_tomorrow_is_named_and_not_dropped() {
        let bytes = Draft::new(&meta(), &event()).map(|d| d.finish(1, 1)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).replace("InformationGiven", "Unheard");
        let read = Envelope::parse(text.as_bytes()).and_then(Envelope::read::<referrals::Event>);
        assert!(matches!(read, Err(Unreadable::UnknownType(name)) if name.ends_with("Unheard")));
    }

    #[test]
    fn garbage_is_unreadable_and_no_panic() {
        for garbage in [&b""[..], b"{}", b"\xff\xfe", b"{\"position\":\"0\"}", b"[1,2"] {
            assert!(Envelope::parse(garbage).is_err());
        }
    }

    #[test]
    fn words_do_not_show_when_an_event_is_printed() {
        let event =
            referrals::PersonRegistered { name: Some(Text::plain("a name")), ..Default::default() };
        assert!(!format!("{event:?}").contains("a name"));
    }
}
