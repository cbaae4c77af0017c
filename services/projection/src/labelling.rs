//! Has the labeller read what instructions say, and puts what it found on record.
//!
//! Rules never read sealed words. What the labeller found is an event in the
//! projection's own log, so that a rebuild, and whoever has no key any more,
//! finds the same. Each wording is read once by each version of the labeller.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use kernel::{
    log::{Append, AppendError, EventLog as _, RequestKey},
    seal::Sealer,
};
use proto::{
    any::AnyEvent,
    careplans::{InstructionIssued, InstructionRevised},
    common::{Text, text::Form},
    envelope::{Draft, Envelope, Meta, Recorded},
    ids::StreamId,
    oversight::{Event, InstructionLabelled},
};
use sha2::{Digest as _, Sha256};
use tokio::time::Instant;
use uuid::Uuid;

use crate::{
    flags::{Desk, DeskError},
    labels,
    store::{self, StoreError, Work},
    table::Table,
};

/// Wordings that this version of the labeller has read.
const LABELLED: u8 = Table::Labelled.letter();

/// Wordings whose key could not be fetched.
const WAITING: u8 = Table::Unread.letter();

/// How many that wait are tried at once.
const TRIED_AT_ONCE: usize = 100;

/// After how long keys are asked for again when none was given.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest time after which they are.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// The reason for which words stay sealed for now, and not for good.
const FOR_NOW: &str = "KEY_UNAVAILABLE";

/// The words of an instruction, sealed, and the event that holds them.
#[derive(Clone, Debug)]
pub struct Wording {
    plan_id: String,
    instruction_id: String,
    person_id: String,
    event: AnyEvent,
    meta: Meta,
}

/// The wording that an event holds, if it holds one.
#[must_use]
pub fn wording(recorded: &Recorded<AnyEvent>) -> Option<Wording> {
    let of = |plan: &str, instruction: &str, person: &str| Wording {
        plan_id: plan.into(),
        instruction_id: instruction.into(),
        person_id: person.into(),
        event: recorded.event.clone(),
        meta: recorded.meta.clone(),
    };
    if let Some(issued) = recorded.event.get::<InstructionIssued>() {
        return Some(of(&issued.plan_id, &issued.instruction_id, &issued.person_id));
    }
    let revised = recorded.event.get::<InstructionRevised>()?;
    Some(of(&revised.plan_id, &revised.instruction_id, &revised.person_id))
}

/// Reads wordings for the projection.
///
/// Whoever keeps the keys may not answer. Everything else goes on meanwhile:
/// keys are asked for again after a while, which grows while none is given.
#[derive(Debug)]
pub struct Labelling {
    sealer: Arc<Sealer>,
    /// Until when no key is asked for, and how long that is.
    away: Option<(Instant, Duration)>,
}

impl Labelling {
    /// Labelling of words that `sealer` opens.
    #[must_use]
    pub fn new(sealer: Arc<Sealer>) -> Self {
        Self { sealer, away: None }
    }

    /// Reads what has not been read, and puts on record what was found.
    ///
    /// What waits for its key is kept in mind; the rules then say that the words
    /// have not been read.
    ///
    /// # Errors
    /// If the store or the log fails; what was put on record by then stays, and is
    /// not put there again.
    pub async fn read(
        &mut self,
        work: &mut Work<'_>,
        desk: &Desk,
        wordings: Vec<Wording>,
    ) -> Result<(), DeskError> {
        let mut fresh = Vec::new();
        for wording in wordings {
            if work.get(&labelled_key(&wording.meta.id))?.is_none() {
                fresh.push(wording);
            }
        }
        if self.is_away() {
            for wording in fresh {
                work.put(waiting_key(&wording.meta), Vec::new());
            }
            return Ok(());
        }
        let mut waits = false;
        let read = fresh.into_iter().map(|wording| read_one(desk, &self.sealer, wording));
        for outcome in join_all(read).await {
            if let Some(meta) = outcome? {
                work.put(waiting_key(&meta), Vec::new());
                waits = true;
            }
        }
        self.away = waits.then(|| {
            let pause = self.away.map_or(FIRST_PAUSE, |(_, pause)| pause.saturating_mul(2));
            let pause = pause.min(LONGEST_PAUSE);
            (Instant::now() + pause, pause)
        });
        Ok(())
    }

