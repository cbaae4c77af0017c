//! The caseload: who is on which scheme, in which borough, since when. Nobody is named.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use proto::oversight::{BoroughCount, ListCasesRequest};
use url::form_urlencoded::Serializer;

use super::{Signed, render};
use crate::{App, problem::Problem, shell::Shell, words};

/// How many cases a page has.
const PAGE: i32 = 50;

/// A case as a line of the list.
struct Line {
    person: String,
    called: String,
    scheme: String,
    agency: String,
    borough: String,
    opened: String,
}

#[derive(Template)]
#[template(path = "cases.html")]
struct Page<'a> {
    shell: &'a Shell,
    lines: Vec<Line>,
    boroughs: Vec<BoroughCount>,
    schemes: Vec<(String, String)>,
    scheme: String,
    borough: String,
    next: String,
    total: i32,
    may_register: bool,
}

/// Lists cases.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    signed.answer(page(&app, &signed, query).await)
}

async fn page(
    app: &App,
    signed: &Signed,
    mut query: HashMap<String, String>,
) -> Result<String, Problem> {
    let mut take = |name: &str| query.remove(name).unwrap_or_default();
    let (scheme, borough, token) = (take("scheme"), take("borough"), take("page"));
    let asker = signed.ask(app);
    let names = app.names.get(&asker, app.system.now()).await?;
    let request = ListCasesRequest {
        page_size: PAGE,
        page_token: token,
        scheme_id: scheme.clone(),
        borough: borough.clone(),
        at: None,
    };
    let answer = asker.oversight()?.list_cases(request).await?.into_inner();
    let lines = answer.cases.iter().map(|case| Line {
        person: case.person_id.clone(),
        called: words::short(&case.person_id),
        scheme: names.of(&case.scheme_id),
        agency: names.of(&case.agency_id),
        borough: case.borough.clone(),
        opened: words::day_of(case.opened.as_ref()),
    });
    let next = match answer.next_page_token.as_str() {
        "" => String::new(),
        token => {
            let mut next = Serializer::new(String::new());
            let pairs = [("scheme", scheme.as_str()), ("borough", &borough), ("page", token)];
            next.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
            format!("/cases?{}", next.finish())
        }
    };
    let schemes = names.schemes().into_iter().map(|s| (s.scheme_id.clone(), s.name.clone()));
    render(&Page {
        shell: &signed.shell,
        lines: lines.collect(),
        may_register: signed.session.may_call("referrals.RegisterPerson"),
        total: answer.boroughs.iter().map(|count| count.open_cases).sum(),
        boroughs: answer.boroughs,
        schemes: schemes.collect(),
        scheme,
        borough,
        next,
    })
}
