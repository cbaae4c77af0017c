//! What was put on people soon after they complained, and what only came after a
//! complaint. Each complaint is answered as it should be.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant, care_contact_prohibition, concern, conditional_care,
    history::Said,
    lines::justified,
    meetings::{QUORATE, decide, hold, minute},
    sanction::{self, APART, GARDEN, NOTICE, ORDER, WARNING, no_care, supported_by, terms},
    sanction_applied, sanction_clinically_supported, sanction_threat, seeking,
};

pub const RULE: &str = "retaliation";

/// A term that leaves care alone.
const EACH_MONTH: &str = "To meet the officer each month";
pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "a-restriction",
            tells: "Four weeks after a complaint about the trust, it restricts in its plan.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "CARE_REFUSED", json!({}));
                h.draft((10, 10), "JOINT", json!({}));
                let said = restrict(h, 28);
                concern::fires(h, RULE, said, said.at);
            },
        },
        Variant {
            name: "a-warning",
            tells: "A carer complains about a scheme, and its officer warns the person.",
            people: 1,
            days: 45,
            write: |h| {
                let scheme = h.scheme();
                let more = json!({ "raised_by": "RAISED_BY_CARER", "scheme_id": scheme });
                complaint(h, 0, "trust", "SCHEME", more);
                let said = sanction::threaten(h, (6, 10), WARNING, "CALLING", json!({}));
                concern::fires(h, RULE, said, said.at);
                sanction::fires(h, sanction_threat::RULE, said);
            },
        },
        Variant {
            name: "a-notice",
            tells: "A hospital that was complained of supports a notice for attending.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "acute", "POLICE", json!({}));
                let more = supported_by(h, &["acute"], terms(EACH_MONTH));
                let said = sanction::apply(h, (20, 10), NOTICE, "ATTENDING", more);
                concern::fires(h, RULE, said, said.at);
                sanction::each_fires(
                    h,
                    &[sanction_applied::RULE, sanction_clinically_supported::RULE],
                    said,
                );
            },
        },
        Variant {
            name: "a-term",
            tells: "After a complaint about police, a term against calls is added to an order.",
            people: 1,
            days: 65,
            write: |h| {
                let more = terms(GARDEN);
                sanction::apply(h, (0, 10), ORDER, APART, more);
                complaint(h, 20, "police", "POLICE", json!({}));
                let said = sanction::vary(h, 30, no_care("Nor to call 999"));
                concern::fires(h, RULE, said, said.at);
                sanction::fires(h, care_contact_prohibition::RULE, said);
            },
        },
        Variant {
            name: "a-contract",
            tells: "A contract to which the person does not agree follows a complaint.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "STAFF_CONDUCT", json!({}));
                let more = json!({ "person_agrees": "ANSWER_NO", "person_signed": "ANSWER_NO" });
                let said = sanction::contract(h, (12, 10), "CARE_WITHDRAWN", more);
                concern::fires(h, RULE, said, said.at);
                sanction::contract_fires(h, conditional_care::RULE, said);
            },
        },
        Variant {
            name: "held-not-to-engage",
            tells: "Outreach ends after a complaint, since the person is held not to engage.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "PLAN", json!({}));
                let said = reduce(h, 8, "NOT_ENGAGED", "NO");
                concern::fires(h, RULE, said, said.at);
            },
        },
    ],
    alike: &[
        Variant {
            name: "decided-before",
            tells: "A panel had decided upon the plan before the complaint.",
            people: 1,
            days: 50,
            write: |h| {
                hold(h, 0, "m", &QUORATE);
                let more = json!({ "plan_id": h.id("plan", "plan") });
                decide(h, 0, "m", "chair", "PRESENT", more);
                minute(h, 9, "m");
                complaint(h, 10, "trust", "PLAN", json!({}));
                h.draft((12, 10), "JOINT", json!({}));
                let said = restrict(h, 14);
                concern::lacks(h, RULE, said, said.at);
            },
        },
        Variant {
            name: "before-the-complaint",
            tells: "The restriction was there before the complaint.",
            people: 1,
            days: 45,
            write: |h| {
                h.draft((0, 10), "JOINT", json!({}));
                restrict(h, 2);
                complaint(h, 5, "trust", "PLAN", json!({}));
                concern::silent(h, "c");
            },
        },
        Variant {
            name: "after-a-month",
            tells: "A restriction a day more than thirty after a complaint.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "CARE_REFUSED", json!({}));
                h.draft((10, 10), "JOINT", json!({}));
                restrict(h, 31);
                concern::silent(h, "c");
            },
        },
        Variant {
            name: "a-line-that-supports",
            tells: "What was put in the plan after the complaint supports the person.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "PLAN", json!({}));
                h.draft((5, 10), "JOINT", json!({}));
                concern::silent(h, "c");
            },
        },
        Variant {
            name: "an-offence-apart",
            tells: "Charged with an offence against somebody else after a complaint.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "police", "POLICE", json!({}));
                sanction::threaten(h, (3, 10), "CHARGE", APART, json!({}));
                sanction::apply(h, (9, 10), "CHARGE", APART, json!({}));
                concern::silent(h, "c");
            },
        },
        Variant {
            name: "as-agreed",
            tells: "An agreement and a step down, both of which the person wanted.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "PLAN", json!({}));
                sanction::contract(h, (5, 10), "NONE", json!({}));
                reduce(h, 12, "PLANNED_STEP_DOWN", "YES");
                concern::silent(h, "c");
            },
        },
        Variant {
            name: "a-complaint-of-staff",
            tells: "A member of staff complained, and a restriction followed.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "SCHEME", json!({ "raised_by": "RAISED_BY_STAFF" }));
                h.draft((5, 10), "JOINT", json!({}));
                restrict(h, 6);
                concern::silent(h, "c");
            },
        },
        Variant {
            name: "warned-before",
            tells: "Warned before the complaint, and served with a notice after it.",
            people: 1,
            days: 55,
            write: |h| {
                let warned = sanction::threaten(h, (0, 10), WARNING, "CALLING", json!({}));
                complaint(h, 10, "police", "SANCTION", json!({}));
                let more = terms(EACH_MONTH);
                let said = sanction::apply(h, (20, 10), NOTICE, "CALLING", more);
                concern::lacks(h, RULE, said, said.at);
                sanction::fires(h, sanction_threat::RULE, warned);
                sanction::fires(h, sanction_applied::RULE, said);
            },
        },
        Variant {
            name: "by-somebody-else",
            tells: "Complained of a hospital, and cautioned by police, who have no part in it.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "acute", "STAFF_CONDUCT", json!({}));
                let said = sanction::apply(h, (9, 10), "CAUTION", "ATTENDING", json!({}));
                concern::lacks(h, RULE, said, said.at);
                sanction::fires(h, sanction_applied::RULE, said);
            },
        },
    ],
};

/// A complaint that is acknowledged the same day, and upheld a month later by others
/// than those complained of.
fn complaint(h: &mut History<'_>, day: i64, about: &str, subject: &str, more: Value) {
    concern::complain(h, (day, 9), about, subject, more);
    concern::acknowledge(h, (day, 15), about);
    concern::close(h, day + 35, "UPHELD", "board");
}

/// A restriction is put in the plan and in force with it, and the plan ends a week later.
fn restrict(h: &mut History<'_>, day: i64) -> Said {
    h.issue((day, 10), "restriction", justified(h, "psychiatrist", (day + 27, 10)));
    h.agrees_with((day, 10), "restriction");
    let said = h.in_force(day, 1);
    h.plan_ends(day + 7, "COMPLETED");
    said
}

fn reduce(h: &mut History<'_>, day: i64, reason: &str, agreed: &str) -> Said {
    h.reduce((day, 10), "OUTREACH", reason, seeking::agreed(agreed, agreed == "NO"))
}
