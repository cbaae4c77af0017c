//! A meeting, recorded on one page: who was there, whom it heard, what it decided and why,
//! who dissented, and what is to be done.
//!
//! Each part is a form of its own and is sent to its own rpc, in order. What was stored is
//! said part by part and is not sent again; what was refused can be put right and sent.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, RawForm, State},
    response::Response,
};
use proto::{
    common::Worker,
    oversight::{ListSchemeEventsRequest, ListStreamEventsRequest},
    panel::{MeetingHeld, MeetingScheduled},
};

use super::{
    Form,
    draw::{self, Input, Offers, Shown},
    named,
    page::{begin, drawn_by, pairs},
    read::{self, Sent, Wrong},
    send::{self, Came},
};
use crate::{
    App,
    facts::{self, fact},
    names::Names,
    pages::{Signed, render},
    problem::Problem,
    shell::Shell,
    words,
};

/// The parts: what the names of their inputs begin with, the form, the heading.
const PARTS: [(&str, &str, &str); 5] = [
    ("hold.", "hold-meeting", "Who was there"),
    ("hear.", "hear-person", "Whom the meeting heard"),
    ("decide.", "decide", "What was decided, and why"),
    ("dissent.", "record-dissent", "Who dissented"),
    ("assign.", "assign-action", "What is to be done"),
];

/// How many meetings are looked at for who may have been there.
const LAST_MEETINGS: i32 = 10;

/// How many are offered to be ticked.
const MOST_KNOWN: usize = 40;

/// What came of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Outcome {
    /// Nobody filled it in, or whoever is signed in may not.
    Left,
    /// It is stored, now or before.
    Stored,
    /// It was not: what is wrong.
    Not(Wrong),
}

/// A part as it is shown.
struct Part {
    before: &'static str,
    heading: &'static str,
    intro: &'static str,
    stored: bool,
    request: String,
    fields: Vec<Shown>,
    /// What is wrong with it as a whole.
    wrong: String,
}

#[derive(Template)]
#[template(path = "record.html")]
struct Page<'a> {
    shell: &'a Shell,
    scheme: String,
    scheme_called: String,
    meeting: String,
    parts: Vec<Part>,
    /// What came of each part that was sent.
    told: Vec<(&'static str, &'static str)>,
    some_stored: bool,
    /// What is wrong: the input to go to, and what it is.
    wrong: Vec<(String, String)>,
    sent: &'a Sent,
    occurred_wrong: String,
    source_wrong: String,
}

/// Draws the page.
pub(crate) async fn draw(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path((scheme, meeting)): Path<(String, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let page = async {
        let panel = panel_of(&app, &signed, &meeting).await?;
        let person = query.get("person_id").cloned().unwrap_or_default();
        let mut begun = Vec::new();
        let mut decision = String::new();
        for (before, form, _) in parts() {
            let given = [
                ("fact.meeting_id", &meeting),
                ("fact.panel_id", &panel),
                ("fact.scheme_id", &scheme),
                ("fact.person_id", &person),
                // The dissent is from the decision of this page.
                ("fact.decision_id", &decision),
            ];
            let given = given.into_iter().filter(|(_, value)| !value.is_empty());
            let mut part = Sent::of(given.map(|(name, value)| (name.to_owned(), value.clone())));
            begin(&app, &signed, form, &mut part);
            if form.name == "decide" {
                part.one("fact.decision_id").clone_into(&mut decision);
            }
            begun.extend(part.all_pairs().map(|(name, value)| (format!("{before}{name}"), value)));
        }
        let sent = Sent::of(begun);
        page(&app, &signed, &scheme, &meeting, &sent, &[]).await
    };
    signed.answer(page.await)
}

/// Sends the parts that were filled in.
pub(crate) async fn submit(
    State(app): State<Arc<App>>,
    signed: Result<Signed, Response>,
    Path((scheme, meeting)): Path<(String, String)>,
    RawForm(body): RawForm,
) -> Response {
    let sent = Sent::of(pairs(&body));
    let all = parts().map(|(before, form, _)| (before, form));
    let signed = match drawn_by(&app, signed, &sent, all) {
        Ok(signed) => signed,
        Err(given_back) => return *given_back,
    };
    let outcomes = send_all(&app, &signed, &sent).await;
    if outcomes.contains(&Outcome::Stored)
        && !outcomes.iter().any(|one| matches!(one, Outcome::Not(_)))
    {
        let to = format!("/schemes/{scheme}/meetings/{meeting}?done=record");
        return signed.sent(Ok(to));
    }
    let page = page(&app, &signed, &scheme, &meeting, &sent, &outcomes).await;
    signed.answer_with(axum::http::StatusCode::UNPROCESSABLE_ENTITY, page)
}

async fn send_all(app: &App, signed: &Signed, sent: &Sent) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for (before, form, _) in parts() {
        let part = sent.of_part(before);
        if !may(form, |rpc| signed.session.may_call(rpc)) {
            outcomes.push(Outcome::Left);
            continue;
        }
        let decided = outcomes.get(2) == Some(&Outcome::Stored);
        let outcome = match next(form, &part, decided) {
            Next::Is(outcome) => outcome,
            Next::Send => send_one(app, signed, form, &part).await,
        };
        outcomes.push(outcome);
    }
    outcomes
}

