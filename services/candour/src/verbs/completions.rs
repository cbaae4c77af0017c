//! `candour completions`: what a shell needs to complete verbs and options.

use clap_complete::Shell;

use crate::{exit::Exit, output::Output};

/// Writes completions.
#[derive(clap::Args)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    /// Writes them.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut crate::command(), "candour", &mut script);
        output.line(String::from_utf8_lossy(&script).trim_end())?;
        Ok(Exit::Done)
    }
}
