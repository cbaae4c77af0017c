//! What a publication says that cannot be so, by general rules.
//!
//! - A figure of one scope is stated twice, and the two differ.
//! - Rows do not add up to the total whose rows they are.
//! - Where one figure is none, another that this excludes is above nought.
//! - More are counted than there are.
//! - Where a count was due, words stand that give none.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    statement::{Statement, same},
    value::Value,
};

/// Something that cannot be so, or that is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which rule found it.
    pub rule: &'static str,
    /// What is counted.
    pub figure: String,
    /// Of what.
    pub scope: String,
    /// What is wrong, in a sentence.
    pub says: String,
    /// Which of them the ledger supports, in a sentence; empty if it was not asked.
    pub ledger: String,
    /// The lines of the file.
    pub lines: Vec<u64>,
    /// What is stated, for whoever compares it with the ledger: where, and how many.
    #[serde(skip)]
    pub stated: Vec<(String, Option<u64>)>,
    /// The figure of the ledger that counts the same; empty if none was named.
    #[serde(skip)]
    pub counted_as: String,
}

/// All that cannot be so, in the order of the file.
#[must_use]
pub fn contradictions(statements: &[Statement]) -> Vec<Finding> {
    let mut found = stated_twice(statements);
    found.extend(rows_and_totals(statements));
    found.extend(excluded(statements));
    found.extend(statements.iter().filter_map(more_than_there_are));
    found.extend(no_counts(statements));
    found.sort_by(|a, b| a.lines.cmp(&b.lines).then(a.rule.cmp(b.rule)));
    found
}

fn finding(rule: &'static str, about: &[&Statement], says: String) -> Finding {
    let first = about.first();
    let mut lines: Vec<u64> = about.iter().map(|statement| statement.line).collect();
    lines.sort_unstable();
    lines.dedup();
    Finding {
        rule,
        figure: first.map(|first| first.figure.clone()).unwrap_or_default(),
        scope: first.map(|first| first.scope.clone()).unwrap_or_default(),
        says,
        ledger: String::new(),
        lines,
        stated: about.iter().map(|one| (one.source.clone(), number(&one.value))).collect(),
        counted_as: about
            .iter()
            .map(|statement| statement.ledger.clone())
            .find(|ledger| !ledger.is_empty())
            .unwrap_or_default(),
    }
}

fn number(value: &Value) -> Option<u64> {
    match value {
        Value::Count(count) => Some(*count),
        Value::Every | Value::Some(_) | Value::NotGiven => None,
    }
}

/// "care plans reviewed, Croydon".
fn named(statement: &Statement) -> String {
    format!("{}, {}", statement.figure, statement.scope)
}

