//! A plan: its versions side by side, what each line says and how it stands, who holds a
//! copy, what the person says of it, and what may be done about it.

pub(in crate::pages) mod asked;
pub(in crate::pages) mod compare;
mod held;
pub(in crate::pages) mod history;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use proto::oversight::{GetTimelineRequest, ScreenTextRequest, ScreenTextResponse};
use tonic::Status;

use self::{
    asked::{holdings, restrictions},
    compare::{Row, Said, compare, said},
    held::{Held, held},
    history::{History, Version},
};
use super::{Signed, ask, render};
use crate::{
    App, facts, forms, names::Names, problem::Problem, services::Asker, shell::Shell, words,
};

/// What may be done about a plan.
const PLAN_FORMS: [&str; 8] = [
    "issue-instruction",
    "add-response",
    "approve-plan",
    "publish-plan",
    "give-copy",
    "record-view",
    "hold-review",
    "record-statement",
];

/// What may be done about a plan that is closed.
const CLOSED_FORMS: [&str; 2] = ["record-view", "record-statement"];

/// What may be done about a line.
const LINE_FORMS: [&str; 4] =
    ["revise-instruction", "withdraw-instruction", "record-view", "lodge-challenge"];

/// How many wordings are read for what they would be labelled with.
const MOST_READ: usize = 60;

/// A version that may be chosen.
struct Choice {
    key: String,
    reads: String,
    is_before: bool,
    is_after: bool,
}

/// Something about a plan that happened on a day.
struct Told {
    when: String,
    what: String,
    words: String,
}

/// A challenge, and the forms by which it is decided.
struct Challenged {
    told: Told,
    id: String,
    line: String,
    is_open: bool,
}

/// A response that the plan names.
struct Responds {
    id: String,
    need: String,
    hours: String,
    agency: String,
    accepted: String,
    agrees: String,
    words: String,
    added: String,
    ended: String,
}

type Offered = Vec<(&'static str, &'static str)>;

#[derive(Template)]
#[template(path = "plan.html")]
struct Page<'a> {
    shell: &'a Shell,
    called: String,
    person: String,
    person_called: String,
    plan: String,
    scheme: Option<(String, String)>,
    agency: String,
    authors: String,
    coproduction: String,
    drafted: String,
    state: String,
    choices: Vec<Choice>,
    before: String,
    after: String,
    rows: Vec<Row>,
    responses: Vec<Responds>,
    views: Vec<Said>,
    held: Vec<Held>,
    reviews: Vec<Told>,
    challenges: Vec<Challenged>,
    history: Vec<Told>,
    plan_forms: Offered,
    line_forms: Offered,
    may_decide: bool,
    may_end: bool,
    shows_holdings: bool,
    hidden: String,
    left_out: bool,
    /// True if not all wordings were read for what they would be labelled with.
    unread: bool,
    told: bool,
}

/// Shows a plan.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((person, plan)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    signed.answer(page(&app, &signed, person, plan, &query).await)
}

async fn page(
    app: &App,
    signed: &Signed,
    person: String,
    plan: String,
    query: &HashMap<String, String>,
) -> Result<String, Problem> {
    let asker = signed.ask(app);
    let request = GetTimelineRequest {
        person_id: person.clone(),
        stream_id: plan.clone(),
        ..GetTimelineRequest::default()
    };
    let (names, told, restrictions, holdings) = tokio::try_join!(
        app.names.get(&asker, app.system.now()),
        ask::timeline(&asker, request),
        restrictions(&asker, &person),
        holdings(&asker, &person),
    )?;
    if told.events.is_empty() {
        return Err(Problem::NotFound);
    }
    let mut history = History::of(&told.events);
    let versions = history.all_versions();
    let (before, after) = chosen(&versions, query);
    let both = before.into_iter().chain(after);
    let words: BTreeSet<String> = both.flat_map(|version| history.words(version)).collect();
    let unread = words.len() > MOST_READ;
    history.label(&read(&asker, words).await?);
    let now = app.clock.now();
    let nothing = Version::default();
    let shown = after.unwrap_or(&nothing);
    let rows = compare(&history, before, shown, &restrictions, &names, now);
    let may = |rpc: &str| signed.session.may_call(rpc);
    let drafted = history.drafted.clone().unwrap_or_default();
    let scheme = Some(history.scheme_id.clone()).filter(|id| !id.is_empty());
    render(&Page {
        shell: &signed.shell,
        called: words::short(&plan),
        person_called: words::short(&person),
        scheme: scheme.map(|id| (id.clone(), names.of(&id))),
        agency: names.of(&history.agency_id),
        authors: facts::workers(&drafted.1.authors, &names),
        coproduction: words::code(drafted.1.coproduction().as_str_name(), "COPRODUCTION"),
        drafted: drafted.0,
        state: state(&history),
        choices: versions
            .iter()
            .map(|version| Choice {
                key: version.number.to_string(),
                reads: reads(version),
                is_before: Some(version) == before,
                is_after: Some(version) == after,
            })
            .collect(),
        before: before.map(reads).unwrap_or_default(),
        after: after.map(reads).unwrap_or_default(),
        rows,
        responses: responses(&history, &names),
        views: history.views.iter().map(said).collect(),
        held: held(&plan, &history, &holdings, &names),
        reviews: reviews(&history, &names),
        challenges: challenges(&history, &names),
        history: events(&history, &names),
        plan_forms: match history.closed {
            Some(_) => forms::offered(&CLOSED_FORMS, may),
            None => forms::offered(&PLAN_FORMS, may),
        },
        line_forms: forms::offered(&LINE_FORMS, may),
        may_decide: may("careplans.DecideChallenge"),
        may_end: may("careplans.WithdrawResponse"),
        shows_holdings: may("oversight.ListHoldings"),
        hidden: facts::hidden(&told.hidden),
        left_out: told.left_out,
        unread,
        told: query.contains_key("done"),
        person,
        plan,
    })
}

