//! Help that a label kept somebody from, and help that was refused for other reasons.

use serde_json::Value;

use super::{
    History, Planted, Variant,
    history::Said,
    seeking::{agreed, because_of, ended, refused},
};
use crate::simulate::area::with;

pub const RULE: &str = "label-gate";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "there-too-often",
            tells: "Turned away for having been there too often.",
            people: 1,
            days: 3,
            write: |h| {
                let said = away(h, (0, 10), "ED", "FREQUENCY");
                h.person_fires(RULE, said);
            },
        },
        Variant {
            name: "a-diagnosis",
            tells: "A diagnosis closed the crisis line.",
            people: 1,
            days: 3,
            write: |h| {
                let said = away(h, (0, 10), "CRISIS_LINE", "DIAGNOSIS");
                h.person_fires(RULE, said);
            },
        },
        Variant {
            name: "capacity-and-then-a-score",
            tells: "Held to have capacity and left to it; a week later a score decided.",
            people: 1,
            days: 12,
            write: |h| {
                let said = away(h, (0, 10), "AMBULANCE_999", "CAPACITY");
                away(h, (9, 10), "ED", "RISK_SCORE");
                h.person_fires(RULE, said);
            },
        },
        Variant {
            name: "out-of-scope-it-was-said",
            tells: "Recorded as out of scope, and corrected: it was the diagnosis.",
            people: 1,
            days: 35,
            write: |h| {
                let said = away(h, (0, 10), "COMMUNITY", "CLINICAL_SCOPE");
                let was = away_for(h, "COMMUNITY", "DIAGNOSIS");
                h.correct((30, 10), "COMMUNITY", was);
                h.person_fires(RULE, said);
            },
        },
        Variant {
            name: "crisis-care-ended",
            tells: "Crisis care ended because of how often the person called.",
            people: 1,
            days: 3,
            write: |h| {
                let said = h.reduce((0, 10), "CRISIS_CARE", "CONTACTS", agreed("NO", true));
                h.person_fires(RULE, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "out-of-scope",
            tells: "Outside the service's clinical scope, and referred on.",
            people: 1,
            days: 3,
            write: |h| {
                away(h, (0, 10), "COMMUNITY", "CLINICAL_SCOPE");
                h.person_silent();
            },
        },
        Variant {
            name: "refused-by-the-person",
            tells: "The person refused, informed and with capacity.",
            people: 1,
            days: 3,
            write: |h| {
                away(h, (0, 10), "ED", "PERSON_REFUSED");
                h.person_silent();
            },
        },
        Variant {
            name: "no-room-for-anybody",
            tells: "There was no room for anybody.",
            people: 1,
            days: 3,
            write: |h| {
                away(h, (0, 10), "CRISIS_LINE", "NO_RESOURCE");
                h.person_silent();
            },
        },
        Variant {
            name: "five-times-in-a-week",
            tells: "Came five times in a week and was seen each time.",
            people: 1,
            days: 10,
            write: |h| {
                h.comes(&[0, 1, 3, 4, 6]);
                h.person_silent();
            },
        },
        Variant {
            name: "stepped-down",
            tells: "A step down that was planned with the person.",
            people: 1,
            days: 3,
            write: |h| {
                h.reduce((0, 10), "OUTREACH", "PLANNED_STEP_DOWN", agreed("YES", false));
                h.person_silent();
            },
        },
        Variant {
            name: "fewer-visits-as-agreed",
            tells: "Fewer visits because the person calls less, as they agreed.",
            people: 1,
            days: 3,
            write: |h| {
                h.reduce((0, 10), "OUTREACH", "CONTACTS", agreed("YES", false));
                h.person_silent();
            },
        },
        Variant {
            name: "put-down-to-a-diagnosis",
            tells: "Put down to a diagnosis, and corrected: the person had refused.",
            people: 1,
            days: 12,
            write: |h| {
                away(h, (0, 10), "ED", "DIAGNOSIS");
                let was = away_for(h, "ED", "PERSON_REFUSED");
                h.correct((9, 10), "ED", was);
                h.person_silent();
                h.meanwhile();
            },
        },
        Variant {
            name: "not-said-why",
            tells: "Turned away, and no record says why.",
            people: 1,
            days: 3,
            write: |h| {
                let said = h.seek((0, 10), "c", "ED", ended("REFUSED"));
                h.person_lacks(RULE, said, said.at);
            },
        },
        Variant {
            name: "not-said-whether-agreed",
            tells: "Fewer visits for calling, and no record says whether the person agreed.",
            people: 1,
            days: 3,
            write: |h| {
                let said = h.reduce((0, 10), "OUTREACH", "CONTACTS", agreed("NOT_RECORDED", false));
                h.person_lacks(RULE, said, said.at);
            },
        },
    ],
};

/// A contact at which help was refused, for which reason.
fn away_for(h: &History<'_>, service: &str, why: &str) -> Value {
    let how = with(because_of("SUICIDALITY"), refused(h, service, why));
    h.contact(&contact_with(service), service, how)
}

fn away(h: &mut History<'_>, when: (i64, i64), service: &str, why: &str) -> Said {
    h.turned_away(when, &contact_with(service), service, why, because_of("SUICIDALITY"))
}

fn contact_with(service: &str) -> String {
    format!("c-{}", service.to_lowercase())
}
