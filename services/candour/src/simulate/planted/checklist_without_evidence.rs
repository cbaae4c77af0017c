//! Governance items that were ticked, with and without their documents.

use serde_json::json;

use super::{
    History, Planted, Variant,
    history::{Moment, Said, Subject::Scheme},
};
use crate::simulate::{
    area::{digest, with},
    call,
};

pub const RULE: &str = "checklist-without-evidence";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "ticked",
            tells: "The whole checklist was ticked and no document given.",
            people: 0,
            days: 2,
            write: |h| {
                let said = claim(h, (0, 10), "c", "WHOLE_CHECKLIST");
                fires(h, "c", said);
            },
        },
        Variant {
            name: "promised",
            tells: "A privacy notice was claimed, and none was ever published.",
            people: 0,
            days: 2,
            write: |h| {
                let said = claim(h, (0, 10), "c", "PRIVACY_NOTICE");
                fires(h, "c", said);
            },
        },
        Variant {
            name: "signed-afterwards",
            tells: "A sharing agreement was claimed and signed weeks later.",
            people: 0,
            days: 40,
            write: |h| {
                let said = claim(h, (0, 10), "c", "SHARING_AGREEMENT");
                h.sign((35, 10), "dsa", "DATA_SHARING", &PARTIES, &PARTIES);
                fires(h, "c", said);
            },
        },
        Variant {
            name: "others-signed",
            tells: "A sharing agreement was claimed that only the other side had signed.",
            people: 0,
            days: 10,
            write: |h| {
                h.sign((0, 10), "dsa", "DATA_SHARING", &PARTIES, &["police"]);
                let said = claim(h, (5, 10), "c", "SHARING_AGREEMENT");
                fires(h, "c", said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "with-its-document",
            tells: "An item was claimed together with its document.",
            people: 0,
            days: 2,
            write: |h| {
                evidenced(h, (0, 10), "c", "DPIA");
                silent(h, "c");
            },
        },
        Variant {
            name: "approved-before",
            tells: "The assessment had been approved, and was on record.",
            people: 0,
            days: 25,
            write: |h| {
                h.sign((0, 10), "dpia", "DPIA", &["trust"], &["trust"]);
                claim(h, (20, 10), "c", "DPIA");
                silent(h, "c");
            },
        },
        Variant {
            name: "handed-in-the-same-day",
            tells: "The document was handed in later on the day of the claim.",
            people: 0,
            days: 2,
            write: |h| {
                claim(h, (0, 10), "c", "TRAINING");
                evidenced(h, (0, 15), "c2", "TRAINING");
                silent(h, "c");
                // The rule does not wait for the day to end: it fires, and takes it back.
                h.meanwhile();
                silent(h, "c2");
            },
        },
        Variant {
            name: "recorded-late",
            tells: "The notice dates from before the claim and was put on record months later.",
            people: 0,
            days: 100,
            write: |h| {
                claim(h, (5, 10), "c", "PRIVACY_NOTICE");
                h.sign_late((95, 10), (1, 10), "notice", "PRIVACY_NOTICE", &["trust"]);
                silent(h, "c");
                h.meanwhile();
            },
        },
        Variant {
            name: "of-the-same-year",
            tells: "The document is of a period within which the item was claimed.",
            people: 0,
            days: 70,
            write: |h| {
                let said = claim(h, (20, 10), "c", "DPIA");
                h.sign_within((2, 10), (60, 10), "dpia", "DPIA", &["trust"]);
                h.lacks(RULE, ("claim", "c"), Scheme, said, said.at);
                h.meanwhile();
            },
        },
    ],
};

const PARTIES: [&str; 2] = ["trust", "police"];

fn claim(h: &mut History<'_>, when: impl Moment, name: &str, item: &str) -> Said {
    say(h, when, name, item, String::new())
}

fn evidenced(h: &mut History<'_>, when: impl Moment, name: &str, item: &str) -> Said {
    say(h, when, name, item, digest(item))
}

fn say(h: &mut History<'_>, when: impl Moment, name: &str, item: &str, digest: String) -> Said {
    let fact = h.ticked(name, &h.agency("trust"), item);
    let fact = with(fact, json!({ "evidence_digest": digest }));
    h.record(when, "governance", call::CLAIM_CHECKLIST_ITEM, fact)
}

fn fires(h: &mut History<'_>, name: &str, said: Said) {
    h.fires(RULE, ("claim", name), Scheme, said);
}

fn silent(h: &mut History<'_>, name: &str) {
    h.silent(("claim", name));
}
