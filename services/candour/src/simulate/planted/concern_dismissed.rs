//! Complaints and safeguarding concerns that were put aside, and those that were
//! answered, whatever came of them.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    concern::{
        self, acknowledge, acknowledgement, categorise, close, close_by, complain, decide, heard,
        raise, silent,
    },
    history::Said,
};
use crate::simulate::{
    area::{with, words},
    call,
    time::When,
};

pub const RULE: &str = "concern-dismissed";

/// How many working days there are to acknowledge a complaint.
const ACKNOWLEDGED_WITHIN: u32 = 3;

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "malicious-without-a-policy",
            tells: "A complaint was put down as malicious, with neither policy nor evidence.",
            people: 1,
            days: 25,
            write: |h| {
                heard(h, "CARE_REFUSED");
                let said = categorise(h, 20, "MALICIOUS", "trust", json!({}));
                concern::fires(h, RULE, said, said.at);
            },
        },
        Variant {
            name: "attention-seeking",
            tells: "A policy was cited for putting a complaint down as attention seeking.",
            people: 1,
            days: 15,
            write: |h| {
                heard(h, "STAFF_CONDUCT");
                let more = policy("YES");
                let said = categorise(h, 9, "ATTENTION_SEEKING", "board", more);
                concern::fires(h, RULE, said, said.at);
            },
        },
        Variant {
            name: "nothing-new-is-heard",
            tells: "A policy on persistent complaints, and nothing new was heard any more.",
            people: 1,
            days: 15,
            write: |h| {
                heard(h, "PLAN");
                let said = categorise(h, 9, "PERSISTENT", "board", policy("NO"));
                concern::fires(h, RULE, said, said.at);
            },
        },
        Variant {
            name: "an-enquiry",
            tells: "A formal complaint became an enquiry, and left the counts.",
            people: 1,
            days: 10,
            write: |h| {
                heard(h, "POLICE");
                let said = categorise(h, 3, "ENQUIRY", "trust", json!({}));
                concern::fires(h, RULE, said, said.at);
            },
        },
        Variant {
            name: "never-acknowledged",
            tells: "A complaint that nobody ever acknowledged.",
            people: 1,
            days: 20,
            write: |h| {
                let said = complain(h, (0, 10), "trust", "SCHEME", json!({}));
                let due = due(h, said);
                concern::fires(h, RULE, said, due);
            },
        },
        Variant {
            name: "a-day-late",
            tells: "A complaint was acknowledged on the day after it was due, and upheld.",
            people: 1,
            days: 65,
            write: |h| {
                let said = complain(h, (0, 10), "trust", "CONFIDENTIALITY", json!({}));
                let due = due(h, said);
                acknowledge(h, due.hours(10), "trust");
                close(h, 60, "UPHELD", "board");
                concern::fires(h, RULE, said, due);
            },
        },
        Variant {
            name: "turned-down-by-themselves",
            tells: "The team complained of turned the complaint down itself.",
            people: 1,
            days: 45,
            write: |h| {
                heard(h, "STAFF_CONDUCT");
                let said = close_by(h, 40, "NOT_UPHELD", "trust", false);
                concern::fires(h, RULE, said, said.at);
            },
        },
        Variant {
            name: "the-test-was-met",
            tells: "Every part of the test for an enquiry was met, and there was none.",
            people: 1,
            days: 5,
            write: |h| {
                raise(h, (0, 10), "c", "DOMESTIC");
                let said = decide(h, (0, 15), "c", "NO_ENQUIRY", [true; 3]);
                concern::fires(h, RULE, said, said.at);
            },
        },
    ],
    alike: &[
        Variant {
            name: "a-policy-with-evidence",
            tells: "A policy applied by another body, with evidence; new issues are still heard.",
            people: 1,
            days: 65,
            write: |h| {
                heard(h, "PLAN");
                categorise(h, 20, "PERSISTENT", "board", policy("YES"));
                close(h, 60, "NOT_UPHELD", "board");
                silent(h, "c");
            },
        },
        Variant {
            name: "on-the-third-day",
            tells: "Acknowledged on the third working day, and turned down by others.",
            people: 1,
            days: 35,
            write: |h| {
                let said = complain(h, (0, 10), "trust", "STAFF_CONDUCT", json!({}));
                let due = due(h, said);
                acknowledge(h, due.hours(-8), "trust");
                close(h, 30, "NOT_UPHELD", "board");
                silent(h, "c");
            },
        },
        Variant {
            name: "a-serious-one",
            tells: "Put down as a serious complaint, and upheld.",
            people: 1,
            days: 35,
            write: |h| {
                heard(h, "CARE_REFUSED");
                categorise(h, 2, "SERIOUS", "trust", json!({}));
                close(h, 30, "UPHELD", "board");
                silent(h, "c");
            },
        },
        Variant {
            name: "put-right",
            tells: "Put down as malicious by mistake, and put right within the week.",
            people: 1,
            days: 35,
            write: |h| {
                heard(h, "PLAN");
                categorise(h, 2, "MALICIOUS", "trust", json!({}));
                categorise(h, 6, "COMPLAINT", "trust", json!({}));
                close(h, 30, "PARTLY_UPHELD", "board");
                silent(h, "c");
                h.meanwhile();
            },
        },
        Variant {
            name: "upheld-by-themselves",
            tells: "The trust complained of upheld the complaint itself, and apologised.",
            people: 1,
            days: 35,
            write: |h| {
                heard(h, "CONFIDENTIALITY");
                close_by(h, 28, "UPHELD", "trust", false);
                silent(h, "c");
            },
        },
        Variant {
            name: "acknowledged-and-told-late",
            tells: "Acknowledged in time, and put on record two months later.",
            people: 1,
            days: 75,
            write: |h| {
                complain(h, (0, 10), "trust", "PLAN", json!({}));
                let fact = acknowledgement(h, "trust");
                h.record_late((60, 10), (1, 10), "governance", call::ACKNOWLEDGE_COMPLAINT, fact);
                close(h, 70, "UPHELD", "board");
                silent(h, "c");
                h.meanwhile();
            },
        },
        Variant {
            name: "withdrawn-the-next-day",
            tells: "Withdrawn the next day by the one who raised it.",
            people: 1,
            days: 5,
            write: |h| {
                complain(h, (0, 10), "trust", "STAFF_CONDUCT", json!({}));
                close(h, 1, "WITHDRAWN", "trust");
                silent(h, "c");
            },
        },
        Variant {
            name: "able-to-protect-themselves",
            tells: "Abuse and needs, and a person who protects themselves: no enquiry.",
            people: 1,
            days: 5,
            write: |h| {
                raise(h, (0, 10), "c", "FINANCIAL");
                decide(h, (0, 15), "c", "NO_ENQUIRY", [true, true, false]);
                silent(h, "c");
            },
        },
        Variant {
            name: "heard-or-not",
            tells: "A policy and evidence; no record says whether new issues are heard.",
            people: 1,
            days: 25,
            write: |h| {
                heard(h, "PLAN");
                let said = categorise(h, 20, "VEXATIOUS", "board", policy("NOT_RECORDED"));
                concern::lacks(h, RULE, said, said.at);
            },
        },
        Variant {
            name: "a-word-in-passing",
            tells: "Said in passing and not formally; no record says whether it was answered.",
            people: 1,
            days: 20,
            write: |h| {
                let more = json!({ "formal": false, "raised_by": "RAISED_BY_CARER" });
                let said = complain(h, (0, 10), "trust", "SCHEME", more);
                let due = due(h, said);
                concern::lacks(h, RULE, said, due);
            },
        },
    ],
};

fn policy(still_heard: &str) -> Value {
    let heard = json!({ "still_heard": format!("ANSWER_{still_heard}") });
    with(json!({ "policy": words("Policy 12"), "evidence": words("Nine letters") }), heard)
}

fn due(h: &History<'_>, raised: Said) -> When {
    h.working_days(raised.at, ACKNOWLEDGED_WITHIN)
}
