//! A sandbox's clock, which stands until it is moved.
//!
//! Before it moves, what follows from all that its mover has seen is done, so
//! that it is done on the day of its cause. After it has moved, what fell due
//! is done.

use std::{path::PathBuf, sync::Arc, time::Duration};

use proto::{
    ledger::{AdvanceRequest, AdvanceResponse, sandbox_service_server::SandboxService},
    time,
};
use tokio::sync::watch;
use tonic::{Code, Request, Response, Status};

use crate::{
    clock::Clock,
    react::{ReactError, Together},
    seen,
    service::Settles,
    status::{chain, with_reason},
};

/// How long the clock waits for what follows from what was seen.
const LONGEST_WAIT: Duration = Duration::from_secs(25);

/// Moves the clock.
pub struct SandboxDesk {
    /// The clock.
    pub clock: Clock,
    /// Where it is written down where the clock stands.
    pub file: PathBuf,
    /// The process's logs, by context: how far each has come.
    pub heads: Vec<(&'static str, watch::Receiver<u64>)>,
    /// What follows from what happens elsewhere.
    pub reactions: Together,
    /// Those whose work follows the clock.
    pub settles: Vec<Arc<dyn Settles>>,
}

#[tonic::async_trait]
impl SandboxService for SandboxDesk {
    async fn advance(
        &self,
        request: Request<AdvanceRequest>,
    ) -> Result<Response<AdvanceResponse>, Status> {
        let wanted = seen::read(request.metadata())?;
        let to = request.into_inner().to;
        let to = to.as_ref().and_then(|wire| time::timestamp(wire).ok()).ok_or_else(|| {
            with_reason(Code::InvalidArgument, "NO_TIME", "say to when the clock moves", [])
        })?;
        tokio::time::timeout(LONGEST_WAIT, self.reactions.heard(&wanted)).await.map_err(|_| {
            with_reason(
                Code::Unavailable,
                "NOT_THERE_YET",
                "what you have seen has not been heard here yet; ask again",
                [],
            )
        })?;
        self.reactions.catch_up().await.map_err(|e| failed(&e))?;
        let now = self.clock.advance(to).ok_or_else(|| {
            with_reason(Code::FailedPrecondition, "NO_SANDBOX", "this is no sandbox", [])
        })?;
        let written = self.file.with_extension("new");
        std::fs::write(&written, now.to_string())
            .and_then(|()| std::fs::rename(&written, &self.file))
            .map_err(|error| {
                tracing::error!(error = chain(&error), "the sandbox's time could not be kept");
                with_reason(Code::Internal, "TIME_NOT_KEPT", "the time could not be kept", [])
            })?;
        self.reactions.catch_up().await.map_err(|e| failed(&e))?;
        for settles in &self.settles {
            settles.settled(now).await;
        }
        let mut response = Response::new(AdvanceResponse { now: Some(time::wire(now)) });
        for (context, head) in &self.heads {
            seen::write(response.metadata_mut(), context, *head.borrow());
        }
        Ok(response)
    }
}

fn failed(error: &ReactError) -> Status {
    tracing::error!(error = chain(error), "reactions could not be carried out");
    with_reason(Code::Unavailable, "REACTIONS_FAILED", "what follows could not be done", [])
}
