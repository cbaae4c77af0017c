//! Information that went to police or to a company, with and without what has to
//! be agreed and assessed before. A basis is stated each time, so that it is the
//! agreements alone that are judged.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{Moment, Said, Subject::Scheme},
    sharing::basis,
};
use crate::simulate::{area::with, call};

pub const RULE: &str = "no-dpia-or-dsa";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "drafted-and-never-signed",
            tells: "An agreement with the company was drafted, never signed, and data went.",
            people: 0,
            days: 25,
            write: |h| {
                let scheme = h.scheme();
                assessed(h, 0, "vendor");
                let fact = json!({
                    "agreement_id": h.id("agreement", "dsa"),
                    "kind": "AGREEMENT_KIND_DATA_SHARING",
                    "scheme_id": scheme,
                    "party_agency_ids": h.area.agencies(&["trust", "vendor"]),
                });
                h.record((1, 10), "governance", call::DRAFT_AGREEMENT, fact);
                let said = export(h, (20, 10), json!({}));
                about_rows(h, said);
            },
        },
        Variant {
            name: "nothing-at-all",
            tells: "Police were told of a person, and nothing had been agreed or assessed.",
            people: 1,
            days: 2,
            write: |h| {
                let said = to_police(h, (0, 10), json!({}));
                h.disclosure_fires(RULE, said);
            },
        },
        Variant {
            name: "one-party-never-signed",
            tells: "The police never signed the agreement on which they were told.",
            people: 1,
            days: 15,
            write: |h| {
                assessed(h, 0, "police");
                agreed(h, 1, "police", &["trust"]);
                let said = to_police(h, (10, 10), json!({}));
                h.disclosure_fires(RULE, said);
            },
        },
        Variant {
            name: "signed-afterwards-and-dated-back",
            tells: "Everything was signed weeks after police were told, and dated back.",
            people: 1,
            days: 40,
            write: |h| {
                let said = to_police(h, (10, 10), json!({}));
                assessed(h, 30, "police");
                agreed(h, 31, "police", &["trust", "police"]);
                h.disclosure_fires(RULE, said);
            },
        },
        Variant {
            name: "ended",
            tells: "The agreement had been ended when police were told.",
            people: 1,
            days: 60,
            write: |h| {
                h.agreements(0, "police");
                end(h, (30, 10));
                let said = to_police(h, (50, 10), json!({}));
                h.disclosure_fires(RULE, said);
            },
        },
        Variant {
            name: "no-contract",
            tells: "A company had an assessment, an agreement and no contract.",
            people: 0,
            days: 15,
            write: |h| {
                assessed(h, 0, "vendor");
                agreed(h, 1, "vendor", &["trust", "vendor"]);
                let said = export(h, (10, 10), json!({}));
                about_rows(h, said);
            },
        },
        Variant {
            name: "for-another-scheme",
            tells: "What had been agreed was agreed for another scheme.",
            people: 1,
            days: 15,
            write: |h| {
                h.agreements(0, "police");
                let other = h.another_scheme();
                let said = to_police(h, (10, 10), json!({ "scheme_id": other }));
                h.disclosure_fires(RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "all-in-place-for-a-company",
            tells: "Assessment, agreement and contract stood before anything went.",
            people: 0,
            days: 15,
            write: |h| {
                h.agreements(0, "vendor");
                export(h, (10, 10), json!({}));
                h.disclosure_silent();
            },
        },
        Variant {
            name: "all-in-place-for-police",
            tells: "Assessment and agreement stood before police were told; they need no contract.",
            people: 1,
            days: 15,
            write: |h| {
                h.agreements(0, "police");
                to_police(h, (10, 10), json!({}));
                h.disclosure_silent();
            },
        },
        Variant {
            name: "the-last-signature-in-time",
            tells: "The police signed two days before they were told.",
            people: 1,
            days: 15,
            write: |h| {
                assessed(h, 0, "police");
                agreed(h, 1, "police", &["trust"]);
                agreed(h, 8, "police", &["trust", "police"]);
                to_police(h, (10, 10), json!({}));
                h.disclosure_silent();
            },
        },
        Variant {
            name: "signed-in-time-and-told-late",
            tells: "What was signed in time was put on record months later.",
            people: 1,
            days: 100,
            write: |h| {
                to_police(h, (10, 10), json!({}));
                for (hour, (name, kind)) in (9..).zip([("dpia", "DPIA"), ("dsa", "DATA_SHARING")]) {
                    h.sign_late((90, hour), (1, hour), name, kind, &["trust", "police"]);
                }
                h.disclosure_silent();
                h.meanwhile();
            },
        },
        Variant {
            name: "ended-afterwards",
            tells: "The agreement was ended after police had been told.",
            people: 1,
            days: 40,
            write: |h| {
                h.agreements(0, "police");
                to_police(h, (10, 10), json!({}));
                end(h, (30, 10));
                h.disclosure_silent();
            },
        },
        Variant {
            name: "between-two-trusts",
            tells: "A plan went from one trust to another.",
            people: 1,
            days: 2,
            write: |h| {
                let care = basis("DIRECT_CARE");
                h.disclose_plainly((0, 10), "acute", "ACUTE_TRUST", "PLAN", care);
                h.disclosure_silent();
            },
        },
        Variant {
            name: "of-the-same-month",
            tells: "Signed and told within one month, and nobody can say which came first.",
            people: 1,
            days: 50,
            write: |h| {
                assessed(h, 0, "police");
                let (first, last) = (h.on(10, 10), h.on(40, 10));
                h.sign_within(first, last, "dsa", "DATA_SHARING", &["trust", "police"]);
                let fact = h.disclosure("police", "POLICE", "RISK", basis("STATUTE"));
                let said = h.record_within(first, last, "governance", call::DISCLOSE, fact);
                h.disclosure_lacks(RULE, said, last);
            },
        },
    ],
};

/// The impact assessment is signed on a day, and holds from the first.
fn assessed(h: &mut History<'_>, day: i64, with: &str) {
    signed(h, day, "dpia", "DPIA", with, &["trust", with]);
}

/// The sharing agreement is signed on a day by these, and holds from the first.
fn agreed(h: &mut History<'_>, day: i64, with: &str, by: &[&str]) {
    signed(h, day, "dsa", "DATA_SHARING", with, by);
}

fn signed(h: &mut History<'_>, day: i64, name: &str, kind: &str, with: &str, by: &[&str]) {
    let fact = h.agreement(name, kind, &["trust", with], by, (0, 9));
    h.record((day, 9), "governance", call::SIGN_AGREEMENT, fact);
}

fn export(h: &mut History<'_>, when: impl Moment, more: Value) -> Said {
    let rows = json!({ "identifiability": "IDENTIFIABILITY_PSEUDONYMISED", "person_id": "" });
    let rows = with(basis("PUBLIC_INTEREST"), rows);
    h.disclose_plainly(when, "vendor", "VENDOR", "ACTIVITY", with(rows, more))
}

fn to_police(h: &mut History<'_>, when: impl Moment, more: Value) -> Said {
    h.disclose_plainly(when, "police", "POLICE", "RISK", with(basis("STATUTE"), more))
}

fn end(h: &mut History<'_>, when: impl Moment) {
    let fact = json!({ "agreement_id": h.id("agreement", "dsa"), "reason": "reviewed" });
    h.record(when, "governance", call::END_AGREEMENT, fact);
}

/// What goes to a company is of no one person, and of a scheme.
fn about_rows(h: &mut History<'_>, said: Said) {
    h.fires(RULE, ("disclosure", "d"), Scheme, said);
}
