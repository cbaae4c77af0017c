//! The person's view: what is on record about them, in plain English and large print.

mod record;

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use proto::{
    common::Role,
    oversight::{GetTimelineRequest, Holding, HoldingKind, WhoLookedRequest, WhoLookedResponse},
    time,
};
use tonic::{Code, Status};

use self::record::{Record, TYPES, record, shown};
use super::{
    Signed, ask,
    plan::asked::{holdings, recall, restrictions},
    render,
};
use crate::{
    App, facts, forms, names::Names, problem::Problem, services::Asker, shell::Shell, words,
};

/// How many looks at a record a page shows.
const LOOKS: i32 = 50;

/// What somebody can do about their own record.
const FORMS: [&str; 2] = ["record-statement", "raise-complaint"];

/// Something that an agency holds.
#[derive(Debug, PartialEq, Eq)]
struct Held {
    who: String,
    what: String,
    since: String,
    times: usize,
}

/// Somebody who looked.
struct Look {
    when: String,
    who: String,
    what: String,
    purpose: String,
}

#[derive(Template)]
#[template(path = "own.html")]
struct Page<'a> {
    shell: &'a Shell,
    person: String,
    called: String,
    is_own: bool,
    on: String,
    record: Record,
    held: Vec<Held>,
    shows_holdings: bool,
    /// Who looked; nothing if that is not shown to whoever asks.
    looks: Option<Vec<Look>>,
    standing: Vec<String>,
    next: String,
    may_challenge: bool,
    forms: Vec<(&'static str, &'static str)>,
    hidden: String,
    left_out: bool,
}

/// Shows it.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(person): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let page = query.get("looks").cloned().unwrap_or_default();
    signed.answer(view(&app, &signed, person, page).await)
}

async fn view(
    app: &App,
    signed: &Signed,
    person: String,
    looks_page: String,
) -> Result<String, Problem> {
    let asker = signed.ask(app);
    let request = GetTimelineRequest {
        person_id: person.clone(),
        types: TYPES.map(String::from).into(),
        ..GetTimelineRequest::default()
    };
    let may = |rpc: &str| signed.session.may_call(rpc);
    let (names, told, restrictions, holdings, looked) = tokio::try_join!(
        app.names.get(&asker, app.system.now()),
        ask::timeline(&asker, request),
        restrictions(&asker, &person),
        holdings(&asker, &person),
        looked(&asker, &person, looks_page, may("oversight.WhoLooked")),
    )?;
    let looks = looked.as_ref().map(|answer| looks(answer, &names));
    let looked = looked.unwrap_or_default();
    let next = match looked.next_page_token.as_str() {
        "" => String::new(),
        token => {
            let token: String = url::form_urlencoded::byte_serialize(token.as_bytes()).collect();
            format!("/people/{person}/view?looks={token}#looks")
        }
    };
    let role = signed.session.who.worker.as_ref().map(proto::common::Worker::role);
    render(&Page {
        shell: &signed.shell,
        called: words::short(&person),
        is_own: role == Some(Role::Person),
        on: words::day(app.clock.now()),
        record: record(&told.events, &restrictions, &names, app.clock.now()),
        held: counted(holdings.iter().map(|one| held(one, &names))),
        shows_holdings: may("oversight.ListHoldings"),
        looks,
        standing: looked
            .standing
            .iter()
            .map(|one| format!("{}: {} ({})", one.reader, one.purpose, one.scope))
            .collect(),
        next,
        may_challenge: may("careplans.LodgeChallenge"),
        forms: forms::offered(&FORMS, may),
        hidden: facts::hidden(&told.hidden),
        left_out: told.left_out,
        person,
    })
}

