//! Safeguarding concerns about which nobody decided in time, and those about which
//! somebody did.

use super::{
    History, Planted, Variant,
    concern::{self, decide, decision, raise, safeguarding, silent},
    history::{Moment, Said},
};
use crate::simulate::{call, time::When};

pub const RULE: &str = "abuse-no-s42-decision";

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
                undecided(h, said);
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
                undecided(h, said);
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
                undecided(h, said);
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
                undecided(h, said);
                silent(h, "c2");
            },
        },
        Variant {
            name: "both-found-in-the-file",
            tells: "Raised and decided three weeks apart; both put on record months later.",
            people: 1,
            days: 105,
            write: |h| {
                let said = raised_late(h, (100, 9), "PHYSICAL");
                // The decision is on record too, so it is known that it came late.
                decided_late(h, (100, 10), (21, 10), "NO_ENQUIRY");
                undecided(h, said);
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
                decided_late(h, (60, 10), (0, 15), "OTHER_ENQUIRY");
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
                h.record_within((0, 10), (30, 10), "nurse", call::RAISE_SAFEGUARDING, fact);
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
                concern::heard(h, "STAFF_CONDUCT");
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
                h.police_come((0, 10), "INVESTIGATOR", "VICTIM_CONTACT", "NO");
                h.part_silent();
            },
        },
        Variant {
            name: "an-old-concern",
            tells: "A concern was found in the file months later; no record says what came of it.",
            people: 1,
            days: 105,
            write: |h| {
                let said = raised_late(h, (100, 10), "PSYCHOLOGICAL");
                let due = due(h, said);
                concern::lacks(h, RULE, said, due);
            },
        },
    ],
};

/// A concern of the first day, put on record later.
fn raised_late(h: &mut History<'_>, told: impl Moment, kind: &str) -> Said {
    let fact = safeguarding(h, "c", kind);
    h.record_late(told, (0, 10), "nurse", call::RAISE_SAFEGUARDING, fact)
}

/// A decision, put on record later: there was abuse, and no more of the test was met.
fn decided_late(h: &mut History<'_>, told: impl Moment, on: impl Moment, outcome: &str) {
    let fact = decision(h, "c", outcome, [false, true, false]);
    h.record_late(told, on, "social-worker", call::DECIDE_S42, fact);
}

fn due(h: &History<'_>, raised: Said) -> When {
    h.working_days(raised.at, DECIDED_WITHIN)
}

fn undecided(h: &mut History<'_>, raised: Said) {
    let due = due(h, raised);
    concern::fires(h, RULE, raised, due);
}
