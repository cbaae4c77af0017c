//! Telling a simulation: to files, to a sandbox, or to both.
//!
//! Calls are made one after the other, and after each from which something may
//! follow by itself that is waited for, so that two sandboxes that are told the
//! same have the same in their logs, in the same order. The clock moves once a
//! day, and a millisecond past it, so that what was said is judged on its day.

use std::collections::BTreeMap;

use anyhow::{Context as _, anyhow};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::{Timestamp, ToSpan as _};
use kernel::{
    principal::{Principal, SigningKey, roles},
    tls::ClientFiles,
};
use proto::{
    common::Role,
    ledger::{AdvanceRequest, sandbox_service_client::SandboxServiceClient},
    oversight::{Flag, ListFlagsRequest, Verdict},
};
use serde_json::Value;
use tonic::{Code, transport::Channel};

use super::{
    Compared, Expectation, Files, Simulation, call,
    check::Difference,
    step::{Mark, Step},
    wire::Wire,
};
use crate::{
    client::{self, Bearer, Seen},
    exit::{Misuse, is_answer, reason},
    names, story,
};

/// What came of telling a simulation.
#[derive(Debug)]
pub struct Outcome {
    /// The truth.
    pub truth: Vec<Expectation>,
    /// How many steps there were.
    pub steps: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What was flagged, beside the truth; absent if it was told to files alone.
    pub compared: Option<Compared>,
}

/// How much was told.
#[derive(Debug, Default)]
pub struct Counts {
    /// Steps, by the rpc.
    pub calls: BTreeMap<&'static str, u64>,
    /// Contacts, by the service, by why they came about and by how they ended.
    pub contacts: BTreeMap<&'static str, BTreeMap<String, u64>>,
}

impl Counts {
    fn count(&mut self, step: &Step) {
        *self.calls.entry(step.call).or_default() += 1;
        if step.call == call::RECORD_CONTACT {
            for field in ["service", "reason", "disposal", "assessment"] {
                let said = step.fact.get(field).and_then(Value::as_str).unwrap_or("not said");
                let of = self.contacts.entry(field).or_default();
                *of.entry(said.to_owned()).or_default() += 1;
            }
        }
    }
}

/// A step that belongs to a history, once it was told.
#[derive(Clone, Debug)]
struct Noted {
    request_id: String,
    told: i64,
}

/// Tells a simulation.
///
/// # Errors
/// If a file cannot be written, or the sandbox does not answer.
pub async fn tell(
    simulation: &Simulation,
    mut files: Option<Files>,
    mut sandbox: Option<Sandbox>,
) -> anyhow::Result<Outcome> {
    let bar = progress(simulation.days());
    let mut noted: BTreeMap<Mark, Noted> = BTreeMap::new();
    let mut counts = Counts::default();
    let (mut quarter, mut number, mut steps) = (String::new(), 0, 0);
    for window in simulation.windows() {
        if window.quarter != quarter {
            (quarter, number) = (window.quarter.clone(), 0);
            if let Some(files) = &mut files {
                files.begin(simulation, &quarter).context("a story cannot be written")?;
            }
        }
        let name = simulation.story(&quarter);
        for step in simulation.steps(&window) {
            number += 1;
            steps += 1;
            counts.count(&step);
            let request_id = names::request_id(&name, number);
            if let Some(files) = &mut files {
                files.step(simulation, &step).context("a story cannot be written")?;
            }
            if let Some(sandbox) = &mut sandbox {
                sandbox.take(simulation, &step, &request_id).await?;
            }
            if let Some(mark) = step.mark {
                noted.insert(mark, Noted { request_id, told: step.told });
            }
            bar.set_position(u64::try_from(step.told).unwrap_or_default());
            if steps % 100 == 0 {
                bar.set_message(format!("{} {steps} calls", simulation.date(step.told)));
            }
        }
    }
    let truth = simulation.truth(&noted)?;
    if let Some(files) = files {
        files.finish(simulation, &truth, &counts)?;
    }
    let seconds = bar.elapsed().as_secs_f64();
    let compared = match sandbox {
        Some(sandbox) => Some(sandbox.compare(&truth).await?),
        None => None,
    };
    bar.finish_and_clear();
    Ok(Outcome { truth, steps, seconds, compared })
}

