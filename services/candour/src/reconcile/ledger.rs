//! Which of what contradicts itself the ledger supports, or that it does not say.

use std::collections::{BTreeSet, HashMap};

use proto::oversight::{Figure, FigureState, GetReturnResponse};

use super::{
    contradictions::Finding,
    statement::{Statement, same},
    value::Value,
};

/// The figures of a return by their ids.
#[derive(Debug)]
pub struct Ledger(HashMap<String, Figure>);

/// What the ledger says of one scope of a figure.
enum Said {
    Number(u64),
    Nothing(String),
}

impl From<GetReturnResponse> for Ledger {
    fn from(answer: GetReturnResponse) -> Self {
        let figures = answer.parts.into_iter().flat_map(|part| part.figures);
        Self(figures.map(|figure| (figure.figure_id.clone(), figure)).collect())
    }
}

impl Ledger {
    /// The figures that are named and that no return has.
    #[must_use]
    pub fn unknown(&self, statements: &[Statement]) -> BTreeSet<String> {
        let named = statements.iter().map(|statement| statement.ledger.clone());
        named.filter(|id| !id.is_empty() && !self.0.contains_key(id)).collect()
    }

    fn says(&self, figure_id: &str, scope: &str) -> Said {
        let Some(figure) = self.0.get(figure_id) else {
            return Said::Nothing("no figure of the ledger is named for it".to_owned());
        };
        match figure.state() {
            FigureState::NotCollected => Said::Nothing(figure.completeness_reason.clone()),
            FigureState::NotShown => Said::Nothing("it is too small to be shown".to_owned()),
            _ if figure.rounded => {
                Said::Nothing("its numbers are rounded for whoever asks here".to_owned())
            }
            _ => self.number(figure, scope),
        }
    }

    fn number(&self, figure: &Figure, scope: &str) -> Said {
        let row = figure.rows.iter().find(|row| same(&row.label, scope));
        let number = match row {
            Some(row) => row.number,
            None if same(scope, "all") => figure.number,
            None => None,
        };
        let nothing = || format!("`{}` has no row called {scope}", figure.figure_id);
        number.map_or_else(|| Said::Nothing(nothing()), Said::Number)
    }
}

/// Says of each finding what the ledger supports, and finds what the ledger says otherwise.
#[must_use]
pub fn against(ledger: &Ledger, statements: &[Statement], mut found: Vec<Finding>) -> Vec<Finding> {
    for finding in &mut found {
        let scope = scope_of(finding, statements);
        finding.ledger = match ledger.says(&finding.counted_as, &scope) {
            Said::Nothing(why) => {
                format!("The ledger does not say: {}.", why.trim_end_matches('.'))
            }
            Said::Number(number) => supported(number, &finding.stated),
        };
    }
    let known: BTreeSet<u64> = found
        .iter()
        .filter(|finding| finding.rule != "rows-and-total" && finding.rule != "no-count")
        .flat_map(|finding| finding.lines.iter().copied())
        .collect();
    for statement in statements.iter().filter(|statement| !known.contains(&statement.line)) {
        found.extend(differs(ledger, statement));
    }
    found
}

/// The scope in which the ledger is asked: of rows, that of their total.
fn scope_of(finding: &Finding, statements: &[Statement]) -> String {
    if finding.rule == "no-count" {
        let all = statements.iter().find(|statement| {
            same(&statement.figure, &finding.figure) && same(&statement.scope, "all")
        });
        return all.map_or_else(|| finding.scope.clone(), |all| all.scope.clone());
    }
    finding.scope.clone()
}

fn supported(number: u64, stated: &[(String, Option<u64>)]) -> String {
    let agree: Vec<&str> = stated
        .iter()
        .filter(|(_, said)| *said == Some(number))
        .map(|(source, _)| source.as_str())
        .collect();
    if agree.is_empty() {
        return format!("The ledger shows {number}: it supports none of them.");
    }
    format!("The ledger shows {number}: it supports {}.", agree.join(" and "))
}

/// The statements that name a figure of the ledger and cannot be held against it, by their
/// line, each with why not.
#[must_use]
pub fn not_compared(ledger: &Ledger, statements: &[Statement]) -> Vec<(u64, String)> {
    let why = |statement: &Statement| match ledger.says(&statement.ledger, &statement.scope) {
        Said::Nothing(why) => Some(why),
        Said::Number(_) => match &statement.value {
            Value::Some(words) => Some(format!("`{words}` is no number")),
            Value::Every if statement.of.is_none() => {
                Some("it says `all`, and not of how many".to_owned())
            }
            Value::NotGiven => Some("no figure is given".to_owned()),
            Value::Count(_) | Value::Every => None,
        },
    };
    let named = statements.iter().filter(|statement| !statement.ledger.is_empty());
    named.filter_map(|statement| Some((statement.line, why(statement)?))).collect()
}

fn differs(ledger: &Ledger, statement: &Statement) -> Option<Finding> {
    if statement.ledger.is_empty() {
        return None;
    }
    let Said::Number(number) = ledger.says(&statement.ledger, &statement.scope) else {
        return None;
    };
    let agrees = match &statement.value {
        Value::Count(count) => *count == number,
        Value::Every => statement.of.is_none_or(|of| of == number),
        Value::Some(_) => return None,
        Value::NotGiven => true,
    };
    (!agrees).then(|| Finding {
        rule: "not-as-the-ledger",
        figure: statement.figure.clone(),
        scope: statement.scope.clone(),
        says: format!(
            "{}, {}: {} says {}{}.",
            statement.figure,
            statement.scope,
            statement.source,
            statement.told(),
            // The ledger may have been asked of another day.
            if statement.on.is_empty() { String::new() } else { format!(" of {}", statement.on) },
        ),
        ledger: format!("The ledger shows {number}: it does not support this."),
        lines: vec![statement.line],
        stated: Vec::new(),
        counted_as: statement.ledger.clone(),
    })
}
