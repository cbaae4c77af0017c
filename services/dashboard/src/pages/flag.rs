//! Why there is a flag: pattern, source, evidence for and against, what was done about it,
//! and who may do what.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use proto::{
    oversight::{
        Bearing, FlagAct, FlagDone, FlagOutcome, FlagTier, GetFlagRequest, GetFlagResponse,
        PageSection, RuleSource, SectionKind,
    },
    time,
};

use super::{
    Signed,
    inbox::{Line, line},
    render,
};
use crate::{App, facts, names::Names, problem::Problem, shell::Shell, words};

/// What may be done about a flag: the rpc, the form, and what one does.
const ACTS: [(&str, &str, &str); 6] = [
    ("AcknowledgeFlag", "acknowledge-flag", "Take note of it"),
    ("AssignFlag", "assign-flag", "Claim it, or give it to somebody"),
    ("EscalateFlag", "escalate-flag", "Escalate it"),
    ("SnoozeFlag", "snooze-flag", "Set it aside for a short while"),
    ("ResolveFlag", "resolve-flag", "Resolve it"),
    ("ReopenFlag", "reopen-flag", "Open it again"),
];

/// An event that bears on the flag.
struct Evidence {
    when: String,
    shows: String,
    id: String,
}

/// Something that was done about it.
struct Done {
    when: String,
    what: String,
    who: String,
    words: String,
}

/// Something that may be done about it, or why not.
struct Act {
    form: &'static str,
    title: &'static str,
    may: bool,
    why_not: String,
}

#[derive(Template)]
#[template(path = "flag.html")]
struct Page<'a> {
    shell: &'a Shell,
    line: Line,
    person: Option<String>,
    scheme: Option<(String, String)>,
    seen: Vec<PageSection>,
    /// Below the evidence.
    below: Vec<PageSection>,
    sources: Vec<RuleSource>,
    pattern: String,
    evidence: Vec<Evidence>,
    against: Vec<Evidence>,
    left_out: u32,
    missing: String,
    rule_id: String,
    done: Vec<Done>,
    acts: Vec<Act>,
    told: Option<&'static str>,
    stands_since: String,
    due: String,
}

/// Shows a flag.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(flag): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let told = query.get("done").map(|_| "It is done, and on record.");
    signed.answer(page(&app, &signed, flag, told).await)
}

async fn page(
    app: &App,
    signed: &Signed,
    flag_id: String,
    told: Option<&'static str>,
) -> Result<String, Problem> {
    let asker = signed.ask(app);
    let names = app.names.get(&asker, app.system.now()).await?;
    let request = GetFlagRequest { flag_id, ..GetFlagRequest::default() };
    let answer = asker.oversight()?.get_flag(request).await?.into_inner();
    let GetFlagResponse { flag, rule, page: sections, history, acts } = answer;
    let flag = flag.ok_or(Problem::NotFound)?;
    let rule = rule.unwrap_or_default();
    let bears = |bearing: Bearing| {
        let of_it = flag.evidence.iter().filter(move |e| e.bearing() == bearing);
        of_it.map(|e| Evidence {
            when: words::when(e.occurred.as_ref()),
            shows: if e.shows.is_empty() { words::kind(&e.r#type) } else { e.shows.clone() },
            id: e.event_id.clone(),
        })
    };
    let handling = flag.handling.clone().unwrap_or_default();
    let due = time::maybe(handling.due.as_ref()).map(words::moment).unwrap_or_default();
    // The others are drawn from what they were written from.
    let of = |kinds: &[SectionKind]| {
        let of_them = sections.iter().filter(|section| kinds.contains(&section.kind()));
        of_them.cloned().collect()
    };
    render(&Page {
        shell: &signed.shell,
        line: line(&flag, &names, app.clock.now()),
        person: flag.subject_id.starts_with("person_").then(|| flag.subject_id.clone()),
        scheme: (!flag.scheme_id.is_empty())
            .then(|| (flag.scheme_id.clone(), names.of(&flag.scheme_id))),
        seen: of(&[SectionKind::Seen]),
        below: of(&[SectionKind::Silent, SectionKind::Next]),
        sources: rule.sources,
        pattern: crate::problem::sentence(&rule.pattern),
        evidence: bears(Bearing::For).collect(),
        against: bears(Bearing::Against).collect(),
        left_out: flag.evidence_left_out,
        missing: flag.missing.clone(),
        rule_id: flag.rule_id.clone(),
        done: history.iter().map(|done| of_history(done, &names)).collect(),
        acts: offered(&acts),
        told,
        stands_since: words::day_of(flag.stands_since.as_ref()),
        due,
    })
}

fn of_history(done: &FlagDone, names: &Names) -> Done {
    let mut what = words::kind(&done.r#type);
    if done.to_tier() != FlagTier::Unspecified {
        what = format!("{what} to: {}", words::tier(done.to_tier()).to_lowercase());
    }
    if done.outcome() != FlagOutcome::Unspecified {
        what = format!("{what}: {}", words::outcome(done.outcome()).to_lowercase());
    }
    if let Some(until) = time::maybe(done.until.as_ref()) {
        what = format!("{what} until {}", words::day(until));
    }
    let who = match done.agency_id.as_str() {
        "" => "By itself".to_owned(),
        agency => format!("{} of {}", words::role(done.role()), names.of(agency)),
    };
    Done {
        when: time::maybe(done.at.as_ref()).map(words::moment).unwrap_or_default(),
        what,
        who,
        words: facts::text(done.words.as_ref()),
    }
}

fn offered(acts: &[FlagAct]) -> Vec<Act> {
    let known = ACTS.into_iter().filter_map(|(rpc, form, title)| {
        let act = acts.iter().find(|act| act.rpc == rpc)?;
        // What is done already needs neither a button nor an excuse.
        let of_no_use = !act.may && act.reason.is_empty();
        let why_not = crate::problem::sentence(&act.why_not);
        (!of_no_use).then_some(Act { form, title, may: act.may, why_not })
    });
    known.collect()
}
