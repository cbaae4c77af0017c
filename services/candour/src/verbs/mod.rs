//! The verbs, a file each.

mod alerts;
mod backup;
mod cases;
mod certificate;
mod completions;
mod doctor;
mod emergencies;
mod erase;
mod export;
mod flag;
mod flags;
mod import;
mod key;
mod looks;
mod nats_users;
mod oversight_return;
mod put_back;
mod receipt;
mod reconcile;
mod republish;
mod restore;
mod rules;
mod screen;
mod signed;
mod simulate;
mod status;
mod story;
mod stream;
mod timeline;
mod token;
mod token_key;
mod up;
mod verify;
mod verify_log;
mod watch;
mod witness;

use clap::{ArgMatches, Subcommand};

use crate::{exit::Exit, output::Output};

/// How many things are asked for at a time; lists are followed to their end.
const PAGE: i32 = 500;

/// What is asked for.
#[derive(Subcommand)]
pub enum Verb {
    /// Run everything on this machine: all services, the projection and NATS.
    Up(up::Up),
    /// Tell a story to a sandbox and compare what is flagged.
    #[command(subcommand)]
    Story(story::Story),
    /// Simulate a population and hold what is flagged against the truth.
    Simulate(simulate::Simulate),
    /// Make a token for a worker.
    Token(token::Token),
    /// Make the key that signs tokens, for services that run apart.
    TokenKey(token_key::TokenKey),
    /// Import contacts or referrals from files of CSV or FHIR.
    Import(Box<import::Import>),
    /// List flags, or show why there is one.
    Flags(flags::Flags),
    /// Tell of flags as they are raised.
    Watch(watch::Watch),
    /// List alerts that have not arrived, or have them sent again.
    #[command(subcommand)]
    Alerts(alerts::Alerts),
    /// List a person's events, oldest first.
    Timeline(timeline::Timeline),
    /// Write a person's case into a file.
    Export(export::Export),
    /// List who was shown what of a person's record.
    Looks(looks::Looks),
    /// List the records that were opened in an emergency.
    Emergencies(emergencies::Emergencies),
    /// List the cases on a caseload.
    Cases(cases::Cases),
    /// Answer what an oversight body asks of a scheme, or say what is behind a figure.
    Return(oversight_return::Return),
    /// Hold a return that was published elsewhere against itself, and against the ledger.
    Reconcile(reconcile::Reconcile),
    /// Show the patterns that are watched for.
    #[command(subcommand)]
    Rules(rules::Rules),
    /// Say what the words of drafts would be labelled with.
    Screen(screen::Screen),
    /// Say how far the projection has come.
    Status(status::Status),
    /// Get or check the proof that an event is in a log.
    #[command(subcommand)]
    Receipt(receipt::Receipt),
    /// Compare the logs with the stream of events, or a log with what was signed.
    Verify(verify::Verify),
    /// Sign what the logs come to, as somebody who does not keep them.
    Witness(Box<witness::Witness>),
    /// Publish a context's log again.
    Republish(republish::Republish),
    /// Put events back into logs that lost them, from the stream of events.
    Restore(restore::Restore),
    /// Make a certificate of the installation's own CA.
    Certificate(certificate::Certificate),
    /// Write who may say and hear what on a nats-server of one's own.
    NatsUsers(nats_users::NatsUsers),
    /// Copy what a stopped installation keeps to another folder.
    Backup(backup::Backup),
    /// Put a backup in the place of what was lost.
    PutBack(put_back::PutBack),
    /// Erase a person: one asks, another confirms.
    #[command(subcommand)]
    Erase(erase::Erase),
    /// Exchange the master key.
    #[command(subcommand)]
    Key(key::Key),
    /// Look whether this machine has what is needed.
    Doctor(doctor::Doctor),
    /// Write what a shell needs to complete verbs and options.
    Completions(completions::Completions),
}

impl Verb {
    /// Does it.
    ///
    /// # Errors
    /// If it cannot be done.
    pub async fn run(self, matches: &ArgMatches, output: &mut Output) -> anyhow::Result<Exit> {
        match self {
            Self::Up(verb) => verb.run(matches, output).await,
            Self::Story(verb) => verb.run(output).await,
            Self::Simulate(verb) => verb.run(output).await,
            Self::Token(verb) => verb.run(output),
            Self::TokenKey(verb) => verb.run(output),
            Self::Import(verb) => verb.run(output).await,
            Self::Flags(verb) => verb.run(output).await,
            Self::Watch(verb) => verb.run(output).await,
            Self::Alerts(verb) => verb.run(output).await,
            Self::Timeline(verb) => verb.run(output).await,
            Self::Export(verb) => verb.run(output).await,
            Self::Looks(verb) => verb.run(output).await,
            Self::Emergencies(verb) => verb.run(output).await,
            Self::Cases(verb) => verb.run(output).await,
            Self::Return(verb) => verb.run(output).await,
            Self::Reconcile(verb) => verb.run(output).await,
            Self::Rules(verb) => verb.run(output).await,
            Self::Screen(verb) => verb.run(output).await,
            Self::Status(verb) => verb.run(output).await,
            Self::Receipt(verb) => verb.run(output).await,
            Self::Verify(verb) => verb.run(output).await,
            Self::Witness(verb) => verb.run(output).await,
            Self::Republish(verb) => verb.run(output).await,
            Self::Restore(verb) => verb.run(output).await,
            Self::Certificate(verb) => verb.run(output),
            Self::NatsUsers(verb) => verb.run(output),
            Self::Backup(verb) => verb.run(output),
            Self::PutBack(verb) => verb.run(output),
            Self::Erase(verb) => verb.run(output).await,
            Self::Key(verb) => verb.run(output).await,
            Self::Doctor(verb) => verb.run(output).await,
            Self::Completions(verb) => verb.run(output),
        }
    }
}
