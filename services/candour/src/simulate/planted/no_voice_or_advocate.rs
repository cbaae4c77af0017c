//! Restrictions, reviews and sanctions that were decided with and without the
//! person. They know of each plan and have a copy, and no plan stands so long that
//! its reviews would be judged, but where its truth says so.

use serde_json::json;

use super::{
    History, Planted, Variant,
    history::{
        Moment, Said,
        Subject::{Person, Scheme},
    },
    lines::restriction,
    meetings::{QUORATE, decide, hold, minute_as},
    panel_defect, restrictive_review_overdue,
};
use crate::simulate::{area::words, call};

pub const RULE: &str = "no-voice-or-advocate";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "reviewed-without-the-people",
            tells: "A plan was reviewed and changed without the person, whose view came later.",
            people: 1,
            days: 80,
            write: |h| {
                h.known_plan("JOINT", json!({}), &["acute"]);
                let said = h.review((60, 10), "NOT_INVITED", "CHANGED");
                view(h, (62, 10), "", "AGREES");
                h.close_plan((75, 10));
                h.plan_fires(RULE, said);
                // A review without the person is none that the plan's own time asks for.
                h.plan_lacks(restrictive_review_overdue::RULE, said);
            },
        },
        Variant {
            name: "restricted-without-a-word",
            tells: "A restriction was put in force, and nobody had asked the person.",
            people: 1,
            days: 25,
            write: |h| {
                let said = restricted(h, |_| {});
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "asked-about-something-else",
            tells: "The person was asked about another line, and not about the restriction.",
            people: 1,
            days: 25,
            write: |h| {
                let said = restricted(h, |h| {
                    h.issue((0, 11), "line-2", json!({}));
                    view(h, (0, 12), "line-2", "AGREES");
                });
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "an-advocate-afterwards",
            tells: "An advocate was offered, and the restriction was in force by then.",
            people: 1,
            days: 25,
            write: |h| {
                let said = restricted(h, |_| {});
                offer(h, 4, "DECLINED", "plan");
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "no-advocate-for-this",
            tells: "The record says that no advocate was offered.",
            people: 1,
            days: 25,
            write: |h| {
                let said = restricted(h, |h| offer(h, 0, "NOT_OFFERED", "plan"));
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "a-sanction-behind-closed-doors",
            tells: "A panel decided upon a sanction of somebody whom it had not invited.",
            people: 1,
            days: 20,
            write: |h| {
                let said = sanction(h, "NOT_INVITED");
                h.fires(RULE, ("meeting", "meeting"), Person, said);
                // Without a voice the panel had no quorum either.
                h.fires(panel_defect::RULE, ("meeting", "meeting"), Scheme, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "an-advocate-was-declined",
            tells: "An advocate was offered for the plan beforehand, and declined.",
            people: 1,
            days: 25,
            write: |h| {
                restricted(h, |h| offer(h, 0, "DECLINED", "plan"));
                h.plan_silent();
            },
        },
        Variant {
            name: "an-advocate-for-the-scheme",
            tells: "An advocate was offered for the scheme, and accepted.",
            people: 1,
            days: 25,
            write: |h| {
                restricted(h, |h| offer(h, 0, "ACCEPTED", "scheme"));
                h.plan_silent();
            },
        },
        Variant {
            name: "asked-before",
            tells: "The person was asked about the restriction before it was in force.",
            people: 1,
            days: 25,
            write: |h| {
                restricted(h, |h| view(h, (0, 12), "line", "AGREES"));
                h.plan_silent();
            },
        },
        Variant {
            name: "asked-on-the-day",
            tells: "The person was asked in the afternoon of the day of the decision.",
            people: 1,
            days: 25,
            write: |h| {
                restricted(h, |h| view(h, (1, 16), "", "AGREES"));
                h.plan_silent();
            },
        },
        Variant {
            name: "invited-and-declined",
            tells: "The person was invited to the review and declined.",
            people: 1,
            days: 65,
            write: |h| {
                h.known_plan("CONSULTED", json!({}), &["acute"]);
                h.review((40, 10), "DECLINED", "CONTINUED");
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "it-restricts-nobody",
            tells: "A plan of support was made without the person, who was told at once.",
            people: 1,
            days: 65,
            write: |h| {
                h.known_plan("WITHOUT", json!({}), &["acute"]);
                h.closed_in_order(60);
            },
        },
        Variant {
            name: "the-panel-heard-the-advocate",
            tells: "The advocate was heard before the panel decided upon a sanction.",
            people: 1,
            days: 20,
            write: |h| {
                sanction(h, "REPRESENTED");
                h.silent(("meeting", "meeting"));
            },
        },
        Variant {
            name: "nothing-is-written",
            tells: "An old restriction, of whose making no record says anything.",
            people: 1,
            days: 25,
            write: |h| {
                let said = h.known_plan("NOT_RECORDED", restriction(), &["acute"]);
                h.close_plan((20, 10));
                h.plan_lacks(RULE, said);
            },
        },
        Variant {
            name: "an-advocate-for-nothing-named",
            tells: "An advocate was offered, and no record says for what.",
            people: 1,
            days: 25,
            write: |h| {
                let said = restricted(h, |h| offer(h, 0, "ACCEPTED", ""));
                h.plan_lacks(RULE, said);
            },
        },
    ],
};

/// A restriction that was made without the person and ended within three weeks,
/// and what they were asked meanwhile. The answer is when it was put in force.
fn restricted(h: &mut History<'_>, asked: fn(&mut History<'_>)) -> Said {
    h.draft((0, 10), "WITHOUT", restriction());
    asked(h);
    let said = h.in_force_and_known(&["acute"]);
    h.close_plan((20, 10));
    said
}

fn view(h: &mut History<'_>, when: impl Moment, line: &str, agreement: &str) {
    let fact = h.view_on(line, agreement, "Well, if it must be");
    h.record(when, "nurse", call::RECORD_VIEW, fact);
}

fn offer(h: &mut History<'_>, day: i64, response: &str, about: &str) {
    let about = match about {
        "" => String::new(),
        "scheme" => h.scheme(),
        plan => h.id("plan", plan),
    };
    let fact = json!({
        "person_id": h.person(),
        "response": format!("OFFER_{response}"),
        "about_id": about,
    });
    h.record((day, 13), "nurse", call::OFFER_ADVOCATE, fact);
}

/// A panel with a quorum decides that no sanction is asked for.
fn sanction(h: &mut History<'_>, voice: &str) -> Said {
    hold(h, 0, "meeting", &QUORATE);
    let more = json!({
        "decision_id": h.id("decision", "decision"),
        "kind": "DECISION_KIND_SANCTION",
        "decision": words("No sanction is asked for, and none is supported"),
        "reasons": words("Nobody was harmed"),
    });
    let said = decide(h, 0, "meeting", "chair", voice, more);
    minute_as(h, 10, "meeting", "minutes");
    said
}
