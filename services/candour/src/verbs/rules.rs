//! `candour rules`: the patterns that are watched for.

use proto::oversight::{ListRulesRequest, Rule, RuleParameter, Severity};

use crate::{
    client::Access,
    exit::{Exit, Misuse},
    output::{Column, Output, short},
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
