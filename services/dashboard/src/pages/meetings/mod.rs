//! Meetings of a scheme's panels: what is due, what changed since the last one, who was
//! there, what was decided and why, and what is to be done until it is done.

mod agenda;

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use jiff::{SignedDuration, Timestamp};
use proto::{
    oversight::{
        AsAt, ListCasesRequest, ListCasesResponse, ListRestrictionsRequest,
        ListRestrictionsResponse, ListSchemeEventsRequest, SchemePanel,
    },
    time,
};
use tonic::Status;

use self::agenda::{
    Action, Due, Minutes, Person, actions, changed, due, held_before, minutes, to_ratify, undecided,
};
pub(in crate::pages) use self::agenda::{Decision, decision, dissented, heard, quorum, took_back};
use super::{Signed, ask, render};
use crate::{App, forms, problem::Problem, services::Asker, shell::Shell, words};

/// How many restrictions and how many cases the agenda looks at.
const MOST: i32 = 200;

/// What may be done about a meeting, apart from recording it on one page.
const FORMS: [&str; 6] =
    ["hold-meeting", "hear-person", "decide", "assign-action", "approve-minutes", "disclose"];

/// A meeting as a line of a list.
#[derive(Debug)]
pub(super) struct Meeting {
    pub(super) id: String,
    pub(super) when: String,
    pub(super) state: String,
    held: bool,
    panel: String,
    at: Option<Timestamp>,
}

#[derive(Template)]
#[template(path = "meetings.html")]
struct List<'a> {
    shell: &'a Shell,
    scheme: String,
    scheme_called: String,
    meetings: Vec<(Meeting, String)>,
    panels: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "meeting.html")]
struct Page<'a> {
    shell: &'a Shell,
    scheme: String,
    scheme_called: String,
    meeting: String,
    when: String,
    panel: String,
    panel_id: String,
    minutes: Minutes,
    /// The day as of which the agenda is told; empty for now.
    as_of: String,
    open: Vec<Action>,
    own: Vec<Action>,
    due: Vec<Due>,
    undecided: Vec<(Person, String)>,
    ratify: Vec<(Person, String)>,
    last: Option<(String, String)>,
    changed: Vec<(String, usize)>,
    left_out: bool,
    shows_restrictions: bool,
    shows_cases: bool,
    forms: Vec<(&'static str, &'static str)>,
    may_record: bool,
    may_complete: bool,
    may_dissent: bool,
    told: bool,
}

/// The meetings of a scheme, the last first.
pub(super) async fn all(
    asker: &Asker<'_>,
    scheme: &str,
    now: Timestamp,
) -> Result<Vec<Meeting>, Status> {
    let types = ["MeetingScheduled", "MeetingHeld", "MinutesApproved"];
    let request = ListSchemeEventsRequest { without_words: true, ..of(scheme, &types, None) };
    let events = ask::of_scheme(asker, request).await?;
    Ok(agenda::meetings(&events.events, now))
}

fn of(scheme: &str, types: &[&str], at: Option<AsAt>) -> ListSchemeEventsRequest {
    ListSchemeEventsRequest {
        scheme_id: scheme.to_owned(),
        types: types.iter().map(|kind| (*kind).to_owned()).collect(),
        at,
        ..ListSchemeEventsRequest::default()
    }
}

/// Lists the meetings of a scheme.
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(scheme): Path<String>,
) -> Response {
    let page = async {
        let asker = signed.ask(&app);
        let names = app.names.get(&asker, app.system.now()).await?;
        let known = names.scheme(&scheme).ok_or(Problem::NotFound)?;
        let meetings = all(&asker, &scheme, app.clock.now()).await?;
        let panels = &known.panels;
        let called = |meeting: Meeting| {
            let panel = panel(panels, &meeting.panel);
            (meeting, panel)
        };
        let may_arrange = signed.session.may_call("panel.ScheduleMeeting");
        let open = panels.iter().filter(|_| may_arrange);
        render(&List {
            shell: &signed.shell,
            scheme_called: names.of(&scheme),
            meetings: meetings.into_iter().map(called).collect(),
            panels: open.map(|panel| (panel.panel_id.clone(), panel.name.clone())).collect(),
            scheme,
        })
    };
    signed.answer(page.await)
}

/// Shows a meeting.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((scheme, meeting)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    signed.answer(page(&app, &signed, scheme, meeting, query.contains_key("done")).await)
}