/// "7.3 says 6 of 6, 7.5 says 3 in all".
fn said(statements: &[&Statement]) -> String {
    let one = |one: &&Statement| format!("{} says {}", one.source, one.told());
    statements.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn stated_twice(statements: &[Statement]) -> Vec<Finding> {
    let differ = |a: &Statement, b: &Statement| {
        let of = matches!((a.of, b.of), (Some(a), Some(b)) if a != b);
        a.line != b.line && a.is_about_the_same(b) && (of || a.value.contradicts(&b.value))
    };
    let mut groups: BTreeMap<(String, String), Vec<&Statement>> = BTreeMap::new();
    for statement in statements {
        if statements.iter().any(|other| differ(statement, other)) {
            let key = (statement.figure.to_lowercase(), statement.scope.to_lowercase());
            groups.entry(key).or_default().push(statement);
        }
    }
    let told = |group: Vec<&Statement>| {
        let first = group.first().map(|first| named(first)).unwrap_or_default();
        let says =
            format!("{first}: it is stated more than once, and differently: {}.", said(&group));
        finding("stated-twice", &group, says)
    };
    groups.into_values().map(told).collect()
}

/// A sum of rows: of all of them if each has a number, else of those that have.
struct Sum {
    sum: u64,
    is_whole: bool,
}

impl Sum {
    fn of(numbers: impl Iterator<Item = Option<u64>>) -> Self {
        numbers.fold(Self { sum: 0, is_whole: true }, |sum, number| Self {
            sum: sum.sum.saturating_add(number.unwrap_or_default()),
            is_whole: sum.is_whole && number.is_some(),
        })
    }

    /// True if it cannot be the sum of this total.
    fn differs_from(&self, total: Option<u64>) -> bool {
        total.is_some_and(|total| if self.is_whole { self.sum != total } else { self.sum > total })
    }
}

fn rows_and_totals(statements: &[Statement]) -> Vec<Finding> {
    // The rows of one table: what one source says of the parts of one whole.
    let mut tables: BTreeMap<(String, String, String), Vec<&Statement>> = BTreeMap::new();
    for row in statements.iter().filter(|statement| !statement.within.is_empty()) {
        let key = (row.figure.to_lowercase(), row.within.to_lowercase(), row.source.clone());
        tables.entry(key).or_default().push(row);
    }
    let mut found = Vec::new();
    for rows in tables.into_values() {
        let Some(first) = rows.first().copied() else { continue };
        let sum = Sum::of(rows.iter().map(|row| number(&row.value)));
        let of = Sum::of(rows.iter().map(|row| row.of));
        let of_is_told = rows.iter().all(|row| row.of.is_some());
        let is_total = |total: &&Statement| {
            same(&total.figure, &first.figure)
                && same(&total.scope, &first.within)
                && (total.on.starts_with(&first.on) || first.on.starts_with(&total.on))
                && (sum.differs_from(number(&total.value))
                    || (of_is_told && of.differs_from(total.of)))
        };
        let mut totals: Vec<&Statement> = statements.iter().filter(is_total).collect();
        if totals.is_empty() {
            continue;
        }
        let add_up = if sum.is_whole { "add up to" } else { "hold at least" };
        let of = if of_is_told { format!(" of {}", of.sum) } else { String::new() };
        let says = format!(
            "{}, {}: {}, and the rows of {} {add_up} {}{of}.",
            first.figure,
            first.within,
            said(&totals),
            first.source,
            sum.sum,
        );
        let total_count = totals.len();
        totals.extend(rows.iter().copied());
        let mut finding = finding("rows-and-total", &totals, says);
        finding.stated.truncate(total_count);
        finding.stated.push((
            format!("the sum of the rows of {}", first.source),
            sum.is_whole.then_some(sum.sum),
        ));
        found.push(finding);
    }
    found
}

fn excluded(statements: &[Statement]) -> Vec<Finding> {
    let mut found = Vec::new();
    for none in statements.iter().filter(|s| s.value == Value::Count(0) && !s.excludes.is_empty()) {
        let clashes = |other: &&Statement| {
            same(&other.figure, &none.excludes)
                && same(&other.scope, &none.scope)
                && other.value.is_above_nought()
                // What is none is none from its day on.
                && (none.on.is_empty() || other.on.is_empty() || other.on >= none.on)
        };
        let against: Vec<&Statement> = statements.iter().filter(clashes).collect();
        let Some(first) = against.first() else { continue };
        let since = if none.on.is_empty() { String::new() } else { format!(" since {}", none.on) };
        let says = format!(
            "{}: {} says that there is none{since}, which leaves no {}; {}.",
            named(none),
            none.source,
            first.figure,
            said(&against),
        );
        let mut finding =
            finding("excluded", &against.iter().copied().chain([none]).collect::<Vec<_>>(), says);
        finding.lines.sort_unstable();
        found.push(finding);
    }
    found
}

fn more_than_there_are(statement: &Statement) -> Option<Finding> {
    let (Value::Count(count), Some(of)) = (&statement.value, statement.of) else { return None };
    let says = format!("{}: {} says {count} of {of}.", named(statement), statement.source);
    (*count > of).then(|| finding("more-than-there-are", &[statement], says))
}

fn no_counts(statements: &[Statement]) -> Vec<Finding> {
    let mut figures: BTreeMap<String, Vec<&Statement>> = BTreeMap::new();
    for statement in statements {
        figures.entry(statement.figure.to_lowercase()).or_default().push(statement);
    }
    let mut found = Vec::new();
    for all in figures.into_values() {
        let words: Vec<&Statement> =
            all.iter().copied().filter(|s| matches!(s.value, Value::Some(_))).collect();
        let Some(first) = words.first() else { continue };
        let told = |s: &&Statement| format!("{} says {} of {}", s.source, s.told(), s.scope);
        let told: Vec<String> = all.iter().map(told).collect();
        let says = format!(
            "{}: words stand where a count was due: {}. That is no answer.",
            first.figure,
            told.join(", "),
        );
        found.push(finding("no-count", &words, says));
    }
    found
}