/// Whether a part is for somebody who may call these rpcs. The dissent here is from the
/// decision here; from others one dissents where they stand.
fn may(form: &Form, may_call: impl Fn(&str) -> bool) -> bool {
    may_call(&form.action()) && (form.name != "record-dissent" || may_call("panel.Decide"))
}

/// What is to be done with a part.
#[derive(Debug, PartialEq, Eq)]
enum Next {
    Is(Outcome),
    Send,
}

fn next(form: &Form, part: &Sent, decided: bool) -> Next {
    if !part.one("stored").is_empty() {
        return Next::Is(Outcome::Stored);
    }
    if !part.is_filled_in(form) {
        return Next::Is(Outcome::Left);
    }
    if form.name == "record-dissent" && !decided {
        let says = "There is no decision on record from which to dissent. Record it first";
        return Next::Is(Outcome::Not(Wrong::from([(String::new(), says.to_owned())])));
    }
    Next::Send
}

async fn send_one(app: &App, signed: &Signed, form: &Form, part: &Sent) -> Outcome {
    let me = signed.session.who.worker.clone().unwrap_or_default();
    let request = match read::read(form, part, &me) {
        Ok(request) => request,
        Err(wrong) => return Outcome::Not(wrong),
    };
    match send::send(form, &request, &signed.ask(app)).await {
        Ok(Came::Stored(_)) => Outcome::Stored,
        Ok(Came::Refused(wrong)) => Outcome::Not(wrong),
        Err(_) => {
            // Whatever failed, what was stored before must still be told.
            let says = "The service did not take it. Send the page again in a moment";
            Outcome::Not(Wrong::from([(String::new(), says.to_owned())]))
        }
    }
}

fn parts() -> impl Iterator<Item = (&'static str, &'static Form, &'static str)> {
    PARTS.into_iter().filter_map(|(before, form, heading)| Some((before, named(form)?, heading)))
}

/// The panel whose meeting it is.
async fn panel_of(app: &App, signed: &Signed, meeting: &str) -> Result<String, Problem> {
    let request = ListStreamEventsRequest {
        stream_id: meeting.to_owned(),
        types: ["MeetingScheduled", "MeetingHeld"].map(String::from).into(),
        without_words: true,
        ..ListStreamEventsRequest::default()
    };
    let answer = signed.ask(app).oversight()?.list_stream_events(request).await?.into_inner();
    let panel = answer.events.iter().find_map(|record| {
        let scheduled = fact::<MeetingScheduled>(record).map(|fact| fact.panel_id);
        scheduled.or_else(|| fact::<MeetingHeld>(record).map(|fact| fact.panel_id))
    });
    panel.ok_or(Problem::NotFound)
}

/// The last meetings of the scheme.
async fn held(app: &App, signed: &Signed, scheme: &str) -> Result<Vec<MeetingHeld>, Problem> {
    let request = ListSchemeEventsRequest {
        scheme_id: scheme.to_owned(),
        types: vec!["MeetingHeld".to_owned()],
        page_size: LAST_MEETINGS,
        newest_first: true,
        without_words: true,
        ..ListSchemeEventsRequest::default()
    };
    let answer = signed.ask(app).oversight()?.list_scheme_events(request).await?.into_inner();
    Ok(answer.events.iter().filter_map(fact).collect())
}

