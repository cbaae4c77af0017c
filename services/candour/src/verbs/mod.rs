//! The verbs, a file each.

mod flags;
mod story;
mod token;
mod up;

use clap::{ArgMatches, Subcommand};

use crate::{exit::Exit, output::Output};

/// What is asked for.
#[derive(Subcommand)]
pub enum Verb {
    /// Run everything on this machine: all services, the projection and NATS.
    Up(up::Up),
    /// Tell a story to a sandbox and compare what is flagged.
    #[command(subcommand)]
    Story(story::Story),
    /// Make a token for a worker.
    Token(token::Token),
    /// List flags.
    Flags(flags::Flags),
}

impl Verb {
    /// Does it.
    ///
    /// # Errors
    /// If it cannot be done.
    pub async fn run(self, matches: &ArgMatches, output: &mut Output) -> anyhow::Result<Exit> {
        match self {
            Self::Up(verb) => verb.run(matches, output).await,
            Self::Story(verb) => verb.run(output).await,
            Self::Token(verb) => verb.run(output),
            Self::Flags(verb) => verb.run(output).await,
        }
    }
}