async fn page(
    app: &App,
    signed: &Signed,
    scheme: String,
    meeting: String,
    told: bool,
) -> Result<String, Problem> {
    let asker = signed.ask(app);
    let now = app.clock.now();
    let (names, own, meetings) = tokio::try_join!(
        app.names.get(&asker, app.system.now()),
        ask::of_stream(&asker, &meeting),
        all(&asker, &scheme, now),
    )?;
    let known = meetings.iter().position(|one| one.id == meeting).ok_or(Problem::NotFound)?;
    let day = meetings.get(known).and_then(|one| one.at);
    let last = held_before(&meetings, known);
    // Of a meeting that is over, the agenda is that of its day.
    let past = day.filter(|day| *day < now);
    let as_at = past.map(|day| AsAt { as_at: Some(time::wire(day)), as_known_at: None });
    let since = last.and_then(|one| one.at?.checked_add(SignedDuration::from_micros(1)).ok());
    let told_of = gather(&asker, &scheme, as_at, since).await?;
    let minutes = minutes(&own.events, &names);
    let as_of = past.unwrap_or(now);
    // What came of its own actions is told as of now; what came back, as of its day.
    let ours = actions(&own.events, &names, now);
    let returns = |action: &Action| action.outcome.is_empty() && action.meeting != meeting;
    let open: Vec<Action> =
        actions(&told_of.actions, &names, as_of).into_iter().filter(returns).collect();
    let panels = names.scheme(&scheme).map(|scheme| scheme.panels.as_slice()).unwrap_or_default();
    let may = |rpc: &str| signed.session.may_call(rpc);
    render(&Page {
        shell: &signed.shell,
        scheme_called: names.of(&scheme),
        when: meetings.get(known).map(|one| one.when.clone()).unwrap_or_default(),
        panel: panel(panels, &minutes.panel),
        panel_id: minutes.panel.clone(),
        as_of: past.map(words::day).unwrap_or_default(),
        open,
        own: ours,
        due: due(&told_of.restrictions, &names, as_of),
        undecided: undecided(&told_of.cases, &told_of.decisions),
        ratify: to_ratify(&told_of.decisions),
        last: last.map(|one| (one.id.clone(), one.when.clone())),
        changed: if last.is_some() { changed(&told_of.since) } else { Vec::new() },
        left_out: told_of.left_out || own.left_out,
        shows_restrictions: may("oversight.ListRestrictions"),
        shows_cases: may("oversight.ListCases"),
        forms: forms::offered(&FORMS, may),
        may_record: may("panel.HoldMeeting"),
        may_complete: may("panel.CompleteAction"),
        may_dissent: may("panel.RecordDissent"),
        minutes,
        scheme,
        meeting,
        told,
    })
}

/// What an agenda is made of.
#[derive(Default)]
struct Gathered {
    actions: Vec<proto::common::EventRecord>,
    decisions: Vec<proto::common::EventRecord>,
    since: Vec<proto::common::EventRecord>,
    restrictions: Vec<proto::oversight::Restriction>,
    cases: Vec<proto::oversight::Case>,
    left_out: bool,
}

async fn gather(
    asker: &Asker<'_>,
    scheme: &str,
    at: Option<AsAt>,
    since: Option<Timestamp>,
) -> Result<Gathered, Status> {
    let decided =
        ListSchemeEventsRequest { without_words: true, ..of(scheme, &["DecisionMade"], at) };
    let after = ListSchemeEventsRequest {
        without_words: true,
        from: since.map(time::wire),
        ..of(scheme, &[], at)
    };
    let restrictions = ListRestrictionsRequest {
        scheme_id: scheme.to_owned(),
        page_size: MOST,
        at,
        ..ListRestrictionsRequest::default()
    };
    let cases = ListCasesRequest {
        scheme_id: scheme.to_owned(),
        page_size: MOST,
        at,
        ..ListCasesRequest::default()
    };
    let (actions, decisions, since, restrictions, cases) = tokio::try_join!(
        ask::of_scheme(asker, of(scheme, &["ActionAssigned", "ActionCompleted"], at)),
        ask::of_scheme(asker, decided),
        async {
            match since {
                Some(_) => ask::of_scheme(asker, after).await,
                None => Ok(ask::Events::default()),
            }
        },
        async {
            if !asker.session.may_call("oversight.ListRestrictions") {
                return Ok(ListRestrictionsResponse::default());
            }
            Ok(asker.oversight()?.list_restrictions(restrictions).await?.into_inner())
        },
        async {
            if !asker.session.may_call("oversight.ListCases") {
                return Ok(ListCasesResponse::default());
            }
            Ok(asker.oversight()?.list_cases(cases).await?.into_inner())
        },
    )?;
    Ok(Gathered {
        left_out: actions.left_out
            || decisions.left_out
            || since.left_out
            || !restrictions.next_page_token.is_empty()
            || !cases.next_page_token.is_empty(),
        actions: actions.events,
        decisions: decisions.events,
        since: since.events,
        restrictions: restrictions.restrictions,
        cases: cases.cases,
    })
}

fn panel(panels: &[SchemePanel], id: &str) -> String {
    let known = panels.iter().find(|panel| panel.panel_id == id);
    known.map_or_else(|| words::short(id), |panel| panel.name.clone())
}
