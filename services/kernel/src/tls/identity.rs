//! Whose certificate it is.
//!
//! A service's certificate names it by the URI `spiffe://candour/service/<context>`, as
//! SPIFFE has it, and not by a DNS name: a DNS name says under which address somebody is
//! served, and whoever may have a certificate for an address need be no service. The token
//! of a service opens keys, so over mutual TLS it counts only beside such a certificate: one
//! that was stolen opens nothing from a worker's machine.

use proto::any::LOGS;
use rustls::pki_types::CertificateDer;
use x509_parser::{extensions::GeneralName, parse_x509_certificate};

/// With what a service's URI begins.
const SERVICE: &str = "spiffe://candour/service/";

/// The URI by which a service's certificate names it.
#[must_use]
pub fn service_uri(context: &str) -> String {
    format!("{SERVICE}{context}")
}

/// Who is at the other end of a connection, as far as its certificate says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Peer {
    /// Whether it had to show a certificate.
    pub mutual: bool,
    /// The context of the service that it is.
    pub service: Option<&'static str>,
}

impl Peer {
    /// What the certificates say that a client showed.
    pub(super) fn of(shown: Option<&[CertificateDer<'_>]>) -> Self {
        let first = shown.and_then(|shown| shown.first());
        Self { mutual: first.is_some(), service: first.and_then(|der| service_of(der)) }
    }

    /// Whether a service may speak from there. Without certificates nobody can tell.
    pub fn may_be_a_service(self) -> bool {
        !self.mutual || self.service.is_some()
    }
}

/// The service that a certificate names. SPIFFE allows for one URI only, so that no two
/// readers take a certificate for two.
fn service_of(der: &[u8]) -> Option<&'static str> {
    let (_, certificate) = parse_x509_certificate(der).ok()?;
    let names = certificate.subject_alternative_name().ok().flatten()?;
    let mut uris = names.value.general_names.iter().filter_map(|name| match name {
        GeneralName::URI(uri) => Some(*uri),
        _ => None,
    });
    let context = uris.next()?.strip_prefix(SERVICE)?;
    let one = uris.next().is_none();
    LOGS.into_iter().find(|known| one && *known == context)
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, SanType};

    use super::*;

    fn shown(uris: &[&str]) -> Peer {
        let mut params = CertificateParams::new(vec!["panel.candour".to_owned()]).unwrap();
        for uri in uris {
            params.subject_alt_names.push(SanType::URI((*uri).try_into().unwrap()));
        }
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        Peer::of(Some(&[certificate.der().clone()]))
    }

    #[test]
    fn a_service_is_who_is_named_so_and_nobody_else() {
        let panel = service_uri("panel");
        assert_eq!(shown(&[&panel]), Peer { mutual: true, service: Some("panel") });
        assert!(shown(&[&panel]).may_be_a_service());
        let other = service_uri("oversight");
        for uris in [
            &[][..],
            &["spiffe://candour/client/panel"],
            &["spiffe://elsewhere/service/panel"],
            &["spiffe://candour/service/"],
            &["spiffe://candour/service/nobody"],
            &["spiffe://candour/service/panel/x"],
            &[&panel, &other],
        ] {
            assert_eq!(shown(uris), Peer { mutual: true, service: None }, "{uris:?}");
            assert!(!shown(uris).may_be_a_service());
        }
    }

    #[test]
    fn where_no_certificate_is_asked_for_the_token_alone_says_who_it_is() {
        assert!(Peer::of(None).may_be_a_service());
        let garbage = CertificateDer::from(vec![1, 2, 3]);
        assert!(!Peer::of(Some(&[garbage])).may_be_a_service());
    }
}
