//! What was put on people soon after they complained, and what only came after a
//! complaint. Each complaint is answered as it should be.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant, concern,
    history::Said,
    panel_defect::{QUORATE, decide, hold, minute},
    sanction::{self, no_care, supported_by, terms},
};
use crate::simulate::{
    area::{with, words},
    call,
};

const RULE: &str = "retaliation";
const APPLIED: &str = "sanction-applied";
const APART: &str = "SEPARATE_OFFENCE";

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
                h.draft(h.on(10, 10), "JOINT", json!({}));
                let said = restrict(h, 28);
                fires(h, said);
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
                let kind = "COMMUNITY_PROTECTION_WARNING";
                let said = sanction::threaten(h, (6, 10), kind, "CALLING", json!({}));
                fires(h, said);
                sanction::fires(h, "sanction-threat", said);
            },
        },
        Variant {
            name: "a-notice",
            tells: "A hospital that was complained of supports a notice for attending.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "acute", "POLICE", json!({}));
                let more = supported_by(h, &["acute"], terms("To meet the officer each month"));
                let kind = "COMMUNITY_PROTECTION_NOTICE";
                let said = sanction::apply(h, (20, 10), kind, "ATTENDING", more);
                fires(h, said);
                sanction::fires(h, APPLIED, said);
                sanction::fires(h, "sanction-clinically-supported", said);
            },
        },
        Variant {
            name: "a-term",
            tells: "After a complaint about police, a term against calls is added to an order.",
            people: 1,
            days: 65,
            write: |h| {
                let more = terms("Not to enter the neighbour's garden");
                let kind = "CRIMINAL_BEHAVIOUR_ORDER";
                sanction::apply(h, (0, 10), kind, APART, more);
                complaint(h, 20, "police", "POLICE", json!({}));
                let said = sanction::vary(h, 30, no_care("Nor to call 999"));
                fires(h, said);
                sanction::fires(h, "care-contact-prohibition", said);
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
                fires(h, said);
                sanction::contract_fires(h, "conditional-care", said);
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
                fires(h, said);
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
                h.draft(h.on(12, 10), "JOINT", json!({}));
                let said = restrict(h, 14);
                lacks(h, said);
            },
        },
        Variant {
            name: "before-the-complaint",
            tells: "The restriction was there before the complaint.",
            people: 1,
            days: 45,
            write: |h| {
                h.draft(h.on(0, 10), "JOINT", json!({}));
                restrict(h, 2);
                complaint(h, 5, "trust", "PLAN", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "after-a-month",
            tells: "A restriction a day more than thirty after a complaint.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "CARE_REFUSED", json!({}));
                h.draft(h.on(10, 10), "JOINT", json!({}));
                restrict(h, 31);
                silent(h);
            },
        },
        Variant {
            name: "a-line-that-supports",
            tells: "What was put in the plan after the complaint supports the person.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "PLAN", json!({}));
                h.draft(h.on(5, 10), "JOINT", json!({}));
                silent(h);
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
                silent(h);
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
                silent(h);
            },
        },
        Variant {
            name: "a-complaint-of-staff",
            tells: "A member of staff complained, and a restriction followed.",
            people: 1,
            days: 45,
            write: |h| {
                complaint(h, 0, "trust", "SCHEME", json!({ "raised_by": "RAISED_BY_STAFF" }));
                h.draft(h.on(5, 10), "JOINT", json!({}));
                restrict(h, 6);
                silent(h);
            },
        },
        Variant {
            name: "warned-before",
            tells: "Warned before the complaint, and served with a notice after it.",
            people: 1,
            days: 55,
            write: |h| {
                let kind = "COMMUNITY_PROTECTION_WARNING";
                let warned = sanction::threaten(h, (0, 10), kind, "CALLING", json!({}));
                complaint(h, 10, "police", "SANCTION", json!({}));
                let more = terms("To meet the officer each month");
                let kind = "COMMUNITY_PROTECTION_NOTICE";
                let said = sanction::apply(h, (20, 10), kind, "CALLING", more);
                lacks(h, said);
                sanction::fires(h, "sanction-threat", warned);
                sanction::fires(h, APPLIED, said);
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
                lacks(h, said);
                sanction::fires(h, APPLIED, said);
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
    let line = json!({
        "kind": "INSTRUCTION_KIND_RESTRICTION",
        "text": words("One week's medicine at a time"),
        "clinician": h.area.worker("psychiatrist"),
        "rationale": words("Two unplanned overdoses in a month"),
        "less_restrictive_tried": words("A locked box at home"),
        "expires": h.area.moment(h.on(day + 27, 10)),
    });
    h.issue(h.on(day, 10), "restriction", line);
    h.view_of((day, 10), "restriction");
    let said = h.in_force(day, 1);
    h.plan_ends(day + 7, "COMPLETED");
    said
}

fn reduce(h: &mut History<'_>, day: i64, reason: &str, agreed: &str) -> Said {
    let fact = json!({
        "reduction_id": h.id("reduction", "r"),
        "person_id": h.person(),
        "agency_id": h.agency("trust"),
        "service": "REDUCED_SERVICE_OUTREACH",
        "reason": format!("REDUCTION_REASON_{reason}"),
        "agreed": format!("ANSWER_{agreed}"),
    });
    let more = json!({ "ended": agreed == "NO" });
    h.record(h.on(day, 10), "nurse", call::REDUCE_SERVICE, with(fact, more))
}

fn fires(h: &mut History<'_>, said: Said) {
    let (anchor, person) = (h.id("concern", "c"), h.person());
    h.fires(RULE, &anchor, &person, said);
}

fn lacks(h: &mut History<'_>, said: Said) {
    let (anchor, person) = (h.id("concern", "c"), h.person());
    h.lacks(RULE, &anchor, &person, said, said.at);
}

fn silent(h: &mut History<'_>) {
    let anchor = h.id("concern", "c");
    h.silent(&anchor);
}
