//! A case: what agencies did about somebody, side by side in time, as it was on a day and as
//! it was known on a day.

mod facts;
mod lanes;
mod months;
mod svg;

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use proto::{
    common::{Class, EventRecord},
    oversight::{AsAt, Flag, GetTimelineRequest, ListFlagsRequest},
    time,
};
use url::form_urlencoded::Serializer;

use self::{
    facts::{Fact, KINDS},
    svg::Shown,
};
use super::{Signed, days::Days, render};
use crate::{App, forms, names::Names, problem::Problem, services::Asker, shell::Shell, words};

/// How many events are asked for at once, and how often at most.
const PAGE: i32 = 1_000;
const MOST_PAGES: usize = 8;

/// How many events the list below the picture has.
const LISTED: i32 = 50;

/// How many flags about somebody are drawn.
const FLAGS: i32 = 200;

/// What may be begun from here.
const FORMS: [&str; 14] = [
    "record-contact",
    "record-consent",
    "withdraw-consent",
    "refuse-consent",
    "offer-advocate",
    "inform-person",
    "refer",
    "draft-plan",
    "threaten-sanction",
    "apply-sanction",
    "raise-complaint",
    "raise-safeguarding",
    "report-incident",
    "record-statement",
];

/// Which days are asked about, and over how long a time.
#[derive(Clone, Debug, Default)]
struct Asked {
    days: Days,
    /// Over how many months.
    months: i64,
    page: String,
}

/// An event as a line of the list.
struct Line {
    id: String,
    when: String,
    recorded: String,
    what: String,
    agency: String,
    role: &'static str,
    source: String,
    withheld: bool,
    /// True if it became known more than a week after it happened.
    is_late: bool,
}

/// A line of the table below the picture.
struct Row {
    when: String,
    lane: &'static str,
    what: String,
}

struct Small {
    name: &'static str,
    picture: String,
    months: Vec<(String, u32)>,
}

#[derive(Template)]
#[template(path = "case.html")]
struct Page<'a> {
    shell: &'a Shell,
    person: String,
    called: String,
    linked: Vec<(String, String)>,
    picture: String,
    rows: Vec<Row>,
    smalls: Vec<Small>,
    flags: Vec<(String, String, &'static str, &'static str)>,
    plans: Vec<(String, String)>,
    lines: Vec<Line>,
    next: String,
    asked: &'a Asked,
    as_of: String,
    hidden: Vec<&'static str>,
    left_out: bool,
    forms: Vec<(&'static str, &'static str)>,
    told: bool,
}

/// Shows a case.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(person): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let told = query.contains_key("done");
    let asked = Asked::of(&query);
    signed.answer(page(&app, &signed, person, &asked, told).await)
}

async fn page(
    app: &App,
    signed: &Signed,
    person: String,
    asked: &Asked,
    told: bool,
) -> Result<String, Problem> {
    let asker = signed.ask(app);
    let names = app.names.get(&asker, app.system.now()).await?;
    let (as_at, to) = (asked.days.wire(), asked.days.up_to(app.clock.now()));
    let from = to
        .to_zoned(TimeZone::UTC)
        .checked_sub(asked.months.months())
        .map_or(Timestamp::MIN, |from| from.timestamp());
    let drawn = drawn(&asker, &person, &as_at, from).await?;
    let list = GetTimelineRequest {
        person_id: person.clone(),
        at: Some(as_at),
        page_size: LISTED,
        page_token: asked.page.clone(),
        newest_first: true,
        without_words: true,
        ..GetTimelineRequest::default()
    };
    let listed = asker.oversight()?.get_timeline(list).await?.into_inner();
    let flags = flags(&asker, &person, &as_at).await?;

    let shown = Shown { from, to };
    let lanes = lanes::lanes(&drawn.facts, &flags);
    let rows = rows(&lanes, shown);
    let smalls = months::multiples(&drawn.facts, from, to).into_iter().map(|multiple| Small {
        name: multiple.name,
        picture: svg::multiple(&multiple),
        months: multiple
            .months
            .iter()
            .map(|(month, count)| (month.strftime("%B %Y").to_string(), *count))
            .collect(),
    });
    let linked = listed.linked_person_ids.iter().map(|id| (id.clone(), words::short(id)));
    let hidden = listed.hidden().map(class).collect();
    let next = match listed.next_page_token.as_str() {
        "" => String::new(),
        token => asked.address(&person, token),
    };
    render(&Page {
        shell: &signed.shell,
        called: words::short(&person),
        linked: linked.collect(),
        picture: svg::lanes(&lanes, shown),
        rows,
        smalls: smalls.collect(),
        flags: flags.iter().map(flag).collect(),
        plans: plans(&drawn.facts),
        lines: listed.events.iter().map(|event| line(event, &names)).collect(),
        next,
        asked,
        as_of: asked.days.says(),
        hidden,
        left_out: drawn.left_out,
        forms: forms::offered(&FORMS, |rpc| signed.session.may_call(rpc)),
        told,
        person,
    })
}

/// What a picture is drawn from.
struct Drawn {
    facts: Vec<Fact>,
    left_out: bool,
}

