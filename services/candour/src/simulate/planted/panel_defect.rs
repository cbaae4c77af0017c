//! Panels that met, decided and minuted as they should, and those that did not.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{
        SCHEME, Said,
        Subject::{Itself, Person, Scheme},
    },
    meetings::{QUORATE, decide, hold, meeting, minute, minutes},
    police_led_decision,
};
use crate::simulate::{
    area::{with, words},
    call,
    time::When,
};

pub const RULE: &str = "panel-defect";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "police-and-a-clinician",
            tells: "Police and a clinician decided about a person who was not invited.",
            people: 1,
            days: 15,
            write: |h| {
                hold(h, 0, "m", &["officer", "psychiatrist"]);
                let said = decide(h, 0, "m", "officer", "NOT_INVITED", json!({}));
                minute(h, 10, "m");
                fires(h, "m", said, said.at);
                // The officer led it, besides.
                h.fires(police_led_decision::RULE, ("meeting", "m"), Person, said);
            },
        },
        Variant {
            name: "fewer-than-its-own-rules",
            tells: "Three came where the panel's own rules ask for five.",
            people: 1,
            days: 20,
            write: |h| {
                constitute(h, 5);
                hold(h, 7, "m", &QUORATE);
                let said = decide(h, 7, "m", "chair", "PRESENT", json!({}));
                minute(h, 15, "m");
                fires(h, "m", said, said.at);
            },
        },
        Variant {
            name: "ratified-a-month-later",
            tells: "An emergency decision was ratified a month later.",
            people: 1,
            days: 45,
            write: |h| {
                hold(h, 0, "m", &["psychiatrist"]);
                let more = json!({ "emergency": true });
                let said = decide(h, 0, "m", "psychiatrist", "NOT_INVITED", more);
                minute(h, 2, "m");
                ratify(h, 30);
                fires(h, "m", said, said.at.days(5));
            },
        },
        Variant {
            name: "never-minuted",
            tells: "A meeting decided, and its minutes were never approved.",
            people: 0,
            days: 35,
            write: |h| {
                let said = hold(h, 0, "m", &["governance"]);
                govern(h, 0);
                fires(h, "m", said, said.at.days(28));
            },
        },
        Variant {
            name: "nobodys-action",
            tells: "An action was assigned to nobody.",
            people: 0,
            days: 5,
            write: |h| {
                hold(h, 0, "m", &["governance"]);
                let due = h.area.moment(h.on(20, 10));
                let said = assign(h, 0, json!({ "due": due }));
                fires(h, "m", said, said.at);
            },
        },
        Variant {
            name: "held-a-week-late",
            tells: "A meeting was arranged for a day and held a week later.",
            people: 0,
            days: 45,
            write: |h| {
                let said = arrange(h, 0, 30);
                hold(h, 37, "m", &["governance"]);
                let end = day_ends(h, 30);
                fires(h, "m", said, end);
            },
        },
        Variant {
            name: "never-held",
            tells: "A meeting was arranged, and no record says that it was held.",
            people: 0,
            days: 35,
            write: |h| {
                let said = arrange(h, 0, 30);
                let end = day_ends(h, 30);
                fires(h, "m", said, end);
            },
        },
        Variant {
            name: "a-post-for-five-months",
            tells: "A post stood empty for five months.",
            people: 0,
            days: 185,
            write: |h| {
                post(h, 0);
                let said = vacate(h, 30);
                post(h, 180);
                h.fires_since(RULE, SCHEME, Itself, said, said.at.days(28));
            },
        },
    ],
    alike: &[
        Variant {
            name: "quorate",
            tells: "A quorate decision, minuted, its action owned and dated.",
            people: 1,
            days: 40,
            write: |h| {
                constitute(h, 3);
                arrange(h, 1, 7);
                hold(h, 7, "m", &QUORATE);
                decide(h, 7, "m", "chair", "DECLINED", json!({}));
                let due = h.area.moment(h.on(20, 10));
                let owner = h.area.worker("nurse");
                assign(h, 7, json!({ "due": due, "owner": owner }));
                minute(h, 20, "m");
                silent(h, "m");
            },
        },
        Variant {
            name: "ratified-in-time",
            tells: "An emergency decision was ratified within five days.",
            people: 1,
            days: 20,
            write: |h| {
                hold(h, 0, "m", &["psychiatrist"]);
                let more = json!({ "emergency": true });
                decide(h, 0, "m", "psychiatrist", "NOT_INVITED", more);
                minute(h, 2, "m");
                ratify(h, 4);
                silent(h, "m");
                silent(h, "m2");
            },
        },
        Variant {
            name: "about-the-scheme-only",
            tells: "A decision about the scheme and no person, by whoever came.",
            people: 0,
            days: 40,
            write: |h| {
                hold(h, 0, "m", &["governance"]);
                govern(h, 0);
                minute(h, 9, "m");
                silent(h, "m");
            },
        },
        Variant {
            name: "nothing-decided",
            tells: "A meeting decided nothing and was not minuted.",
            people: 0,
            days: 40,
            write: |h| {
                hold(h, 0, "m", &["governance"]);
                silent(h, "m");
            },
        },
        Variant {
            name: "minutes-told-late",
            tells: "Minutes were approved in time and put on record months later.",
            people: 0,
            days: 100,
            write: |h| {
                hold(h, 0, "m", &["governance"]);
                govern(h, 0);
                let fact = minutes(h, "m", "m");
                h.record_late((90, 10), (20, 10), "governance", call::APPROVE_MINUTES, fact);
                silent(h, "m");
                h.meanwhile();
            },
        },
        Variant {
            name: "filled-within-the-month",
            tells: "A post fell vacant and was filled within the month.",
            people: 0,
            days: 60,
            write: |h| {
                post(h, 0);
                vacate(h, 10);
                post(h, 30);
                h.silent(SCHEME);
            },
        },
        Variant {
            name: "nobody-written-down",
            tells: "A decision of a meeting of which nobody wrote down who was there.",
            people: 1,
            days: 15,
            write: |h| {
                hold(h, 0, "m", &[]);
                let said = decide(h, 0, "m", "chair", "PRESENT", json!({}));
                minute(h, 9, "m");
                lacks(h, said);
            },
        },
        Variant {
            name: "heard-or-not",
            tells: "All were there, and no record says whether the person was heard.",
            people: 1,
            days: 15,
            write: |h| {
                hold(h, 0, "m", &QUORATE);
                let said = decide(h, 0, "m", "chair", "NOT_RECORDED", json!({}));
                minute(h, 9, "m");
                lacks(h, said);
            },
        },
    ],
};

