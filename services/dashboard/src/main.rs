//! The web pages as a process of their own.

use std::process::ExitCode;

use clap::Parser;
use dashboard::{
    local::LocalIssuer,
    settings::{Places, Settings},
};
use kernel::{clock::Clock, serve, status::chain, tls::ClientFiles};

#[derive(Parser)]
#[command(version, about = "Serves the web pages of Candour.")]
struct Cli {
    #[command(flatten)]
    settings: Settings,

    #[command(flatten)]
    places: Places,

    /// The CA's certificates by which the services are known, as a PEM file; the system's if
    /// absent.
    #[arg(long, env = "CANDOUR_TLS_CA", value_name = "FILE")]
    ca: Option<std::path::PathBuf>,

    /// The certificate that is shown to the services, as a PEM file.
    #[arg(long, env = "CANDOUR_TLS_CERT", value_name = "FILE", requires = "key")]
    cert: Option<std::path::PathBuf>,

    /// The certificate's private key, as a PEM file for its owner only.
    #[arg(long, env = "CANDOUR_TLS_KEY", value_name = "FILE", requires = "cert")]
    key: Option<std::path::PathBuf>,

    /// Let people sign in with a token of the installation, too.
    #[arg(long, env = "CANDOUR_DASHBOARD_TOKENS")]
    tokens: bool,
}

fn main() -> ExitCode {
    let Cli { mut settings, places, ca, cert, key, tokens } = Cli::parse();
    settings.services = Places { files: ClientFiles { ca, cert, key }, ..places };
    serve::log_to_stderr();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            tracing::error!(error = chain(&error), "no runtime could be had");
            return ExitCode::FAILURE;
        }
    };
    let served = runtime.block_on(async {
        let local = tokens.then(LocalIssuer::installation);
        let running = dashboard::start(settings, local, Clock::system()).await?;
        serve::told_to_stop().await;
        running.stop().await;
        Ok::<(), dashboard::StartError>(())
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = chain(&error), "the pages could not be served");
            ExitCode::FAILURE
        }
    }
}
