//! What is said of plans, sanctions, police and complaints.

use jiff::SignedDuration;
use proto::{
    careplans::{care_plans_service_client::CarePlansServiceClient as CarePlans, *},
    common::Text,
    concerns::{concerns_service_client::ConcernsServiceClient as Concerns, *},
    sanctions::{sanctions_service_client::SanctionsServiceClient as Sanctions, *},
    time::wire,
};
use rand::Rng as _;

use super::{History, THINGS, say};

impl History {
    pub(super) async fn careplans(&mut self) {
        let plan_id = self.one_of("plan", 6);
        let (person_id, agency_id) = (self.person(), self.agency());
        match self.chance.random_range(0..8) {
            0 => {
                let scheme = self.scheme();
                let fact = PlanDrafted {
                    plan_id,
                    person_id,
                    agency_id,
                    scheme_id: self.maybe(scheme),
                    authors: vec![self.worker()],
                    coproduction: self.pick(5),
                };
                say!(self, CarePlans.draft_plan, DraftPlanRequest, fact);
            }
            1 | 2 => {
                let instruction_id = self.one_of("instruction", THINGS);
                let hours = self.chance.random_range(100..4_000);
                let expires =
                    self.yes().then(|| wire(self.now + SignedDuration::from_hours(hours)));
                let fact = InstructionIssued {
                    plan_id,
                    instruction_id,
                    kind: self.pick(3),
                    for_agency_id: agency_id,
                    text: Some(Text::plain("what is to be done")),
                    clinician: Some(self.worker()),
                    expires,
                    ..Default::default()
                };
                say!(self, CarePlans.issue_instruction, IssueInstructionRequest, fact);
            }
            3 => {
                let approver = Some(self.worker());
                say!(
                    self,
                    CarePlans.approve_plan,
                    ApprovePlanRequest,
                    PlanApproved { plan_id, approver, ..Default::default() }
                );
            }
            4 => say!(
                self,
                CarePlans.publish_plan,
                PublishPlanRequest,
                PlanPublished {
                    plan_id,
                    recipient_agency_ids: vec![agency_id],
                    ..Default::default()
                }
            ),
            5 => say!(
                self,
                CarePlans.give_copy,
                GiveCopyRequest,
                CopyGiven { plan_id, agency_id, version: 1, ..Default::default() }
            ),
            6 => {
                let present = vec![self.worker()];
                say!(
                    self,
                    CarePlans.hold_review,
                    HoldReviewRequest,
                    ReviewHeld {
                        plan_id,
                        present,
                        person_presence: self.pick(5),
                        outcome: self.pick(3),
                        ..Default::default()
                    }
                );
            }
            _ => say!(
                self,
                CarePlans.record_view,
                RecordViewRequest,
                ViewRecorded { plan_id, agreement: self.pick(3), ..Default::default() }
            ),
        }
    }

    pub(super) async fn sanctions_and_concerns(&mut self) {
        let sanction_id = self.one_of("sanction", THINGS);
        let (person_id, agency_id, scheme) = (self.person(), self.agency(), self.scheme());
        let scheme_id = self.maybe(scheme);
        match self.chance.random_range(0..7) {
            0 => say!(
                self,
                Sanctions.threaten_sanction,
                ThreatenSanctionRequest,
                SanctionThreatened {
                    sanction_id,
                    person_id,
                    scheme_id,
                    agency_id,
                    kind: self.pick(13),
                    predicate: self.pick(7),
                    ..Default::default()
                }
            ),
            1 => say!(
                self,
                Sanctions.apply_sanction,
                ApplySanctionRequest,
                SanctionApplied {
                    sanction_id,
                    person_id,
                    scheme_id,
                    agency_id,
                    kind: self.pick(13),
                    predicate: self.pick(7),
                    ..Default::default()
                }
            ),
            2 => say!(
                self,
                Sanctions.review_sanction,
                ReviewSanctionRequest,
                SanctionReviewed {
                    sanction_id,
                    outcome: self.pick(3),
                    reasons: Some(Text::plain("why")),
                    ..Default::default()
                }
            ),
            3 | 4 => {
                let involvement_id = self.fresh("involvement");
                say!(
                    self,
                    Sanctions.involve_police,
                    InvolvePoliceRequest,
                    PoliceInvolved {
                        involvement_id,
                        person_id,
                        agency_id,
                        scheme_id,
                        role: self.pick(7),
                        trigger: self.pick(8),
                        planned: self.pick(4),
                        clinician_present: self.pick(4),
                        ..Default::default()
                    }
                );
            }
            5 => {
                let concern_id = self.fresh("concern");
                say!(
                    self,
                    Concerns.raise_complaint,
                    RaiseComplaintRequest,
                    ComplaintRaised {
                        concern_id,
                        person_id,
                        about_agency_id: agency_id,
                        scheme_id,
                        subject: self.pick(7),
                        raised_by: self.pick(5),
                        ..Default::default()
                    }
                );
            }
            _ => {
                let incident_id = self.fresh("incident");
                say!(
                    self,
                    Concerns.report_incident,
                    ReportIncidentRequest,
                    IncidentReported {
                        incident_id,
                        person_id,
                        agency_id,
                        scheme_id,
                        kind: self.pick(3),
                        ..Default::default()
                    }
                );
            }
        }
    }
}
