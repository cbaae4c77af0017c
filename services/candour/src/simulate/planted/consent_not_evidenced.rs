//! Consents that a record carries, and those that it does not.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{Moment, Said},
};
use crate::simulate::{
    area::{with, words},
    call,
};

pub const RULE: &str = "consent-not-evidenced";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "in-speech-naming-nobody",
            tells: "Consent was given in speech, with no words, no witness and nobody named.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({
                    "method": VERBAL, "purposes": [], "recipient_agency_ids": [],
                    "capacity": "ANSWER_NOT_RECORDED",
                });
                let said = give(h, more);
                h.consent_fires(RULE, said, said.at);
            },
        },
        Variant {
            name: "in-speech-without-witness",
            tells: "Consent was given in speech, and nobody witnessed it.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "method": VERBAL, "words": words("Well, yes") });
                let said = give(h, more);
                h.consent_fires(RULE, said, said.at);
            },
        },
        Variant {
            name: "from-conduct",
            tells: "Consent was taken from conduct.",
            people: 1,
            days: 2,
            write: |h| {
                let said = give(h, json!({ "method": "CONSENT_METHOD_IMPLIED" }));
                h.consent_fires(RULE, said, said.at);
            },
        },
        Variant {
            name: "by-somebody-else",
            tells: "Consent was ticked by a member of staff.",
            people: 1,
            days: 2,
            write: |h| {
                let said = give(h, json!({ "method": "CONSENT_METHOD_PROXY" }));
                h.consent_fires(RULE, said, said.at);
            },
        },
        Variant {
            name: "grown-old",
            tells: "A written consent was never asked for anew, and is more than a year old.",
            people: 1,
            days: 30,
            write: |h| {
                let given = h.on(-340, 10);
                let said = give_late(h, given, json!({}));
                h.consent_fires(RULE, said, given.days(365));
            },
        },
        Variant {
            name: "asked-anew-for-another-scheme",
            tells: "The person was asked anew in time, and for another scheme.",
            people: 1,
            days: 40,
            write: |h| {
                let given = h.on(-335, 10);
                let said = give_late(h, given, json!({}));
                let other = json!({ "scheme_id": h.another_scheme() });
                h.consents((5, 10), "c2", &RECIPIENTS, other);
                h.consent_fires(RULE, said, given.days(365));
            },
        },
    ],
    alike: &[
        Variant {
            name: "in-speech-and-on-record",
            tells: "Consent was given in speech, with words, witness and capacity.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({
                    "method": VERBAL,
                    "words": words("Yes, tell the hospital, and nobody else"),
                    "witness_worker_id": h.area.worker_id("nurse"),
                });
                h.consents((0, 10), "c", &RECIPIENTS, more);
                h.consent_silent("c");
            },
        },
        Variant {
            name: "withdrawn-in-time",
            tells: "A written consent was withdrawn before its year was over.",
            people: 1,
            days: 60,
            write: |h| {
                give_late(h, (-320, 10), json!({}));
                h.withdraws((20, 10));
                h.consent_silent("c");
            },
        },
        Variant {
            name: "withdrawn-in-time-and-told-late",
            tells: "A consent was withdrawn in time, and that was put on record later.",
            people: 1,
            days: 100,
            write: |h| {
                give_late(h, (-320, 10), json!({}));
                let fact = h.withdrawal();
                h.record_late((90, 10), (20, 10), "nurse", call::WITHDRAW_CONSENT, fact);
                h.consent_silent("c");
                h.meanwhile();
            },
        },
        Variant {
            name: "asked-anew-in-time",
            tells: "The person was asked anew before the year was over.",
            people: 1,
            days: 60,
            write: |h| {
                give_late(h, (-340, 10), json!({}));
                h.consents((10, 10), "c2", &RECIPIENTS, json!({}));
                h.consent_silent("c");
                h.consent_silent("c2");
            },
        },
        Variant {
            name: "for-half-a-year",
            tells: "A consent was given for half a year only.",
            people: 1,
            days: 60,
            write: |h| {
                let given = h.on(-340, 10);
                let more = json!({ "period": h.area.period(given, given.days(180)) });
                give_late(h, given, more);
                h.consent_silent("c");
            },
        },
        Variant {
            name: "refused",
            tells: "The person was asked and did not consent.",
            people: 1,
            days: 2,
            write: |h| {
                let fact = with(h.no_consent(), json!({ "words": words("No") }));
                h.act((0, 10), "nurse", call::REFUSE_CONSENT, fact);
                h.consent_silent("c");
            },
        },
        Variant {
            name: "withdrawn-at-about-its-year",
            tells: "A consent was withdrawn at some time about the day on which it grew old.",
            people: 1,
            days: 60,
            write: |h| {
                let given = h.on(-340, 10);
                let said = give_late(h, given, json!({}));
                let fact = h.withdrawal();
                h.record_within((10, 10), (40, 10), "nurse", call::WITHDRAW_CONSENT, fact);
                h.consent_lacks(RULE, said, given.days(365));
                h.meanwhile();
            },
        },
    ],
};

const VERBAL: &str = "CONSENT_METHOD_VERBAL";

/// To whom the person consents.
const RECIPIENTS: [&str; 2] = ["trust", "acute"];

/// A consent of the first day, without an end.
fn give(h: &mut History<'_>, more: Value) -> Said {
    let fact = h.consent("c", &RECIPIENTS, more);
    h.record((0, 10), "nurse", call::RECORD_CONSENT, fact)
}

/// A consent of before, put on record on the first day.
fn give_late(h: &mut History<'_>, given: impl Moment, more: Value) -> Said {
    let fact = h.consent("c", &RECIPIENTS, more);
    h.record_late((0, 10), given, "nurse", call::RECORD_CONSENT, fact)
}
