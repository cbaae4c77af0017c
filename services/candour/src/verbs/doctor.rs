//! `candour doctor`: whether this machine has what Candour needs.

use std::{net::TcpListener, path::PathBuf, process::Stdio};

use jiff::tz::TimeZone;
use kernel::{
    clock::Clock,
    principal::{ISSUER, Issuers, JWKS_FILE, Verifier},
    service::MASTER_KEY_VARIABLE,
};
use projection::alerts::Settings;
use proto::{any::LOGS, common::Role, ledger::GetHeadRequest};
use serde::Serialize;

use crate::{
    client::Access,
    exit::{self, Exit},
    output::{Column, Output},
};

/// How many days before its end the calendar is worth a warning.
const CALENDAR_WARNING_DAYS: i32 = 180;

/// Looks whether all is well.
#[derive(clap::Args)]
pub struct Doctor {
    /// The nats-server program, if it is not the one on the PATH or the one
    /// that `CANDOUR_NATS_SERVER` names.
    #[arg(long, value_name = "PATH")]
    nats_server: Option<PathBuf>,

    /// The file that says to whom alerts go, as `candour up` is given it.
    #[arg(long, env = "CANDOUR_ALERTS", value_name = "FILE")]
    alerts: Option<PathBuf>,

    /// The file of further issuers of tokens, as `candour up` is given it.
    #[arg(long, env = "CANDOUR_ISSUERS", value_name = "FILE")]
    issuers: Option<PathBuf>,

    #[command(flatten)]
    access: Access,
}

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Well,
    Warning,
    Failed,
}

/// One thing that was looked at.
#[derive(Serialize)]
struct Finding {
    what: String,
    state: State,
    says: String,
}

impl Finding {
    fn new(what: impl Into<String>, state: State, says: impl Into<String>) -> Self {
        Self { what: what.into(), state, says: says.into() }
    }
}

