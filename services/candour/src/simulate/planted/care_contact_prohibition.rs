//! Orders that keep people from care, and orders that leave care alone.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant, concern,
    history::Said,
    sanction::{self, end, no_care, overturn, review, silent, terms, vary},
};

const RULE: &str = "care-contact-prohibition";
const APPLIED: &str = "sanction-applied";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "save-in-an-emergency",
            tells: "A notice not to call 999 save in a genuine emergency.",
            people: 1,
            days: 2,
            write: |h| {
                let more = no_care("Not to call 999 save in a genuine emergency");
                let said = apply(h, "COMMUNITY_PROTECTION_NOTICE", "CALLING", more);
                both(h, said);
            },
        },
        Variant {
            name: "not-to-speak-of-it",
            tells: "Warned not to speak of self-harm to anybody; overturned two months later.",
            people: 1,
            days: 65,
            write: |h| {
                let more = no_care("Not to contact anyone to allude to thoughts of self-harm");
                let said = apply(h, "COMMUNITY_PROTECTION_WARNING", "SELF_HARM", more);
                overturn(h, 60, "AGENCY");
                both(h, said);
            },
        },
        Variant {
            name: "bail-away-from-the-hospital",
            tells: "Bail for an offence apart, on the term to keep away from the department.",
            people: 1,
            days: 45,
            write: |h| {
                let more = no_care("Not to enter the emergency department");
                let said = apply(h, "BAIL_CONDITION", "SEPARATE_OFFENCE", more);
                end(h, 40, "NO_FURTHER_ACTION");
                both(h, said);
            },
        },
        Variant {
            name: "varied-to-bar-the-line",
            tells: "An order about a neighbour was varied, and bars the crisis line.",
            people: 1,
            days: 35,
            write: |h| {
                let more = terms("Not to enter the neighbour's garden");
                apply(h, "CRIMINAL_BEHAVIOUR_ORDER", "SEPARATE_OFFENCE", more);
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
                let more = no_care("Not to attend the hospital");
                let said = apply(h, "INJUNCTION", "ATTENDING", more);
                review(h, 20, "UPHELD");
                vary(h, 31, terms("Not to film in the hospital"));
                both(h, said);
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
                apply(h, "INJUNCTION", "SEPARATE_OFFENCE", more);
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
                apply(h, "COMMUNITY_PROTECTION_NOTICE", "SEPARATE_OFFENCE", more);
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
                apply(h, "BAIL_CONDITION", "SEPARATE_OFFENCE", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "a-caution-has-no-terms",
            tells: "A caution for an offence against somebody else.",
            people: 1,
            days: 2,
            write: |h| {
                apply(h, "CAUTION", "SEPARATE_OFFENCE", json!({}));
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
                concern::complain(h, (0, 10), "police", "SANCTION", more);
                concern::acknowledge(h, (1, 10), "police");
                concern::close(h, 30, "PARTLY_UPHELD", "board");
                let anchor = h.id("concern", "c");
                h.silent(&anchor);
            },
        },
        Variant {
            name: "a-notice-that-bars-nobody",
            tells: "A notice for calling, whose terms bar nobody from care.",
            people: 1,
            days: 2,
            write: |h| {
                let more = terms("To meet the officer once a month");
                let said = apply(h, "COMMUNITY_PROTECTION_NOTICE", "CALLING", more);
                silent(h);
                // It is a sanction for calling all the same.
                sanction::fires(h, APPLIED, said);
            },
        },
        Variant {
            name: "terms-not-on-record",
            tells: "An order for calling, whose terms nobody wrote down.",
            people: 1,
            days: 2,
            write: |h| {
                let said = apply(h, "CRIMINAL_BEHAVIOUR_ORDER", "CALLING", json!({}));
                sanction::lacks(h, RULE, said);
                sanction::fires(h, APPLIED, said);
            },
        },
    ],
};

fn apply(h: &mut History<'_>, kind: &str, predicate: &str, more: Value) -> Said {
    sanction::apply(h, (0, 10), kind, predicate, more)
}

/// A sanction with such a term is one for seeking help, whatever it was for.
fn both(h: &mut History<'_>, said: Said) {
    sanction::fires(h, RULE, said);
    sanction::fires(h, APPLIED, said);
}
