//! Lines that set a number of contacts as the most, and lines that only count.

use serde_json::json;

use super::{
    History, Planted, Variant,
    lines::{CAP, DENIAL, HELP, line},
};

const RULE: &str = "contact-cap";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "two-calls-a-week",
            tells: "The crisis line answers two calls a week.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("RESTRICTION", CAP));
                h.plan_ends(10, "COMPLETED");
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "one-ambulance-a-day",
            tells: "One ambulance a day, and the line is typed as a response.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("RESPONSE", "Limit to one ambulance attendance a day."));
                h.plan_ends(10, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires("mislabelled-instruction", said);
            },
        },
        Variant {
            name: "the-duty-worker-once",
            tells: "The duty worker sees her once a week at the most, until it is taken out.",
            people: 1,
            days: 25,
            write: |h| {
                let text = "Maximum of one visit by the duty worker each week.";
                let said = h.plan(0, line("RESTRICTION", text));
                h.take_out((15, 10), "line");
                h.in_force(15, 2);
                h.plan_ends(20, "COMPLETED");
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "a-cap-and-a-denial",
            tells: "One line limits calls and refuses pain relief.",
            people: 1,
            days: 15,
            write: |h| {
                let text = format!("{CAP} Refuse pain relief.");
                let said = h.plan(0, line("RESTRICTION", &text));
                h.plan_ends(10, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires("care-denial-instruction", said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "once-a-week-and-crisis-care-open",
            tells: "Routine visits have a rhythm, and the crisis line answers as often as need be.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "Meets the nurse once a week. She can call the crisis line at any \
                            hour, as often as she needs.";
                quiet(h, text);
            },
        },
        Variant {
            name: "no-limit",
            tells: "The line says that there is no limit.",
            people: 1,
            days: 15,
            write: |h| {
                quiet(h, "She may call as often as she needs. There is no limit on calls.");
            },
        },
        Variant {
            name: "every-tuesday",
            tells: "A weekly appointment is a schedule and no limit.",
            people: 1,
            days: 15,
            write: |h| quiet(h, "Weekly appointment with the nurse, on Tuesdays."),
        },
        Variant {
            name: "struck-out-of-the-draft",
            tells: "A cap was struck out before the plan was in force.",
            people: 1,
            days: 15,
            write: |h| {
                h.draft(h.on(0, 10), "JOINT", line("SUPPORT", CAP));
                h.reword((1, 10), "line", HELP, json!({}));
                h.in_force(2, 1);
                h.plan_ends(10, "COMPLETED");
                h.plan_silent();
            },
        },
        Variant {
            name: "a-denial-without-a-number",
            tells: "A denial that names no number is judged as a denial.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("RESTRICTION", DENIAL));
                h.plan_ends(10, "COMPLETED");
                h.plan_silent();
                h.plan_fires("care-denial-instruction", said);
            },
        },
    ],
};

/// A plan whose one line says this, and that limits nothing.
fn quiet(h: &mut History<'_>, text: &str) {
    h.plan(0, line("SUPPORT", text));
    h.plan_ends(10, "COMPLETED");
    h.plan_silent();
}
