//! Alerts by webhook: CloudEvents 1.0 as structured JSON, posted and signed by
//! the Standard Webhooks convention.
//!
//! The id is of the alert and its recipient and stays the same however often it
//! is sent, so that a receiver knows a repeated one.

use futures::future::BoxFuture;
use http::HeaderValue;
use kernel::clock::Clock;
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Alert, Channel, Failure, Outgoing, http::Http, signing::Secrets};

/// The form of the body.
const CONTENT_TYPE: &str = "application/cloudevents+json; charset=utf-8";

/// What kind of event an alert is to those outside.
const TYPE: &str = "candour.oversight.v1.Alert";

/// The channel.
#[derive(Debug)]
pub struct Webhook {
    http: Http,
    secrets: Secrets,
    clock: Clock,
}

/// An alert as a CloudEvent.
#[derive(Debug, Serialize)]
struct CloudEvent<'a> {
    specversion: &'static str,
    id: String,
    source: &'static str,
    r#type: &'static str,
    subject: &'a str,
    time: &'a str,
    datacontenttype: &'static str,
    recipient: &'a str,
    severity: &'a str,
    data: &'a Alert,
}

impl Webhook {
    /// A webhook at the end of a way.
    #[must_use]
    pub fn new(http: Http, secrets: Secrets) -> Self {
        Self { http, secrets, clock: Clock::system() }
    }

    async fn post(&self, outgoing: &Outgoing) -> Result<(), Failure> {
        let event = cloud_event(outgoing);
        let unsent = |_| Failure::for_good("NOT_ENCODED");
        let body = serde_json::to_vec(&event).map_err(unsent)?;
        // The receiver compares it with its own clock, so it is the time of this attempt.
        let timestamp = self.clock.now().as_second();
        let signature = self.secrets.sign(&event.id, timestamp, &body);
        let value =
            |text: &str| HeaderValue::from_str(text).map_err(|_| Failure::of("NOT_ENCODED"));
        let headers = [
            ("webhook-id", value(&event.id)?),
            ("webhook-timestamp", HeaderValue::from(timestamp)),
            ("webhook-signature", value(&signature)?),
        ];
        self.http.post(CONTENT_TYPE, headers, body).await
    }
}

impl Channel for Webhook {
    fn send<'a>(&'a self, alert: &'a Outgoing) -> BoxFuture<'a, Result<(), Failure>> {
        Box::pin(self.post(alert))
    }
}

fn cloud_event(outgoing: &Outgoing) -> CloudEvent<'_> {
    let Outgoing { alert, recipient, .. } = outgoing;
    let hash = Sha256::digest(alert.id(recipient));
    let bytes: [u8; 16] = std::array::from_fn(|i| hash.get(i).copied().unwrap_or(0));
    CloudEvent {
        specversion: "1.0",
        id: Uuid::new_v8(bytes).to_string(),
        source: "/candour/oversight",
        r#type: TYPE,
        subject: &alert.flag_id,
        time: &alert.raised_at,
        datacontenttype: "application/json",
        recipient,
        severity: &alert.severity,
        data: alert,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing(recipient: &str) -> Outgoing {
        Outgoing {
            alert: Alert {
                flag_id: "flag_1".into(),
                rule_id: "police-record-access".into(),
                severity: "s1".into(),
                pattern: "police can read records".into(),
                agency_ids: vec!["agency_1".into()],
                stands_since: None,
                raised_at: "2026-01-02T03:04:05Z".into(),
                historical: false,
                reopened: 0,
            },
            recipient: recipient.into(),
            open: true,
        }
    }

    #[test]
    fn an_alert_is_a_cloud_event_whose_id_is_of_flag_and_recipient() {
        let (one, other) = (outgoing("agency_2"), outgoing("agency_3"));
        let event = cloud_event(&one);
        assert_eq!(event.id, cloud_event(&one).id);
        assert_ne!(event.id, cloud_event(&other).id);
        let mut again = one.clone();
        again.alert.reopened = 1;
        assert_ne!(event.id, cloud_event(&again).id, "what is told anew is not the same");
        // The convention puts dots between what it signs, so the id has none.
        assert!(!event.id.contains('.'));
        let json = serde_json::to_value(&event).unwrap();
        for (attribute, value) in [
            ("specversion", "1.0"),
            ("type", "candour.oversight.v1.Alert"),
            ("source", "/candour/oversight"),
            ("subject", "flag_1"),
            ("time", "2026-01-02T03:04:05Z"),
            ("recipient", "agency_2"),
        ] {
            assert_eq!(json.get(attribute).and_then(|v| v.as_str()), Some(value));
        }
        // The data is what goes out on NATS, to the letter.
        assert_eq!(json.get("data"), Some(&serde_json::to_value(&one.alert).unwrap()));
    }
}
