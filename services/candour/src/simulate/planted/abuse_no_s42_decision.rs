//! Safeguarding concerns about which nobody decided in time, and those about which
//! somebody did.

use serde_json::json;

use super::{
    History, Planted, Variant,
    concern::{self, decide, decision, raise, safeguarding},
    history::Said,
};
use crate::simulate::{call, time::When};

const RULE: &str = "abuse-no-s42-decision";

/// How many working days there are to decide.
const DECIDED_WITHIN: u32 = 2;

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "nobody-decides",
            tells: "Domestic abuse was told, and nobody ever decided.",
            people: 1,
            days: 20,
            write: |h| {
                let said = raise(h, (0, 10), "c", "DOMESTIC");
                undecided(h, "c", said);
            },
        },
        Variant {
            name: "a-day-late",
            tells: "Decided on the day after it was due.",
            people: 1,
            days: 20,
            write: |h| {
                let said = raise(h, (0, 10), "c", "SEXUAL");
                let due = due(h, said);
                decide(h, due.hours(10), "c", "ENQUIRY", [true; 3]);
                undecided(h, "c", said);
            },
        },
        Variant {
            name: "after-two-months",
            tells: "Decided after two months.",
            people: 1,
            days: 65,
            write: |h| {
                let said = raise(h, (0, 10), "c", "ORGANISATIONAL");
                decide(h, (60, 10), "c", "OTHER_ENQUIRY", [true, true, false]);
                undecided(h, "c", said);
            },
        },
        Variant {
            name: "one-of-two",
            tells: "Two concerns of one day, of which one was decided upon.",
            people: 1,
            days: 20,
            write: |h| {
                let said = raise(h, (0, 10), "c", "FINANCIAL");
                raise(h, (0, 11), "c2", "NEGLECT");
                decide(h, (0, 15), "c2", "ENQUIRY", [true; 3]);
                undecided(h, "c", said);
                let decided = h.id("concern", "c2");
                h.silent(&decided);
            },
        },
        Variant {
            name: "both-found-in-the-file",
            tells: "Raised and decided three weeks apart; both put on record months later.",
            people: 1,
            days: 105,
            write: |h| {
                let fact = safeguarding(h, "c", "PHYSICAL");
                let (told, on) = (h.on(100, 9), h.on(0, 10));
                // The decision is on record too, so it is known that it came late.
                let said = h.record_late(told, on, "nurse", call::RAISE_SAFEGUARDING, fact);
                let fact = decision(h, "c", "NO_ENQUIRY", [false, true, false]);
                let (told, on) = (h.on(100, 10), h.on(21, 10));
                h.record_late(told, on, "social-worker", call::DECIDE_S42, fact);
                undecided(h, "c", said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "the-pathway-for-children",
            tells: "Passed to the pathway for those under 18 the next day.",
            people: 1,
            days: 5,
            write: |h| {
                raise(h, (0, 10), "c", "SEXUAL");
                decide(h, (1, 10), "c", "UNDER_18", [false; 3]);
                silent(h, "c");
            },
        },
        Variant {
            name: "on-the-second-day",
            tells: "Decided on the second working day.",
            people: 1,
            days: 20,
            write: |h| {
                let said = raise(h, (0, 10), "c", "DOMESTIC");
                let due = due(h, said);
                decide(h, due.hours(-8), "c", "ENQUIRY", [true; 3]);
                silent(h, "c");
            },
        },
        Variant {
            name: "decided-and-told-late",
            tells: "Decided the same day, and put on record two months later.",
            people: 1,
            days: 65,
            write: |h| {
                raise(h, (0, 10), "c", "FINANCIAL");
                let fact = decision(h, "c", "OTHER_ENQUIRY", [false, true, false]);
                let (told, on) = (h.on(60, 10), h.on(0, 15));
                h.record_late(told, on, "social-worker", call::DECIDE_S42, fact);
                silent(h, "c");
                h.meanwhile();
            },
        },
        Variant {
            name: "some-time-in-a-month",
            tells: "Raised some time in a month; the days count from its end.",
            people: 1,
            days: 40,
            write: |h| {
                let fact = safeguarding(h, "c", "SELF_NEGLECT");
                let (from, until) = (h.on(0, 10), h.on(30, 10));
                h.record_within(from, until, "nurse", call::RAISE_SAFEGUARDING, fact);
                decide(h, (30, 15), "c", "NO_ENQUIRY", [false; 3]);
                silent(h, "c");
            },
        },
        Variant {
            name: "a-complaint",
            tells: "A complaint is no safeguarding concern.",
            people: 1,
            days: 35,
            write: |h| {
                concern::complain(h, (0, 10), "trust", "STAFF_CONDUCT", json!({}));
                concern::acknowledge(h, (0, 15), "trust");
                concern::close(h, 30, "UPHELD", "board");
                silent(h, "c");
            },
        },
        Variant {
            name: "a-burglary",
            tells: "The person was the victim of a burglary, and an officer took it down.",
            people: 1,
            days: 5,
            write: |h| {
                let fact = json!({
                    "involvement_id": h.id("involvement", "i"),
                    "person_id": h.person(),
                    "agency_id": h.agency("police"),
                    "worker_id": h.area.worker_id("officer"),
                    "role": "POLICE_ROLE_INVESTIGATOR",
                    "trigger": "POLICE_TRIGGER_VICTIM_CONTACT",
                    "planned": "ANSWER_NO",
                });
                h.record(h.on(0, 10), "officer", call::INVOLVE_POLICE, fact);
                let anchor = h.id("involvement", "i");
                h.silent(&anchor);
            },
        },
        Variant {
            name: "an-old-concern",
            tells: "A concern was found in the file months later; no record says what came of it.",
            people: 1,
            days: 105,
            write: |h| {
                let fact = safeguarding(h, "c", "PSYCHOLOGICAL");
                let (told, on) = (h.on(100, 10), h.on(0, 10));
                let said = h.record_late(told, on, "nurse", call::RAISE_SAFEGUARDING, fact);
                let (due, anchor, person) = (due(h, said), h.id("concern", "c"), h.person());
                h.lacks(RULE, &anchor, &person, said, due);
            },
        },
    ],
};

fn due(h: &History<'_>, raised: Said) -> When {
    h.working_days(raised.at, DECIDED_WITHIN)
}

fn undecided(h: &mut History<'_>, name: &str, raised: Said) {
    let (due, anchor, person) = (due(h, raised), h.id("concern", name), h.person());
    h.fires_since(RULE, &anchor, &person, raised, due);
}

fn silent(h: &mut History<'_>, name: &str) {
    let anchor = h.id("concern", name);
    h.silent(&anchor);
}
