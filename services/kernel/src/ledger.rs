//! A process's logs and keys, over the network.

use std::{collections::BTreeMap, pin::Pin, sync::Arc};

use futures::{Stream, StreamExt as _};
use proto::{
    envelope::{Envelope, subject},
    ledger::{
        GetHeadRequest, GetHeadResponse, GetKeyRequest, GetKeyResponse, ReadRecordsRequest,
        ReadRecordsResponse, RepublishRequest, RepublishResponse, keys_service_server::KeysService,
        ledger_service_server::LedgerService,
    },
};
use tonic::{Code, Request, Response, Status};

use crate::{
    log::{EventLog as _, SledLog},
    relay::RelayHandle,
    seal::{Keys as _, LocalKeys},
    status::{chain, with_reason},
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
pub struct KeyDesk(pub LocalKeys);

#[tonic::async_trait]
impl KeysService for KeyDesk {
    async fn get_key(
        &self,
        request: Request<GetKeyRequest>,
    ) -> Result<Response<GetKeyResponse>, Status> {
        let request = request.into_inner();
        let key = self.0.key(&request.key_id, request.create).await.map_err(|error| {
            with_reason(error.code(), error.reason(), "the key cannot be had", [])
        })?;
        Ok(Response::new(GetKeyResponse { key: key.expose().to_vec() }))
    }
}
