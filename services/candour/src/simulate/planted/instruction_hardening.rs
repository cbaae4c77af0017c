//! Plans that were made harder where nobody had looked, and plans that changed
//! where it is decided or for the better.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant, care_denial_instruction,
    lines::{DENIAL, NOT_ADMITTED, REMOVAL, REWORDED, THREAT, denial, help, line, restriction},
    mislabelled_instruction, sanction_threat,
};

pub const RULE: &str = "instruction-hardening";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "a-new-denial",
            tells: "A denial came into a plan in force, and nobody had reviewed it.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, help());
                h.issue((12, 10), "hard", denial());
                h.agrees_with((12, 10), "hard");
                let said = h.in_force(12, 2);
                h.plan_ends(20, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires(care_denial_instruction::RULE, said);
            },
        },
        Variant {
            name: "reworded-into-a-threat",
            tells: "A line of support was reworded into a threat.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, help());
                let said = h.reworded(THREAT, json!({}));
                h.plan_fires(RULE, said);
                h.plan_fires(mislabelled_instruction::RULE, said);
                h.plan_fires(sanction_threat::RULE, said);
            },
        },
        Variant {
            name: "under-another-name",
            tells: "A hard line was reworded under a successor's name and kept its meaning.",
            people: 1,
            days: 25,
            write: |h| {
                let in_force = h.plan(0, denial());
                let successor = successor(h);
                let text = "Do not convey to hospital, whatever she says. Ring the team.";
                let said = h.reworded(text, successor);
                h.plan_fires(RULE, said);
                h.plan_fires(care_denial_instruction::RULE, in_force);
            },
        },
        Variant {
            name: "reviewed-afterwards",
            tells: "A response was taken out by a rewording, and reviewed the day after.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, help());
                h.reword((10, 10), "line", REMOVAL, json!({}));
                let said = h.in_force(10, 2);
                h.reviews(&[11]);
                h.plan_ends(20, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires("response-removed-no-replacement", said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "at-a-review",
            tells: "Made harder where it is decided, at a review; what it says is judged as it is.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, restriction());
                h.reviews(&[9]);
                let said = h.reworded(NOT_ADMITTED, json!({}));
                h.fires_elsewhere(care_denial_instruction::RULE, said);
            },
        },
        Variant {
            name: "the-spelling-put-right",
            tells: "The spelling of a hard line was put right.",
            people: 1,
            days: 25,
            write: |h| {
                let in_force =
                    h.plan(0, line("RESTRICTION", "Do not convey to hospitol, whatever she says."));
                h.reworded(DENIAL, json!({}));
                h.fires_elsewhere(care_denial_instruction::RULE, in_force);
            },
        },
        Variant {
            name: "made-softer",
            tells: "The threat was taken out of a hard line.",
            people: 1,
            days: 25,
            write: |h| {
                let text = format!("{THREAT} {NOT_ADMITTED}");
                let in_force = h.plan(0, line("RESTRICTION", &text));
                h.reworded(NOT_ADMITTED, json!({}));
                h.plan_silent();
                h.plan_fires(care_denial_instruction::RULE, in_force);
                h.plan_fires(sanction_threat::RULE, in_force);
            },
        },
        Variant {
            name: "hard-from-the-first",
            tells: "Hard from the first version on: nothing hardened.",
            people: 1,
            days: 15,
            write: |h| {
                h.judged_elsewhere(denial(), care_denial_instruction::RULE);
            },
        },
        Variant {
            name: "help-under-another-name",
            tells: "Help was reworded under a successor's name, and nothing hard is in it.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, help());
                let successor = successor(h);
                h.reworded(REWORDED, successor);
                h.plan_silent();
            },
        },
    ],
};

/// A scheme of another name, under which the plan goes on.
fn successor(h: &mut History<'_>) -> Value {
    let successor = h.id("scheme", "successor");
    h.register_scheme((9, 10), &successor, json!({}));
    json!({ "scheme_id": successor })
}
