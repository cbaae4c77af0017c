//! The way to others over HTTP: one client for all that asks or tells them.
//!
//! TLS is rustls with ring, and the machine's own authorities unless others are
//! named. No redirect is followed: what is meant for one place goes to no other.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::Uri;
use http_body_util::Full;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{self, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use rustls::{
    ClientConfig, RootCertStore,
    pki_types::{CertificateDer, pem::PemObject as _},
};

/// How this product names itself.
pub const AGENT: &str = concat!("candour/", env!("CARGO_PKG_VERSION"));

/// How long a connection stands that nobody uses.
const IDLE: Duration = Duration::from_secs(30);

/// Why TLS cannot be spoken.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file of authorities cannot be read.
    #[error("`{0}` cannot be read as certificates in PEM")]
    Authorities(PathBuf, #[source] rustls::pki_types::pem::Error),
    /// A file holds none, or one that is no authority.
    #[error("`{0}` holds no certificate that can be trusted")]
    None(PathBuf),
    /// The machine names none.
    #[error("no authorities are known to this machine")]
    Machine(#[source] io::Error),
    /// TLS itself cannot be set up.
    #[error("TLS cannot be set up")]
    Setup(#[source] rustls::Error),
}

/// What sends requests.
pub type Client = legacy::Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// A client: whether it speaks TLS, how long a connection may take to make, and
/// whose certificates are trusted, if not the machine's.
///
/// # Errors
/// If TLS cannot be set up.
pub fn client(
    with_tls: bool,
    patience: Duration,
    authorities: Option<&Path>,
) -> Result<Client, TlsError> {
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_connect_timeout(Some(patience));
    connector.set_nodelay(true);
    let connector = HttpsConnectorBuilder::new()
        .with_tls_config(tls(with_tls, authorities)?)
        .https_or_http()
        .enable_http1()
        .wrap_connector(connector);
    Ok(legacy::Client::builder(TokioExecutor::new())
        .pool_idle_timeout(IDLE)
        .pool_timer(TokioTimer::new())
        .build(connector))
}

/// Whether a URL's host is this machine, by its address or as `localhost`.
#[must_use]
pub fn is_here(uri: &Uri) -> bool {
    let host = uri.host().unwrap_or_default();
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare == "localhost"
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn tls(used: bool, authorities: Option<&Path>) -> Result<ClientConfig, TlsError> {
    let mut roots = RootCertStore::empty();
    if let Some(file) = authorities {
        let failed = |e| TlsError::Authorities(file.to_owned(), e);
        for certificate in CertificateDer::pem_file_iter(file).map_err(failed)? {
            let added = roots.add(certificate.map_err(failed)?);
            added.map_err(|_| TlsError::None(file.to_owned()))?;
        }
        if roots.is_empty() {
            return Err(TlsError::None(file.to_owned()));
        }
    } else if used {
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        if roots.is_empty() {
            return Err(TlsError::Machine(io::ErrorKind::NotFound.into()));
        }
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(TlsError::Setup)?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_machine_is_known_by_its_addresses() {
        for here in ["http://localhost:1", "http://127.0.0.9/x", "http://[::1]:80"] {
            assert!(is_here(&here.parse().unwrap()), "{here}");
        }
        for away in ["http://localhost.example.org", "http://10.0.0.1", "http://[2001:db8::1]"] {
            assert!(!is_here(&away.parse().unwrap()), "{away}");
        }
    }
}
