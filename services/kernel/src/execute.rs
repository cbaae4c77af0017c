//! From a request to stored events: the one way.
//!
//! Check the form, load the state, decide, seal the words, append, answer.
//! A conflict is decided again on the new state; a request that was answered
//! before is answered the same.
//!
//! A state at hand is believed until the log says otherwise: an append that
//! rests on an older one is a conflict there, and nobody is refused, or told
//! that there is nothing to do, before the log has been asked. So a command
//! that goes through reads nothing from the disk.

mod fact;
mod rows;

use std::sync::{Arc, Mutex, PoisonError};

use proto::{
    Command, Event as _, Fact,
    common::{Act, Mode, Receipt},
    envelope::{Draft, Envelope, Meta, Recorded, Unreadable},
    ids::{NotAnId, StreamId},
    time::{self, Span},
};
use quick_cache::sync::Cache;
use tonic::{Request, Response, Status};

use self::fact::{key_hint, parts, stream_id};
pub use self::rows::PersonKey;
use crate::{
    clock::Clock,
    decider::{Circumstances, Decider, Refusal},
    log::{Append, AppendError, Appended, EventLog, ReadError, RequestKey},
    principal::{self, Principal},
    react::Cause,
    seal::{RequestMac, SealError, Sealer},
    seen, status,
};

/// How often a command is decided again after somebody else was faster. Each
/// time somebody's was stored, so it is as many as may write to one stream at
/// once and all be answered.
const RETRIES: u32 = 256;

/// States kept in memory, a stream each; all others are read again.
const CACHED_STREAMS: usize = 20_000;

