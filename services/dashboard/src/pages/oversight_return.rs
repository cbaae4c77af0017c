//! The oversight return of a scheme: how many people, by what sanction, on whose authority,
//! and what is behind each figure.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use proto::oversight::{
    Completeness, ExplainFigureRequest, Figure, FigureEvent, FigureState, GetReturnRequest,
    PublishedFigure, ReturnPart,
};
use url::form_urlencoded::Serializer;

use super::{Signed, days::Days, render};
use crate::{App, problem::Problem, shell::Shell, words};

/// How many events behind a figure a page lists.
const PAGE: i32 = 100;

/// A figure as it is shown.
struct Shown {
    figure: Figure,
    /// The number, or why there is none.
    says: String,
    complete: &'static str,
    colour: &'static str,
    /// Where its events are.
    leads_to: String,
}

/// An event behind a figure.
struct Behind {
    counted: String,
    row: String,
    what: String,
    when: String,
    id: String,
    person: String,
}

#[derive(Template)]
#[template(path = "return.html")]
struct Page<'a> {
    shell: &'a Shell,
    scheme_id: String,
    scheme: String,
    days: &'a Days,
    as_of: String,
    suppressed: bool,
    suppression: String,
    /// Each part with the figures that the record answers, and those that it does not.
    parts: Vec<(ReturnPart, Vec<Shown>, Vec<Shown>)>,
}

#[derive(Template)]
#[template(path = "figure.html")]
struct One<'a> {
    shell: &'a Shell,
    back: String,
    shown: Shown,
    behind: Vec<Behind>,
    total: i32,
    as_of: String,
    next: String,
}

/// Shows the return.
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
    let days = Days::of(query);
    let suppressed = query.contains_key("suppressed");
    let request =
        GetReturnRequest { scheme_id: scheme_id.clone(), at: Some(days.wire()), suppressed };
    let answer = signed.ask(app).oversight()?.get_return(request).await?.into_inner();
    let parts = answer.parts.into_iter().map(|mut part| {
        let figures = std::mem::take(&mut part.figures).into_iter();
        let figures = figures.map(|figure| Shown::of(figure, &scheme_id, &days));
        let (open, answered) = figures.partition(Shown::is_not_collected);
        (part, answered, open)
    });
    render(&Page {
        shell: &signed.shell,
        scheme: answer.scheme_name,
        as_of: days.says(),
        suppressed: answer.suppressed,
        suppression: answer.suppression,
        parts: parts.collect(),
        days: &days,
        scheme_id,
    })
}

