//! Flags that were dealt with, and those that were buried.
//!
//! Each history has an agency of its own, which claims governance items without
//! a document, so that flags about it are raised. What an oversight body or a
//! safeguarding lead then does about them is what is judged.

use serde_json::json;

use super::{
    History, Planted, Variant, checklist_without_evidence,
    history::{
        Said,
        Subject::{Itself, Scheme},
    },
};
use crate::simulate::{area::words, call};

pub const RULE: &str = "flag-burial";

/// Who deals with flags.
const OVERSIGHT: &str = "oversight";

/// Who deals with those about safety.
const SAFEGUARDING: &str = "safeguarding";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "three-in-a-week",
            tells: "Three flags about one agency were closed within a day each.",
            people: 0,
            days: 15,
            write: |h| {
                buried(h, &[0, 2, 4], &[dismissed(1), dismissed(3), (5, OVERSIGHT, "INCONCLUSIVE")])
            },
        },
        Variant {
            name: "by-two-hands",
            tells: "An oversight body and a safeguarding lead closed three at once.",
            people: 0,
            days: 10,
            write: |h| {
                buried(
                    h,
                    &[0, 0, 0],
                    &[
                        dismissed(1),
                        (1, SAFEGUARDING, "NOT_UPHELD"),
                        (1, SAFEGUARDING, "NOT_UPHELD"),
                    ],
                )
            },
        },
        Variant {
            name: "just-four-weeks-apart",
            tells: "The third was closed fast just four weeks after the first.",
            people: 0,
            days: 40,
            write: |h| buried(h, &[0, 14, 28], &[dismissed(1), dismissed(15), dismissed(29)]),
        },
        Variant {
            name: "set-aside-again-and-again",
            tells: "A flag was set aside three times in a row.",
            people: 0,
            days: 25,
            write: |h| {
                set_aside_twice(h);
                let said = set_aside(h, 15, 1);
                fires(h, said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "the-third-took-its-time",
            tells: "Two were closed within a day, and the third after three.",
            people: 0,
            days: 15,
            write: |h| dealt_with(h, &[0, 2, 4], &[dismissed(1), dismissed(3), dismissed(7)]),
        },
        Variant {
            name: "plainly-right",
            tells: "Three were closed within a day because they were plainly right.",
            people: 0,
            days: 15,
            write: |h| {
                let upheld = [1, 3, 5].map(|day| (day, OVERSIGHT, "UPHELD"));
                dealt_with(h, &[0, 2, 4], &upheld);
            },
        },
        Variant {
            name: "two-false-alarms",
            tells: "Two flags about one agency were closed fast, and a third is open.",
            people: 0,
            days: 15,
            write: |h| dealt_with(h, &[0, 2, 4], &[dismissed(1), (3, SAFEGUARDING, "NOT_UPHELD")]),
        },
        Variant {
            name: "about-three-agencies",
            tells: "Three were closed within a day each, about three agencies.",
            people: 0,
            days: 10,
            write: |h| {
                for (number, agency) in (1..).zip(["own", "second", "third"]) {
                    flagged(h, number, agency, &[0]);
                    close(h, 1, number, OVERSIGHT, "NOT_UPHELD");
                }
                silent(h);
            },
        },
        Variant {
            name: "more-than-four-weeks-apart",
            tells: "The third was closed fast more than four weeks after the first.",
            people: 0,
            days: 40,
            write: |h| dealt_with(h, &[0, 14, 29], &[dismissed(1), dismissed(15), dismissed(30)]),
        },
        Variant {
            name: "until-the-panel-met",
            tells: "A flag was set aside twice, until it was looked into and upheld.",
            people: 0,
            days: 25,
            write: |h| {
                set_aside_twice(h);
                close(h, 15, 1, OVERSIGHT, "UPHELD");
                silent(h);
            },
        },
        Variant {
            name: "three-set-aside-once-each",
            tells: "Three flags about one agency were set aside once each.",
            people: 0,
            days: 15,
            write: |h| {
                flagged(h, 1, "own", &[0, 1, 2]);
                set_aside(h, 1, 1);
                set_aside(h, 2, 2);
                set_aside(h, 3, 3);
                silent(h);
            },
        },
    ],
};

