//! `candour witness`: sees what the logs come to, for a body that does not keep them.
//!
//! It signs a checkpoint only if the log then contains all that it signed before, and
//! keeps each in a folder of its own: with them it can be shown later that a log was
//! altered, whoever has the log's key.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    pin::pin,
    time::Duration,
};

use anyhow::Context as _;
use kernel::{
    clock::Clock,
    proof::{self, Checkpoint, Contradiction, Hash, Maker, ProofKey, PublicKey, follows},
    serve,
};
use proto::{
    any::LOGS,
    ledger::{AddCosignatureRequest, GetCheckpointRequest, GetCheckpointResponse},
};
use serde::Serialize;
use tonic::{Code, Status};

use crate::{
    client::Access,
    exit::{Exit, told},
    names,
    output::{Column, Format, Output, say},
};

/// What the name of a checkpoint's file ends with, after the log's size.
const CHECKPOINT: &str = ".checkpoint";

/// How many different contradictions of a log are kept. One is enough to look into.
const MOST_EVIDENCE: u32 = 1_000;

/// Signs what the logs come to, as somebody who does not keep them.
#[derive(clap::Args)]
pub struct Witness {
    /// Only these contexts; all if none is named.
    #[arg(value_parser = names::context)]
    contexts: Vec<String>,

    /// The name under which it signs, such as `oversight.example.org`.
    #[arg(long, value_parser = name)]
    name: String,

    /// The folder of its key and of all that it signed.
    #[arg(long, value_name = "FOLDER")]
    folder: PathBuf,

    /// Look once and end, instead of again and again.
    #[arg(long)]
    once: bool,

    /// How many seconds lie between two looks.
    #[arg(long, value_name = "SECONDS", default_value_t = 60,
        value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,

    #[command(flatten)]
    access: Access,
}

/// What was seen of a log.
#[derive(Serialize)]
struct Seen {
    context: String,
    /// How many events it has.
    events: u64,
    /// How many it had when it was last seen.
    before: u64,
    /// Why it was not signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    contradiction: Option<String>,
}

/// Reads a name as signed notes have it.
fn name(text: &str) -> Result<String, String> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if text.is_empty() || text.len() > 100 || text.contains(bad) {
        return Err("a name has no spaces and no `+`".to_owned());
    }
    Ok(text.to_owned())
}

impl Witness {
    /// Looks until told to stop, or once, and writes what it saw.
    ///
    /// # Errors
    /// If the folder cannot be used, or nobody answers.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let key = ProofKey::open(&self.folder)?;
        let public = key.public(&self.name, Maker::Witness);
        say(&format!("candour: this witness's key is {public}"));
        let contexts: Vec<&str> = if self.contexts.is_empty() {
            LOGS.to_vec()
        } else {
            self.contexts.iter().map(String::as_str).collect()
        };
        let mut contradicted = false;
        let mut stop = pin!(serve::told_to_stop());
        loop {
            let mut all = Vec::new();
            for context in &contexts {
                match self.look(context, &key, &public).await {
                    Ok(seen) => all.push(seen),
                    Err(error) if self.once => return Err(error),
                    // The others are looked at all the same, and this one in the next round.
                    Err(error) => say(&format!("candour: {context} was not seen: {error:#}")),
                }
            }
            contradicted |= all.iter().any(|seen| seen.contradiction.is_some());
            if self.once {
                write(output, &all)?;
                break;
            }
            all.retain(|seen| seen.contradiction.is_some() || seen.events != seen.before);
            write(output, &all)?;
            tokio::select! {
                () = &mut stop => break,
                () = tokio::time::sleep(Duration::from_secs(self.every)) => {}
            }
        }
        Ok(if contradicted { Exit::Differences } else { Exit::Done })
    }

    /// Looks at a log, and signs what it comes to if it contains what was seen before.
    async fn look(
        &self,
        context: &str,
        key: &ProofKey,
        public: &PublicKey,
    ) -> anyhow::Result<Seen> {
        let folder = self.folder.join(context);
        fs::create_dir_all(&folder)
            .with_context(|| format!("`{}` cannot be made", folder.display()))?;
        let before = newest(&folder)?;
        let old_size = before.as_ref().map_or(0, |before| before.head().size);
        let seen = |events, contradiction| Seen {
            context: context.to_owned(),
            events,
            before: old_size,
            contradiction,
        };
        let mut proof = self.access.proof().await?;
        let request = GetCheckpointRequest { context: context.to_owned(), old_size };
        let answer = match proof.get_checkpoint(request).await {
            Ok(answer) => answer.into_inner(),
            // It has fewer events than it had, or found out itself.
            Err(status) if is_contradiction(&status) => {
                let why = told(&status);
                let file = keep_evidence(&folder, &why, before.as_ref(), None)?;
                return Ok(seen(0, Some(format!("{why}; see `{}`", file.display()))));
            }
            Err(status) => return Err(status.into()),
        };
        let found = match (answer.checkpoint.is_empty(), &before) {
            (true, None) => return Ok(seen(0, None)),
            (true, Some(_)) => Err(Contradiction::Shorter { was: old_size, is: 0 }),
            (false, _) => {
                let log = known_key(&folder, &answer)?;
                let (next, way) = read(&answer)?;
                follows(before.as_ref(), &next, &way, &log).map(|()| (next, log))
            }
        };
        let (mut next, log) = match found {
            Ok(found) => found,
            Err(contradiction) => {
                let why = contradiction.to_string();
                let file = keep_evidence(&folder, &why, before.as_ref(), Some(&answer))?;
                return Ok(seen(old_size, Some(format!("{why}; see `{}`", file.display()))));
            }
        };
        let size = next.head().size;
        // Only once it was seen to be the log's.
        keep_key(&folder, &log)?;
        match before.filter(|before| size == old_size && before.signed_by(public).is_some()) {
            Some(before) => next = before,
            None => {
                next.cosign(key, &self.name, Clock::system().now())?;
                keep(&folder.join(format!("{size:020}{CHECKPOINT}")), &next.to_string())?;
            }
        }
        proof
            .add_cosignature(AddCosignatureRequest {
                context: context.to_owned(),
                checkpoint: next.to_string(),
                public_key: public.to_string(),
            })
            .await?;
        Ok(seen(size, None))
    }
}

