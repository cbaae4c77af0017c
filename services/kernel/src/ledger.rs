//! A process's logs and keys, over the network.

use std::{collections::BTreeMap, pin::Pin, sync::Arc};

use futures::{Stream, StreamExt as _};
use proto::{
    Event as _,
    envelope::{Envelope, subject},
    ledger::{
        DestroyOldMasterKeyRequest, DestroyOldMasterKeyResponse, GetHeadRequest, GetHeadResponse,
        GetKeyRequest, GetKeyResponse, GetMasterKeyRequest, GetMasterKeyResponse, GetRootsRequest,
        GetRootsResponse, ReadRecordsRequest, ReadRecordsResponse, RepublishRequest,
        RepublishResponse, RotateMasterKeyRequest, RotateMasterKeyResponse,
        keys_service_server::KeysService, ledger_service_server::LedgerService,
        master_key_service_server::MasterKeyService,
    },
    oversight,
};
use tonic::{Code, Request, Response, Status};

use crate::{
    log::{EventLog as _, SledLog},
    relay::RelayHandle,
    seal::{IDENTITY, KeyError, Keys as _, LocalKeys, MasterKeys, RotateError, SharedRoots, parts},
    status::{chain, with_reason},
    tls::Peer,
};

/// How many records are read from a log at a time.
const PAGE: usize = 500;

/// The logs of a process, by context.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    logs: BTreeMap<&'static str, (Arc<SledLog>, RelayHandle)>,
}

impl Ledger {
    /// Adds a log and the relay that publishes it.
    pub fn add(&mut self, context: &'static str, log: Arc<SledLog>, relay: RelayHandle) {
        self.logs.insert(context, (log, relay));
    }

    fn find(&self, context: &str) -> Result<&(Arc<SledLog>, RelayHandle), Status> {
        self.logs.get(context).ok_or_else(|| {
            let here: Vec<&str> = self.logs.keys().copied().collect();
            with_reason(
                Code::NotFound,
                "CONTEXT_NOT_HERE",
                &format!("this process keeps the logs of: {}", here.join(", ")),
                [],
            )
        })
    }
}

#[tonic::async_trait]
impl LedgerService for Ledger {
    async fn get_head(
        &self,
        request: Request<GetHeadRequest>,
    ) -> Result<Response<GetHeadResponse>, Status> {
        let (log, relay) = self.find(&request.get_ref().context)?;
        Ok(Response::new(GetHeadResponse {
            position: *log.head().borrow(),
            published: relay.status().borrow().published,
            refuses_writes: log.refuses_writes(),
        }))
    }

    type ReadRecordsStream =
        Pin<Box<dyn Stream<Item = Result<ReadRecordsResponse, Status>> + Send>>;

    async fn read_records(
        &self,
        request: Request<ReadRecordsRequest>,
    ) -> Result<Response<Self::ReadRecordsStream>, Status> {
        let request = request.into_inner();
        let log = Arc::clone(&self.find(&request.context)?.0);
        let end = *log.head().borrow();
        let pages = futures::stream::try_unfold(request.from_position.max(1), move |from| {
            let log = Arc::clone(&log);
            async move {
                if from > end {
                    return Ok(None);
                }
                let page = log.read_all(from, PAGE).await.map_err(|error| {
                    tracing::error!(error = chain(&error), "a log could not be read");
                    with_reason(Code::Internal, "LOG_UNREADABLE", "the log could not be read", [])
                })?;
                let Some(last) = page.last() else { return Ok(None) };
                let next = last.position + 1;
                let page = futures::stream::iter(page.into_iter().map(move |record| {
                    let envelope = Envelope::parse(&record.bytes).ok();
                    Ok::<_, Status>(ReadRecordsResponse {
                        position: record.position,
                        stream_id: envelope
                            .as_ref()
                            .map(|e| e.meta.stream.to_string())
                            .unwrap_or_default(),
                        subject: envelope.map(|e| subject(&e.meta)).unwrap_or_default(),
                        record: record.bytes.to_vec(),
                    })
                }));
                Ok(Some((page, next)))
            }
        });
        let records = pages.map(|page: Result<_, Status>| match page {
            Ok(page) => page.left_stream(),
            Err(status) => futures::stream::iter([Err(status)]).right_stream(),
        });
        Ok(Response::new(Box::pin(records.flatten())))
    }

    async fn republish(
        &self,
        request: Request<RepublishRequest>,
    ) -> Result<Response<RepublishResponse>, Status> {
        let request = request.into_inner();
        let (_, relay) = self.find(&request.context)?;
        let records = relay.republish(request.from_position.max(1)).await.map_err(|_| {
            with_reason(Code::Unavailable, "RELAY_STOPPED", "the relay has stopped", [])
        })?;
        Ok(Response::new(RepublishResponse { records }))
    }
}

/// Hands out keys to services.
#[derive(Debug)]
pub struct KeyDesk {
    /// The keys.
    pub keys: LocalKeys,
    /// What the services share.
    pub roots: SharedRoots,
}