/// Whoever is signed in and who was asked to the last meetings, each once, to be ticked.
fn known(held: &[MeetingHeld], me: Option<&Worker>, names: &Names) -> Vec<(String, String)> {
    let asked = held.iter().flat_map(|meeting| meeting.present.iter().chain(&meeting.apologies));
    let mut all: Vec<(String, String)> = Vec::new();
    for worker in me.into_iter().chain(asked) {
        let line = read::line_of_worker(worker);
        if all.len() < MOST_KNOWN && !all.iter().any(|(known, _)| *known == line) {
            let reads =
                format!("{}, {}", facts::worker(worker, names), words::short(&worker.worker_id));
            all.push((line, reads));
        }
    }
    all
}

async fn page(
    app: &App,
    signed: &Signed,
    scheme: &str,
    meeting: &str,
    sent: &Sent,
    outcomes: &[Outcome],
) -> Result<String, Problem> {
    let names = app.names.get(&signed.ask(app), app.system.now()).await?;
    let held = held(app, signed, scheme).await?;
    let workers = known(&held, signed.session.who.worker.as_ref(), &names);
    let offers = Offers { names: &names, workers: &workers };
    let of_act = |path: &str| {
        let said = outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Not(wrong) => wrong.get(path),
            _ => None,
        });
        said.into_iter().next().cloned().unwrap_or_default()
    };
    render(&Page {
        shell: &signed.shell,
        scheme: scheme.to_owned(),
        scheme_called: names.of(scheme),
        meeting: meeting.to_owned(),
        parts: shown(sent, outcomes, offers, |rpc| signed.session.may_call(rpc)),
        told: told(outcomes),
        some_stored: outcomes.contains(&Outcome::Stored),
        wrong: wrong(outcomes),
        sent,
        occurred_wrong: of_act("act.occurred"),
        source_wrong: of_act("act.source.title"),
    })
}

/// The parts that whoever is signed in may send.
fn shown(
    sent: &Sent,
    outcomes: &[Outcome],
    offers: Offers<'_>,
    may_call: impl Fn(&str) -> bool,
) -> Vec<Part> {
    let nothing = Wrong::new();
    let of = |(at, (before, form, heading)): (usize, (&'static str, &Form, &'static str))| {
        let part = sent.of_part(before);
        let wrong = match outcomes.get(at) {
            Some(Outcome::Not(wrong)) => wrong,
            _ => &nothing,
        };
        Part {
            before,
            heading,
            intro: form.intro,
            stored: outcomes.get(at) == Some(&Outcome::Stored),
            request: part.one("act.request_id").to_owned(),
            fields: draw::draw(form, before, &part, wrong, offers),
            wrong: wrong.get("").cloned().unwrap_or_default(),
        }
    };
    parts().enumerate().filter(|(_, (_, form, _))| may(form, &may_call)).map(of).collect()
}

/// What came of each part that was filled in; of none it is said that nothing was.
fn told(outcomes: &[Outcome]) -> Vec<(&'static str, &'static str)> {
    let all = PARTS.into_iter().zip(outcomes).filter_map(|((_, _, heading), outcome)| {
        let says = match outcome {
            Outcome::Left => return None,
            Outcome::Stored => "stored",
            Outcome::Not(_) => "not stored",
        };
        Some((heading, says))
    });
    all.collect()
}

