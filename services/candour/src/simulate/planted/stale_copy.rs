//! Copies of plans that no longer stand, given up in time and kept too long. The
//! person knows of each version and has it, so that it is the copies of agencies
//! alone that are judged.

use serde_json::json;

use super::{
    History, Planted, Variant,
    history::Said,
    lines::{REWORDED, restriction},
};
use crate::simulate::{area::words, call};

pub const RULE: &str = "stale-copy";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "the-new-one-came-three-days-later",
            tells: "A line was reworded, and the hospital had the new version three days later.",
            people: 1,
            days: 45,
            write: |h| {
                let said = replaced(h, &["acute"], &["acute"]);
                h.holds((23, 10), "acute", 2);
                h.close_plan((40, 10));
                stale(h, said);
            },
        },
        Variant {
            name: "a-restriction-that-was-taken-out",
            tells: "A restriction was taken out, and an emergency department kept the old version.",
            people: 1,
            days: 50,
            write: |h| {
                h.known_plan("JOINT", restriction(), &["acute", "practice"]);
                h.holds((2, 12), "acute", 1);
                h.take_out((20, 9), "line");
                let said = anew(h, &["acute", "practice"]);
                h.holds((20, 12), "practice", 2);
                h.close_plan((45, 10));
                stale(h, said);
            },
        },
        Variant {
            name: "closed-and-one-never-answered",
            tells: "The plan was closed and called back, and the council never answered.",
            people: 1,
            days: 40,
            write: |h| {
                made(h, &["acute", "council"]);
                let said = closed(h);
                h.answers((30, 14), "acute", "DESTROYED", json!({}));
                stale(h, said);
            },
        },
        Variant {
            name: "kept-without-a-ground",
            tells: "A copy went out by mistake, was called back, and was kept without a ground.",
            people: 1,
            days: 45,
            write: |h| {
                made(h, &["council"]);
                let said = h.recall((20, 10), "SENT_BY_MISTAKE");
                h.answers((20, 15), "council", "RETAINED", json!({}));
                h.close_plan((40, 10));
                stale(h, said);
            },
        },
        Variant {
            name: "left-out-of-the-new-version",
            tells: "The new version no longer goes to the council, which keeps the old one.",
            people: 1,
            days: 45,
            write: |h| {
                let said = replaced(h, &["acute", "council"], &["acute"]);
                h.holds((20, 12), "acute", 2);
                h.recall((38, 10), "SUPERSEDED");
                h.answers((38, 12), "council", "RETURNED", json!({}));
                h.close_plan((40, 10));
                stale(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "replaced-the-same-day",
            tells: "The hospital had the new version within hours.",
            people: 1,
            days: 45,
            write: |h| {
                replaced(h, &["acute"], &["acute"]);
                h.holds((20, 17), "acute", 2);
                h.closed_in_order(40);
            },
        },
        Variant {
            name: "closed-and-all-answered",
            tells: "The plan was closed; one copy came back and the other was destroyed.",
            people: 1,
            days: 40,
            write: |h| {
                made(h, &["acute", "council"]);
                closed(h);
                h.answers((30, 14), "acute", "RETURNED", json!({}));
                h.answers((30, 16), "council", "DESTROYED", json!({}));
                h.plan_silent();
            },
        },
        Variant {
            name: "kept-on-a-ground",
            tells: "A copy was called back and is kept for a complaint that is looked into.",
            people: 1,
            days: 45,
            write: |h| {
                made(h, &["council"]);
                h.recall((20, 10), "SENT_BY_MISTAKE");
                let ground = json!({ "ground": words("A complaint is being looked into") });
                h.answers((20, 15), "council", "RETAINED", ground);
                h.closed_in_order(40);
            },
        },
        Variant {
            name: "came-back-before-it-was-replaced",
            tells: "The council gave its copy up weeks before the plan was replaced.",
            people: 1,
            days: 45,
            write: |h| {
                made(h, &["council"]);
                h.recall((5, 10), "SENT_BY_MISTAKE");
                h.answers((5, 15), "council", "DESTROYED", json!({}));
                reword(h, &["acute"]);
                h.closed_in_order(40);
            },
        },
        Variant {
            name: "the-plan-itself",
            tells: "The agency that answers for the plan holds the plan and no copy.",
            people: 1,
            days: 45,
            write: |h| {
                replaced(h, &["trust"], &["trust"]);
                h.end_plan((40, 10));
                h.plan_silent();
            },
        },
        Variant {
            name: "came-in-time-and-told-late",
            tells: "The receipt came within hours and was put on record weeks later.",
            people: 1,
            days: 65,
            write: |h| {
                replaced(h, &["acute", "practice"], &["acute", "practice"]);
                h.holds((20, 12), "practice", 2);
                // By then the hospital is known to hold the first, and nothing more.
                h.holds((21, 9), "acute", 1);
                let fact = h.held("acute", 2);
                h.record_late((50, 10), (20, 15), "nurse", call::ACKNOWLEDGE_COPY, fact);
                h.closed_in_order(60);
                h.meanwhile();
            },
        },
        Variant {
            name: "no-receipt-on-record",
            tells: "An old plan was replaced, and no record holds any receipt.",
            people: 1,
            days: 45,
            write: |h| {
                let said = replaced(h, &["acute"], &["acute"]);
                h.end_plan((40, 10));
                lacks(h, said);
            },
        },
        Variant {
            name: "on-some-day-of-a-month",
            tells: "The receipt is of some day within the month after it was due.",
            people: 1,
            days: 60,
            write: |h| {
                let said = replaced(h, &["acute"], &["acute"]);
                let fact = h.held("acute", 2);
                h.record_within((20, 12), (50, 10), "nurse", call::ACKNOWLEDGE_COPY, fact);
                h.close_plan((55, 10));
                lacks(h, said);
            },
        },
    ],
};

/// A plan that is put in force on the day after it was drafted.
fn made(h: &mut History<'_>, to: &[&'static str]) -> Said {
    h.known_plan("JOINT", json!({}), to)
}

/// The plan is closed, and its copies are called back.
fn closed(h: &mut History<'_>) -> Said {
    let said = h.end_plan((30, 10));
    h.recall((30, 11), "PLAN_CLOSED");
    said
}

/// A plan whose line is reworded later.
fn replaced(h: &mut History<'_>, first: &[&'static str], then: &[&'static str]) -> Said {
    made(h, first);
    reword(h, then)
}

fn reword(h: &mut History<'_>, to: &[&'static str]) -> Said {
    h.reword((20, 9), "line", REWORDED, json!({}));
    anew(h, to)
}

/// The new version is in force and handed over; nobody says of it that they hold it.
fn anew(h: &mut History<'_>, to: &[&'static str]) -> Said {
    let said = h.put_in_force((20, 10), to);
    h.hand_over((20, 11));
    said
}

/// A day after the copy ceased to stand.
fn stale(h: &mut History<'_>, ended: Said) {
    h.plan_fires_since(RULE, ended, ended.at.days(1));
}

fn lacks(h: &mut History<'_>, ended: Said) {
    h.plan_lacks_since(RULE, ended, ended.at.days(1));
}
