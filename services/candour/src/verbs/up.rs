//! `candour up`: everything on this machine, in one process and one folder.
//!
//! It starts NATS itself unless it is told where one is, and starts it again
//! should it end. A sandbox keeps to a folder of its own, since its clock has
//! nothing to do with the day.

use std::{
    io::IsTerminal as _,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::{Path, PathBuf},
};

use anyhow::Context as _;
use clap::{ArgMatches, parser::ValueSource};
use dashboard::{
    local::LocalIssuer,
    settings::{Places, Settings},
};
use kernel::{
    clock::Clock,
    config::{Config, NatsLogin},
    nats::{
        server::{NatsServer, ServerTls},
        users,
    },
    principal::SigningKey,
    serve::{self, Running},
    service::{Home, Service, StartError},
    tls::TlsFiles,
};
use tracing_subscriber::EnvFilter;

use crate::{
    exit::{Exit, Misuse},
    output::{Format, Output, say},
    pki, story,
};

/// The file that marks a folder as a sandbox's.
const SANDBOX_MARK: &str = "sandbox";

/// Runs everything.
#[derive(clap::Args)]
pub struct Up {
    #[command(flatten)]
    config: Config,

    #[command(flatten)]
    pages: dashboard::settings::Settings,

    /// Serve no web pages.
    #[arg(long)]
    no_dashboard: bool,

    /// Speak TLS, with a CA of our own in the folder `tls`: clients show a certificate of it,
    /// which `candour certificate` makes.
    #[arg(long, env = "CANDOUR_TLS", conflicts_with = "tls_cert")]
    tls: bool,

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
        let nats_tls = if self.tls { Some(self.certified()?) } else { None };
        let mut nats = None;
        if !given {
            let (program, folder) = (self.nats_server.clone(), self.config.data.join("nats"));
            let server = NatsServer::start_with(program, folder, None, nats_tls.clone()).await?;
            self.config.nats_url = server.url();
            self.config.nats_login = NatsLogin {
                nats_nkey_file: Some(server.seed(users::UP)),
                nats_ca: nats_tls.map(|tls| tls.ca),
            };
            nats = Some(server);
        }
        let outcome = self.serve(story, nats.as_mut(), output).await;
        if let Some(mut server) = nats {
            server.stop().await;
        }
        outcome
    }

    /// Has certificates made for what is served; gives back those of NATS.
    fn certified(&mut self) -> anyhow::Result<ServerTls> {
        let folder = self.config.data.join("tls");
        let at = self.config.listen.ip();
        let made = pki::installation(&folder, at, Clock::system().now())?;
        self.config.tls = TlsFiles {
            tls_cert: Some(made.server.cert),
            tls_key: Some(made.server.key),
            tls_ca: Some(made.ca.clone()),
        };
        let pki::Pair { cert, key } = made.nats;
        Ok(ServerTls { certificate: cert, key, ca: made.ca })
    }

    async fn serve(
        &self,
        story: Option<story::Story>,
        nats: Option<&mut NatsServer>,
        output: &mut Output,
    ) -> anyhow::Result<Exit> {
        let home = Home::open(self.config.clone())?;
        let running = serve::start(&home, services(&home)?).await?;
        let pages = match self.pages(&home, &running).await {
            Ok(pages) => pages,
            Err(error) => {
                running.stop().await;
                return Err(error);
            }
        };
        self.greet(&running, pages.as_ref().map(|pages| pages.origin.as_str()));
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
        if let Some(pages) = pages {
            pages.stop().await;
        }
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
        let Places { server, files, .. } = self.places(running);
        let servers = story::Servers::connect(&[server], &files).await?;
        say(&format!("telling the story {} ({} calls)", story.name, story.steps.len()));
        let report = story::run(story, &servers, key).await?;
        if output.format == Format::Table {
            super::flags::list(output, report.flags())?;
            output.line("")?;
        }
        report.write(output)?;
        Ok(if report.is_met() { Exit::Done } else { Exit::Refused })
    }

    /// How we reach ourselves.
    fn places(&self, running: &Running) -> Places {
        let scheme = if self.config.tls.is_on() { "https" } else { "http" };
        let server = format!("{scheme}://{}", reached_at(running.address));
        Places { server, files: self.config.tls.as_client(), ..Places::default() }
    }

    /// Serves the web pages, to which one signs in by an issuer of our own, too.
    async fn pages(
        &self,
        home: &Home,
        running: &Running,
    ) -> anyhow::Result<Option<dashboard::Running>> {
        // Nobody looks at pages that end with the story.
        if self.no_dashboard || self.once {
            return Ok(None);
        }
        let settings = Settings { services: self.places(running), ..self.pages.clone() };
        let local = match self.config.sandbox {
            true => LocalIssuer::sandbox(SigningKey::load(self.config.auth_folder())?),
            false => LocalIssuer::installation(),
        };
        let started = dashboard::start(settings, Some(local), home.clock.clone()).await;
        let says = "name another address with --dashboard, or give --no-dashboard";
        started.map(Some).context(says)
    }

    /// Says how it is called.
    fn greet(&self, running: &Running, pages: Option<&str>) {
        let address = running.address;
        let auth = self.config.auth_folder();
        let nats = &self.config.nats_url;
        // A server of somebody else has its keys elsewhere.
        let seeds = match &self.config.nats_login.nats_nkey_file {
            Some(file) if file.ends_with(format!("{}.nk", users::UP)) => {
                format!(", those of NATS in {}", file.with_file_name("").display())
            }
            _ => String::new(),
        };
        let kind = if self.config.sandbox { "a sandbox" } else { "Candour" };
        let data = self.config.data.display();
        let (how, certified) = match &self.config.tls {
            tls if !tls.is_on() => ("-plaintext", String::new()),
            _ if self.tls => (
                "-cacert c/ca.pem -cert c/me.pem -key c/me.key",
                format!("a certificate:  candour certificate --data {data} --for me --out c\n"),
            ),
            _ => ("-cacert CA -cert CERT -key KEY", String::new()),
        };
        let pages = pages.map(|at| format!("the web pages are at {at}\n")).unwrap_or_default();
        say(&format!(
            "{kind} is up at {address}, with NATS at {nats}; Ctrl-C stops it\n\
             {pages}\
             the token keys are in {auth}{seeds}\n\
             a token:  candour token --auth {auth} --agency @agency.trust --worker @worker.ada \
             --role oversight\n\
             {certified}a call:   grpcurl {how} -H \"authorization: Bearer $TOKEN\" {address} \
             candour.oversight.v1.OversightService/ListFlags",
            auth = auth.display(),
        ));
    }
}

/// Where we reach ourselves: what listens on every address is reached on loopback.
fn reached_at(address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => (Ipv4Addr::LOCALHOST, address.port()).into(),
        IpAddr::V6(ip) if ip.is_unspecified() => (Ipv6Addr::LOCALHOST, address.port()).into(),
        _ => address,
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
