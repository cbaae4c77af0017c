//! A case: what agencies did about somebody, side by side in time, as it was on a day and as
//! it was known on a day.

mod acts;
mod facts;
mod lanes;
mod months;
mod restrictions;
mod svg;

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use jiff::{Timestamp, ToSpan as _, tz::TimeZone};
use proto::{
    common::EventRecord,
    oversight::{AsAt, Flag, FlagStage, GetTimelineRequest, ListFlagsRequest, ListFlagsResponse},
    time,
};
use tonic::Status;
use url::form_urlencoded::Serializer;

pub(crate) use self::svg::escaped;
use self::{
    acts::Act,
    facts::{CONTACTS, Fact, OTHERS},
    svg::Shown,
};
use super::{Signed, ask, days::Days, render};
use crate::{
    App, facts as told_of, forms, names::Names, problem::Problem, services::Asker, shell::Shell,
    words,
};

/// How many events the list below the picture has.
const LISTED: i32 = 50;

/// How many open and how many resolved flags about somebody are drawn.
const FLAGS: i32 = 200;

/// What may be begun from here.
const FORMS: [&str; 15] = [
    "record-contact",
    "record-consent",
    "refuse-consent",
    "offer-advocate",
    "inform-person",
    "refer",
    "draft-plan",
    "threaten-sanction",
    "apply-sanction",
    "reduce-service",
    "involve-police",
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
    /// What may be done about it.
    acts: Vec<Act>,
}

/// A line of the table below the picture.
struct Row {
    when: String,
    lane: &'static str,
    what: String,
}

/// Flags about somebody, as they are listed.
struct Told {
    flags: Vec<FlagLine>,
    /// How many there are, be they listed or not.
    total: usize,
}

/// A flag's id, why there is it, and its severity in words and colour.
type FlagLine = (String, String, &'static str, &'static str);

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
    open: Told,
    resolved: Told,
    plans: Vec<(String, String)>,
    lines: Vec<Line>,
    next: String,
    asked: &'a Asked,
    as_of: String,
    hidden: String,
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
    let page = page(&app, &signed, person.clone(), &asked, told).await;
    signed.answer(page.map_err(|problem| problem.about(&person, &signed.session)))
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
    let may_call = |rpc: &str| signed.session.may_call(rpc);
    let (as_at, to) = (asked.days.wire(), asked.days.up_to(app.clock.now()));
    let from = to
        .to_zoned(TimeZone::UTC)
        .checked_sub(asked.months.months())
        .map_or(Timestamp::MIN, |from| from.timestamp());
    let list = GetTimelineRequest {
        person_id: person.clone(),
        at: Some(as_at),
        page_size: LISTED,
        page_token: asked.page.clone(),
        newest_first: true,
        without_words: true,
        ..GetTimelineRequest::default()
    };
    let (drawn, listed, open, resolved) = tokio::try_join!(
        drawn(&asker, &person, &as_at, from),
        async { Ok(asker.oversight()?.get_timeline(list).await?.into_inner()) },
        flags(&asker, &person, &as_at, FlagStage::Open),
        flags(&asker, &person, &as_at, FlagStage::Resolved),
    )?;
    let (open_listed, resolved_listed) = (Told::of(&open), Told::of(&resolved));
    let flags: Vec<Flag> = open.flags.into_iter().chain(resolved.flags).collect();

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
        open: open_listed,
        resolved: resolved_listed,
        plans: plans(&drawn.facts),
        lines: lines(&listed.events, &drawn.facts, &person, &names, may_call),
        next,
        asked,
        as_of: asked.days.says(),
        hidden: told_of::hidden(&listed.hidden),
        left_out: drawn.left_out,
        forms: forms::offered(&FORMS, may_call),
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
) -> Result<Drawn, Status> {
    let of = |types: &[&str], from: Option<Timestamp>| GetTimelineRequest {
        person_id: person.to_owned(),
        at: Some(*at),
        types: types.iter().map(|kind| (*kind).to_owned()).collect(),
        from: from.map(time::wire),
        without_words: true,
        ..GetTimelineRequest::default()
    };
    let (contacts, others) = tokio::try_join!(
        ask::timeline(asker, of(&CONTACTS, Some(first_of_month(from)))),
        ask::timeline(asker, of(&OTHERS, None)),
    )?;
    Ok(Drawn {
        facts: contacts.events.iter().chain(&others.events).filter_map(Fact::of).collect(),
        left_out: contacts.left_out || others.left_out,
    })
}

/// When the month began in which a time begins: months are counted as a whole.
fn first_of_month(from: Timestamp) -> Timestamp {
    let month = words::date(from).first_of_month().to_zoned(words::london());
    month.map_or(from, |month| month.timestamp())
}

