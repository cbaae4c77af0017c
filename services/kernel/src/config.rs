//! How a service is set up: by flags or by environment variables of the same meaning.

use std::{net::SocketAddr, path::PathBuf};

use http::HeaderValue;

use crate::{
    nats::{Login, NatsOptions, Nkey, NkeyError},
    principal::Rates,
    tls::TlsFiles,
};

/// What a process is told when it starts.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// The folder in which everything is kept.
    #[arg(long, env = "CANDOUR_DATA", default_value = "data/candour")]
    pub data: PathBuf,

    /// Where gRPC is served; beyond this machine only with a certificate and a CA for clients.
    #[arg(long, env = "CANDOUR_LISTEN", default_value = "127.0.0.1:7400")]
    pub listen: SocketAddr,

    /// What TLS needs.
    #[command(flatten)]
    pub tls: TlsFiles,

    /// Where health and metrics are served over HTTP; beyond this machine over TLS, to those
    /// who show a certificate; nowhere if absent.
    #[arg(long, env = "CANDOUR_OPS")]
    pub ops: Option<SocketAddr>,

    /// Whose pages may call from a browser, such as `https://cases.example.org`; several
    /// with commas between; nobody's if absent.
    #[arg(
        long,
        env = "CANDOUR_ALLOW_ORIGIN",
        value_name = "ORIGIN",
        value_delimiter = ',',
        value_parser = origin
    )]
    pub allow_origin: Vec<HeaderValue>,

    /// Where NATS is.
    #[arg(long, env = "CANDOUR_NATS_URL", default_value = "nats://127.0.0.1:4222")]
    pub nats_url: String,

    /// As whom NATS is reached.
    #[command(flatten)]
    pub nats_login: NatsLogin,

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

    /// A folder of Cedar policies instead of those that come with the product; the product's
    /// limits are added to them.
    #[arg(long, env = "CANDOUR_POLICIES", value_name = "FOLDER")]
    pub policies: Option<PathBuf>,
    /// A file that names further issuers whose tokens are taken, and what their claims mean
    /// here; the installation's own alone if absent.
    #[arg(long, env = "CANDOUR_ISSUERS", value_name = "FILE")]
    pub issuers: Option<PathBuf>,

    /// The master key's file, instead of `CANDOUR_MASTER_KEY` or `master.key` under the data folder.
    #[arg(long, env = "CANDOUR_MASTER_KEY_FILE")]
    pub master_key_file: Option<PathBuf>,

    /// A file that says to whom alerts go besides the stream of alerts on NATS: over which
    /// webhooks, and to which Alertmanagers.
    #[arg(long, env = "CANDOUR_ALERTS", value_name = "FILE")]
    pub alerts: Option<PathBuf>,

    /// How often one worker may call; a sandbox does not count.
    #[command(flatten)]
    pub rates: Rates,

    /// Run as a sandbox: the clock stands still until it is moved.
    #[arg(long, env = "CANDOUR_SANDBOX")]
    pub sandbox: bool,
}

/// As whom NATS is reached, and how it is known.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct NatsLogin {
    /// The file with the seed of our user on NATS, for its owner only; absent where the
    /// server asks for nothing.
    #[arg(long, env = "CANDOUR_NATS_NKEY_FILE", value_name = "FILE")]
    pub nats_nkey_file: Option<PathBuf>,

    /// The certificates by which NATS is known, as a PEM file; with it only TLS is spoken.
    #[arg(long, env = "CANDOUR_NATS_CA", value_name = "FILE")]
    pub nats_ca: Option<PathBuf>,
}

impl NatsLogin {
    /// How the server at a URL is reached.
    ///
    /// # Errors
    /// If the key cannot be read.
    pub fn at(&self, url: &str) -> Result<NatsOptions, NkeyError> {
        let mut options = NatsOptions::at(url);
        if let Some(file) = &self.nats_nkey_file {
            options.login = Login::Nkey(Nkey::open(file)?);
        }
        options.root_certificates.clone_from(&self.nats_ca);
        Ok(options)
    }
}

impl Config {
    /// The folder of the installation's token keys.
    #[must_use]
    pub fn auth_folder(&self) -> PathBuf {
        self.auth.clone().unwrap_or_else(|| self.data.join("auth"))
    }
}

/// An origin as browsers send it, to the letter: they are compared byte by byte.
fn origin(given: &str) -> Result<HeaderValue, String> {
    let says = "an origin reads https://host or https://host:port, in lower case and without a \
                path; there is none that stands for all";
    let host = given.strip_prefix("https://").or_else(|| given.strip_prefix("http://"));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:[]".contains(c);
    match host {
        Some(host) if !host.is_empty() && host.chars().all(plain) => {
            HeaderValue::from_str(given).map_err(|e| e.to_string())
        }
        _ => Err(says.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_taken_as_browsers_send_it_and_not_otherwise() {
        for good in ["https://cases.example.org", "http://127.0.0.1:8080", "http://[::1]:80"] {
            assert!(origin(good).is_ok(), "{good}");
        }
        for bad in [
            "*",
            "null",
            "https://",
            "cases.example.org",
            "https://Cases.example.org",
            "https://cases.example.org/",
            "https://*.example.org",
            "file:///page.html",
        ] {
            assert!(origin(bad).is_err(), "{bad}");
        }
    }
}
