//! Alerts to a Prometheus Alertmanager, by its API of version 2.
//!
//! Alertmanager forgets: it keeps alerts in memory and closes each at the end
//! that it was given. So all alerts of open flags are told again and again, as
//! Prometheus does, each time with an end a few rounds away; after it was
//! started anew it has them all within a round. What is no longer open is told
//! once more as ended. Were we gone, the ends would close all by themselves.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use futures::future::BoxFuture;
use jiff::Timestamp;
use kernel::{clock::Clock, status::chain};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::{
    Channel, Deliveries, Failure, Outgoing, Trouble, alert_at, courier::is_not_told,
    delivery::later, http::Http, kept::Place,
};

/// The path under an Alertmanager's address.
pub const PATH: &str = "/api/v2/alerts";

/// After how many rounds an alert ends that is not told again: as in Prometheus.
const ROUNDS: u32 = 4;

/// How many alerts are told at a time.
const TOGETHER: usize = 200;

/// The channel.
#[derive(Debug)]
pub struct Alertmanager {
    http: Http,
    every: Duration,
    clock: Clock,
}

/// An alert as Alertmanager takes it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Posted<'a> {
    labels: Labels<'a>,
    annotations: Annotations<'a>,
    starts_at: &'a str,
    ends_at: String,
}

/// By these an alert is known again, so nothing in them ever changes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
struct Labels<'a> {
    alertname: &'a str,
    severity: &'a str,
    flag_id: &'a str,
    recipient_agency_id: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
struct Annotations<'a> {
    summary: String,
    pattern: &'a str,
    agency_ids: String,
}

impl Alertmanager {
    /// An Alertmanager at the end of a way, told again every so often.
    #[must_use]
    pub fn new(http: Http, every: Duration) -> Self {
        Self { http, every, clock: Clock::system() }
    }

    async fn post(&self, alerts: &[Outgoing]) -> Result<(), Failure> {
        let now = self.clock.now();
        let end = later(now, self.every.saturating_mul(ROUNDS));
        let posted: Vec<Posted<'_>> =
            alerts.iter().map(|one| posted(one, if one.open { end } else { now })).collect();
        let body = serde_json::to_vec(&posted).map_err(|_| Failure::for_good("NOT_ENCODED"))?;
        self.http.post("application/json", [], body).await
    }

    /// Tells again of all flags that are open, and once more of those that no
    /// longer are, every so often until told to stop.
    pub async fn tell_again(
        &self,
        channel: &str,
        deliveries: &Arc<Deliveries>,
        stop: CancellationToken,
    ) {
        let mut told = BTreeSet::new();
        let mut away = false;
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(self.every) => {}
            }
            let round = tokio::select! {
                () = stop.cancelled() => return,
                round = self.round(channel, deliveries, &mut told) => round,
            };
            match round {
                Ok(()) => away = false,
                Err(error) if !away => {
                    tracing::warn!(channel, error = chain(&*error), "alerts were not told again");
                    away = true;
                }
                Err(_) => {}
            }
        }
    }

    /// One round. `told` is what was open in the last one. What is refused keeps
    /// nothing else from being told, and the first refusal is given back.
    async fn round(
        &self,
        channel: &str,
        deliveries: &Arc<Deliveries>,
        told: &mut BTreeSet<Place>,
    ) -> Result<(), Trouble> {
        let (looked, of) = (Arc::clone(deliveries), channel.to_owned());
        let open = tokio::task::spawn_blocking(move || looked.open_at(&of)).await??;
        let closed: Vec<Place> = told.difference(&open).cloned().collect();
        let open: Vec<Place> = open.into_iter().collect();
        let mut refused = Ok(());
        for (places, is_open) in [(open, true), (closed, false)] {
            for together in places.chunks(TOGETHER) {
                let alerts = said_of(deliveries, together, is_open).await;
                let told_now = self.post(&alerts).await;
                metrics::counter!("candour_alerts_told_again_total", "channel" => channel.to_owned())
                    .increment(u64::try_from(alerts.len()).unwrap_or(u64::MAX));
                if let Err(failure) = told_now {
                    refused = refused.and(Err(failure.class));
                    continue;
                }
                for place in together {
                    if is_open {
                        told.insert(place.clone());
                    } else {
                        told.remove(place);
                    }
                }
            }
        }
        Ok(refused?)
    }
}

impl Channel for Alertmanager {
    fn send<'a>(&'a self, alert: &'a Outgoing) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(self.post(std::slice::from_ref(alert)))
    }
}

/// What is said of flags to their recipients, but for those who have come to
/// answer for one.
async fn said_of(deliveries: &Deliveries, places: &[Place], open: bool) -> Vec<Outgoing> {
    let mut said = Vec::with_capacity(places.len());
    for place in places {
        let Some(alert) = alert_at(deliveries.desk(), place.position).await else { continue };
        if !is_not_told(deliveries.store(), &alert, &place.recipient) {
            said.push(Outgoing { alert, recipient: place.recipient.clone(), open });
        }
    }
    said
}

fn posted(outgoing: &Outgoing, end: Timestamp) -> Posted<'_> {
    let Outgoing { alert, recipient, .. } = outgoing;
    let when = if alert.historical { ", found in old history" } else { "" };
    Posted {
        labels: Labels {
            alertname: &alert.rule_id,
            severity: &alert.severity,
            flag_id: &alert.flag_id,
            recipient_agency_id: recipient,
        },
        annotations: Annotations {
            summary: format!(
                "A flag of severity {} was raised{when}: {}. Its evidence: candour flags show {}",
                alert.severity.to_uppercase(),
                alert.pattern,
                alert.flag_id
            ),
            pattern: &alert.pattern,
            agency_ids: alert.agency_ids.join(" "),
        },
        starts_at: &alert.raised_at,
        ends_at: end.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::Alert;

    #[test]
    fn what_is_posted_is_known_again_by_labels_that_never_change() {
        let outgoing = Outgoing {
            alert: Alert {
                flag_id: "flag_1".into(),
                rule_id: "police-record-access".into(),
                severity: "s1".into(),
                pattern: "police can read records".into(),
                agency_ids: vec!["agency_1".into(), "agency_4".into()],
                stands_since: None,
                raised_at: "2026-01-02T03:04:05Z".into(),
                historical: true,
                reopened: 0,
            },
            recipient: "agency_2".into(),
            open: true,
        };
        let json = serde_json::to_value(posted(&outgoing, Timestamp::UNIX_EPOCH)).unwrap();
        let wanted = serde_json::json!({
            "labels": {
                "alertname": "police-record-access",
                "severity": "s1",
                "flag_id": "flag_1",
                "recipient_agency_id": "agency_2",
            },
            "annotations": {
                "summary": "A flag of severity S1 was raised, found in old history: police can \
                            read records. Its evidence: candour flags show flag_1",
                "pattern": "police can read records",
                "agency_ids": "agency_1 agency_4",
            },
            "startsAt": "2026-01-02T03:04:05Z",
            "endsAt": "1970-01-01T00:00:00Z",
        });
        assert_eq!(json, wanted);
    }
}