#[tonic::async_trait]
impl KeysService for KeyDesk {
    async fn get_key(
        &self,
        request: Request<GetKeyRequest>,
    ) -> Result<Response<GetKeyResponse>, Status> {
        let peer = request.extensions().get::<Peer>().copied().unwrap_or_default();
        let request = request.into_inner();
        let no = |error: KeyError| {
            with_reason(error.code(), error.reason(), "the key cannot be had", [])
        };
        let key_id = request.key_id.clone();
        match parts(&key_id).map_err(no)?.1 {
            // From it all others follow. It stays here.
            None => return Err(no(KeyError::NotYours { key_id })),
            // Who somebody is is shown by referrals, which has its keys here, and on a timeline.
            Some(IDENTITY)
                if peer.service.is_some_and(|service| service != oversight::Event::CONTEXT) =>
            {
                return Err(no(KeyError::NotYours { key_id }));
            }
            Some(_) => {}
        }
        let key = self.keys.key(&request.key_id, request.create).await.map_err(no)?;
        Ok(Response::new(GetKeyResponse { key: key.expose().to_vec() }))
    }

    async fn get_roots(
        &self,
        _: Request<GetRootsRequest>,
    ) -> Result<Response<GetRootsResponse>, Status> {
        let [pseudonyms, requests] = self.roots.expose().map(|bytes| bytes.to_vec());
        Ok(Response::new(GetRootsResponse { pseudonyms, requests }))
    }
}

/// Exchanges the master key.
#[derive(Debug)]
pub struct MasterKeyDesk(pub MasterKeys);

impl MasterKeyDesk {
    /// Runs on a thread that may wait for the disk, and to its end even if the caller goes away.
    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&MasterKeys) -> Result<T, RotateError> + Send + 'static,
    ) -> Result<T, Status> {
        let master = self.0.clone();
        let done = tokio::task::spawn_blocking(move || work(&master)).await;
        match done {
            Ok(outcome) => outcome.map_err(|error| not_exchanged(&error)),
            Err(error) => {
                tracing::error!(error = chain(&error), "work on the master key broke");
                let text = "it could not be done; the operator has been told";
                Err(with_reason(Code::Internal, "MASTER_KEY_FAILED", text, []))
            }
        }
    }
}

#[tonic::async_trait]
impl MasterKeyService for MasterKeyDesk {
    async fn rotate_master_key(
        &self,
        _: Request<RotateMasterKeyRequest>,
    ) -> Result<Response<RotateMasterKeyResponse>, Status> {
        self.blocking(MasterKeys::begin).await?;
        let master = self.0.clone();
        // It ends when it ends; who wants to know asks.
        drop(tokio::task::spawn_blocking(move || master.go_on()));
        Ok(Response::new(RotateMasterKeyResponse {}))
    }

    async fn get_master_key(
        &self,
        _: Request<GetMasterKeyRequest>,
    ) -> Result<Response<GetMasterKeyResponse>, Status> {
        let state = self.blocking(MasterKeys::state).await?;
        Ok(Response::new(GetMasterKeyResponse {
            underway: state.underway,
            halted: state.halted,
            done: state.done,
            keys: state.keys,
            old_is_there: state.old_is_there,
            destroyed: state.destroyed.all,
            waiting: state.destroyed.waiting,
            to_be_handed_out: state.to_be_handed_out,
        }))
    }

    async fn destroy_old_master_key(
        &self,
        _: Request<DestroyOldMasterKeyRequest>,
    ) -> Result<Response<DestroyOldMasterKeyResponse>, Status> {
        self.blocking(MasterKeys::destroy_old).await?;
        Ok(Response::new(DestroyOldMasterKeyResponse {}))
    }
}

fn not_exchanged(error: &RotateError) -> Status {
    match error {
        RotateError::NotInAFile => with_reason(
            Code::FailedPrecondition,
            "MASTER_KEY_NOT_IN_A_FILE",
            "the master key is in a variable of the environment; put it in a file that the \
             process may write beside, and start it with --master-key-file",
            [],
        ),
        RotateError::ReadOnly => with_reason(
            Code::FailedPrecondition,
            "MASTER_KEY_READ_ONLY",
            "the master key is handed out read-only; let whoever hands it out put the next one \
             beside it as master.key.next, and start the process anew",
            [],
        ),
        RotateError::OldStillThere => with_reason(
            Code::FailedPrecondition,
            "OLD_MASTER_KEY_STILL_THERE",
            "the master key from before the last exchange is still there; destroy it first",
            [],
        ),
        RotateError::NothingOld => with_reason(
            Code::FailedPrecondition,
            "NO_OLD_MASTER_KEY",
            "there is no old master key; exchange it first",
            [],
        ),
        RotateError::Underway => with_reason(
            Code::FailedPrecondition,
            "MASTER_KEY_STILL_NEEDED",
            "keys are still being wrapped anew, and the old master key is needed for that; \
             wait, or ask for the exchange again if it came to a halt",
            [],
        ),
        RotateError::Master(_) | RotateError::Io { .. } => {
            tracing::error!(error = chain(error), "work on the master key failed");
            with_reason(
                Code::Internal,
                "MASTER_KEY_FILES",
                "its files could not be read or written; the log says which",
                [],
            )
        }
    }
}
