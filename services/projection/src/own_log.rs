//! Reads the projection's own log: what the labeller found, and what people did
//! about flags. Rules judge that as they judge what others did.
//!
//! It is read here and not from the stream, so that what is found about an
//! instruction stands beside it at once, in every order of arrival.

use std::{collections::BTreeSet, sync::Arc};

use kernel::log::EventLog as _;
use proto::{
    Event as _,
    any::AnyEvent,
    envelope::{Envelope, Unreadable},
    ids::FlagId,
    oversight::{Event, InstructionLabelled},
};

use crate::{
    events::{Events, is_read},
    flags::{self, Desk, DeskError},
    judge::{CatchingUp, Touched, unheard},
    labelling,
    store::{StoreError, Work},
    views,
};

/// The last position that was read.
const READ: &[u8] = b"mown";

/// How many records are read at once.
const PAGE: usize = 500;

/// What could not be read, and where.
pub type Unread = Vec<(u64, Unreadable)>;

/// Reads on from where it left off to the log's end; what it touches is added
/// to `touched`.
///
/// # Errors
/// If the store or the log fails.
pub async fn read(
    work: &mut Work<'_>,
    events: &mut Events,
    desk: &Desk,
    touched: &mut Touched,
    catching_up: &CatchingUp,
) -> Result<Unread, DeskError> {
    let mut unread = Unread::new();
    let mut last = position(work)?;
    while last < *desk.log().head().borrow() {
        let page = desk.log().read_all(last.saturating_add(1), PAGE).await?;
        let mut flags = BTreeSet::new();
        let Some(end) = page.last().map(|record| record.position) else { break };
        for record in page {
            let recorded = match Envelope::parse(&record.bytes).and_then(AnyEvent::read) {
                Ok(recorded) => Arc::new(recorded),
                Err(error) => {
                    let at = (Event::CONTEXT, record.position);
                    unheard::note(touched, events, work, at, &record.bytes)?;
                    unread.push((record.position, error));
                    continue;
                }
            };
            if let Some(labelled) = recorded.event.get::<InstructionLabelled>() {
                labelling::note(work, labelled);
            }
            views::fold_own(work, &recorded)?;
            flags.extend(recorded.meta.stream.as_str().parse::<FlagId>());
            if is_read(&recorded.meta.type_name) {
                events.keep(work, &recorded, &record.bytes)?;
                catching_up.touch(touched, events, work, &recorded)?;
            }
        }
        for flag in flags {
            flags::note(work, desk, &flag).await?;
        }
        work.put(READ.to_vec(), end.to_be_bytes().to_vec());
        last = end;
    }
    Ok(unread)
}

/// The last position that was read.
///
/// # Errors
/// If the store fails.
pub fn position(work: &Work<'_>) -> Result<u64, StoreError> {
    let bytes = work.get(READ)?;
    Ok(bytes.and_then(|b| b.as_ref().try_into().ok()).map(u64::from_be_bytes).unwrap_or_default())
}
