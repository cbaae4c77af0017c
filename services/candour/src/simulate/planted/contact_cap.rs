//! Lines that set a number of contacts as the most, and lines that only count.

use super::{
    Planted, Variant, care_denial_instruction,
    lines::{CAP, cap, denial, line},
    mislabelled_instruction,
};

pub const RULE: &str = "contact-cap";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "two-calls-a-week",
            tells: "The crisis line answers two calls a week.",
            people: 1,
            days: 15,
            write: |h| h.judged(cap(), &[RULE]),
        },
        Variant {
            name: "one-ambulance-a-day",
            tells: "One ambulance a day, and the line is typed as a response.",
            people: 1,
            days: 15,
            write: |h| {
                h.judged(
                    line("RESPONSE", "Limit to one ambulance attendance a day."),
                    &[RULE, mislabelled_instruction::RULE],
                )
            },
        },
        Variant {
            name: "the-duty-worker-once",
            tells: "The duty worker sees her once a week at the most, until it is taken out.",
            people: 1,
            days: 25,
            write: |h| {
                let text = "Maximum of one visit by the duty worker each week.";
                let said = h.stood_for_a_fortnight(line("RESTRICTION", text));
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
                h.judged(line("RESTRICTION", &text), &[RULE, care_denial_instruction::RULE]);
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
                h.harmless(line("SUPPORT", text));
            },
        },
        Variant {
            name: "no-limit",
            tells: "The line says that there is no limit.",
            people: 1,
            days: 15,
            write: |h| {
                h.harmless(line(
                    "SUPPORT",
                    "She may call as often as she needs. There is no limit on calls.",
                ));
            },
        },
        Variant {
            name: "every-tuesday",
            tells: "A weekly appointment is a schedule and no limit.",
            people: 1,
            days: 15,
            write: |h| {
                h.harmless(line("SUPPORT", "Weekly appointment with the nurse, on Tuesdays."))
            },
        },
        Variant {
            name: "struck-out-of-the-draft",
            tells: "A cap was struck out before the plan was in force.",
            people: 1,
            days: 15,
            write: |h| h.reworded_in_the_draft(1, line("SUPPORT", CAP)),
        },
        Variant {
            name: "a-denial-without-a-number",
            tells: "A denial that names no number is judged as a denial.",
            people: 1,
            days: 15,
            write: |h| h.judged_elsewhere(denial(), care_denial_instruction::RULE),
        },
    ],
};
