//! `candour receipt`: the proof that an event is in a log, for somebody to keep.

use std::path::PathBuf;

use anyhow::Context as _;
use kernel::proof::{PublicKey, Receipt as Proof};
use proto::{envelope::Envelope, ledger::GetReceiptRequest};
use serde::Serialize;

use super::signed::{Witness, log_key, seen_by, witness_key};
use crate::{
    client::Access,
    exit::{Exit, Misuse},
    names,
    output::{Format, Output, say},
};

/// What is done with receipts.
#[derive(clap::Subcommand)]
pub enum Receipt {
    /// Get the receipt of an event.
    Get {
        /// The context, such as `careplans`.
        #[arg(value_parser = names::context)]
        context: String,

        /// The event's position in the context's log.
        #[arg(value_parser = clap::value_parser!(u64).range(1..))]
        position: u64,

        #[command(flatten)]
        access: Access,
    },
    /// Check a receipt, without any service.
    Check {
        /// The file of the receipt.
        file: PathBuf,

        /// The log's public key, `name+id+key`.
        #[arg(long, value_name = "KEY", value_parser = log_key)]
        key: PublicKey,

        /// The public key of a witness, one of whom must have signed the checkpoint.
        #[arg(long = "witness", value_name = "KEY", value_parser = witness_key)]
        witnesses: Vec<PublicKey>,
    },
}

/// What a receipt holds for.
#[derive(Serialize)]
struct Held {
    origin: String,
    position: u64,
    /// How many events the log had when it was signed.
    size: u64,
    witnesses: Vec<Witness>,
    /// The event, as it is stored.
    event: serde_json::Value,
}

impl Receipt {
    /// Gets or checks it.
    ///
    /// # Errors
    /// If the service does not answer, or the file holds no receipt that these keys signed.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        match self {
            Self::Get { context, position, access } => {
                let request = GetReceiptRequest { context, position };
                let answer = access.proof().await?.get_receipt(request).await?.into_inner();
                match output.format {
                    Format::Table | Format::Csv => {
                        say(&format!(
                            "candour: it is checked with `candour receipt check FILE --key '{}'`",
                            answer.public_key
                        ));
                        output.line(answer.receipt.trim_end())?;
                    }
                    Format::Json | Format::Jsonl => output.one(&answer, |_| Vec::new())?,
                }
            }
            Self::Check { file, key, witnesses } => {
                let name = file.display();
                let bytes = std::fs::read(&file);
                let bytes = bytes.with_context(|| format!("`{name}` cannot be read"))?;
                let receipt =
                    Proof::read(&bytes).map_err(|error| Misuse(format!("`{name}`: {error}")))?;
                return check(&receipt, &key, &witnesses, output);
            }
        }
        Ok(Exit::Done)
    }
}

fn check(
    receipt: &Proof,
    key: &PublicKey,
    witnesses: &[PublicKey],
    output: &mut Output,
) -> anyhow::Result<Exit> {
    let refuse = |why: &str| {
        say(&format!("candour: the receipt does not hold: {why}"));
        Ok(Exit::Differences)
    };
    if let Err(error) = receipt.check() {
        return refuse(&error.to_string());
    }
    let seen = match seen_by(&receipt.checkpoint, key, witnesses) {
        Ok(seen) => seen,
        Err(why) => return refuse(&format!("of its checkpoint: {why}")),
    };
    let head = receipt.checkpoint.head();
    let held = Held {
        origin: head.origin.clone(),
        position: receipt.position,
        size: head.size,
        witnesses: seen,
        event: serde_json::from_slice(&receipt.event).unwrap_or_default(),
    };
    let meta = Envelope::parse(&receipt.event).ok().map(|envelope| envelope.meta);
    output.one(&held, |held| {
        let (kind, recorded, stream) = meta.map_or_else(Default::default, |meta| {
            (meta.type_name, meta.recorded_at.to_string(), meta.stream.to_string())
        });
        vec![
            ("log", held.origin.clone()),
            ("event", format!("{} of {}", held.position, held.size)),
            ("says", kind),
            ("about", stream),
            ("recorded", recorded),
            (
                "seen by",
                held.witnesses.iter().map(Witness::to_string).collect::<Vec<_>>().join("\n"),
            ),
            ("holds", "the event was in the log, as it is here, when it was signed".to_owned()),
        ]
    })?;
    Ok(Exit::Done)
}
