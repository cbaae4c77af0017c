//! Certificates and keys in files, and what TLS makes of them.
//!
//! TLS 1.2 and 1.3 with ring, and no resumption where clients show certificates: a session
//! that is taken up again is not held against what is trusted by then.

use std::{fs, path::Path, sync::Arc};

use jiff::Timestamp;
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
    server::{NoServerSessionStorage, WebPkiClientVerifier},
    version::{TLS12, TLS13},
};
use x509_parser::parse_x509_certificate;

use super::{ClientFiles, TlsError, TlsFiles};
use crate::seal::files::read_private;

/// What is spoken inside: gRPC, and gRPC-Web from older browsers.
const SERVED: [&[u8]; 2] = [b"h2", b"http/1.1"];

fn provider() -> Arc<CryptoProvider> {
    Arc::new(ring::default_provider())
}

/// The certificates of a PEM file; at least one.
fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let text = fs::read(file).map_err(|e| TlsError::File(file.to_owned(), e))?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(TlsError::Holds(file.to_owned(), "certificate")),
    }
}

fn private_key(file: &Path) -> Result<PrivateKeyDer<'static>, TlsError> {
    let text = read_private(file).map_err(|e| TlsError::File(file.to_owned(), e))?;
    PrivateKeyDer::from_pem_slice(&text)
        .map_err(|_| TlsError::Holds(file.to_owned(), "private key"))
}

fn trusted(file: &Path) -> Result<RootCertStore, TlsError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(file)? {
        roots.add(certificate).map_err(|e| TlsError::Ca(file.to_owned(), e.into()))?;
    }
    Ok(roots)
}

/// How a server speaks TLS.
pub(super) fn server(files: &TlsFiles) -> Result<ServerConfig, TlsError> {
    let (Some(cert), Some(key)) = (&files.tls_cert, &files.tls_key) else {
        return Err(TlsError::Missing("with --tls-cert goes --tls-key"));
    };
    let builder = ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(TlsError::Setup)?;
    let builder = match &files.tls_ca {
        Some(file) => {
            let roots = Arc::new(trusted(file)?);
            let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider()).build();
            let verifier = verifier.map_err(|e| TlsError::Ca(file.clone(), e.into()))?;
            builder.with_client_cert_verifier(verifier)
        }
        None => builder.with_no_client_auth(),
    };
    let mut config = builder
        .with_single_cert(certificates(cert)?, private_key(key)?)
        .map_err(|e| TlsError::Pair(cert.clone(), e))?;
    config.alpn_protocols = SERVED.map(<[u8]>::to_vec).to_vec();
    if files.tls_ca.is_some() {
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
    }
    Ok(config)
}

/// How a client speaks TLS: it checks the server's name against the CA given, or against
/// the system's.
pub(super) fn client(files: &ClientFiles) -> Result<ClientConfig, TlsError> {
    let roots = match &files.ca {
        Some(file) => trusted(file)?,
        None => {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            roots
        }
    };
    let builder = ClientConfig::builder_with_provider(provider())
        .with_protocol_versions(&[&TLS13, &TLS12])
        .map_err(TlsError::Setup)?
        .with_root_certificates(roots);
    let mut config = match (&files.cert, &files.key) {
        (Some(cert), Some(key)) => builder
            .with_client_auth_cert(certificates(cert)?, private_key(key)?)
            .map_err(|e| TlsError::Pair(cert.clone(), e))?,
        (None, None) => builder.with_no_client_auth(),
        _ => return Err(TlsError::Missing("a certificate and its key go together")),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

/// When the first certificate of a PEM file ends.
///
/// # Errors
/// If the file cannot be read, or holds no certificate.
pub fn expires_at(file: &Path) -> Result<Timestamp, TlsError> {
    let none = || TlsError::Holds(file.to_owned(), "certificate");
    let found = certificates(file)?;
    let first = found.first().ok_or_else(none)?;
    let (_, parsed) = parse_x509_certificate(first).map_err(|_| none())?;
    Timestamp::from_second(parsed.validity().not_after.timestamp()).map_err(|_| none())
}
