//! Disclosures with and without a consent that covers them or a basis in law.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{Moment, Said},
};
use crate::simulate::{
    area::{by_statute, with, words},
    call,
};

const RULE: &str = "disclosure-without-basis";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "notes-to-police",
            tells: "Clinical notes went to police on a consent in speech that named nobody.",
            people: 1,
            days: 15,
            write: |h| {
                let more = json!({
                    "method": "CONSENT_METHOD_VERBAL", "purposes": [], "recipient_agency_ids": [],
                });
                let fact = h.consent("c", &[], more);
                let verbal = h.record(h.on(0, 10), "nurse", call::RECORD_CONSENT, fact);
                let said = disclose(h, (10, 10), "police", "POLICE", "CLINICAL_NOTES", json!({}));
                fires(h, said);
                // The same acts break two more rules.
                let (person, consent) = (h.person(), h.id("consent", "c"));
                let disclosure = h.id("disclosure", "d");
                h.fires("no-dpia-or-dsa", &disclosure, &person, said);
                h.fires("consent-not-evidenced", &consent, &person, verbal);
            },
        },
        Variant {
            name: "consent-claimed",
            tells: "Consent was claimed for a disclosure, and none is on record.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({
                    "article_6": "ARTICLE6_CONSENT",
                    "article_9": HEALTH,
                    "confidentiality_ground": "CONFIDENTIALITY_GROUND_CONSENT",
                });
                let said = disclose(h, (0, 10), "acute", "ACUTE_TRUST", "PLAN", more);
                fires(h, said);
            },
        },
        Variant {
            name: "after-a-withdrawal",
            tells: "A plan was shared on a consent that had been withdrawn.",
            people: 1,
            days: 15,
            write: |h| {
                consent(h, (0, 10), &["acute"]);
                let fact = json!({ "consent_id": h.id("consent", "c") });
                h.record(h.on(5, 10), "nurse", call::WITHDRAW_CONSENT, fact);
                let more = json!({ "consent_id": h.id("consent", "c") });
                let said = disclose(h, (10, 10), "acute", "ACUTE_TRUST", "PLAN", more);
                fires(h, said);
                let (consent, person) = (h.id("consent", "c"), h.person());
                h.fires("withdrawn-still-shared", &consent, &person, said);
            },
        },
        Variant {
            name: "against-a-no",
            tells: "The person had said no, and their history was shared.",
            people: 1,
            days: 15,
            write: |h| {
                let scheme = h.scheme();
                let fact = json!({
                    "consent_id": h.id("consent", "c"),
                    "person_id": h.person(),
                    "scheme_id": scheme,
                });
                h.record(h.on(0, 10), "nurse", call::REFUSE_CONSENT, fact);
                let said =
                    disclose(h, (10, 10), "council", "LOCAL_AUTHORITY", "CONTACTS", json!({}));
                fires(h, said);
            },
        },
        Variant {
            name: "direct-care-by-police",
            tells: "Direct care was the ground on which police were told, who give none.",
            people: 1,
            days: 15,
            write: |h| {
                h.agreements(0, "police");
                let more = basis("DIRECT_CARE");
                let said = disclose(h, (10, 10), "police", "POLICE", "CLINICAL_NOTES", more);
                fires(h, said);
            },
        },
        Variant {
            name: "to-the-wrong-person",
            tells: "A letter about the person went to somebody else by mistake.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "by_mistake": true });
                let said = disclose(h, (0, 10), "", "UNSPECIFIED", "CORRESPONDENCE", more);
                fires(h, said);
            },
        },
        Variant {
            name: "breach-reported",
            tells: "A breach of confidence was reported, and its disclosure was not.",
            people: 1,
            days: 2,
            write: |h| {
                let fact = json!({
                    "incident_id": h.id("incident", "i"),
                    "kind": "INCIDENT_KIND_BREACH",
                    "person_id": h.person(),
                    "agency_id": h.agency("police"),
                });
                let said = h.record(h.on(0, 10), "governance", call::REPORT_INCIDENT, fact);
                let (anchor, person) = (h.id("incident", "i"), h.person());
                h.fires(RULE, &anchor, &person, said);
            },
        },
        Variant {
            name: "no-ground-in-confidence",
            tells: "A plan went to a council with a basis, a condition and no ground in confidence.",
            people: 1,
            days: 15,
            write: |h| {
                let more = json!({ "article_6": TASK, "article_9": HEALTH });
                let said = disclose(h, (0, 10), "council", "LOCAL_AUTHORITY", "PLAN", more);
                tell(h, (2, 10));
                fires(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "consented",
            tells: "The person had consented to this recipient.",
            people: 1,
            days: 15,
            write: |h| {
                consent(h, (0, 10), &["acute"]);
                disclose(h, (10, 10), "acute", "ACUTE_TRUST", "PLAN", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "withdrawn-afterwards",
            tells: "The person consented, it was shared, and then they withdrew.",
            people: 1,
            days: 25,
            write: |h| {
                consent(h, (0, 10), &["acute"]);
                disclose(h, (10, 10), "acute", "ACUTE_TRUST", "PLAN", json!({}));
                let fact = json!({ "consent_id": h.id("consent", "c") });
                h.record(h.on(20, 10), "nurse", call::WITHDRAW_CONSENT, fact);
                h.call_back(h.on(20, 11), "c");
                h.gives_up(h.on(20, 14), "acute", "DESTROYED", json!({}));
                silent(h);
            },
        },
        Variant {
            name: "by-statute",
            tells: "A risk was told to police as a statute demands.",
            people: 1,
            days: 15,
            write: |h| {
                h.agreements(0, "police");
                disclose(h, (10, 10), "police", "POLICE", "RISK", by_statute());
                silent(h);
            },
        },
        Variant {
            name: "direct-care",
            tells: "A plan went to the ambulance service for direct care.",
            people: 1,
            days: 2,
            write: |h| {
                disclose(h, (0, 10), "ambulance", "AMBULANCE", "PLAN", basis("DIRECT_CARE"));
                silent(h);
            },
        },
        Variant {
            name: "to-save-a-life",
            tells: "A life was in danger; the person was told two days later.",
            people: 1,
            days: 10,
            write: |h| {
                disclose(h, (0, 10), "council", "LOCAL_AUTHORITY", "RISK", vital());
                tell(h, (2, 10));
                silent(h);
            },
        },
        Variant {
            name: "counts-only",
            tells: "Counts in which nobody can be found went to a company.",
            people: 0,
            days: 2,
            write: |h| {
                let more = json!({
                    "identifiability": "IDENTIFIABILITY_ANONYMOUS_AGGREGATE", "person_id": "",
                });
                disclose(h, (0, 10), "vendor", "VENDOR", "ACTIVITY", more);
                silent(h);
            },
        },
        Variant {
            name: "untold",
            tells: "A life was in danger, and no record says that the person was told.",
            people: 1,
            days: 10,
            write: |h| {
                let said = disclose(h, (0, 10), "council", "LOCAL_AUTHORITY", "RISK", vital());
                lacks(h, said);
            },
        },
        Variant {
            name: "to-nobody-in-particular",
            tells: "A basis was stated, and no record says who received it.",
            people: 1,
            days: 2,
            write: |h| {
                let more = basis("DIRECT_CARE");
                let said = disclose(h, (0, 10), "", "UNSPECIFIED", "PLAN", more);
                lacks(h, said);
            },
        },
    ],
};

const TASK: &str = "ARTICLE6_PUBLIC_TASK";
const HEALTH: &str = "ARTICLE9_HEALTH_OR_SOCIAL_CARE";

fn basis(ground: &str) -> Value {
    json!({
        "article_6": TASK,
        "article_9": HEALTH,
        "confidentiality_ground": format!("CONFIDENTIALITY_GROUND_{ground}"),
    })
}

fn vital() -> Value {
    json!({
        "article_6": "ARTICLE6_VITAL_INTERESTS",
        "article_9": "ARTICLE9_VITAL_INTERESTS",
        "confidentiality_ground": "CONFIDENTIALITY_GROUND_PUBLIC_INTEREST",
    })
}

fn consent(h: &mut History<'_>, when: impl Moment, recipients: &[&str]) {
    let when = when.of(h);
    let period = json!({ "period": h.area.period(when, when.days(180)) });
    let fact = h.consent("c", recipients, period);
    h.record(when, "nurse", call::RECORD_CONSENT, fact);
}

fn disclose(
    h: &mut History<'_>,
    when: impl Moment,
    to: &str,
    kind: &str,
    item: &str,
    more: Value,
) -> Said {
    let when = when.of(h);
    let fact = h.disclosure(to, kind, item, more);
    let fact = with(fact, json!({ "purpose": words("As the scheme does it") }));
    h.record(when, "governance", call::DISCLOSE, fact)
}

fn tell(h: &mut History<'_>, when: impl Moment) {
    let when = when.of(h);
    let fact = json!({
        "person_id": h.person(),
        "kind": "INFORMATION_KIND_DISCLOSURE",
        "about_id": h.id("disclosure", "d"),
    });
    h.record(when, "nurse", call::GIVE_INFORMATION, fact);
}

fn fires(h: &mut History<'_>, said: Said) {
    let (anchor, person) = (h.id("disclosure", "d"), h.person());
    h.fires(RULE, &anchor, &person, said);
}

fn lacks(h: &mut History<'_>, said: Said) {
    let (anchor, person) = (h.id("disclosure", "d"), h.person());
    h.lacks(RULE, &anchor, &person, said, said.at);
}

fn silent(h: &mut History<'_>) {
    let anchor = h.id("disclosure", "d");
    h.silent(&anchor);
}
