//! How the log is laid out in the database: one tree, a kind of key a prefix.
//!
//! | Key                             | Value                        |
//! |---------------------------------|------------------------------|
//! | `e` position chunk              | up to [`CHUNK`] bytes        |
//! | `s` stream `0` version          | position                     |
//! | `r` request                     | body hash and answer         |
//! | `f`                             | the format's number          |
//!
//! Numbers are big-endian, so that keys sort as their numbers do.

use std::ops::RangeInclusive;

use proto::ids::StreamId;

use crate::log::{AppendError, Appended, RequestKey};

/// The longest value of one key, in bytes.
///
/// sled writes a leaf of up to 17 values as one, and puts whatever exceeds
/// 128 KiB into a file of its own, which it never syncs. Longer records are
/// therefore cut into chunks.
pub const CHUNK: usize = 4 * 1024;

/// The key of the format's number.
pub const FORMAT: &[u8] = b"f";

/// What the keys of the index of streams begin with.
pub const INDEX: &[u8] = b"s";

/// The key of one chunk of a record.
pub fn chunk(position: u64, chunk: u8) -> [u8; 10] {
    let mut key = [0; 10];
    let parts = [b'e'].into_iter().chain(position.to_be_bytes()).chain([chunk]);
    key.iter_mut().zip(parts).for_each(|(slot, byte)| *slot = byte);
    key
}

/// The keys of all records from one position to another, both included.
pub fn records(from: u64, to: u64) -> RangeInclusive<[u8; 10]> {
    chunk(from, 0)..=chunk(to, u8::MAX)
}

/// The position in the key of a chunk.
pub fn position(key: &[u8]) -> Option<u64> {
    number(key.strip_prefix(b"e")?.split_last_chunk::<1>()?.0)
}

/// The key of a stream's event.
pub fn version(stream: &StreamId, version: u64) -> Vec<u8> {
    let mut key = Vec::with_capacity(stream.as_str().len() + 10);
    key.push(b's');
    key.extend_from_slice(stream.as_str().as_bytes());
    key.push(0);
    key.extend_from_slice(&version.to_be_bytes());
    key
}

/// The keys of a stream's events from a version on.
pub fn versions(stream: &StreamId, from: u64) -> RangeInclusive<Vec<u8>> {
    version(stream, from)..=version(stream, u64::MAX)
}

/// The version in the key of a stream's event.
pub fn version_of(key: &[u8]) -> Option<u64> {
    number(key.split_last_chunk::<8>()?.1)
}

/// The key of a request.
pub fn request(id: &[u8; 32]) -> [u8; 33] {
    let mut key = [b'r'; 33];
    key.iter_mut().skip(1).zip(id).for_each(|(slot, byte)| *slot = *byte);
    key
}

/// A number as it is stored.
pub fn number(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}

/// What a request was answered, and for which body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub body: [u8; 32],
    pub appended: Appended,
}

impl Answer {
    /// This answer to the same request made once more.
    pub fn to(self, request: &RequestKey) -> Result<Appended, AppendError> {
        if self.body == request.body {
            Ok(Appended { repeated: true, ..self.appended })
        } else {
            Err(AppendError::RequestReused)
        }
    }
    pub fn to_bytes(&self) -> Vec<u8> {
        let Appended { stream, version, position, events, repeated: _ } = &self.appended;
        let mut bytes = self.body.to_vec();
        bytes.extend_from_slice(&position.to_be_bytes());
        bytes.extend_from_slice(&version.to_be_bytes());
        bytes.extend_from_slice(&events.to_be_bytes());
        bytes.extend_from_slice(stream.as_str().as_bytes());
        bytes
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (body, rest) = bytes.split_first_chunk::<32>()?;
        let (position, rest) = rest.split_first_chunk::<8>()?;
        let (version, rest) = rest.split_first_chunk::<8>()?;
        let (events, stream) = rest.split_first_chunk::<4>()?;
        let appended = Appended {
            stream: std::str::from_utf8(stream).ok()?.parse().ok()?,
            version: u64::from_be_bytes(*version),
            position: u64::from_be_bytes(*position),
            events: u32::from_be_bytes(*events),
            repeated: true,
        };
        Some(Self { body: *body, appended })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proto::ids::{PersonId, StreamId};
    use uuid::Uuid;

    use super::*;

    fn stream(number: u128) -> StreamId {
        PersonId::new(Uuid::from_u128(number)).into()
    }

    proptest! {
        #[test]
        fn positions_read_back_and_sort_as_numbers(a: u64, b: u64, first: u8, second: u8) {
            prop_assert_eq!(position(&chunk(a, first)), Some(a));
            prop_assert_eq!(chunk(a, first).cmp(&chunk(b, second)), (a, first).cmp(&(b, second)));
        }

        #[test]
        fn versions_of_one_stream_lie_together(one: u128, other: u128, a: u64, b: u64) {
            prop_assume!(one != other);
            prop_assert_eq!(version_of(&version(&stream(one), a)), Some(a));
            prop_assert!(versions(&stream(one), a).contains(&version(&stream(one), a.max(b))));
            prop_assert!(!versions(&stream(one), 0).contains(&version(&stream(other), b)));
        }

        #[test]
        fn an_answer_reads_back(body: [u8; 32], at: u64, version: u64, events: u32, id: u128) {
            let stream = stream(id);
            let appended = Appended { stream, version, position: at, events, repeated: true };
            let answer = Answer { body, appended };
            prop_assert_eq!(Answer::from_bytes(&answer.to_bytes()), Some(answer));
        }

        #[test]
        fn no_bytes_make_the_readers_panic(bytes: Vec<u8>) {
            let _ = (position(&bytes), version_of(&bytes), Answer::from_bytes(&bytes));
        }
    }
}
