//! Rows of an import: each is told whether it is new, and can be tried out with
//! nothing stored.
//!
//! A row goes the same way as any request. What differs is by what it is known
//! again: a row is what its source says, whoever of the agency brings it, so its
//! key is made of what the caller says that the row is.

use proto::{Command, common::Receipt, envelope::Recorded};

use super::{
    Answered, Asked, ExecuteError, Executor,
    fact::{key_hint, parts, stream_id},
};
use crate::{
    decider::Decider,
    log::{EventLog, RequestKey},
    principal::Principal,
    seal::check_words,
};

/// Whether the key of the person whom a row is about is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonKey {
    /// It is, or else the row is refused.
    There,
    /// It would be made with the person, before the row is taken in.
    WouldBeMade,
}

impl<D: Decider, L: EventLog> Executor<D, L> {
    /// By what a row is known again: its request id and `body`, within an agency.
    #[must_use]
    pub fn row_key(
        &self,
        by: &Principal,
        rpc: &'static str,
        request_id: &str,
        body: &[u8],
    ) -> RequestKey {
        // Whoever exports the same file next month may be somebody else.
        let (id, body) = self.desk.macs.request_key(&by.agency_id, "", rpc, request_id, body);
        RequestKey { id, body }
    }

    /// What a row was answered when it was taken in, if it was.
    ///
    /// # Errors
    /// If it was taken in and read otherwise then, or the log cannot be read.
    pub async fn row_before(&self, key: &RequestKey) -> Result<Option<Receipt>, ExecuteError> {
        match self.desk.log.answered(key).await? {
            Some(appended) => Ok(Some(self.receipt(&appended).await?)),
            None => Ok(None),
        }
    }

    /// Takes a row in, and says whether it had been before.
    ///
    /// # Errors
    /// If it is malformed, refused, or the machine fails.
    pub async fn take_in<C: Command>(
        &self,
        by: Principal,
        key: RequestKey,
        row: C,
        to_command: impl Fn(C::Fact) -> D::Command + Send,
    ) -> Result<Answered, ExecuteError> {
        let (act, fact) = parts(row)?;
        self.answer(by, &act, fact, key, to_command).await
    }

    /// The events that would follow from a row, were those of `before` on its
    /// stream. Nothing is stored and no key is made.
    ///
    /// # Errors
    /// As for [`Executor::take_in`].
    pub async fn try_out<C: Command>(
        &self,
        by: Principal,
        before: &[D::Event],
        person_key: PersonKey,
        row: C,
        to_command: impl Fn(C::Fact) -> D::Command + Send,
    ) -> Result<Vec<D::Event>, ExecuteError> {
        let (act, mut fact) = parts(row)?;
        let said = self.circumstances(by, &act)?;
        let stream = stream_id::<D, _>(&mut fact, &said)?;
        let (version, mut state) = self.versioned(&stream).await?;
        let key_hint = key_hint(&fact);
        let request = RequestKey { id: [0; 32], body: [0; 32] };
        let asked = Asked { act: &act, request, key_hint, cause: None };
        for event in before {
            let meta = self.meta(&stream, event, &said, &asked);
            std::sync::Arc::make_mut(&mut state).evolve(&Recorded { meta, event: event.clone() });
        }
        let events = self.decide(version, &state, to_command(fact), &said, &act)?;
        for event in &events {
            let mut words = event.clone();
            match person_key {
                PersonKey::There => {
                    let person = person_of(event).or(asked.key_hint.as_deref());
                    self.desk.sealer.seal(person.unwrap_or_default(), &mut words, false).await?;
                }
                PersonKey::WouldBeMade => {
                    check_words(&mut words)?;
                }
            }
        }
        Ok(events)
    }
}

/// Whom an event is about.
fn person_of<E: proto::Event>(event: &E) -> Option<&str> {
    Some(event.person_id()).filter(|person| !person.is_empty())
}
