//! Objections that were answered, and those over which things went on. The person
//! knows of each plan and has a copy, and was asked before it was made.

use serde_json::{Value, json};

use super::{History, Planted, Variant, history::Said};
use crate::simulate::{
    area::{digest, with, words},
    call,
    time::When,
};

const RULE: &str = "dissent-overridden";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "put-in-force-over-it",
            tells: "The person objected to a restriction, which was put in force with no reason.",
            people: 1,
            days: 25,
            write: |h| {
                draft(h, restriction());
                object(h, (0, 12), "line", "DISAGREES");
                let said = in_force(h);
                h.close_plan(h.on(20, 10));
                overridden(h, said);
            },
        },
        Variant {
            name: "a-review-noted-nothing",
            tells: "The person objected to the plan, and a review went on and noted nothing.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, json!({}));
                object(h, (5, 10), "", "DISAGREES");
                let said = h.review(h.on(9, 10), "PRESENT", "CONTINUED");
                h.close_plan(h.on(60, 10));
                overridden(h, said);
            },
        },
        Variant {
            name: "decided-by-its-author",
            tells: "A line was challenged, its author decided, and a review went on with it.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, json!({}));
                challenge(h, 3);
                let fact = json!({
                    "plan_id": h.id("plan", "plan"),
                    "challenge_id": h.id("challenge", "c"),
                    "outcome": "CHALLENGE_OUTCOME_NOT_UPHELD",
                    "decided_by": h.area.worker("nurse"),
                    "reasons": words("I wrote it and it is right"),
                });
                h.record(h.on(9, 10), "psychiatrist", call::DECIDE_CHALLENGE, fact);
                let said = h.review(h.on(12, 10), "PRESENT", "CONTINUED");
                h.close_plan(h.on(60, 10));
                overridden(h, said);
            },
        },
        Variant {
            name: "for-a-month-nobody-answered",
            tells: "An objection that was made here, and for four weeks nobody answered.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, json!({}));
                let fact = objection(h, "", "DISAGREES");
                let said = h.act(h.on(5, 10), "nurse", call::RECORD_VIEW, fact);
                h.close_plan(h.on(60, 10));
                fires(h, said, said.at.days(28));
            },
        },
    ],
    alike: &[
        Variant {
            name: "taken-out",
            tells: "The person objected to a restriction, and it was taken out two weeks later.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, restriction());
                object(h, (3, 10), "line", "DISAGREES");
                let fact = json!({
                    "plan_id": h.id("plan", "plan"),
                    "instruction_id": h.id("instruction", "line"),
                });
                h.record(h.on(15, 10), "nurse", call::WITHDRAW_INSTRUCTION, fact);
                end(h, 60);
            },
        },
        Variant {
            name: "reworded-before-it-was-in-force",
            tells: "The person objected, and the line was reworded before the plan was in force.",
            people: 1,
            days: 65,
            write: |h| {
                draft(h, json!({}));
                object(h, (0, 12), "line", "DISAGREES");
                let fact = json!({
                    "plan_id": h.id("plan", "plan"),
                    "instruction_id": h.id("instruction", "line"),
                    "text": words("Offer the quiet room if the person asks for it"),
                });
                h.record(h.on(0, 15), "nurse", call::REVISE_INSTRUCTION, fact);
                in_force(h);
                end(h, 60);
            },
        },
        Variant {
            name: "a-draft-binds-nobody",
            tells: "The person objected to a draft, which was never put in force.",
            people: 1,
            days: 65,
            write: |h| {
                draft(h, restriction());
                object(h, (0, 12), "line", "DISAGREES");
                silent(h, "plan");
            },
        },
        Variant {
            name: "a-reason-that-was-gone-through",
            tells: "The reason is on record, and a review went through it with the person.",
            people: 1,
            days: 50,
            write: |h| {
                let reason = json!({ "rationale": words("Two overdoses in a month") });
                made(h, with(restriction(), reason));
                object(h, (3, 10), "line", "DISAGREES");
                h.review(h.on(20, 10), "PRESENT", "CONTINUED");
                end(h, 45);
            },
        },
        Variant {
            name: "the-panel-gave-its-reasons",
            tells: "A panel decided about the plan and gave its reasons.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, json!({}));
                object(h, (3, 10), "", "DISAGREES");
                panel(h, 12, json!({ "reasons": words("What the person said, and the record") }));
                end(h, 60);
            },
        },
        Variant {
            name: "suspended",
            tells: "A challenge suspended the restriction, and the person objected to it as well.",
            people: 1,
            days: 50,
            write: |h| {
                made(h, restriction());
                challenge(h, 3);
                object(h, (4, 10), "line", "DISAGREES");
                end(h, 45);
            },
        },
        Variant {
            name: "came-to-agree",
            tells: "The person objected at first and agreed a week later.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, json!({}));
                object(h, (3, 10), "", "DISAGREES");
                object(h, (10, 10), "", "AGREES");
                end(h, 60);
            },
        },
        Variant {
            name: "in-part",
            tells: "The person agreed in part, and no record says to what they did not.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, json!({}));
                let said = object(h, (3, 10), "", "PARTLY");
                h.close_plan(h.on(60, 10));
                lacks(h, "plan", said, said.at.days(28));
            },
        },
        Variant {
            name: "an-old-objection",
            tells: "An old objection, after which nothing is on record for a month.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, json!({}));
                let said = object(h, (3, 10), "", "DISAGREES");
                h.close_plan(h.on(60, 10));
                lacks(h, "plan", said, said.at.days(28));
            },
        },
        Variant {
            name: "dissent-over-reasons",
            tells: "Somebody dissented from a decision for which the panel gave its reasons.",
            people: 1,
            days: 25,
            write: |h| {
                panel(h, 0, json!({ "reasons": words("What the person said, and the record") }));
                dissent(h);
                silent(h, "meeting");
            },
        },
        Variant {
            name: "old-minutes",
            tells: "Old minutes hold a dissent, and no reasons of the panel.",
            people: 1,
            days: 25,
            write: |h| {
                panel(h, 0, json!({}));
                let said = dissent(h);
                lacks(h, "meeting", said, said.at);
            },
        },
    ],
};

