//! `candour rules`: the patterns that are watched for.

use indicatif::ProgressBar;
use projection::rules::{self, RULES, check::Checked};
use proto::oversight::{
    BacktestChange, BacktestRuleRequest, BacktestRuleResponse, ListRulesRequest, Rule,
    RuleParameter, Severity, TriedThreshold,
};

use crate::{
    client::Access,
    exit::{Exit, Misuse},
    output::{Column, Output, say, short},
};

/// What is asked of the rules.
#[derive(clap::Subcommand)]
pub enum Rules {
    /// List them.
    List {
        #[command(flatten)]
        access: Access,
    },
    /// Show one with its sources and thresholds.
    Show {
        /// The rule's id.
        rule: String,

        #[command(flatten)]
        access: Access,
    },
    /// Run one over all history at other thresholds, and list whom it would newly
    /// flag and whom it would miss.
    Backtest {
        /// The rule's id.
        rule: String,

        /// A threshold at another value; may be given again for another.
        #[arg(long = "parameter", value_name = "NAME=VALUE", value_parser = threshold_tried)]
        parameters: Vec<TriedThreshold>,

        #[command(flatten)]
        access: Access,
    },
    /// Run every history of every rule, and move every threshold to see that
    /// some history notices.
    Check {
        /// The rule's id; every rule, if none is given.
        rule: Option<String>,
    },
}

impl Rules {
    /// Writes them.
    ///
    /// # Errors
    /// If the projection does not answer, or there is no such rule.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let (wanted, access) = match self {
            Self::List { access } => (None, access),
            Self::Show { rule, access } => (Some(rule), access),
            Self::Backtest { rule, parameters, access } => {
                return backtest(rule, parameters, &access, output).await;
            }
            Self::Check { rule } => return check(rule.as_deref(), output),
        };
        let mut oversight = access.oversight().await?;
        let rules = oversight.list_rules(ListRulesRequest::default()).await?.into_inner().rules;
        let Some(wanted) = wanted else {
            let columns: &[Column<'_, Rule>] = &[
                ("rule", |r| r.rule_id.clone()),
                ("severity", |r| severity(r).to_owned()),
                ("family", |r| r.family.clone()),
                ("maturity", |r| r.maturity.clone()),
                ("pattern", |r| r.pattern.clone()),
            ];
            output.list(&rules, columns)?;
            return Ok(Exit::Done);
        };
        let rule = rules.iter().find(|rule| rule.rule_id == wanted).ok_or_else(|| {
            let ids: Vec<&str> = rules.iter().map(|rule| rule.rule_id.as_str()).collect();
            Misuse(format!("`{wanted}` is no rule; there are {}", ids.join(", ")))
        })?;
        output.one(rule, lines)?;
        Ok(Exit::Done)
    }
}

/// Reads `name=value`.
fn threshold_tried(text: &str) -> Result<TriedThreshold, String> {
    let wrong = || format!("`{text}` is no `name=value` with a whole number");
    let (name, value) = text.split_once('=').ok_or_else(wrong)?;
    Ok(TriedThreshold { name: name.to_owned(), value: value.parse().map_err(|_| wrong())? })
}

/// Runs a rule over all history; how far it is goes to standard error.
async fn backtest(
    rule_id: String,
    thresholds: Vec<TriedThreshold>,
    access: &Access,
    output: &mut Output,
) -> anyhow::Result<Exit> {
    let mut oversight = access.oversight().await?;
    let mut request = tonic::Request::new(BacktestRuleRequest { rule_id, thresholds });
    // All history may take a while.
    request.set_timeout(std::time::Duration::from_secs(24 * 3600));
    let mut answers = oversight.backtest_rule(request).await?.into_inner();
    let progress = ProgressBar::new_spinner();
    let mut changes = Vec::new();
    let mut last = BacktestRuleResponse::default();
    while let Some(answer) = answers.message().await? {
        if answer.flag.is_some() {
            changes.push(answer);
        } else {
            progress.set_message(format!("{} events read", answer.events));
            last = answer;
        }
    }
    progress.finish_and_clear();
    let columns: &[Column<'_, BacktestRuleResponse>] = &[
        ("change", |c| short(c.change().as_str_name(), "BACKTEST_CHANGE_").to_lowercase()),
        ("flag", |c| c.flag.as_ref().map(|f| f.flag_id.clone()).unwrap_or_default()),
        ("subject", |c| c.flag.as_ref().map(|f| f.subject_id.clone()).unwrap_or_default()),
        ("about", |c| c.flag.as_ref().map(|f| f.anchor_id.clone()).unwrap_or_default()),
        ("because", |c| c.flag.as_ref().map(|f| f.because.clone()).unwrap_or_default()),
    ];
    output.list(&changes, columns)?;
    let newly = changes.iter().filter(|c| c.change() == BacktestChange::NewlyFlagged).count();
    say(&format!(
        "{} events read, {} judged: {newly} newly flagged, {} missed",
        last.events,
        last.judged,
        changes.len() - newly
    ));
    Ok(Exit::Done)
}

/// Checks this build's rules; no server is asked.
fn check(wanted: Option<&str>, output: &mut Output) -> anyhow::Result<Exit> {
    let rules = RULES.iter().filter(|rule| wanted.is_none_or(|id| rule.id == id));
    let checked: Vec<Checked> = rules.map(|rule| rules::check::check(rule)).collect();
    if let Some(wanted) = wanted.filter(|_| checked.is_empty()) {
        let ids: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
        return Err(Misuse(format!("`{wanted}` is no rule; there are {}", ids.join(", "))).into());
    }
    let columns: &[Column<'_, Checked>] = &[
        ("rule", |c| c.rule_id.to_owned()),
        ("fires in", |c| c.fires.to_string()),
        ("silent in", |c| c.silent.to_string()),
        ("thresholds moved", |c| c.moved.to_string()),
        ("faults", |c| c.faults.join("; ")),
    ];
    output.list(&checked, columns)?;
    let faulty = checked.iter().filter(|checked| !checked.faults.is_empty()).count();
    say(&format!("{} rules checked, {faulty} with faults", checked.len()));
    Ok(if faulty == 0 { Exit::Done } else { Exit::Differences })
}

fn severity(rule: &Rule) -> &'static str {
    short(Severity::as_str_name(&rule.severity()), "SEVERITY_")
}

fn lines(rule: &Rule) -> Vec<(&'static str, String)> {
    let sources = rule.sources.iter().map(|s| format!("{}, {}: {}", s.title, s.place, s.says));
    vec![
        ("rule", rule.rule_id.clone()),
        ("pattern", rule.pattern.clone()),
        ("family", rule.family.clone()),
        ("severity", severity(rule).to_owned()),
        ("maturity", rule.maturity.clone()),
        ("sources", sources.collect::<Vec<_>>().join("\n")),
        ("thresholds", rule.parameters.iter().map(threshold).collect::<Vec<_>>().join("\n")),
        ("acts", rule.recommended_acts.join("\n")),
        ("watches", rule.watches.join(", ")),
    ]
}

fn threshold(parameter: &RuleParameter) -> String {
    let RuleParameter { name, since, value, basis } = parameter;
    format!("{name} = {value} since {since} ({basis})")
}