fn constitute(h: &mut History<'_>, members: u32) {
    let scheme = h.scheme();
    let fact = json!({
        "panel_id": h.id("panel", "panel"),
        "scheme_id": scheme,
        "name": "Synthetic Planted Panel",
        "convening_agency_id": h.agency("trust"),
        "quorum": { "chair": true, "members": members },
    });
    h.record((0, 9), "governance", call::CONSTITUTE_PANEL, fact);
}

fn arrange(h: &mut History<'_>, day: i64, for_day: i64) -> Said {
    let day_of = h.on(for_day, 12);
    let fact = meeting(h, "m");
    let scheduled = json!({
        "start": h.area.moment(day_of), "end": h.area.moment(day_of.hours(4)),
        "precision": "PRECISION_DAY",
    });
    let fact = with(fact, json!({ "scheduled_for": scheduled }));
    h.record((day, 9), "governance", call::SCHEDULE_MEETING, fact)
}

/// A second meeting, with a quorum, ratifies what the first decided.
fn ratify(h: &mut History<'_>, day: i64) {
    hold(h, day, "m2", &QUORATE);
    let more = json!({ "ratifies_decision_id": h.id("decision", "m") });
    decide(h, day, "m2", "chair", "PRESENT", more);
    minute(h, day + 5, "m2");
}

fn govern(h: &mut History<'_>, day: i64) {
    let fact = json!({
        "meeting_id": h.id("meeting", "m"),
        "decision_id": h.id("decision", "m"),
        "kind": "DECISION_KIND_GOVERNANCE",
        "decision": words("One agreement for all"),
        "led_by": h.area.worker("governance"),
    });
    h.record((day, 11), "governance", call::DECIDE, fact);
}

fn assign(h: &mut History<'_>, day: i64, more: Value) -> Said {
    let fact = json!({
        "meeting_id": h.id("meeting", "m"),
        "action_id": h.id("action", "x"),
        "task": words("Write to everybody"),
        "agency_id": h.agency("trust"),
    });
    h.record((day, 12), "governance", call::ASSIGN_ACTION, with(fact, more))
}

fn post(h: &mut History<'_>, day: i64) {
    let (scheme, holder) = (h.scheme(), h.another_officer(&format!("holder-{day}")));
    h.assign_post((day, 9), &scheme, "p", holder);
}

fn vacate(h: &mut History<'_>, day: i64) -> Said {
    let scheme = h.scheme();
    let fact = json!({
        "scheme_id": scheme, "post_id": h.id("post", "p"), "agency_id": h.agency("police"),
    });
    h.record((day, 10), "governance", call::VACATE_POST, fact)
}

fn day_ends(h: &History<'_>, day: i64) -> When {
    h.area.calendar.london_day_ends(h.on(day, 12))
}

fn fires(h: &mut History<'_>, name: &str, said: Said, since: When) {
    h.fires_since(RULE, ("meeting", name), Scheme, said, since);
}

fn lacks(h: &mut History<'_>, said: Said) {
    h.lacks(RULE, ("meeting", "m"), Scheme, said, said.at);
}

fn silent(h: &mut History<'_>, name: &str) {
    h.silent(("meeting", name));
}
