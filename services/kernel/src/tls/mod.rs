//! TLS: how a service shows who it is, and learns whose machine calls.
//!
//! It stands beside tokens and does not replace them: a certificate names a machine or a
//! service, a token the worker who sits there. What is done with the certificate's name
//! is said in `identity.rs`.

mod accept;
mod connect;
mod current;
mod files;
mod identity;

use std::{io, net::SocketAddr, path::PathBuf};

pub(crate) use self::{
    accept::{Incoming, accept},
    current::Current,
    identity::Peer,
};
pub use self::{
    connect::{ClientFiles, Way},
    files::expires_at,
    identity::service_uri,
};

/// What a server shows, and by what it knows its clients.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TlsFiles {
    /// The certificate that is shown, as a PEM file with those between it and its CA; with it
    /// only TLS is spoken.
    #[arg(long, env = "CANDOUR_TLS_CERT", value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,

    /// The certificate's private key, as a PEM file for its owner only.
    #[arg(long, env = "CANDOUR_TLS_KEY", value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,

    /// The certificates of the CA, as a PEM file, of which each client must show one; it is
    /// also by what other services are known.
    #[arg(long, env = "CANDOUR_TLS_CA", value_name = "FILE", requires = "tls_cert")]
    pub tls_ca: Option<PathBuf>,
}

impl TlsFiles {
    /// Whether TLS is spoken.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.tls_cert.is_some()
    }

    /// The same files for calls to other services.
    #[must_use]
    pub fn as_client(&self) -> ClientFiles {
        let Self { tls_cert, tls_key, tls_ca } = self.clone();
        ClientFiles { ca: tls_ca, cert: tls_cert, key: tls_key }
    }

    /// Whether an address may be served with what is given: this machine's always, others
    /// only where both sides show a certificate.
    #[must_use]
    pub fn allow(&self, address: SocketAddr) -> bool {
        address.ip().is_loopback() || (self.is_on() && self.tls_ca.is_some())
    }
}

/// Why TLS cannot be spoken.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read.
    #[error("`{0}` cannot be read")]
    File(PathBuf, #[source] io::Error),
    /// A file holds something else.
    #[error("`{0}` holds no {1} in PEM")]
    Holds(PathBuf, &'static str),
    /// What is needed was not given.
    #[error("{0}")]
    Missing(&'static str),
    /// Certificate and key do not belong together, or are of a kind that is not used.
    #[error("the certificate in `{0}` cannot be used with its key")]
    Pair(PathBuf, #[source] rustls::Error),
    /// The CA's certificates cannot be used.
    #[error("the certificates in `{0}` cannot be trusted")]
    Ca(PathBuf, #[source] Box<dyn std::error::Error + Send + Sync>),
    /// A URL names no host.
    #[error("`{0}` is no URL of a service")]
    Url(String),
    /// There is no such protocol version, which does not happen.
    #[error("TLS cannot be set up")]
    Setup(#[source] rustls::Error),
}
