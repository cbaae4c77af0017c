//! Live updates: flags as they are raised, by server-sent events.
//!
//! A page works without them. With them it says that there is something new, and an S1 flag
//! is said aloud by a screen reader at once.

use std::{convert::Infallible, sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::HeaderMap,
    response::{
        IntoResponse as _, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, StreamExt as _};
use proto::oversight::{Severity, WatchFlagsRequest, WatchFlagsResponse};
use serde_json::json;
use tonic::Status;

use crate::{App, pages::Signed, problem::Problem, sessions::Key, words};

/// How often a connection on which nothing happens is kept open.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How often it is looked whether somebody is still signed in.
const LOOKS_AGAIN: Duration = Duration::from_secs(2);

/// Tells of flags as they are raised. A browser that lost the connection goes on where it
/// left off.
pub(crate) async fn flags(
    State(app): State<Arc<App>>,
    signed: Signed,
    headers: HeaderMap,
) -> Response {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    match watch(&app, &signed, last).await {
        Ok(told) => {
            Sse::new(told).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response()
        }
        Err(status) => Problem::from(status).page(&signed.shell),
    }
}

async fn watch(
    app: &Arc<App>,
    signed: &Signed,
    last: Option<&str>,
) -> Result<impl Stream<Item = Result<Event, Infallible>> + use<>, Status> {
    let resume_token = last.unwrap_or_default().to_owned();
    let request = WatchFlagsRequest { only_new: resume_token.is_empty(), resume_token };
    let mut request = tonic::Request::new(request);
    // It goes on until one side ends it.
    let until = signed.session.until.duration_since(app.system.now()).unsigned_abs();
    request.set_timeout(until);
    let answers = signed.ask(app).oversight()?.watch_flags(request).await?.into_inner();
    let told = answers
        .take_while(|answer| std::future::ready(answer.is_ok()))
        .filter_map(|answer| std::future::ready(answer.ok().and_then(event)));
    Ok(told.map(Ok).take_until(over(Arc::clone(app), signed.session.key)))
}

/// Resolves when the session is over, or the pages are to stop.
async fn over(app: Arc<App>, key: Key) {
    let stop = app.stop.clone();
    let ended = async {
        while app.sessions().has(key, app.system.now()) {
            tokio::time::sleep(LOOKS_AGAIN).await;
        }
    };
    stop.run_until_cancelled(ended).await;
}

fn event(answer: WatchFlagsResponse) -> Option<Event> {
    let flag = answer.flag?;
    let told = json!({
        "flag": flag.flag_id,
        "severity": words::severity(flag.severity()),
        "urgent": flag.severity() == Severity::S1,
        "rule": words::name(&flag.rule_id),
        "because": flag.because,
    });
    Some(Event::default().event("flag").id(answer.resume_token).data(told.to_string()))
}
