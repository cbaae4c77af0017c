//! The page of a form.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, RawForm, RawQuery, State},
    response::Response,
};
use proto::{
    common::{Receipt, Worker},
    ids::StreamId,
};

use super::{
    Form, How, Kind, Then,
    draw::{self, Input, Shown},
    named,
    read::{self, Sent, Wrong},
    send::{self, Came},
};
use crate::{
    App,
    pages::{Signed, render},
    problem::Problem,
    shell::Shell,
};

#[derive(Template)]
#[template(path = "form.html")]
struct Page<'a> {
    shell: &'a Shell,
    form: &'static Form,
    fields: Vec<Shown>,
    /// What is wrong: the input to go to, and what it is.
    wrong: Vec<(String, String)>,
    asks_how: bool,
    sent: &'a Sent,
    occurred_wrong: String,
    source_wrong: String,
}

/// Draws a form, with what the address says filled in.
pub(crate) async fn draw(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    RawQuery(query): RawQuery,
) -> Response {
    let given = pairs(query.unwrap_or_default().as_bytes());
    // An address says what a field holds by its last name: `person_id` for `fact.person_id`.
    let sent = match named(&name) {
        Some(form) => Sent::of(given.into_iter().map(|(key, value)| (field_of(form, key), value))),
        None => return signed.answer(Err(Problem::NotFound)),
    };
    signed.answer(fresh_page(&app, &signed, &name, sent).await)
}

fn field_of(form: &Form, key: String) -> String {
    let mut fields = form.fields.iter().map(|field| field.path);
    let ends = |path: &&str| path.rsplit('.').next() == Some(key.as_str());
    fields.find(ends).map_or(key, ToOwned::to_owned)
}

async fn fresh_page(
    app: &App,
    signed: &Signed,
    name: &str,
    mut sent: Sent,
) -> Result<String, Problem> {
    let form = named(name).ok_or(Problem::NotFound)?;
    // The same however often the form is sent, so that sent twice it counts once.
    sent.or("act.request_id", || app.system.fresh().to_string());
    for field in form.fields {
        if let Kind::Fresh(noun) = field.kind {
            sent.or(field.path, || StreamId::new(noun, app.system.fresh()).to_string());
        }
    }
    page(app, signed, form, &sent, &Wrong::new()).await
}

/// Takes what was filled in.
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(name): Path<String>,
    RawForm(body): RawForm,
) -> Response {
    let sent = Sent::of(pairs(&body));
    if !signed.session.drew(sent.one("form_token")) {
        return Problem::Forged.page(&signed.shell);
    }
    let Some(form) = named(&name) else { return signed.answer(Err(Problem::NotFound)) };
    let me = signed.session.who.worker.clone().unwrap_or_default();
    match done(&app, &signed, form, &sent, &me).await {
        Ok(Came::Stored(receipt)) => signed.sent(Ok(after(form, &sent, &receipt))),
        Ok(Came::Refused(wrong)) => {
            let page = page(&app, &signed, form, &sent, &wrong).await;
            let mut answer = signed.answer(page);
            *answer.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
            answer
        }
        Err(problem) => problem.page(&signed.shell),
    }
}

async fn done(
    app: &App,
    signed: &Signed,
    form: &Form,
    sent: &Sent,
    me: &Worker,
) -> Result<Came, Problem> {
    match read::read(form, sent, me) {
        Ok(request) => send::send(form, &request, &signed.ask(app)).await,
        Err(wrong) => Ok(Came::Refused(wrong)),
    }
}

async fn page(
    app: &App,
    signed: &Signed,
    form: &'static Form,
    sent: &Sent,
    wrong: &Wrong,
) -> Result<String, Problem> {
    let names = app.names.get(&signed.ask(app), app.system.now()).await?;
    let fields = draw::draw(form, sent, wrong, &names);
    let told = wrong.iter().map(|(path, says)| {
        let at = match path.as_str() {
            "" => "maincontent".to_owned(),
            path => path.to_owned(),
        };
        (at, says.clone())
    });
    let of = |path: &str| wrong.get(path).cloned().unwrap_or_default();
    render(&Page {
        shell: &signed.shell,
        form,
        fields,
        wrong: told.collect(),
        asks_how: form.how == How::ActOrRecord,
        sent,
        occurred_wrong: of("act.occurred"),
        source_wrong: of("act.source.title"),
    })
}

/// Where one is after a form was sent.
fn after(form: &Form, sent: &Sent, receipt: &Receipt) -> String {
    let of = |name: &str| {
        let field = form.fields.iter().find(|f| f.path.rsplit('.').next() == Some(name));
        let value = field.map_or("", |field| sent.one(field.path));
        if value.is_empty() { sent.one(name).to_owned() } else { value.to_owned() }
    };
    let to = match form.then {
        Then::Flag => format!("/flags/{}", of("flag_id")),
        Then::Person => format!("/people/{}", of("person_id")),
        Then::Scheme => format!("/schemes/{}", of("scheme_id")),
        Then::Plan => format!("/people/{}/plans/{}", of("person_id"), receipt.stream_id),
    };
    format!("{to}?done={}", form.name)
}

fn pairs(text: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(text).into_owned().collect()
}
