//! Sanctions for seeking help, and for an offence that has nothing to do with it.

use serde_json::json;

use super::{
    History, Planted, Variant, care_contact_prohibition,
    history::Said,
    sanction::{self, APART, NOTICE, WARNING, applied, review, silent},
    sanction_clinically_supported, sanction_threat,
};

pub const RULE: &str = "sanction-applied";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "warned-and-served",
            tells: "Warned for calling, and three weeks later served with a notice not to call.",
            people: 1,
            days: 25,
            write: |h| {
                let warned = sanction::threatened(h, WARNING, "CALLING", json!({}));
                let more = sanction::no_care("Not to call unless in a genuine emergency");
                let more = sanction::supported_by(h, &["trust", "ambulance"], more);
                let said = sanction::apply(h, (20, 10), NOTICE, "CALLING", more);
                fires(h, said);
                sanction::fires(h, sanction_threat::RULE, warned);
                let also = [care_contact_prohibition::RULE, sanction_clinically_supported::RULE];
                sanction::each_fires(h, &also, said);
            },
        },
        Variant {
            name: "arrested-on-a-bridge",
            tells: "Arrested in a place where they were at risk.",
            people: 1,
            days: 2,
            write: |h| {
                let said = applied(h, "ARREST", "PLACE_OF_RISK", json!({}));
                fires(h, said);
            },
        },
        Variant {
            name: "prosecuted-and-upheld",
            tells: "Prosecuted for harming themselves, and a review upheld it.",
            people: 1,
            days: 70,
            write: |h| {
                let said = applied(h, "PROSECUTION", "SELF_HARM", json!({}));
                review(h, 60, "UPHELD");
                fires(h, said);
            },
        },
        Variant {
            name: "fined-for-attending",
            tells: "Fined for attending, and a review found no ground.",
            people: 1,
            days: 70,
            write: |h| {
                let said = applied(h, "FINE", "ATTENDING", json!({}));
                review(h, 60, "NOT_JUSTIFIED");
                fires(h, said);
            },
        },
        Variant {
            name: "cautioned-for-saying-so",
            tells: "Cautioned for saying that they were suicidal.",
            people: 1,
            days: 2,
            write: |h| {
                let said = applied(h, "CAUTION", "SUICIDALITY", json!({}));
                fires(h, said);
            },
        },
        Variant {
            name: "bail-without-999",
            tells: "Bail for an offence apart, on the term not to call 999.",
            people: 1,
            days: 2,
            write: |h| {
                let more = sanction::no_care("Not to call 999");
                let said = applied(h, "BAIL_CONDITION", APART, more);
                fires(h, said);
                sanction::fires(h, care_contact_prohibition::RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "an-offence-apart",
            tells: "A caution for an offence against somebody else.",
            people: 1,
            days: 2,
            write: |h| {
                applied(h, "CAUTION", APART, json!({}));
                silent(h);
            },
        },
        Variant {
            name: "charged-and-upheld",
            tells: "Charged with an offence against somebody else, and a review upheld it.",
            people: 1,
            days: 40,
            write: |h| {
                sanction::threaten(h, (0, 9), "CHARGE", APART, json!({}));
                applied(h, "CHARGE", APART, json!({}));
                review(h, 30, "UPHELD");
                silent(h);
            },
        },
        Variant {
            name: "an-assault-on-staff",
            tells: "An arrest after an assault on a member of staff.",
            people: 1,
            days: 2,
            write: |h| {
                applied(h, "ARREST", APART, json!({ "limits_care_contact": false }));
                silent(h);
            },
        },
        Variant {
            name: "not-said-what-for",
            tells: "A caution, and no record says what for.",
            people: 1,
            days: 2,
            write: |h| {
                let said = applied(h, "CAUTION", "NOT_RECORDED", json!({}));
                lacks(h, said);
            },
        },
        Variant {
            name: "not-said-and-not-found-out",
            tells: "A prosecution, no record says what for, and a review could not say either.",
            people: 1,
            days: 60,
            write: |h| {
                let said = applied(h, "PROSECUTION", "NOT_RECORDED", json!({}));
                review(h, 50, "INCONCLUSIVE");
                lacks(h, said);
            },
        },
    ],
};

fn fires(h: &mut History<'_>, said: Said) {
    sanction::fires(h, RULE, said);
}

fn lacks(h: &mut History<'_>, said: Said) {
    sanction::lacks(h, RULE, said);
}
