//! What is said of sharing, agreements, posts and meetings.

use proto::{
    common::{Period, Text},
    panel::{panel_service_client::PanelServiceClient as Panel, *},
};
use rand::Rng as _;

use super::{History, THINGS, say};
use crate::id;

impl History {
    pub(super) async fn panel(&mut self) {
        let (person, scheme, agency) = (self.person(), self.scheme(), self.agency());
        let (scheme_id, to_agency_id) = (self.maybe(scheme.clone()), self.agency());
        let number = self.chance.random_range(0..THINGS);
        let agreement_id = id("agreement", &number.to_string());
        // An agreement is of one kind.
        let kind = i32::try_from(number % 6).unwrap_or_default() + 1;
        match self.chance.random_range(0..12) {
            0..=2 => {
                let consent = self.one_of("consent", THINGS);
                let fact = DisclosureMade {
                    disclosure_id: self.fresh("disclosure"),
                    person_id: self.maybe(person),
                    scheme_id,
                    to_agency_id,
                    from_agency_id: agency,
                    to_kind: self.pick(10),
                    items: vec![self.pick(8)],
                    identifiability: self.pick(3),
                    article_6: self.chance.random_range(0..=6),
                    article_9: self.chance.random_range(0..=6),
                    confidentiality_ground: self.chance.random_range(0..=4),
                    agreement_id: self.maybe(agreement_id),
                    consent_id: self.maybe(consent),
                    person_told: if self.yes() { self.ago(2_000) } else { None },
                    by_mistake: self.chance.random_ratio(1, 8),
                    ..Default::default()
                };
                say!(self, Panel.disclose, DiscloseRequest, fact);
            }
            3 | 4 => {
                let signatures =
                    vec![Signature { agency_id: agency.clone(), worker_id: String::new() }];
                let period = Period { start: self.ago(3_000), end: None };
                say!(
                    self,
                    Panel.sign_agreement,
                    SignAgreementRequest,
                    AgreementSigned {
                        agreement_id,
                        kind,
                        scheme_id,
                        signatures,
                        period: Some(period),
                        party_agency_ids: vec![agency, to_agency_id],
                        evidence_digest: "a".repeat(64),
                        ..Default::default()
                    }
                );
            }
            5 => say!(
                self,
                Panel.end_agreement,
                EndAgreementRequest,
                AgreementEnded { agreement_id, reason: "over".into(), ..Default::default() }
            ),
            6 => {
                let claim_id = self.fresh("claim");
                let evidence_digest = if self.yes() { "b".repeat(64) } else { String::new() };
                say!(
                    self,
                    Panel.claim_checklist_item,
                    ClaimChecklistItemRequest,
                    ChecklistItemClaimed {
                        claim_id,
                        scheme_id: scheme,
                        agency_id: agency,
                        item: self.pick(7),
                        evidence_digest
                    }
                );
            }
            7 | 8 => {
                let access_id = self.fresh("access");
                let to = Some(self.worker());
                say!(
                    self,
                    Panel.grant_access,
                    GrantAccessRequest,
                    AccessGranted {
                        access_id,
                        scheme_id,
                        from_agency_id: agency,
                        to,
                        to_kind: self.pick(10),
                        instrument: self.pick(4),
                        items: vec![self.pick(8)]
                    }
                );
            }
            9 => {
                let post_id = self.one_of("post", 4);
                let holder = Some(self.worker());
                say!(
                    self,
                    Panel.assign_post,
                    AssignPostRequest,
                    PostAssigned { scheme_id: scheme, post_id, holder, boroughs: vec![] }
                );
            }
            10 => {
                let post_id = self.one_of("post", 4);
                say!(
                    self,
                    Panel.vacate_post,
                    VacatePostRequest,
                    PostVacated { scheme_id: scheme, post_id, agency_id: agency }
                );
            }
            _ => self.meeting(person, scheme, agency).await,
        }
    }

    async fn meeting(&mut self, person_id: String, scheme_id: String, agency: String) {
        let panel_id = self.one_of("panel", 2);
        let meeting_id = self.one_of("meeting", THINGS);
        match self.chance.random_range(0..4) {
            0 => say!(
                self,
                Panel.constitute_panel,
                ConstitutePanelRequest,
                PanelConstituted {
                    panel_id,
                    scheme_id,
                    name: "a panel".into(),
                    convening_agency_id: agency.clone(),
                    member_agency_ids: vec![agency],
                    quorum: Some(QuorumRule {
                        chair: true,
                        clinician: true,
                        members: 2,
                        ..Default::default()
                    }),
                }
            ),
            1 => {
                let present = vec![self.worker(), self.worker()];
                say!(
                    self,
                    Panel.hold_meeting,
                    HoldMeetingRequest,
                    MeetingHeld {
                        meeting_id,
                        panel_id,
                        scheme_id,
                        agency_id: agency,
                        present,
                        ..Default::default()
                    }
                );
            }
            2 => {
                let voice = Voice { presence: self.pick(5), words: None };
                let fact = DecisionMade {
                    meeting_id,
                    person_id,
                    kind: self.pick(5),
                    led_by: Some(self.worker()),
                    voice: Some(voice),
                    decision: Some(Text::plain("what was decided")),
                    ..Default::default()
                };
                say!(self, Panel.decide, DecideRequest, fact);
            }
            _ => say!(
                self,
                Panel.approve_minutes,
                ApproveMinutesRequest,
                MinutesApproved { meeting_id, digest: "c".repeat(64), ..Default::default() }
            ),
        }
    }
}
