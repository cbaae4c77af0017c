//! Carrying out what follows from what happened: a line a reaction.

use std::sync::Arc;

use futures::future::BoxFuture;
use kernel::{
    execute::{ExecuteError, Executor},
    log::SledLog,
    react::{CarryOut, Cause},
};

use crate::{
    domain::{Referral, ReferralCommand as OfReferral},
    reactions::Reaction,
};

/// The executors that reactions need.
#[derive(Clone, Debug)]
pub struct Carrier {
    referrals: Arc<Executor<Referral, SledLog>>,
}

impl Carrier {
    pub(crate) fn new(referrals: Arc<Executor<Referral, SledLog>>) -> Self {
        Self { referrals }
    }
}

impl CarryOut<Reaction> for Carrier {
    fn carry_out(
        &self,
        reaction: Reaction,
        cause: &Cause,
    ) -> BoxFuture<'_, Result<(), ExecuteError>> {
        let (to, cause) = (&self.referrals, cause.clone());
        Box::pin(async move {
            match reaction {
                Reaction::Close(fact) => {
                    to.follow_up("close_case", &cause, None, fact, OfReferral::Close).await
                }
                Reaction::Refer(fact) => {
                    to.follow_up("refer", &cause, None, fact, OfReferral::Refer).await
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use kernel::{
        log::EventLog as _,
        react::React as _,
        scenario::{day, id},
    };
    use proto::{
        any::AnyEvent,
        common::{Answer, Role, Text},
        envelope::{Envelope, Recorded},
        referrals::{
            AcceptReferralRequest, CaseClosed, CaseTransferred, Event, ReferRequest,
            ReferralAccepted, ReferralMade, ReferredBy, TransferCaseRequest,
            referrals_service_server::ReferralsService as _,
        },
        time::Span,
    };

    use super::*;
    use crate::{
        reactions::Reactions,
        register::{Register, act, by},
    };
    async fn stored(register: &Register) -> Vec<Recorded<Event>> {
        let records = register.desk.log.read_all(1, 100).await.unwrap();
        let read = |bytes: &[u8]| Envelope::parse(bytes).and_then(Envelope::read::<Event>);
        records.iter().map(|record| read(&record.bytes).unwrap()).collect()
    }

    /// Hands a case on, and says what follows from what was stored last.
    async fn hand_on(register: &Register) -> (Vec<Reaction>, Cause) {
        register.enter(1, "Ada Marsh", "", "").await;
        let made = ReferralMade {
            referral_id: id("referral", 1),
            person_id: id("person", 1),
            referred_by: ReferredBy::Person.into(),
            to_agency_id: id("agency", 2),
            scheme_id: id("scheme", 1),
            ..Default::default()
        };
        let request = ReferRequest { act: Some(act(10)), fact: Some(made) };
        register.grpc.refer(by(Role::Clinician, request)).await.unwrap();
        let accepted = ReferralAccepted {
            referral_id: id("referral", 1),
            agency_id: id("agency", 2),
            ..Default::default()
        };
        let request = AcceptReferralRequest { act: Some(act(11)), fact: Some(accepted) };
        register.grpc.accept_referral(by(Role::Clinician, request)).await.unwrap();
        let transferred = CaseTransferred {
            referral_id: id("referral", 1),
            to_scheme_id: id("scheme", 2),
            to_agency_id: id("agency", 3),
            reason: Some(Text::plain("they have moved")),
            person_agrees: Answer::Yes.into(),
            ..Default::default()
        };
        let request = TransferCaseRequest { act: Some(act(12)), fact: Some(transferred) };
        register.grpc.transfer_case(by(Role::Clinician, request)).await.unwrap();
        let last = stored(register).await.pop().unwrap();
        let cause = Cause {
            event_id: last.meta.id.to_string(),
            agency: last.meta.agency.clone(),
            worker: last.meta.worker.clone(),
            correlation: last.meta.correlation.clone(),
            occurred: Span::instant(day(0)),
        };
        let last = Recorded { meta: last.meta, event: AnyEvent::Referrals(last.event) };
        (Reactions::default().react(&last), cause)
    }

    #[tokio::test]
    async fn a_case_that_is_handed_on_is_referred_once_in_the_services_name() {
        let register = Register::new();
        let (follows, cause) = hand_on(&register).await;
        let carrier = register.grpc.carrier();
        for reaction in [follows.clone(), follows].concat() {
            carrier.carry_out(reaction, &cause).await.unwrap();
        }
        let events = stored(&register).await;
        let (handed_on, made) = (&events[events.len() - 2], &events[events.len() - 1]);
        let Event::CaseTransferred(transferred) = &handed_on.event else { panic!("not handed on") };
        let Event::ReferralMade(referral) = &made.event else { panic!("not referred") };
        assert_eq!(referral.referral_id, transferred.new_referral_id);
        assert_eq!(referral.scheme_id, id("scheme", 2));
        assert_eq!(made.meta.role, Role::Service);
        assert_eq!(made.meta.causation.as_deref(), Some(cause.event_id.as_str()));
        assert_eq!(events.len(), 5);
    }

    #[tokio::test]
    async fn a_case_that_was_handed_on_is_not_closed_any_more() {
        let register = Register::new();
        let (_, cause) = hand_on(&register).await;
        let before = stored(&register).await.len();
        let close = CaseClosed { referral_id: id("referral", 1), outcome: 4, ..Default::default() };
        register.grpc.carrier().carry_out(Reaction::Close(close), &cause).await.unwrap();
        assert_eq!(stored(&register).await.len(), before);
    }
}
