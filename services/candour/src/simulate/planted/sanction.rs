//! What planted histories tell of sanctions, threats and behavioural contracts.
//! A history has one sanction and one contract at most.

use serde_json::{Value, json};

use super::{
    History,
    history::{Moment, Said, Subject::Person},
};
use crate::simulate::{
    area::{with, words},
    call,
};

/// A warning, as a sanction's kind.
pub const WARNING: &str = "COMMUNITY_PROTECTION_WARNING";

/// A notice, which may follow a warning.
pub const NOTICE: &str = "COMMUNITY_PROTECTION_NOTICE";

/// An order of a court.
pub const ORDER: &str = "CRIMINAL_BEHAVIOUR_ORDER";

/// What it is for, if it has nothing to do with seeking help.
pub const APART: &str = "SEPARATE_OFFENCE";

/// A term that leaves care alone.
pub const MONTHLY: &str = "To meet the officer once a month";

/// A term about a neighbour.
pub const GARDEN: &str = "Not to enter the neighbour's garden";

/// A term that leaves care alone, whatever it is about.
pub const NO_FILMING: &str = "Not to film in the hospital";

/// A term that keeps the person from care.
pub const NO_EMERGENCY: &str = "Not to enter the emergency department";

/// What is recorded of the history's sanction, or of the threat of it.
pub fn fact(h: &mut History<'_>, kind: &str, predicate: &str, more: Value) -> Value {
    let of = json!({ "scheme_id": h.scheme() });
    with(of_no_scheme(h, kind, predicate), with(of, more))
}

/// What is recorded of a sanction with which no scheme has to do.
pub fn of_no_scheme(h: &History<'_>, kind: &str, predicate: &str) -> Value {
    json!({
        "sanction_id": h.id("sanction", "s"),
        "person_id": h.person(),
        "kind": format!("SANCTION_KIND_{kind}"),
        "agency_id": h.agency("police"),
        "predicate": format!("PREDICATE_{predicate}"),
    })
}

/// It is threatened.
pub fn threaten(
    h: &mut History<'_>,
    at: impl Moment,
    kind: &str,
    predicate: &str,
    more: Value,
) -> Said {
    let fact = fact(h, kind, predicate, more);
    h.record(at, "officer", call::THREATEN_SANCTION, fact)
}

/// It is applied.
pub fn apply(
    h: &mut History<'_>,
    at: impl Moment,
    kind: &str,
    predicate: &str,
    more: Value,
) -> Said {
    let fact = fact(h, kind, predicate, more);
    h.record(at, "officer", call::APPLY_SANCTION, fact)
}

/// It is threatened on the first day.
pub fn threatened(h: &mut History<'_>, kind: &str, predicate: &str, more: Value) -> Said {
    threaten(h, (0, 10), kind, predicate, more)
}

/// It is applied on the first day.
pub fn applied(h: &mut History<'_>, kind: &str, predicate: &str, more: Value) -> Said {
    apply(h, (0, 10), kind, predicate, more)
}

/// Terms of it that keep the person from care.
pub fn no_care(terms: &str) -> Value {
    json!({ "terms": words(terms), "limits_care_contact": true })
}

/// Terms of it that leave care alone.
pub fn terms(terms: &str) -> Value {
    json!({ "terms": words(terms) })
}

/// Those who support it.
pub fn supported_by(h: &History<'_>, agencies: &[&str], more: Value) -> Value {
    with(json!({ "supporting_agency_ids": h.area.agencies(agencies) }), more)
}

/// Its terms are changed.
pub fn vary(h: &mut History<'_>, day: i64, terms: Value) -> Said {
    let fact = json!({
        "sanction_id": h.id("sanction", "s"),
        "agency_id": h.agency("police"),
        "reason": words("The court was asked to"),
    });
    h.record((day, 10), "officer", call::VARY_SANCTION, with(fact, terms))
}

