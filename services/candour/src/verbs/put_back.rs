//! `candour put-back`: puts a backup in the place of what was lost.
//!
//! Nothing is put over anything. What the backup's list does not name, or names
//! otherwise, is not put back. What came after the backup is brought back from the
//! stream by `candour restore`.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::backup::{self, FORMAT, MANIFEST, Manifest};
use crate::{
    exit::{Exit, Misuse},
    output::{Output, say},
};

/// Puts a backup in the place of what was lost.
#[derive(clap::Args)]
pub struct PutBack {
    /// The folder of the backup.
    #[arg(long)]
    from: PathBuf,

    /// The folder in which everything is kept.
    #[arg(long, env = "CANDOUR_DATA", default_value = "data/candour")]
    data: PathBuf,
}

impl PutBack {
    /// Puts it back, and writes how many events each log has.
    ///
    /// # Errors
    /// If there is something already, or the backup is not whole.
    pub fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let (from, to) = (&self.from, &self.data);
        let list = from.join(MANIFEST);
        let name = list.display();
        let bytes = std::fs::read(&list).with_context(|| format!("`{name}` cannot be read"))?;
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|e| Misuse(format!("`{name}`: {e}")))?;
        if manifest.format != FORMAT {
            let says = format!("`{name}` is of format {}, and {FORMAT} is known", manifest.format);
            return Err(Misuse(says).into());
        }
        check(from, to, &manifest)?;
        for path in manifest.files.keys() {
            backup::copy(&from.join(path), &to.join(path))?;
        }
        backup::list(output, &manifest)?;
        say("candour: put the master key of that time in its place; then, before any service is \
             started, bring back what came later with `candour restore referrals`, so that who \
             was erased since is erased again");
        Ok(Exit::Done)
    }
}

/// Looks whether all is there and as it was, and nothing in its way.
fn check(from: &Path, to: &Path, manifest: &Manifest) -> anyhow::Result<()> {
    for (path, copied) in &manifest.files {
        let path = Path::new(path);
        let (source, target) = (from.join(path), to.join(path));
        if !backup::is_inner(path) {
            let says = format!("the list names `{}`, which leads elsewhere", path.display());
            return Err(Misuse(says).into());
        }
        if target.exists() {
            let name = target.display();
            let says = format!("`{name}` is there; move what is left elsewhere, and keep it");
            return Err(Misuse(says).into());
        }
        let digest = backup::digest(&source)
            .with_context(|| format!("`{}` cannot be read", source.display()))?;
        if digest != copied.sha256 {
            let says = format!("`{}` is not as it was copied", source.display());
            return Err(Misuse(says).into());
        }
    }
    Ok(())
}
