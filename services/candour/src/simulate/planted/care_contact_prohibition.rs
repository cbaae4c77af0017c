//! Orders that keep people from care, and orders that leave care alone.

use serde_json::json;

use super::{
    History, Planted, Variant, concern,
    sanction::{
        self, APART, GARDEN, MONTHLY, NO_EMERGENCY, NO_FILMING, NOTICE, ORDER, WARNING, applied,
        end, no_care, overturn, review, silent, terms, vary,
    },
    sanction_applied,
};

pub const RULE: &str = "care-contact-prohibition";
pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "save-in-an-emergency",
            tells: "A notice not to call 999 save in a genuine emergency.",
            people: 1,
            days: 2,
            write: |h| {
                barred(h, NOTICE, "CALLING", "Not to call 999 save in a genuine emergency");
            },
        },
        Variant {
            name: "not-to-speak-of-it",
            tells: "Warned not to speak of self-harm to anybody; overturned two months later.",
            people: 1,
            days: 65,
            write: |h| {
                barred(
                    h,
                    WARNING,
                    "SELF_HARM",
                    "Not to contact anyone to allude to thoughts of self-harm",
                );
                overturn(h, 60, "AGENCY");
            },
        },
        Variant {
            name: "bail-away-from-the-hospital",
            tells: "Bail for an offence apart, on the term to keep away from the department.",
            people: 1,
            days: 45,
            write: |h| {
                barred(h, "BAIL_CONDITION", APART, NO_EMERGENCY);
                end(h, 40, "NO_FURTHER_ACTION");
            },
        },
        Variant {
            name: "varied-to-bar-the-line",
            tells: "An order about a neighbour was varied, and bars the crisis line.",
            people: 1,
            days: 35,
            write: |h| {
                let more = terms(GARDEN);
                applied(h, ORDER, APART, more);
                let said = vary(h, 30, no_care("Nor to call the crisis line"));
                sanction::fires(h, RULE, said);
            },
        },
        Variant {
            name: "taken-out-after-a-month",
            tells: "An injunction kept the person from the hospital for a month.",
            people: 1,
            days: 35,
            write: |h| {
                barred(h, "INJUNCTION", "ATTENDING", "Not to attend the hospital");
                review(h, 20, "UPHELD");
                vary(h, 31, terms(NO_FILMING));
            },
        },
    ],
    alike: &[
        Variant {
            name: "one-member-of-staff",
            tells: "An order not to speak to one nurse; the rest of the team is open.",
            people: 1,
            days: 2,
            write: |h| {
                let more = terms("Not to contact the named nurse. The team is called as before");
                applied(h, "INJUNCTION", APART, more);
                silent(h);
            },
        },
        Variant {
            name: "about-noise",
            tells: "A notice about noise, varied and ended.",
            people: 1,
            days: 55,
            write: |h| {
                let more = terms("No music after eleven");
                applied(h, NOTICE, APART, more);
                vary(h, 20, terms("No music after ten"));
                end(h, 50, "EXPIRED");
                silent(h);
            },
        },
        Variant {
            name: "bail-without-terms",
            tells: "Bail for an offence apart, whose terms nobody wrote down.",
            people: 1,
            days: 2,
            write: |h| {
                applied(h, "BAIL_CONDITION", APART, json!({}));
                silent(h);
            },
        },
        Variant {
            name: "a-caution-has-no-terms",
            tells: "A caution for an offence against somebody else.",
            people: 1,
            days: 2,
            write: |h| {
                applied(h, "CAUTION", APART, json!({}));
                silent(h);
            },
        },
        Variant {
            name: "a-complaint-about-one",
            tells: "A complaint that tells of such an order, acknowledged and answered.",
            people: 1,
            days: 35,
            write: |h| {
                let more = json!({ "raised_by": "RAISED_BY_ADVOCATE" });
                concern::about_a_sanction(h, more, "PARTLY_UPHELD");
            },
        },
        Variant {
            name: "a-notice-that-bars-nobody",
            tells: "A notice for calling, whose terms bar nobody from care.",
            people: 1,
            days: 2,
            write: |h| {
                let more = terms(MONTHLY);
                let said = applied(h, NOTICE, "CALLING", more);
                silent(h);
                // It is a sanction for calling all the same.
                sanction::fires(h, sanction_applied::RULE, said);
            },
        },
        Variant {
            name: "terms-not-on-record",
            tells: "An order for calling, whose terms nobody wrote down.",
            people: 1,
            days: 2,
            write: |h| {
                let said = applied(h, ORDER, "CALLING", json!({}));
                sanction::lacks(h, RULE, said);
                sanction::fires(h, sanction_applied::RULE, said);
            },
        },
    ],
};

/// A sanction whose terms keep the person from care: it is one for seeking help,
/// whatever it was for.
fn barred(h: &mut History<'_>, kind: &str, predicate: &str, terms: &str) {
    let said = applied(h, kind, predicate, no_care(terms));
    sanction::each_fires(h, &[RULE, sanction_applied::RULE], said);
}
