//! Confirming that a person be erased, and saying where that stands. Written by hand,
//! since it needs what other contexts have open, and destroys a key.

use std::{path::PathBuf, sync::Arc};

use kernel::{
    decider::Refusal,
    seen,
    status::{self, chain, with_reason},
};
use proto::{
    referrals::{
        ConfirmErasureRequest, ConfirmErasureResponse, ErasureObstacle, ErasureObstacleKind,
        ErasureRequested, GetErasureRequest, GetErasureResponse,
    },
    time,
};
use tonic::{Code, Request, Response, Status, metadata::MetadataMap};

use crate::{
    domain::{Asked, Elsewhere, Erasure, Person, PersonCommand as OfPerson, refusal},
    erasures::name_in,
    grpc::Grpc,
    identities::check,
    obstacles::Obstacles,
};

/// What an erasure needs besides the person.
#[derive(Debug)]
pub struct Eraser {
    obstacles: Arc<Obstacles>,
    /// The note in the folder of people's keys, where they are kept in this process.
    note: Option<PathBuf>,
}

impl Eraser {
    /// With what speaks elsewhere against it.
    #[must_use]
    pub fn new(obstacles: Arc<Obstacles>, note: Option<PathBuf>) -> Self {
        Self { obstacles, note }
    }
}

impl Grpc {
    /// Erases a person: once the event is stored, the key is destroyed.
    pub(crate) async fn confirm_erasure(
        &self,
        request: Request<ConfirmErasureRequest>,
    ) -> Result<Response<ConfirmErasureResponse>, Status> {
        let Some(note) = &self.eraser.note else {
            return Err(with_reason(
                Code::FailedPrecondition,
                "KEYS_ELSEWHERE",
                "people's keys are not kept in this process; run referrals without --keys-url",
                [],
            ));
        };
        let fact = request.get_ref().fact.as_ref();
        let person_id = fact.map(|fact| fact.person_id.clone()).unwrap_or_default();
        let elsewhere = self.elsewhere(&person_id, request.metadata()).await?;
        let confirm = move |fact| OfPerson::ConfirmErasure(fact, elsewhere.clone());
        let response = self.people.call("confirm_erasure", request, confirm).await?;
        let person = self.versioned("confirm_erasure", &person_id).await?;
        if person.is_some_and(|(_, person)| *person.erasure() == Erasure::Done) {
            self.index.erase(&person_id).await.map_err(|error| {
                tracing::error!(error = chain(&error), "an erasure is tried again");
                with_reason(
                    Code::Unavailable,
                    "ERASURE_NOT_DONE_YET",
                    "it is on record that the person is erased, and the key could not be \
                     destroyed; that is tried again until it is done",
                    [],
                )
            })?;
            if let Err(error) = name_in(note, &person_id) {
                // The next start reads it from the log.
                tracing::warn!(error = chain(&error), "an erasure was not noted");
            }
        }
        Ok(response)
    }

    /// Where a person's erasure stands.
    pub(crate) async fn get_erasure(
        &self,
        request: Request<GetErasureRequest>,
    ) -> Result<Response<GetErasureResponse>, Status> {
        let asker = check(&request)?;
        let person_id = &request.get_ref().person_id;
        let found = self.versioned("get_erasure", person_id).await?;
        let (version, person) =
            found.filter(|(_, person)| person.id().is_some()).ok_or_else(|| {
                status::refused(&Refusal { field: "person_id", ..refusal::PERSON_NOT_FOUND })
            })?;
        self.looked(&asker, "referrals.GetErasure", [person_id.as_str()]).await?;
        let elsewhere = self.elsewhere(person_id, request.metadata()).await?;
        let mut answer = GetErasureResponse {
            obstacles: obstacles(&person, elsewhere),
            erased: *person.erasure() == Erasure::Done,
            etag: version.to_string(),
            ..GetErasureResponse::default()
        };
        if let Erasure::Asked(asked) = person.erasure() {
            let Asked { fact, by, at } = &**asked;
            let mut fact: ErasureRequested = fact.clone();
            self.sealer.open(&mut fact).await;
            answer.requested = Some(fact);
            answer.requested_by = Some(by.clone());
            answer.requested_at = Some(time::wire(*at));
        }
        Ok(Response::new(answer))
    }

    async fn elsewhere(&self, person_id: &str, caller: &MetadataMap) -> Result<Elsewhere, Status> {
        let seen = seen::read(caller)?;
        let heard = self.eraser.obstacles.about(person_id, self.clock.now(), &seen).await;
        heard.map_err(|_| {
            with_reason(
                Code::Unavailable,
                "NOT_THERE_YET",
                "it is not known yet which complaints and flags are open; ask again, and see that \
                 all services and NATS are running",
                [],
            )
        })
    }
}

/// All that speaks against it, one by one.
fn obstacles(person: &Person, elsewhere: Elsewhere) -> Vec<ErasureObstacle> {
    let of = |kind: ErasureObstacleKind, id: String| ErasureObstacle {
        kind: kind.into(),
        id,
        ..ErasureObstacle::default()
    };
    let holds = person.holds().map(|(agency, ground)| ErasureObstacle {
        ground: ground.into(),
        ..of(ErasureObstacleKind::Hold, agency.to_owned())
    });
    let complaints = elsewhere.complaints.into_iter();
    let flags = elsewhere.flags.into_iter();
    holds
        .chain(complaints.map(|id| of(ErasureObstacleKind::Complaint, id)))
        .chain(flags.map(|id| of(ErasureObstacleKind::Flag, id)))
        .collect()
}

#[cfg(test)]
#[path = "erase_tests.rs"]
mod tests;
