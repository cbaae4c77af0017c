//! `candour up`: everything on this machine, in one process and one folder.
//!
//! It starts NATS itself unless it is told where one is, and starts it again
//! should it end. A sandbox keeps to a folder of its own, since its clock has
//! nothing to do with the day.

use std::{
    io::IsTerminal as _,
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::{ArgMatches, parser::ValueSource};
use kernel::{
    config::Config,
    nats::server::NatsServer,
    principal::SigningKey,
    serve::{self, Running},
    service::{Home, Service, StartError},
};
use tracing_subscriber::EnvFilter;

use crate::{
    exit::{Exit, Misuse},
    output::{Format, Output, say},
    story,
};

/// The file that marks a folder as a sandbox's.
const SANDBOX_MARK: &str = "sandbox";

/// Runs everything.
#[derive(clap::Args)]
pub struct Up {
    #[command(flatten)]
    config: Config,

    /// The nats-server program, if it is not the one on the PATH or the one
    /// that `CANDOUR_NATS_SERVER` names.
    #[arg(long, value_name = "PATH")]
    nats_server: Option<PathBuf>,

    /// Tell this story when all is up; it makes this a sandbox.
    #[arg(long, value_name = "FILE")]
    story: Option<PathBuf>,

    /// Stop as soon as the story is told.
    #[arg(long, requires = "story")]
    once: bool,
}

impl Up {
    /// Runs until it is told to stop.
    ///
    /// # Errors
    /// If something cannot be started.
    pub async fn run(mut self, matches: &ArgMatches, output: &mut Output) -> anyhow::Result<Exit> {
        let story = self.story.as_deref().map(story::load).transpose()?;
        self.config.sandbox |= story.is_some();
        mark(&self.config.data, self.config.sandbox)?;
        log();

        let source = matches.subcommand().and_then(|(_, m)| m.value_source("nats_url"));
        let given = !matches!(source, None | Some(ValueSource::DefaultValue));
        if given && self.nats_server.is_some() {
            let says = "give --nats-url for a server that runs, or --nats-server for one to start";
            return Err(Misuse(says.to_owned()).into());
        }
        let mut nats = None;
        if !given {
            let folder = self.config.data.join("nats");
            let server = NatsServer::start(self.nats_server.clone(), folder, None).await?;
            self.config.nats_url = server.url();
            nats = Some(server);
        }
        let outcome = self.serve(story, nats.as_mut(), output).await;
        if let Some(mut server) = nats {
            server.stop().await;
        }
        outcome
    }

    async fn serve(
        &self,
        story: Option<story::Story>,
        nats: Option<&mut NatsServer>,
        output: &mut Output,
    ) -> anyhow::Result<Exit> {
        let home = Home::open(self.config.clone())?;
        let running = serve::start(&home, services(&home)?).await?;
        self.greet(&running);
        let stop = async {
            tokio::select! {
                () = serve::told_to_stop() => {}
                () = keep(nats) => {}
            }
        };
        tokio::pin!(stop);
        let broken =
            || anyhow::anyhow!("a part of the services ended by itself; the log says which");
        let mut exit = Ok(Exit::Done);
        let mut stopped = false;
        if let Some(story) = story {
            tokio::select! {
                told = self.tell(&story, &running, output) => exit = told,
                () = &mut stop => stopped = true,
                () = running.broken() => exit = Err(broken()),
            }
        }
        let stays = !self.once && exit.is_ok() && !stopped;
        if stays {
            tokio::select! {
                () = stop => {}
                () = running.broken() => exit = Err(broken()),
            }
        }
        say("stopping");
        running.stop().await;
        exit
    }

    /// Tells the story to ourselves.
    async fn tell(
        &self,
        story: &story::Story,
        running: &Running,
        output: &mut Output,
    ) -> anyhow::Result<Exit> {
        let key = SigningKey::load(self.config.auth_folder())?;
        let url = format!("http://{}", running.address);
        let servers = story::Servers::connect(&[url]).await?;
        say(&format!("telling the story {} ({} calls)", story.name, story.steps.len()));
        let report = story::run(story, &servers, key).await?;
        if output.format == Format::Table {
            super::flags::list(output, report.flags())?;
            output.line("")?;
        }
        report.write(output)?;
        Ok(if report.is_met() { Exit::Done } else { Exit::Refused })
    }

    /// Says how it is called.
    fn greet(&self, running: &Running) {
        let address = running.address;
        let auth = self.config.auth_folder();
        let nats = &self.config.nats_url;
        let kind = if self.config.sandbox { "a sandbox" } else { "Candour" };
        say(&format!(
            "{kind} is up at {address}, with NATS at {nats}; Ctrl-C stops it\n\
             the token keys are in {auth}\n\
             a token:  candour token --auth {auth} --agency @agency.trust --worker @worker.ada \
             --role oversight\n\
             a call:   grpcurl -plaintext -H \"authorization: Bearer $TOKEN\" {address} \
             candour.oversight.v1.OversightService/ListFlags",
            auth = auth.display(),
        ));
    }
}

/// All services of this process.
pub(super) fn services(home: &Home) -> Result<Vec<Service>, StartError> {
    Ok(vec![
        referrals::start(home)?,
        panel::start(home)?,
        careplans::start(home)?,
        sanctions::start(home)?,
        concerns::start(home)?,
        projection::start(home)?,
    ])
}

/// Starts NATS again whenever it ends, until that fails.
pub(super) async fn keep(nats: Option<&mut NatsServer>) {
    let Some(server) = nats else { return std::future::pending().await };
    loop {
        server.ended().await;
        tracing::warn!("the NATS server ended; it is started again");
        if let Err(error) = server.restart().await {
            tracing::error!(error = kernel::status::chain(&error), "it does not start again");
            return;
        }
    }
}

/// Keeps sandboxes and installations apart.
pub(super) fn mark(folder: &Path, sandbox: bool) -> anyhow::Result<()> {
    let mark = folder.join(SANDBOX_MARK);
    let name = folder.display();
    let used = folder.join("keys").exists();
    if sandbox && used && !mark.exists() {
        return Err(
            Misuse(format!("`{name}` is no sandbox's folder; name another with --data")).into()
        );
    }
    if !sandbox && mark.exists() {
        return Err(
            Misuse(format!("`{name}` is a sandbox's; give --sandbox, or another --data")).into()
        );
    }
    if sandbox {
        std::fs::create_dir_all(folder)
            .and_then(|()| {
                std::fs::write(&mark, "The clock of this folder's records is made up.\n")
            })
            .with_context(|| format!("`{name}` cannot be used"))?;
    }
    Ok(())
}

/// Logs to standard error: warnings, unless `RUST_LOG` asks for more. For
/// people on a terminal, and as JSON elsewhere.
pub(super) fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started =
        if std::io::stderr().is_terminal() { logs.try_init() } else { logs.json().try_init() };
    if started.is_err() {
        tracing::debug!("logging was set up before");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sandboxes_and_installations_do_not_share_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (fresh, used) = (folder.path().join("fresh"), folder.path().join("used"));
        mark(&fresh, true).unwrap();
        mark(&fresh, true).unwrap();
        assert!(mark(&fresh, false).is_err());
        std::fs::create_dir_all(used.join("keys")).unwrap();
        assert!(mark(&used, true).is_err());
        mark(&used, false).unwrap();
    }
}
