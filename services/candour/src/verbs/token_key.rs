//! `candour token-key`: makes the key that signs tokens, where no service has made one:
//! the services of an installation apart have only its public half.

use anyhow::Context as _;
use kernel::principal::{JWKS_FILE, SigningKey};

use crate::{
    client::Keys,
    exit::Exit,
    output::{Output, say},
};

/// Makes the key that signs tokens.
///
/// Public keys that are there already stay, so that tokens of the key before are good
/// until they end or it is taken out.
#[derive(clap::Args)]
pub struct TokenKey {
    #[command(flatten)]
    keys: Keys,
}

impl TokenKey {
    /// Writes the key, and where its public half is.
    ///
    /// # Errors
    /// If there is a signing key already, or the folder cannot be written.
    pub fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let folder = self.keys.folder();
        SigningKey::create(&folder).with_context(|| {
            format!(
                "no key was made in `{}`; where one is to be replaced, move token-signing.pem away",
                folder.display()
            )
        })?;
        say("made token-signing.pem, for its owner only; services need this file beside it:");
        output.line(&folder.join(JWKS_FILE).display().to_string())?;
        Ok(Exit::Done)
    }
}
