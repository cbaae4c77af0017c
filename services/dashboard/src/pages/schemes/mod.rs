//! Schemes: which there are, and how one is governed.

mod governance;

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use proto::oversight::{ListFlagsRequest, ListSchemeEventsRequest, Scheme};

use self::governance::{Governance, governance};
use super::{
    Signed, ask,
    inbox::{Line, line},
    meetings::{self, Meeting},
    render,
};
use crate::{App, facts, names::Names, problem::Problem, shell::Shell, words};

/// How many flags the page of a scheme shows.
const FLAGS: i32 = 10;

/// How many meetings the page of a scheme shows.
const MEETINGS: usize = 5;

/// A scheme as a line of the list.
struct Entry {
    id: String,
    name: String,
    lead: String,
    partners: usize,
    panels: usize,
    registered: String,
    state: String,
}

#[derive(Template)]
#[template(path = "schemes.html")]
struct List<'a> {
    shell: &'a Shell,
    schemes: Vec<Entry>,
}

/// A post, and who holds it.
struct Post {
    boroughs: String,
    holder: String,
    since: String,
    state: String,
}

/// A panel of the scheme.
struct Panel {
    id: String,
    name: String,
    convenes: String,
    members: String,
    quorum: String,
    since: String,
}

#[derive(Template)]
#[template(path = "scheme.html")]
struct Page<'a> {
    shell: &'a Shell,
    id: String,
    name: String,
    state: String,
    lead: String,
    partners: String,
    follows: Option<(String, String)>,
    registered: String,
    governance: Governance,
    left_out: bool,
    posts: Vec<Post>,
    panels: Vec<Panel>,
    meetings: Vec<Meeting>,
    may_arrange: bool,
    flags: Vec<Line>,
    flags_total: i32,
    told: bool,
}

/// Lists schemes.
pub(crate) async fn list(State(app): State<Arc<App>>, signed: Signed) -> Response {
    let page = async {
        let names = app.names.get(&signed.ask(&app), app.system.now()).await?;
        let schemes = names.schemes().into_iter().map(|scheme| entry(scheme, &names));
        render(&List { shell: &signed.shell, schemes: schemes.collect() })
    };
    signed.answer(page.await)
}

/// Shows how one is governed.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(scheme): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    signed.answer(page(&app, &signed, scheme, query.contains_key("done")).await)
}

async fn page(app: &App, signed: &Signed, id: String, told: bool) -> Result<String, Problem> {
    let asker = signed.ask(app);
    let names = app.names.get(&asker, app.system.now()).await?;
    let scheme = names.scheme(&id).ok_or(Problem::NotFound)?;
    let request = ListSchemeEventsRequest {
        scheme_id: id.clone(),
        types: governance::TYPES.map(String::from).into(),
        without_words: true,
        ..ListSchemeEventsRequest::default()
    };
    let may_list = signed.session.may_call("oversight.ListFlags");
    let (events, meetings, flags) = tokio::try_join!(
        ask::of_scheme(&asker, request),
        meetings::all(&asker, &id, app.clock.now()),
        async {
            if !may_list {
                return Ok((Vec::new(), 0));
            }
            let request = ListFlagsRequest {
                subject_id: id.clone(),
                page_size: FLAGS,
                ..ListFlagsRequest::default()
            };
            let answer = asker.oversight()?.list_flags(request).await?.into_inner();
            Ok((answer.flags, answer.total_size))
        },
    )?;
    let now = app.clock.now();
    let (flags, flags_total) = flags;
    render(&Page {
        shell: &signed.shell,
        name: scheme.name.clone(),
        state: state(scheme, &names),
        lead: names.of(&scheme.lead_agency_id),
        partners: facts::agencies(&scheme.partner_agency_ids, &names),
        follows: Some(scheme.successor_of_scheme_id.clone())
            .filter(|before| !before.is_empty())
            .map(|before| (before.clone(), names.of(&before))),
        registered: words::day_of(scheme.registered.as_ref()),
        governance: governance(&events.events, &names, now),
        left_out: events.left_out,
        posts: posts(scheme, &names),
        panels: panels(scheme, &names),
        meetings: meetings.into_iter().take(MEETINGS).collect(),
        may_arrange: signed.session.may_call("panel.ScheduleMeeting"),
        flags: flags.iter().map(|flag| line(flag, &names, now)).collect(),
        flags_total,
        told,
        id,
    })
}

fn entry(scheme: &Scheme, names: &Names) -> Entry {
    Entry {
        id: scheme.scheme_id.clone(),
        name: names.of(&scheme.scheme_id),
        lead: names.of(&scheme.lead_agency_id),
        partners: scheme.partner_agency_ids.len(),
        panels: scheme.panels.len(),
        registered: words::day_of(scheme.registered.as_ref()),
        state: state(scheme, names),
    }
}

/// Whether a scheme is open, and if not, why.
fn state(scheme: &Scheme, names: &Names) -> String {
    let closed = words::day_of(scheme.closed.as_ref());
    if closed.is_empty() {
        return "Open".to_owned();
    }
    let why = words::code(scheme.closed_because().as_str_name(), "SCHEME_END").to_lowercase();
    let after = match scheme.successor_scheme_id.as_str() {
        "" => String::new(),
        id => format!(". In its place: {}", names.of(id)),
    };
    format!("Closed on {closed}: {why}{after}")
}

fn posts(scheme: &Scheme, names: &Names) -> Vec<Post> {
    let of = |post: &proto::oversight::SchemePost| {
        let vacated = words::day_of(post.vacated.as_ref());
        Post {
            boroughs: post.boroughs.join(", "),
            holder: post
                .holder
                .as_ref()
                .map_or_else(|| "Nobody".to_owned(), |holder| facts::worker(holder, names)),
            since: words::day_of(post.since.as_ref()),
            state: if vacated.is_empty() {
                "Held".to_owned()
            } else {
                let by = names.of(&post.to_be_filled_by_agency_id);
                format!("Vacant since {vacated}. To be filled by {by}")
            },
        }
    };
    scheme.posts.iter().map(of).collect()
}

fn panels(scheme: &Scheme, names: &Names) -> Vec<Panel> {
    let of = |panel: &proto::oversight::SchemePanel| Panel {
        id: panel.panel_id.clone(),
        name: panel.name.clone(),
        convenes: names.of(&panel.convening_agency_id),
        members: facts::agencies(&panel.member_agency_ids, names),
        quorum: meetings::quorum(panel.quorum.as_ref()),
        since: words::day_of(panel.constituted.as_ref()),
    };
    scheme.panels.iter().map(of).collect()
}
