//! Asking that an alert be sent again that was given up, or at once one that waits.
//!
//! It tells nobody anything new, so whoever runs the service may ask it too, who
//! sees no flags; all others ask it of flags that they may see.

use std::collections::BTreeMap;

use kernel::decider::{Circumstances, Refusal};
use proto::{
    common::Role,
    oversight::{AlertRetried, Event},
};

use super::{Flag, refusal};

/// How the alerts about a flag stand, by channel and recipient. One that nobody
/// has tried yet is not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Alerts(BTreeMap<(String, String), Stands>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    Failed,
    AskedFor,
    Delivered,
}

impl Alerts {
    /// Takes an event in. What was delivered stays delivered.
    pub(super) fn evolve(&mut self, event: &Event) {
        let (channel, recipient, stands) = match event {
            Event::AlertDelivered(e) => (&e.channel, &e.recipient_agency_id, Stands::Delivered),
            Event::AlertFailed(e) => (&e.channel, &e.recipient_agency_id, Stands::Failed),
            Event::AlertRetried(e) => (&e.channel, &e.recipient_agency_id, Stands::AskedFor),
            // Everybody is told anew.
            Event::FlagReopened(_) => return self.0.clear(),
            _ => return,
        };
        let now = self.0.entry((channel.clone(), recipient.clone())).or_insert(stands);
        if *now != Stands::Delivered {
            *now = stands;
        }
    }
}

pub(super) fn decide(
    flag: &Flag,
    fact: AlertRetried,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    if said.by.role != Role::Operator {
        flag.seen_by(&said.by)?;
    }
    let which = (fact.channel.clone(), fact.recipient_agency_id.clone());
    match flag.alerts.0.get(&which) {
        None => Err(refusal::ALERT_NOT_FOUND),
        Some(Stands::Delivered) => Err(refusal::ALERT_ALREADY_DELIVERED),
        // Said twice is said once.
        Some(Stands::AskedFor) => Ok(vec![]),
        Some(Stands::Failed) => Ok(vec![fact.into()]),
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::oversight::{AlertDelivered, AlertFailed};

    use super::*;
    use crate::flags::{
        FlagCommand::RetryAlert,
        tests::{raised, raised_about},
    };

    fn again(channel: &str) -> AlertRetried {
        AlertRetried {
            flag_id: id("flag", 1),
            recipient_agency_id: id("agency", 3),
            channel: channel.into(),
        }
    }

    fn failed(given_up: bool) -> AlertFailed {
        AlertFailed {
            flag_id: id("flag", 1),
            recipient_agency_id: id("agency", 3),
            channel: "webhook.board".into(),
            given_up,
            ..AlertFailed::default()
        }
    }

    fn delivered() -> AlertDelivered {
        AlertDelivered {
            flag_id: id("flag", 1),
            recipient_agency_id: id("agency", 3),
            channel: "webhook.board".into(),
        }
    }

    #[test]
    fn an_alert_that_failed_is_sent_again_once_however_often_it_is_asked_for() {
        for given_up in [true, false] {
            given::<Flag>([raised(), failed(given_up).into()])
                .by(Role::Operator)
                .when(RetryAlert(again("webhook.board")))
                .then_one(again("webhook.board"));
        }
        given::<Flag>([raised(), failed(true).into(), again("webhook.board").into()])
            .when(RetryAlert(again("webhook.board")))
            .then_nothing();
        given::<Flag>([raised(), failed(true).into(), again("webhook.board").into()])
            .and(failed(true))
            .when(RetryAlert(again("webhook.board")))
            .then_one(again("webhook.board"));
    }

    #[test]
    fn an_alert_that_arrived_is_not_sent_again() {
        given::<Flag>([raised(), delivered().into(), failed(true).into()])
            .when(RetryAlert(again("webhook.board")))
            .then_refused(refusal::ALERT_ALREADY_DELIVERED);
    }

    #[test]
    fn an_alert_that_never_failed_cannot_be_sent_again() {
        given::<Flag>([raised(), failed(true).into()])
            .when(RetryAlert(again("webhook.other")))
            .then_refused(refusal::ALERT_NOT_FOUND);
        nothing::<Flag>()
            .by(Role::Operator)
            .when(RetryAlert(again("webhook.board")))
            .then_refused(refusal::ALERT_NOT_FOUND);
    }

    #[test]
    fn who_may_not_see_a_flag_is_not_told_that_there_are_alerts_about_it() {
        for events in [vec![], vec![raised_about(1), failed(true).into()]] {
            given::<Flag>(events)
                .by(Role::InformationGovernance)
                .when(RetryAlert(again("webhook.board")))
                .then_refused(refusal::FLAG_NOT_FOUND);
        }
    }
}
