//! `candour simulate`: a population with planted histories, told to files, to a
//! sandbox or to one of its own, and what is flagged held against the truth.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Parser;
use jiff::civil::Date;
use kernel::{
    config::{Config, NatsLogin},
    nats::{server::NatsServer, users},
    principal::SigningKey,
    serve,
    service::Home,
    tls::{ClientFiles, TlsFiles},
};

use super::up;
use crate::{
    client::Tls,
    exit::{Exit, Misuse},
    output::{Output, say},
    simulate::{self, Files, MOST_PEOPLE, OFTEN, Options, Outcome, Sandbox, Simulation},
};

/// Simulates.
#[derive(clap::Args)]
pub struct Simulate {
    /// How many people live in the area.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=i64::from(MOST_PEOPLE)))]
    people: u32,

    /// For how many years.
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=5))]
    years: u32,

    /// What chance begins with: the same seed gives the same simulation.
    #[arg(long)]
    seed: u64,

    /// The first day.
    #[arg(long, value_name = "DATE", default_value = "2022-01-03")]
    from: Date,

    /// How many times each history is planted, the coercive ones and those that
    /// look alike; none for a population that is lawful alone.
    #[arg(long, value_name = "TIMES", default_value_t = 1)]
    planted: u32,

    /// Which part of them come often. The default is that of a source; a greater one
    /// gives a small population a caseload.
    #[arg(long, value_name = "PART", default_value_t = OFTEN, value_parser = part)]
    often: f64,

    /// Write it to this folder: a story a quarter, the truth, the people and a summary.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,

    /// Write it down and tell it to nobody.
    #[arg(long, requires = "out", conflicts_with_all = ["server", "data"])]
    stories: bool,

    /// The sandbox that is told; if absent, one is started and stopped again.
    #[arg(long, value_name = "URL")]
    server: Option<String>,

    #[command(flatten)]
    tls: Tls,

    /// The folder of the token keys of the sandbox at `--server`.
    #[arg(long, env = "CANDOUR_AUTH", value_name = "FOLDER")]
    auth: Option<PathBuf>,

    /// Keep the sandbox that is started in this folder; else it is forgotten.
    #[arg(long, value_name = "FOLDER", conflicts_with = "server")]
    data: Option<PathBuf>,

    /// The nats-server program for a sandbox that is started, if it is not the one
    /// on the PATH or the one that `CANDOUR_NATS_SERVER` names.
    #[arg(long, value_name = "PATH", conflicts_with = "server")]
    nats_server: Option<PathBuf>,
}

impl Simulate {
    /// Tells it and says what came of it.
    ///
    /// # Errors
    /// If too little is given for what is to be planted, a file cannot be written,
    /// or a sandbox cannot be started or does not answer.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let Self { people, years, seed, from, planted, often, .. } = self;
        let simulation = Simulation::new(Options { people, years, seed, from, planted, often })?;
        let files = self.out.as_deref().map(Files::create).transpose()?;
        let told = async {
            if self.stories {
                return simulate::tell(&simulation, files, None).await;
            }
            match &self.server {
                Some(url) => {
                    let auth = self.auth.clone().unwrap_or_else(|| "data/candour/auth".into());
                    let key = SigningKey::load(&auth).with_context(|| {
                        format!(
                            "no token can be signed with the keys in `{}`: give --auth",
                            auth.display()
                        )
                    })?;
                    let sandbox =
                        Sandbox::connect(url, &self.tls.files(), key, &simulation).await?;
                    simulate::tell(&simulation, files, Some(sandbox)).await
                }
                None => self.in_our_own(&simulation, files).await,
            }
        };
        let outcome = tokio::select! {
            told = told => told?,
            () = serve::told_to_stop(), if self.stories || self.server.is_some() => {
                return Err(anyhow::anyhow!("it was stopped before its end"));
            }
        };
        report(&outcome, output)
    }

    /// Starts a sandbox, tells it, and stops it again however that ended.
    async fn in_our_own(
        &self,
        simulation: &Simulation,
        files: Option<Files>,
    ) -> anyhow::Result<Outcome> {
        let folder = Folder::of(self.data.as_deref())?;
        up::mark(folder.path(), true)?;
        up::log();
        let nats = folder.path().join("nats");
        let mut nats = NatsServer::start(self.nats_server.clone(), nats, None).await?;
        let outcome = self.served(simulation, files, folder.path(), &mut nats).await;
        nats.stop().await;
        outcome
    }

    async fn served(
        &self,
        simulation: &Simulation,
        files: Option<Files>,
        folder: &Path,
        nats: &mut NatsServer,
    ) -> anyhow::Result<Outcome> {
        let config = config(folder, nats.url(), nats.seed(users::UP))?;
        let auth = config.auth_folder();
        let home = Home::open(config)?;
        let running = serve::start(&home, up::services(&home)?).await?;
        let url = format!("http://{}", running.address);
        let told = async {
            let key = SigningKey::load(&auth)?;
            let sandbox = Sandbox::connect(&url, &ClientFiles::default(), key, simulation).await?;
            simulate::tell(simulation, files, Some(sandbox)).await
        };
        let outcome = tokio::select! {
            told = told => told,
            () = serve::told_to_stop() => Err(anyhow::anyhow!("it was stopped before its end")),
            () = up::keep(Some(nats)) => Err(anyhow::anyhow!("NATS ended and does not start again")),
        };
        running.stop().await;
        outcome
    }
}

