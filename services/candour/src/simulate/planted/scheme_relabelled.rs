//! Schemes that go on under a new name, and schemes that are new.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{Moment, Said, Subject::Itself},
};
use crate::simulate::{area::with, call};

pub const RULE: &str = "scheme-relabelled";

/// The scheme that comes after another.
const SUCCESSOR: (&str, &str) = ("scheme", "successor");

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "same-officer-same-people",
            tells: "The officer and both people came over into the scheme of the new name.",
            people: 2,
            days: 60,
            write: |h| {
                before(h, "officer", 2);
                successor(h, json!({}));
                post(h, 40, "new", "officer");
                // With the first of them all the people that it has were the other's.
                let said = take_on(h, 42, "new", 0);
                take_on(h, 43, "new", 1);
                relabelled(h, said);
            },
        },
        Variant {
            name: "half-of-both",
            tells: "Half of the people and half of the officers came over.",
            people: 2,
            days: 60,
            write: |h| {
                before(h, "officer", 1);
                let more = json!({ "new_purpose": "ANSWER_YES", "consulted": "ANSWER_NO" });
                successor(h, more);
                post(h, 40, "new", "officer");
                post(h, 40, "new-2", "another");
                let said = take_on(h, 42, "new", 0);
                take_on(h, 43, "new", 1);
                relabelled(h, said);
            },
        },
        Variant {
            name: "assessed-too-late",
            tells: "Its effect on equality was assessed when everybody had been moved.",
            people: 1,
            days: 90,
            write: |h| {
                before(h, "nurse", 1);
                let more = json!({ "new_purpose": "ANSWER_YES", "consulted": "ANSWER_YES" });
                successor(h, more);
                post(h, 40, "new", "nurse");
                let said = take_on(h, 42, "new", 0);
                equality(h, 80);
                relabelled(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "a-purpose-of-its-own",
            tells: "A new purpose; people were consulted and equality assessed before.",
            people: 1,
            days: 145,
            write: |h| {
                before(h, "nurse", 1);
                equality(h, 35);
                let more = json!({ "new_purpose": "ANSWER_YES", "consulted": "ANSWER_YES" });
                successor(h, more);
                post(h, 40, "new", "nurse");
                take_on(h, 42, "new", 0);
                silent(h);
            },
        },
        Variant {
            name: "other-officers",
            tells: "The same person, and clinicians in the place of the officer.",
            people: 1,
            days: 145,
            write: |h| {
                before(h, "officer", 1);
                successor(h, json!({}));
                post(h, 40, "new", "nurse");
                post(h, 40, "new-2", "psychiatrist");
                take_on(h, 42, "new", 0);
                silent(h);
            },
        },
        Variant {
            name: "one-in-three",
            tells: "The same officer, and one in three of the people.",
            people: 3,
            days: 145,
            write: |h| {
                before(h, "officer", 1);
                successor(h, json!({}));
                post(h, 40, "new", "officer");
                take_on(h, 42, "new", 1);
                take_on(h, 42, "new-2", 2);
                take_on(h, 43, "new-3", 0);
                silent(h);
            },
        },
        Variant {
            name: "nobody-on-record",
            tells: "After a quarter no record says who its people are.",
            people: 1,
            days: 140,
            write: |h| {
                before(h, "officer", 1);
                let said = successor(h, json!({}));
                post(h, 40, "new", "officer");
                h.lacks(RULE, SUCCESSOR, Itself, said, said.at.days(90));
            },
        },
    ],
};

/// The scheme before: who is in its post, and how many people it has.
fn before(h: &mut History<'_>, holder: &str, people: usize) {
    let scheme = h.scheme();
    assign(h, (0, 9), &scheme, "old", holder);
    for place in 0..people {
        let name = format!("old-{place}");
        refer(h, 1, &scheme, &name, place);
    }
}

fn successor(h: &mut History<'_>, more: Value) -> Said {
    let (id, old) = (h.id("scheme", "successor"), h.scheme());
    let more = with(json!({ "successor_of_scheme_id": old }), more);
    h.register_scheme((40, 8), &id, more)
}

fn post(h: &mut History<'_>, day: i64, name: &str, holder: &str) {
    let scheme = h.id("scheme", "successor");
    assign(h, (day, 9), &scheme, name, holder);
}

fn assign(h: &mut History<'_>, when: impl Moment, scheme: &str, name: &str, holder: &str) {
    let holder = match holder {
        "another" => h.another_officer("another"),
        of_the_cast => h.area.worker(of_the_cast),
    };
    h.assign_post(when, scheme, name, holder);
}

fn take_on(h: &mut History<'_>, day: i64, name: &str, place: usize) -> Said {
    let scheme = h.id("scheme", "successor");
    refer(h, day, &scheme, &format!("{name}-{place}"), place)
}

/// Refers somebody to a scheme, which takes them on.
fn refer(h: &mut History<'_>, day: i64, scheme: &str, name: &str, place: usize) -> Said {
    let person = h.person_at(place);
    h.take_on(day, scheme, name, &person, "police")
}

fn equality(h: &mut History<'_>, day: i64) {
    let scheme = h.id("scheme", "successor");
    let fact = h.agreement("equality", "EQUALITY_ASSESSMENT", &["trust"], &["trust"], (day, 10));
    let fact = with(fact, json!({ "scheme_id": scheme }));
    h.record((day, 10), "governance", call::SIGN_AGREEMENT, fact);
}

fn relabelled(h: &mut History<'_>, said: Said) {
    h.fires(RULE, SUCCESSOR, Itself, said);
}

fn silent(h: &mut History<'_>) {
    h.silent(SUCCESSOR);
}
