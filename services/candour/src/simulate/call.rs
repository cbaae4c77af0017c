//! The rpcs that a simulation calls, by their full names.

/// An rpc, by its full name.
pub type Call = &'static str;

pub const REGISTER_PERSON: Call = "candour.referrals.v1.ReferralsService/RegisterPerson";
pub const RECORD_CHARACTERISTICS: Call =
    "candour.referrals.v1.ReferralsService/RecordCharacteristics";
pub const RECORD_CONTACT: Call = "candour.referrals.v1.ReferralsService/RecordContact";
pub const CORRECT_CONTACT: Call = "candour.referrals.v1.ReferralsService/CorrectContact";
pub const REFER: Call = "candour.referrals.v1.ReferralsService/Refer";
pub const WITHDRAW_REFERRAL: Call = "candour.referrals.v1.ReferralsService/WithdrawReferral";
pub const ACCEPT_REFERRAL: Call = "candour.referrals.v1.ReferralsService/AcceptReferral";
pub const DECLINE_REFERRAL: Call = "candour.referrals.v1.ReferralsService/DeclineReferral";
pub const CLOSE_CASE: Call = "candour.referrals.v1.ReferralsService/CloseCase";
pub const TRANSFER_CASE: Call = "candour.referrals.v1.ReferralsService/TransferCase";
pub const GIVE_INFORMATION: Call = "candour.referrals.v1.ReferralsService/GiveInformation";
pub const INFORM_PERSON: Call = "candour.referrals.v1.ReferralsService/InformPerson";
pub const RECORD_CONSENT: Call = "candour.referrals.v1.ReferralsService/RecordConsent";
pub const WITHDRAW_CONSENT: Call = "candour.referrals.v1.ReferralsService/WithdrawConsent";
pub const REFUSE_CONSENT: Call = "candour.referrals.v1.ReferralsService/RefuseConsent";
pub const OFFER_ADVOCATE: Call = "candour.referrals.v1.ReferralsService/OfferAdvocate";
pub const APPOINT_REPRESENTATIVE: Call =
    "candour.referrals.v1.ReferralsService/AppointRepresentative";
pub const LINK_PERSONS: Call = "candour.referrals.v1.ReferralsService/LinkPersons";
pub const UNLINK_PERSONS: Call = "candour.referrals.v1.ReferralsService/UnlinkPersons";
pub const REVEAL_IDENTITY: Call = "candour.referrals.v1.ReferralsService/RevealIdentity";

pub const REGISTER_AGENCY: Call = "candour.panel.v1.PanelService/RegisterAgency";
pub const REGISTER_SCHEME: Call = "candour.panel.v1.PanelService/RegisterScheme";
pub const CLOSE_SCHEME: Call = "candour.panel.v1.PanelService/CloseScheme";
pub const ASSIGN_POST: Call = "candour.panel.v1.PanelService/AssignPost";
pub const VACATE_POST: Call = "candour.panel.v1.PanelService/VacatePost";
pub const CONSTITUTE_PANEL: Call = "candour.panel.v1.PanelService/ConstitutePanel";
pub const SCHEDULE_MEETING: Call = "candour.panel.v1.PanelService/ScheduleMeeting";
pub const HOLD_MEETING: Call = "candour.panel.v1.PanelService/HoldMeeting";
pub const HEAR_PERSON: Call = "candour.panel.v1.PanelService/HearPerson";
pub const DECIDE: Call = "candour.panel.v1.PanelService/Decide";
pub const RECORD_DISSENT: Call = "candour.panel.v1.PanelService/RecordDissent";
pub const ASSIGN_ACTION: Call = "candour.panel.v1.PanelService/AssignAction";
pub const COMPLETE_ACTION: Call = "candour.panel.v1.PanelService/CompleteAction";
pub const APPROVE_MINUTES: Call = "candour.panel.v1.PanelService/ApproveMinutes";
pub const DRAFT_AGREEMENT: Call = "candour.panel.v1.PanelService/DraftAgreement";
pub const SIGN_AGREEMENT: Call = "candour.panel.v1.PanelService/SignAgreement";
pub const END_AGREEMENT: Call = "candour.panel.v1.PanelService/EndAgreement";
pub const CLAIM_CHECKLIST_ITEM: Call = "candour.panel.v1.PanelService/ClaimChecklistItem";
pub const PUBLISH_CLAIM: Call = "candour.panel.v1.PanelService/PublishClaim";
pub const DISCLOSE: Call = "candour.panel.v1.PanelService/Disclose";
pub const RECALL_DISCLOSURE: Call = "candour.panel.v1.PanelService/RecallDisclosure";
pub const ACKNOWLEDGE_RECALL: Call = "candour.panel.v1.PanelService/AcknowledgeRecall";
pub const GRANT_ACCESS: Call = "candour.panel.v1.PanelService/GrantAccess";
pub const REVOKE_ACCESS: Call = "candour.panel.v1.PanelService/RevokeAccess";

