//! Alerts: a flag told to whom the flagged agency does not control.
//!
//! Each channel is a file. An alert carries no name and no narrative: the
//! flag's id, its rule, its severity. It is handed over at least once; what
//! could not be handed over waits, visibly, and what was given up is kept. The
//! channels know nothing of each other, so that none holds another up.

pub mod alertmanager;
pub mod breaker;
pub mod courier;
pub mod deliveries;
pub mod delivery;
pub mod http;
pub mod kept;
pub mod nats;
pub mod outage;
pub mod settings;
pub mod signing;
pub mod webhook;

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures::future::{BoxFuture, join_all};
use kernel::{log::EventLog as _, nats::NatsOptions};
use proto::{
    any::AnyEvent,
    envelope::Envelope,
    oversight::{Event, Flag, Severity},
    panel::{AgencyKind, AgencyRegistered},
};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use crate::{
    flags::Desk,
    rules,
    store::{Store, StoreError},
};

pub use self::{
    courier::Courier,
    deliveries::Deliveries,
    delivery::{Failure, Policy},
    nats::{Nats, prepare},
    settings::{Settings, SettingsError},
};

/// Who is alerted where no oversight body is registered.
pub const NOBODY: &str = "unassigned";

/// Anything that went wrong below.
pub(crate) type Trouble = Box<dyn std::error::Error + Send + Sync>;

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
    /// How often the flag was opened again after it had been resolved; told anew each time.
    pub reopened: u32,
}

impl Alert {
    /// By what one recipient knows the same alert again.
    #[must_use]
    pub fn id(&self, recipient: &str) -> String {
        let Self { flag_id, reopened, .. } = self;
        match reopened {
            0 => format!("{flag_id}.{recipient}"),
            again => format!("{flag_id}.{recipient}.{again}"),
        }
    }
}

/// An alert on its way to one recipient.
#[derive(Clone, Debug)]
pub struct Outgoing {
    /// What it says.
    pub alert: Alert,
    /// The agency alerted.
    pub recipient: String,
    /// False if the flag was resolved, or its ground withdrawn, since it was raised.
    pub open: bool,
}

/// A way on which alerts go out.
pub trait Channel: Send + Sync + 'static {
    /// Hands over one alert. `Ok` says that it is safe with the other side.
    fn send<'a>(&'a self, alert: &'a Outgoing) -> BoxFuture<'a, Result<(), Failure>>;
}

/// Which alerts go over a channel.
#[derive(Clone, Debug)]
pub struct Route {
    /// How the channel is called in the delivery log.
    pub channel: String,
    /// To whom.
    pub to: Recipients,
    /// True if it tells of every flag ever raised, and not only of those raised
    /// since it was set up.
    pub from_the_beginning: bool,
}

impl Route {
    /// Whether an alert to this recipient goes over the channel.
    #[must_use]
    pub fn goes_to(&self, recipient: &str) -> bool {
        match &self.to {
            Recipients::All => true,
            Recipients::These(some) => some.contains(recipient),
        }
    }
}

/// To whom alerts go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipients {
    /// To everybody who is alerted at all.
    All,
    /// To those of them who are named.
    These(BTreeSet<String>),
}

/// A channel, ready to be used.
#[derive(Clone)]
pub struct Line {
    /// Which alerts go over it.
    pub route: Route,
    /// The channel.
    pub channel: Arc<dyn Channel>,
    /// How long it goes on trying.
    pub policy: Policy,
    /// How many flags may be on their way at once.
    pub at_once: usize,
    /// The Alertmanager that is to be told again and again, if it is one.
    pub told_again: Option<Arc<alertmanager::Alertmanager>>,
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Line({})", self.route.channel)
    }
}

/// How long NATS is left alone after it could not be used, at most.
const NATS_PAUSE: Duration = Duration::from_secs(10);

/// How many flags may be on their way to NATS at once.
const NATS_AT_ONCE: usize = 256;

