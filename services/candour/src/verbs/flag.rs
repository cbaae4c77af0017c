//! `candour flag`: shows one flag, with its rule and its evidence.

use proto::oversight::{Bearing, Evidence, Flag as WireFlag, GetFlagRequest, GetFlagResponse};

use super::flags::severity_name;
use crate::{
    client::Access,
    exit::Exit,
    names,
    output::{Output, short, wire_day, wire_moment},
};

/// Shows one flag.
#[derive(clap::Args)]
pub struct Flag {
    /// The flag's id.
    flag: String,

    #[command(flatten)]
    access: Access,
}

impl Flag {
    /// Writes it.
    ///
    /// # Errors
    /// If there is none, or it is not the asker's to see.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let flag_id = names::given("flag", &self.flag)?;
        let mut oversight = self.access.oversight().await?;
        let answer = oversight.get_flag(GetFlagRequest { flag_id, at: None }).await?.into_inner();
        output.one(&answer, lines)?;
        Ok(Exit::Done)
    }
}

fn lines(answer: &GetFlagResponse) -> Vec<(&'static str, String)> {
    let flag = answer.flag.clone().unwrap_or_default();
    let mut lines = of_flag(&flag);
    if let Some(rule) = &answer.rule {
        lines.push(("pattern", rule.pattern.clone()));
        lines.push(("acts", rule.recommended_acts.join("\n")));
        let sources = rule.sources.iter().map(|s| format!("{}, {}: {}", s.title, s.place, s.says));
        lines.push(("sources", sources.collect::<Vec<_>>().join("\n")));
    }
    lines
}

fn of_flag(flag: &WireFlag) -> Vec<(&'static str, String)> {
    let historical = if flag.historical { ", found in old history" } else { "" };
    vec![
        ("flag", flag.flag_id.clone()),
        ("rule", format!("{} ({})", flag.rule_id, severity_name(flag))),
        ("state", short(flag.state().as_str_name(), "FLAG_STATE_").to_lowercase()),
        ("subject", flag.subject_id.clone()),
        ("about", flag.anchor_id.clone()),
        ("scheme", flag.scheme_id.clone()),
        ("agencies", flag.agency_ids.join("\n")),
        ("stands since", wire_moment(flag.stands_since.as_ref())),
        ("raised", format!("{}{historical}", wire_moment(flag.raised_at.as_ref()))),
        ("because", flag.because.clone()),
        ("missing", flag.missing.clone()),
        ("evidence", flag.evidence.iter().map(evidence).collect::<Vec<_>>().join("\n")),
    ]
}

fn evidence(evidence: &Evidence) -> String {
    let kind = evidence.r#type.rsplit('.').next().unwrap_or_default();
    let day = wire_day(evidence.occurred.as_ref().and_then(|o| o.start.as_ref()));
    let bearing = match evidence.bearing() {
        Bearing::Against => " (against)",
        Bearing::For | Bearing::Unspecified => "",
    };
    let says = if evidence.shows.is_empty() { "" } else { ": " };
    format!("{day} {kind} {}{bearing}{says}{}", evidence.event_id, evidence.shows)
}