pub const DRAFT_PLAN: Call = "candour.careplans.v1.CarePlansService/DraftPlan";
pub const ISSUE_INSTRUCTION: Call = "candour.careplans.v1.CarePlansService/IssueInstruction";
pub const REVISE_INSTRUCTION: Call = "candour.careplans.v1.CarePlansService/ReviseInstruction";
pub const WITHDRAW_INSTRUCTION: Call = "candour.careplans.v1.CarePlansService/WithdrawInstruction";
pub const ADD_RESPONSE: Call = "candour.careplans.v1.CarePlansService/AddResponse";
pub const WITHDRAW_RESPONSE: Call = "candour.careplans.v1.CarePlansService/WithdrawResponse";
pub const APPROVE_PLAN: Call = "candour.careplans.v1.CarePlansService/ApprovePlan";
pub const PUBLISH_PLAN: Call = "candour.careplans.v1.CarePlansService/PublishPlan";
pub const GIVE_COPY: Call = "candour.careplans.v1.CarePlansService/GiveCopy";
pub const ACKNOWLEDGE_COPY: Call = "candour.careplans.v1.CarePlansService/AcknowledgeCopy";
pub const RECALL_COPY: Call = "candour.careplans.v1.CarePlansService/RecallCopy";
pub const ACKNOWLEDGE_COPY_RECALL: Call =
    "candour.careplans.v1.CarePlansService/AcknowledgeCopyRecall";
pub const RECORD_VIEW: Call = "candour.careplans.v1.CarePlansService/RecordView";
pub const LODGE_CHALLENGE: Call = "candour.careplans.v1.CarePlansService/LodgeChallenge";
pub const DECIDE_CHALLENGE: Call = "candour.careplans.v1.CarePlansService/DecideChallenge";
pub const HOLD_REVIEW: Call = "candour.careplans.v1.CarePlansService/HoldReview";
pub const CLOSE_PLAN: Call = "candour.careplans.v1.CarePlansService/ClosePlan";

pub const THREATEN_SANCTION: Call = "candour.sanctions.v1.SanctionsService/ThreatenSanction";
pub const APPLY_SANCTION: Call = "candour.sanctions.v1.SanctionsService/ApplySanction";
pub const VARY_SANCTION: Call = "candour.sanctions.v1.SanctionsService/VarySanction";
pub const OVERTURN_SANCTION: Call = "candour.sanctions.v1.SanctionsService/OverturnSanction";
pub const REVIEW_SANCTION: Call = "candour.sanctions.v1.SanctionsService/ReviewSanction";
pub const END_SANCTION: Call = "candour.sanctions.v1.SanctionsService/EndSanction";
pub const IMPOSE_BEHAVIOURAL_CONTRACT: Call =
    "candour.sanctions.v1.SanctionsService/ImposeBehaviouralContract";
pub const END_BEHAVIOURAL_CONTRACT: Call =
    "candour.sanctions.v1.SanctionsService/EndBehaviouralContract";
pub const REDUCE_SERVICE: Call = "candour.sanctions.v1.SanctionsService/ReduceService";
pub const INVOLVE_POLICE: Call = "candour.sanctions.v1.SanctionsService/InvolvePolice";

pub const RAISE_COMPLAINT: Call = "candour.concerns.v1.ConcernsService/RaiseComplaint";
pub const ACKNOWLEDGE_COMPLAINT: Call = "candour.concerns.v1.ConcernsService/AcknowledgeComplaint";
pub const CATEGORISE_COMPLAINT: Call = "candour.concerns.v1.ConcernsService/CategoriseComplaint";
pub const CLOSE_COMPLAINT: Call = "candour.concerns.v1.ConcernsService/CloseComplaint";
pub const RAISE_SAFEGUARDING: Call = "candour.concerns.v1.ConcernsService/RaiseSafeguarding";
pub const DECIDE_S42: Call = "candour.concerns.v1.ConcernsService/DecideS42";
pub const REPORT_INCIDENT: Call = "candour.concerns.v1.ConcernsService/ReportIncident";
pub const NOTIFY_CANDOUR: Call = "candour.concerns.v1.ConcernsService/NotifyCandour";
pub const RECORD_STATEMENT: Call = "candour.concerns.v1.ConcernsService/RecordStatement";

pub const SNOOZE_FLAG: Call = "candour.oversight.v1.OversightService/SnoozeFlag";
pub const RESOLVE_FLAG: Call = "candour.oversight.v1.OversightService/ResolveFlag";
