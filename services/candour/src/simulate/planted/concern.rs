//! What planted histories tell of complaints and safeguarding concerns. A history
//! has one of them unless it names more.

use serde_json::{Value, json};

use super::{
    History,
    history::{Moment, Said, Subject::Person},
    lines::READ_AND_HEARD,
};
use crate::simulate::{
    area::{with, words},
    call,
    time::When,
};

/// A complaint about an agency, by the person and formally unless it is said otherwise.
pub fn complain(
    h: &mut History<'_>,
    at: impl Moment,
    about: &str,
    subject: &str,
    more: Value,
) -> Said {
    let fact = json!({
        "concern_id": h.id("concern", "c"),
        "person_id": h.person(),
        "about_agency_id": h.agency(about),
        "subject": format!("COMPLAINT_SUBJECT_{subject}"),
        "raised_by": "RAISED_BY_PERSON",
        "formal": true,
        "words": words("This should not have happened to me"),
    });
    h.record(at, "governance", call::RAISE_COMPLAINT, with(fact, more))
}

/// A complaint about the trust that is acknowledged within the day.
pub fn heard(h: &mut History<'_>, subject: &str) {
    complain(h, (0, 10), "trust", subject, json!({}));
    acknowledge(h, (0, 15), "trust");
}

/// A complaint about police that tells of a sanction, acknowledged and answered by
/// others: the history's own rule must say nothing of it.
pub fn about_a_sanction(h: &mut History<'_>, more: Value, outcome: &str) {
    complain(h, (0, 10), "police", "SANCTION", more);
    acknowledge(h, (1, 10), "police");
    close(h, 30, outcome, "board");
    silent(h, "c");
}

/// It is acknowledged.
pub fn acknowledge(h: &mut History<'_>, at: impl Moment, by: &str) -> Said {
    let fact = acknowledgement(h, by);
    h.record(at, "governance", call::ACKNOWLEDGE_COMPLAINT, fact)
}

/// What is recorded of an acknowledgement.
pub fn acknowledgement(h: &History<'_>, by: &str) -> Value {
    json!({
        "concern_id": h.id("concern", "c"),
        "agency_id": h.agency(by),
        "owner_worker_id": h.area.worker_id("complaints"),
    })
}

/// It is put in a category.
pub fn categorise(h: &mut History<'_>, day: i64, category: &str, by: &str, more: Value) -> Said {
    let fact = json!({
        "concern_id": h.id("concern", "c"),
        "category": format!("COMPLAINT_CATEGORY_{category}"),
        "agency_id": h.agency(by),
    });
    h.record((day, 10), "governance", call::CATEGORISE_COMPLAINT, with(fact, more))
}

/// It is closed by somebody outside the team complained of.
pub fn close(h: &mut History<'_>, day: i64, outcome: &str, by: &str) -> Said {
    close_by(h, day, outcome, by, true)
}

/// It is closed, by somebody outside the team complained of or not.
pub fn close_by(h: &mut History<'_>, day: i64, outcome: &str, by: &str, independent: bool) -> Said {
    let fact = json!({
        "concern_id": h.id("concern", "c"),
        "outcome": format!("COMPLAINT_OUTCOME_{outcome}"),
        "agency_id": h.agency(by),
        "independent": independent,
        "reasons": words(READ_AND_HEARD),
    });
    h.record((day, 15), "governance", call::CLOSE_COMPLAINT, fact)
}

/// What is recorded of a safeguarding concern.
pub fn safeguarding(h: &History<'_>, name: &str, kind: &str) -> Value {
    json!({
        "concern_id": h.id("concern", name),
        "person_id": h.person(),
        "kind": format!("SAFEGUARDING_KIND_{kind}"),
        "to_agency_id": h.agency("council"),
        "raised_by": "RAISED_BY_STAFF",
        "words": words("Says that somebody at home hits them"),
    })
}

/// A safeguarding concern is raised.
pub fn raise(h: &mut History<'_>, at: impl Moment, name: &str, kind: &str) -> Said {
    let fact = safeguarding(h, name, kind);
    h.record(at, "nurse", call::RAISE_SAFEGUARDING, fact)
}

/// What is recorded of a decision about one: whether there are needs for care, abuse
/// or neglect, and no way to protect oneself.
pub fn decision(h: &History<'_>, name: &str, decision: &str, test: [bool; 3]) -> Value {
    let [needs, abuse, helpless] = test.map(|yes| if yes { "ANSWER_YES" } else { "ANSWER_NO" });
    json!({
        "concern_id": h.id("concern", name),
        "agency_id": h.agency("council"),
        "decision": format!("S42_DECISION_{decision}"),
        "needs": needs,
        "abuse_or_neglect": abuse,
        "cannot_protect_self": helpless,
        "reasons": words("Each part of the test was looked at with the person"),
    })
}

/// It is decided whether a concern is enquired into.
pub fn decide(
    h: &mut History<'_>,
    at: impl Moment,
    name: &str,
    outcome: &str,
    test: [bool; 3],
) -> Said {
    let fact = decision(h, name, outcome, test);
    h.record(at, "social-worker", call::DECIDE_S42, fact)
}

/// A rule must fire about the concern since a moment.
pub fn fires(h: &mut History<'_>, rule: &'static str, said: Said, since: When) {
    h.fires_since(rule, ("concern", "c"), Person, said, since);
}

/// A rule must say of the concern what the record lacks, since a moment.
pub fn lacks(h: &mut History<'_>, rule: &'static str, said: Said, since: When) {
    h.lacks(rule, ("concern", "c"), Person, said, since);
}

/// The history's own rule must say nothing of this concern.
pub fn silent(h: &mut History<'_>, name: &str) {
    h.silent(("concern", name));
}
