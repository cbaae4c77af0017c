//! The certificates of now: files that are exchanged count without a restart.
//!
//! They are looked at once a minute, and at once on SIGHUP. What cannot be used is said,
//! and what was in use before stays in use.

use std::{fs, path::Path, sync::Arc, time::Duration};

use rustls::ServerConfig;
use sha2::{Digest as _, Sha256};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
    time::sleep,
};
use tokio_util::sync::CancellationToken;

use super::{
    TlsError, TlsFiles,
    files::{expires_at, server},
};
use crate::status::chain;

/// How often the files are looked at.
const LOOKING: Duration = Duration::from_secs(60);

/// How a server speaks TLS now.
#[derive(Debug)]
pub(crate) struct Current {
    files: TlsFiles,
    known: [u8; 32],
    config: watch::Sender<Arc<ServerConfig>>,
}

impl Current {
    /// Reads the files.
    ///
    /// # Errors
    /// If one of them cannot be used.
    pub fn open(files: &TlsFiles) -> Result<Self, TlsError> {
        let known = fingerprint(files);
        let config = watch::Sender::new(Arc::new(server(files)?));
        Ok(Self { files: files.clone(), known, config })
    }

    /// What is in use, and what will be.
    pub fn config(&self) -> watch::Receiver<Arc<ServerConfig>> {
        self.config.subscribe()
    }

    /// Keeps to the files until told to stop.
    pub async fn keep(mut self, stop: CancellationToken) {
        let mut hangup = signal(SignalKind::hangup())
            .inspect_err(|error| tracing::warn!(%error, "SIGHUP cannot be heard"))
            .ok();
        loop {
            self.tell();
            let asked = async {
                match &mut hangup {
                    Some(hangup) => drop(hangup.recv().await),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = sleep(LOOKING) => {}
                () = asked => {}
            }
            self.look();
        }
    }

    fn look(&mut self) {
        let found = fingerprint(&self.files);
        if found == self.known {
            return;
        }
        match server(&self.files) {
            Ok(config) => {
                self.known = found;
                self.config.send_replace(Arc::new(config));
                tracing::info!("the certificates were exchanged");
            }
            // Half of them may be in their place yet; the next look tells.
            Err(error) => {
                let error = chain(&error);
                tracing::error!(error, "the new certificates cannot be used; the old ones stay");
            }
        }
    }

    /// Tells those who run it when certificates end.
    fn tell(&self) {
        let named = [("server", &self.files.tls_cert), ("ca", &self.files.tls_ca)];
        for (name, file) in named {
            let ends = file.as_ref().and_then(|file| expires_at(file).ok());
            if let Some(ends) = ends {
                metrics::gauge!("candour_certificate_expires_seconds", "certificate" => name)
                    .set(ends.as_second() as f64);
            }
        }
    }
}

/// What the files hold, to see that it is something else.
fn fingerprint(files: &TlsFiles) -> [u8; 32] {
    let mut hash = Sha256::new();
    for file in [&files.tls_cert, &files.tls_key, &files.tls_ca].into_iter().flatten() {
        let held = bytes_of(file);
        hash.update(held.len().to_be_bytes());
        hash.update(held);
    }
    hash.finalize().into()
}

fn bytes_of(file: &Path) -> Vec<u8> {
    fs::read(file).unwrap_or_default()
}
