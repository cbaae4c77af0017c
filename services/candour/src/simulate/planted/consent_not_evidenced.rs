//! Consents that a record carries, and those that it does not.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{Moment, Said},
};
use crate::simulate::{area::words, call, time::When};

const RULE: &str = "consent-not-evidenced";

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
                let said = give(h, (0, 10), "c", more);
                fires(h, "c", said);
            },
        },
        Variant {
            name: "in-speech-without-witness",
            tells: "Consent was given in speech, and nobody witnessed it.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "method": VERBAL, "words": words("Well, yes") });
                let said = give(h, (0, 10), "c", more);
                fires(h, "c", said);
            },
        },
        Variant {
            name: "from-conduct",
            tells: "Consent was taken from conduct.",
            people: 1,
            days: 2,
            write: |h| {
                let said = give(h, (0, 10), "c", json!({ "method": "CONSENT_METHOD_IMPLIED" }));
                fires(h, "c", said);
            },
        },
        Variant {
            name: "by-somebody-else",
            tells: "Consent was ticked by a member of staff.",
            people: 1,
            days: 2,
            write: |h| {
                let said = give(h, (0, 10), "c", json!({ "method": "CONSENT_METHOD_PROXY" }));
                fires(h, "c", said);
            },
        },
        Variant {
            name: "grown-old",
            tells: "A written consent was never asked for anew, and is more than a year old.",
            people: 1,
            days: 30,
            write: |h| {
                let given = h.on(-340, 10);
                let said = give_late(h, given, "c", json!({}));
                since(h, "c", said, given.days(365));
            },
        },
        Variant {
            name: "asked-anew-for-another-scheme",
            tells: "The person was asked anew in time, and for another scheme.",
            people: 1,
            days: 40,
            write: |h| {
                let given = h.on(-335, 10);
                let said = give_late(h, given, "c", json!({}));
                let other = h.id("scheme", "other");
                h.register_scheme(h.on(0, 8), &other, json!({}));
                let half = h.on(5, 10);
                let more = json!({
                    "scheme_id": other, "period": h.area.period(half, half.days(180)),
                });
                give(h, half, "c2", more);
                since(h, "c", said, given.days(365));
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
                let when = h.on(0, 10);
                let more = json!({
                    "method": VERBAL,
                    "words": words("Yes, tell the hospital, and nobody else"),
                    "witness_worker_id": h.area.worker_id("nurse"),
                    "period": h.area.period(when, when.days(180)),
                });
                give(h, when, "c", more);
                silent(h, "c");
            },
        },
        Variant {
            name: "withdrawn-in-time",
            tells: "A written consent was withdrawn before its year was over.",
            people: 1,
            days: 60,
            write: |h| {
                give_late(h, (-320, 10), "c", json!({}));
                withdraw(h, (20, 10));
                silent(h, "c");
            },
        },
        Variant {
            name: "withdrawn-in-time-and-told-late",
            tells: "A consent was withdrawn in time, and that was put on record later.",
            people: 1,
            days: 100,
            write: |h| {
                give_late(h, (-320, 10), "c", json!({}));
                let fact = json!({ "consent_id": h.id("consent", "c") });
                h.record_late(h.on(90, 10), h.on(20, 10), "nurse", call::WITHDRAW_CONSENT, fact);
                silent(h, "c");
                h.meanwhile();
            },
        },
        Variant {
            name: "asked-anew-in-time",
            tells: "The person was asked anew before the year was over.",
            people: 1,
            days: 60,
            write: |h| {
                give_late(h, (-340, 10), "c", json!({}));
                let again = h.on(10, 10);
                let more = json!({ "period": h.area.period(again, again.days(180)) });
                give(h, again, "c2", more);
                silent(h, "c");
                silent(h, "c2");
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
                give_late(h, given, "c", more);
                silent(h, "c");
            },
        },
        Variant {
            name: "refused",
            tells: "The person was asked and did not consent.",
            people: 1,
            days: 2,
            write: |h| {
                let scheme = h.scheme();
                let fact = json!({
                    "consent_id": h.id("consent", "c"),
                    "person_id": h.person(),
                    "scheme_id": scheme,
                    "words": words("No"),
                });
                h.act(h.on(0, 10), "nurse", call::REFUSE_CONSENT, fact);
                silent(h, "c");
            },
        },
        Variant {
            name: "withdrawn-at-about-its-year",
            tells: "A consent was withdrawn at some time about the day on which it grew old.",
            people: 1,
            days: 60,
            write: |h| {
                let given = h.on(-340, 10);
                let said = give_late(h, given, "c", json!({}));
                let fact = json!({ "consent_id": h.id("consent", "c") });
                let (from, until) = (h.on(10, 10), h.on(40, 10));
                h.record_within(from, until, "nurse", call::WITHDRAW_CONSENT, fact);
                let (anchor, person) = (h.id("consent", "c"), h.person());
                h.lacks(RULE, &anchor, &person, said, given.days(365));
                h.meanwhile();
            },
        },
    ],
};

const VERBAL: &str = "CONSENT_METHOD_VERBAL";

fn give(h: &mut History<'_>, when: impl Moment, name: &str, more: Value) -> Said {
    let when = when.of(h);
    let fact = h.consent(name, &["trust", "acute"], more);
    h.record(when, "nurse", call::RECORD_CONSENT, fact)
}

/// A consent of before, put on record on the first day.
fn give_late(h: &mut History<'_>, given: impl Moment, name: &str, more: Value) -> Said {
    let given = given.of(h);
    let fact = h.consent(name, &["trust", "acute"], more);
    h.record_late(h.on(0, 10), given, "nurse", call::RECORD_CONSENT, fact)
}

fn withdraw(h: &mut History<'_>, when: impl Moment) {
    let when = when.of(h);
    let fact = json!({ "consent_id": h.id("consent", "c") });
    h.record(when, "nurse", call::WITHDRAW_CONSENT, fact);
}

fn fires(h: &mut History<'_>, name: &str, said: Said) {
    since(h, name, said, said.at);
}

fn since(h: &mut History<'_>, name: &str, said: Said, since: When) {
    let (anchor, person) = (h.id("consent", name), h.person());
    h.fires_since(RULE, &anchor, &person, said, since);
}

fn silent(h: &mut History<'_>, name: &str) {
    let anchor = h.id("consent", name);
    h.silent(&anchor);
}
