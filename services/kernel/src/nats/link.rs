//! A connection to NATS that ends where others reconnect.
//!
//! async-nats reconnects by itself and then sends what it had buffered, behind
//! the back of whoever has meanwhile concluded that it failed; an ordered
//! consumer would go on at its old sequence in a stream that may be a new one.
//! So a link is used once: it has one server, gives its credentials out once,
//! and whoever holds it opens another when it is lost.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use async_nats::{
    Auth, AuthError, Client, ConnectOptions, Event, ServerAddr,
    jetstream::{self, Context, stream::LastRawMessageErrorKind},
};
use secrecy::ExposeSecret;
use tokio::sync::watch;

use super::{EVENTS, Login, NatsError, NatsOptions};

/// How long NATS may take to answer a request.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many messages may wait to be read before NATS counts us as too slow.
const WAITING: usize = 256 * 1024;

/// A connection for one use.
pub struct Link {
    /// The connection.
    pub client: Client,
    /// Its way to the streams.
    pub context: Context,
    ended: watch::Receiver<Option<String>>,
}

impl Link {
    /// Connects to the first server that answers.
    pub async fn open(options: &NatsOptions, name: &str) -> Result<Self, NatsError> {
        let mut last = NatsError::Lost("no address is configured".to_owned());
        for url in &options.urls {
            match Self::to(url, options, name).await {
                Ok(link) => return Ok(link),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    async fn to(url: &str, options: &NatsOptions, name: &str) -> Result<Self, NatsError> {
        let address = address(url)?;
        let (fault, ended) = watch::channel(None);
        let connect = usual(once(options.login.clone(), address.clone()), options, name)
            // With the refused credentials this makes the library give up, so
            // that it frees what it holds.
            .max_reconnects(1)
            .ignore_discovered_servers()
            .subscription_capacity(WAITING)
            .event_callback(move |event| {
                let fault = fault.clone();
                async move { note(&fault, &event) }
            });
        let client = connect.connect(address).await.map_err(|e| NatsError::NoServer(e.into()))?;
        let mut context = jetstream::new(client.clone());
        context.set_timeout(PATIENCE);
        Ok(Self { client, context, ended })
    }

    /// Waits until the link has ended and says why.
    pub async fn ended(&self) -> NatsError {
        let mut ended = self.ended.clone();
        let reason = match ended.wait_for(Option::is_some).await {
            Ok(reason) => reason.clone().unwrap_or_default(),
            Err(_) => "closed".to_owned(),
        };
        NatsError::Lost(reason)
    }

    /// The message of the event stream with this sequence, if it is there.
    pub async fn message(
        &self,
        sequence: u64,
    ) -> Result<Option<jetstream::message::StreamMessage>, NatsError> {
        let failed = NatsError::request("give a message");
        let stream = self.context.get_stream_no_info(EVENTS).await;
        // Not the direct way, which a replica may answer that lags behind.
        match stream.map_err(|e| failed(e.into()))?.get_raw_message(sequence).await {
            Ok(message) => Ok(Some(message)),
            Err(e) if e.kind() == LastRawMessageErrorKind::NoMessageFound => Ok(None),
            Err(e) => Err(failed(e.into())),
        }
    }
}

/// A way to the streams that is mended when it is lost, for whoever asks again
/// until it is answered.
///
/// # Errors
/// If no server answers.
pub async fn connect(options: &NatsOptions, name: &str) -> Result<Context, NatsError> {
    let mut last = NatsError::Lost("no address is configured".to_owned());
    for url in &options.urls {
        let address = address(url)?;
        let (login, to) = (options.login.clone(), address.clone());
        let given = ConnectOptions::with_auth_callback(move |nonce| {
            let auth = credentials(&login, &to, &nonce);
            async move { auth }
        });
        match usual(given, options, name).connect(address).await {
            Ok(client) => return Ok(jetstream::new(client)),
            Err(error) => last = NatsError::NoServer(error.into()),
        }
    }
    Err(last)
}

fn address(url: &str) -> Result<ServerAddr, NatsError> {
    url.parse().map_err(|source| NatsError::Address {
        url: url.rsplit('@').next().unwrap_or_default().to_owned(),
        source,
    })
}

/// What every connection has.
fn usual(connect: ConnectOptions, options: &NatsOptions, name: &str) -> ConnectOptions {
    let connect = connect
        .connection_timeout(options.connect_timeout)
        .request_timeout(Some(PATIENCE))
        .ping_interval(Duration::from_secs(5))
        .name(name);
    let connect = match &options.login {
        Login::Nkey(key) => connect.custom_inbox_prefix(key.inbox()),
        _ => connect,
    };
    let connect = match &options.root_certificates {
        Some(file) => connect.add_root_certificates(file.clone()).require_tls(true),
        None => connect,
    };
    match &options.certificate {
        Some((own, key)) => connect.add_client_certificate(own.clone(), key.clone()),
        None => connect,
    }
}

fn credentials(login: &Login, address: &ServerAddr, nonce: &[u8]) -> Result<Auth, AuthError> {
    let mut auth = Auth::new();
    match login {
        Login::Open => {
            auth.username = address.username().map(str::to_owned);
            auth.password = address.password().map(str::to_owned);
        }
        Login::Token(token) => auth.token = Some(token.expose_secret().to_owned()),
        Login::Password { user, password } => {
            auth.username = Some(user.clone());
            auth.password = Some(password.expose_secret().to_owned());
        }
        Login::Nkey(key) => {
            auth.nkey = Some(key.public());
            auth.signature = Some(key.sign(nonce).map_err(AuthError::new)?);
        }
    }
    Ok(auth)
}

/// Gives the credentials out for the first connection only. Refusing them is
/// the one way in which async-nats lets go before it has sent anything.
fn once(login: Login, address: ServerAddr) -> ConnectOptions {
    let used = Arc::new(AtomicBool::new(false));
    ConnectOptions::with_auth_callback(move |nonce| {
        let given = if used.swap(true, Ordering::AcqRel) {
            Err(AuthError::new("a lost link is replaced, not mended"))
        } else {
            credentials(&login, &address, &nonce)
        };
        async move { given }
    })
}

/// A denied publish is told to nobody but here, so errors end the link as well.
fn note(fault: &watch::Sender<Option<String>>, event: &Event) {
    let reason = match event {
        Event::Disconnected | Event::Closed => "disconnected".to_owned(),
        Event::ServerError(error) => error.to_string(),
        Event::SlowConsumer(_) => "messages came faster than they were read".to_owned(),
        _ => return,
    };
    fault.send_if_modified(|known| {
        let first = known.is_none();
        if first {
            *known = Some(reason);
        }
        first
    });
}

/// Waits longer after each failure, and never as long as the neighbour.
pub struct Backoff {
    step: u32,
    longest: Duration,
}

impl Backoff {
    const SHORTEST: Duration = Duration::from_millis(50);

    /// Starts short.
    pub fn new(longest: Duration) -> Self {
        Self { step: 0, longest }
    }

    /// Starts short again.
    pub fn reset(&mut self) {
        self.step = 0;
    }

    /// How long to wait now.
    pub fn next(&mut self) -> Duration {
        let full = Self::SHORTEST.saturating_mul(1 << self.step.min(16)).min(self.longest);
        self.step = self.step.saturating_add(1);
        // Between half and all of it.
        full.mul_f64(0.5 + f64::from(chance() as u16) / f64::from(u16::MAX) / 2.0)
    }
}

/// A number that nobody else has, to tell one attempt from another and to keep
/// those that wait from trying again all at once.
#[must_use]
#[allow(clippy::disallowed_methods, reason = "it decides nothing that is recorded")]
pub fn chance() -> u64 {
    rand::random()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waiting_grows_up_to_its_limit() {
        let mut backoff = Backoff::new(Duration::from_secs(2));
        assert!(backoff.next() <= Duration::from_millis(50));
        for _ in 0..40 {
            assert!(backoff.next() <= Duration::from_secs(2));
        }
        assert!(backoff.next() >= Duration::from_secs(1));
        backoff.reset();
        assert!(backoff.next() <= Duration::from_millis(50));
    }
}
