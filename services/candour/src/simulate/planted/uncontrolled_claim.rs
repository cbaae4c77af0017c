//! Figures that show what they claim, and those that cannot.

use serde_json::json;

use super::{
    History, Planted, Variant, demand_only_outcome,
    figures::controlled,
    history::{SCHEME, Said, Subject::Itself},
};
use crate::simulate::area::with;

pub const RULE: &str = "uncontrolled-claim";

/// A change in what became of people, so that it is how it is shown that is judged.
const CHANGE: &str = "detentions, twelve months after referral to twelve before";

const RATIO: &str = "rate ratio 0.89";

pub static PLANTED: Planted = Planted {
    rule: RULE,
    coercive: &[
        Variant {
            name: "the-best-results",
            tells: "Fewer detentions were claimed, of the best results, and nothing besides.",
            people: 0,
            days: 5,
            write: |h| {
                let measure = "reduction of detentions, best results";
                let said = h.figure((0, 10), "c", measure, "up to 90%", json!({}));
                h.figure_fires(RULE, "c", said);
            },
        },
        Variant {
            name: "before-and-after",
            tells: "A change was compared with nothing but the same people's year before.",
            people: 0,
            days: 5,
            write: |h| wanting(h, json!({ "comparator": "the year before" })),
        },
        Variant {
            name: "those-who-stayed",
            tells: "Those who left, died or went to prison are not among the people counted.",
            people: 0,
            days: 5,
            write: |h| wanting(h, json!({ "denominator": "people who completed the scheme" })),
        },
        Variant {
            name: "no-interval",
            tells: "A change was published without an interval, which came weeks later.",
            people: 0,
            days: 35,
            write: |h| {
                wanting(h, json!({ "interval": "" }));
                h.figure((30, 10), "c2", CHANGE, RATIO, controlled());
            },
        },
        Variant {
            name: "money-saved",
            tells: "Millions were said to be saved, and nothing of people was published.",
            people: 0,
            days: 5,
            write: |h| {
                let said = h.figure((0, 10), "c", "saved for the economy", "£80m", json!({}));
                h.figure_fires(RULE, "c", said);
                h.fires(demand_only_outcome::RULE, SCHEME, Itself, said);
            },
        },
        Variant {
            name: "rows-beyond-their-total",
            tells: "The rows of a table add up to more than its total.",
            people: 0,
            days: 5,
            write: |h| {
                let said = table(h, "47", &["12", "20", "16"]);
                h.figure_fires(RULE, "total", said);
            },
        },
        Variant {
            name: "two-figures-for-one-thing",
            tells: "A report gives two figures for the same thing.",
            people: 0,
            days: 5,
            write: |h| {
                let measure = "staff who expressed concerns";
                let said = h.figure((0, 10), "c", measure, "14", json!({}));
                h.figure((0, 10), "c2", measure, "15", json!({}));
                h.figure_fires(RULE, "c", said);
            },
        },
    ],
    alike: &[
        Variant {
            name: "a-count-that-says-what-it-counts",
            tells: "A count of records that were read, and it says so.",
            people: 0,
            days: 5,
            write: |h| {
                h.figure((0, 10), "c", "case records reviewed", "23", json!({}));
                h.figures_silent(&["c"]);
            },
        },
        Variant {
            name: "a-share-of-so-many",
            tells: "A share of so many people, who are named.",
            people: 0,
            days: 5,
            write: |h| {
                let more = json!({ "people": 47, "denominator": "all people on the scheme" });
                h.figure((0, 10), "c", "people who answered", "19%", more);
                h.figures_silent(&["c"]);
            },
        },
        Variant {
            name: "controlled",
            tells: "A change of all who were referred, beside people who waited, with an interval.",
            people: 0,
            days: 5,
            write: |h| {
                h.figure((0, 10), "c", CHANGE, RATIO, controlled());
                h.figures_silent(&["c"]);
            },
        },
        Variant {
            name: "the-national-trend",
            tells: "A change beside the year before and the national trend of the same time.",
            people: 0,
            days: 5,
            write: |h| {
                let more = json!({ "comparator": "the year before, against the national trend" });
                h.figure((0, 10), "c", CHANGE, RATIO, with(controlled(), more));
                h.figures_silent(&["c"]);
            },
        },
        Variant {
            name: "rows-and-their-total",
            tells: "The rows of a table add up to its total.",
            people: 0,
            days: 5,
            write: |h| {
                table(h, "48", &["12", "20", "16"]);
                h.figures_silent(&["total", "row-1", "row-2", "row-3"]);
            },
        },
        Variant {
            name: "another-count-another-month",
            tells: "Another figure a month later is another count.",
            people: 0,
            days: 45,
            write: |h| {
                let measure = "people on active plans";
                h.figure((0, 10), "c", measure, "23", json!({}));
                h.figure((40, 10), "c2", measure, "31", json!({}));
                h.figures_silent(&["c", "c2"]);
            },
        },
        Variant {
            name: "no-count-given",
            tells: "Some were cautioned, it says, and no count is given.",
            people: 0,
            days: 5,
            write: |h| {
                let said = h.figure((0, 10), "c", "people cautioned", "", json!({}));
                h.figure_lacks(RULE, "c", said);
            },
        },
        Variant {
            name: "whether-those-who-left-are-counted",
            tells: "A change with all that it needs, but for who is counted.",
            people: 0,
            days: 5,
            write: |h| {
                let more = json!({ "denominator": "all nights of the 48" });
                let said = h.figure((0, 10), "c", CHANGE, RATIO, with(controlled(), more));
                h.figure_lacks(RULE, "c", said);
            },
        },
    ],
};

/// A change of which one thing that it needs is otherwise.
fn wanting(h: &mut History<'_>, other: serde_json::Value) {
    let said = h.figure((0, 10), "c", CHANGE, RATIO, with(controlled(), other));
    h.figure_fires(RULE, "c", said);
}

/// A total and its rows, published together.
fn table(h: &mut History<'_>, total: &str, rows: &[&str]) -> Said {
    let said = h.figure((0, 10), "total", "care plans reviewed, total", total, json!({}));
    h.rows((0, 10), "care plans reviewed", rows);
    said
}
