//! The issuer's own pages.

use askama::Template;
use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use kernel::{
    clock::Clock,
    principal::{Principal, roles},
};
use proto::{
    common::Role,
    ids::{PersonId, WorkerId},
    oversight::{Agency, ListAgenciesRequest, WhoAmIRequest},
};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tonic::{Status, service::interceptor::InterceptedService};
use uuid::Uuid;

use super::{
    Local, PATH,
    provider::{Asked, Proved, Redeemed},
};
use crate::{
    services::{Show, oversight},
    shell::Shell,
    words,
};

/// For how long somebody of a sandbox is signed in.
const SHIFT: SignedDuration = SignedDuration::from_hours(8);

/// Why the pages ask for themselves, and anybody of a sandbox does.
const PURPOSE: &str = "sandbox";

/// The addresses of the issuer.
pub(crate) fn router(local: Local) -> Router {
    let at = |path: &str| format!("{PATH}{path}");
    Router::new()
        .route(&at("/.well-known/openid-configuration"), get(says))
        .route(&at("/keys"), get(keys))
        .route(&at("/authorize"), get(ask).post(prove))
        .route(&at("/token"), post(token))
        .with_state(local)
}

#[derive(Template)]
#[template(path = "local.html")]
struct Page {
    shell: Shell,
    asked: Asked,
    wrong: Option<(&'static str, &'static str)>,
    roles: Vec<(&'static str, &'static str)>,
    agencies: Vec<Agency>,
    given: Given,
}

#[derive(Clone, Default, Deserialize)]
struct Given {
    #[serde(default)]
    role: String,
    #[serde(default)]
    agency: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    token: String,
}

async fn says(State(local): State<Local>) -> Json<Value> {
    Json(local.says())
}

async fn keys(State(local): State<Local>) -> Json<Value> {
    Json(local.0.keys.clone())
}

async fn ask(State(local): State<Local>, Query(asked): Query<Asked>) -> Response {
    page(&local, asked, None, Given::default()).await
}

#[derive(Deserialize)]
struct Proof {
    #[serde(flatten)]
    asked: Asked,
    #[serde(flatten)]
    given: Given,
}

async fn prove(State(local): State<Local>, Form(proof): Form<Proof>) -> Response {
    let Proof { asked, given } = proof;
    if !local.knows(&asked) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let now = Clock::system().now();
    let proved = match &local.0.mints {
        Some(_) => local.anybody(&given, now).await,
        None => local.bearer(given.token.trim(), now).await,
    };
    match proved {
        Ok(proved) => match local.back(asked, proved, now) {
            Some(back) => Redirect::to(&back).into_response(),
            None => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        },
        Err(wrong) => page(&local, asked, Some(wrong), given).await,
    }
}

async fn token(State(local): State<Local>, Form(redeemed): Form<Redeemed>) -> Response {
    match local.redeem(&redeemed, Clock::system().now()) {
        Some(tokens) => Json(tokens).into_response(),
        None => {
            let refused = serde_json::json!({"error": "invalid_grant"});
            (StatusCode::BAD_REQUEST, Json(refused)).into_response()
        }
    }
}

