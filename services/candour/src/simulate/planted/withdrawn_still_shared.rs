//! Consents that were withdrawn, and what was shared afterwards or called back.

use projection::calendar::after_working_days;
use serde_json::{Value, json};

use super::{History, Planted, Variant, history::Said};
use crate::simulate::{
    area::{by_statute, with, words},
    call,
    time::When,
};

const RULE: &str = "withdrawn-still-shared";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "police-were-told-more",
            tells: "Police were sent clinical notes after the person had withdrawn consent.",
            people: 1,
            days: 15,
            write: |h| {
                h.agreements(0, "police");
                given(h, 0, "c", &["police"]);
                withdraw(h, 5);
                let said = disclose(h, 10, "police", "POLICE", "CLINICAL_NOTES", json!({}));
                fires(h, said, said.at);
                without_basis(h, said);
            },
        },
        Variant {
            name: "on-the-consent-that-was-gone",
            tells: "A council was sent the plan on the very consent that had been withdrawn.",
            people: 1,
            days: 15,
            write: |h| {
                given(h, 0, "c", &["council"]);
                withdraw(h, 5);
                let more = with(
                    for_care(),
                    json!({
                        "confidentiality_ground": "CONFIDENTIALITY_GROUND_CONSENT",
                        "consent_id": h.id("consent", "c"),
                    }),
                );
                let said = disclose(h, 10, "council", "LOCAL_AUTHORITY", "PLAN", more);
                fires(h, said, said.at);
                without_basis(h, said);
            },
        },
        Variant {
            name: "answered-a-week-late",
            tells: "What had been shared was called back, and was destroyed a week later.",
            people: 1,
            days: 25,
            write: |h| {
                let said = shared(h);
                h.call_back(h.on(7, 12), "c");
                h.gives_up(h.on(14, 12), "council", "DESTROYED", json!({}));
                kept(h, said);
            },
        },
        Variant {
            name: "kept-without-a-ground",
            tells: "The recipient keeps what was shared and states no ground.",
            people: 1,
            days: 25,
            write: |h| {
                let said = shared(h);
                h.call_back(h.on(7, 12), "c");
                h.gives_up(h.on(8, 12), "council", "RETAINED", json!({}));
                kept(h, said);
            },
        },
        Variant {
            name: "passed-on-and-never-answered",
            tells: "The recipient had passed it on, and who has it now never answered.",
            people: 1,
            days: 25,
            write: |h| {
                let said = shared(h);
                h.call_back(h.on(7, 12), "c");
                let more = json!({ "passed_on_to_agency_ids": h.area.agencies(&["practice"]) });
                h.gives_up(h.on(7, 15), "council", "PASSED_ON", more);
                h.gives_up(h.on(7, 16), "council", "DESTROYED", json!({}));
                kept(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "called-back-and-given-up",
            tells: "What had been shared was called back and returned the same day.",
            people: 1,
            days: 25,
            write: |h| {
                shared(h);
                h.call_back(h.on(7, 12), "c");
                h.gives_up(h.on(7, 15), "council", "RETURNED", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "kept-on-a-ground",
            tells: "The recipient keeps it for an enquiry and says so the same day.",
            people: 1,
            days: 25,
            write: |h| {
                shared(h);
                h.call_back(h.on(7, 12), "c");
                let ground = json!({ "ground": words("A safeguarding enquiry needs it") });
                h.gives_up(h.on(7, 15), "council", "RETAINED", ground);
                silent(h);
            },
        },
        Variant {
            name: "to-save-a-life",
            tells: "After the withdrawal a life was in danger; the person was told the next day.",
            people: 1,
            days: 15,
            write: |h| {
                given(h, 0, "c", &["council"]);
                withdraw(h, 5);
                let told = h.on(11, 10);
                let more = json!({
                    "article_6": "ARTICLE6_VITAL_INTERESTS",
                    "article_9": "ARTICLE9_VITAL_INTERESTS",
                    "confidentiality_ground": "CONFIDENTIALITY_GROUND_PUBLIC_INTEREST",
                });
                disclose(h, 10, "council", "LOCAL_AUTHORITY", "RISK", more);
                let fact = json!({
                    "person_id": h.person(),
                    "kind": "INFORMATION_KIND_DISCLOSURE",
                    "about_id": h.id("disclosure", "d"),
                });
                h.record(told, "nurse", call::GIVE_INFORMATION, fact);
                silent(h);
            },
        },
        Variant {
            name: "by-statute",
            tells: "After the withdrawal police were told of a risk as a statute demands.",
            people: 1,
            days: 15,
            write: |h| {
                h.agreements(0, "police");
                given(h, 0, "c", &["police"]);
                withdraw(h, 5);
                disclose(h, 10, "police", "POLICE", "RISK", by_statute());
                silent(h);
            },
        },
        Variant {
            name: "for-care-and-not-for-the-panel",
            tells: "The person withdrew from the panel, and a ward was told for their care.",
            people: 1,
            days: 15,
            write: |h| {
                let when = h.on(0, 10);
                let more = json!({
                    "purposes": ["PURPOSE_PANEL_REVIEW"],
                    "period": h.area.period(when, when.days(180)),
                });
                let fact = h.consent("c", &["acute"], more);
                h.record(when, "nurse", call::RECORD_CONSENT, fact);
                withdraw(h, 5);
                disclose(h, 10, "acute", "ACUTE_TRUST", "PLAN", for_care());
                silent(h);
            },
        },
        Variant {
            name: "consented-anew",
            tells: "The person consented anew before more was shared.",
            people: 1,
            days: 15,
            write: |h| {
                given(h, 0, "c", &["council"]);
                withdraw(h, 5);
                given(h, 8, "c2", &["council"]);
                disclose(h, 10, "council", "LOCAL_AUTHORITY", "PLAN", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "counts-only",
            tells: "After the withdrawal counts went out in which nobody can be found.",
            people: 1,
            days: 15,
            write: |h| {
                given(h, 0, "c", &["council"]);
                withdraw(h, 5);
                let more = json!({
                    "identifiability": "IDENTIFIABILITY_ANONYMOUS_AGGREGATE", "person_id": "",
                });
                disclose(h, 10, "council", "LOCAL_AUTHORITY", "ACTIVITY", more);
                silent(h);
            },
        },
        Variant {
            name: "no-recall-on-record",
            tells: "An old withdrawal, after which no record tells of a recall.",
            people: 1,
            days: 25,
            write: |h| {
                let said = shared(h);
                lacks(h, said);
            },
        },
    ],
};

/// A basis for care.
fn for_care() -> Value {
    json!({
        "article_6": "ARTICLE6_PUBLIC_TASK",
        "article_9": "ARTICLE9_HEALTH_OR_SOCIAL_CARE",
        "confidentiality_ground": "CONFIDENTIALITY_GROUND_DIRECT_CARE",
    })
}

fn given(h: &mut History<'_>, day: i64, name: &str, recipients: &[&str]) {
    let when = h.on(day, 11);
    let period = json!({ "period": h.area.period(when, when.days(180)) });
    let fact = h.consent(name, recipients, period);
    h.record(when, "nurse", call::RECORD_CONSENT, fact);
}

fn withdraw(h: &mut History<'_>, day: i64) -> Said {
    let fact = json!({ "consent_id": h.id("consent", "c") });
    h.record(h.on(day, 11), "nurse", call::WITHDRAW_CONSENT, fact)
}

fn disclose(h: &mut History<'_>, day: i64, to: &str, kind: &str, item: &str, more: Value) -> Said {
    let fact = h.disclosure(to, kind, item, more);
    let fact = with(fact, json!({ "purpose": words("As the scheme does it") }));
    h.record(h.on(day, 10), "governance", call::DISCLOSE, fact)
}

/// Shared with the council on a consent that is withdrawn later: the withdrawal.
fn shared(h: &mut History<'_>) -> Said {
    given(h, 0, "c", &["council"]);
    disclose(h, 1, "council", "LOCAL_AUTHORITY", "PLAN", json!({}));
    withdraw(h, 7)
}

/// The end of the working day after the withdrawal.
fn due(h: &History<'_>, withdrawn: Said) -> When {
    let calendar = h.area.calendar;
    let due = after_working_days(calendar.timestamp(withdrawn.at), 1);
    due.map_or(withdrawn.at.days(1), |due| calendar.when(due))
}

fn fires(h: &mut History<'_>, said: Said, since: When) {
    let (consent, person) = (h.id("consent", "c"), h.person());
    h.fires_since(RULE, &consent, &person, said, since);
}

fn kept(h: &mut History<'_>, withdrawn: Said) {
    let since = due(h, withdrawn);
    fires(h, withdrawn, since);
}

/// What was shared without a consent has no other basis either.
fn without_basis(h: &mut History<'_>, said: Said) {
    let (disclosure, person) = (h.id("disclosure", "d"), h.person());
    h.fires("disclosure-without-basis", &disclosure, &person, said);
}

fn lacks(h: &mut History<'_>, withdrawn: Said) {
    let (consent, person, since) = (h.id("consent", "c"), h.person(), due(h, withdrawn));
    h.lacks(RULE, &consent, &person, withdrawn, since);
}

fn silent(h: &mut History<'_>) {
    let consent = h.id("consent", "c");
    h.silent(&consent);
}
