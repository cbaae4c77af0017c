//! What a request says, and which stream and whose key that means.

use proto::{Command, Fact, Ids, common::Act, ids::StreamId};

use super::ExecuteError;
use crate::{
    contract,
    decider::{Circumstances, Decider},
    status,
};

/// How a request is said, and what, once the contract's rules hold.
pub(super) fn parts<C: Command>(request: C) -> Result<(Act, C::Fact), ExecuteError> {
    contract::check(&request).map_err(ExecuteError::Invalid)?;
    let (Some(act), Some(fact)) = request.parts() else {
        let text = "say what is to be put on record";
        return Err(ExecuteError::Invalid(vec![status::Violation::new("fact", "required", text)]));
    };
    Ok((act, fact))
}

/// The stream that a fact belongs to; a new id if the request left it empty.
pub(super) fn stream_id<D: Decider, F: Fact>(
    fact: &mut F,
    said: &Circumstances,
) -> Result<StreamId, ExecuteError> {
    let field = format!("{}_id", D::NOUN);
    match fact.id_mut(&field) {
        None => Ok(StreamId::new(D::NOUN, said.fresh)),
        Some(id) => {
            if id.is_empty() {
                *id = StreamId::new(D::NOUN, said.fresh).to_string();
            }
            StreamId::parse(D::NOUN, id).map_err(|e| ExecuteError::Id("fact", e))
        }
    }
}

/// Whose key a first event's words go under: the person's, else the scheme's.
pub(super) fn key_hint(fact: &impl Ids) -> Option<String> {
    let (mut person, mut scheme) = (None, None);
    fact.visit_ids(&mut |field, id| match field {
        "person_id" => person = Some(id.to_owned()),
        "scheme_id" => scheme = Some(id.to_owned()),
        _ => {}
    });
    person.or(scheme)
}
