//! Restrictions and threats that are typed as help, and help that is help.

use serde_json::json;

use super::{
    History, Planted, Variant,
    lines::{CAP, CONDITION, DENIAL, HELP, SANCTION, THREAT, line},
};

const RULE: &str = "mislabelled-instruction";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "support-that-denies",
            tells: "A line typed as support tells the crew not to convey.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("SUPPORT", DENIAL));
                h.plan_ends(10, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires("care-denial-instruction", said);
            },
        },
        Variant {
            name: "a-response-that-limits",
            tells: "A line typed as a response limits how often she is answered.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("RESPONSE", CAP));
                h.plan_ends(10, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires("contact-cap", said);
            },
        },
        Variant {
            name: "a-response-that-threatens",
            tells: "A line typed as a response threatens her with arrest.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("RESPONSE", THREAT));
                h.plan_ends(10, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires("sanction-threat", said);
            },
        },
        Variant {
            name: "reworded-into-a-sanction",
            tells: "Support was reworded into a sanction after a review, and kept its type.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, line("SUPPORT", HELP));
                h.reviews(&[9]);
                h.reword((10, 10), "line", SANCTION, json!({}));
                let said = h.in_force(10, 2);
                h.plan_ends(20, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires("sanction-threat", said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "typed-as-what-it-is",
            tells: "A restriction that is typed as one is counted, and judged as what it is.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("RESTRICTION", DENIAL));
                h.plan_ends(10, "COMPLETED");
                h.plan_silent();
                h.plan_fires("care-denial-instruction", said);
            },
        },
        Variant {
            name: "support-that-supports",
            tells: "Support that supports.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "Supports the housing application and meets the landlord with her.";
                quiet(h, text);
            },
        },
        Variant {
            name: "nobody-is-threatened",
            tells: "The line forbids threats.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "Do not threaten arrest. Nobody is to be charged for calling 999.";
                quiet(h, text);
            },
        },
        Variant {
            name: "support-with-a-condition",
            tells: "Support with a condition is judged as a condition.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("SUPPORT", CONDITION));
                h.plan_ends(10, "COMPLETED");
                h.plan_silent();
                h.plan_fires("conditional-care", said);
            },
        },
        Variant {
            name: "put-right-in-the-draft",
            tells: "Put right while the plan was a draft.",
            people: 1,
            days: 15,
            write: |h| {
                h.draft(h.on(0, 10), "JOINT", line("SUPPORT", DENIAL));
                h.reword((1, 10), "line", HELP, json!({}));
                h.in_force(2, 1);
                h.plan_ends(10, "COMPLETED");
                h.plan_silent();
            },
        },
    ],
};

/// A plan whose one line says this, and that is help.
fn quiet(h: &mut History<'_>, text: &str) {
    h.plan(0, line("SUPPORT", text));
    h.plan_ends(10, "COMPLETED");
    h.plan_silent();
}