/// Shows what is behind a figure.
pub(crate) async fn explain(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((scheme, figure)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    signed.answer(one(&app, &signed, scheme, figure, &query).await)
}

async fn one(
    app: &App,
    signed: &Signed,
    scheme_id: String,
    figure_id: String,
    query: &HashMap<String, String>,
) -> Result<String, Problem> {
    let days = Days::of(query);
    let request = ExplainFigureRequest {
        scheme_id: scheme_id.clone(),
        figure_id,
        at: Some(days.wire()),
        page_size: PAGE,
        page_token: query.get("page").cloned().unwrap_or_default(),
    };
    let answer = signed.ask(app).oversight()?.explain_figure(request).await?.into_inner();
    let figure = answer.figure.ok_or(Problem::NotFound)?;
    let shown = Shown::of(figure, &scheme_id, &days);
    let next = match answer.next_page_token.as_str() {
        "" => String::new(),
        token => format!("{}&page={}", shown.leads_to, encoded(token)),
    };
    render(&One {
        shell: &signed.shell,
        back: address(&format!("/schemes/{scheme_id}/return"), &days),
        shown,
        behind: answer.events.iter().map(behind).collect(),
        total: answer.total_size,
        as_of: days.says(),
        next,
    })
}

impl Shown {
    fn of(figure: Figure, scheme_id: &str, days: &Days) -> Self {
        let says = match (figure.state(), figure.number) {
            (FigureState::None, _) => "None".to_owned(),
            (FigureState::NotCollected, _) => "Not collected".to_owned(),
            (FigureState::NotShown, _) => "Not shown".to_owned(),
            (FigureState::Counted | FigureState::Unspecified, number) => {
                of_whole(number, figure.denominator)
            }
        };
        let (complete, colour) = match figure.completeness() {
            Completeness::Complete => ("Complete", "green"),
            Completeness::Partly => ("Partly complete", "yellow"),
            Completeness::NotCollected | Completeness::Unspecified => ("Not collected", "grey"),
        };
        let path = format!("/schemes/{scheme_id}/return/{}", figure.figure_id);
        Self { says, complete, colour, leads_to: address(&path, days), figure }
    }

    fn is_not_collected(&self) -> bool {
        self.figure.state() == FigureState::NotCollected
    }

    /// The rows, each with its number.
    fn rows(&self) -> Vec<(&str, String)> {
        let rows = self.figure.rows.iter();
        rows.map(|row| (row.label.as_str(), of_whole(row.number, row.denominator))).collect()
    }

    /// What was published about it, and how that differs.
    fn published(&self) -> Vec<String> {
        self.figure.published.iter().map(published).collect()
    }
}

fn of_whole(number: Option<u64>, denominator: Option<u64>) -> String {
    match (number, denominator) {
        (Some(number), Some(whole)) => format!("{number} of {whole}"),
        (Some(number), None) => number.to_string(),
        (None, _) => "Not shown".to_owned(),
    }
}

fn published(figure: &PublishedFigure) -> String {
    let said = if figure.figure.is_empty() { "no count" } else { &figure.figure };
    let row = match figure.row.as_str() {
        "" => String::new(),
        row => format!(" for {row}"),
    };
    let when = words::day_of(figure.published.as_ref());
    let says = format!("Published on {when}: {said}{row} ({}).", figure.measure);
    match figure.difference.as_str() {
        "" => says,
        difference => format!("{says} {difference}"),
    }
}

fn behind(event: &FigureEvent) -> Behind {
    Behind {
        counted: words::short(&event.counted_id),
        row: event.row.clone(),
        what: words::kind(&event.r#type),
        when: words::when(event.occurred.as_ref()),
        id: event.event_id.clone(),
        person: event.person_id.clone(),
    }
}

/// An address that asks about the same days.
fn address(path: &str, days: &Days) -> String {
    let mut query = Serializer::new(String::new());
    days.append(&mut query);
    format!("{path}?{}", query.finish())
}

fn encoded(token: &str) -> String {
    url::form_urlencoded::byte_serialize(token.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use proto::oversight::FigureRow;

    use super::*;

    fn shown(figure: Figure) -> Shown {
        Shown::of(figure, "scheme_1", &Days::default())
    }

    #[test]
    fn none_not_collected_and_not_shown_are_told_apart() {
        let of =
            |state: FigureState| shown(Figure { state: state.into(), ..Figure::default() }).says;
        assert_eq!(of(FigureState::None), "None");
        assert_eq!(of(FigureState::NotCollected), "Not collected");
        assert_eq!(of(FigureState::NotShown), "Not shown");
        let counted = Figure {
            state: FigureState::Counted.into(),
            number: Some(47),
            denominator: Some(48),
            rows: vec![FigureRow { label: "Croydon".into(), number: Some(6), denominator: None }],
            ..Figure::default()
        };
        let counted = shown(counted);
        assert_eq!(counted.says, "47 of 48");
        assert_eq!(counted.rows(), [("Croydon", "6".to_owned())]);
    }

    #[test]
    fn what_was_published_stands_with_its_difference() {
        let published = published(&PublishedFigure {
            measure: "care plans reviewed".into(),
            figure: "47".into(),
            difference: "The rows come to 48.".into(),
            ..PublishedFigure::default()
        });
        assert_eq!(published, "Published on : 47 (care plans reviewed). The rows come to 48.");
    }
}