/// What the labeller says of words, as many as are read at once.
async fn read(
    asker: &Asker<'_>,
    words: BTreeSet<String>,
) -> Result<BTreeMap<String, ScreenTextResponse>, Status> {
    if !asker.session.may_call("oversight.ScreenText") {
        return Ok(BTreeMap::new());
    }
    let one = |text: String| async move {
        let request = ScreenTextRequest { text: text.clone() };
        let answer = asker.oversight()?.screen_text(request).await?.into_inner();
        Ok::<_, Status>((text, answer))
    };
    let all = futures::future::try_join_all(words.into_iter().take(MOST_READ).map(one)).await?;
    Ok(all.into_iter().collect())
}

/// The two versions that are compared: those that the address names, else the last one and
/// the one before it.
fn chosen<'a>(
    versions: &'a [Version],
    query: &HashMap<String, String>,
) -> (Option<&'a Version>, Option<&'a Version>) {
    let named = |name: &str| {
        let key = query.get(name)?;
        versions.iter().position(|version| version.number.to_string() == *key)
    };
    let after = named("after").or_else(|| versions.len().checked_sub(1));
    let before = named("before").or_else(|| after?.checked_sub(1));
    let of = |at: Option<usize>| versions.get(at?);
    (of(before), of(after))
}

fn reads(version: &Version) -> String {
    match version.number {
        0 => "As it is written now, not yet in force".to_owned(),
        number => format!("Version {number}, in force from {}", version.since),
    }
}

/// How a plan stands.
fn state(history: &History) -> String {
    match (&history.closed, history.versions.last()) {
        (Some((when, closed)), _) => {
            let why = words::code(closed.outcome().as_str_name(), "PLAN_OUTCOME");
            format!("Closed: {when}. {why}.")
        }
        (None, Some(version)) => format!("Version {} is in force.", version.number),
        (None, None) => "A draft. It binds nobody.".to_owned(),
    }
}

fn responses(history: &History, names: &Names) -> Vec<Responds> {
    let of = |one: &history::Response| {
        let added = &one.added;
        Responds {
            id: added.response_id.clone(),
            need: words::code(added.need().as_str_name(), "RESPONSE_NEED"),
            hours: words::code(added.hours().as_str_name(), "RESPONSE_HOURS").to_lowercase(),
            agency: names.of(&added.by_agency_id),
            accepted: added.accepted_by.as_ref().map_or_else(
                || "Nobody has accepted to give it".to_owned(),
                |worker| facts::worker(worker, names),
            ),
            agrees: words::code(added.person_agrees().as_str_name(), "ANSWER"),
            words: facts::text(added.text.as_ref()),
            added: one.added_at.clone(),
            ended: one.ended.as_ref().map(|(when, ended)| {
                let replacement = words::code(ended.replacement().as_str_name(), "REPLACEMENT");
                let told = words::code(ended.person_told().as_str_name(), "ANSWER");
                format!(
                    "Ended: {when}. What took its place: {}. The person was told beforehand: {}.",
                    replacement.to_lowercase(),
                    told.to_lowercase(),
                )
            }).unwrap_or_default(),
        }
    };
    history.responses.iter().map(of).collect()
}

fn reviews(history: &History, names: &Names) -> Vec<Told> {
    let of = |(when, review): &(String, proto::careplans::ReviewHeld)| {
        let outcome = words::code(review.outcome().as_str_name(), "REVIEW_OUTCOME");
        let presence = words::code(review.person_presence().as_str_name(), "PERSON_PRESENCE");
        let present = facts::workers(&review.present, names);
        let present = if present.is_empty() { "nobody is named".to_owned() } else { present };
        Told {
            when: when.clone(),
            what: format!(
                "{outcome}. The person: {}. Present: {present}.",
                presence.to_lowercase()
            ),
            words: facts::text(review.notes.as_ref()),
        }
    };
    history.reviews.iter().rev().map(of).collect()
}