/// Who looked; nothing if that is not shown to whoever asks.
async fn looked(
    asker: &Asker<'_>,
    person: &str,
    page_token: String,
    may: bool,
) -> Result<Option<WhoLookedResponse>, Status> {
    if !may {
        return Ok(None);
    }
    let request =
        WhoLookedRequest { person_id: person.to_owned(), page_size: LOOKS, page_token, at: None };
    match asker.oversight()?.who_looked(request).await {
        Ok(answer) => Ok(Some(answer.into_inner())),
        Err(status) if status.code() == Code::PermissionDenied => Ok(None),
        Err(status) => Err(status),
    }
}

fn held(one: &Holding, names: &Names) -> Held {
    let what = match one.kind() {
        HoldingKind::PlanCopy => format!("A copy of your plan, version {}", one.version),
        HoldingKind::Disclosure => "Information about you".to_owned(),
        HoldingKind::Access => "Access to your record".to_owned(),
        HoldingKind::Unspecified => "Something about you".to_owned(),
    };
    let what = match recall(one) {
        Some(recall) => format!("{what}. {recall}"),
        None => what,
    };
    Held { who: names.of(&one.agency_id), what, since: words::day_of(one.since.as_ref()), times: 1 }
}

/// What is held several times over is told once, with how often.
fn counted(all: impl Iterator<Item = Held>) -> Vec<Held> {
    let mut counted: Vec<Held> = Vec::new();
    for held in all {
        let same = |known: &&mut Held| {
            (&known.who, &known.what, &known.since) == (&held.who, &held.what, &held.since)
        };
        match counted.iter_mut().find(same) {
            Some(known) => known.times += 1,
            None => counted.push(held),
        }
    }
    counted
}

fn looks(answer: &WhoLookedResponse, names: &Names) -> Vec<Look> {
    let of = |look: &proto::oversight::Look| Look {
        when: time::maybe(look.at.as_ref()).map(words::moment).unwrap_or_default(),
        who: match look.role() {
            Role::Person => "You, or who acts for you".to_owned(),
            role => format!("{} of {}", words::role(role), names.of(&look.agency_id)),
        },
        what: shown(&look.query),
        purpose: words::name(&look.purpose.to_lowercase().replace('_', " ")),
    };
    together(answer.looks.iter().map(of))
}

/// What one reader saw in one minute is one look: a page asks several things at once.
fn together(looks: impl Iterator<Item = Look>) -> Vec<Look> {
    let mut all: Vec<Look> = Vec::new();
    for look in looks {
        let same = |last: &&mut Look| {
            (&last.when, &last.who, &last.purpose) == (&look.when, &look.who, &look.purpose)
        };
        let Some(last) = all.last_mut().filter(same) else {
            all.push(look);
            continue;
        };
        if !last.what.split(", ").any(|known| known == look.what) {
            last.what = format!("{}, {}", last.what, look.what);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_reader_saw_in_one_minute_is_one_look() {
        let look = |when: &str, who: &str, what: &str| Look {
            when: when.into(),
            who: who.into(),
            what: what.into(),
            purpose: "Oversight".into(),
        };
        let all = together(
            [
                look("10:00", "A nurse", "Your timeline"),
                look("10:00", "A nurse", "Your plan"),
                look("10:00", "A nurse", "Your timeline"),
                look("10:00", "An officer", "Your timeline"),
                look("10:01", "An officer", "Your timeline"),
            ]
            .into_iter(),
        );
        let whats: Vec<&str> = all.iter().map(|look| look.what.as_str()).collect();
        assert_eq!(whats, ["Your timeline, Your plan", "Your timeline", "Your timeline"]);
    }

    #[test]
    fn what_was_called_back_and_is_kept_is_told() {
        let holding = Holding {
            kind: HoldingKind::PlanCopy.into(),
            version: 2,
            retained: true,
            ..Holding::default()
        };
        let twice = || held(&holding, &Names::default());
        assert_eq!(counted([twice(), twice()].into_iter())[0].times, 2);
        let told = twice();
        assert!(told.what.starts_with("A copy of your plan, version 2. It was called back"));
    }
}