/// Its grounds are reviewed.
pub fn review(h: &mut History<'_>, day: i64, outcome: &str) {
    let fact = json!({
        "sanction_id": h.id("sanction", "s"),
        "outcome": format!("SANCTION_REVIEW_OUTCOME_{outcome}"),
        "reasons": words("What was on file was read"),
    });
    h.record((day, 10), "governance", call::REVIEW_SANCTION, fact);
}

/// It ends.
pub fn end(h: &mut History<'_>, day: i64, how: &str) {
    let fact = json!({
        "sanction_id": h.id("sanction", "s"), "how": format!("SANCTION_END_{how}"),
    });
    h.record((day, 10), "officer", call::END_SANCTION, fact);
}

/// It is overturned.
pub fn overturn(h: &mut History<'_>, day: i64, by: &str) {
    let fact = json!({
        "sanction_id": h.id("sanction", "s"),
        "by": format!("OVERTURNED_BY_{by}"),
        "reasons": words("It should not have been applied"),
    });
    h.record((day, 10), "governance", call::OVERTURN_SANCTION, fact);
}

/// What is recorded of a behavioural contract that leaves the seeking of help alone
/// unless it is said otherwise.
fn agreement(h: &History<'_>, terms: &str, penalty: &str) -> Value {
    json!({
        "contract_id": h.id("contract", "k"),
        "person_id": h.person(),
        "agency_id": h.agency("trust"),
        "terms": words(terms),
        "penalty": format!("CONTRACT_PENALTY_{penalty}"),
        "crisis_care_untouched": "ANSWER_YES",
        "limits_contacts": "ANSWER_NO",
        "person_agrees": "ANSWER_YES",
    })
}

/// What makes a contract one that limits how often the person seeks help, who does not
/// agree to it.
pub fn limits_contacts() -> Value {
    json!({ "limits_contacts": "ANSWER_YES", "person_agrees": "ANSWER_NO" })
}

/// A contract of a scheme's, which is signed unless it is said otherwise.
pub fn contract(h: &mut History<'_>, at: impl Moment, penalty: &str, more: Value) -> Said {
    let signed = json!({
        "scheme_id": h.scheme(),
        "person_signed": "ANSWER_YES",
        "advocate_offered": "ANSWER_YES",
    });
    let fact = with(agreement(h, "Both write down what they hope for", penalty), signed);
    h.record(at, "nurse", call::IMPOSE_BEHAVIOURAL_CONTRACT, with(fact, more))
}

/// A contract of the first day, with which no scheme has to do; nobody says whether it
/// was signed.
pub fn plain_contract(h: &mut History<'_>, penalty: &str, more: Value) -> Said {
    let fact = with(agreement(h, "What we both hope for", penalty), more);
    h.record((0, 10), "nurse", call::IMPOSE_BEHAVIOURAL_CONTRACT, fact)
}

/// A rule must fire about the sanction.
pub fn fires(h: &mut History<'_>, rule: &'static str, said: Said) {
    h.fires(rule, ("sanction", "s"), Person, said);
}

/// Each of these rules must fire about the sanction.
pub fn each_fires(h: &mut History<'_>, rules: &[&'static str], said: Said) {
    for rule in rules {
        fires(h, rule, said);
    }
}

/// A rule must say of the sanction what the record lacks.
pub fn lacks(h: &mut History<'_>, rule: &'static str, said: Said) {
    h.lacks(rule, ("sanction", "s"), Person, said, said.at);
}

/// A rule must fire about the contract.
pub fn contract_fires(h: &mut History<'_>, rule: &'static str, said: Said) {
    h.fires(rule, ("contract", "k"), Person, said);
}

/// A rule must say of the contract what the record lacks.
pub fn contract_lacks(h: &mut History<'_>, rule: &'static str, said: Said) {
    h.lacks(rule, ("contract", "k"), Person, said, said.at);
}

/// The history's own rule must say nothing of the contract.
pub fn contract_silent(h: &mut History<'_>) {
    h.silent(("contract", "k"));
}

/// The history's own rule must say nothing of the sanction.
pub fn silent(h: &mut History<'_>) {
    h.silent(("sanction", "s"));
}