    /// Tries again what waits for its key.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub async fn try_again(&mut self, work: &mut Work<'_>, desk: &Desk) -> Result<(), DeskError> {
        if self.is_away() {
            return Ok(());
        }
        let mut wordings = Vec::new();
        for (context, position) in waiting(work)? {
            let bytes = crate::events::record(work, &context, position)?;
            work.remove(store::key(WAITING, &[&context, &format!("{position:020}")]));
            let recorded = Envelope::parse(&bytes).and_then(AnyEvent::read)?;
            wordings.extend(wording(&recorded));
        }
        if wordings.is_empty() {
            return Ok(());
        }
        self.read(work, desk, wordings).await
    }

    fn is_away(&self) -> bool {
        self.away.is_some_and(|(until, _)| Instant::now() < until)
    }
}

/// Notes that a wording was read, as the log says.
pub fn note(work: &mut Work<'_>, labelled: &InstructionLabelled) {
    if labelled.labeller_version == labels::VERSION
        && let Ok(id) = labelled.words_event_id.parse::<Uuid>()
    {
        work.put(labelled_key(&id), Vec::new());
    }
}

/// Reads one wording; gives back what waits for its key.
async fn read_one(
    desk: &Desk,
    sealer: &Sealer,
    mut wording: Wording,
) -> Result<Option<Meta>, DeskError> {
    sealer.open(&mut wording.event).await;
    let (read, unread) = match text_of(&wording.event).and_then(|text| text.form.as_ref()) {
        Some(Form::Plain(words)) => (labels::read(words), String::new()),
        Some(Form::Withheld(withheld)) if withheld.reason == FOR_NOW => {
            return Ok(Some(wording.meta));
        }
        Some(Form::Withheld(withheld)) => (labels::Reading::default(), withheld.reason.clone()),
        Some(Form::Sealed(_)) | None => (labels::Reading::default(), "NO_WORDS".into()),
    };
    let labelled = InstructionLabelled {
        plan_id: wording.plan_id,
        instruction_id: wording.instruction_id,
        words_event_id: wording.meta.id.to_string(),
        labeller_version: labels::VERSION.into(),
        labels: read.wire_labels(),
        because: read.wire_because(),
        refer: read.refer,
        unread,
        person_id: wording.person_id,
    };
    append(desk, &wording.meta, labelled).await?;
    Ok(None)
}

/// The words of an instruction.
fn text_of(event: &AnyEvent) -> Option<&Text> {
    let issued = event.get::<InstructionIssued>().and_then(|e| e.text.as_ref());
    issued.or_else(|| event.get::<InstructionRevised>().and_then(|e| e.text.as_ref()))
}

/// Puts a reading on record, once.
async fn append(desk: &Desk, words: &Meta, labelled: InstructionLabelled) -> Result<(), DeskError> {
    // It belongs to the moment at which the words were said, whenever they are read.
    let event: Event = labelled.into();
    let (id, now) = (desk.clock().fresh(), desk.clock().now());
    let meta = Meta {
        occurred: words.occurred,
        causation: Some(words.id.to_string()),
        correlation: words.correlation.clone(),
        ..Meta::of_service(id, &event, words.stream.clone(), now)
    };
    let draft = Draft::new(&meta, &event)?;
    let request = RequestKey { id: reading_of(words, "id"), body: reading_of(words, "body") };
    loop {
        let expected = version(desk, &words.stream).await?;
        let append =
            Append { stream: words.stream.clone(), expected, drafts: vec![draft.clone()], request };
        match desk.log().append(append).await {
            Ok(_) => return Ok(()),
            // Another line of the same plan was read meanwhile.
            Err(AppendError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// By which a reading is known, so that none is put on record twice.
fn reading_of(words: &Meta, part: &str) -> [u8; 32] {
    Sha256::digest(format!("{part}\0{}\0{}", words.id, labels::VERSION)).into()
}

async fn version(desk: &Desk, stream: &StreamId) -> Result<u64, DeskError> {
    let records = desk.log().read(stream, 0).await?;
    Ok(u64::try_from(records.len()).unwrap_or(u64::MAX))
}

fn labelled_key(words: &Uuid) -> Vec<u8> {
    store::key(LABELLED, &[&words.to_string()])
}

fn waiting_key(meta: &Meta) -> Vec<u8> {
    store::key(WAITING, &[meta.context(), &format!("{:020}", meta.position)])
}

/// Where the wordings are that wait for their key.
fn waiting(work: &Work<'_>) -> Result<Vec<(String, u64)>, StoreError> {
    work.scan(&[WAITING])
        .take(TRIED_AT_ONCE)
        .map(|item| {
            let (key, _) = item?;
            let text = key.get(1..).map(String::from_utf8_lossy).unwrap_or_default();
            let mut parts = text.split('\0');
            let place = parts.next().zip(parts.next().and_then(|n| n.parse().ok()));
            place
                .map(|(context, position)| (context.to_owned(), position))
                .ok_or_else(|| StoreError::unreadable(&key))
        })
        .collect()
}
