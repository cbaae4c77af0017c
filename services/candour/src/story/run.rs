//! Telling a story: each call on its day, and then what was flagged.
//!
//! The sandbox's clock follows the story. Before a later day begins, the clock
//! is moved a millisecond past the last call, so that what was said is judged
//! on the day on which it was said.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{Timestamp, ToSpan as _};
use kernel::{principal::SigningKey, tls::ClientFiles};
use proto::{
    any::LOGS,
    common::Role,
    ledger::{AdvanceRequest, sandbox_service_client::SandboxServiceClient},
    oversight::{Flag, ListFlagsRequest, Verdict},
};
use tonic::{Code, Request, Response, Status, transport::Channel};

use super::{
    answer,
    load::{Step, Story},
    report::{Report, Unmet},
};
use crate::{
    client::{self, Bearer, Oversight, Seen},
    exit::{Misuse, is_answer, reason, told},
    output::{day, say},
};

/// How many flags are asked for at a time.
const PAGE: i32 = 500;

/// The services that a story is told to.
#[derive(Debug)]
pub struct Servers {
    /// One for all that has none of its own.
    default: Channel,
    /// Those that are served apart.
    apart: BTreeMap<String, Channel>,
    /// Each server once.
    distinct: Vec<Channel>,
}

impl Servers {
    /// Connects to servers given as `URL` or `context=URL`.
    ///
    /// # Errors
    /// If a context is unknown or a server does not answer.
    pub async fn connect(given: &[String], files: &ClientFiles) -> anyhow::Result<Self> {
        let mut by_url: BTreeMap<&str, Channel> = BTreeMap::new();
        let (mut default, mut apart) = (None, BTreeMap::new());
        for text in given {
            let (context, url) = match text.split_once('=') {
                Some((context, url)) if !context.contains(['/', ':']) => (Some(context), url),
                _ => (None, text.as_str()),
            };
            let channel = match by_url.get(url) {
                Some(channel) => channel.clone(),
                None => client::connect(url, files).await?,
            };
            by_url.insert(url, channel.clone());
            match context {
                None => default = Some(channel),
                Some(context) if LOGS.contains(&context) => {
                    apart.insert(context.to_owned(), channel);
                }
                Some(context) => {
                    let known = LOGS.join(", ");
                    return Err(Misuse(format!("`{context}` is none of {known}")).into());
                }
            }
        }
        let default = default
            .or_else(|| apart.values().next().cloned())
            .ok_or_else(|| Misuse("give --server".to_owned()))?;
        Ok(Self { default, apart, distinct: by_url.into_values().collect() })
    }

    fn of(&self, context: &str) -> &Channel {
        self.apart.get(context).unwrap_or(&self.default)
    }
}

/// Tells a story and says what came of it.
///
/// # Errors
/// If a service does not answer or is no sandbox. A refusal is no error.
pub async fn run(story: &Story, servers: &Servers, key: SigningKey) -> anyhow::Result<Report> {
    let mut teller = Teller { servers, key, seen: Seen::default() };
    let mut unmet = Vec::new();
    let mut before: Option<Timestamp> = None;
    let bar = progress(story.steps.len());
    for step in &story.steps {
        if before.is_none_or(|before| step.at > before) {
            if let Some(before) = before {
                teller.settle(before).await?;
                if day(before) < day(step.at) {
                    teller.advance(just_after(before)).await?;
                }
            }
            teller.advance(step.at).await?;
        }
        before = Some(step.at);
        bar.set_message(day(step.at).to_string());
        unmet.extend(teller.take(step).await?);
        bar.inc(1);
    }
    if let Some(last) = before {
        teller.settle(last).await?;
        teller.advance(just_after(last)).await?;
        teller.advance(last.checked_add(24.hours())?).await?;
    }
    bar.finish_and_clear();
    let fired = teller.flags(Verdict::Fires).await?;
    let not_evidenced = teller.flags(Verdict::NotEvidenced).await?;
    let rules = teller.rules().await?;
    Ok(Report::new(story, unmet, fired, not_evidenced, &rules))
}

/// A millisecond later: the clock's own times are earlier than that.
fn just_after(at: Timestamp) -> Timestamp {
    at.checked_add(1.millisecond()).unwrap_or(Timestamp::MAX)
}

struct Teller<'a> {
    servers: &'a Servers,
    key: SigningKey,
    seen: Seen,
}