/// Why a command was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum ExecuteError {
    /// The request breaks the contract's rules.
    #[error("the request breaks the rules of the contract")]
    Invalid(Vec<status::Violation>),
    /// The domain refuses.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// An id is malformed.
    #[error("the id cannot be read")]
    Id(&'static str, #[source] NotAnId),
    /// The caller's etag is not the stream's.
    #[error("the etag `{given}` is stale")]
    Stale {
        /// What the caller sent.
        given: String,
        /// What the stream has.
        current: u64,
    },
    /// The log did not take it.
    #[error("the log did not take the events")]
    Append(#[from] AppendError),
    /// The log could not be read.
    #[error("the stream could not be read")]
    Read(#[from] ReadError),
    /// A stored event cannot be read, so no decision can be based on it.
    #[error("a stored event of `{stream}` cannot be read")]
    Unreadable {
        /// The stream.
        stream: StreamId,
        /// What is wrong.
        #[source]
        source: Unreadable,
    },
    /// The words could not be sealed.
    #[error("the words could not be sealed")]
    Seal(#[from] SealError),
    /// An event has no JSON form.
    #[error("the event could not be encoded")]
    Encode(#[from] serde_json::Error),
}

/// What all executors of a service share.
#[derive(Debug)]
pub struct Desk<L> {
    /// The service's log.
    pub log: Arc<L>,
    /// The clock.
    pub clock: Clock,
    /// Seals words.
    pub sealer: Arc<Sealer>,
    /// Recognises repeated requests.
    pub macs: Arc<RequestMac>,
    /// True in the service that owns people's keys, which makes them.
    pub owns_person_keys: bool,
}

impl<L> Clone for Desk<L> {
    fn clone(&self) -> Self {
        Self {
            log: Arc::clone(&self.log),
            clock: self.clock.clone(),
            sealer: Arc::clone(&self.sealer),
            macs: Arc::clone(&self.macs),
            owns_person_keys: self.owns_person_keys,
        }
    }
}

/// What a request came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Answered {
    /// What was stored.
    pub receipt: Receipt,
    /// True if the request had been answered before.
    pub repeated: bool,
}

/// How something is asked for, besides what it is.
struct Asked<'a> {
    act: &'a Act,
    request: RequestKey,
    /// Whose key a first event's words go under.
    key_hint: Option<String>,
    /// What brought it about, if nobody asked for it.
    cause: Option<&'a Cause>,
}

impl Asked<'_> {
    fn correlation(&self) -> &str {
        let causes = self.cause.map(|cause| cause.correlation.as_str());
        causes.filter(|of| !of.is_empty()).unwrap_or(&self.act.request_id)
    }
}

/// Carries out the commands of one kind of stream.
#[derive(Debug)]
pub struct Executor<D: Decider, L> {
    desk: Desk<L>,
    states: Cache<StreamId, (u64, Arc<D>)>,
    holding: Mutex<()>,
}

impl<D: Decider, L: EventLog> Executor<D, L> {
    /// An executor over a service's log.
    #[must_use]
    pub fn new(desk: Desk<L>) -> Self {
        Self { desk, states: Cache::new(CACHED_STREAMS), holding: Mutex::new(()) }
    }

    /// Carries out a gRPC request of the form `{ act, fact }`.
    ///
    /// # Errors
    /// As a gRPC status with details: see [`status`].
    pub async fn call<C: Command>(
        &self,
        rpc: &'static str,
        request: Request<C>,
        to_command: impl Fn(C::Fact) -> D::Command + Send,
    ) -> Result<Response<C::Response>, Status> {
        let by = principal::principal(&request)?;
        let outcome = self.carry_out(rpc, by, request.into_inner(), to_command).await;
        let receipt = outcome.map_err(|error| status::from_execute(rpc, &error))?;
        let context = <D::Event as proto::Event>::CONTEXT;
        let position = receipt.position;
        let mut response = Response::new(C::response(receipt));
        seen::write(response.metadata_mut(), context, position);
        Ok(response)
    }

    /// Carries out a request on behalf of a principal.
    ///
    /// # Errors
    /// If the request is malformed, refused, or the machine fails.
    pub async fn carry_out<C: Command>(
        &self,
        rpc: &'static str,
        by: Principal,
        request: C,
        to_command: impl Fn(C::Fact) -> D::Command + Send,
    ) -> Result<Receipt, ExecuteError> {
        let body = request.encode_to_vec();
        let (act, fact) = parts(request)?;
        let (id, body) =
            self.desk.macs.request_key(&by.agency_id, &by.worker_id, rpc, &act.request_id, &body);
        let key = RequestKey { id, body };
        Ok(self.answer(by, &act, fact, key, to_command).await?.receipt)
    }

    /// Answers a request as it was answered before, or carries it out.
    async fn answer<F: Fact>(
        &self,
        by: Principal,
        act: &Act,
        mut fact: F,
        key: RequestKey,
        to_command: impl Fn(F) -> D::Command + Send,
    ) -> Result<Answered, ExecuteError> {
        match self.try_to(by, act, &mut fact, key, None, to_command).await {
            Ok(answered) => Ok(answered),
            // Made before, it is answered as it was then, whatever it would come to now.
            Err(error) => match self.desk.log.answered(&key).await? {
                Some(appended) => self.repeated(&appended).await,
                None => Err(error),
            },
        }
    }

    /// The state of a stream, for those who ask and decide nothing.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn state(&self, stream: &StreamId) -> Result<Arc<D>, ExecuteError> {
        Ok(self.versioned(stream).await?.1)
    }

    /// Decides until nobody else is faster.
    pub(crate) async fn try_to<F: Fact>(
        &self,
        by: Principal,
        act: &Act,
        fact: &mut F,
        request: RequestKey,
        cause: Option<&Cause>,
        to_command: impl Fn(F) -> D::Command + Send,
    ) -> Result<Answered, ExecuteError> {
        let said = self.circumstances(by, act)?;
        let stream = stream_id::<D, _>(fact, &said)?;
        let command = to_command(fact.clone());
        let asked = Asked { act, request, key_hint: key_hint(fact), cause };
        let mut attempt = 0;
        loop {
            match self.attempt(&stream, command.clone(), &said, &asked).await {
                Err(ExecuteError::Append(AppendError::Conflict { .. })) if attempt < RETRIES => {
                    attempt += 1;
                    self.versioned(&stream).await?;
                }
                outcome => return outcome,
            }
        }
    }

    async fn attempt(
        &self,
        stream: &StreamId,
        command: D::Command,
        said: &Circumstances,
        asked: &Asked<'_>,
    ) -> Result<Answered, ExecuteError> {
        let act = asked.act;
        let (version, state, mut events) = match self.states.get(stream) {
            Some((version, state)) => {
                match self.decide(version, &state, command.clone(), said, act) {
                    Ok(events) if !events.is_empty() => (version, state, events),
                    _ => self.decide_on_what_is_stored(stream, command, said, act).await?,
                }
            }
            None => self.decide_on_what_is_stored(stream, command, said, act).await?,
        };
        let of_stream = state.key_id().or(asked.key_hint.as_deref()).unwrap_or(&said.by.agency_id);
        let mut drafts = Vec::with_capacity(events.len());
        let mut metas = Vec::with_capacity(events.len());
        for event in &mut events {
            // Words about a person go under the person's key, whatever the stream:
            // erasing the person must erase them.
            let person = event.person_id().to_owned();
            let key_id = if person.is_empty() { of_stream } else { &person };
            // A person's key is made once, with the person, whether or not words
            // come with the registration; others when first needed.
            let of_person = key_id.starts_with("person_");
            if of_person && version == 0 && stream.noun() == "person" && self.desk.owns_person_keys
            {
                self.desk.sealer.make_key(key_id).await?;
            }
            self.desk.sealer.seal(key_id, event, !of_person).await?;
            let meta = self.meta(stream, event, said, asked);
            drafts.push(Draft::new(&meta, event)?);
            metas.push(meta);
        }
        let append =
            Append { stream: stream.clone(), expected: version, drafts, request: asked.request };
        let appended = self.desk.log.append(append).await?;
        if appended.repeated {
            return self.repeated(&appended).await;
        }
        let event_ids = metas.iter().map(|m| m.id.to_string()).collect();
        self.remember(stream, version, &state, metas, events, &appended);
        let receipt = Receipt {
            stream_id: stream.to_string(),
            etag: appended.version.to_string(),
            event_ids,
            position: appended.position,
            recorded_at: Some(time::wire(said.recorded_at)),
        };
        Ok(Answered { receipt, repeated: false })
    }

    fn decide(
        &self,
        version: u64,
        state: &D,
        command: D::Command,
        said: &Circumstances,
        act: &Act,
    ) -> Result<Vec<D::Event>, ExecuteError> {
        if !act.etag.is_empty() && act.etag != version.to_string() {
            return Err(ExecuteError::Stale { given: act.etag.clone(), current: version });
        }
        Ok(state.decide(command, said)?)
    }

    async fn decide_on_what_is_stored(
        &self,
        stream: &StreamId,
        command: D::Command,
        said: &Circumstances,
        act: &Act,
    ) -> Result<(u64, Arc<D>, Vec<D::Event>), ExecuteError> {
        let (version, state) = self.versioned(stream).await?;
        let events = self.decide(version, &state, command, said, act)?;
        Ok((version, state, events))
    }

    fn meta(
        &self,
        stream: &StreamId,
        event: &D::Event,
        said: &Circumstances,
        asked: &Asked<'_>,
    ) -> Meta {
        Meta {
            id: self.desk.clock.fresh(),
            type_name: event.type_name().to_owned(),
            stream: stream.clone(),
            version: 0,
            position: 0,
            occurred: said.occurred,
            recorded_at: said.recorded_at,
            person: event.person_id().to_owned(),
            agency: said.by.agency_id.clone(),
            worker: said.by.worker_id.clone(),
            role: said.by.role,
            mode: said.mode,
            source: asked.act.source.clone(),
            causation: asked.cause.map(|c| c.event_id.clone()).filter(|id| !id.is_empty()),
            correlation: asked.correlation().to_owned(),
        }
    }

    /// The version and the state of a stream, from memory and whatever came since.
    ///
    /// # Errors
    /// If it cannot be read.
    pub async fn versioned(&self, stream: &StreamId) -> Result<(u64, Arc<D>), ExecuteError> {
        let (mut version, mut state) =
            self.states.get(stream).unwrap_or_else(|| (0, Arc::new(D::default())));
        let newer = self.desk.log.read(stream, version).await?;
        if newer.is_empty() {
            return Ok((version, state));
        }
        let folded = Arc::make_mut(&mut state);
        for record in newer {
            let unreadable = |source| ExecuteError::Unreadable { stream: stream.clone(), source };
            let event = Envelope::parse(&record.bytes)
                .and_then(Envelope::read::<D::Event>)
                .map_err(unreadable)?;
            folded.evolve(&event);
            version = event.meta.version;
        }
        self.hold(stream, version, &state);
        Ok((version, state))
    }

    /// Keeps the state after an append, so that the next command need not read it.
    fn remember(
        &self,
        stream: &StreamId,
        before: u64,
        state: &Arc<D>,
        metas: Vec<Meta>,
        events: Vec<D::Event>,
        appended: &Appended,
    ) {
        let mut state = D::clone(state);
        let first_position = appended.position.saturating_sub(u64::from(appended.events));
        for (n, (mut meta, event)) in (1..).zip(metas.into_iter().zip(events)) {
            meta.version = before + n;
            meta.position = first_position + n;
            state.evolve(&Recorded { meta, event });
        }
        self.hold(stream, appended.version, &Arc::new(state));
    }

    /// Keeps a state at hand, unless a newer one is.
    fn hold(&self, stream: &StreamId, version: u64, state: &Arc<D>) {
        // Of two that were decided side by side, the later may come here first.
        let _one_at_a_time = self.holding.lock().unwrap_or_else(PoisonError::into_inner);
        if self.states.peek(stream).is_none_or(|(held, _)| held < version) {
            self.states.insert(stream.clone(), (version, Arc::clone(state)));
        }
    }

    async fn repeated(&self, appended: &Appended) -> Result<Answered, ExecuteError> {
        Ok(Answered { receipt: self.receipt(appended).await?, repeated: true })
    }

    /// The receipt of an earlier answer, read back from the log.
    async fn receipt(&self, appended: &Appended) -> Result<Receipt, ExecuteError> {
        let before = appended.version.saturating_sub(u64::from(appended.events));
        let records = self.desk.log.read(&appended.stream, before).await?;
        let mut receipt = Receipt {
            stream_id: appended.stream.to_string(),
            etag: appended.version.to_string(),
            event_ids: Vec::new(),
            position: appended.position,
            recorded_at: None,
        };
        let count = usize::try_from(appended.events).unwrap_or(usize::MAX);
        for record in records.into_iter().take(count) {
            let envelope = Envelope::parse(&record.bytes).map_err(|source| {
                ExecuteError::Unreadable { stream: appended.stream.clone(), source }
            })?;
            receipt.event_ids.push(envelope.meta.id.to_string());
            receipt.recorded_at = Some(time::wire(envelope.meta.recorded_at));
        }
        Ok(receipt)
    }

    fn circumstances(&self, by: Principal, act: &Act) -> Result<Circumstances, ExecuteError> {
        let bad = |field: &str, rule: &str, text: &str| {
            ExecuteError::Invalid(vec![status::Violation::new(field, rule, text)])
        };
        let recorded_at = self.desk.clock.now();
        let occurred = match &act.occurred {
            None => Span::instant(recorded_at),
            Some(wire) => Span::try_from(wire)
                .map_err(|e| bad("act.occurred", "occurred", &format!("{e}; mend the moment")))?,
        };
        if occurred.start > recorded_at {
            return Err(bad(
                "act.occurred",
                "not_in_the_future",
                "it lies in the future; say when it happened, or wait until it has",
            ));
        }
        let mode = match act.mode() {
            Mode::Unspecified => Mode::Act,
            mode => mode,
        };
        if mode == Mode::Record && act.source.is_none() {
            return Err(bad(
                "act.source",
                "source_of_a_record",
                "a recorded fact needs its source; name the document or the person",
            ));
        }
        Ok(Circumstances { by, occurred, recorded_at, mode, fresh: self.desk.clock.fresh() })
    }
}
