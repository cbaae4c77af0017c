//! Restrictions and threats that are typed as help, and help that is help.

use serde_json::json;

use super::{
    Planted, Variant, care_denial_instruction, conditional_care, contact_cap,
    lines::{CAP, DENIAL, SANCTION, THREAT, condition, denial, help, line},
    sanction_threat,
};

pub const RULE: &str = "mislabelled-instruction";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "support-that-denies",
            tells: "A line typed as support tells the crew not to convey.",
            people: 1,
            days: 15,
            write: |h| h.judged(line("SUPPORT", DENIAL), &[RULE, care_denial_instruction::RULE]),
        },
        Variant {
            name: "a-response-that-limits",
            tells: "A line typed as a response limits how often she is answered.",
            people: 1,
            days: 15,
            write: |h| h.judged(line("RESPONSE", CAP), &[RULE, contact_cap::RULE]),
        },
        Variant {
            name: "a-response-that-threatens",
            tells: "A line typed as a response threatens her with arrest.",
            people: 1,
            days: 15,
            write: |h| h.judged(line("RESPONSE", THREAT), &[RULE, sanction_threat::RULE]),
        },
        Variant {
            name: "reworded-into-a-sanction",
            tells: "Support was reworded into a sanction after a review, and kept its type.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, help());
                h.reviews(&[9]);
                let said = h.reworded(SANCTION, json!({}));
                h.plan_fires(RULE, said);
                h.plan_fires(sanction_threat::RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "typed-as-what-it-is",
            tells: "A restriction that is typed as one is counted, and judged as what it is.",
            people: 1,
            days: 15,
            write: |h| h.judged_elsewhere(denial(), care_denial_instruction::RULE),
        },
        Variant {
            name: "support-that-supports",
            tells: "Support that supports.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "Supports the housing application and meets the landlord with her.";
                h.harmless(line("SUPPORT", text));
            },
        },
        Variant {
            name: "nobody-is-threatened",
            tells: "The line forbids threats.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "Do not threaten arrest. Nobody is to be charged for calling 999.";
                h.harmless(line("SUPPORT", text));
            },
        },
        Variant {
            name: "support-with-a-condition",
            tells: "Support with a condition is judged as a condition.",
            people: 1,
            days: 15,
            write: |h| h.judged_elsewhere(condition(), conditional_care::RULE),
        },
        Variant {
            name: "put-right-in-the-draft",
            tells: "Put right while the plan was a draft.",
            people: 1,
            days: 15,
            write: |h| h.reworded_in_the_draft(1, line("SUPPORT", DENIAL)),
        },
    ],
};
