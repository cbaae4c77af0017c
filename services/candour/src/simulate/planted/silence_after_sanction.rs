//! People who stopped seeking help after a blow, and people of whom something was
//! heard or who had never sought it often.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant, care_contact_prohibition,
    history::Said,
    label_gate,
    sanction::{self, APART, NOTICE, no_care, of_no_scheme, terms},
    sanction_applied, sanction_threat,
    seeking::{because_of, ended},
};
use crate::simulate::{
    area::{with, words},
    call,
};

pub const RULE: &str = "silence-after-sanction";

/// When the person came before the blow: six times in less than three months.
const CAME: [i64; 6] = [0, 10, 20, 30, 40, 50];

/// On which day the blow falls.
const BLOW: i64 = 55;

/// After how many days nobody should be unseen.
const QUIET: i64 = 28;

/// Until then it is told.
const DAYS: i64 = BLOW + QUIET + 10;

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "after-a-notice",
            tells: "A notice for calling, and nothing more was heard.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                let said = notice(h, NOTICE, "CALLING", json!({}));
                silence(h, said);
                sanction::fires(h, sanction_applied::RULE, said);
            },
        },
        Variant {
            name: "after-a-threat",
            tells: "Threatened with arrest for attending, and did not come again.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                let said = threat(h, "ATTENDING");
                silence(h, said);
                sanction::fires(h, sanction_threat::RULE, said);
            },
        },
        Variant {
            name: "after-a-refusal",
            tells: "Turned away for having been there too often, and did not come again.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                let said = away(h, "FREQUENCY");
                silence(h, said);
                h.person_fires(label_gate::RULE, said);
            },
        },
        Variant {
            name: "bail-and-no-999",
            tells: "Bail for an offence apart on the term not to call 999, and then silence.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                let more = no_care("Not to call 999");
                let said = notice(h, "BAIL_CONDITION", APART, more);
                silence(h, said);
                sanction::each_fires(
                    h,
                    &[sanction_applied::RULE, care_contact_prohibition::RULE],
                    said,
                );
            },
        },
        Variant {
            name: "a-letter-and-no-visit",
            tells: "After a refusal a letter was sent, and nobody looked.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                let said = away(h, "PLAN");
                h.inform((BLOW + 7, 10), "CLOSURE", "LETTER", json!({}));
                silence(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "came-again",
            tells: "Came again three weeks after a notice.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                h.comes(&[BLOW + 21]);
                let said = notice(h, NOTICE, "CALLING", json!({}));
                h.person_silent();
                sanction::fires(h, sanction_applied::RULE, said);
            },
        },
        Variant {
            name: "visited",
            tells: "The community team visited in the week after a refusal.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                away(h, "PLAN");
                h.seek((BLOW + 6, 10), "visit", "COMMUNITY", because_of("PLANNED"));
                h.person_silent();
            },
        },
        Variant {
            name: "spoken-with",
            tells: "Somebody rang the person a fortnight after a refusal and spoke with them.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                away(h, "NO_RESOURCE");
                h.inform((BLOW + 14, 10), "INCIDENT", "TELEPHONE", json!({}));
                h.person_silent();
            },
        },
        Variant {
            name: "spoke-for-themselves",
            tells: "The person had a statement of theirs put on record after a threat.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                let said = threat(h, "CALLING");
                let fact = json!({
                    "statement_id": h.id("statement", "s"),
                    "person_id": h.person(),
                    "about_id": h.person(),
                    "written_by": "STATEMENT_BY_PERSON",
                    "words": words("I am still here"),
                });
                h.record((BLOW + 10, 10), "nurse", call::RECORD_STATEMENT, fact);
                h.person_silent();
                sanction::fires(h, sanction_threat::RULE, said);
            },
        },
        Variant {
            name: "looked-for",
            tells: "Police were asked to look whether the person was safe, and came to them.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                away(h, "PLAN");
                h.police_come((BLOW + 12, 10), "RESPONDER", "IMMEDIATE_RISK", "NO");
                h.person_silent();
            },
        },
        Variant {
            name: "five-times-before",
            tells: "Had come five times before the refusal: no habit that could end.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(CAME.split_first().map(|(_, rest)| rest).unwrap_or_default());
                away(h, "PLAN");
                h.person_silent();
            },
        },
        Variant {
            name: "an-offence-apart",
            tells: "A caution for an offence against somebody else, which says nothing of care.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                notice(h, "CAUTION", APART, json!({}));
                h.person_silent();
            },
        },
        Variant {
            name: "on-a-ward",
            tells: "Admitted on the eve of a notice; no record says when they came out.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                h.seek((BLOW - 1, 10), "admitted", "ED", ended("ADMITTED"));
                let said = notice(h, NOTICE, "CALLING", json!({}));
                h.person_lacks(RULE, said, said.at.days(QUIET));
                sanction::fires(h, sanction_applied::RULE, said);
            },
        },
        Variant {
            name: "not-said-what-for",
            tells: "A caution, no record says what for, and nothing was heard after it.",
            people: 1,
            days: DAYS,
            write: |h| {
                h.comes(&CAME);
                let said = notice(h, "CAUTION", "NOT_RECORDED", json!({}));
                h.person_lacks(RULE, said, said.at.days(QUIET));
                sanction::lacks(h, sanction_applied::RULE, said);
            },
        },
    ],
};

/// A sanction whose terms leave contact with care alone, unless it says otherwise.
fn notice(h: &mut History<'_>, kind: &str, predicate: &str, more: Value) -> Said {
    let terms = terms("To stay out of the car park at night");
    let fact = with(of_no_scheme(h, kind, predicate), with(terms, more));
    h.record((BLOW, 10), "officer", call::APPLY_SANCTION, fact)
}

/// A threat of an arrest.
fn threat(h: &mut History<'_>, predicate: &str) -> Said {
    let fact = of_no_scheme(h, "ARREST", predicate);
    h.record((BLOW, 10), "officer", call::THREATEN_SANCTION, fact)
}

fn away(h: &mut History<'_>, why: &str) -> Said {
    h.turned_away((BLOW, 10), "away", "ED", why, json!({}))
}

fn silence(h: &mut History<'_>, said: Said) {
    h.person_fires_since(RULE, said, said.at.days(QUIET));
}
