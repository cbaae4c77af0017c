//! Plans that the person was told of and given, and those that they were not.

use serde_json::json;

use super::{
    History, Planted, Variant,
    history::{Moment, Said},
    lines::REWORDED,
};
use crate::simulate::call;

pub const RULE: &str = "plan-unseen";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "known-after-four-months",
            tells: "She knew of the plan after four months and had a copy after six.",
            people: 1,
            days: 200,
            write: |h| {
                let said = made(h, "WITHOUT");
                // Somebody spoke for her at reviews, so that these are in order.
                h.review((50, 10), "REPRESENTED", "CONTINUED");
                h.review((110, 10), "REPRESENTED", "CONTINUED");
                told(h, 122);
                h.review((160, 10), "REPRESENTED", "CONTINUED");
                copy(h, (182, 10), 1, false);
                h.close_plan((190, 10));
                never_told(h, said);
            },
        },
        Variant {
            name: "told-and-never-copied",
            tells: "The person was told of the plan in time and never given a copy.",
            people: 1,
            days: 65,
            write: |h| {
                let said = made(h, "WITHOUT");
                told(h, 2);
                h.close_plan((60, 10));
                never_copied(h, said);
            },
        },
        Variant {
            name: "a-copy-of-the-version-before",
            tells: "A line was reworded, and the person kept the copy of the version before.",
            people: 1,
            days: 75,
            write: |h| {
                made(h, "JOINT");
                copy(h, (4, 10), 1, false);
                h.reword((29, 10), "line", REWORDED, json!({}));
                let said = h.publish((30, 10));
                h.close_plan((70, 10));
                never_copied(h, said);
            },
        },
        Variant {
            name: "told-of-another-thing",
            tells: "The person was given the scheme's leaflet, and nothing of the plan.",
            people: 1,
            days: 45,
            write: |h| {
                let said = made(h, "CONSULTED");
                let plan = h.id("plan", "plan");
                h.give((2, 10), "LEAFLET", &plan, json!({ "copy_to_keep": true }));
                h.close_plan((40, 10));
                never_told(h, said);
            },
        },
        Variant {
            name: "told-to-somebody-else",
            tells: "Somebody who acts for the person was told, and nobody told the person.",
            people: 1,
            days: 45,
            write: |h| {
                let said = made(h, "CONSULTED");
                let plan = json!({ "about_id": h.id("plan", "plan") });
                h.inform((2, 10), "PLAN", "THROUGH_REPRESENTATIVE", plan);
                h.close_plan((40, 10));
                never_told(h, said);
            },
        },
        Variant {
            name: "unseen-and-then-replaced",
            tells: "A version stood unseen for a month; the next one was handed over.",
            people: 1,
            days: 65,
            write: |h| {
                let said = made(h, "WITHOUT");
                h.issue((30, 10), "line-2", json!({}));
                h.publish((31, 10));
                copy(h, (31, 12), 2, false);
                h.close_plan((60, 10));
                never_told(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "told-and-copied",
            tells: "Told the next day, and a copy a week later.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, "WITHOUT");
                told(h, 2);
                copy(h, (8, 10), 1, false);
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "in-one-visit",
            tells: "Told and given a copy to keep in one visit.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, "CONSULTED");
                h.hand_over((3, 10));
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "made-jointly",
            tells: "Made jointly, and the copy came in time.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, "JOINT");
                copy(h, (9, 10), 1, false);
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "spoken-of-at-once",
            tells: "The person spoke their mind on the day, and had a copy four days later.",
            people: 1,
            days: 65,
            write: |h| {
                made(h, "WITHOUT");
                let fact = h.view("DISAGREES", "I was not asked");
                h.record((1, 15), "nurse", call::RECORD_VIEW, fact);
                copy(h, (5, 10), 1, false);
                // Which answers what they said.
                h.review((20, 10), "PRESENT", "CHANGED");
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "closed-before-anything-was-due",
            tells: "The person ended the plan the day after it began.",
            people: 1,
            days: 30,
            write: |h| {
                made(h, "WITHOUT");
                h.close_plan((2, 9));
                h.plan_silent();
            },
        },
        Variant {
            name: "sent-to-one-more",
            tells: "Sent to one more agency unchanged; the person knew it and has the new copy.",
            people: 1,
            days: 75,
            write: |h| {
                made(h, "WITHOUT");
                h.hand_over((2, 10));
                h.publish_to((40, 10), &["acute", "ambulance"]);
                copy(h, (44, 10), 2, false);
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "nothing-is-written",
            tells: "A plan of the past of which no record says how the person took part.",
            people: 1,
            days: 65,
            write: |h| {
                let said = made(h, "NOT_RECORDED");
                h.close_plan((60, 10));
                h.plan_lacks_since(RULE, said, said.at.days(3));
            },
        },
    ],
};

/// A plan that is drafted on the first day and put in force on the next.
fn made(h: &mut History<'_>, coproduction: &str) -> Said {
    h.draft((0, 10), coproduction, json!({}));
    h.publish((1, 10))
}

/// The person is told of the plan, and gets no copy.
fn told(h: &mut History<'_>, day: i64) {
    let plan = h.id("plan", "plan");
    h.tell((day, 10), &plan, false);
}

fn copy(h: &mut History<'_>, when: impl Moment, version: u32, for_them: bool) -> Said {
    let fact = json!({
        "plan_id": h.id("plan", "plan"),
        "version": version,
        "agency_id": h.agency("trust"),
        "to_representative": for_them,
    });
    h.record(when, "nurse", call::GIVE_COPY, fact)
}

/// The person should have been told by the third day.
fn never_told(h: &mut History<'_>, published: Said) {
    h.plan_fires_since(RULE, published, published.at.days(3));
}

/// The person should have had a copy by the end of the tenth working day.
fn never_copied(h: &mut History<'_>, published: Said) {
    let due = h.working_days(published.at, 10);
    h.plan_fires_since(RULE, published, due);
}
