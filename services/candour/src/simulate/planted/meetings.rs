//! Meetings of a history's panel: who was there, what they decided, and the minutes.

use serde_json::{Value, json};

use super::{History, history::Said};
use crate::simulate::{
    area::{digest, with, words},
    call,
};

/// Chair, clinician and emergency department.
pub const QUORATE: [&str; 3] = ["chair", "psychiatrist", "ed"];

/// What is recorded of a meeting of the panel.
pub fn meeting(h: &mut History<'_>, name: &str) -> Value {
    let scheme = h.scheme();
    json!({
        "meeting_id": h.id("meeting", name),
        "panel_id": h.id("panel", "panel"),
        "scheme_id": scheme,
        "agency_id": h.agency("trust"),
    })
}

/// It is held, and these are there.
pub fn hold(h: &mut History<'_>, day: i64, name: &str, present: &[&str]) -> Said {
    let fact = meeting(h, name);
    let fact = with(fact, json!({ "present": h.workers(present) }));
    h.record((day, 10), "governance", call::HOLD_MEETING, fact)
}

/// It decides about the person, an hour later.
pub fn decide(
    h: &mut History<'_>,
    day: i64,
    name: &str,
    led_by: &str,
    voice: &str,
    more: Value,
) -> Said {
    let fact = json!({
        "meeting_id": h.id("meeting", name),
        "decision_id": h.id("decision", name),
        "kind": "DECISION_KIND_PLAN",
        "person_id": h.person(),
        "decision": words("The plan goes on"),
        "led_by": h.area.worker(led_by),
        "voice": { "presence": format!("PERSON_PRESENCE_{voice}") },
    });
    h.record((day, 11), "governance", call::DECIDE, with(fact, more))
}

/// Its minutes are approved.
pub fn minute(h: &mut History<'_>, day: i64, name: &str) {
    minute_as(h, day, name, name);
}

/// Its minutes are approved, which are known by another name than the meeting's.
pub fn minute_as(h: &mut History<'_>, day: i64, name: &str, minutes: &str) {
    let fact = self::minutes(h, name, minutes);
    h.record((day, 10), "governance", call::APPROVE_MINUTES, fact);
}

/// What is recorded of its minutes.
pub fn minutes(h: &History<'_>, name: &str, minutes: &str) -> Value {
    json!({ "meeting_id": h.id("meeting", name), "digest": digest(minutes) })
}

/// Somebody disagrees with what it decided on the first day.
pub fn dissent(h: &mut History<'_>, name: &str, decision: &str, by: &str, said: &str) -> Said {
    let fact = json!({
        "meeting_id": h.id("meeting", name),
        "dissent_id": h.id("dissent", "x"),
        "decision_id": h.id("decision", decision),
        "by": h.area.worker(by),
        "words": words(said),
    });
    h.record((0, 12), "governance", call::RECORD_DISSENT, fact)
}
