//! Keys that another service keeps, asked for over the network and kept for minutes.
//!
//! A key that is destroyed at its keeper can be read here until it is due to be
//! asked for again. That delay is the price of not asking for every sentence.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use futures::future::BoxFuture;
use proto::ledger::{GetKeyRequest, GetRootsRequest, keys_service_client::KeysServiceClient};
use quick_cache::sync::Cache;
use secrecy::zeroize::Zeroizing;
use tokio::time::{Instant, timeout};
use tonic::{Code, Request, Status, metadata::MetadataValue, transport::Channel};
use tonic_types::StatusExt as _;

use super::{
    keys::{DataKey, KeyError, Keys, parts},
    roots::SharedRoots,
};
use crate::status::chain;

/// How long a key is kept unless another time is set.
const KEPT_FOR: Duration = Duration::from_secs(5 * 60);
/// How long an answer is waited for.
const DEADLINE: Duration = Duration::from_secs(2);
/// Keys held in memory at once: some 100 bytes each.
const HELD: usize = 10_000;

/// How the roots are called where a key is named.
const ROOTS: &str = "roots";
/// How long is waited before the keeper is asked for the roots again.
const PAUSE: Duration = Duration::from_millis(500);
/// After how many attempts it is said again that it does not answer.
const SAID_EVERY: u32 = 20;

/// Any error of a machine.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Gives the token with which this service asks, minted anew when the last one is near its end.
pub type TokenSource = Arc<dyn Fn() -> Result<String, BoxError> + Send + Sync>;

/// The keys that another service keeps.
#[derive(Clone)]
pub struct RemoteKeys {
    client: KeysServiceClient<Channel>,
    token: TokenSource,
    kept_for: Duration,
    held: Arc<Cache<String, Held>>,
    swept: Arc<Mutex<Instant>>,
}

/// A key at hand, or the knowledge that it was destroyed, and until when it may be used.
#[derive(Clone)]
struct Held {
    key: Option<DataKey>,
    until: Instant,
}

impl fmt::Debug for RemoteKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RemoteKeys")
    }
}

impl RemoteKeys {
    /// The keys behind a channel, asked for with the tokens of `token`.
    #[must_use]
    pub fn new(channel: Channel, token: TokenSource) -> Self {
        Self {
            client: KeysServiceClient::new(channel),
            token,
            kept_for: KEPT_FOR,
            held: Arc::new(Cache::new(HELD)),
            swept: Arc::new(Mutex::new(Instant::now())),
        }
    }

    /// Keeps each key for that long.
    #[must_use]
    pub fn kept_for(mut self, kept_for: Duration) -> Self {
        self.kept_for = kept_for;
        self
    }

    fn at_hand(&self, key_id: &str) -> Option<Result<DataKey, KeyError>> {
        let held = self.held.get(key_id)?;
        if held.until <= Instant::now() {
            self.held.remove(key_id);
            return None;
        }
        Some(held.key.ok_or_else(|| KeyError::Destroyed { key_id: key_id.to_owned() }))
    }

    fn keep(&self, key_id: &str, key: Option<DataKey>) {
        let now = Instant::now();
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        // Keys that nobody asks for again must not outlive their time either.
        if now.duration_since(*swept) >= self.kept_for {
            self.held.retain(|_, held| held.until > now);
            *swept = now;
        }
        self.held.insert(key_id.to_owned(), Held { key, until: now + self.kept_for });
    }

    /// The roots that the keeper shares with all services. It is asked until it answers.
    ///
    /// # Errors
    /// If it answers with what are none.
    pub async fn roots(&self) -> Result<SharedRoots, KeyError> {
        let mut attempts = 0_u32;
        loop {
            match self.ask_for_roots().await {
                Err(error @ KeyError::Unavailable { .. }) => {
                    if attempts.is_multiple_of(SAID_EVERY) {
                        tracing::warn!(error = chain(&error), "waiting for whoever keeps the keys");
                    }
                    attempts = attempts.wrapping_add(1);
                    tokio::time::sleep(PAUSE).await;
                }
                answer => return answer,
            }
        }
    }

    async fn ask_for_roots(&self) -> Result<SharedRoots, KeyError> {
        let mut client = self.client.clone();
        let request = self.request(ROOTS, GetRootsRequest {})?;
        let answer = timeout(DEADLINE, client.get_roots(request))
            .await
            .map_err(|late| unavailable(ROOTS, Box::new(late)))?
            .map_err(|status| refused(ROOTS, status))?
            .into_inner();
        let (pseudonyms, requests) =
            (Zeroizing::new(answer.pseudonyms), Zeroizing::new(answer.requests));
        SharedRoots::given(&pseudonyms, &requests)
            .ok_or_else(|| KeyError::Damaged { key_id: ROOTS.to_owned() })
    }

