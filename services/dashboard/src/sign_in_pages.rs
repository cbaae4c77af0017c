//! The pages on which one signs in and out.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    Form,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header::SET_COOKIE},
    response::{Html, IntoResponse, Redirect, Response},
};
use proto::oversight::WhoAmIRequest;
use serde::Deserialize;
use tonic::service::interceptor::InterceptedService;

use crate::{
    App,
    cookies::Kind,
    pages::{Signed, SignedForm},
    problem::Problem,
    services::{Show, oversight},
    sessions::{Key, Sessions, SignedIn},
    shell::Shell,
    sign_in::{Issuer, SignInError, Vouched},
    web::came_from,
};

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page<'a> {
    shell: Shell,
    issuers: Vec<&'a Issuer>,
    wrong: Option<String>,
    told: Option<&'static str>,
}

/// By which issuer?
pub(crate) async fn choose(
    State(app): State<Arc<App>>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let told = query.get("out").map(|_| "You are signed out.");
    page(&app, StatusCode::OK, None, told)
}

fn page(
    app: &App,
    code: StatusCode,
    wrong: Option<String>,
    told: Option<&'static str>,
) -> Response {
    let issuers = app.sign_in.issuers().collect();
    let page = Page { shell: Shell::signed_out(app.clock.is_sandbox()), issuers, wrong, told };
    match page.render() {
        Ok(text) => (code, Html(text)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

fn refused(app: &App, error: &SignInError) -> Response {
    let code = match error {
        SignInError::NoIssuer => StatusCode::NOT_FOUND,
        SignInError::NoPurpose
        | SignInError::NotSent
        | SignInError::Declined
        | SignInError::Answer(_) => StatusCode::BAD_REQUEST,
        SignInError::Issuer(_) | SignInError::Random(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    page(app, code, Some(crate::problem::sentence(&error.to_string())), None)
}

/// Sends somebody to an issuer.
pub(crate) async fn send(
    State(app): State<Arc<App>>,
    Path(issuer): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    // Why somebody asks is theirs to say: no other site's link does.
    if came_from(&headers) == Some("cross-site") {
        return Redirect::to("/sign-in").into_response();
    }
    let purpose = query.get("purpose").map(String::as_str);
    match app.sign_in.send(&issuer, purpose, app.system.now()).await {
        Ok(way) => {
            let mut answer = Redirect::to(&way.to).into_response();
            set(&mut answer, Kind::SigningIn.set(&app.origin, &way.cookie));
            answer
        }
        Err(error) => refused(&app, &error),
    }
}

#[derive(Deserialize)]
pub(crate) struct Back {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    /// Why the issuer vouches for nobody, by a code of its own.
    #[serde(default)]
    error: String,
}

/// Takes somebody who comes back from one.
pub(crate) async fn back(
    State(app): State<Arc<App>>,
    Query(back): Query<Back>,
    headers: HeaderMap,
) -> Response {
    let now = app.system.now();
    if !back.error.is_empty() {
        return refused(&app, &SignInError::Declined);
    }
    let cookie = Kind::SigningIn.read(&app.origin, &headers).unwrap_or_default();
    let vouched = match app.sign_in.take(&cookie, &back.state, &back.code, now).await {
        Ok(vouched) => vouched,
        Err(error) => return refused(&app, &error),
    };
    let signed = match known_here(&app, vouched).await {
        Ok(signed) => signed,
        Err(status) => {
            let says = crate::problem::sentence(status.message());
            let wrong =
                format!("The issuer knows you, and these services do not let you in. {says}");
            return page(&app, StatusCode::FORBIDDEN, Some(wrong), None);
        }
    };
    // A session that the browser had before is another one, whoever began it.
    if let Some(before) = Kind::Session.read(&app.origin, &headers) {
        app.sessions().end(Key::of(&before));
    }
    let begun = app.sessions().begin(signed, now);
    let Ok(cookie) = begun else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let mut answer = Redirect::to("/").into_response();
    set(&mut answer, Kind::Session.set(&app.origin, &cookie));
    set(&mut answer, Kind::SigningIn.clear(&app.origin));
    answer
}

/// Who somebody is to the services.
async fn known_here(app: &App, vouched: Vouched) -> Result<SignedIn, tonic::Status> {
    let Vouched { token, purpose, until } = vouched;
    let show = Show::new(&token, purpose.as_deref())?;
    let way = InterceptedService::new(app.services.channel("oversight")?, show);
    let who = oversight(way).who_am_i(WhoAmIRequest {}).await?.into_inner();
    Ok(SignedIn { who, token, purpose, until })
}

/// Signs somebody out of this browser.
pub(crate) async fn out(
    State(app): State<Arc<App>>,
    signed: Signed,
    Form(form): Form<SignedForm>,
) -> Response {
    end(&app, &signed, &form, |sessions, key| sessions.end(key))
}

/// Signs somebody out wherever they are signed in.
pub(crate) async fn out_everywhere(
    State(app): State<Arc<App>>,
    signed: Signed,
    Form(form): Form<SignedForm>,
) -> Response {
    end(&app, &signed, &form, |sessions, key| {
        let ended = sessions.end_everywhere(key);
        tracing::info!(ended, "somebody signed out everywhere");
    })
}

/// Ends sessions, if the form that asks for it was drawn for one of them.
fn end(
    app: &App,
    signed: &Signed,
    form: &SignedForm,
    ends: impl FnOnce(&mut Sessions, Key),
) -> Response {
    if !signed.session.drew(&form.form_token) {
        return Problem::Forged.page(&signed.shell);
    }
    ends(&mut app.sessions(), signed.session.key);
    let mut answer = Redirect::to("/sign-in?out").into_response();
    set(&mut answer, Kind::Session.clear(&app.origin));
    answer
}

fn set(answer: &mut Response, cookie: Option<axum::http::HeaderValue>) {
    if let Some(cookie) = cookie {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
}