fn restriction() -> Value {
    json!({
        "kind": "INSTRUCTION_KIND_RESTRICTION",
        "text": words("One week's medicine at a time"),
    })
}

fn draft(h: &mut History<'_>, line: Value) {
    h.draft(h.on(0, 10), "CONSULTED", line);
}

fn in_force(h: &mut History<'_>) -> Said {
    let said = h.publish(h.on(1, 10));
    h.hand_over(h.on(2, 10));
    said
}

fn made(h: &mut History<'_>, line: Value) {
    draft(h, line);
    in_force(h);
}

fn objection(h: &History<'_>, line: &str, agreement: &str) -> Value {
    let line = if line.is_empty() { String::new() } else { h.id("instruction", line) };
    json!({
        "plan_id": h.id("plan", "plan"),
        "instruction_id": line,
        "agreement": format!("AGREEMENT_{agreement}"),
        "words": words("That is not how I see it"),
    })
}

fn object(h: &mut History<'_>, (day, hour): (i64, i64), line: &str, agreement: &str) -> Said {
    let fact = objection(h, line, agreement);
    h.record(h.on(day, hour), "nurse", call::RECORD_VIEW, fact)
}

fn challenge(h: &mut History<'_>, day: i64) {
    let fact = json!({
        "plan_id": h.id("plan", "plan"),
        "challenge_id": h.id("challenge", "c"),
        "instruction_id": h.id("instruction", "line"),
        "lodged_by": "CHALLENGED_BY_ADVOCATE",
        "words": words("It does not help"),
    });
    h.record(h.on(day, 10), "advocate", call::LODGE_CHALLENGE, fact);
}

/// A panel with a quorum decides about the plan, and minutes it.
fn panel(h: &mut History<'_>, day: i64, reasons: Value) {
    let scheme = h.scheme();
    let area = h.area;
    let present = ["chair", "psychiatrist", "ed"].map(|member| area.worker(member));
    let meeting = h.id("meeting", "meeting");
    let fact = json!({
        "meeting_id": meeting,
        "panel_id": h.id("panel", "panel"),
        "scheme_id": scheme,
        "agency_id": area.agency("trust"),
        "present": present,
    });
    h.record(h.on(day, 10), "governance", call::HOLD_MEETING, fact);
    let fact = json!({
        "meeting_id": meeting,
        "decision_id": h.id("decision", "decision"),
        "kind": "DECISION_KIND_PLAN",
        "person_id": h.person(),
        "plan_id": h.id("plan", "plan"),
        "decision": words("The plan goes on"),
        "led_by": area.worker("chair"),
        "voice": { "presence": "PERSON_PRESENCE_PRESENT" },
    });
    h.record(h.on(day, 11), "governance", call::DECIDE, with(fact, reasons));
    let fact = json!({ "meeting_id": meeting, "digest": digest("minutes") });
    h.record(h.on(day + 10, 10), "governance", call::APPROVE_MINUTES, fact);
}

fn dissent(h: &mut History<'_>) -> Said {
    let fact = json!({
        "meeting_id": h.id("meeting", "meeting"),
        "dissent_id": h.id("dissent", "x"),
        "decision_id": h.id("decision", "decision"),
        "by": h.area.worker("ed"),
        "words": words("The person was not asked what helps"),
    });
    h.record(h.on(0, 12), "governance", call::RECORD_DISSENT, fact)
}

/// Who puts in force or goes on with what was objected to answers on that day.
fn overridden(h: &mut History<'_>, said: Said) {
    let since = h.area.calendar.london_day_ends(said.at);
    fires(h, said, since);
}

fn fires(h: &mut History<'_>, said: Said, since: When) {
    let (plan, person) = (h.id("plan", "plan"), h.person());
    h.fires_since(RULE, &plan, &person, said, since);
}

fn lacks(h: &mut History<'_>, noun: &str, said: Said, since: When) {
    let (anchor, person) = (h.id(noun, noun), h.person());
    h.lacks(RULE, &anchor, &person, said, since);
}

fn end(h: &mut History<'_>, day: i64) {
    h.close_plan(h.on(day, 10));
    silent(h, "plan");
}

fn silent(h: &mut History<'_>, noun: &str) {
    let anchor = h.id(noun, noun);
    h.silent(&anchor);
}
