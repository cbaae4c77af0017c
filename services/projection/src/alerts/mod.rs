//! Alerts: a flag told to whom the flagged agency does not control.
//!
//! Each channel is a file. An alert carries no name and no narrative: the
//! flag's id, its rule, its severity. It is handed over at least once; what
//! could not be handed over waits, visibly.

mod nats;

use kernel::nats::NatsOptions;
use proto::{
    any::AnyEvent,
    envelope::Envelope,
    oversight::{Event, Flag, Severity},
    panel::{AgencyKind, AgencyRegistered},
};
use serde::Serialize;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{flags::Desk, projector::Progress, rules, store::Store};

pub use nats::Nats;

/// Who is alerted where no oversight body is registered.
pub const NOBODY: &str = "unassigned";

/// What an alert says.
#[derive(Clone, Debug, Serialize)]
pub struct Alert {
    /// The flag.
    pub flag_id: String,
    /// The rule.
    pub rule_id: String,
    /// How soon it must be acted upon.
    pub severity: String,
    /// The pattern in plain language.
    pub pattern: String,
    /// The agencies that answer for it.
    pub agency_ids: Vec<String>,
    /// From when on the events ground it.
    pub stands_since: Option<String>,
    /// When it was raised.
    pub raised_at: String,
    /// True if it could have been found long before.
    pub historical: bool,
}

/// Tells of every flag that is raised, from where it left off.
pub async fn run(
    store: Store,
    desk: Desk,
    nats: NatsOptions,
    progress: watch::Receiver<Progress>,
    waiting: watch::Sender<u64>,
    stop: CancellationToken,
) {
    Nats { store, desk, options: nats, progress, waiting }.run(stop).await;
}

/// The alert of a raised flag, unless its rule is on trial.
#[must_use]
pub fn alert_of(flag: &Flag, raised_at: jiff::Timestamp) -> Option<Alert> {
    let rule = rules::by_id(&flag.rule_id)?;
    if rule.maturity == rules::Maturity::Trial {
        return None;
    }
    let severity = match flag.severity() {
        Severity::S1 => "s1",
        Severity::S2 => "s2",
        Severity::S3 | Severity::Unspecified => "s3",
    };
    Some(Alert {
        flag_id: flag.flag_id.clone(),
        rule_id: flag.rule_id.clone(),
        severity: severity.to_owned(),
        pattern: rule.pattern.to_owned(),
        agency_ids: flag.agency_ids.clone(),
        stands_since: proto::time::maybe(flag.stands_since.as_ref()).map(|t| t.to_string()),
        raised_at: raised_at.to_string(),
        historical: flag.historical,
    })
}

/// The oversight bodies on the register, but for those that answer for the flag.
#[must_use]
pub fn recipients(store: &Store, flag: &Flag) -> Vec<String> {
    let work = store.work();
    let bodies = crate::views::oversight_bodies(&work).unwrap_or_default();
    let mut bodies: Vec<String> =
        bodies.into_iter().filter(|body| !flag.agency_ids.contains(body)).collect();
    if bodies.is_empty() {
        bodies.push(NOBODY.to_owned());
    }
    bodies
}

/// True if an event enters an oversight body in the register.
#[must_use]
pub fn is_oversight_body(event: &AnyEvent) -> bool {
    event.get::<AgencyRegistered>().is_some_and(|agency| agency.kind() == AgencyKind::Oversight)
}

/// The flag that a record of the log of flags raises, and when.
#[must_use]
pub fn raised_by(bytes: &[u8]) -> Option<(Flag, jiff::Timestamp)> {
    let recorded = Envelope::parse(bytes).ok()?.read::<Event>().ok()?;
    match recorded.event {
        Event::FlagRaised(raised) => Some((raised.flag?, recorded.meta.recorded_at)),
        _ => None,
    }
}