    /// A request that shows this service's token.
    fn request<T>(&self, key_id: &str, message: T) -> Result<Request<T>, KeyError> {
        let mut request = Request::new(message);
        let token = (self.token)().map_err(|error| unavailable(key_id, error))?;
        let header = format!("Bearer {token}").parse();
        let mut header: MetadataValue<_> =
            header.map_err(|_| unavailable(key_id, "no token".into()))?;
        header.set_sensitive(true);
        request.metadata_mut().insert("authorization", header);
        request.set_timeout(DEADLINE);
        Ok(request)
    }

    async fn ask(&self, key_id: &str, create: bool) -> Result<DataKey, KeyError> {
        let request = self.request(key_id, GetKeyRequest { key_id: key_id.to_owned(), create })?;
        let mut client = self.client.clone();
        // The header bounds the server's work; this bounds the connecting too.
        let answer = timeout(DEADLINE, client.get_key(request))
            .await
            .map_err(|late| unavailable(key_id, Box::new(late)))?
            .map_err(|status| refused(key_id, status))?;
        let bytes = Zeroizing::new(answer.into_inner().key);
        <[u8; 32]>::try_from(bytes.as_slice())
            .map(DataKey::from)
            .map_err(|_| KeyError::Damaged { key_id: key_id.to_owned() })
    }
}

impl Keys for RemoteKeys {
    fn key<'a>(
        &'a self,
        key_id: &'a str,
        create: bool,
    ) -> BoxFuture<'a, Result<DataKey, KeyError>> {
        Box::pin(async move {
            parts(key_id)?;
            if let Some(answer) = self.at_hand(key_id) {
                return answer;
            }
            let answer = self.ask(key_id, create).await;
            match &answer {
                Ok(key) => self.keep(key_id, Some(key.clone())),
                // Destruction is for good, so this answer keeps as well as a key does.
                Err(KeyError::Destroyed { .. }) => self.keep(key_id, None),
                Err(_) => {}
            }
            answer
        })
    }
}

fn unavailable(key_id: &str, source: BoxError) -> KeyError {
    KeyError::Unavailable { key_id: key_id.to_owned(), source }
}

