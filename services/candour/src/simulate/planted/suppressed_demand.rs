//! Contacts that fell while a plan denied, capped or put conditions on care, and
//! contacts that fell by themselves or because something better was there.

use serde_json::Value;

use super::{
    History, Planted, Variant, care_denial_instruction, conditional_care, contact_cap,
    history::Said,
    lines::{cap, condition, denial, help},
    seeking::because_of,
};
pub const RULE: &str = "suppressed-demand";

/// When the person came in the quarter before: six times.
const CAME: [i64; 6] = [5, 20, 35, 50, 65, 80];

/// On which day the plan is in force.
const IN_FORCE: i64 = 90;

/// How many days are compared.
const COMPARED: i64 = 91;

/// When the plan ends, once the days are over.
const ENDS: i64 = IN_FORCE + COMPARED + 3;

/// When it is gone through with the person: a restriction every four weeks.
const REVIEWED: [i64; 4] = [115, 140, 163, 180];

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "six-and-three",
            tells: "Came six times before a denial and three times after it.",
            people: 1,
            days: ENDS + 5,
            write: |h| {
                let said = fell(h, denial(), &[100, 120, 140]);
                fires(h, said);
                h.plan_fires(care_denial_instruction::RULE, said);
            },
        },
        Variant {
            name: "nobody-called-any-more",
            tells: "Support hung on not calling, and nobody called any more.",
            people: 1,
            days: ENDS + 5,
            write: |h| {
                let said = fell(h, condition(), &[]);
                fires(h, said);
                h.plan_fires(conditional_care::RULE, said);
            },
        },
        Variant {
            name: "a-cap-and-one-visit",
            tells: "Calls were capped, and the person came once more.",
            people: 1,
            days: ENDS + 5,
            write: |h| {
                let said = fell(h, cap(), &[150]);
                fires(h, said);
                h.plan_fires(contact_cap::RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "four-after",
            tells: "Came six times before a denial and four times after it.",
            people: 1,
            days: ENDS + 5,
            write: |h| {
                let said = fell(h, denial(), &[100, 120, 140, 160]);
                h.fires_elsewhere(care_denial_instruction::RULE, said);
            },
        },
        Variant {
            name: "by-themselves",
            tells: "Contacts fell to nothing under a plan that only helps.",
            people: 1,
            days: ENDS + 5,
            write: |h| {
                fell(h, help(), &[]);
                h.plan_silent();
            },
        },
        Variant {
            name: "seen-more-by-the-team",
            tells: "Contacts fell under a condition while the team came to see the person.",
            people: 1,
            days: ENDS + 5,
            write: |h| {
                for day in [95, 110, 125] {
                    let name = format!("visit-{day}");
                    h.seek((day, 9), &name, "COMMUNITY", because_of("PLANNED"));
                }
                let said = fell(h, condition(), &[]);
                h.fires_elsewhere(conditional_care::RULE, said);
            },
        },
        Variant {
            name: "a-response-was-added",
            tells: "Contacts fell under a denial while a response was added for a crisis.",
            people: 1,
            days: ENDS + 5,
            write: |h| {
                let said = fell(h, denial(), &[]);
                let fact = h.accepted("r", "CRISIS_SUPPORT", "ANY_TIME");
                h.add_response((IN_FORCE + 5, 9), fact);
                h.fires_elsewhere(care_denial_instruction::RULE, said);
            },
        },
        Variant {
            name: "five-before",
            tells: "Came five times before a denial: so few fall to nothing by chance.",
            people: 1,
            days: ENDS + 5,
            write: |h| {
                h.comes(&[20, 35, 50, 65, 80]);
                let said = planned(h, denial());
                h.fires_elsewhere(care_denial_instruction::RULE, said);
            },
        },
        Variant {
            name: "taken-out-after-a-month",
            tells: "A denial was taken out after a month, and did not stand while contacts fell.",
            people: 1,
            days: ENDS + 5,
            write: |h| {
                h.comes(&CAME);
                let said = h.plan(IN_FORCE - 1, denial());
                h.issue((114, 11), "help", help());
                h.reviews(&[114]);
                h.take_out((114, 10), "line");
                h.in_force(114, 2);
                h.reviews(&[170]);
                h.plan_ends(ENDS, "COMPLETED");
                h.fires_elsewhere(care_denial_instruction::RULE, said);
            },
        },
    ],
};

/// The person comes as before, then a plan of one line, then on these days.
fn fell(h: &mut History<'_>, line: Value, after: &[i64]) -> Said {
    h.comes(&CAME);
    h.comes(after);
    planned(h, line)
}

/// A plan of one line that stands for as long as is compared.
fn planned(h: &mut History<'_>, line: Value) -> Said {
    let said = h.plan(IN_FORCE - 1, line);
    h.reviews(&REVIEWED);
    h.plan_ends(ENDS, "COMPLETED");
    said
}

fn fires(h: &mut History<'_>, said: Said) {
    h.plan_fires_since(RULE, said, said.at.days(COMPARED));
}