fn report(outcome: &Outcome, output: &mut Output) -> anyhow::Result<Exit> {
    let Outcome { truth, steps, seconds, compared } = outcome;
    #[expect(clippy::cast_precision_loss, reason = "it is told in round numbers")]
    let a_second = *steps as f64 / seconds.max(0.001);
    let lines = truth.len();
    say(&format!(
        "{steps} steps, {lines} lines of truth, {seconds:.1} s: {a_second:.0} steps a second"
    ));
    let Some(compared) = compared else { return Ok(Exit::Done) };
    compared.write(output)?;
    Ok(if compared.is_met() { Exit::Done } else { Exit::Refused })
}

/// A part of all people.
fn part(text: &str) -> Result<f64, String> {
    let part: f64 = text.parse().map_err(|_| "it is no number".to_owned())?;
    if (0.0..=0.5).contains(&part) { Ok(part) } else { Err("it lies from 0 to 0.5".to_owned()) }
}

/// How a sandbox of our own is set up, whatever the environment says of others.
fn config(folder: &Path, nats_url: String, nkey: PathBuf) -> anyhow::Result<Config> {
    #[derive(clap::Parser)]
    struct Own {
        #[command(flatten)]
        config: Config,
    }
    let own = Own::try_parse_from(["candour"]).map_err(|e| Misuse(e.to_string()))?;
    Ok(Config {
        data: folder.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        ops: None,
        nats_url,
        nats_login: NatsLogin { nats_nkey_file: Some(nkey), nats_ca: None },
        tls: TlsFiles::default(),
        keys_url: None,
        service_token_file: None,
        auth: None,
        master_key_file: None,
        alerts: None,
        sandbox: true,
        ..own.config
    })
}

/// Where a sandbox is kept; one without a name goes away with us.
enum Folder {
    Named(PathBuf),
    Passing(PathBuf),
}

impl Folder {
    fn of(named: Option<&Path>) -> anyhow::Result<Self> {
        if let Some(named) = named {
            return Ok(Self::Named(named.to_owned()));
        }
        let name = format!("candour-simulation-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)
            .with_context(|| format!("`{}` cannot be made", path.display()))?;
        Ok(Self::Passing(path))
    }

    fn path(&self) -> &Path {
        match self {
            Self::Named(path) | Self::Passing(path) => path,
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Self::Passing(path) = self
            && let Err(error) = std::fs::remove_dir_all(&*path)
        {
            say(&format!("`{}` could not be removed: {error}", path.display()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passing_folder_goes_away_and_a_named_one_stays() {
        let place = tempfile::tempdir().unwrap();
        let named = Folder::of(Some(place.path())).unwrap();
        drop(named);
        assert!(place.path().exists());
        let passing = Folder::of(None).unwrap();
        let path = passing.path().to_owned();
        assert!(path.exists());
        drop(passing);
        assert!(!path.exists());
    }

    #[test]
    fn a_sandbox_of_our_own_is_one_and_keeps_to_itself() {
        let config =
            config(Path::new("somewhere"), "nats://127.0.0.1:1".into(), "up.nk".into()).unwrap();
        assert!(config.sandbox && config.listen.ip().is_loopback() && config.listen.port() == 0);
        assert_eq!(config.auth_folder(), Path::new("somewhere").join("auth"));
    }

    #[test]
    fn a_part_lies_between_nothing_and_half() {
        assert_eq!(part("0.0067"), Ok(0.0067));
        assert!(part("0.6").is_err() && part("-0.1").is_err() && part("some").is_err());
    }
}
