//! Health services that supported a sanction for seeking help, and those that did
//! not, or gave no more than a court demanded.
//!
//! The trust shares of its own accord in the rest of the population. So it is a
//! supporter here only where the history says by itself what it gave.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant, care_contact_prohibition, concern, disclosure_without_basis,
    history::Said,
    sanction::{
        self, APART, MONTHLY, NO_EMERGENCY, NO_FILMING, NOTICE, ORDER, WARNING, each_fires, fires,
        no_care, review, silent, supported_by, terms,
    },
    sanction_applied, sanction_threat,
    sharing::basis,
};
use crate::simulate::{
    area::{by_statute, with, words},
    call,
};

pub const RULE: &str = "sanction-clinically-supported";
pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "a-hospital-and-the-ambulance",
            tells: "A hospital and the ambulance service supported a notice for calling.",
            people: 1,
            days: 2,
            write: |h| {
                let more = terms(MONTHLY);
                let by = ["acute", "ambulance", "council"];
                let said = apply(h, NOTICE, "CALLING", &by, more);
                each_fires(h, &[RULE, sanction_applied::RULE], said);
            },
        },
        Variant {
            name: "a-practice-and-a-warning",
            tells: "A practice supported a warning for self-harm; a review found no ground.",
            people: 1,
            days: 45,
            write: |h| {
                let more = supported_by(h, &["practice"], json!({}));
                let said = sanction::threatened(h, WARNING, "SELF_HARM", more);
                review(h, 40, "NOT_JUSTIFIED");
                each_fires(h, &[RULE, sanction_threat::RULE], said);
            },
        },
        Variant {
            name: "kept-from-the-hospital",
            tells: "Bail for an offence apart; the hospital supported a term to keep away.",
            people: 1,
            days: 2,
            write: |h| {
                let more = no_care(NO_EMERGENCY);
                let said = apply(h, "BAIL_CONDITION", APART, &["acute"], more);
                each_fires(
                    h,
                    &[RULE, sanction_applied::RULE, care_contact_prohibition::RULE],
                    said,
                );
            },
        },
        Variant {
            name: "notes-in-the-name-of-care",
            tells: "Notes went to police in the name of care; a court demanded the rest.",
            people: 1,
            days: 25,
            write: |h| {
                h.agreements(0, "police");
                let gave = disclose(h, 5, "d", "CLINICAL_NOTES", basis("DIRECT_CARE"));
                disclose(h, 10, "d2", "RISK", by_statute());
                let more = supported_by(h, &["trust"], terms(NO_FILMING));
                let said = sanction::apply(h, (20, 10), ORDER, "ATTENDING", more);
                each_fires(h, &[RULE, sanction_applied::RULE], said);
                h.disclosure_fires(disclosure_without_basis::RULE, gave);
            },
        },
        Variant {
            name: "found-in-the-file",
            tells: "A trust supported a caution on a bridge, and it is told months later.",
            people: 1,
            days: 95,
            write: |h| {
                let more = supported_by(h, &["neighbour"], json!({}));
                let fact = sanction::fact(h, "CAUTION", "PLACE_OF_RISK", more);
                let said = h.record_late((90, 10), (0, 10), "officer", call::APPLY_SANCTION, fact);
                each_fires(h, &[RULE, sanction_applied::RULE], said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "a-court-ordered-it",
            tells: "A court demanded a list of contacts, and no more was disclosed.",
            people: 1,
            days: 25,
            write: |h| {
                h.agreements(0, "police");
                disclose(h, 10, "d", "CONTACTS", by_statute());
                let more = supported_by(h, &["trust"], json!({}));
                let said = sanction::apply(h, (20, 10), "PROSECUTION", "CALLING", more);
                silent(h);
                // The trust had no part in it; a prosecution for calling it is.
                fires(h, sanction_applied::RULE, said);
            },
        },
        Variant {
            name: "an-assault-on-staff",
            tells: "A nurse was assaulted, and the hospital supports the charge.",
            people: 1,
            days: 35,
            write: |h| {
                let more = supported_by(h, &["acute"], json!({}));
                sanction::threaten(h, (0, 9), "CHARGE", APART, more);
                apply(h, "CHARGE", APART, &["acute"], json!({}));
                review(h, 30, "UPHELD");
                silent(h);
            },
        },
        Variant {
            name: "a-practice-and-a-neighbour",
            tells: "A practice was a witness of a quarrel between neighbours.",
            people: 1,
            days: 2,
            write: |h| {
                apply(h, "CAUTION", APART, &["practice"], json!({}));
                silent(h);
            },
        },
        Variant {
            name: "a-council-and-a-fence",
            tells: "A council supported an injunction about a fence.",
            people: 1,
            days: 2,
            write: |h| {
                let more = terms("Not to move the fence");
                apply(h, "INJUNCTION", APART, &["council"], more);
                silent(h);
            },
        },
        Variant {
            name: "staff-speak-up",
            tells: "Staff complained of a sanction on the person's behalf.",
            people: 1,
            days: 35,
            write: |h| {
                let more = json!({ "raised_by": "RAISED_BY_STAFF" });
                concern::about_a_sanction(h, more, "UPHELD");
            },
        },
        Variant {
            name: "a-council-and-a-caller",
            tells: "A council, which is no health service, supported an injunction for calling.",
            people: 1,
            days: 2,
            write: |h| {
                let more = terms(MONTHLY);
                let said = apply(h, "INJUNCTION", "CALLING", &["council"], more);
                silent(h);
                fires(h, sanction_applied::RULE, said);
            },
        },
        Variant {
            name: "not-said-what-for",
            tells: "A hospital supported a caution, and no record says what it was for.",
            people: 1,
            days: 2,
            write: |h| {
                let said = apply(h, "CAUTION", "NOT_RECORDED", &["acute"], json!({}));
                sanction::lacks(h, RULE, said);
                sanction::lacks(h, sanction_applied::RULE, said);
            },
        },
    ],
};

fn apply(
    h: &mut History<'_>,
    kind: &str,
    predicate: &str,
    supporters: &[&str],
    more: Value,
) -> Said {
    let more = supported_by(h, supporters, more);
    sanction::applied(h, kind, predicate, more)
}

/// The trust discloses something about the person to police, and tells them.
fn disclose(h: &mut History<'_>, day: i64, name: &str, item: &str, basis: Value) -> Said {
    let at = h.on(day, 10);
    let more = json!({
        "disclosure_id": h.id("disclosure", name),
        "purpose": words("For the case at court"),
        "person_told": h.area.moment(at),
    });
    h.disclose_plainly(at, "police", "POLICE", item, with(basis, more))
}
