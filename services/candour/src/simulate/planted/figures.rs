//! What is claimed of a history's scheme: figures that are published, and items of
//! governance that are ticked.

use serde_json::{Value, json};

use super::{
    History,
    history::{Moment, Said, Subject::Scheme},
};
use crate::simulate::{area::with, call};

impl History<'_> {
    /// The trust publishes a figure about the scheme.
    pub fn figure(
        &mut self,
        when: impl Moment,
        name: &str,
        measure: &str,
        figure: &str,
        more: Value,
    ) -> Said {
        let fact = self.claimed(name, measure, figure, more);
        self.record(when, "governance", call::PUBLISH_CLAIM, fact)
    }

    /// The rows of a table, of one area each.
    pub fn rows(&mut self, when: impl Moment + Copy, of: &str, rows: &[&str]) {
        for (number, row) in (1..).zip(rows) {
            let (name, measure) = (format!("row-{number}"), format!("{of}, Synthborough {number}"));
            self.figure(when, &name, &measure, row, json!({}));
        }
    }

    /// What is recorded of an item of governance that an agency ticked.
    pub fn ticked(&mut self, name: &str, agency_id: &str, item: &str) -> Value {
        let scheme = self.scheme();
        json!({
            "claim_id": self.id("claim", name),
            "scheme_id": scheme,
            "agency_id": agency_id,
            "item": format!("CHECKLIST_ITEM_{item}"),
        })
    }

    /// What is recorded of a figure that the trust published.
    pub fn claimed(&mut self, name: &str, measure: &str, figure: &str, more: Value) -> Value {
        let scheme = self.scheme();
        let fact = json!({
            "claim_id": self.id("claim", name),
            "scheme_id": scheme,
            "agency_id": self.agency("trust"),
            "measure": measure,
            "figure": figure,
            "count_not_given": figure.is_empty(),
        });
        with(fact, more)
    }

    /// A rule must fire about a figure.
    pub fn figure_fires(&mut self, rule: &'static str, name: &str, said: Said) {
        self.fires(rule, ("claim", name), Scheme, said);
    }

    /// A rule must say of a figure what its record lacks.
    pub fn figure_lacks(&mut self, rule: &'static str, name: &str, said: Said) {
        self.lacks(rule, ("claim", name), Scheme, said, said.at);
    }

    /// The history's own rule must say nothing of these figures.
    pub fn figures_silent(&mut self, names: &[&str]) {
        for name in names {
            self.silent(("claim", name));
        }
    }
}

/// What makes a figure one that shows a change: how many people, of whom, beside
/// whom, and how sure it is.
pub fn controlled() -> Value {
    json!({
        "people": 48,
        "denominator": "all 48 people referred",
        "comparator": "48 people who waited, over the same months",
        "interval": "0.71 to 1.12",
    })
}
