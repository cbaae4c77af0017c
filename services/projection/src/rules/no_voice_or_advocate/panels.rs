//! Panels that decided upon a sanction.

use proto::{
    common::PersonPresence,
    panel::{DecisionKind, DecisionMade, NotHeardBecause, PersonHeard, VoiceRoute},
};

use super::{super::in_time::InTime, Decision, Heard, Says};
use crate::history::{History, Seen};

pub(super) fn sanctions(history: &History) -> impl Iterator<Item = Says> {
    history
        .anchored::<DecisionMade>()
        .filter(|decision| {
            decision.event.kind() == DecisionKind::Sanction
                && !decision.event.person_id.is_empty()
                && !decision.event.emergency
        })
        .map(|decision| of(history, decision).judge(history))
}

fn of<'a>(history: &'a History, decision: Seen<'a, DecisionMade>) -> Decision<'a> {
    let made = decision.event;
    let heard: Vec<_> = history
        .anchored::<PersonHeard>()
        .filter(|heard| heard.event.person_id == made.person_id)
        .map(hear)
        .collect();
    let presence = made.voice.as_ref().map(|voice| voice.presence());
    let took_part = match presence {
        Some(PersonPresence::Present | PersonPresence::Represented | PersonPresence::Declined) => {
            InTime::Yes
        }
        Some(PersonPresence::NotInvited) => InTime::No,
        // What the decision leaves open, the meeting's record may say.
        _ if !heard.is_empty() => InTime::No,
        _ => InTime::Unclear,
    };
    Decision {
        seen: decision.of_any_kind(),
        because: "A panel decided upon a sanction without the person's view and with no advocate offered.",
        shows: "A panel decided about a sanction of the person.",
        person_id: &made.person_id,
        about: vec![
            decision.meta.stream.as_str(),
            &made.decision_id,
            &made.plan_id,
            &made.scheme_id,
        ],
        took_part,
        heard,
        agency_id: made.led_by.as_ref().map_or("", |led_by| &led_by.agency_id),
    }
}

fn hear(heard: Seen<'_, PersonHeard>) -> Heard<'_> {
    let (weight, shows) = match (heard.event.route(), heard.event.not_heard_because()) {
        (VoiceRoute::Nobody, NotHeardBecause::Declined) => {
            (InTime::Yes, "The person was invited and declined.")
        }
        (VoiceRoute::Nobody, NotHeardBecause::NotInvited) => {
            (InTime::No, "The person was not invited.")
        }
        (
            VoiceRoute::Nobody,
            NotHeardBecause::Unreachable | NotHeardBecause::Unwell | NotHeardBecause::Risk,
        ) => (InTime::Unclear, "The meeting gives a reason why the person was not heard."),
        (VoiceRoute::Nobody, NotHeardBecause::Unspecified) => {
            (InTime::Unclear, "The person was not heard, and no record says why.")
        }
        (
            VoiceRoute::Person
            | VoiceRoute::Representative
            | VoiceRoute::Advocate
            | VoiceRoute::InWriting,
            _,
        ) => (InTime::Yes, "The meeting heard the person."),
        (VoiceRoute::Unspecified, _) => {
            (InTime::Unclear, "Whether the meeting heard the person is not recorded.")
        }
    };
    Heard { seen: heard.of_any_kind(), weight, shows }
}
