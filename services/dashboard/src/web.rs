//! The addresses of the pages, and what every answer of theirs carries.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::{
    App, assets, forms, live, local,
    pages::{
        self, Signed,
        oversight_return::{self, File},
    },
    problem::Problem,
    sign_in_pages,
};

/// Nothing is loaded from elsewhere, nothing stands in the page itself that could be run,
/// and no other site may show these pages within its own.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// The largest form that is read, in bytes: one of sixteen kilobytes of words, spelt out for
/// an address, and what stands around it.
const LARGEST_FORM: usize = 256 * 1024;

pub(crate) fn router(app: Arc<App>, local: Option<local::Local>) -> Router {
    let pages = Router::new()
        .route("/", get(pages::inbox::home))
        .route("/sign-in", get(sign_in_pages::choose))
        .route("/sign-in/to/{issuer}", get(sign_in_pages::send))
        .route("/sign-in/back", get(sign_in_pages::back))
        .route("/sign-out", post(sign_in_pages::out))
        .route("/sign-out/everywhere", post(sign_in_pages::out_everywhere))
        .route("/flags", get(pages::inbox::list))
        .route("/flags/live", get(live::flags))
        .route("/flags/{flag}", get(pages::flag::show))
        .route("/forms/{form}", get(forms::draw).post(forms::submit))
        .route("/cases", get(pages::cases::list))
        .route("/people/{person}", get(pages::case::show))
        .route("/schemes/{scheme}/return", get(pages::oversight_return::show))
        .route("/schemes/{scheme}/return.csv", return_as(File::Csv))
        .route("/schemes/{scheme}/return.json", return_as(File::Json))
        .route("/schemes/{scheme}/return/{figure}", get(pages::oversight_return::explain))
        .route("/schemes/{scheme}/groups", get(pages::groups::show))
        .route("/people/{person}/view", get(pages::own::show))
        .route("/people/{person}/plans/{plan}", get(pages::plan::show))
        .route("/schemes", get(pages::schemes::list))
        .route("/schemes/{scheme}", get(pages::schemes::show))
        .route("/schemes/{scheme}/meetings", get(pages::meetings::list))
        .route("/schemes/{scheme}/meetings/{meeting}", get(pages::meetings::show))
        .route(
            "/schemes/{scheme}/meetings/{meeting}/record",
            get(forms::meeting::draw).post(forms::meeting::submit),
        )
        .route("/screen", get(pages::screen::ask).post(pages::screen::screen))
        .route("/rules", get(pages::rules::list))
        .route("/rules/{rule}", get(pages::rules::show))
        .route("/system", get(pages::system::show))
        .fallback(not_found)
        .with_state(Arc::clone(&app));
    let mut all = pages.route("/assets/{*file}", get(asset));
    if let Some(local) = local {
        all = all.merge(local::router(local));
    }
    let all = all
        .layer(middleware::from_fn(same_site))
        .layer(middleware::from_fn_with_state(app, at_home))
        .layer(axum::extract::DefaultBodyLimit::max(LARGEST_FORM));
    let say = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    all.layer(say(header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY))
        .layer(say(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(say(header::REFERRER_POLICY, "no-referrer"))
        .layer(say(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(say(HeaderName::from_static("permissions-policy"), "interest-cohort=()"))
        // A page tells of people: no browser and no proxy keeps it.
        .layer(say(header::CACHE_CONTROL, "no-store"))
}

fn return_as(file: File) -> MethodRouter<Arc<App>> {
    get(
        move |State(app): State<Arc<App>>,
              signed: Signed,
              Path(scheme): Path<String>,
              Query(query): Query<HashMap<String, String>>| {
            oversight_return::hand_out(file, app, signed, scheme, query)
        },
    )
}

async fn asset(Path(file): Path<String>) -> Response {
    assets::serve(&file)
}

async fn not_found(signed: Result<Signed, Response>) -> Response {
    Problem::NotFound.page(&signed.map(|signed| signed.shell).unwrap_or_default())
}

/// Sends a browser on this machine to the address by which its cookies know the pages:
/// `localhost` and `127.0.0.1` are two places to it. Where a proxy stands before us, which
/// address people use is the proxy's to say.
async fn at_home(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let home = app.origin.strip_prefix("http://");
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let elsewhere = home.is_some() && host.is_some() && home != host;
    if elsewhere && request.method() == Method::GET {
        let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
        return Redirect::temporary(&format!("{}{path}", app.origin)).into_response();
    }
    next.run(request).await
}

/// Of which site a browser says that its request is: ours, another's or nobody's.
pub(crate) fn came_from(headers: &HeaderMap) -> Option<&str> {
    headers.get("sec-fetch-site").and_then(|site| site.to_str().ok())
}

/// Refuses what another site sends. Every form has a token of its session as well; a
/// browser that names no origin is known by that alone.
async fn same_site(request: Request, next: Next) -> Response {
    let strange = !matches!(came_from(request.headers()), None | Some("same-origin" | "none"));
    if request.method() != Method::GET && strange {
        return StatusCode::FORBIDDEN.into_response();
    }
    next.run(request).await
}
