//! How groups of a scheme's people compare: in words, as a picture and as a table.
//!
//! The numbers and the sentences are the service's. What it does not show is no number here.

mod svg;

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use proto::oversight::{
    CompareGroupsRequest, Estimate, FigureState, GroupComparison, GroupRate, GroupRates,
};

use super::{Signed, days::Days, oversight_return::Asked, render};
use crate::{App, problem::Problem, shell::Shell, words::capital};

/// A group's numbers in one row.
struct Row {
    label: String,
    people: String,
    had: String,
    rate: String,
    ratio: String,
}

/// What happened, by group.
struct Happened {
    rates: GroupRates,
    rows: Vec<Row>,
    /// Where the events behind it are; empty for whoever may not see them.
    leads_to: String,
}

/// People by one characteristic.
struct Compared {
    comparison: GroupComparison,
    title: String,
    key: i32,
    happened: Vec<Happened>,
    /// The picture; empty if there is nothing to draw.
    picture: String,
}

#[derive(Template)]
#[template(path = "groups.html")]
struct Page<'a> {
    shell: &'a Shell,
    scheme_id: String,
    scheme: String,
    days: &'a Days,
    /// What the address asks, for another that asks the same.
    query: String,
    as_of: String,
    suppressed: bool,
    suppression: String,
    population: String,
    compared: Vec<Compared>,
}

/// Shows how groups compare.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(scheme): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    signed.answer(page(&app, &signed, scheme, &query).await)
}

async fn page(
    app: &App,
    signed: &Signed,
    scheme_id: String,
    query: &HashMap<String, String>,
) -> Result<String, Problem> {
    let asked = Asked::of(query);
    let request = CompareGroupsRequest {
        scheme_id: scheme_id.clone(),
        at: Some(asked.days.wire()),
        suppressed: asked.suppressed,
        ..CompareGroupsRequest::default()
    };
    let answer = signed.ask(app).oversight()?.compare_groups(request).await?.into_inner();
    let behind = |figure: &str| match answer.suppressed {
        true => String::new(),
        false => format!("/schemes/{scheme_id}/return/{figure}?{}", asked.query()),
    };
    let compared = answer.comparisons.into_iter().map(|one| Compared::of(one, &behind));
    render(&Page {
        shell: &signed.shell,
        scheme: answer.scheme_name,
        as_of: asked.days.says(),
        suppressed: answer.suppressed,
        suppression: answer.suppression,
        population: answer.population,
        compared: compared.collect(),
        days: &asked.days,
        query: asked.query(),
        scheme_id: scheme_id.clone(),
    })
}

impl Compared {
    fn of(mut comparison: GroupComparison, behind: &impl Fn(&str) -> String) -> Self {
        let rates = std::mem::take(&mut comparison.rates);
        let key = comparison.characteristic;
        let picture = match comparison.groups.iter().any(|group| !group.not_recorded) {
            true => svg::rates(key, &comparison.label, &rates),
            false => String::new(),
        };
        let happened = rates.into_iter().map(|rates| Happened {
            rows: rates.groups.iter().map(row).collect(),
            leads_to: behind(&rates.figure_id),
            rates,
        });
        Self {
            title: capital(&comparison.label),
            key,
            picture,
            happened: happened.collect(),
            comparison,
        }
    }

    /// How many people there are in all.
    fn everybody(&self) -> String {
        number(self.comparison.people)
    }
}

impl Happened {
    fn is_not_collected(&self) -> bool {
        self.rates.state() == FigureState::NotCollected
    }

    /// To how many it happened, of everybody.
    fn total(&self) -> String {
        if self.is_not_collected() { "Not collected".to_owned() } else { number(self.rates.had) }
    }
}

fn row(group: &GroupRate) -> Row {
    Row {
        label: capital(&group.label),
        people: number(group.people),
        had: number(group.had),
        rate: group.rate_percent.as_ref().map_or_else(not_shown, percent),
        ratio: group.rate_ratio.as_ref().map_or_else(|| "Not compared".to_owned(), times),
    }
}

fn number(number: Option<u64>) -> String {
    number.map_or_else(not_shown, |number| number.to_string())
}

fn not_shown() -> String {
    "Not shown".to_owned()
}

/// A rate with its interval.
fn percent(rate: &Estimate) -> String {
    format!("{:.0}% ({:.0}% to {:.0}%)", rate.value, rate.low, rate.high)
}

/// A ratio with its interval.
fn times(ratio: &Estimate) -> String {
    format!("{:.1} times ({:.1} to {:.1})", ratio.value, ratio.low, ratio.high)
}

#[cfg(test)]
mod tests {
    use proto::oversight::GroupSize;

    use super::*;

    #[test]
    fn what_is_not_shown_is_no_number() {
        let hidden = row(&GroupRate { label: "women".into(), ..GroupRate::default() });
        assert_eq!((hidden.label.as_str(), hidden.had.as_str()), ("Women", "Not shown"));
        assert_eq!((hidden.rate.as_str(), hidden.ratio.as_str()), ("Not shown", "Not compared"));
        let rate_percent = Some(Estimate { value: 30.0, low: 18.1, high: 45.4 });
        let shown = row(&GroupRate {
            people: Some(40),
            had: Some(12),
            rate_percent,
            ..GroupRate::default()
        });
        assert_eq!(shown.rate, "30% (18% to 45%)");
    }

    #[test]
    fn where_no_group_is_known_there_is_no_picture_and_whoever_may_not_is_led_nowhere() {
        let nobody =
            GroupSize { label: "nobody knows".into(), not_recorded: true, people: Some(48) };
        let rates = GroupRates { groups: vec![GroupRate::default()], ..GroupRates::default() };
        let comparison = GroupComparison {
            label: "sex".into(),
            groups: vec![nobody],
            rates: vec![rates],
            ..GroupComparison::default()
        };
        let compared = Compared::of(comparison, &|_| String::new());
        assert_eq!((compared.title.as_str(), compared.picture.as_str()), ("Sex", ""));
        assert!(compared.happened.iter().all(|happened| happened.leads_to.is_empty()));
    }
}
