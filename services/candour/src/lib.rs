//! `candour`: everything that is done from a terminal, a verb each.
//!
//! Data goes to standard output, talk to standard error. What a verb does is
//! in the file of its name; this one only reads the command line and turns
//! the outcome into an exit code.
//!
//! The readers of files that others wrote are public, so that they can be tried
//! with bytes that nobody would write; all else is the terminal's own.

mod client;
mod exit;
pub mod import;
mod names;
mod output;
mod pki;
pub mod reconcile;
mod simulate;
pub mod story;
mod verbs;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};

use crate::{
    exit::Exit,
    output::{Format, Output, say},
    verbs::Verb,
};

/// Case management that lets nobody look away.
#[derive(Parser)]
#[command(name = "candour", version, after_help = exit::HELP)]
struct Cli {
    /// How data is written.
    #[arg(long, global = true, value_enum, default_value_t = Format::Table)]
    output: Format,

    #[command(subcommand)]
    verb: Verb,
}

/// Does what the command line says.
pub fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    // A second provider would be refused, and the first is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            say(&format!("no runtime could be had: {error}"));
            return Exit::Failed.into();
        }
    };
    let mut output = Output::stdout(cli.output);
    let outcome = runtime.block_on(cli.verb.run(&matches, &mut output));
    let exit = match outcome {
        Ok(exit) => exit,
        Err(error) => exit::explain(&error),
    };
    // A task that waits for standard input or a socket must not hold us up.
    runtime.shutdown_background();
    exit.into()
}

/// The command line, for what is written about it.
fn command() -> clap::Command {
    Cli::command()
}
