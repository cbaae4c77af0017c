//! Publishes checkpoints on NATS, each with the proof that it contains the one before.

use std::time::Duration;

use async_nats::{HeaderMap, header::NATS_MESSAGE_ID, jetstream::stream::LastRawMessageErrorKind};
use tlog_tiles::Hash;
use tokio::time::timeout;

use super::{
    checkpoint::Checkpoint,
    keeper::{Keeper, ProofError},
};
use crate::{
    nats::{CHECKPOINTS, Link, NatsError, NatsOptions, checkpoints_of, ensure_streams},
    status::chain,
};

/// How long NATS may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Signs what the log comes to and publishes it, unless that size was published; gives
/// back false if NATS did not take it. That is said and no error: the checkpoint is in
/// its file, and the next one that is published contains it.
///
/// NATS is asked first what was published before: a log that does not contain that is
/// signed no more, and nothing new is signed before NATS has told once.
///
/// # Errors
/// If the log cannot be read, or was altered.
pub(super) async fn publish(
    keeper: &Keeper,
    nats: &NatsOptions,
    published: &mut u64,
) -> Result<bool, ProofError> {
    let context = keeper.context();
    if keeper.stored() <= *published && keeper.is_compared().await {
        return Ok(true);
    }
    let told = in_time(before(keeper, nats)).await;
    let sent = match told {
        Ok((link, earlier)) => {
            if let Some(earlier) = &earlier {
                keeper.contains(earlier.head()).await?;
            }
            keeper.compared().await;
            let before = earlier.map_or(0, |earlier| earlier.head().size);
            let Some((checkpoint, proof)) = keeper.checkpoint(before).await? else {
                return Ok(true);
            };
            let size = checkpoint.head().size;
            let sent = if before < size {
                in_time(send(&link, context, before, &proof, &checkpoint)).await
            } else {
                Ok(())
            };
            sent.map(|()| *published = size)
        }
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => Ok(true),
        Err(error) => {
            tracing::warn!(context, error = chain(&error), "a checkpoint was not published");
            match keeper.sign().await {
                // It waits for NATS, and that was said.
                Ok(()) | Err(ProofError::NotCompared) => Ok(false),
                Err(error) => Err(error),
            }
        }
    }
}

/// What NATS does in time.
async fn in_time<T>(work: impl Future<Output = Result<T, NatsError>>) -> Result<T, NatsError> {
    let late = |_| Err(NatsError::Lost("it did not answer in time".to_owned()));
    timeout(PATIENCE, work).await.unwrap_or_else(late)
}

/// A way to NATS, and the checkpoint that was last published of the log.
async fn before(
    keeper: &Keeper,
    nats: &NatsOptions,
) -> Result<(Link, Option<Checkpoint>), NatsError> {
    let context = keeper.context();
    let link = Link::open(nats, &format!("candour-proof-{context}")).await?;
    ensure_streams(&link.context, nats.replicas).await?;
    // What another key signed was said of another log.
    let earlier = last(&link, &checkpoints_of(context)).await?;
    Ok((link, earlier.filter(|c| c.signed_by(&keeper.public_key()).is_some())))
}

async fn send(
    link: &Link,
    context: &str,
    before: u64,
    proof: &[Hash],
    checkpoint: &Checkpoint,
) -> Result<(), NatsError> {
    let head = checkpoint.head();
    let message = message(before, proof, checkpoint);
    let mut headers = HeaderMap::new();
    // Once only, however often it is sent.
    headers.insert(NATS_MESSAGE_ID, format!("{}:{}", head.origin, head.size));
    let failed = NatsError::request("take a checkpoint");
    let sent = link.context.publish_with_headers(checkpoints_of(context), headers, message.into());
    sent.await.map_err(|e| failed(e.into()))?.await.map_err(|e| failed(e.into()))?;
    Ok(())
}

/// A checkpoint with the proof that it contains an earlier one: what a witness is sent, as
/// C2SP `tlog-witness` has it.
fn message(before: u64, proof: &[Hash], checkpoint: &Checkpoint) -> String {
    let proof: String = proof.iter().map(|hash| format!("{hash}\n")).collect();
    format!("old {before}\n{proof}\n{checkpoint}")
}

/// The checkpoint that was last published under a subject.
async fn last(link: &Link, subject: &str) -> Result<Option<Checkpoint>, NatsError> {
    let failed = NatsError::request("give the last checkpoint");
    let stream = link.context.get_stream_no_info(CHECKPOINTS).await;
    let stream = stream.map_err(|e| failed(e.into()))?;
    match stream.get_last_raw_message_by_subject(subject).await {
        Ok(message) => {
            let text = std::str::from_utf8(&message.payload).unwrap_or_default();
            let note = text.split_once("\n\n").map(|(_, note)| note.as_bytes());
            Ok(note.and_then(|note| Checkpoint::read(note).ok()))
        }
        Err(e) if e.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
        Err(e) => Err(failed(e.into())),
    }
}