/// What the keeper meant. Its reason is read and not only its code, since a
/// proxy on the way may answer `NOT_FOUND` to anything.
fn refused(key_id: &str, status: Status) -> KeyError {
    let key_id = key_id.to_owned();
    let reason = status.get_details_error_info().map(|info| info.reason).unwrap_or_default();
    match (status.code(), reason.as_str()) {
        (Code::NotFound, "KEY_NOT_FOUND") => KeyError::NotFound { key_id },
        (Code::FailedPrecondition, "KEY_DESTROYED") => KeyError::Destroyed { key_id },
        (Code::DataLoss, "KEY_DAMAGED") => KeyError::Damaged { key_id },
        (Code::PermissionDenied, "KEY_NOT_YOURS") => KeyError::NotYours { key_id },
        (Code::InvalidArgument, "NOT_A_KEY_ID") => KeyError::NotAKeyId { key_id },
        _ => KeyError::Unavailable { key_id, source: Box::new(status) },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use proto::{
        ids::PersonId,
        ledger::{
            GetKeyResponse, GetRootsResponse,
            keys_service_server::{KeysService, KeysServiceServer},
        },
    };
    use tokio::net::TcpListener;
    use tokio_stream::wrappers::TcpListenerStream;
    use tonic::{Response, transport::Server};
    use tonic_types::ErrorDetails;
    use uuid::Uuid;

    use super::*;
    use crate::seal::{KeyFolder, LocalKeys, MasterKey};

    struct Keeper {
        keys: LocalKeys,
        asked: Arc<AtomicUsize>,
    }

    #[tonic::async_trait]
    impl KeysService for Keeper {
        async fn get_key(
            &self,
            request: Request<GetKeyRequest>,
        ) -> Result<Response<GetKeyResponse>, Status> {
            self.asked.fetch_add(1, Ordering::SeqCst);
            let bearer = request.metadata().get("authorization").unwrap();
            assert_eq!(bearer.to_str().unwrap(), "Bearer a-token");
            let GetKeyRequest { key_id, create } = request.into_inner();
            match self.keys.key(&key_id, create).await {
                Ok(key) => Ok(Response::new(GetKeyResponse { key: key.expose().to_vec() })),
                Err(error) => Err(Status::with_error_details(
                    error.code(),
                    error.to_string(),
                    ErrorDetails::with_error_info(
                        error.reason(),
                        "candour",
                        std::collections::HashMap::new(),
                    ),
                )),
            }
        }

        async fn get_roots(
            &self,
            _: Request<GetRootsRequest>,
        ) -> Result<Response<GetRootsResponse>, Status> {
            // Not at the first time.
            if self.asked.fetch_add(1, Ordering::SeqCst) == 0 {
                return Err(Status::unavailable("it starts"));
            }
            let [pseudonyms, requests] = shared().expose().map(|bytes| bytes.to_vec());
            Ok(Response::new(GetRootsResponse { pseudonyms, requests }))
        }
    }

    /// What a keeper shares, whoever asks.
    fn shared() -> SharedRoots {
        SharedRoots::from(&crate::seal::Roots::new(&MasterKey::from([1; 32])))
    }

    struct World {
        _folder: tempfile::TempDir,
        local: LocalKeys,
        remote: RemoteKeys,
        asked: Arc<AtomicUsize>,
    }

    async fn world() -> World {
        let folder = tempfile::tempdir().unwrap();
        let master = MasterKey::from([1; 32]);
        let local = LocalKeys::new(KeyFolder::open(folder.path(), &master).unwrap());
        let asked = Arc::new(AtomicUsize::new(0));
        let keeper = Keeper { keys: local.clone(), asked: Arc::clone(&asked) };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(
            Server::builder()
                .add_service(KeysServiceServer::new(keeper))
                .serve_with_incoming(TcpListenerStream::new(listener)),
        );
        let channel = Channel::from_shared(address).unwrap().connect_lazy();
        let remote = RemoteKeys::new(channel, Arc::new(|| Ok("a-token".to_owned())));
        World { _folder: folder, local, remote, asked }
    }

    fn person(n: u128) -> String {
        PersonId::new(Uuid::from_u128(n)).to_string()
    }

    #[tokio::test]
    async fn a_key_is_asked_for_once_and_is_the_keepers() {
        let world = world().await;
        let id = person(1);
        assert!(matches!(world.remote.key(&id, false).await, Err(KeyError::NotFound { .. })));
        let made = world.remote.key(&id, true).await.unwrap();
        assert_eq!(world.local.key(&id, false).await.unwrap().expose(), made.expose());
        world.remote.key(&id, false).await.unwrap();
        assert_eq!(world.asked.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_destroyed_key_is_known_as_destroyed_once_its_time_at_hand_is_over() {
        let mut world = world().await;
        world.remote = world.remote.kept_for(Duration::from_millis(50));
        let id = person(2);
        world.remote.key(&id, true).await.unwrap();
        world.local.destroy(&id).await.unwrap();
        tokio::time::sleep(Duration::from_millis(60)).await;
        for create in [false, true] {
            let answer = world.remote.key(&id, create).await;
            assert!(matches!(answer, Err(KeyError::Destroyed { .. })), "{answer:?}");
        }
        assert_eq!(world.asked.load(Ordering::SeqCst), 2, "the second answer was at hand");
    }

    #[tokio::test]
    async fn what_is_no_key_id_is_not_even_asked_for() {
        let world = world().await;
        let answer = world.remote.key("../../etc/passwd", true).await;
        assert!(matches!(answer, Err(KeyError::NotAKeyId { .. })));
        assert_eq!(world.asked.load(Ordering::SeqCst), 0);
    }

    #[tokio::test]
    async fn a_keeper_that_does_not_answer_is_unavailable_within_the_deadline() {
        // It accepts connections and says nothing.
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let channel = Channel::from_shared(address).unwrap().connect_lazy();
        let keys = RemoteKeys::new(channel, Arc::new(|| Ok("a-token".to_owned())));
        let started = Instant::now();
        let answer = keys.key(&person(3), true).await;
        assert!(matches!(answer, Err(KeyError::Unavailable { .. })), "{answer:?}");
        assert!(started.elapsed() < DEADLINE * 3);
    }

    #[tokio::test]
    async fn the_roots_are_the_keepers_once_it_answers() {
        let world = world().await;
        let given = world.remote.roots().await.unwrap();
        assert_eq!(given.expose(), shared().expose());
        assert_eq!(world.asked.load(Ordering::SeqCst), 2);
        for wrong in [&[][..], &[0; 31], &[0; 33]] {
            assert!(SharedRoots::given(wrong, &[0; 32]).is_none());
            assert!(SharedRoots::given(&[0; 32], wrong).is_none());
        }
    }

    #[tokio::test]
    async fn without_a_token_nothing_is_asked() {
        let mut world = world().await;
        world.remote.token = Arc::new(|| Err("the signing key is gone".into()));
        let answer = world.remote.key(&person(4), true).await;
        assert!(matches!(answer, Err(KeyError::Unavailable { .. })));
        assert_eq!(world.asked.load(Ordering::SeqCst), 0);
    }
}
