//! Services that were reduced because help had been sought, and those that were
//! reduced for other reasons. Whatever is taken away for calling or for self-harm is
//! also kept from somebody by a label, and the rule about labels asks neither when nor
//! after what it was.

use serde_json::json;

use super::{
    History, Planted, Variant, conditional_care,
    history::{Said, Subject::Person},
    label_gate,
    sanction::{contract_fires, limits_contacts, plain_contract},
    seeking::{agreed, assessed, because_of, ended},
};
use crate::simulate::area::{with, words};

pub const RULE: &str = "penalty-after-contact";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "on-the-fourteenth-day",
            tells: "Fewer visits on the fourteenth day after a call, because of the calls.",
            people: 1,
            days: 17,
            write: |h| {
                h.seek((0, 10), "c1", "AMBULANCE_999", ended("SEE_AND_TREAT"));
                let named = json!({ "contact_id": h.id("contact", "c1") });
                let said = h.reduce((14, 9), "OUTREACH", "CONTACTS", named);
                both_fire(h, said);
            },
        },
        Variant {
            name: "therapy-after-self-harm",
            tells: "Therapy ended two days after self-harm, because of it.",
            people: 1,
            days: 5,
            write: |h| {
                h.seek((0, 10), "c1", "ED", with(because_of("SELF_HARM"), assessed("DECLINED")));
                let said = h.reduce((2, 10), "THERAPY", "SELF_HARM", json!({ "ended": true }));
                both_fire(h, said);
            },
        },
        Variant {
            name: "the-second-call-of-the-week",
            tells: "A contract allowed one call a week, and a second one was its breach.",
            people: 1,
            days: 25,
            write: |h| {
                let more = json!({ "crisis_care_untouched": "ANSWER_NO" });
                let more = with(limits_contacts(), more);
                let imposed = plain_contract(h, "CARE_WITHDRAWN", more);
                let calls = with(because_of("SUICIDALITY"), ended("HEAR_AND_TREAT"));
                h.seek((20, 10), "c1", "CRISIS_LINE", calls);
                let cited = json!({ "contract_id": h.id("contract", "k") });
                let said = h.reduce((21, 10), "CALL_ANSWERING", "BREACH", cited);
                fires(h, said);
                contract_fires(h, conditional_care::RULE, imposed);
            },
        },
        Variant {
            name: "told-of-a-crime",
            tells: "Told police of a crime, and had less help with the home for calling.",
            people: 1,
            days: 12,
            write: |h| {
                let victim = with(because_of("VICTIM"), ended("REFERRED_ON"));
                h.seek((0, 10), "c1", "POLICE", victim);
                let said = h.reduce((9, 10), "HOUSING_SUPPORT", "CONTACTS", json!({}));
                both_fire(h, said);
            },
        },
        Variant {
            name: "the-call-came-to-light-later",
            tells: "A service was reduced for calling; the call was put on record two months on.",
            people: 1,
            days: 65,
            write: |h| {
                let said = h.reduce((5, 10), "COMMUNITY_CARE", "CONTACTS", json!({}));
                h.seek_late((60, 10), (1, 10), "c1", "ED", json!({}));
                both_fire(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "stepped-down-as-planned",
            tells: "A step down that was planned and agreed, six days after an attendance.",
            people: 1,
            days: 10,
            write: |h| {
                h.comes(&[0]);
                let agreed = json!({ "agreed": "ANSWER_YES" });
                h.reduce((6, 10), "OUTREACH", "PLANNED_STEP_DOWN", agreed);
                silent(h);
            },
        },
        Variant {
            name: "a-clinical-reason",
            tells: "Less medicine at home after an overdose, on clinical grounds.",
            people: 1,
            days: 10,
            write: |h| {
                let admitted = with(because_of("SELF_HARM"), ended("ADMITTED"));
                h.seek((0, 10), "c1", "ED", with(admitted, assessed("ACCEPTED")));
                let instead = json!({ "alternative": words("A smaller box each week") });
                h.reduce((3, 10), "MEDICATION", "CLINICAL", instead);
                silent(h);
            },
        },
        Variant {
            name: "as-the-person-wished",
            tells: "Therapy ended as the person wished, three days after a call.",
            people: 1,
            days: 10,
            write: |h| {
                h.seek((0, 10), "c1", "CRISIS_LINE", ended("HEAR_AND_TREAT"));
                h.reduce((3, 10), "THERAPY", "PERSONS_WISH", agreed("YES", true));
                silent(h);
            },
        },
        Variant {
            name: "a-post-fell-vacant",
            tells: "Fewer visits because nobody took the post.",
            people: 1,
            days: 10,
            write: |h| {
                h.comes(&[0]);
                h.reduce((3, 10), "OUTREACH", "NO_RESOURCE", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "fewer-visits-as-agreed",
            tells: "Fewer visits because the person calls less, as they agreed.",
            people: 1,
            days: 10,
            write: |h| {
                h.seek((0, 10), "c1", "CRISIS_LINE", ended("HEAR_AND_TREAT"));
                let agreed = json!({ "agreed": "ANSWER_YES" });
                h.reduce((3, 10), "OUTREACH", "CONTACTS", agreed);
                silent(h);
            },
        },
        Variant {
            name: "on-the-fifteenth-day",
            tells: "For calling, and on the fifteenth day after the last call.",
            people: 1,
            days: 18,
            write: |h| {
                h.seek((0, 10), "c1", "AMBULANCE_999", ended("SEE_AND_TREAT"));
                let said = h.reduce((15, 10), "OUTREACH", "CONTACTS", json!({}));
                silent(h);
                h.person_fires(label_gate::RULE, said);
            },
        },
        Variant {
            name: "after-a-planned-visit",
            tells: "For calling, three days after a planned visit and no call.",
            people: 1,
            days: 10,
            write: |h| {
                h.seek((0, 10), "c1", "COMMUNITY", because_of("PLANNED"));
                let said = h.reduce((3, 10), "OUTREACH", "CONTACTS", json!({}));
                silent(h);
                h.person_fires(label_gate::RULE, said);
            },
        },
        Variant {
            name: "about-something-else",
            tells: "The agreement that was held to be broken is not about seeking help.",
            people: 1,
            days: 10,
            write: |h| {
                plain_contract(h, "NONE", json!({}));
                h.comes(&[5]);
                let cited = json!({ "contract_id": h.id("contract", "k") });
                h.reduce((6, 10), "THERAPY", "BREACH", cited);
                silent(h);
            },
        },
        Variant {
            name: "not-said-why",
            tells: "A service was reduced three days after an attendance, and nobody says why.",
            people: 1,
            days: 10,
            write: |h| {
                h.comes(&[0]);
                let said = h.reduce((3, 10), "COMMUNITY_CARE", "NOT_RECORDED", json!({}));
                lacks(h, said);
                h.person_lacks(label_gate::RULE, said, said.at);
            },
        },
        Variant {
            name: "which-agreement",
            tells: "An agreement was held to be broken, and no record says which.",
            people: 1,
            days: 10,
            write: |h| {
                h.comes(&[0]);
                let said = h.reduce((3, 10), "COMMUNITY_CARE", "BREACH", json!({}));
                lacks(h, said);
            },
        },
    ],
};

fn fires(h: &mut History<'_>, said: Said) {
    h.fires(RULE, ("reduction", "r"), Person, said);
}

/// What is taken away for seeking help is kept from somebody by a label as well.
fn both_fire(h: &mut History<'_>, said: Said) {
    fires(h, said);
    h.person_fires(label_gate::RULE, said);
}

fn lacks(h: &mut History<'_>, said: Said) {
    h.lacks(RULE, ("reduction", "r"), Person, said, said.at);
}

fn silent(h: &mut History<'_>) {
    h.silent(("reduction", "r"));
}
