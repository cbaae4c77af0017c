//! Keeps the tree over a log while the log grows, signs what it comes to, and publishes it.
//!
//! It follows the log and holds up no append. It signs nothing that does not contain what
//! it signed before, and reads all that is stored at its start and once a day after: a log
//! that was altered gets no more checkpoints, and says so.

use std::{
    io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tlog_tiles::{Hash, record_hash};
use tokio::{
    sync::{Mutex, watch},
    time::sleep,
};

use super::{
    checkpoint::{Checkpoint, TreeHead},
    key::{Maker, ProofKey, PublicKey},
    receipt::Receipt,
    tree::{Tree, TreeError},
};
use crate::{
    log::{EventLog as _, ReadError, SledLog},
    seal::files::{self, Audience},
};

/// The folder beside a log.
const FOLDER: &str = "proof";
/// The file of the tree.
const TREE: &str = "tree";
/// What a tree is kept as that did not come to what was signed: it can still tell where
/// a log was altered.
const ASIDE: &str = "tree.aside";
/// The file of the newest checkpoint.
const CHECKPOINT: &str = "checkpoint";
/// The file of the newest checkpoint that a witness signed as well.
const WITNESSED: &str = "witnessed";

/// How long it leaves the store to others between two pages, when it reads all of it.
const BREATH: Duration = Duration::from_millis(10);

/// How many events are read at once.
const PAGE: usize = 500;

/// Why nothing can be proved of a log.
#[derive(Debug, thiserror::Error)]
pub enum ProofError {
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The tree cannot be used.
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// A file cannot be written or read.
    #[error("the checkpoint `{path}` could not be kept")]
    File {
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// The log is not the one of which something was signed before.
    #[error("the log is not the one that was signed before: {why}")]
    Altered {
        /// What tells.
        why: String,
    },
    /// What was published before could not be looked at since the start.
    #[error("nothing is signed before NATS has told what was published")]
    NotCompared,
    /// The log has no such event.
    #[error("the log ends at event {size}; there is no event {position}")]
    NoEvent {
        /// Which was asked for.
        position: u64,
        /// The last one.
        size: u64,
    },
}

/// What is known of a log's tree.
#[derive(Debug)]
struct State {
    tree: Tree,
    /// The newest checkpoint.
    signed: Option<Checkpoint>,
    /// The newest checkpoint that a witness signed as well.
    witnessed: Option<Checkpoint>,
    /// True once the tree was found to come to what was signed before.
    sound: bool,
    /// True once the log was found to contain what was published before.
    compared: bool,
    /// Why nothing is signed any more, once and for all.
    altered: Option<String>,
}

impl State {
    /// How many events the newest checkpoint is of.
    fn covered(&self) -> u64 {
        self.signed.as_ref().map_or(0, |checkpoint| checkpoint.head().size)
    }
}

/// Keeps the tree over one log.
#[derive(Debug)]
pub struct Keeper {
    context: &'static str,
    log: Arc<SledLog>,
    key: ProofKey,
    folder: PathBuf,
    state: Mutex<State>,
    /// Whether all that is stored could be read, when that was last tried.
    readable: AtomicBool,
}

impl Keeper {
    /// Prepares the tree over a context's log, in the context's folder.
    ///
    /// # Errors
    /// If its files cannot be used.
    pub fn open(
        context: &'static str,
        log: Arc<SledLog>,
        key: ProofKey,
        data: &Path,
    ) -> Result<Self, ProofError> {
        let folder = data.join(FOLDER);
        files::make_folder(&folder).map_err(failed(&folder))?;
        let own = key.public(&key.origin(context), Maker::Log);
        // None of a file that is not there, and none in that of one that is spoiled.
        let kept = |name: &str| {
            let path = folder.join(name);
            match Checkpoint::of_file(&path) {
                Ok(read) => Ok(read.map(|c| Some(c).filter(|c| c.signed_by(&own).is_some()))),
                Err(error) if error.kind() == io::ErrorKind::InvalidData => Ok(Some(None)),
                Err(error) => Err(failed(&path)(error)),
            }
        };
        let (signed, witnessed) = (kept(CHECKPOINT)?, kept(WITNESSED)?);
        let altered = match (&signed, &witnessed) {
            (Some(None), _) => Some(format!("`{CHECKPOINT}` is no checkpoint of it by this key")),
            (_, Some(None)) => Some(format!("`{WITNESSED}` is no checkpoint of it by this key")),
            (None, Some(_)) => Some(format!("`{CHECKPOINT}` is gone, and a witness signed one")),
            _ => None,
        };
        let (signed, witnessed) = (signed.flatten(), witnessed.flatten());
        let path = folder.join(TREE);
        let mut tree = Tree::open(&path)?;
        if signed.is_none() && altered.is_none() && tree.size() > 0 {
            // Of a start that came to no checkpoint; or somebody removed it.
            std::fs::rename(&path, folder.join(ASIDE)).map_err(failed(&path))?;
            tree = Tree::open(&path)?;
        }
        let mut state =
            State { tree, signed, witnessed, sound: false, compared: false, altered: None };
        if let Some(why) = altered {
            refuse(context, &mut state, why);
        }
        let readable = AtomicBool::new(true);
        Ok(Self { context, log, key, folder, state: Mutex::new(state), readable })
    }

    /// The key by which its checkpoints are checked.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.key.public(&self.key.origin(self.context), Maker::Log)
    }

    /// Whether it was found that the log was altered.
    pub(super) async fn is_altered(&self) -> bool {
        self.state.lock().await.altered.is_some()
    }

    /// Whether all that is stored could be read, when that was last tried.
    pub(super) fn is_readable(&self) -> bool {
        self.readable.load(Ordering::Acquire)
    }

    /// Keeps whether all that is stored could be read.
    pub(super) fn was_read(&self, read: bool) {
        self.readable.store(read, Ordering::Release);
    }

    /// The log's last position, as it grows.
    pub(super) fn head(&self) -> watch::Receiver<u64> {
        self.log.head()
    }

    /// Lets the tree grow to the log's end, and signs nothing.
    pub(super) async fn catch_up(&self) -> Result<(), ProofError> {
        self.grow(&mut *self.state.lock().await).await
    }

    /// The context whose log it is.
    #[must_use]
    pub fn context(&self) -> &'static str {
        self.context
    }

    /// How many events the log has.
    pub(super) fn stored(&self) -> u64 {
        *self.log.head().borrow()
    }

    /// Signs what the log comes to, if that was not signed.
    pub(super) async fn sign(&self) -> Result<(), ProofError> {
        let mut state = self.state.lock().await;
        self.newest(&mut state).await
    }

    /// Sees to it that the newest checkpoint is of all that is stored.
    async fn newest(&self, state: &mut State) -> Result<(), ProofError> {
        self.grow(state).await?;
        let size = state.tree.size();
        if size == state.covered() {
            return Ok(());
        }
        if !state.compared {
            return Err(ProofError::NotCompared);
        }
        // What is signed must not be forgotten by a loss of power.
        let tree = state.tree.handle()?;
        on_a_thread(move || tree.sync_data()).await.map_err(TreeError::File)?;
        let (origin, root) = (self.key.origin(self.context), state.tree.root(size)?);
        let head = TreeHead { origin, size, root };
        let checkpoint = self.signed(head)?;
        self.keep(CHECKPOINT, &checkpoint).await?;
        state.signed = Some(checkpoint);
        Ok(())
    }

    fn signed(&self, head: TreeHead) -> Result<Checkpoint, ProofError> {
        Checkpoint::sign(&self.key, head)
            .map_err(|error| ProofError::Altered { why: error.to_string() })
    }

    async fn keep(&self, name: &str, checkpoint: &Checkpoint) -> Result<(), ProofError> {
        let (path, text) = (self.folder.join(name), checkpoint.to_string());
        let to = path.clone();
        on_a_thread(move || keep(&to, &text)).await.map_err(failed(&path))
    }

    /// Lets the tree grow to the log's end.
    async fn grow(&self, state: &mut State) -> Result<(), ProofError> {
        if let Some(why) = state.altered.clone() {
            return Err(ProofError::Altered { why });
        }
        if !state.sound {
            self.look_back(state).await?;
            state.sound = true;
        }
        let stored = self.stored();
        let fresh = self.log.take_fresh_hashes(state.tree.size() + 1);
        if !fresh.is_empty() {
            state.tree.add(fresh)?;
        }
        self.grow_to(state, stored).await
    }

    async fn grow_to(&self, state: &mut State, size: u64) -> Result<(), ProofError> {
        while state.tree.size() < size {
            let page = match self.log.read_all(state.tree.size() + 1, PAGE).await {
                Ok(page) => page,
                Err(error) => return Err(self.not_read(state, error)),
            };
            if page.is_empty() {
                break;
            }
            let left = usize::try_from(size - state.tree.size()).unwrap_or(usize::MAX);
            state.tree.add(page.iter().take(left).map(|record| record_hash(&record.bytes)))?;
        }
        Ok(())
    }

    /// What it means that stored events could not be read.
    fn not_read(&self, state: &mut State, error: ReadError) -> ProofError {
        match error {
            ReadError::Missing(position) => {
                refuse(self.context, state, format!("event {position} is missing"))
            }
            error => error.into(),
        }
    }

    /// Sees that the tree comes to what was signed before; it is made anew from the log if
    /// it does not.
    async fn look_back(&self, state: &mut State) -> Result<(), ProofError> {
        let Some(head) = state.signed.as_ref().map(|signed| signed.head().clone()) else {
            return Ok(());
        };
        let stored = self.stored();
        if stored < head.size {
            let why = format!("it has {stored} events, of which {} were signed", head.size);
            return Err(refuse(self.context, state, why));
        }
        // What was added since is not sure to have survived, and is read again.
        state.tree.cut(head.size)?;
        if state.tree.size() != head.size || state.tree.root(head.size)? != head.root {
            tracing::warn!(context = self.context, "the tree over the log is made anew");
            let (path, aside) = (self.folder.join(TREE), self.folder.join(ASIDE));
            // The first one tells most; later ones may be half made.
            if state.tree.size() > 0 && !aside.exists() {
                std::fs::rename(&path, &aside).map_err(failed(&path))?;
                state.tree = Tree::open(&path)?;
            }
            state.tree.cut(0)?;
        }
        let mut heads = vec![head];
        heads.extend(state.witnessed.as_ref().map(|witnessed| witnessed.head().clone()));
        let largest = heads.iter().map(|head| head.size).max().unwrap_or_default();
        self.grow_to(state, largest.min(stored)).await?;
        for head in heads {
            if head.size > state.tree.size() || state.tree.root(head.size)? != head.root {
                let why = format!("its first {} events do not come to what was signed", head.size);
                return Err(refuse(self.context, state, why));
            }
        }
        Ok(())
    }

    /// Reads all that is stored and holds it against the tree.
    ///
    /// # Errors
    /// If it cannot be read, or an event is not the one of which the tree is.
    pub async fn read_through(&self) -> Result<(), ProofError> {
        self.catch_up().await?;
        let mut next = 1;
        loop {
            let page = match self.log.read_all(next, PAGE).await {
                Ok(page) => page,
                Err(error) => return Err(self.not_read(&mut *self.state.lock().await, error)),
            };
            let hashes: Vec<_> = page.iter().map(|r| (r.position, record_hash(&r.bytes))).collect();
            let mut state = self.state.lock().await;
            for (position, hash) in hashes {
                if position > state.tree.size() {
                    return Ok(());
                }
                if state.tree.event(position - 1)? != hash {
                    let why = format!("event {position} is not the one that was there");
                    return Err(refuse(self.context, &mut state, why));
                }
                next = position + 1;
            }
            drop(state);
            if page.is_empty() {
                return Ok(());
            }
            sleep(BREATH).await;
        }
    }

    /// A checkpoint of all that is stored, with the proof that it contains the first
    /// `before` events, of which there may be none; `None` of a log without events.
    ///
    /// # Errors
    /// If there are not so many, the log cannot be read, or was altered.
    pub async fn checkpoint(
        &self,
        before: u64,
    ) -> Result<Option<(Checkpoint, Vec<Hash>)>, ProofError> {
        let mut state = self.state.lock().await;
        self.newest(&mut state).await?;
        let size = state.covered();
        if before > size {
            return Err(ProofError::NoEvent { position: before, size });
        }
        let proof = if before == 0 { vec![] } else { state.tree.consistency(before, size)? };
        Ok(state.signed.clone().map(|checkpoint| (checkpoint, proof)))
    }

    /// Signs from now on: what was published before was looked at, or there is nothing
    /// that it is published on.
    pub async fn compared(&self) {
        self.state.lock().await.compared = true;
    }

    /// Whether it was looked at what was published before.
    pub(super) async fn is_compared(&self) -> bool {
        self.state.lock().await.compared
    }

    /// Sees that the log contains what a checkpoint says that its key signed.
    pub(super) async fn contains(&self, earlier: &TreeHead) -> Result<(), ProofError> {
        let mut state = self.state.lock().await;
        self.grow(&mut state).await?;
        if earlier.size <= state.tree.size() && state.tree.root(earlier.size)? == earlier.root {
            return Ok(());
        }
        let size = earlier.size;
        let why = format!("a checkpoint of {size} events was signed that it does not contain");
        Err(refuse(self.context, &mut state, why))
    }

    /// Keeps what a witness signed, to be shown in receipts; gives back whether it is a
    /// good signature of a checkpoint of this log. What is older than what is kept is good
    /// and not kept.
    ///
    /// # Errors
    /// If the log was altered, or it cannot be kept.
    pub async fn add_witness(
        &self,
        signed: &Checkpoint,
        witness: &PublicKey,
    ) -> Result<bool, ProofError> {
        let by_both = [&self.public_key(), witness].map(|key| signed.signed_by(key).is_some());
        if by_both != [true, true] || witness.maker() != Maker::Witness {
            return Ok(false);
        }
        self.contains(signed.head()).await?;
        let mut state = self.state.lock().await;
        let size = signed.head().size;
        let mut kept = match &state.witnessed {
            Some(kept) if kept.head().size > size => return Ok(true),
            Some(kept) if kept.head().size == size => kept.clone(),
            // Whatever else was handed in with it is nobody's.
            _ => self.signed(signed.head().clone())?,
        };
        let taken = kept.take_over(signed, witness);
        if taken {
            self.keep(WITNESSED, &kept).await?;
            state.witnessed = Some(kept);
        }
        Ok(taken)
    }

    /// A receipt of an event, by a checkpoint that a witness signed if there is one of it.
    ///
    /// # Errors
    /// If there is no such event, the log cannot be read, or was altered.
    pub async fn receipt(&self, position: u64) -> Result<Receipt, ProofError> {
        let stored = self.stored();
        let none = || ProofError::NoEvent { position, size: stored };
        let number = position.checked_sub(1).filter(|_| position <= stored).ok_or_else(none)?;
        let mut state = self.state.lock().await;
        if state.altered.is_some() || !state.sound || state.covered() < position {
            self.newest(&mut state).await?;
        }
        let has_it = |c: &&Checkpoint| c.head().size >= position;
        let witnessed = state.witnessed.as_ref().filter(has_it);
        let checkpoint = witnessed.or_else(|| state.signed.as_ref().filter(has_it));
        let checkpoint = checkpoint.ok_or_else(none)?.clone();
        let event = match self.log.read_all(position, 1).await {
            Ok(mut page) => page.pop().ok_or_else(none)?,
            Err(error) => return Err(self.not_read(&mut state, error)),
        };
        let way = state.tree.inclusion(number, checkpoint.head().size)?;
        let receipt = Receipt { event: event.bytes.to_vec(), position, way, checkpoint };
        if receipt.check().is_err() {
            let why = format!("event {position} is not the one that was signed");
            return Err(refuse(self.context, &mut state, why));
        }
        Ok(receipt)
    }
}

/// Signs nothing of a log any more.
fn refuse(context: &'static str, state: &mut State, why: String) -> ProofError {
    if state.altered.is_none() {
        metrics::gauge!("candour_proof_broken", "context" => context).set(1.0);
        tracing::error!(context, why, "the log was altered; no checkpoint is signed any more");
        state.altered = Some(why.clone());
    }
    ProofError::Altered { why }
}

/// Writes a text that everyone may read to a file: whole or not at all, and for good.
///
/// # Errors
/// If it cannot be written.
pub fn keep(path: &Path, text: &str) -> io::Result<()> {
    files::replace(path, files::parent(path), text.as_bytes(), Audience::Everyone)
}

/// Works on files where waiting for the disk holds nobody up.
async fn on_a_thread(work: impl FnOnce() -> io::Result<()> + Send + 'static) -> io::Result<()> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

fn failed(path: &Path) -> impl Fn(io::Error) -> ProofError + use<> {
    let path = path.display().to_string();
    move |source| ProofError::File { path: path.clone(), source }
}
