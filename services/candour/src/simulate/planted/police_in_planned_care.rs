//! Officers in planned care, and officers who came for what police come for.

use serde_json::{Value, json};

use super::{
    History, Planted, Variant,
    history::{Said, Subject::Person},
};
use crate::simulate::{area::with, call};

pub const RULE: &str = "police-in-planned-care";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "mentor",
            tells: "The scheme's officer mentored the person beside the care coordinator.",
            people: 1,
            days: 2,
            write: |h| {
                let more = json!({ "clinician_present": "ANSWER_YES" });
                let said = involve(h, "MENTOR", "SCHEME", "YES", more);
                fires(h, said);
            },
        },
        Variant {
            name: "gatekeeper",
            tells: "Care waited for an officer's approval.",
            people: 1,
            days: 2,
            write: |h| {
                let said = involve(h, "GATEKEEPER", "SCHEME", "YES", json!({}));
                fires(h, said);
            },
        },
        Variant {
            name: "key-worker",
            tells: "An officer was the person's key worker.",
            people: 1,
            days: 2,
            write: |h| {
                let said = involve(h, "KEY_WORKER", "SCHEME", "YES", json!({}));
                fires(h, said);
            },
        },
        Variant {
            name: "approved-the-plan",
            tells: "An officer approved the plan.",
            people: 1,
            days: 5,
            write: |h| {
                draft(h, &["nurse"]);
                let said = approve(h, "officer");
                h.plan_fires(RULE, said);
            },
        },
        Variant {
            name: "wrote-the-plan",
            tells: "An officer was among the authors of the plan, and a clinician approved it.",
            people: 1,
            days: 5,
            write: |h| {
                let said = draft(h, &["nurse", "officer"]);
                approve(h, "psychiatrist");
                h.plan_fires(RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "answered-a-call",
            tells: "An officer answered a call about immediate risk.",
            people: 1,
            days: 2,
            write: |h| lawful(h, "RESPONDER", "IMMEDIATE_RISK", "NO"),
        },
        Variant {
            name: "place-of-safety",
            tells: "An officer brought the person to a place of safety.",
            people: 1,
            days: 2,
            write: |h| lawful(h, "GATEKEEPER", "S135_S136", "YES"),
        },
        Variant {
            name: "missing",
            tells: "An officer kept in touch while the person was missing.",
            people: 1,
            days: 2,
            write: |h| lawful(h, "KEY_WORKER", "MISSING_PERSON", "YES"),
        },
        Variant {
            name: "victim",
            tells: "An officer looked after the person as the victim of a crime.",
            people: 1,
            days: 2,
            write: |h| lawful(h, "KEY_WORKER", "VICTIM_CONTACT", "YES"),
        },
        Variant {
            name: "under-mappa",
            tells: "An officer had a part under MAPPA, which the scheme is not.",
            people: 1,
            days: 2,
            write: |h| lawful(h, "KEY_WORKER", "MAPPA_MARAC", "YES"),
        },
        Variant {
            name: "chosen",
            tells: "The person chose the officer as a supporter.",
            people: 1,
            days: 2,
            write: |h| lawful(h, "MENTOR", "PERSONS_CHOICE", "YES"),
        },
        Variant {
            name: "adviser",
            tells: "An officer advised on a crime at a planned meeting, apart from care.",
            people: 1,
            days: 2,
            write: |h| lawful(h, "ADVISER", "SCHEME", "YES"),
        },
        Variant {
            name: "written-by-a-nurse",
            tells: "A nurse wrote the plan with the person, and a doctor approved it.",
            people: 1,
            days: 5,
            write: |h| {
                draft(h, &["nurse"]);
                approve(h, "psychiatrist");
                h.plan_silent();
            },
        },
        Variant {
            name: "planned-or-not",
            tells: "An officer was a mentor, and no record says whether that was planned care.",
            people: 1,
            days: 2,
            write: |h| {
                let said = involve(h, "MENTOR", "SCHEME", "NOT_RECORDED", json!({}));
                h.lacks(RULE, ("involvement", "i"), Person, said, said.at);
            },
        },
    ],
};

fn involve(h: &mut History<'_>, role: &str, trigger: &str, planned: &str, more: Value) -> Said {
    let scheme = h.scheme();
    let care = json!({ "scheme_id": scheme, "care_agency_id": h.agency("trust") });
    let fact = with(h.part_of_police(role, trigger, planned), care);
    h.record((0, 10), "governance", call::INVOLVE_POLICE, with(fact, more))
}

fn lawful(h: &mut History<'_>, role: &str, trigger: &str, planned: &str) {
    involve(h, role, trigger, planned, json!({ "clinician_present": "ANSWER_YES" }));
    h.part_silent();
}

fn draft(h: &mut History<'_>, authors: &[&str]) -> Said {
    let fact = h.plan_by(authors, "JOINT");
    h.record((0, 10), "governance", call::DRAFT_PLAN, fact)
}

fn approve(h: &mut History<'_>, approver: &str) -> Said {
    let fact = json!({ "plan_id": h.id("plan", "plan"), "approver": h.area.worker(approver) });
    h.record((3, 10), "governance", call::APPROVE_PLAN, fact)
}

fn fires(h: &mut History<'_>, said: Said) {
    h.fires(RULE, ("involvement", "i"), Person, said);
}
