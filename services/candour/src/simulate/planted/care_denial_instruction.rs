//! Lines that deny care by who the person is, and lines that only speak of it.

use super::{
    Planted, Variant, conditional_care, contact_cap, disclosure_without_basis,
    lines::{DENIAL, NOT_ADMITTED, cap, condition, denial, help, line},
    mislabelled_instruction, police_in_planned_care, response_removed_no_replacement,
    sanction_threat,
};

pub const RULE: &str = "care-denial-instruction";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "never-conveyed",
            tells: "A restriction tells the crew to convey nobody, whatever is found.",
            people: 1,
            days: 15,
            write: |h| h.judged(denial(), &[RULE]),
        },
        Variant {
            name: "put-in-after-a-review",
            tells: "Put into a plan in force after a review, and looked at no more.",
            people: 1,
            days: 40,
            write: |h| {
                h.plan(0, help());
                h.reviews(&[19]);
                h.issue((20, 10), "hard", line("RESTRICTION", NOT_ADMITTED));
                h.agrees_with((20, 10), "hard");
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
                let said = h.stood_for_a_fortnight(line("RESTRICTION", NOT_ADMITTED));
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
                h.judged(line("RESTRICTION", text), &[RULE]);
            },
        },
    ],
    alike: &[
        Variant {
            name: "never-refuse",
            tells: "The line forbids what it speaks of.",
            people: 1,
            days: 15,
            write: |h| {
                h.harmless(line("RESPONSE", "Never refuse assessment because of this plan."))
            },
        },
        Variant {
            name: "what-the-old-plan-said",
            tells: "The line quotes what was withdrawn.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "The old plan said \"do not convey\". This was withdrawn in March.";
                h.harmless(line("RESPONSE", text));
            },
        },
        Variant {
            name: "an-allergy",
            tells: "A medicine that would harm her is not given, and another is.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "Do not give codeine: she is allergic. Give paracetamol instead.";
                h.harmless(line("RESTRICTION", text));
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
                h.harmless(line("RESPONSE", text));
            },
        },
        Variant {
            name: "taken-out-of-the-draft",
            tells: "A denial was taken out before the plan was in force.",
            people: 1,
            days: 15,
            write: |h| h.taken_out_of_the_draft(2, denial()),
        },
        Variant {
            name: "reworded-in-the-draft",
            tells: "A denial was reworded before the plan was in force.",
            people: 1,
            days: 15,
            write: |h| h.reworded_in_the_draft(2, line("SUPPORT", DENIAL)),
        },
        Variant {
            name: "a-number-as-the-most",
            tells: "A limit that names a number is a cap, and judged as one.",
            people: 1,
            days: 15,
            write: |h| h.judged_elsewhere(cap(), contact_cap::RULE),
        },
        Variant {
            name: "a-condition",
            tells: "A condition is another thing, and judged as one.",
            people: 1,
            days: 15,
            write: |h| h.judged_elsewhere(condition(), conditional_care::RULE),
        },
        Variant {
            name: "as-agreed-with-the-officer",
            tells: "The line cannot be judged without what it refers to: a person must read it.",
            people: 1,
            days: 15,
            write: |h| {
                let said = h.short_plan(line("RESTRICTION", "Manage as agreed with the officer."));
                // Whatever a line's words decide is then not known.
                for rule in [
                    RULE,
                    contact_cap::RULE,
                    conditional_care::RULE,
                    disclosure_without_basis::RULE,
                    mislabelled_instruction::RULE,
                    police_in_planned_care::RULE,
                    response_removed_no_replacement::RULE,
                    sanction_threat::RULE,
                ] {
                    h.plan_lacks(rule, said);
                }
            },
        },
    ],
};
