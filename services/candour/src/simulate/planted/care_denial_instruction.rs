//! Lines that deny care by who the person is, and lines that only speak of it.

use serde_json::json;

use super::{
    History, Planted, Variant,
    lines::{CAP, CONDITION, DENIAL, HELP, NOT_ADMITTED, line},
};

const RULE: &str = "care-denial-instruction";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "never-conveyed",
            tells: "A restriction tells the crew to convey nobody, whatever is found.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("RESTRICTION", DENIAL));
                h.plan_ends(10, "COMPLETED");
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "put-in-after-a-review",
            tells: "Put into a plan in force after a review, and looked at no more.",
            people: 1,
            days: 40,
            write: |h| {
                h.plan(0, line("SUPPORT", HELP));
                h.reviews(&[19]);
                h.issue(h.on(20, 10), "hard", line("RESTRICTION", NOT_ADMITTED));
                h.view_of((20, 10), "hard");
                let said = h.in_force(20, 2);
                h.plan_ends(30, "COMPLETED");
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "taken-out-after-a-fortnight",
            tells: "It stood for a fortnight and was taken out: that it stood stays true.",
            people: 1,
            days: 25,
            write: |h| {
                let said = h.plan(0, line("RESTRICTION", NOT_ADMITTED));
                h.take_out((15, 10), "line");
                h.in_force(15, 2);
                h.plan_ends(20, "COMPLETED");
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "no-pain-relief",
            tells: "Pain relief is withheld because of how often she comes.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "Refuse pain relief. She is a frequent attender.";
                let said = h.plan(0, line("RESTRICTION", text));
                h.plan_ends(10, "COMPLETED");
                h.plan_fires(RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "never-refuse",
            tells: "The line forbids what it speaks of.",
            people: 1,
            days: 15,
            write: |h| quiet(h, "RESPONSE", "Never refuse assessment because of this plan."),
        },
        Variant {
            name: "what-the-old-plan-said",
            tells: "The line quotes what was withdrawn.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "The old plan said \"do not convey\". This was withdrawn in March.";
                quiet(h, "RESPONSE", text);
            },
        },
        Variant {
            name: "an-allergy",
            tells: "A medicine that would harm her is not given, and another is.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "Do not give codeine: she is allergic. Give paracetamol instead.";
                quiet(h, "RESTRICTION", text);
            },
        },
        Variant {
            name: "her-own-wish",
            tells: "The line says what she herself wishes.",
            people: 1,
            days: 15,
            write: |h| {
                let text =
                    "Her own wish: prefers not to be conveyed if she can be treated at home.";
                quiet(h, "RESPONSE", text);
            },
        },
        Variant {
            name: "taken-out-of-the-draft",
            tells: "A denial was taken out before the plan was in force.",
            people: 1,
            days: 15,
            write: |h| {
                h.draft(h.on(0, 10), "JOINT", line("RESTRICTION", DENIAL));
                h.issue(h.on(0, 11), "help", line("SUPPORT", HELP));
                h.take_out((2, 10), "line");
                h.in_force(3, 1);
                h.plan_ends(10, "COMPLETED");
                h.plan_silent();
            },
        },
        Variant {
            name: "reworded-in-the-draft",
            tells: "A denial was reworded before the plan was in force.",
            people: 1,
            days: 15,
            write: |h| {
                h.draft(h.on(0, 10), "JOINT", line("SUPPORT", DENIAL));
                h.reword((2, 10), "line", HELP, json!({}));
                h.in_force(3, 1);
                h.plan_ends(10, "COMPLETED");
                h.plan_silent();
            },
        },
        Variant {
            name: "a-number-as-the-most",
            tells: "A limit that names a number is a cap, and judged as one.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("RESTRICTION", CAP));
                h.plan_ends(10, "COMPLETED");
                h.plan_silent();
                h.plan_fires("contact-cap", said);
            },
        },
        Variant {
            name: "a-condition",
            tells: "A condition is another thing, and judged as one.",
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
            name: "as-agreed-with-the-officer",
            tells: "The line cannot be judged without what it refers to: a person must read it.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.plan(0, line("RESTRICTION", "Manage as agreed with the officer."));
                h.plan_ends(10, "COMPLETED");
                // Whatever a line's words decide is then not known.
                for rule in [
                    RULE,
                    "contact-cap",
                    "conditional-care",
                    "disclosure-without-basis",
                    "mislabelled-instruction",
                    "police-in-planned-care",
                    "response-removed-no-replacement",
                    "sanction-threat",
                ] {
                    h.plan_lacks(rule, said);
                }
            },
        },
    ],
};

/// A plan whose one line says this, and that is no denial.
fn quiet(h: &mut History<'_>, kind: &str, text: &str) {
    h.plan(0, line(kind, text));
    h.plan_ends(10, "COMPLETED");
    h.plan_silent();
}