async fn drawn(
    asker: &Asker<'_>,
    person: &str,
    at: &AsAt,
    from: Timestamp,
) -> Result<Drawn, Problem> {
    let mut request = GetTimelineRequest {
        person_id: person.to_owned(),
        at: Some(*at),
        page_size: PAGE,
        types: KINDS.map(ToOwned::to_owned).to_vec(),
        newest_first: true,
        without_words: true,
        ..GetTimelineRequest::default()
    };
    // What began before may stand still: only contacts, of which there may be many, are
    // not asked for from before the picture begins.
    let mut facts = Vec::new();
    for _ in 0..MOST_PAGES {
        let page = asker.oversight()?.get_timeline(request.clone()).await?.into_inner();
        facts.extend(page.events.iter().filter_map(Fact::of));
        request.page_token = page.next_page_token;
        let is_past = facts.last().is_some_and(|fact| fact.at < from) && facts.len() >= 2_000;
        if request.page_token.is_empty() || is_past {
            return Ok(Drawn { facts, left_out: false });
        }
    }
    Ok(Drawn { facts, left_out: true })
}

async fn flags(asker: &Asker<'_>, person: &str, at: &AsAt) -> Result<Vec<Flag>, Problem> {
    if !asker.session.may_call("oversight.ListFlags") {
        return Ok(Vec::new());
    }
    let request = ListFlagsRequest {
        page_size: FLAGS,
        subject_id: person.to_owned(),
        at: Some(*at),
        ..ListFlagsRequest::default()
    };
    Ok(asker.oversight()?.list_flags(request).await?.into_inner().flags)
}

impl Asked {
    fn of(query: &HashMap<String, String>) -> Self {
        let months = query.get("months").and_then(|months| months.parse().ok());
        let months = months.filter(|months| [3, 6, 12, 36, 60].contains(months)).unwrap_or(12);
        let page = query.get("page").cloned().unwrap_or_default();
        Self { days: Days::of(query), months, page }
    }

    fn address(&self, person: &str, page: &str) -> String {
        let mut query = Serializer::new(String::new());
        self.days.append(&mut query);
        query.append_pair("months", &self.months.to_string());
        query.append_pair("page", page);
        format!("/people/{person}?{}#list", query.finish())
    }
}

/// A part of a record, as it is called.
fn class(class: Class) -> &'static str {
    match class {
        Class::Unspecified | Class::Structure => "what was done",
        Class::Clinical => "health",
        Class::Police => "police and courts",
        Class::Identity => "who the person is",
        Class::Narrative => "words",
    }
}

fn flag(flag: &Flag) -> (String, String, &'static str, &'static str) {
    let words = (words::severity(flag.severity()), words::severity_colour(flag.severity()));
    (flag.flag_id.clone(), flag.because.clone(), words.0, words.1)
}

/// The person's plans, and what they are called.
fn plans(facts: &[Fact]) -> Vec<(String, String)> {
    let drafted = facts.iter().filter(|fact| fact.kind == "PlanDrafted");
    drafted
        .map(|fact| (fact.stream.clone(), format!("Plan drafted on {}", words::day(fact.at))))
        .collect()
}

fn line(event: &EventRecord, names: &Names) -> Line {
    let happened =
        event.occurred.as_ref().and_then(|o| time::maybe(o.end.as_ref().or(o.start.as_ref())));
    let recorded = time::maybe(event.recorded_at.as_ref());
    let is_late = match (happened, recorded) {
        (Some(happened), Some(recorded)) => {
            recorded.duration_since(happened) > jiff::SignedDuration::from_hours(7 * 24)
        }
        _ => false,
    };
    let source = event.source.as_ref().map(|source| match source.place.as_str() {
        "" => source.title.clone(),
        place => format!("{}, {place}", source.title),
    });
    Line {
        id: event.event_id.clone(),
        when: words::when(event.occurred.as_ref()),
        recorded: recorded.map(words::day).unwrap_or_default(),
        what: words::kind(&event.r#type),
        agency: names.of(&event.agency_id),
        role: words::role(event.role()),
        source: source.unwrap_or_default(),
        withheld: !event.hidden.is_empty(),
        is_late,
    }
}

/// What the picture shows, as a table.
fn rows(lanes: &[lanes::Lane], shown: Shown) -> Vec<Row> {
    let mut rows: Vec<(Timestamp, Row)> = Vec::new();
    for lane in lanes {
        for mark in lane.marks.iter().filter(|mark| shown.has(mark.at)) {
            let when = words::day(mark.at);
            rows.push((mark.at, Row { when, lane: lane.name, what: mark.says.clone() }));
        }
        for bar in lane.bars.iter().filter(|bar| shown.overlaps(bar)) {
            let until = bar.until.map_or_else(|| "it stands".to_owned(), words::day);
            let when = format!("{} until {until}", words::day(bar.from));
            rows.push((bar.from, Row { when, lane: lane.name, what: bar.says.clone() }));
        }
    }
    rows.sort_by_key(|(at, _)| *at);
    rows.into_iter().map(|(_, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_found_again_by_its_address_and_a_time_that_is_not_offered_is_a_year() {
        let of = |address: &str| {
            Asked::of(&url::form_urlencoded::parse(address.as_bytes()).into_owned().collect())
        };
        let address = "at-day=1&at-month=7&at-year=2020&months=36&page=p";
        assert_eq!(
            of(address).address("person_1", "p"),
            format!("/people/person_1?{address}#list")
        );
        assert_eq!(of("months=7").months, 12);
    }
}
