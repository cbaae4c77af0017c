//! Counts so small that somebody may be found in them, and those in which nobody is.

use serde_json::json;

use super::{History, Planted, Variant, history::Said};

pub const RULE: &str = "small-number-release";

/// What is asked of people, of whom some say no.
const ASKED: &str = "people asked first";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "four-people",
            tells: "A figure was published behind which four people stand.",
            people: 0,
            days: 5,
            write: |h| one(h, "s136 detentions", "19", json!({ "people": 4 })),
        },
        Variant {
            name: "three-plans-in-one-borough",
            tells: "Three plans of one borough were counted.",
            people: 0,
            days: 5,
            write: |h| one(h, "care plans reviewed, Synthborough 1", "3 of 3", json!({})),
        },
        Variant {
            name: "seven-who-were-not-asked",
            tells: "Of 47 people 40 were asked, so that seven were not.",
            people: 0,
            days: 5,
            write: |h| one(h, ASKED, "40 of 47", json!({})),
        },
        Variant {
            name: "the-denominator-tells",
            tells: "Forty were asked, and the denominator says how many there are.",
            people: 0,
            days: 5,
            write: |h| one(h, ASKED, "40", json!({ "denominator": "all 47 who were referred" })),
        },
        Variant {
            name: "one-row-is-not-shown",
            tells: "One row of a table is not shown, and its total gives it away.",
            people: 0,
            days: 5,
            write: |h| {
                let said = table(h, "30", &["15", "10", "*"]);
                h.figure_fires(RULE, "total", said);
            },
        },
        Variant {
            name: "those-who-are-no-women",
            tells: "Women are counted, and so are the few who are not.",
            people: 0,
            days: 5,
            write: |h| {
                let said = h.figure((0, 10), "c", "people on plans", "47", json!({}));
                h.figure((0, 10), "c2", "people on plans, women", "40", json!({}));
                h.figure_fires(RULE, "c", said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "eight",
            tells: "Eight were cautioned, and eight of 48 were not asked.",
            people: 0,
            days: 5,
            write: |h| {
                h.figure((0, 10), "c", "people cautioned", "8", json!({}));
                h.figure((1, 10), "c2", ASKED, "40 of 48", json!({}));
                h.figures_silent(&["c", "c2"]);
            },
        },
        Variant {
            name: "nobody-and-everybody",
            tells: "Nobody was prosecuted, and everybody was asked.",
            people: 0,
            days: 5,
            write: |h| {
                h.figure((0, 10), "c", "people prosecuted", "none", json!({}));
                h.figure((1, 10), "c2", ASKED, "23 of 23", json!({}));
                h.figures_silent(&["c", "c2"]);
            },
        },
        Variant {
            name: "suppressed",
            tells: "Small counts are not shown: a range, a star, a bound.",
            people: 0,
            days: 5,
            write: |h| {
                h.figure((0, 10), "c", "people cautioned", "1-7", json!({}));
                h.figure((1, 10), "c2", "people charged", "*", json!({}));
                h.figure((2, 10), "c3", "people arrested", "<8", json!({}));
                h.figures_silent(&["c", "c2", "c3"]);
            },
        },
        Variant {
            name: "two-rows-are-not-shown",
            tells: "Two rows are not shown, and the total gives neither away.",
            people: 0,
            days: 5,
            write: |h| {
                table(h, "30", &["25", "*", "*"]);
                h.figures_silent(&["total", "row-1", "row-2", "row-3"]);
            },
        },
        Variant {
            name: "meetings",
            tells: "Few meetings were held, in which nobody is found.",
            people: 0,
            days: 5,
            write: |h| {
                h.figure((0, 10), "c", "meetings held", "3", json!({}));
                h.figures_silent(&["c"]);
            },
        },
        Variant {
            name: "detentions-of-so-many",
            tells: "There were 44 detentions of 47 people, and three are no people.",
            people: 0,
            days: 5,
            write: |h| {
                h.figure((0, 10), "c", "detentions", "44", json!({ "people": 47 }));
                h.figures_silent(&["c"]);
            },
        },
        Variant {
            name: "in-two-publications",
            tells: "A total and a row of it were published a month apart.",
            people: 0,
            days: 45,
            write: |h| {
                h.figure((0, 10), "c", "people on plans, total", "47", json!({}));
                h.figure((40, 10), "c2", "people on plans, women", "40", json!({}));
                h.figures_silent(&["c", "c2"]);
            },
        },
    ],
};

/// One figure, in which somebody may be found.
fn one(h: &mut History<'_>, measure: &str, figure: &str, more: serde_json::Value) {
    let said = h.figure((0, 10), "c", measure, figure, more);
    h.figure_fires(RULE, "c", said);
}

/// A total and its rows, published together. The rows are told first: a total of
/// which one row is known so far would give the others away.
fn table(h: &mut History<'_>, total: &str, rows: &[&str]) -> Said {
    h.rows((0, 10), "people on plans", rows);
    h.figure((0, 10), "total", "people on plans, total", total, json!({}))
}