fn challenges(history: &History, names: &Names) -> Vec<Challenged> {
    let of = |one: &history::Challenge| {
        let by = words::code(one.lodged.lodged_by().as_str_name(), "CHALLENGED_BY");
        let decided = one.decided.as_ref().map(|(when, decided)| {
            let outcome = words::code(decided.outcome().as_str_name(), "CHALLENGE_OUTCOME");
            let who = decided.decided_by.as_ref().map_or_else(
                || "nobody who is named".to_owned(),
                |worker| facts::worker(worker, names),
            );
            let part = if decided.independent { "" } else { ", who had a part in the plan" };
            format!(" {outcome}, decided by {who}{part}: {when}.")
        });
        let suspends = match (one.lodged.suspends, one.is_open() && history.closed.is_none()) {
            (false, _) => "",
            (true, true) => " It suspends the restriction.",
            (true, false) => " It suspended the restriction.",
        };
        Challenged {
            id: one.lodged.challenge_id.clone(),
            line: one.lodged.instruction_id.clone(),
            is_open: one.is_open(),
            told: Told {
                when: one.lodged_at.clone(),
                what: format!(
                    "By: {}.{suspends}{}",
                    by.to_lowercase(),
                    decided.unwrap_or_else(|| " Nobody has decided it.".to_owned())
                ),
                words: facts::text(one.lodged.words.as_ref()),
            },
        }
    };
    history.challenges.iter().rev().map(of).collect()
}

/// Approvals, versions and transfers, as they came.
fn events(history: &History, names: &Names) -> Vec<Told> {
    let told =
        |when: &String, what: String| Told { when: when.clone(), what, words: String::new() };
    let approved = history.approvals.iter().map(|(when, approver)| {
        told(when, format!("Approved by {}", facts::worker(approver, names)))
    });
    let published = history.versions.iter().map(|version| {
        let to = match facts::agencies(&version.recipients, names).as_str() {
            "" => "nobody".to_owned(),
            agencies => agencies.to_owned(),
        };
        told(
            &version.since,
            format!("Version {} was put in force. It went to: {to}", version.number),
        )
    });
    let moved = history.transfers.iter().map(|(when, to)| {
        told(
            when,
            format!("It came to {} of {}", names.of(&to.to_scheme_id), names.of(&to.to_agency_id)),
        )
    });
    approved.chain(published).chain(moved).collect()
}

#[cfg(test)]
mod tests {
    use proto::careplans::{ChallengeDecided, ChallengeLodged};

    use super::*;
    use crate::facts::tests::event;

    fn version(number: u32) -> Version {
        Version { number, ..Version::default() }
    }

    fn query(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn the_last_two_versions_are_compared_unless_others_are_chosen() {
        let versions = [version(1), version(2), version(0)];
        let numbers = |pairs: &[(&str, &str)]| {
            let (before, after) = chosen(&versions, &query(pairs));
            (before.map(|v| v.number), after.map(|v| v.number))
        };
        assert_eq!(numbers(&[]), (Some(2), Some(0)));
        assert_eq!(numbers(&[("before", "1"), ("after", "2")]), (Some(1), Some(2)));
        assert_eq!(numbers(&[("before", "9"), ("after", "9")]), (Some(2), Some(0)));
        assert_eq!(numbers(&[("after", "1")]), (None, Some(1)));
    }

    #[test]
    fn a_challenge_is_to_be_decided_until_somebody_independent_has() {
        let lodged = ChallengeLodged {
            challenge_id: "c".into(),
            suspends: true,
            ..ChallengeLodged::default()
        };
        let decided = |independent| ChallengeDecided {
            challenge_id: "c".into(),
            independent,
            ..ChallengeDecided::default()
        };
        let told = |independent| {
            let events = [event("p", 0, &lodged), event("p", 1, &decided(independent))];
            challenges(&History::of(&events), &Names::default()).remove(0)
        };
        let by_the_author = told(false);
        assert!(by_the_author.is_open);
        assert!(by_the_author.told.what.contains("It suspends the restriction."));
        assert!(by_the_author.told.what.contains("who had a part in the plan"));
        let independent = told(true);
        assert!(!independent.is_open);
        assert!(independent.told.what.contains("It suspended the restriction."));
    }

    #[test]
    fn the_first_version_is_shown_alone() {
        let versions = [version(1)];
        let (before, after) = chosen(&versions, &query(&[]));
        assert!(before.is_none());
        assert_eq!(after.map(|v| v.number), Some(1));
    }
}
