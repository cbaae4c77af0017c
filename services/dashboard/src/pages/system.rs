//! How the installation fares: how far the projection is behind, what it set aside, which
//! alerts wait.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, response::Response};
use proto::{
    oversight::{ChannelStatus, GetStatusRequest},
    time,
};

use super::{Signed, render};
use crate::{App, problem::Problem, shell::Shell, words};

/// How far a context was read.
struct Context {
    name: String,
    position: u64,
    complete: String,
}

/// An event that could not be read.
struct Aside {
    place: String,
    reason: String,
    when: String,
}

#[derive(Template)]
#[template(path = "system.html")]
struct Page<'a> {
    shell: &'a Shell,
    contexts: Vec<Context>,
    judged: String,
    behind: String,
    flags: u64,
    waiting: u64,
    channels: Vec<ChannelStatus>,
    aside_total: u64,
    aside: Vec<Aside>,
}

/// Shows it.
pub(crate) async fn show(State(app): State<Arc<App>>, signed: Signed) -> Response {
    signed.answer(page(&app, &signed).await)
}

async fn page(app: &App, signed: &Signed) -> Result<String, Problem> {
    let status = signed.ask(app).oversight()?.get_status(GetStatusRequest {}).await?.into_inner();
    let now = app.clock.now();
    let judged = time::maybe(status.judged_up_to.as_ref());
    let contexts = status.contexts.iter().map(|context| Context {
        name: words::capital(&context.context),
        position: context.position,
        complete: time::maybe(context.watermark.as_ref())
            .map_or_else(|| "Not known yet".to_owned(), words::moment),
    });
    let aside = status.set_aside.iter().map(|one| Aside {
        place: one.place.clone(),
        reason: one.reason.clone(),
        when: time::maybe(one.at.as_ref()).map(words::moment).unwrap_or_default(),
    });
    render(&Page {
        shell: &signed.shell,
        contexts: contexts.collect(),
        judged: judged
            .map_or_else(|| "Nothing yet: it reads what was said before".to_owned(), words::moment),
        behind: judged.map(|at| words::distance(now.duration_since(at))).unwrap_or_default(),
        flags: status.flags,
        waiting: status.alerts_waiting,
        channels: status.channels.clone(),
        aside_total: status.set_aside_total,
        aside: aside.collect(),
    })
}
