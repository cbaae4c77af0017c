//! The network's way in: a line a command.
//!
//! One command needs a second stream of this context: how a meeting is held
//! rests on its panel's own record, which is read before.

use std::sync::Arc;

use kernel::{
    decider::Decider as _,
    execute::{Desk, Executor},
    log::SledLog,
    status,
};
use proto::{
    ids::StreamId,
    panel::{
        AcknowledgeRecallRequest, ApproveMinutesRequest, AssignActionRequest, AssignPostRequest,
        ChangeAgencyRequest, ClaimChecklistItemRequest, CloseSchemeRequest, CompleteActionRequest,
        ConstitutePanelRequest, DecideRequest, DiscloseRequest, DraftAgreementRequest,
        EndAgreementRequest, GrantAccessRequest, HearPersonRequest, HoldMeetingRequest,
        HoldMeetingResponse, PublishClaimRequest, RecallDisclosureRequest, RecordDissentRequest,
        RegisterAgencyRequest, RegisterSchemeRequest, RevokeAccessRequest, ScheduleMeetingRequest,
        SignAgreementRequest, VacatePostRequest, WithdrawDissentRequest,
        panel_service_server::PanelService,
    },
};
use tonic::{Request, Response, Status};

use crate::{
    carry_out::Carrier,
    domain::{
        Access, AccessCommand as OfAccess, Agency, AgencyCommand as OfAgency, Agreement,
        AgreementCommand as OfAgreement, Claim, ClaimCommand as OfClaim, Disclosure,
        DisclosureCommand as OfDisclosure, Meeting, MeetingCommand as OfMeeting, Panel,
        PanelCommand as OfPanel, Scheme, SchemeCommand as OfScheme,
    },
};

/// The service's executors, one a kind of stream.
#[derive(Debug)]
pub struct Grpc {
    agencies: Executor<Agency, SledLog>,
    schemes: Executor<Scheme, SledLog>,
    panels: Executor<Panel, SledLog>,
    meetings: Arc<Executor<Meeting, SledLog>>,
    agreements: Executor<Agreement, SledLog>,
    claims: Executor<Claim, SledLog>,
    disclosures: Arc<Executor<Disclosure, SledLog>>,
    accesses: Executor<Access, SledLog>,
}

impl Grpc {
    /// The service over its log.
    #[must_use]
    pub fn new(desk: &Desk<SledLog>) -> Self {
        Self {
            agencies: Executor::new(desk.clone()),
            schemes: Executor::new(desk.clone()),
            panels: Executor::new(desk.clone()),
            meetings: Arc::new(Executor::new(desk.clone())),
            agreements: Executor::new(desk.clone()),
            claims: Executor::new(desk.clone()),
            disclosures: Arc::new(Executor::new(desk.clone())),
            accesses: Executor::new(desk.clone()),
        }
    }

    /// What carries reactions out on the same meetings and disclosures.
    #[must_use]
    pub fn carrier(&self) -> Carrier {
        let (meetings, disclosures) = (Arc::clone(&self.meetings), Arc::clone(&self.disclosures));
        Carrier { meetings, disclosures }
    }
}

kernel::commands! {
    impl PanelService for Grpc {
        register_agency(RegisterAgencyRequest) => agencies, OfAgency::Register;
        change_agency(ChangeAgencyRequest) => agencies, OfAgency::Change;
        register_scheme(RegisterSchemeRequest) => schemes, OfScheme::Register;
        close_scheme(CloseSchemeRequest) => schemes, OfScheme::Close;
        assign_post(AssignPostRequest) => schemes, OfScheme::AssignPost;
        vacate_post(VacatePostRequest) => schemes, OfScheme::VacatePost;
        constitute_panel(ConstitutePanelRequest) => panels, OfPanel::Constitute;
        schedule_meeting(ScheduleMeetingRequest) => meetings, OfMeeting::Schedule;
        hear_person(HearPersonRequest) => meetings, OfMeeting::Hear;
        decide(DecideRequest) => meetings, OfMeeting::Decide;
        record_dissent(RecordDissentRequest) => meetings, OfMeeting::Dissent;
        withdraw_dissent(WithdrawDissentRequest) => meetings, OfMeeting::WithdrawDissent;
        assign_action(AssignActionRequest) => meetings, OfMeeting::AssignAction;
        complete_action(CompleteActionRequest) => meetings, OfMeeting::CompleteAction;
        approve_minutes(ApproveMinutesRequest) => meetings, OfMeeting::ApproveMinutes;
        draft_agreement(DraftAgreementRequest) => agreements, OfAgreement::Draft;
        sign_agreement(SignAgreementRequest) => agreements, OfAgreement::Sign;
        end_agreement(EndAgreementRequest) => agreements, OfAgreement::End;
        claim_checklist_item(ClaimChecklistItemRequest) => claims, OfClaim::ChecklistItem;
        publish_claim(PublishClaimRequest) => claims, OfClaim::Publish;
        disclose(DiscloseRequest) => disclosures, OfDisclosure::Disclose;
        recall_disclosure(RecallDisclosureRequest) => disclosures, OfDisclosure::Recall;
        acknowledge_recall(AcknowledgeRecallRequest) => disclosures, OfDisclosure::AcknowledgeRecall;
        grant_access(GrantAccessRequest) => accesses, OfAccess::Grant;
        revoke_access(RevokeAccessRequest) => accesses, OfAccess::Revoke;
    } and {
        hold_meeting(HoldMeetingRequest) -> HoldMeetingResponse;
    }
}