/// An agency of the history claims an item on each of these days and gives no
/// document. The claims, and the flags about them, are numbered from `first` on.
fn flagged(h: &mut History<'_>, first: usize, agency: &str, days: &[i64]) {
    // The scheme comes before the agency.
    h.scheme();
    let agency_id = h.id("agency", agency);
    let fact = json!({
        "agency_id": agency_id,
        "name": "Synthetic Planted Agency",
        "kind": "AGENCY_KIND_MENTAL_HEALTH_TRUST",
    });
    h.record((0, 9), "board", call::REGISTER_AGENCY, fact);
    for (number, day) in (first..).zip(days) {
        let name = claim(number);
        let fact = h.ticked(&name, &agency_id, "TRAINING");
        let said = h.record((*day, 10), "governance", call::CLAIM_CHECKLIST_ITEM, fact);
        h.fires(checklist_without_evidence::RULE, ("claim", &name), Scheme, said);
    }
}

/// On which day a flag is closed, by whom, and with which outcome.
type Closing = (i64, &'static str, &'static str);

/// Closed by an oversight body, which finds nothing in it.
const fn dismissed(day: i64) -> Closing {
    (day, OVERSIGHT, "NOT_UPHELD")
}

/// Flags about one agency that are raised on these days, and closed in that order. The
/// answer is the last.
fn closed(h: &mut History<'_>, raised: &[i64], closings: &[Closing]) -> Option<Said> {
    flagged(h, 1, "own", raised);
    let closings = (1..).zip(closings);
    let said = closings.map(|(number, (day, who, outcome))| close(h, *day, number, who, outcome));
    said.last()
}

/// They were closed without being looked into.
fn buried(h: &mut History<'_>, raised: &[i64], closings: &[Closing]) {
    if let Some(said) = closed(h, raised, closings) {
        fires(h, said);
    }
}

/// They were closed, and nothing is to be said against it.
fn dealt_with(h: &mut History<'_>, raised: &[i64], closings: &[Closing]) {
    closed(h, raised, closings);
    silent(h);
}

fn claim(number: usize) -> String {
    format!("c{number}")
}

/// The id of a flag, which follows from what it is about.
fn flag(h: &mut History<'_>, number: usize) -> String {
    let (scheme, claim) = (h.scheme(), h.id("claim", &claim(number)));
    h.flag(checklist_without_evidence::RULE, &scheme, &claim)
}

/// A flag is closed, as it would be found in the papers of those who closed it.
fn close(h: &mut History<'_>, day: i64, number: usize, who: &str, outcome: &str) -> Said {
    let fact = json!({
        "flag_id": flag(h, number),
        "outcome": format!("FLAG_OUTCOME_{outcome}"),
        "reason": words("The claim was looked at"),
    });
    h.record((day, 10), who, call::RESOLVE_FLAG, fact)
}

/// A flag is set aside until shortly before a week is over.
fn set_aside(h: &mut History<'_>, day: i64, number: usize) -> Said {
    let fact = json!({
        "flag_id": flag(h, number),
        "until": h.area.moment(h.on(day + 7, 9)),
        "reason": words("The panel meets next week"),
    });
    h.act((day, 10), OVERSIGHT, call::SNOOZE_FLAG, fact)
}

/// A flag that is set aside for a week, and for another.
fn set_aside_twice(h: &mut History<'_>) {
    flagged(h, 1, "own", &[0]);
    set_aside(h, 1, 1);
    set_aside(h, 8, 1);
}

fn fires(h: &mut History<'_>, said: Said) {
    h.fires(RULE, ("agency", "own"), Itself, said);
}

fn silent(h: &mut History<'_>) {
    h.silent(("agency", "own"));
}
