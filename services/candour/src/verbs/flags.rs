//! `candour flags`: lists flags, and shows one.

use std::io;

use proto::oversight::{Flag, FlagState, ListFlagsRequest, Severity, Verdict};

use crate::{
    client::{Access, Days, Seen},
    exit::{Exit, Misuse},
    names,
    output::{Column, Output, short, wire_day},
    story,
    verbs::flag::Show,
};

/// Lists flags, newest first, or shows one.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Flags {
    #[command(subcommand)]
    one: Option<One>,

    /// Only this rule's.
    #[arg(long)]
    rule: Option<String>,

    /// Only this severity's: s1, s2 or s3.
    #[arg(long, value_parser = severity)]
    severity: Option<Severity>,

    /// Only those for which this agency answers.
    #[arg(long)]
    agency: Option<String>,

    /// Only those about this person or scheme.
    #[arg(long)]
    subject: Option<String>,

    /// Only this verdict: fires or not-evidenced.
    #[arg(long, value_parser = verdict, default_value = "fires")]
    verdict: Verdict,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    access: Access,
}

/// What is done with one flag.
#[derive(clap::Subcommand)]
enum One {
    /// Show why there is a flag: the pattern, the evidence for and against, what to do.
    Show(Show),
}

impl Flags {
    /// Writes the list.
    ///
    /// # Errors
    /// If the projection does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        if let Some(One::Show(show)) = self.one {
            return show.run(output).await;
        }
        let agency = self.agency.map(|text| names::given("agency", &text)).transpose()?;
        let subject = self.subject.map(|text| names::replace(&text).map_err(Misuse)).transpose()?;
        let request = ListFlagsRequest {
            rule_id: self.rule.unwrap_or_default(),
            severity: self.severity.unwrap_or_default().into(),
            agency_id: agency.unwrap_or_default(),
            subject_id: subject.unwrap_or_default(),
            verdict: self.verdict.into(),
            at: Some(self.days.wire()),
            ..ListFlagsRequest::default()
        };
        let mut oversight = self.access.oversight().await?;
        let flags = story::all_flags(&mut oversight, &Seen::default(), request).await?;
        list(output, &flags)?;
        Ok(Exit::Done)
    }
}

/// Writes flags.
///
/// # Errors
/// If they cannot be written.
pub fn list(output: &mut Output, flags: &[Flag]) -> io::Result<()> {
    let columns: &[Column<'_, Flag>] = &[
        ("flag", |f| f.flag_id.clone()),
        ("rule", |f| f.rule_id.clone()),
        ("severity", |f| severity_name(f).to_owned()),
        ("stands since", |f| wire_day(f.stands_since.as_ref())),
        ("raised", |f| wire_day(f.raised_at.as_ref())),
        ("about", |f| f.anchor_id.clone()),
        ("because", because),
    ];
    output.list(flags, columns)
}

/// A flag's severity: S1, S2 or S3.
pub fn severity_name(flag: &Flag) -> &'static str {
    short(flag.severity().as_str_name(), "SEVERITY_")
}

/// What was seen, or what is missing; and whether later events took it away.
fn because(flag: &Flag) -> String {
    let said = if flag.missing.is_empty() {
        flag.because.clone()
    } else {
        format!("not evidenced: {}", flag.missing)
    };
    match flag.state() {
        FlagState::GroundWithdrawn => format!("(ground withdrawn) {said}"),
        _ => said,
    }
}

fn severity(text: &str) -> Result<Severity, String> {
    let name = format!("SEVERITY_{}", text.to_ascii_uppercase());
    Severity::from_str_name(&name)
        .filter(|s| *s != Severity::Unspecified)
        .ok_or_else(|| "it is none of s1, s2, s3".to_owned())
}

fn verdict(text: &str) -> Result<Verdict, String> {
    let name = format!("VERDICT_{}", text.to_ascii_uppercase().replace('-', "_"));
    Verdict::from_str_name(&name)
        .filter(|v| *v != Verdict::Unspecified)
        .ok_or_else(|| "it is neither fires nor not-evidenced".to_owned())
}
