//! The rules: what is watched for, why, since when and by which thresholds.

use std::sync::Arc;

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use proto::oversight::{ListRulesRequest, Rule};

use super::{Signed, render};
use crate::{
    App,
    problem::{Problem, sentence},
    shell::Shell,
    words,
};

/// A rule as it is shown.
struct Shown {
    name: String,
    colour: &'static str,
    severity: &'static str,
    pattern: String,
    in_force: bool,
    rule: Rule,
}

impl Shown {
    fn of(rule: Rule) -> Self {
        Self {
            name: words::name(&rule.rule_id),
            colour: words::severity_colour(rule.severity()),
            severity: words::severity(rule.severity()),
            pattern: sentence(&rule.pattern),
            in_force: rule.maturity == "InForce",
            rule,
        }
    }
}

#[derive(Template)]
#[template(path = "rules.html")]
struct List<'a> {
    shell: &'a Shell,
    rules: Vec<Shown>,
    may_screen: bool,
}

#[derive(Template)]
#[template(path = "rule.html")]
struct One<'a> {
    shell: &'a Shell,
    shown: Shown,
}

async fn all(app: &App, signed: &Signed) -> Result<Vec<Rule>, Problem> {
    let answer = signed.ask(app).oversight()?.list_rules(ListRulesRequest::default()).await?;
    Ok(answer.into_inner().rules)
}

/// Lists the rules.
pub(crate) async fn list(State(app): State<Arc<App>>, signed: Signed) -> Response {
    let page = async {
        let mut rules: Vec<Shown> = all(&app, &signed).await?.into_iter().map(Shown::of).collect();
        rules.sort_by(|a, b| (a.severity, &a.name).cmp(&(b.severity, &b.name)));
        let may_screen = signed.session.may_call("oversight.ScreenText");
        render(&List { shell: &signed.shell, rules, may_screen })
    };
    signed.answer(page.await)
}

/// Shows one.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    signed: Signed,
    Path(id): Path<String>,
) -> Response {
    let page = async {
        let rule = all(&app, &signed).await?.into_iter().find(|rule| rule.rule_id == id);
        let shown = Shown::of(rule.ok_or(Problem::NotFound)?);
        render(&One { shell: &signed.shell, shown })
    };
    signed.answer(page.await)
}
