//! Consents that were withdrawn, and what was shared afterwards or called back.

use serde_json::json;

use super::{
    History, Planted, Variant, disclosure_without_basis,
    history::Said,
    sharing::{basis, counts_only, vital},
};
use crate::simulate::{
    area::{by_statute, with, words},
    time::When,
};

pub const RULE: &str = "withdrawn-still-shared";

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
                withdrawn(h, "police");
                let said = h.disclose((10, 10), "police", "POLICE", "CLINICAL_NOTES", json!({}));
                shared_all_the_same(h, said);
            },
        },
        Variant {
            name: "on-the-consent-that-was-gone",
            tells: "A council was sent the plan on the very consent that had been withdrawn.",
            people: 1,
            days: 15,
            write: |h| {
                withdrawn(h, "council");
                let relied_on = json!({ "consent_id": h.id("consent", "c") });
                let more = with(basis("CONSENT"), relied_on);
                let said = h.disclose((10, 10), "council", "LOCAL_AUTHORITY", "PLAN", more);
                shared_all_the_same(h, said);
            },
        },
        Variant {
            name: "answered-a-week-late",
            tells: "What had been shared was called back, and was destroyed a week later.",
            people: 1,
            days: 25,
            write: |h| {
                let said = called_back(h);
                h.gives_up((14, 12), "council", "DESTROYED", json!({}));
                kept(h, said);
            },
        },
        Variant {
            name: "kept-without-a-ground",
            tells: "The recipient keeps what was shared and states no ground.",
            people: 1,
            days: 25,
            write: |h| {
                let said = called_back(h);
                h.gives_up((8, 12), "council", "RETAINED", json!({}));
                kept(h, said);
            },
        },
        Variant {
            name: "passed-on-and-never-answered",
            tells: "The recipient had passed it on, and who has it now never answered.",
            people: 1,
            days: 25,
            write: |h| {
                let said = called_back(h);
                let more = json!({ "passed_on_to_agency_ids": h.area.agencies(&["practice"]) });
                h.gives_up((7, 15), "council", "PASSED_ON", more);
                h.gives_up((7, 16), "council", "DESTROYED", json!({}));
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
                called_back(h);
                h.gives_up((7, 15), "council", "RETURNED", json!({}));
                h.consent_silent("c");
            },
        },
        Variant {
            name: "kept-on-a-ground",
            tells: "The recipient keeps it for an enquiry and says so the same day.",
            people: 1,
            days: 25,
            write: |h| {
                called_back(h);
                let ground = json!({ "ground": words("A safeguarding enquiry needs it") });
                h.gives_up((7, 15), "council", "RETAINED", ground);
                h.consent_silent("c");
            },
        },
        Variant {
            name: "to-save-a-life",
            tells: "After the withdrawal a life was in danger; the person was told the next day.",
            people: 1,
            days: 15,
            write: |h| {
                withdrawn(h, "council");
                h.disclose((10, 10), "council", "LOCAL_AUTHORITY", "RISK", vital());
                h.tell_of_disclosure((11, 10));
                h.consent_silent("c");
            },
        },
        Variant {
            name: "by-statute",
            tells: "After the withdrawal police were told of a risk as a statute demands.",
            people: 1,
            days: 15,
            write: |h| {
                h.agreements(0, "police");
                withdrawn(h, "police");
                h.disclose((10, 10), "police", "POLICE", "RISK", by_statute());
                h.consent_silent("c");
            },
        },
        Variant {
            name: "for-care-and-not-for-the-panel",
            tells: "The person withdrew from the panel, and a ward was told for their care.",
            people: 1,
            days: 15,
            write: |h| {
                let panel = json!({ "purposes": ["PURPOSE_PANEL_REVIEW"] });
                h.consents((0, 10), "c", &["acute"], panel);
                h.withdraws((5, 11));
                h.disclose((10, 10), "acute", "ACUTE_TRUST", "PLAN", basis("DIRECT_CARE"));
                h.consent_silent("c");
            },
        },
        Variant {
            name: "consented-anew",
            tells: "The person consented anew before more was shared.",
            people: 1,
            days: 15,
            write: |h| {
                withdrawn(h, "council");
                h.consents((8, 11), "c2", &["council"], json!({}));
                h.disclose((10, 10), "council", "LOCAL_AUTHORITY", "PLAN", json!({}));
                h.consent_silent("c");
            },
        },
        Variant {
            name: "counts-only",
            tells: "After the withdrawal counts went out in which nobody can be found.",
            people: 1,
            days: 15,
            write: |h| {
                withdrawn(h, "council");
                let counts = counts_only();
                h.disclose((10, 10), "council", "LOCAL_AUTHORITY", "ACTIVITY", counts);
                h.consent_silent("c");
            },
        },
        Variant {
            name: "no-recall-on-record",
            tells: "An old withdrawal, after which no record tells of a recall.",
            people: 1,
            days: 25,
            write: |h| {
                let said = shared(h);
                let due = due(h, said);
                h.consent_lacks(RULE, said, due);
            },
        },
    ],
};

/// A consent for this recipient, withdrawn before anything was shared.
fn withdrawn(h: &mut History<'_>, recipient: &str) {
    h.consents((0, 11), "c", &[recipient], json!({}));
    h.withdraws((5, 11));
}

/// Shared with the council on a consent that is withdrawn later: the withdrawal.
fn shared(h: &mut History<'_>) -> Said {
    h.consents((0, 11), "c", &["council"], json!({}));
    h.disclose((1, 10), "council", "LOCAL_AUTHORITY", "PLAN", json!({}));
    h.withdraws((7, 11))
}

/// And called back within the hour.
fn called_back(h: &mut History<'_>) -> Said {
    let withdrawn = shared(h);
    h.call_back((7, 12), "c");
    withdrawn
}

/// The end of the working day after the withdrawal.
fn due(h: &History<'_>, withdrawn: Said) -> When {
    h.working_days(withdrawn.at, 1)
}

fn kept(h: &mut History<'_>, withdrawn: Said) {
    let due = due(h, withdrawn);
    h.consent_fires(RULE, withdrawn, due);
}

/// What is shared without a consent has no other basis either.
fn shared_all_the_same(h: &mut History<'_>, said: Said) {
    h.consent_fires(RULE, said, said.at);
    h.disclosure_fires(disclosure_without_basis::RULE, said);
}
