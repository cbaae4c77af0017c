//! Care that depends on behaviour, by a line or a contract, and agreements that
//! take nothing away.

use serde_json::json;

use super::{
    Planted, Variant,
    lines::{condition, line},
    sanction::{self, contract_fires, limits_contacts, plain_contract},
    sanction_threat,
};

pub const RULE: &str = "conditional-care";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "as-long-as-she-does-not-call",
            tells: "Support goes on only while she does not call.",
            people: 1,
            days: 15,
            write: |h| h.judged(condition(), &[RULE]),
        },
        Variant {
            name: "discharged-if-she-attends",
            tells: "She is discharged from the team if she attends again.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "If she attends ED again she will be discharged from the team.";
                h.judged(line("RESTRICTION", text), &[RULE]);
            },
        },
        Variant {
            name: "a-contract-that-ends-in-discharge",
            tells: "A contract that she did not agree to ends in discharge.",
            people: 1,
            days: 3,
            write: |h| {
                let said = plain_contract(h, "DISCHARGED", limits_contacts());
                contract_fires(h, RULE, said);
            },
        },
        Variant {
            name: "signed-all-the-same",
            tells: "Signed and agreed to, and care is withdrawn all the same.",
            people: 1,
            days: 3,
            write: |h| {
                let more = json!({
                    "crisis_care_untouched": "ANSWER_NO",
                    "limits_contacts": "ANSWER_YES",
                    "person_signed": "ANSWER_YES",
                });
                let said = plain_contract(h, "CARE_WITHDRAWN", more);
                contract_fires(h, RULE, said);
            },
        },
        Variant {
            name: "behind-which-a-sanction-stands",
            tells: "A contract that limits calls, and behind which a sanction stands.",
            people: 1,
            days: 3,
            write: |h| {
                let said = plain_contract(h, "SANCTION", limits_contacts());
                contract_fires(h, RULE, said);
                contract_fires(h, sanction_threat::RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "without-a-penalty",
            tells: "An agreement in which nothing is taken away.",
            people: 1,
            days: 3,
            write: |h| {
                plain_contract(h, "NONE", json!({}));
                sanction::contract_silent(h);
            },
        },
        Variant {
            name: "a-blood-test-first",
            tells: "A medicine is given after a test, so that it is safe.",
            people: 1,
            days: 15,
            write: |h| {
                h.harmless(line(
                    "SUPPORT",
                    "Lithium is given only after the blood test, for safety.",
                ))
            },
        },
        Variant {
            name: "what-was-known-of-the-group",
            tells: "What she knew of the group before it began, and no care hangs on it.",
            people: 1,
            days: 15,
            write: |h| {
                let text = "She knew before it began that the group meets on Mondays and that \
                            places are held for four weeks.";
                h.harmless(line("SUPPORT", text));
            },
        },
        Variant {
            name: "taken-out-of-the-draft",
            tells: "A condition was taken out before the plan was in force.",
            people: 1,
            days: 15,
            write: |h| h.taken_out_of_the_draft(1, condition()),
        },
        Variant {
            name: "not-said-what-happens",
            tells: "No record says what happens if the contract is broken.",
            people: 1,
            days: 3,
            write: |h| {
                let said = plain_contract(h, "NOT_RECORDED", json!({}));
                sanction::contract_lacks(h, RULE, said);
            },
        },
    ],
};
