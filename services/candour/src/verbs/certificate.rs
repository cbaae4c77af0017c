//! `candour certificate`: a certificate of the installation's own CA, which is made first
//! where there is none.

use std::path::PathBuf;

use anyhow::Context as _;
use kernel::clock::Clock;
use proto::any::LOGS;

use crate::{
    exit::{Exit, Misuse},
    output::{Output, say},
    pki::{Ca, Leaf},
};

/// Makes a certificate, with its key, in a folder.
#[derive(clap::Args)]
pub struct Certificate {
    /// Whom it names: a machine or a gateway, such as `ward-4`; with --service, a context.
    #[arg(long = "for", value_name = "NAME", value_parser = name)]
    name: String,

    /// The folder into which NAME.pem, NAME.key and ca.pem are written.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,

    /// It is a service's, whose token then opens keys.
    #[arg(long)]
    service: bool,

    /// A name or an address under which it is served; several may be given.
    #[arg(long, value_name = "HOST", value_parser = host)]
    host: Vec<String>,

    /// For how many days it is good.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(i64).range(1..=398))]
    days: i64,

    /// The folder in which everything is kept; the CA is in `tls` below it.
    #[arg(long, env = "CANDOUR_DATA", default_value = "data/candour")]
    data: PathBuf,
}

impl Certificate {
    /// Makes it, and says where it is.
    ///
    /// # Errors
    /// If the CA cannot be used, or it cannot be written.
    pub fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let Self { name, out, service, host, days, data } = self;
        if service && !LOGS.contains(&name.as_str()) {
            let says = format!("`{name}` is no service: there are {}", LOGS.join(", "));
            return Err(Misuse(says).into());
        }
        let leaf = if service { Leaf::service(&name, host) } else { Leaf::client(&name, host) };
        let folder = data.join("tls");
        if !folder.join("ca.pem").exists() {
            say(&format!("a CA is made in `{}`", folder.display()));
        }
        let ca = Ca::open_or_create(&folder, Clock::system().now())?;
        let pair = ca.issue(&leaf, &out, &name, days)?;
        let beside = out.join("ca.pem");
        std::fs::copy(ca.file(), &beside)
            .with_context(|| format!("`{}` cannot be written", beside.display()))?;
        output.line(&pair.cert.display().to_string())?;
        say(&format!(
            "show it with --cert {} --key {} --ca {}",
            pair.cert.display(),
            pair.key.display(),
            beside.display()
        ));
        Ok(Exit::Done)
    }
}

/// What may be a file's name and a part of a URI.
fn name(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    let begins = text.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    if text == "ca" {
        return Err("the CA's own files are called so".to_owned());
    }
    if begins && text.len() <= 64 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err("a name has up to 64 lower-case letters, digits, dots and dashes".to_owned())
}

fn host(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-.:".contains(c);
    if !text.is_empty() && text.len() <= 253 && text.chars().all(plain) {
        return Ok(text.to_owned());
    }
    Err("it is neither a DNS name nor an address".to_owned())
}
