//! Decisions about care that police led, voted on or signed off, and those at which
//! they sat, advised and left care to others. All have a quorum and minutes, and the
//! person is there, so that it is the part of police alone that is judged.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{Said, Subject::Person},
    lines::justified,
    meetings::{decide, dissent, hold, minute},
};
use crate::simulate::area::words;

pub const RULE: &str = "police-led-decision";

/// Chair, clinician and emergency department, and an officer beside them.
const WITH_AN_OFFICER: [&str; 4] = ["chair", "psychiatrist", "ed", "officer"];

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "an-officer-leads",
            tells: "An officer led the decision about who is offered the scheme.",
            people: 1,
            days: 15,
            write: |h| {
                let more = json!({ "kind": "DECISION_KIND_OFFER_SCHEME" });
                let said = decided(h, "officer", more);
                fires(h, said);
            },
        },
        Variant {
            name: "somebody-of-the-force-chairs",
            tells: "Somebody of the police force chaired the panel that decided upon a plan.",
            people: 1,
            days: 15,
            write: |h| {
                let chair = h.area.stranger("superintendent", "police", "PANEL_CHAIR");
                let said = decided(h, "chair", json!({ "led_by": chair }));
                fires(h, said);
            },
        },
        Variant {
            name: "one-vote-too-many",
            tells: "Three members who are no officers were there, and four votes are on record.",
            people: 1,
            days: 15,
            write: |h| {
                let more = json!({ "votes_for": 3, "votes_against": 1 });
                let said = decided(h, "chair", more);
                fires(h, said);
            },
        },
        Variant {
            name: "answers-for-a-restriction",
            tells: "An officer answers for a restriction, in a clinician's place.",
            people: 1,
            days: 5,
            write: |h| {
                let said = restricted(h, "officer");
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "decides-a-challenge",
            tells: "The person challenged a restriction, and an officer decided.",
            people: 1,
            days: 25,
            write: |h| {
                restricted(h, "psychiatrist");
                h.challenge(10);
                let said = h.decide_challenge(20, "UPHELD", "officer");
                h.plan_fires(RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "advises-and-does-not-vote",
            tells: "An officer advised on a crime; three others decided, and three votes are on \
                    record.",
            people: 1,
            days: 15,
            write: |h| {
                decided(h, "chair", json!({ "votes_for": 3 }));
                silent(h);
            },
        },
        Variant {
            name: "leads-on-the-sanction",
            tells: "An officer led on an offence apart, and left the plan to a clinician.",
            people: 1,
            days: 15,
            write: |h| {
                hold(h, 0, "m", &WITH_AN_OFFICER);
                let more = json!({
                    "decision_id": h.id("decision", "offence"),
                    "kind": "DECISION_KIND_SANCTION",
                    "decision": words("The charge about the fence goes on"),
                });
                decide(h, 0, "m", "officer", "PRESENT", more);
                decide(h, 0, "m", "psychiatrist", "PRESENT", json!({}));
                minute(h, 10, "m");
                silent(h);
            },
        },
        Variant {
            name: "nobody-counted",
            tells: "An officer sat at the panel, and nobody counted votes.",
            people: 1,
            days: 15,
            write: |h| {
                decided(h, "chair", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "the-council-chairs",
            tells: "Somebody of the council chaired, and an officer sat at the panel.",
            people: 1,
            days: 15,
            write: |h| {
                let chair = h.area.stranger("councillor", "council", "PANEL_CHAIR");
                decided(h, "chair", json!({ "led_by": chair }));
                silent(h);
            },
        },
        Variant {
            name: "an-officer-disagrees",
            tells: "An officer disagreed with what the others decided.",
            people: 1,
            days: 15,
            write: |h| {
                let reasons = words("The person asked for it, and it has helped");
                decided(h, "chair", json!({ "votes_for": 3, "reasons": reasons }));
                dissent(h, "m", "m", "officer", "I would have waited");
                silent(h);
            },
        },
        Variant {
            name: "answered-for-by-a-doctor",
            tells: "A doctor answers for a restriction, and another decided the challenge.",
            people: 1,
            days: 25,
            write: |h| {
                restricted(h, "psychiatrist");
                h.challenge(10);
                h.decide_challenge(20, "UPHELD", "independent");
                h.plan_silent();
            },
        },
        Variant {
            name: "how-police-answer",
            tells: "How police answer a call is for an officer to say.",
            people: 1,
            days: 5,
            write: |h| {
                let line = json!({
                    "kind": "INSTRUCTION_KIND_RESPONSE",
                    "for_agency_id": h.agency("police"),
                    "text": words("Attend as usual, and ring the crisis team on the way"),
                    "clinician": h.area.worker("officer"),
                });
                drafted(h, line);
                h.plan_silent();
            },
        },
    ],
};

/// A meeting at which an officer is decides about the person's plan, or as it is said.
fn decided(h: &mut History<'_>, led_by: &str, more: Value) -> Said {
    hold(h, 0, "m", &WITH_AN_OFFICER);
    let said = decide(h, 0, "m", led_by, "PRESENT", more);
    minute(h, 10, "m");
    said
}

/// A plan with one line, which is never put in force.
fn drafted(h: &mut History<'_>, line: Value) -> Said {
    h.draft((0, 10), "JOINT", line)
}

/// Such a plan, whose line is a restriction for which somebody answers.
fn restricted(h: &mut History<'_>, clinician: &str) -> Said {
    let line = justified(h, clinician, (27, 10));
    drafted(h, line)
}

fn fires(h: &mut History<'_>, said: Said) {
    h.fires(RULE, ("meeting", "m"), Person, said);
}

fn silent(h: &mut History<'_>) {
    h.silent(("meeting", "m"));
}
