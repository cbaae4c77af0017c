//! A process's checkpoints and receipts, over the network.

use std::{collections::BTreeMap, fmt::Display, sync::Arc};

use proto::{
    Event as _, Lists, Validate,
    envelope::Envelope,
    ledger::{
        AddCosignatureRequest, AddCosignatureResponse, GetCheckpointRequest, GetCheckpointResponse,
        GetReceiptRequest, GetReceiptResponse, proof_service_server::ProofService,
    },
};
use tonic::{Code, Request, Response, Status};

use super::{
    checkpoint::Checkpoint,
    keeper::{Keeper, ProofError},
    key::PublicKey,
};
use crate::{
    contract,
    principal::principal,
    status::{Violation, chain, invalid, with_reason},
};

/// The keepers of a process's logs, by context.
#[derive(Clone, Debug, Default)]
pub struct ProofDesk {
    keepers: BTreeMap<&'static str, Arc<Keeper>>,
}

impl ProofDesk {
    /// Adds a log's keeper.
    pub fn add(&mut self, keeper: Arc<Keeper>) {
        self.keepers.insert(keeper.context(), keeper);
    }

    fn find(&self, context: &str) -> Result<&Keeper, Status> {
        self.keepers.get(context).map(AsRef::as_ref).ok_or_else(|| {
            let here: Vec<&str> = self.keepers.keys().copied().collect();
            with_reason(
                Code::NotFound,
                "CONTEXT_NOT_HERE",
                &format!("this process keeps the logs of: {}", here.join(", ")),
                [],
            )
        })
    }
}

/// What is asked, if it keeps the contract's rules.
fn asked<T: Lists + Validate>(request: Request<T>) -> Result<T, Status> {
    contract::check(request.get_ref()).map_err(|wrong| invalid(&wrong))?;
    Ok(request.into_inner())
}

/// Reads a field that is more than the contract's rules can say.
fn field<T, E: Display>(name: &str, rule: &str, read: Result<T, E>) -> Result<T, Status> {
    read.map_err(|error| invalid(&[Violation::new(name, rule, &error.to_string())]))
}

fn of_another() -> Status {
    with_reason(
        Code::PermissionDenied,
        "RECORD_OF_ANOTHER",
        "a person may ask for their own record",
        [],
    )
}

fn refusal(error: &ProofError) -> Status {
    match error {
        ProofError::NoEvent { .. } => {
            let says = "the log has no event at this position";
            with_reason(Code::NotFound, "EVENT_NOT_IN_LOG", says, [])
        }
        ProofError::NotCompared => with_reason(
            Code::Unavailable,
            "PROOF_NOT_YET",
            "nothing is signed before NATS has told what was published; ask again later",
            [],
        ),
        ProofError::Altered { .. } => with_reason(
            Code::DataLoss,
            "LOG_ALTERED",
            "the log is not what was signed before; keep it as it is, and tell whoever oversees \
             it",
            [],
        ),
        ProofError::Log(_) | ProofError::Tree(_) | ProofError::File { .. } => {
            tracing::error!(error = chain(error), "nothing could be proved of a log");
            with_reason(Code::Internal, "LOG_UNREADABLE", "the log could not be read", [])
        }
    }
}

#[tonic::async_trait]
impl ProofService for ProofDesk {
    async fn get_checkpoint(
        &self,
        request: Request<GetCheckpointRequest>,
    ) -> Result<Response<GetCheckpointResponse>, Status> {
        let request = asked(request)?;
        let keeper = self.find(&request.context)?;
        let found = keeper.checkpoint(request.old_size).await.map_err(|error| refusal(&error))?;
        let (checkpoint, proof) = found.unzip();
        Ok(Response::new(GetCheckpointResponse {
            checkpoint: checkpoint.map(|checkpoint| checkpoint.to_string()).unwrap_or_default(),
            public_key: keeper.public_key().to_string(),
            consistency_proof: proof.into_iter().flatten().map(|hash| hash.0.to_vec()).collect(),
        }))
    }

    async fn add_cosignature(
        &self,
        request: Request<AddCosignatureRequest>,
    ) -> Result<Response<AddCosignatureResponse>, Status> {
        let request = asked(request)?;
        let keeper = self.find(&request.context)?;
        let signed = Checkpoint::read(request.checkpoint.as_bytes());
        let signed = field("checkpoint", "checkpoint", signed)?;
        let witness = field("public_key", "public_key", request.public_key.parse::<PublicKey>())?;
        if keeper.add_witness(&signed, &witness).await.map_err(|error| refusal(&error))? {
            return Ok(Response::new(AddCosignatureResponse {}));
        }
        Err(with_reason(
            Code::FailedPrecondition,
            "COSIGNATURE_NOT_GOOD",
            "both the log's key and the witness's have to have signed a checkpoint of this log; \
             get the newest and sign that",
            [],
        ))
    }

    async fn get_receipt(
        &self,
        request: Request<GetReceiptRequest>,
    ) -> Result<Response<GetReceiptResponse>, Status> {
        let asker = principal(&request)?;
        let request = asked(request)?;
        let keeper = self.find(&request.context)?;
        // What is done about a flag is no part of a person's record.
        let of_flags = request.context == proto::oversight::Event::CONTEXT;
        if of_flags && !asker.may_ask_about("") {
            return Err(of_another());
        }
        let receipt = keeper.receipt(request.position).await.map_err(|error| refusal(&error))?;
        let about = Envelope::parse(&receipt.event).map(|e| e.meta.person).unwrap_or_default();
        if !asker.may_ask_about(&about) {
            return Err(of_another());
        }
        let public_key = keeper.public_key().to_string();
        Ok(Response::new(GetReceiptResponse { receipt: receipt.to_string(), public_key }))
    }
}
