//! Calling a service: in the clear where its URL says `http`, over TLS where it says `https`.
//!
//! The files are read at each new connection, so that certificates can be exchanged under
//! a client that runs for long.

use std::{path::PathBuf, sync::Arc, time::Duration};

use http::{Uri, uri::Scheme};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tonic::transport::{Channel, Endpoint};
use tower::service_fn;

use super::{TlsError, files::client};

/// How long it may take until a connection stands.
const PATIENCE: Duration = Duration::from_secs(5);

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// By what a server is known, and what is shown to it.
#[derive(Clone, Debug, Default)]
pub struct ClientFiles {
    /// The CA's certificates as a PEM file; the system's if absent.
    pub ca: Option<PathBuf>,
    /// Our certificate as a PEM file, if the server asks for one.
    pub cert: Option<PathBuf>,
    /// Its private key as a PEM file, for its owner only.
    pub key: Option<PathBuf>,
}

/// A way to a service.
#[derive(Clone, Debug)]
pub struct Way {
    endpoint: Endpoint,
    secure: Option<ClientFiles>,
}

impl Way {
    /// A way to the service at a URL, on which a call may take as long as said.
    ///
    /// # Errors
    /// If the URL is none, or the files cannot be used.
    pub fn to(url: &str, files: &ClientFiles, longest: Duration) -> Result<Self, TlsError> {
        let none = || TlsError::Url(url.to_owned());
        let uri: Uri = url.parse().map_err(|_| none())?;
        let secure = uri.scheme() == Some(&Scheme::HTTPS);
        uri.host().ok_or_else(none)?;
        let mut endpoint = if secure {
            // tonic would bring its own TLS; to it, the way itself is plain.
            let mut parts = uri.clone().into_parts();
            parts.scheme = Some(Scheme::HTTP);
            let authority = parts.authority.as_ref().ok_or_else(none)?;
            if authority.port_u16().is_none() {
                let with_port = format!("{}:443", authority.host());
                parts.authority = Some(with_port.parse().map_err(|_| none())?);
            }
            let plain = Uri::from_parts(parts).map_err(|_| none())?;
            Endpoint::from(plain).origin(uri)
        } else {
            Endpoint::from(uri)
        };
        endpoint = endpoint.connect_timeout(PATIENCE).timeout(longest);
        if secure {
            // Said here and not at each attempt, whoever gave them sits at the terminal.
            client(files)?;
        }
        Ok(Self { endpoint, secure: secure.then(|| files.clone()) })
    }

    /// Connects now.
    ///
    /// # Errors
    /// If nobody answers, or is not who is expected.
    pub async fn connect(self) -> Result<Channel, tonic::transport::Error> {
        match self.secure {
            None => self.endpoint.connect().await,
            Some(files) => {
                let shake = service_fn(move |to| shaken(files.clone(), to));
                self.endpoint.connect_with_connector(shake).await
            }
        }
    }

    /// Connects when there is something to say, and again whenever that is lost.
    #[must_use]
    pub fn when_needed(self) -> Channel {
        match self.secure {
            None => self.endpoint.connect_lazy(),
            Some(files) => {
                let shake = service_fn(move |to| shaken(files.clone(), to));
                self.endpoint.connect_with_connector_lazy(shake)
            }
        }
    }
}

async fn shaken(files: ClientFiles, to: Uri) -> Result<TokioIo<TlsStream<TcpStream>>, Cause> {
    let host = to.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let name = ServerName::try_from(host.clone())?;
    let connector = TlsConnector::from(Arc::new(client(&files)?));
    let port = to.port_u16().unwrap_or(443);
    let stream = timeout(PATIENCE, async {
        let socket = TcpStream::connect((host.as_str(), port)).await?;
        socket.set_nodelay(true)?;
        connector.connect(name, socket).await
    });
    Ok(TokioIo::new(stream.await??))
}
