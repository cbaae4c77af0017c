//! The oversight return of a scheme: how many people, by what sanction, on whose authority,
//! and what is behind each figure.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    http::header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    response::{IntoResponse as _, Response},
};
use proto::oversight::{
    Completeness, ExplainFigureRequest, Figure, FigureEvent, FigureState, GetReturnRequest,
    GetReturnResponse, ReturnPart,
};
use url::form_urlencoded::Serializer;

use super::{Signed, days::Days, render};
use crate::{App, problem::Problem, return_file, shell::Shell, words};

/// How many events behind a figure a page lists.
const PAGE: i32 = 100;

/// What an address asks of a return, and of how groups compare.
#[derive(Default)]
pub(super) struct Asked {
    pub(super) days: Days,
    /// True to have small numbers left out.
    pub(super) suppressed: bool,
}

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
    /// What the address asks, for another that asks the same.
    query: String,
    suppression: String,
    /// Each part with the figures that the record answers, and those that it does not.
    parts: Vec<(ReturnPart, Vec<Shown>, Vec<Shown>)>,
}

#[derive(Template)]
#[template(path = "figure.html")]
struct One<'a> {
    shell: &'a Shell,
    back: String,
    back_to: &'static str,
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
    let asked = Asked::of(query);
    let answer = answered(app, signed, scheme_id.clone(), &asked).await?;
    let parts = answer.parts.into_iter().map(|mut part| {
        let figures = std::mem::take(&mut part.figures).into_iter();
        let figures = figures.map(|figure| Shown::of(figure, &scheme_id, &asked));
        let (open, answered) = figures.partition(Shown::is_not_collected);
        (part, answered, open)
    });
    render(&Page {
        shell: &signed.shell,
        scheme: answer.scheme_name,
        as_of: asked.days.says(),
        suppressed: answer.suppressed,
        suppression: answer.suppression,
        parts: parts.collect(),
        days: &asked.days,
        query: asked.query(),
        scheme_id,
    })
}

async fn answered(
    app: &App,
    signed: &Signed,
    scheme_id: String,
    asked: &Asked,
) -> Result<GetReturnResponse, Problem> {
    let suppressed = asked.suppressed;
    let request = GetReturnRequest { scheme_id, at: Some(asked.days.wire()), suppressed };
    Ok(signed.ask(app).oversight()?.get_return(request).await?.into_inner())
}

/// As which file a return is handed out.
#[derive(Clone, Copy)]
pub(crate) enum File {
    /// Comma-separated values.
    Csv,
    /// JSON, as the service answers it.
    Json,
}

impl File {
    fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Csv => ("text/csv; charset=utf-8", "csv"),
            Self::Json => ("application/json", "json"),
        }
    }

    fn written(self, answer: &GetReturnResponse) -> Result<Vec<u8>, Problem> {
        match self {
            Self::Csv => return_file::csv(answer).map_err(|_| Problem::Broken("a file of values")),
            Self::Json => {
                serde_json::to_vec_pretty(answer).map_err(|_| Problem::Broken("a file of JSON"))
            }
        }
    }
}

/// Hands out the return as a file.
pub(crate) async fn hand_out(
    file: File,
    app: Arc<App>,
    signed: Signed,
    scheme: String,
    query: HashMap<String, String>,
) -> Response {
    let asked = Asked::of(&query);
    // A file outlives the page that would say that another day was meant.
    if let Some((_, wrong)) = asked.days.wrong().first() {
        return Problem::Malformed(wrong).page(&signed.shell);
    }
    let answer = answered(&app, &signed, scheme, &asked).await;
    match answer.and_then(|answer| Ok((file.written(&answer)?, answer.scheme_id))) {
        Ok((bytes, scheme)) => {
            let (kind, ending) = file.kind();
            let name = format!("attachment; filename=\"return-{scheme}.{ending}\"");
            ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)], bytes).into_response()
        }
        Err(problem) => problem.page(&signed.shell),
    }
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
    let asked = Asked::of(query);
    let request = ExplainFigureRequest {
        scheme_id: scheme_id.clone(),
        figure_id,
        at: Some(asked.days.wire()),
        page_size: PAGE,
        page_token: query.get("page").cloned().unwrap_or_default(),
    };
    let answer = signed.ask(app).oversight()?.explain_figure(request).await?.into_inner();
    let figure = answer.figure.ok_or(Problem::NotFound)?;
    let (page, back_to) = match figure.part {
        0 => ("groups", "how groups compare"),
        _ => ("return", "the return"),
    };
    let shown = Shown::of(figure, &scheme_id, &asked);
    let next = match answer.next_page_token.as_str() {
        "" => String::new(),
        token => format!("{}&page={}", shown.leads_to, encoded(token)),
    };
    render(&One {
        shell: &signed.shell,
        back: format!("/schemes/{scheme_id}/{page}?{}", asked.query()),
        back_to,
        shown,
        behind: answer.events.iter().map(behind).collect(),
        total: answer.total_size,
        as_of: asked.days.says(),
        next,
    })
}

impl Asked {
    pub(super) fn of(query: &HashMap<String, String>) -> Self {
        Self { days: Days::of(query), suppressed: query.contains_key("suppressed") }
    }

    /// The same in an address.
    pub(super) fn query(&self) -> String {
        let mut query = Serializer::new(String::new());
        self.days.append(&mut query);
        if self.suppressed {
            query.append_pair("suppressed", "yes");
        }
        query.finish()
    }
}

impl Shown {
    fn of(figure: Figure, scheme_id: &str, asked: &Asked) -> Self {
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
        let id = &figure.figure_id;
        let leads_to = format!("/schemes/{scheme_id}/return/{id}?{}", asked.query());
        Self { says, complete, colour, leads_to, figure }
    }

    fn is_not_collected(&self) -> bool {
        self.figure.state() == FigureState::NotCollected
    }

    /// The rows, each with its number.
    fn rows(&self) -> Vec<(&str, String)> {
        let rows = self.figure.rows.iter();
        rows.map(|row| (row.label.as_str(), of_whole(row.number, row.denominator))).collect()
    }

    fn published(&self) -> Vec<String> {
        return_file::published(&self.figure)
    }
}

fn of_whole(number: Option<u64>, denominator: Option<u64>) -> String {
    match (number, denominator) {
        (Some(number), Some(whole)) => format!("{number} of {whole}"),
        (Some(number), None) => number.to_string(),
        (None, _) => "Not shown".to_owned(),
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

fn encoded(token: &str) -> String {
    url::form_urlencoded::byte_serialize(token.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use proto::oversight::FigureRow;

    use super::*;

    fn shown(figure: Figure) -> Shown {
        Shown::of(figure, "scheme_1", &Asked::default())
    }

    #[test]
    fn a_figure_leads_on_with_what_was_asked_of_the_return() {
        let address = "at-day=1&at-month=7&at-year=2020&suppressed=yes";
        let query: HashMap<String, String> =
            url::form_urlencoded::parse(address.as_bytes()).into_owned().collect();
        assert_eq!(Asked::of(&query).query(), address);
        let figure = Figure { figure_id: "sanctions.cautions".into(), ..Figure::default() };
        let shown = Shown::of(figure, "scheme_1", &Asked::of(&query));
        assert_eq!(
            shown.leads_to,
            format!("/schemes/scheme_1/return/sanctions.cautions?{address}")
        );
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
}
