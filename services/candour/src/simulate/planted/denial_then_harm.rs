//! Help that a plan refused, and what came soon after; and refusals that were no plan's.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant, care_denial_instruction,
    history::{Moment, Said},
    label_gate,
    lines::{denial, help},
    seeking::{assessed, because_of, ended, refused},
};
use crate::simulate::area::with;

pub const RULE: &str = "denial-then-harm";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "detained-on-the-seventh-day",
            tells: "Turned away because a plan said so, and detained on the seventh day.",
            people: 1,
            days: 20,
            write: |h| {
                let in_force = h.plan(0, denial());
                let plan = followed(h);
                turned_away(h, 5, "PLAN", plan);
                let said = detained(h, 12);
                h.plan_ends(15, "COMPLETED");
                h.plan_fires(care_denial_instruction::RULE, in_force);
                h.person_fires(RULE, said);
            },
        },
        Variant {
            name: "not-answered-and-harmed",
            tells: "The ambulance service was told by a plan to refuse, and harm came on the second day.",
            people: 1,
            days: 20,
            write: |h| {
                h.plan(0, help());
                let away = with(refused(h, "AMBULANCE_999", "PLAN"), followed(h));
                h.seek((5, 10), "c1", "AMBULANCE_999", away);
                let said = h.incident((7, 9), "HARM");
                h.plan_ends(15, "COMPLETED");
                h.person_fires(RULE, said);
            },
        },
        Variant {
            name: "dead-within-the-month",
            tells: "The crisis line was closed by a plan, and the person died within the month.",
            people: 1,
            days: 35,
            write: |h| {
                h.turned_away((0, 10), "c1", "CRISIS_LINE", "PLAN", because_of("SUICIDALITY"));
                let said = h.incident((29, 9), "DEATH");
                h.person_fires(RULE, said);
            },
        },
        Variant {
            name: "found-out-months-later",
            tells: "Harmed after an attendance; that a plan had turned them away was told later.",
            people: 1,
            days: 65,
            write: |h| {
                let said = h.incident((5, 9), "HARM");
                let away = refused(h, "ED", "PLAN");
                h.seek_late((60, 10), (2, 10), "c1", "ED", away);
                h.person_fires(RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "refused-by-the-person",
            tells: "The person refused, informed and with capacity, and was detained later.",
            people: 1,
            days: 10,
            write: |h| {
                turned_away(h, 0, "PERSON_REFUSED", json!({}));
                detained(h, 3);
                h.person_silent();
            },
        },
        Variant {
            name: "taken-to-hospital",
            tells: "Taken to hospital under the plan, and harmed afterwards.",
            people: 1,
            days: 20,
            write: |h| {
                h.plan(0, help());
                let more = with(followed(h), ended("SEE_AND_CONVEY"));
                h.seek((5, 10), "c1", "AMBULANCE_999", more);
                h.incident((7, 9), "HARM");
                h.plan_ends(15, "COMPLETED");
                h.person_silent();
            },
        },
        Variant {
            name: "another-services-to-help",
            tells: "Another service's to help, and passed on.",
            people: 1,
            days: 10,
            write: |h| {
                h.turned_away((0, 10), "c1", "CRISIS_LINE", "CLINICAL_SCOPE", json!({}));
                h.incident((2, 9), "HARM");
                h.person_silent();
            },
        },
        Variant {
            name: "no-bed",
            tells: "There was no bed for anybody, and no plan decided.",
            people: 1,
            days: 10,
            write: |h| {
                turned_away(h, 0, "NO_RESOURCE", json!({}));
                h.incident((2, 9), "HARM");
                h.person_silent();
            },
        },
        Variant {
            name: "for-a-label",
            tells: "Refused for coming often and under no plan: a label decided, and no plan.",
            people: 1,
            days: 10,
            write: |h| {
                let said = turned_away(h, 0, "FREQUENCY", json!({}));
                h.incident((2, 9), "HARM");
                h.person_silent();
                h.person_fires(label_gate::RULE, said);
            },
        },
        Variant {
            name: "treated-at-home",
            tells: "Treated at home as anybody, and no plan was followed.",
            people: 1,
            days: 10,
            write: |h| {
                not_conveyed(h, 0, json!({}));
                h.incident((2, 9), "HARM");
                h.person_silent();
            },
        },
        Variant {
            name: "detained-on-the-eighth-day",
            tells: "Turned away under a plan, and detained on the eighth day.",
            people: 1,
            days: 12,
            write: |h| {
                turned_away(h, 0, "PLAN", json!({}));
                detained(h, 8);
                h.person_silent();
            },
        },
        Variant {
            name: "harmed-before",
            tells: "Harmed first and turned away afterwards.",
            people: 1,
            days: 10,
            write: |h| {
                h.incident((0, 9), "HARM");
                turned_away(h, 1, "PLAN", json!({}));
                h.person_silent();
            },
        },
        Variant {
            name: "whose-wish-it-was",
            tells: "Treated at home under a plan and harmed, and no record says whose wish it was.",
            people: 1,
            days: 20,
            write: |h| {
                h.plan(0, help());
                let plan = followed(h);
                not_conveyed(h, 5, plan);
                let said = h.incident((7, 9), "HARM");
                h.plan_ends(15, "COMPLETED");
                h.person_lacks(RULE, said, said.at);
            },
        },
        Variant {
            name: "not-said-why",
            tells: "Turned away and harmed, and no record says why they were.",
            people: 1,
            days: 10,
            write: |h| {
                let away = h.seek((0, 10), "c1", "ED", ended("REFUSED"));
                let said = h.incident((3, 9), "HARM");
                h.person_lacks(RULE, said, said.at);
                h.person_lacks(label_gate::RULE, away, away.at);
            },
        },
        Variant {
            name: "how-serious-it-was",
            tells: "Admitted after self-harm, and no record says how serious it was.",
            people: 1,
            days: 10,
            write: |h| {
                h.turned_away((0, 10), "c1", "CRISIS_LINE", "PLAN", json!({}));
                let said = admitted(h, (4, 9), "c2", "ED", "SELF_HARM");
                h.person_lacks(RULE, said, said.at);
            },
        },
    ],
};

/// That staff followed the plan.
fn followed(h: &History<'_>) -> Value {
    json!({ "plan_id": h.id("plan", "plan"), "plan_version": 1 })
}

fn turned_away(h: &mut History<'_>, day: i64, why: &str, more: Value) -> Said {
    h.turned_away((day, 10), "c1", "ED", why, with(because_of("SUICIDALITY"), more))
}

fn not_conveyed(h: &mut History<'_>, day: i64, more: Value) -> Said {
    h.seek((day, 10), "c1", "AMBULANCE_999", with(ended("SEE_AND_TREAT"), more))
}

fn detained(h: &mut History<'_>, day: i64) -> Said {
    admitted(h, (day, 9), "detained", "S136", "SUICIDALITY")
}

fn admitted(
    h: &mut History<'_>,
    when: impl Moment,
    name: &str,
    service: &str,
    reason: &str,
) -> Said {
    let how = with(because_of(reason), ended("ADMITTED"));
    h.seek(when, name, service, with(how, assessed("ACCEPTED")))
}