impl Teller<'_> {
    /// Lets everything follow that follows from what was said, on its own day:
    /// until nobody has anything more to say. A reaction may cause another.
    async fn settle(&mut self, at: Timestamp) -> anyhow::Result<()> {
        loop {
            let before = self.seen.clone();
            self.advance(at).await?;
            if self.seen == before {
                return Ok(());
            }
        }
    }

    /// Moves the clock of every server, and learns how far each has come.
    async fn advance(&mut self, to: Timestamp) -> anyhow::Result<()> {
        let seen = &self.seen;
        let calls = self.servers.distinct.iter().map(|channel| async {
            let bearer = Bearer::mint(&self.key, &client::own(Role::Operator))?;
            let mut sandbox = SandboxServiceClient::with_interceptor(channel.clone(), bearer);
            let request = seen.ask(AdvanceRequest { to: Some(proto::time::wire(to)) });
            match sandbox.advance(request).await {
                Ok(response) => Ok(response),
                Err(status) if status.code() == Code::Unimplemented => Err(anyhow!(
                    "the server is no sandbox, and a story is told to sandboxes only: \
                     start it with --sandbox"
                )),
                Err(status) => Err(status).context(format!("the clock could not be moved to {to}")),
            }
        });
        let answers = futures::future::try_join_all(calls).await?;
        for answer in answers {
            self.seen.note_acts(&answer);
        }
        Ok(())
    }

    /// Makes a call. What it did other than expected is answered.
    async fn take(&mut self, step: &Step) -> anyhow::Result<Option<Unmet>> {
        let bearer = Bearer::mint(&self.key, &step.by)
            .with_context(|| format!("{}: no token can be made", step.place))?;
        let channel = self.servers.of(&step.context);
        let request = self.seen.ask(step.body.clone());
        let answer = client::call(channel, bearer, step.path.clone(), request).await;
        let expected = step.refusal.clone().unwrap_or_else(|| "ok".to_owned());
        let (got, says) = match answer {
            Ok(response) => {
                self.seen.note_acts(&response);
                match step.answer.as_ref().and_then(|a| answer::differs(a, response.get_ref())) {
                    Some(says) => ("another answer".to_owned(), says),
                    None => ("ok".to_owned(), String::new()),
                }
            }
            Err(status) if !is_answer(&status) && status.code() == Code::Unavailable => {
                return Err(status).context(format!("{}: {}", step.place, step.call));
            }
            Err(status) => (reason(&status), status.message().to_owned()),
        };
        let unmet = Unmet {
            place: step.place.clone(),
            call: step.call.clone(),
            expected: expected.clone(),
            got: got.clone(),
            says,
        };
        Ok((got != expected).then_some(unmet))
    }

    fn oversight(&self) -> anyhow::Result<Oversight> {
        let bearer = Bearer::mint(&self.key, &client::own(Role::Oversight))?;
        Ok(client::oversight(self.servers.of("oversight").clone(), bearer))
    }

    /// All flags of a verdict, once everything that was said is taken into account.
    async fn flags(&self, verdict: Verdict) -> anyhow::Result<Vec<Flag>> {
        let request = ListFlagsRequest { verdict: verdict.into(), ..Default::default() };
        let flags = all_flags(&mut self.oversight()?, &self.seen, request).await;
        unless_absent(flags).context("the flags could not be read")
    }

    /// The ids of the rules that there are.
    async fn rules(&self) -> anyhow::Result<Vec<String>> {
        let rules = self.oversight()?.list_rules(self.seen.ask(Default::default())).await;
        let rules = rules.map(|r| r.into_inner().rules.into_iter().map(|r| r.rule_id).collect());
        unless_absent(rules).context("the rules could not be read")
    }
}

/// All flags that a request asks for, page by page.
///
/// # Errors
/// If a page is refused.
pub async fn all_flags(
    oversight: &mut Oversight,
    seen: &Seen,
    mut request: ListFlagsRequest,
) -> Result<Vec<Flag>, Status> {
    let mut flags = Vec::new();
    request.page_size = PAGE;
    loop {
        let asked: Request<ListFlagsRequest> = seen.ask(request.clone());
        let page = oversight.list_flags(asked).await.map(Response::into_inner)?;
        flags.extend(page.flags);
        if page.next_page_token.is_empty() {
            return Ok(flags);
        }
        request.page_token = page.next_page_token;
    }
}

/// Without a projection there are no flags, and the story says so.
fn unless_absent<T>(answer: Result<Vec<T>, Status>) -> anyhow::Result<Vec<T>> {
    match answer {
        Err(status) if status.code() == Code::Unimplemented => {
            say(&format!("candour: this server has no projection: {}", told(&status)));
            Ok(Vec::new())
        }
        answer => Ok(answer?),
    }
}

/// On a terminal, how far the story is told; elsewhere nothing.
fn progress(steps: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(steps).unwrap_or(u64::MAX));
    let style = ProgressStyle::with_template("{wide_bar} {pos}/{len} {msg}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}
