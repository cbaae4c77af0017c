//! Self-harm after which somebody was assessed and seen again, and after which nobody was.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::Said,
    label_gate,
    seeking::{assessed, because_of, ended, refused},
};
use crate::simulate::{area::with, call};

pub const RULE: &str = "unassessed-self-harm";

/// Within how many days aftercare is due.
const AFTERCARE_DAYS: i64 = 2;

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "the-first-two-times-alone",
            tells: "Came four times after self-harm, and was assessed the first two times alone.",
            people: 1,
            days: 65,
            write: |h| {
                harmed(h, 0, "c1", "ACCEPTED", json!({}));
                seen_after(h, (1, 9), "COMMUNITY", "PLANNED");
                harmed(h, 20, "c2", "ACCEPTED", ended("ADMITTED"));
                let said = harmed(h, 50, "c3", "NOT_OFFERED", json!({}));
                harmed(h, 60, "c4", "NOT_OFFERED", json!({}));
                h.person_fires(RULE, said);
            },
        },
        Variant {
            name: "on-the-third-day",
            tells: "Assessed, and first seen again on the third day.",
            people: 1,
            days: 5,
            write: |h| {
                let said = harmed(h, 0, "c1", "ACCEPTED", json!({}));
                seen_after(h, (3, 9), "COMMUNITY", "PLANNED");
                h.person_fires_since(RULE, said, said.at.days(AFTERCARE_DAYS));
            },
        },
        Variant {
            name: "done-here-and-nobody-came",
            tells: "Recorded here as it was done, and nobody saw the person afterwards.",
            people: 1,
            days: 5,
            write: |h| {
                let fact = h.contact("c1", "ED", harm("ACCEPTED"));
                let said = h.act((0, 9), "ed", call::RECORD_CONTACT, fact);
                h.person_fires_since(RULE, said, said.at.days(AFTERCARE_DAYS));
            },
        },
        Variant {
            name: "turned-away-for-coming-often",
            tells: "Turned away after self-harm for having been there too often.",
            people: 1,
            days: 2,
            write: |h| {
                let away = refused(h, "ED", "FREQUENCY");
                let said = harmed(h, 0, "c1", "NOT_OFFERED", away);
                h.person_fires(RULE, said);
                h.person_fires(label_gate::RULE, said);
            },
        },
        Variant {
            name: "found-in-the-file",
            tells: "An attendance without an assessment was put on record two months later.",
            people: 1,
            days: 65,
            write: |h| {
                let said = h.seek_late((60, 10), (2, 10), "c1", "ED", harm("NOT_OFFERED"));
                h.person_fires(RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "offered-and-declined",
            tells: "An assessment was offered and declined.",
            people: 1,
            days: 5,
            write: |h| {
                harmed(h, 0, "c1", "DECLINED", json!({}));
                h.person_silent();
            },
        },
        Variant {
            name: "seen-on-the-second-day",
            tells: "Assessed, and seen by the community team on the second day.",
            people: 1,
            days: 5,
            write: |h| {
                harmed(h, 0, "c1", "ACCEPTED", json!({}));
                seen_after(h, (2, 9), "COMMUNITY", "PLANNED");
                h.person_silent();
            },
        },
        Variant {
            name: "spoken-with-the-next-day",
            tells: "Assessed, and spoken with by the crisis team the next day.",
            people: 1,
            days: 5,
            write: |h| {
                harmed(h, 0, "c1", "ACCEPTED", json!({}));
                seen_after(h, (1, 9), "CRISIS_LINE", "DISTRESS");
                h.person_silent();
            },
        },
        Variant {
            name: "assessed-and-admitted",
            tells: "Assessed and admitted.",
            people: 1,
            days: 5,
            write: |h| {
                harmed(h, 0, "c1", "ACCEPTED", ended("ADMITTED"));
                h.person_silent();
            },
        },
        Variant {
            name: "refused-by-the-person",
            tells: "The person refused to be seen, informed and with capacity.",
            people: 1,
            days: 5,
            write: |h| {
                let theirs = refused(h, "ED", "PERSON_REFUSED");
                harmed(h, 0, "c1", "NOT_OFFERED", theirs);
                h.person_silent();
            },
        },
        Variant {
            name: "a-broken-arm",
            tells: "Came with a broken arm and had not harmed themselves.",
            people: 1,
            days: 5,
            write: |h| {
                let more = with(json!({ "self_harm": "ANSWER_NO" }), assessed("NOT_OFFERED"));
                h.seek((0, 10), "c1", "ED", with(because_of("PHYSICAL_HEALTH"), more));
                h.person_silent();
            },
        },
        Variant {
            name: "another-persons",
            tells: "An attendance without an assessment was another person's, as was found later.",
            people: 1,
            days: 10,
            write: |h| {
                harmed(h, 0, "c1", "NOT_OFFERED", json!({}));
                h.entered_in_error((6, 10), "c1", "ED");
                h.person_silent();
                h.meanwhile();
            },
        },
        Variant {
            name: "not-said-whether-offered",
            tells: "No record says whether an assessment was offered.",
            people: 1,
            days: 5,
            write: |h| {
                let said = harmed(h, 0, "c1", "NOT_RECORDED", json!({}));
                h.person_lacks(RULE, said, said.at);
            },
        },
        Variant {
            name: "left-before",
            tells: "Left before anybody saw them.",
            people: 1,
            days: 5,
            write: |h| {
                let said = harmed(h, 0, "c1", "NOT_OFFERED", ended("LEFT"));
                h.person_lacks(RULE, said, said.at);
            },
        },
        Variant {
            name: "nothing-of-what-came-after",
            tells: "Assessed, and the file has nothing of whoever sees people afterwards.",
            people: 1,
            days: 5,
            write: |h| {
                let said = harmed(h, 0, "c1", "ACCEPTED", json!({}));
                h.person_lacks(RULE, said, said.at.days(AFTERCARE_DAYS));
            },
        },
    ],
};

fn harm(assessment: &str) -> Value {
    let more = with(json!({ "self_harm": "ANSWER_YES" }), assessed(assessment));
    with(because_of("SELF_HARM"), more)
}

/// An attendance after self-harm.
fn harmed(h: &mut History<'_>, day: i64, name: &str, assessment: &str, more: Value) -> Said {
    h.seek((day, 10), name, "ED", with(harm(assessment), more))
}

/// Somebody sees or speaks with the person.
fn seen_after(h: &mut History<'_>, when: (i64, i64), service: &str, reason: &str) {
    h.seek(when, "after", service, because_of(reason));
}
