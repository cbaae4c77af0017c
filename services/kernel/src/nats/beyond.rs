//! What the stream holds of a context that its log does not: a log that was brought back
//! from an older copy lacks what came after, and the stream may still have it.

use std::time::Duration;

use async_nats::jetstream::stream::LastRawMessageErrorKind;
use bytes::Bytes;
use tokio::time::timeout;

use super::{EVENTS, Feed, Link, NatsError, NatsOptions, ensure_streams, position_of, subjects_of};

/// How many messages are taken at once.
const BULK: usize = 1_000;

/// How long NATS may take to answer, or to bring messages that were there a moment ago.
const PATIENCE: Duration = Duration::from_secs(10);

/// Hands over each event of a context that the stream holds beyond a position, in the
/// order of the stream, and gives back how many there were. Where the newest is not
/// beyond it, nothing else is read.
///
/// # Errors
/// If NATS cannot be reached, or fails.
pub async fn beyond(
    options: &NatsOptions,
    context: &str,
    position: u64,
    mut take: impl FnMut(Bytes),
) -> Result<u64, NatsError> {
    let name = format!("candour-beyond-{context}");
    let late = |_| NatsError::Lost("it did not answer in time".to_owned());
    let link = timeout(PATIENCE, Link::open(options, &name)).await.map_err(late)??;
    ensure_streams(&link.context, options.replicas).await?;
    let subjects = subjects_of(context);
    let failed = NatsError::request("give the newest event");
    let stream = link.context.get_stream_no_info(EVENTS).await.map_err(|e| failed(e.into()))?;
    let newest = match stream.get_last_raw_message_by_subject(&subjects).await {
        Ok(message) => position_of(Some(&message.headers)).unwrap_or_default(),
        Err(e) if e.kind() == LastRawMessageErrorKind::NoMessageFound => 0,
        Err(e) => return Err(failed(e.into())),
    };
    if newest <= position {
        return Ok(0);
    }
    let mut feed = Feed::open(&link, &subjects, 1, false).await?;
    let (mut pending, mut found) = (feed.waiting, 0);
    while pending > 0 {
        let some = timeout(PATIENCE, feed.next(BULK)).await;
        for sequenced in some.map_err(|_| NatsError::OutOfStep("went away while read"))?? {
            pending = sequenced.pending;
            let at = position_of(sequenced.message.headers.as_ref());
            if at.is_some_and(|at| at > position) {
                found += 1;
                take(sequenced.message.payload.clone());
            }
        }
    }
    Ok(found)
}
