//! `candour story run`: tells a story to a sandbox and compares what is flagged.

use std::path::PathBuf;

use crate::{
    client::{Keys, Tls},
    exit::Exit,
    output::Output,
    story,
};

/// What is done with a story.
#[derive(clap::Subcommand)]
pub enum Story {
    /// Make its calls, each on its day, and compare what is flagged.
    Run(Run),
    /// Read it and say whether it is in order; nothing is sent.
    Check {
        /// The story's file.
        file: PathBuf,
    },
}

/// Tells a story.
#[derive(clap::Args)]
pub struct Run {
    /// The story's file.
    file: PathBuf,

    /// Where the services are; `context=URL` for one that is served apart.
    #[arg(long, env = "CANDOUR_SERVER", default_value = "http://127.0.0.1:7400")]
    server: Vec<String>,

    #[command(flatten)]
    tls: Tls,

    #[command(flatten)]
    keys: Keys,
}

impl Story {
    /// Does it.
    ///
    /// # Errors
    /// If the story is not in order, or a service does not answer.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        match self {
            Self::Check { file } => {
                let story = story::load(&file)?;
                output.line(&format!("{}: {} calls, in order", story.name, story.steps.len()))?;
                Ok(Exit::Done)
            }
            Self::Run(Run { file, server, tls, keys }) => {
                let story = story::load(&file)?;
                let key = keys.signing()?;
                let servers = story::Servers::connect(&server, &tls.files()).await?;
                let report = story::run(&story, &servers, key).await?;
                report.write(output)?;
                Ok(if report.is_met() { Exit::Done } else { Exit::Refused })
            }
        }
    }
}