impl Simulation {
    /// What is true of the planted histories, once it is known by which requests
    /// they were told.
    fn truth(&self, noted: &BTreeMap<Mark, Noted>) -> anyhow::Result<Vec<Expectation>> {
        let mut lines = Vec::new();
        for ((history, sown), told) in (0..).zip(&self.sown).zip(self.histories()) {
            for truth in told.truths {
                let mark = Mark { history, step: truth.step };
                let rests_on = noted.get(&mark).with_context(|| {
                    format!("step {} of {} was not told", truth.step, sown.name)
                })?;
                let id = |name: &str| names::replace(name).map_err(|says| anyhow!(says));
                let since =
                    truth.since.map(|at| crate::output::day(self.area.calendar.timestamp(at)));
                lines.push(Expectation {
                    history: sown.name.clone(),
                    rule: truth.rule,
                    variant: sown.variant.name,
                    tells: sown.variant.tells,
                    expected: truth.expected,
                    anchor: id(&truth.anchor)?,
                    subject: id(&truth.subject)?,
                    request_id: rests_on.request_id.clone(),
                    recorded_on: self.date(rests_on.told),
                    since,
                    meanwhile: truth.meanwhile,
                    anchor_name: truth.anchor,
                });
            }
        }
        Ok(lines)
    }
}

/// A sandbox that is told a simulation.
pub struct Sandbox {
    channel: Channel,
    key: SigningKey,
    wire: Wire,
    seen: Seen,
    cast: BTreeMap<String, Principal>,
    /// The tokens of those who spoke today.
    bearers: BTreeMap<String, Bearer>,
    today: Option<i64>,
    now: Timestamp,
    calls: u64,
    refused: Vec<Difference>,
}

impl Sandbox {
    /// Connects to a sandbox.
    ///
    /// # Errors
    /// If nobody answers.
    pub async fn connect(
        url: &str,
        files: &ClientFiles,
        key: SigningKey,
        simulation: &Simulation,
    ) -> anyhow::Result<Self> {
        let mut cast = BTreeMap::new();
        let area = &simulation.area;
        for (name, member) in area.cast() {
            let id = |name: &str| names::replace(name).map_err(|says| anyhow!(says));
            let role = roles::role_named(&format!("ROLE_{}", member.role));
            let principal = Principal {
                worker_id: id(&area.worker_id(name))?,
                agency_id: id(&area.agency(member.agency))?,
                role: role.ok_or_else(|| anyhow!("`{}` is no role", member.role))?,
                purpose: "direct_care".to_owned(),
            };
            cast.insert(name.clone(), principal);
        }
        Ok(Self {
            channel: client::connect(url, files).await?,
            key,
            wire: Wire::new(simulation.source())?,
            seen: Seen::default(),
            cast,
            bearers: BTreeMap::new(),
            today: None,
            now: Timestamp::UNIX_EPOCH,
            calls: 0,
            refused: Vec::new(),
        })
    }

    /// Makes a call, on its day, and waits for what follows from it.
    async fn take(
        &mut self,
        simulation: &Simulation,
        step: &Step,
        request_id: &str,
    ) -> anyhow::Result<()> {
        if self.today != Some(step.told) {
            self.begin(simulation, step.told).await?;
        }
        let body = self.wire.request(&simulation.area, step, request_id)?;
        let path = format!("/{}", step.call).parse().context("an rpc's name is no path")?;
        let bearer = self.bearer(&step.who)?;
        let request = self.seen.ask(body);
        self.calls += 1;
        match client::call(&self.channel, bearer, path, request).await {
            Ok(response) => self.seen.note_acts(&response),
            Err(status) if is_answer(&status) => self.refused.push(Difference {
                kind: "call",
                rule: step.call.to_owned(),
                anchor: format!("{} by {}", simulation.date(step.told), step.who),
                history: step.fact.to_string(),
                says: format!("{}: {}", reason(&status), status.message()),
            }),
            Err(status) => return Err(status).context(step.call),
        }
        if step.may_cause() { self.settle().await } else { Ok(()) }
    }