/// What is wrong, and where; each thing once.
fn wrong(outcomes: &[Outcome]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for ((before, form, _), outcome) in parts().zip(outcomes) {
        let Outcome::Not(wrong) = outcome else { continue };
        let mut wrong: Vec<(&String, &String)> = wrong.iter().collect();
        wrong.sort_by_key(|(path, _)| form.fields.iter().position(|field| field.path == *path));
        for (path, says) in wrong {
            let at = match path.as_str() {
                "" => format!("{before}part"),
                path if path.starts_with("act.") => path.to_owned(),
                path => format!("{before}{path}"),
            };
            let one = (at, says.clone());
            if !all.contains(&one) {
                all.push(one);
            }
        }
    }
    if all.is_empty() && !outcomes.is_empty() {
        all.push(("maincontent".to_owned(), "Fill in one part at least".to_owned()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(pairs: &[(&str, &str)]) -> Sent {
        Sent::of(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
    }

    fn form(name: &str) -> &'static Form {
        named(name).unwrap()
    }

    #[test]
    fn a_part_that_nobody_filled_in_is_left_alone() {
        let begun = sent(&[
            ("fact.meeting_id", "meeting_1"),
            ("fact.agency_id", "agency_1"),
            ("act.request_id", "r"),
        ]);
        assert_eq!(next(form("hold-meeting"), &begun, false), Next::Is(Outcome::Left));
        let led = sent(&[("fact.led_by-id", "worker_1"), ("fact.led_by-role", "X")]);
        assert_eq!(next(form("decide"), &led, false), Next::Is(Outcome::Left));
        let filled = sent(&[("fact.present", "worker_1, agency_1, clinician")]);
        assert_eq!(next(form("hold-meeting"), &filled, false), Next::Send);
    }

    #[test]
    fn who_was_at_the_last_meetings_can_be_ticked_each_once() {
        let worker = |id: &str| Worker {
            worker_id: id.into(),
            agency_id: "agency_1".into(),
            role: proto::common::Role::Clinician.into(),
        };
        let held = MeetingHeld {
            present: vec![worker("worker_1"), worker("worker_2")],
            ..MeetingHeld::default()
        };
        let known = known(&[held.clone(), held], Some(&worker("worker_1")), &Names::default());
        let lines: Vec<&str> = known.iter().map(|(line, _)| line.as_str()).collect();
        assert_eq!(lines, ["worker_1, agency_1, clinician", "worker_2, agency_1, clinician"]);
        let sent = sent(&[
            ("fact.meeting_id", "meeting_1"),
            ("fact.panel_id", "panel_1"),
            ("fact.scheme_id", "scheme_1"),
            ("fact.agency_id", "agency_1"),
            ("fact.present", lines[0]),
            ("fact.present", "worker_3, agency_1, advocate\n"),
        ]);
        let request = read::read(form("hold-meeting"), &sent, &Worker::default()).unwrap();
        assert_eq!(request["fact"]["present"].as_array().unwrap().len(), 2);
    }

    #[test]
    fn what_is_stored_is_not_sent_again() {
        let part = sent(&[("stored", "yes"), ("fact.words", "They came.")]);
        assert_eq!(next(form("hear-person"), &part, false), Next::Is(Outcome::Stored));
    }

    #[test]
    fn nobody_dissents_from_a_decision_that_was_not_stored() {
        let part = sent(&[("fact.words", "I do not agree.")]);
        assert!(matches!(next(form("record-dissent"), &part, false), Next::Is(Outcome::Not(_))));
        assert_eq!(next(form("record-dissent"), &part, true), Next::Send);
    }

    #[test]
    fn each_part_reads_its_own_and_when_it_was_is_said_for_all() {
        let sent = sent(&[
            ("hold.fact.present", "a"),
            ("hear.fact.words", "b"),
            ("act.occurred-day", "1"),
            ("hear.act.request_id", "r"),
        ]);
        let part = sent.of_part("hear.");
        assert_eq!(part.one("fact.words"), "b");
        assert_eq!(part.one("fact.present"), "");
        assert_eq!(part.one("act.occurred-day"), "1");
        assert_eq!(part.one("act.request_id"), "r");
    }

    #[test]
    fn who_may_decide_nothing_here_has_nothing_here_to_dissent_from() {
        let dissent = form("record-dissent");
        assert!(!may(dissent, |rpc| rpc == "panel.RecordDissent"));
        assert!(may(dissent, |rpc| rpc != "panel.HoldMeeting"));
        assert!(may(form("hear-person"), |rpc| rpc == "panel.HearPerson"));
    }

    #[test]
    fn what_is_wrong_is_told_once_and_with_its_part() {
        let not = |path: &str| Outcome::Not(Wrong::from([(path.to_owned(), "No.".to_owned())]));
        let outcomes = [not("act.occurred"), not("act.occurred"), not("fact.decision")];
        let wrong = wrong(&outcomes);
        let at: Vec<&str> = wrong.iter().map(|(at, _)| at.as_str()).collect();
        assert_eq!(at, ["act.occurred", "decide.fact.decision"]);
        let told = told(&[Outcome::Stored, Outcome::Left, not("")]);
        assert_eq!(told.len(), 2);
        assert_eq!(told[0].1, "stored");
        assert_eq!(told[1].1, "not stored");
    }
}
