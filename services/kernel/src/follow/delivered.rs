//! What a follower is handed: events, and how far it is once it took them.

use std::{collections::BTreeMap, fmt::Write as _};

use async_nats::{Message, Subject};
use bytes::Bytes;
use proto::{
    any::LOGS,
    envelope::{Envelope, Unreadable},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::nats::{context_of, position_of};

/// How far a follower is. It is stored in the transaction that stores what the
/// events changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// By context, the position up to which every event is applied.
    pub positions: BTreeMap<String, u64>,
    /// A sequence of the stream up to which there is nothing new; 0 if unknown.
    pub stream_seq_hint: u64,
    /// By what the message at that sequence is known again. A stream that was
    /// made anew has another message there, and is read from its start.
    pub hint_digest: String,
}

impl Checkpoint {
    /// The last position applied of a context.
    #[must_use]
    pub fn position(&self, context: &str) -> u64 {
        self.positions.get(context).copied().unwrap_or_default()
    }
}

/// Events to be applied together.
#[derive(Debug)]
pub struct Batch {
    /// The events; those of one context are in order and without a gap.
    pub events: Vec<Delivered>,
    /// How far the follower is once all of them are applied.
    pub checkpoint: Checkpoint,
}

/// A message of the event stream.
pub struct Delivered {
    /// Its number in the stream, by which one that has no position is kept.
    pub stream_seq: u64,
    /// The context, read from the subject.
    pub context: String,
    /// Its position in the context's log, if this build knows of such a log. A message
    /// without one moves no checkpoint and may be delivered more than once.
    pub position: Option<u64>,
    /// The subject.
    pub subject: Subject,
    /// The bytes as published.
    pub payload: Bytes,
    /// The event, or why it is none that this build can read. The latter is to
    /// be set aside.
    pub envelope: Result<Envelope, Unreadable>,
}

// Payloads hold what people said, so only where a message stands is printed.
impl std::fmt::Debug for Delivered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Delivered")
            .field("stream_seq", &self.stream_seq)
            .field("context", &self.context)
            .field("position", &self.position)
            .field("readable", &self.envelope.is_ok())
            .finish_non_exhaustive()
    }
}

impl Delivered {
    /// Reads a message of the stream.
    ///
    /// Servers check who publishes on which subject, so the subject says which
    /// context speaks, and an envelope that claims another is not believed.
    pub(crate) fn read(stream_seq: u64, message: Message) -> Self {
        let subject = message.subject;
        let context = context_of(&subject).unwrap_or_default().to_owned();
        let told = position_of(message.headers.as_ref());
        let envelope = Envelope::parse(&message.payload).and_then(|envelope| {
            let meta = &envelope.meta;
            if meta.context() != context {
                Err(Unreadable::Field("type"))
            } else if told.is_some_and(|told| told != meta.position) {
                Err(Unreadable::Field("position"))
            } else {
                Ok(envelope)
            }
        });
        let position = envelope.as_ref().map_or(told, |envelope| Some(envelope.meta.position));
        // Were a place kept for every name that a publisher may make up, there would be no end.
        let position = position.filter(|_| has_a_log(&context));
        Self { stream_seq, context, position, subject, payload: message.payload, envelope }
    }

    /// What must stay in memory while it is held.
    pub(crate) fn size(&self) -> usize {
        // The envelope is a second copy of what the payload says.
        size_of::<Self>() + self.subject.len() + 2 * self.payload.len()
    }

    pub(crate) fn trace(&self) -> Trace {
        let Self { stream_seq, subject, payload, .. } = self;
        Trace { stream_seq: *stream_seq, subject: subject.clone(), payload: payload.clone() }
    }
}

fn has_a_log(context: &str) -> bool {
    LOGS.contains(&context)
}

/// What is needed to know a message again.
#[derive(Clone)]
pub struct Trace {
    /// Its number in the stream.
    pub stream_seq: u64,
    subject: Subject,
    payload: Bytes,
}

impl Trace {
    /// The digest to remember it by.
    pub fn digest(&self) -> String {
        digest(&self.subject, &self.payload)
    }
}

/// The digest by which a message is known again.
pub fn digest(subject: &str, payload: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(subject.as_bytes());
    hash.update([0]);
    hash.update(payload);
    hash.finalize().iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(subject: &str, position: &str) -> Delivered {
        let mut headers = async_nats::HeaderMap::new();
        headers.insert(crate::nats::POSITION_HEADER, position);
        let message = Message {
            subject: subject.into(),
            reply: None,
            payload: Bytes::from_static(b"{"),
            headers: Some(headers),
            status: None,
            description: None,
            length: 0,
        };
        Delivered::read(1, message)
    }

    #[test]
    fn only_a_log_that_is_known_has_places() {
        for context in LOGS {
            let delivered = read(&format!("candour.events.{context}.1.x"), "7");
            assert_eq!(delivered.position, Some(7), "{context}");
        }
        let made_up = read("candour.events.made-up.1.x", "7");
        assert_eq!((made_up.position, made_up.context.as_str()), (None, "made-up"));
        assert!(made_up.envelope.is_err());
    }
}
