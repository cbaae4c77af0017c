//! How a service is set up: by flags or by environment variables of the same meaning.

use std::{net::SocketAddr, path::PathBuf};

/// What a process is told when it starts.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// The folder in which everything is kept.
    #[arg(long, env = "CANDOUR_DATA", default_value = "data/candour")]
    pub data: PathBuf,

    /// Where gRPC is served; this machine only, until TLS is set up.
    #[arg(long, env = "CANDOUR_LISTEN", default_value = "127.0.0.1:7400")]
    pub listen: SocketAddr,

    /// Where health and metrics are served over HTTP; nowhere if absent.
    #[arg(long, env = "CANDOUR_OPS")]
    pub ops: Option<SocketAddr>,

    /// Where NATS is.
    #[arg(long, env = "CANDOUR_NATS_URL", default_value = "nats://127.0.0.1:4222")]
    pub nats_url: String,

    /// Where the referrals service is, which keeps people's keys; absent in
    /// the process that holds them itself.
    #[arg(long, env = "CANDOUR_KEYS_URL")]
    pub keys_url: Option<String>,

    /// A file with the token by which this service asks for keys.
    #[arg(long, env = "CANDOUR_SERVICE_TOKEN_FILE")]
    pub service_token_file: Option<PathBuf>,

    /// The folder of the installation's token keys; `auth` under the data folder if absent.
    #[arg(long, env = "CANDOUR_AUTH")]
    pub auth: Option<PathBuf>,

    /// The master key's file, instead of `CANDOUR_MASTER_KEY` or `master.key` under the data folder.
    #[arg(long, env = "CANDOUR_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,

    /// Run as a sandbox: the clock stands still until it is moved.
    #[arg(long, env = "CANDOUR_SANDBOX")]
    pub sandbox: bool,
}

impl Config {
    /// The folder of the installation's token keys.
    #[must_use]
    pub fn auth_folder(&self) -> PathBuf {
        self.auth.clone().unwrap_or_else(|| self.data.join("auth"))
    }
}
