//! Rows from other systems, taken in as they come: a contact or a referral each.
//!
//! A row is a request like any other and goes through the same rules; it is
//! answered by itself, in the order of the rows. Many are in flight at a time,
//! so that they share syncs, and no more than that are held, however long the
//! stream is. What is taken in is a fact of its source: reading files, and
//! saying what a column means, is for whoever sends the rows.

mod answer;
mod lanes;
mod refusal;
mod row;
mod who;

use std::{future, sync::Arc};

use futures::{Stream, StreamExt as _, future::BoxFuture, stream};
use kernel::{
    execute::{Executor, PersonKey},
    log::{RequestKey, SledLog},
    looks::Looks,
    principal::{self, Principal},
};
use proto::{
    common::Receipt,
    ids::StreamId,
    referrals::{
        Event, ImportOutcome, ImportRequest, ImportResponse, RecordContactRequest, ReferRequest,
    },
};
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming, codegen::BoxStream};

use self::{
    answer::Failed,
    lanes::{Lanes, Turn},
    row::{Row, Said},
    who::{Claims, Finder, Who},
};
use crate::{
    domain::{Person, PersonCommand, Referral, ReferralCommand, refusal as of_domain},
    grpc::{Grpc, note_look},
    identity::index::Index,
};

/// How many rows are in flight. What they wait for is the sync that they share;
/// twice as many share it and are hardly faster.
const IN_FLIGHT: usize = 64;

/// Takes rows in.
#[derive(Clone, Debug)]
pub struct Importer {
    finder: Finder,
    referrals: Arc<Executor<Referral, SledLog>>,
    looks: Arc<Looks<SledLog>>,
    stop: CancellationToken,
}

/// What comes of a row in the end.
type Outcome = Result<ImportResponse, Status>;

impl Grpc {
    /// Takes in rows, and answers each.
    pub(crate) async fn import(
        &self,
        request: Request<Streaming<ImportRequest>>,
    ) -> Result<Response<BoxStream<ImportResponse>>, Status> {
        let by = principal::principal(&request)?;
        let answers = self.importer.clone().answers(by, request.into_inner());
        Ok(Response::new(Box::pin(answers)))
    }
}

impl Importer {
    pub(crate) fn new(
        people: Arc<Executor<Person, SledLog>>,
        referrals: Arc<Executor<Referral, SledLog>>,
        index: Arc<Index>,
        looks: Arc<Looks<SledLog>>,
    ) -> Self {
        let finder = Finder { people, index, claims: Arc::new(Claims::default()) };
        Self { finder, referrals, looks, stop: CancellationToken::new() }
    }

    /// Ends the streams once the service is told to stop; rows in flight are answered.
    pub(crate) async fn end_with(self, stop: CancellationToken) {
        stop.cancelled().await;
        self.stop.cancel();
    }

