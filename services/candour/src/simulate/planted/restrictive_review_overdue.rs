//! Restrictions and plans that were reviewed in time, and those that were not.
//! The person knows of each plan and has a copy, so that it is its reviews alone
//! that are judged.

use serde_json::{Value, json};

use super::{History, Planted, Variant, history::Said};
use crate::simulate::{
    area::{with, words},
    call,
};

const RULE: &str = "restrictive-review-overdue";

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
                h.close_plan(h.on(60, 10));
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
                let said = h.review(h.on(26, 10), "PRESENT", "CONTINUED");
                h.close_plan(h.on(90, 10));
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
                let unheard = h.review(h.on(20, 10), "NOT_INVITED", "CONTINUED");
                h.close_plan(h.on(60, 10));
                overdue(h, said, 28);
                over_their_head(h, unheard);
            },
        },
        Variant {
            name: "confirmed-and-forgotten",
            tells: "A challenge confirmed a restriction, and nobody looked at it after that.",
            people: 1,
            days: 65,
            write: |h| {
                restricted(h);
                let said = challenge(h, 10, Some((20, "NOT_UPHELD")));
                h.close_plan(h.on(60, 10));
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
                h.close_plan(h.on(120, 10));
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
                h.review(h.on(40, 10), "PRESENT", "CONTINUED");
                let said = h.issue(h.on(50, 10), "restriction", restriction());
                h.close_plan(h.on(90, 10));
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
                h.review(h.on(27, 10), "PRESENT", "CONTINUED");
                h.review(h.on(54, 10), "REPRESENTED", "CONTINUED");
                end(h, 75);
            },
        },
        Variant {
            name: "invited-and-declined",
            tells: "The person was invited to the review and declined.",
            people: 1,
            days: 50,
            write: |h| {
                restricted(h);
                h.review(h.on(20, 10), "DECLINED", "CONTINUED");
                end(h, 45);
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
                h.draft(h.on(0, 10), "JOINT", line);
                h.publish(h.on(1, 10));
                h.hand_over(h.on(2, 10));
                end(h, 60);
            },
        },
        Variant {
            name: "taken-out",
            tells: "A restriction was taken out after twelve days.",
            people: 1,
            days: 70,
            write: |h| {
                restricted(h);
                let fact = json!({
                    "plan_id": h.id("plan", "plan"),
                    "instruction_id": h.id("instruction", "line"),
                });
                h.record(h.on(12, 10), "nurse", call::WITHDRAW_INSTRUCTION, fact);
                end(h, 60);
            },
        },
        Variant {
            name: "suspended",
            tells: "A challenge suspends the restriction, and nobody has decided it.",
            people: 1,
            days: 70,
            write: |h| {
                restricted(h);
                challenge(h, 10, None);
                end(h, 60);
            },
        },
        Variant {
            name: "struck-out",
            tells: "A challenge was upheld and the restriction struck out.",
            people: 1,
            days: 70,
            write: |h| {
                restricted(h);
                challenge(h, 10, Some((12, "UPHELD")));
                end(h, 60);
            },
        },
        Variant {
            name: "reviewed-after-three-months",
            tells: "A plan was reviewed on its ninetieth day.",
            people: 1,
            days: 150,
            write: |h| {
                supportive(h);
                h.review(h.on(90, 10), "PRESENT", "CONTINUED");
                end(h, 140);
            },
        },
        Variant {
            name: "reviewed-in-time-and-told-late",
            tells: "A review was held in time and put on record months later.",
            people: 1,
            days: 190,
            write: |h| {
                supportive(h);
                let fact = json!({
                    "plan_id": h.id("plan", "plan"),
                    "present": [h.area.worker("nurse")],
                    "person_presence": "PERSON_PRESENCE_PRESENT",
                    "outcome": "REVIEW_OUTCOME_CONTINUED",
                });
                h.record_late(h.on(150, 10), h.on(80, 10), "nurse", call::HOLD_REVIEW, fact);
                end(h, 165);
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
                let said = h.review(h.on(60, 10), "NOT_INVITED", "CONTINUED");
                h.close_plan(h.on(75, 10));
                let (plan, person) = (h.id("plan", "plan"), h.person());
                h.lacks(RULE, &plan, &person, said, said.at);
                over_their_head(h, said);
            },
        },
    ],
};

/// What a line says that restricts.
fn restriction() -> Value {
    json!({
        "kind": "INSTRUCTION_KIND_RESTRICTION",
        "text": words("One week's medicine at a time"),
    })
}

fn restricted(h: &mut History<'_>) -> Said {
    made(h, restriction())
}

fn supportive(h: &mut History<'_>) -> Said {
    made(h, json!({}))
}

/// Made jointly, in force on the next day and handed over on the day after.
fn made(h: &mut History<'_>, line: Value) -> Said {
    h.draft(h.on(0, 10), "JOINT", line);
    let published = h.publish(h.on(1, 10));
    h.hand_over(h.on(2, 10));
    published
}

/// The person challenges the restriction; the answer is what was said last of it.
fn challenge(h: &mut History<'_>, day: i64, decided: Option<(i64, &str)>) -> Said {
    let fact = json!({
        "plan_id": h.id("plan", "plan"),
        "challenge_id": h.id("challenge", "c"),
        "instruction_id": h.id("instruction", "line"),
        "lodged_by": "CHALLENGED_BY_PERSON",
        "words": words("It is not needed"),
    });
    let lodged = h.record(h.on(day, 10), "nurse", call::LODGE_CHALLENGE, fact);
    let Some((day, outcome)) = decided else { return lodged };
    let fact = json!({
        "plan_id": h.id("plan", "plan"),
        "challenge_id": h.id("challenge", "c"),
        "outcome": format!("CHALLENGE_OUTCOME_{outcome}"),
        "decided_by": h.area.worker("independent"),
        "reasons": words("The record was read and the person heard"),
    });
    h.record(h.on(day, 10), "independent", call::DECIDE_CHALLENGE, fact)
}

fn overdue(h: &mut History<'_>, said: Said, days: i64) {
    let (plan, person) = (h.id("plan", "plan"), h.person());
    h.fires_since(RULE, &plan, &person, said, said.at.days(days));
}

/// A review to which the person was not invited.
fn over_their_head(h: &mut History<'_>, review: Said) {
    let (plan, person) = (h.id("plan", "plan"), h.person());
    h.fires("no-voice-or-advocate", &plan, &person, review);
}

fn end(h: &mut History<'_>, day: i64) {
    h.close_plan(h.on(day, 10));
    let plan = h.id("plan", "plan");
    h.silent(&plan);
}
