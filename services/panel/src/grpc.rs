//! The network's way in: a line a command.

use kernel::{
    execute::{Desk, Executor},
    log::SledLog,
};
use proto::panel::{
    ApproveMinutesRequest, AssignActionRequest, AssignPostRequest, ChangeAgencyRequest,
    ClaimChecklistItemRequest, ConstitutePanelRequest, DecideRequest, DiscloseRequest,
    DraftAgreementRequest, EndAgreementRequest, GrantAccessRequest, HoldMeetingRequest,
    PublishClaimRequest, RegisterAgencyRequest, RegisterSchemeRequest, RevokeAccessRequest,
    ScheduleMeetingRequest, SignAgreementRequest, VacatePostRequest,
    panel_service_server::PanelService,
};

use crate::domain::{
    Access, AccessCommand as OfAccess, Agency, AgencyCommand as OfAgency, Agreement,
    AgreementCommand as OfAgreement, Claim, ClaimCommand as OfClaim, Disclosure,
    DisclosureCommand as OfDisclosure, Meeting, MeetingCommand as OfMeeting, Panel,
    PanelCommand as OfPanel, Scheme, SchemeCommand as OfScheme,
};

/// The service's executors, one a kind of stream.
#[derive(Debug)]
pub struct Grpc {
    agencies: Executor<Agency, SledLog>,
    schemes: Executor<Scheme, SledLog>,
    panels: Executor<Panel, SledLog>,
    meetings: Executor<Meeting, SledLog>,
    agreements: Executor<Agreement, SledLog>,
    claims: Executor<Claim, SledLog>,
    disclosures: Executor<Disclosure, SledLog>,
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
            meetings: Executor::new(desk.clone()),
            agreements: Executor::new(desk.clone()),
            claims: Executor::new(desk.clone()),
            disclosures: Executor::new(desk.clone()),
            accesses: Executor::new(desk.clone()),
        }
    }
}

kernel::commands! {
    impl PanelService for Grpc {
        register_agency(RegisterAgencyRequest) => agencies, OfAgency::Register;
        change_agency(ChangeAgencyRequest) => agencies, OfAgency::Change;
        register_scheme(RegisterSchemeRequest) => schemes, OfScheme::Register;
        assign_post(AssignPostRequest) => schemes, OfScheme::AssignPost;
        vacate_post(VacatePostRequest) => schemes, OfScheme::VacatePost;
        constitute_panel(ConstitutePanelRequest) => panels, OfPanel::Constitute;
        schedule_meeting(ScheduleMeetingRequest) => meetings, OfMeeting::Schedule;
        hold_meeting(HoldMeetingRequest) => meetings, OfMeeting::Hold;
        decide(DecideRequest) => meetings, OfMeeting::Decide;
        assign_action(AssignActionRequest) => meetings, OfMeeting::AssignAction;
        approve_minutes(ApproveMinutesRequest) => meetings, OfMeeting::ApproveMinutes;
        draft_agreement(DraftAgreementRequest) => agreements, OfAgreement::Draft;
        sign_agreement(SignAgreementRequest) => agreements, OfAgreement::Sign;
        end_agreement(EndAgreementRequest) => agreements, OfAgreement::End;
        claim_checklist_item(ClaimChecklistItemRequest) => claims, OfClaim::ChecklistItem;
        publish_claim(PublishClaimRequest) => claims, OfClaim::Publish;
        disclose(DiscloseRequest) => disclosures, OfDisclosure::Disclose;
        grant_access(GrantAccessRequest) => accesses, OfAccess::Grant;
        revoke_access(RevokeAccessRequest) => accesses, OfAccess::Revoke;
    }
}
