//! Responses that ended with something in their place, and those that left a gap.

use serde_json::{Value, json};

use super::{History, Planted, Variant, history::Said, lines::help};
use crate::simulate::{area::with, call};

pub const RULE: &str = "response-removed-no-replacement";

/// On which day the response ends.
const ENDS: i64 = 20;

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "nothing-was-named",
            tells: "The night's crisis response ended, and nothing was named.",
            people: 1,
            days: 35,
            write: |h| {
                promised(h, "CRISIS_SUPPORT", "OUT_OF_HOURS");
                gap(h, "");
            },
        },
        Variant {
            name: "nobody-had-accepted",
            tells: "What was named in its place nobody had accepted to give.",
            people: 1,
            days: 35,
            write: |h| {
                promised(h, "WELFARE_CHECK", "ANY_TIME");
                proposed_instead(h, 18, "WELFARE_CHECK", "ANY_TIME");
                gap(h, "r2");
            },
        },
        Variant {
            name: "in-office-hours",
            tells: "What took the place of a response at any hour is there in office hours.",
            people: 1,
            days: 35,
            write: |h| {
                promised(h, "CRISIS_SUPPORT", "ANY_TIME");
                accepted_instead(h, 10, "CRISIS_SUPPORT", "OFFICE_HOURS");
                gap(h, "r2");
            },
        },
        Variant {
            name: "for-another-need",
            tells: "Social support took the place of an assessment in an emergency.",
            people: 1,
            days: 35,
            write: |h| {
                promised(h, "EMERGENCY_ASSESSMENT", "ANY_TIME");
                accepted_instead(h, 10, "SOCIAL_SUPPORT", "ANY_TIME");
                gap(h, "r2");
            },
        },
        Variant {
            name: "accepted-the-day-after",
            tells: "What took its place was accepted the day after it had ended.",
            people: 1,
            days: 35,
            write: |h| {
                promised(h, "TREATMENT", "ANY_TIME");
                let said = withdraw(h, "");
                accepted_instead(h, ENDS + 1, "TREATMENT", "ANY_TIME");
                h.plan_ends(30, "COMPLETED");
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "ended-with-its-scheme",
            tells: "A scheme closed, and its responses with it.",
            people: 1,
            days: 25,
            write: |h| {
                promised(h, "CRISIS_SUPPORT", "OFFICE_HOURS");
                let said = withdraw(h, "");
                h.plan_ends(ENDS, "SCHEME_CLOSED");
                h.plan_fires(RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "named-and-accepted",
            tells: "What took its place was named and accepted five days before.",
            people: 1,
            days: 35,
            write: |h| {
                promised(h, "CRISIS_SUPPORT", "OUT_OF_HOURS");
                let fact = h.accepted("r2", "CRISIS_SUPPORT", "OUT_OF_HOURS");
                h.add_response((15, 14), fact);
                no_gap(h, "r2");
            },
        },
        Variant {
            name: "at-any-hour",
            tells: "What says that it takes its place is there at any hour.",
            people: 1,
            days: 35,
            write: |h| {
                promised(h, "CRISIS_SUPPORT", "OUT_OF_HOURS");
                accepted_instead(h, 15, "CRISIS_SUPPORT", "ANY_TIME");
                no_gap(h, "");
            },
        },
        Variant {
            name: "proposed-and-then-accepted",
            tells: "What took its place was proposed first and accepted a week later.",
            people: 1,
            days: 35,
            write: |h| {
                promised(h, "WELFARE_CHECK", "ANY_TIME");
                proposed_instead(h, 5, "WELFARE_CHECK", "ANY_TIME");
                accepted_instead(h, 12, "WELFARE_CHECK", "ANY_TIME");
                no_gap(h, "r2");
            },
        },
        Variant {
            name: "its-purpose-was-met",
            tells: "The plan's purpose was met, and its response ended on the day.",
            people: 1,
            days: 25,
            write: |h| {
                promised(h, "SOCIAL_SUPPORT", "OFFICE_HOURS");
                ended_with_the_plan(h, "COMPLETED");
            },
        },
        Variant {
            name: "the-person-chose",
            tells: "The person chose to end the plan, and its response ended on the day.",
            people: 1,
            days: 25,
            write: |h| {
                promised(h, "PLANNED_CARE", "BY_APPOINTMENT");
                ended_with_the_plan(h, "PERSON_CHOSE");
            },
        },
        Variant {
            name: "the-person-moved",
            tells: "The person moved away, and the response ended with the plan.",
            people: 1,
            days: 25,
            write: |h| {
                promised(h, "CRISIS_SUPPORT", "ANY_TIME");
                ended_with_the_plan(h, "MOVED");
            },
        },
        Variant {
            name: "another-beside-it",
            tells: "Another stands for the same need, and nobody says that it takes the place.",
            people: 1,
            days: 35,
            write: |h| {
                promised(h, "CRISIS_SUPPORT", "ANY_TIME");
                let fact = h.accepted("r2", "CRISIS_SUPPORT", "ANY_TIME");
                h.add_response((1, 14), fact);
                perhaps_a_gap(h);
            },
        },
        Variant {
            name: "into-another-plan",
            tells: "The plan was replaced by another, which may hold the response.",
            people: 1,
            days: 25,
            write: |h| {
                promised(h, "CRISIS_SUPPORT", "ANY_TIME");
                let said = withdraw(h, "");
                h.plan_ends(ENDS, "REPLACED");
                h.plan_lacks(RULE, said);
                h.meanwhile();
            },
        },
        Variant {
            name: "nobody-is-named",
            tells: "Of a response of the past no record says that anybody had accepted it.",
            people: 1,
            days: 35,
            write: |h| {
                let fact = h.response("r1", "CRISIS_SUPPORT", "ANY_TIME");
                h.plan(0, help());
                h.add_response((0, 14), fact);
                perhaps_a_gap(h);
            },
        },
    ],
};

/// Adds a response that says that it takes the other one's place.
fn add_instead(h: &mut History<'_>, day: i64, fact: Value) {
    let instead = json!({ "replaces_response_id": h.id("response", "r1") });
    h.add_response((day, 14), with(fact, instead));
}

/// A response in the other one's place, which nobody has accepted to give.
fn proposed_instead(h: &mut History<'_>, day: i64, need: &str, hours: &str) {
    let fact = h.response("r2", need, hours);
    add_instead(h, day, fact);
}

/// A response in the other one's place, which somebody has accepted to give.
fn accepted_instead(h: &mut History<'_>, day: i64, need: &str, hours: &str) {
    let fact = h.accepted("r2", need, hours);
    add_instead(h, day, fact);
}

/// A plan that promises a response.
fn promised(h: &mut History<'_>, need: &str, hours: &str) {
    let fact = h.accepted("r1", need, hours);
    h.plan(0, help());
    h.add_response((0, 14), fact);
}

fn withdraw(h: &mut History<'_>, instead: &str) -> Said {
    let fact = json!({
        "plan_id": h.id("plan", "plan"),
        "response_id": h.id("response", "r1"),
        "replaced_by_response_id": h.id_if_any("response", instead),
        "person_told": "ANSWER_YES",
    });
    h.record((ENDS, 14), "nurse", call::WITHDRAW_RESPONSE, fact)
}

/// It ends while the plan goes on, and something is named in its place or nothing.
fn ends_before_the_plan(h: &mut History<'_>, instead: &str) -> Said {
    let said = withdraw(h, instead);
    h.plan_ends(30, "COMPLETED");
    said
}

fn gap(h: &mut History<'_>, instead: &str) {
    let said = ends_before_the_plan(h, instead);
    h.plan_fires(RULE, said);
}

fn perhaps_a_gap(h: &mut History<'_>) {
    let said = ends_before_the_plan(h, "");
    h.plan_lacks(RULE, said);
}

fn no_gap(h: &mut History<'_>, instead: &str) {
    ends_before_the_plan(h, instead);
    h.plan_silent();
}

/// Whoever closes a plan puts its responses away first, on the same day.
fn ended_with_the_plan(h: &mut History<'_>, outcome: &str) {
    withdraw(h, "");
    h.plan_ends(ENDS, outcome);
    h.plan_silent();
    h.meanwhile();
}