/// The stream of alerts on NATS: every alert goes there, and none is given up.
#[must_use]
pub fn stream(options: NatsOptions) -> Line {
    Line {
        route: Route {
            channel: nats::CHANNEL.to_owned(),
            to: Recipients::All,
            from_the_beginning: true,
        },
        channel: Arc::new(Nats::new(options)),
        policy: Policy {
            first: Duration::from_secs(1),
            longest: NATS_PAUSE,
            attempts_max: None,
            age_max: None,
        },
        at_once: NATS_AT_ONCE,
        told_again: None,
    }
}

/// Tells of every flag that is raised over every channel, each from where it left off.
pub async fn run(deliveries: Arc<Deliveries>, lines: Vec<Line>, stop: CancellationToken) {
    let running = lines.into_iter().map(|line| {
        let (deliveries, stop) = (Arc::clone(&deliveries), stop.clone());
        async move {
            let channel = line.route.channel.clone();
            let told_again = line.told_again.clone();
            let courier = Courier::new(line, Arc::clone(&deliveries));
            let again = async {
                if let Some(alertmanager) = told_again {
                    alertmanager.tell_again(&channel, &deliveries, stop.clone()).await;
                }
            };
            tokio::join!(courier.run(stop.clone()), again);
        }
    });
    join_all(running).await;
}

/// The alert of a raised flag, unless its rule is unknown or on trial.
#[must_use]
pub fn alert_of(flag: &Flag, raised_at: jiff::Timestamp) -> Option<Alert> {
    let rule = rules::by_id(&flag.rule_id)?;
    (rule.maturity != rules::Maturity::Trial).then(|| describe(flag, raised_at))
}

/// What an alert says of a flag.
#[must_use]
pub fn describe(flag: &Flag, raised_at: jiff::Timestamp) -> Alert {
    let severity = match flag.severity() {
        Severity::S1 => "s1",
        Severity::S2 => "s2",
        Severity::S3 | Severity::Unspecified => "s3",
    };
    Alert {
        flag_id: flag.flag_id.clone(),
        rule_id: flag.rule_id.clone(),
        severity: severity.to_owned(),
        pattern: rules::by_id(&flag.rule_id).map(|r| r.pattern.to_owned()).unwrap_or_default(),
        agency_ids: flag.agency_ids.clone(),
        stands_since: proto::time::maybe(flag.stands_since.as_ref()).map(|t| t.to_string()),
        raised_at: raised_at.to_string(),
        historical: flag.historical,
        reopened: 0,
    }
}

/// The oversight bodies on the register, but for those that answer for the flag; and who
/// answers for it, where the rule says so.
///
/// # Errors
/// If the database fails: that nobody can be read is not that nobody is there.
pub fn recipients(store: &Store, flag: &Flag) -> Result<Vec<String>, StoreError> {
    let mut bodies = crate::views::oversight_bodies(&store.work())?;
    bodies.retain(|body| !flag.agency_ids.contains(body));
    if bodies.is_empty() {
        bodies.push(NOBODY.to_owned());
    }
    if tells_those_who_answer(&flag.rule_id) {
        bodies.extend(flag.agency_ids.iter().cloned());
    }
    Ok(bodies)
}

/// Whether who answers for a flag of this rule is told of it too.
#[must_use]
pub fn tells_those_who_answer(rule_id: &str) -> bool {
    rules::by_id(rule_id).is_some_and(|rule| rule.told_to_answering)
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

/// The alert about the flag that was raised at a position of their log.
pub(crate) async fn alert_at(desk: &Desk, position: u64) -> Option<Alert> {
    let record = desk.log().read_all(position, 1).await.ok()?.into_iter().next()?;
    let (flag, at) =
        Some(record).filter(|r| r.position == position).and_then(|r| raised_by(&r.bytes))?;
    Some(describe(&flag, at))
}
