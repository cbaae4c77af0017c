//! `candour nats-users`: who may say and hear what, for a nats-server of one's own.

use std::path::PathBuf;

use anyhow::Context as _;
use kernel::{nats::users, seal::files::make_folder};

use crate::{
    exit::Exit,
    output::{Output, say},
};

/// Writes the users of a nats-server, as `deploy/nats/nats.conf` includes them.
///
/// Keys that are there already stay; one that is removed is made anew.
#[derive(clap::Args)]
pub struct NatsUsers {
    /// The folder into which `users.conf` and a key a user, NAME.nk, are written.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

impl NatsUsers {
    /// Writes them, and says where the settings are.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let folder = self.out.display().to_string();
        let failed = || format!("`{folder}` cannot be used");
        make_folder(&self.out).with_context(failed)?;
        let settings = users::authorization(&self.out)?;
        let file = self.out.join("users.conf");
        std::fs::write(&file, settings).with_context(failed)?;
        output.line(&file.display().to_string())?;
        say(
            "the server needs users.conf alone; give each service its own key, and nobody admin.nk",
        );
        Ok(Exit::Done)
    }
}
