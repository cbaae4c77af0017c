//! `candour export`: a person's case as a file.

use std::{
    io::{Write as _, stdout},
    path::PathBuf,
};

use anyhow::{Context as _, ensure};
use kernel::seal::files;
use proto::oversight::{Export as Told, ExportCaseRequest, ExportFormat, ExportPurpose};
use sha2::{Digest as _, Sha256};

use crate::{
    client::{Access, Days},
    exit::Exit,
    names,
    output::{Output, say},
};

/// Writes what you may see of a person's case into a file. That you did, and what for, is
/// on record before the first byte comes.
#[derive(clap::Args)]
pub struct Export {
    /// The person, as an id or as `@person.name`.
    #[arg(long)]
    person: String,

    /// How it is written.
    #[arg(long, value_enum)]
    format: Format,

    /// What it is for.
    #[arg(long, value_enum)]
    purpose: Purpose,

    /// The agency for which it is, as an id or as `@agency.name`; your own if absent.
    #[arg(long = "for")]
    for_agency: Option<String>,

    /// Where it goes, which must not exist yet; standard output if absent. Give it a name
    /// that says nothing of who it is about.
    #[arg(long)]
    out: Option<PathBuf>,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    access: Access,
}

/// How a case is written.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Format {
    /// A FHIR R4 Bundle.
    Fhir,
    /// A table with a row an event.
    Csv,
    /// A line of JSON an event.
    Ndjson,
}

/// What a case is handed out for.
#[derive(Clone, Copy, clap::ValueEnum)]
enum Purpose {
    /// The person, or who acts for them, asked for it.
    SubjectAccess,
    /// Care by those who have the case.
    DirectCare,
    /// The case goes to another scheme or system.
    Transfer,
    /// Protecting the person or somebody else.
    Safeguarding,
    /// A complaint, and its answer.
    Complaint,
    /// A review or an inquiry by an oversight body.
    Oversight,
    /// A court, an inquest or a statute asks for it.
    LegalObligation,
}

impl From<Format> for ExportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Fhir => Self::FhirR4Bundle,
            Format::Csv => Self::Csv,
            Format::Ndjson => Self::Ndjson,
        }
    }
}

impl From<Purpose> for ExportPurpose {
    fn from(purpose: Purpose) -> Self {
        match purpose {
            Purpose::SubjectAccess => Self::SubjectAccess,
            Purpose::DirectCare => Self::DirectCare,
            Purpose::Transfer => Self::Transfer,
            Purpose::Safeguarding => Self::Safeguarding,
            Purpose::Complaint => Self::Complaint,
            Purpose::Oversight => Self::Oversight,
            Purpose::LegalObligation => Self::LegalObligation,
        }
    }
}

impl Export {
    /// Asks for the file and writes it, once all of it has come.
    ///
    /// # Errors
    /// If the projection refuses, what comes is not what is on record, or it cannot be
    /// written.
    pub async fn run(self, _output: &mut Output) -> anyhow::Result<Exit> {
        let for_agency = self.for_agency.as_deref().map(|id| names::given("agency", id));
        let request = ExportCaseRequest {
            person_id: names::given("person", &self.person)?,
            format: ExportFormat::from(self.format).into(),
            purpose: ExportPurpose::from(self.purpose).into(),
            for_agency_id: for_agency.transpose()?.unwrap_or_default(),
            at: Some(self.days.wire()),
        };
        let mut oversight = self.access.oversight().await?;
        let mut parts = oversight.export_case(request).await?.into_inner();
        let (mut told, mut file) = (Told::default(), Vec::new());
        while let Some(answer) = parts.message().await? {
            told = answer.export.unwrap_or(told);
            file.extend(answer.part);
        }
        ensure!(told.digest == digest(&file), "what came is not what is on record; ask again");
        match &self.out {
            Some(path) => {
                let written = files::write_new(path, files::parent(path), &file);
                written.with_context(|| format!("`{}` could not be written", path.display()))?;
            }
            None => {
                let mut out = stdout().lock();
                out.write_all(&file)?;
                out.flush()?;
            }
        }
        say(&format!("{} events, {} bytes, SHA-256 {}", told.events, told.bytes, told.digest));
        Ok(Exit::Done)
    }
}

fn digest(file: &[u8]) -> String {
    Sha256::digest(file).iter().map(|byte| format!("{byte:02x}")).collect()
}
