//! Dissents from decisions of a panel.

use std::collections::BTreeSet;

use proto::{
    common::Mode,
    panel::{DecisionMade, DissentRecorded, DissentWithdrawn},
};

use super::super::{Grounds, says::Says};
use crate::history::{History, Seen};

pub(super) fn dissents(history: &History) -> impl Iterator<Item = Says> {
    let mut known = BTreeSet::new();
    history
        .anchored::<DissentRecorded>()
        // One whose words were put anew is the same.
        .filter(move |dissent| known.insert(dissent.event.dissent_id.as_str()))
        .filter(|dissent| {
            !history
                .anchored::<DissentWithdrawn>()
                .any(|withdrawn| withdrawn.event.dissent_id == dissent.event.dissent_id)
        })
        .map(|dissent| judge(history, dissent))
}

fn judge(history: &History, dissent: Seen<'_, DissentRecorded>) -> Says {
    let decision = history
        .anchored::<DecisionMade>()
        .find(|decision| decision.event.decision_id == dissent.event.decision_id);
    let because = "A decision about a person stands over a dissent, and no reason is given.";
    let at = dissent.meta.occurred.end;
    let shows = "Somebody disagreed with the decision.";
    let Some(decision) = decision else {
        let grounds = Grounds::since(at, because).shown_by(dissent, shows);
        return Says::Lacks("the decision from which somebody dissented", grounds);
    };
    if decision.event.person_id.is_empty() || decision.event.reasons.is_some() {
        return Says::Nothing;
    }
    let led_by = decision.event.led_by.as_ref().map_or("", |led_by| &led_by.agency_id);
    let grounds = Grounds::since(at.max(decision.meta.occurred.end), because)
        .shown_by(decision, "A panel decided and gave no reasons.")
        .shown_by(dissent, shows)
        .answered_by(led_by);
    match decision.meta.mode {
        Mode::Record => Says::Lacks("whether the panel gave reasons", grounds),
        Mode::Act | Mode::Unspecified => Says::Stands(grounds),
    }
}