async fn flags(
    asker: &Asker<'_>,
    person: &str,
    at: &AsAt,
    stage: FlagStage,
) -> Result<ListFlagsResponse, Status> {
    if !asker.session.may_call("oversight.ListFlags") {
        return Ok(ListFlagsResponse::default());
    }
    let request = ListFlagsRequest {
        page_size: FLAGS,
        subject_id: person.to_owned(),
        at: Some(*at),
        stage: stage.into(),
        ..ListFlagsRequest::default()
    };
    Ok(asker.oversight()?.list_flags(request).await?.into_inner())
}

impl Told {
    fn of(answer: &ListFlagsResponse) -> Self {
        let flags: Vec<FlagLine> = answer.flags.iter().map(flag).collect();
        // One that came since the first page was counted is listed all the same.
        let total = usize::try_from(answer.total_size).unwrap_or(0).max(flags.len());
        Self { flags, total }
    }

    /// How many there are, in words.
    fn says(&self, what: &str) -> String {
        let verb = if self.total == 1 { "is" } else { "are" };
        format!("{} about this person {verb} {what}", words::number(self.total, "flag", "flags"))
    }

    /// That not all are listed; empty if they are.
    fn cut(&self) -> String {
        if self.flags.len() == self.total {
            return String::new();
        }
        format!("{} of them are listed and drawn here.", self.flags.len())
    }
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

fn flag(flag: &Flag) -> FlagLine {
    let words = (words::severity(flag.severity()), words::severity_colour(flag.severity()));
    (flag.flag_id.clone(), flag.because.clone(), words.0, words.1)
}

/// The person's plans, the last first, and what they are called.
fn plans(facts: &[Fact]) -> Vec<(String, String)> {
    let drafted = facts.iter().filter(|fact| fact.kind == "PlanDrafted");
    drafted
        .rev()
        .map(|fact| (fact.stream.clone(), format!("Plan drafted on {}", words::day(fact.at))))
        .collect()
}

/// The events of the list, each with what may be done about it.
fn lines(
    events: &[EventRecord],
    drawn: &[Fact],
    person: &str,
    names: &Names,
    may_call: impl Fn(&str) -> bool + Copy,
) -> Vec<Line> {
    let listed: Vec<Option<Fact>> = events.iter().map(Fact::of).collect();
    let over = acts::over(drawn.iter().chain(listed.iter().flatten()));
    let of = |(event, fact): (&EventRecord, &Option<Fact>)| {
        let acts = fact.as_ref().map(|fact| acts::acts(fact, person, &over, may_call));
        Line { acts: acts.unwrap_or_default(), ..line(event, names) }
    };
    events.iter().zip(&listed).map(of).collect()
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
        acts: Vec::new(),
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
            let from = words::day(bar.from);
            let when = match bar.last_day() {
                None => format!("{from}, and it stands"),
                Some(until) => format!("{from} to {until}"),
            };
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

    #[test]
    fn flags_are_counted_as_a_whole_and_a_list_that_is_cut_says_so() {
        let answer = |flags: usize, total_size| {
            let flags = vec![Flag::default(); flags];
            Told::of(&ListFlagsResponse { flags, total_size, ..ListFlagsResponse::default() })
        };
        assert_eq!(answer(1, 1).says("open"), "1 flag about this person is open");
        assert_eq!(answer(1, 1).cut(), "");
        assert_eq!(answer(2, 5).says("resolved"), "5 flags about this person are resolved");
        assert_eq!(answer(2, 5).cut(), "2 of them are listed and drawn here.");
    }

    #[test]
    fn contacts_are_asked_for_from_the_beginning_of_a_month() {
        let from = first_of_month("2021-07-15T10:00:00Z".parse().unwrap());
        assert_eq!(from.to_string(), "2021-06-30T23:00:00Z");
    }

    #[test]
    fn the_table_tells_the_last_day_on_which_something_stood() {
        let at = |text: &str| text.parse().unwrap();
        let bar = |until| lanes::Bar {
            from: at("2021-07-01T00:00:00Z"),
            until,
            look: lanes::Look::Given,
            says: "Given".into(),
        };
        let bars = vec![bar(Some(at("2021-09-30T23:00:00Z"))), bar(None)];
        let lane = lanes::Lane { name: "Consent", marks: Vec::new(), bars };
        let shown = Shown { from: at("2021-01-01T00:00:00Z"), to: at("2022-01-01T00:00:00Z") };
        let when: Vec<String> = rows(&[lane], shown).into_iter().map(|row| row.when).collect();
        assert_eq!(when, ["1 July 2021 to 30 September 2021", "1 July 2021, and it stands"]);
    }
}
