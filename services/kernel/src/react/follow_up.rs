//! A reaction, carried out as a command of the service itself.

use prost::Message;
use proto::{
    Fact,
    common::{Act, Mode, Occurred, Precision, Role},
    time::{self, Span},
};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::Cause;
use crate::{
    decider::Decider,
    execute::{ExecuteError, Executor},
    log::{AppendError, EventLog, RequestKey},
    principal::Principal,
    status::chain,
};

impl<D: Decider, L: EventLog> Executor<D, L> {
    /// Carries out what follows from a cause. It is done now, unless it is
    /// said when it took effect.
    ///
    /// # Errors
    /// If the machine fails. A refusal is no error: the world has moved on.
    pub async fn follow_up<F: Fact + Message>(
        &self,
        rpc: &'static str,
        cause: &Cause,
        took_effect: Option<Span>,
        mut fact: F,
        to_command: impl Fn(F) -> D::Command + Send,
    ) -> Result<(), ExecuteError> {
        let body = fact.encode_to_vec();
        let act = Act {
            request_id: request_id(cause, rpc, &body).to_string(),
            occurred: took_effect.map(wire),
            mode: Mode::Act.into(),
            ..Act::default()
        };
        let by = Principal {
            worker_id: cause.worker.clone(),
            agency_id: cause.agency.clone(),
            role: Role::Service,
            purpose: "reaction".to_owned(),
        };
        // The same cause asks for the same again, whoever was heard first: the
        // key is of what is asked alone.
        let hash: [u8; 32] = Sha256::digest(act.request_id.as_bytes()).into();
        let key = RequestKey { id: hash, body: hash };
        match self.try_to(by, &act, &mut fact, key, Some(cause), to_command).await {
            Ok(_) => {
                metrics::counter!("candour_reactions_total", "rpc" => rpc).increment(1);
                Ok(())
            }
            Err(ExecuteError::Refused(refusal)) => {
                tracing::debug!(rpc, reason = refusal.reason, "a reaction was refused");
                Ok(())
            }
            Err(ExecuteError::Append(AppendError::RequestReused)) => Ok(()),
            // Nothing that is tried again mends these.
            Err(
                error @ (ExecuteError::Invalid(_)
                | ExecuteError::Id(..)
                | ExecuteError::Unreadable { .. }
                | ExecuteError::Encode(_)
                | ExecuteError::Append(
                    AppendError::TooLarge { .. } | AppendError::TooMuch { .. },
                )),
            ) => {
                tracing::error!(rpc, error = chain(&error), "a reaction was given up");
                metrics::counter!("candour_reactions_given_up_total", "rpc" => rpc).increment(1);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }
}

/// The same for the same cause and the same request, and no other.
fn request_id(cause: &Cause, rpc: &str, body: &[u8]) -> Uuid {
    let mut hash = Sha256::new();
    for part in [b"reaction".as_slice(), cause.event_id.as_bytes(), rpc.as_bytes(), body] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    let hash: [u8; 32] = hash.finalize().into();
    Uuid::new_v8(std::array::from_fn(|i| hash.get(i).copied().unwrap_or_default()))
}

fn wire(span: Span) -> Occurred {
    let precision = match span.precision {
        Precision::Unspecified => Precision::Instant,
        precision => precision,
    };
    Occurred {
        start: Some(time::wire(span.start)),
        end: (span.end != span.start).then(|| time::wire(span.end)),
        precision: precision.into(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn cause(event_id: &str) -> Cause {
        Cause {
            event_id: event_id.to_owned(),
            agency: String::new(),
            worker: String::new(),
            correlation: String::new(),
            occurred: Span::instant(Timestamp::UNIX_EPOCH),
        }
    }

    #[test]
    fn the_same_reaction_has_the_same_request_id_and_no_other_has() {
        let id = request_id(&cause("a"), "ClosePlan", b"plan");
        assert_eq!(id, request_id(&cause("a"), "ClosePlan", b"plan"));
        assert_ne!(id, request_id(&cause("b"), "ClosePlan", b"plan"));
        assert_ne!(id, request_id(&cause("a"), "RecallCopy", b"plan"));
        assert_ne!(id, request_id(&cause("a"), "ClosePlan", b"another"));
        // No part can be taken for the end of the one before it.
        assert_ne!(request_id(&cause("ab"), "c", b""), request_id(&cause("a"), "bc", b""));
    }
}
