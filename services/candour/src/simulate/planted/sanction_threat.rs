//! People who were threatened with a sanction for seeking help, and threats that
//! had nothing to do with it.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant, concern,
    history::Said,
    sanction::{self, contract, contract_fires, review, silent},
};
use crate::simulate::{area::words, call};

const RULE: &str = "sanction-threat";

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
                let said = threaten(h, "COMMUNITY_PROTECTION_WARNING", "CALLING", more);
                sanction::fires(h, RULE, said);
            },
        },
        Variant {
            name: "no-ground-found",
            tells: "Threatened with arrest for going to a bridge; a review found no ground.",
            people: 1,
            days: 45,
            write: |h| {
                let said = threaten(h, "ARREST", "PLACE_OF_RISK", json!({}));
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
                let said = h.record(h.on(0, 10), "social-worker", call::THREATEN_SANCTION, fact);
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
                let (told, on) = (h.on(60, 10), h.on(0, 10));
                let said = h.record_late(told, on, "officer", call::THREATEN_SANCTION, fact);
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
                let said = contract(h, (0, 10), "SANCTION", more);
                contract_fires(h, RULE, said);
                contract_fires(h, "conditional-care", said);
            },
        },
        Variant {
            name: "a-home-for-silence",
            tells: "A contract put the placement at risk, and the crisis line with it.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "crisis_care_untouched": "ANSWER_NO" });
                let said = contract(h, (0, 10), "HOUSING", more);
                contract_fires(h, RULE, said);
                contract_fires(h, "conditional-care", said);
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
                let fact = json!({
                    "involvement_id": h.id("involvement", "i"),
                    "person_id": h.person(),
                    "agency_id": h.agency("police"),
                    "worker_id": h.area.worker_id("officer"),
                    "role": "POLICE_ROLE_INVESTIGATOR",
                    "trigger": "POLICE_TRIGGER_VICTIM_CONTACT",
                    "planned": "ANSWER_YES",
                });
                h.record(h.on(0, 10), "officer", call::INVOLVE_POLICE, fact);
                let anchor = h.id("involvement", "i");
                h.silent(&anchor);
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
                h.record(h.on(60, 10), "nurse", call::END_BEHAVIOURAL_CONTRACT, fact);
                let anchor = h.id("contract", "k");
                h.silent(&anchor);
            },
        },
        Variant {
            name: "an-offence-apart",
            tells: "A warning for an offence against a neighbour, which a review upheld.",
            people: 1,
            days: 15,
            write: |h| {
                threaten(h, "COMMUNITY_PROTECTION_WARNING", "SEPARATE_OFFENCE", json!({}));
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
                threaten(h, "CHARGE", "SEPARATE_OFFENCE", json!({}));
                sanction::apply(h, (3, 10), "CHARGE", "SEPARATE_OFFENCE", json!({}));
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
                concern::complain(h, (0, 10), "police", "SANCTION", more);
                concern::acknowledge(h, (1, 10), "police");
                concern::close(h, 30, "UPHELD", "board");
                let anchor = h.id("concern", "c");
                h.silent(&anchor);
            },
        },
        Variant {
            name: "not-said-what-for",
            tells: "A warning, and no record says what for.",
            people: 1,
            days: 2,
            write: |h| {
                let said = threaten(h, "COMMUNITY_PROTECTION_WARNING", "NOT_RECORDED", json!({}));
                sanction::lacks(h, RULE, said);
            },
        },
    ],
};

fn threaten(h: &mut History<'_>, kind: &str, predicate: &str, more: Value) -> Said {
    sanction::threaten(h, (0, 10), kind, predicate, more)
}
