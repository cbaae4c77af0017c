//! Schemes that publish what became of people, and those that count contacts or
//! money alone. Each figure has what it needs to show what it claims.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    figures::controlled,
    history::{SCHEME, Said, Subject::Itself},
};
use crate::simulate::call;

pub const RULE: &str = "demand-only-outcome";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "calls-alone",
            tells: "A scheme publishes how many calls there are, and nothing else.",
            people: 0,
            days: 5,
            write: |h| {
                let said = calls(h, 0);
                fires(h, said);
            },
        },
        Variant {
            name: "the-cost-of-detentions",
            tells: "A scheme publishes what detentions cost, and not how many there are.",
            people: 0,
            days: 5,
            write: |h| {
                let measure = "s136 cost per person per month";
                let said = h.figure((0, 10), "cost", measure, "500", json!({}));
                fires(h, said);
            },
        },
        Variant {
            name: "plans-beside-calls",
            tells: "Beside the calls there are only the plans that were reviewed.",
            people: 0,
            days: 5,
            write: |h| {
                let said = calls(h, 0);
                h.figure((0, 10), "plans", "care plans reviewed", "47", json!({}));
                fires(h, said);
            },
        },
        Variant {
            name: "people-two-months-later",
            tells: "What became of people was published two months after the calls.",
            people: 0,
            days: 70,
            write: |h| {
                let said = calls(h, 0);
                people(h, 60, "wellbeing");
                fires(h, said);
            },
        },
        Variant {
            name: "of-another-scheme",
            tells: "Deaths were published of another scheme, and calls of this one.",
            people: 0,
            days: 10,
            write: |h| {
                let more = json!({ "scheme_id": h.another_scheme() });
                h.figure((1, 10), "deaths", "deaths", "19", more);
                let said = calls(h, 5);
                fires(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "deaths-and-detentions-beside",
            tells: "Deaths and detentions stand beside the calls.",
            people: 0,
            days: 5,
            write: |h| {
                calls(h, 0);
                people(h, 0, "people who died");
                h.figure((0, 15), "detentions", "s136 detentions", "12", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "experience-before",
            tells: "What people said of the scheme was published before.",
            people: 0,
            days: 15,
            write: |h| {
                people(h, 0, "experience of the scheme");
                calls(h, 10);
                silent(h);
            },
        },
        Variant {
            name: "published-before-and-told-late",
            tells: "What became of people was published before, and put on record later.",
            people: 0,
            days: 65,
            write: |h| {
                calls(h, 10);
                let fact = h.claimed("people", "wellbeing", "12 of 40", json!({}));
                h.record_late((60, 10), (5, 10), "governance", call::PUBLISH_CLAIM, fact);
                silent(h);
                h.meanwhile();
            },
        },
        Variant {
            name: "their-own-goals",
            tells: "People's own goals, fewer calls among them.",
            people: 0,
            days: 5,
            write: |h| {
                let measure = "own goals met, fewer calls among them";
                h.figure((0, 10), "goals", measure, "31", controlled());
                silent(h);
            },
        },
        Variant {
            name: "what-the-scheme-did",
            tells: "Nothing is published but what the scheme did.",
            people: 0,
            days: 5,
            write: |h| {
                h.figure((0, 10), "plans", "care plans reviewed", "47", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "a-measure-that-does-not-tell",
            tells: "Beside the calls stands a figure whose measure does not tell.",
            people: 0,
            days: 5,
            write: |h| {
                let said = calls(h, 0);
                h.figure((0, 11), "score", "net promoter score", "40", json!({}));
                h.lacks(RULE, SCHEME, Itself, said, said.at);
            },
        },
    ],
};

/// How many calls there are, shown as well as it can be.
fn calls(h: &mut History<'_>, day: i64) -> Said {
    h.figure((day, 10), "calls", "999 calls", "rate ratio 0.89", controlled())
}

/// What became of people.
fn people(h: &mut History<'_>, day: i64, measure: &str) {
    let of: Value = json!({ "denominator": "all people referred" });
    h.figure((day, 12), "people", measure, "19", of);
}

fn fires(h: &mut History<'_>, said: Said) {
    h.fires(RULE, SCHEME, Itself, said);
}

fn silent(h: &mut History<'_>) {
    h.silent(SCHEME);
}
