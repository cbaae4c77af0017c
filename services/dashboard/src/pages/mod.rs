//! The pages: one file each.

mod ask;
pub(crate) mod case;
pub(crate) mod cases;
pub(crate) mod days;
pub(crate) mod flag;
pub(crate) mod groups;
pub(crate) mod inbox;
pub(crate) mod meetings;
pub(crate) mod oversight_return;
pub(crate) mod own;
pub(crate) mod plan;
pub(crate) mod rules;
pub(crate) mod schemes;
pub(crate) mod screen;
pub(crate) mod system;

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, header::LOCATION, request::Parts},
    response::{Html, IntoResponse as _, Redirect, Response},
};
use serde::Deserialize;

use crate::{
    App,
    cookies::Kind,
    problem::Problem,
    services::Asker,
    sessions::{Key, Session},
    shell::Shell,
};

/// Somebody who is signed in, and what stands around their pages.
pub(crate) struct Signed {
    pub(crate) session: Session,
    pub(crate) shell: Shell,
}

/// What a form brings along.
#[derive(Deserialize)]
pub(crate) struct SignedForm {
    #[serde(default)]
    pub(crate) form_token: String,
}

impl FromRequestParts<Arc<App>> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let cookie = Kind::Session.read(&app.origin, &parts.headers);
        let session =
            cookie.and_then(|cookie| app.sessions().of(Key::of(&cookie), app.system.now()));
        let sign_in = || {
            let to = [(LOCATION, HeaderValue::from_static("/sign-in"))];
            (StatusCode::SEE_OTHER, to).into_response()
        };
        let session = session.ok_or_else(sign_in)?;
        let shell = Shell::of(&session, app.clock.is_sandbox());
        Ok(Self { session, shell })
    }
}

impl Signed {
    /// Asks the services as them.
    pub(crate) fn ask<'a>(&'a self, app: &'a App) -> Asker<'a> {
        Asker::new(app, &self.session)
    }

    /// A page, or what went wrong with it.
    pub(crate) fn answer(&self, page: Result<String, Problem>) -> Response {
        match page {
            Ok(text) => Html(text).into_response(),
            Err(problem) => problem.page(&self.shell),
        }
    }

    /// A page with another status than all is well, or what went wrong with it.
    pub(crate) fn answer_with(&self, code: StatusCode, page: Result<String, Problem>) -> Response {
        match page {
            Ok(text) => (code, Html(text)).into_response(),
            Err(problem) => problem.page(&self.shell),
        }
    }

    /// Where they are sent after a form, or what went wrong with it.
    pub(crate) fn sent(&self, to: Result<String, Problem>) -> Response {
        match to {
            Ok(to) => Redirect::to(&to).into_response(),
            Err(problem) => problem.page(&self.shell),
        }
    }
}

/// Writes a page.
pub(crate) fn render(page: &impl Template) -> Result<String, Problem> {
    page.render().map_err(|_| Problem::Broken("a template"))
}
