//! Disclosures with and without a consent that covers them or a basis in law.

use serde_json::json;

use super::{
    Planted, Variant, consent_not_evidenced,
    history::Subject::Person,
    no_dpia_or_dsa,
    sharing::{HEALTH, TASK, basis, counts_only, vital},
    withdrawn_still_shared,
};
use crate::simulate::{
    area::{by_statute, with},
    call,
};

pub const RULE: &str = "disclosure-without-basis";

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
                let verbal = h.record((0, 10), "nurse", call::RECORD_CONSENT, fact);
                let said = h.disclose((10, 10), "police", "POLICE", "CLINICAL_NOTES", json!({}));
                h.disclosure_fires(RULE, said);
                // The same acts break two more rules.
                h.disclosure_fires(no_dpia_or_dsa::RULE, said);
                h.consent_fires(consent_not_evidenced::RULE, verbal, verbal.at);
            },
        },
        Variant {
            name: "consent-claimed",
            tells: "Consent was claimed for a disclosure, and none is on record.",
            people: 1,
            days: 2,
            write: |h| {
                let more = with(basis("CONSENT"), json!({ "article_6": "ARTICLE6_CONSENT" }));
                let said = h.disclose((0, 10), "acute", "ACUTE_TRUST", "PLAN", more);
                h.disclosure_fires(RULE, said);
            },
        },
        Variant {
            name: "after-a-withdrawal",
            tells: "A plan was shared on a consent that had been withdrawn.",
            people: 1,
            days: 15,
            write: |h| {
                h.consents((0, 10), "c", &["acute"], json!({}));
                h.withdraws((5, 10));
                let more = json!({ "consent_id": h.id("consent", "c") });
                let said = h.disclose((10, 10), "acute", "ACUTE_TRUST", "PLAN", more);
                h.disclosure_fires(RULE, said);
                h.consent_fires(withdrawn_still_shared::RULE, said, said.at);
            },
        },
        Variant {
            name: "against-a-no",
            tells: "The person had said no, and their history was shared.",
            people: 1,
            days: 15,
            write: |h| {
                let fact = h.no_consent();
                h.record((0, 10), "nurse", call::REFUSE_CONSENT, fact);
                let said =
                    h.disclose((10, 10), "council", "LOCAL_AUTHORITY", "CONTACTS", json!({}));
                h.disclosure_fires(RULE, said);
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
                let said = h.disclose((10, 10), "police", "POLICE", "CLINICAL_NOTES", more);
                h.disclosure_fires(RULE, said);
            },
        },
        Variant {
            name: "to-the-wrong-person",
            tells: "A letter about the person went to somebody else by mistake.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "by_mistake": true });
                let said = h.disclose((0, 10), "", "UNSPECIFIED", "CORRESPONDENCE", more);
                h.disclosure_fires(RULE, said);
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
                let said = h.record((0, 10), "governance", call::REPORT_INCIDENT, fact);
                h.fires(RULE, ("incident", "i"), Person, said);
            },
        },
        Variant {
            name: "no-ground-in-confidence",
            tells: "A plan went to a council with a basis, a condition and no ground in confidence.",
            people: 1,
            days: 15,
            write: |h| {
                let more = json!({ "article_6": TASK, "article_9": HEALTH });
                let said = h.disclose((0, 10), "council", "LOCAL_AUTHORITY", "PLAN", more);
                h.tell_of_disclosure((2, 10));
                h.disclosure_fires(RULE, said);
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
                h.consents((0, 10), "c", &["acute"], json!({}));
                h.disclose((10, 10), "acute", "ACUTE_TRUST", "PLAN", json!({}));
                h.disclosure_silent();
            },
        },
        Variant {
            name: "withdrawn-afterwards",
            tells: "The person consented, it was shared, and then they withdrew.",
            people: 1,
            days: 25,
            write: |h| {
                h.consents((0, 10), "c", &["acute"], json!({}));
                h.disclose((10, 10), "acute", "ACUTE_TRUST", "PLAN", json!({}));
                h.withdraws((20, 10));
                h.call_back((20, 11), "c");
                h.gives_up((20, 14), "acute", "DESTROYED", json!({}));
                h.disclosure_silent();
            },
        },
        Variant {
            name: "by-statute",
            tells: "A risk was told to police as a statute demands.",
            people: 1,
            days: 15,
            write: |h| {
                h.agreements(0, "police");
                h.disclose((10, 10), "police", "POLICE", "RISK", by_statute());
                h.disclosure_silent();
            },
        },
        Variant {
            name: "direct-care",
            tells: "A plan went to the ambulance service for direct care.",
            people: 1,
            days: 2,
            write: |h| {
                h.disclose((0, 10), "ambulance", "AMBULANCE", "PLAN", basis("DIRECT_CARE"));
                h.disclosure_silent();
            },
        },
        Variant {
            name: "to-save-a-life",
            tells: "A life was in danger; the person was told two days later.",
            people: 1,
            days: 10,
            write: |h| {
                h.disclose((0, 10), "council", "LOCAL_AUTHORITY", "RISK", vital());
                h.tell_of_disclosure((2, 10));
                h.disclosure_silent();
            },
        },
        Variant {
            name: "counts-only",
            tells: "Counts in which nobody can be found went to a company.",
            people: 0,
            days: 2,
            write: |h| {
                h.disclose((0, 10), "vendor", "VENDOR", "ACTIVITY", counts_only());
                h.disclosure_silent();
            },
        },
        Variant {
            name: "untold",
            tells: "A life was in danger, and no record says that the person was told.",
            people: 1,
            days: 10,
            write: |h| {
                let said = h.disclose((0, 10), "council", "LOCAL_AUTHORITY", "RISK", vital());
                h.disclosure_lacks(RULE, said, said.at);
            },
        },
        Variant {
            name: "to-nobody-in-particular",
            tells: "A basis was stated, and no record says who received it.",
            people: 1,
            days: 2,
            write: |h| {
                let more = basis("DIRECT_CARE");
                let said = h.disclose((0, 10), "", "UNSPECIFIED", "PLAN", more);
                h.disclosure_lacks(RULE, said, said.at);
            },
        },
    ],
};
