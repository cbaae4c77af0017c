//! Recording that a post in a scheme fell vacant.

use kernel::decider::Refusal;
use proto::panel::{Event, PostVacated};

use super::{Scheme, refusal};

pub(super) fn decide(scheme: &Scheme, fact: PostVacated) -> Result<Vec<Event>, Refusal> {
    scheme.id().ok_or(refusal::SCHEME_NOT_FOUND)?;
    match scheme.posts.get(&fact.post_id).ok_or(refusal::POST_NOT_FOUND)? {
        Some(_) => Ok(vec![fact.into()]),
        None => Ok(vec![]), // Said twice is said once.
    }
}

#[cfg(test)]
mod tests {
    use kernel::scenario::{given, id, nothing};

    use super::*;
    use crate::domain::{
        SchemeCommand::VacatePost, assign_post::tests::assigned, register_scheme::tests::registered,
    };

    fn vacated() -> PostVacated {
        PostVacated {
            scheme_id: id("scheme", 1),
            post_id: id("post", 1),
            agency_id: id("agency", 1),
        }
    }

    #[test]
    fn a_post_falls_vacant() {
        given::<Scheme>([registered().into(), assigned(1).into()])
            .when(VacatePost(vacated()))
            .then_one(vacated());
    }

    #[test]
    fn an_unknown_scheme_has_no_post_to_vacate() {
        nothing::<Scheme>().when(VacatePost(vacated())).then_refused(refusal::SCHEME_NOT_FOUND);
    }

    #[test]
    fn a_post_that_nobody_ever_held_cannot_fall_vacant() {
        given::<Scheme>([registered().into()])
            .when(VacatePost(vacated()))
            .then_refused(refusal::POST_NOT_FOUND);
    }

    #[test]
    fn a_vacant_post_is_vacated_once() {
        given::<Scheme>([registered().into(), assigned(1).into(), vacated().into()])
            .when(VacatePost(vacated()))
            .then_nothing();
    }
}
