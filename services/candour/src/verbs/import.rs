//! `candour import`: contacts and referrals of other systems, from files.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use kernel::principal::Principal;
use proto::common::Role;

use crate::{
    client::{self, Access, Bearer, Keys},
    exit::{Exit, Misuse},
    import::{self, Ending, ErrorsFile, Files, Format, Kind, Link, Plan, Report},
    names,
    output::{Output, say},
};

/// How many rows are read ahead of those that are sent.
const AHEAD: usize = 16;

/// How long the reading may take to notice that nobody takes rows any more.
const UNTIL_READING_ENDS: Duration = Duration::from_secs(2);

/// Imports contacts or referrals from files of CSV or FHIR R4.
///
/// Each row is answered by itself: a bad one is refused with its place and holds
/// up no other. The import can be made again, and adds nothing twice.
#[derive(clap::Args)]
#[command(after_help = "\
Rows are known again by their source (--source, else the file's name) and their key: the column
`key`, or in FHIR the least identifier of the resource. Without a key the file's name and the line
count; then a row that moves to another line, or a file that is renamed, is taken for a new one.

Days, and times without a zone, are London's.

Exit codes: 0 all rows are in, 3 some were refused, 1 it broke off or was stopped.")]
pub struct Import {
    /// What the rows are.
    kind: Kind,

    /// The files.
    #[arg(required_unless_present = "template")]
    files: Vec<PathBuf>,

    /// What the files are, if their names do not end in .csv, .json or .ndjson.
    #[arg(long)]
    format: Option<Format>,

    /// Say what would come of each row, and store nothing.
    #[arg(long)]
    dry_run: bool,

    /// Write what a file looks like, and send nothing.
    #[arg(long)]
    template: bool,

    /// What the source is called; the name of each file if absent.
    #[arg(long, value_name = "TITLE")]
    source: Option<String>,

    /// Enter people in the register whose NHS number nobody has.
    #[arg(long)]
    register_people: bool,

    /// The agency that imports, and that of contacts that name none, as an id or as
    /// `@agency.name`.
    #[arg(long)]
    agency: Option<String>,

    /// Which agency an organisation code is, such as `RJ1=@agency.acute-trust`.
    #[arg(long, value_name = "CODE=AGENCY")]
    ods: Vec<String>,

    /// Write the rows that are refused to this file as CSV, with what is wrong.
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,

    /// Where the service is.
    #[arg(long, env = "CANDOUR_SERVER", default_value = "http://127.0.0.1:7400")]
    server: String,

    /// The token to show; if absent one is made with the local keys.
    #[arg(long, env = "CANDOUR_TOKEN", hide_env_values = true)]
    token: Option<String>,

    /// The role for which a token is made, if none is given.
    #[arg(long = "as", value_name = "ROLE", value_parser = client::role, default_value = "information_governance")]
    role: Role,

    /// The worker for whom a token is made, as an id or as `@worker.name`.
    #[arg(long, default_value = "@worker.candour-terminal")]
    worker: String,

    #[command(flatten)]
    tls: client::Tls,

    #[command(flatten)]
    keys: Keys,
}

impl Import {
    /// Sends the rows and tells what came of them.
    ///
    /// # Errors
    /// If a file cannot be read, or the service does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        if self.template {
            return self.show(output);
        }
        let plan = self.plan()?;
        let files = Files::check(&plan, &self.files, self.format)?;
        let errors = match &self.errors {
            Some(path) => Some(self.errors_file(path)?),
            None => None,
        };
        let link = self.link()?;
        if plan.source.is_empty() {
            say("each file is its own source, by its name; --source names one");
        }
        if files.has(Format::Csv) {
            say("days, and times without a zone, are taken by London's clocks");
        }
        let plan = Arc::new(plan);
        let (to, items) = tokio::sync::mpsc::channel(AHEAD);
        let of_reader = Arc::clone(&plan);
        let reading = tokio::task::spawn_blocking(move || files.read(&of_reader, &to));
        let mut report = Report::new(plan.kind, plan.dry_run, output, errors);
        let outcome = import::send(&link, items, &mut report).await;
        let reading = tokio::time::timeout(UNTIL_READING_ENDS, reading).await;
        let passed_over = reading.ok().and_then(Result::ok).unwrap_or_default();
        let complete = outcome.as_ref().is_ok_and(|ending| *ending == Ending::Complete);
        if !complete && report.summary.rows > 0 {
            report.say(&format!(
                "it came as far as {}; run it again to go on, and what is there is not added twice",
                report.last()
            ));
        }
        let summary = report.end(complete, passed_over)?;
        Ok(match outcome? {
            Ending::Stopped => Exit::Failed,
            Ending::Complete if summary.refused > 0 => Exit::Refused,
            Ending::Complete => Exit::Done,
        })
    }

    /// Shows what a file looks like.
    fn show(&self, output: &mut Output) -> anyhow::Result<Exit> {
        match self.format {
            Some(Format::Fhir) => {
                output.line(import::EXAMPLE.trim_end())?;
                let width = import::MAPPING.iter().map(|(from, _)| from.len()).max().unwrap_or(0);
                for (from, to) in import::MAPPING {
                    say(&format!("{from:width$}  {to}"));
                }
            }
            Some(Format::Csv) | None => output.line(import::template(self.kind).trim_end())?,
        }
        Ok(Exit::Done)
    }

    fn plan(&self) -> Result<Plan, Misuse> {
        let agency = |text: &String| names::given("agency", text);
        let mut organisations = BTreeMap::new();
        for given in &self.ods {
            let (code, id) = given
                .split_once('=')
                .ok_or_else(|| Misuse(format!("--ods {given}: it reads CODE=AGENCY")))?;
            organisations.insert(code.trim().to_ascii_uppercase(), names::given("agency", id)?);
        }
        let source = self.source.clone().unwrap_or_default().trim().to_owned();
        if source.chars().count() > 200 || (self.source.is_some() && source.is_empty()) {
            return Err(Misuse("--source: a title has 1 to 200 characters".to_owned()));
        }
        Ok(Plan {
            kind: self.kind,
            source,
            dry_run: self.dry_run,
            register_people: self.register_people,
            agency: self.agency.as_ref().map(agency).transpose()?,
            organisations,
        })
    }

    /// The file of what is refused, which must not be one of those that are read.
    fn errors_file(&self, path: &Path) -> anyhow::Result<ErrorsFile> {
        let there = path.canonicalize().ok();
        let read = self.files.iter().filter_map(|file| file.canonicalize().ok());
        if there.is_some_and(|there| read.into_iter().any(|file| file == there)) {
            let text = format!("--errors {}: it is one of the files to import", path.display());
            return Err(Misuse(text).into());
        }
        ErrorsFile::create(path, self.kind)
            .map_err(|error| Misuse(format!("--errors {}: {error}", path.display())).into())
    }

    fn link(&self) -> anyhow::Result<Link> {
        let Self { server, token, role, tls, keys, .. } = self;
        let access = Access {
            server: server.clone(),
            token: token.clone(),
            role: *role,
            tls: tls.clone(),
            keys: keys.clone(),
        };
        let agency = self.agency.as_deref().unwrap_or("@agency.candour-terminal");
        let by = Principal {
            worker_id: names::given("worker", &self.worker)?,
            agency_id: names::given("agency", agency)?,
            ..client::own(*role)
        };
        // A token lasts minutes and an import may take hours; each call shows a fresh one.
        let bearer = move || match &access.token {
            Some(_) => access.bearer(),
            None => Bearer::mint(&access.keys.signing()?, &by),
        };
        bearer()?;
        Ok(Link { server: server.clone(), files: tls.files(), bearer: Box::new(bearer) })
    }
}
