//! Objections that were answered, and those over which things went on. The person
//! knows of each plan and has a copy, and was asked before it was made.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{Moment, Said, Subject::Person},
    lines::restriction,
    meetings::{self, QUORATE, decide, hold, minute_as},
};
use crate::simulate::{
    area::{with, words},
    call,
};

pub const RULE: &str = "dissent-overridden";

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
                let said = h.in_force_and_known(&["acute"]);
                h.close_plan((20, 10));
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
                let said = h.review((9, 10), "PRESENT", "CONTINUED");
                h.close_plan((60, 10));
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
                let fact = h.decision("NOT_UPHELD", "nurse", "I wrote it and it is right");
                h.record((9, 10), "psychiatrist", call::DECIDE_CHALLENGE, fact);
                let said = h.review((12, 10), "PRESENT", "CONTINUED");
                h.close_plan((60, 10));
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
                let said = h.act((5, 10), "nurse", call::RECORD_VIEW, fact);
                h.close_plan((60, 10));
                h.plan_fires_since(RULE, said, said.at.days(28));
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
                h.take_out((15, 10), "line");
                h.closed_in_order(60);
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
                let text = "Offer the quiet room if the person asks for it";
                h.reword((0, 15), "line", text, json!({}));
                h.in_force_and_known(&["acute"]);
                h.closed_in_order(60);
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
                h.plan_silent();
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
                h.review((20, 10), "PRESENT", "CONTINUED");
                h.closed_in_order(45);
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
                panel(h, 12, reasons());
                h.closed_in_order(60);
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
                h.closed_in_order(45);
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
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "in-part",
            tells: "The person agreed in part, and no record says to what they did not.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, json!({}));
                perhaps_answered(h, "PARTLY");
            },
        },
        Variant {
            name: "an-old-objection",
            tells: "An old objection, after which nothing is on record for a month.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, json!({}));
                perhaps_answered(h, "DISAGREES");
            },
        },
        Variant {
            name: "dissent-over-reasons",
            tells: "Somebody dissented from a decision for which the panel gave its reasons.",
            people: 1,
            days: 25,
            write: |h| {
                panel(h, 0, reasons());
                dissent(h);
                h.silent(("meeting", "meeting"));
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
                h.lacks(RULE, ("meeting", "meeting"), Person, said, said.at);
            },
        },
    ],
};

fn draft(h: &mut History<'_>, line: Value) {
    h.draft((0, 10), "CONSULTED", line);
}

fn made(h: &mut History<'_>, line: Value) {
    h.known_plan("CONSULTED", line, &["acute"]);
}

fn objection(h: &History<'_>, line: &str, agreement: &str) -> Value {
    h.view_on(line, agreement, "That is not how I see it")
}

fn object(h: &mut History<'_>, when: impl Moment, line: &str, agreement: &str) -> Said {
    let fact = objection(h, line, agreement);
    h.record(when, "nurse", call::RECORD_VIEW, fact)
}

/// The person says so, and no record says what came of it within four weeks.
fn perhaps_answered(h: &mut History<'_>, agreement: &str) {
    let said = object(h, (3, 10), "", agreement);
    h.close_plan((60, 10));
    h.plan_lacks_since(RULE, said, said.at.days(28));
}

fn challenge(h: &mut History<'_>, day: i64) {
    let fact = h.challenged_by("ADVOCATE", "It does not help");
    h.record((day, 10), "advocate", call::LODGE_CHALLENGE, fact);
}

fn reasons() -> Value {
    json!({ "reasons": words("What the person said, and the record") })
}

/// A panel with a quorum decides about the plan, and minutes it.
fn panel(h: &mut History<'_>, day: i64, reasons: Value) {
    hold(h, day, "meeting", &QUORATE);
    let about = json!({
        "decision_id": h.id("decision", "decision"),
        "plan_id": h.id("plan", "plan"),
    });
    decide(h, day, "meeting", "chair", "PRESENT", with(about, reasons));
    minute_as(h, day + 10, "meeting", "minutes");
}

fn dissent(h: &mut History<'_>) -> Said {
    meetings::dissent(h, "meeting", "decision", "ed", "The person was not asked what helps")
}

/// Who puts in force or goes on with what was objected to answers on that day.
fn overridden(h: &mut History<'_>, said: Said) {
    let since = h.area.calendar.london_day_ends(said.at);
    h.plan_fires_since(RULE, said, since);
}
