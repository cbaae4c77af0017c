//! Plans that were made harder where nobody had looked, and plans that changed
//! where it is decided or for the better.

use serde_json::json;

use super::{
    History, Planted, Variant,
    history::Said,
    lines::{DENIAL, HELP, NOT_ADMITTED, REMOVAL, THREAT, line},
};

const RULE: &str = "instruction-hardening";

const DENIED: &str = "care-denial-instruction";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "a-new-denial",
            tells: "A denial came into a plan in force, and nobody had reviewed it.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, line("SUPPORT", HELP));
                h.issue(h.on(12, 10), "hard", line("RESTRICTION", DENIAL));
                h.view_of((12, 10), "hard");
                let said = h.in_force(12, 2);
                h.plan_ends(20, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires(DENIED, said);
            },
        },
        Variant {
            name: "reworded-into-a-threat",
            tells: "A line of support was reworded into a threat.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, line("SUPPORT", HELP));
                let said = reworded(h, THREAT);
                h.plan_fires(RULE, said);
                h.plan_fires("mislabelled-instruction", said);
                h.plan_fires("sanction-threat", said);
            },
        },
        Variant {
            name: "under-another-name",
            tells: "A hard line was reworded under a successor's name and kept its meaning.",
            people: 1,
            days: 25,
            write: |h| {
                let in_force = h.plan(0, line("RESTRICTION", DENIAL));
                let successor = h.id("scheme", "successor");
                h.register_scheme(h.on(9, 10), &successor, json!({}));
                let text = "Do not convey to hospital, whatever she says. Ring the team.";
                let more = json!({ "scheme_id": successor });
                h.reword((10, 10), "line", text, more);
                let said = h.in_force(10, 2);
                h.plan_ends(20, "COMPLETED");
                h.plan_fires(RULE, said);
                h.plan_fires(DENIED, in_force);
            },
        },
        Variant {
            name: "reviewed-afterwards",
            tells: "A response was taken out by a rewording, and reviewed the day after.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, line("SUPPORT", HELP));
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
                h.plan(0, line("RESTRICTION", "One week's medicine at a time"));
                h.reviews(&[9]);
                let said = reworded(h, NOT_ADMITTED);
                h.plan_silent();
                h.plan_fires(DENIED, said);
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
                reworded(h, DENIAL);
                h.plan_silent();
                h.plan_fires(DENIED, in_force);
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
                reworded(h, NOT_ADMITTED);
                h.plan_silent();
                h.plan_fires(DENIED, in_force);
                h.plan_fires("sanction-threat", in_force);
            },
        },
        Variant {
            name: "hard-from-the-first",
            tells: "Hard from the first version on: nothing hardened.",
            people: 1,
            days: 15,
            write: |h| {
                let in_force = h.plan(0, line("RESTRICTION", DENIAL));
                h.plan_ends(10, "COMPLETED");
                h.plan_silent();
                h.plan_fires(DENIED, in_force);
            },
        },
        Variant {
            name: "help-under-another-name",
            tells: "Help was reworded under a successor's name, and nothing hard is in it.",
            people: 1,
            days: 25,
            write: |h| {
                h.plan(0, line("SUPPORT", HELP));
                let successor = h.id("scheme", "successor");
                h.register_scheme(h.on(9, 10), &successor, json!({}));
                let more = json!({ "scheme_id": successor });
                h.reword((10, 10), "line", "Offer the quiet room first", more);
                h.in_force(10, 2);
                h.plan_ends(20, "COMPLETED");
                h.plan_silent();
            },
        },
    ],
};

/// The plan's line says something else from the tenth day on.
fn reworded(h: &mut History<'_>, text: &str) -> Said {
    h.reword((10, 10), "line", text, json!({}));
    let said = h.in_force(10, 2);
    h.plan_ends(20, "COMPLETED");
    said
}