/// Whether the log says itself that it is not what it was.
fn is_contradiction(status: &Status) -> bool {
    matches!(status.code(), Code::NotFound | Code::DataLoss)
        && ["EVENT_NOT_IN_LOG", "LOG_ALTERED"].contains(&crate::exit::reason(status).as_str())
}

/// The newest checkpoint that was signed.
fn newest(folder: &Path) -> anyhow::Result<Option<Checkpoint>> {
    let failed = || format!("`{}` cannot be read", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(failed)? {
        let path = entry.with_context(failed)?.path();
        if path.to_string_lossy().ends_with(CHECKPOINT) {
            files.push(path);
        }
    }
    let Some(file) = files.into_iter().max() else { return Ok(None) };
    Checkpoint::of_file(&file).with_context(|| format!("`{}`", file.display()))
}

/// The file of the log's key.
const LOG_KEY: &str = "log.key";

/// The log's key as it was first told; later ones do not count.
fn known_key(folder: &Path, answer: &GetCheckpointResponse) -> anyhow::Result<PublicKey> {
    let file = folder.join(LOG_KEY);
    let name = file.display();
    match fs::read_to_string(&file) {
        Ok(text) => text.parse().with_context(|| format!("`{name}`")),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            answer.public_key.parse().context("the log's key, as it was answered")
        }
        Err(error) => Err(error).with_context(|| format!("`{name}` cannot be read")),
    }
}

/// Keeps the log's key, the first time.
fn keep_key(folder: &Path, log: &PublicKey) -> anyhow::Result<()> {
    let file = folder.join(LOG_KEY);
    if file.exists() {
        return Ok(());
    }
    say(&format!("candour: from now on the log is known by {log}"));
    keep(&file, &format!("{log}\n"))
}

/// What an answer says: the checkpoint, and the proof that it contains an earlier one.
fn read(answer: &GetCheckpointResponse) -> anyhow::Result<(Checkpoint, Vec<Hash>)> {
    let checkpoint = Checkpoint::read(answer.checkpoint.as_bytes()).context("what was answered")?;
    let hash = |bytes: &Vec<u8>| <[u8; 32]>::try_from(bytes.as_slice()).map(Hash);
    let way = answer.consistency_proof.iter().map(hash).collect::<Result<_, _>>();
    Ok((checkpoint, way.context("a hash has 32 bytes")?))
}

/// Keeps what shows a contradiction to others: what the log signed before and now, and the
/// proof that it gave. Nothing that was kept is written over.
fn keep_evidence(
    folder: &Path,
    why: &str,
    before: Option<&Checkpoint>,
    answer: Option<&GetCheckpointResponse>,
) -> anyhow::Result<PathBuf> {
    let before = before.map(ToString::to_string).unwrap_or_default();
    let now = answer.map_or_else(String::new, |answer| {
        let way: Vec<String> = read(answer)
            .map(|(_, way)| way.iter().map(ToString::to_string).collect())
            .unwrap_or_default();
        format!("{}\n{}\n{}", answer.public_key, way.join("\n"), answer.checkpoint)
    });
    let text = format!("{why}\n\nbefore:\n{before}\nnow:\n{now}");
    for number in 1..=MOST_EVIDENCE {
        let file = folder.join(format!("{number:06}.contradiction"));
        match fs::read_to_string(&file) {
            // The same once more.
            Ok(kept) if kept == text => return Ok(file),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {
                keep(&file, &text)?;
                return Ok(file);
            }
            Err(error) => {
                return Err(error).with_context(|| format!("`{}`", file.display()));
            }
        }
    }
    // There is enough to look into.
    Ok(folder.join(format!("{MOST_EVIDENCE:06}.contradiction")))
}

/// Writes a file whole or not at all, and for good.
fn keep(file: &Path, text: &str) -> anyhow::Result<()> {
    proof::keep(file, text).with_context(|| format!("`{}` cannot be written", file.display()))
}

fn write(output: &mut Output, all: &[Seen]) -> anyhow::Result<()> {
    let columns: &[Column<'_, Seen>] = &[
        ("context", |s| s.context.clone()),
        ("events", |s| s.events.to_string()),
        ("before", |s| s.before.to_string()),
        ("found", |s| s.contradiction.clone().unwrap_or_else(|| "it only grew".to_owned())),
    ];
    if all.is_empty() && output.format != Format::Json {
        return Ok(());
    }
    Ok(output.list(all, columns)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word() {
        assert_eq!(name("oversight.example.org"), Ok("oversight.example.org".to_owned()));
        for bad in ["", "a b", "a+b", "a\nb"] {
            assert!(name(bad).is_err(), "{bad:?}");
        }
    }
}
