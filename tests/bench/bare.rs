//! What the machine can do at best: the same call, the same client, and behind
//! it nothing, a plain file, or the bare store.

use std::{
    collections::HashMap,
    convert::Infallible,
    fs::File,
    future::Future,
    io::Write as _,
    net::SocketAddr,
    path::Path,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    thread,
};

use proto::{
    common::Receipt,
    referrals::{RecordContactRequest, RecordContactResponse},
};
use tokio::{
    net::TcpListener,
    sync::{mpsc, oneshot},
    task::JoinHandle,
};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::{
    Request, Response, Status,
    body::Body,
    server::{Grpc, NamedService, UnaryService},
    transport::Server,
};

type Answer = Pin<Box<dyn Future<Output = Result<Response<RecordContactResponse>, Status>> + Send>>;

/// Answers `RecordContact`, whatever is called.
#[derive(Clone)]
pub struct Bare(Arc<dyn Fn(RecordContactRequest) -> Answer + Send + Sync>);

impl NamedService for Bare {
    const NAME: &'static str = "candour.referrals.v1.ReferralsService";
}

impl UnaryService<RecordContactRequest> for Bare {
    type Response = RecordContactResponse;
    type Future = Answer;

    fn call(&mut self, request: Request<RecordContactRequest>) -> Answer {
        (self.0)(request.into_inner())
    }
}

impl tower::Service<http::Request<Body>> for Bare {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let this = self.clone();
        Box::pin(async move {
            let mut grpc = Grpc::new(tonic_prost::ProstCodec::default());
            Ok(grpc.unary(this, request).await)
        })
    }
}

/// Serves until it is aborted; answers where.
async fn serve(bare: Bare) -> (SocketAddr, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let incoming = TcpListenerStream::new(listener);
    let served = tokio::spawn(async move {
        Server::builder().add_service(bare).serve_with_incoming(incoming).await.expect("served");
    });
    (address, served)
}

fn answer(position: u64) -> Response<RecordContactResponse> {
    Response::new(RecordContactResponse {
        receipt: Some(Receipt { position, ..Receipt::default() }),
    })
}

/// A method that does nothing.
pub async fn nothing() -> (SocketAddr, JoinHandle<()>) {
    serve(Bare(Arc::new(|_| Box::pin(async { Ok(answer(0)) })))).await
}

/// A stream, the record to be made durable in it, and whom to tell.
type Job = (Entry, oneshot::Sender<u64>);

type Entry = (String, Arc<[u8]>);

/// Hands a record for each request to a thread that stores them in groups. It
/// is as long as what the services store of such a request.
async fn storing(
    record: Arc<[u8]>,
    store: impl FnMut(&[Entry]) -> u64 + Send + 'static,
) -> (SocketAddr, JoinHandle<()>) {
    let (jobs, waiting) = mpsc::channel::<Job>(1024);
    thread::spawn(move || group(waiting, store));
    serve(Bare(Arc::new(move |request| {
        let person = request.fact.map(|fact| fact.person_id).unwrap_or_default();
        let (jobs, record) = (jobs.clone(), Arc::clone(&record));
        Box::pin(async move {
            let (told, done) = oneshot::channel();
            let gone = |_| Status::unavailable("the store is gone");
            jobs.send(((person, record), told)).await.map_err(|_| Status::unavailable("gone"))?;
            Ok(answer(done.await.map_err(gone)?))
        })
    })))
    .await
}

/// Takes whatever waits, stores it at once, and answers.
fn group(mut waiting: mpsc::Receiver<Job>, mut store: impl FnMut(&[Entry]) -> u64) {
    while let Some((first, told)) = waiting.blocking_recv() {
        let (mut bytes, mut tell) = (vec![first], vec![told]);
        while bytes.len() < 1024 {
            let Ok((more, told)) = waiting.try_recv() else { break };
            bytes.push(more);
            tell.push(told);
        }
        let position = store(&bytes);
        for told in tell {
            // A client that was stopped does not listen.
            let _gone = told.send(position);
        }
    }
}

/// A plain file, written to and synced once a group.
pub async fn file(folder: &Path, record: Arc<[u8]>) -> (SocketAddr, JoinHandle<()>) {
    let mut file = File::create(folder.join("plain")).expect("a file");
    let mut position = 0;
    storing(record, move |group| {
        file.write_all(&group.iter().map(|(_, record)| &**record).collect::<Vec<_>>().concat())
            .expect("written");
        file.sync_data().expect("synced");
        position += u64::try_from(group.len()).unwrap_or(u64::MAX);
        position
    })
    .await
}

/// The bare store: one batch a group with two keys an event, flushed and
/// synced. No check, no decision, no other key.
pub async fn store(folder: &Path, record: Arc<[u8]>) -> (SocketAddr, JoinHandle<()>) {
    let folder = folder.join("bare");
    let config = sled::Config::new().path(&folder).cache_capacity(64 * 1024 * 1024);
    // As the log's, so that only what we add differs.
    let config = config.segment_size(16 * 1024 * 1024);
    let db = config.open().expect("a database");
    let file = File::open(folder.join("db")).expect("its file");
    let mut position: u64 = 0;
    let mut versions: HashMap<String, u64> = HashMap::new();
    storing(record, move |group| {
        let mut batch = sled::Batch::default();
        for (stream, record) in group {
            position += 1;
            let version = versions.entry(stream.clone()).or_default();
            *version += 1;
            insert(&mut batch, stream, *version, position, record);
        }
        db.apply_batch(batch).expect("applied");
        db.flush().expect("flushed");
        file.sync_data().expect("synced");
        position
    })
    .await
}

/// The two keys of an event: its record by position, its position by stream
/// and version.
pub fn insert(batch: &mut sled::Batch, stream: &str, version: u64, position: u64, bytes: &[u8]) {
    let place = position.to_be_bytes();
    batch.insert([b"e".as_slice(), &place].concat(), bytes);
    let of_stream = [b"s", stream.as_bytes(), &[0], &version.to_be_bytes()].concat();
    batch.insert(of_stream, &place);
}
