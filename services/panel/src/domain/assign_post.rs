//! Recording who took up a post in a scheme.
//!
//! A post has one holder at a time, so that it can be told who held it when
//! and for how long nobody did. Nobody takes one up today in a scheme that
//! closed; who did so in the past is recorded, and rules judge it.

use kernel::decider::{Circumstances, Refusal};
use proto::{
    ids::PostId,
    panel::{Event, PostAssigned},
};

use super::{Scheme, refusal};

pub(super) fn decide(
    scheme: &Scheme,
    mut fact: PostAssigned,
    said: &Circumstances,
) -> Result<Vec<Event>, Refusal> {
    scheme.id().ok_or(refusal::SCHEME_NOT_FOUND)?;
    if fact.post_id.is_empty() {
        fact.post_id = PostId::new(said.fresh).to_string();
    }
    let holder = fact.holder.as_ref().map(|worker| worker.worker_id.as_str());
    match scheme.posts.get(&fact.post_id).and_then(Option::as_deref) {
        Some(known) if Some(known) == holder => Ok(vec![]), // Said twice is said once.
        _ if said.is_act() && scheme.closed.is_some() => Err(refusal::SCHEME_CLOSED),
        None => Ok(vec![fact.into()]),
        Some(_) => Err(refusal::POST_HELD),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use kernel::scenario::{given, id, nothing};
    use proto::{
        common::{Role, Worker},
        panel::PostVacated,
    };

    use super::*;
    use crate::domain::{
        SchemeCommand::AssignPost, close_scheme::tests::closed, register_scheme::tests::registered,
    };

    pub(in crate::domain) fn assigned(worker: u128) -> PostAssigned {
        PostAssigned {
            scheme_id: id("scheme", 1),
            post_id: id("post", 1),
            holder: Some(Worker {
                worker_id: id("worker", worker),
                agency_id: id("agency", 1),
                role: Role::PoliceOfficer.into(),
            }),
            ..Default::default()
        }
    }

    #[test]
    fn a_post_is_taken_up() {
        given::<Scheme>([registered().into()]).when(AssignPost(assigned(1))).then_one(assigned(1));
    }

    #[test]
    fn a_post_without_an_id_gets_one() {
        let bare = PostAssigned { post_id: String::new(), ..assigned(1) };
        let with_id = PostAssigned { post_id: id("post", 99), ..assigned(1) };
        given::<Scheme>([registered().into()]).when(AssignPost(bare)).then_one(with_id);
    }

    #[test]
    fn an_unknown_scheme_has_no_posts() {
        nothing::<Scheme>().when(AssignPost(assigned(1))).then_refused(refusal::SCHEME_NOT_FOUND);
    }

    #[test]
    fn a_post_that_is_held_must_be_vacated_first() {
        given::<Scheme>([registered().into(), assigned(1).into()])
            .when(AssignPost(assigned(2)))
            .then_refused(refusal::POST_HELD);
    }

    #[test]
    fn a_vacated_post_is_taken_up_by_somebody_else() {
        let vacated = PostVacated { post_id: id("post", 1), ..Default::default() };
        given::<Scheme>([registered().into(), assigned(1).into(), vacated.into()])
            .when(AssignPost(assigned(2)))
            .then_one(assigned(2));
    }

    #[test]
    fn the_same_holder_again_is_no_event() {
        given::<Scheme>([registered().into(), assigned(1).into()])
            .when(AssignPost(assigned(1)))
            .then_nothing();
    }

    #[test]
    fn nobody_takes_up_a_post_today_in_a_scheme_that_closed() {
        given::<Scheme>([registered().into(), closed().into()])
            .when(AssignPost(assigned(1)))
            .then_refused(refusal::SCHEME_CLOSED);
    }

    #[test]
    fn a_post_taken_up_in_the_past_in_a_scheme_that_closed_is_recorded() {
        given::<Scheme>([registered().into(), closed().into()])
            .recorded()
            .when(AssignPost(assigned(1)))
            .then_one(assigned(1));
    }
}
