//! Standing access to records, for police and for others.

use serde_json::json;

use super::{
    History, Planted, Variant,
    history::{Said, Subject::Scheme},
};
use crate::simulate::{area::by_statute, call};

pub const RULE: &str = "police-record-access";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "honorary-contract",
            tells: "An honorary contract opened the clinical notes to an officer.",
            people: 0,
            days: 2,
            write: |h| {
                let said = grant(h, "officer", "POLICE", "HONORARY_CONTRACT");
                fires(h, said);
            },
        },
        Variant {
            name: "no-instrument",
            tells: "An officer had access, and no record says under what.",
            people: 0,
            days: 2,
            write: |h| {
                let said = grant(h, "officer", "POLICE", "NONE");
                fires(h, said);
            },
        },
        Variant {
            name: "taken-back",
            tells: "An officer's access was taken back after three months.",
            people: 0,
            days: 95,
            write: |h| {
                let said = grant(h, "officer", "POLICE", "AGREEMENT");
                let fact = json!({ "access_id": h.id("access", "a") });
                h.record((90, 10), "governance", call::REVOKE_ACCESS, fact);
                fires(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "a-clinician-elsewhere",
            tells: "A clinician of a neighbouring trust has access under an agreement.",
            people: 0,
            days: 2,
            write: |h| {
                grant(h, "independent", "MENTAL_HEALTH_TRUST", "AGREEMENT");
                h.silent(("access", "a"));
            },
        },
        Variant {
            name: "an-item-disclosed",
            tells: "One item was disclosed to police by statute, and no access given.",
            people: 1,
            days: 15,
            write: |h| {
                h.agreements(0, "police");
                h.disclose_plainly((10, 10), "police", "POLICE", "RISK", by_statute());
                h.disclosure_silent();
            },
        },
    ],
};

fn grant(h: &mut History<'_>, to: &str, kind: &str, instrument: &str) -> Said {
    let scheme = h.scheme();
    let fact = json!({
        "access_id": h.id("access", "a"),
        "scheme_id": scheme,
        "from_agency_id": h.agency("trust"),
        "to": h.area.worker(to),
        "to_kind": format!("AGENCY_KIND_{kind}"),
        "instrument": format!("ACCESS_INSTRUMENT_{instrument}"),
        "items": ["DISCLOSED_ITEM_CLINICAL_NOTES"],
    });
    h.record((0, 10), "governance", call::GRANT_ACCESS, fact)
}

fn fires(h: &mut History<'_>, said: Said) {
    h.fires(RULE, ("access", "a"), Scheme, said);
}
