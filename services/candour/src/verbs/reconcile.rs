//! `candour reconcile`: a return that was published elsewhere, held against itself and against
//! the ledger.

use std::{fs::File, path::PathBuf};

use anyhow::Context as _;

use super::oversight_return;
use crate::{
    client::{Access, Days},
    exit::{Exit, Misuse},
    output::{Column, Format, Output, say},
    reconcile::{Finding, Ledger, TEMPLATE, against, contradictions, not_compared, read},
};

/// Holds a return that was published elsewhere against itself and, with a scheme, against the
/// ledger.
#[derive(clap::Args)]
#[command(after_help = "\
Each row of the file states one figure of one scope:
  source    where it stands, such as a paragraph
  figure    what is counted; the same words wherever the same is counted
  scope     of what, such as a borough; `all` for the whole
  within    the scope of which this one is a row; empty if it is none
  value     a count, none, all, not given, or words such as several
  of        of how many
  on        the year, month or day of which it is said
  excludes  a figure of the same scope that cannot be above nought where this one is none
  ledger    the figure of `candour return` that counts the same

Exit codes: 0 nothing contradicts itself, 4 something does, 2 the file cannot be read.")]
pub struct Reconcile {
    /// The file.
    #[arg(required_unless_present = "template")]
    file: Option<PathBuf>,

    /// Write what a file looks like.
    #[arg(long)]
    template: bool,

    /// The scheme of the ledger that it is about, as an id or as `@scheme.name`.
    #[arg(long)]
    scheme: Option<String>,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    access: Access,
}

impl Reconcile {
    /// Writes what contradicts what.
    ///
    /// # Errors
    /// If the file cannot be read, or the projection does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        if self.template {
            output.line(TEMPLATE.trim_end())?;
            return Ok(Exit::Done);
        }
        let path = self.file.unwrap_or_default();
        let file =
            File::open(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        let statements = match read(file) {
            Ok(statements) => statements,
            Err(wrong) => {
                wrong.iter().for_each(|wrong| say(&format!("{}: {wrong}", path.display())));
                let text = format!("{} places of the file are to be mended", wrong.len());
                return Err(Misuse(text).into());
            }
        };
        let mut found = contradictions(&statements);
        if let Some(scheme) = &self.scheme {
            let answer = oversight_return::asked(&self.access, scheme, &self.days, false).await?;
            let ledger = Ledger::from(answer);
            for figure in ledger.unknown(&statements) {
                say(&format!("`{figure}` is no figure of a return: nothing is compared with it"));
            }
            for (line, why) in not_compared(&ledger, &statements) {
                say(&format!("line {line} is not compared with the ledger: {why}"));
            }
            found = against(&ledger, &statements, found);
        }
        write(output, &found)?;
        say(&format!("{} figures are stated, {} findings", statements.len(), found.len()));
        Ok(if found.is_empty() { Exit::Done } else { Exit::Differences })
    }
}

fn write(output: &mut Output, found: &[Finding]) -> std::io::Result<()> {
    if output.format == Format::Table {
        for finding in found {
            let lines: Vec<String> = finding.lines.iter().map(ToString::to_string).collect();
            output.line(&format!(
                "{}  [{}, lines {}]",
                finding.says,
                finding.rule,
                lines.join(" ")
            ))?;
            if !finding.ledger.is_empty() {
                output.line(&format!("    {}", finding.ledger))?;
            }
        }
        return Ok(());
    }
    let columns: &[Column<'_, Finding>] = &[
        ("rule", |f| f.rule.to_owned()),
        ("figure", |f| f.figure.clone()),
        ("scope", |f| f.scope.clone()),
        ("says", |f| f.says.clone()),
        ("ledger", |f| f.ledger.clone()),
        ("lines", |f| f.lines.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
    ];
    output.list(found, columns)
}
