//! Takes what was delivered: into views, into what rules read, or to what is set aside.

use std::sync::Arc;

use bytes::Bytes;
use kernel::follow::Delivered;
use proto::{Event as _, any::AnyEvent, envelope::Unreadable, oversight::Event};
use tokio::task::spawn_blocking;

use super::Projector;
use crate::{
    aside,
    history::Entry,
    judge::{Touched, unheard},
    labelling::{self, Wording},
    store::{StoreError, Work},
    views,
};

/// From how many events on it is worth another thread to work out views.
const MANY: usize = 32;

/// What a batch of events brought.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// What is to be judged.
    pub(super) touched: Touched,
    /// What the labeller is to read.
    pub(super) wordings: Vec<Wording>,
}

/// What was delivered, and the event in it if it can be read.
struct Message {
    context: String,
    /// Where it is in its log, if it says so.
    position: Option<u64>,
    /// What it is called when it is set aside.
    place: String,
    payload: Bytes,
    event: Result<Entry, Unreadable>,
}

impl Message {
    fn read(delivered: Delivered) -> Option<Self> {
        // The projection's own events come by as well. They are read from its log.
        if delivered.context == Event::CONTEXT {
            return None;
        }
        Some(Self {
            place: format!("{} {}", delivered.context, delivered.stream_seq),
            context: delivered.context,
            position: delivered.position,
            payload: delivered.payload,
            event: delivered.envelope.and_then(AnyEvent::read).map(Arc::new),
        })
    }
}

impl Projector {
    /// Takes what was delivered into `work`, in which nothing is yet; what it touches and what
    /// it says is added to `taken`.
    ///
    /// Views and what rules read know nothing of each other, so of many events both are
    /// worked out at once.
    pub(super) async fn take_all(
        &mut self,
        work: &mut Work<'_>,
        delivered: Vec<Delivered>,
        taken: &mut Taken,
    ) -> Result<(), StoreError> {
        let messages: Vec<Message> = delivered.into_iter().filter_map(Message::read).collect();
        let mut read = messages.iter().filter_map(|message| message.event.as_ref().ok());
        if messages.len() < MANY {
            read.try_for_each(|recorded| views::fold(work, recorded))?;
            return messages.into_iter().try_for_each(|message| self.take(work, message, taken));
        }
        let (store, read) = (self.store.clone(), read.cloned().collect::<Vec<Entry>>());
        let folded = spawn_blocking(move || {
            let mut work = store.work();
            read.iter().try_for_each(|recorded| views::fold(&mut work, recorded))?;
            Ok::<_, StoreError>(work.into_changes())
        });
        let took = messages.into_iter().try_for_each(|message| self.take(work, message, taken));
        work.add(folded.await??);
        took
    }

    /// Takes one message.
    fn take(
        &mut self,
        work: &mut Work<'_>,
        message: Message,
        taken: &mut Taken,
    ) -> Result<(), StoreError> {
        match message.event {
            Ok(recorded) => {
                self.events.keep(work, &recorded, &message.payload)?;
                self.catching_up.touch(&mut taken.touched, &mut self.events, work, &recorded)?;
                taken.wordings.extend(labelling::wording(&recorded));
                Ok(())
            }
            Err(error) => {
                aside::put(work, &message.place, &error, self.desk.clock().now())?;
                let Some(position) = message.position else { return Ok(()) };
                let (at, bytes) = ((message.context.as_str(), position), &message.payload);
                unheard::note(&mut taken.touched, &mut self.events, work, at, bytes)
            }
        }
    }
}