impl Doctor {
    /// Writes a line for each thing.
    ///
    /// # Errors
    /// If they cannot be written.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let mut findings = vec![self.nats().await, self.data(), self.master_key(), self.tokens()];
        findings.push(calendar());
        findings.push(self.alerts());
        findings.extend(self.issuers().await);
        let services = self.services().await;
        // A port that our own services have is no finding.
        if services.iter().any(|finding| finding.state == State::Failed) {
            findings.extend(self.port());
        }
        findings.extend(services);
        let columns: &[Column<'_, Finding>] = &[
            ("what", |f| f.what.clone()),
            ("state", |f| format!("{:?}", f.state).to_lowercase()),
            ("says", |f| f.says.clone()),
        ];
        output.list(&findings, columns)?;
        let failed = findings.iter().any(|finding| finding.state == State::Failed);
        Ok(if failed { Exit::Failed } else { Exit::Done })
    }

    async fn nats(&self) -> Finding {
        let program = self
            .nats_server
            .clone()
            .or_else(|| std::env::var_os("CANDOUR_NATS_SERVER").map(PathBuf::from))
            .unwrap_or_else(|| PathBuf::from("nats-server"));
        let asked = tokio::process::Command::new(&program)
            .arg("--version")
            .stdin(Stdio::null())
            .output()
            .await;
        match asked {
            Err(error) => Finding::new(
                "nats-server",
                State::Failed,
                format!("`{}` does not run ({error}): install 2.12 or newer", program.display()),
            ),
            Ok(answer) => {
                let said = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
                let state = if is_new_enough(&said) { State::Well } else { State::Failed };
                let remedy = if state == State::Well { "" } else { "; 2.12 or newer is needed" };
                Finding::new("nats-server", state, format!("{said}{remedy}"))
            }
        }
    }

    fn data(&self) -> Finding {
        let folder = &self.access.keys.data;
        let name = folder.display();
        if !folder.exists() {
            let says = format!("`{name}` is not there yet; `candour up` makes it");
            return Finding::new("data folder", State::Warning, says);
        }
        let probe = folder.join(format!(".doctor-{}", std::process::id()));
        let written = std::fs::write(&probe, b"").and_then(|()| std::fs::remove_file(&probe));
        match written {
            Ok(()) => {
                let kind = if folder.join("sandbox").exists() { " (a sandbox's)" } else { "" };
                Finding::new("data folder", State::Well, format!("`{name}` can be written{kind}"))
            }
            Err(error) => {
                let says = format!("`{name}` cannot be written: {error}");
                Finding::new("data folder", State::Failed, says)
            }
        }
    }

    fn master_key(&self) -> Finding {
        let file = self.access.keys.data.join("master.key");
        if std::env::var_os(MASTER_KEY_VARIABLE).is_some() {
            return Finding::new("master key", State::Well, format!("in {MASTER_KEY_VARIABLE}"));
        }
        if !file.exists() {
            let says = "there is none yet; `candour up` makes it";
            return Finding::new("master key", State::Warning, says);
        }
        match kernel::seal::MasterKey::from_file(&file) {
            Ok(_) => {
                let says = format!("in `{}`; keep a copy of it elsewhere", file.display());
                Finding::new("master key", State::Well, says)
            }
            Err(error) => Finding::new("master key", State::Failed, kernel::status::chain(&error)),
        }
    }

    fn tokens(&self) -> Finding {
        let folder = self.access.keys.folder();
        let jwks = folder.join(JWKS_FILE);
        if !jwks.exists() {
            let says = format!("there are none in `{}`; `candour up` makes them", folder.display());
            return Finding::new("token keys", State::Warning, says);
        }
        if let Err(error) = Verifier::from_jwks_file(&jwks, ISSUER) {
            return Finding::new("token keys", State::Failed, kernel::status::chain(&error));
        }
        match self.access.keys.signing() {
            Ok(_) => Finding::new("token keys", State::Well, format!("in `{}`", folder.display())),
            Err(_) => Finding::new(
                "token keys",
                State::Warning,
                "tokens can be checked here, and not made",
            ),
        }
    }

    /// Whether the file of channels is in order. Nobody is alerted to find out.
    fn alerts(&self) -> Finding {
        let Some(file) = &self.alerts else {
            let says =
                "they go to the stream on NATS alone; --alerts names a file of more channels";
            return Finding::new("alerts", State::Well, says);
        };
        match Settings::read(file) {
            Ok(settings) => {
                let names = settings.lines.iter().map(|line| line.route.channel.as_str());
                let names = std::iter::once("nats").chain(names).collect::<Vec<_>>().join(", ");
                Finding::new("alerts", State::Well, format!("they go over {names}"))
            }
            Err(error) => Finding::new("alerts", State::Failed, kernel::status::chain(&error)),
        }
    }

    /// Whether the file of issuers is in order, and each issuer answers with keys. How old
    /// the keys of a running service are, its metrics tell.
    async fn issuers(&self) -> Vec<Finding> {
        let Some(file) = &self.issuers else {
            let says = "tokens of this installation alone; --issuers names a file of more issuers";
            return vec![Finding::new("issuers", State::Well, says)];
        };
        let settings = match Issuers::read(file) {
            Ok(settings) => settings,
            Err(error) => {
                let says = kernel::status::chain(&error);
                return vec![Finding::new("issuers", State::Failed, says)];
            }
        };
        let reached = settings.reach().await.into_iter();
        reached
            .map(|reached| match reached.keys {
                Ok(count) => {
                    let says = format!("{} answers; keys for us: {count}", reached.issuer);
                    Finding::new("issuer", State::Well, says)
                }
                Err(error) => {
                    let says = format!("{}: {error}", reached.issuer);
                    Finding::new("issuer", State::Failed, says)
                }
            })
            .collect()
    }

    /// Whether the port of the services is free, if it is this machine's.
    fn port(&self) -> Option<Finding> {
        let address = self.access.server.rsplit('/').next().unwrap_or_default();
        let bound = match TcpListener::bind(address) {
            Ok(_) => Finding::new("port", State::Well, format!("{address} is free")),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => Finding::new(
                "port",
                State::Failed,
                format!("{address} is in use by something else; choose another with --listen"),
            ),
            Err(_) => return None,
        };
        Some(bound)
    }

    async fn services(&self) -> Vec<Finding> {
        let mut access = self.access.clone();
        access.role = Role::Operator;
        let mut ledger = match access.ledger().await {
            Ok(ledger) => ledger,
            Err(error) => {
                return vec![Finding::new("services", State::Failed, format!("{error:#}"))];
            }
        };
        let mut findings = Vec::new();
        for context in LOGS {
            let request = GetHeadRequest { context: context.to_owned() };
            findings.push(match ledger.get_head(request).await {
                Err(status) => Finding::new(context, State::Failed, exit::told(&status)),
                Ok(head) => {
                    let head = head.into_inner();
                    let behind = head.position.saturating_sub(head.published);
                    let says = format!("{} records, {behind} not published yet", head.position);
                    match (head.refuses_writes, behind) {
                        (true, _) => Finding::new(
                            context,
                            State::Failed,
                            "it takes no writes since one failed; restart it",
                        ),
                        (false, 0) => Finding::new(context, State::Well, says),
                        (false, _) => Finding::new(context, State::Warning, says),
                    }
                }
            });
        }
        findings
    }
}

/// How long working days can still be counted.
fn calendar() -> Finding {
    let today = Clock::system().now().to_zoned(TimeZone::UTC).date();
    let end = projection::calendar::KNOWN_UNTIL;
    let left = today.until(end).map(|span| span.get_days()).unwrap_or_default();
    let says = format!("bank holidays are known until {end}, for {left} more days");
    let state = if left < CALENDAR_WARNING_DAYS { State::Warning } else { State::Well };
    Finding::new("calendar", state, says)
}

/// Reads `nats-server: v2.15.1`.
fn is_new_enough(said: &str) -> bool {
    let number = said.rsplit(['v', ' ']).next().unwrap_or_default();
    let mut parts = number.split('.').map(|part| part.parse::<u32>().unwrap_or_default());
    (parts.next(), parts.next()) >= (Some(2), Some(12))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(is_new_enough("nats-server: v2.15.1"));
        assert!(!is_new_enough("nats-server: v2.9.0"));
        assert!(!is_new_enough("something else"));
    }
}
