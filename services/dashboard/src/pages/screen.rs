//! Screening a draft's words: what they would be labelled with, and by which words. Nothing
//! of them is kept.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Form, State},
    response::Response,
};
use proto::oversight::{ScreenTextRequest, ScreenTextResponse};

use super::{Signed, render};
use crate::{
    App,
    marks::{Run, runs},
    problem::Problem,
    shell::Shell,
    words,
};

/// What screening found.
struct Found {
    runs: Vec<Run>,
    labels: Vec<&'static str>,
    refer: bool,
}

#[derive(Template)]
#[template(path = "screen.html")]
struct Page<'a> {
    shell: &'a Shell,
    text: String,
    found: Option<Found>,
}

#[derive(Template)]
#[template(path = "screened.html")]
struct Part {
    found: Option<Found>,
}

/// Asks for words.
pub(crate) async fn ask(signed: Signed) -> Response {
    let page = Page { shell: &signed.shell, text: String::new(), found: None };
    signed.answer(render(&page))
}

/// Screens words: those of the field that a form names, or of this page's own.
pub(crate) async fn screen(
    State(app): State<Arc<App>>,
    signed: Signed,
    Form(sent): Form<HashMap<String, String>>,
) -> Response {
    let of = |name: &str| sent.get(name).map(|value| value.trim()).unwrap_or_default();
    if !signed.session.drew(of("form_token")) {
        return Problem::Forged.page(&signed.shell);
    }
    let field = if of("screen").is_empty() { "text" } else { of("screen") };
    let text = of(field).to_owned();
    let part = !of("part").is_empty();
    signed.answer(page(&app, &signed, text, part).await)
}

async fn page(app: &App, signed: &Signed, text: String, part: bool) -> Result<String, Problem> {
    let found = if text.is_empty() {
        None
    } else {
        let request = ScreenTextRequest { text: text.clone() };
        let answer = signed.ask(app).oversight()?.screen_text(request).await?.into_inner();
        Some(found(&text, &answer))
    };
    if part { render(&Part { found }) } else { render(&Page { shell: &signed.shell, text, found }) }
}

fn found(text: &str, answer: &ScreenTextResponse) -> Found {
    Found {
        runs: runs(text, &[], &answer.because),
        labels: answer.labels().map(words::label).collect(),
        refer: answer.refer,
    }
}

#[cfg(test)]
mod tests {
    use proto::oversight::{Label, LabelledWords};

    use super::*;

    #[test]
    fn what_was_found_is_told_beside_the_words_that_earned_it() {
        let answer = ScreenTextResponse {
            labels: vec![Label::CareDenial.into()],
            because: vec![LabelledWords {
                label: Label::CareDenial.into(),
                start: 0,
                end: 12,
                ..LabelledWords::default()
            }],
            ..ScreenTextResponse::default()
        };
        let text = render(&Part { found: Some(found("Do not admit her.", &answer)) }).unwrap();
        assert!(text.contains("<mark class=\"candour-label\">Do not admit</mark>"), "{text}");
        assert!(text.contains("Denies care"), "{text}");
        let none = Part { found: Some(found("Call her.", &ScreenTextResponse::default())) };
        assert!(render(&none).unwrap().contains("No label"));
    }
}