    fn bearer(&mut self, who: &str) -> anyhow::Result<Bearer> {
        if let Some(bearer) = self.bearers.get(who) {
            return Ok(bearer.clone());
        }
        let by = self.cast.get(who).ok_or_else(|| anyhow!("`{who}` is none of the cast"))?;
        let bearer = Bearer::mint(&self.key, by)?;
        self.bearers.insert(who.to_owned(), bearer.clone());
        Ok(bearer)
    }

    async fn begin(&mut self, simulation: &Simulation, day: i64) -> anyhow::Result<()> {
        if self.today.is_some() {
            self.advance(just_after(self.now)).await?;
        }
        // Tokens are good for some minutes only.
        self.bearers.clear();
        self.today = Some(day);
        self.advance(simulation.area.calendar.told(day)).await
    }

    /// Lets everything follow that follows: until nobody has anything more to say.
    async fn settle(&mut self) -> anyhow::Result<()> {
        loop {
            let before = self.seen.clone();
            self.advance(self.now).await?;
            if self.seen == before {
                return Ok(());
            }
        }
    }

    async fn advance(&mut self, to: Timestamp) -> anyhow::Result<()> {
        let bearer = Bearer::mint(&self.key, &client::own(Role::Operator))?;
        let mut sandbox = SandboxServiceClient::with_interceptor(self.channel.clone(), bearer);
        let request = self.seen.ask(AdvanceRequest { to: Some(proto::time::wire(to)) });
        let answer = match sandbox.advance(request).await {
            Ok(answer) => answer,
            Err(status) if status.code() == Code::Unimplemented => {
                let says = "the server is no sandbox, and a simulation is told to sandboxes only";
                return Err(Misuse(says.to_owned()).into());
            }
            Err(status) => {
                return Err(status).context(format!("the clock could not be moved to {to}"));
            }
        };
        let now = proto::time::maybe(answer.get_ref().now.as_ref());
        if now.is_some_and(|now| now > to) {
            let says = format!(
                "the sandbox's clock stands at {}, beyond this simulation: give it a fresh one",
                now.unwrap_or_default()
            );
            return Err(Misuse(says).into());
        }
        self.now = to;
        self.seen.note_acts(&answer);
        Ok(())
    }

    /// Waits until everything is judged, and holds it against the truth.
    async fn compare(mut self, truth: &[Expectation]) -> anyhow::Result<Compared> {
        self.settle().await?;
        let last = self.now;
        self.advance(just_after(last)).await?;
        self.advance(last.checked_add(24.hours())?).await?;
        let raised = self.flags(Verdict::Fires).await?;
        let lacking = self.flags(Verdict::NotEvidenced).await?;
        Ok(Compared::new(truth, &raised, &lacking, self.refused, self.calls))
    }

    async fn flags(&self, verdict: Verdict) -> anyhow::Result<Vec<Flag>> {
        let bearer = Bearer::mint(&self.key, &client::own(Role::Oversight))?;
        let mut oversight = client::oversight(self.channel.clone(), bearer);
        let request = ListFlagsRequest { verdict: verdict.into(), ..Default::default() };
        let flags = story::all_flags(&mut oversight, &self.seen, request).await;
        flags.context("the flags could not be read")
    }
}

/// A millisecond later: the clock's own times are earlier than that.
fn just_after(at: Timestamp) -> Timestamp {
    at.checked_add(1.millisecond()).unwrap_or(Timestamp::MAX)
}

/// On a terminal, how far it is told; elsewhere nothing.
fn progress(days: i64) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(days).unwrap_or_default());
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} days {msg}") {
        bar.set_style(style);
    }
    bar
}