    /// The answers to rows, in their order, until the machine fails.
    pub(crate) fn answers(
        self,
        by: Principal,
        rows: impl Stream<Item = Result<ImportRequest, Status>> + Send + 'static,
    ) -> impl Stream<Item = Outcome> + Send + 'static {
        let begun = (self, by, Box::pin(rows), Lanes::default());
        stream::unfold(begun, |(this, by, mut rows, mut lanes)| async move {
            let stopped = async {
                this.stop.cancelled().await;
                Some(Err(answer::stopping()))
            };
            let next = tokio::select! {
                biased;
                end = stopped => end,
                next = rows.next() => next,
            };
            let outcome = match next? {
                Ok(asked) => this.begin(&by, &mut lanes, asked).await,
                Err(status) => Box::pin(future::ready(Err(status))),
            };
            Some((outcome, (this, by, rows, lanes)))
        })
        .buffered(IN_FLIGHT)
        .scan(false, |over, outcome| {
            let before = std::mem::replace(over, outcome.is_err());
            future::ready((!before).then_some(outcome))
        })
    }

    /// Finds out what can be known of a row before its turn comes; what it comes to then.
    async fn begin(
        &self,
        by: &Principal,
        lanes: &mut Lanes,
        asked: ImportRequest,
    ) -> BoxFuture<'static, Outcome> {
        let name = asked.row.clone();
        let row = match Row::read(asked) {
            Ok(row) => row,
            Err(refused) => return done(refused.answer(name, String::new())),
        };
        let key = self.finder.people.row_key(by, "import", &row.act.request_id, &row.body);
        let who = match self.before(&row, &key).await {
            Ok(Some(answer)) => return done(answer),
            Ok(None) => self.finder.who(&row, &key).await,
            Err(failed) => Err(failed),
        };
        match who {
            Ok(who) => {
                // Behind its own like too, or both would find that neither was taken in.
                let turns = [lanes.behind(&row.act.request_id), lanes.behind(who.person_id())];
                let (this, by) = (self.clone(), by.clone());
                Box::pin(async move { this.at_its_turn(by, turns, row, key, who).await })
            }
            Err(failed) => Box::pin(future::ready(ended(failed, name, String::new()))),
        }
    }

    /// What was answered when the row was taken in, if it was.
    async fn before(&self, row: &Row, key: &RequestKey) -> Result<Option<ImportResponse>, Failed> {
        let before = self.finder.people.row_before(key).await;
        let before = before.map_err(|error| Failed::of(&error, row.said.field()))?;
        let Some(receipt) = before else { return Ok(None) };
        let person_id = self.whose(row, &receipt).await?;
        Ok(Some(answer::stored(row.name.clone(), person_id, receipt, false)))
    }

    /// Whom a row is about that was taken in.
    async fn whose(&self, row: &Row, receipt: &Receipt) -> Result<String, Failed> {
        match &row.said {
            Said::Contact(_) => Ok(receipt.stream_id.clone()),
            Said::Referral(_) => {
                let Ok(stream) = StreamId::parse("referral", &receipt.stream_id) else {
                    return Ok(String::new());
                };
                let referral = self.referrals.state(&stream).await;
                let referral = referral.map_err(|error| Failed::of(&error, "referral"))?;
                Ok(referral.person_id().unwrap_or_default().to_owned())
            }
        }
    }

    async fn at_its_turn(
        self,
        by: Principal,
        mut turns: [Turn; 2],
        row: Row,
        key: RequestKey,
        who: Who,
    ) -> Outcome {
        for turn in &mut turns {
            turn.come().await;
        }
        let (name, person_id) = (row.name.clone(), who.person_id().to_owned());
        // Whose number it is is told also where nothing is stored of them.
        let finds = row.nhs_number.is_some() && matches!(who, Who::Known(_));
        let dry_run = row.dry_run;
        let taken = self.take(by.clone(), row, key, who).await;
        if finds && (dry_run || taken.is_err()) {
            note_look(&self.looks, &by, "referrals.Import", vec![person_id.clone()]).await?;
        }
        match taken {
            Ok(answer) => Ok(answer),
            Err(failed) => ended(failed, name, person_id),
        }
    }

    /// Registers the person if need be, and takes the row in; or says what would come of it.
    async fn take(
        &self,
        by: Principal,
        row: Row,
        key: RequestKey,
        who: Who,
    ) -> Result<ImportResponse, Failed> {
        let person_id = who.person_id().to_owned();
        let registers = match &who {
            Who::New { .. } => !self.is_registered(&person_id).await?,
            Who::Known(_) => false,
        };
        if (registers || row.dry_run)
            && let Some(answer) = self.before(&row, &key).await?
        {
            return Ok(answer);
        }
        if registers {
            self.register(&by, &row, &key, &person_id).await?;
        }
        let mut answer = if !row.dry_run {
            self.take_in(by, &row, key, &person_id).await?
        } else {
            let new = registers || self.would_be_new(by, &row, &person_id).await?;
            let outcome =
                if new { ImportOutcome::WouldBeAdded } else { ImportOutcome::AlreadyThere };
            ImportResponse {
                row: row.name,
                outcome: outcome.into(),
                person_id,
                ..Default::default()
            }
        };
        answer.person_registered = registers;
        Ok(answer)
    }

    async fn is_registered(&self, person_id: &str) -> Result<bool, Failed> {
        let Ok(stream) = StreamId::parse("person", person_id) else { return Ok(false) };
        let person = self.finder.people.state(&stream).await;
        Ok(person.map_err(|error| Failed::of(&error, "person"))?.id().is_some())
    }

    /// Registers the person of a row that will be taken in with them.
    async fn register(
        &self,
        by: &Principal,
        row: &Row,
        key: &RequestKey,
        person_id: &str,
    ) -> Result<(), Failed> {
        // The row that was to register them was refused, and this one cannot.
        let person = row.person.clone().ok_or(refusal::NHS_NUMBER_UNKNOWN)?;
        let people = &self.finder.people;
        let request = row.registration(key, person_id, person);
        let would_be = PersonKey::WouldBeMade;
        let registered = people
            .try_out(by.clone(), &[], would_be, request.clone(), PersonCommand::Register)
            .await
            .map_err(|error| Failed::of(&error, "person"))?;
        // Nobody is registered for a row that is then refused.
        self.try_out(by.clone(), row, &registered, would_be, person_id).await?;
        if row.dry_run {
            return Ok(());
        }
        let outcome =
            people.carry_out("register_person", by.clone(), request, PersonCommand::Register).await;
        match outcome {
            Ok(_) => Ok(()),
            Err(kernel::execute::ExecuteError::Refused(refusal))
                if refusal == of_domain::PERSON_ALREADY_REGISTERED =>
            {
                Ok(())
            }
            Err(error) => Err(Failed::of(&error, "person")),
        }
    }

    async fn take_in(
        &self,
        by: Principal,
        row: &Row,
        key: RequestKey,
        person_id: &str,
    ) -> Result<ImportResponse, Failed> {
        let act = Some(row.act.clone());
        let answered = match row.said.clone().of(person_id) {
            Said::Contact(fact) => {
                let request = RecordContactRequest { act, fact: Some(fact) };
                self.finder.people.take_in(by, key, request, PersonCommand::RecordContact).await
            }
            Said::Referral(fact) => {
                let request = ReferRequest { act, fact: Some(fact) };
                self.referrals.take_in(by, key, request, ReferralCommand::Refer).await
            }
        };
        let answered = answered.map_err(|error| Failed::of(&error, row.said.field()))?;
        // Nothing new was said of a contact that is on record under its id.
        let new = !answered.repeated && !answered.receipt.event_ids.is_empty();
        Ok(answer::stored(row.name.clone(), person_id.to_owned(), answered.receipt, new))
    }

    async fn would_be_new(
        &self,
        by: Principal,
        row: &Row,
        person_id: &str,
    ) -> Result<bool, Failed> {
        Ok(!self.try_out(by, row, &[], PersonKey::There, person_id).await?.is_empty())
    }

    async fn try_out(
        &self,
        by: Principal,
        row: &Row,
        before: &[Event],
        key: PersonKey,
        person_id: &str,
    ) -> Result<Vec<Event>, Failed> {
        let act = Some(row.act.clone());
        let events = match row.said.clone().of(person_id) {
            Said::Contact(fact) => {
                let request = RecordContactRequest { act, fact: Some(fact) };
                let to = PersonCommand::RecordContact;
                self.finder.people.try_out(by, before, key, request, to).await
            }
            Said::Referral(fact) => {
                let request = ReferRequest { act, fact: Some(fact) };
                self.referrals.try_out(by, &[], key, request, ReferralCommand::Refer).await
            }
        };
        events.map_err(|error| Failed::of(&error, row.said.field()))
    }
}

fn done(answer: ImportResponse) -> BoxFuture<'static, Outcome> {
    Box::pin(future::ready(Ok(answer)))
}

fn ended(failed: Failed, row: String, person_id: String) -> Outcome {
    match failed {
        Failed::Refused(refused) => Ok(refused.answer(row, person_id)),
        Failed::Machine(status) => Err(status),
    }
}

#[cfg(test)]
#[path = "import_tests.rs"]
mod tests;

#[cfg(test)]
mod stream_tests;
