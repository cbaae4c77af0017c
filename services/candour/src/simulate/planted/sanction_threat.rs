//! People who were threatened with a sanction for seeking help, and threats that
//! had nothing to do with it.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant, concern, conditional_care,
    sanction::{self, APART, WARNING, contract, contract_fires, review, silent, threatened},
};
use crate::simulate::{area::words, call};

pub const RULE: &str = "sanction-threat";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "warned-not-to-call",
            tells: "Warned in a letter not to call any more.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "words": words("Any further call has consequences") });
                let said = threatened(h, WARNING, "CALLING", more);
                sanction::fires(h, RULE, said);
            },
        },
        Variant {
            name: "no-ground-found",
            tells: "Threatened with arrest for going to a bridge; a review found no ground.",
            people: 1,
            days: 45,
            write: |h| {
                let said = threatened(h, "ARREST", "PLACE_OF_RISK", json!({}));
                review(h, 40, "NOT_JUSTIFIED");
                sanction::fires(h, RULE, said);
            },
        },
        Variant {
            name: "the-tenancy-at-risk",
            tells: "A council threatened eviction after the person said that they were suicidal.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "agency_id": h.agency("council") });
                let fact = sanction::fact(h, "EVICTION", "SUICIDALITY", more);
                let said = h.record((0, 10), "social-worker", call::THREATEN_SANCTION, fact);
                sanction::fires(h, RULE, said);
            },
        },
        Variant {
            name: "found-in-the-file",
            tells: "Consequences were discussed after an attendance, and told two months later.",
            people: 1,
            days: 65,
            write: |h| {
                let fact = sanction::fact(h, "INJUNCTION", "ATTENDING", json!({}));
                let said =
                    h.record_late((60, 10), (0, 10), "officer", call::THREATEN_SANCTION, fact);
                sanction::fires(h, RULE, said);
            },
        },
        Variant {
            name: "so-many-calls-or-an-order",
            tells: "A contract allowed so many calls a week; beyond that an order was sought.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "limits_contacts": "ANSWER_YES" });
                threatened_by_contract(h, "SANCTION", more);
            },
        },
        Variant {
            name: "a-home-for-silence",
            tells: "A contract put the placement at risk, and the crisis line with it.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "crisis_care_untouched": "ANSWER_NO" });
                threatened_by_contract(h, "HOUSING", more);
            },
        },
    ],
    alike: &[
        Variant {
            name: "victim-and-witness",
            tells: "An officer supported the person as a victim and witness.",
            people: 1,
            days: 2,
            write: |h| {
                h.police_come((0, 10), "INVESTIGATOR", "VICTIM_CONTACT", "YES");
                h.part_silent();
            },
        },
        Variant {
            name: "no-sanctions",
            tells: "An agreement that says that nothing happens if it is broken.",
            people: 1,
            days: 65,
            write: |h| {
                let more = json!({ "terms": words("No sanctions: we talk if it does not work") });
                contract(h, (0, 10), "NONE", more);
                let fact = json!({
                    "contract_id": h.id("contract", "k"), "how": "CONTRACT_END_EXPIRED",
                });
                h.record((60, 10), "nurse", call::END_BEHAVIOURAL_CONTRACT, fact);
                sanction::contract_silent(h);
            },
        },
        Variant {
            name: "an-offence-apart",
            tells: "A warning for an offence against a neighbour, which a review upheld.",
            people: 1,
            days: 15,
            write: |h| {
                threatened(h, WARNING, APART, json!({}));
                review(h, 9, "UPHELD");
                silent(h);
            },
        },
        Variant {
            name: "an-assault-on-staff",
            tells: "Threatened with a charge after an assault on a nurse, and charged.",
            people: 1,
            days: 5,
            write: |h| {
                threatened(h, "CHARGE", APART, json!({}));
                sanction::apply(h, (3, 10), "CHARGE", APART, json!({}));
                silent(h);
            },
        },
        Variant {
            name: "a-complaint-about-one",
            tells: "A complaint that tells of a threat, acknowledged and upheld.",
            people: 1,
            days: 35,
            write: |h| {
                let more = json!({ "words": words("They said they would have me arrested") });
                concern::about_a_sanction(h, more, "UPHELD");
            },
        },
        Variant {
            name: "not-said-what-for",
            tells: "A warning, and no record says what for.",
            people: 1,
            days: 2,
            write: |h| {
                let said = threatened(h, WARNING, "NOT_RECORDED", json!({}));
                sanction::lacks(h, RULE, said);
            },
        },
    ],
};

/// A contract of the first day that threatens, and puts a condition on care.
fn threatened_by_contract(h: &mut History<'_>, penalty: &str, more: Value) {
    let said = contract(h, (0, 10), penalty, more);
    contract_fires(h, RULE, said);
    contract_fires(h, conditional_care::RULE, said);
}