impl Grpc {
    /// A meeting is held under its panel's quorum. A panel is constituted once and
    /// never changed, so that nothing can come between reading it and deciding.
    async fn hold_meeting(
        &self,
        request: Request<HoldMeetingRequest>,
    ) -> Result<Response<HoldMeetingResponse>, Status> {
        let rpc = "hold_meeting";
        let named = request.get_ref().fact.as_ref().map(|fact| fact.panel_id.as_str());
        // A malformed id is refused with all else that is wrong with the request.
        let panel = match named.and_then(|id| StreamId::parse(Panel::NOUN, id).ok()) {
            Some(stream) => {
                let state = self.panels.state(&stream).await;
                state.map_err(|error| status::from_execute(rpc, &error))?
            }
            None => Arc::default(),
        };
        let command = move |fact| OfMeeting::Hold(fact, Panel::clone(&panel));
        self.meetings.call(rpc, request, command).await
    }
}

#[cfg(test)]
mod tests {
    use std::net::{Ipv4Addr, SocketAddr};

    use kernel::{
        config::Config, log::EventLog as _, principal::Principal, scenario::id, service::Home,
    };
    use proto::{
        Event as _,
        common::{Act, Role, Text, Worker},
        envelope::Envelope,
        panel::{
            DecisionKind, DecisionMade, Event, MeetingHeld, PanelConstituted, QuorumPart,
            QuorumRule,
        },
    };

    use super::*;

    fn config(data: &std::path::Path) -> Config {
        Config {
            data: data.to_owned(),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            ops: None,
            nats_url: "nats://127.0.0.1:4222".into(),
            nats_login: Default::default(),
            tls: Default::default(),
            keys_url: None,
            service_token_file: None,
            allow_origin: vec![],
            auth: None,
            issuers: None,
            policies: None,
            master_key_file: None,
            alerts: None,
            rates: kernel::principal::Rates::NONE,
            sandbox: true,
        }
    }

    fn act(number: u128) -> Option<Act> {
        Some(Act { request_id: uuid::Uuid::from_u128(number).to_string(), ..Default::default() })
    }

    fn chair() -> Worker {
        Worker {
            worker_id: id("worker", 1),
            agency_id: id("agency", 1),
            role: Role::PanelChair.into(),
        }
    }

    fn asked<T>(message: T) -> Request<T> {
        let mut request = Request::new(message);
        request.extensions_mut().insert(Principal {
            worker_id: id("worker", 1),
            agency_id: id("agency", 1),
            role: Role::PanelChair,
            purpose: "direct_care".into(),
        });
        request
    }

    #[tokio::test]
    async fn a_meeting_is_held_and_decides_under_its_panels_quorum() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Home::open(config(folder.path())).unwrap().desk(Event::CONTEXT).unwrap();
        let grpc = Grpc::new(&desk);
        let quorum = Some(QuorumRule { clinician: true, members: 2, ..Default::default() });
        let constituted = PanelConstituted {
            panel_id: id("panel", 1),
            scheme_id: id("scheme", 1),
            name: "a panel".into(),
            convening_agency_id: id("agency", 1),
            member_agency_ids: vec![id("agency", 1)],
            quorum,
        };
        let request = ConstitutePanelRequest { act: act(1), fact: Some(constituted) };
        grpc.constitute_panel(asked(request)).await.unwrap();
        let held = MeetingHeld {
            meeting_id: id("meeting", 1),
            panel_id: id("panel", 1),
            scheme_id: id("scheme", 1),
            agency_id: id("agency", 1),
            present: vec![chair()],
            ..Default::default()
        };
        let request = HoldMeetingRequest { act: act(2), fact: Some(held) };
        PanelService::hold_meeting(&grpc, asked(request)).await.unwrap();
        let decided = DecisionMade {
            meeting_id: id("meeting", 1),
            kind: DecisionKind::Governance.into(),
            decision: Some(Text::plain("to meet again")),
            led_by: Some(chair()),
            ..Default::default()
        };
        let request = DecideRequest { act: act(3), fact: Some(decided) };
        grpc.decide(asked(request)).await.unwrap();

        let mut stored = vec![];
        for record in desk.log.read_all(1, 10).await.unwrap() {
            let envelope = Envelope::parse(&record.bytes).unwrap();
            stored.push(envelope.read::<Event>().unwrap().event);
        }
        let [_, Event::MeetingHeld(held), Event::DecisionMade(made)] = stored.as_slice() else {
            panic!("stored {stored:?}");
        };
        assert_eq!((held.quorum, made.quorum), (quorum, quorum));
        let lacks: Vec<QuorumPart> = made.quorum_lacks().collect();
        assert_eq!(lacks, [QuorumPart::Clinician, QuorumPart::Members]);
    }

    #[tokio::test]
    async fn a_meeting_of_a_malformed_panel_is_refused_as_malformed() {
        let folder = tempfile::tempdir().unwrap();
        let desk = Home::open(config(folder.path())).unwrap().desk(Event::CONTEXT).unwrap();
        let held = MeetingHeld { panel_id: "panel".into(), ..Default::default() };
        let request = HoldMeetingRequest { act: act(1), fact: Some(held) };
        let refused = PanelService::hold_meeting(&Grpc::new(&desk), asked(request)).await;
        assert_eq!(
            refused.map_err(|status| status.code()).err(),
            Some(tonic::Code::InvalidArgument)
        );
    }
}
