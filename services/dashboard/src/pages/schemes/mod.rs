//! Schemes: which there are, and how one is governed.

mod governance;

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use proto::oversight::{
    CountDisclosuresRequest, ListFlagsRequest, ListSchemeEventsRequest, Scheme,
};
use url::form_urlencoded::Serializer;

use self::governance::{Governance, governance};
use super::{
    Signed, ask,
    inbox::{Line, line},
    meetings::{self, Meeting},
    render,
};
use crate::{App, facts, names::Names, problem::Problem, shell::Shell, words};

/// How many schemes a page lists.
const PAGE: usize = 50;

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
    wanted: &'a Wanted,
    schemes: Vec<Entry>,
    total: usize,
    first: String,
    next: String,
}

/// Which schemes are listed.
#[derive(Clone, Debug, Default)]
struct Wanted {
    /// What is in their names, in whatever case; empty for all.
    name: String,
    /// How many pages come before.
    page: usize,
}

impl Wanted {
    fn of(query: &HashMap<String, String>) -> Self {
        let page = query.get("page").and_then(|page| page.parse().ok());
        let name = query.get("name").map(|name| name.trim().to_owned());
        Self { name: name.unwrap_or_default(), page: page.unwrap_or_default() }
    }

    fn holds(&self, scheme: &Scheme) -> bool {
        scheme.name.to_lowercase().contains(&self.name.to_lowercase())
    }

    /// The address of another page of this list.
    fn address(&self, page: usize) -> String {
        let mut query = Serializer::new(String::new());
        let page = if page == 0 { String::new() } else { page.to_string() };
        let pairs = [("name", self.name.as_str()), ("page", &page)];
        query.extend_pairs(pairs.into_iter().filter(|(_, value)| !value.is_empty()));
        format!("/schemes?{}", query.finish())
    }

    /// The page of all that are wanted, and where the next one is if there is one.
    fn cut<T>(&self, all: Vec<T>) -> (Vec<T>, String) {
        let before = self.page.saturating_mul(PAGE);
        let goes_on = all.len() > before.saturating_add(PAGE);
        let next = if goes_on { self.address(self.page + 1) } else { String::new() };
        (all.into_iter().skip(before).take(PAGE).collect(), next)
    }
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
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    signed: Signed,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let wanted = Wanted::of(&query);
    let page = async {
        let names = app.names.get(&signed.ask(&app), app.system.now()).await?;
        let mut all = names.schemes();
        all.retain(|scheme| wanted.holds(scheme));
        let total = all.len();
        let (schemes, next) = wanted.cut(all);
        render(&List {
            shell: &signed.shell,
            wanted: &wanted,
            schemes: schemes.into_iter().map(|scheme| entry(scheme, &names)).collect(),
            total,
            first: if wanted.page == 0 { String::new() } else { wanted.address(0) },
            next,
        })
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
    let (events, disclosed, meetings, flags) = tokio::try_join!(
        ask::of_scheme(&asker, request),
        async {
            if !signed.session.may_call("oversight.CountDisclosures") {
                return Ok(Vec::new());
            }
            let request = CountDisclosuresRequest { scheme_id: id.clone(), at: None };
            Ok(asker.oversight()?.count_disclosures(request).await?.into_inner().counts)
        },
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
        governance: governance(&events.events, &disclosed, &names, now),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(address: &str) -> Wanted {
        Wanted::of(&url::form_urlencoded::parse(address.as_bytes()).into_owned().collect())
    }

    #[test]
    fn pages_together_are_the_list() {
        let all: Vec<usize> = (0..PAGE * 2 + 1).collect();
        let (mut seen, mut address) = (Vec::new(), "name=a+b".to_owned());
        loop {
            let (page, next) = wanted(&address).cut(all.clone());
            assert!(page.len() <= PAGE);
            seen.extend(page);
            match next.split_once('?') {
                Some((_, query)) => query.clone_into(&mut address),
                None => break,
            }
        }
        assert_eq!(seen, all);
        assert_eq!(address, "name=a+b&page=2");
        assert_eq!(wanted(&address).cut(all[..PAGE * 2].to_vec()), (Vec::new(), String::new()));
        assert_eq!(wanted("page=18446744073709551615").cut(all), (Vec::new(), String::new()));
    }

    #[test]
    fn a_scheme_is_found_by_a_part_of_its_name_in_whatever_case() {
        let scheme = Scheme { name: "Steady Ground".into(), ..Scheme::default() };
        for name in ["", "steady", "GROUND", " y g "] {
            assert!(wanted(&format!("name={name}")).holds(&scheme), "{name}");
        }
        assert!(!wanted("name=other").holds(&scheme));
    }
}
