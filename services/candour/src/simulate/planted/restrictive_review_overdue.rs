//! Restrictions and plans that were reviewed in time, and those that were not.
//! The person knows of each plan and has a copy, so that it is its reviews alone
//! that are judged.

use serde_json::{Value, json};

use super::{History, Planted, Variant, history::Said, lines::restriction, no_voice_or_advocate};
use crate::simulate::{area::with, call};

pub const RULE: &str = "restrictive-review-overdue";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "never-looked-at-again",
            tells: "A restriction stood, and nobody looked at it again.",
            people: 1,
            days: 65,
            write: |h| {
                let said = restricted(h);
                h.close_plan((60, 10));
                overdue(h, said, 28);
            },
        },
        Variant {
            name: "the-second-review-never-came",
            tells: "A restriction was reviewed once with the person, and never again.",
            people: 1,
            days: 95,
            write: |h| {
                restricted(h);
                let said = h.review((26, 10), "PRESENT", "CONTINUED");
                h.close_plan((90, 10));
                overdue(h, said, 28);
            },
        },
        Variant {
            name: "over-the-persons-head",
            tells: "A restriction was reviewed without the person.",
            people: 1,
            days: 65,
            write: |h| {
                let said = restricted(h);
                let unheard = h.review((20, 10), "NOT_INVITED", "CONTINUED");
                h.close_plan((60, 10));
                overdue(h, said, 28);
                h.plan_fires(no_voice_or_advocate::RULE, unheard);
            },
        },
        Variant {
            name: "confirmed-and-forgotten",
            tells: "A challenge confirmed a restriction, and nobody looked at it after that.",
            people: 1,
            days: 65,
            write: |h| {
                restricted(h);
                h.challenge(10);
                let said = h.decide_challenge(20, "NOT_UPHELD", "independent");
                h.close_plan((60, 10));
                overdue(h, said, 28);
            },
        },
        Variant {
            name: "a-plan-for-four-months",
            tells: "A plan stood for four months without a review.",
            people: 1,
            days: 125,
            write: |h| {
                let said = supportive(h);
                h.close_plan((120, 10));
                overdue(h, said, 91);
            },
        },
        Variant {
            name: "put-in-after-a-review",
            tells: "A restriction was put in after the review, and not looked at.",
            people: 1,
            days: 100,
            write: |h| {
                supportive(h);
                h.review((40, 10), "PRESENT", "CONTINUED");
                let said = h.issue((50, 10), "restriction", restriction());
                h.close_plan((90, 10));
                overdue(h, said, 28);
            },
        },
    ],
    alike: &[
        Variant {
            name: "every-four-weeks",
            tells: "A restriction was reviewed every four weeks with the person.",
            people: 1,
            days: 80,
            write: |h| {
                restricted(h);
                h.review((27, 10), "PRESENT", "CONTINUED");
                h.review((54, 10), "REPRESENTED", "CONTINUED");
                h.closed_in_order(75);
            },
        },
        Variant {
            name: "invited-and-declined",
            tells: "The person was invited to the review and declined.",
            people: 1,
            days: 50,
            write: |h| {
                restricted(h);
                h.review((20, 10), "DECLINED", "CONTINUED");
                h.closed_in_order(45);
            },
        },
        Variant {
            name: "lapsed",
            tells: "A restriction had an end, and lapsed.",
            people: 1,
            days: 70,
            write: |h| {
                let expires = h.area.moment(h.on(25, 10));
                let line = with(restriction(), json!({ "expires": expires }));
                made(h, line);
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "taken-out",
            tells: "A restriction was taken out after twelve days.",
            people: 1,
            days: 70,
            write: |h| {
                restricted(h);
                h.take_out((12, 10), "line");
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "suspended",
            tells: "A challenge suspends the restriction, and nobody has decided it.",
            people: 1,
            days: 70,
            write: |h| {
                restricted(h);
                h.challenge(10);
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "struck-out",
            tells: "A challenge was upheld and the restriction struck out.",
            people: 1,
            days: 70,
            write: |h| {
                restricted(h);
                h.challenge(10);
                h.decide_challenge(12, "UPHELD", "independent");
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "reviewed-after-three-months",
            tells: "A plan was reviewed on its ninetieth day.",
            people: 1,
            days: 150,
            write: |h| {
                supportive(h);
                h.review((90, 10), "PRESENT", "CONTINUED");
                h.closed_in_order(140);
            },
        },
        Variant {
            name: "reviewed-in-time-and-told-late",
            tells: "A review was held in time and put on record months later.",
            people: 1,
            days: 190,
            write: |h| {
                supportive(h);
                let fact = h.reviewed("PRESENT", "CONTINUED");
                h.record_late((150, 10), (80, 10), "nurse", call::HOLD_REVIEW, fact);
                h.closed_in_order(165);
                h.meanwhile();
            },
        },
        Variant {
            name: "without-the-person",
            tells: "A plan was reviewed in time, and without the person.",
            people: 1,
            days: 80,
            write: |h| {
                supportive(h);
                let said = h.review((60, 10), "NOT_INVITED", "CONTINUED");
                h.close_plan((75, 10));
                h.plan_lacks(RULE, said);
                h.plan_fires(no_voice_or_advocate::RULE, said);
            },
        },
    ],
};

fn restricted(h: &mut History<'_>) -> Said {
    made(h, restriction())
}

fn supportive(h: &mut History<'_>) -> Said {
    made(h, json!({}))
}

fn made(h: &mut History<'_>, line: Value) -> Said {
    h.known_plan("JOINT", line, &["acute"])
}

fn overdue(h: &mut History<'_>, said: Said, days: i64) {
    h.plan_fires_since(RULE, said, said.at.days(days));
}
