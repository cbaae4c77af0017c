//! `candour key`: the master key of a process, exchanged while it serves.

use std::time::Duration;

use proto::ledger::{
    DestroyOldMasterKeyRequest, GetMasterKeyRequest, GetMasterKeyResponse, RotateMasterKeyRequest,
};

use crate::{
    client::Access,
    exit::Exit,
    output::{Output, say},
};

/// How often one asks how far an exchange has come.
const ASKING: Duration = Duration::from_millis(200);

/// What is done with the master key.
#[derive(clap::Subcommand)]
pub enum Key {
    /// Say where it stands, and how many erasures wait for an exchange.
    Show(Access),
    /// Exchange it for a new one, or go on with an exchange, and wait until that is done.
    Rotate(Access),
    /// Destroy the one from before the last exchange.
    DestroyOld(Access),
}

impl Key {
    /// Does it, as operator.
    ///
    /// # Errors
    /// If the process does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let (Self::Show(access) | Self::Rotate(access) | Self::DestroyOld(access)) = &self;
        let mut master = access.master_key().await?;
        match &self {
            Self::Show(_) => {}
            Self::Rotate(_) => {
                master.rotate_master_key(RotateMasterKeyRequest {}).await?;
                say("candour: keys are being wrapped under a new master key");
            }
            Self::DestroyOld(_) => {
                master.destroy_old_master_key(DestroyOldMasterKeyRequest {}).await?;
                say("candour: the old master key is destroyed; backups from before the exchange \
                     open no more, so make a new one now");
            }
        }
        let stands = loop {
            let stands = master.get_master_key(GetMasterKeyRequest {}).await?.into_inner();
            if !stands.underway || matches!(self, Self::Show(_)) {
                break stands;
            }
            tokio::time::sleep(ASKING).await;
        };
        output.one(&stands, lines)?;
        Ok(if stands.halted { Exit::Failed } else { Exit::Done })
    }
}

fn lines(stands: &GetMasterKeyResponse) -> Vec<(&'static str, String)> {
    let exchange = match (stands.halted, stands.underway, stands.old_is_there) {
        (true, ..) => "came to a halt; the log of the process says why".to_owned(),
        (_, true, _) => format!("{} of {} keys are under the new one", stands.done, stands.keys),
        (.., true) => {
            "done; the old one is still there: `candour key destroy-old` ends that".to_owned()
        }
        _ if stands.to_be_handed_out => "done here; hand the new key out as master.key, without \
                                         master.key.next, and start the process anew"
            .to_owned(),
        _ => "none".to_owned(),
    };
    let erased = match (stands.destroyed, stands.waiting) {
        (0, _) => "none".to_owned(),
        (all, 0) => format!("{all}, all complete"),
        (all, waiting) => format!(
            "{all}, of which {waiting} wait: in a copy from before they open until the master \
             key is exchanged and the old one destroyed"
        ),
    };
    vec![("keys", stands.keys.to_string()), ("exchange", exchange), ("destroyed", erased)]
}