async fn page(
    local: &Local,
    asked: Asked,
    wrong: Option<(&'static str, &'static str)>,
    given: Given,
) -> Response {
    if !local.knows(&asked) {
        return StatusCode::BAD_REQUEST.into_response();
    }
    let sandbox = local.0.mints.is_some();
    let agencies = if sandbox { local.agencies().await } else { Ok(Vec::new()) };
    let agencies = agencies.unwrap_or_else(|status| {
        tracing::warn!(code = %status.code(), "the agencies of the sandbox cannot be listed");
        Vec::new()
    });
    let roles = roles::all().filter(|role| *role != Role::Service);
    let page = Page {
        shell: Shell::signed_out(sandbox),
        asked,
        wrong,
        roles: roles.map(|role| (role.as_str_name(), words::role(role))).collect(),
        agencies,
        given,
    };
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl Local {
    /// Anybody of a sandbox.
    async fn anybody(
        &self,
        given: &Given,
        now: Timestamp,
    ) -> Result<Proved, (&'static str, &'static str)> {
        let role = roles::role_named(&given.role).filter(|role| *role != Role::Service);
        let role = role.ok_or(("role", "Choose what you act as"))?;
        if given.agency.is_empty() {
            return Err(("agency", "Choose the agency that you act for"));
        }
        let worker_id = if role == Role::Person {
            let id = given.person.trim().parse::<PersonId>();
            let says =
                ("person", "Enter the id of a person, such as person_01h455vb4pex5vsknk084sn02q");
            Principal::worker_of(&id.map_err(|_| says)?)
        } else {
            somebody(&given.role, &given.agency)
        };
        let principal = Principal {
            worker_id: worker_id.clone(),
            agency_id: given.agency.clone(),
            role,
            purpose: PURPOSE.to_owned(),
        };
        let wrong = ("agency", "Choose the agency that you act for");
        let key = self.0.mints.as_ref().ok_or(wrong)?;
        let token = key.mint(&principal, SHIFT.unsigned_abs()).map_err(|_| wrong)?;
        if role == Role::Person && !self.is_on_the_register(&token).await {
            let says = "Nobody on the register has this id. An agency's pages show another one: \
                        take it from the address of the page that an oversight body sees";
            return Err(("person", says));
        }
        let until = now.checked_add(SHIFT).unwrap_or(now);
        Ok(Proved { worker: worker_id, token, until })
    }

    /// Whether who shows this token as the person concerned has a record. Without an answer
    /// they have none: an empty page would say that nothing is on record.
    async fn is_on_the_register(&self, token: &str) -> bool {
        let Ok(shown) = self.ask_as(token) else { return false };
        let who = oversight(shown).who_am_i(WhoAmIRequest::default()).await;
        who.is_ok_and(|who| !who.into_inner().person_id.is_empty())
    }

    /// Whoever holds a token of the installation.
    async fn bearer(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Proved, (&'static str, &'static str)> {
        let wrong = ("token", "This is no token of this installation, or it is over");
        if token.is_empty() {
            return Err(("token", "Paste the token"));
        }
        let who = self.ask_as(token).map_err(|_| wrong)?;
        let who = oversight(who).who_am_i(WhoAmIRequest {}).await.map_err(|_| wrong)?.into_inner();
        let until = expiry(token).filter(|until| *until > now).ok_or(wrong)?;
        let worker = who.worker.map(|worker| worker.worker_id).ok_or(wrong)?;
        Ok(Proved { worker, token: token.to_owned(), until })
    }

    /// The agencies on the register.
    async fn agencies(&self) -> Result<Vec<Agency>, Status> {
        let none = || Status::failed_precondition("this is no sandbox");
        let key = self.0.mints.as_ref().ok_or_else(none)?;
        let me = Principal {
            worker_id: somebody("pages", "pages"),
            agency_id: proto::ids::AgencyId::new(Uuid::nil()).to_string(),
            role: Role::Oversight,
            purpose: PURPOSE.to_owned(),
        };
        let token = key.mint(&me, SHIFT.unsigned_abs());
        let token = token.map_err(|_| Status::internal("no token can be made"))?;
        let request = ListAgenciesRequest { page_size: 1_000, ..ListAgenciesRequest::default() };
        let answer = oversight(self.ask_as(&token)?).list_agencies(request).await?;
        let mut agencies = answer.into_inner().agencies;
        agencies.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(agencies)
    }

    fn ask_as(&self, token: &str) -> Result<crate::services::Shown, Status> {
        let channel = self.0.services.channel("oversight")?;
        Ok(InterceptedService::new(channel, Show::new(token, None)?))
    }
}

/// Somebody of an agency who acts as something: the same each time.
fn somebody(role: &str, agency: &str) -> String {
    let hash = Sha256::new().chain_update(role).chain_update("|").chain_update(agency).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(slot, byte)| *slot = byte);
    WorkerId::new(Uuid::new_v8(bytes)).to_string()
}

/// Until when a token says that it is good. It has been checked by then.
fn expiry(token: &str) -> Option<Timestamp> {
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    Timestamp::from_second(claims.get("exp")?.as_i64()?).ok()
}
