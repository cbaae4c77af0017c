//! How much of a log the stream really holds.
//!
//! NATS acknowledges before it syncs, so a crash may take what it confirmed,
//! and its folder may be lost altogether. Hence the relay believes no cursor
//! that the stream does not bear out.

use std::{collections::BTreeSet, time::Duration};

use bytes::Bytes;
use tokio::time::timeout;

use super::{Confirmed, RelayError, Source, Stored};
use crate::nats::{Feed, Link, NatsError, context_of, position_of, subjects_of};

/// How many messages are taken at once.
const BULK: usize = 1_000;

/// How long to wait for messages that were there a moment ago.
const PATIENCE: Duration = Duration::from_secs(10);

/// The longest prefix of the log that the stream holds.
///
/// A message count that equals the last position would prove nothing, since a
/// message that is there twice makes up for one that is not; so the headers
/// are read. A cursor that holds spares all but what came after it.
pub async fn locate<S: Source>(
    link: &Link,
    context: &str,
    source: &S,
    known: Option<Confirmed>,
) -> Result<Confirmed, RelayError> {
    let start = match known.filter(|k| k.position > 0) {
        Some(known) if holds(link, context, source, known).await? => known,
        _ => Confirmed::default(),
    };
    let found = scan(link, context, start).await?;
    if found.position == start.position || holds(link, context, source, found).await? {
        return Ok(found);
    }
    Err(RelayError::OtherLog { position: found.position })
}

/// Whether the message at a sequence is the log's event at a position.
async fn holds<S: Source>(
    link: &Link,
    context: &str,
    source: &S,
    confirmed: Confirmed,
) -> Result<bool, RelayError> {
    let Some(message) = link.message(confirmed.stream_seq).await? else { return Ok(false) };
    let position = position_of(Some(&message.headers));
    if context_of(&message.subject) != Some(context) || position != Some(confirmed.position) {
        return Ok(false);
    }
    Ok(record(source, confirmed.position).await? == Some(message.payload))
}

async fn record<S: Source>(source: &S, position: u64) -> Result<Option<Bytes>, RelayError> {
    let read = source.read_all(position, 1).await.map_err(|e| RelayError::Log(e.into()))?;
    Ok(read.into_iter().find(|r: &Stored| r.position == position).map(|r| r.bytes))
}

/// Follows the positions from a known one on, in whatever order they stand.
async fn scan(link: &Link, context: &str, start: Confirmed) -> Result<Confirmed, RelayError> {
    let from = start.stream_seq.saturating_add(1);
    let mut feed = Feed::open(link, &subjects_of(context), from, true).await?;
    let mut found = start;
    let mut beyond = BTreeSet::new();
    let mut pending = feed.waiting;
    while pending > 0 {
        let some = timeout(PATIENCE, feed.next(BULK)).await;
        for sequenced in some.map_err(|_| NatsError::OutOfStep("went away while read"))?? {
            pending = sequenced.pending;
            let position = position_of(sequenced.message.headers.as_ref());
            let Some(position) = position.filter(|p| *p > found.position) else { continue };
            beyond.insert((position, sequenced.sequence));
            while let Some((position, stream_seq)) = beyond.first().copied() {
                if position > found.position.saturating_add(1) {
                    break;
                }
                beyond.pop_first();
                if position > found.position {
                    found = Confirmed { position, stream_seq };
                }
            }
        }
    }
    Ok(found)
}
