//! Connections as they come in, so many at once and no slower than they must be.
//!
//! Whoever connects and says nothing is let go: during the handshake, and until it is clear
//! which HTTP is spoken. After that HTTP has its own limits. One more connection than there is
//! room for waits until another ends.

use std::{
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use rustls::ServerConfig;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch},
    time::{Sleep, sleep, timeout},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tokio_util::{either::Either, sync::CancellationToken};
use tonic::transport::server::Connected;

use super::Peer;

/// How many connections there are at once.
const CONNECTIONS_MAX: usize = 512;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(5);

/// How long it may take until a connection has begun to speak.
const SILENCE: Duration = Duration::from_secs(10);

/// How many bytes tell which HTTP is spoken: as many as HTTP/2 begins with.
const PREFACE: usize = 24;

/// How long nobody is let in after the system gave no connection.
const PAUSE: Duration = Duration::from_millis(100);

/// A connection of a client.
pub(crate) struct Wire {
    stream: Either<TcpStream, TlsStream<TcpStream>>,
    peer: Peer,
    /// Until it has begun to speak.
    patience: Option<Pin<Box<Sleep>>>,
    /// How many bytes that still takes.
    unheard: usize,
    _room: OwnedSemaphorePermit,
}

impl Connected for Wire {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer
    }
}

/// Connections for axum, as they come in.
pub(crate) struct Incoming {
    /// The connections.
    pub wires: mpsc::Receiver<io::Result<Wire>>,
    /// Where they come in.
    pub at: SocketAddr,
}

impl axum::serve::Listener for Incoming {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        while let Some(wire) = self.wires.recv().await {
            if let Ok(wire) = wire {
                return (wire, self.at);
            }
        }
        // Nothing is taken any more, and axum is about to be told to stop.
        std::future::pending().await
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.at)
    }
}

/// Takes connections until told to stop.
pub(crate) async fn accept(
    listener: TcpListener,
    tls: Option<watch::Receiver<Arc<ServerConfig>>>,
    wires: mpsc::Sender<io::Result<Wire>>,
    stop: CancellationToken,
) {
    let rooms = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    let accepting = async {
        while let Ok(room) = Arc::clone(&rooms).acquire_owned().await {
            match listener.accept().await {
                Ok((socket, _)) => {
                    let config = tls.as_ref().map(|tls| Arc::clone(&tls.borrow()));
                    let wires = wires.clone();
                    tokio::spawn(async move {
                        if let Some(wire) = begin(socket, config, room).await {
                            // Whoever would serve it may have been stopped.
                            let _stopped = wires.send(Ok(wire)).await;
                        }
                    });
                }
                Err(error) => {
                    tracing::warn!(%error, "no connection can be taken");
                    sleep(PAUSE).await;
                }
            }
        }
    };
    stop.run_until_cancelled(accepting).await;
}

async fn begin(
    socket: TcpStream,
    config: Option<Arc<ServerConfig>>,
    room: OwnedSemaphorePermit,
) -> Option<Wire> {
    // Calls are small and wait for each other.
    let _ = socket.set_nodelay(true);
    let (stream, peer) = match config {
        None => (Either::Left(socket), Peer::default()),
        Some(config) => {
            let shaken = timeout(HANDSHAKE, TlsAcceptor::from(config).accept(socket)).await;
            let refused = |why: String| {
                metrics::counter!("candour_handshakes_failed_total").increment(1);
                tracing::debug!(why, "a handshake failed");
            };
            let stream = match shaken {
                Ok(Ok(stream)) => stream,
                Ok(Err(error)) => {
                    refused(error.to_string());
                    return None;
                }
                Err(_) => {
                    refused("it took too long".to_owned());
                    return None;
                }
            };
            let peer = Peer::of(stream.get_ref().1.peer_certificates());
            (Either::Right(stream), peer)
        }
    };
    Some(Wire {
        stream,
        peer,
        patience: Some(Box::pin(sleep(SILENCE))),
        unheard: PREFACE,
        _room: room,
    })
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(cx, buffer) {
            let heard = buffer.filled().len().saturating_sub(before);
            self.unheard = self.unheard.saturating_sub(heard);
            if self.unheard == 0 {
                self.patience = None;
            }
            return Poll::Ready(read);
        }
        if let Some(patience) = &mut self.patience {
            ready!(patience.as_mut().poll(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
