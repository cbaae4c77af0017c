//! Sending rows and hearing what came of them.
//!
//! Rows go out before those ahead are answered, a few hundred at a time, and are
//! kept until they are. If the service breaks off, they are sent again: what was
//! taken in without an answer is answered as being there.

use std::{collections::VecDeque, pin::Pin, time::Duration};

use anyhow::Context as _;
use futures::channel::mpsc::{UnboundedSender, unbounded};
use kernel::{serve::told_to_stop, tls::ClientFiles};
use proto::referrals::{
    ImportRequest, ImportResponse, referrals_service_client::ReferralsServiceClient,
};
use tokio::sync::mpsc::Receiver;
use tonic::{Code, Status, Streaming};

use super::{Fault, Item, Original, Report};
use crate::{
    client::{self, Bearer},
    exit,
};

/// How many rows are kept until they are answered. The service works on fewer, so
/// that it has the next ones at hand.
const WAITING: usize = 256;

/// How much text the rows that are kept may have, in bytes, beyond which no more are read.
const WAITING_BYTES: usize = 16 * 1024 * 1024;

/// How often it is tried again, with nothing answered in between.
const TRIES: u32 = 6;

/// How long is waited before it is tried again for the first time.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// Where rows are sent, and as whom.
pub struct Link {
    /// Where the service is.
    pub server: String,
    /// By what it is known, and what is shown to it.
    pub files: ClientFiles,
    /// Makes the token that is shown.
    pub bearer: Box<dyn Fn() -> anyhow::Result<Bearer> + Send + Sync>,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All rows were answered.
    Complete,
    /// It was told to stop, and those that were sent were answered.
    Stopped,
}

/// Rows that were sent, and those between them that could not be.
#[derive(Default)]
struct Waiting {
    rows: VecDeque<Item>,
    bytes: usize,
    /// True once there are no more.
    ended: bool,
    /// True once no more are wanted.
    stopping: bool,
}

/// A call under way.
struct Call {
    to: UnboundedSender<ImportRequest>,
    answers: Streaming<ImportResponse>,
}

type Stop = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Sends all rows and tells what comes of them.
///
/// # Errors
/// If the service refuses to be asked, stays away, or what is told cannot be written.
pub async fn send(
    link: &Link,
    mut items: Receiver<Item>,
    report: &mut Report<'_>,
) -> anyhow::Result<Ending> {
    let mut stop: Stop = Box::pin(told_to_stop());
    let mut waiting = Waiting::default();
    let (mut tries, mut pause) = (0, FIRST_PAUSE);
    loop {
        let before = report.summary.rows;
        let error = match waiting.begin(link).await {
            Ok(call) => match waiting.go_on(call, &mut items, &mut stop, report).await? {
                Ok(ending) => return Ok(ending),
                Err(status) => anyhow::Error::from(status),
            },
            Err(error) => error,
        };
        if report.summary.rows > before {
            (tries, pause) = (0, FIRST_PAUSE);
        }
        tries += 1;
        let never_began = report.summary.rows == 0 && before == 0 && waiting.rows.is_empty();
        if tries > TRIES || never_began || !may_pass(&error) || waiting.stopping {
            return Err(error);
        }
        report.say(&format!("{}; trying again after {}", in_short(&error), report.last()));
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = &mut stop => return Err(error),
        }
        pause = (pause * 2).min(Duration::from_secs(8));
    }
}

impl Waiting {
    /// Calls, and sends again what was not answered.
    async fn begin(&self, link: &Link) -> anyhow::Result<Call> {
        let channel = client::connect(&link.server, &link.files).await?;
        let bearer = (link.bearer)()?;
        let (to, rows) = unbounded();
        for item in &self.rows {
            if let Item::Row(request, _) = item {
                to.unbounded_send(ImportRequest::clone(request))
                    .context("nobody takes the rows")?;
            }
        }
        let answers =
            ReferralsServiceClient::with_interceptor(channel, bearer).import(rows).await?;
        Ok(Call { to, answers: answers.into_inner() })
    }

    /// Sends and hears until it ends or breaks off.
    async fn go_on(
        &mut self,
        mut call: Call,
        items: &mut Receiver<Item>,
        stop: &mut Stop,
        report: &mut Report<'_>,
    ) -> anyhow::Result<Result<Ending, Status>> {
        loop {
            while let Some((faults, original)) = self.next_bad() {
                report.refused(&original, "", &faults)?;
            }
            if self.rows.is_empty() && (self.ended || self.stopping) {
                return Ok(Ok(if self.stopping { Ending::Stopped } else { Ending::Complete }));
            }
            let room = self.rows.len() < WAITING && self.bytes < WAITING_BYTES;
            tokio::select! {
                biased;
                () = &mut *stop => {
                    if self.stopping {
                        anyhow::bail!("stopped before all rows that were sent were answered");
                    }
                    report.say("stopping after the rows that were sent; once more stops at once");
                    self.stopping = true;
                    items.close();
                    *stop = Box::pin(told_to_stop());
                }
                answer = call.answers.message() => match answer {
                    Ok(Some(answer)) => {
                        let original = self.answered()?;
                        report.answered(&original, &answer)?;
                    }
                    Ok(None) => return Ok(Err(Status::unavailable("the service ended the import"))),
                    Err(status) => return Ok(Err(status)),
                },
                item = items.recv(), if room && !self.ended && !self.stopping => match item {
                    Some(item) => {
                        if let Item::Row(request, _) = &item {
                            // Where nobody takes it, the answers will say so.
                            let _ = call.to.unbounded_send(ImportRequest::clone(request));
                        }
                        self.bytes += item.original().bytes();
                        self.rows.push_back(item);
                    }
                    None => self.ended = true,
                },
            }
        }
    }

    /// The row that is next, if it could not be sent.
    fn next_bad(&mut self) -> Option<(Vec<Fault>, Original)> {
        match self.rows.pop_front_if(|item| matches!(item, Item::Bad(..)))? {
            Item::Bad(faults, original) => {
                self.bytes = self.bytes.saturating_sub(original.bytes());
                Some((faults, original))
            }
            Item::Row(..) => None,
        }
    }

    /// The row that an answer is for.
    fn answered(&mut self) -> anyhow::Result<Original> {
        match self.rows.pop_front() {
            Some(Item::Row(_, original)) => {
                self.bytes = self.bytes.saturating_sub(original.bytes());
                Ok(original)
            }
            _ => anyhow::bail!("the service answers what was not asked"),
        }
    }
}

/// Whether it may go better later.
fn may_pass(error: &anyhow::Error) -> bool {
    match error.chain().find_map(|e| e.downcast_ref::<Status>()) {
        Some(status) => {
            !exit::is_answer(status)
                || matches!(
                    status.code(),
                    Code::ResourceExhausted | Code::Aborted | Code::Cancelled
                )
        }
        // Nobody could be reached.
        None => !error.is::<exit::Misuse>(),
    }
}

fn in_short(error: &anyhow::Error) -> String {
    match error.chain().find_map(|e| e.downcast_ref::<Status>()) {
        Some(status) => exit::told(status),
        None => format!("{error:#}"),
    }
}
