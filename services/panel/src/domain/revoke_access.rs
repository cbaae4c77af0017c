//! Taking access to records back.

use kernel::decider::Refusal;
use proto::panel::{AccessRevoked, Event};

use super::{Access, refusal};

pub(super) fn decide(access: &Access, mut fact: AccessRevoked) -> Result<Vec<Event>, Refusal> {
    let granted = access.granted.as_ref().ok_or(refusal::ACCESS_NOT_FOUND)?;
    if access.revoked {
        return Ok(vec![]); // Said twice is said once.
    }
    fact.scheme_id.clone_from(&granted.scheme_id);
    fact.from_agency_id.clone_from(&granted.from_agency_id);
    Ok(vec![fact.into()])
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::{AccessCommand::Revoke, grant_access::tests::granted};

    fn revoked() -> AccessRevoked {
        AccessRevoked {
            access_id: id("access", 1),
            scheme_id: id("scheme", 1),
            from_agency_id: id("agency", 1),
        }
    }

    #[test]
    fn access_is_taken_back_and_names_the_scheme_and_the_agency() {
        let asked = AccessRevoked { access_id: id("access", 1), ..Default::default() };
        given::<Access>([granted().into()]).when(Revoke(asked)).then_one(revoked());
    }

    #[test]
    fn access_that_was_never_granted_cannot_be_taken_back() {
        nothing::<Access>().when(Revoke(revoked())).then_refused(refusal::ACCESS_NOT_FOUND);
    }

    #[test]
    fn taking_back_twice_is_taking_back_once() {
        given::<Access>([granted().into(), revoked().into()])
            .when(Revoke(revoked()))
            .then_nothing();
    }
}
